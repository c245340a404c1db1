import { assert } from '../base/assert.ts';
import { concatBytes, utf8Bytes } from '../base/bytes.ts';
import {
  BATCH_HEAD,
  type BatchHeader,
  CONTROL,
  readBatchHeader,
  readInt16,
  readRecords,
  stampBatch,
} from '../wire/kafka/record-batch.ts';
import type { TruncateReason } from './facts.ts';
import { noProducers, noteBatch, noteMarker, type Producers } from './producer-state.ts';
import {
  adoptBatch,
  appendToSegment,
  type Batch,
  batchPlace,
  cutSegment,
  newSegment,
  removeSegment,
  type Segment,
  sealSegment,
  segmentFile,
  writeTimeEntry,
} from './segment.ts';
import type { LogOut } from './state.ts';
import type { TopicConfig } from './topic-config.ts';

/*
 * One replica of one partition: a log of batches in segments. Whoever leads appends what producers send and gives it
 * offsets; a follower appends what it fetched, as it is. Nothing here waits for a disk: a record is *written* when it
 * is in the page cache, and Kafka's promise is made of replicas, not of fsync.
 * KAFKA: UnifiedLog, LocalLog, LeaderEpochFileCache
 */

/** From `startOffset` on, records were appended under this leader. */
export interface EpochStart {
  readonly epoch: number;
  readonly startOffset: number;
}

export interface PartitionLog {
  readonly topic: string;
  readonly partition: number;
  /** The folder of its files. */
  readonly dir: string;
  config: TopicConfig;
  /** Oldest first; the last one is written to. Never empty. */
  segments: Segment[];
  startOffset: number;
  endOffset: number;
  /** All below was synced. */
  recoveryPoint: number;
  epochs: EpochStart[];
  producers: Producers;
  /** Records written since the last sync was asked for. */
  unflushed: number;
  /** The first offset that cleaning has not looked at. */
  cleanedTo: number;
}

export function newLog(
  topic: string,
  partition: number,
  config: TopicConfig,
  startOffset: number,
  now: number,
): PartitionLog {
  return {
    topic,
    partition,
    dir: `${topic}-${partition}`,
    config,
    segments: [newSegment(startOffset, now)],
    startOffset,
    endOffset: startOffset,
    recoveryPoint: startOffset,
    epochs: [],
    producers: noProducers(),
    unflushed: 0,
    cleanedTo: startOffset,
  };
}

export function activeSegment(log: PartitionLog): Segment {
  const active = log.segments.at(-1);
  assert(active !== undefined, 'a log has a segment');
  return active;
}

export function logSize(log: PartitionLog): number {
  let size = 0;
  for (const segment of log.segments) size += segment.size;
  return size;
}

// --- appending --------------------------------------------------------------------------------------------------

/**
 * Appends one checked batch at `baseOffset`, under the leader of `epoch`; `bytes` becomes the log's own. `now` is in
 * milliseconds. The batch's offset may lie beyond the end: cleaning leaves gaps, and followers copy them.
 */
export function appendBatch(
  log: PartitionLog,
  bytes: Uint8Array,
  head: BatchHeader,
  baseOffset: number,
  epoch: number,
  now: number,
  out: LogOut,
): Batch {
  let active = activeSegment(log);
  if (mustRoll(log, active, bytes.length, head, baseOffset, now)) active = roll(log, baseOffset, now, out);
  stampBatch(bytes, 0, baseOffset, epoch);
  const lastOffset = baseOffset + head.lastOffsetDelta;
  const batch: Batch = Object.freeze({
    baseOffset,
    lastOffset,
    position: active.size,
    epoch,
    maxTimestamp: head.maxTimestamp,
    bytes,
  });
  appendToSegment(log.dir, active, batch, log.config.indexIntervalBytes, out);
  out.append(segmentFile(log.dir, active.baseOffset, 'log'), bytes);
  log.endOffset = lastOffset + 1;
  if (epoch > (log.epochs.at(-1)?.epoch ?? -1)) {
    log.epochs.push(Object.freeze({ epoch, startOffset: baseOffset }));
    writeEpochs(log, out);
  }
  noteProducer(log.producers, head, bytes, baseOffset);
  flushIfDue(log, head.recordsCount, out);
  return batch;
}

