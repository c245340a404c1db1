import { bytesOf, hexOf } from '../../base/bytes.ts';
import { sha256 } from '../../base/sha256.ts';
import { COMMANDS_MAX } from '../commands/table.ts';
import type { KvState } from '../state.ts';
import type { AclState, Selector, User } from './state.ts';

/*
 * Making users and finding them. REDIS: acl.c ACLCreateUser, ACLCreateDefaultUser, ACLCheckUserCredentials
 */

export const DEFAULT_USER = 'default';

/** What is kept of a password. */
export function hashedPassword(password: string): string {
  return hexOf(sha256(bytesOf(password)));
}

/** A selector that allows nothing, but for channels where `acl-pubsub-default` says so. */
export function emptySelector(root: boolean, allChannels: boolean): Selector {
  return {
    root,
    allKeys: false,
    allChannels,
    allCommands: false,
    future: false,
    allowed: new Uint8Array(COMMANDS_MAX),
    firstArgs: new Map(),
    patterns: [],
    channels: [],
  };
}

export function newUser(name: string, allChannels: boolean): User {
  return {
    name,
    enabled: false,
    nopass: false,
    sanitize: null,
    passwords: [],
    selectors: [emptySelector(true, allChannels)],
  };
}

/** The user every connection begins as: may everything, needs no password. */
export function defaultUser(): User {
  const all: Selector = {
    ...emptySelector(true, true),
    allKeys: true,
    allCommands: true,
    future: true,
    allowed: new Uint8Array(COMMANDS_MAX).fill(1),
  };
  return { ...newUser(DEFAULT_USER, true), enabled: true, nopass: true, selectors: [all] };
}

/** A copy to be changed, perhaps under another name. */
export function draftOf(user: User, name = user.name): User {
  return { ...user, name, selectors: user.selectors.map(draftOfSelector) };
}

function draftOfSelector(selector: Selector): Selector {
  return { ...selector, allowed: selector.allowed.slice(), firstArgs: new Map(selector.firstArgs) };
}

/** The root selector, which every user has. */
export function rootOf(user: User): Selector {
  return user.selectors[0] as Selector; // the root comes first
}

/** The users of a server that was just started. `requirepass` is '' for none. */
export function initialAcl(requirepass: string): AclState {
  const user = withRequirePass(defaultUser(), requirepass);
  return { users: new Map([[DEFAULT_USER, Object.freeze(user)]]), log: [] };
}

/** `requirepass` sets the one password of the default user. REDIS: acl.c ACLUpdateDefaultUserPassword */
export function withRequirePass(user: User, password: string): User {
  return { ...user, nopass: password === '', passwords: password === '' ? [] : [hashedPassword(password)] };
}

/** The default user, which cannot be removed. */
export function defaultUserOf(state: KvState): User {
  return state.acl.users.get(DEFAULT_USER) as User; // made at the start
}

/** True where new connections are those of the default user at once. REDIS: networking.c clientSetDefaultAuth */
export function defaultNeedsNoPassword(state: KvState): boolean {
  const user = defaultUserOf(state);
  return user.nopass && user.enabled;
}

/** True for a user who may do everything: nothing is to be checked. */
export function isUnrestricted(user: User): boolean {
  return user.selectors.some(({ allCommands, allKeys, allChannels }) => allCommands && allKeys && allChannels);
}

/** True when somebody may log in so. REDIS: acl.c ACLCheckUserCredentials */
export function credentialsFit(state: KvState, name: string, password: string): boolean {
  const user = state.acl.users.get(name);
  if (user === undefined || !user.enabled) return false;
  return user.nopass || user.passwords.includes(hashedPassword(password));
}

/** The users by name, in the order of the bytes of their names. */
export function usersByName(state: KvState): readonly User[] {
  return [...state.acl.users.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
