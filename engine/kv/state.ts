import type { ConnId, Micros, Seq, Stimulus } from '../sim/machine.ts';
import type { PrimaryFrame, Reply } from '../wire/reply.ts';
import type { AclState } from './acl/state.ts';
import type { ConfigSource } from './config/config.ts';
import type { Dict } from './dict.ts';
import type { Migrations } from './migrate.ts';
import type { Shutdown } from './persistence/shutdown.ts';
import type { ReplicaPeer, ReplicationState } from './replication/state.ts';
import type { ScriptState } from './scripting/state.ts';
import type { ClientTracking, TrackingState } from './tracking/state.ts';
import type { EncodingLimits, Owner, Value, ValueType } from './value.ts';

/*
 * Everything a Redis server knows while it runs: plain data, gone with the process. What outlives it is in its files.
 */

/** One of the numbered databases. REDIS: server.h redisDb */
export interface Db {
  readonly index: number;
  keys: Dict<Value>;
  /** Unix milliseconds at which a key expires. Keys without a time to live are not in it. */
  expires: Dict<number>;
  /** Keys somebody WATCHes here, with the ids of those clients. */
  watched: Map<string, number[]>;
  /** Keys clients are blocked on, with the ids of those clients in the order they came. */
  blocking: Map<string, number[]>;
  /** Where the active expire cycle goes on. REDIS: redisDb.expires_cursor */
  expiresCursor: number;
}

/** What a blocked client waits for. */
export interface Blocked {
  /** What the keys must become to be of use, or null where keys are not what it waits for (WAIT). */
  readonly type: ValueType | null;
  readonly keys: readonly string[];
  /** Unix milliseconds with fraction, or 0 for ever. */
  readonly untilAt: number;
  /** The command, run again when one of the keys is ready. */
  readonly argv: readonly string[];
  /** The answer when the time is over. */
  readonly onTimeout: Reply;
  /** XREADGROUP: told when its key goes away or changes type. REDIS: blocked.c unblockDeletedStreamReadgroupClients */
  readonly unblockOnMissingKey: boolean;
  /** Micros at which it began, for the stage. */
  readonly since: Micros;
  /** WAIT: replicas asked for and the offset they must have reached. */
  readonly replicas: number;
  readonly offset: number;
}

/** A client connection. REDIS: server.h client */
export interface Client {
  readonly id: number;
  /** -1 for one without a socket: the prompt at the node, a script, the loader. */
  readonly conn: ConnId;
  readonly addr: string;
  db: number;
  resp: 2 | 3;
  name: string;
  /** The name of its user. See acl/session.ts for who may set these three. */
  user: string;
  authenticated: boolean;
  /** There is something the user may not do: commands have to be checked. */
  restricted: boolean;
  /** Unix milliseconds. */
  readonly connectedAt: number;
  lastAt: number;
  /** The name of the last command, for CLIENT LIST. */
  lastCommand: string;
  /** Queued by MULTI, or null outside one. */
  queue: (readonly string[])[] | null;
  /** EXEC must answer EXECABORT: a queued command was refused. */
  dirtyExec: boolean;
  /** EXEC must answer nil: a watched key changed. */
  dirtyCas: boolean;
  /** Watched keys, as `[db, key]`, with whether it was expired at that moment. */
  watching: {
    readonly db: number;
    readonly key: string;
    readonly expired: boolean;
  }[];
  blocked: Blocked | null;
  /** Commands that came while it was blocked or paused, in order. */
  inbox: (readonly string[])[];
  channels: Set<string>;
  patterns: Set<string>;
  shardChannels: Set<string>;
  monitor: boolean;
  /** CLIENT REPLY. `skip` answers nothing to the next command. */
  replies: 'on' | 'off' | 'skip' | 'skipNext';
  noEvict: boolean;
  /** Unix ms since which more is unread than the softer limit allows; 0 for not. */
  softSince: number;
  closeAfterReply: boolean;
  tracking: ClientTracking | null;
  /** What it has said of itself as a replica, or null. REDIS: CLIENT_SLAVE once its phase is not `none` */
  replica: ReplicaPeer | null;
  /** It executes what the primary sends. REDIS: CLIENT_MASTER */
  primary: boolean;
  /** The history's offset after its last command, for WAIT. REDIS: client.woff */
  writtenTo: number;
  /** Bytes of argv queued by MULTI, for CLIENT LIST. */
  queuedBytes: number;
}

