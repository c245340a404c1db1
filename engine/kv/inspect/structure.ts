import { dictGet } from '../dict.ts';
import type { KvState } from '../state.ts';
import { stringOf } from '../strings.ts';
import { inspectHash } from '../types/hash.ts';
import { inspectList } from '../types/list.ts';
import { inspectSet } from '../types/set.ts';
import { inspectStream } from '../types/stream.ts';
import { inspectZset } from '../types/zset.ts';
import type { Value } from '../value.ts';
import type { KvQuery, KvView } from '../views.ts';
import { keyRow } from './keys.ts';

const TEXT_MAX = 4096;

/** One key with the structure it is kept in. */
export function keyStructure(state: KvState, query: Extract<KvQuery, { kind: 'key' }>, nowMs: number): KvView {
  const db = state.dbs[query.db];
  const value = db && dictGet(db.keys, query.key);
  if (db === undefined || value === undefined) return { kind: 'key', row: null, structure: null };
  return { kind: 'key', row: keyRow(db, query.key, nowMs), structure: structureOf(value, query.from, query.searched) };
}

function structureOf(value: Value, from: number, searched: string | null): unknown {
  switch (value.type) {
    case 'string':
      return { encoding: value.encoding, text: stringOf(value).slice(from, from + TEXT_MAX) };
    case 'list':
      return inspectList(value, from);
    case 'hash':
      return inspectHash(value, from);
    case 'set':
      return inspectSet(value, from);
    case 'zset':
      return inspectZset(value, from, undefined, searched);
    case 'stream':
      return inspectStream(value, from);
  }
}
