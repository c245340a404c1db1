import type { Micros, NodeId, Seq } from '../sim/machine.ts';

/*
 * What the stage draws: plain, readonly, bounded in size whatever the world holds, in words where a person reads them.
 * A view is a pure function of a scene (and, where it tells a life, of the facts): see broker-view.ts and its
 * neighbours. Positions in time stay numbers, so that motion is arithmetic: a mover at t has come
 * (t - sentAt) / (arrivesAt - sentAt) of its way.
 */

/** What became of a message or a write, as one of the shapes that the stage knows. */
export type State =
  | 'ready'
  | 'flight'
  | 'unacked'
  | 'acked'
  | 'redelivered'
  | 'confirmed'
  | 'dead'
  | 'expired'
  | 'dropped'
  | 'returned'
  | 'lost';

/** Whose thing it is (routing key, client): one of five fills; 6 is "all the others". */
export type Group = 1 | 2 | 3 | 4 | 5 | 6;

/** A message or a write where it stands. `id` names it in `inspectorView` and in why-questions. */
export interface TokenView {
  readonly id: string;
  /** Its number: the order of publication. */
  readonly name: string;
  readonly state: State;
  readonly group: Group;
  /** How far down it has got, where that is known. */
  readonly level?: 'memory' | 'written' | 'synced' | undefined;
}

export interface LegendView {
  readonly says: string;
  readonly entries: readonly { readonly group: Group; readonly name: string }[];
}

/** How a process ended: by SIGKILL, with its machine, or by itself. */
export type StopHow = 'kill' | 'powerCut' | 'exit';

export interface StoppedView {
  readonly how: StopHow;
  readonly at: Micros;
}

/** One fate and how many have it. */
export interface SliceView {
  /** What `fateList` takes. */
  readonly fate: string;
  readonly state: State;
  readonly count: number;
  readonly word: string;
  /** "1 ready, 1 unacked", "2 of them acknowledged". */
  readonly note?: string | undefined;
}

/** Where all N went; the counts add up to `total`. `unit` says what is counted. */
export interface FateBarView {
  readonly node: NodeId;
  readonly asks: string;
  readonly unit: 'messages' | 'copies' | 'writes';
  readonly total: number;
  readonly slices: readonly SliceView[];
  /** The sum written out: "5 + 1 + 2 = 8". */
  readonly sum: string;
}

/** The tokens of one slice, newest first, at most as many as were asked for; `count` counts all. */
export interface FateListView {
  readonly fate: string;
  readonly count: number;
  readonly tokens: readonly (TokenView & { readonly note: string })[];
}

/* --- nodes --- */

export type NodeKind = 'server' | 'broker' | 'publisher' | 'consumer' | 'client';

export type NodeCondition =
  | { readonly kind: 'up'; readonly sinceAt: Micros }
  | { readonly kind: 'killed' | 'powerCut' | 'exited'; readonly at: Micros }
  | { readonly kind: 'absent' };

export interface NodeView {
  readonly id: NodeId;
  readonly kind: NodeKind;
  readonly machine: string;
  readonly condition: NodeCondition;
  /** "up 0.79 s", "killed 2.000 s". The clock of "up" stands at the last step. */
  readonly note: string;
  readonly incarnation: number;
  /** Its one thread is taken until then; null when it is free. */
  readonly busyUntil: Micros | null;
  readonly connections: number;
  /** Sent and processed, for a client program; null for a server. */
  readonly work: {
    readonly sent: number;
    readonly received: number;
    readonly processed: number;
    readonly acked: number;
  } | null;
  /** What it said last, when it is a client that answers or fails: "OK", "ECONNRESET". */
  readonly says: string;
}

export interface LinkView {
  readonly between: readonly [NodeId, NodeId];
  readonly parted: boolean;
  readonly connections: number;
  /** Frames that the partition holds. */
  readonly held: number;
}

export interface NodesView {
  readonly nodes: readonly NodeView[];
  readonly links: readonly LinkView[];
}

/** A frame on a wire, between any two nodes. */
export interface FrameView {
  readonly sent: Seq;
  readonly conn: number;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly sentAt: Micros;
  /** Null while something holds it. */
  readonly arrivesAt: Micros | null;
  readonly label: string;
  /** The message it carries, when it carries one. */
  readonly token: TokenView | null;
}

/* --- broker --- */

