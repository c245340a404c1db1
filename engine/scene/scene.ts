import type { BrokerFact } from '../broker/facts.ts';
import type { ClientFact, ProgramFact } from '../clients/facts.ts';
import type { KvFact } from '../kv/facts.ts';
import type { Fact, KernelFact, StopKind } from '../sim/facts.ts';
import type { CloseReason, ConnId, FactBody, Micros, NodeId, Seq } from '../sim/machine.ts';
import type { WorldSpec } from '../sim/spec.ts';
import type { List, Owner, Table } from './pages.ts';
import type { MilestoneKind } from './views.ts';

/*
 * The scene: what facts add up to. It holds what moves, what is counted and what was lost, of a whole world, at one
 * step. It is never asked for bulk (that is `inspect`) and never guesses: whatever it says, a fact said first.
 *
 * Size. What has one record for each message or write lives in copy-on-write pages (pages.ts); the rest is bounded by
 * what the world is made of (nodes, connections, queues, consumers) or by a constant. `forkScene` costs microseconds.
 */

export interface Scene {
  readonly spec: WorldSpec;
  /** Of the latest fact. */
  at: Micros;
  step: number;
  seq: Seq;
  /** The facts of the latest step, at most STEP_FACTS_MAX: what "in the last step" means in a picture. */
  stepFacts: Fact[];
  readonly nodes: Map<NodeId, NodeScene>;
  /** Links that are parted, by `a|b`. */
  readonly parted: Map<string, readonly [NodeId, NodeId]>;
  readonly conns: Map<ConnId, ConnScene>;
  /** Frames on their way, by the seq of their `net.sent`. */
  readonly flights: Map<Seq, FlightScene>;
  /** Those of them that somebody holds by hand. */
  readonly heldByHand: Set<Seq>;
  readonly servers: Map<NodeId, KvScene>;
  readonly brokers: Map<NodeId, BrokerScene>;
  readonly clients: Map<NodeId, ClientScene>;
  readonly time: TimeScene;
}

export const STEP_FACTS_MAX = 512;

export interface NodeScene {
  readonly id: NodeId;
  readonly machine: string;
  status: 'up' | 'never' | StopKind;
  /** When it got that status, and the fact that says so. */
  sinceAt: Micros;
  sinceSeq: Seq;
  incarnation: number;
  /** Its one thread is taken until then. */
  busyUntil: Micros;
}

/** A connection, until both ends know of its end. */
export interface ConnScene {
  readonly id: ConnId;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly phase: 'opening' | 'open' | 'closing';
  readonly reason: CloseReason | null;
  /** The fact by which the listening end took it; 0 before. */
  readonly acceptedSeq: Seq;
}

export interface FlightScene {
  readonly sent: Fact<Extract<KernelFact, { kind: 'net.sent' }>>;
  readonly arrivesAt: Micros | null;
  /** What it carries to or from a broker: a message row (publish) or a copy row (deliver), both +1; 0 for none. */
  readonly message: number;
  readonly copy: number;
}

/* --- kv --- */

/** Columns of `KvScene.writes`; a row is a write, its number is row + 1. All are fact numbers unless said otherwise. */
export const WRITE = {
  executed: 0,
  replied: 1,
  propagated: 2,
  appended: 3,
  /** The disk.synced, or the save that holds it. */
  synced: 4,
  lost: 5,
  /** Byte range in the AOF file. */
  from: 6,
  to: 7,
  /** Index + 1 into `files`; 0 before it was propagated. */
  file: 8,
  fate: 9,
  /** The fate it had when it was lost. */
  lostAs: 10,
  /** Index of the client's node in the spec + 1; 0 for nobody in the world. */
  client: 11,
  keyHash: 12,
  /** Its last byte in the stream to replicas, and the index + 1 of that history in `historyIds`; 0 before. */
  streamTo: 13,
  history: 14,
  /** How many replicas have acknowledged it. */
  replicas: 15,
} as const;
export const WRITE_WIDTH = 16;

