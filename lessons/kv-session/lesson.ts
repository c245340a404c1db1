import type { NodeSpec, WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { asks, cli, edit, ofKey, person, program, redis, replied } from '../parts.ts';

const BEGIN = `import Redis from 'ioredis';
const redis = new Redis();
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const key = 'session:42';
`;
/** Logs ann in. */
const LOGIN = `${BEGIN}await redis.multi().hset(key, 'user', 'ann', 'visits', 0).pexpire(key, 1000).exec();
console.log('logged in');
await redis.quit();
`;
/** Four visits, 600 ms apart. What is done with each visit stands in between. */
const visits = (visit: string): string => `${BEGIN}for (let n = 1; n <= 4; n++) {
  await sleep(600);
  const user = await redis.hget(key, 'user');
  console.log(user === null ? 'please log in' : 'hello ' + user);
  if (user !== null) ${visit};
}
await redis.quit();
`;
const COUNT = "await redis.hincrby(key, 'visits', 1)";
const SLIDE = "await redis.multi().hincrby(key, 'visits', 1).pexpire(key, 1000).exec()";
const KEEP = "await redis.multi().hincrby(key, 'visits', 1).persist(key).exec()";

const sites = (name: string, server: NodeSpec, web: string): WorldSpec => ({
  name,
  seed: 1,
  nodes: [server, person(), program('web-1', LOGIN), program('web-2', web)],
});

const PLAIN = sites('Two app servers, one session', redis(), visits(COUNT));
const BEFORE = ['wait 50ms'] as const;
const IN = ['start web-1', 'wait 50ms'] as const;

/** Its redis.conf, and a start that reads it. */
const kept = (parameters: Readonly<Record<string, string>>): string[] => [
  `configure redis ${JSON.stringify({ parameters: { save: '', ...parameters } })}`,
  'kill redis',
  'start redis',
];

export const data = {
  id: 'kv-session',
  track: 'redis',
  minutes: 11,
  world: PLAIN,
  prompt: 'cli',
  focus: 'redis',
  steps: [
    {
      id: 'shared',
      before: BEFORE,
      watch: { two: null },
      predict: {
        options: { unknown: 'sessions-live-in-the-app-server', out: null, all: 'visits-prolong-by-themselves' },
        decides: {
          unknown: ['facts program.printed at web-2 text~hello = 0'],
          out: [
            'facts program.printed at web-2 text="hello ann" = 1',
            'facts program.printed at web-2 text="please log in" = 3',
          ],
          all: ['facts program.printed at web-2 text="hello ann" = 4'],
        },
      },
      do: asks('start web-1', 'wait 50ms', 'start web-2', 'wait 3s'),
      goal: [
        'facts program.ended at web-1 = 1',
        'facts program.ended at web-2 = 1',
        'facts program.printed at web-2 text="hello ann" >= 1',
      ],
      solution: [...IN, 'start web-2', 'wait 3s'],
      wrong: [
        {
          id: 'no-login',
          lines: ['start web-2', 'wait 3s'],
          misconception: 'sessions-live-in-the-app-server',
          shows: ['facts program.ended at web-2 = 1', 'web-1 is never'],
        },
      ],
      readings: {
        hello: 'count program.printed at web-2 text="hello ann"',
        out: 'count program.printed at web-2 text="please log in"',
        expired: 'last kv.expired at redis',
      },
      see: {
        knows: ['facts program.printed at web-2 text="hello ann" = 1'],
        out: [
          'facts kv.expired at redis key=session:42 = 1',
          'facts program.printed at web-2 text="please log in" = 3',
        ],
      },
      why: {
        shared: ['facts kv.executed at redis command=hget >= 4'],
        login: {
          lines: [...IN],
          holds: [ofKey('session:42', 'row.type = hash'), 'facts kv.execStarted at redis commands=2 = 1'],
        },
        visit: {
          lines: cli('HSET s visits 1', 'EXPIRE s 100', 'HINCRBY s visits 1', 'TTL s'),
          holds: [replied('TTL s', '(integer) 100')],
        },
      },
      asks: { subject: 'last kv.expired at redis key=session:42', question: 'happened', reaches: 'expire' },
      other: null,
    },
    {
      id: 'slide',
      before: BEFORE,
      watch: { edit: null },
      predict: {
        options: { same: 'expire-only-counts-once', all: null, ever: 'sliding-never-ends' },
        decides: {
          same: ['facts program.printed at web-2 text="please log in" >= 1'],
          all: ['facts program.printed at web-2 text="hello ann" = 4', 'key session:42 absent'],
          ever: ['key session:42 present'],
        },
      },
      do: asks(
        edit('web-2', visits(SLIDE)),
        'start web-1',
        'wait 50ms',
        'start web-2',
        'wait 5s',
        'cli> EXISTS session:42',
      ),
      goal: ['facts program.printed at web-2 text="hello ann" = 4', replied('EXISTS session:42', '(integer) 0')],
      solution: [edit('web-2', visits(SLIDE)), ...IN, 'start web-2', 'wait 5s', ...cli('EXISTS session:42')],
      wrong: [
        {
          id: 'unchanged',
          lines: [...IN, 'start web-2', 'wait 5s', ...cli('EXISTS session:42')],
          misconception: 'visits-prolong-by-themselves',
          shows: ['facts program.ended at web-2 = 1', 'facts program.printed at web-2 text="please log in" >= 1'],
        },
      ],
      readings: {
        hello: 'count program.printed at web-2 text="hello ann"',
        last: 'last program.printed at web-2',
        expired: 'last kv.expired at redis',
      },
      see: {
        all: ['facts program.printed at web-2 text="hello ann" = 4'],
        gone: ['facts kv.expired at redis key=session:42 = 1', replied('EXISTS session:42', '(integer) 0')],
      },
      why: {
        each: ['facts kv.execStarted at redis >= 5'],
        revoke: {
          lines: [...IN, ...cli('DEL session:42'), 'start web-2', 'wait 3s'],
          holds: ['facts program.printed at web-2 text="please log in" = 4'],
        },
      },
      asks: { subject: 'last kv.expired at redis key=session:42', question: 'happened', reaches: 'expire' },
      other: null,
    },
    {
      id: 'restart',
      before: [...BEFORE, ...cli('HSET session:42 user ann', 'EXPIRE session:42 3600')],
      watch: { kept: [ofKey('session:42', 'row.type = hash'), 'facts kv.started at redis appendonly=false = 1'] },
      predict: {
        options: { there: 'sessions-survive-a-restart', out: null, stale: 'the-app-server-remembers' },
        decides: {
          there: ['key session:42 present'],
          out: ['key session:42 absent', replied('HGET session:42 user', '(nil)')],
          stale: [replied('HGET session:42 user', '"ann"')],
        },
      },
      do: asks('kill redis', 'start redis', 'wait 200ms', 'cli> PING', 'cli> HGET session:42 user'),
      goal: ['facts node.stopped at redis how=kill = 1', replied('HGET session:42 user', '(nil)')],
      solution: ['kill redis', 'start redis', 'wait 200ms', ...cli('PING', 'HGET session:42 user')],
      wrong: [
        {
          id: 'not-killed',
          lines: cli('PING', 'HGET session:42 user'),
          misconception: 'sessions-survive-a-restart',
          shows: [replied('HGET session:42 user', '"ann"'), replied('PING', 'PONG')],
        },
      ],
      readings: { answer: 'text text of client.replied line="HGET session:42 user"' },
      see: { out: [replied('HGET session:42 user', '(nil)'), 'facts kv.loaded at redis keys=0 = 2'] },
      why: {
        memory: ['facts kv.started at redis appendonly=false = 2'],
        file: {
          lines: [
            ...kept({ appendonly: 'yes' }),
            'wait 200ms',
            ...cli('PING', 'HSET session:42 user ann', 'EXPIRE session:42 3600'),
            'kill redis',
            'start redis',
            'wait 200ms',
          ],
          holds: ['key session:42 present'],
        },
        choice: null,
      },
      asks: { subject: 'last kv.loaded at redis', question: 'happened', reaches: 'your start of redis' },
      other: null,
    },
  ],
  challenge: {
    world: PLAIN,
    choices: {
      file: {
        options: { none: kept({ appendonly: 'no' }), everysec: kept({ appendonly: 'yes', appendfsync: 'everysec' }) },
      },
      visit: {
        options: {
          count: [edit('web-2', visits(COUNT))],
          slide: [edit('web-2', visits(SLIDE))],
          keep: [edit('web-2', visits(KEEP))],
        },
      },
    },
    trial: [
      'wait 100ms',
      'start web-1',
      'wait 50ms',
      'start web-2',
      'wait {at}',
      'kill redis',
      'start redis',
      'wait 5s',
    ],
    seeds: [1, 2],
    moments: ['200ms', '500ms', '900ms', '1.4s'],
    goal: ['facts program.printed at web-2 text="hello ann" = 4', 'key session:42 absent'],
    solution: { file: 'everysec', visit: 'slide' },
    wrong: [
      {
        pick: { file: 'none', visit: 'slide' },
        misconception: 'sessions-survive-a-restart',
        shows: ['facts program.printed at web-2 text="please log in" >= 1'],
      },
      {
        pick: { file: 'everysec', visit: 'count' },
        misconception: 'visits-prolong-by-themselves',
        shows: ['facts program.printed at web-2 text="please log in" >= 1'],
      },
      {
        pick: { file: 'everysec', visit: 'keep' },
        misconception: 'sliding-means-for-ever',
        shows: ['key session:42 present'],
      },
    ],
    after: { exact: ['facts program.printed at web-2 text="hello ann" = 4'], weigh: null },
  },
  sources: [{ title: 'Redis: EXPIRE', url: 'https://redis.io/docs/latest/commands/expire/' }],
} as const satisfies LessonData;
