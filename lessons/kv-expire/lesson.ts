import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { app, asks, asksToType, cli, ofKey, person, redis, replied } from '../parts.ts';

/** A server that looks for what has expired once a second only, so that one sees what it has not found yet. */
const SELDOM: WorldSpec = { name: 'A server that seldom looks', seed: 1, nodes: [redis({ hz: '1' }), person()] };

/** 300 sessions of 400 ms, which nobody asks for. */
const SESSIONS: WorldSpec = {
  name: 'Sessions that nobody asks for',
  seed: 1,
  nodes: [redis(), person(), app('web', { rate: 5000, count: 300, commands: ['SET session:{n} user PX 400'] })],
};

const PLAIN: WorldSpec = { name: 'One Redis server', seed: 1, nodes: [redis(), person()] };

const KEPT: WorldSpec = {
  name: 'A server with a file',
  seed: 1,
  nodes: [redis({ appendonly: 'yes' }), person()],
};

/** Writes a rate every 100 ms until it is killed. */
const RATES: WorldSpec = {
  name: 'Rates that go out of date',
  seed: 1,
  nodes: [redis(), person(), app('writer', { rate: 20, pace: 'random', window: 1, commands: [] })],
};

const BEFORE = ['wait 50ms'] as const;
const write = (...commands: readonly string[]): string[] => [`configure writer ${JSON.stringify({ commands })}`];

