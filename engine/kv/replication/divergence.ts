import type { Reply } from '../../wire/reply.ts';
import { isError } from '../../wire/reply.ts';
import { log } from '../log.ts';
import type { Turn } from '../turn.ts';

/** What the primary could execute failed here: the two are no longer the same. REDIS: networking.c afterErrorReply */
export function logDivergence(turn: Turn, command: string | null, reply: Reply): void {
  if (!isError(reply)) return;
  turn.state.stats.unexpectedErrors++;
  log(
    turn,
    'warning',
    `== CRITICAL == This replica is sending an error to its master: '-${reply.text}' after processing the command '${command ?? '<unknown>'}'`,
  );
}
