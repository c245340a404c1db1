import type { Micros } from '../../sim/machine.ts';
import type { NodeSpec, WorldSpec } from '../../sim/spec.ts';

/*
 * Worlds around one Redis server. Data that a world begins with is written by a client of it, as data always is.
 */

type Parameters = Readonly<Record<string, string>>;

const redis = (parameters: Parameters): NodeSpec => ({ id: 'redis', machine: 'kv', config: { parameters } });
const prompt = (id: string): NodeSpec => ({ id, machine: 'kv-prompt', config: { server: 'redis' } });
/** An application that asks at a rate; from `startsAt` on, where it comes later than the others. */
const load = (id: string, config: Readonly<Record<string, unknown>>, startsAt: Micros = 0): NodeSpec => ({
  id,
  machine: 'kv-load',
  config: { server: 'redis', ...config },
  startsAt,
});

const NOTHING_KEPT: Parameters = { appendonly: 'no', save: '' };
const EVERY_SECOND: Parameters = { appendonly: 'yes', appendfsync: 'everysec', save: '' };

/** One Redis server with an append-only file synced every second, and two people at its prompt. */
const KV_ONE: WorldSpec = {
  name: 'kv-one',
  seed: 1,
  nodes: [redis(EVERY_SECOND), prompt('cli'), prompt('app')],
};

/** Writes that nothing keeps: no snapshot, no append-only file. */
const KV_MEMORY: WorldSpec = {
  name: 'kv-memory',
  seed: 2,
  nodes: [
    redis(NOTHING_KEPT),
    load('shop', { rate: 5, commands: ['SET order:{n} paid', 'INCR orders'] }),
    prompt('cli'),
  ],
};

/** Every reply waits for the disk. */
const KV_ALWAYS: WorldSpec = {
  name: 'kv-always',
  seed: 3,
  nodes: [
    redis({ ...EVERY_SECOND, appendfsync: 'always' }),
    load('shop', { rate: 8, commands: ['SET order:{n} paid', 'INCR orders'] }),
    prompt('cli'),
  ],
};

/** The operating system decides when the append-only file reaches the disk. */
const KV_OS: WorldSpec = {
  name: 'kv-os',
  seed: 4,
  nodes: [
    redis({ ...EVERY_SECOND, appendfsync: 'no' }),
    load('shop', { rate: 8, commands: ['SET order:{n} paid', 'INCR orders'] }),
    prompt('cli'),
  ],
};

/** Snapshots alone: every five seconds when ten keys have changed. */
const KV_SNAPSHOT: WorldSpec = {
  name: 'kv-snapshot',
  seed: 5,
  nodes: [
    redis({ appendonly: 'no', save: '5 10' }),
    load('shop', { rate: 6, commands: ['SET cart:{n%40} {n}', 'HSET stock item:{random:20} {n}'] }),
    prompt('cli'),
  ],
};

/** A cache that is too small for what it is asked to hold. */
const KV_CACHE: WorldSpec = {
  name: 'kv-cache',
  seed: 6,
  nodes: [
    redis({ ...NOTHING_KEPT, maxmemory: '900000', 'maxmemory-policy': 'allkeys-lru' }),
    load('pages', {
      rate: 60,
      pace: 'random',
      commandOrder: 'random',
      commands: [
        'SET page:{random:400} a-rendered-page-of-some-length-that-takes-its-place-in-memory',
        'GET page:{random:40}',
        'GET page:{random:400}',
      ],
    }),
    prompt('cli'),
  ],
};

/** Sessions that live for eight seconds after they were last used. */
const KV_EXPIRY: WorldSpec = {
  name: 'kv-expiry',
  seed: 7,
  nodes: [
    redis(EVERY_SECOND),
    load('web', {
      rate: 6,
      commandOrder: 'random',
      commands: ['SET session:{n} user-{random:50} EX 8', 'EXPIRE session:{n%30} 8', 'GET session:{n%30}'],
    }),
    prompt('cli'),
  ],
};

