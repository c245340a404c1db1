import { error, isError } from '../wire/reply.ts';
import { unblock } from './blocked.ts';
import { addStat, call, countError } from './call.ts';
import { dictGet } from './dict.ts';
import { keyExists } from './keyspace.ts';
import { lookupCommand } from './lookup.ts';
import { feedPropagated } from './persistence/append.ts';
import type { Client, Db } from './state.ts';
import { flushPending } from './tracking/tracking.ts';
import type { Turn } from './turn.ts';

/*
 * Serving those who wait: when a command has made a key usable, the command of the first in line runs again for that
 * key, then the next one's, until it is used up. REDIS: blocked.c handleClientsBlockedOnKeys
 */

/** Serves clients of the keys that became ready, until no command made another one ready. */
export function serveReadyKeys(turn: Turn): void {
  const { state } = turn;
  const before = { client: turn.client, db: turn.db };
  while (state.readyKeys.length > 0) {
    const batch = state.readyKeys;
    state.readyKeys = [];
    for (const ready of batch) serveKey(turn, state.dbs[ready.db] as Db, ready.key); // signalReady took it from there
  }
  turn.client = before.client;
  turn.db = before.db;
}

function serveKey(turn: Turn, db: Db, key: string): void {
  // What made it ready may have taken longer than it had to live.
  turn.db = db;
  if (!keyExists(turn, key) && turn.pending.length > 0) feedPropagated(turn);
  for (const id of [...(db.blocking.get(key) ?? [])]) {
    const client = turn.state.clients.get(id);
    const blocked = client?.blocked ?? null;
    if (client === undefined || blocked === null || !blocked.keys.includes(key)) continue;
    const value = dictGet(db.keys, key);
    if (value === undefined || value.type !== blocked.type) {
      if (blocked.unblockOnMissingKey) failGone(turn, client, key);
      continue;
    }
    serveClient(turn, client, key, blocked.argv);
  }
}

const GONE = error('UNBLOCKED the stream key no longer exists');

/** Said also when the key is there again as another type. REDIS: blocked.c unblockDeletedStreamReadgroupClients */
function failGone(turn: Turn, client: Client, key: string): void {
  const spec = lookupCommand(turn.table, client.blocked?.argv ?? []);
  unblock(turn, client, 'error', key);
  turn.reply(client, GONE, turn.fact);
  if (spec !== null) addStat(turn, spec, 3, 1);
  countError(turn, GONE);
}

function serveClient(turn: Turn, client: Client, key: string, argv: readonly string[]): void {
  const spec = lookupCommand(turn.table, argv);
  if (spec === null || spec.run === null) return;
  turn.use(client);
  const { caller } = turn;
  turn.caller = client.id;
  turn.readyKey = key;
  const reply = call(turn, spec, spec.run, argv);
  turn.readyKey = null;
  if (reply !== undefined) {
    unblock(turn, client, isError(reply) ? 'error' : 'served', key);
    turn.reply(client, reply, turn.fact);
  } // else it keeps its place
  if (turn.state.tracking !== null) flushPending(turn, turn.state.tracking);
  turn.caller = caller;
}
