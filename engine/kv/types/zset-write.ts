import type { ErrorReply, Reply } from '../../wire/reply.ts';
import { double, error } from '../../wire/reply.ts';
import type { Context, Runs } from '../command.ts';
import { NOTIFY } from '../command.ts';
import { NOT_A_FLOAT, SYNTAX_ERROR, WRONG_TYPE } from '../errors.ts';
import { parseFloat64 } from '../numbers.ts';
import type { ZsetValue } from '../value.ts';
import { isWord } from './arguments.ts';
import { newZset, zsetDelete, zsetInsert, zsetRescore, zsetScore, zsetSize } from './zset.ts';

/* ZADD, ZINCRBY, ZREM. REDIS: t_zset.c zaddGenericCommand, zsetAdd */

const NX_AND_XX = Object.freeze(error('ERR XX and NX options at the same time are not compatible'));
const GT_LT_NX = Object.freeze(error('ERR GT, LT, and/or NX options at the same time are not compatible'));
const INCR_ONE = Object.freeze(error('ERR INCR option supports a single increment-element pair'));
const NOT_A_NUMBER = Object.freeze(error('ERR resulting score is not a number (NaN)'));

interface AddFlags {
  nx: boolean;
  xx: boolean;
  gt: boolean;
  lt: boolean;
  ch: boolean;
  incr: boolean;
  /** Where the first score stands. */
  from: number;
}

const FLAGS = ['nx', 'xx', 'gt', 'lt', 'ch', 'incr'] as const;
const NO_FLAGS: Readonly<AddFlags> = Object.freeze({
  nx: false,
  xx: false,
  gt: false,
  lt: false,
  ch: false,
  incr: false,
  from: 2,
});

function isOption(text: string): boolean {
  const first = text.charCodeAt(0) | 32;
  return first === 110 || first === 120 || first === 103 || first === 108 || first === 99 || first === 105; // n x g l c i
}

function readFlags(argv: readonly string[], incr: boolean): AddFlags | ErrorReply {
  const flags: AddFlags = { ...NO_FLAGS, incr };
  for (; flags.from < argv.length; flags.from++) {
    const flag = FLAGS.find((name) => isWord(argv[flags.from], name));
    if (flag === undefined) break;
    flags[flag] = true;
  }
  const rest = argv.length - flags.from;
  if (rest === 0 || rest % 2 === 1) return SYNTAX_ERROR;
  if (flags.nx && flags.xx) return NX_AND_XX;
  if ((flags.gt && flags.nx) || (flags.lt && flags.nx) || (flags.gt && flags.lt)) return GT_LT_NX;
  return flags.incr && rest > 2 ? INCR_ONE : flags;
}

/** What became of one pair: the score it has now, or null where the flags forbade it. NaN: nothing was changed. */
interface Outcome {
  added: number;
  updated: number;
  score: number | null;
}

/** REDIS: t_zset.c zsetAdd */
function addOne(
  ctx: Context,
  zset: ZsetValue,
  given: number,
  member: string,
  flags: Readonly<AddFlags>,
  outcome: Outcome,
): void {
  const old = zsetScore(zset, member);
  if (old === undefined) {
    outcome.score = flags.xx ? null : given;
    if (flags.xx) return;
    zsetInsert(ctx, zset, given, member);
    outcome.added += 1;
    return;
  }
  const score = flags.incr ? old + given : given;
  const isRefused = flags.nx || (flags.lt && score >= old) || (flags.gt && score <= old);
  outcome.score = isRefused && !Number.isNaN(score) ? null : score;
  if (isRefused || Number.isNaN(score) || score === old) return;
  zsetRescore(zset, old, score, member);
  outcome.updated += 1;
}

function readScores(argv: readonly string[], from: number): number[] | null {
  const scores: number[] = [];
  for (let i = from; i < argv.length; i += 2) {
    const score = parseFloat64(argv[i] as string);
    if (score === null) return null;
    scores.push(score);
  }
  return scores;
}

function zadd(ctx: Context, argv: readonly string[], incr: boolean): Reply {
  const plain = !incr && argv.length % 2 === 0 && !isOption(argv[2] as string);
  const flags = plain ? NO_FLAGS : readFlags(argv, incr);
  if ('kind' in flags) return flags;
  const scores = readScores(argv, flags.from);
  if (scores === null) return NOT_A_FLOAT;
  const key = argv[1] as string;
  let zset = ctx.lookupWrite(key);
  if (zset === null) {
    if (flags.xx) return flags.incr ? null : 0;
    zset = newZset(ctx, (argv[flags.from + 1] as string).length);
    ctx.addKey(key, zset);
  } else if (zset.type !== 'zset') return WRONG_TYPE;
  const outcome: Outcome = { added: 0, updated: 0, score: null };
  for (let i = 0; i < scores.length; i++) {
    addOne(ctx, zset, scores[i] as number, argv[flags.from + 2 * i + 1] as string, flags, outcome);
  }
  if (outcome.score !== null && Number.isNaN(outcome.score)) return NOT_A_NUMBER;
  const changed = outcome.added + outcome.updated;
  ctx.dirty += changed;
  ctx.scanned += scores.length - 1;
  if (changed > 0) {
    ctx.signalModified(key);
    ctx.notify(NOTIFY.zset, flags.incr ? 'zincr' : 'zadd', key);
  }
  if (flags.incr) return outcome.score === null ? null : double(outcome.score);
  return flags.ch ? changed : outcome.added;
}

function zrem(ctx: Context, argv: readonly string[]): Reply {
  const key = argv[1] as string;
  const zset = ctx.lookupWrite(key);
  if (zset === null) return 0;
  if (zset.type !== 'zset') return WRONG_TYPE;
  let removed = 0;
  for (let i = 2; i < argv.length && zsetSize(zset) > 0; i++) if (zsetDelete(zset, argv[i] as string)) removed += 1;
  ctx.scanned += argv.length - 3;
  if (removed > 0) membersRemoved(ctx, key, zset, 'zrem', removed);
  return removed;
}

/** Says that members left, and drops a set that is empty. */
export function membersRemoved(ctx: Context, key: string, zset: ZsetValue, event: string, removed: number): void {
  const isEmpty = zsetSize(zset) === 0;
  if (isEmpty) ctx.deleteKey(key);
  ctx.signalModified(key);
  ctx.notify(NOTIFY.zset, event, key);
  if (isEmpty) ctx.notify(NOTIFY.generic, 'del', key);
  ctx.dirty += removed;
}

/** ZADD with these words: what GEOADD comes down to. */
export function addMembers(ctx: Context, argv: readonly string[]): Reply {
  return zadd(ctx, argv, false);
}

export const ZSET_WRITES: Runs = {
  zadd: (ctx, argv) => zadd(ctx, argv, false),
  zincrby: (ctx, argv) => zadd(ctx, argv, true),
  zrem,
};
