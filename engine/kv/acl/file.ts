import { byteStringOf, bytesOf } from '../../base/bytes.ts';
import type { KvConfig } from '../config/config.ts';
import type { Turn } from '../turn.ts';
import { describeUser } from './describe.ts';
import { dropClientsOf, installUser } from './install.ts';
import type { RuleContext } from './rules.ts';
import { applyRule, hasSpaces, mergeSelectors, RULE_ERRORS } from './rules.ts';
import type { User } from './state.ts';
import { DEFAULT_USER, defaultUser, draftOf, newUser, usersByName } from './users.ts';

/*
 * Users in files: `user` lines of the configuration, and the file of `aclfile`. REDIS: acl.c ACLLoadConfiguredUsers,
 * ACLLoadFromFile, ACLSaveToFile
 */

export function ruleContext(turn: Turn): RuleContext {
  return { table: turn.table, allChannels: turn.state.config.get('acl-pubsub-default') === 'allchannels' };
}

/** The file on the server's disk, or null where none is configured. A path into `dir` is one relative to it. */
export function aclFile(turn: Turn): string | null {
  const name = turn.state.config.get('aclfile') ?? '';
  if (name === '') return null;
  const dir = `${turn.state.config.get('dir') ?? ''}/`;
  return name.startsWith(dir) ? name.slice(dir.length) : name;
}

/** Adds the users of the configuration. Returns what the server says where it cannot start with them, or null. */
export function loadConfiguredUsers(turn: Turn, users: KvConfig['users']): string | null {
  const context = ruleContext(turn);
  for (const [name = '', ...words] of users) {
    if (hasSpaces(name)) return 'Spaces not allowed in ACL usernames';
    const merged = mergeSelectors(words);
    if ('open' in merged) return `Unmatched parenthesis in acl selector starting at '${merged.open}'.`;
    const user = newUser(name, context.allChannels);
    if (name === DEFAULT_USER) applyRule(user, 'reset', context);
    for (const rule of merged.rules) {
      const refused = applyRule(user, rule, context);
      if (refused !== null) {
        return `Error loading ACL rule '${rule}' for the user named '${name}': ${RULE_ERRORS[refused]}`;
      }
    }
    installUser(turn, user);
  }
  return null;
}

/** Replaces all users by those of the file, or leaves them and says what is wrong with it. */
export function loadAclFile(turn: Turn, file: string, bytes: Uint8Array | null): string | null {
  const shown = turn.state.config.get('aclfile') ?? file;
  if (bytes === null) return `Error loading ACLs, opening file '${shown}': No such file or directory`;
  const users = new Map<string, User>();
  let errors = '';
  byteStringOf(bytes)
    .split('\n')
    .forEach((line, i) => {
      errors += readLine(turn, users, line.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ''), `${shown}:${i + 1}`);
    });
  if (errors !== '') {
    return `${errors}WARNING: ACL errors detected, no change to the previously active ACL rules was performed`;
  }
  if (!users.has(DEFAULT_USER)) users.set(DEFAULT_USER, defaultUser());
  for (const name of [...turn.state.acl.users.keys()]) {
    if (name === DEFAULT_USER) continue;
    turn.state.acl.users.delete(name);
    dropClientsOf(turn, name);
  }
  for (const user of users.values()) installUser(turn, user);
  return null;
}

/** Reads a line into `users`. Returns the text of what is wrong with it, or ''. */
function readLine(turn: Turn, users: Map<string, User>, line: string, where: string): string {
  if (line === '') return '';
  const [word, name, ...words] = line.split(' ');
  if (word !== 'user' || name === undefined) {
    return `${where} should start with user keyword followed by the username. `;
  }
  if (hasSpaces(name)) return `'${where}: username '${name}' contains invalid characters. `;
  if (users.has(name))
    return `WARNING: Duplicate user '${name}' found on line ${where.slice(where.lastIndexOf(':') + 1)}. `;
  const context = ruleContext(turn);
  const user = newUser(name, context.allChannels);
  users.set(name, user);
  const merged = mergeSelectors(words);
  if ('open' in merged) return `${where}: Unmatched parenthesis in selector definition.`;
  let errors = '';
  let isFirst = true;
  for (const rule of merged.rules) {
    const refused = applyRule(user, rule.replace(/^[\t\r\n]+|[\t\r\n]+$/g, ''), context);
    if (refused === 'unknown') {
      errors += `${where}: Error in applying operation '${rule}': ${RULE_ERRORS.unknown}. `;
    } else if (refused !== null && isFirst) {
      errors += `${where}: ${RULE_ERRORS[refused]}. `;
      isFirst = false;
    }
  }
  return errors;
}

/** The file as it would be written now. */
export function aclFileBytes(turn: Turn): Uint8Array {
  return bytesOf(
    userLines(turn)
      .map((line) => `${line}\n`)
      .join(''),
  );
}

/** Every user as a line of a configuration. */
export function userLines(turn: Turn): readonly string[] {
  return usersByName(turn.state).map((user) => `user ${user.name} ${describeUser(turn.table, user)}`);
}

/**
 * Makes or changes a user by rules, all of them or none. Returns what is wrong with them, or null.
 * REDIS: acl.c ACLStringSetUser
 */
export function changeUser(turn: Turn, name: string, words: readonly string[]): string | null {
  const merged = mergeSelectors(words);
  if ('open' in merged) return `Unmatched parenthesis in acl selector starting at '${merged.open}'.`;
  const context = ruleContext(turn);
  const known = turn.state.acl.users.get(name);
  const draft = known === undefined ? newUser(name, context.allChannels) : draftOf(known);
  for (const rule of merged.rules) {
    const refused = applyRule(draft, rule, context);
    if (refused !== null) return `Error in ACL SETUSER modifier '${rule}': ${RULE_ERRORS[refused]}`;
  }
  installUser(turn, draft);
  return null;
}
