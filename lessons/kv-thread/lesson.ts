import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { app, asks, paced, person, redis, replied, repliedWith } from '../parts.ts';

/** 50,000 products, and a web shop that asks for one of them 200 times a second. */
const SHOP: WorldSpec = {
  name: 'A shop with 50,000 products',
  seed: 1,
  nodes: [
    redis({ 'enable-debug-command': 'yes' }),
    person(),
    person('admin'),
    app('web', { rate: 200, commands: ['GET product:{random:50000}'] }, 300_000),
  ],
};

/** A network with 20 ms in each direction. One client waits for each answer, the other does not. */
const FAR: WorldSpec = {
  name: 'Two clients far away',
  seed: 1,
  link: { latency: 20_000 },
  nodes: [
    redis(),
    person(),
    app('patient', { rate: 10_000, window: 1, count: 200, commands: ['INCR patient'] }, null),
    app('eager', { rate: 10_000, window: 200, count: 200, commands: ['INCR eager'] }, null),
  ],
};

const TASK: WorldSpec = {
  name: 'A report beside the shop',
  seed: 1,
  nodes: [
    redis({ 'enable-debug-command': 'yes' }),
    person(),
    app('web', { rate: 300, pace: 'random', commands: ['GET product:{random:50000}'] }, null),
  ],
};

const FILL = ['cli> DEBUG POPULATE 50000 product', 'wait 400ms'] as const;