/** Everything the broker stage draws, from publishers on the left to consumers on the right. */
export interface BrokerView {
  readonly broker: { readonly name: NodeId; readonly stopped: StoppedView | null };
  readonly publishers: readonly PublisherView[];
  readonly exchanges: readonly ExchangeView[];
  readonly bindings: readonly BindingView[];
  readonly queues: readonly QueueView[];
  readonly consumers: readonly ConsumerView[];
  readonly publishes: readonly { readonly publisher: string; readonly exchange: string; readonly lit: boolean }[];
  readonly movers: readonly MoverView[];
  readonly returns: readonly ReturnView[];
  readonly legend: LegendView;
  /** The queues that are not in the window, by the beginning of their names. */
  readonly groups: readonly QueueGroupView[];
  /** What there is in all; lists above are windows (see `BrokerWindow`). */
  readonly counts: {
    readonly exchanges: number;
    readonly bindings: number;
    readonly queues: number;
    readonly consumers: number;
    readonly movers: number;
  };
}

export interface PublisherView {
  readonly id: string;
  readonly name: string;
  readonly keys: readonly { readonly name: string; readonly group: Group }[];
  readonly sentCount: number;
  readonly confirmedCount: number;
  readonly stopped: StoppedView | null;
}

export interface ExchangeView {
  readonly id: string;
  /** '' is the default exchange. */
  readonly name: string;
  readonly type: string;
  readonly durable: boolean;
}

export interface BindingView {
  readonly id: string;
  readonly exchange: string;
  readonly to: 'queue' | 'exchange';
  readonly destination: string;
  /** The binding key, or the headers it wants, in words. */
  readonly key: string;
  /** `lit` matched in the last step, `tried` was tried and failed. */
  readonly light: 'idle' | 'lit' | 'tried';
  /** Why it failed, in words; '' otherwise. */
  readonly why: string;
}

export interface QueueView {
  readonly id: string;
  readonly name: string;
  /** "classic, durable". */
  readonly traits: string;
  readonly durable: boolean;
  /** It went with the broker's memory, or was deleted; what was lost there still stands. */
  readonly gone: boolean;
  /** The head first; where there are more than the window, its last `tail` of them are the last of the queue. */
  readonly ready: readonly TokenView[];
  readonly tail: readonly TokenView[];
  readonly readyCount: number;
  readonly unacked: readonly TokenView[];
  readonly unackedCount: number;
  /** "both at worker-1". */
  readonly unackedNote: string;
  readonly ghosts: readonly TokenView[];
  readonly ghostCount: number;
  readonly consumerCount: number;
  readonly ackedCount: number;
  /** How many of the ready and unacked are in memory only, in the page cache, on the disk. */
  readonly levels: { readonly memory: number; readonly written: number; readonly synced: number };
}

/** Queues whose names begin alike. */
export interface QueueGroupView {
  /** What to look for to see them; '' for what has no beginning in common. */
  readonly search: string;
  readonly name: string;
  readonly queues: number;
  readonly ready: number;
  readonly unacked: number;
}

export interface ConsumerView {
  readonly id: string;
  readonly name: string;
  readonly node: NodeId;
  readonly queue: string;
  readonly noAck: boolean;
  readonly prefetchMax: number;
  readonly held: readonly HeldView[];
  readonly heldCount: number;
  readonly ghosts: readonly TokenView[];
  readonly ackedCount: number;
  readonly stopped: StoppedView | null;
  readonly lit: boolean;
}

export interface HeldView {
  readonly token: TokenView;
  readonly work: { readonly startedAt: Micros; readonly doneAt: Micros } | null;
}

export interface ReturnView {
  readonly consumer: string;
  readonly queue: string;
  /** "10 and 11 requeued at the head". */
  readonly says: string;
}

/** A message on a wire. `sentAt` <= t < `arrivesAt`; null while something holds it. */
export interface MoverView {
  readonly token: TokenView;
  readonly along: MoverPath;
  readonly sentAt: Micros;
  readonly arrivesAt: Micros | null;
}

export type MoverPath =
  | { readonly kind: 'publish'; readonly publisher: string; readonly exchange: string }
  | { readonly kind: 'route'; readonly binding: string }
  | { readonly kind: 'deliver'; readonly queue: string; readonly consumer: string }
  | { readonly kind: 'settle'; readonly consumer: string; readonly queue: string };

/** How much of a broker is wanted. A neighbourhood is an exchange or queue and all that is bound to it. */
export interface BrokerWindow {
  readonly queuesMax?: number;
  readonly bindingsMax?: number;
  readonly tokensMax?: number;
  readonly moversMax?: number;
  /** Only queues and exchanges whose name has this in it. */
  readonly search?: string;
  /** Only the exchange or queue of this id, with what is bound to it. */
  readonly focus?: string;
  readonly vhost?: string;
}

/* --- kv --- */

