import { bytesOf } from '../../base/bytes.ts';
import { type Dict, dictBucketSize, dictBuckets, dictGet, dictScan } from '../dict.ts';
import { estimate, isHyperloglog, isSparse, mergeInto, REGISTERS } from '../encodings/hyperloglog.ts';
import type { KvState } from '../state.ts';
import { stringOf } from '../strings.ts';
import { inspectHash } from '../types/hash.ts';
import { inspectList } from '../types/list.ts';
import { inspectSet } from '../types/set.ts';
import { inspectStream } from '../types/stream.ts';
import { inspectZset } from '../types/zset.ts';
import type { HashValue, SetValue, Value, ZsetValue } from '../value.ts';
import { CELL_REGISTERS, type KvQuery, type KvView, type StructureView } from '../views.ts';
import { keyRow } from './keys.ts';

/* One key with the structure it is kept in, whatever its type and encoding. */

const TEXT_MAX = 4096;
const BUCKETS_MAX = 64;
const ENTRIES_MAX = 64;

export function keyStructure(state: KvState, query: Extract<KvQuery, { kind: 'key' }>, nowMs: number): KvView {
  const db = state.dbs[query.db];
  const value = db && dictGet(db.keys, query.key);
  if (db === undefined || value === undefined) return { kind: 'key', row: null, structure: null };
  return {
    kind: 'key',
    row: keyRow(db, query.key, nowMs),
    structure: structureOf(value, Math.max(0, query.from), query.searched),
  };
}

function structureOf(value: Value, from: number, searched: string | null): StructureView {
  switch (value.type) {
    case 'string':
      if (value.encoding !== 'int' && isHyperloglog(stringOf(value)))
        return hyperloglogOf(stringOf(value), value.encoding);
      return { shape: 'text', encoding: value.encoding, text: stringOf(value).slice(from, from + TEXT_MAX) };
    case 'list':
      return { shape: 'quicklist', ...inspectList(value, from) };
    case 'hash':
      return hashStructure(value, from);
    case 'set':
      return setStructure(value, from);
    case 'zset':
      return zsetStructure(value, from, searched);
    case 'stream':
      return { shape: 'stream', ...inspectStream(value, from) };
  }
}

/** As PFCOUNT sees it. One whose runs are not sound is a string like any other. */
function hyperloglogOf(text: string, encoding: string): StructureView {
  const bytes = bytesOf(text);
  const registers = new Uint8Array(REGISTERS);
  if (!mergeInto(registers, bytes)) return { shape: 'text', encoding, text: text.slice(0, TEXT_MAX) };
  const cells: number[] = [];
  const histogram: number[] = [];
  for (let at = 0; at < REGISTERS; at += CELL_REGISTERS) {
    let most = 0;
    for (const value of registers.subarray(at, at + CELL_REGISTERS)) {
      if (value > most) most = value;
      while (histogram.length <= value) histogram.push(0);
      (histogram[value] as number)++;
    }
    cells.push(most);
  }
  return {
    shape: 'hyperloglog',
    sparse: isSparse(bytes),
    bytes: bytes.length,
    estimate: estimate(registers),
    cells,
    histogram,
  };
}

function hashStructure(hash: HashValue, from: number): StructureView {
  if (hash.encoding === 'hashtable') return tableOf(hash.data, (value) => value);
  const { bytes, size, items } = inspectHash(hash, from);
  return { shape: 'packed', encoding: hash.encoding, size, bytes: bytes ?? 0, pairs: true, items: items ?? [] };
}

function setStructure(set: SetValue, from: number): StructureView {
  if (set.encoding === 'hashtable') return tableOf(set.data, () => null);
  const { bytes, size, items } = inspectSet(set, from);
  return { shape: 'packed', encoding: set.encoding, size, bytes: bytes ?? 0, pairs: false, items: items ?? [] };
}

function zsetStructure(zset: ZsetValue, from: number, searched: string | null): StructureView {
  const view = inspectZset(zset, from, undefined, searched);
  if (zset.encoding === 'listpack') {
    return {
      shape: 'packed',
      encoding: zset.encoding,
      size: view.size,
      bytes: view.bytes ?? 0,
      pairs: true,
      items: view.items ?? [],
    };
  }
  const { buckets, bucketSizes } = bucketsOf(zset.scores);
  return {
    shape: 'skiplist',
    size: view.size,
    level: view.level ?? 1,
    nodes: view.nodes ?? [],
    path: view.path ?? [],
    buckets,
    bucketSizes,
  };
}

function tableOf<V>(table: Dict<V>, textOf: (value: V) => string | null): StructureView {
  const entries: [string, string | null][] = [];
  let cursor = 0;
  do {
    cursor = dictScan(table, cursor, (key, value) => void entries.push([key, textOf(value)]));
  } while (cursor !== 0 && entries.length < ENTRIES_MAX);
  return { shape: 'table', size: table.count, ...bucketsOf(table), entries: entries.slice(0, ENTRIES_MAX) };
}

function bucketsOf(table: Dict<unknown>): { buckets: number; bucketSizes: number[] } {
  const buckets = dictBuckets(table);
  return {
    buckets,
    bucketSizes: Array.from({ length: Math.min(buckets, BUCKETS_MAX) }, (_, i) => dictBucketSize(table, i)),
  };
}