export interface KvScene {
  readonly node: NodeId;
  owner: Owner;
  settings: KvSettings | null;
  /** The fact that set each of them last, by the name that CONFIG knows. */
  readonly settingSeqs: Map<string, Seq>;
  readonly clients: Map<number, KvClientScene>;
  readonly writes: Table;
  /** How many writes have each fate (see fates.ts). */
  readonly counts: number[];
  /** How many were acknowledged, and how many of these are lost. */
  acknowledged: number;
  lostAcknowledged: number;
  /** Executed, not in any AOF file. Rows, oldest first. */
  readonly memory: List;
  readonly files: KvFileScene[];
  /** The latest lost writes, newest last, at most GHOSTS_MAX. */
  ghosts: number[];
  /** The latest commands, newest last, at most COMMANDS_MAX: what ran, and the node it ran for, should that go later. */
  commands: { readonly fact: Fact<Extract<KvFact, { kind: 'kv.executed' }>>; readonly client: NodeId }[];
  /** The latest evictions, newest last, at most COMMANDS_MAX, and how many there were. */
  evictions: Fact<Extract<KvFact, { kind: 'kv.evicted' }>>[];
  evictedCount: number;
  save: Extract<KvFact, { kind: 'kv.saveStarted' }> | null;
  /** A snapshot on the disk and the last fact that it holds, by file. */
  readonly snapshots: Map<string, Seq>;
  fsync: { readonly lastAt: Micros | null; readonly runningUntil: Micros | null };
  /** The last stop and what it erased. */
  stop: { readonly how: StopKind; readonly at: Micros; readonly seq: Seq; readonly erased: readonly Seq[] } | null;
  loaded: Fact<Extract<KvFact, { kind: 'kv.loaded' }>> | null;
  readonly replication: KvReplicationScene;
}

/** What is known of a server's part in replication: see fold-kv-replication.ts. */
export interface KvReplicationScene {
  /** Names of histories, in the order in which they were heard of. */
  readonly historyIds: string[];
  /** What this server has of each history, oldest first; `upTo` null: all of it, it is the one under way. */
  chain: readonly { readonly id: string; readonly upTo: number | null }[];
  /** `host:port`, null for a primary; and whether it is connected to it. */
  primary: string | null;
  link: 'up' | 'down';
  /** The fact that made it what it is: REPLICAOF, a promotion. */
  roleSeq: Seq;
  /** Its replicas by name: writes with a lower row are acknowledged by it. */
  readonly replicas: Map<string, { readonly client: number; readonly row: number; readonly offset: number }>;
  /** The first write that has no place in a history yet, on a replica. */
  unappliedRow: number;
  /** Acknowledged by at least one replica; and how many of the lost ones are. */
  replicated: number;
  lostReplicated: number;
}

export type KvSettings = Omit<Extract<KvFact, { kind: 'kv.started' }>, 'kind'>;

export interface KvClientScene {
  readonly id: number;
  /** '' when it is nobody in the world: a client of the bridge. */
  readonly node: NodeId;
  readonly conn: ConnId;
  readonly blockedOn: readonly string[];
  /** Since when it waits for one of these; null while it does not. */
  readonly blockedAt: Micros | null;
  readonly queued: number;
}

export interface KvFileScene {
  readonly name: string;
  appended: number;
  synced: number;
  /** Propagated and not yet in the page cache; in the page cache and not yet on the disk. Rows, oldest first. */
  readonly toWrite: List;
  readonly toSync: List;
}

export const GHOSTS_MAX = 64;
export const COMMANDS_MAX = 32;

/* --- broker --- */

