import type { Reply } from '../../wire/reply.ts';
import { double, formatDouble } from '../../wire/reply.ts';
import type { Context, Runs } from '../command.ts';
import { NOTIFY } from '../command.ts';
import { packedItems } from '../encodings/packed-zset.ts';
import { WRONG_TYPE } from '../errors.ts';
import type { ZsetValue } from '../value.ts';
import { EMPTY_SCAN, scanCursor, scanDict, scanOptions, scanPacked } from './scan.ts';
import type { Members } from './zset.ts';
import { newZset, zsetInsert, zsetRank, zsetRemoveRange, zsetScore, zsetSize, zsetSlice } from './zset.ts';
import type { RangeDialect, RangeKind } from './zset-range.ts';
import { limited, rangeOptions, ranksOf, readRange } from './zset-range.ts';
import { membersRemoved } from './zset-write.ts';

/* The range commands of sorted sets and what else reads them. REDIS: t_zset.c zrangeGenericCommand */

/** Members as a reply: flat, or in pairs where RESP3 pairs them. */
export function membersReply(ctx: Context, { members, scores }: Members, withScores: boolean): Reply {
  if (!withScores) return members;
  const reply: Reply[] = [];
  for (let i = 0; i < members.length; i++) {
    const score = double(scores[i] as number);
    if (ctx.resp === 3) reply.push([members[i] as string, score]);
    else reply.push(members[i] as string, score);
  }
  return reply;
}

/** Puts a result at a key, or removes the key when there is none. */
export function storeZset(ctx: Context, key: string, result: ZsetValue, event: string): Reply {
  const size = zsetSize(result);
  if (size > 0) {
    ctx.setKey(key, result);
    ctx.notify(NOTIFY.zset, event, key);
    ctx.dirty += 1;
  } else if (ctx.deleteKey(key)) {
    ctx.signalModified(key);
    ctx.notify(NOTIFY.generic, 'del', key);
    ctx.dirty += 1;
  }
  return size;
}

function storeMembers(ctx: Context, key: string, { members, scores }: Members, knownSize: number): Reply {
  // Only a size known beforehand skips the listpack at once. REDIS: t_zset.c zrangeResultBeginStore
  const result = newZset(ctx, knownSize > ctx.limits.zsetMaxListpackEntries ? Infinity : 0);
  members.forEach((member, i) => zsetInsert(ctx, result, scores[i] as number, member));
  return storeZset(ctx, key, result, 'zrangestore');
}

/** Key, low and high stand from `at` on; with `dialect.stores` the destination stands before them. */
function range(ctx: Context, argv: readonly string[], at: number, dialect: RangeDialect): Reply {
  const options = rangeOptions(argv, at + 3, dialect);
  if ('text' in options) return options;
  const { kind, reversed } = options;
  const swapped = reversed && kind !== 'rank';
  const [low, high] = [argv[swapped ? at + 2 : at + 1] as string, argv[swapped ? at + 1 : at + 2] as string];
  const wanted = readRange(kind, low, high);
  if ('text' in wanted) return wanted;
  const zset = ctx.lookupRead(argv[at] as string);
  if (zset !== null && zset.type !== 'zset') return WRONG_TYPE;
  let found: Members = { members: [], scores: [] };
  if (zset !== null) {
    const [from, to] = ranksOf(zset, wanted, reversed);
    const [first, last] = kind === 'rank' ? [from, to] : limited(from, to, options.offset, options.count, reversed);
    found = zsetSlice(zset, first, last, reversed);
    ctx.scanned += found.members.length;
  }
  if (!dialect.stores) return membersReply(ctx, found, options.withScores);
  return storeMembers(ctx, argv[1] as string, found, kind === 'rank' ? found.members.length : -1);
}

const NEW_DIALECT: RangeDialect = { kind: null, reversed: null, stores: false };

function classic(kind: RangeKind, reversed: boolean) {
  const dialect: RangeDialect = { kind, reversed, stores: false };
  return (ctx: Context, argv: readonly string[]): Reply => range(ctx, argv, 1, dialect);
}

