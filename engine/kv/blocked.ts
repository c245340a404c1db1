import type { Reply } from '../wire/reply.ts';
import type { Wait } from './command.ts';
import { replicasAt } from './replication/peers.ts';
import type { Blocked, Client, Db } from './state.ts';
import type { Turn } from './turn.ts';

/*
 * Clients that wait for a key: they stand in line per key in the order they came, until they are served (serve.ts),
 * their time is over, or they go. REDIS: blocked.c
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
  if (blocked.replicas > 0) {
    const { replication } = turn.state;
    replication.waiting = replication.waiting.filter((id) => id !== client.id);
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

/** What is answered when the time is over: WAIT says how many replicas there are. REDIS: replyToBlockedClientTimedOut */
export function timeoutReply(turn: Turn, blocked: Blocked): Reply {
  return blocked.replicas > 0 ? replicasAt(turn.state, blocked.offset) : blocked.onTimeout;
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
    turn.reply(client, timeoutReply(turn, blocked), turn.fact);
  }
  armBlockedTimer(turn);
}
