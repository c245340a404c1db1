import { expect, test } from 'vitest';
import { brokerLife, summary } from './broker-conservation.ts';

/** How many lives; INFLIGHT_SEEDS asks for more. */
const LIVES = Number(process.env['INFLIGHT_SEEDS'] ?? 1000);
const STEPS_MAX = 4000;

test('in a thousand lives of a broker everything published has one fate, and nothing confirmed is lost', () => {
  const all = Array.from({ length: LIVES }, (_, i) => brokerLife(i + 1, STEPS_MAX));
  process.stdout.write(`${summary(all)}\n`);
  expect(all.flatMap(({ seed, world, wrong }) => wrong.map((text) => `seed ${seed}, ${world}: ${text}`))).toEqual([]);
});
