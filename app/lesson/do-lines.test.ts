import { describe, expect, it } from 'vitest';
import { data } from '../../lessons/kv-aof/lesson.ts';
import { doneTimes, durationOf, typedAt } from './do-lines.ts';

const [cut, , late] = data.steps;

describe('the lines of do', () => {
  it('say how long they wait, and who types what', () => {
    expect(durationOf('wait 1.2s')).toBe(1_200_000);
    expect(durationOf('kill redis')).toBeNull();
    expect(typedAt('cli> SET a 1')).toEqual({ node: 'cli', says: 'SET a 1' });
    expect(typedAt('start redis')).toBeNull();
  });

  it('are done when they were done, in order, however they were typed', () => {
    const done = [
      { line: 'cli>  set order:1   PAID', at: 1_300_000 },
      { line: 'cli> GET x', at: 1_400_000 },
      { line: 'cli> SET order:2 paid', at: 1_500_000 },
    ];
    expect(doneTimes(cut, done, 1_600_000)).toEqual([1_300_000, 1_500_000, null, null, null, null]);
  });

  it('count the same line typed twice as two', () => {
    const ask = 'cli> MGET order:1 order:2';
    const lines = ['cli> SET order:1 paid', 'cli> SET order:2 paid', 'power-cut redis', 'start redis', ask];
    const done = lines.map((line, index) => ({ line, at: 1_300_000 + index }));
    expect(doneTimes(cut, done, 2_000_000)[5]).toBeNull();
    expect(doneTimes(cut, [...done, { line: ask, at: 1_900_000 }], 2_000_000)[5]).toBe(1_900_000);
  });

  it('have waited when the time has passed, and not before', () => {
    const done = [
      { line: 'cli> SET order:1 paid', at: 1_200_000 },
      { line: 'cli> SET order:2 paid', at: 1_300_000 },
    ];
    expect(doneTimes(late, done, 1_900_000)[2]).toBeNull();
    expect(doneTimes(late, done, 2_500_000)[2]).toBe(2_500_000);
  });
});
