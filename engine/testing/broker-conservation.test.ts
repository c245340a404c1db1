import { expect, test } from 'vitest';
import { brokerLife, summary } from './broker-conservation.ts';

/* The long run has a thousand. */
const LIVES = 40;
const STEPS_MAX = 1500;

test('in forty lives of a broker everything published has one fate, and nothing confirmed is lost', () => {
  const all = Array.from({ length: LIVES }, (_, i) => brokerLife(i + 1, STEPS_MAX));
  expect(all.flatMap(({ seed, world, wrong }) => wrong.map((text) => `seed ${seed}, ${world}: ${text}`))).toEqual([]);
  // The runs are worth something: messages were published, confirmed and lost, brokers killed and cut off.
  for (const { inputs } of all) expect(Object.keys(inputs).length).toBeGreaterThan(0);
  expect(summary(all)).toMatch(/kill \d+.*\n.*lost \d+.*\n.*\n.*durable: [1-9]/);
});