/** One key of each type, in the encoding it begins with and in the one it grows into. */
const KV_TYPES: WorldSpec = {
  name: 'kv-types',
  seed: 8,
  nodes: [
    redis({
      ...EVERY_SECOND,
      'hash-max-listpack-entries': '4',
      'set-max-intset-entries': '8',
      'zset-max-listpack-entries': '6',
      'list-max-listpack-size': '4',
    }),
    load('author', {
      rate: 200,
      count: 56,
      commands: [
        'INCR string:int',
        'SET string:embstr short',
        'SET string:raw a-text-of-more-than-forty-four-bytes-is-kept-apart-from-its-object',
        'HSET hash:small name Ada',
        'HSET hash:large field:{n} value:{n}',
        'RPUSH list:jobs job:{n}',
        'SADD set:numbers {n}',
        'SADD set:tags tag:{n}',
        'ZADD zset:small {n} one',
        'ZADD zset:scores {random:1000} player:{n}',
        'XADD stream:events * kind paid order {n}',
        'PFADD hll:visitors visitor:{n}',
        'SETBIT bitmap:seen {n} 1',
        'GEOADD geo:shops 13.361389 38.115556 shop:{n}',
      ],
    }),
    prompt('cli'),
  ],
};

/** Two thousand players, whose scores change all the time. */
const KV_LEADERBOARD: WorldSpec = {
  name: 'kv-leaderboard',
  seed: 9,
  nodes: [
    redis(EVERY_SECOND),
    load('season', { rate: 4000, count: 2000, commands: ['ZADD board {random:5000} player:{n}'] }),
    load('games', {
      rate: 8,
      commandOrder: 'random',
      commands: [
        'ZINCRBY board {random:90} player:{random:2000}',
        'ZADD board GT {random:6000} player:{random:2000}',
        'ZREVRANGE board 0 2 WITHSCORES',
        'ZREVRANK board player:{random:2000}',
      ],
    }),
    prompt('cli'),
  ],
};

/** A list as a queue of work: two workers wait for what a shop pushes. */
const KV_QUEUE: WorldSpec = {
  name: 'kv-queue',
  seed: 10,
  nodes: [
    redis(EVERY_SECOND),
    load('shop', { rate: 2, commands: ['LPUSH jobs job-{n}'] }),
    load('worker-1', { rate: 20, window: 1, commands: ['BRPOP jobs 0'] }),
    load('worker-2', { rate: 20, window: 1, commands: ['BRPOP jobs 0'] }),
    prompt('cli'),
  ],
};

/** One thread: somebody asks for all of 1,500 keys, and everybody else waits. */
const KV_SLOW: WorldSpec = {
  name: 'kv-slow',
  seed: 11,
  nodes: [
    redis(NOTHING_KEPT),
    load('catalogue', { rate: 10_000, count: 1500, commands: ['SET product:{n} {n}'] }),
    load('web', { rate: 40, commands: ['GET product:{random:1500}'] }, 1_000_000),
    load('report', { rate: 1, window: 1, commands: ['KEYS product:*'] }, 1_500_000),
    prompt('cli'),
  ],
};

/** One thread, held for a fifth of a second again and again, while a web shop asks for pages and a worker waits for jobs. */
const KV_STALL: WorldSpec = {
  name: 'kv-stall',
  seed: 17,
  nodes: [
    redis({ ...NOTHING_KEPT, 'enable-debug-command': 'yes' }),
    load('web', { rate: 60, commands: ['GET page:{random:20}'] }),
    load('cart', { rate: 15, commands: ['INCR cart:{random:5}'] }),
    load('worker', { rate: 20, window: 1, commands: ['BLPOP jobs 0'] }),
    load('report', { rate: 1, window: 1, commands: ['DEBUG SLEEP 0.2'] }, 500_000),
    prompt('cli'),
  ],
};

