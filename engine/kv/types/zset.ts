import { formatDouble } from '../../wire/reply.ts';
import type { Context } from '../command.ts';
import { createDict, dictDelete, dictGet, dictSet } from '../dict.ts';
import { LISTPACK_EMPTY_BYTES, listpackEntryBytes } from '../encodings/listpack.ts';
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
import type { Listpack, ZsetValue } from '../value.ts';

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
  const base = { type: 'zset', owner: ctx.owner, lru: ctx.newLru() } as const;
  const { zsetMaxListpackEntries, zsetMaxListpackValue } = ctx.limits;
  if (zsetMaxListpackEntries === 0 || longest > zsetMaxListpackValue) {
    return {
      ...base,
      encoding: 'skiplist',
      data: emptySkiplist(),
      scores: createDict<number>(ctx.owner, ctx.hashSeed),
    };
  }
  return { ...base, encoding: 'listpack', data: { items: [], bytes: LISTPACK_EMPTY_BYTES } };
}

/** Digits that are added up exactly, and faster than the language reads a number. */
const PLAIN_DIGITS_MAX = 15;

/** The number in a listpack's score text. */
function scoreOf(text: string): number {
  let plain = 0;
  const digits = text.length > PLAIN_DIGITS_MAX ? 0 : text.length;
  for (let i = 0; i < digits; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return readScore(text);
    plain = plain * 10 + digit;
  }
  return digits === 0 ? readScore(text) : plain;
}

function readScore(text: string): number {
  const score = Number(text);
  if (!Number.isNaN(score)) return score;
  return text === 'inf' ? Infinity : -Infinity;
}

/** A listpack keeps an integer as one: without minus zero, with all its digits. REDIS: util.c double2ll */
function packedScore(score: number): string {
  if (!Number.isInteger(score) || Math.abs(score) > 2 ** 62) return formatDouble(score);
  return Number.isSafeInteger(score) ? String(score + 0) : BigInt(score).toString();
}

function memberAt({ items }: Listpack, member: string): number {
  for (let at = 0; at < items.length; at += 2) if (items[at] === member) return at;
  return -1;
}

export function zsetSize(zset: ZsetValue): number {
  return zset.encoding === 'listpack' ? zset.data.items.length / 2 : zset.data.length;
}

export function zsetScore(zset: ZsetValue, member: string): number | undefined {
  if (zset.encoding === 'skiplist') return dictGet(zset.scores, member);
  const at = memberAt(zset.data, member);
  return at < 0 ? undefined : scoreOf(zset.data.items[at + 1] as string);
}

/** Adds a member that is not there, to an owned set. */
export function zsetInsert(ctx: Context, zset: ZsetValue, score: number, member: string): void {
  if (zset.encoding === 'listpack') {
    const { zsetMaxListpackEntries, zsetMaxListpackValue } = ctx.limits;
    if (zset.data.items.length / 2 < zsetMaxListpackEntries && member.length <= zsetMaxListpackValue) {
      return insertPacked(zset.data, score, member);
    }
    toSkiplist(ctx, zset);
  }
  insertLinked(ctx, zset, score, member);
}

function insertPacked(pack: Listpack, score: number, member: string): void {
  const { items } = pack;
  const text = packedScore(score);
  const at = placeOf(items, 0, items.length, score, member);
  if (at === items.length) items.push(member, text);
  else items.splice(at, 0, member, text);
  pack.bytes += listpackEntryBytes(member) + listpackEntryBytes(text);
}

function insertLinked(ctx: Context, zset: ZsetValue, score: number, member: string): void {
  if (zset.encoding !== 'skiplist') return;
  skiplistInsert(zset.data, score, member, randomLevel(ctx));
  dictSet(zset.scores, member, score);
}

/** Changes the encoding for good. REDIS: t_zset.c zsetConvert */
function toSkiplist(ctx: Context, zset: ZsetValue): void {
  if (zset.encoding === 'skiplist') return;
  const { items } = zset.data;
  const data = emptySkiplist();
  const scores = createDict<number>(ctx.owner, ctx.hashSeed);
  for (let at = 0; at < items.length; at += 2) {
    const [member, score] = [items[at] as string, scoreOf(items[at + 1] as string)];
    skiplistInsert(data, score, member, randomLevel(ctx));
    dictSet(scores, member, score);
  }
  Object.assign(zset, { encoding: 'skiplist', data, scores });
}

