import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { asks, edit, paced, person, program, redis, replied } from '../parts.ts';

const BEGIN = `import { randomUUID } from 'node:crypto';
import Redis from 'ioredis';
const redis = new Redis();
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const token = randomUUID();
`;
const TAKE = "while ((await redis.set('lock', token, 'PX', 100, 'NX')) === null) await sleep(10);\n";
const TAKE_FOR_EVER = "while ((await redis.set('lock', token, 'NX')) === null) await sleep(10);\n";
const WORK =
  "console.log(await redis.incr('inside'), 'inside');\nawait sleep(Number(process.env.TAKES));\nawait redis.decr('inside');\n";
const ANYBODY = "console.log('deleted', await redis.del('lock'));\nawait redis.quit();\n";
const OWNER = `const mine = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0";
console.log('deleted', await redis.eval(mine, 1, 'lock', token));
await redis.quit();
`;
/** A lock of 100 ms that is deleted by whoever is done. */
const PLAIN = BEGIN + TAKE + WORK + ANYBODY;
/** One that only its owner deletes. */
const TOKEN = BEGIN + TAKE + WORK + OWNER;

/** It works for twice as long as its lock lasts. */
const SLOW = program('slow', PLAIN, { env: { TAKES: '200' } });
const NEXT = program('next', PLAIN, { env: { TAKES: '150' } });
const PAIR: WorldSpec = { name: 'A slow worker and the next one', seed: 1, nodes: [redis(), person(), SLOW, NEXT] };

const HANDS: WorldSpec = { name: 'A lock by hand', seed: 1, nodes: [redis(), person(), person('other')] };

const COMPARE =
  "EVAL \"if redis.call('get',KEYS[1])==ARGV[1] then return redis.call('del',KEYS[1]) end return 0\" 1 lock mine";

/* The challenge: both store a file. Each number is higher than the one before; the store can look at it or not. */

const NUMBER = "const number = await redis.incr('number');\nawait sleep(Number(process.env.TAKES));\n";
const STORE = "await redis.set('file', `${process.env.NAME} ${number}`);\nconsole.log('stored');\n";
const FENCED = `const store = "if tonumber(redis.call('get', 'newest') or '0') > tonumber(ARGV[1]) then return 0 end redis.call('set', 'newest', ARGV[1]) redis.call('set', 'file', ARGV[2]) return 1";
const ok = await redis.eval(store, 0, number, \`\${process.env.NAME} \${number}\`);
console.log(ok ? 'stored' : 'refused');
`;
const both = (source: string): string[] => [edit('slow', source), edit('next', source)];

const FILES: WorldSpec = {
  name: 'One file, two writers',
  seed: 1,
  nodes: [
    redis(),
    person(),
    program('slow', '', { env: { NAME: 'slow', TAKES: '600' } }),
    program('next', '', { env: { NAME: 'next', TAKES: '20' } }),
  ],
};

const BEFORE = ['wait 50ms'] as const;

