import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { app, asksToType, cli, ofKey, person, readKey, redis, replied } from '../parts.ts';

const ONE: WorldSpec = { name: 'One Redis server', seed: 1, nodes: [redis(), person()] };

/** A thousand players with scores. */
const SEASON: WorldSpec = {
  name: 'A season of a thousand players',
  seed: 1,
  nodes: [
    redis(),
    person(),
    app('author', { rate: 10_000, count: 1000, commands: ['ZADD season {random:5000} player:{n}'] }),
  ],
};

/** Jobs of three priorities arrive; at some moment all that are there are taken. */
const JOBS: WorldSpec = {
  name: 'A queue with priorities',
  seed: 1,
  nodes: [redis(), person(), app('shop', { rate: 40, pace: 'random', commands: [] })],
};

const BEFORE = ['wait 50ms'] as const;
const scoredBy = (score: string): string[] => [
  `configure shop ${JSON.stringify({ commands: [`EVAL "local n=tonumber(ARGV[1]) redis.call('ZADD','jobs',${score},'job:'..n)" 0 {n}`] })}`,
];
const takenBy = (pop: string): string[] =>
  cli(
    `EVAL "local m=redis.call('${pop}','jobs') while m[1] do redis.call('RPUSH','done',m[1]) m=redis.call('${pop}','jobs') end" 0`,
  );
/** Whether the jobs were taken by priority, and within one priority as they had come. */
const IN_ORDER =
  "EVAL \"local last=-1 for _,j in ipairs(redis.call('LRANGE','done',0,-1)) do local n=tonumber(string.sub(j,5)) local k=(n%3)*1000+n if k<last then return 'out of order at '..j end last=k end return 'in order'\" 0";

const BOARD = 'ZADD board 100 ann 200 bob 150 cem';

