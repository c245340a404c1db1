import type { Reply } from '../../wire/reply.ts';
import { double, map } from '../../wire/reply.ts';
import type { Turn } from '../turn.ts';
import { dataBytes, STARTUP_BYTES, usedMemory } from './accounting.ts';

/** MEMORY STATS. REDIS: object.c memoryCommand, getMemoryOverheadData */
export function memoryStats(turn: Turn): Reply {
  const { state } = turn;
  const used = usedMemory(state);
  state.stats.peakMemory = Math.max(state.stats.peakMemory, used);
  const dataset = Math.round(dataBytes(state));
  const keys = state.dbs.reduce((sum, db) => sum + db.keys.count, 0);
  const net = Math.max(1, used - STARTUP_BYTES);
  const perDb = state.dbs
    .filter((db) => db.keys.count > 0)
    .flatMap((db): Reply[] => [
      `db.${db.index}`,
      map([
        'overhead.hashtable.main',
        db.keys.count * 40 + 32,
        'overhead.hashtable.expires',
        db.expires.count * 32,
        'overhead.hashtable.slot-to-keys',
        0,
      ]),
    ]);
  return map([
    'peak.allocated',
    state.stats.peakMemory,
    'total.allocated',
    used,
    'startup.allocated',
    STARTUP_BYTES,
    'replication.backlog',
    0,
    'clients.slaves',
    0,
    'clients.normal',
    state.clients.size * 1928,
    'cluster.links',
    0,
    'aof.buffer',
    state.aof.bufferBytes,
    'lua.caches',
    0,
    'functions.caches',
    200,
    ...perDb,
    'overhead.total',
    used - dataset,
    'keys.count',
    keys,
    'keys.bytes-per-key',
    keys === 0 ? 0 : Math.floor(net / keys),
    'dataset.bytes',
    dataset,
    'dataset.percentage',
    double((dataset * 100) / net),
    'peak.percentage',
    double((used * 100) / Math.max(1, state.stats.peakMemory)),
    'allocator.allocated',
    used,
    'allocator.active',
    used,
    'allocator.resident',
    used,
    'allocator-fragmentation.ratio',
    double(1),
    'allocator-fragmentation.bytes',
    0,
    'allocator-rss.ratio',
    double(1),
    'allocator-rss.bytes',
    0,
    'rss-overhead.ratio',
    double(1),
    'rss-overhead.bytes',
    0,
    'fragmentation',
    double(1),
    'fragmentation.bytes',
    0,
  ]);
}
