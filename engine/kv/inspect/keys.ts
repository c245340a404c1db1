import { dictGet } from '../dict.ts';
import { itemsIn } from '../items.ts';
import { keyBytes } from '../memory/sizes.ts';
import type { Db, KvState } from '../state.ts';
import { stringOf } from '../strings.ts';
import type { Value } from '../value.ts';
import { KEYS_MAX, type KeyRow, type KvQuery, type KvView, type TreeRow } from '../views.ts';
import { DELIMITER, isPrefix, type KeyIndex, keyIndex } from './key-index.ts';
import { byBytes } from './ordered-keys.ts';

/* Pages of the keyspace: a list, and a tree by `:`. */

const SHOWN_MAX = 64;
/** Elements looked at when the memory of a large value is estimated, as MEMORY USAGE does. */
const SAMPLES = 5;

/** A page of the keys under a prefix. */
export function keysPage(state: KvState, query: Extract<KvQuery, { kind: 'keys' }>, nowMs: number): KvView {
  const db = state.dbs[query.db];
  if (db === undefined) return { kind: 'keys', total: 0, from: 0, keys: [] };
  const { keys } = keyIndex(db.keys);
  const first = keys.placeOf(query.prefix);
  const total = keys.placeBehind(query.prefix) - first;
  const from = Math.max(0, Math.min(query.from, total));
  const page = keys.slice(first + from, first + Math.min(total, from + Math.min(query.count, KEYS_MAX)));
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

/** A page of the tree. It costs the rows of the page and the prefixes that are open, whatever lies under them. */
export function treePage(state: KvState, query: Extract<KvQuery, { kind: 'tree' }>): KvView {
  const db = state.dbs[query.db];
  if (db === undefined) return { kind: 'tree', total: 0, from: 0, rows: [] };
  const open = new Set(query.open);
  const index = keyIndex(db.keys);
  index.keepLevels(open);
  const from = Math.max(0, query.from);
  const walk: Walk = {
    index,
    db,
    open,
    openUnder: openUnder(open),
    from,
    to: from + Math.min(query.count, KEYS_MAX),
    rows: [],
  };
  const total = walkLevel(walk, '', 0, 0);
  return { kind: 'tree', total, from, rows: walk.rows };
}

interface Walk {
  readonly index: KeyIndex;
  readonly db: Db;
  readonly open: ReadonlySet<string>;
  /** The open prefixes directly under each, in order. */
  readonly openUnder: ReadonlyMap<string, readonly string[]>;
  readonly from: number;
  readonly to: number;
  readonly rows: TreeRow[];
}

function openUnder(open: ReadonlySet<string>): Map<string, string[]> {
  const under = new Map<string, string[]>();
  for (const prefix of [...open].sort(byBytes)) {
    if (!prefix.endsWith(DELIMITER)) continue;
    const parent = prefix.slice(0, prefix.lastIndexOf(DELIMITER, prefix.length - 2) + 1);
    const siblings = under.get(parent);
    if (siblings === undefined) under.set(parent, [prefix]);
    else siblings.push(prefix);
  }
  return under;
}

/** Numbers the rows under `prefix` from `row` on and takes those of the page. Returns the number of the row behind them. */
function walkLevel(walk: Walk, prefix: string, depth: number, row: number): number {
  const level = walk.index.level(prefix);
  let place = 0;
  let number = row;
  for (const child of walk.openUnder.get(prefix) ?? []) {
    const at = level.placeOf(child);
    if (level.slice(at, at + 1)[0] !== child) continue;
    takeRows(walk, prefix, depth, number - place, place, at + 1);
    number = walkLevel(walk, child, depth + 1, number + at + 1 - place);
    place = at + 1;
  }
  takeRows(walk, prefix, depth, number - place, place, level.length);
  return number + level.length - place;
}

/** Takes what of the places [from, to) of a level is on the page; place 0 would be row `base`. */
function takeRows(walk: Walk, prefix: string, depth: number, base: number, from: number, to: number): void {
  const level = walk.index.level(prefix);
  for (const path of level.slice(Math.max(from, walk.from - base), Math.min(to, walk.to - base)))
    walk.rows.push(rowOf(walk, path, prefix, depth));
}

function rowOf({ index, db, open }: Walk, path: string, prefix: string, depth: number): TreeRow {
  const label = path.slice(prefix.length);
  if (isPrefix(path, prefix)) {
    return { depth, label, path, kind: 'prefix', open: open.has(path), count: index.countWithin(path), type: null };
  }
  const value = dictGet(db.keys, path);
  const count = value === undefined ? 0 : itemsIn(value);
  return { depth, label, path, kind: 'key', open: false, count, type: value?.type ?? null };
}
