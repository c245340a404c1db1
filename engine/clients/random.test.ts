import { describe, expect, test } from 'vitest';
import { randomBelow, rngFrom } from '../base/rng.ts';
import { SpecError } from '../sim/machine.ts';
import { type Duration, draw, durationField } from './random.ts';
import { createSeen, forkSeen, hasMet, meet } from './seen.ts';

function drawn(duration: Duration, count: number): number[] {
  const rng = rngFrom(1, 'test');
  const out = { random: (bound: number) => randomBelow(rng, bound) };
  return Array.from({ length: count }, () => draw(duration, out));
}

const mean = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length;

describe('a duration', () => {
  test('that is constant is the same each time', () => {
    expect(new Set(drawn({ kind: 'constant', value: 7 }, 10))).toEqual(new Set([7]));
  });

  test('that is uniform takes every value between its ends', () => {
    const list = drawn({ kind: 'uniform', min: 3, max: 6 }, 1000);
    expect([...new Set(list)].sort((a, b) => a - b)).toEqual([3, 4, 5, 6]);
    expect(mean(list)).toBeCloseTo(4.5, 0);
  });

  test('that is exponential has its mean, and as many short ones as it must', () => {
    const list = drawn({ kind: 'exponential', mean: 1000 }, 40_000);
    expect(mean(list) / 1000).toBeCloseTo(1, 1);
    const share = (below: number): number => list.filter((one) => one < below).length / list.length;
    expect(share(1000)).toBeCloseTo(1 - Math.exp(-1), 1);
    expect(share(3000)).toBeCloseTo(1 - Math.exp(-3), 1);
  });

  test('is read from a number or from its parts, and refused by name', () => {
    const field = durationField({ kind: 'constant', value: 0 });
    expect(field.read(5, 'takes')).toEqual({ kind: 'constant', value: 5 });
    expect(field.read({ kind: 'uniform', min: 1, max: 2, value: 9 }, 'takes')).toEqual({
      kind: 'uniform',
      min: 1,
      max: 2,
    });
    for (const wrong of [
      -1,
      'x',
      null,
      { kind: 'normal' },
      { kind: 'uniform', min: 2, max: 1 },
      { kind: 'exponential' },
    ])
      expect(() => field.read(wrong, 'takes')).toThrow(SpecError);
  });
});

describe('what a process has met', () => {
  test('is known the second time, and only then', () => {
    const seen = createSeen();
    for (const id of ['shop-1', 'shop-40', 'shop-5000', 'shop.12-1', 'odd', 'a--1', 'x-1e3'])
      expect([meet(seen, id), meet(seen, id), hasMet(seen, id)]).toEqual([false, true, true]);
    expect(hasMet(seen, 'shop-2')).toBe(false);
    expect(meet(seen, '')).toBe(false);
    expect(meet(seen, '')).toBe(false);
  });

  test('is not shared by a copy', () => {
    const seen = createSeen();
    meet(seen, 'shop-1');
    const copy = forkSeen(seen);
    meet(copy, 'shop-2');
    meet(copy, 'odd');
    expect([hasMet(copy, 'shop-1'), hasMet(seen, 'shop-2'), hasMet(seen, 'odd')]).toEqual([true, false, false]);
  });
});