/** Columns of `BrokerScene.messages`; a row is a message, its number on the stage is row + 1: the order of publication. */
export const MESSAGE = {
  /** The `net.sent` of its publish; 0 for what the broker published itself. */
  sent: 0,
  published: 1,
  confirmed: 2,
  /** Index of the publisher in the spec + 1; 0 for none. */
  publisher: 3,
  conn: 4,
  channel: 5,
  /** Bits: see fates.ts. */
  flags: 6,
  /** First copy + 1, then along COPY.next. */
  copies: 7,
  copyCount: 8,
  life: 9,
  /** Parent row + 1 of a dead letter. */
  parent: 10,
  /** While it has no copy. */
  fate: 11,
  group: 12,
  /** Size of the body in bytes. */
  size: 13,
} as const;
export const MESSAGE_WIDTH = 14;

/** Columns of `BrokerScene.copies`. */
export const COPY = {
  message: 0,
  next: 1,
  queue: 2,
  fate: 3,
  /** Bits: see fates.ts. */
  flags: 4,
  /** Index + 1 into `consumers`. */
  holder: 5,
  tag: 6,
  life: 7,
  /** Row + 1 of `stores`: where it stands on the disk. */
  store: 8,
  /** 0 memory, 1 written, 2 synced. */
  level: 9,
  /** The boot that recovered it. */
  boot: 10,
  deliveries: 11,
} as const;
export const COPY_WIDTH = 12;

/** Columns of `BrokerScene.stores`: byte ranges that copies were written to. */
export const STORE = { file: 0, from: 1, to: 2 } as const;
export const STORE_WIDTH = 3;

export interface BrokerScene {
  readonly node: NodeId;
  owner: Owner;
  readonly messages: Table;
  readonly copies: Table;
  readonly lives: Table;
  readonly stores: Table;
  /** Message rows in the order in which the broker numbered them, and where its numbers jump. */
  readonly numbered: Table;
  jumps: { readonly number: number; readonly index: number }[];
  /** How many have each fate (see fates.ts). */
  readonly counts: number[];
  confirmedCount: number;
  topology: TopologyScene;
  /** By the index that copies name; `topology.queueAt` finds it. */
  readonly queues: QueueScene[];
  /** The queue that was asked for last: facts about one queue come in runs. */
  recentQueue: number;
  readonly consumers: ConsumerScene[];
  /** Open channels, by `channelKey`. */
  readonly channels: Map<number, ChannelScene>;
  /** Who is or was at the other end of a connection: the latest SESSIONS_MAX. */
  readonly sessions: Map<ConnId, SessionScene>;
  readonly publishers: Map<NodeId, PublisherScene>;
  /** Queues that the default exchange has led to, the first DEFAULT_ROUTES_MAX: vhost and name. */
  defaultRoutes: readonly (readonly [string, string])[];
  /** Colours of the first five routing keys. */
  groups: readonly string[];
  /** Names of store files. */
  files: readonly string[];
  boot: number;
  up: boolean;
  /** What was delivered in the latest step and has not been seen on the wire: conn, channel, tag, copy in turn. */
  handed: number[];
  handedStep: number;
  /** What went back to its queue in the latest step: copy and who had held it (as in COPY.holder) in turn. */
  givenBack: number[];
  givenBackStep: number;
  stop: { readonly how: StopKind; readonly at: Micros; readonly seq: Seq; readonly erased: readonly Seq[] } | null;
  alarms: readonly string[];
}

export const SESSIONS_MAX = 512;
export const DEFAULT_ROUTES_MAX = 64;
export const PUBLISHED_TO_MAX = 32;

export interface SessionScene {
  readonly vhost: string;
  readonly peer: NodeId;
}

export interface PublisherScene {
  readonly sent: number;
  /** Where it has published to, vhost and exchange, the first PUBLISHED_TO_MAX. */
  readonly exchanges: readonly (readonly [string, string])[];
  /** The colours of the routing keys it used. */
  readonly groups: readonly number[];
}

export interface ChannelScene {
  readonly conn: ConnId;
  readonly channel: number;
  /** Messages that reached the broker here and that it has not taken up. Rows, oldest first. */
  readonly inbound: number[];
  /** Indices into `consumers`. */
  readonly consumers: number[];
}

export interface TopologyScene {
  owner: Owner;
  readonly exchanges: Map<string, ExchangeScene>;
  readonly bindings: BindingScene[];
  /** Index of a queue by vhost and name; kept for queues that are gone. */
  readonly queueAt: Map<string, number>;
}

