import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { asks, asksToType, cli, paced, person, redis, replied } from '../parts.ts';

const TWO: WorldSpec = { name: 'Two tills', seed: 1, nodes: [redis(), person(), person('app')] };

/** A till that sells one piece, as a program. Each of its lines takes a millisecond. */
const till = (id: string): WorldSpec['nodes'][number] => ({
  id,
  machine: 'program',
  config: { source: '', lineTakes: 1000 },
  startsAt: null,
});

/** One piece in stock, two tills. */
const LAST: WorldSpec = {
  name: 'The last piece',
  seed: 1,
  nodes: [redis(), person(), till('till-1'), till('till-2')],
};

const BEFORE = ['wait 50ms'] as const;
const STOCK = [...BEFORE, ...cli('SET stock 10')] as const;

const BEGIN = "import Redis from 'ioredis';\nconst redis = new Redis();\n";
const END = '\nawait redis.quit();\n';
/** Both tills run this program. */
const run = (lines: string): string[] =>
  ['till-1', 'till-2'].map((node) => `configure ${node} ${JSON.stringify({ source: BEGIN + lines + END })}`);

const READ_THEN_SET = run(`const left = Number(await redis.get('stock'));
if (left > 0) {
  await redis.set('stock', left - 1);
  await redis.incr('sold');
}`);
const MULTI_ONLY = run(`const left = Number(await redis.get('stock'));
if (left > 0) await redis.multi().set('stock', left - 1).incr('sold').exec();`);
const DECR_ONLY = run(`await redis.decr('stock');
await redis.incr('sold');`);
const WATCHED = run(`await redis.watch('stock');
const left = Number(await redis.get('stock'));
if (left > 0) await redis.multi().set('stock', left - 1).incr('sold').exec();`);

