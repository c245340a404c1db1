import { expect, test } from 'vitest';
import { clusterLife, livesText } from './log-conservation.ts';

test('ten lives of a cluster lose nothing that was acknowledged by all', () => {
  const lives = Array.from({ length: 10 }, (_, i) => clusterLife(i + 1));
  expect(lives.flatMap(({ seed, wrong }) => wrong.map((text) => `seed ${seed}: ${text}`))).toEqual([]);
  expect(livesText(lives)).toContain('3000 records acknowledged');
});
