import type { Dict } from './dict.ts';
import { forkSkiplist } from './encodings/skiplist.ts';

/*
 * The values of the keyspace: plain data, one shape per type, told apart by `type` and `encoding` exactly as TYPE and
 * OBJECT ENCODING report them.
 *
 * Ownership, or how a million keys are checkpointed in microseconds. Everything big is shared between a state and its
 * forks until one side writes, as memory pages are between a process and its child. Who may write in place is decided
 * by a token: an empty object compared by identity. Every state has one (`state.owner`); every part that can be shared
 * carries the token of the state that made it. Forking gives both sides a new token, so from then on neither owns what
 * was there, and whoever writes first copies that part (a bucket of a dict, a node of a list, one value).
 *
 *   - a part whose `owner` is the state's own token may be written in place;
 *   - any other part is read-only: copy it, give the copy the token, put it in its place;
 *   - `ctx.lookupWrite(key)` returns a value that is owned (see `ownValue`), and an owned value owns its header parts:
 *     the record itself, flat arrays, the Dict header. Parts inside that carry their own `owner` (dict buckets,
 *     quicklist nodes) are checked where they are written. dict.ts does that by itself.
 */

/** A token of ownership, compared by identity. Never has fields. */
export type Owner = Readonly<Record<string, never>>;

/** A new token. */
export function newOwner(): Owner {
  return {};
}

export type ValueType = 'string' | 'list' | 'hash' | 'set' | 'zset' | 'stream';

interface ValueBase {
  owner: Owner;
  /**
   * LRU: the clock of the last access, seconds modulo 2^24. LFU: minutes modulo 2^16 in the upper 16 bits, the
   * logarithmic counter in the lower 8. REDIS: server.h redisObject.lru
   */
  lru: number;
}

/**
 * `int`: a number, or a bigint beyond 2^53 (64-bit range). `embstr` and `raw`: a byte string. embstr is at most 44
 * bytes and never edited in place; APPEND and SETRANGE leave raw behind.
 */
export interface StringValue extends ValueBase {
  readonly type: 'string';
  encoding: 'int' | 'embstr' | 'raw';
  data: string | number | bigint;
}

/**
 * What Redis packs into one block of bytes, kept as its elements in order. How long that block would be is worked out
 * where somebody asks (encodings/listpack.ts).
 */
export type Listpack = string[];

/** The listpack of a sorted set: member and score in turn, in order of (score, member). Spelt only where it is read. */
export type PackedZset = (string | number)[];

/** A node of a quicklist. `plain` holds one element too large for a listpack (QUICKLIST_NODE_CONTAINER_PLAIN). */
export interface QuicklistNode {
  owner: Owner;
  items: string[];
  bytes: number;
  plain: boolean;
}

export interface ListValue extends ValueBase {
  readonly type: 'list';
  encoding: 'quicklist';
  nodes: QuicklistNode[];
  /** Elements in all nodes. */
  count: number;
}

/** A listpack alternates field and value. */
export type HashValue = ValueBase & { readonly type: 'hash' } & (
    | { encoding: 'listpack'; data: Listpack }
    | { encoding: 'hashtable'; data: Dict<string> }
  );

/** An intset is ascending; numbers where they fit, bigints beyond 2^53. `width` is bytes per element: 2, 4 or 8. */
export interface Intset {
  items: (number | bigint)[];
  width: 2 | 4 | 8;
}

export type SetValue = ValueBase & { readonly type: 'set' } & (
    | { encoding: 'intset'; data: Intset }
    | { encoding: 'hashtable'; data: Dict<null> }
  );

export type ZsetValue = ValueBase & { readonly type: 'zset' } & (
    | { encoding: 'listpack'; data: PackedZset }
    | { encoding: 'skiplist'; data: Skiplist; scores: Dict<number> }
  );

/**
 * Redis's skip list with node numbers instead of pointers, in parallel arrays: pointers could not be shared between
 * forks, and arrays copy in a few straight memory moves. Node 0 is the header; 0 also ends a lane. The lanes of a node
 * are `height[node]` consecutive slots of `forward` and `span` from `base[node]` on. See encodings/skiplist.ts.
 */
export interface Skiplist {
  length: number;
  /** Lanes in use, from 1. */
  level: number;
  /** The last node, or 0. */
  tail: number;
  members: string[];
  scores: Float64Array;
  height: Uint8Array;
  base: Int32Array;
  backward: Int32Array;
  forward: Int32Array;
  span: Int32Array;
  /** Nodes ever made, the header included. */
  nodesUsed: number;
  slotsUsed: number;
  /** By height: the first of a chain of removed nodes, linked through `backward`. */
  freed: Int32Array;
}

