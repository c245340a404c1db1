import { byteStringOf, concatBytes } from '../base/bytes.ts';
import { compress } from '../wire/kafka/compression/compression.ts';
import {
  type BatchHeader,
  COMPRESSION_MASK,
  CONTROL,
  DELETE_HORIZON,
  type KafkaRecord,
  TRANSACTIONAL,
  writeBatch,
  writeRecords,
} from '../wire/kafka/record-batch.ts';
import { unpackRecords } from '../wire/kafka/records.ts';
import { headOf, markerOf, type PartitionLog } from './partition-log.ts';
import { adoptBatch, type Batch, newSegment, type Segment, sealSegment, segmentFile } from './segment.ts';
import type { LogOut } from './state.ts';

/*
 * Compaction: of records with the same key the last one is kept. The part of a log that was never cleaned is read into a
 * map from keys to their last offsets; then every closed segment is written anew with only what is last. A tombstone (a
 * key without a value) stays for delete.retention.ms more, so that a reader that was behind learns of it; offsets never
 * change. KAFKA: LogCleaner, Cleaner
 * SIMPLIFIED: each segment is rewritten by itself, small ones are not joined; batches of aborted transactions are kept as
 * they are.
 */

interface Cleaning {
  /** The last offset of each key in the part that was dirty. */
  readonly lastOf: Map<string, number>;
  readonly upTo: number;
  kept: number;
  removed: number;
  tombstones: number;
}

/** Cleans if there is enough to clean. `now` is in milliseconds. */
export function cleanLog(log: PartitionLog, highWatermark: number, now: number, out: LogOut): void {
  const { config } = log;
  const upTo = cleanableTo(log, highWatermark, now);
  if (upTo <= log.cleanedTo) return;
  let clean = 0;
  let dirty = 0;
  let oldest = Number.POSITIVE_INFINITY;
  for (const segment of log.segments) {
    if (segment.baseOffset >= upTo) break;
    if (segment.baseOffset < log.cleanedTo) clean += segment.size;
    else {
      dirty += segment.size;
      if (segment.firstTimestamp >= 0) oldest = Math.min(oldest, segment.firstTimestamp);
    }
  }
  const isOverdue = now - oldest > config.maxCompactionLagMs;
  if (dirty === 0 || (!isOverdue && dirty / (clean + dirty) < config.minDirtyRatio)) return;
  const cleaning: Cleaning = { lastOf: new Map(), upTo, kept: 0, removed: 0, tombstones: 0 };
  readKeys(log, cleaning);
  log.segments = log.segments.map((segment) =>
    segment.baseOffset < upTo ? cleanSegment(log, segment, cleaning, now, out) : segment,
  );
  log.cleanedTo = upTo;
  if (out.observed) {
    const { kept, removed, tombstones: tombstonesRemoved } = cleaning;
    out.note({
      kind: 'log.compacted',
      topic: log.topic,
      partition: log.partition,
      upTo,
      kept,
      removed,
      tombstonesRemoved,
    });
  }
}

/** Closed segments below the high watermark, none with an open transaction or too young. KAFKA: LogCleanerManager.cleanableOffsets */
function cleanableTo(log: PartitionLog, highWatermark: number, now: number): number {
  let limit = Math.min(highWatermark, log.segments.at(-1)?.baseOffset ?? 0);
  for (const { txnStart } of log.producers.entries.values()) if (txnStart !== null) limit = Math.min(limit, txnStart);
  let upTo = log.startOffset;
  for (let i = 0; i + 1 < log.segments.length; i++) {
    const segment = log.segments[i] as Segment;
    const end = (log.segments[i + 1] as Segment).baseOffset;
    if (
      end > limit ||
      (log.config.minCompactionLagMs > 0 && now - segment.maxTimestamp < log.config.minCompactionLagMs)
    )
      break;
    upTo = end;
  }
  return upTo;
}

function recordsOf(batch: Batch, head: BatchHeader): readonly KafkaRecord[] | null {
  const records = unpackRecords(head, batch.bytes);
  return typeof records === 'string' ? null : records;
}

function isAborted(log: PartitionLog, batch: Batch, head: BatchHeader): boolean {
  if ((head.attributes & TRANSACTIONAL) === 0) return false;
  return log.producers.aborted.some(
    (one) =>
      one.producerId === head.producerId && batch.baseOffset >= one.firstOffset && batch.lastOffset <= one.lastOffset,
  );
}

