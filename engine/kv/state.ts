import type { ConnId, Micros, Seq } from "../sim/machine.ts";
import type { Reply } from "../wire/reply.ts";
import type { Dict } from "./dict.ts";
import type { EncodingLimits, Owner, Value, ValueType } from "./value.ts";

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
	user: string;
	authenticated: boolean;
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
	/** Waits for CLIENT UNPAUSE with this command. */
	postponed: readonly string[][];
	channels: Set<string>;
	patterns: Set<string>;
	shardChannels: Set<string>;
	monitor: boolean;
	/** CLIENT REPLY. `skip` answers nothing to the next command. */
	replies: "on" | "off" | "skip" | "skipNext";
	noEvict: boolean;
	closeAfterReply: boolean;
	tracking: ClientTracking | null;
	/** Bytes of argv queued by MULTI, for CLIENT LIST. */
	queuedBytes: number;
}

export interface ClientTracking {
	readonly redirect: number;
	readonly broadcast: boolean;
	readonly prefixes: readonly string[];
	readonly optIn: boolean;
	readonly optOut: boolean;
	readonly noLoop: boolean;
	/** CLIENT CACHING was given for the next command. */
	caching: "yes" | "no" | null;
	brokenRedirect: boolean;
}

/** Which propagated write stands where: what conservation follows. Kept only while somebody watches. */
export interface AofRecord {
	readonly file: string;
	readonly from: number;
	readonly to: number;
	readonly fact: Seq;
}

export interface AofState {
	/** `waitRewrite`: switched on by CONFIG SET, the first base is still being written. REDIS: aof_state */
	status: "off" | "on" | "waitRewrite";
	/** The incremental file that is appended to, with its folder, and its length. */
	file: string;
	length: number;
	syncedLength: number;
	/** Bytes handed to `sync` and not yet answered; -1 when none is under way. */
	syncingTo: number;
	/** What this iteration wrote and has not handed to the file. */
	buffer: string[];
	bufferBytes: number;
	/** The database the last entry selects, -1 for none. */
	selectedDb: number;
	/** Unix ms of the last sync request, and since when a flush waits for a slow sync (0 for not). */
	lastFsyncAt: number;
	flushPostponedAt: number;
	delayedFsyncs: number;
	lastWriteOk: boolean;
	baseSize: number;
	/** Sizes of all files together, for the rewrite trigger. */
	totalSize: number;
	rewriteScheduled: boolean;
	lastRewriteMs: number;
	lastRewriteOk: boolean;
	consecutiveRewriteFailures: number;
	rewrites: number;
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
	readonly kind: "base" | "incr" | "history";
}

/** A background child: the data set as it was when it was forked. */
export interface Child {
	readonly kind: "rdb" | "aofRewrite";
	readonly startedAt: number;
	readonly startedMicros: Micros;
	/** Shared with the parent copy-on-write; never written. */
	readonly snapshot: readonly SnapshotDb[];
	readonly dirtyAtStart: number;
	readonly keys: number;
	/** The fact that began it. */
	readonly fact: Seq;
	/** `work`: the child computes; `replace`: its file is on the way to the disk. */
	phase: "work" | "replace";
	/** The new base (AOF rewrite) or dump file (RDB) it writes. */
	readonly file: string;
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
	/** Calls and microseconds per full command name. */
	commandStats: Map<string, CommandStat>;
	/** Errors by code word. */
	errorStats: Map<string, number>;
}

export interface CommandStat {
	calls: number;
	micros: number;
	rejected: number;
	failed: number;
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

/** Where an argument of a type colleague belongs: functions and scripts, ACL users, replication have their own parts. */
export interface KvState {
	/** See value.ts. Replaced on both sides by every fork. */
	owner: Owner;
	/** The seed of every dict in this process. */
	readonly hashSeed: number;
	/** 40 hexadecimal digits, new with every process. */
	readonly runId: string;
	readonly startedAt: number;
	/** The text of every parameter as CONFIG GET answers it. */
	config: Map<string, string>;
	/** Those of the parameters that are read all the time, parsed. */
	settings: Settings;
	dbs: Db[];
	clients: Map<number, Client>;
	/** The client of a connection. */
	clientOf: Map<ConnId, number>;
	nextClientId: number;
	stats: Stats;
	/** Changes since the last successful save. */
	dirty: number;
	lastSaveAt: number;
	lastSaveOk: boolean;
	lastSaveTryAt: number;
	lastBgsaveMs: number;
	saveScheduled: boolean;
	child: Child | null;
	aof: AofState;
	slowlog: SlowlogEntry[];
	slowlogNextId: number;
	latency: Map<string, LatencySeries>;
	readyKeys: ReadyKey[];
	/** Bytes of all values and keys by our accounting; counted only while maxmemory or a view asks. */
	usedMemory: number;
	activeExpire: boolean;
	/** Frames that came while the thread waited for a sync. */
	waiting: { readonly client: number; readonly argv: readonly string[] }[];
	/** Replies held until `appendfsync always` has synced, in order. */
	held: {
		readonly client: number;
		readonly reply: Reply;
		readonly cause: Seq;
	}[];
	/** Names of timers that are running. */
	timers: Set<string>;
	shuttingDown: boolean;
	pausedUntil: number;
	pausedWrites: boolean;
	loadError: string | null;
}

export interface LatencySeries {
	max: number;
	samples: { readonly at: number; readonly ms: number }[];
}

export interface Settings {
	limits: EncodingLimits;
	appendonly: boolean;
	appendfsync: "always" | "everysec" | "no";
	savePoints: readonly SavePoint[];
	maxmemory: number;
	maxmemoryPolicy: string;
	maxmemorySamples: number;
	lfuLogFactor: number;
	lfuDecayTime: number;
	notifyFlags: number;
	hz: number;
	databases: number;
	slowerThanMicros: number;
	slowlogMax: number;
	latencyThresholdMs: number;
	/** Microseconds a command takes, and each element it looks at. */
	commandCost: number;
	elementCost: number;
	/** Unix milliseconds at virtual time 0. */
	epochMs: number;
}
