import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  axisFor,
  branchRows,
  captionWidth,
  instantAt,
  place,
  placeWords,
  positionOf,
  SPEED_MAX,
  SPEED_MIN,
  speedAt,
  ticks,
} from './axis.ts';

describe('the axis of time', () => {
  it('shows all of the past, and instants come back from where they were placed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000_000 }), fc.integer({ min: 0, max: 1000 }), (head, part) => {
        const axis = axisFor(head, null, 24, 760);
        const at = Math.round((head * part) / 1000);
        expect(axis.to).toBeGreaterThanOrEqual(head);
        expect(place(axis, at)).toBeGreaterThanOrEqual(24 - 1e-6);
        expect(place(axis, at)).toBeLessThanOrEqual(760 + 1e-6);
        expect(instantAt(axis, place(axis, at))).toBe(at);
      }),
    );
  });

  it('keeps the past at two thirds of the bar or more, however far the next timer is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100_000, max: 1_000_000_000 }),
        fc.integer({ min: 0, max: 1_000_000_000 }),
        (head, ahead) => {
          const axis = axisFor(head, head + ahead, 0, 900);
          expect(place(axis, head)).toBeGreaterThanOrEqual(900 * 0.49);
        },
      ),
    );
  });

  it('does not move while time goes on inside a step', () => {
    expect(axisFor(2_404_000, null, 24, 760)).toEqual(axisFor(2_500_000, null, 24, 760));
  });

  it('writes ticks at least 72 px apart, all different', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40_000_000_000 }), fc.integer({ min: 200, max: 2000 }), (head, right) => {
        const axis = axisFor(head, null, 20, right);
        const written = ticks(axis);
        expect(new Set(written.map((tick) => tick.label)).size).toBe(written.length);
        written.forEach((tick, i) => {
          const before = written[i - 1];
          if (before) expect(place(axis, tick.at) - place(axis, before.at)).toBeGreaterThanOrEqual(71.9);
        });
      }),
    );
  });

  it('writes seconds as seconds', () => {
    expect(
      ticks({ from: 0, to: 3_500_000, left: 24, right: 760 })
        .map((tick) => tick.label)
        .slice(0, 3),
    ).toEqual(['0.0 s', '0.5 s', '1.0 s']);
  });
});

describe('the words of milestones', () => {
  it('never overlap in a row and never leave the bar', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ at: fc.integer({ min: 0, max: 700 }), says: fc.string({ minLength: 1, maxLength: 30 }) }),
          { maxLength: 20 },
        ),
        (raw) => {
          const words = raw.map((word, i) => ({ ...word, id: String(i) }));
          const placed = placeWords(words, 0, 700);
          const spans = placed.map((word) => {
            const width = captionWidth(word.says);
            const from =
              word.anchor === 'middle' ? word.x - width / 2 : word.anchor === 'end' ? word.x - width : word.x;
            return { row: word.row, from, to: from + width };
          });
          for (const [i, a] of spans.entries()) {
            expect(a.from).toBeGreaterThanOrEqual(-1e-6);
            expect(a.to).toBeLessThanOrEqual(700 + 1e-6);
            for (const b of spans.slice(i + 1))
              if (a.row === b.row) expect(a.from >= b.to || b.from >= a.to).toBe(true);
          }
        },
      ),
    );
  });

  it('keep the newest when there is no room for all', () => {
    const words = ['a', 'b', 'c'].map((id) => ({ id, at: 100, says: 'worker-3 killed, 3 lost' }));
    expect(placeWords(words, 0, 700).map(({ id }) => id)).toEqual(['c']);
  });
});

describe('branches', () => {
  it('hang lower the earlier they left, so that lines never cross', () => {
    const rows = branchRows([{ forkedAt: 10 }, { forkedAt: 30 }, { forkedAt: 20 }], 2);
    expect(rows.map(({ branch, row }) => [branch.forkedAt, row])).toEqual([
      [30, 0],
      [20, 1],
    ]);
  });
});

describe('the speed', () => {
  it('goes from 1/1000 to 100 in steps that a position names and finds again', () => {
    expect(speedAt(SPEED_MIN)).toBeCloseTo(0.001);
    expect(speedAt(SPEED_MAX)).toBe(100);
    expect(speedAt(0)).toBe(1);
    for (let position = SPEED_MIN; position <= SPEED_MAX; position++)
      expect(positionOf(speedAt(position))).toBe(position);
  });
});
