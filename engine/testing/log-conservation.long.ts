import { expect, test } from 'vitest';
import { clusterLife, livesText } from './log-conservation.ts';

/** How many lives; INFLIGHT_SEEDS asks for more. */
const LIVES = Number(process.env['INFLIGHT_SEEDS'] ?? 1000);

test('in a thousand lives of a cluster nothing acknowledged with acks=all is lost', () => {
  const lives = Array.from({ length: LIVES }, (_, i) => clusterLife(i + 1));
  process.stdout.write(`${livesText(lives)}\n`);
  expect(lives.flatMap(({ seed, wrong }) => wrong.map((text) => `seed ${seed}: ${text}`))).toEqual([]);
});
