import type { Reply } from '../../wire/reply.ts';
import type { Context } from '../command.ts';
import { LISTPACK_EMPTY_BYTES, listpackEntryBytes } from '../encodings/listpack.ts';
import { compareIds, formatId, ID_MIN, idDelta, isZeroId, nextId } from '../encodings/stream-id.ts';
import {
  compareAt,
  emptyNode,
  nodeCut,
  nodeEntries,
  nodeEntry,
  nodeId,
  nodePush,
  nodeSize,
} from '../encodings/stream-node.ts';
import type { StreamEntry, StreamGroup, StreamId, StreamNode, StreamValue } from '../value.ts';

/*
 * The stream itself: an append-only log cut into macro nodes of about a hundred entries. Redis keeps the nodes in a
 * radix tree by the ID that began them; here they stand in an array in that order, found by bisection. What a node
 * would take as a listpack is counted, because it decides where nodes end and so what `MAXLEN ~` removes.
 * REDIS: t_stream.c, stream.h
 */

export function newStream(ctx: Context): StreamValue {
  return {
    type: 'stream',
    encoding: 'stream',
    owner: ctx.owner,
    lru: ctx.newLru(),
    nodes: [],
    length: 0,
    lastId: ID_MIN,
    firstId: ID_MIN,
    maxDeletedId: ID_MIN,
    entriesAdded: 0,
    groups: [],
  };
}

/** Bytes of a small integer as a listpack entry. */
function integerEntryBytes(value: number): number {
  return value < 128 ? 2 : value < 4096 ? 3 : listpackEntryBytes(String(value));
}

const SAME_FIELDS_OVERHEAD = 3;
const OWN_FIELDS_OVERHEAD = 4;

function hasFieldsOf(master: StreamEntry, fields: readonly string[]): boolean {
  if (master.fields.length !== fields.length) return false;
  for (let i = 0; i < fields.length; i += 2) if (fields[i] !== master.fields[i]) return false;
  return true;
}

function deltaBytes(part: number | bigint, of: number | bigint): number {
  if (typeof part === 'number' && typeof of === 'number' && part >= of) return integerEntryBytes(part - of);
  return listpackEntryBytes(idDelta(part, of));
}

/** What an entry adds to the listpack of a node: flags, ID relative to the master, fields unless shared, values, count. */
function entryBytes(id: StreamId, fields: readonly string[], master: StreamEntry, isSame: boolean): number {
  let bytes = 2 + deltaBytes(id.ms, master.id.ms) + deltaBytes(id.seq, master.id.seq);
  for (let i = isSame ? 1 : 0; i < fields.length; i += isSame ? 2 : 1) bytes += listpackEntryBytes(fields[i] as string);
  if (isSame) return bytes + integerEntryBytes(fields.length / 2 + SAME_FIELDS_OVERHEAD);
  return bytes + integerEntryBytes(fields.length / 2) + integerEntryBytes(fields.length + OWN_FIELDS_OVERHEAD);
}

function startNode(ctx: Context, id: StreamId, fields: readonly string[]): StreamNode {
  const entry: StreamEntry = { id, fields };
  // count, deleted, number of fields, the fields, and the zero that ends the master entry.
  let bytes = LISTPACK_EMPTY_BYTES + 2 + 2 + integerEntryBytes(fields.length / 2) + 2;
  for (let i = 0; i < fields.length; i += 2) bytes += listpackEntryBytes(fields[i] as string);
  const node = emptyNode(ctx.owner, entry, bytes + entryBytes(id, fields, entry, true));
  nodePush(node, id, fields);
  return node;
}

/** The node at a place of an owned stream, copied first where a fork shares it. */
function writable(stream: StreamValue, at: number): StreamNode {
  const node = stream.nodes[at] as StreamNode;
  if (node.owner === stream.owner) return node;
  const own = { ...node, owner: stream.owner, row: node.row.slice() };
  stream.nodes[at] = own;
  return own;
}

const NODE_BYTES_MAX = 1 << 30;

function isFull(ctx: Context, node: StreamNode, fields: readonly string[]): boolean {
  let added = 0;
  for (const text of fields) added += text.length;
  const { streamNodeMaxBytes, streamNodeMaxEntries } = ctx.limits;
  const bytesMax = streamNodeMaxBytes === 0 ? NODE_BYTES_MAX : Math.min(streamNodeMaxBytes, NODE_BYTES_MAX);
  if (node.bytes + added >= bytesMax) return true;
  return streamNodeMaxEntries > 0 && nodeSize(node) + node.deleted >= streamNodeMaxEntries;
}

