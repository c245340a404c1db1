import type { Reply } from '../../wire/reply.ts';
import { error } from '../../wire/reply.ts';
import type { Turn } from '../turn.ts';

/** What everybody hears while a script does not end. REDIS: server.c slowevalerr, slowscripterr */
export function busyReply(turn: Turn): Reply {
  const kill = turn.state.scripting.running?.isFunction === true ? 'FUNCTION KILL' : 'SCRIPT KILL';
  return error(`BUSY Redis is busy running a script. You can only call ${kill} or SHUTDOWN NOSAVE.`);
}
