import type { ErrorReply, Reply } from '../../wire/reply.ts';
import { double, EMPTY_ARRAY, error, NIL_ARRAY } from '../../wire/reply.ts';
import type { Context, Runs } from '../command.ts';
import { NOTIFY } from '../command.ts';
import { dictRandom } from '../dict.ts';
import { SYNTAX_ERROR, WRONG_TYPE } from '../errors.ts';
import type { ZsetValue } from '../value.ts';
import { atLeast, isWord, negatableArgument, timeoutArgument } from './arguments.ts';
import { BULK, distinctPlaces, drawMany } from './sample.ts';
import type { Members } from './zset.ts';
import { zsetRemoveRange, zsetScore, zsetSize, zsetSlice } from './zset.ts';
import { membersReply } from './zset-read.ts';

/* Taking the least, the greatest or any members. REDIS: t_zset.c genericZpopCommand, blockingGenericZpopCommand */

/** Takes up to `max` from one end of a set that has members. */
function take(ctx: Context, key: string, zset: ZsetValue, greatest: boolean, max: number): Members {
  const size = zsetSize(zset);
  const count = Math.min(max, size);
  const from = greatest ? size - count : 0;
  const taken = zsetSlice(zset, from, from + count, greatest);
  zsetRemoveRange(zset, from, from + count);
  ctx.notify(NOTIFY.zset, greatest ? 'zpopmax' : 'zpopmin', key);
  if (count === size) {
    ctx.deleteKey(key);
    ctx.notify(NOTIFY.generic, 'del', key);
  }
  ctx.signalModified(key);
  ctx.dirty += count;
  ctx.scanned += count - 1;
  return taken;
}

function flat({ members, scores }: Members): Reply[] {
  return members.flatMap((member, i) => [member, double(scores[i] as number)]);
}

function pairs({ members, scores }: Members): Reply[] {
  return members.map((member, i) => [member, double(scores[i] as number)]);
}

function pop(ctx: Context, argv: readonly string[], greatest: boolean): Reply {
  if (argv.length > 3) return SYNTAX_ERROR;
  const max = argv[2] === undefined ? null : atLeast(argv[2], 0, 'ERR value is out of range, must be positive');
  if (max !== null && typeof max !== 'number') return max;
  const key = argv[1] as string;
  const zset = ctx.lookupWrite(key);
  if (zset === null) return EMPTY_ARRAY;
  if (zset.type !== 'zset') return WRONG_TYPE;
  if (max === 0) return EMPTY_ARRAY;
  const taken = take(ctx, key, zset, greatest, max ?? 1);
  return ctx.resp === 3 && max !== null ? pairs(taken) : flat(taken);
}

/** The first set that is there, or the error of a key of another type before it. */
function firstSet(ctx: Context, keys: readonly string[]): readonly [string, ZsetValue] | ErrorReply | null {
  for (const key of keys) {
    const zset = ctx.lookupWrite(key);
    if (zset === null) continue;
    return zset.type === 'zset' ? [key, zset] : WRONG_TYPE;
  }
  return null;
}

function popMany(ctx: Context, key: string, zset: ZsetValue, greatest: boolean, count: number): Reply {
  const taken = take(ctx, key, zset, greatest, count);
  ctx.propagateAs([greatest ? 'ZPOPMAX' : 'ZPOPMIN', key, String(taken.members.length)]);
  return [key, pairs(taken)];
}

function blockingPop(ctx: Context, argv: readonly string[], greatest: boolean): Reply | undefined {
  const timeoutMs = timeoutArgument(argv.at(-1) as string);
  if (typeof timeoutMs !== 'number') return timeoutMs;
  const keys = argv.slice(1, -1);
  const first = firstSet(ctx, ctx.readyKey === null ? keys : [ctx.readyKey]);
  if (first === null) return ctx.block({ keys, type: 'zset', timeoutMs, onTimeout: NIL_ARRAY });
  if ('kind' in first) return first;
  const [key, zset] = first;
  const taken = take(ctx, key, zset, greatest, 1);
  ctx.propagateAs([greatest ? 'ZPOPMAX' : 'ZPOPMIN', key]);
  return [key, ...flat(taken)];
}

interface MultiPop {
  readonly keys: readonly string[];
  readonly greatest: boolean;
  readonly count: number;
}

