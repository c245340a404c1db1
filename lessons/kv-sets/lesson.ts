import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { app, asksToType, cli, ofKey, person, redis, replied, repliedWith } from '../parts.ts';

const ONE: WorldSpec = { name: 'One Redis server', seed: 1, nodes: [redis(), person()] };

/** A thousand readers, and three who may enter the back room. */
const READERS: WorldSpec = {
  name: 'A large set and a small one',
  seed: 1,
  nodes: [redis(), person(), app('author', { rate: 10_000, count: 1003, commands: ['SADD readers reader:{n}'] })],
};

/** People enter, some twice; then twenty prizes are drawn. */
const DRAW: WorldSpec = {
  name: 'A draw',
  seed: 1,
  nodes: [
    redis(),
    person(),
    app('door', { rate: 100, pace: 'random', count: 120, commands: [] }),
    app('draw', { rate: 50, count: 20, commands: [] }, null),
  ],
};

const BEFORE = ['wait 50ms'] as const;
const configure = (node: string, command: string): string[] => [
  `configure ${node} ${JSON.stringify({ commands: [command] })}`,
];
/** Draws with this command and writes down who won. */
const drawBy = (command: string): string[] =>
  configure('draw', `EVAL "redis.call('RPUSH','winners',redis.call(${command}))" 0`);
/** How many won, less how many different people that were. */
const TWICE =
  "EVAL \"local seen,n=cjson.decode('[]'),0 for _,w in ipairs(redis.call('LRANGE','winners',0,-1)) do if seen[w] then n=n+1 end seen[w]=1 end return n\" 0";

