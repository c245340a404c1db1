import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { app, asks, asksToType, cli, ofKey, paced, person, redis, replied } from '../parts.ts';

const ONE: WorldSpec = { name: 'One Redis server', seed: 1, nodes: [redis(), person()] };

/** Two workers with a prompt of their own. */
const WORKERS: WorldSpec = {
  name: 'Two workers',
  seed: 1,
  nodes: [redis(), person(), person('worker-1'), person('worker-2')],
};

/** A log of a thousand lines, in nodes of 128. */
const LONG: WorldSpec = {
  name: 'A long list',
  seed: 1,
  nodes: [
    redis({ 'list-max-listpack-size': '128' }),
    person(),
    app('author', { rate: 10_000, count: 1000, commands: ['RPUSH log line:{n}'] }),
  ],
};

/** A shop pushes twenty jobs, one worker takes them and is killed. */
const SHOP: WorldSpec = {
  name: 'A worker that is killed',
  seed: 1,
  nodes: [
    redis(),
    person(),
    app('shop', { rate: 20, pace: 'random', count: 20, commands: ['LPUSH jobs job:{n}'] }),
    app('worker', { rate: 15, window: 1, commands: [] }),
  ],
};

const BEFORE = ['wait 50ms'] as const;
const WAITING = [...BEFORE, ...paced('worker-2> BLPOP jobs 0', 'worker-1> BLPOP jobs 0')] as const;
const PUSHED = cli('LPUSH jobs a', 'LPUSH jobs b', 'LPUSH jobs c');
const take = (command: string): string[] => [`configure worker ${JSON.stringify({ commands: [command] })}`];
const KEPT = "EVAL \"return redis.call('LLEN','jobs')+redis.call('LLEN','doing')\" 0";

