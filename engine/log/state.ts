import type { ConnId, Micros, Out, Seq } from '../sim/machine.ts';
import type { ProduceResponse } from '../wire/kafka/messages.ts';
import type { LogConfig } from './config.ts';
import type { ControllerState } from './controller-state.ts';
import type { LogFact } from './facts.ts';
import type { FetchSession } from './fetch-session.ts';
import type { Group, GroupThen } from './groups/state.ts';
import type { ClusterImage } from './image.ts';
import type { Link, Task, TaskEnd } from './links.ts';
import type { PartitionLog } from './partition-log.ts';
import type { QuorumState } from './quorum-state.ts';
import type { Txn, TxnThen } from './transactions/state.ts';

/* All that a broker holds in memory: plain data. Whatever of it must outlive the process is in its files. */

export type LogOut = Out<LogFact>;

/** A broker's answer with what it says: what is left out has its default on the wire. */
export type Sparse<T> = T extends Uint8Array | string | number | boolean | null | undefined
  ? T
  : T extends readonly (infer E)[]
    ? Sparse<E>[]
    : { [K in keyof T]?: Sparse<T[K]> };

/** Where an answer goes. */
export type ReplyTo =
  | {
      readonly kind: 'conn';
      readonly conn: ConnId;
      readonly apiKey: number;
      readonly apiVersion: number;
      readonly correlationId: number;
      readonly client: string;
    }
  /** This broker asked itself, as its own controller or leader. */
  | { readonly kind: 'self'; readonly apiKey: number; readonly apiVersion: number; readonly task: Task };

/** A request of somebody, with where its answer goes. */
export interface Asked<B> {
  readonly body: B;
  readonly apiKey: number;
  readonly version: number;
  readonly client: string;
  readonly to: ReplyTo;
}

/** One who has connected. One request at a time: the others wait, as Kafka's muted channels do. */
export interface Connection {
  readonly id: ConnId;
  readonly peer: string;
  busy: boolean;
  /** Requests that have come while one was being answered. */
  readonly waiting: unknown[];
  /** Of the first request. */
  client: string | null;
}

/** What a leader knows of a follower. */
export interface Follower {
  /** -1 until it has fetched. */
  endOffset: number;
  /** The last time it had all there was. */
  caughtUpAt: Micros;
  /** When it last fetched, and where the log ended then. */
  fetchedAt: Micros;
  endWhenFetched: number;
  startOffset: number;
}

/** Something that waits for records to be replicated up to (not with) an offset. */
export interface Waiter {
  readonly upTo: number;
  readonly delayed: number;
}

export interface Partition {
  readonly topic: string;
  readonly index: number;
  readonly topicId: string;
  readonly log: PartitionLog;
  role: 'leader' | 'follower' | 'idle';
  leader: number;
  leaderEpoch: number;
  partitionEpoch: number;
  replicas: readonly number[];
  isr: readonly number[];
  /** Asked of the controller and not answered; null when nothing is. */
  pendingIsr: readonly number[] | null;
  highWatermark: number;
  /** Of a leader: where its epoch begins. */
  epochStartOffset: number;
  followers: Map<number, Follower>;
  /** Of a leader, in order of `upTo`. */
  waiters: Waiter[];
  /** Fetches that wait for more of this partition. */
  fetches: Set<number>;
  /** Of a follower: nothing is fetched before this. */
  fetchAfter: Micros;
}

export type DelayedWhat =
  | {
      readonly kind: 'produce';
      readonly to: ReplyTo;
      readonly acks: number;
      readonly body: Sparse<ProduceResponse>;
      /** By partition: its part of the answer, with the run that waits. */
      readonly parts: Map<
        string,
        {
          readonly part: { errorCode?: number; errorMessage?: string | null };
          readonly first: number;
          readonly last: number;
          readonly cause: Seq;
        }
      >;
    }
  /** `failed` is the code of what went wrong. */
  | { readonly kind: 'group'; readonly after: GroupThen; failed: number }
  | { readonly kind: 'txn'; readonly after: TxnThen; failed: number }
  | {
      readonly kind: 'markers';
      readonly parts: Map<string, { errorCode?: number }>;
      readonly to: ReplyTo;
      readonly body: object;
    };

