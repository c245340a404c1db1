import { readFileSync, writeFileSync } from 'node:fs';
import { withSurvival } from './broker-survival.ts';

/* Writes the table of what survives into the broker's FIDELITY.md: `node --import tsx engine/testing/oracles/write-survival.ts` */

const page = new URL('../../broker/FIDELITY.md', import.meta.url);
writeFileSync(page, withSurvival(readFileSync(page, 'utf8')));
