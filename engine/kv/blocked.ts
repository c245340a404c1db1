import type { Reply } from '../wire/reply.ts';
import { error, isError } from '../wire/reply.ts';
import { call, processInbox } from './call.ts';
import type { Wait } from './command.ts';
import { dictGet } from './dict.ts';
import { shortReply } from './fact-text.ts';
import { lookupCommand } from './lookup.ts';
import type { Client, Db } from './state.ts';
import type { Turn } from './turn.ts';

/*
 * Clients that wait for a key. They stand in line per key in the order they came; when a command has made a key
 * usable, the command of the first in line runs again for that key, then the next one's, until it is used up.
 * REDIS: blocked.c
 */

/** See Context.block. */
export function blockClient(turn: Turn, wait: Wait): Reply | undefined {
  if (turn.denyBlocking) return wait.onTimeout;
  if (turn.readyKey !== null) return undefined;
  const { client } = turn;
  const keys = [...new Set(wait.keys)];
  client.blocked = {
    type: wait.type,
    keys,
    untilAt: wait.timeoutMs === 0 ? 0 : turn.nowMs + wait.timeoutMs,
    argv: wait.argv ?? [],
    onTimeout: wait.onTimeout,
    unblockOnMissingKey: wait.unblockOnMissingKey ?? false,
    since: turn.now,
    replicas: 0,
    offset: 0,
  };
  for (const key of keys) {
    const line = turn.db.blocking.get(key);
    if (line === undefined) turn.db.blocking.set(key, [client.id]);
    else line.push(client.id);
  }
  return undefined;
}

/** After the command that blocked: keeps its argv, says so, arms the timer. */
export function noteBlocked(turn: Turn, client: Client, argv: readonly string[]): void {
  const { blocked } = client;
  if (blocked === null) return;
  client.blocked = { ...blocked, argv: blocked.argv.length > 0 ? blocked.argv : argv };
  if (turn.out.observed) {
    const untilAt = blocked.untilAt === 0 ? null : blocked.untilAt;
    turn.note({ kind: 'kv.blocked', client: client.id, keys: blocked.keys, untilAt }, turn.fact);
  }
  armBlockedTimer(turn);
}

/** Takes a client out of every line. Its inbox is read at the end of the iteration. */
export function unblock(
  turn: Turn,
  client: Client,
  why: 'served' | 'timeout' | 'error' | 'closed',
  key: string | null,
): void {
  const { blocked } = client;
  if (blocked === null) return;
  const db = turn.state.dbs[client.db] as Db; // a blocked client cannot SELECT
  for (const waited of blocked.keys) {
    const line = db.blocking.get(waited)?.filter((id) => id !== client.id) ?? [];
    if (line.length === 0) db.blocking.delete(waited);
    else db.blocking.set(waited, line);
  }
  client.blocked = null;
  turn.state.unblocked.push(client.id);
  if (turn.out.observed) turn.note({ kind: 'kv.unblocked', client: client.id, why, key }, turn.fact || undefined);
  armBlockedTimer(turn);
}

/** One timer for the earliest deadline of all. */
function armBlockedTimer(turn: Turn): void {
  let earliest = Infinity;
  for (const client of turn.state.clients.values()) {
    const untilAt = client.blocked?.untilAt ?? 0;
    if (untilAt > 0 && untilAt < earliest) earliest = untilAt;
  }
  if (earliest === Infinity) turn.out.clearTimer('blocked');
  else turn.out.setTimer('blocked', Math.max(0, (earliest - turn.state.settings.epochMs) * 1000 - turn.now));
}

/** Answers those whose time is over. REDIS: timeout.c handleBlockedClientsTimeout */
export function timeOutBlocked(turn: Turn): void {
  const due = [...turn.state.clients.values()].filter(
    (client) => client.blocked !== null && client.blocked.untilAt > 0 && client.blocked.untilAt <= turn.nowMs,
  );
  due.sort((a, b) => (a.blocked?.untilAt ?? 0) - (b.blocked?.untilAt ?? 0));
  for (const client of due) {
    const { blocked } = client;
    if (blocked === null) continue;
    unblock(turn, client, 'timeout', null);
    turn.reply(client, blocked.onTimeout, turn.fact);
    if (turn.out.observed) {
      turn.note({ kind: 'kv.replied', client: client.id, write: null, reply: shortReply(blocked.onTimeout) });
    }
  }
  armBlockedTimer(turn);
}

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

/** Said also when the key is there again as another type. REDIS: blocked.c unblockDeletedStreamReadgroupClients */
function failGone(turn: Turn, client: Client, key: string): void {
  unblock(turn, client, 'error', key);
  turn.reply(client, error('UNBLOCKED the stream key no longer exists'), turn.fact);
}

function serveClient(turn: Turn, client: Client, key: string, argv: readonly string[]): void {
  const spec = lookupCommand(turn.table, argv);
  if (spec === null || spec.run === null) return;
  turn.use(client);
  turn.readyKey = key;
  const reply = call(turn, spec, spec.run, argv);
  turn.readyKey = null;
  if (reply === undefined) return; // keeps its place
  unblock(turn, client, isError(reply) ? 'error' : 'served', key);
  turn.reply(client, reply, turn.fact);
}

/** Lets clients go on with what they sent while they were blocked. REDIS: blocked.c processUnblockedClients */
export function resumeUnblocked(turn: Turn): void {
  const { state } = turn;
  while (state.unblocked.length > 0) {
    const client = state.clients.get(state.unblocked.shift() as number); // length was checked
    if (client !== undefined) processInbox(turn, client);
  }
}
