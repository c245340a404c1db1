import type { ConnId } from '../sim/machine.ts';
import { error } from '../wire/reply.ts';
import { becomeDefault, becomeUser, mustAuthenticate } from './acl/session.ts';
import { unblock } from './blocked.ts';
import { armIdleTimer, boundClient, countTraffic } from './bounds.ts';
import { newClient } from './initial.ts';
import { replicaGone } from './replication/gone.ts';
import { primaryGone } from './replication/link.ts';
import type { Client, KvState } from './state.ts';
import { disableTracking } from './tracking/tracking.ts';
import type { Turn } from './turn.ts';
import { unwatchAll } from './watch.ts';

/*
 * Clients come and go. REDIS: networking.c createClient, freeClient
 */

/** The client of the prompt at the node itself: no connection, and what it does is read from the facts. */
export const PROMPT_CLIENT = 1;

/** A connection was accepted. `peer` is the address where it has a colon, else the name of a node. */
export function connectClient(turn: Turn, conn: ConnId, peer: string): void {
  const { state } = turn;
  const addr = peer.includes(':') ? peer : `${peer}:${conn}`;
  const client = newClient(state.nextClientId++, conn, addr, turn.nowMs, false);
  becomeDefault(state, client);
  if (state.clients.size >= Number(state.config.get('maxclients'))) {
    state.stats.rejectedConnections++;
    turn.reply(client, error('ERR max number of clients reached'), 0, true);
    return;
  }
  state.stats.connections++;
  state.clients.set(client.id, client);
  state.clientOf.set(conn, client);
  boundClient(turn, client, mustAuthenticate(state, client));
  if (state.settings.timeout > 0) armIdleTimer(turn);
  if (turn.out.observed) turn.fact = turn.note({ kind: 'kv.connected', client: client.id, addr });
}

/** The client of a connection, or null when it is none any more. */
export function clientOn(state: KvState, conn: ConnId): Client | null {
  return state.clientOf.get(conn) ?? null;
}

/** The prompt's own client, made when it is first needed. */
export function promptClient(turn: Turn): Client {
  const { clients } = turn.state;
  const known = clients.get(PROMPT_CLIENT);
  if (known !== undefined) return known;
  const client = newClient(PROMPT_CLIENT, -1, 'prompt', turn.nowMs, true);
  becomeUser(turn.state, client, client.user, true);
  clients.set(client.id, client);
  return client;
}

/** Forgets a client and all that others knew of it. The connection is closed by whoever calls, where it still lives. */
export function freeClient(turn: Turn, client: Client, why: string): void {
  const { state } = turn;
  unblock(turn, client, 'closed', null);
  unwatchAll(turn, client);
  disableTracking(turn, client);
  leaveChannels(state, client);
  state.monitors = state.monitors.filter((id) => id !== client.id);
  if (client.conn >= 0) countTraffic(state, turn.out.traffic(client.conn));
  state.clients.delete(client.id);
  if (state.clientOf.get(client.conn) === client) state.clientOf.delete(client.conn);
  if (turn.out.observed) turn.note({ kind: 'kv.disconnected', client: client.id, why });
  if (client.replica !== null) replicaGone(turn, client, why);
  if (client.primary) primaryGone(turn, client, why);
}

/** Takes a client out of every channel and pattern, without telling it. */
export function leaveChannels(state: KvState, client: Client): void {
  for (const [names, index] of [
    [client.channels, state.channels],
    [client.patterns, state.patterns],
    [client.shardChannels, state.shardChannels],
  ] as const) {
    for (const name of names) leaveChannel(index, name, client.id);
    names.clear();
  }
}

/** Removes one subscriber; the channel goes with the last. */
export function leaveChannel(index: Map<string, number[]>, name: string, id: number): void {
  const left = index.get(name)?.filter((subscriber) => subscriber !== id) ?? [];
  if (left.length === 0) index.delete(name);
  else index.set(name, left);
}
