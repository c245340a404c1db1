import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { asks, cli, edit, person, program, redis, replied } from '../parts.ts';

const BEGIN = `import Redis from 'ioredis';
const redis = new Redis();
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
`;
/** Five requests at once, and five more 200 ms later. */
const ASK = `await sleep(parseInt(process.env.AT) - (Date.now() % 1000));
for (let n = 1; n <= 10; n++) {
  if (n === 6) await sleep(200);
  console.log((await allowed('ann')) ? 'allowed' : 'refused');
}
await redis.quit();
`;
/** Five in each second of the clock. */
const FIXED = `${BEGIN}async function allowed(user) {
  const key = 'rate:' + user + ':' + Math.floor(Date.now() / 1000);
  const count = await redis.incr(key);
  await redis.expire(key, 2);
  return count <= 5;
}
${ASK}`;
/** Five in any second: when each of them was is kept in a sorted set. */
const SLIDING = `${BEGIN}const script = "redis.call('zremrangebyscore', KEYS[1], 0, ARGV[1] - 1000) if redis.call('zcard', KEYS[1]) >= 5 then return 0 end redis.call('zadd', KEYS[1], ARGV[1], ARGV[2]) redis.call('pexpire', KEYS[1], 1000) return 1";
let asked = 0;
async function allowed(user) {
  return (await redis.eval(script, 1, 'rate:' + user, Date.now(), ++asked)) === 1;
}
${ASK}`;
/** A bucket of five tokens that gets one more every 200 ms. */
const BUCKET = `${BEGIN}const script = "local held = redis.call('hmget', KEYS[1], 'tokens', 'at') local at = tonumber(held[2]) or tonumber(ARGV[1]) local filled = math.floor((ARGV[1] - at) / 200) local tokens = math.min(5, (tonumber(held[1]) or 5) + filled) if tokens < 1 then return 0 end redis.call('hset', KEYS[1], 'tokens', tokens - 1, 'at', at + filled * 200) redis.call('pexpire', KEYS[1], 2000) return 1";
async function allowed(user) {
  return (await redis.eval(script, 1, 'rate:' + user, Date.now())) === 1;
}
${ASK}`;

/** One request: counted, then given an end. */
const TWO_STEPS = `import Redis from 'ioredis';
const redis = new Redis();
const count = await redis.incr('rate:ann');
if (count === 1) await redis.expire('rate:ann', 1);
console.log(count <= 5 ? 'allowed' : 'refused');
await redis.quit();
`;
const ONE_STEP = `import Redis from 'ioredis';
const redis = new Redis();
const [[, count]] = await redis.multi().incr('rate:ann').expire('rate:ann', 1, 'NX').exec();
console.log(count <= 5 ? 'allowed' : 'refused');
await redis.quit();
`;

const EDGE: WorldSpec = {
  name: 'Ten requests around a full second',
  seed: 1,
  nodes: [redis(), person(), program('client', FIXED, { env: { AT: '890' } })],
};
/** Each line takes 20 ms, so that one can be quicker. */
const GATE: WorldSpec = {
  name: 'A gate that counts',
  seed: 1,
  nodes: [redis(), person(), program('gate', TWO_STEPS, { lineTakes: 20_000 })],
};
const ANY: WorldSpec = {
  name: 'Ten requests at any moment',
  seed: 1,
  nodes: [redis(), person(), program('client', '', {})],
};

const BEFORE = ['wait 50ms'] as const;
const KILLED = ['start gate', 'wait 70ms', 'kill gate'] as const;
/** The chosen program with its moment. */
const asking = (source: string): string[] => [`configure client ${JSON.stringify({ source, env: { AT: '{at}' } })}`];