export const data = {
  id: 'kv-sets',
  track: 'redis',
  minutes: 10,
  world: ONE,
  prompt: 'cli',
  focus: 'redis',
  steps: [
    {
      id: 'once',
      before: [...BEFORE, ...cli('SADD ids 30 10 20')],
      watch: { set: [ofKey('ids', 'row.type = set'), ofKey('ids', 'row.items = 3')] },
      predict: {
        options: { added: 'sets-keep-the-order-of-arrival', four: 'sets-keep-duplicates', sorted: null },
        decides: {
          added: [replied('SMEMBERS ids', '1) "30"\n2) "10"\n3) "20"')],
          four: [ofKey('ids', 'row.items = 4')],
          sorted: [replied('SMEMBERS ids', '1) "10"\n2) "20"\n3) "30"')],
        },
      },
      do: asksToType('SADD ids 10', 'SMEMBERS ids', 'OBJECT ENCODING ids'),
      goal: [
        replied('SADD ids 10', '(integer) 0'),
        repliedWith('SMEMBERS ids', '30'),
        replied('OBJECT ENCODING ids', '"intset"'),
      ],
      solution: cli('SADD ids 10', 'SMEMBERS ids', 'OBJECT ENCODING ids'),
      wrong: [
        {
          id: 'index',
          lines: cli('SADD ids 10', 'LINDEX ids 0'),
          misconception: 'sets-keep-the-order-of-arrival',
          shows: [repliedWith('LINDEX ids 0', 'WRONGTYPE')],
        },
      ],
      readings: {
        again: 'text text of client.replied line="SADD ids 10"',
        encoding: 'text text of client.replied line="OBJECT ENCODING ids"',
      },
      see: {
        none: [replied('SADD ids 10', '(integer) 0'), ofKey('ids', 'row.items = 3')],
        sorted: [replied('SMEMBERS ids', '1) "10"\n2) "20"\n3) "30"'), replied('OBJECT ENCODING ids', '"intset"')],
      },
      why: {
        intset: [ofKey('ids', 'structure.encoding = intset')],
        promise: { source: 0 },
      },
      asks: { subject: 'last kv.executed at redis command=sadd', question: 'happened', reaches: 'SADD ids 10' },
      other: null,
    },
    {
      id: 'grows',
      before: [...BEFORE, ...cli('SADD ids 30 10 20')],
      watch: { intset: [ofKey('ids', 'row.encoding = intset')] },
      predict: {
        options: { back: 'encoding-shrinks-back', stays: null, refused: 'type-must-be-declared' },
        decides: {
          back: ['facts client.replied line="OBJECT ENCODING ids" text~intset >= 1'],
          stays: ['facts client.replied line="OBJECT ENCODING ids" text~hashtable = 2'],
          refused: ['facts client.replied failed=true'],
        },
      },
      do: asksToType('SADD ids ten', 'OBJECT ENCODING ids', 'SREM ids ten', 'OBJECT ENCODING ids'),
      goal: ['facts client.replied line="OBJECT ENCODING ids" text~hashtable = 2', ofKey('ids', 'row.items = 3')],
      solution: cli('SADD ids ten', 'OBJECT ENCODING ids', 'SREM ids ten', 'OBJECT ENCODING ids'),
      wrong: [
        {
          id: 'number',
          lines: cli('SADD ids 40', 'OBJECT ENCODING ids', 'SREM ids 40', 'OBJECT ENCODING ids'),
          misconception: 'every-write-counts-as-entry',
          shows: ['facts client.replied line="OBJECT ENCODING ids" text~intset = 2'],
        },
      ],
      readings: { encoding: 'text text of client.replied line="OBJECT ENCODING ids"' },
      see: {
        word: ['facts kv.keyChanged at redis key=ids encoding=hashtable items=4 = 1'],
        still: [ofKey('ids', 'row.items = 3'), ofKey('ids', 'row.encoding = hashtable')],
      },
      why: {
        whole: {
          lines: cli('SADD big 1', 'CONFIG GET set-max-intset-entries'),
          holds: [repliedWith('CONFIG GET set-max-intset-entries', '512')],
        },
        version: { source: 1 },
      },
      asks: {
        subject: 'first kv.keyChanged at redis encoding=hashtable',
        question: 'happened',
        reaches: 'SADD ids ten',
      },
      other: null,
    },
    {
      id: 'intersect',
      world: READERS,
      before: ['wait 200ms', ...cli('SADD staff reader:7 reader:8 nobody')],
      watch: { sizes: [ofKey('readers', 'row.items = 1003'), ofKey('staff', 'row.items = 3')] },
      predict: {
        options: { all: 'sinter-reads-all', few: null, product: 'sinter-compares-every-pair' },
        decides: {
          all: ['facts kv.executed at redis command=sinter scanned>=1000 scanned<3000 = 1'],
          few: ['facts kv.executed at redis command=sinter scanned<=10 = 1'],
          product: ['facts kv.executed at redis command=sinter scanned>=3000 = 1'],
        },
      },
      do: asksToType('SINTER readers staff', 'SDIFF staff readers', 'SISMEMBER readers nobody'),
      goal: [
        'facts client.replied line="SINTER readers staff" text~reader:7',
        replied('SDIFF staff readers', '1) "nobody"'),
        replied('SISMEMBER readers nobody', '(integer) 0'),
      ],
      solution: cli('SINTER readers staff', 'SDIFF staff readers', 'SISMEMBER readers nobody'),
      wrong: [
        {
          id: 'order',
          lines: cli('SINTER readers staff', 'SDIFF readers staff'),
          misconception: 'sdiff-is-symmetric',
          shows: ['facts kv.executed at redis command=sdiff scanned>=1000'],
        },
      ],
      readings: { looked: 'text scanned of kv.executed at redis command=sinter' },
      see: {
        both: ['facts client.replied line="SINTER readers staff" text~reader:8'],
        looked: ['facts kv.executed at redis command=sinter scanned<=10 = 1'],
        rest: [replied('SDIFF staff readers', '1) "nobody"')],
      },
      why: {
        smallest: { source: 2 },
        order: {
          lines: cli('SINTER staff readers'),
          holds: ['facts kv.executed at redis command=sinter scanned<=10 = 1'],
        },
        union: {
          lines: cli('SUNIONSTORE all readers staff'),
          holds: ['facts kv.executed at redis command=sunionstore scanned>=1000 = 1'],
        },
      },
      asks: { subject: 'last kv.executed at redis command=sinter', question: 'happened', reaches: 'SINTER readers' },
      other: null,
    },
    {
      id: 'sample',
      before: [...BEFORE, ...cli('SADD players ann bob cem')],
      watch: { three: [ofKey('players', 'row.items = 3')] },
      predict: {
        options: { three: 'srandmember-never-repeats', five: null, error: 'sample-too-large-is-an-error' },
        decides: {
          three: ['not facts client.replied line="SRANDMEMBER players -5" text~"5) "'],
          five: ['facts client.replied line="SRANDMEMBER players -5" text~"5) "'],
          error: ['facts client.replied failed=true'],
        },
      },
      do: asksToType(
        'SRANDMEMBER players -5',
        'SRANDMEMBER players 5',
        'SCARD players',
        'SPOP players',
        'SCARD players',
      ),
      goal: [
        'facts client.replied line="SRANDMEMBER players -5" text~"5) "',
        'facts client.replied line="SPOP players"',
        replied('SCARD players', '(integer) 2'),
      ],
      solution: cli(
        'SRANDMEMBER players -5',
        'SRANDMEMBER players 5',
        'SCARD players',
        'SPOP players',
        'SCARD players',
      ),
      wrong: [
        {
          id: 'only-look',
          lines: cli('SRANDMEMBER players', 'SCARD players'),
          misconception: 'srandmember-removes',
          shows: ['facts client.replied line="SRANDMEMBER players"', replied('SCARD players', '(integer) 3')],
        },
      ],
      readings: { left: 'text text of client.replied line="SCARD players"' },
      see: {
        five: ['facts client.replied line="SRANDMEMBER players -5" text~"5) "'],
        three: ['not facts client.replied line="SRANDMEMBER players 5" text~"4) "'],
        popped: [replied('SCARD players', '(integer) 3'), replied('SCARD players', '(integer) 2')],
      },
      why: {
        sign: { source: 3 },
        takes: [
          'facts kv.executed at redis command=spop dirty=1 = 1',
          'facts kv.executed at redis command=srandmember dirty=0 = 2',
        ],
      },
      asks: { subject: 'last kv.executed at redis command=spop', question: 'happened', reaches: 'SPOP players' },
      other: null,
    },
  ],
  challenge: {
    world: DRAW,
    choices: {
      enter: {
        options: {
          list: configure('door', 'RPUSH players person:{random:60}'),
          set: configure('door', 'SADD players person:{random:60}'),
        },
      },
      draw: {
        options: {
          look: drawBy("'SRANDMEMBER','players'"),
          list: drawBy("'LPOP','players'"),
          pop: drawBy("'SPOP','players'"),
        },
      },
    },
    trial: ['wait {at}', 'start draw', 'wait 2s', ...cli('LLEN winners', TWICE)],
    seeds: [1, 2, 3, 4],
    moments: ['1.6s', '2s', '2.5s'],
    goal: [replied('LLEN winners', '(integer) 20'), replied(TWICE, '(integer) 0')],
    solution: { enter: 'set', draw: 'pop' },
    wrong: [
      {
        pick: { enter: 'set', draw: 'look' },
        misconception: 'srandmember-removes',
        shows: [replied('LLEN winners', '(integer) 20'), `not ${replied(TWICE, '(integer) 0')}`],
      },
      {
        pick: { enter: 'list', draw: 'list' },
        misconception: 'lists-keep-one-of-each',
        shows: [replied('LLEN winners', '(integer) 20'), `not ${replied(TWICE, '(integer) 0')}`],
      },
      {
        pick: { enter: 'list', draw: 'pop' },
        misconception: 'any-command-fits-any-type',
        shows: ['facts client.failed at draw text~WRONGTYPE', replied('LLEN winners', '(integer) 0')],
      },
    ],
    after: {
      exact: [replied(TWICE, '(integer) 0')],
      again: { lines: cli('SADD hat ann', 'SPOP hat', 'SADD hat ann'), holds: [ofKey('hat', 'row.items = 1')] },
    },
  },
  sources: [
    { title: 'Redis: sets', url: 'https://redis.io/docs/latest/develop/data-types/sets/' },
    { title: 'Redis: OBJECT ENCODING', url: 'https://redis.io/docs/latest/commands/object-encoding/' },
    { title: 'Redis: SINTER', url: 'https://redis.io/docs/latest/commands/sinter/' },
    { title: 'Redis: SRANDMEMBER', url: 'https://redis.io/docs/latest/commands/srandmember/' },
  ],
} as const satisfies LessonData;
