import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FIDELITY_FILE, fidelityText } from './fidelity-broker.ts';

test('FIDELITY.md says what the code and the recorded conversations say (write-fidelity-broker.ts writes it anew)', () => {
  const now = readFileSync(FIDELITY_FILE, 'utf8');
  expect(now).toBe(fidelityText(now));
});
