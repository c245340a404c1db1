import type { Micros } from '../sim/machine.ts';
import type { Reply } from '../wire/reply.ts';
import type { Client, Db, KvState } from './state.ts';
import type { Turn } from './turn.ts';
import type { EncodingLimits, Owner, Value, ValueType } from './value.ts';

/*
 * What a command is given and what it gives back.
 *
 * The metadata of every command (arity, flags, key positions, ACL categories, summary, arguments) is data in
 * commands/specs.json and commands/docs.json, recorded from redis-server 7.0.15. The code is a table of functions per
 * group, `commands/<group>.ts` or for the data types `types/<type>.ts`, under the command's full lower-case name
 * ('get', 'config|set'), put together in commands/table.ts. A command in the metadata without code is unknown to the
 * server.
 *
 * argv are byte strings; argv[0] (and argv[1] of a subcommand) is the name as it was written. Arity was checked.
 */

/** Runs a command. `undefined` says that the answer comes later or was pushed already. */
export type Run = (ctx: Context, argv: readonly string[]) => Reply | undefined;

/** The code of a group, by full name. */
export type Runs = Readonly<Record<string, Run>>;

/** A command that needs more of the server than its door: CONFIG, EXEC, BGSAVE ... */
export type ServerRun = (turn: Turn, argv: readonly string[]) => Reply | undefined;

export type ServerRuns = Readonly<Record<string, ServerRun>>;

export type CommandFlag =
  | 'write'
  | 'readonly'
  | 'denyoom'
  | 'admin'
  | 'pubsub'
  | 'noscript'
  | 'blocking'
  | 'loading'
  | 'stale'
  | 'skip_monitor'
  | 'skip_slowlog'
  | 'asking'
  | 'fast'
  | 'no_auth'
  | 'no_mandatory_keys'
  | 'no_async_loading'
  | 'no_multi'
  | 'allow_busy'
  | 'movablekeys';

export interface CommandSpec {
  /** Full name, lower case: `get`, `config|set`. */
  readonly name: string;
  /** Its place in counters: from 0, without gaps, the same in every process of a build. */
  readonly index: number;
  readonly arity: number;
  readonly flags: readonly string[];
  readonly firstKey: number;
  readonly lastKey: number;
  readonly keyStep: number;
  readonly acl: readonly string[];
  readonly tips: readonly string[];
  readonly keySpecs: readonly KeySpec[];
  readonly docs: CommandDocs;
  readonly subcommands: ReadonlyMap<string, CommandSpec> | null;
  /** null for a container, and for what this server does not know. */
  readonly run: ServerRun | null;
  // Flags the hot path asks for.
  readonly write: boolean;
  readonly denyOom: boolean;
  readonly mayReplicate: boolean;
  readonly noMulti: boolean;
  /** The parameter without which it is refused: enable-debug-command, enable-module-command. REDIS: CMD_PROTECTED */
  readonly guardedBy: string | null;
}

export interface KeySpec {
  readonly notes?: string;
  readonly flags: readonly string[];
  readonly begin_search: {
    readonly type: string;
    readonly spec: Readonly<Record<string, string | number>>;
  };
  readonly find_keys: {
    readonly type: string;
    readonly spec: Readonly<Record<string, string | number>>;
  };
}

export interface CommandDocs {
  readonly summary: string;
  readonly since: string;
  readonly group: string;
  readonly complexity?: string;
  readonly history?: readonly (readonly string[])[];
  readonly doc_flags?: readonly string[];
  readonly deprecated_since?: string;
  readonly replaced_by?: string;
  readonly arguments?: readonly CommandArgument[];
  readonly subcommands?: Readonly<Record<string, CommandDocs>>;
}

export interface CommandArgument {
  readonly name: string;
  readonly type: string;
  readonly token?: string;
  readonly summary?: string;
  readonly since?: string;
  readonly deprecated_since?: string;
  readonly key_spec_index?: number;
  readonly flags?: readonly string[];
  readonly arguments?: readonly CommandArgument[];
}

/** What a blocking command says about its wait. */
export interface Wait {
  readonly keys: readonly string[];
  /** What a key must be to serve it. */
  readonly type: ValueType;
  /** Milliseconds from now, 0 for ever. */
  readonly timeoutMs: number;
  /** The answer when the time is over. */
  readonly onTimeout: Reply;
  /** XREADGROUP only: unblocked with an error when the key goes. */
  readonly unblockOnMissingKey?: boolean;
  /** What runs when a key is ready, where it is not the command as given (XREAD has resolved its `$` by then). */
  readonly argv?: readonly string[];
}

/**
 * The door of a command to the server. One object per stimulus, reused from command to command: keep nothing of it.
 */