/** KAFKA: LogSegment.shouldRoll */
function mustRoll(
  log: PartitionLog,
  active: Segment,
  size: number,
  head: BatchHeader,
  baseOffset: number,
  now: number,
): boolean {
  if (active.size === 0) return false;
  if (active.size + size > log.config.segmentBytes) return true;
  if (baseOffset + head.lastOffsetDelta - active.baseOffset > 2_147_483_647) return true;
  const waited = head.maxTimestamp >= 0 ? head.maxTimestamp - active.firstTimestamp : now - active.createdAt;
  return waited > log.config.segmentMs;
}

/** Begins a new segment; the one before is synced, as Kafka does in the background. KAFKA: UnifiedLog.roll */
export function roll(log: PartitionLog, baseOffset: number, now: number, out: LogOut): Segment {
  const before = activeSegment(log);
  if (before.maxTimestamp >= 0) writeTimeEntry(log.dir, before, out);
  out.sync(segmentFile(log.dir, before.baseOffset, 'log'));
  sealSegment(before);
  const segment = newSegment(baseOffset, now);
  log.segments.push(segment);
  log.unflushed = 0;
  if (out.observed) out.note({ kind: 'log.rolled', topic: log.topic, partition: log.partition, baseOffset });
  return segment;
}

export function noteProducer(p: Producers, head: BatchHeader, bytes: Uint8Array, baseOffset: number): void {
  if (head.producerId < 0) return;
  if ((head.attributes & CONTROL) === 0) return noteBatch(p, head, baseOffset);
  const marker = markerOf(bytes, head);
  if (marker !== null) noteMarker(p, head, baseOffset, marker.committed, marker.coordinatorEpoch);
}

/** What the control batch of a transaction says. KAFKA: EndTransactionMarker, ControlRecordType */
export function markerOf(
  bytes: Uint8Array,
  head: BatchHeader,
): { readonly committed: boolean; readonly coordinatorEpoch: number } | null {
  const [record] = readRecords(bytes, BATCH_HEAD, head.size, head.recordsCount) ?? [];
  if (record === undefined || record.key === null || record.key.length < 4) return null;
  const type = readInt16(record.key, 2);
  if (type !== 0 && type !== 1) return null;
  const value = record.value;
  const epoch = value === null || value.length < 6 ? -1 : (readInt16(value, 2) << 16) | (readInt16(value, 4) & 0xffff);
  return { committed: type === 1, coordinatorEpoch: epoch };
}

/** `flush.messages`: an fsync every so many records; Kafka's default is never. */
function flushIfDue(log: PartitionLog, records: number, out: LogOut): void {
  log.unflushed += records;
  if (log.unflushed >= log.config.flushMessages) flush(log, out);
  else if (log.config.flushMs < Number.MAX_SAFE_INTEGER && log.unflushed === records) {
    out.setTimer(`flush ${log.dir}`, log.config.flushMs * 1000);
  }
}

export function flush(log: PartitionLog, out: LogOut): void {
  if (log.unflushed === 0) return;
  log.unflushed = 0;
  out.sync(segmentFile(log.dir, activeSegment(log).baseOffset, 'log'));
}

/** The first `upTo` bytes of a segment's file are on the disk. */
export function logSynced(log: PartitionLog, baseOffset: number, upTo: number, out: LogOut): void {
  const segment = log.segments.find((one) => one.baseOffset === baseOffset);
  if (segment === undefined) return;
  let point = segment.baseOffset;
  for (let i = segment.batches.length - 1; i >= 0; i--) {
    const batch = segment.batches[i] as Batch;
    if (batch.position + batch.bytes.length > upTo) continue;
    point = batch.lastOffset + 1;
    break;
  }
  if (point <= log.recoveryPoint) return;
  log.recoveryPoint = point;
  if (out.observed) out.note({ kind: 'log.flushed', topic: log.topic, partition: log.partition, upTo: point });
}

/** KAFKA: LeaderEpochCheckpointFile */
export function writeEpochs(log: PartitionLog, out: LogOut): void {
  const lines = log.epochs.map(({ epoch, startOffset }) => `${epoch} ${startOffset}\n`);
  out.replace(`${log.dir}/leader-epoch-checkpoint`, utf8Bytes(`0\n${lines.length}\n${lines.join('')}`));
}

// --- reading ----------------------------------------------------------------------------------------------------

export interface Slice {
  readonly bytes: Uint8Array;
  /** Offsets of its first and last batch; -1 where it is empty. */
  readonly first: number;
  readonly last: number;
}

const NO_BYTES = new Uint8Array(0);
export const NO_SLICE: Slice = Object.freeze({ bytes: NO_BYTES, first: -1, last: -1 });

