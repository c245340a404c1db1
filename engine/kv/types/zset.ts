import type { Context } from '../command.ts';
import { createDict, dictDelete, dictGet, dictSet } from '../dict.ts';
import {
  packedCountBefore,
  packedFind,
  packedInsert,
  packedItems,
  packedMember,
  packedRescore,
  packedScore,
  packedZsetBytes,
} from '../encodings/packed-zset.ts';
import {
  emptySkiplist,
  inspectSkiplist,
  randomLevel,
  skiplistAt,
  skiplistCountBefore,
  skiplistInsert,
  skiplistNext,
  skiplistRank,
  skiplistRemove,
  skiplistRemoveRange,
  skiplistSearchPath,
  skiplistUpdate,
} from '../encodings/skiplist.ts';
import type { ZsetValue } from '../value.ts';

/*
 * The sorted set: members in the order of (score, bytes of the member). A listpack of member and score while small;
 * then a skip list for order and rank beside a dict for scores. Every range (by rank, score or bytes) comes down to two
 * ranks, and what the two encodings must offer is little: count before, slice, insert, remove. REDIS: t_zset.c
 */

export interface Members {
  readonly members: string[];
  readonly scores: number[];
}

/** An empty sorted set that will take members of up to `longest` bytes. REDIS: t_zset.c zsetTypeCreate */
export function newZset(ctx: Context, longest: number): ZsetValue {
  const { owner } = ctx;
  const { zsetMaxListpackEntries, zsetMaxListpackValue } = ctx.limits;
  if (zsetMaxListpackEntries === 0 || longest > zsetMaxListpackValue) {
    const scores = createDict<number>(owner, ctx.hashSeed);
    return { type: 'zset', encoding: 'skiplist', owner, lru: ctx.newLru(), data: emptySkiplist(), scores };
  }
  return { type: 'zset', encoding: 'listpack', owner, lru: ctx.newLru(), data: [] };
}

export function zsetSize(zset: ZsetValue): number {
  return zset.encoding === 'listpack' ? zset.data.length / 2 : zset.data.length;
}

export function zsetScore(zset: ZsetValue, member: string): number | undefined {
  if (zset.encoding === 'skiplist') return dictGet(zset.scores, member);
  const at = packedFind(zset.data, member);
  return at < 0 ? undefined : packedScore(zset.data, at);
}

/** Adds a member that is not there, to an owned set. */
export function zsetInsert(ctx: Context, zset: ZsetValue, score: number, member: string): void {
  if (zset.encoding === 'listpack') {
    const { zsetMaxListpackEntries, zsetMaxListpackValue } = ctx.limits;
    if (zset.data.length / 2 < zsetMaxListpackEntries && member.length <= zsetMaxListpackValue) {
      return packedInsert(zset.data, score, member);
    }
    toSkiplist(ctx, zset);
  }
  insertLinked(ctx, zset, score, member);
}

function insertLinked(ctx: Context, zset: ZsetValue, score: number, member: string): void {
  if (zset.encoding !== 'skiplist') return;
  skiplistInsert(zset.data, score, member, randomLevel(ctx));
  dictSet(zset.scores, member, score);
}

/** Changes the encoding for good. REDIS: t_zset.c zsetConvert */
function toSkiplist(ctx: Context, zset: ZsetValue): void {
  if (zset.encoding === 'skiplist') return;
  const pack = zset.data;
  const data = emptySkiplist();
  const scores = createDict<number>(ctx.owner, ctx.hashSeed);
  for (let at = 0; at < pack.length; at += 2) {
    const [member, score] = [packedMember(pack, at), packedScore(pack, at)];
    skiplistInsert(data, score, member, randomLevel(ctx));
    dictSet(scores, member, score);
  }
  Object.assign(zset, { encoding: 'skiplist', data, scores });
}

/** Gives a member that is there, in an owned set, another score. */
export function zsetRescore(zset: ZsetValue, old: number, score: number, member: string): void {
  if (zset.encoding === 'listpack') return packedRescore(zset.data, packedFind(zset.data, member), score);
  skiplistUpdate(zset.data, old, score, member);
  dictSet(zset.scores, member, score);
}

/** Removes from an owned set; false when the member was not there. */
export function zsetDelete(zset: ZsetValue, member: string): boolean {
  if (zset.encoding === 'listpack') {
    const at = packedFind(zset.data, member);
    if (at >= 0) zset.data.splice(at, 2);
    return at >= 0;
  }
  const score = dictDelete(zset.scores, member);
  if (score === undefined) return false;
  skiplistRemove(zset.data, score, member);
  return true;
}

/** How many members, from the least on, satisfy a condition that holds for a prefix of the order. */
export function zsetCountBefore(zset: ZsetValue, isBefore: (score: number, member: string) => boolean): number {
  if (zset.encoding === 'listpack') return packedCountBefore(zset.data, isBefore);
  return skiplistCountBefore(zset.data, isBefore);
}

/** The rank from 0, or null for who is not a member. */
export function zsetRank(zset: ZsetValue, member: string): number | null {
  if (zset.encoding === 'listpack') {
    const at = packedFind(zset.data, member);
    return at < 0 ? null : at / 2;
  }
  const score = dictGet(zset.scores, member);
  return score === undefined ? null : skiplistRank(zset.data, score, member);
}

/** The members of the ranks [from, to), which exist; the last first when `reversed`. */
export function zsetSlice(zset: ZsetValue, from: number, to: number, reversed: boolean): Members {
  const members: string[] = [];
  const scores: number[] = [];
  if (zset.encoding === 'listpack') {
    const pack = zset.data;
    for (let rank = from; rank < to; rank++) {
      members.push(packedMember(pack, 2 * rank));
      scores.push(packedScore(pack, 2 * rank));
    }
  } else if (to > from) {
    const list = zset.data;
    let node = skiplistAt(list, from);
    for (let rank = from; rank < to; rank++, node = skiplistNext(list, node)) {
      members.push(list.members[node] as string);
      scores.push(list.scores[node] as number);
    }
  }
  return reversed ? { members: members.reverse(), scores: scores.reverse() } : { members, scores };
}

/** Removes the ranks [from, to) of an owned set. */
export function zsetRemoveRange(zset: ZsetValue, from: number, to: number): void {
  if (zset.encoding === 'listpack') {
    zset.data.splice(2 * from, 2 * (to - from));
    return;
  }
  const { scores } = zset;
  skiplistRemoveRange(zset.data, from, to, (member) => void dictDelete(scores, member));
}

/**
 * A bounded view for the stage: entries of the listpack; or nodes of the skip list with levels and spans from a rank
 * on, and the way of a search for one member.
 */
export function inspectZset(zset: ZsetValue, fromRank: number, max = 32, searched: string | null = null) {
  if (zset.encoding === 'listpack') {
    const { data } = zset;
    const items = packedItems(data, fromRank, fromRank + max);
    return { encoding: zset.encoding, size: data.length / 2, bytes: packedZsetBytes(data), items };
  }
  const { length, level } = zset.data;
  const score = searched === null ? undefined : dictGet(zset.scores, searched);
  const path = searched === null || score === undefined ? [] : skiplistSearchPath(zset.data, score, searched);
  const nodes = inspectSkiplist(zset.data, fromRank, max);
  return { encoding: zset.encoding, size: length, level, nodes, path };
}
