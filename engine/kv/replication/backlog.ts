import type { Seq } from '../../sim/machine.ts';
import type { Backlog, BacklogBlock, ReplicationState, StreamEntry } from './state.ts';

/*
 * The backlog: the end of the history, in blocks that are given back as a whole, and only when what is left is still
 * as much as repl-backlog-size asks for. REDIS: replication.c feedReplicationBuffer, incrementalTrimReplicationBacklog
 */

const CHUNK_BYTES = 16 * 1024;
/** Of a block, beside its bytes. REDIS: server.h replBufBlock */
const BLOCK_HEAD_BYTES = 40;
/** REDIS: CONFIG_REPL_BACKLOG_MIN_SIZE */
export const BACKLOG_MIN_BYTES = 16 * 1024;

/** What an allocator gives for so many bytes: Redis uses all of it. REDIS: jemalloc's size classes */
function usableBytes(bytes: number): number {
  const spacing = 2 ** (Math.floor(Math.log2(bytes - 1)) - 2);
  return Math.ceil(bytes / spacing) * spacing;
}

function capacityFor(bytes: number, backlogSize: number): number {
  const limit = Math.max(Math.floor(backlogSize / 16), CHUNK_BYTES);
  const size = Math.min(Math.max(bytes, CHUNK_BYTES), limit);
  return usableBytes(size + BLOCK_HEAD_BYTES) - BLOCK_HEAD_BYTES;
}

/** REDIS: replication.c createReplicationBacklog */
export function createBacklog(replication: ReplicationState): void {
  replication.backlog = { blocks: [], from: replication.offset + 1, length: 0 };
}

/** `*3\r\n$3\r\nSET\r\n...`: how many bytes a command is in the stream. */
export function commandBytes(argv: readonly string[]): number {
  let size = digits(argv.length) + 3;
  for (const word of argv) size += digits(word.length) + 5 + word.length;
  return size;
}

function digits(value: number): number {
  if (value < 10) return 1;
  return value < 100 ? 2 : String(value).length;
}

/**
 * Puts a command at the end of the history. `size` bytes; `keepFrom` is the first byte that a replica still waits for.
 * Without a backlog only the offset grows.
 */
export function appendEntry(
  replication: ReplicationState,
  argv: readonly string[],
  size: number,
  fact: Seq,
  backlogSize: number,
): StreamEntry {
  const entry = { from: replication.offset + 1, size, argv, fact };
  const { backlog } = replication;
  replication.offset += size;
  if (backlog === null) return entry;
  let at = entry.from;
  let left = size;
  let block = backlog.blocks.at(-1);
  if (block === undefined || block.used === block.capacity) block = addBlock(backlog, at, left, backlogSize);
  block.entries.push(entry);
  for (;;) {
    const taken = Math.min(left, block.capacity - block.used);
    block.used += taken;
    backlog.length += taken;
    at += taken;
    left -= taken;
    if (left === 0) return entry;
    block = addBlock(backlog, at, left, backlogSize);
  }
}

function addBlock(backlog: Backlog, from: number, bytes: number, backlogSize: number): BacklogBlock {
  const block: BacklogBlock = { from, capacity: capacityFor(bytes, backlogSize), used: 0, entries: [] };
  backlog.blocks.push(block);
  return block;
}

/** Gives back blocks that are beyond `size`, but none that holds a byte from `keepFrom` on. */
export function trimBacklog(backlog: Backlog, size: number, keepFrom: number): void {
  let gone = 0;
  for (;;) {
    const first = backlog.blocks[gone];
    if (first === undefined || backlog.blocks.length - gone <= 1) break;
    if (backlog.length - first.used <= size || first.from + first.used > keepFrom) break;
    backlog.length -= first.used;
    backlog.from = first.from + first.used;
    gone++;
  }
  if (gone > 0) backlog.blocks = backlog.blocks.slice(gone);
}

/** True when the bytes from `offset` on are all there, `offset` being the next one at most. */
export function backlogHas(backlog: Backlog, offset: number): boolean {
  return offset >= backlog.from && offset <= backlog.from + backlog.length;
}

/** The commands from the byte `offset` on. The first of them may begin before it, where a reader went on in its middle. */
export function entriesFrom(backlog: Backlog, offset: number): readonly StreamEntry[] {
  const found: (readonly StreamEntry[])[] = [];
  for (let i = backlog.blocks.length - 1; i >= 0; i--) {
    const { entries } = backlog.blocks[i] as BacklogBlock; // i is inside
    const first = firstEntry(entries, offset);
    if (first > 0 || i === 0) {
      found.push(entries.slice(first));
      break;
    }
    found.push(entries);
    if ((entries[0]?.from ?? Infinity) <= offset) break;
  }
  return found.reverse().flat();
}

/** Mostly the last few are wanted. */
function firstEntry(entries: readonly StreamEntry[], offset: number): number {
  let at = entries.length;
  while (at > 0) {
    const entry = entries[at - 1] as StreamEntry; // at is inside
    if (entry.from + entry.size <= offset) break;
    at--;
  }
  return at;
}
