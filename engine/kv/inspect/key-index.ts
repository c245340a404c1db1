import { type Dict, dictEach } from '../dict.ts';
import type { Db, KvState } from '../state.ts';

/*
 * The keys of a database in order, for pages and trees. Kept beside the state, not in it: it is a cache of what a
 * reader asked for last, and whoever changes the keyspace must not pay for it.
 */

interface Index {
  /** What was true when it was made. */
  readonly stamp: string;
  readonly keys: readonly string[];
}

const INDEXES = new WeakMap<Dict<unknown>, Index>();

/** All keys of a database in order of their bytes. O(n log n) when something has run since the last time, else O(1). */
export function orderedKeys(state: KvState, db: Db): readonly string[] {
  const stamp = `${state.stats.commands} ${state.stats.expired} ${state.stats.evicted} ${db.keys.count}`;
  const known = INDEXES.get(db.keys);
  if (known?.stamp === stamp) return known.keys;
  const keys: string[] = [];
  dictEach(db.keys, (key) => keys.push(key));
  keys.sort((a, b) => (a < b ? -1 : 1));
  INDEXES.set(db.keys, { stamp, keys });
  return keys;
}

/** The first place at which a key is not below `bound`. */
export function placeOf(keys: readonly string[], bound: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] as string) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The place behind the last key that begins with `prefix`. */
export function placeBehind(keys: readonly string[], prefix: string): number {
  // No byte string that begins with the prefix is above it followed by a char beyond every byte.
  return placeOf(keys, `${prefix}\u0100`);
}
