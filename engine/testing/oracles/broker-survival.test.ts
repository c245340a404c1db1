import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { survivalTable, withSurvival } from './broker-survival.ts';

test('what FIDELITY says of survival is what happens', () => {
  const page = readFileSync(new URL('../../broker/FIDELITY.md', import.meta.url), 'utf8');
  expect(page).toBe(withSurvival(page));
});

test('nothing that was confirmed as persistent in a durable queue is lost, whatever the stop', () => {
  const confirmed = survivalTable()
    .split('\n')
    .filter((line) => /^\| (classic, durable|quorum|stream) \| persistent \| (confirm|anything) /.test(line));
  expect(confirmed).toHaveLength(3);
  for (const line of confirmed) expect(line).not.toContain('lost');
});
