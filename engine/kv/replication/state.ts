import type { ConnId, Seq } from '../../sim/machine.ts';
import type { Reply } from '../../wire/reply.ts';

/*
 * What a server knows about replication: plain data, part of KvState.
 *
 * A history is a stream of bytes with a name (the replication id) and a length (the offset). A server writes one
 * history (a primary) or copies one (a replica, byte by byte, so that it can hand it on under the same name). A
 * promoted replica begins a new history, and remembers up to which offset it shares the one before.
 */

/** One command in the stream: bytes `from` to `from + size - 1`, counted from 1. */
export interface StreamEntry {
  readonly from: number;
  readonly size: number;
  readonly argv: readonly string[];
  /** The fact that it stands in the stream, or 0. */
  readonly fact: Seq;
}

/** A piece of the backlog, trimmed as a whole. Holds the commands that begin in it. */
export interface BacklogBlock {
  readonly from: number;
  readonly capacity: number;
  used: number;
  readonly entries: StreamEntry[];
}

/** The last part of the history, kept for replicas that come back. REDIS: server.h replBacklog */
export interface Backlog {
  /** Oldest first. Replaced, never edited but at its end. */
  blocks: BacklogBlock[];
  /** The first byte it has, and how many. */
  from: number;
  length: number;
}

/** What a replica's connection is to its primary. REDIS: client.replstate, slave_* */
export interface ReplicaPeer {
  /** As it announced itself; `address` empty: where it connected from. */
  port: number;
  address: string;
  capaEof: boolean;
  capaPsync2: boolean;
  rdbOnly: boolean;
  /** REPLCONF rdb-filter-only: what is left out of its snapshot. */
  withoutData: boolean;
  withoutFunctions: boolean;
  /** `none`: has only introduced itself so far. */
  phase: 'none' | 'waitStart' | 'waitEnd' | 'online';
  /** Came by SYNC: knows nothing of offsets. REDIS: CLIENT_PRE_PSYNC */
  isOld: boolean;
  /** The snapshot it gets is of this offset. */
  snapshotAt: number;
  /** The next byte of the stream to send it. */
  next: number;
  /** Nothing is sent until it has acknowledged its snapshot. REDIS: repl_start_cmd_stream_on_ack */
  startsOnAck: boolean;
  acked: number;
  /** Unix ms of its last acknowledgement, and since when it waits for a snapshot. */
  ackedAt: number;
  waitingSince: number;
}

export type HandshakeStep = 'ping' | 'auth' | 'port' | 'ip' | 'capa' | 'psync';

/** The last command that was executed of a history: where a partial resynchronization goes on. */
export interface CachedPrimary {
  readonly id: string;
  readonly offset: number;
  readonly db: number;
}

/** Where a replica stands with its primary. REDIS: server.repl_state */
export interface PrimaryLink {
  readonly host: string;
  readonly port: number;
  phase: 'connect' | 'connecting' | 'handshake' | 'transfer' | 'connected';
  /** -1 for none. */
  conn: ConnId;
  /** Answers that are still to come, in order. */
  expects: HandshakeStep[];
  /** Unix ms. */
  lastIoAt: number;
  /** Unix ms, 0 for not down. */
  downSince: number;
  /** The client that executes what the primary sends; 0 while there is none. REDIS: server.master */
  client: number;
  cached: CachedPrimary | null;
  /** The history that a full resynchronization is about to take over. */
  fullId: string;
  fullOffset: number;
  /** False with a primary that only knows SYNC: it is not told how far we got. */
  countsOffsets: boolean;
  /** Came through a socket in one piece, is being written to the disk. */
  snapshot: Uint8Array | null;
  /** Commands that came while the snapshot is not loaded yet. */
  early: (readonly string[])[];
  /** Sent between marks: the primary waits for an acknowledgement. */
  marked: boolean;
  /** Commands of a transaction under way: they count when it is done. */
  queued: { readonly argv: readonly string[]; readonly size: number }[];
}

