import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FIDELITY_FILE, fidelityText } from './fidelity-log.ts';

test('FIDELITY.md of the log says what is tagged in the code (write-fidelity-log.ts writes it anew)', () => {
  const now = readFileSync(FIDELITY_FILE, 'utf8');
  expect(now).toBe(fidelityText(now));
});