export const data = {
  id: 'kv-zsets',
  track: 'redis',
  minutes: 12,
  world: ONE,
  prompt: 'cli',
  focus: 'redis',
  steps: [
    {
      id: 'rank',
      before: [...BEFORE, ...cli(BOARD)],
      watch: { scores: [ofKey('board', 'row.type = zset'), ofKey('board', 'row.items = 3')] },
      predict: {
        options: { zero: 'zrank-is-best-first', two: null, three: 'ranks-begin-at-one' },
        decides: {
          zero: [replied('ZRANK board bob', '(integer) 0')],
          two: [replied('ZRANK board bob', '(integer) 2')],
          three: [replied('ZRANK board bob', '(integer) 3')],
        },
      },
      do: asksToType('ZRANK board bob', 'ZREVRANK board bob', 'ZRANGE board 0 -1 WITHSCORES'),
      goal: [
        replied('ZRANK board bob', '(integer) 2'),
        replied('ZREVRANK board bob', '(integer) 0'),
        'facts client.replied line="ZRANGE board 0 -1 WITHSCORES" text~ann',
      ],
      solution: cli('ZRANK board bob', 'ZREVRANK board bob', 'ZRANGE board 0 -1 WITHSCORES'),
      wrong: [
        {
          id: 'index',
          lines: cli('ZRANK board 200'),
          misconception: 'zrank-takes-a-score',
          shows: [replied('ZRANK board 200', '(nil)')],
        },
      ],
      readings: {
        rank: 'text text of client.replied line="ZRANK board bob"',
        best: 'text text of client.replied line="ZREVRANK board bob"',
      },
      see: {
        low: [replied('ZRANK board bob', '(integer) 2')],
        high: [replied('ZREVRANK board bob', '(integer) 0')],
      },
      why: {
        sorted: [replied('ZRANGE board 0 -1 WITHSCORES', '1) "ann"\n2) "100"\n3) "cem"\n4) "150"\n5) "bob"\n6) "200"')],
        kept: {
          lines: cli('ZINCRBY board 120 ann', 'ZREVRANK board ann'),
          holds: [replied('ZREVRANK board ann', '(integer) 0')],
        },
      },
      asks: { subject: 'last kv.executed at redis command=zrank', question: 'happened', reaches: 'ZRANK board bob' },
      other: null,
    },
    {
      id: 'ties',
      before: [...BEFORE, ...cli(BOARD)],
      watch: { cem: null },
      predict: {
        options: { arrival: 'tie-is-first-come', newest: 'tie-is-last-come', letters: null },
        decides: {
          arrival: [replied('ZRANGE board 150 150 BYSCORE', '1) "cem"\n2) "dan"\n3) "abe"')],
          newest: [replied('ZRANGE board 150 150 BYSCORE', '1) "abe"\n2) "dan"\n3) "cem"')],
          letters: [replied('ZRANGE board 150 150 BYSCORE', '1) "abe"\n2) "cem"\n3) "dan"')],
        },
      },
      do: asksToType('ZADD board 150 dan', 'ZADD board 150 abe', 'ZRANGE board 150 150 BYSCORE'),
      goal: [replied('ZRANGE board 150 150 BYSCORE', '1) "abe"\n2) "cem"\n3) "dan"')],
      solution: cli('ZADD board 150 dan', 'ZADD board 150 abe', 'ZRANGE board 150 150 BYSCORE'),
      wrong: [
        {
          id: 'by-rank',
          lines: cli('ZADD board 150 dan', 'ZADD board 150 abe', 'ZRANGE board 150 150'),
          misconception: 'zrange-is-by-score',
          shows: [replied('ZRANGE board 150 150', '(empty array)')],
        },
      ],
      readings: { three: 'texts argv of kv.executed at redis command=zadd argc=4' },
      see: {
        letters: [replied('ZRANGE board 150 150 BYSCORE', '1) "abe"\n2) "cem"\n3) "dan"')],
        bytes: {
          lines: cli('ZADD jobs 1 job:2', 'ZADD jobs 1 job:10', 'ZRANGE jobs 0 -1'),
          holds: [replied('ZRANGE jobs 0 -1', '1) "job:10"\n2) "job:2"')],
        },
      },
      why: {
        order: { source: 0 },
        lex: {
          lines: cli('ZADD names 0 bob 0 ann 0 cem 0 abe', 'ZRANGE names [a (c BYLEX'),
          holds: [replied('ZRANGE names [a (c BYLEX', '1) "abe"\n2) "ann"\n3) "bob"')],
        },
        same: { source: 1 },
      },
      asks: { subject: 'last kv.executed at redis command=zrange', question: 'happened', reaches: 'ZRANGE board' },
      other: null,
    },
    {
      id: 'skiplist',
      world: SEASON,
      before: ['wait 200ms'],
      watch: { levels: [ofKey('season', 'row.items = 1000'), ofKey('season', 'row.encoding = skiplist')] },
      predict: {
        options: { walk: 'sorted-sets-are-walked', few: null, none: 'a-dictionary-knows-ranks' },
        decides: {
          walk: [ofKey('season', 'structure.path.length >= 200', 'player:500')],
          few: [
            ofKey('season', 'structure.path.length < 60', 'player:500'),
            ofKey('season', 'structure.path.length > 1', 'player:500'),
          ],
          none: [ofKey('season', 'structure.path.length <= 1', 'player:500')],
        },
      },
      do: asksToType('ZRANK season player:500', 'ZSCORE season player:500', 'ZRANGE season 500 502'),
      goal: [
        'facts client.replied line="ZRANK season player:500" text~integer',
        'facts client.replied line="ZSCORE season player:500"',
        'facts client.replied line="ZRANGE season 500 502" text~player',
      ],
      solution: cli('ZRANK season player:500', 'ZSCORE season player:500', 'ZRANGE season 500 502'),
      wrong: [
        {
          id: 'fetch-all',
          lines: cli('ZRANGE season 0 -1'),
          misconception: 'sorted-sets-are-walked',
          shows: ['facts kv.executed at redis command=zrange scanned>=1000'],
        },
      ],
      readings: {
        path: readKey('season', 'structure.path.length', 'player:500'),
        level: readKey('season', 'structure.level'),
        rank: 'text text of client.replied line="ZRANK season player:500"',
        looked: 'text scanned of kv.executed at redis command=zrange',
      },
      see: {
        path: [ofKey('season', 'structure.path.length < 60', 'player:500')],
        range: ['facts kv.executed at redis command=zrange scanned=3 = 1'],
      },
      why: {
        lanes: [ofKey('season', 'structure.level >= 3')],
        dictionary: [
          ofKey('season', 'structure.buckets >= 100'),
          'facts kv.executed at redis command=zscore scanned=0 = 1',
        ],
        small: {
          world: ONE,
          lines: cli(BOARD, 'CONFIG GET zset-max-listpack-entries'),
          holds: [
            ofKey('board', 'row.encoding = listpack'),
            'facts client.replied line="CONFIG GET zset-max-listpack-entries" text~128',
          ],
        },
      },
      asks: { subject: 'last kv.executed at redis command=zrank', question: 'happened', reaches: 'ZRANK season' },
      other: null,
    },
  ],
  challenge: {
    world: JOBS,
    choices: {
      score: {
        options: {
          arrival: scoredBy('n'),
          priority: scoredBy('n%3'),
          both: scoredBy('(n%3)*1000+n'),
        },
      },
      take: { options: { min: takenBy('ZPOPMIN'), max: takenBy('ZPOPMAX') } },
    },
    trial: ['wait {at}', '{take}', ...cli(IN_ORDER)],
    seeds: [1, 2, 3],
    moments: ['500ms', '1s', '1.5s', '2s'],
    goal: [replied(IN_ORDER, '"in order"'), 'not key done absent'],
    solution: { score: 'both', take: 'min' },
    wrong: [
      {
        pick: { score: 'priority', take: 'min' },
        misconception: 'tie-is-first-come',
        shows: ['facts client.replied text~"out of order at"'],
      },
      {
        pick: { score: 'arrival', take: 'min' },
        misconception: 'sorted-set-knows-priorities',
        shows: ['facts client.replied text~"out of order at"'],
      },
      {
        pick: { score: 'both', take: 'max' },
        misconception: 'zrank-is-best-first',
        shows: ['facts client.replied text~"out of order at"'],
      },
    ],
    after: { exact: [replied(IN_ORDER, '"in order"')], limit: { source: 2 } },
  },
  sources: [
    { title: 'Redis: sorted sets', url: 'https://redis.io/docs/latest/develop/data-types/sorted-sets/' },
    { title: 'Redis: ZRANGE', url: 'https://redis.io/docs/latest/commands/zrange/' },
    { title: 'Redis: ZADD', url: 'https://redis.io/docs/latest/commands/zadd/' },
  ],
} as const satisfies LessonData;