export const data = {
  id: 'kv-thread',
  track: 'redis',
  minutes: 11,
  world: SHOP,
  prompt: 'admin',
  focus: 'redis',
  steps: [
    {
      id: 'keys',
      before: FILL,
      watch: { many: [replied('DEBUG POPULATE 50000 product', 'OK')], web: ['facts client.answered at web >= 10'] },
      predict: {
        options: { beside: 'reads-run-side-by-side', waits: null, refused: 'busy-server-refuses' },
        decides: {
          beside: ['facts client.answered at web took>=3000 = 0'],
          waits: ['facts client.answered at web took>=5000 >= 1', 'facts client.failed at web = 0'],
          refused: ['facts client.failed at web >= 1'],
        },
      },
      do: asks('admin> KEYS product:1234?', 'wait 100ms'),
      goal: [repliedWith('KEYS product:1234?', 'product:12345'), 'facts client.answered at web took>=5000 >= 1'],
      solution: [...paced('admin> KEYS product:1234?'), 'wait 100ms'],
      wrong: [
        {
          id: 'one-get',
          lines: [...paced('admin> GET product:7'), 'wait 100ms'],
          misconception: 'one-thread-is-always-slow',
          shows: [repliedWith('GET product:7', 'value'), 'facts client.answered at web took>=3000 = 0'],
        },
      ],
      readings: {
        took: 'duration took of kv.executed at redis command=keys',
        slow: 'duration took of client.answered at web took>=5000',
        usual: 'duration took of client.answered at web took<1100',
      },
      see: {
        long: ['facts kv.executed at redis command=keys took>=5000 = 1'],
        others: ['facts client.answered at web took>=5000 >= 1'],
        usual: ['facts client.answered at web took<1100 >= 10'],
      },
      why: {
        one: { source: 0 },
        pattern: ['facts kv.executed at redis command=keys scanned>=49999 = 1'],
        waits: ['facts client.failed at web = 0'],
      },
      asks: { subject: 'last kv.executed at redis command=keys', question: 'happened', reaches: 'KEYS product' },
      other: null,
    },
    {
      id: 'scan',
      before: FILL,
      watch: { same: ['facts client.answered at web took>=3000 = 0'] },
      predict: {
        options: { exact: 'count-is-a-limit', about: null, matches: 'scan-returns-matches-only-once-full' },
        decides: {
          exact: ['facts kv.executed at redis command=scan scanned=5 = 1'],
          about: [
            'facts client.replied line="SCAN 0 MATCH product:1234? COUNT 100" text~"(empty array)"',
            'facts kv.executed at redis command=scan scanned>=100 = 1',
          ],
          matches: ['facts client.replied line="SCAN 0 MATCH product:1234? COUNT 100" text~product:1234'],
        },
      },
      do: asks('admin> SCAN 0 MATCH product:1234? COUNT 100', 'wait 100ms'),
      goal: [
        'facts kv.executed at redis command=scan >= 1',
        'facts client.replied at admin line~SCAN',
        'time >= 500ms',
      ],
      solution: [...paced('admin> SCAN 0 MATCH product:1234? COUNT 100'), 'wait 100ms'],
      wrong: [
        {
          id: 'keys-again',
          lines: [...paced('admin> KEYS product:1234?'), 'wait 100ms'],
          misconception: 'keys-pattern-is-an-index',
          shows: ['facts kv.executed at redis command=keys', 'facts client.answered at web took>=5000 >= 1'],
        },
      ],
      readings: {
        looked: 'text scanned of kv.executed at redis command=scan',
        took: 'duration took of kv.executed at redis command=scan',
      },
      see: {
        empty: ['facts client.replied line="SCAN 0 MATCH product:1234? COUNT 100" text~"(empty array)"'],
        short: ['facts kv.executed at redis command=scan took<=100 = 1', 'facts client.answered at web took>=3000 = 0'],
      },
      why: {
        cursor: { source: 1 },
        promise: { source: 1 },
        count: { source: 1 },
      },
      asks: { subject: 'last kv.executed at redis command=scan', question: 'happened', reaches: 'SCAN 0' },
      other: {
        lines: [...paced('admin> KEYS product:1234?'), 'wait 100ms'],
        holds: ['facts client.answered at web took>=5000 >= 1'],
      },
    },
    {
      id: 'pipeline',
      world: FAR,
      before: ['wait 50ms'],
      watch: { far: null, two: null },
      predict: {
        options: { same: 'the-server-sets-the-pace', double: 'pipelining-halves', eager: null },
        decides: {
          same: ['facts client.answered at patient = 200'],
          double: ['facts client.answered at patient >= 80'],
          eager: ['facts client.answered at eager = 200', 'facts client.answered at patient <= 30'],
        },
      },
      do: asks('start patient', 'start eager', 'wait 1s', 'cli> MGET patient eager'),
      goal: [
        'facts client.answered at eager = 200',
        'facts client.answered at patient >= 10',
        repliedWith('MGET patient eager', '200'),
      ],
      solution: ['start patient', 'start eager', 'wait 1s', 'cli> MGET patient eager', 'wait 60ms'],
      wrong: [
        {
          id: 'only-patient',
          lines: ['start patient', 'wait 1s', 'cli> MGET patient eager', 'wait 60ms'],
          misconception: 'the-server-sets-the-pace',
          shows: ['facts client.answered at patient >= 10', 'facts client.answered at eager = 0'],
        },
      ],
      readings: {
        patient: 'count client.answered at patient',
        eager: 'count client.answered at eager',
        trip: 'duration took of client.answered at patient',
        work: 'duration took of kv.executed at redis command=incr',
      },
      see: {
        eager: ['facts client.answered at eager = 200'],
        patient: ['facts client.answered at patient <= 30'],
        trip: [
          'facts client.answered at patient took>=40000 >= 10',
          'facts kv.executed at redis command=incr took<=10 >= 200',
        ],
      },
      why: {
        idle: { source: 2 },
        order: { source: 2 },
        atomic: {
          lines: ['start eager', 'start patient', 'wait 1s'],
          holds: ['facts client.answered at patient >= 5', 'facts client.answered at eager = 200'],
        },
      },
      asks: { subject: 'last client.answered at patient', question: 'happened', reaches: 'INCR patient' },
      other: null,
    },
  ],
  challenge: {
    world: TASK,
    choices: {
      list: {
        options: {
          keys: ['cli> KEYS *'],
          one: ['cli> KEYS product:12345'],
          large: ['cli> SCAN 0 COUNT 100000'],
          small: ['cli> SCAN 0 COUNT 100'],
        },
      },
    },
    trial: ['cli> DEBUG POPULATE 50000 product', 'wait 300ms', 'start web', 'wait {at}', '{list}', 'wait 300ms'],
    seeds: [1, 2, 3],
    moments: ['100ms', '210ms', '320ms', '430ms'],
    goal: ['facts client.answered at web took>=4000 = 0', 'facts client.replied at cli = 2'],
    solution: { list: 'small' },
    wrong: [
      {
        pick: { list: 'one' },
        misconception: 'keys-pattern-is-an-index',
        shows: ['facts client.answered at web took>=4000 >= 1'],
      },
      {
        pick: { list: 'large' },
        misconception: 'scan-never-stalls',
        shows: ['facts client.answered at web took>=4000 >= 1'],
      },
      {
        pick: { list: 'keys' },
        misconception: 'reads-run-side-by-side',
        shows: ['facts client.answered at web took>=4000 >= 1'],
      },
    ],
    after: {
      exact: ['facts client.answered at web took>=4000 = 0'],
      again: { source: 1 },
    },
  },
  sources: [
    {
      title: 'Redis: diagnosing latency issues',
      url: 'https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency/',
    },
    { title: 'Redis: SCAN', url: 'https://redis.io/docs/latest/commands/scan/' },
    { title: 'Redis: pipelining', url: 'https://redis.io/docs/latest/develop/use/pipelining/' },
  ],
} as const satisfies LessonData;
