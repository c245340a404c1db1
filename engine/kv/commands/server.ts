import type { Reply } from '../../wire/reply.ts';
import { error, map, OK } from '../../wire/reply.ts';
import type { ServerRuns } from '../command.ts';
import { NOT_AN_INTEGER, SYNTAX_ERROR } from '../errors.ts';
import { infoText } from '../info/info.ts';
import { signalReady } from '../keyspace.ts';
import { lookupCommand } from '../lookup.ts';
import { keyBytes } from '../memory/sizes.ts';
import { memoryStats } from '../memory/stats.ts';
import { parseCount, parseInteger } from '../numbers.ts';
import { bucketEnd, latencyBuckets } from '../observe.ts';
import type { Db, LatencySeries } from '../state.ts';
import type { Turn } from '../turn.ts';
import { touchAllWatched } from '../watch.ts';
import { helpOf } from './help.ts';

/*
 * The server about itself: INFO, TIME, SLOWLOG, LATENCY, MEMORY; and SWAPDB. REDIS: server.c, slowlog.c, latency.c
 */

function info(turn: Turn, argv: readonly string[]): Reply {
  return { kind: 'verbatim', format: 'txt', text: infoText(turn, argv.slice(1)) };
}

function time(turn: Turn): Reply {
  const micros = turn.state.settings.epochMs * 1000 + turn.now;
  return [String(Math.floor(micros / 1_000_000)), String(micros % 1_000_000)];
}

function slowlogGet(turn: Turn, argv: readonly string[]): Reply {
  let count = 10;
  if (argv.length === 3) {
    const given = parseCount(argv[2] ?? '');
    if (given === null || given < -1) return error('ERR count should be greater than or equal to -1');
    count = given === -1 ? turn.state.slowlog.length : given;
  } else if (argv.length > 3) return SYNTAX_ERROR;
  return turn.state.slowlog
    .slice(0, count)
    .map((entry): Reply => [entry.id, entry.at, entry.micros, entry.argv, entry.addr, entry.name]);
}

function latencyLatest(turn: Turn): Reply {
  return [...turn.state.latency].map(([event, { max, samples }]): Reply => {
    const last = samples.at(-1);
    return [event, last?.at ?? 0, last?.ms ?? 0, max];
  });
}

function latencyReset(turn: Turn, argv: readonly string[]): Reply {
  const { latency } = turn.state;
  const events = argv.length === 2 ? [...latency.keys()] : argv.slice(2);
  return events.filter((event) => latency.delete(event)).length;
}

const GRAPH_ROWS = 4;

/** A bar per sample, its height by its share between the least and the most. REDIS: sparkline.c */
function latencyGraph(event: string, { samples }: LatencySeries, nowSeconds: number): string {
  const all = samples.map(({ ms }) => ms);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const rows: string[] = [];
  for (let row = GRAPH_ROWS - 1; row >= 0; row--) {
    rows.push(all.map((ms) => cell(ms, low, high, row)).join(''));
  }
  const ages = samples.map(({ at }) => age(nowSeconds - at));
  const width = Math.max(...ages.map((text) => text.length));
  for (let i = 0; i < width; i++) rows.push(ages.map((text) => text[i] ?? ' ').join(''));
  const head = `${event} - high ${high} ms, low ${low} ms (all time high ${high} ms)`;
  return `${head}\n${'-'.repeat(80)}\n${rows.map((row) => row.trimEnd()).join('\n')}\n`;
}

function cell(ms: number, low: number, high: number, row: number): string {
  const height = high === low ? 1 : ((ms - low) / (high - low)) * GRAPH_ROWS;
  if (height > row + 0.66) return '#';
  if (height > row + 0.33) return 'o';
  return height > row || row === 0 ? '_' : ' ';
}

