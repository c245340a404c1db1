import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { app, asks, cli, ofKey, paced, person, redis, replied } from '../parts.ts';

const WORKERS: WorldSpec = {
  name: 'A shop and two workers',
  seed: 1,
  nodes: [redis(), person(), person('worker-1'), person('worker-2')],
};

/** Twenty orders; a worker takes them and is killed. */
const SHOP: WorldSpec = {
  name: 'Twenty orders',
  seed: 1,
  nodes: [
    redis(),
    person(),
    app('shop', { rate: 20, pace: 'random', count: 20, commands: [] }, 100_000),
    app('worker', { rate: 15, window: 1, commands: [] }, 100_000),
  ],
};

const BEFORE = ['wait 50ms'] as const;
const TWO = cli('XADD orders 1-1 item tea', 'XADD orders 2-1 item milk');
const configure = (shop: string, worker: string): string[] => [
  `configure shop ${JSON.stringify({ commands: [shop] })}`,
  `configure worker ${JSON.stringify({ commands: [worker] })}`,
];
export const data = {
  id: 'kv-pubsub-streams',
  track: 'redis',
  minutes: 13,
  world: WORKERS,
  prompt: 'cli',
  focus: 'redis',
  steps: [
    {
      id: 'pubsub',
      before: BEFORE,
      watch: { nobody: null },
      predict: {
        options: { both: 'pubsub-keeps-messages', second: null, none: 'subscribe-needs-a-queue' },
        decides: {
          both: ['facts client.printed at worker-1 text~one'],
          second: ['facts client.printed at worker-1 text~two = 1', 'facts client.printed at worker-1 text~one = 0'],
          none: ['facts client.printed at worker-1 text~message = 0'],
        },
      },
      do: asks('cli> PUBLISH orders one', 'worker-1> SUBSCRIBE orders', 'cli> PUBLISH orders two', 'cli> DBSIZE'),
      goal: [
        replied('PUBLISH orders one', '(integer) 0'),
        replied('PUBLISH orders two', '(integer) 1'),
        replied('DBSIZE', '(integer) 0'),
      ],
      solution: paced(
        'cli> PUBLISH orders one',
        'worker-1> SUBSCRIBE orders',
        'cli> PUBLISH orders two',
        'cli> DBSIZE',
      ),
      wrong: [
        {
          id: 'other-channel',
          lines: paced('worker-1> SUBSCRIBE order', 'cli> PUBLISH orders two', 'cli> DBSIZE'),
          misconception: 'subscribe-matches-prefixes',
          shows: [replied('PUBLISH orders two', '(integer) 0'), 'facts client.replied at worker-1 line~SUBSCRIBE'],
        },
      ],
      readings: {
        first: 'text text of client.replied line="PUBLISH orders one"',
        second: 'text text of client.replied line="PUBLISH orders two"',
      },
      see: {
        first: [replied('PUBLISH orders one', '(integer) 0')],
        second: [replied('PUBLISH orders two', '(integer) 1'), 'facts client.printed at worker-1 text~two = 1'],
        nothing: [replied('DBSIZE', '(integer) 0')],
      },
      why: {
        pass: { source: 0 },
        killed: {
          lines: [
            ...paced(
              'worker-1> SUBSCRIBE orders',
              'kill worker-1',
              'cli> PUBLISH orders three',
              'start worker-1',
              'worker-1> SUBSCRIBE orders',
            ),
          ],
          holds: [replied('PUBLISH orders three', '(integer) 0'), 'facts client.printed at worker-1 text~three = 0'],
        },
        all: {
          lines: paced('worker-1> SUBSCRIBE orders', 'worker-2> SUBSCRIBE orders', 'cli> PUBLISH orders two'),
          holds: [replied('PUBLISH orders two', '(integer) 2')],
        },
      },
      asks: { subject: 'last kv.published at redis', question: 'happened', reaches: 'PUBLISH orders two' },
      other: null,
    },
    {
      id: 'stream',
      before: [...BEFORE, ...TWO],
      watch: { two: [ofKey('orders', 'row.type = stream'), ofKey('orders', 'row.items = 2')] },
      predict: {
        options: { gone: 'reading-removes', both: null, second: 'each-entry-to-one-reader' },
        decides: {
          gone: ['facts client.replied at worker-2 line="XREAD STREAMS orders 0" text="(nil)"'],
          both: [
            'facts client.replied at worker-1 line="XREAD STREAMS orders 0" text~milk',
            'facts client.replied at worker-2 line="XREAD STREAMS orders 0" text~milk',
          ],
          second: ['not facts client.replied at worker-2 text~tea'],
        },
      },
      do: asks(
        'worker-1> XREAD STREAMS orders 0',
        'worker-2> XREAD STREAMS orders 0',
        'worker-2> XREAD STREAMS orders $',
        'cli> XLEN orders',
      ),
      goal: [
        'facts client.replied at worker-2 line="XREAD STREAMS orders 0" text~tea',
        'facts client.replied at worker-2 line="XREAD STREAMS orders $" text="(nil)"',
        replied('XLEN orders', '(integer) 2'),
      ],
      solution: paced(
        'worker-1> XREAD STREAMS orders 0',
        'worker-2> XREAD STREAMS orders 0',
        'worker-2> XREAD STREAMS orders $',
        'cli> XLEN orders',
      ),
      wrong: [
        {
          id: 'dollar-first',
          lines: paced('worker-1> XREAD STREAMS orders $', 'worker-2> XREAD STREAMS orders $', 'cli> XLEN orders'),
          misconception: 'dollar-is-all',
          shows: ['facts client.replied line="XREAD STREAMS orders $" text="(nil)" = 2'],
        },
      ],
      readings: { left: 'text text of client.replied line="XLEN orders"' },
      see: {
        both: [
          'facts client.replied at worker-1 line="XREAD STREAMS orders 0" text~milk',
          'facts client.replied at worker-2 line="XREAD STREAMS orders 0" text~milk',
        ],
        dollar: ['facts client.replied at worker-2 line="XREAD STREAMS orders $" text="(nil)"'],
        left: [replied('XLEN orders', '(integer) 2')],
      },
      why: {
        log: ['facts kv.executed at redis command=xread dirty=0 = 3'],
        from: {
          lines: paced('worker-1> XREAD STREAMS orders 1-1'),
          holds: ['facts client.replied at worker-1 text~milk', 'not facts client.replied at worker-1 text~tea'],
        },
        trim: {
          lines: cli('XADD orders MAXLEN 2 3-1 item bread', 'XLEN orders'),
          holds: [replied('XLEN orders', '(integer) 2')],
        },
      },
      asks: { subject: 'last kv.executed at redis command=xread', question: 'happened', reaches: 'XREAD STREAMS' },
      other: null,
    },
    {
      id: 'group',
      before: [...BEFORE, ...cli('XGROUP CREATE orders shop 0 MKSTREAM'), ...TWO],
      watch: { group: [replied('XGROUP CREATE orders shop 0 MKSTREAM', 'OK'), ofKey('orders', 'row.items = 2')] },
      predict: {
        options: { again: 'group-redelivers-by-itself', pending: null, lost: 'group-forgets-like-a-pop' },
        decides: {
          again: ['facts client.replied at worker-2 line~XREADGROUP text~tea'],
          pending: [
            'facts client.replied at worker-2 line~XREADGROUP text~milk',
            'facts client.replied line="XPENDING orders shop" text~"1-1"',
          ],
          lost: ['facts client.replied line="XPENDING orders shop" text~"1) (integer) 0"'],
        },
      },
      do: asks(
        'worker-1> XREADGROUP GROUP shop one COUNT 1 STREAMS orders >',
        'kill worker-1',
        'worker-2> XREADGROUP GROUP shop two STREAMS orders >',
        'cli> XPENDING orders shop',
      ),
      goal: [
        'facts node.stopped at worker-1 how=kill = 1',
        'facts client.replied at worker-2 line~XREADGROUP text~milk',
        'facts client.replied line="XPENDING orders shop" text~"1-1"',
      ],
      solution: paced(
        'worker-1> XREADGROUP GROUP shop one COUNT 1 STREAMS orders >',
        'kill worker-1',
        'worker-2> XREADGROUP GROUP shop two STREAMS orders >',
        'cli> XPENDING orders shop',
      ),
      wrong: [
        {
          id: 'acknowledged',
          lines: paced(
            'worker-1> XREADGROUP GROUP shop one COUNT 1 STREAMS orders >',
            'worker-1> XACK orders shop 1-1',
            'kill worker-1',
            'cli> XPENDING orders shop',
          ),
          misconception: 'ack-first-loses-nothing',
          shows: [
            'facts client.replied at worker-1 line~XACK',
            'facts node.stopped at worker-1',
            'facts client.replied line="XPENDING orders shop" text~"1) (integer) 0"',
          ],
        },
      ],
      readings: { taken: 'count kv.executed at redis command=xreadgroup' },
      see: {
        second: [
          'facts client.replied at worker-2 line~XREADGROUP text~milk',
          'not facts client.replied at worker-2 text~tea',
        ],
        pending: ['facts client.replied line="XPENDING orders shop" text~"1-1"'],
      },
      why: {
        each: { source: 1 },
        list: { source: 1 },
        nobody: ['not facts client.replied at worker-2 text~tea'],
      },
      asks: { subject: 'last kv.executed at redis command=xreadgroup', question: 'happened', reaches: 'XREADGROUP' },
      other: null,
    },
    {
      id: 'claim',
      before: [
        ...BEFORE,
        ...cli('XGROUP CREATE orders shop 0 MKSTREAM'),
        ...TWO,
        ...paced('worker-1> XREADGROUP GROUP shop one COUNT 1 STREAMS orders >', 'kill worker-1'),
      ],
      watch: { held: ['worker-1 is killed', 'facts client.replied at worker-1 line~XREADGROUP text~tea'] },
      predict: {
        options: { early: 'claim-takes-anything', later: null, never: 'only-its-owner-can-read-it' },
        decides: {
          early: ['facts client.replied at worker-2 line="XAUTOCLAIM orders shop two 200 0" text~tea = 2'],
          later: ['facts client.replied at worker-2 line="XAUTOCLAIM orders shop two 200 0" text~tea = 1'],
          never: ['facts client.replied at worker-2 line="XAUTOCLAIM orders shop two 200 0" text~tea = 0'],
        },
      },
      do: asks(
        'worker-2> XAUTOCLAIM orders shop two 200 0',
        'wait 300ms',
        'worker-2> XAUTOCLAIM orders shop two 200 0',
        'worker-2> XACK orders shop 1-1',
        'cli> XPENDING orders shop',
      ),
      goal: [
        'facts client.replied at worker-2 line="XAUTOCLAIM orders shop two 200 0" text~tea',
        replied('XACK orders shop 1-1', '(integer) 1'),
        'facts client.replied line="XPENDING orders shop" text~"1) (integer) 0"',
      ],
      solution: [
        ...paced('worker-2> XAUTOCLAIM orders shop two 200 0'),
        'wait 300ms',
        ...paced(
          'worker-2> XAUTOCLAIM orders shop two 200 0',
          'worker-2> XACK orders shop 1-1',
          'cli> XPENDING orders shop',
        ),
      ],
      wrong: [
        {
          id: 'ack-unseen',
          lines: paced('worker-2> XACK orders shop 1-1', 'cli> XPENDING orders shop'),
          misconception: 'ack-first-loses-nothing',
          shows: [
            'facts client.replied at worker-2 line~XACK text~"(integer) 1"',
            'not facts client.replied at worker-2 text~tea',
          ],
        },
      ],
      readings: { claims: 'count kv.executed at redis command=xautoclaim' },
      see: {
        early: [
          'facts client.replied at worker-2 line="XAUTOCLAIM orders shop two 200 0" = 2',
          'facts client.replied at worker-2 line="XAUTOCLAIM orders shop two 200 0" text~tea = 1',
        ],
        done: ['facts client.replied line="XPENDING orders shop" text~"1) (integer) 0"'],
        kept: [ofKey('orders', 'row.items = 2')],
      },
      why: {
        idle: { source: 2 },
        twice: null,
        since: { source: 2 },
      },
      asks: { subject: 'last kv.executed at redis command=xautoclaim', question: 'happened', reaches: 'XAUTOCLAIM' },
      other: null,
    },
  ],
  challenge: {
    world: SHOP,
    choices: {
      by: {
        options: {
          pubsub: configure('PUBLISH orders order:{n}', 'PING'),
          list: configure('LPUSH orders order:{n}', 'RPOP orders'),
          noack: configure('XADD orders * order {n}', 'XREADGROUP GROUP shop one COUNT 1 NOACK STREAMS orders >'),
          group: configure('XADD orders * order {n}', 'XREADGROUP GROUP shop one COUNT 1 STREAMS orders >'),
        },
      },
    },
    trial: [
      '{by}',
      'cli> XGROUP CREATE orders shop 0 MKSTREAM',
      'wait 100ms',
      'wait {at}',
      'kill worker',
      'wait 2s',
      ...cli('XREADGROUP GROUP shop two STREAMS orders >', 'XAUTOCLAIM orders shop two 0 0', 'XPENDING orders shop'),
    ],
    seeds: [1, 2, 3],
    moments: ['200ms', '400ms', '600ms', '900ms'],
    goal: ['facts client.replied line="XPENDING orders shop" text~"1) (integer) 20"'],
    solution: { by: 'group' },
    wrong: [
      {
        pick: { by: 'pubsub' },
        misconception: 'pubsub-keeps-messages',
        shows: ['not facts client.replied line="XPENDING orders shop" text~"1) (integer) 20"'],
      },
      {
        pick: { by: 'list' },
        misconception: 'popped-comes-back',
        shows: ['not facts client.replied line="XPENDING orders shop" text~"1) (integer) 20"'],
      },
      {
        pick: { by: 'noack' },
        misconception: 'noack-is-only-faster',
        shows: ['not facts client.replied line="XPENDING orders shop" text~"1) (integer) 20"'],
      },
    ],
    after: { exact: ['facts client.replied line="XPENDING orders shop" text~"1) (integer) 20"'], ack: null },
  },
  sources: [
    { title: 'Redis: pub/sub', url: 'https://redis.io/docs/latest/develop/interact/pubsub/' },
    { title: 'Redis: streams', url: 'https://redis.io/docs/latest/develop/data-types/streams/' },
    { title: 'Redis: XAUTOCLAIM', url: 'https://redis.io/docs/latest/commands/xautoclaim/' },
  ],
} as const satisfies LessonData;