export const data = {
  id: 'kv-multi',
  track: 'redis',
  minutes: 13,
  world: TWO,
  prompt: 'cli',
  focus: 'redis',
  steps: [
    {
      id: 'lost-update',
      before: STOCK,
      watch: { ten: ['key stock is "10"'] },
      predict: {
        options: { eight: 'one-thread-means-no-races', nine: null, error: 'stale-write-is-refused' },
        decides: {
          eight: ['key stock is "8"'],
          nine: ['key stock is "9"', 'facts kv.executed at redis command=set = 3'],
          error: ['facts client.replied failed=true'],
        },
      },
      do: asks('cli> GET stock', 'app> GET stock', 'cli> SET stock 9', 'app> SET stock 9', 'cli> GET stock'),
      goal: [
        'facts client.replied at app line="SET stock 9" text=OK',
        'facts client.replied at cli line="SET stock 9" text=OK',
        'facts client.replied at cli line="GET stock" text~9',
      ],
      solution: paced('cli> GET stock', 'app> GET stock', 'cli> SET stock 9', 'app> SET stock 9', 'cli> GET stock'),
      wrong: [
        {
          id: 'in-turn',
          lines: paced('cli> GET stock', 'cli> SET stock 9', 'app> GET stock', 'app> SET stock 8'),
          misconception: 'one-thread-means-no-races',
          shows: ['key stock is "8"'],
        },
      ],
      readings: { left: 'text text of client.replied at cli line="GET stock"' },
      see: {
        sold: ['facts client.replied line="SET stock 9" text=OK = 2'],
        nine: ['key stock is "9"'],
      },
      why: {
        between: ['facts kv.executed at redis command=get = 3'],
        one: { source: 0 },
        decr: { lines: paced('cli> DECR stock', 'app> DECR stock'), holds: ['key stock is "8"'] },
      },
      asks: { subject: 'last kv.executed at redis command=set', question: 'happened', reaches: 'SET stock 9' },
      other: { lines: paced('cli> DECR stock', 'app> DECR stock'), holds: ['key stock is "8"'] },
    },
    {
      id: 'queued',
      before: STOCK,
      watch: { multi: null },
      predict: {
        options: { nine: 'multi-runs-at-once', ten: null, waits: 'multi-locks-others-out' },
        decides: {
          nine: [replied('GET stock', '"9"')],
          ten: ['facts client.replied at app line="GET stock" text~10 took<5000', 'key stock is "8"'],
          waits: ['facts client.replied at app took>=15000'],
        },
      },
      do: asks('cli> MULTI', 'cli> DECR stock', 'cli> DECR stock', 'app> GET stock', 'cli> EXEC'),
      goal: ['facts client.replied at app line="GET stock"', replied('EXEC', '1) (integer) 9\n2) (integer) 8')],
      solution: paced('cli> MULTI', 'cli> DECR stock', 'cli> DECR stock', 'app> GET stock', 'cli> EXEC'),
      wrong: [
        {
          id: 'discard',
          lines: paced('cli> MULTI', 'cli> DECR stock', 'cli> DISCARD', 'app> GET stock'),
          misconception: 'multi-runs-at-once',
          shows: [replied('DISCARD', 'OK'), 'key stock is "10"'],
        },
      ],
      readings: { seen: 'text text of client.replied at app line="GET stock"', queued: 'count kv.queued at redis' },
      see: {
        queued: ['facts kv.queued at redis = 2', 'facts client.replied at cli text=QUEUED = 2'],
        seen: ['facts client.replied at app line="GET stock" text~10'],
        exec: ['facts kv.execStarted at redis commands=2 = 1', 'key stock is "8"'],
      },
      why: {
        together: { source: 0 },
        nothing: {
          lines: paced('cli> MULTI', 'cli> GET stock'),
          holds: [replied('GET stock', 'QUEUED')],
        },
      },
      asks: { subject: 'last kv.keyChanged at redis key=stock', question: 'happened', reaches: 'EXEC' },
      other: null,
    },
    {
      id: 'watch',
      before: STOCK,
      watch: { ten: ['key stock is "10"'] },
      predict: {
        options: { five: 'exec-overwrites', three: null, blocked: 'watch-is-a-lock' },
        decides: {
          five: ['key stock is "9"'],
          three: ['key stock is "3"', replied('EXEC', '(nil)')],
          blocked: ['facts client.replied at app line="SET stock 3" = 0'],
        },
      },
      do: asks('cli> WATCH stock', 'cli> GET stock', 'app> SET stock 3', 'cli> MULTI', 'cli> SET stock 9', 'cli> EXEC'),
      goal: [replied('EXEC', '(nil)'), 'facts kv.execAborted at redis why=cas = 1', 'key stock is "3"'],
      solution: paced(
        'cli> WATCH stock',
        'cli> GET stock',
        'app> SET stock 3',
        'cli> MULTI',
        'cli> SET stock 9',
        'cli> EXEC',
      ),
      wrong: [
        {
          id: 'without',
          lines: paced('cli> GET stock', 'app> SET stock 3', 'cli> MULTI', 'cli> SET stock 9', 'cli> EXEC'),
          misconception: 'multi-checks-by-itself',
          shows: [replied('EXEC', '1) OK'), 'key stock is "9"'],
        },
      ],
      readings: { key: 'text key of kv.execAborted at redis' },
      see: {
        nil: [replied('EXEC', '(nil)'), 'facts kv.execAborted at redis key=stock = 1'],
        kept: ['key stock is "3"'],
      },
      why: {
        check: { source: 0 },
        retry: null,
        same: {
          lines: paced('cli> WATCH stock', 'app> SET stock 10', 'cli> MULTI', 'cli> SET stock 9', 'cli> EXEC'),
          holds: [replied('EXEC', '(nil)')],
        },
      },
      asks: { subject: 'last kv.execAborted at redis', question: 'happened', reaches: 'EXEC' },
      other: {
        lines: paced('cli> GET stock', 'app> SET stock 3', 'cli> MULTI', 'cli> SET stock 9', 'cli> EXEC'),
        holds: ['key stock is "9"'],
      },
    },
    {
      id: 'no-rollback',
      before: [...STOCK, ...cli('SET name Ada')],
      watch: { name: ['key name is "Ada"', 'key stock is "10"'] },
      predict: {
        options: { ten: 'exec-rolls-back', eleven: 'exec-stops-at-an-error', twelve: null },
        decides: {
          ten: ['key stock is "10"'],
          eleven: ['key stock is "11"'],
          twelve: ['key stock is "12"', 'facts client.replied line=EXEC text~"ERR value is not an integer"'],
        },
      },
      do: asksToType('MULTI', 'INCR stock', 'INCR name', 'INCR stock', 'EXEC'),
      goal: ['facts client.replied line=EXEC text~"(integer) 12"', 'key stock is "12"'],
      solution: cli('MULTI', 'INCR stock', 'INCR name', 'INCR stock', 'EXEC'),
      wrong: [
        {
          id: 'typo',
          lines: cli('MULTI', 'INCR stock', 'INCRR stock', 'INCR stock', 'EXEC'),
          misconception: 'queue-errors-are-skipped',
          shows: ['facts client.replied line=EXEC text~EXECABORT', 'key stock is "10"'],
        },
      ],
      readings: { answer: 'text text of client.replied line=EXEC' },
      see: {
        others: ['key stock is "12"'],
        error: ['facts client.replied line=EXEC text~"(error) ERR value is not an integer"'],
      },
      why: {
        none: { source: 0 },
        typo: {
          lines: cli('MULTI', 'INCR stock', 'INCRR stock', 'EXEC'),
          holds: ['facts client.replied line=EXEC text~EXECABORT', 'key stock is "10"'],
        },
      },
      asks: { subject: 'last kv.keyChanged at redis key=stock', question: 'happened', reaches: 'EXEC' },
      other: null,
    },
  ],
  challenge: {
    world: LAST,
    choices: {
      sell: { options: { set: READ_THEN_SET, multi: MULTI_ONLY, decr: DECR_ONLY, watch: WATCHED } },
    },
    trial: [...cli('SET stock 1'), 'start till-1', 'wait {at}', 'start till-2', 'wait 500ms'],
    seeds: [1, 2],
    moments: ['0ms', '1ms', '2ms', '3ms', '4ms', '6ms', '8ms', '20ms'],
    goal: ['key stock is "0"', 'key sold is "1"'],
    solution: { sell: 'watch' },
    wrong: [
      {
        pick: { sell: 'set' },
        misconception: 'one-thread-means-no-races',
        shows: ['key sold is "2"', 'key stock is "0"'],
      },
      {
        pick: { sell: 'multi' },
        misconception: 'multi-checks-by-itself',
        shows: ['key sold is "2"', 'key stock is "0"'],
      },
      { pick: { sell: 'decr' }, misconception: 'atomic-means-checked', shows: ['key stock is "-1"'] },
    ],
    after: {
      exact: ['key sold is "1"'],
      lua: { source: 1 },
    },
  },
  sources: [
    { title: 'Redis: transactions', url: 'https://redis.io/docs/latest/develop/interact/transactions/' },
    {
      title: 'Redis: scripting with Lua',
      url: 'https://redis.io/docs/latest/develop/interact/programmability/eval-intro/',
    },
  ],
} as const satisfies LessonData;
