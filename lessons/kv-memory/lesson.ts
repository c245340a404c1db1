import type { NodeSpec, WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { app, asks, asksToType, cli, person, redis, replied, repliedWith } from '../parts.ts';

/** A server that syncs every write before it answers, on a slow disk: what waiting for a disk looks like. */
const DISK: WorldSpec = {
  name: 'Memory and a slow disk',
  seed: 1,
  nodes: [{ ...redis({ appendonly: 'yes', appendfsync: 'always' }), disk: { syncFor: 8000 } }, person()],
};

const PAGE = 'a-rendered-page-of-some-length-that-takes-its-place-in-memory-and-then-some-more-of-it-to-be-sure';
const PAGES: NodeSpec = app('pages', { rate: 400, commands: [`SET page:{n} ${PAGE}`] });

const small = (name: string, policy: string, ...more: readonly NodeSpec[]): WorldSpec => ({
  name,
  seed: 1,
  nodes: [redis({ maxmemory: '1000000', 'maxmemory-policy': policy }), person(), PAGES, ...more],
});

const FULL = small('One megabyte, nothing evicted', 'noeviction');
/** Somebody reads page 1 all the time. */
const CACHE = small(
  'One megabyte, the least recently used go',
  'allkeys-lru',
  app('reader', { rate: 20, commands: ['GET page:1'] }, 300_000),
);
const VOLATILE = small('One megabyte, only keys with a time to live', 'volatile-lru');

/** Carts that must stay, and pages that are only a cache, in one small server. */
const SHARED: WorldSpec = {
  name: 'Carts and pages',
  seed: 1,
  nodes: [
    redis({ maxmemory: '1000000' }),
    person(),
    app('carts', { rate: 100, pace: 'random', count: 200, commands: ['SET cart:{n} three-apples-and-a-pear'] }),
    app('pages', { rate: 400, pace: 'random', commands: [] }),
  ],
};

const pages = (command: string): string[] => [`configure pages ${JSON.stringify({ commands: [command] })}`];
const policy = (name: string): string[] => cli(`CONFIG SET maxmemory-policy ${name}`);

export const data = {
  id: 'kv-memory',
  track: 'redis',
  minutes: 12,
  world: FULL,
  prompt: 'cli',
  focus: 'redis',
  steps: [
    {
      id: 'no-disk',
      world: DISK,
      before: ['wait 100ms', ...cli('SET a 1')],
      watch: { slow: ['facts client.replied line="SET a 1" took>=8000 = 1'] },
      predict: {
        options: { same: 'reads-go-to-the-disk', once: 'first-read-loads-it', none: null },
        decides: {
          same: ['facts client.replied line="GET a" took>=8000'],
          once: ['facts client.replied line="GET a" took>=8000 = 1', 'facts client.replied line="GET a" took<8000 = 1'],
          none: ['facts client.replied line="GET a" took<3000 = 2'],
        },
      },
      do: asksToType('GET a', 'SET b 2', 'GET a'),
      goal: ['facts client.replied line="GET a" text~1 = 2', 'facts client.replied line="SET b 2" text=OK = 1'],
      solution: ['cli> GET a', 'wait 20ms', 'cli> SET b 2', 'wait 50ms', 'cli> GET a', 'wait 20ms'],
      wrong: [
        {
          id: 'only-write',
          lines: ['cli> SET b 2', 'wait 50ms'],
          misconception: 'reads-go-to-the-disk',
          shows: ['facts client.replied line="SET b 2" took>=8000', 'facts client.replied line="GET a" = 0'],
        },
      ],
      readings: {
        get: 'duration took of client.replied line="GET a"',
        set: 'duration took of client.replied line="SET b 2"',
        work: 'duration took of kv.executed at redis command=get',
      },
      see: {
        get: ['facts client.replied line="GET a" took<3000 = 2'],
        set: ['facts client.replied line="SET b 2" took>=8000 = 1'],
      },
      why: {
        memory: ['facts kv.executed at redis command=get took<=10 = 2'],
        log: ['why disk.synced at redis from node.commanded line="SET b 2"'],
        price: { source: 0 },
      },
      asks: { subject: 'last disk.synced at redis', question: 'happened', reaches: 'SET b 2' },
      other: null,
    },
    {
      id: 'full',
      before: ['wait 1s'],
      watch: { limit: ['facts kv.started at redis maxmemory=1000000 maxmemoryPolicy=noeviction = 1'] },
      predict: {
        options: { evicts: 'full-evicts-by-default', dies: 'full-server-dies', refuses: null },
        decides: {
          evicts: ['facts kv.evicted at redis >= 1'],
          dies: ['not redis is up'],
          refuses: ['facts client.failed at pages text~OOM >= 10', 'facts kv.evicted at redis = 0'],
        },
      },
      do: asks('wait 2s', 'cli> GET page:1', 'cli> SET note hello', 'cli> DBSIZE', 'wait 50ms'),
      goal: [
        repliedWith('SET note hello', 'OOM command not allowed'),
        repliedWith('GET page:1', 'rendered'),
        repliedWith('DBSIZE', 'integer'),
      ],
      solution: ['wait 2s', ...cli('GET page:1', 'SET note hello', 'DBSIZE'), 'wait 50ms'],
      wrong: [
        {
          id: 'too-early',
          lines: cli('GET page:1', 'SET note hello', 'DBSIZE'),
          misconception: 'maxmemory-is-reached-at-once',
          shows: [replied('SET note hello', 'OK'), repliedWith('DBSIZE', 'integer')],
        },
      ],
      readings: {
        failed: 'count client.failed at pages',
        keys: 'text text of client.replied line=DBSIZE',
        error: 'text text of client.replied line="SET note hello"',
      },
      see: {
        refused: ['facts client.failed at pages text~OOM >= 10'],
        error: [repliedWith('SET note hello', 'OOM command not allowed')],
        reads: [repliedWith('GET page:1', 'rendered')],
      },
      why: {
        policy: ['facts kv.started at redis maxmemoryPolicy=noeviction = 1', 'facts kv.evicted at redis = 0'],
        default: {
          world: DISK,
          lines: cli('CONFIG GET maxmemory'),
          holds: [replied('CONFIG GET maxmemory', '1) "maxmemory"\n2) "0"')],
        },
      },
      asks: { subject: 'last client.failed at pages', question: 'happened', reaches: 'OOM' },
      other: null,
    },
    {
      id: 'lru',
      world: CACHE,
      before: ['wait 1s'],
      watch: {
        lru: ['facts kv.started at redis maxmemoryPolicy=allkeys-lru = 1'],
        reader: ['facts client.answered at reader >= 5'],
      },
      predict: {
        options: { oldest: 'lru-is-oldest-first', exact: 'lru-is-exact', read: null },
        decides: {
          oldest: ['key page:1 absent'],
          exact: ['facts kv.evicted at redis key=page:2 = 1', 'facts kv.evicted at redis candidates=1 >= 1'],
          read: ['key page:1 present', 'facts kv.evicted at redis >= 500'],
        },
      },
      do: asks('wait 3s', 'cli> EXISTS page:1', 'cli> EXISTS page:2', 'cli> DBSIZE', 'wait 50ms'),
      goal: [
        replied('EXISTS page:1', '(integer) 1'),
        repliedWith('EXISTS page:2', 'integer'),
        repliedWith('DBSIZE', 'integer'),
        'facts kv.evicted at redis >= 500',
      ],
      solution: ['wait 3s', ...cli('EXISTS page:1', 'EXISTS page:2', 'DBSIZE'), 'wait 50ms'],
      wrong: [
        {
          id: 'nobody-reads',
          lines: ['kill reader', 'wait 3s', ...cli('EXISTS page:1', 'EXISTS page:2', 'DBSIZE')],
          misconception: 'lru-keeps-what-was-first',
          shows: ['facts node.stopped at reader', replied('EXISTS page:1', '(integer) 0')],
        },
      ],
      readings: {
        evicted: 'count kv.evicted at redis',
        keys: 'text text of client.replied line=DBSIZE',
      },
      see: {
        evicted: ['facts kv.evicted at redis >= 500', 'facts client.failed at pages = 0'],
        kept: ['key page:1 present', 'facts kv.evicted at redis key=page:1 = 0'],
      },
      why: {
        used: ['facts client.answered at reader >= 20'],
        sample: { source: 1 },
        other: { source: 1 },
      },
      asks: { subject: 'last kv.evicted at redis', question: 'happened', reaches: 'allkeys-lru' },
      other: null,
    },
    {
      id: 'volatile',
      world: VOLATILE,
      before: ['wait 1s'],
      watch: { policy: ['facts kv.started at redis maxmemoryPolicy=volatile-lru = 1'] },
      predict: {
        options: { lru: 'volatile-evicts-anything', refuses: null, expires: 'volatile-gives-a-ttl' },
        decides: {
          lru: ['facts kv.evicted at redis >= 1'],
          refuses: ['facts client.failed at pages text~OOM >= 10', 'facts kv.evicted at redis = 0'],
          expires: ['facts kv.expired at redis >= 1'],
        },
      },
      do: asks('wait 2s', 'cli> SET note hello', 'cli> TTL page:1', 'wait 50ms'),
      goal: [repliedWith('SET note hello', 'OOM'), replied('TTL page:1', '(integer) -1')],
      solution: ['wait 2s', ...cli('SET note hello', 'TTL page:1'), 'wait 50ms'],
      wrong: [
        {
          id: 'all-keys',
          lines: [...cli('CONFIG SET maxmemory-policy allkeys-lru'), 'wait 2s', ...cli('SET note hello', 'TTL page:1')],
          misconception: 'volatile-evicts-anything',
          shows: [replied('SET note hello', 'OK'), 'facts kv.evicted at redis >= 10'],
        },
      ],
      readings: { failed: 'count client.failed at pages' },
      see: {
        refused: ['facts client.failed at pages text~OOM >= 10'],
        none: ['facts kv.evicted at redis = 0', replied('TTL page:1', '(integer) -1')],
      },
      why: {
        only: { source: 1 },
        with: {
          lines: [`configure pages ${JSON.stringify({ commands: [`SET page:{n} ${PAGE} EX 60`] })}`, 'wait 2s'],
          holds: ['facts kv.evicted at redis >= 10'],
        },
      },
      asks: { subject: 'last client.failed at pages', question: 'happened', reaches: 'OOM' },
      other: null,
    },
  ],
  challenge: {
    world: SHARED,
    choices: {
      policy: {
        options: { none: policy('noeviction'), all: policy('allkeys-lru'), volatile: policy('volatile-lru') },
      },
      ttl: {
        options: { without: pages(`SET page:{n} ${PAGE}`), with: pages(`SET page:{n} ${PAGE} EX 60`) },
      },
    },
    trial: ['wait 2.5s', 'wait {at}'],
    seeds: [1, 2, 3],
    moments: ['100ms', '800ms', '1.5s'],
    goal: [
      'facts kv.evicted at redis key~cart = 0',
      'facts client.failed at pages = 0',
      'facts client.failed at carts = 0',
      'facts kv.evicted at redis >= 10',
    ],
    solution: { policy: 'volatile', ttl: 'with' },
    wrong: [
      {
        pick: { policy: 'all', ttl: 'with' },
        misconception: 'lru-keeps-what-was-first',
        shows: ['facts kv.evicted at redis key~cart >= 1'],
      },
      {
        pick: { policy: 'volatile', ttl: 'without' },
        misconception: 'volatile-evicts-anything',
        shows: ['facts client.failed at pages text~OOM >= 1'],
      },
      {
        pick: { policy: 'none', ttl: 'with' },
        misconception: 'full-evicts-by-default',
        shows: ['facts client.failed at pages text~OOM >= 1'],
      },
    ],
    after: {
      exact: ['facts kv.evicted at redis key~cart = 0', 'facts client.failed at pages = 0'],
      two: { source: 1 },
    },
  },
  sources: [
    { title: 'Redis: FAQ', url: 'https://redis.io/docs/latest/develop/get-started/faq/' },
    { title: 'Redis: key eviction', url: 'https://redis.io/docs/latest/develop/reference/eviction/' },
  ],
} as const satisfies LessonData;
