import type { Client } from './state.ts';
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