function read(ctx: Context, argv: readonly string[], missing: Reply, answer: (zset: ZsetValue) => Reply): Reply {
  const zset = ctx.lookupRead(argv[1] as string);
  if (zset === null) return missing;
  return zset.type === 'zset' ? answer(zset) : WRONG_TYPE;
}

function count(ctx: Context, argv: readonly string[], kind: RangeKind): Reply {
  const wanted = readRange(kind, argv[2] as string, argv[3] as string);
  if ('text' in wanted) return wanted;
  return read(ctx, argv, 0, (zset) => {
    const [from, to] = ranksOf(zset, wanted, false);
    return to - from;
  });
}

function removeRange(ctx: Context, argv: readonly string[], kind: RangeKind, event: string): Reply {
  const wanted = readRange(kind, argv[2] as string, argv[3] as string);
  if ('text' in wanted) return wanted;
  const key = argv[1] as string;
  const zset = ctx.lookupWrite(key);
  if (zset === null) return 0;
  if (zset.type !== 'zset') return WRONG_TYPE;
  const [from, to] = ranksOf(zset, wanted, false);
  if (to === from) return 0;
  zsetRemoveRange(zset, from, to);
  ctx.scanned += to - from;
  membersRemoved(ctx, key, zset, event, to - from);
  return to - from;
}

function score(zset: ZsetValue, member: string): Reply {
  const found = zsetScore(zset, member);
  return found === undefined ? null : double(found);
}

function mscore(ctx: Context, argv: readonly string[]): Reply {
  const zset = ctx.lookupRead(argv[1] as string);
  if (zset !== null && zset.type !== 'zset') return WRONG_TYPE;
  ctx.scanned += argv.length - 3;
  return argv.slice(2).map((member) => (zset === null ? null : score(zset, member)));
}

function revRank(zset: ZsetValue, member: string): Reply {
  const rank = zsetRank(zset, member);
  return rank === null ? null : zsetSize(zset) - 1 - rank;
}

function zscan(ctx: Context, argv: readonly string[]): Reply {
  const cursor = scanCursor(argv[2] as string);
  if (typeof cursor !== 'number') return cursor;
  return read(ctx, argv, EMPTY_SCAN, (zset) => {
    const options = scanOptions(argv, 3);
    if ('kind' in options) return options;
    if (zset.encoding === 'listpack') return scanPacked(ctx, packedItems(zset.data), 2, options);
    return scanDict(ctx, zset.scores, cursor, options, 2, (found, member, at) => found.push(member, formatDouble(at)));
  });
}

export const ZSET_READS: Runs = {
  zrange: (ctx, argv) => range(ctx, argv, 1, NEW_DIALECT),
  zrangestore: (ctx, argv) => range(ctx, argv, 2, { kind: null, reversed: null, stores: true }),
  zrevrange: classic('rank', true),
  zrangebyscore: classic('score', false),
  zrevrangebyscore: classic('score', true),
  zrangebylex: classic('lex', false),
  zrevrangebylex: classic('lex', true),
  zcard: (ctx, argv) => read(ctx, argv, 0, zsetSize),
  zcount: (ctx, argv) => count(ctx, argv, 'score'),
  zlexcount: (ctx, argv) => count(ctx, argv, 'lex'),
  zremrangebyrank: (ctx, argv) => removeRange(ctx, argv, 'rank', 'zremrangebyrank'),
  zremrangebyscore: (ctx, argv) => removeRange(ctx, argv, 'score', 'zremrangebyscore'),
  zremrangebylex: (ctx, argv) => removeRange(ctx, argv, 'lex', 'zremrangebylex'),
  zscore: (ctx, argv) => read(ctx, argv, null, (zset) => score(zset, argv[2] as string)),
  zmscore: mscore,
  zrank: (ctx, argv) => read(ctx, argv, null, (zset) => zsetRank(zset, argv[2] as string)),
  zrevrank: (ctx, argv) => read(ctx, argv, null, (zset) => revRank(zset, argv[2] as string)),
  zscan,
};
