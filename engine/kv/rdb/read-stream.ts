import type { Making } from '../codec.ts';
import { nodeId, nodeSize } from '../encodings/stream-node.ts';
import type { StreamGroup, StreamId, StreamNode, StreamPending, StreamValue } from '../value.ts';
import type { RdbCursor } from './cursor.ts';
import { corrupt } from './failure.ts';
import { compareIds, readStreamNode, STREAM_ID_BYTES } from './stream.ts';

/*
 * Streams with their groups, consumers and pending entries. REDIS: rdb.c rdbLoadObject, RDB_TYPE_STREAM_LISTPACKS_2
 */

const ZERO: StreamId = { ms: 0, seq: 0 };
/** REDIS: stream.h SCG_INVALID_ENTRIES_READ */
const ENTRIES_READ_UNKNOWN = -1;

/** Reads a stream. `withOffsets`: the form of 7.0, which counts entries ever added and read. */
export function readStream(cursor: RdbCursor, withOffsets: boolean, making: Making): StreamValue {
  const nodes = readNodes(cursor, making);
  cursor.whenShort = 'Stream object metadata loading failed.';
  const stored = cursor.count();
  const lastId = readId(cursor);
  if (stored > 0 && nodes.length === 0) corrupt('Stream length inconsistent with rax entries');
  // The file's own count is believed only where the entries bear it out.
  const length = nodes.reduce((sum, node) => sum + nodeSize(node), 0);
  const [firstNode] = nodes;
  const firstInFile = firstNode === undefined ? ZERO : nodeId(firstNode, 0);
  const stream: StreamValue = {
    type: 'stream',
    encoding: 'stream',
    owner: making.owner,
    lru: making.lru,
    nodes,
    length,
    lastId,
    firstId: withOffsets ? readId(cursor) : firstInFile,
    maxDeletedId: withOffsets ? readId(cursor) : ZERO,
    entriesAdded: withOffsets ? cursor.count() : length,
    groups: [],
  };
  const names = new Set<string>();
  cursor.whenShort = 'Stream cgroup count loading failed.';
  for (let left = cursor.count(); left > 0; left--) {
    const group = readGroup(cursor, stream, withOffsets, making);
    if (names.has(group.name)) corrupt(`Duplicated consumer group name ${group.name}`);
    names.add(group.name);
    stream.groups.push(group);
  }
  stream.groups.sort((a, b) => (a.name < b.name ? -1 : 1));
  return stream;
}

function readNodes(cursor: RdbCursor, { owner }: Making): StreamNode[] {
  const nodes: { readonly master: StreamId; readonly node: StreamNode }[] = [];
  cursor.whenShort = 'Stream listpacks len loading failed.';
  for (let left = cursor.count(); left > 0; left--) {
    cursor.whenShort = 'Stream master ID loading failed: invalid encoding or I/O error.';
    const key = cursor.string();
    if (key.length !== STREAM_ID_BYTES) corrupt('Stream node key entry is not the size of a stream ID');
    const master = idOfText(key);
    cursor.whenShort = 'Stream listpacks loading failed.';
    const node = readStreamNode(cursor.blob(), master, cursor.text, owner);
    if (node === null) corrupt('Stream listpack integrity check failed.');
    if (node === 'empty') corrupt('Empty listpack inside stream');
    nodes.push({ master, node });
  }
  nodes.sort((a, b) => compareIds(a.master, b.master));
  for (let i = 1; i < nodes.length; i++) {
    if (compareIds(nodes[i]!.master, nodes[i - 1]!.master) === 0) corrupt('Listpack re-added with existing key'); // inside
  }
  // A node whose entries were all deleted has nothing for us to keep.
  return nodes.map(({ node }) => node).filter((node) => nodeSize(node) > 0);
}

function idOfText(key: string): StreamId {
  const part = (from: number): number | bigint => {
    let value = 0n;
    for (let i = 0; i < 8; i++) value = (value << 8n) | BigInt(key.charCodeAt(from + i));
    return value <= 9007199254740991n ? Number(value) : value;
  };
  return { ms: part(0), seq: part(8) };
}

