import { concatBytes } from '../base/bytes.ts';
import { type Rng, randomBelow } from '../base/rng.ts';
import type { DiskView, Micros } from './machine.ts';
import type { DiskSpec } from './spec.ts';

/*
 * A simulated disk under a simulated page cache. A file is a list of chunks whose bytes are never written again, so
 * that a checkpoint shares them. What lies below `synced` survives a power cut; what lies above was only written.
 * Metadata (create, rename, truncate, unlink) is journaled by the file system and durable at once.
 */

export interface DiskFile {
  chunks: Uint8Array[];
  length: number;
  /** The first so many bytes are on the disk. */
  synced: number;
  /** The system's own write-back of dirty pages is under way. */
  writebackDue: boolean;
  /** Grows whenever bytes that were there before are no longer: a file of one generation has only been appended to. */
  generation: number;
  /** Its first generation: two files of one name that came one after the other differ in it. */
  readonly inode: number;
}

export interface Disk {
  readonly spec: DiskSpec;
  readonly files: Map<string, DiskFile>;
  /** Counts power cuts: a sync that was under way in an earlier epoch never finished. */
  epoch: number;
  /** One device does one thing at a time: the next sync starts here at the earliest. */
  freeAt: Micros;
  /** The latest generation given to a file. */
  generation: number;
  rng: Rng;
}

/** How long dirty pages stay in memory when nobody asks: Linux's dirty_expire_centisecs. */
export const WRITEBACK_AFTER: Micros = 30_000_000;

export function forkDisk(disk: Disk): Disk {
  const files = new Map<string, DiskFile>();
  for (const [name, file] of disk.files) files.set(name, { ...file, chunks: file.chunks.slice() });
  return { ...disk, files, rng: [...disk.rng] };
}

/** Puts bytes at the end of a file in the page cache, creating it. Returns where they begin. */
export function appendToFile(disk: Disk, name: string, bytes: Uint8Array): number {
  let file = disk.files.get(name);
  if (file === undefined) {
    file = {
      chunks: [],
      length: 0,
      synced: 0,
      writebackDue: false,
      generation: ++disk.generation,
      inode: disk.generation,
    };
    disk.files.set(name, file);
  }
  const from = file.length;
  pushChunk(file, bytes);
  return from;
}

/** Adjacent chunks of like size are joined, so that a file of many small writes has few chunks (amortised O(log n)). */
function pushChunk(file: DiskFile, bytes: Uint8Array): void {
  file.length += bytes.length;
  const chunks = file.chunks;
  let last = bytes;
  for (let before = chunks.at(-1); before !== undefined && before.length <= last.length; before = chunks.at(-1)) {
    chunks.pop();
    last = concatBytes([before, last]);
  }
  chunks.push(last);
}

/** How long it takes to bring the unsynced bytes of a file to the disk. */
export function syncCost(disk: Disk, bytes: number): Micros {
  const transfer = disk.spec.bandwidth === null ? 0 : Math.ceil((bytes * 1_000_000) / disk.spec.bandwidth);
  return disk.spec.syncFor + transfer;
}

/** The bytes [from, to) of a file, or null where there is none. */
export function readFile(disk: Disk, name: string, from = 0, to = Number.POSITIVE_INFINITY): Uint8Array | null {
  const file = disk.files.get(name);
  if (file === undefined) return null;
  if (from === 0 && to >= file.length && file.chunks.length === 1) return file.chunks[0] as Uint8Array;
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const chunk of file.chunks) {
    if (at + chunk.length > from && at < to) parts.push(chunk.subarray(Math.max(0, from - at), Math.max(0, to - at)));
    at += chunk.length;
  }
  return concatBytes(parts);
}

/** Keeps the first `length` bytes. */
export function truncateFile(disk: Disk, name: string, length: number): void {
  const file = disk.files.get(name);
  if (file === undefined || file.length <= length) return;
  const kept = readFile(disk, name, 0, length) as Uint8Array;
  file.chunks = kept.length === 0 ? [] : [kept.slice()];
  file.length = kept.length;
  file.generation = ++disk.generation;
  file.synced = Math.min(file.synced, kept.length);
}

/** The new content of a file, all on the disk. */
export function placeFile(disk: Disk, name: string, bytes: Uint8Array): void {
  disk.files.set(name, {
    chunks: [bytes],
    length: bytes.length,
    synced: bytes.length,
    writebackDue: false,
    generation: ++disk.generation,
    inode: disk.generation,
  });
}

/** A byte range that a power cut took. */
export interface Erasure {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Takes what was written and not synced. In chaos a seeded prefix of it had reached the platter, cut anywhere.
 * A file of which nothing was ever synced is empty; its name, being metadata, is there.
 */
export function cutPower(disk: Disk): Erasure[] {
  const erased: Erasure[] = [];
  disk.epoch++;
  disk.freeAt = 0;
  for (const [name, file] of disk.files) {
    file.writebackDue = false;
    const dirty = file.length - file.synced;
    if (dirty === 0) continue;
    const kept = file.synced + (disk.spec.chaos ? randomBelow(disk.rng, dirty + 1) : 0);
    if (kept < file.length) erased.push({ file: name, from: kept, to: file.length });
    truncateFile(disk, name, kept);
    file.synced = kept;
  }
  return erased;
}

/** What a booting process can read: all that is there now, page cache included. */
export function viewOf(disk: Disk): DiskView {
  return {
    files: [...disk.files.keys()].sort(),
    read: (name) => readFile(disk, name),
  };
}
