import { describe, expect, test } from 'vitest';
import { hostileAof, hostileDump, hostileRdb, hostileResp } from './hostile.ts';

// The same cases by the hundred thousand are in hostile.long.ts.
const CASES = 1500;

describe.each([
  ['DUMP payloads', hostileDump],
  ['RDB files', hostileRdb],
  ['append-only files', hostileAof],
  ['requests and replies', hostileResp],
])('hostile %s', (_what, run) => {
  test('are taken or refused, never more', () => {
    const seen = { taken: 0, refused: 0 };
    for (let seed = 1; seed <= CASES; seed++) {
      try {
        seen[run(seed)]++;
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
    }
    expect(seen.taken).toBeGreaterThan(0);
    expect(seen.refused).toBeGreaterThan(CASES / 4);
  });
});