/** A stream entry's identity: milliseconds and sequence. Beyond 2^53 the pair is kept as bigints. */
export interface StreamId {
  readonly ms: number | bigint;
  readonly seq: number | bigint;
}

export interface StreamEntry {
  readonly id: StreamId;
  /** Field, value, field, value ... */
  readonly fields: readonly string[];
}

/** A macro node: up to stream-node-max-entries entries, ascending. At least one. */
export interface StreamNode {
  owner: Owner;
  /** The entry that began the node, which the others are stored relative to, also when it is gone itself. */
  readonly master: StreamEntry;
  /** The entries, ascending, in the layout of encodings/stream-node.ts. */
  row: (number | bigint | readonly string[])[];
  /** The ID of the last entry ever put in. */
  lastId: StreamId;
  /** Entries taken out again, which Redis only flags: they still count towards the limits. */
  deleted: number;
  bytes: number;
}

/** One delivered and not acknowledged entry. Replaced, never written: copies of a group share them. */
export interface StreamPending {
  readonly id: StreamId;
  readonly consumer: string;
  /** Unix milliseconds. */
  readonly deliveredAt: number;
  readonly deliveries: number;
}

export interface StreamConsumer {
  name: string;
  seenAt: number;
  activeAt: number;
}

export interface StreamGroup {
  owner: Owner;
  name: string;
  lastId: StreamId;
  /** -1 when not known. REDIS: SCG_INVALID_ENTRIES_READ */
  entriesRead: number;
  /** Ascending by id. */
  pending: StreamPending[];
  consumers: StreamConsumer[];
}

export interface StreamValue extends ValueBase {
  readonly type: 'stream';
  encoding: 'stream';
  nodes: StreamNode[];
  length: number;
  lastId: StreamId;
  firstId: StreamId;
  maxDeletedId: StreamId;
  entriesAdded: number;
  /** Ascending by name. */
  groups: StreamGroup[];
}

export type Value = StringValue | ListValue | HashValue | SetValue | ZsetValue | StreamValue;

/**
 * `value` if it is owned, else a copy that is: its record and header parts, not the parts with owners of their own.
 * Costs what a header costs; a listpack or an intset is small by its nature.
 */
export function ownValue(value: Value, owner: Owner): Value {
  if (value.owner === owner) return value;
  switch (value.type) {
    case 'string':
      return {
        type: 'string',
        encoding: value.encoding,
        owner,
        lru: value.lru,
        data: value.data,
      };
    case 'list':
      return { ...value, owner, nodes: value.nodes.slice() };
    case 'hash':
      return value.encoding === 'listpack'
        ? { ...value, owner, data: value.data.slice() }
        : { ...value, owner, data: { ...value.data, owner } };
    case 'set':
      return value.encoding === 'intset'
        ? {
            ...value,
            owner,
            data: { ...value.data, items: value.data.items.slice() },
          }
        : { ...value, owner, data: { ...value.data, owner } };
    case 'zset':
      return value.encoding === 'listpack'
        ? { ...value, owner, data: value.data.slice() }
        : {
            ...value,
            owner,
            data: forkSkiplist(value.data),
            scores: { ...value.scores, owner },
          };
    case 'stream':
      return {
        ...value,
        owner,
        nodes: value.nodes.slice(),
        groups: value.groups.slice(),
      };
  }
}

/** The limits at which Redis changes an encoding, from the configuration. REDIS: config.c *-max-listpack-* */
export interface EncodingLimits {
  hashMaxListpackEntries: number;
  hashMaxListpackValue: number;
  setMaxIntsetEntries: number;
  zsetMaxListpackEntries: number;
  zsetMaxListpackValue: number;
  listMaxListpackSize: number;
  listCompressDepth: number;
  streamNodeMaxBytes: number;
  streamNodeMaxEntries: number;
  hllSparseMaxBytes: number;
  /** DEBUG QUICKLIST-PACKED-THRESHOLD: an element of this many bytes or more gets a plain node. */
  quicklistPackedThreshold: number;
}

export const ENCODING_LIMITS_DEFAULT: Readonly<EncodingLimits> = Object.freeze({
  hashMaxListpackEntries: 512,
  hashMaxListpackValue: 64,
  setMaxIntsetEntries: 512,
  zsetMaxListpackEntries: 128,
  zsetMaxListpackValue: 64,
  listMaxListpackSize: -2,
  listCompressDepth: 0,
  streamNodeMaxBytes: 4096,
  streamNodeMaxEntries: 100,
  hllSparseMaxBytes: 3000,
  quicklistPackedThreshold: 1 << 30,
});