export interface Context {
  readonly state: KvState;
  readonly client: Client;
  /** The database selected by the client. */
  readonly db: Db;
  /** Virtual time, and Unix milliseconds: one instant for the whole command, as Redis caches it. */
  readonly now: Micros;
  readonly nowMs: number;
  readonly resp: 2 | 3;
  /** For whatever is created: see value.ts. */
  readonly owner: Owner;
  readonly limits: EncodingLimits;
  /** For createDict. */
  readonly hashSeed: number;

  /** An unbiased integer in [0, bound), 1 <= bound <= 2^32. */
  random(bound: number): number;

  // --- the keyspace: lazy expiry happens in here, and LRU or LFU is touched ---

  /** For a command that only reads: counts a hit or a miss. The value must not be written. */
  lookupRead(key: string): Value | null;
  /** For a command that may write: the value is owned (see value.ts). */
  lookupWrite(key: string): Value | null;
  /** Neither touches nor counts nor expires: null for what is expired. For OBJECT, SCAN, the stage. */
  peek(key: string): Value | null;
  /** Adds a key that is not there, and tells those blocked on it. */
  addKey(key: string, value: Value): void;
  /** Adds or overwrites; a time to live is forgotten unless `keepTtl`. Signals the change, as setKey does. */
  setKey(key: string, value: Value, keepTtl?: boolean): void;
  /** True when it was there. Signals nothing by itself. For the empty aggregate and for DEL. */
  deleteKey(key: string): boolean;
  /** The current LRU or LFU field for a new value. */
  newLru(): number;
  /** Unix ms, or -1 for none. */
  getExpire(key: string): number;
  setExpire(key: string, atMs: number): void;
  /** True when there was one. */
  removeExpire(key: string): boolean;

  // --- what else a write must say ---

  /** Changes made so far by this command. Added to the server's count, and the reason to propagate. */
  dirty: number;
  /** Elements looked at beyond the first: service time and the stage. Add, never reset. */
  scanned: number;
  /** After every change of a key: WATCH and client tracking. REDIS: db.c signalModifiedKey */
  signalModified(key: string): void;
  /** A keyspace notification. `type` is one of NOTIFY below. REDIS: notify.c notifyKeyspaceEvent */
  notify(type: number, event: string, key: string): void;
  /** An existing key can now serve somebody blocked on it. `addKey` does it by itself. REDIS: blocked.c signalKeyAsReady */
  signalReady(key: string): void;

  // --- propagation to AOF and replicas: without any of these, a write that made `dirty` grow goes as it came ---

  /** Somebody gets what is propagated: where not, a rewritten command need not be put together. */
  readonly propagates: boolean;
  /** Propagates this instead of argv (EXPIRE as PEXPIREAT). REDIS: rewriteClientCommandVector */
  propagateAs(argv: readonly string[]): void;
  /** Propagates this too, after the command itself. REDIS: server.c alsoPropagate */
  alsoPropagate(argv: readonly string[]): void;
  /** Propagates argv although nothing got dirty (FLUSHALL of nothing). REDIS: forceCommandPropagation */
  forcePropagation(): void;
  /** The command itself is not propagated; what alsoPropagate collected is. REDIS: preventCommandPropagation */
  preventPropagation(): void;

  // --- blocking ---

  /**
   * Blocks the client and returns what the command must return. Where blocking is not allowed (MULTI, scripts) it is
   * `onTimeout` at once. When a key becomes ready the command runs again with `readyKey` set, and must look at that
   * key only; calling `block` then keeps the client waiting in its place.
   */
  block(wait: Wait): Reply | undefined;
  /** The key that made this run of a blocked command possible, or null in a first run. */
  readonly readyKey: string | null;
  /** True where a command must not block: inside MULTI or a script. */
  readonly denyBlocking: boolean;
  /** The command comes from a file: what was accepted once is not questioned again. REDIS: mustObeyClient */
  readonly loading: boolean;

  /**
   * True when a reply of so many bytes is more than the client may leave unread: it will be closed, and the rest of the
   * reply need not be put together. REDIS: CLIENT_CLOSE_ASAP in the loops of HRANDFIELD and its like
   */
  overflows(bytes: number): boolean;

  /** Sends a reply of its own ahead of what the command returns (SUBSCRIBE answers once per channel). */
  push(reply: Reply): void;
}

/** Names of notification classes. REDIS: server.h NOTIFY_* */
export const NOTIFY = Object.freeze({
  keyspace: 1,
  keyevent: 2,
  generic: 4,
  string: 8,
  list: 16,
  set: 32,
  hash: 64,
  zset: 128,
  expired: 256,
  evicted: 512,
  stream: 1024,
  keyMiss: 2048,
  loaded: 4096,
  module: 8192,
  new: 16384,
});
