import type { Owner, StreamEntry, StreamId, StreamNode } from '../value.ts';

/*
 * A macro node of a stream. Redis writes its entries into a listpack, each with its ID relative to that of the entry
 * that began the node; here they stand in a row, three words an entry: both parts of the ID relative to the master's,
 * then the fields. A part that is no small distance away (beyond 2^53, where parts are bigints) stands as it is, as a
 * bigint. REDIS: t_stream.c streamAppendItem
 */

const STRIDE = 3;

/** A node without entries, which the entry `master` begins. */
export function emptyNode(owner: Owner, master: StreamEntry, bytes: number): StreamNode {
  return { owner, master, row: [], lastId: master.id, deleted: 0, bytes };
}

/** Entries in the node. */
export function nodeSize(node: StreamNode): number {
  return node.row.length / STRIDE;
}

function relative(part: number | bigint, master: number | bigint): number | bigint {
  return typeof part === 'number' && typeof master === 'number' ? part - master : BigInt(part);
}

function absolute(stored: number | bigint, master: number | bigint): number | bigint {
  if (typeof stored === 'number') return (master as number) + stored; // distances are kept between numbers only
  return stored <= 9007199254740991n ? Number(stored) : stored;
}

function msAt({ row, master }: StreamNode, at: number): number | bigint {
  return absolute(row[at * STRIDE] as number | bigint, master.id.ms); // by layout, here and below
}

function seqAt({ row, master }: StreamNode, at: number): number | bigint {
  return absolute(row[at * STRIDE + 1] as number | bigint, master.id.seq);
}

export function nodeId(node: StreamNode, at: number): StreamId {
  return { ms: msAt(node, at), seq: seqAt(node, at) };
}

export function nodeFields(node: StreamNode, at: number): readonly string[] {
  return node.row[at * STRIDE + 2] as readonly string[];
}

export function nodeEntry(node: StreamNode, at: number): StreamEntry {
  return { id: nodeId(node, at), fields: nodeFields(node, at) };
}

/** Every entry, in order. */
export function nodeEntries(node: StreamNode, max = Infinity): StreamEntry[] {
  const entries: StreamEntry[] = [];
  for (let at = 0; at < Math.min(max, nodeSize(node)); at++) entries.push(nodeEntry(node, at));
  return entries;
}

/** Below 0, 0 or above 0, as the entry stands to `id`. */
export function compareAt(node: StreamNode, at: number, id: StreamId): number {
  const ms = msAt(node, at);
  if (ms !== id.ms) return ms < id.ms ? -1 : 1;
  const seq = seqAt(node, at);
  if (seq === id.seq) return 0;
  return seq < id.seq ? -1 : 1;
}

/** Puts an entry behind the others of a node that may be written. */
export function nodePush(node: StreamNode, id: StreamId, fields: readonly string[]): void {
  const { master } = node;
  node.row.push(relative(id.ms, master.id.ms), relative(id.seq, master.id.seq), fields);
  node.lastId = id;
}

/** Takes `count` entries out of a node that may be written. */
export function nodeCut(node: StreamNode, at: number, count: number): void {
  node.row.splice(at * STRIDE, count * STRIDE);
  node.deleted += count;
}