export interface ExchangeScene {
  readonly vhost: string;
  readonly name: string;
  readonly type: string;
  readonly durable: boolean;
  readonly declared: Seq;
}

export interface BindingScene {
  readonly vhost: string;
  readonly exchange: string;
  readonly to: 'queue' | 'exchange';
  readonly destination: string;
  readonly key: string;
  readonly says: string;
}

export interface QueueScene {
  owner: Owner;
  readonly vhost: string;
  readonly name: string;
  type: string;
  durable: boolean;
  exclusive: boolean;
  autoDelete: boolean;
  /** The fact that declared it. */
  declared: Seq;
  /** Deleted, or not there after a boot; its ghosts stand until it is declared again. */
  gone: boolean;
  readonly ready: List;
  unackedCount: number;
  ackedCount: number;
  /** The latest lost copies, newest last, at most GHOSTS_MAX. */
  ghosts: number[];
  ghostCount: number;
  /** Of the ready and unacked: in memory, written, synced. */
  readonly levels: [number, number, number];
}

export interface ConsumerScene {
  owner: Owner;
  readonly id: string;
  readonly queue: number;
  readonly conn: ConnId;
  readonly channel: number;
  /** Null for what basic.get took. */
  readonly tag: string | null;
  readonly node: NodeId;
  readonly noAck: boolean;
  readonly prefetchMax: number;
  readonly added: Seq;
  active: boolean;
  /** Cancelled, or its channel is gone. */
  gone: boolean;
  /** Unacked copies; with noAck those that are on the wire or not yet worked on. Oldest first. */
  readonly held: List;
  ackedCount: number;
  deliveredCount: number;
  ghosts: number[];
}

/* --- clients --- */

export interface ClientScene {
  readonly node: NodeId;
  sent: number;
  confirmed: number;
  received: number;
  processed: number;
  /** Of the processed, those it knew to be duplicates. */
  duplicates: number;
  acked: number;
  answered: number;
  failed: number;
  /** The message it works on. */
  work: { readonly id: string; readonly startedAt: Micros; readonly doneAt: Micros } | null;
  /** What it said last. */
  says: string;
  /** Deliveries that reached its host and that it has not taken up, by the seq of their `net.arrived`. */
  readonly arrivals: Map<Seq, HeldCopy>;
  /** Received and not done with, by message id. */
  readonly tray: Map<string, HeldCopy>;
}

export interface HeldCopy {
  readonly broker: NodeId;
  /** A row of that broker's copies. */
  readonly copy: number;
}

/* --- time --- */

export interface TimeScene {
  /** Facts worth seeing in each stretch of `binFor`. */
  readonly bins: Uint32Array;
  binFor: Micros;
  milestones: MilestoneScene[];
}

/** What the time bar marks; `count` of the same kind fell together. */
export interface MilestoneScene {
  readonly at: Micros;
  readonly step: number;
  readonly seq: Seq;
  readonly kind: MilestoneKind;
  readonly node: NodeId;
  readonly count: number;
}

/** Everything a fact can be here. */
export type AnyFact = KernelFact | BrokerFact | KvFact | ClientFact | ProgramFact;
export type FactOf<K extends AnyFact['kind']> = Fact<Extract<AnyFact, { kind: K }>>;
/** Reads the trace. Null where there is no such fact, or none that is still at hand. */
export type Facts = (seq: Seq) => Fact<FactBody> | null;
export type { Fact };
/** The arguments of queues, exchanges and bindings. */
export type FieldTable = Extract<BrokerFact, { kind: 'broker.queueDeclared' }>['arguments'];

/** The fact when it is of that kind, which is what tells the type of its body; else null. */
export function factAs<K extends AnyFact['kind']>(fact: Fact | null, kind: K): FactOf<K> | null {
  return fact !== null && fact.body.kind === kind ? (fact as FactOf<K>) : null;
}
