import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { taggedSimplifications } from './tagged-simplifications.ts';

/*
 * The second half of engine/log/FIDELITY.md: the simplifications that are tagged in the code. The first half, what is the
 * same and what differs, is written by hand. `write-fidelity-log.ts` writes the file anew.
 */

const ENGINE = fileURLToPath(new URL('../..', import.meta.url));

/** What stands between the two halves. */
const BORDER = '<!-- From here on written by engine/testing/oracles/write-fidelity-log.ts -->';

export const FIDELITY_FILE = join(ENGINE, 'log', 'FIDELITY.md');

/** What the file must say, given what it says now. */
export function fidelityText(now: string): string {
  const byHand = (now.split(BORDER)[0] ?? '').trimEnd();
  const tagged = [
    ...taggedSimplifications(join(ENGINE, 'log'), ENGINE),
    ...taggedSimplifications(join(ENGINE, 'wire'), ENGINE, (file) => file.includes('kafka')),
    ...taggedSimplifications(join(ENGINE, 'bridge'), ENGINE, (file) => file.includes('kafka')),
  ];
  return `${byHand}\n\n${BORDER}\n\n## Tagged in the code\n\n${tagged.join('\n')}\n`;
}
