import type { Dict, Draw } from '../dict.ts';
import { dictBuckets, dictSome } from '../dict.ts';
import { listpackBytes } from '../encodings/listpack.ts';
import { packedZsetBytes } from '../encodings/packed-zset.ts';
import type { Value } from '../value.ts';

/*
 * What a key would take in redis-server's memory: the sizes of its structures on a 64-bit system, rounded up to the
 * size classes of jemalloc, since that is what used_memory counts. REDIS: object.c objectComputeSize
 */

const OBJECT = 16;
const DICT_ENTRY = 24;
const DICT = 56;
const OPEN_NODE = 4096;

/** The size class of jemalloc that holds so many bytes: multiples of 16, then four steps per doubling. */
export function allocated(bytes: number): number {
  if (bytes <= 8) return 8;
  if (bytes <= 128) return (bytes + 15) & ~15;
  const step = 2 ** (Math.ceil(Math.log2(bytes)) - 3);
  return Math.ceil(bytes / step) * step;
}

/** A simple dynamic string with its header and its final zero. REDIS: sds.c sdsReqType */
export function sdsBytes(length: number): number {
  if (length < 32) return allocated(length + 2);
  if (length < 256) return allocated(length + 4);
  if (length < 65536) return allocated(length + 6);
  return allocated(length + 10);
}

/** A table of dict: the header, the buckets (a power of two), and an entry each. */
function dictBytes(entries: number): number {
  const buckets = entries === 0 ? 0 : 2 ** Math.max(2, Math.ceil(Math.log2(entries)));
  return allocated(DICT) + allocated(buckets * 8) + entries * DICT_ENTRY;
}

/** Average bytes of what `size` says of a sample of the entries. */
function average<V>(dict: Dict<V>, samples: number, draw: Draw, size: (key: string, value: V) => number): number {
  let total = 0;
  let seen = 0;
  dictSome(dict, samples === 0 ? dict.count : samples, draw, (key, value) => {
    total += size(key, value);
    seen++;
  });
  return seen === 0 ? 0 : total / seen;
}

/**
 * Bytes of a value without its key. `samples` elements of a big one are looked at, all for 0; at the front of a dict,
 * so that the answer depends on nothing but the value.
 */
export function valueBytes(value: Value, samples: number): number {
  const first: Draw = () => 0;
  switch (value.type) {
    case 'string':
      return stringBytes(value.encoding, typeof value.data === 'string' ? value.data.length : 0);
    case 'list':
      return OBJECT + allocated(40) + listBytes(value.nodes, samples);
    case 'hash':
      if (value.encoding === 'listpack') return OBJECT + allocated(listpackBytes(value.data));
      return (
        OBJECT +
        tableBytes(
          value.data,
          average(value.data, samples, first, (k, v) => sdsBytes(k.length) + sdsBytes(v.length)),
        )
      );
    case 'set':
      if (value.encoding === 'intset') return OBJECT + allocated(8 + value.data.items.length * value.data.width);
      return (
        OBJECT +
        tableBytes(
          value.data,
          average(value.data, samples, first, (k) => sdsBytes(k.length)),
        )
      );
    case 'zset':
      if (value.encoding === 'listpack') return OBJECT + allocated(packedZsetBytes(value.data));
      // A node has a member, a score, a pointer back and on average 1.33 levels of 16 bytes.
      return (
        OBJECT +
        16 +
        tableBytes(
          value.scores,
          average(value.scores, samples, first, (k) => sdsBytes(k.length) + allocated(46)),
        )
      );
    case 'stream':
      return OBJECT + streamBytes(value);
  }
}

function stringBytes(encoding: string, length: number): number {
  if (encoding === 'int') return OBJECT;
  return encoding === 'embstr' ? allocated(OBJECT + 3 + length + 1) : OBJECT + sdsBytes(length);
}

function listBytes(nodes: readonly { readonly bytes: number }[], samples: number): number {
  const looked = samples === 0 ? nodes.length : Math.min(samples, nodes.length);
  let total = 0;
  for (let i = 0; i < looked; i++) total += allocated(32) + allocated(nodes[i]?.bytes ?? 0);
  return looked === 0 ? 0 : (total / looked) * nodes.length;
}

function tableBytes(dict: Dict<unknown>, perEntry: number): number {
  return dictBytes(dict.count) + dict.count * perEntry;
}

function streamBytes(value: Extract<Value, { type: 'stream' }>): number {
  let total = allocated(136) + 64;
  for (const node of value.nodes) total += allocated(node.bytes) + 40;
  // The node that is written to has room for more. REDIS: t_stream.c STREAM_LISTPACK_MAX_PRE_ALLOCATE
  const open = value.nodes.at(-1)?.bytes ?? 0;
  if (open > 0 && open < OPEN_NODE) total += OPEN_NODE - allocated(open);
  for (const group of value.groups)
    total += allocated(72) + sdsBytes(group.name.length) + group.pending.length * 96 + group.consumers.length * 128;
  return total;
}

/** Bytes of a key with everything it needs: name, entry, value, time to live. */
export function keyBytes(key: string, value: Value, samples: number): number {
  return valueBytes(value, samples) + sdsBytes(key.length) + DICT_ENTRY;
}

/** How many pieces of memory a value is made of. REDIS: lazyfree.c lazyfreeGetFreeEffort */
export function freeEffort(value: Value): number {
  switch (value.type) {
    case 'string':
      return 1;
    case 'list':
      return value.nodes.length;
    case 'hash':
    case 'set':
      return value.encoding === 'hashtable' ? value.data.count : 1;
    case 'zset':
      return value.encoding === 'skiplist' ? value.scores.count : 1;
    case 'stream': {
      const [first] = value.groups;
      const ofGroup = first === undefined ? 0 : 1 + first.pending.length;
      return value.nodes.length + value.groups.length * ofGroup;
    }
  }
}

/** Bytes of the buckets of a keyspace: MEMORY STATS calls it overhead.hashtable.main. */
export function bucketsBytes(dict: Dict<unknown>): number {
  return dict.count === 0 ? 0 : 8 * 2 ** Math.ceil(Math.log2(Math.max(4, dictBuckets(dict))));
}