function age(seconds: number): string {
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  return seconds < 86400 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86400)}d`;
}

function graph(turn: Turn, argv: readonly string[]): Reply {
  const series = turn.state.latency.get(argv[2] ?? '');
  if (series === undefined) return error(`ERR No samples available for event '${argv[2] ?? ''}'`);
  const text = latencyGraph(argv[2] ?? '', series, Math.floor(turn.nowMs / 1000));
  return { kind: 'verbatim', format: 'txt', text };
}

/** Calls up to the end of each bucket that has some. REDIS: latency.c latencySpecificCommandsFillCDF */
function histogram(turn: Turn, argv: readonly string[]): Reply {
  const wanted = argv.slice(2).map((word) => lookupCommand(turn.table, word.split('|')));
  const specs = argv.length > 2 ? wanted.filter((spec) => spec !== null) : [...turn.table.commands.values()];
  const flat: Reply[] = [];
  for (const spec of specs) {
    for (const one of [spec, ...(spec.subcommands?.values() ?? [])]) {
      const buckets = latencyBuckets(turn.state.stats, one);
      if (buckets.length > 0) flat.push(one.name, distribution(buckets));
    }
  }
  return map(flat);
}

function distribution(buckets: readonly number[]): Reply {
  const flat: number[] = [];
  let calls = 0;
  for (const [bucket, count] of buckets.entries()) {
    if (count === 0) continue;
    calls += count;
    flat.push(bucketEnd(bucket), calls);
  }
  return map(['calls', calls, 'histogram_usec', map(flat)]);
}

const DOCTOR_OFF =
  "I'm sorry, Dave, I can't do that. Latency monitoring is disabled in this Redis instance. You may use \"CONFIG SET latency-monitor-threshold <milliseconds>.\" in order to enable it. If we weren't in a deep space mission I'd suggest to take a look at https://redis.io/topics/latency-monitor.";
const DOCTOR_FINE =
  'Dave, no latency spike was observed during the lifetime of this Redis instance, not in the slightest bit. I honestly think you ought to sit down calmly, take a stress pill, and think things over.';

function latencyDoctor(turn: Turn): Reply {
  const { state } = turn;
  let text = state.settings.latencyThresholdMs === 0 ? `${DOCTOR_OFF}\n` : `${DOCTOR_FINE}\n`;
  if (state.latency.size > 0) {
    const spikes = [...state.latency].map(
      ([event, { max, samples }], i) =>
        `${i + 1}. ${event}: ${samples.length} latency spikes. Worst all time event ${max}ms.\n`,
    );
    text = `Dave, I have observed latency spikes in this Redis instance. You don't mind talking about it, do you Dave?\n\n${spikes.join('')}`;
  }
  return { kind: 'verbatim', format: 'txt', text };
}

function memoryUsage(turn: Turn, argv: readonly string[]): Reply {
  let samples = 5;
  for (let i = 3; i < argv.length; i++) {
    if ((argv[i] ?? '').toLowerCase() !== 'samples' || i + 1 >= argv.length) return SYNTAX_ERROR;
    const given = parseCount(argv[++i] ?? '');
    if (given === null) return NOT_AN_INTEGER;
    if (given < 0) return SYNTAX_ERROR;
    samples = given;
  }
  const key = argv[2] ?? '';
  const value = turn.peek(key);
  return value === null ? null : Math.round(keyBytes(key, value, samples));
}

const MEMORY_FINE =
  "Hi Sam, this instance is empty or is using very little memory, my issues detector can't be used in these conditions. Please, leave for your mission on Earth and fill it with some data. The new Sam and I will be back to our programming as soon as I finished rebooting.\n";