/**
 * Whole batches from `offset` on that end below `limit`, up to `maxBytes` of them; with `atLeastOne` the first comes
 * whatever its size (KIP-74). The first may begin before `offset`. A read stays within one segment, as Kafka's does.
 * SIMPLIFIED: a batch that does not fit is left out, where Kafka sends as much of it as fits for the client to drop.
 */
export function readLog(
  log: PartitionLog,
  offset: number,
  limit: number,
  maxBytes: number,
  atLeastOne: boolean,
): Slice {
  if (offset >= limit) return NO_SLICE;
  for (let at = segmentPlace(log, offset); at < log.segments.length; at++) {
    const { batches } = log.segments[at] as Segment;
    const from = batchPlace(batches, offset);
    if (from === batches.length) continue;
    let size = 0;
    let to = from;
    for (; to < batches.length; to++) {
      const batch = batches[to] as Batch;
      if (batch.lastOffset >= limit || (size + batch.bytes.length > maxBytes && !(atLeastOne && to === from))) break;
      size += batch.bytes.length;
    }
    if (to === from) return NO_SLICE;
    const first = batches[from] as Batch;
    const last = batches[to - 1] as Batch;
    const bytes = to === from + 1 ? first.bytes : concatBytes(batches.slice(from, to).map((batch) => batch.bytes));
    return { bytes, first: Math.max(offset, first.baseOffset), last: last.lastOffset };
  }
  return NO_SLICE;
}

/** Bytes between two offsets, counted no further than `enough`. */
export function bytesBetween(log: PartitionLog, offset: number, limit: number, enough: number): number {
  let size = 0;
  for (let at = segmentPlace(log, offset); at < log.segments.length; at++) {
    const { batches } = log.segments[at] as Segment;
    for (let i = batchPlace(batches, offset); i < batches.length; i++) {
      const batch = batches[i] as Batch;
      if (batch.lastOffset >= limit) return size;
      size += batch.bytes.length;
      if (size >= enough) return size;
    }
  }
  return size;
}

