import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  emptyTape,
  forkTape,
  type Ordered,
  type Tape,
  tapeFind,
  tapeFirst,
  tapeInsert,
  tapeItems,
  tapePush,
  tapeRank,
  tapeRemove,
  tapeShift,
  tapeWindow,
} from './tape.ts';

type Move = { kind: 'push' | 'shift' | 'putBack' | 'remove' | 'fork'; pick: number };

const moves = fc.array(
  fc.record({
    kind: fc.constantFrom<Move['kind']>('push', 'push', 'push', 'shift', 'putBack', 'remove', 'fork'),
    pick: fc.nat(),
  }),
  {
    minLength: 1,
    maxLength: 400,
  },
);

const orders = (tape: Tape<Ordered>): number[] => [...tapeItems(tape)].map((item) => item.order);

test('a tape is a sorted list: pushing, shifting, putting back and taking out agree with an array', () => {
  fc.assert(
    fc.property(moves, fc.integer({ min: 0, max: 3000 }), (steps, filled) => {
      let tape = emptyTape<Ordered>();
      const model: number[] = [];
      const out: number[] = [];
      let next = 0;
      for (; next < filled; next++) {
        tapePush(tape, { order: next });
        model.push(next);
      }
      const forks: { tape: Tape<Ordered>; seen: number[] }[] = [];
      for (const step of steps) {
        if (step.kind === 'push') {
          tapePush(tape, { order: next });
          model.push(next++);
        } else if (step.kind === 'shift') {
          const item = tapeShift(tape);
          expect(item?.order).toBe(model.shift());
          if (item !== undefined) out.push(item.order);
        } else if (step.kind === 'putBack' && out.length > 0) {
          const [order] = out.splice(step.pick % out.length, 1) as [number];
          expect(tapeRank(tape, order)).toBe(model.filter((other) => other < order).length);
          tapeInsert(tape, { order });
          model.push(order);
          model.sort((a, b) => a - b);
        } else if (step.kind === 'remove' && model.length > 0) {
          const [order] = model.splice(step.pick % model.length, 1) as [number];
          expect(tapeFind(tape, order)?.order).toBe(order);
          expect(tapeRemove(tape, order)?.order).toBe(order);
          expect(tapeRemove(tape, order)).toBeUndefined();
          out.push(order);
        } else if (step.kind === 'fork') {
          forks.push({ tape, seen: model.slice() });
          tape = forkTape(tape);
        }
        expect(tape.length).toBe(model.length);
        expect(tapeFirst(tape)?.order).toBe(model[0]);
      }
      expect(orders(tape)).toEqual(model);
      const from = Math.floor(model.length / 3);
      expect(tapeWindow(tape, from, 10).map((item) => item.order)).toEqual(model.slice(from, from + 10));
      for (const fork of forks) expect(orders(fork.tape)).toEqual(fork.seen);
    }),
    { numRuns: 200 },
  );
});

test('a fork of a long tape is not written to by its twin', () => {
  const tape = emptyTape<Ordered>();
  for (let order = 0; order < 2000; order += 2) tapePush(tape, { order });
  const twin = forkTape(tape);
  tapeInsert(tape, { order: 701 });
  tapeRemove(twin, 900);
  expect(orders(tape).includes(701) && orders(tape).includes(900)).toBe(true);
  expect(orders(twin).includes(701) || orders(twin).includes(900)).toBe(false);
});
