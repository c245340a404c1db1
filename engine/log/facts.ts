import type { Micros, NodeId } from '../sim/machine.ts';

/*
 * What happens in a Kafka broker, in words that a picture and a ledger can be folded from.
 *
 * Identity. A record is (topic, partition, offset, leader epoch it was appended in); facts name runs of them as
 * `first` to `last`, both included. The same offset in a later epoch is another record.
 *
 * Fates of a record: appended on its leader (`log.appended` as leader), on each follower (as follower), acknowledged to
 * its producer (`log.acknowledged`), committed once below the high watermark (`log.highWatermark`), fetched by clients
 * (`log.fetched`), and in the end, on each replica by itself: truncated, compacted, expired, or lost with what a stop
 * took (`log.recovered` says where the log ends then). A record that no replica holds any more while it was never
 * compacted, expired or deleted is lost; the `cause` of the truncation says by which election.
 */

interface Place {
  readonly topic: string;
  readonly partition: number;
}
interface Run extends Place {
  readonly first: number;
  readonly last: number;
}

/** Why a replica cut its log. */
export type TruncateReason = 'diverged' | 'out of range' | 'torn' | 'unclean election';
/** Why records were let go. */
export type ExpireReason = 'retention.ms' | 'retention.bytes' | 'deleted records' | 'follower moved on';
export type LeaveReason = 'left' | 'session timeout' | 'rebalance timeout' | 'connection' | 'replaced' | 'poll timeout';

