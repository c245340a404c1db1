import { createDict, dictDelete, dictEach, dictGet, dictSet, dictSome } from '../dict.ts';
import type { Accounting, Db, KvState } from '../state.ts';
import { keyBytes } from './sizes.ts';

/*
 * used_memory. Redis asks its allocator; we add up what each key would take there. Key by key and exactly while
 * `maxmemory` makes it matter, by a sample when only INFO asks.
 */

/** What an empty server takes. */
export const STARTUP_BYTES = 876_000;
const SAMPLES_PER_KEY = 5;
const SAMPLED_KEYS = 400;
const EXPIRE_ENTRY = 24;

/** Starts exact accounts: every key is looked at once. */
export function openAccounts(state: KvState): void {
  const sizes = state.dbs.map(() => createDict<number>(state.owner, state.hashSeed));
  const accounting: Accounting = { total: 0, sizes };
  state.accounting = accounting;
  for (const db of state.dbs) dictEach(db.keys, (key) => accountKey(state, accounting, db, key));
}

/** Brings the account of one key up to date, after any change of it. */
export function accountKey(state: KvState, accounting: Accounting, db: Db, key: string): void {
  const sizes = accounting.sizes[db.index];
  if (sizes === undefined) return;
  sizes.owner = state.owner;
  const value = dictGet(db.keys, key);
  if (value === undefined) {
    accounting.total -= dictDelete(sizes, key) ?? 0;
    return;
  }
  const expires = dictGet(db.expires, key) === undefined ? 0 : EXPIRE_ENTRY;
  const bytes = keyBytes(key, value, SAMPLES_PER_KEY) + expires;
  accounting.total += bytes - (dictGet(sizes, key) ?? 0);
  dictSet(sizes, key, bytes);
}

/** Bytes of all keys. */
export function dataBytes(state: KvState): number {
  if (state.accounting !== null) return state.accounting.total;
  let total = 0;
  for (const db of state.dbs) total += sampledBytes(db);
  return total;
}

function sampledBytes(db: Db): number {
  let seen = 0;
  let bytes = 0;
  dictSome(
    db.keys,
    SAMPLED_KEYS,
    () => 0,
    (key, value) => {
      seen++;
      bytes += keyBytes(key, value, SAMPLES_PER_KEY);
    },
  );
  return seen === 0 ? 0 : Math.round((bytes / seen) * db.keys.count) + db.expires.count * EXPIRE_ENTRY;
}

/** used_memory, by our accounts. */
export function usedMemory(state: KvState): number {
  const buckets = state.dbs.reduce((sum, db) => sum + tableBytes(db.keys.count) + tableBytes(db.expires.count), 0);
  return STARTUP_BYTES + buckets + Math.round(dataBytes(state)) + state.clients.size * 1928;
}

function tableBytes(count: number): number {
  return count === 0 ? 0 : 8 * 2 ** Math.max(2, Math.ceil(Math.log2(count)));
}
