import { readFileSync, writeFileSync } from 'node:fs';
import { FIDELITY_FILE, fidelityText } from './fidelity-kv.ts';

/*
 * Writes the second half of engine/kv/FIDELITY.md anew:
 *
 *   node --import tsx engine/testing/oracles/write-fidelity-kv.ts
 */

writeFileSync(FIDELITY_FILE, fidelityText(readFileSync(FIDELITY_FILE, 'utf8')));