export interface AofState {
  /** `waitRewrite`: switched on by CONFIG SET, the first base is still being written. REDIS: aof_state */
  status: 'off' | 'on' | 'waitRewrite';
  /** The incremental file that is appended to, with its folder, and its length. */
  file: string;
  length: number;
  syncedLength: number;
  /** Up to which byte a sync was asked for and not yet answered; -1 when none is under way. */
  syncingTo: number;
  /** Entries of this iteration, not yet handed to the file. */
  buffer: string[];
  bufferBytes: number;
  /** The last write in the buffer, which causes the append. */
  bufferCause: Seq;
  /** The database the last entry selects, -1 for none. */
  selectedDb: number;
  /** Unix seconds of the last sync asked for. */
  lastFsyncAt: number;
  /** Unix ms since which a flush waits for a slow sync, 0 for not. */
  flushPostponedAt: number;
  delayedFsyncs: number;
  /** Bytes of base and incremental files after the last rewrite, and now. */
  rewriteBaseSize: number;
  currentSize: number;
  rewriteScheduled: boolean;
  lastRewriteSeconds: number;
  lastRewriteOk: boolean;
  rewrites: number;
  /** The last second written as a `#TS:` line. */
  lastTimestamp: number;
  manifest: AofManifest;
}

/** The files of a multi-part AOF. REDIS: aof.c aofManifest */
export interface AofManifest {
  base: AofFile | null;
  incr: AofFile[];
  history: AofFile[];
  baseSeq: number;
  incrSeq: number;
}

export interface AofFile {
  readonly name: string;
  readonly seq: number;
  readonly kind: 'base' | 'incr' | 'history';
}

/** A background child: the data set as it was when it was forked. */
export interface Child {
  readonly kind: 'rdb' | 'aofRewrite';
  /** Unix ms. */
  readonly startedAt: number;
  /** Shared with the parent copy-on-write; never written. */
  readonly snapshot: readonly SnapshotDb[];
  readonly dirtyAtStart: number;
  readonly keys: number;
  /** The fact that began it. */
  readonly fact: Seq;
  /** `work`: the child computes; `replace`: its file is on the way to the disk. */
  phase: 'work' | 'replace' | 'manifest';
  /** The file it writes. */
  readonly file: string;
  /** Bytes of that file, once known. */
  size: number;
  /** Its snapshot goes to replicas alone; there is no file. REDIS: RDB_CHILD_TYPE_SOCKET */
  readonly toReplicas: boolean;
  /** What is left out of a snapshot for replicas. */
  readonly data: boolean;
  readonly functions: boolean;
  /** The function libraries of that moment, as their code. */
  readonly libraries: readonly string[];
  /** The moment of the history it is of, as fields of an RDB file. */
  readonly history: readonly (readonly [string, string])[];
  /** The file's bytes while they are on the way to the disk, for replicas that wait for them. */
  bytes: Uint8Array | null;
}

/** A database as it was at an instant. */
export interface SnapshotDb {
  readonly index: number;
  readonly keys: Dict<Value>;
  readonly expires: Dict<number>;
}

export interface SavePoint {
  readonly seconds: number;
  readonly changes: number;
}