export const data = {
  id: 'kv-expire',
  track: 'redis',
  minutes: 12,
  world: SELDOM,
  prompt: 'cli',
  focus: 'redis',
  steps: [
    {
      id: 'lazy',
      before: ['wait 1.05s'],
      watch: { seldom: null },
      predict: {
        options: { removed: 'expired-means-removed', there: null, readable: 'expired-until-cleaned-is-readable' },
        decides: {
          removed: ['facts client.replied line=DBSIZE text="(integer) 1" = 0'],
          there: [replied('DBSIZE', '(integer) 1'), replied('GET session:1', '(nil)')],
          readable: [replied('GET session:1', '"ann"')],
        },
      },
      do: asks('cli> SET session:1 ann PX 300', 'wait 400ms', 'cli> DBSIZE', 'cli> GET session:1', 'cli> DBSIZE'),
      goal: [replied('DBSIZE', '(integer) 1'), replied('GET session:1', '(nil)'), replied('DBSIZE', '(integer) 0')],
      solution: [...cli('SET session:1 ann PX 300'), 'wait 400ms', ...cli('DBSIZE', 'GET session:1', 'DBSIZE')],
      wrong: [
        {
          id: 'too-early',
          lines: cli('SET session:1 ann PX 300', 'GET session:1'),
          misconception: 'expiry-is-at-once',
          shows: [replied('GET session:1', '"ann"'), 'facts kv.expired at redis = 0'],
        },
      ],
      readings: { late: 'text late of kv.expired at redis' },
      see: {
        counted: [replied('DBSIZE', '(integer) 1')],
        hidden: [replied('GET session:1', '(nil)')],
        gone: ['facts kv.expired at redis how=lazy late>=50 = 1', replied('DBSIZE', '(integer) 0')],
      },
      why: {
        two: { source: 0 },
        lazy: ['why kv.expired at redis from node.commanded line="GET session:1"'],
        hz: {
          world: PLAIN,
          lines: cli('CONFIG GET hz'),
          holds: ['facts client.replied line="CONFIG GET hz" text~10'],
        },
      },
      asks: { subject: 'last kv.expired at redis', question: 'happened', reaches: 'GET session:1' },
      other: null,
    },
    {
      id: 'active',
      world: SESSIONS,
      before: ['wait 100ms'],
      watch: { many: ['inspect redis {"kind":"keys","db":0,"prefix":"","from":0,"count":1} total = 300'] },
      predict: {
        options: { stay: 'expired-only-when-read', exact: 'each-key-has-a-timer', later: null },
        decides: {
          stay: ['inspect redis {"kind":"keys","db":0,"prefix":"","from":0,"count":1} total = 300'],
          exact: ['facts kv.expired at redis how=active late<5 = 300'],
          later: ['facts kv.expired at redis how=active = 300', 'facts kv.expired at redis late>=20 >= 1'],
        },
      },
      do: asks('wait 600ms', 'cli> DBSIZE'),
      goal: [replied('DBSIZE', '(integer) 0'), 'facts kv.expired at redis = 300'],
      solution: ['wait 600ms', ...cli('DBSIZE')],
      wrong: [
        {
          id: 'impatient',
          lines: cli('DBSIZE'),
          misconception: 'expiry-is-at-once',
          shows: [replied('DBSIZE', '(integer) 300'), 'facts kv.expired at redis = 0'],
        },
      ],
      readings: {
        removed: 'count kv.expired at redis how=active',
        latest: 'text late of kv.expired at redis',
        at: 'first kv.expireCycled at redis',
      },
      see: {
        all: ['facts kv.expired at redis how=active = 300', 'facts kv.expired at redis how=lazy = 0'],
        late: ['facts kv.expired at redis late>=90 >= 1', 'facts kv.expired at redis late>110 = 0'],
      },
      why: {
        cycle: { source: 0 },
        sample: { source: 0 },
        so: ['facts kv.expired at redis late>=40 >= 1'],
      },
      asks: { subject: 'last kv.expired at redis', question: 'happened', reaches: 'expire' },
      other: null,
    },
    {
      id: 'set-again',
      world: PLAIN,
      before: [...BEFORE, ...cli('SET page:1 old EX 60')],
      watch: { ttl: [ofKey('page:1', 'row.expired = false'), 'facts kv.keyChanged at redis key=page:1 >= 1'] },
      predict: {
        options: { kept: 'set-keeps-the-ttl', none: null, again: 'set-renews-the-ttl' },
        decides: {
          kept: ['facts client.replied line="TTL page:1" text="(integer) 60" = 2'],
          none: [replied('TTL page:1', '(integer) -1')],
          again: ['facts client.replied line="TTL page:1" text~"(integer) 6" = 3'],
        },
      },
      do: asksToType(
        'TTL page:1',
        'SET page:1 new',
        'TTL page:1',
        'EXPIRE page:1 60',
        'APPEND page:1 !',
        'PTTL page:1',
      ),
      goal: [
        replied('TTL page:1', '(integer) -1'),
        replied('APPEND page:1 !', '(integer) 4'),
        'facts client.replied line="PTTL page:1" text~"(integer) 59"',
      ],
      solution: cli('TTL page:1', 'SET page:1 new', 'TTL page:1', 'EXPIRE page:1 60', 'APPEND page:1 !', 'PTTL page:1'),
      wrong: [
        {
          id: 'keepttl',
          lines: cli('SET page:1 new KEEPTTL', 'TTL page:1'),
          misconception: 'set-keeps-the-ttl',
          shows: ['facts client.replied line="SET page:1 new KEEPTTL"', replied('TTL page:1', '(integer) 60')],
        },
      ],
      readings: { left: 'text text of client.replied line="PTTL page:1"' },
      see: {
        lost: [replied('TTL page:1', '(integer) -1')],
        appended: ['facts client.replied line="PTTL page:1" text~"(integer) 59"'],
      },
      why: {
        anew: { source: 1 },
        keep: { lines: cli('SET page:1 new KEEPTTL', 'TTL page:1'), holds: [replied('TTL page:1', '(integer) 60')] },
        change: { lines: cli('SET n 1 EX 60', 'INCR n', 'TTL n'), holds: [replied('TTL n', '(integer) 60')] },
        missing: { lines: cli('TTL nothing'), holds: [replied('TTL nothing', '(integer) -2')] },
      },
      asks: { subject: 'first kv.keyChanged at redis key=page:1', question: 'happened', reaches: 'SET page:1' },
      other: null,
    },
    {
      id: 'restart',
      world: KEPT,
      before: [...BEFORE, ...cli('SET ticket ann EX 3', 'SET poster bob EX 60'), 'wait 1.5s'],
      watch: { both: ['key ticket present', 'key poster present'] },
      predict: {
        options: { both: 'ttl-stops-with-the-server', one: null, fresh: 'ttl-begins-again' },
        decides: {
          both: ['key ticket present'],
          one: ['key ticket absent', 'key poster present', 'facts client.replied line="TTL poster" text~"(integer) 5"'],
          fresh: [replied('TTL poster', '(integer) 60')],
        },
      },
      do: asks('kill redis', 'wait 4s', 'start redis', 'wait 200ms', 'cli> PING', 'cli> GET ticket', 'cli> TTL poster'),
      goal: [
        'facts node.stopped at redis how=kill = 1',
        replied('GET ticket', '(nil)'),
        'facts client.replied line="TTL poster" text~"(integer) 5"',
      ],
      solution: ['kill redis', 'wait 4s', 'start redis', 'wait 200ms', ...cli('PING', 'GET ticket', 'TTL poster')],
      wrong: [
        {
          id: 'quick',
          lines: ['kill redis', 'start redis', 'wait 200ms', ...cli('PING', 'GET ticket')],
          misconception: 'ttl-stops-with-the-server',
          shows: ['facts node.stopped at redis', replied('GET ticket', '"ann"')],
        },
      ],
      readings: {
        down: 'span node.stopped at redis to node.started at redis',
        left: 'text text of client.replied line="TTL poster"',
      },
      see: {
        ticket: ['key ticket absent', replied('GET ticket', '(nil)')],
        poster: ['facts client.replied line="TTL poster" text~"(integer) 5"'],
      },
      why: {
        absolute: { source: 2 },
        clock: { source: 2 },
        read: ['facts kv.loaded at redis from=aof = 1'],
      },
      asks: { subject: 'last kv.loaded at redis', question: 'happened', reaches: 'your start of redis' },
      other: null,
    },
  ],
  challenge: {
    world: RATES,
    choices: {
      write: {
        options: {
          two: write('SET rate:{n} 1.08', 'EXPIRE rate:{n} 2'),
          keep: write('SET rate:{n} 1.08 KEEPTTL'),
          millis: write('SET rate:{n} 1.08 PX 2'),
          seconds: write('SET rate:{n} 1.08 EX 2'),
        },
      },
    },
    trial: ['wait 1s', 'wait {at}', 'kill writer', 'wait 5ms', ...cli('DBSIZE'), 'wait 3s', ...cli('DBSIZE')],
    seeds: [1, 2, 3, 4],
    moments: ['5ms', '120ms', '250ms', '410ms', '600ms'],
    goal: ['facts client.replied line=DBSIZE text="(integer) 0" = 1', 'cli replied "(integer) 0"'],
    solution: { write: 'seconds' },
    wrong: [
      {
        pick: { write: 'two' },
        misconception: 'two-commands-are-one',
        shows: ['not cli replied "(integer) 0"'],
      },
      { pick: { write: 'keep' }, misconception: 'keepttl-gives-a-ttl', shows: ['not cli replied "(integer) 0"'] },
      {
        pick: { write: 'millis' },
        misconception: 'px-is-seconds',
        shows: ['facts client.replied line=DBSIZE text="(integer) 0" = 2'],
      },
    ],
    after: {
      exact: ['cli replied "(integer) 0"'],
      others: {
        lines: cli('SETEX a 2 x', 'GETEX a EX 5', 'TTL a'),
        holds: [replied('TTL a', '(integer) 5')],
      },
    },
  },
  sources: [
    { title: 'Redis: EXPIRE', url: 'https://redis.io/docs/latest/commands/expire/' },
    { title: 'Redis: SET', url: 'https://redis.io/docs/latest/commands/set/' },
    { title: 'Redis: expire timestamps', url: 'https://redis.io/docs/latest/commands/expire/#expires-and-persistence' },
  ],
} as const satisfies LessonData;