/** The ladder with what stands around it: who talks to the server and what the last command did. */
export interface KvView {
  readonly server: {
    readonly name: NodeId;
    readonly stopped: StoppedView | null;
    readonly settings: KvSettingsView | null;
  };
  readonly clients: readonly KvClientView[];
  readonly last: KvCommandView | null;
  /** The latest commands, newest first. */
  readonly commands: readonly KvCommandView[];
  readonly touched: readonly string[];
  readonly ladder: LadderView;
  readonly ghosts: readonly KeyGhostView[];
  /** The latest, newest first; `evictedCount` counts all. */
  readonly evictions: readonly EvictionView[];
  readonly evictedCount: number;
  readonly frames: readonly FrameView[];
}

export interface KvSettingsView {
  readonly appendonly: boolean;
  readonly appendfsync: string;
  readonly save: string;
  readonly maxmemory: number;
  readonly maxmemoryPolicy: string;
}

export interface KvClientView {
  readonly id: number;
  readonly node: NodeId;
  readonly group: Group;
  readonly blockedOn: readonly string[];
  /** Since when it waits for one of these; null while it does not. */
  readonly blockedAt: Micros | null;
  readonly queued: number;
}

/** A key that made room for others. */
export interface EvictionView {
  readonly seq: Seq;
  readonly at: Micros;
  readonly db: number;
  readonly key: string;
  readonly policy: string;
  /** Why this one, in words: "not used for 4 s"; '' where the policy compares nothing. */
  readonly says: string;
}

/**
 * The one thread of a server: what it is busy with and what waits for it, first in line first. Everything that has
 * arrived stands in one line, whoever sent it: that is why one slow command makes all the others slow.
 */
export interface LoopView {
  readonly now: Micros;
  /** Null while it is idle: whatever comes is served at once. */
  readonly running: {
    readonly says: string;
    readonly client: NodeId;
    readonly group: Group;
    readonly from: Micros;
    readonly to: Micros;
    readonly scanned: number;
  } | null;
  readonly waiting: readonly LoopItemView[];
  readonly waitingCount: number;
}

export interface LoopItemView {
  readonly id: string;
  readonly says: string;
  /** '' where it is no frame: a timer, the disk. */
  readonly client: NodeId;
  readonly group: Group;
  readonly since: Micros;
}

export interface KvCommandView {
  readonly seq: Seq;
  readonly at: Micros;
  readonly client: NodeId;
  readonly line: string;
  readonly reply: string;
  readonly failed: boolean;
  readonly took: Micros;
  readonly scanned: number;
  /** The id of the write it was; null when it wrote nothing. */
  readonly write: string | null;
}

/** A key that a lost write had touched. */
export interface KeyGhostView {
  /** What the inspector takes. */
  readonly id: string;
  readonly key: string;
  readonly db: number;
  readonly write: string;
  readonly command: string;
  readonly acknowledged: boolean;
}

export interface LadderView {
  readonly strata: readonly StratumView[];
  readonly syncedBelow: string;
  readonly fsync: { readonly policy: string; readonly lastAt: Micros | null; readonly running: boolean };
  readonly cut: { readonly how: StopHow; readonly at: Micros; readonly erased: readonly string[] } | null;
  readonly legend: LegendView;
}

export interface StratumView {
  readonly id: string;
  readonly name: string;
  readonly icon: 'person' | 'memory' | 'file' | 'disk' | 'copy';
  readonly note: string;
  /** Newest last, at most as many as were asked for. */
  readonly writes: readonly WriteView[];
  readonly writeCount: number;
  readonly summary?: string | undefined;
}

export interface WriteView extends TokenView {
  readonly command: string;
  /** It is here and on no rung above any more. */
  readonly only?: boolean | undefined;
}

/* --- time --- */

export type MilestoneKind =
  | 'kill'
  | 'powerCut'
  | 'exit'
  | 'start'
  | 'partition'
  | 'heal'
  | 'lost'
  | 'redelivered'
  | 'expired'
  | 'dead'
  | 'dropped'
  | 'returned'
  | 'refused'
  | 'saved'
  | 'elected'
  | 'alarm';

/** A tick of the time bar. `count` of the same kind fell together; `step` and `seq` are those of the first. */
export interface MilestoneView {
  readonly at: Micros;
  readonly step: number;
  readonly seq: Seq;
  readonly kind: MilestoneKind;
  readonly node: NodeId;
  readonly count: number;
  readonly words: string;
  /** The shape to draw, or null for kinds that have a mark of their own. */
  readonly state: State | null;
}

