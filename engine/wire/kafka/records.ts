import { compress, decompress } from './compression/compression.ts';
import { Unreadable } from './reader.ts';
import type { BatchHeader, KafkaRecord, RecordHeader } from './record-batch.ts';
import {
  BATCH_HEAD,
  batchIsWhole,
  COMPRESSION_MASK,
  CONTROL,
  DELETE_HORIZON,
  LOG_APPEND_TIME,
  readBatchHeader,
  readRecords,
  TRANSACTIONAL,
  writeBatch,
  writeRecords,
} from './record-batch.ts';

/*
 * Batches as whoever produces or consumes sees them: records with offsets and times of their own, packed and unpacked.
 * KAFKA: MemoryRecordsBuilder, DefaultRecordBatch
 */

export interface LogRecord {
  readonly offset: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly RecordHeader[];
}

/** What a batch is to be besides its records. Left out: offset and epoch 0, no producer, not packed. */
export interface BatchOptions {
  readonly baseOffset?: number;
  readonly partitionLeaderEpoch?: number;
  /** The number of a compression: see COMPRESSIONS. */
  readonly compression?: number;
  readonly isTransactional?: boolean;
  readonly isControl?: boolean;
  readonly isAppendTime?: boolean;
  readonly producerId?: number;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  /** The last offset the batch stands for, where compaction took records out at its end. */
  readonly lastOffset?: number;
  /** Where not the newest record's: the broker's clock. */
  readonly maxTimestamp?: number;
  /** When the cleaner may take its tombstones; takes the place of the base timestamp. */
  readonly deleteHorizon?: number;
}

/** A record to be written. Offsets follow one another where they are left out. */
export interface NewRecord {
  readonly offset?: number;
  readonly timestamp?: number;
  readonly key?: Uint8Array | null;
  readonly value?: Uint8Array | null;
  readonly headers?: readonly RecordHeader[];
}

const NOTHING = -1;

/** The bytes of a batch of records, sealed. */
export function encodeBatch(options: BatchOptions, records: readonly NewRecord[]): Uint8Array {
  const { baseOffset = 0, compression = 0 } = options;
  const baseTimestamp = options.deleteHorizon ?? records[0]?.timestamp ?? NOTHING;
  let next = baseOffset;
  let newest = NOTHING;
  const placed = records.map((record): KafkaRecord => {
    const { offset = next, timestamp = NOTHING, key = null, value = null, headers = [] } = record;
    next = offset + 1;
    newest = Math.max(newest, timestamp);
    return { offsetDelta: offset - baseOffset, timestampDelta: timestamp - baseTimestamp, key, value, headers };
  });
  const { lastOffset = Math.max(baseOffset, next - 1), maxTimestamp = newest } = options;
  return writeBatch(
    {
      baseOffset,
      partitionLeaderEpoch: options.partitionLeaderEpoch ?? 0,
      attributes: attributesOf(options),
      lastOffsetDelta: lastOffset - baseOffset,
      baseTimestamp,
      maxTimestamp,
      producerId: options.producerId ?? NOTHING,
      producerEpoch: options.producerEpoch ?? NOTHING,
      baseSequence: options.baseSequence ?? NOTHING,
      recordsCount: records.length,
    },
    compress(compression, writeRecords(placed)),
  );
}

function attributesOf(options: BatchOptions): number {
  return (
    (options.compression ?? 0) |
    (options.isAppendTime === true ? LOG_APPEND_TIME : 0) |
    (options.isTransactional === true ? TRANSACTIONAL : 0) |
    (options.isControl === true ? CONTROL : 0) |
    (options.deleteHorizon === undefined ? 0 : DELETE_HORIZON)
  );
}

/** What a batch is found to be: its records, or what is wrong with it. */
export type DecodedBatch =
  | { readonly ok: true; readonly head: BatchHeader; readonly records: readonly LogRecord[] }
  | { readonly ok: false; readonly reason: string };

/**
 * Reads the batch at a place, its checksum included unless it was checked before. Keys and values are views of its
 * bytes where they were not packed.
 */
export function decodeBatch(bytes: Uint8Array, at = 0, isChecked = false): DecodedBatch {
  const head = readBatchHeader(bytes, at);
  if (head === null) return { ok: false, reason: 'no whole batch of version 2' };
  if (!isChecked && !batchIsWhole(bytes, at, head.size)) return { ok: false, reason: 'Record is corrupt' };
  const records = unpackRecords(head, bytes, at);
  if (typeof records === 'string') return { ok: false, reason: records };
  return { ok: true, head, records: records.map((record) => placedIn(head, record)) };
}

/** The records of a batch whose header was read, unpacked; or why they are none. */
export function unpackRecords(head: BatchHeader, bytes: Uint8Array, at = 0): readonly KafkaRecord[] | string {
  const id = head.attributes & COMPRESSION_MASK;
  try {
    const packed = bytes.subarray(at + BATCH_HEAD, at + head.size);
    const plain = decompress(id, packed);
    return readRecords(plain, 0, plain.length, head.recordsCount) ?? 'Found invalid records in magic v2 batch';
  } catch (thrown) {
    if (!(thrown instanceof Unreadable)) throw thrown;
    return thrown.message;
  }
}

function placedIn(head: BatchHeader, record: KafkaRecord): LogRecord {
  const { key, value, headers } = record;
  const isAppendTime = (head.attributes & LOG_APPEND_TIME) !== 0;
  return {
    offset: head.baseOffset + record.offsetDelta,
    timestamp: isAppendTime ? head.maxTimestamp : head.baseTimestamp + record.timestampDelta,
    key,
    value,
    headers,
  };
}

/** Where each whole batch of version 2 begins, in order. What is cut off at the end is left out, as a consumer does. */
export function* batchesIn(bytes: Uint8Array): Generator<{ readonly at: number; readonly head: BatchHeader }> {
  for (let at = 0; ; ) {
    const head = readBatchHeader(bytes, at);
    if (head === null) return;
    yield { at, head };
    at += head.size;
  }
}