export const data = {
  id: 'kv-lock',
  track: 'redis',
  minutes: 13,
  world: PAIR,
  prompt: 'cli',
  focus: 'redis',
  steps: [
    {
      id: 'expires',
      before: BEFORE,
      watch: { program: null, hundred: null },
      predict: {
        options: { one: 'a-lock-keeps-others-out', two: null, never: 'a-lock-waits-for-its-owner' },
        decides: {
          one: ['facts program.printed text="2 inside" = 0', 'facts program.printed text~inside = 2'],
          two: ['facts program.printed at next text="2 inside" = 1'],
          never: ['facts program.printed at next = 0'],
        },
      },
      do: asks('start slow', 'wait 20ms', 'start next', 'wait 400ms'),
      goal: [
        'facts program.ended at slow = 1',
        'facts program.ended at next = 1',
        'facts program.printed text~inside = 2',
      ],
      solution: ['start slow', 'wait 20ms', 'start next', 'wait 400ms'],
      wrong: [
        {
          id: 'alone',
          lines: ['start slow', 'wait 400ms'],
          misconception: 'a-lock-keeps-others-out',
          shows: ['facts program.ended at slow = 1', 'next is never'],
        },
      ],
      readings: {
        expired: 'last kv.expired at redis',
        entered: 'last program.printed at next text~inside',
        left: 'last program.printed at slow text~deleted',
      },
      see: {
        expired: ['facts kv.expired at redis key=lock >= 1'],
        two: ['facts program.printed at next text="2 inside" = 1'],
      },
      why: {
        time: { source: 0 },
        must: { source: 0 },
        paused: { source: 1 },
      },
      asks: { subject: 'first kv.expired at redis key=lock', question: 'happened', reaches: 'lock' },
      other: null,
    },
    {
      id: 'release',
      world: HANDS,
      before: [
        ...BEFORE,
        ...paced('cli> SET lock mine PX 100 NX'),
        'wait 150ms',
        ...paced('other> SET lock theirs PX 60000 NX'),
      ],
      watch: {
        story: [
          replied('SET lock mine PX 100 NX', 'OK'),
          replied('SET lock theirs PX 60000 NX', 'OK'),
          'key lock is "theirs"',
        ],
      },
      predict: {
        options: { none: 'del-knows-its-owner', theirs: null, error: 'locks-are-protected' },
        decides: {
          none: [replied('DEL lock', '(integer) 0')],
          theirs: [replied('DEL lock', '(integer) 1')],
          error: ['facts client.replied line="DEL lock" failed=true'],
        },
      },
      do: asks(
        'cli> DEL lock',
        'cli> EXISTS lock',
        'other> SET lock theirs PX 60000 NX',
        `cli> ${COMPARE}`,
        'cli> GET lock',
      ),
      goal: [replied('DEL lock', '(integer) 1'), replied(COMPARE, '(integer) 0'), replied('GET lock', '"theirs"')],
      solution: paced(
        'cli> DEL lock',
        'cli> EXISTS lock',
        'other> SET lock theirs PX 60000 NX',
        `cli> ${COMPARE}`,
        'cli> GET lock',
      ),
      wrong: [
        {
          id: 'look-first',
          lines: paced('cli> GET lock', 'cli> DEL lock', 'cli> EXISTS lock'),
          misconception: 'look-then-delete-is-safe',
          shows: [
            replied('GET lock', '"theirs"'),
            replied('EXISTS lock', '(integer) 0'),
            'facts client.replied line="SET lock theirs PX 60000 NX" = 1',
          ],
        },
      ],
      readings: {
        deleted: 'text text of client.replied line="DEL lock"',
        kept: 'text text of client.replied line="GET lock"',
      },
      see: {
        gone: [replied('DEL lock', '(integer) 1'), replied('EXISTS lock', '(integer) 0')],
        compare: [replied(COMPARE, '(integer) 0'), replied('GET lock', '"theirs"')],
      },
      why: {
        key: { source: 0 },
        token: { source: 0 },
        script: { source: 0 },
      },
      asks: { subject: 'last kv.keyRemoved at redis key=lock', question: 'happened', reaches: 'DEL lock' },
      other: null,
    },
    {
      id: 'edit',
      before: BEFORE,
      watch: { same: null },
      predict: {
        options: { still: 'tokens-change-nothing', owner: null, waits: 'tokens-prolong-the-lock' },
        decides: {
          still: ['facts program.printed at slow text="deleted 1" = 1'],
          owner: [
            'facts program.printed at slow text="deleted 0" = 1',
            'facts program.printed at next text~deleted = 1',
          ],
          waits: ['facts kv.expired at redis key=lock = 0'],
        },
      },
      do: asks(edit('slow', TOKEN), edit('next', TOKEN), 'start slow', 'wait 20ms', 'start next', 'wait 400ms'),
      goal: ['facts program.printed at slow text="deleted 0" = 1', 'facts program.ended at next = 1'],
      solution: [edit('slow', TOKEN), edit('next', TOKEN), 'start slow', 'wait 20ms', 'start next', 'wait 400ms'],
      wrong: [
        {
          id: 'unchanged',
          lines: ['start slow', 'wait 20ms', 'start next', 'wait 400ms'],
          misconception: 'del-knows-its-owner',
          shows: ['facts program.ended at next = 1', 'facts program.printed at slow text="deleted 1" = 1'],
        },
      ],
      readings: { slow: 'text text of program.printed at slow text~deleted' },
      see: {
        slow: ['facts program.printed at slow text="deleted 0" = 1'],
        two: ['facts program.printed at next text="2 inside" = 1'],
      },
      why: {
        half: ['facts program.printed at next text="2 inside" = 1'],
        fence: { source: 1 },
      },
      asks: { subject: 'last program.printed at slow', question: 'happened', reaches: 'slow' },
      other: null,
    },
  ],
  challenge: {
    world: FILES,
    choices: {
      program: {
        options: {
          forever: both(BEGIN + TAKE_FOR_EVER + NUMBER + STORE + OWNER),
          plain: both(BEGIN + TAKE + NUMBER + STORE + ANYBODY),
          token: both(BEGIN + TAKE + NUMBER + STORE + OWNER),
          fenced: both(BEGIN + TAKE + NUMBER + FENCED + OWNER),
        },
      },
    },
    trial: ['start slow', 'wait {at}', 'start next', 'wait 1s'],
    seeds: [1, 2],
    moments: ['20ms', '110ms', '200ms', '300ms', '400ms'],
    goal: ['key file is "next 2"', 'nodes of program.printed text=stored are next'],
    solution: { program: 'fenced' },
    wrong: [
      { pick: { program: 'plain' }, misconception: 'a-lock-keeps-others-out', shows: ['key file is "slow 1"'] },
      { pick: { program: 'token' }, misconception: 'a-token-is-enough', shows: ['key file is "slow 1"'] },
      {
        pick: { program: 'forever' },
        misconception: 'a-lock-without-end-is-safer',
        shows: ['nodes of program.printed text=stored are slow next'],
      },
    ],
    after: { exact: ['key file is "next 2"'], store: { source: 1 } },
  },
  sources: [
    {
      title: 'Redis: distributed locks',
      url: 'https://redis.io/docs/latest/develop/use/patterns/distributed-locks/',
    },
    {
      title: 'Martin Kleppmann: how to do distributed locking',
      url: 'https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html',
    },
  ],
} as const satisfies LessonData;