/** Gives a member that is there, in an owned set, another score. */
export function zsetRescore(zset: ZsetValue, old: number, score: number, member: string): void {
  if (zset.encoding === 'listpack') return movePacked(zset.data, old, score, member);
  skiplistUpdate(zset.data, old, score, member);
  dictSet(zset.scores, member, score);
}

/** Shifts the pairs between the old place and the new one: no array is cut or made. */
function movePacked(pack: Listpack, old: number, score: number, member: string): void {
  const { items } = pack;
  const text = packedScore(score);
  let at = placeOf(items, 0, items.length, old, member);
  pack.bytes += listpackEntryBytes(text) - listpackEntryBytes(items[at + 1] as string);
  const end = score > old ? placeOf(items, at + 2, items.length, score, member) - 2 : at;
  for (; at < end; at += 2) {
    items[at] = items[at + 2] as string;
    items[at + 1] = items[at + 3] as string;
  }
  const start = score < old ? placeOf(items, 0, at, score, member) : at;
  for (; at > start; at -= 2) {
    items[at] = items[at - 2] as string;
    items[at + 1] = items[at - 1] as string;
  }
  items[at] = member;
  items[at + 1] = text;
}

/** The first place in [from, to) whose pair does not stand before (score, member), or `to`. */
function placeOf(items: readonly string[], from: number, to: number, score: number, member: string): number {
  let low = from / 2;
  let high = to / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = scoreOf(items[2 * middle + 1] as string);
    if (other < score || (other === score && (items[2 * middle] as string) < member)) low = middle + 1;
    else high = middle;
  }
  return 2 * low;
}

function removePacked(pack: Listpack, at: number): void {
  for (const gone of pack.items.splice(at, 2)) pack.bytes -= listpackEntryBytes(gone);
}

/** Removes from an owned set; false when the member was not there. */
export function zsetDelete(zset: ZsetValue, member: string): boolean {
  if (zset.encoding === 'listpack') {
    const at = memberAt(zset.data, member);
    if (at >= 0) removePacked(zset.data, at);
    return at >= 0;
  }
  const score = dictDelete(zset.scores, member);
  if (score === undefined) return false;
  skiplistRemove(zset.data, score, member);
  return true;
}

/** How many members, from the least on, satisfy a condition that holds for a prefix of the order. */
export function zsetCountBefore(zset: ZsetValue, isBefore: (score: number, member: string) => boolean): number {
  if (zset.encoding === 'listpack') return countBeforePacked(zset.data.items, isBefore);
  return skiplistCountBefore(zset.data, isBefore);
}

function countBeforePacked(items: readonly string[], isBefore: (score: number, member: string) => boolean): number {
  let low = 0;
  let high = items.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(scoreOf(items[2 * middle + 1] as string), items[2 * middle] as string)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The rank from 0, or null for who is not a member. */
export function zsetRank(zset: ZsetValue, member: string): number | null {
  if (zset.encoding === 'listpack') {
    const at = memberAt(zset.data, member);
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
    const { items } = zset.data;
    for (let rank = from; rank < to; rank++) {
      members.push(items[2 * rank] as string);
      scores.push(scoreOf(items[2 * rank + 1] as string));
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
    for (const gone of zset.data.items.splice(2 * from, 2 * (to - from))) zset.data.bytes -= listpackEntryBytes(gone);
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
    const { items, bytes } = zset.data;
    const shown = items.slice(2 * fromRank, 2 * (fromRank + max));
    return { encoding: zset.encoding, size: items.length / 2, bytes, items: shown };
  }
  const { length, level } = zset.data;
  const score = searched === null ? undefined : dictGet(zset.scores, searched);
  const path = searched === null || score === undefined ? [] : skiplistSearchPath(zset.data, score, searched);
  const nodes = inspectSkiplist(zset.data, fromRank, max);
  return { encoding: zset.encoding, size: length, level, nodes, path };
}
