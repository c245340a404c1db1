import { byteStringOf, utf8Bytes, utf8Decode } from '../../base/bytes.ts';
import { crc32c } from './crc32c.ts';

/*
 * Kafka's record batch of version 2: what a producer sends, a log holds and a consumer fetches, byte for byte the same.
 *
 *   0 baseOffset int64       8 batchLength int32     12 partitionLeaderEpoch int32   16 magic int8 (2)
 *  17 crc uint32, of all from 21 on                   21 attributes int16             23 lastOffsetDelta int32
 *  27 baseTimestamp int64   35 maxTimestamp int64    43 producerId int64             51 producerEpoch int16
 *  53 baseSequence int32    57 recordsCount int32    61 the records, compressed or not
 *
 * Base offset and leader epoch stand before the checksum's reach, for the leader writes them into what a producer sent.
 * SOURCE: org.apache.kafka.common.record.DefaultRecordBatch, DefaultRecord
 */

/** Bytes before the first record. */
export const BATCH_HEAD = 61;
/** Bytes before what `batchLength` counts. */
export const LOG_OVERHEAD = 12;

export interface BatchHeader {
  readonly baseOffset: number;
  /** Of the whole batch, its 12 bytes of overhead included. */
  readonly size: number;
  readonly partitionLeaderEpoch: number;
  readonly magic: number;
  readonly crc: number;
  readonly attributes: number;
  readonly lastOffsetDelta: number;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly recordsCount: number;
}

/** Bits of `attributes`. */
export const COMPRESSION_MASK = 7;
export const LOG_APPEND_TIME = 8;
export const TRANSACTIONAL = 16;
export const CONTROL = 32;
export const DELETE_HORIZON = 64;

export interface RecordHeader {
  readonly key: string;
  readonly value: Uint8Array | null;
}

export interface KafkaRecord {
  readonly offsetDelta: number;
  readonly timestampDelta: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly RecordHeader[];
}

export function readInt32(bytes: Uint8Array, at: number): number {
  // Callers have checked the length.
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}

export function readInt16(bytes: Uint8Array, at: number): number {
  return (((bytes[at] as number) << 24) >> 16) | (bytes[at + 1] as number);
}

/** Exact up to 2^53. */
export function readInt64(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at) * 0x100000000 + (readInt32(bytes, at + 4) >>> 0);
}

export function writeInt32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

export function writeInt16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value;
}

export function writeInt64(bytes: Uint8Array, at: number, value: number): void {
  const low = value >>> 0;
  writeInt32(bytes, at, (value - low) / 0x100000000);
  writeInt32(bytes, at + 4, low);
}

/** The header of the batch at `at`, or null where no whole batch of version 2 is left. The checksum is not looked at. */
export function readBatchHeader(bytes: Uint8Array, at = 0): BatchHeader | null {
  if (at + BATCH_HEAD > bytes.length) return null;
  const size = readInt32(bytes, at + 8) + LOG_OVERHEAD;
  if (size < BATCH_HEAD || at + size > bytes.length || bytes[at + 16] !== 2) return null;
  return {
    baseOffset: readInt64(bytes, at),
    size,
    partitionLeaderEpoch: readInt32(bytes, at + 12),
    magic: 2,
    crc: readInt32(bytes, at + 17) >>> 0,
    attributes: readInt16(bytes, at + 21),
    lastOffsetDelta: readInt32(bytes, at + 23),
    baseTimestamp: readInt64(bytes, at + 27),
    maxTimestamp: readInt64(bytes, at + 35),
    producerId: readInt64(bytes, at + 43),
    producerEpoch: readInt16(bytes, at + 51),
    baseSequence: readInt32(bytes, at + 53),
    recordsCount: readInt32(bytes, at + 57),
  };
}

/** Whether the checksum of the batch at `at`, of `size` bytes, is right. */
export function batchIsWhole(bytes: Uint8Array, at: number, size: number): boolean {
  return crc32c(bytes, at + 21, at + size) === readInt32(bytes, at + 17) >>> 0;
}

// --- records ----------------------------------------------------------------------------------------------------

/** Walks over the varints of records. `failed` is set once something did not fit. */
class RecordReader {
  readonly bytes: Uint8Array;
  readonly to: number;
  at: number;
  failed = false;

  constructor(bytes: Uint8Array, from: number, to: number) {
    this.bytes = bytes;
    this.at = from;
    this.to = to;
  }

  /** A zigzag varint of up to 64 bits, exact up to 2^53. */
  varint(): number {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 10; count++) {
      if (this.at >= this.to) break;
      const byte = this.bytes[this.at++] as number;
      value += (byte & 127) * scale;
      if (byte < 128) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      scale *= 128;
    }
    this.failed = true;
    return 0;
  }

  byte(): number {
    if (this.at < this.to) return this.bytes[this.at++] as number;
    this.failed = true;
    return 0;
  }

  take(length: number): Uint8Array | null {
    if (length < 0) return null;
    if (length > this.to - this.at) {
      this.failed = true;
      return null;
    }
    const taken = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return taken;
  }
}

