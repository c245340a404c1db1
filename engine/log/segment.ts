import { readInt32, writeInt32, writeInt64 } from '../wire/kafka/record-batch.ts';
import type { LogOut } from './state.ts';

/*
 * A segment: a run of a partition's batches in one file, named by its first offset, beside an index from offsets to
 * places in it and one from times to offsets. Only the last segment is written to; the others never change, except
 * that cleaning puts another in their place, and are shared by checkpoints.
 *
 * The indexes are Kafka's own bytes. A running broker finds its way by the batches it knows of; the files are for who
 * reads them.
 */

/** A batch as it lies in a segment. `bytes` are its own, stamped with its offset and epoch. Frozen. */
export interface Batch {
  readonly baseOffset: number;
  readonly lastOffset: number;
  /** Where it begins in the file. */
  readonly position: number;
  readonly epoch: number;
  readonly maxTimestamp: number;
  readonly bytes: Uint8Array;
}

/** An entry of the offset index. */
export interface IndexEntry {
  readonly offset: number;
  readonly position: number;
}

export interface Segment {
  readonly baseOffset: number;
  batches: Batch[];
  /** Bytes. */
  size: number;
  index: IndexEntry[];
  timeEntries: number;
  /** Bytes since the last entry of the index. */
  sinceIndexed: number;
  maxTimestamp: number;
  /** The offset that has `maxTimestamp`, as far as batches tell. */
  maxTimestampOffset: number;
  /** Of its first batch, what decides when it is rolled by age; -1 while it is empty. */
  firstTimestamp: number;
  /** The system time when it was begun, in milliseconds. */
  readonly createdAt: number;
}

export function newSegment(baseOffset: number, createdAt: number): Segment {
  return {
    baseOffset,
    batches: [],
    size: 0,
    index: [],
    timeEntries: 0,
    sinceIndexed: 0,
    maxTimestamp: -1,
    maxTimestampOffset: baseOffset,
    firstTimestamp: -1,
    createdAt,
  };
}

/** `<dir>/00000000000000000042.log`; KAFKA: LogFileUtils.filenamePrefixFromOffset */
export function segmentFile(
  dir: string,
  baseOffset: number,
  suffix: 'log' | 'index' | 'timeindex' | 'txnindex',
): string {
  return `${dir}/${String(baseOffset).padStart(20, '0')}.${suffix}`;
}

const INDEX_ENTRY = 8;
const TIME_ENTRY = 12;

/** Puts a batch at the end; writes index entries once `indexInterval` bytes have gone by. KAFKA: LogSegment.append */
export function appendToSegment(dir: string, s: Segment, batch: Batch, indexInterval: number, out: LogOut): void {
  if (s.firstTimestamp === -1) s.firstTimestamp = batch.maxTimestamp;
  if (batch.maxTimestamp > s.maxTimestamp) {
    s.maxTimestamp = batch.maxTimestamp;
    s.maxTimestampOffset = batch.lastOffset;
  }
  if (s.sinceIndexed > indexInterval) writeIndexes(dir, s, batch, out);
  s.batches.push(batch);
  s.size += batch.bytes.length;
  s.sinceIndexed += batch.bytes.length;
}

function writeIndexes(dir: string, s: Segment, batch: Batch, out: LogOut): void {
  const entry = new Uint8Array(INDEX_ENTRY);
  writeInt32(entry, 0, batch.lastOffset - s.baseOffset);
  writeInt32(entry, 4, batch.position);
  out.append(segmentFile(dir, s.baseOffset, 'index'), entry);
  s.index.push(Object.freeze({ offset: batch.lastOffset, position: batch.position }));
  s.sinceIndexed = 0;
  writeTimeEntry(dir, s, out);
}

/** The largest timestamp so far and its offset. KAFKA: TimeIndex.maybeAppend */
export function writeTimeEntry(dir: string, s: Segment, out: LogOut): void {
  const time = new Uint8Array(TIME_ENTRY);
  writeInt64(time, 0, s.maxTimestamp);
  writeInt32(time, 8, s.maxTimestampOffset - s.baseOffset);
  out.append(segmentFile(dir, s.baseOffset, 'timeindex'), time);
  s.timeEntries++;
}

/** Takes a batch into memory that is in the file already: at boot. */
export function adoptBatch(s: Segment, batch: Batch): void {
  if (s.firstTimestamp === -1) s.firstTimestamp = batch.maxTimestamp;
  if (batch.maxTimestamp > s.maxTimestamp) {
    s.maxTimestamp = batch.maxTimestamp;
    s.maxTimestampOffset = batch.lastOffset;
  }
  s.batches.push(batch);
  s.size += batch.bytes.length;
}

/** Takes over the index that is on the disk, as far as it points into what is there. KAFKA: OffsetIndex.sanityCheck */
export function adoptIndex(
  dir: string,
  s: Segment,
  index: Uint8Array | null,
  times: Uint8Array | null,
  out: LogOut,
): void {
  const entries = Math.floor((index?.length ?? 0) / INDEX_ENTRY);
  for (let i = 0; i < entries && index !== null; i++) {
    const position = readInt32(index, i * INDEX_ENTRY + 4);
    if (position >= s.size) break;
    s.index.push(Object.freeze({ offset: s.baseOffset + readInt32(index, i * INDEX_ENTRY), position }));
  }
  cutFile(segmentFile(dir, s.baseOffset, 'index'), index, s.index.length * INDEX_ENTRY, out);
  s.timeEntries = Math.min(s.index.length, Math.floor((times?.length ?? 0) / TIME_ENTRY));
  cutFile(segmentFile(dir, s.baseOffset, 'timeindex'), times, s.timeEntries * TIME_ENTRY, out);
  s.sinceIndexed = s.size - (s.index.at(-1)?.position ?? 0);
}

function cutFile(file: string, bytes: Uint8Array | null, length: number, out: LogOut): void {
  if (bytes !== null && bytes.length > length) out.truncate(file, length);
}

/** A segment with only what lies below `offset`, in memory and on the disk. */
export function cutSegment(dir: string, s: Segment, offset: number, out: LogOut): Segment {
  const kept = newSegment(s.baseOffset, s.createdAt);
  for (const batch of s.batches) if (batch.lastOffset < offset) adoptBatch(kept, batch);
  kept.index = s.index.filter(({ position }) => position < kept.size);
  kept.timeEntries = Math.min(s.timeEntries, kept.index.length);
  kept.sinceIndexed = kept.size - (kept.index.at(-1)?.position ?? 0);
  if (kept.size < s.size) {
    out.truncate(segmentFile(dir, s.baseOffset, 'log'), kept.size);
    out.truncate(segmentFile(dir, s.baseOffset, 'index'), kept.index.length * INDEX_ENTRY);
    out.truncate(segmentFile(dir, s.baseOffset, 'timeindex'), kept.timeEntries * TIME_ENTRY);
  }
  return kept;
}

export function removeSegment(dir: string, s: Segment, out: LogOut): void {
  for (const suffix of ['log', 'index', 'timeindex', 'txnindex'] as const) {
    out.remove(segmentFile(dir, s.baseOffset, suffix));
  }
}

/** Nobody writes to it any more. */
export function sealSegment(s: Segment): void {
  Object.freeze(s.batches);
  Object.freeze(s.index);
  Object.freeze(s);
}

/** The place of the first batch that ends at or behind `offset`. */
export function batchPlace(batches: readonly Batch[], offset: number): number {
  let low = 0;
  let high = batches.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((batches[middle] as Batch).lastOffset < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