export interface Delayed {
  readonly id: number;
  /** Partitions it still waits for. */
  readonly waitsFor: Set<string>;
  readonly what: DelayedWhat;
}

/** A fetch that waits for enough bytes. */
export interface WaitingFetch {
  readonly id: number;
  readonly asked: Asked<unknown>;
  readonly session: number;
  readonly places: readonly string[];
}

/** An answer that leaves once the metadata below an offset is committed. */
export interface DeferredReply {
  readonly offset: number;
  readonly to: ReplyTo;
  readonly body: object;
}

/** One thing leads to another: done at the end of a step, until nothing is left. */
export interface Due {
  /** Connections whose next request comes up. */
  serve: ConnId[];
  /** Requests of this broker that were answered or have failed. */
  ended: TaskEnd[];
  /** Partitions with more to fetch. */
  grown: Set<string>;
  /** Partitions whose high watermark has moved, or whose leader is another. */
  moved: Set<string>;
  /** Leaders that are to be asked for more. */
  fetchers: Set<number>;
  /** Partitions that are not this broker's any more. */
  gone: Partition[];
}

export interface LogState {
  config: LogConfig;
  /** The properties with all defaults. */
  readonly bootedAt: Micros;
  /** Of this run of the process, random. */
  readonly incarnation: string;
  /** The epoch of the last run, where it ended in order; -1 otherwise. */
  readonly previousEpoch: number;
  phase: 'starting' | 'running' | 'stopping';
  /** As the controller gave it; -1 until then. */
  brokerEpoch: number;
  image: ClusterImage;
  /** Its own log of the cluster's metadata. */
  metadataLog: PartitionLog;
  /** Batches below it are on the disk. */
  metadataSynced: number;
  quorum: QuorumState;
  /** While it is the active controller. */
  controller: ControllerState | null;
  deferred: DeferredReply[];
  readonly connections: Map<ConnId, Connection>;
  readonly links: Map<string, Link>;
  readonly linkOf: Map<ConnId, string>;
  /** Requests for a controller that is not there. */
  unsent: (Task & { readonly kind: 'forward' })[];
  /** By `topic-partition`. */
  readonly partitions: Map<string, Partition>;
  /** Logs found on the disk that no partition has claimed yet. */
  readonly strays: Map<string, PartitionLog>;
  /** High watermarks as they were checkpointed. */
  readonly checkpointed: Map<string, number>;
  highWatermarksDirty: boolean;
  nextDelayed: number;
  readonly delayed: Map<number, Delayed>;
  readonly fetches: Map<number, WaitingFetch>;
  /** Of them, those of the metadata log. */
  readonly metadataFetches: Set<number>;
  readonly sessions: Map<number, FetchSession>;
  readonly groups: Map<string, Group>;
  /** Partitions of __consumer_offsets and __transaction_state that this broker leads and has loaded, with the epoch. */
  readonly coordinating: Map<string, number>;
  readonly txns: Map<string, Txn>;
  /** Producer ids [from, to) that are this broker's to give. */
  producerIds: { from: number; to: number };
  /** Who waits for more of them. */
  waitingForIds: Asked<unknown>[];
  /** Partitions whose AlterPartition is to be sent. */
  readonly isrToSend: Set<string>;
  alterInFlight: boolean;
  heartbeatInFlight: boolean;
  idsInFlight: boolean;
  /** Of a stop in order: files that are not on the disk yet; null before. */
  syncsLeft: Set<string> | null;
  /** What a step has set going, for its end. */
  readonly due: Due;
}

export function tpKey(topic: string, partition: number): string {
  return `${topic}-${partition}`;
}
