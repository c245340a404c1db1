import type { Micros } from '../../sim/machine.ts';
import type { ReplyTo } from '../state.ts';

/* What a transaction coordinator holds. KAFKA: TransactionMetadata, TransactionState */

export type TxnStateName =
  | 'Empty'
  | 'Ongoing'
  | 'PrepareCommit'
  | 'PrepareAbort'
  | 'CompleteCommit'
  | 'CompleteAbort'
  | 'Dead';

/** As numbers in the records of __transaction_state. */
export const TXN_STATES: readonly TxnStateName[] = [
  'Empty',
  'Ongoing',
  'PrepareCommit',
  'PrepareAbort',
  'CompleteCommit',
  'CompleteAbort',
  'Dead',
];

export interface Txn {
  readonly id: string;
  /** Its place among the partitions of __transaction_state. */
  readonly partition: number;
  producerId: number;
  epoch: number;
  /** The epoch of the producer before the current; -1 for none. */
  lastEpoch: number;
  state: TxnStateName;
  /** What a record being written will make of it; null while there is none. */
  pending: TxnStateName | null;
  timeoutMs: number;
  /** `topic-partition` of all it has written to. */
  partitions: Set<string>;
  startedAt: number;
  updatedAt: number;
  /** Brokers whose markers are not written yet. */
  markersLeft: Set<string>;
  /** When it is aborted by itself. */
  deadline: Micros;
}

/** What is done once a record of a transaction is replicated. */
export type TxnThen =
  | { readonly kind: 'answer'; readonly id: string; readonly to: ReplyTo; readonly body: object; readonly becomes: Txn }
  /** The decision is safe: the partitions are told. */
  | {
      readonly kind: 'prepared';
      readonly id: string;
      readonly to: ReplyTo | null;
      readonly body: object;
      readonly becomes: Txn;
    }
  | { readonly kind: 'completed'; readonly id: string; readonly becomes: Txn };