function readRecord(r: RecordReader): KafkaRecord {
  const length = r.varint();
  const end = r.at + length;
  r.byte(); // attributes: unused
  const timestampDelta = r.varint();
  const offsetDelta = r.varint();
  const key = r.take(r.varint());
  const value = r.take(r.varint());
  const count = r.varint();
  const headers: RecordHeader[] = [];
  if (count < 0 || count > r.to - r.at) r.failed = true;
  for (let i = 0; i < count && !r.failed; i++) {
    const name = r.take(r.varint());
    if (name === null) r.failed = true;
    else headers.push({ key: textOf(name), value: r.take(r.varint()) });
  }
  if (r.at !== end) r.failed = true;
  return { offsetDelta, timestampDelta, key, value, headers };
}

function textOf(bytes: Uint8Array): string {
  const raw = byteStringOf(bytes);
  return utf8Decode(raw) ?? raw;
}

/** The records of an uncompressed stretch of bytes, or null where it does not hold exactly `count`. */
export function readRecords(bytes: Uint8Array, from: number, to: number, count: number): KafkaRecord[] | null {
  const r = new RecordReader(bytes, from, to);
  const records: KafkaRecord[] = [];
  if (count < 0 || count > to - from) return null;
  for (let i = 0; i < count; i++) {
    records.push(readRecord(r));
    if (r.failed) return null;
  }
  return r.at === to ? records : null;
}

// --- writing ----------------------------------------------------------------------------------------------------

/** Bytes that grow. */
class RecordWriter {
  bytes = new Uint8Array(256);
  length = 0;

  room(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  byte(value: number): void {
    this.room(1);
    this.bytes[this.length++] = value;
  }

  varint(value: number): void {
    this.room(10);
    let rest = value >= 0 ? value * 2 : -value * 2 - 1;
    while (rest >= 128) {
      this.bytes[this.length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.bytes[this.length++] = rest;
  }

  put(bytes: Uint8Array | null): void {
    this.varint(bytes === null ? -1 : bytes.length);
    if (bytes !== null) this.raw(bytes);
  }

  raw(bytes: Uint8Array): void {
    this.room(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  taken(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }
}

/** Records as they stand in a batch, uncompressed. */
export function writeRecords(records: readonly KafkaRecord[]): Uint8Array {
  const all = new RecordWriter();
  const one = new RecordWriter();
  for (const record of records) {
    one.length = 0;
    one.byte(0);
    one.varint(record.timestampDelta);
    one.varint(record.offsetDelta);
    one.put(record.key);
    one.put(record.value);
    one.varint(record.headers.length);
    for (const header of record.headers) {
      one.put(utf8Bytes(header.key));
      one.put(header.value);
    }
    all.varint(one.length);
    all.raw(one.bytes.subarray(0, one.length));
  }
  return all.taken();
}

/** A batch around `records`, which are as `attributes` say: compressed or not. */
export function writeBatch(head: Omit<BatchHeader, 'size' | 'magic' | 'crc'>, records: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(BATCH_HEAD + records.length);
  writeInt64(bytes, 0, head.baseOffset);
  writeInt32(bytes, 8, bytes.length - LOG_OVERHEAD);
  writeInt32(bytes, 12, head.partitionLeaderEpoch);
  bytes[16] = 2;
  writeInt16(bytes, 21, head.attributes);
  writeInt32(bytes, 23, head.lastOffsetDelta);
  writeInt64(bytes, 27, head.baseTimestamp);
  writeInt64(bytes, 35, head.maxTimestamp);
  writeInt64(bytes, 43, head.producerId);
  writeInt16(bytes, 51, head.producerEpoch);
  writeInt32(bytes, 53, head.baseSequence);
  writeInt32(bytes, 57, head.recordsCount);
  bytes.set(records, BATCH_HEAD);
  writeInt32(bytes, 17, crc32c(bytes, 21));
  return bytes;
}

/** Puts the offset and the epoch of its leader into a batch in place: both stand outside the checksum. */
export function stampBatch(bytes: Uint8Array, at: number, baseOffset: number, leaderEpoch: number): void {
  writeInt64(bytes, at, baseOffset);
  writeInt32(bytes, at + 12, leaderEpoch);
}

/** What a record begins as, before a batch gives it its place. */
export interface RecordDraft {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers?: readonly RecordHeader[];
  /** Milliseconds since 1970. */
  readonly timestamp?: number;
}

export interface BatchDraft {
  readonly baseOffset?: number;
  readonly leaderEpoch?: number;
  readonly attributes?: number;
  readonly producerId?: number;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
}

/** An uncompressed batch of drafts, as a producer without compression sends it; `now` is in milliseconds. */
export function batchOf(drafts: readonly RecordDraft[], now: number, more: BatchDraft = {}): Uint8Array {
  const baseTimestamp = drafts[0]?.timestamp ?? now;
  let maxTimestamp = baseTimestamp;
  const records = drafts.map((draft, offsetDelta) => {
    const timestamp = draft.timestamp ?? now;
    if (timestamp > maxTimestamp) maxTimestamp = timestamp;
    const { key, value, headers = [] } = draft;
    return { offsetDelta, timestampDelta: timestamp - baseTimestamp, key, value, headers };
  });
  return writeBatch(
    {
      baseOffset: more.baseOffset ?? 0,
      partitionLeaderEpoch: more.leaderEpoch ?? -1,
      attributes: more.attributes ?? 0,
      lastOffsetDelta: drafts.length - 1,
      baseTimestamp,
      maxTimestamp,
      producerId: more.producerId ?? -1,
      producerEpoch: more.producerEpoch ?? -1,
      baseSequence: more.baseSequence ?? -1,
      recordsCount: drafts.length,
    },
    writeRecords(records),
  );
}