function readKeys(log: PartitionLog, cleaning: Cleaning): void {
  for (const { baseOffset, batches } of log.segments) {
    if (baseOffset < log.cleanedTo || baseOffset >= cleaning.upTo) continue;
    for (const batch of batches) {
      const head = headOf(batch);
      if ((head.attributes & CONTROL) !== 0 || isAborted(log, batch, head)) continue;
      for (const { key, offsetDelta } of recordsOf(batch, head) ?? []) {
        if (key !== null) cleaning.lastOf.set(byteStringOf(key), batch.baseOffset + offsetDelta);
      }
    }
  }
}

function cleanSegment(log: PartitionLog, segment: Segment, cleaning: Cleaning, now: number, out: LogOut): Segment {
  const made = newSegment(segment.baseOffset, segment.createdAt);
  for (const batch of segment.batches) {
    const kept = cleanBatch(log, batch, cleaning, now);
    if (kept !== null) adoptBatch(made, Object.freeze({ ...batch, ...kept, position: made.size }));
  }
  made.maxTimestamp = segment.maxTimestamp;
  made.maxTimestampOffset = segment.maxTimestampOffset;
  out.replace(segmentFile(log.dir, made.baseOffset, 'log'), concatBytes(made.batches.map(({ bytes }) => bytes)));
  // Their places have moved; a reader finds its way by the batches.
  out.remove(segmentFile(log.dir, made.baseOffset, 'index'));
  out.remove(segmentFile(log.dir, made.baseOffset, 'timeindex'));
  sealSegment(made);
  return made;
}

/** What of a batch stays; null for nothing. Its offsets stay what they are. */
function cleanBatch(log: PartitionLog, batch: Batch, cleaning: Cleaning, now: number): { bytes: Uint8Array } | null {
  const head = headOf(batch);
  if ((head.attributes & CONTROL) !== 0) return cleanMarker(log, batch, head, now);
  const records = isAborted(log, batch, head) ? null : recordsOf(batch, head);
  if (records === null) return { bytes: batch.bytes };
  const horizon = (head.attributes & DELETE_HORIZON) !== 0 ? head.baseTimestamp : now + log.config.deleteRetentionMs;
  const isKnown = (head.attributes & DELETE_HORIZON) !== 0;
  let hasTombstone = false;
  const kept = records.filter((record) => {
    const offset = batch.baseOffset + record.offsetDelta;
    if (record.key === null) return false;
    const last = cleaning.lastOf.get(byteStringOf(record.key));
    if (last !== undefined && last > offset) return false;
    if (record.value !== null) return true;
    if (isKnown && now >= horizon) {
      cleaning.tombstones++;
      return false;
    }
    hasTombstone = true;
    return true;
  });
  cleaning.kept += kept.length;
  cleaning.removed += records.length - kept.length;
  if (kept.length === 0) return emptied(log, batch, head);
  if (kept.length === records.length && (!hasTombstone || isKnown)) return { bytes: batch.bytes };
  return { bytes: rewritten(head, kept, hasTombstone && !isKnown ? horizon : null) };
}

/** The last batch of a producer stays, empty, for its sequence is known by it. */
function emptied(log: PartitionLog, batch: Batch, head: BatchHeader): { bytes: Uint8Array } | null {
  const entry = head.producerId < 0 ? undefined : log.producers.entries.get(head.producerId);
  const isLast = entry !== undefined && entry.batches.at(-1)?.lastOffset === batch.lastOffset;
  return isLast ? { bytes: rewritten(head, [], null) } : null;
}

/** From when on a tombstone may go is written where the first timestamp was (KIP-534). */
function rewritten(head: BatchHeader, kept: readonly KafkaRecord[], horizon: number | null): Uint8Array {
  const baseTimestamp = horizon ?? head.baseTimestamp;
  const shift = head.baseTimestamp - baseTimestamp;
  const records = kept.map((record) => ({ ...record, timestampDelta: record.timestampDelta + shift }));
  const attributes = horizon === null ? head.attributes : head.attributes | DELETE_HORIZON;
  return writeBatch(
    { ...head, attributes, baseTimestamp, recordsCount: kept.length },
    compress(attributes & COMPRESSION_MASK, writeRecords(records)),
  );
}

/** A marker goes once nothing of its transaction is left and its time is over. */
function cleanMarker(log: PartitionLog, batch: Batch, head: BatchHeader, now: number): { bytes: Uint8Array } | null {
  if (markerOf(batch.bytes, head) === null || (head.attributes & DELETE_HORIZON) !== 0) {
    return now >= head.baseTimestamp ? null : { bytes: batch.bytes };
  }
  const records = recordsOf(batch, head);
  if (records === null) return { bytes: batch.bytes };
  return { bytes: rewritten(head, records, now + log.config.deleteRetentionMs) };
}