/**
 * Appends to an owned stream an entry whose ID is above all others; `fields` are the stream's from here on.
 * REDIS: t_stream.c streamAppendItem
 */
export function streamAppend(ctx: Context, stream: StreamValue, id: StreamId, fields: string[]): void {
  const last = stream.nodes.length - 1;
  const tail = stream.nodes[last];
  if (tail === undefined || isFull(ctx, tail, fields)) stream.nodes.push(startNode(ctx, id, fields));
  else {
    const node = writable(stream, last);
    const { master } = node;
    const isSame = hasFieldsOf(master, fields);
    // One string for a name serves all entries of the node.
    if (isSame) for (let i = 0; i < fields.length; i += 2) fields[i] = master.fields[i] as string;
    nodePush(node, id, fields);
    const count = nodeSize(node);
    node.bytes += entryBytes(id, fields, master, isSame) + integerEntryBytes(count) - integerEntryBytes(count - 1);
  }
  stream.entriesAdded += 1;
  stream.lastId = id;
  stream.length += 1;
  if (stream.length === 1) stream.firstId = id;
}

/** Where an entry stands, or would stand: the first place whose ID is not below `id`. */
export interface Place {
  node: number;
  offset: number;
}

export function placeOf(stream: StreamValue, id: StreamId): Place {
  let low = 0;
  let high = stream.nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const node = stream.nodes[middle] as StreamNode;
    if (compareAt(node, nodeSize(node) - 1, id) < 0) low = middle + 1;
    else high = middle;
  }
  const node = stream.nodes[low];
  return { node: low, offset: node === undefined ? 0 : countBefore(node, id) };
}

/** The entry at a place, or null behind the last. */
function entryAt(stream: StreamValue, place: Place): StreamEntry | null {
  const node = stream.nodes[place.node];
  return node === undefined || place.offset >= nodeSize(node) ? null : nodeEntry(node, place.offset);
}

/** The entry of exactly this ID, or null. */
export function findEntry(stream: StreamValue, id: StreamId): StreamEntry | null {
  const entry = entryAt(stream, placeOf(stream, id));
  return entry !== null && compareIds(entry.id, id) === 0 ? entry : null;
}

/** Up to `max` entries with start <= ID <= end, the last first when `reversed`. */
export function entriesBetween(
  stream: StreamValue,
  start: StreamId,
  end: StreamId,
  max: number,
  reversed: boolean,
): StreamEntry[] {
  const found: StreamEntry[] = [];
  if (!reversed) {
    const { node, offset } = placeOf(stream, start);
    for (let at = node, i = offset; at < stream.nodes.length; at++, i = 0) {
      const from = stream.nodes[at] as StreamNode;
      for (; i < nodeSize(from); i++) {
        if (found.length === max || compareAt(from, i, end) > 0) return found;
        found.push(nodeEntry(from, i));
      }
    }
    return found;
  }
  const after = nextId(end);
  const place = after === null ? { node: stream.nodes.length, offset: 0 } : placeOf(stream, after);
  for (let at = place.node, before = place.offset; at >= 0; at--, before = Infinity) {
    const from = stream.nodes[at];
    if (from === undefined) continue;
    for (let i = Math.min(before, nodeSize(from)) - 1; i >= 0; i--) {
      if (found.length === max || compareAt(from, i, start) < 0) return found;
      found.push(nodeEntry(from, i));
    }
  }
  return found;
}

/** The ID of the last entry there is, or zero. REDIS: t_stream.c streamLastValidID */
export function lastEntryId(stream: StreamValue): StreamId {
  const last = stream.nodes.at(-1);
  return last === undefined ? ID_MIN : nodeId(last, nodeSize(last) - 1);
}

/** Takes an entry out of an owned stream; false when it is not there. REDIS: t_stream.c streamDeleteItem */
export function streamDelete(stream: StreamValue, id: StreamId): boolean {
  const place = placeOf(stream, id);
  const entry = entryAt(stream, place);
  if (entry === null || compareIds(entry.id, id) !== 0) return false;
  takeOut(stream, place.node, place.offset, 1);
  if (compareIds(id, stream.maxDeletedId) > 0) stream.maxDeletedId = id;
  refreshFirstId(stream);
  return true;
}

/** Redis only flags what it takes out, so a node's bytes stay; an emptied node goes. */
function takeOut(stream: StreamValue, at: number, offset: number, count: number): void {
  const node = writable(stream, at);
  nodeCut(node, offset, count);
  stream.length -= count;
  if (nodeSize(node) === 0) stream.nodes.splice(at, 1);
}

