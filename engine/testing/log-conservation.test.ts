import { expect, test } from 'vitest';
import { clusterLife, livesText } from './log-conservation.ts';

test('ten lives of a cluster lose nothing that was acknowledged by all', () => {
  // In the last two a follower once asked for ever for an epoch that had no record.
  const lives = [1, 2, 3, 4, 5, 6, 7, 8, 36, 47].map(clusterLife);
  expect(lives.flatMap(({ seed, wrong }) => wrong.map((text) => `seed ${seed}: ${text}`))).toEqual([]);
  expect(livesText(lives)).toContain('3000 records acknowledged');
});
