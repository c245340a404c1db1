import type { Seq } from '../../sim/machine.ts';
import type { BrokerOut } from '../state.ts';
import { checksum, reserve, type Writer, writer, written } from './bytes.ts';

/*
 * An append-only file of records, each with its length and checksum, so that boot finds where a power cut tore it.
 *
 * SIMPLIFIED: the format is our own; RabbitMQ has Mnesia's log, segment files with a journal, and .rdq files.
 *
 * A file does one thing at a time: nothing, a sync, or its own replacement by a shorter one (compaction). Records are
 * counted from 1 for as long as the process lives; who must know that one is on the disk asks for its number.
 */

export interface RecordFile {
  readonly name: string;
  state: 'idle' | 'syncing' | 'replacing';
  length: number;
  /** Of `length`, bytes of records that no longer matter. */
  garbage: number;
  /** The number of the last record appended, and of the last known to be on the disk. */
  last: number;
  synced: number;
  /** Where each record not yet synced ends, in order, in groups. */
  marks: { readonly end: number; readonly record: number }[];
  /** Another sync was asked for while one was under way. */
  again: boolean;
  /** Appended while the file is being replaced: it goes behind the new content. */
  backlog: { readonly bytes: Uint8Array; readonly records: number }[];
}

const HEAD = 8;
/** Below this no file is worth rewriting. */
const COMPACT_MIN = 65_536;

export function recordFile(name: string, length: number): RecordFile {
  return { name, state: 'idle', length, garbage: 0, last: 0, synced: 0, marks: [], again: false, backlog: [] };
}

export function forkRecordFile(file: RecordFile): RecordFile {
  return { ...file, marks: file.marks.slice(), backlog: file.backlog.slice() };
}

/** Begins a record in `w`; `endRecord` closes it with what was written in between. */
export function beginRecord(w: Writer): number {
  return reserve(w, HEAD);
}

/** Returns the size of the record with its head. */
export function endRecord(w: Writer, begun: number): number {
  const size = w.length - begun - HEAD;
  putFixed(w.bytes, begun, size);
  putFixed(w.bytes, begun + 4, checksum(w.bytes, begun + HEAD, w.length));
  return size + HEAD;
}

function putFixed(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

function takeFixed(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(at, at + 4);
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

/** Appends whole records to the page cache. Returns where they begin, in the file as it will be. */
export function appendRecords(file: RecordFile, w: Writer, records: number, out: BrokerOut, cause?: Seq): number {
  const bytes = written(w);
  file.last += records;
  if (file.state === 'replacing') {
    file.backlog.push({ bytes, records });
    return file.length;
  }
  const from = file.length;
  out.append(file.name, bytes, cause);
  file.length += bytes.length;
  file.marks.push({ end: file.length, record: file.last });
  return from;
}

/** Asks for all records so far to reach the disk: a group at a time. */
export function syncRecords(file: RecordFile, out: BrokerOut, cause?: Seq): void {
  if (file.marks.length === 0 && file.backlog.length === 0) return;
  if (file.state !== 'idle') {
    file.again = true;
    return;
  }
  file.state = 'syncing';
  file.again = false;
  out.sync(file.name, cause);
}

/** The first `upTo` bytes are on the disk. */
export function recordsSynced(file: RecordFile, upTo: number, out: BrokerOut): void {
  let covered = 0;
  for (const mark of file.marks) {
    if (mark.end > upTo) break;
    file.synced = mark.record;
    covered++;
  }
  file.marks.splice(0, covered);
  if (file.state === 'syncing') file.state = 'idle';
  if (file.again) syncRecords(file, out);
}

/** Whether so much of the file is garbage that writing it anew is cheaper than keeping it. */
export function worthCompacting(file: RecordFile): boolean {
  return (
    file.state === 'idle' && file.marks.length === 0 && file.length >= COMPACT_MIN && file.garbage * 2 > file.length
  );
}

/** Puts `w`, all that still matters, in the place of the file. */
export function replaceRecords(file: RecordFile, w: Writer, out: BrokerOut, cause?: Seq): void {
  const bytes = written(w);
  out.replace(file.name, bytes, cause);
  file.state = 'replacing';
  file.length = bytes.length;
  file.garbage = 0;
}

/** The new content is in its place; what came meanwhile goes behind it. */
export function recordsReplaced(file: RecordFile, out: BrokerOut): void {
  file.state = 'idle';
  let record = file.last;
  for (const waiting of file.backlog) record -= waiting.records;
  file.synced = record;
  const backlog = file.backlog;
  file.backlog = [];
  for (const { bytes, records } of backlog) {
    out.append(file.name, bytes);
    file.length += bytes.length;
    record += records;
    file.marks.push({ end: file.length, record });
  }
  if (file.again) syncRecords(file, out);
}

/** Calls `each` with the place of every whole record; returns where the readable part ends. */
export function readRecords(bytes: Uint8Array, each: (from: number, to: number) => boolean): number {
  let at = 0;
  while (at + HEAD <= bytes.length) {
    const size = takeFixed(bytes, at);
    const from = at + HEAD;
    const to = from + size;
    if (to > bytes.length || takeFixed(bytes, at + 4) !== checksum(bytes, from, to)) break;
    if (!each(from, to)) break;
    at = to;
  }
  return at;
}

/** A writer for one batch of records. */
export function recordBatch(): Writer {
  return writer(512);
}
