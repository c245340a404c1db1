import { dictGet } from '../dict.ts';
import { itemsIn } from '../items.ts';
import { keyBytes } from '../memory/sizes.ts';
import type { Db, KvState } from '../state.ts';
import { stringOf } from '../strings.ts';
import type { Value } from '../value.ts';
import { KEYS_MAX, type KeyRow, type KvQuery, type KvView, type TreeRow } from '../views.ts';
import { orderedKeys, placeBehind, placeOf } from './key-index.ts';

/* Pages of the keyspace: a list, and a tree by `:`. */

const DELIMITER = ':';
const SHOWN_MAX = 64;
/** Elements looked at when the memory of a large value is estimated, as MEMORY USAGE does. */
const SAMPLES = 5;

/** A page of the keys under a prefix. */
export function keysPage(state: KvState, query: Extract<KvQuery, { kind: 'keys' }>, nowMs: number): KvView {
  const db = state.dbs[query.db];
  if (db === undefined) return { kind: 'keys', total: 0, from: 0, keys: [] };
  const all = orderedKeys(state, db);
  const first = placeOf(all, query.prefix);
  const total = placeBehind(all, query.prefix) - first;
  const from = Math.max(0, Math.min(query.from, total));
  const page = all.slice(first + from, first + Math.min(total, from + Math.min(query.count, KEYS_MAX)));
  return { kind: 'keys', total, from, keys: page.map((key) => keyRow(db, key, nowMs)).filter((row) => row !== null) };
}

/** What is to be said of one key; null when it is not there. */
export function keyRow(db: Db, key: string, nowMs: number): KeyRow | null {
  const value = dictGet(db.keys, key);
  if (value === undefined) return null;
  const expiresAt = dictGet(db.expires, key) ?? null;
  return {
    key,
    type: value.type,
    encoding: value.encoding,
    items: itemsIn(value),
    bytes: keyBytes(key, value, SAMPLES),
    shown: shownOf(value),
    expiresAt,
    expired: expiresAt !== null && nowMs > expiresAt,
  };
}

function shownOf(value: Value): string | null {
  return value.type === 'string' ? stringOf(value).slice(0, SHOWN_MAX) : null;
}

/** A page of the tree. Walking costs the rows before the page, a closed prefix being one whatever is under it. */
export function treePage(state: KvState, query: Extract<KvQuery, { kind: 'tree' }>): KvView {
  const db = state.dbs[query.db];
  if (db === undefined) return { kind: 'tree', total: 0, from: 0, rows: [] };
  const walk = {
    all: orderedKeys(state, db),
    db,
    open: new Set(query.open),
    from: query.from,
    to: query.from + Math.min(query.count, KEYS_MAX),
  };
  const rows: TreeRow[] = [];
  const total = walkLevel(walk, '', 0, walk.all.length, 0, 0, rows);
  return { kind: 'tree', total, from: query.from, rows };
}

interface Walk {
  readonly all: readonly string[];
  readonly db: Db;
  readonly open: ReadonlySet<string>;
  readonly from: number;
  readonly to: number;
}

/** Walks the keys [at, end), all under `prefix`; returns the number of the row behind them. */
function walkLevel(
  walk: Walk,
  prefix: string,
  at: number,
  end: number,
  depth: number,
  row: number,
  rows: TreeRow[],
): number {
  while (at < end) {
    const key = walk.all[at] as string;
    const cut = key.indexOf(DELIMITER, prefix.length);
    const wanted = row >= walk.from && row < walk.to;
    row++;
    if (cut < 0) {
      if (wanted) rows.push(leaf(walk.db, key, prefix, depth));
      at++;
      continue;
    }
    const path = key.slice(0, cut + 1);
    const next = placeBehind(walk.all, path);
    const open = walk.open.has(path);
    if (wanted)
      rows.push({ depth, label: path.slice(prefix.length), path, kind: 'prefix', open, count: next - at, type: null });
    if (open) row = walkLevel(walk, path, at, next, depth + 1, row, rows);
    at = next;
  }
  return row;
}

function leaf(db: Db, key: string, prefix: string, depth: number): TreeRow {
  const value = dictGet(db.keys, key);
  const count = value === undefined ? 0 : itemsIn(value);
  return {
    depth,
    label: key.slice(prefix.length),
    path: key,
    kind: 'key',
    open: false,
    count,
    type: value?.type ?? null,
  };
}
