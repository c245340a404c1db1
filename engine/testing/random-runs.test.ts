import '../bridge/lua-source.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAction } from '../script/action.ts';
import { LAWS } from '../sim/laws.ts';
import { happen, happenings, RANDOM_WORLDS } from './random-runs.ts';

describe.each(RANDOM_WORLDS)('in any history of the world $name', (world) => {
  test('every message and every write has one fate, and the five laws hold', () => {
    fc.assert(
      fc.property(fc.nat(0xffff), happenings(10), (seed, history) => {
        const { run, imbalance } = happen({ ...world, seed }, history, 700);
        const did = run.journal.map((entry) => `${entry.at} ${formatAction(entry.input)}`);
        expect({ imbalance, did }).toEqual({ imbalance: null, did });
        for (const law of Object.values(LAWS)) law(run);
      }),
      { numRuns: 2 },
    );
  });
});
