import { type BatchHeader, TRANSACTIONAL } from '../wire/kafka/record-batch.ts';
import { ERR } from './errors.ts';

/*
 * What a log knows of the producers that write to it: the last five batches of each, by which a batch sent again is
 * known and a gap is refused, and the transactions that are open in it.
 * KAFKA: ProducerStateManager, ProducerStateEntry, ProducerAppendInfo
 */

export interface KnownBatch {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly timestamp: number;
}

export interface ProducerEntry {
  epoch: number;
  /** Oldest first; at most five. */
  batches: KnownBatch[];
  coordinatorEpoch: number;
  lastTimestamp: number;
  /** Where its open transaction begins in this log; null while there is none. */
  txnStart: number | null;
}

export interface AbortedTxn {
  readonly producerId: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
  /** The last stable offset when it ended. */
  readonly lastStable: number;
}

export interface Producers {
  readonly entries: Map<number, ProducerEntry>;
  /** Ended, with their marker at `last` not yet below the high watermark. */
  unreplicated: { readonly first: number; readonly last: number }[];
  aborted: AbortedTxn[];
}

const BATCHES_KEPT = 5;
const SEQUENCES = 2_147_483_648;

export function noProducers(): Producers {
  return { entries: new Map(), unreplicated: [], aborted: [] };
}

/** Sequence numbers begin again at 0 behind 2^31-1. */
export function sequenceAfter(sequence: number, by = 1): number {
  return (sequence + by) % SEQUENCES;
}

/** The batch known under these numbers. KAFKA: ProducerStateEntry.findDuplicateBatch */
export function duplicateOf(p: Producers, head: BatchHeader): KnownBatch | null {
  const entry = p.entries.get(head.producerId);
  if (entry === undefined || entry.epoch !== head.producerEpoch) return null;
  const last = sequenceAfter(head.baseSequence, head.lastOffsetDelta);
  return (
    entry.batches.find(
      ({ firstSequence, lastSequence }) => firstSequence === head.baseSequence && lastSequence === last,
    ) ?? null
  );
}

/** Why a producer's batch cannot be appended, or NONE. KAFKA: ProducerAppendInfo.maybeValidateDataBatch */
export function sequenceError(p: Producers, head: BatchHeader): number {
  const entry = p.entries.get(head.producerId);
  if (entry === undefined) return ERR.NONE;
  if (head.producerEpoch < entry.epoch) return ERR.INVALID_PRODUCER_EPOCH;
  if (head.producerEpoch !== entry.epoch) {
    return head.baseSequence === 0 || entry.epoch === -1 ? ERR.NONE : ERR.OUT_OF_ORDER_SEQUENCE_NUMBER;
  }
  const last = entry.batches.at(-1);
  // Known by its markers alone: whatever it sends next is its first.
  if (last === undefined) return head.baseSequence === 0 || entry.epoch === -1 ? ERR.NONE : sequenceGap(-1, head);
  return sequenceGap(last.lastSequence, head);
}

function sequenceGap(last: number, head: BatchHeader): number {
  return head.baseSequence === sequenceAfter(last) ? ERR.NONE : ERR.OUT_OF_ORDER_SEQUENCE_NUMBER;
}

/** Notes an appended batch of data. */
export function noteBatch(p: Producers, head: BatchHeader, firstOffset: number): void {
  if (head.producerId < 0) return;
  let entry = p.entries.get(head.producerId);
  if (entry === undefined) {
    entry = { epoch: head.producerEpoch, batches: [], coordinatorEpoch: -1, lastTimestamp: -1, txnStart: null };
    p.entries.set(head.producerId, entry);
  }
  if (entry.epoch !== head.producerEpoch) {
    entry.epoch = head.producerEpoch;
    entry.batches = [];
  }
  entry.lastTimestamp = head.maxTimestamp;
  // A coordinator's own records on behalf of a producer are not in its sequence.
  if (head.baseSequence >= 0) keepBatch(entry, head, firstOffset);
  if ((head.attributes & TRANSACTIONAL) !== 0) entry.txnStart ??= firstOffset;
}

function keepBatch(entry: ProducerEntry, head: BatchHeader, firstOffset: number): void {
  entry.batches.push(
    Object.freeze({
      firstSequence: head.baseSequence,
      lastSequence: sequenceAfter(head.baseSequence, head.lastOffsetDelta),
      firstOffset,
      lastOffset: firstOffset + head.lastOffsetDelta,
      timestamp: head.maxTimestamp,
    }),
  );
  if (entry.batches.length > BATCHES_KEPT) entry.batches.shift();
}

/** Notes a marker: the transaction of its producer ends here. KAFKA: ProducerAppendInfo.appendEndTxnMarker */
export function noteMarker(
  p: Producers,
  head: BatchHeader,
  offset: number,
  committed: boolean,
  coordinatorEpoch: number,
): void {
  let entry = p.entries.get(head.producerId);
  if (entry === undefined) {
    entry = { epoch: head.producerEpoch, batches: [], coordinatorEpoch, lastTimestamp: -1, txnStart: null };
    p.entries.set(head.producerId, entry);
  }
  if (entry.epoch !== head.producerEpoch) {
    entry.epoch = head.producerEpoch;
    entry.batches = [];
  }
  entry.coordinatorEpoch = coordinatorEpoch;
  entry.lastTimestamp = head.maxTimestamp;
  const first = entry.txnStart;
  entry.txnStart = null;
  if (first === null) return;
  const lastStable = firstOngoing(p) ?? offset + 1;
  p.unreplicated.push({ first, last: offset });
  if (!committed) {
    p.aborted.push(Object.freeze({ producerId: head.producerId, firstOffset: first, lastOffset: offset, lastStable }));
  }
}

function firstOngoing(p: Producers): number | null {
  let first: number | null = null;
  for (const { txnStart } of p.entries.values()) {
    if (txnStart !== null && (first === null || txnStart < first)) first = txnStart;
  }
  return first;
}

/** The first offset of a transaction that is open, or ended above the high watermark; null for none. */
export function firstUnstable(p: Producers, highWatermark: number): number | null {
  let first = p.entries.size === 0 ? null : firstOngoing(p);
  while (p.unreplicated.length > 0 && (p.unreplicated[0] as { last: number }).last < highWatermark)
    p.unreplicated.shift();
  for (const ended of p.unreplicated) if (first === null || ended.first < first) first = ended.first;
  return first;
}

/** The aborted transactions that reach into [from, to). KAFKA: TransactionIndex.collectAbortedTxns */
export function abortedWithin(p: Producers, from: number, to: number): AbortedTxn[] {
  return p.aborted.filter(({ firstOffset, lastOffset }) => lastOffset >= from && firstOffset < to);
}
