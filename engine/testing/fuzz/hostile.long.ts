import { describe, expect, test } from 'vitest';
import { hostileAof, hostileDump, hostileRdb, hostileResp } from './hostile.ts';

const CASES = 100_000;
const SLOWEST_MS = 5_000;
const KEPT_BYTES = 200 * 1024 * 1024;

describe.each([
  ['DUMP payloads', hostileDump],
  ['RDB files', hostileRdb],
  ['append-only files', hostileAof],
  ['requests and replies', hostileResp],
])('100,000 hostile %s', (_what, run) => {
  test('are taken or refused, each soon, and leave nothing behind', () => {
    const before = process.memoryUsage().heapUsed;
    let slowest = 0;
    let slowestSeed = 0;
    for (let seed = 1; seed <= CASES; seed++) {
      const began = performance.now();
      try {
        run(seed);
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
      const took = performance.now() - began;
      if (took > slowest) [slowest, slowestSeed] = [took, seed];
    }
    expect(slowest, `seed ${slowestSeed}`).toBeLessThan(SLOWEST_MS);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(KEPT_BYTES);
  }, 3_600_000);
});