/** The segment an offset is in, or the first where it lies before all. */
export function segmentPlace(log: PartitionLog, offset: number): number {
  let low = 0;
  let high = log.segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((log.segments[middle] as Segment).baseOffset <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Every batch from `offset` on. */
export function* batchesFrom(log: PartitionLog, offset: number): Generator<Batch> {
  for (let at = segmentPlace(log, offset); at < log.segments.length; at++) {
    const { batches } = log.segments[at] as Segment;
    for (let i = batchPlace(batches, offset); i < batches.length; i++) yield batches[i] as Batch;
  }
}

export function headOf(batch: Batch): BatchHeader {
  const head = readBatchHeader(batch.bytes);
  assert(head !== null, 'a batch of a log has a header');
  return head;
}

// --- epochs -----------------------------------------------------------------------------------------------------

export function latestEpoch(log: PartitionLog): number {
  return log.epochs.at(-1)?.epoch ?? -1;
}

/**
 * The largest epoch known that is not above `epoch`, and where it ends. -1 and -1 where there is none.
 * KAFKA: LeaderEpochFileCache.endOffsetFor
 */
export function endOfEpoch(log: PartitionLog, epoch: number): { readonly epoch: number; readonly endOffset: number } {
  const { epochs } = log;
  if (epoch === latestEpoch(log)) return { epoch, endOffset: log.endOffset };
  const next = epochs.findIndex((one) => one.epoch > epoch);
  if (next === -1) return { epoch: -1, endOffset: -1 };
  if (next === 0) return { epoch, endOffset: (epochs[0] as EpochStart).startOffset };
  return { epoch: (epochs[next - 1] as EpochStart).epoch, endOffset: (epochs[next] as EpochStart).startOffset };
}

// --- cutting ----------------------------------------------------------------------------------------------------

/** Lets go of all from `offset` on. Returns whether there was anything. KAFKA: UnifiedLog.truncateTo */
export function truncateLog(
  log: PartitionLog,
  offset: number,
  reason: TruncateReason,
  now: number,
  out: LogOut,
): boolean {
  if (offset >= log.endOffset) {
    // Nothing is cut, but an epoch without a record of its own may stand at the end that the leader knows nothing of.
    const known = log.epochs.filter(({ startOffset }) => startOffset < offset);
    if (known.length < log.epochs.length) {
      log.epochs = known;
      writeEpochs(log, out);
    }
    return false;
  }
  const last = log.endOffset - 1;
  if (offset <= log.startOffset && reason !== 'torn') return restartLog(log, offset, now, out);
  while (log.segments.length > 1 && activeSegment(log).baseOffset >= offset) {
    removeSegment(log.dir, log.segments.pop() as Segment, out);
  }
  log.segments.push(cutSegment(log.dir, log.segments.pop() as Segment, offset, out));
  const end = activeSegment(log).batches.at(-1);
  log.endOffset = Math.max(end === undefined ? activeSegment(log).baseOffset : end.lastOffset + 1, log.startOffset);
  // A cut within a batch drops it whole.
  log.endOffset = Math.min(log.endOffset, offset);
  afterCut(log, out);
  if (out.observed && offset <= last) {
    out.note({ kind: 'log.truncated', topic: log.topic, partition: log.partition, first: log.endOffset, last, reason });
  }
  return true;
}

function afterCut(log: PartitionLog, out: LogOut): void {
  const kept = log.epochs.filter(({ startOffset }) => startOffset < log.endOffset);
  if (kept.length < log.epochs.length) {
    log.epochs = kept;
    writeEpochs(log, out);
  }
  log.recoveryPoint = Math.min(log.recoveryPoint, log.endOffset);
  log.cleanedTo = Math.min(log.cleanedTo, log.endOffset);
  rebuildProducers(log);
}

/** What the log itself says of its producers. */
export function rebuildProducers(log: PartitionLog): void {
  const had = log.producers.entries.size + log.producers.aborted.length + log.producers.unreplicated.length;
  log.producers = noProducers();
  if (had === 0) return;
  for (const batch of batchesFrom(log, log.startOffset)) {
    noteProducer(log.producers, headOf(batch), batch.bytes, batch.baseOffset);
  }
}

/** Throws everything away and goes on at `offset`. KAFKA: UnifiedLog.truncateFullyAndStartAt */
export function restartLog(log: PartitionLog, offset: number, now: number, out: LogOut): boolean {
  for (const segment of log.segments) removeSegment(log.dir, segment, out);
  const { topic, partition, startOffset, endOffset } = log;
  log.segments = [newSegment(offset, now)];
  log.startOffset = offset;
  log.endOffset = offset;
  log.recoveryPoint = offset;
  log.epochs = [];
  log.cleanedTo = offset;
  log.producers = noProducers();
  writeEpochs(log, out);
  if (out.observed && endOffset > startOffset) {
    const run = { topic, partition, first: startOffset, last: endOffset - 1 };
    out.note({ kind: 'log.truncated', ...run, reason: 'out of range' });
  }
  return true;
}

/** Whole segments below `offset` go; the log begins there. KAFKA: UnifiedLog.maybeIncrementLogStartOffset */
export function dropBelow(log: PartitionLog, offset: number, out: LogOut): void {
  if (offset <= log.startOffset) return;
  log.startOffset = offset;
  while (log.segments.length > 1 && (log.segments[1] as Segment).baseOffset <= offset) {
    removeSegment(log.dir, log.segments.shift() as Segment, out);
  }
  const { epochs } = log;
  const at = epochs.findLastIndex((one) => one.startOffset <= offset);
  if (at > 0 || (at === 0 && (epochs[0] as EpochStart).startOffset < offset)) {
    log.epochs = epochs
      .slice(at)
      .map((one, i) => (i === 0 ? Object.freeze({ epoch: one.epoch, startOffset: offset }) : one));
    writeEpochs(log, out);
  }
  log.cleanedTo = Math.max(log.cleanedTo, offset);
  log.recoveryPoint = Math.max(log.recoveryPoint, offset);
  log.producers.aborted = log.producers.aborted.filter(({ lastOffset }) => lastOffset >= offset);
}

/** Takes a batch that was read from the file. */
export function adoptIntoLog(log: PartitionLog, segment: Segment, bytes: Uint8Array, head: BatchHeader): void {
  const lastOffset = head.baseOffset + head.lastOffsetDelta;
  const batch = {
    baseOffset: head.baseOffset,
    lastOffset,
    position: segment.size,
    epoch: head.partitionLeaderEpoch,
    maxTimestamp: head.maxTimestamp,
    bytes,
  };
  adoptBatch(segment, Object.freeze(batch));
  log.endOffset = lastOffset + 1;
  noteProducer(log.producers, head, bytes, head.baseOffset);
}