/** Counters of INFO. Reset by CONFIG RESETSTAT. */
export interface Stats {
  connections: number;
  rejectedConnections: number;
  commands: number;
  netIn: number;
  netOut: number;
  expired: number;
  expiredStalePerc: number;
  expiredTimeCapReached: number;
  expireCycles: number;
  evicted: number;
  evictedClients: number;
  /** Values that another thread would have freed. REDIS: lazyfreed_objects */
  lazyFreed: number;
  keyspaceHits: number;
  keyspaceMisses: number;
  activeDefragHits: number;
  forks: number;
  lastForkMicros: number;
  unexpectedErrors: number;
  dumpPayloadErrors: number;
  totalErrorReplies: number;
  peakMemory: number;
  pubsubMessages: number;
  /** PSYNC: answered with a snapshot, with what was missing, refused the latter. */
  fullSyncs: number;
  partialSyncs: number;
  failedPartialSyncs: number;
  /** Per command (CommandSpec.index) four numbers: calls, microseconds, rejected, failed. */
  perCommand: Float64Array;
  /** Calls per command and bucket of latency. See observe.ts. */
  latencies: Float64Array;
  /** Errors by code word. */
  errorStats: Map<string, number>;
}

export interface SlowlogEntry {
  readonly id: number;
  /** Unix seconds. */
  readonly at: number;
  readonly micros: number;
  readonly argv: readonly string[];
  readonly addr: string;
  readonly name: string;
}

/** A key that may now serve somebody who is blocked on it. */
export interface ReadyKey {
  readonly db: number;
  readonly key: string;
}

export interface LatencySeries {
  max: number;
  samples: { readonly at: number; readonly ms: number }[];
}

/** A reply on its way out; under `appendfsync always` it waits for the sync of the write it acknowledges. */
export interface HeldReply {
  readonly client: number;
  readonly conn: ConnId;
  readonly frame: PrimaryFrame;
  readonly cause: Seq;
  /** The fact of the write it acknowledges, or null. */
  readonly write: Seq | null;
  /** The connection ends behind it. */
  readonly last: boolean;
}

/** What may be left unread, in bytes, at once and for how long; 0 for no limit. */
export interface OutputLimit {
  readonly hard: number;
  readonly soft: number;
  readonly softSeconds: number;
}

/** REDIS: client-output-buffer-limit */
export interface OutputLimits {
  readonly normal: OutputLimit;
  readonly replica: OutputLimit;
  readonly pubsub: OutputLimit;
}

/** The parameters that are read all the time, parsed, and what the simulation adds to them. */
export interface Settings {
  limits: EncodingLimits;
  appendonly: boolean;
  appendfsync: 'always' | 'everysec' | 'no';
  savePoints: readonly SavePoint[];
  maxmemory: number;
  maxmemoryPolicy: string;
  /** An LFU policy: how often counts, not how lately. */
  countsFrequency: boolean;
  maxmemorySamples: number;
  lfuLogFactor: number;
  lfuDecayTime: number;
  notifyFlags: number;
  hz: number;
  databases: number;
  slowerThanMicros: number;
  slowlogMax: number;
  latencyThresholdMs: number;
  /** min-replicas-to-write, or 0 where min-replicas-max-lag switches it off. */
  replicasMin: number;
  /** REDIS: latency-tracking */
  readonly tracksLatency: boolean;
  outputLimits: OutputLimits;
  /** Seconds a client may be idle, 0 for ever. */
  timeout: number;
  /** Bytes of all clients; negative: percent of maxmemory. */
  maxmemoryClients: number;
  /** Microseconds a command takes, nanoseconds each element it looks at. */
  commandMicros: number;
  elementNanos: number;
  /** Unix milliseconds at virtual time 0. */
  epochMs: number;
}

/** What DEBUG has switched. */
export interface DebugSwitches {
  /** CONFIG REWRITE writes defaults too. REDIS: DEBUG CONFIG-REWRITE-FORCE-ALL */
  rewritesAll: boolean;
  /** REDIS: DEBUG PAUSE-CRON */
  cronPaused: boolean;
  /** Scripts may call what they may not. REDIS: DEBUG SET-DISABLE-DENY-SCRIPTS */
  allowsNoScript: boolean;
  /** REDIS: DEBUG SET-SKIP-CHECKSUM-VALIDATION */
  skipsChecksums: boolean;
  /** How long the AOF takes to be written. REDIS: DEBUG AOF-FLUSH-SLEEP */
  aofFlushSleepMicros: number;
}