function refreshFirstId(stream: StreamValue): void {
  const first = stream.nodes[0];
  stream.firstId = first === undefined ? ID_MIN : nodeId(first, 0);
}

/** How a stream is cut: to so many entries, or to those from an ID on. */
export interface Trim {
  readonly maxLength: number | null;
  readonly minId: StreamId;
  /** Only whole nodes. */
  readonly approximate: boolean;
  /** At most so many entries; 0 is no limit. */
  readonly limit: number;
}

/** Cuts an owned stream and says how many entries went. REDIS: t_stream.c streamTrim */
export function streamTrim(stream: StreamValue, { maxLength, minId, approximate, limit }: Trim): number {
  let removed = 0;
  let wholeNodes = 0;
  for (const node of stream.nodes) {
    const count = nodeSize(node);
    if (maxLength !== null && stream.length <= maxLength) break;
    if (limit > 0 && removed + count > limit) break;
    const goes = maxLength === null ? compareIds(node.lastId, minId) < 0 : stream.length - count >= maxLength;
    if (!goes) break;
    stream.length -= count;
    removed += count;
    wholeNodes += 1;
  }
  if (wholeNodes > 0) stream.nodes.splice(0, wholeNodes);
  const first = stream.nodes[0];
  const withinLimit = first !== undefined && (limit === 0 || removed + nodeSize(first) <= limit);
  if (!approximate && withinLimit) {
    const gone = maxLength === null ? countBefore(first, minId) : Math.max(0, stream.length - maxLength);
    if (gone > 0) takeOut(stream, 0, 0, gone);
    removed += gone;
  }
  if (removed > 0) refreshFirstId(stream);
  return removed;
}

/** How many entries of a node stand before `id`. */
function countBefore(node: StreamNode, id: StreamId): number {
  let from = 0;
  let to = nodeSize(node);
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compareAt(node, middle, id) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** True when an entry may be missing at or after `from`. REDIS: t_stream.c streamRangeHasTombstones */
export function hasTombstonesFrom(stream: StreamValue, from: StreamId): boolean {
  if (stream.length === 0 || isZeroId(stream.maxDeletedId)) return false;
  // The latest deletion lies before all there is.
  if (compareIds(stream.firstId, stream.maxDeletedId) > 0) return false;
  return compareIds(from, stream.maxDeletedId) <= 0;
}

/**
 * How many entries were ever added up to `id`, where that can be known, else -1.
 * REDIS: t_stream.c streamEstimateDistanceFromFirstEverEntry
 */
export function entriesUpTo(stream: StreamValue, id: StreamId): number {
  const { entriesAdded, length, lastId, firstId, maxDeletedId } = stream;
  if (entriesAdded === 0) return 0;
  const toLast = compareIds(id, lastId);
  if (length === 0 && toLast < 1) return entriesAdded;
  if (toLast === 0) return entriesAdded;
  if (toLast > 0) return -1;
  if (!isZeroId(maxDeletedId) && compareIds(maxDeletedId, firstId) >= 0) return -1;
  const toFirst = compareIds(id, firstId);
  if (toFirst < 0) return entriesAdded - length;
  return toFirst === 0 ? entriesAdded - length + 1 : -1;
}

/** [ID, [field, value ...]] */
export function entryReply(entry: StreamEntry): Reply {
  return [formatId(entry.id), entry.fields];
}

/** A bounded view for the stage: some nodes with their first entries, and every group with where it stands. */
export function inspectStream(stream: StreamValue, fromNode: number, nodesMax = 16, entriesMax = 16, pendingMax = 64) {
  const nodes = stream.nodes.slice(fromNode, fromNode + nodesMax).map((node, i) => ({
    at: fromNode + i,
    count: nodeSize(node),
    deleted: node.deleted,
    bytes: node.bytes,
    entries: nodeEntries(node, entriesMax).map(({ id, fields }) => ({ id: formatId(id), fields })),
  }));
  const { length, nodes: all } = stream;
  const groups = stream.groups.map((group) => inspectGroup(group, pendingMax));
  return { length, nodeCount: all.length, lastId: formatId(stream.lastId), nodes, groups };
}

function inspectGroup(group: StreamGroup, pendingMax: number) {
  const pending = group.pending.slice(0, pendingMax).map((one) => ({ ...one, id: formatId(one.id) }));
  const consumers = group.consumers.map(({ name, seenAt }) => ({ name, seenAt }));
  return { name: group.name, lastId: formatId(group.lastId), pendingCount: group.pending.length, pending, consumers };
}