/** A stream read by a group of two, who acknowledge nothing by themselves. */
const KV_STREAM: WorldSpec = {
  name: 'kv-stream',
  seed: 12,
  nodes: [
    redis(EVERY_SECOND),
    load('group', { rate: 10, count: 1, commands: ['XGROUP CREATE events readers $ MKSTREAM'] }),
    load('shop', { rate: 3, commands: ['XADD events MAXLEN ~ 1000 * order {n} state paid'] }, 500_000),
    load(
      'reader-1',
      {
        rate: 2,
        window: 1,
        commands: ['XREADGROUP GROUP readers one COUNT 2 BLOCK 2000 STREAMS events >'],
      },
      600_000,
    ),
    load(
      'reader-2',
      {
        rate: 2,
        window: 1,
        commands: ['XREADGROUP GROUP readers two COUNT 2 BLOCK 2000 STREAMS events >'],
      },
      650_000,
    ),
    prompt('cli'),
  ],
};

/** A fixed-window rate limit of INCR and EXPIRE, two commands that nothing holds together. */
const KV_RATE: WorldSpec = {
  name: 'kv-rate',
  seed: 13,
  nodes: [
    redis(EVERY_SECOND),
    load('gateway', {
      rate: 12,
      pace: 'random',
      commands: ['INCR rate:user-{n%3}', 'EXPIRE rate:user-{n%3} 2 NX'],
    }),
    prompt('cli'),
  ],
};

/** A replica of another server, and somebody at its prompt. */
const replica = (id: string, of: string, parameters: Parameters = {}): readonly NodeSpec[] => [
  { id, machine: 'kv', config: { parameters: { ...NOTHING_KEPT, ...SOON, ...parameters, replicaof: `${of} 6379` } } },
  { id: `at-${id}`, machine: 'kv-prompt', config: { server: id } },
];

/** A snapshot for replicas is made at once, and a silent link is given up after three seconds. */
const SOON: Parameters = { 'repl-diskless-sync-delay': '0', 'repl-timeout': '3', 'repl-ping-replica-period': '1' };

/** A primary with two replicas, each in a room of its own. */
const KV_REPLICAS: WorldSpec = {
  name: 'kv-replicas',
  seed: 14,
  link: { latency: 20_000 },
  nodes: [
    redis({ ...NOTHING_KEPT, ...SOON }),
    ...replica('replica-1', 'redis'),
    ...replica('replica-2', 'redis'),
    load('shop', { rate: 5, commands: ['SET order:{n} paid', 'INCR orders'] }, 500_000),
    prompt('cli'),
  ],
};

/** The same without anybody who writes by himself. */
const KV_REPLICAS_QUIET: WorldSpec = {
  ...KV_REPLICAS,
  name: 'kv-replicas-quiet',
  seed: 15,
  nodes: KV_REPLICAS.nodes.filter(({ id }) => id !== 'shop'),
};

/** A replica of a replica: the stream goes on as it came. */
const KV_CHAIN: WorldSpec = {
  name: 'kv-chain',
  seed: 16,
  link: { latency: 20_000 },
  nodes: [
    redis({ ...NOTHING_KEPT, ...SOON }),
    ...replica('middle', 'redis'),
    ...replica('last', 'middle'),
    load('shop', { rate: 5, commands: ['SET order:{n} paid', 'INCR orders'] }, 2_500_000),
    prompt('cli'),
  ],
};

export const KV_WORLDS: readonly WorldSpec[] = [
  KV_ONE,
  KV_MEMORY,
  KV_SNAPSHOT,
  KV_OS,
  KV_ALWAYS,
  KV_TYPES,
  KV_EXPIRY,
  KV_CACHE,
  KV_SLOW,
  KV_STALL,
  KV_QUEUE,
  KV_STREAM,
  KV_LEADERBOARD,
  KV_RATE,
  KV_REPLICAS,
  KV_REPLICAS_QUIET,
  KV_CHAIN,
];
