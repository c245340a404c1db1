import type { ErrorReply, Reply } from '../../wire/reply.ts';
import { error } from '../../wire/reply.ts';
import type { ServerRuns } from '../command.ts';
import { NOTIFY } from '../command.ts';
import { NOT_AN_INTEGER, printed } from '../errors.ts';
import { invalidExpireTime } from '../expiry-argument.ts';
import { keyExists, lookupQuietly } from '../keyspace.ts';
import { narrow, parseInteger } from '../numbers.ts';
import type { Turn } from '../turn.ts';

/*
 * Times to live. REDIS: expire.c
 */

type Flag = 'nx' | 'xx' | 'gt' | 'lt';

/** REDIS: expire.c parseExtendedExpireArgumentsOrReply */
function readFlags(argv: readonly string[]): ReadonlySet<Flag> | ErrorReply {
  const flags = new Set<Flag>();
  for (let i = 3; i < argv.length; i++) {
    const word = (argv[i] ?? '').toLowerCase();
    if (word !== 'nx' && word !== 'xx' && word !== 'gt' && word !== 'lt') {
      return error(`ERR Unsupported option ${printed(argv[i] ?? '')}`);
    }
    flags.add(word);
  }
  if (flags.has('nx') && flags.size > 1) {
    return error('ERR NX and XX, GT or LT options at the same time are not compatible');
  }
  if (flags.has('gt') && flags.has('lt')) return error('ERR GT and LT options at the same time are not compatible');
  return flags;
}

/** Whether the flags let a key that expires at `current` (-1: never) expire at `at`. */
function allows(flags: ReadonlySet<Flag>, current: number, at: number): boolean {
  if (flags.has('nx') && current !== -1) return false;
  if (flags.has('xx') && current === -1) return false;
  // A key without a time to live lives longest.
  if (flags.has('gt') && (current === -1 || at <= current)) return false;
  return !(flags.has('lt') && current !== -1 && at >= current);
}

/** EXPIRE and its kin. `unit` in ms, `base` 0 for absolute times. REDIS: expire.c expireGenericCommand */
function expire(turn: Turn, argv: readonly string[], unit: 1 | 1000, absolute: boolean, command: string): Reply {
  const [, key = '', time = ''] = argv;
  const flags = readFlags(argv);
  if ('kind' in flags) return flags;
  const given = parseInteger(time);
  if (given === null) return NOT_AN_INTEGER;
  const ms = narrow(BigInt(given) * BigInt(unit));
  const exact = ms === null ? null : narrow(BigInt(ms) + BigInt(absolute ? 0 : turn.nowMs));
  if (exact === null) return invalidExpireTime(command);
  const at = Number(exact);
  if (!keyExists(turn, key)) return 0;
  if (flags.size > 0 && !allows(flags, turn.getExpire(key), at)) return 0;
  turn.dirty++;
  if (at <= turn.nowMs && turn.removesExpired) {
    turn.deleteKey(key);
    turn.propagateAs(['DEL', key]);
    turn.signalModified(key);
    turn.notify(NOTIFY.generic, 'del', key);
    return 1;
  }
  turn.setExpire(key, at);
  turn.propagateAs(['PEXPIREAT', key, String(exact)]);
  turn.signalModified(key);
  turn.notify(NOTIFY.generic, 'expire', key);
  return 1;
}

/** TTL, PTTL, EXPIRETIME, PEXPIRETIME. REDIS: expire.c ttlGenericCommand */
function timeToLive(turn: Turn, key: string, inMs: boolean, absolute: boolean): Reply {
  if (lookupQuietly(turn, key) === null) return -2;
  const at = turn.getExpire(key);
  if (at === -1) return -1;
  const ms = absolute ? at : Math.max(0, at - turn.nowMs);
  return inMs ? ms : Math.floor((ms + 500) / 1000);
}

function persist(turn: Turn, argv: readonly string[]): Reply {
  const [, key = ''] = argv;
  if (!keyExists(turn, key) || !turn.removeExpire(key)) return 0;
  turn.signalModified(key);
  turn.notify(NOTIFY.generic, 'persist', key);
  turn.dirty++;
  return 1;
}

const KEY = 1;

export const expireCommands: ServerRuns = {
  expire: (turn, argv) => expire(turn, argv, 1000, false, 'expire'),
  pexpire: (turn, argv) => expire(turn, argv, 1, false, 'pexpire'),
  expireat: (turn, argv) => expire(turn, argv, 1000, true, 'expireat'),
  pexpireat: (turn, argv) => expire(turn, argv, 1, true, 'pexpireat'),
  ttl: (turn, argv) => timeToLive(turn, argv[KEY] ?? '', false, false),
  pttl: (turn, argv) => timeToLive(turn, argv[KEY] ?? '', true, false),
  expiretime: (turn, argv) => timeToLive(turn, argv[KEY] ?? '', false, true),
  pexpiretime: (turn, argv) => timeToLive(turn, argv[KEY] ?? '', true, true),
  persist,
};