/** REDIS: t_zset.c zmpopGenericCommand */
function readMultiPop(argv: readonly string[], at: number): MultiPop | ErrorReply {
  const numkeys = atLeast(argv[at] as string, 1, 'ERR numkeys should be greater than 0');
  if (typeof numkeys !== 'number') return numkeys;
  const where = at + numkeys + 1;
  const greatest = isWord(argv[where], 'max');
  if (!greatest && !isWord(argv[where], 'min')) return SYNTAX_ERROR;
  const keys = argv.slice(at + 1, where);
  if (argv.length === where + 1) return { keys, greatest, count: 1 };
  if (!isWord(argv[where + 1], 'count') || argv[where + 2] === undefined) return SYNTAX_ERROR;
  const count = atLeast(argv[where + 2] as string, 1, 'ERR count should be greater than 0');
  if (typeof count !== 'number') return count;
  return argv.length > where + 3 ? SYNTAX_ERROR : { keys, greatest, count };
}

function multiPop(ctx: Context, argv: readonly string[]): Reply {
  const wish = readMultiPop(argv, 1);
  if ('kind' in wish) return wish;
  const first = firstSet(ctx, wish.keys);
  if (first === null) return NIL_ARRAY;
  return 'kind' in first ? first : popMany(ctx, first[0], first[1], wish.greatest, wish.count);
}

function blockingMultiPop(ctx: Context, argv: readonly string[]): Reply | undefined {
  const wish = readMultiPop(argv, 2);
  if ('kind' in wish) return wish;
  const timeoutMs = timeoutArgument(argv[1] as string);
  if (typeof timeoutMs !== 'number') return timeoutMs;
  const { keys } = wish;
  const first = firstSet(ctx, ctx.readyKey === null ? keys : [ctx.readyKey]);
  if (first === null) return ctx.block({ keys, type: 'zset', timeoutMs, onTimeout: NIL_ARRAY });
  return 'kind' in first ? first : popMany(ctx, first[0], first[1], wish.greatest, wish.count);
}

function randomMember(ctx: Context, zset: ZsetValue): readonly [string, number] {
  if (zset.encoding === 'skiplist') {
    const drawn = dictRandom(zset.scores, (bound) => ctx.random(bound));
    if (drawn !== null) return drawn;
  }
  const { members, scores } = atRank(zset, ctx.random(zsetSize(zset)));
  return [members[0] as string, scores[0] as number];
}

function atRank(zset: ZsetValue, rank: number): Members {
  return zsetSlice(zset, rank, rank + 1, false);
}

function randomMembers(ctx: Context, zset: ZsetValue, count: number): Members {
  if (count < 0) {
    const drawn = drawMany(
      ctx,
      -count,
      () => randomMember(ctx, zset),
      ([member]) => BULK + member.length,
    );
    return { members: drawn.map(([member]) => member), scores: drawn.map(([, score]) => score) };
  }
  ctx.scanned += count;
  const places = distinctPlaces((bound) => ctx.random(bound), zsetSize(zset), count);
  const members = places.map((rank) => atRank(zset, rank).members[0] as string);
  return { members, scores: members.map((member) => zsetScore(zset, member) as number) };
}

/** REDIS: t_zset.c zrandmemberCommand */
function zrandmember(ctx: Context, argv: readonly string[]): Reply {
  const count = argv[2] === undefined ? null : negatableArgument(argv[2]);
  if (count !== null && typeof count !== 'number') return count;
  const withScores = argv.length > 3;
  if (argv.length > 4 || (withScores && !isWord(argv[3], 'withscores'))) return SYNTAX_ERROR;
  if (withScores && Math.abs(count ?? 0) > 2 ** 62 - 1) return error('ERR value is out of range');
  const zset = ctx.lookupRead(argv[1] as string);
  if (zset === null) return count === null ? null : EMPTY_ARRAY;
  if (zset.type !== 'zset') return WRONG_TYPE;
  if (count === null) return randomMember(ctx, zset)[0];
  if (count === 0) return EMPTY_ARRAY;
  return membersReply(ctx, randomMembers(ctx, zset, Math.min(count, zsetSize(zset))), withScores);
}

export const ZSET_POPS: Runs = {
  zpopmin: (ctx, argv) => pop(ctx, argv, false),
  zpopmax: (ctx, argv) => pop(ctx, argv, true),
  bzpopmin: (ctx, argv) => blockingPop(ctx, argv, false),
  bzpopmax: (ctx, argv) => blockingPop(ctx, argv, true),
  zmpop: multiPop,
  bzmpop: blockingMultiPop,
  zrandmember,
};