export const data = {
  id: 'kv-lists',
  track: 'redis',
  minutes: 11,
  world: ONE,
  prompt: 'cli',
  focus: 'redis',
  steps: [
    {
      id: 'queue',
      before: BEFORE,
      watch: { ends: null },
      predict: {
        options: { oldest: null, newest: 'pop-takes-the-newest', error: 'type-must-be-declared' },
        decides: {
          oldest: [replied('RPOP jobs', '"a"')],
          newest: [replied('RPOP jobs', '"c"')],
          error: ['facts client.replied failed=true'],
        },
      },
      do: asksToType('LPUSH jobs a', 'LPUSH jobs b', 'LPUSH jobs c', 'RPOP jobs', 'LPOP jobs'),
      goal: [replied('RPOP jobs', '"a"'), replied('LPOP jobs', '"c"')],
      solution: [...PUSHED, ...cli('RPOP jobs', 'LPOP jobs')],
      wrong: [
        {
          id: 'stack',
          lines: [...PUSHED, ...cli('LPOP jobs')],
          misconception: 'pop-takes-the-newest',
          shows: [replied('LPOP jobs', '"c"'), 'facts client.replied line="RPOP jobs" = 0'],
        },
      ],
      readings: {
        first: 'text text of client.replied line="RPOP jobs"',
        second: 'text text of client.replied line="LPOP jobs"',
      },
      see: {
        queue: [replied('RPOP jobs', '"a"')],
        stack: [replied('LPOP jobs', '"c"')],
        left: [ofKey('jobs', 'row.items = 1')],
      },
      why: {
        sides: {
          lines: cli('LPUSH jobs a b c', 'LRANGE jobs 0 -1'),
          holds: [replied('LRANGE jobs 0 -1', '1) "c"\n2) "b"\n3) "a"')],
        },
        gone: {
          lines: [...PUSHED, ...cli('RPOP jobs', 'RPOP jobs', 'RPOP jobs')],
          holds: ['key jobs absent', 'facts kv.keyRemoved at redis key=jobs = 1'],
        },
      },
      asks: { subject: 'last kv.executed at redis command=rpop', question: 'happened', reaches: 'RPOP jobs' },
      other: null,
    },
    {
      id: 'blocking',
      world: WORKERS,
      before: WAITING,
      watch: { waiting: ['facts kv.blocked at redis = 2', 'key jobs absent'] },
      predict: {
        options: { all: 'blpop-tells-everybody', first: null, second: 'blocked-served-at-random' },
        decides: {
          all: ['facts client.replied line="BLPOP jobs 0" = 2'],
          first: [
            'facts client.replied at worker-2 line="BLPOP jobs 0" text~mail = 1',
            'facts client.replied at worker-1 = 0',
          ],
          second: ['facts client.replied at worker-1 line="BLPOP jobs 0" text~mail = 1'],
        },
      },
      do: asksToType('RPUSH jobs mail', 'LLEN jobs'),
      goal: [
        'facts kv.unblocked at redis why=served = 1',
        replied('RPUSH jobs mail', '(integer) 1'),
        replied('LLEN jobs', '(integer) 0'),
      ],
      solution: cli('RPUSH jobs mail', 'LLEN jobs'),
      wrong: [
        {
          id: 'other-key',
          lines: cli('RPUSH job mail', 'LLEN jobs'),
          misconception: 'blpop-waits-for-any-list',
          shows: [replied('RPUSH job mail', '(integer) 1'), 'facts kv.unblocked at redis = 0'],
        },
      ],
      readings: {
        who: 'duration took of client.replied at worker-2',
        left: 'text text of client.replied line="LLEN jobs"',
      },
      see: {
        served: [
          'facts client.replied at worker-2 line="BLPOP jobs 0" text~mail = 1',
          'facts client.replied at worker-1 = 0',
        ],
        waited: ['facts client.replied at worker-2 took>=20000 = 1'],
        empty: [replied('LLEN jobs', '(integer) 0'), 'key jobs absent'],
      },
      why: {
        order: ['values kv.blocked.client at redis are 5 4', 'values kv.unblocked.client at redis are 5'],
        two: {
          lines: cli('RPUSH jobs mail print'),
          holds: ['facts client.replied at worker-2 text~mail = 1', 'facts client.replied at worker-1 text~print = 1'],
        },
        polling: { source: 0 },
      },
      asks: { subject: 'last kv.unblocked at redis', question: 'happened', reaches: 'RPUSH jobs mail' },
      other: null,
    },
    {
      id: 'not-an-array',
      world: LONG,
      before: ['wait 200ms'],
      watch: { nodes: [ofKey('log', 'row.items = 1000'), ofKey('log', 'structure.nodeCount = 8')] },
      predict: {
        options: { one: 'list-is-an-array', half: 'list-search-is-binary', walk: null },
        decides: {
          one: ['facts kv.executed at redis command=linsert scanned<=1 = 1'],
          half: ['facts kv.executed at redis command=linsert scanned<20 scanned>1 = 1'],
          walk: ['facts kv.executed at redis command=linsert scanned>=800 = 1'],
        },
      },
      do: asksToType('RPUSH log last', 'LINSERT log BEFORE line:900 new', 'LTRIM log -3 -1'),
      goal: ['facts kv.executed at redis command=linsert failed=false dirty=1 = 1', replied('LTRIM log -3 -1', 'OK')],
      solution: cli('RPUSH log last', 'LINSERT log BEFORE line:900 new', 'LTRIM log -3 -1'),
      wrong: [
        {
          id: 'index',
          lines: cli('RPUSH log last', 'LINSERT log BEFORE 900 new', 'LTRIM log -3 -1'),
          misconception: 'list-is-an-array',
          shows: [replied('LINSERT log BEFORE 900 new', '(integer) -1')],
        },
      ],
      readings: {
        push: 'text scanned of kv.executed at redis client=3 command=rpush',
        walked: 'text scanned of kv.executed at redis command=linsert',
      },
      see: {
        end: ['facts kv.executed at redis client=3 command=rpush scanned=0 = 1'],
        middle: ['facts kv.executed at redis command=linsert scanned>=800 = 1'],
        kept: [ofKey('log', 'row.items = 3')],
      },
      why: {
        chain: { source: 0 },
        index: { source: 0 },
        trim: {
          lines: cli('LTRIM log 0 9', 'LLEN log'),
          holds: [replied('LLEN log', '(integer) 10')],
        },
      },
      asks: { subject: 'last kv.executed at redis command=linsert', question: 'happened', reaches: 'LINSERT log' },
      other: null,
    },
    {
      id: 'taken',
      world: WORKERS,
      before: [...BEFORE, ...cli('LPUSH jobs a', 'LPUSH jobs b')],
      watch: { two: [ofKey('jobs', 'row.items = 2')] },
      predict: {
        options: { list: 'popped-comes-back', doing: null, gone: 'lmove-is-pop' },
        decides: {
          list: [ofKey('jobs', 'row.items = 2')],
          doing: ['not key doing absent', ofKey('doing', 'row.items = 1')],
          gone: ['key doing absent', ofKey('jobs', 'row.items = 1')],
        },
      },
      do: asks(
        'worker-1> LMOVE jobs doing RIGHT LEFT',
        'kill worker-1',
        'cli> LRANGE jobs 0 -1',
        'cli> LRANGE doing 0 -1',
      ),
      goal: [
        'facts node.stopped at worker-1 how=kill = 1',
        replied('LRANGE jobs 0 -1', '1) "b"'),
        replied('LRANGE doing 0 -1', '1) "a"'),
      ],
      solution: [
        ...paced('worker-1> LMOVE jobs doing RIGHT LEFT', 'kill worker-1'),
        ...cli('LRANGE jobs 0 -1', 'LRANGE doing 0 -1'),
      ],
      wrong: [
        {
          id: 'popped',
          lines: [...paced('worker-1> RPOP jobs', 'kill worker-1'), ...cli('LRANGE jobs 0 -1', 'LRANGE doing 0 -1')],
          misconception: 'popped-comes-back',
          shows: ['facts node.stopped at worker-1', 'facts kv.executed at redis command=rpop', 'key doing absent'],
        },
      ],
      readings: { doing: 'text text of client.replied line="LRANGE doing 0 -1"' },
      see: {
        held: [replied('LRANGE doing 0 -1', '1) "a"'), replied('LRANGE jobs 0 -1', '1) "b"')],
        popped: {
          lines: [...paced('worker-1> RPOP jobs', 'kill worker-1'), ...cli('EXISTS doing', 'LLEN jobs')],
          holds: [replied('EXISTS doing', '(integer) 0'), replied('LLEN jobs', '(integer) 1')],
        },
      },
      why: {
        one: ['facts kv.executed at redis command=lmove dirty>=1 = 1'],
        nobody: ['not facts kv.executed at redis client=4 command=lrem', ofKey('doing', 'row.items = 1')],
        remove: {
          lines: [...paced('worker-1> LMOVE jobs doing RIGHT LEFT', 'worker-1> LREM doing 1 a')],
          holds: ['key doing absent', ofKey('jobs', 'row.items = 1')],
        },
      },
      asks: { subject: 'last kv.executed at redis command=lmove', question: 'happened', reaches: 'LMOVE jobs doing' },
      other: {
        lines: [...paced('worker-1> RPOP jobs', 'kill worker-1'), ...cli('LRANGE jobs 0 -1', 'LRANGE doing 0 -1')],
        holds: ['key doing absent'],
      },
    },
  ],
  challenge: {
    world: SHOP,
    choices: {
      take: {
        options: {
          pop: take('RPOP jobs'),
          wait: take('BRPOP jobs 1'),
          newest: take('LMOVE jobs doing LEFT RIGHT'),
          oldest: take('LMOVE jobs doing RIGHT LEFT'),
        },
      },
    },
    trial: ['wait {at}', 'kill worker', 'wait 3s', ...cli(KEPT, 'LINDEX doing -1')],
    seeds: [1, 2, 3, 4],
    moments: ['300ms', '450ms', '600ms', '800ms', '1.1s'],
    goal: [replied(KEPT, '(integer) 20'), replied('LINDEX doing -1', '"job:1"')],
    solution: { take: 'oldest' },
    wrong: [
      { pick: { take: 'pop' }, misconception: 'popped-comes-back', shows: [`not ${replied(KEPT, '(integer) 20')}`] },
      { pick: { take: 'wait' }, misconception: 'blocking-is-safer', shows: [`not ${replied(KEPT, '(integer) 20')}`] },
      {
        pick: { take: 'newest' },
        misconception: 'pop-takes-the-newest',
        shows: [`not ${replied('LINDEX doing -1', '"job:1"')}`],
      },
    ],
    after: {
      exact: [replied(KEPT, '(integer) 20')],
      who: null,
      stream: { source: 0 },
    },
  },
  sources: [
    { title: 'Redis: lists', url: 'https://redis.io/docs/latest/develop/data-types/lists/' },
    { title: 'Redis: BLPOP', url: 'https://redis.io/docs/latest/commands/blpop/' },
  ],
} as const satisfies LessonData;
