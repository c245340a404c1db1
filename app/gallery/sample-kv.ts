import type { FateBarView, Group, LadderView, State, WriteView } from '../../engine/scene/views.ts';
import type { KeyType, KeyView, Rows, TreeRow } from '../stage/kv/view.ts';

/* The moment of the design's Redis picture: a power cut, a start, and what is left. */

const write = (n: number, state: State, group: Group, command: string): WriteView => ({
  id: `w${n}`,
  name: String(n),
  state,
  group,
  command,
});
const groups = [1, 1, 2, 1, 1, 2, 2, 1, 1, 1, 2, 1, 2, 1, 1, 1, 2, 1, 1] as const;

export const ladder: LadderView = {
  strata: [
    { id: 'client', name: 'client', icon: 'person', note: 'answered 23 of 24', writes: [], writeCount: 0 },
    {
      id: 'memory',
      name: 'server memory',
      icon: 'memory',
      note: 'reloaded 1 to 19',
      writes: [write(24, 'lost', 1, 'LPUSH queue:mail m-88')],
      writeCount: 1,
    },
    {
      id: 'cache',
      name: 'page cache',
      icon: 'file',
      note: 'not synced',
      writes: [write(22, 'lost', 1, 'ZADD board:weekly 4180 ida'), write(23, 'lost', 2, 'DEL cart:77')],
      writeCount: 2,
    },
    {
      id: 'disk',
      name: 'disk',
      icon: 'disk',
      note: 'synced',
      writes: groups.map((group, i) => write(i + 1, 'confirmed', group, `SET stock:${i} 1`)),
      writeCount: 19,
      summary: '1–19 appendonly.aof.1.incr.aof',
    },
    {
      id: 'replica',
      name: 'replica-1',
      icon: 'copy',
      note: 'link down',
      writes: [write(20, 'ready', 1, 'SET session:9f2'), write(21, 'ready', 1, 'INCR stock:41')],
      writeCount: 2,
    },
  ],
  syncedBelow: 'cache',
  fsync: { policy: 'everysec', lastAt: 12_004_000, running: false },
  cut: { how: 'powerCut', at: 12_640_000, erased: ['client', 'memory', 'cache'] },
  legend: {
    says: 'Colour is the client',
    entries: [
      { group: 1, name: 'api' },
      { group: 2, name: 'worker' },
    ],
  },
};

export const kvFate: FateBarView = {
  node: 'redis-1',
  asks: 'Where did all 24 writes go?',
  unit: 'writes',
  total: 24,
  slices: [
    { fate: 'synced', state: 'confirmed', count: 19, word: 'synced', note: 'on disk' },
    { fate: 'replica', state: 'ready', count: 2, word: 'on replica-1 only', note: 'acknowledged' },
    { fate: 'lost', state: 'lost', count: 3, word: 'lost', note: '2 of them acknowledged' },
  ],
  sum: '19 + 2 + 3 = 24',
};

const key = (name: string, type: KeyType, encoding: string, size: string, more: Partial<KeyView> = {}): KeyView => ({
  name,
  type,
  encoding,
  size,
  ttl: null,
  touched: false,
  ...more,
});
const minutes = 60_000_000;
const keys: readonly KeyView[] = [
  key('board:weekly', 'zset', 'skiplist', '12', { touched: true }),
  key('stock:41', 'string', 'int', '17'),
  key('session:9f2', 'hash', 'listpack', '', { ghost: 'only on replica-1 now' }),
  key('cart:77', 'hash', 'listpack', '', { odd: 'is back: its DEL was lost' }),
  key('events', 'stream', 'stream', '1,204 entries'),
  key('queue:mail', 'list', 'listpack', '18'),
  key('rate:10.0.3.7', 'string', 'int', '41', { ttl: { leftFor: 22_000_000, outOf: 60_000_000 } }),
  key('session:a07', 'hash', 'listpack', '4 fields', { ttl: { leftFor: 28 * minutes, outOf: 30 * minutes } }),
  key('lock:import', 'string', 'embstr', '36 B', { ttl: { leftFor: 3_000_000, outOf: 30_000_000 } }),
  key('tag:new', 'set', 'intset', '64'),
];

/** A million keys, of which the first few are real ones. */
export const keyRows: Rows<KeyView> = {
  count: 1_000_000,
  at: (index) => keys[index] ?? key(`stock:${index}`, 'string', 'int', String(index % 97)),
};

const rows: readonly TreeRow[] = [
  { id: 'board:', depth: 0, label: 'board:', kind: 'prefix', expanded: true, count: 3, type: null, key: null },
  { id: 'a', depth: 1, label: 'alltime', kind: 'key', expanded: false, count: 48, type: 'zset', key: 'board:alltime' },
  { id: 'w', depth: 1, label: 'weekly', kind: 'key', expanded: false, count: 12, type: 'zset', key: 'board:weekly' },
  { id: 'cart:', depth: 0, label: 'cart:', kind: 'prefix', expanded: false, count: 214, type: null, key: null },
  { id: 'config', depth: 0, label: 'config', kind: 'key', expanded: false, count: 6, type: 'hash', key: 'config' },
  { id: 'session:', depth: 0, label: 'session:', kind: 'prefix', expanded: true, count: 1146, type: null, key: null },
  {
    id: '9f2',
    depth: 1,
    label: '9f2',
    kind: 'key',
    expanded: false,
    count: null,
    type: 'hash',
    key: 'session:9f2',
    ghost: 'on replica-1',
  },
];
export const treeRows: Rows<TreeRow> = { count: rows.length, at: (index) => rows[index] ?? null };
