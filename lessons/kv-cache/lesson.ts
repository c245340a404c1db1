import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { asks, cli, edit, person, program, redis, replied } from '../parts.ts';

/** The database is slow: 50 ms for each query. How often it was asked stands in `queries`. */
const BEGIN = `import Redis from 'ioredis';
const redis = new Redis();
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
async function query() {
  await redis.incr('queries');
  const found = await redis.get('database');
  await sleep(50);
  return found;
}
`;
const WITHOUT = `${BEGIN}const price = query;
`;
const ASIDE = `${BEGIN}async function price() {
  const cached = await redis.get('price:tea');
  if (cached !== null) return cached;
  const found = await query();
  await redis.set('price:tea', found, 'PX', 400);
  return found;
}
`;
/** Who finds nothing takes a lock; the others look again a little later. */
const LOCKED = `${BEGIN}async function price() {
  const cached = await redis.get('price:tea');
  if (cached !== null) return cached;
  if ((await redis.set('filling', 1, 'PX', 200, 'NX')) === null) {
    await sleep(20);
    return price();
  }
  const found = await query();
  await redis.set('price:tea', found, 'PX', 400);
  return found;
}
`;
/** Twenty visitors, one after the other. */
const VISITORS = `for (let n = 1; n <= 20; n++) {
  await price();
  await sleep(30);
}
console.log('done');
await redis.quit();
`;
/** Ten visitors at once. */
const CROWD = `await Promise.all(Array.from({ length: 10 }, () => price()));
console.log('done');
await redis.quit();
`;

const shop = (name: string, source: string): WorldSpec => ({
  name,
  seed: 1,
  nodes: [redis(), person(), program('web', source)],
});

const ONE_BY_ONE = shop('Twenty visitors', WITHOUT + VISITORS);
const AT_ONCE = shop('Ten visitors at once', ASIDE + CROWD);
const BEFORE = ['wait 50ms', ...cli('SET database 100')] as const;

/** One visitor every 30 ms; a clerk changes the price in between. */
const READER = `for (let n = 1; n <= 40; n++) {
  console.log('price', await price());
  await sleep(30);
}
await redis.quit();
`;
const clerk = (after: string): string => `import Redis from 'ioredis';
const redis = new Redis();
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
${after}await redis.quit();
`;
const NEW_PRICE = "await redis.set('database', 200);\n";
const FORGET = "await redis.del('price:tea');\n";
/** The clerk's program does not run alone. */
const MEANWHILE = 'await sleep(40);\n';
const CHANGE: WorldSpec = {
  name: 'The price changes',
  seed: 1,
  nodes: [redis(), person(), program('web', ''), program('clerk', '')],
};