export type LogFact =
  /* A broker's life. */
  | {
      readonly kind: 'log.started';
      readonly nodeId: number;
      readonly first: boolean;
      readonly cleanShutdown: boolean;
      readonly partitions: number;
    }
  /** What of a partition was found on the disk; `cut` bytes behind the last whole batch were not readable. */
  | (Place & {
      readonly kind: 'log.recovered';
      readonly startOffset: number;
      readonly endOffset: number;
      readonly cut: number;
    })
  | { readonly kind: 'log.stopping' }
  /* The controller quorum. */
  | { readonly kind: 'log.electionBegan'; readonly epoch: number; readonly preVote: boolean }
  | { readonly kind: 'log.voted'; readonly epoch: number; readonly candidate: number; readonly granted: boolean }
  | { readonly kind: 'log.controllerElected'; readonly nodeId: number; readonly epoch: number }
  | { readonly kind: 'log.controllerResigned'; readonly epoch: number; readonly why: string }
  | { readonly kind: 'log.controllerFollowed'; readonly nodeId: number; readonly epoch: number }
  /** As the controller decides, and each broker learns of it. */
  | { readonly kind: 'log.brokerRegistered'; readonly nodeId: number; readonly brokerEpoch: number }
  | { readonly kind: 'log.brokerFenced'; readonly nodeId: number; readonly why: string }
  | { readonly kind: 'log.brokerUnfenced'; readonly nodeId: number }
  /* Topics, as each broker learns of them. */
  | {
      readonly kind: 'log.topicCreated';
      readonly topic: string;
      readonly topicId: string;
    }
  | { readonly kind: 'log.topicDeleted'; readonly topic: string }
  | {
      readonly kind: 'log.partitionChanged';
      readonly topic: string;
      readonly partition: number;
      readonly leader: number;
      readonly leaderEpoch: number;
      readonly replicas: readonly number[];
      readonly isr: readonly number[];
      /** False where the leader was not in sync when it was elected. */
      readonly clean: boolean;
    }
  | {
      readonly kind: 'log.configChanged';
      readonly resource: string;
      readonly name: string;
      readonly value: string | null;
    }
  /* Replicas. */
  | (Place & { readonly kind: 'log.becameLeader'; readonly epoch: number; readonly startOffset: number })
  | (Place & { readonly kind: 'log.becameFollower'; readonly epoch: number; readonly leader: number })
  | (Place & { readonly kind: 'log.isrShrinking'; readonly out: readonly number[]; readonly isr: readonly number[] })
  | (Place & { readonly kind: 'log.isrExpanding'; readonly in: number; readonly isr: readonly number[] })
  | (Place & { readonly kind: 'log.highWatermark'; readonly from: number; readonly to: number })
  /* Records. */
  | (Run & {
      readonly kind: 'log.appended';
      readonly as: 'leader' | 'follower';
      readonly epoch: number;
      readonly bytes: number;
      readonly producerId: number;
      readonly transactional: boolean;
      readonly control: boolean;
      readonly client: string;
    })
  /** The answer to a producer: for acks=1 at once, for acks=all once all in-sync replicas have it. */
  | (Run & { readonly kind: 'log.acknowledged'; readonly acks: number })
  /** `error` by Kafka's name. */
  | (Place & { readonly kind: 'log.produceRefused'; readonly error: string; readonly client: string })
  /** A batch that was here already: the producer is told where. */
  | (Run & { readonly kind: 'log.duplicateDropped'; readonly producerId: number; readonly sequence: number })
  | (Run & { readonly kind: 'log.fetched'; readonly client: string; readonly replica: number })
  | (Place & { readonly kind: 'log.rolled'; readonly baseOffset: number })
  | (Place & { readonly kind: 'log.flushed'; readonly upTo: number })
  | (Run & { readonly kind: 'log.truncated'; readonly reason: TruncateReason })
  | (Run & { readonly kind: 'log.expired'; readonly reason: ExpireReason })
  | (Place & {
      readonly kind: 'log.compacted';
      readonly upTo: number;
      readonly kept: number;
      readonly removed: number;
      readonly tombstonesRemoved: number;
    })
  /* Groups. */
  | {
      readonly kind: 'log.groupRebalancing';
      readonly group: string;
      readonly generation: number;
      readonly why: string;
    }
  | { readonly kind: 'log.memberJoined'; readonly group: string; readonly member: string; readonly client: string }
  | { readonly kind: 'log.memberLeft'; readonly group: string; readonly member: string; readonly why: LeaveReason }
  | {
      readonly kind: 'log.generationBegan';
      readonly group: string;
      readonly generation: number;
      readonly leader: string;
      readonly protocol: string;
      readonly members: readonly string[];
    }
  | {
      readonly kind: 'log.groupStable';
      readonly group: string;
      readonly generation: number;
    }
  | (Place & {
      readonly kind: 'log.offsetCommitted';
      readonly group: string;
      readonly offset: number;
      readonly member: string;
    })
  | (Place & { readonly kind: 'log.offsetExpired'; readonly group: string })
  /** A member with an old generation, or under an instance id that another has now. */
  | { readonly kind: 'log.memberFenced'; readonly group: string; readonly member: string; readonly error: string }
  /* Producers and transactions. */
  | {
      readonly kind: 'log.producerInitialised';
      readonly transactionalId: string | null;
      readonly producerId: number;
      readonly epoch: number;
    }
  | {
      readonly kind: 'log.producerFenced';
      readonly producerId: number;
      readonly epoch: number;
      readonly current: number;
    }
  | {
      readonly kind: 'log.transactionState';
      readonly transactionalId: string;
      readonly producerId: number;
      readonly epoch: number;
      readonly state: string;
      readonly partitions: number;
    }
  | (Place & {
      readonly kind: 'log.markerWritten';
      readonly producerId: number;
      readonly offset: number;
      readonly committed: boolean;
    })
  /* Clients. */
  | { readonly kind: 'log.clientConnected'; readonly conn: number; readonly peer: NodeId }
  | { readonly kind: 'log.clientGone'; readonly conn: number; readonly why: string }
  | { readonly kind: 'log.throttled'; readonly client: string; readonly quota: string; readonly throttleFor: Micros }
  /** What a line typed at the broker was answered. */
  | { readonly kind: 'log.answered'; readonly line: string; readonly text: string; readonly failed: boolean };