/** FAILOVER under way. REDIS: server.failover_state */
export interface Failover {
  phase: 'waitForSync' | 'inProgress';
  host: string | null;
  port: number;
  readonly force: boolean;
  /** Unix ms, 0 for none. */
  readonly untilAt: number;
}

export interface ReplicationState {
  /** 40 hexadecimal digits: the history that is written or copied here. */
  id: string;
  /** Its last byte. */
  offset: number;
  /** The history before, valid for bytes below `id2From`; -1 for none. */
  id2: string;
  id2From: number;
  backlog: Backlog | null;
  /** The database that the stream has selected, -1 for none. REDIS: slaveseldb */
  selectedDb: number;
  /** Clients that are replicas, in the order they came. */
  replicas: number[];
  /** Unix ms since when there are none. */
  noReplicasSince: number;
  /** null: it is a primary. */
  primary: PrimaryLink | null;
  /** Clients that WAIT, the newest first. */
  waiting: number[];
  /** Somebody has asked to WAIT in this iteration. */
  asksAcks: boolean;
  failover: Failover | null;
  /** The RDB file on the disk was only made for replicas. REDIS: RDBGeneratedByReplication */
  madeFile: boolean;
  /** Keys with a time to live that were written here, on a replica that may be written: no primary will expire them. */
  ownExpires: { readonly db: number; readonly key: string }[];
  /** How often the cron ran, and whether its timer is set. */
  cronLoops: number;
  cronIsSet: boolean;
}

export const NO_ID = '0'.repeat(40);

export function initialReplication(id: string): ReplicationState {
  return {
    id,
    offset: 0,
    id2: NO_ID,
    id2From: -1,
    backlog: null,
    selectedDb: -1,
    replicas: [],
    noReplicasSince: 0,
    primary: null,
    waiting: [],
    asksAcks: false,
    failover: null,
    madeFile: false,
    ownExpires: [],
    cronLoops: 0,
    cronIsSet: false,
  };
}

export function newPrimaryLink(host: string, port: number): PrimaryLink {
  return {
    host,
    port,
    phase: 'connect',
    conn: -1,
    expects: [],
    lastIoAt: 0,
    downSince: 0,
    client: 0,
    cached: null,
    fullId: '',
    fullOffset: 0,
    countsOffsets: true,
    snapshot: null,
    early: [],
    marked: false,
    queued: [],
  };
}

export function newReplicaPeer(): ReplicaPeer {
  return {
    port: 0,
    address: '',
    capaEof: false,
    capaPsync2: false,
    rdbOnly: false,
    withoutData: false,
    withoutFunctions: false,
    phase: 'none',
    isOld: false,
    snapshotAt: 0,
    next: 0,
    startsOnAck: false,
    acked: 0,
    ackedAt: 0,
    waitingSince: 0,
  };
}

/** For forks: entries are never edited, and of the blocks only the last grows. */
export function forkReplication(state: ReplicationState, cloneSmall: <T>(value: T) => T): ReplicationState {
  const { backlog, primary, ...small } = state;
  return {
    ...cloneSmall(small),
    backlog: backlog === null ? null : forkBacklog(backlog),
    primary: primary === null ? null : { ...cloneSmall({ ...primary, snapshot: null }), snapshot: primary.snapshot },
  };
}

function forkBacklog(backlog: Backlog): Backlog {
  const blocks = backlog.blocks.slice();
  const last = blocks.at(-1);
  if (last !== undefined) blocks[blocks.length - 1] = { ...last, entries: last.entries.slice() };
  return { ...backlog, blocks };
}

/** An answer that has come on the link, as text with its leading sign. */
export function answerText(reply: Reply): string {
  if (typeof reply === 'object' && reply !== null && 'kind' in reply) {
    if (reply.kind === 'simple') return `+${reply.text}`;
    if (reply.kind === 'error') return `-${reply.text}`;
  }
  return '';
}
