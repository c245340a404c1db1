import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { middle, spread } from './spread.ts';

describe('spread', () => {
  it('gives everybody their wish when nobody collides', () => {
    expect(
      spread(
        [
          { wish: 50, height: 20 },
          { wish: 100, height: 20 },
        ],
        10,
        0,
      ),
    ).toEqual([40, 90]);
  });

  it('moves two that collide apart by the same amount', () => {
    expect(
      spread(
        [
          { wish: 100, height: 20 },
          { wish: 100, height: 20 },
        ],
        10,
        0,
      ),
    ).toEqual([75, 105]);
  });

  it('never overlaps, keeps the order, keeps the gap and stays below the top', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ wish: fc.integer({ min: -200, max: 800 }), height: fc.integer({ min: 1, max: 120 }) }), {
          maxLength: 30,
        }),
        fc.integer({ min: 0, max: 40 }),
        (wishes, gap) => {
          const tops = spread(wishes, gap, 8);
          expect(tops).toHaveLength(wishes.length);
          tops.forEach((top, i) => {
            expect(top).toBeGreaterThanOrEqual(8);
            const before = i === 0 ? null : (tops[i - 1] ?? 0) + (wishes[i - 1]?.height ?? 0) + gap;
            if (before !== null) expect(top).toBeGreaterThanOrEqual(before - 1e-6);
          });
        },
      ),
    );
  });

  it('takes the middle of what is connected', () => {
    expect(middle([10, 20], 0)).toBe(15);
    expect(middle([], 7)).toBe(7);
  });
});
