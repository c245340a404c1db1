import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FIDELITY_FILE, fidelityText } from './fidelity-log.ts';

/* Every recorded conversation with a real Kafka is held again here: a difference more or less than the page says fails. */

it('engine/log/FIDELITY.md says what is compared, and where the broker differs from the real one', async () => {
  const now = readFileSync(FIDELITY_FILE, 'utf8');
  expect(await fidelityText(now)).toBe(now);
});
