import { byteStringOf } from '../base/bytes.ts';
import type { DiskView } from '../sim/machine.ts';
import { batchIsWhole, readBatchHeader } from '../wire/kafka/record-batch.ts';
import { adoptIntoLog, type EpochStart, newLog, type PartitionLog, writeEpochs } from './partition-log.ts';
import { adoptIndex, newSegment, sealSegment, segmentFile } from './segment.ts';
import type { LogOut } from './state.ts';
import type { TopicConfig } from './topic-config.ts';

/*
 * A log from its files. Batches are read one after the other while their checksums are right; the first that is not,
 * torn by a power cut, ends the log, and all behind it goes. KAFKA: LogLoader, LogSegment.recover
 * SIMPLIFIED: every segment is read at a start; Kafka reads those above the recovery point, and after a clean stop none,
 * for it keeps snapshots of what it knows of producers.
 */

/** `topic` and partition of a folder, or null where it is none. */
export function folderOf(name: string): { readonly topic: string; readonly partition: number } | null {
  const match = /^(.+)-(\d+)$/.exec(name);
  return match === null ? null : { topic: match[1] ?? '', partition: Number(match[2]) };
}

/** The folders of a disk that have segments, with the first offsets of those, ascending. */
export function logFolders(disk: DiskView): Map<string, number[]> {
  const folders = new Map<string, number[]>();
  for (const file of disk.files) {
    const match = /^([^/]+)\/(\d{20})\.log$/.exec(file);
    if (match === null) continue;
    const list = folders.get(match[1] ?? '') ?? [];
    list.push(Number(match[2]));
    folders.set(match[1] ?? '', list);
  }
  for (const list of folders.values()) list.sort((a, b) => a - b);
  return folders;
}

export interface Recovered {
  readonly log: PartitionLog;
  /** Bytes that could not be read, and went. */
  readonly cut: number;
}

export function recoverLog(
  disk: DiskView,
  dir: string,
  bases: readonly number[],
  config: TopicConfig,
  startOffset: number,
  now: number,
  out: LogOut,
): Recovered {
  const { topic, partition } = folderOf(dir) ?? { topic: dir, partition: 0 };
  const log = newLog(topic, partition, config, Math.max(startOffset, bases[0] ?? 0), now);
  log.segments = [];
  let cut = 0;
  let torn = false;
  for (const base of bases) {
    const bytes = disk.read(segmentFile(dir, base, 'log')) ?? new Uint8Array(0);
    if (torn) {
      for (const suffix of ['log', 'index', 'timeindex', 'txnindex'] as const)
        out.remove(segmentFile(dir, base, suffix));
      cut += bytes.length;
      continue;
    }
    const before = log.segments.at(-1);
    if (before !== undefined) sealSegment(before);
    const segment = newSegment(base, now);
    log.segments.push(segment);
    log.endOffset = Math.max(log.endOffset, base);
    const read = readSegment(log, bytes);
    if (read < bytes.length) {
      out.truncate(segmentFile(dir, base, 'log'), read);
      cut += bytes.length - read;
      torn = true;
    }
    adoptIndex(
      dir,
      segment,
      disk.read(segmentFile(dir, base, 'index')),
      disk.read(segmentFile(dir, base, 'timeindex')),
      out,
    );
  }
  if (log.segments.length === 0) log.segments.push(newSegment(log.startOffset, now));
  log.endOffset = Math.max(log.endOffset, log.startOffset);
  log.cleanedTo = log.startOffset;
  readEpochs(disk, log, out);
  return { log, cut };
}

/** Reads whole batches into the last segment; returns where they end. */
function readSegment(log: PartitionLog, bytes: Uint8Array): number {
  const segment = log.segments.at(-1);
  let at = 0;
  if (segment === undefined) return 0;
  let end = segment.baseOffset;
  for (let head = readBatchHeader(bytes, at); head !== null; head = readBatchHeader(bytes, at)) {
    if (head.baseOffset < end || !batchIsWhole(bytes, at, head.size)) break;
    adoptIntoLog(log, segment, bytes.subarray(at, at + head.size), head);
    end = head.baseOffset + head.lastOffsetDelta + 1;
    at += head.size;
  }
  return at;
}

/** What the file of epochs says, as far as the log goes; what it lacks the batches tell. */
function readEpochs(disk: DiskView, log: PartitionLog, out: LogOut): void {
  const bytes = disk.read(`${log.dir}/leader-epoch-checkpoint`);
  const lines = bytes === null ? [] : byteStringOf(bytes).split('\n').slice(2);
  const epochs: EpochStart[] = [];
  for (const line of lines) {
    const [epoch, startOffset] = line.split(' ').map(Number);
    if (epoch !== undefined && startOffset !== undefined && startOffset < log.endOffset)
      epochs.push(Object.freeze({ epoch, startOffset }));
  }
  let last = epochs.at(-1)?.epoch ?? -1;
  for (const { batches } of log.segments) {
    for (const { epoch, baseOffset } of batches) {
      if (epoch <= last) continue;
      epochs.push(Object.freeze({ epoch, startOffset: baseOffset }));
      last = epoch;
    }
  }
  log.epochs = epochs;
  if (bytes !== null && epochs.length !== lines.filter((line) => line !== '').length) writeEpochs(log, out);
}
