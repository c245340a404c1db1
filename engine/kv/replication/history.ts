import { randomHex } from '../random-bytes.ts';
import type { KvState } from '../state.ts';
import type { Turn } from '../turn.ts';
import { createBacklog } from './backlog.ts';
import { NO_ID } from './state.ts';

/*
 * Names of histories: a new one where what follows cannot be told apart by its offset from what another server wrote.
 * REDIS: replication.c changeReplicationId, shiftReplicationId
 */

/** A new name, and no history before it. */
export function beginHistory(turn: Turn): void {
  const { replication } = turn.state;
  replication.id = randomHex(turn.out, 40);
  forgetFormerHistory(turn);
}

/** From here on the history is another one; up to here it is shared with those who know the old name. */
export function forkHistory(turn: Turn): void {
  const { replication } = turn.state;
  replication.id2 = replication.id;
  replication.id2From = replication.offset + 1;
  replication.id = randomHex(turn.out, 40);
}

export function forgetFormerHistory(turn: Turn): void {
  const { replication } = turn.state;
  replication.id2 = NO_ID;
  replication.id2From = -1;
}

/** Nobody has come for repl-backlog-ttl: the memory is given back, and with it the history. */
export function endHistory(turn: Turn): void {
  beginHistory(turn);
  turn.state.replication.backlog = null;
}

/** The first replica has come: what is written from now on is kept. REDIS: replication.c syncCommand */
export function keepHistory(turn: Turn): void {
  beginHistory(turn);
  createBacklog(turn.state.replication);
}

/** What stands in an RDB file about the history it is a moment of, or null. REDIS: rdb.c rdbPopulateSaveInfo */
export function historyFields({ replication, clients }: KvState): readonly (readonly [string, string])[] {
  const { primary } = replication;
  let db: number | null = null;
  if (primary === null) {
    if (replication.backlog !== null) db = Math.max(0, replication.selectedDb);
  } else db = clients.get(primary.client)?.db ?? primary.cached?.db ?? null;
  if (db === null) return [];
  return [
    ['repl-stream-db', String(db)],
    ['repl-id', replication.id],
    ['repl-offset', String(replication.offset)],
  ];
}
