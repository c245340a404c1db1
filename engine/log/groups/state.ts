import type { Micros } from '../../sim/machine.ts';
import type { ReplyTo } from '../state.ts';

/* What a group coordinator holds of a group. KAFKA: ClassicGroup, ClassicGroupMember, OffsetMetadataManager */

export interface MemberProtocol {
  readonly name: string;
  readonly metadata: Uint8Array;
}

export interface Member {
  readonly id: string;
  instanceId: string | null;
  client: string;
  host: string;
  rebalanceTimeoutMs: number;
  sessionTimeoutMs: number;
  protocols: readonly MemberProtocol[];
  assignment: Uint8Array;
  /** Who waits for the generation to begin. */
  joining: ReplyTo | null;
  /** Who waits for the leader's assignment. */
  syncing: ReplyTo | null;
  /** Has joined, and not been heard of since it was told to wait. */
  isNew: boolean;
}

export interface CommittedOffset {
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly metadata: string;
  readonly committedAt: number;
}

export interface Group {
  readonly id: string;
  /** Its place among the partitions of __consumer_offsets. */
  readonly partition: number;
  state: 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead';
  protocolType: string | null;
  protocol: string | null;
  generation: number;
  leader: string | null;
  /** In the order in which they joined. */
  readonly members: Map<string, Member>;
  /** Static members by instance id. */
  readonly statics: Map<string, string>;
  /** Told to come back with this id, and not yet back. */
  readonly pending: Set<string>;
  /** Of the first rebalance of an empty group: how long it may still wait for more members. */
  delayLeft: Micros;
  /** A member has come while it waited. */
  newMembers: boolean;
  readonly offsets: Map<string, CommittedOffset>;
  /** Offsets of transactions that have not ended, by producer. */
  readonly pendingTxn: Map<number, Map<string, CommittedOffset>>;
  /** When it was last not empty. */
  emptySince: number;
}

/** What is done once a record of a group is replicated. */
export type GroupThen =
  /** Answers as it is, or with the code of what went wrong in the place of every part's. */
  | {
      readonly kind: 'commit';
      readonly group: string;
      readonly to: ReplyTo;
      readonly body: object;
      readonly commits: readonly Commit[];
      readonly member: string;
    }
  /** The assignment of a generation is safe: the members may have it. */
  | { readonly kind: 'assigned'; readonly group: string; readonly generation: number }
  | { readonly kind: 'answer'; readonly to: ReplyTo; readonly body: object };

export interface Commit {
  readonly topic: string;
  readonly partition: number;
  readonly committed: CommittedOffset;
  /** Of a transaction; -1 for none. */
  readonly producerId: number;
}