export interface KvState {
  readonly debug: DebugSwitches;
  /** See value.ts. Replaced on both sides by every fork. */
  owner: Owner;
  /** The seed of every dict in this process. */
  readonly hashSeed: number;
  /** 40 hexadecimal digits, new with every process. */
  readonly runId: string;
  replication: ReplicationState;
  /** Unix milliseconds. */
  readonly startedAt: number;
  /** The text of every parameter as CONFIG GET answers it. Replaced, never edited: forks share it. */
  config: ReadonlyMap<string, string>;
  /** The file it was read from, as it is now, or null. REDIS: server.configfile */
  source: ConfigSource | null;
  /** Commands under another name. REDIS: rename-command */
  /** For INFO. */
  readonly processId: number;
  readonly renames: readonly (readonly [string, string])[];
  /** Derived from `config`; replaced with it. */
  settings: Settings;
  dbs: Db[];
  clients: Map<number, Client>;
  /** The client of a connection. */
  clientOf: Map<ConnId, Client>;
  nextClientId: number;
  /** Subscribers per channel and per pattern, in order of subscription. */
  channels: Map<string, number[]>;
  patterns: Map<string, number[]>;
  shardChannels: Map<string, number[]>;
  monitors: number[];
  acl: AclState;
  tracking: TrackingState | null;
  migrations: Migrations;
  stats: Stats;
  /** Changes since the last successful save. */
  dirty: number;
  /** Unix seconds. */
  lastSaveAt: number;
  lastSaveOk: boolean;
  lastSaveTryAt: number;
  lastSaveSeconds: number;
  saves: number;
  /** BGSAVE SCHEDULE, or a BGSAVE that waits for the child under way. */
  saveScheduled: boolean;
  /** What the last load took from an RDB file. */
  loaded: { readonly keys: number; readonly expired: number };
  child: Child | null;
  /** SAVE under way: its fact, what it covers, the size of its file. */
  savingNow: { readonly fact: Seq; readonly dirty: number; readonly size: number } | null;
  aof: AofState;
  scripting: ScriptState;
  slowlog: SlowlogEntry[];
  slowlogNextId: number;
  latency: Map<string, LatencySeries>;
  readyKeys: ReadyKey[];
  /** Clients that were unblocked and may have more in their inbox. */
  unblocked: number[];
  /** Files whose replacement the one thread waits for: SAVE, a new manifest, SHUTDOWN. */
  awaited: string[];
  /** What came while the thread waited for the disk, in order. */
  deferred: Stimulus[];
  held: HeldReply[];
  activeExpire: boolean;
  /** No key expires before this Unix ms: the active cycle sleeps until then. Infinity for none. */
  expireWakeAt: number;
  /** When the expire timer is set to fire, in Micros; -1 for not. */
  expireTimerAt: Micros;
  /** The database the active cycle goes on with. REDIS: expire.c current_db */
  expireDb: number;
  /** Candidates for eviction, best last. REDIS: evict.c EvictionPoolLRU */
  evictionPool: EvictionCandidate[];
  evictionNextDb: number;
  /** Bytes per key by our accounting while `maxmemory` is set; null while nobody needs to know. */
  accounting: Accounting | null;
  /** What clients hold beyond their own structure, as of that tenth of a second. */
  clientsHold: { readonly tenth: number; readonly bytes: number };
  /** CLIENT PAUSE until this Unix ms. */
  pausedUntil: number;
  pausedWritesOnly: boolean;
  /** FAILOVER: no writes until it is over. */
  pausedForFailover: boolean;
  /** When the save timer is set to fire, in Micros; -1 for not. */
  saveTimerAt: Micros;
  shutdown: Shutdown | null;
  /** SHUTDOWN waits for its last sync. */
  stopping: boolean;
  stopped: boolean;
}

export interface EvictionCandidate {
  readonly db: number;
  readonly key: string;
  /** The larger, the better to evict. */
  readonly idle: number;
}

export interface Accounting {
  total: number;
  /** Per database. */
  readonly sizes: Dict<number>[];
}