export const data = {
  id: 'kv-rate',
  track: 'redis',
  minutes: 12,
  world: EDGE,
  prompt: 'cli',
  focus: 'redis',
  steps: [
    {
      id: 'edge',
      before: BEFORE,
      watch: { program: null, when: null },
      predict: {
        options: { five: 'a-window-limits-any-second', ten: null, none: 'the-second-window-inherits' },
        decides: {
          five: ['facts program.printed at client text=allowed = 5'],
          ten: ['facts program.printed at client text=allowed = 10'],
          none: ['facts program.printed at client text=allowed = 6'],
        },
      },
      do: asks('start client', 'wait 1.5s', 'cli> KEYS *'),
      goal: ['facts program.ended at client = 1', 'facts client.replied at cli line="KEYS *"'],
      solution: ['start client', 'wait 1.5s', ...cli('KEYS *')],
      wrong: [
        {
          id: 'too-soon',
          lines: ['start client', 'wait 200ms', ...cli('KEYS *')],
          misconception: 'a-window-limits-any-second',
          shows: ['client is up', replied('KEYS *', '(empty array)')],
        },
      ],
      readings: {
        allowed: 'count program.printed at client text=allowed',
        first: 'first program.printed at client',
        last: 'last program.printed at client',
      },
      see: { ten: ['facts program.printed at client text=allowed = 10'], short: ['time >= 1s'] },
      why: {
        two: [
          'facts kv.keyChanged at redis key~":1767225600" event=incrby >= 5',
          'facts kv.keyChanged at redis key~":1767225601" event=incrby >= 5',
        ],
        sum: ['facts program.printed at client text=refused = 0'],
        simple: { source: 0 },
      },
      asks: { subject: 'last kv.executed at redis command=incr', question: 'happened', reaches: 'client' },
      other: null,
    },
    {
      id: 'gap',
      world: GATE,
      before: BEFORE,
      watch: { lines: null },
      predict: {
        options: { second: 'incr-sets-an-end', ever: null, nothing: 'a-dead-client-takes-its-key' },
        decides: {
          second: ['facts client.replied line="TTL rate:ann" text="(integer) 1"'],
          ever: [replied('TTL rate:ann', '(integer) -1'), 'key rate:ann is "1"'],
          nothing: ['key rate:ann absent'],
        },
      },
      do: asks('start gate', 'wait 70ms', 'kill gate', 'wait 2s', 'cli> TTL rate:ann', 'cli> GET rate:ann'),
      goal: [
        'facts node.stopped at gate how=kill = 1',
        replied('TTL rate:ann', '(integer) -1'),
        replied('GET rate:ann', '"1"'),
      ],
      solution: [...KILLED, 'wait 2s', ...cli('TTL rate:ann', 'GET rate:ann')],
      wrong: [
        {
          id: 'not-killed',
          lines: ['start gate', 'wait 2s', ...cli('TTL rate:ann', 'GET rate:ann')],
          misconception: 'nothing-ever-dies-in-between',
          shows: ['facts program.ended at gate = 1', replied('GET rate:ann', '(nil)')],
        },
      ],
      readings: { ttl: 'text text of client.replied line="TTL rate:ann"', died: 'last node.stopped at gate' },
      see: {
        died: [
          'facts node.stopped at gate how=kill = 1',
          'facts kv.executed at redis command=incr = 1',
          'facts kv.executed at redis command=expire = 0',
        ],
        ever: [replied('TTL rate:ann', '(integer) -1')],
      },
      why: {
        between: { source: 0 },
        blocked: {
          lines: [...KILLED, ...cli('INCRBY rate:ann 4'), 'start gate', 'wait 3s', ...cli('GET rate:ann')],
          holds: ['facts program.printed at gate text=refused = 1', replied('GET rate:ann', '"6"')],
        },
      },
      asks: { subject: 'last kv.executed at redis command=incr', question: 'happened', reaches: 'gate' },
      other: null,
    },
    {
      id: 'edit',
      world: GATE,
      before: BEFORE,
      watch: { multi: null },
      predict: {
        options: { ever: 'a-transaction-can-be-half-done', gone: null, refused: 'killed-means-rolled-back-client' },
        decides: {
          ever: [replied('TTL rate:ann', '(integer) -1')],
          gone: ['facts kv.execStarted at redis = 1', 'facts kv.expired at redis key=rate:ann = 1'],
          refused: ['facts kv.execStarted at redis = 0'],
        },
      },
      do: asks(
        edit('gate', ONE_STEP),
        'start gate',
        'wait 70ms',
        'kill gate',
        'cli> PTTL rate:ann',
        'wait 2s',
        'cli> GET rate:ann',
      ),
      goal: [
        'facts node.stopped at gate how=kill = 1',
        'facts kv.execStarted at redis = 1',
        replied('GET rate:ann', '(nil)'),
      ],
      solution: [edit('gate', ONE_STEP), ...KILLED, ...cli('PTTL rate:ann'), 'wait 2s', ...cli('GET rate:ann')],
      wrong: [
        {
          id: 'unchanged',
          lines: [...KILLED, ...cli('PTTL rate:ann'), 'wait 2s', ...cli('GET rate:ann')],
          misconception: 'nothing-ever-dies-in-between',
          shows: ['facts node.stopped at gate', replied('GET rate:ann', '"1"')],
        },
      ],
      readings: { left: 'text text of client.replied line="PTTL rate:ann"' },
      see: {
        both: [
          'facts kv.execStarted at redis commands=2 = 1',
          'not facts client.replied line="PTTL rate:ann" text="(integer) -1"',
        ],
        gone: [replied('GET rate:ann', '(nil)')],
      },
      why: {
        whole: { source: 1 },
        nx: { source: 2 },
        lua: { source: 0 },
      },
      asks: { subject: 'last kv.expired at redis key=rate:ann', question: 'happened', reaches: 'expire' },
      other: null,
    },
  ],
  challenge: {
    world: ANY,
    choices: {
      limit: { options: { fixed: asking(FIXED), bucket: asking(BUCKET), sliding: asking(SLIDING) } },
    },
    trial: ['wait 50ms', 'start client', 'wait 3s'],
    seeds: [1, 2],
    moments: ['300ms', '500ms', '700ms', '890ms', '950ms'],
    goal: ['facts program.ended at client code=0 = 1', 'facts program.printed at client text=allowed = 5'],
    solution: { limit: 'sliding' },
    wrong: [
      {
        pick: { limit: 'fixed' },
        misconception: 'a-window-limits-any-second',
        shows: ['facts program.printed at client text=allowed = 10'],
      },
      {
        pick: { limit: 'bucket' },
        misconception: 'a-bucket-is-a-window',
        shows: ['facts program.printed at client text=allowed >= 6'],
      },
    ],
    after: { exact: ['facts program.printed at client text=refused = 5'], price: null },
  },
  sources: [
    { title: 'Redis: INCR, pattern rate limiter', url: 'https://redis.io/docs/latest/commands/incr/' },
    { title: 'Redis: transactions', url: 'https://redis.io/docs/latest/develop/interact/transactions/' },
    { title: 'Redis: EXPIRE', url: 'https://redis.io/docs/latest/commands/expire/' },
  ],
} as const satisfies LessonData;