function readId(cursor: RdbCursor): StreamId {
  return { ms: cursor.length(), seq: cursor.length() };
}

function readRawId(cursor: RdbCursor): StreamId {
  return { ms: cursor.u64BigEndian(), seq: cursor.u64BigEndian() };
}

function readGroup(cursor: RdbCursor, stream: StreamValue, withOffsets: boolean, { owner }: Making): StreamGroup {
  cursor.whenShort = 'Error reading the consumer group name from Stream';
  const name = cursor.string();
  cursor.whenShort = 'Stream cgroup ID loading failed.';
  const lastId = readId(cursor);
  cursor.whenShort = 'Stream cgroup offset loading failed.';
  const entriesRead = withOffsets ? entriesReadOf(cursor.length()) : distanceFromFirst(stream, lastId);
  const pending = new Map<string, StreamPending>();
  cursor.whenShort = 'Stream PEL size loading failed.';
  for (let left = cursor.count(); left > 0; left--) {
    cursor.whenShort = 'Stream PEL ID loading failed.';
    const id = readRawId(cursor);
    const key = `${id.ms}-${id.seq}`;
    cursor.whenShort = 'Stream PEL NACK loading failed.';
    if (pending.has(key)) corrupt('Duplicated global PEL entry loading stream consumer group');
    pending.set(key, { id, consumer: '', deliveredAt: cursor.milliseconds(), deliveries: cursor.count() });
  }
  const group: StreamGroup = { owner, name, lastId, entriesRead, pending: [], consumers: [] };
  readConsumers(cursor, group, pending);
  group.pending = Array.from(pending.values()).sort((a, b) => compareIds(a.id, b.id));
  return group;
}

function entriesReadOf(length: number | bigint): number {
  return typeof length === 'bigint' ? Number(BigInt.asIntN(64, length)) : length;
}

function readConsumers(cursor: RdbCursor, group: StreamGroup, pending: Map<string, StreamPending>): void {
  const names = new Set<string>();
  const taken = new Set<string>();
  cursor.whenShort = 'Stream consumers num loading failed.';
  for (let left = cursor.count(); left > 0; left--) {
    cursor.whenShort = 'Error reading the consumer name from Stream group.';
    const name = cursor.string();
    if (names.has(name)) corrupt('Duplicate stream consumer detected.');
    names.add(name);
    cursor.whenShort = 'Stream short read reading seen time.';
    const seenAt = cursor.milliseconds();
    group.consumers.push({ name, seenAt, activeAt: seenAt });
    cursor.whenShort = 'Stream consumer PEL num loading failed.';
    for (let own = cursor.count(); own > 0; own--) {
      cursor.whenShort = 'Stream short read reading PEL streamID.';
      const id = readRawId(cursor);
      const key = `${id.ms}-${id.seq}`;
      const entry = pending.get(key) ?? corrupt('Consumer entry not found in group global PEL');
      if (taken.has(key)) corrupt('Stream consumer PEL entry already has a consumer assigned');
      taken.add(key);
      pending.set(key, { ...entry, consumer: name });
    }
  }
  if (taken.size < pending.size) corrupt('Stream CG PEL entry without consumer');
  group.consumers.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * How many entries a group that stands at `id` has read, for files that do not say: known only at the two ends.
 * REDIS: t_stream.c streamEstimateDistanceFromFirstEverEntry
 */
function distanceFromFirst(stream: StreamValue, id: StreamId): number {
  const { entriesAdded, length } = stream;
  if (entriesAdded === 0) return 0;
  const toLast = compareIds(id, stream.lastId);
  if (length === 0 && toLast < 1) return entriesAdded;
  if (toLast === 0) return entriesAdded;
  if (toLast > 0) return ENTRIES_READ_UNKNOWN;
  const isWhole = compareIds(stream.maxDeletedId, ZERO) === 0 || compareIds(stream.maxDeletedId, stream.firstId) < 0;
  if (!isWhole) return ENTRIES_READ_UNKNOWN;
  const toFirst = compareIds(id, stream.firstId);
  if (toFirst < 0) return entriesAdded - length;
  return toFirst === 0 ? entriesAdded - length + 1 : ENTRIES_READ_UNKNOWN;
}
