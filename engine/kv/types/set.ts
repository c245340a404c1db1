import type { Context } from '../command.ts';
import { createDict, dictBucketSize, dictBuckets, dictDelete, dictEach, dictHas, dictSet } from '../dict.ts';
import { emptyIntset, intsetAdd, intsetBytes, intsetHas, intsetRemove } from '../encodings/intset.ts';
import { parseInteger } from '../numbers.ts';
import type { SetValue } from '../value.ts';

/*
 * Sets: an intset while all members are integers and few, then a hash table; never back. REDIS: t_set.c
 */

/** An empty set for a first member, owned by the state. REDIS: t_set.c setTypeCreate */
export function newSet(ctx: Context, first: string): SetValue {
  const { owner } = ctx;
  const lru = ctx.newLru();
  return parseInteger(first) === null
    ? { type: 'set', encoding: 'hashtable', owner, lru, data: createDict<null>(owner, ctx.hashSeed) }
    : { type: 'set', encoding: 'intset', owner, lru, data: emptyIntset() };
}

export function setSize(set: SetValue): number {
  return set.encoding === 'intset' ? set.data.items.length : set.data.count;
}

export function setHas(set: SetValue, member: string): boolean {
  if (set.encoding === 'hashtable') return dictHas(set.data, member);
  const value = parseInteger(member);
  return value !== null && intsetHas(set.data, value);
}

const INTSET_ENTRIES_MAX = 1 << 30;

/** Adds to an owned set; true when the member is new. REDIS: t_set.c setTypeAdd */
export function setAdd(ctx: Context, set: SetValue, member: string): boolean {
  if (set.encoding === 'hashtable') return dictSet(set.data, member, null);
  const value = parseInteger(member);
  if (value !== null) {
    if (!intsetAdd(set.data, value)) return false;
    if (set.data.items.length > Math.min(ctx.limits.setMaxIntsetEntries, INTSET_ENTRIES_MAX)) toHashtable(ctx, set);
    return true;
  }
  return dictSet(toHashtable(ctx, set), member, null);
}

function toHashtable(ctx: Context, set: SetValue) {
  const dict = createDict<null>(ctx.owner, ctx.hashSeed);
  setEach(set, (member) => void dictSet(dict, member, null));
  Object.assign(set, { encoding: 'hashtable', data: dict });
  return dict;
}

/** Removes from an owned set; false when the member was not there. */
export function setRemove(set: SetValue, member: string): boolean {
  if (set.encoding === 'hashtable') return dictDelete(set.data, member) !== undefined;
  const value = parseInteger(member);
  return value !== null && intsetRemove(set.data, value);
}

/** Calls `visit` with every member in the order of SMEMBERS. */
export function setEach(set: SetValue, visit: (member: string) => void): void {
  if (set.encoding === 'hashtable') return dictEach(set.data, visit);
  for (const value of set.data.items) visit(String(value));
}

export function setMembers(set: SetValue): string[] {
  const members: string[] = [];
  setEach(set, (member) => members.push(member));
  return members;
}

/** A bounded view for the stage: the integers of an intset, or the sizes of some buckets of the table. */
export function inspectSet(set: SetValue, from: number, max = 64) {
  if (set.encoding === 'intset') {
    const { items, width } = set.data;
    const shown = items.slice(from, from + max).map(String);
    return { encoding: set.encoding, width, bytes: intsetBytes(set.data), size: items.length, items: shown };
  }
  const count = dictBuckets(set.data);
  const bucketSizes = [];
  for (let i = from; i < count && i < from + max; i++) bucketSizes.push(dictBucketSize(set.data, i));
  return { encoding: set.encoding, size: set.data.count, buckets: count, bucketSizes };
}
