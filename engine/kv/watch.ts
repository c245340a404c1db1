import { dictGet, dictHas } from './dict.ts';
import type { Client, Db } from './state.ts';
import type { Turn } from './turn.ts';

/** Forgets what a client watches. REDIS: multi.c unwatchAllKeys */
export function unwatchAll(turn: Turn, client: Client): void {
  for (const { db, key } of client.watching) {
    const watched = turn.state.dbs[db]?.watched;
    const left = watched?.get(key)?.filter((id) => id !== client.id) ?? [];
    if (left.length === 0) watched?.delete(key);
    else watched?.set(key, left);
  }
  client.watching = [];
}

function isOver(turn: Turn, db: Db, key: string): boolean {
  const at = dictGet(db.expires, key);
  return at !== undefined && turn.nowMs > at;
}

/**
 * A whole database is emptied, or replaced by another: who watches a key that so changes finds EXEC refused. A key that
 * was over when it was watched, and is gone or over afterwards, has not changed. REDIS: multi.c touchAllWatchedKeysInDb
 */
export function touchAllWatched(turn: Turn, emptied: Db, replacedWith: Db | null): void {
  for (const [key, ids] of emptied.watched) {
    const before = dictHas(emptied.keys, key);
    const after = replacedWith !== null && dictHas(replacedWith.keys, key) ? replacedWith : null;
    if (!before && after === null) continue;
    for (const id of ids) {
      const client = turn.state.clients.get(id);
      const at = client?.watching.findIndex((watch) => watch.db === emptied.index && watch.key === key) ?? -1;
      const watch = client?.watching[at];
      if (client === undefined || watch === undefined) continue;
      const over = after !== null && isOver(turn, after, key);
      if (watch.expired && after === null) client.watching[at] = { ...watch, expired: false };
      else if (!watch.expired && !before && over) client.watching[at] = { ...watch, expired: true };
      else if (!watch.expired || !over) client.dirtyCas = true;
    }
  }
}
