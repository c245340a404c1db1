import { createDict, dictEach, dictHas } from './dict.ts';
import { signalReady } from './keyspace.ts';
import type { Db } from './state.ts';
import { invalidateAll } from './tracking/tracking.ts';
import type { Turn } from './turn.ts';
import { touchAllWatched } from './watch.ts';

/** Empties databases; everybody who watches a key of them learns of it. Returns how many keys went. REDIS: db.c emptyData */
export function emptyDatabases(turn: Turn, dbs: readonly Db[]): number {
  const { state } = turn;
  let removed = 0;
  for (const db of dbs) {
    touchAllWatched(turn, db, null);
    for (const key of db.blocking.keys()) if (dictHas(db.keys, key)) signalReady(turn, db, key);
    removed += db.keys.count;
    if (turn.out.observed && db.keys.count > 0) {
      turn.note({ kind: 'kv.flushed', db: db.index, keys: db.keys.count }, turn.within ?? undefined);
    }
    db.keys = createDict(turn.owner, turn.hashSeed);
    db.expires = createDict(turn.owner, turn.hashSeed);
    db.expiresCursor = 0;
    emptyAccount(turn, db);
  }
  invalidateAll(turn);
  if (dbs.length === state.dbs.length) {
    state.evictionPool = [];
    state.replication.ownExpires = [];
  }
  return removed;
}

function emptyAccount(turn: Turn, db: Db): void {
  const { accounting } = turn.state;
  const sizes = accounting?.sizes[db.index];
  if (accounting === null || sizes === undefined) return;
  dictEach(sizes, (_key, bytes) => (accounting.total -= bytes));
  accounting.sizes[db.index] = createDict(turn.owner, turn.hashSeed);
}
