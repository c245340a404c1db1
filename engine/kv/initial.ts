import type { Out } from '../sim/machine.ts';
import { initialAcl } from './acl/users.ts';
import type { KvConfig } from './config/config.ts';
import { parameterTexts, settingsOf } from './config/config.ts';
import { createDict } from './dict.ts';
import type { KvFact } from './facts.ts';
import { noMigrations } from './migrate.ts';
import { LATENCY_BUCKETS } from './observe.ts';
import { emptyManifest } from './persistence/files.ts';
import { randomHex } from './random-bytes.ts';
import { initialReplication } from './replication/state.ts';
import { noScripts } from './scripting/state.ts';
import type { AofState, Client, Db, KvState, Stats } from './state.ts';
import type { Owner } from './value.ts';
import { newOwner } from './value.ts';

/*
 * The state of a server that has just been started and knows nothing yet.
 */

/** `commands` is how many the table has. */
export function initialState(config: KvConfig, commands: number, out: Out<KvFact>): KvState {
  const owner = newOwner();
  const hashSeed = out.random(0x100000000);
  const texts = parameterTexts(config.parameters);
  const settings = settingsOf(texts, config);
  const nowMs = settings.epochMs + Math.floor(out.now / 1000);
  const dbs: Db[] = [];
  for (let index = 0; index < settings.databases; index++) dbs.push(emptyDb(index, owner, hashSeed));
  return {
    debug: {
      rewritesAll: false,
      cronPaused: false,
      allowsNoScript: false,
      skipsChecksums: false,
      aofFlushSleepMicros: 0,
    },
    owner,
    hashSeed,
    runId: randomHex(out, 40),
    replication: initialReplication(randomHex(out, 40)),
    startedAt: nowMs,
    config: texts,
    source: config.file,
    renames: config.renames,
    processId: config.processId,
    settings,
    dbs,
    clients: new Map(),
    clientOf: new Map(),
    // 1 and 2 are taken by Redis's own fake clients before anybody connects; the first to connect is 3.
    nextClientId: 3,
    channels: new Map(),
    patterns: new Map(),
    shardChannels: new Map(),
    monitors: [],
    acl: initialAcl(texts.get('requirepass') ?? ''),
    tracking: null,
    migrations: noMigrations(),
    stats: emptyStats(commands),
    dirty: 0,
    lastSaveAt: Math.floor(nowMs / 1000),
    lastSaveOk: true,
    lastSaveTryAt: 0,
    lastSaveSeconds: -1,
    saves: 0,
    saveScheduled: false,
    loaded: { keys: 0, expired: 0 },
    child: null,
    savingNow: null,
    aof: initialAof(nowMs),
    scripting: noScripts(),
    slowlog: [],
    slowlogNextId: 0,
    latency: new Map(),
    readyKeys: [],
    unblocked: [],
    awaited: [],
    deferred: [],
    held: [],
    activeExpire: true,
    expireWakeAt: Infinity,
    expireTimerAt: -1,
    expireDb: 0,
    evictionPool: [],
    evictionNextDb: 0,
    accounting: null,
    clientsHold: { tenth: -1, bytes: 0 },
    pausedUntil: 0,
    pausedWritesOnly: false,
    pausedForFailover: false,
    saveTimerAt: -1,
    shutdown: null,
    stopping: false,
    stopped: false,
  };
}

export function emptyDb(index: number, owner: Owner, seed: number): Db {
  return {
    index,
    keys: createDict(owner, seed),
    expires: createDict(owner, seed),
    watched: new Map(),
    blocking: new Map(),
    expiresCursor: 0,
  };
}

export function emptyStats(commands: number): Stats {
  return {
    connections: 0,
    rejectedConnections: 0,
    commands: 0,
    netIn: 0,
    netOut: 0,
    expired: 0,
    expiredStalePerc: 0,
    expiredTimeCapReached: 0,
    expireCycles: 0,
    evicted: 0,
    evictedClients: 0,
    lazyFreed: 0,
    keyspaceHits: 0,
    keyspaceMisses: 0,
    activeDefragHits: 0,
    forks: 0,
    lastForkMicros: 0,
    unexpectedErrors: 0,
    dumpPayloadErrors: 0,
    totalErrorReplies: 0,
    peakMemory: 0,
    pubsubMessages: 0,
    fullSyncs: 0,
    partialSyncs: 0,
    failedPartialSyncs: 0,
    perCommand: new Float64Array(commands * 4),
    latencies: new Float64Array(commands * LATENCY_BUCKETS),
    errorStats: new Map(),
  };
}

function initialAof(nowMs: number): AofState {
  return {
    status: 'off',
    file: '',
    length: 0,
    syncedLength: 0,
    syncingTo: -1,
    buffer: [],
    bufferBytes: 0,
    bufferCause: 0,
    selectedDb: -1,
    lastFsyncAt: Math.floor(nowMs / 1000),
    flushPostponedAt: 0,
    delayedFsyncs: 0,
    rewriteBaseSize: 0,
    currentSize: 0,
    rewriteScheduled: false,
    lastRewriteSeconds: -1,
    lastRewriteOk: true,
    rewrites: 0,
    lastTimestamp: 0,
    manifest: emptyManifest(),
  };
}

/** A client. `conn` -1 is for those without a socket. */
export function newClient(id: number, conn: number, addr: string, nowMs: number, authenticated: boolean): Client {
  return {
    id,
    conn,
    addr,
    db: 0,
    resp: 2,
    name: '',
    user: 'default',
    authenticated,
    restricted: false,
    connectedAt: nowMs,
    lastAt: nowMs,
    lastCommand: 'NULL',
    queue: null,
    dirtyExec: false,
    dirtyCas: false,
    watching: [],
    blocked: null,
    inbox: [],
    channels: new Set(),
    patterns: new Set(),
    shardChannels: new Set(),
    monitor: false,
    replies: 'on',
    noEvict: false,
    softSince: 0,
    closeAfterReply: false,
    tracking: null,
    replica: null,
    primary: false,
    writtenTo: 0,
    queuedBytes: 0,
  };
}