/** REDIS: db.c swapdbCommand */
function swapdb(turn: Turn, argv: readonly string[]): Reply {
  const [first, second] = [parseInteger(argv[1] ?? ''), parseInteger(argv[2] ?? '')];
  if (typeof first !== 'number' || Math.abs(first) > 0x7fffffff) return error('ERR invalid first DB index');
  if (typeof second !== 'number' || Math.abs(second) > 0x7fffffff) return error('ERR invalid second DB index');
  const [a, b] = [turn.state.dbs[first], turn.state.dbs[second]];
  if (a === undefined || b === undefined) return error('ERR DB index is out of range');
  if (a !== b) {
    // Who watches a key of either finds another one there.
    touchAllWatched(turn, a, b);
    touchAllWatched(turn, b, a);
    [a.keys, b.keys] = [b.keys, a.keys];
    [a.expires, b.expires] = [b.expires, a.expires];
    [a.expiresCursor, b.expiresCursor] = [b.expiresCursor, a.expiresCursor];
    swapAccounts(turn, first, second);
    for (const db of [a, b]) signalAll(turn, db);
  }
  turn.dirty++;
  return OK;
}

function swapAccounts(turn: Turn, first: number, second: number): void {
  const sizes = turn.state.accounting?.sizes;
  const [a, b] = [sizes?.[first], sizes?.[second]];
  if (sizes === undefined || a === undefined || b === undefined) return;
  sizes[first] = b;
  sizes[second] = a;
}

function signalAll(turn: Turn, db: Db): void {
  // Who reads a stream by groups is told of one that is not there. REDIS: db.c scanDatabaseForDeletedStreams
  for (const key of db.blocking.keys()) signalReady(turn, db, key);
}

function slowlogReset(turn: Turn): Reply {
  turn.state.slowlog = [];
  return OK;
}

function latencyHistory(turn: Turn, argv: readonly string[]): Reply {
  return (turn.state.latency.get(argv[2] ?? '')?.samples ?? []).map(({ at, ms }): Reply => [at, ms]);
}

const NO_CLUSTER = error('ERR This instance has cluster support disabled');

const CLUSTER_WORDS = [
  'addslots',
  'addslotsrange',
  'bumpepoch',
  'count-failure-reports',
  'countkeysinslot',
  'delslots',
  'delslotsrange',
  'failover',
  'flushslots',
  'forget',
  'getkeysinslot',
  'help',
  'info',
  'keyslot',
  'links',
  'meet',
  'myid',
  'nodes',
  'replicas',
  'replicate',
  'reset',
  'saveconfig',
  'set-config-epoch',
  'setslot',
  'shards',
  'slaves',
  'slots',
];

/** REDIS: cluster.c clusterCommand with cluster-enabled no */
const clusterCommands: ServerRuns = Object.fromEntries(
  ['asking', 'readonly', 'readwrite', ...CLUSTER_WORDS.map((word) => `cluster|${word}`)].map((name) => [
    name,
    () => NO_CLUSTER,
  ]),
);

export const serverCommands: ServerRuns = {
  ...clusterCommands,
  info,
  time: (turn) => time(turn),
  swapdb,
  lolwut: () => ({ kind: 'verbatim', format: 'txt', text: 'Redis ver. 7.0.15\n' }),
  'slowlog|get': slowlogGet,
  'slowlog|len': (turn) => turn.state.slowlog.length,
  'slowlog|reset': (turn) => slowlogReset(turn),
  ...helpOf('slowlog'),
  'latency|latest': (turn) => latencyLatest(turn),
  'latency|history': latencyHistory,
  'latency|reset': latencyReset,
  'latency|graph': graph,
  'latency|histogram': histogram,
  'latency|doctor': (turn) => latencyDoctor(turn),
  ...helpOf('latency'),
  'memory|usage': memoryUsage,
  'memory|stats': (turn) => memoryStats(turn),
  'memory|doctor': () => ({ kind: 'verbatim', format: 'txt', text: MEMORY_FINE }),
  'memory|malloc-stats': () => ({
    kind: 'verbatim',
    format: 'txt',
    text: '___ Begin jemalloc statistics ___\n--- End jemalloc statistics ---\n',
  }),
  'memory|purge': () => OK,
  ...helpOf('memory'),
  'module|list': () => [],
  ...helpOf('module'),
};
