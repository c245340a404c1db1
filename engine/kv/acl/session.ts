import { boundClient } from '../bounds.ts';
import type { CommandSpec } from '../command.ts';
import type { Client, KvState } from '../state.ts';
import type { Turn } from '../turn.ts';
import type { Denial } from './check.ts';
import { denialOf } from './check.ts';
import { noteDenial } from './log.ts';
import type { DenialContext, User } from './state.ts';
import { credentialsFit, DEFAULT_USER, defaultNeedsNoPassword, defaultUserOf, isUnrestricted } from './users.ts';

/*
 * Who a connection is. A client carries the name of its user and whether anything has to be checked at all: while
 * everybody is a user who may do everything, commands cost nothing more.
 */

/** The user of a client. */
export function userOf(state: KvState, client: Client): User {
  return state.acl.users.get(client.user) ?? defaultUserOf(state);
}

/** Makes a client that user, logged in or not. */
export function becomeUser(state: KvState, client: Client, name: string, authenticated: boolean): void {
  client.user = name;
  client.authenticated = authenticated;
  client.restricted = !isUnrestricted(userOf(state, client));
}

/** A new connection, or one that was RESET. REDIS: networking.c clientSetDefaultAuth */
export function becomeDefault(state: KvState, client: Client): void {
  becomeUser(state, client, DEFAULT_USER, defaultNeedsNoPassword(state));
}

/** REDIS: networking.c authRequired */
export function mustAuthenticate(state: KvState, client: Client): boolean {
  return !client.authenticated && !defaultNeedsNoPassword(state);
}

/** Logs a client in, or notes that it tried. REDIS: acl.c ACLAuthenticateUser */
export function authenticate(turn: Turn, argv: readonly string[], name: string, password: string): boolean {
  const { client, state } = turn;
  if (credentialsFit(state, name, password)) {
    if (!client.authenticated && client.conn >= 0) boundClient(turn, client, false);
    becomeUser(state, client, name, true);
    return true;
  }
  const context = client.queue === null ? 'toplevel' : 'multi';
  noteDenial(turn, client, { reason: 'auth', object: argv[0] ?? '', username: name, context });
  return false;
}

/** What keeps the client from running a command, noted in the log; null for nothing. REDIS: acl.c ACLCheckAllPerm */
export function deniedTo(
  turn: Turn,
  client: Client,
  spec: CommandSpec,
  argv: readonly string[],
  context: DenialContext,
): Denial | null {
  const denial = denialOf(userOf(turn.state, client), spec, argv);
  if (denial === null) return null;
  const object = denial.reason === 'command' ? spec.name : (argv[denial.at] ?? '');
  noteDenial(turn, client, { reason: denial.reason, object, username: client.user, context });
  return denial;
}
