import { readFileSync, writeFileSync } from 'node:fs';
import { FIDELITY_FILE, fidelityText } from './fidelity-log.ts';

/*
 * Writes the second half of engine/log/FIDELITY.md anew:
 *
 *   node --import tsx engine/testing/oracles/write-fidelity-log.ts
 */

writeFileSync(FIDELITY_FILE, fidelityText(readFileSync(FIDELITY_FILE, 'utf8')));
