import { readFileSync, writeFileSync } from 'node:fs';
import { FIDELITY_FILE, fidelityText } from './fidelity-broker.ts';

/*
 * Writes the second half of engine/broker/FIDELITY.md anew:
 *
 *   node --import tsx engine/testing/oracles/write-fidelity-broker.ts
 */

writeFileSync(FIDELITY_FILE, fidelityText(readFileSync(FIDELITY_FILE, 'utf8')));
