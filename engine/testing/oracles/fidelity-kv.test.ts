import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FIDELITY_FILE, fidelityText } from './fidelity-kv.ts';

test('FIDELITY.md says what the code and the recorded runs say (write-fidelity-kv.ts writes it anew)', () => {
  const now = readFileSync(FIDELITY_FILE, 'utf8');
  expect(now).toBe(fidelityText(now));
});
