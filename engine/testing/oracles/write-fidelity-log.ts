import { readFileSync, writeFileSync } from 'node:fs';
import { FIDELITY_FILE, fidelityText } from './fidelity-log.ts';

/*
 * Writes engine/log/FIDELITY.md anew:
 *
 *   node --import tsx engine/testing/oracles/write-fidelity-log.ts
 */

async function write(): Promise<void> {
  writeFileSync(FIDELITY_FILE, await fidelityText(readFileSync(FIDELITY_FILE, 'utf8')));
}

void write();
