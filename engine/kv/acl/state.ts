/*
 * Users and what they may do, as plain data. A user is never written once it is among the users: a change makes
 * another one. REDIS: acl.c user, aclSelector
 */

export const READ = 1;
export const WRITE = 2;

/** Keys that may be touched, and how: READ, WRITE or both. */
export interface KeyPattern {
  readonly pattern: string;
  readonly access: number;
}

/** One set of permissions. A command needs all it asks for from one of them. */
export interface Selector {
  /** The one every user has, outside of parentheses. */
  readonly root: boolean;
  allKeys: boolean;
  allChannels: boolean;
  allCommands: boolean;
  /** Began with +@all: commands that a later server has may run too. Decides how it is described. */
  future: boolean;
  /** By CommandSpec.index: 1 where it may run. */
  allowed: Uint8Array;
  /** First arguments with which a command may run that else may not, by CommandSpec.index. */
  firstArgs: Map<number, readonly string[]>;
  patterns: readonly KeyPattern[];
  channels: readonly string[];
}

export interface User {
  readonly name: string;
  enabled: boolean;
  nopass: boolean;
  /** RESTORE payloads: `skip-sanitize-payload`, `sanitize-payload`, or neither was said. */
  sanitize: 'skip' | 'always' | null;
  /** SHA-256 in hexadecimal. */
  passwords: readonly string[];
  /** The root first. */
  selectors: readonly Selector[];
}

export type DenialReason = 'command' | 'key' | 'channel' | 'auth';
export type DenialContext = 'toplevel' | 'multi' | 'lua';

/** One or several like denials. REDIS: acl.c ACLLogEntry */
export interface AclLogEntry {
  readonly count: number;
  readonly reason: DenialReason;
  readonly context: DenialContext;
  readonly object: string;
  readonly username: string;
  /** Unix ms of the last. */
  readonly at: number;
  readonly client: string;
}

export interface AclState {
  users: Map<string, User>;
  /** The latest first. */
  log: AclLogEntry[];
}