export const data = {
  id: 'kv-cache',
  track: 'redis',
  minutes: 13,
  world: ONE_BY_ONE,
  prompt: 'cli',
  focus: 'redis',
  steps: [
    {
      id: 'aside',
      before: BEFORE,
      watch: { slow: null, edit: null },
      predict: {
        options: { one: 'cached-once-cached-for-ever', few: null, twenty: 'a-cache-asks-every-time' },
        decides: {
          one: [replied('GET queries', '"1"')],
          few: ['facts kv.executed at redis command=incr >= 2', 'facts kv.executed at redis command=incr <= 4'],
          twenty: [replied('GET queries', '"20"')],
        },
      },
      do: asks(edit('web', ASIDE + VISITORS), 'start web', 'wait 2s', 'cli> GET queries'),
      goal: [
        'facts program.ended at web = 1',
        'facts kv.executed at redis command=incr <= 4',
        'facts client.replied at cli line="GET queries"',
      ],
      solution: [edit('web', ASIDE + VISITORS), 'start web', 'wait 2s', ...cli('GET queries')],
      wrong: [
        {
          id: 'without',
          lines: ['start web', 'wait 2s', ...cli('GET queries')],
          misconception: 'a-cache-asks-every-time',
          shows: ['facts program.ended at web = 1', replied('GET queries', '"20"')],
        },
      ],
      readings: {
        queries: 'text text of client.replied at cli line="GET queries"',
        reads: 'count kv.executed at redis command=get',
      },
      see: {
        few: ['facts kv.executed at redis command=incr >= 2', 'facts kv.executed at redis command=incr <= 4'],
        without: {
          lines: ['start web', 'wait 2s', ...cli('GET queries')],
          holds: [replied('GET queries', '"20"')],
        },
      },
      why: {
        aside: ['facts kv.executed at redis command=set argc>=5 >= 2'],
        ttl: ['facts kv.expired at redis key=price:tea >= 1'],
        cost: null,
      },
      asks: { subject: 'last kv.keyChanged at redis key=price:tea', question: 'happened', reaches: 'web' },
      other: null,
    },
    {
      id: 'stampede',
      world: AT_ONCE,
      before: BEFORE,
      watch: { crowd: null },
      predict: {
        options: { one: 'one-miss-one-query', ten: null, none: 'misses-wait-for-each-other' },
        decides: {
          one: [replied('GET queries', '"1"')],
          ten: [replied('GET queries', '"10"')],
          none: [replied('GET queries', '(nil)')],
        },
      },
      do: asks('start web', 'wait 500ms', 'cli> GET queries'),
      goal: ['facts program.ended at web = 1', replied('GET queries', '"10"')],
      solution: ['start web', 'wait 500ms', ...cli('GET queries')],
      wrong: [
        {
          id: 'warm',
          lines: [...cli('SET price:tea 100'), 'start web', 'wait 500ms', ...cli('GET queries')],
          misconception: 'one-miss-one-query',
          shows: ['facts program.ended at web = 1', replied('GET queries', '(nil)')],
        },
      ],
      readings: {
        queries: 'text text of client.replied at cli line="GET queries"',
        missed: 'count kv.executed at redis command=get reply~nil',
      },
      see: { ten: [replied('GET queries', '"10"')], sets: ['facts kv.executed at redis command=set argc>=5 = 10'] },
      why: {
        same: ['facts kv.executed at redis command=get reply~nil >= 10'],
        worst: null,
      },
      asks: { subject: 'last kv.executed at redis command=incr', question: 'happened', reaches: 'web' },
      other: null,
    },
    {
      id: 'lock',
      world: AT_ONCE,
      before: BEFORE,
      watch: { lock: null },
      predict: {
        options: { ten: 'a-lock-only-delays', one: null, wrong: 'who-waits-gets-nothing' },
        decides: {
          ten: [replied('GET queries', '"10"')],
          one: [replied('GET queries', '"1"'), 'facts program.ended at web code=0 = 1'],
          wrong: ['facts program.ended at web code=1 = 1'],
        },
      },
      do: asks(edit('web', LOCKED + CROWD), 'start web', 'wait 500ms', 'cli> GET queries'),
      goal: ['facts program.ended at web = 1', replied('GET queries', '"1"')],
      solution: [edit('web', LOCKED + CROWD), 'start web', 'wait 500ms', ...cli('GET queries')],
      wrong: [
        {
          id: 'unchanged',
          lines: ['start web', 'wait 500ms', ...cli('GET queries')],
          misconception: 'one-miss-one-query',
          shows: ['facts program.ended at web = 1', replied('GET queries', '"10"')],
        },
      ],
      readings: {
        queries: 'text text of client.replied at cli line="GET queries"',
        done: 'last program.printed at web',
      },
      see: { one: [replied('GET queries', '"1"')], all: ['facts program.printed at web text=done = 1'] },
      why: {
        nx: ['facts kv.executed at redis command=set reply~nil >= 9'],
        end: null,
        other: null,
      },
      asks: { subject: 'last kv.executed at redis command=incr', question: 'happened', reaches: 'web' },
      other: null,
    },
  ],
  challenge: {
    world: CHANGE,
    choices: {
      change: {
        options: {
          nothing: [edit('clerk', clerk(NEW_PRICE))],
          before: [edit('clerk', clerk(FORGET + MEANWHILE + NEW_PRICE))],
          after: [edit('clerk', clerk(NEW_PRICE + MEANWHILE + FORGET))],
        },
      },
      read: {
        options: {
          without: [edit('web', WITHOUT + READER)],
          ever: [edit('web', (ASIDE + READER).replace(", 'PX', 400", ''))],
          aside: [edit('web', ASIDE + READER)],
        },
      },
    },
    trial: [
      ...cli('SET database 100'),
      'start web',
      'wait {at}',
      'start clerk',
      'wait 300ms',
      'cli> GET price:tea',
      'wait 200ms',
      'cli> GET queries',
      'wait 2s',
    ],
    seeds: [1, 2],
    moments: ['75ms', '135ms', '195ms', '255ms', '315ms'],
    goal: [
      'facts client.replied line="GET price:tea" text~200 = 1',
      'facts kv.executed at redis command=incr <= 8',
      'facts kv.expired at redis key=price:tea >= 1',
    ],
    solution: { change: 'after', read: 'aside' },
    wrong: [
      {
        pick: { change: 'nothing', read: 'aside' },
        misconception: 'a-cache-knows-the-database',
        shows: ['facts client.replied line="GET price:tea" text~100 = 1'],
      },
      {
        pick: { change: 'before', read: 'aside' },
        misconception: 'forget-first',
        shows: ['facts client.replied line="GET price:tea" text~100 = 1'],
      },
      {
        pick: { change: 'after', read: 'without' },
        misconception: 'a-cache-asks-every-time',
        shows: ['facts kv.executed at redis command=incr >= 20'],
      },
      {
        pick: { change: 'after', read: 'ever' },
        misconception: 'deleting-is-enough',
        shows: ['facts kv.expired at redis key=price:tea = 0'],
      },
    ],
    after: {
      exact: ['facts client.replied line="GET price:tea" text~200 = 1'],
      gap: {
        lines: [
          edit('clerk', clerk(NEW_PRICE + MEANWHILE + FORGET)),
          edit('web', ASIDE + READER),
          ...cli('SET database 100'),
          'start web',
          'wait 8ms',
          'start clerk',
          'wait 200ms',
        ],
        holds: ['key database is "200"', 'key price:tea is "100"'],
      },
    },
  },
  sources: [{ title: 'Redis: SET', url: 'https://redis.io/docs/latest/commands/set/' }],
} as const satisfies LessonData;
