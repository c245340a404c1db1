import { formatDouble } from '../../wire/reply.ts';
import type { PackedZset } from '../value.ts';
import { LISTPACK_EMPTY_BYTES, listpackEntryBytes } from './listpack.ts';

/*
 * A sorted set while it is small: member, score, member, score in one row, in order of (score, bytes of the member).
 * Members are found by walking, places by bisection. The scores are numbers: Redis spells each into its listpack and
 * reads it again for every comparison, we spell it when somebody wants to see the listpack. REDIS: t_zset.c zzl*
 */

/** Where a member stands, or -1. REDIS: zzlFind */
export function packedFind(pack: PackedZset, member: string): number {
  for (let at = 0; at < pack.length; at += 2) if (pack[at] === member) return at;
  return -1;
}

export function packedMember(pack: PackedZset, at: number): string {
  return pack[at] as string; // members stand at even places
}

/** The score of the member that stands at `at`. */
export function packedScore(pack: PackedZset, at: number): number {
  return pack[at + 1] as number; // scores stand behind their members
}

/** The first place in [from, to) whose pair does not stand before (score, member), or `to`. */
function placeOf(pack: PackedZset, from: number, to: number, score: number, member: string): number {
  let low = from / 2;
  let high = to / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = packedScore(pack, 2 * middle);
    if (other < score || (other === score && packedMember(pack, 2 * middle) < member)) low = middle + 1;
    else high = middle;
  }
  return 2 * low;
}

/** Adds a member that is not there. REDIS: zzlInsert */
export function packedInsert(pack: PackedZset, score: number, member: string): void {
  const last = pack.length - 2;
  if (last < 0 || packedScore(pack, last) < score) {
    pack.push(member, listed(score));
    return;
  }
  const at = placeOf(pack, 0, pack.length, score, member);
  if (at === pack.length) pack.push(member, listed(score));
  else pack.splice(at, 0, member, listed(score));
}

/** Gives the member that stands at `from` another score: the pairs between its old place and its new one shift. */
export function packedRescore(pack: PackedZset, from: number, score: number): void {
  const member = packedMember(pack, from);
  const old = packedScore(pack, from);
  let at = from;
  if (score > old) {
    const end = placeOf(pack, from + 2, pack.length, score, member) - 2;
    for (; at < end; at += 2) movePair(pack, at + 2, at);
  } else {
    const start = placeOf(pack, 0, from, score, member);
    for (; at > start; at -= 2) movePair(pack, at - 2, at);
  }
  pack[at] = member;
  pack[at + 1] = listed(score);
}

function movePair(pack: PackedZset, from: number, to: number): void {
  pack[to] = pack[from] as string; // inside
  pack[to + 1] = pack[from + 1] as number;
}

/** A listpack keeps an integer as one: there is no minus zero. REDIS: util.c double2ll */
function listed(score: number): number {
  return score + 0;
}

/** How many pairs from the first on satisfy `isBefore`, which must hold for a prefix of the order. */
export function packedCountBefore(pack: PackedZset, isBefore: (score: number, member: string) => boolean): number {
  let low = 0;
  let high = pack.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(packedScore(pack, 2 * middle), packedMember(pack, 2 * middle))) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A score as the listpack holds it: an integer with all its digits. REDIS: t_zset.c zzlInsertAt */
function scoreText(score: number): string {
  if (!Number.isInteger(score) || Math.abs(score) > 2 ** 62) return formatDouble(score);
  return Number.isSafeInteger(score) ? String(score + 0) : BigInt(score).toString();
}

/** The entries of the listpack from pair `from` to pair `to`: member and score text in turn. */
export function packedItems(pack: PackedZset, from = 0, to = pack.length / 2): string[] {
  const items: string[] = [];
  for (let at = 2 * from; at < Math.min(2 * to, pack.length); at += 2) {
    items.push(packedMember(pack, at), scoreText(packedScore(pack, at)));
  }
  return items;
}

/** Bytes of the listpack. */
export function packedZsetBytes(pack: PackedZset): number {
  let total = LISTPACK_EMPTY_BYTES;
  for (let at = 0; at < pack.length; at += 2) {
    total += listpackEntryBytes(packedMember(pack, at)) + listpackEntryBytes(scoreText(packedScore(pack, at)));
  }
  return total;
}