export interface TimelineView {
  readonly step: number;
  readonly at: Micros;
  /** How many facts worth seeing fell into each stretch of `binFor` microseconds from 0 on. */
  readonly density: readonly number[];
  readonly binFor: Micros;
  readonly milestones: readonly MilestoneView[];
  /** What is due next, as far as facts tell. The kernel's own `nextAt` is exact. */
  readonly next: { readonly at: Micros; readonly says: string } | null;
}

/* --- lanes --- */

/** What can be left out of the lanes. */
export type LaneKind =
  /** Frames that carry what a person sent or asked for. */
  | 'message'
  /** Acknowledgements, confirms, and what is answered to a command. */
  | 'answer'
  /** Handshakes, declarations, heartbeats. */
  | 'setup'
  /** Stops, starts, partitions, and whatever else somebody outside did. */
  | 'input'
  /** Syncs, and what a power cut erased. */
  | 'disk'
  | 'timer'
  /** What became of something: lost, expired, dead-lettered. */
  | 'event';

export const LANE_KINDS: readonly LaneKind[] = ['message', 'answer', 'setup', 'input', 'disk', 'timer', 'event'];

export interface LanesView {
  readonly nodes: readonly LaneView[];
  readonly from: Micros;
  readonly to: Micros;
  /** In the order in which they were sent. */
  readonly arrows: readonly ArrowView[];
  readonly marks: readonly LaneMarkView[];
  /** Work that a node's program or thread was busy with. */
  readonly works: readonly {
    readonly node: NodeId;
    readonly from: Micros;
    readonly to: Micros;
    readonly says: string;
  }[];
  /** Before this there is more than can be drawn; `from` when all is. */
  readonly drawnFrom: Micros;
}

export interface LaneView {
  readonly id: NodeId;
  readonly kind: NodeKind;
  readonly up: boolean;
  /** When it was not running. `to` is null while it is not. */
  readonly down: readonly { readonly from: Micros; readonly to: Micros | null; readonly how: StopHow }[];
}

export interface LaneMarkView {
  readonly seq: Seq;
  readonly node: NodeId;
  readonly at: Micros;
  readonly step: number;
  readonly kind:
    | 'kill'
    | 'powerCut'
    | 'exit'
    | 'start'
    | 'parted'
    | 'healed'
    | 'typed'
    | 'sync'
    | 'erased'
    | 'timer'
    | 'other';
  readonly says: string;
  readonly state: State | null;
}

export interface ArrowView {
  readonly sent: Seq;
  readonly kind: LaneKind;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly leavesAt: Micros;
  /** When it arrived or will; null while held. */
  readonly arrivesAt: Micros | null;
  readonly end: 'arrived' | 'flying' | 'held' | 'dropped';
  readonly label: string;
  /** What it carries, where that can be told at a glance: a message. */
  readonly token: TokenView | null;
}

/* --- frames --- */

/** One frame on a wire: where it is, and what can be done to it. */
export interface FrameDetailView {
  readonly sent: Seq;
  readonly conn: number;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly label: string;
  readonly sentAt: Micros;
  readonly leavesAt: Micros;
  readonly arrivesAt: Micros | null;
  readonly end: ArrowView['end'];
  readonly byHand: boolean;
  /** Frames on the same way behind it: whatever holds it holds them. */
  readonly behind: number;
}

/* --- inspector --- */

export interface LifeEntryView {
  readonly at: Micros;
  readonly step: number;
  readonly seq: Seq;
  readonly state: State | null;
  readonly says: string;
}

export interface InspectorView {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly token: TokenView | null;
  /** The frame it is, or that carried it last: the seq of its `net.sent`. Null where there is none. */
  readonly frame: Seq | null;
  /** Label and value, as a table. */
  readonly traits: readonly (readonly [string, string])[];
  readonly life: readonly LifeEntryView[];
  /** What can be asked about it; `why` answers (see why.ts). */
  readonly questions: readonly QuestionView[];
}

export interface QuestionView {
  readonly id: string;
  readonly asks: string;
}

/** One link of a why-chain: what, and because of what. The last one decided it. */
export interface HopView {
  readonly seq: Seq;
  readonly at: Micros;
  readonly step: number;
  readonly says: string;
  readonly because: string;
  /** What decided: a setting in the product's own words, or an input. Null on the way there. */
  readonly decided: { readonly by: 'setting' | 'input'; readonly text: string; readonly node: NodeId } | null;
}

export interface WhyView {
  readonly asks: string;
  readonly hops: readonly HopView[];
}

/** What followed from a fact, indented by how far away it is. */
export interface EffectView {
  readonly seq: Seq;
  readonly at: Micros;
  readonly depth: number;
  readonly says: string;
}
