/* What can be asked of a broker while it runs, and what it answers: of bounded size. */

export type LogQuery =
  | { readonly kind: 'broker' }
  | { readonly kind: 'topics' }
  | {
      readonly kind: 'partition';
      readonly topic: string;
      readonly partition: number;
      readonly from?: number;
      readonly count?: number;
    }
  | { readonly kind: 'groups' }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'transactions' };

export interface BrokerView {
  readonly kind: 'broker';
  readonly nodeId: number;
  readonly phase: string;
  readonly controller: number;
  readonly quorum: {
    readonly role: string;
    readonly epoch: number;
    readonly highWatermark: number;
    readonly endOffset: number;
  };
  readonly brokers: readonly { readonly id: number; readonly host: string; readonly fenced: boolean }[];
  readonly connections: number;
  readonly partitions: number;
  readonly leaders: number;
}

export interface TopicsView {
  readonly kind: 'topics';
  readonly topics: readonly {
    readonly name: string;
    readonly id: string;
    readonly partitions: readonly {
      readonly leader: number;
      readonly leaderEpoch: number;
      readonly replicas: readonly number[];
      readonly isr: readonly number[];
      /** Of the replica here; null where there is none. */
      readonly startOffset: number | null;
      readonly endOffset: number | null;
      readonly highWatermark: number | null;
    }[];
  }[];
  readonly more: number;
}

export interface RecordView {
  readonly offset: number;
  readonly epoch: number;
  readonly timestamp: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly producerId: number;
  readonly transactional: boolean;
  /** `commit`, `abort`, or null for a record of data. */
  readonly control: string | null;
}

export interface PartitionView {
  readonly kind: 'partition';
  readonly topic: string;
  readonly partition: number;
  readonly role: string;
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly startOffset: number;
  readonly endOffset: number;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly recoveryPoint: number;
  readonly size: number;
  readonly epochs: readonly { readonly epoch: number; readonly startOffset: number }[];
  readonly segments: readonly {
    readonly baseOffset: number;
    readonly size: number;
    readonly batches: number;
    readonly indexEntries: number;
    readonly closed: boolean;
  }[];
  readonly followers: readonly {
    readonly id: number;
    readonly endOffset: number;
    readonly lag: number;
    readonly inSync: boolean;
  }[];
  readonly producers: readonly {
    readonly id: number;
    readonly epoch: number;
    readonly lastSequence: number;
    readonly txnStart: number | null;
  }[];
  readonly records: readonly RecordView[];
}

export interface GroupsView {
  readonly kind: 'groups';
  readonly groups: readonly {
    readonly id: string;
    readonly state: string;
    readonly generation: number;
    readonly members: number;
  }[];
}

export interface GroupView {
  readonly kind: 'group';
  readonly id: string;
  readonly state: string;
  readonly generation: number;
  readonly protocol: string | null;
  readonly leader: string | null;
  readonly members: readonly {
    readonly id: string;
    readonly instanceId: string | null;
    readonly client: string;
    readonly assigned: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
  }[];
  readonly offsets: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly offset: number;
    /** How far the end is, where the partition is here; null otherwise. */
    readonly lag: number | null;
  }[];
}

export interface TransactionsView {
  readonly kind: 'transactions';
  readonly transactions: readonly {
    readonly id: string;
    readonly producerId: number;
    readonly epoch: number;
    readonly state: string;
    readonly partitions: readonly string[];
  }[];
}

/** null where what was asked for is not there. */
export type LogView = BrokerView | TopicsView | PartitionView | GroupsView | GroupView | TransactionsView | null;
