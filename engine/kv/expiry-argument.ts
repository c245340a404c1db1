import type { ErrorReply } from '../wire/reply.ts';
import { error } from '../wire/reply.ts';
import { NOT_AN_INTEGER } from './errors.ts';
import { narrow, parseInteger } from './numbers.ts';
import type { Turn } from './turn.ts';

/*
 * `EX 10`, `PXAT 1700000000000`: a time to live as an argument of SET, GETEX, SETEX.
 */

const LONG_MAX = 0x7fffffffffffffffn;

/** REDIS: networking.c addReplyErrorExpireTime */
export function invalidExpireTime(command: string): ErrorReply {
  return error(`ERR invalid expire time in '${command}' command`);
}

/** Unix milliseconds at which it is over, or the error. REDIS: t_string.c getExpireMillisecondsOrReply */
export function expiryArgument(turn: Turn, word: string, text: string, command: string): number | ErrorReply {
  const read = parseInteger(text);
  if (read === null) return NOT_AN_INTEGER;
  if (read <= 0) return invalidExpireTime(command);
  const seconds = word === 'ex' || word === 'exat';
  const absolute = word.endsWith('at');
  let value = BigInt(read);
  if (seconds) {
    if (value > LONG_MAX / 1000n) return invalidExpireTime(command);
    value *= 1000n;
  }
  if (!absolute) value += BigInt(turn.nowMs);
  const at = narrow(value);
  return at === null ? invalidExpireTime(command) : Number(at);
}
