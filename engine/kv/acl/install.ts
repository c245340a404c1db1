import { freeClient } from '../clients.ts';
import type { Client } from '../state.ts';
import type { Turn } from '../turn.ts';
import { channelFits } from './check.ts';
import { becomeUser } from './session.ts';
import type { User } from './state.ts';
import { DEFAULT_USER, isUnrestricted } from './users.ts';

/*
 * Users come, change and go, and some connections with them.
 */

/** Puts a user in the place of the one of that name, or among the users. */
export function installUser(turn: Turn, user: User): void {
  const { state } = turn;
  const before = state.acl.users.get(user.name);
  if (before !== undefined) dropSubscribers(turn, user, before);
  state.acl.users.set(user.name, Object.freeze(user));
  for (const client of state.clients.values()) {
    if (client.user === user.name) client.restricted = !isUnrestricted(user);
  }
}

/** Ends connections that listen to what they may not hear any more. REDIS: acl.c ACLKillPubsubClientsIfNeeded */
function dropSubscribers(turn: Turn, now: User, before: User): void {
  if (now.selectors.some(({ allChannels }) => allChannels)) return;
  const allowed = now.selectors.flatMap(({ channels }) => channels);
  const isSuperset = before.selectors.every(
    ({ allChannels, channels }) => !allChannels && channels.every((channel) => allowed.includes(channel)),
  );
  if (isSuperset) return;
  for (const client of [...turn.state.clients.values()]) {
    if (client.user !== now.name || client.monitor) continue;
    const hears =
      [...client.patterns].every((pattern) => channelFits(allowed, pattern, true)) &&
      [...client.channels, ...client.shardChannels].every((channel) => channelFits(allowed, channel, false));
    if (!hears) endConnection(turn, client);
  }
}

/** Ends the connections of a user who is no more. REDIS: acl.c ACLFreeUserAndKillClients */
export function dropClientsOf(turn: Turn, name: string): void {
  for (const client of [...turn.state.clients.values()]) {
    if (client.user !== name) continue;
    becomeUser(turn.state, client, DEFAULT_USER, false);
    if (client === turn.client) client.closeAfterReply = true;
    else endConnection(turn, client);
  }
}

function endConnection(turn: Turn, client: Client): void {
  if (client.conn >= 0) turn.out.close(client.conn, turn.fact || undefined);
  freeClient(turn, client, 'ACL');
}
