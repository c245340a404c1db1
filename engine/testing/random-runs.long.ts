import '../bridge/lua-source.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAction } from '../script/action.ts';
import { LAWS } from '../sim/laws.ts';
import { happen, happenings, RANDOM_WORLDS } from './random-runs.ts';

/** How many histories of each world; INFLIGHT_SEEDS asks for more. */
const numRuns = Number(process.env['INFLIGHT_SEEDS'] ?? 300);

describe.each(RANDOM_WORLDS)('in any history of the world $name', (world) => {
  test('every message and every write has one fate', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), happenings(40), (seed, history) => {
        const { run, imbalance } = happen({ ...world, seed }, history, 20_000);
        const did = run.journal.map((entry) => `${entry.at} ${formatAction(entry.input)}`);
        expect({ imbalance, did }).toEqual({ imbalance: null, did });
      }),
      { numRuns },
    );
  });

  test('the five laws hold', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), happenings(30), (seed, history) => {
        const { run } = happen({ ...world, seed }, history, 5000);
        for (const law of Object.values(LAWS)) law(run);
      }),
      { numRuns: Math.ceil(numRuns / 10) },
    );
  });
});
