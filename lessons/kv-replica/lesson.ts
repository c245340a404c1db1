import type { NodeSpec, WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { app, asks, person } from '../parts.ts';

type Parameters = Readonly<Record<string, string>>;

/** A snapshot for a replica is made at once, and a silent link is given up after three seconds. */
const SOON: Parameters = { 'repl-diskless-sync-delay': '0', 'repl-timeout': '3', 'repl-ping-replica-period': '1' };

const server = (id: string, parameters: Parameters = {}): NodeSpec => ({
  id,
  machine: 'kv',
  config: { parameters: { appendonly: 'no', save: '', ...SOON, ...parameters } },
});

function pair(name: string, parameters: Parameters = {}, more: readonly NodeSpec[] = []): WorldSpec {
  return {
    name,
    seed: 1,
    link: { latency: 5_000 },
    nodes: [
      server('redis', parameters),
      server('replica', { replicaof: 'redis 6379' }),
      person(),
      person('at-replica', 'replica'),
      ...more,
    ],
  };
}

const PAIR = pair('A primary and its replica');
const STRICT = pair('A primary that wants a replica', { 'min-replicas-to-write': '1', 'min-replicas-max-lag': '2' });

const SHOP = pair('A shop with a replica', {}, [
  app('shop', { rate: 20, pace: 'random', commands: ['SET order:{n} paid'] }, 1_000_000),
]);

const REPLICATED = ['wait 1s', 'cli> SET order:1 paid', 'wait 500ms'] as const;
const CUT_OFF = [...REPLICATED, 'partition redis replica', 'wait 20ms'] as const;
const AT_REPLICA = ['at-replica> MGET order:1 order:2', 'wait 50ms'] as const;
const PROMOTE = ['at-replica> REPLICAOF NO ONE', 'wait 50ms'] as const;

/** As its redis.conf has it, so that it outlives a start. */
const kept = (parameters: Parameters): string =>
  `configure redis ${JSON.stringify({ parameters: { save: '', ...SOON, ...parameters } })}`;
const ALWAYS: Parameters = { appendonly: 'yes', appendfsync: 'always' };

export const data = {
  id: 'kv-replica',
  track: 'redis',
  minutes: 14,
  world: PAIR,
  prompt: 'cli',
  focus: 'redis',
  steps: [
    {
      id: 'asynchronous',
      before: CUT_OFF,
      watch: { cut: ['key order:1 present at replica'] },
      predict: {
        options: { both: 'ok-means-replicated', first: null, refused: 'no-replica-no-write' },
        decides: {
          both: ['key order:2 present at replica'],
          first: [
            'facts client.replied at cli line="SET order:2 paid" text=OK',
            'key order:1 present at replica',
            'key order:2 absent at replica',
          ],
          refused: ['facts client.replied at cli line="SET order:2 paid" failed=true'],
        },
      },
      do: asks(
        'cli> SET order:2 paid',
        'kill redis',
        'at-replica> REPLICAOF NO ONE',
        'at-replica> MGET order:1 order:2',
      ),
      goal: [
        'facts client.replied at cli line="SET order:2 paid" text=OK',
        'facts node.stopped at redis how=kill = 1',
        'facts kv.replicaOf at replica primary=null = 1',
        'facts client.replied at at-replica line~MGET text~paid',
        'key order:2 absent at replica',
      ],
      solution: ['cli> SET order:2 paid', 'wait 50ms', 'kill redis', 'wait 50ms', ...PROMOTE, ...AT_REPLICA],
      wrong: [
        {
          id: 'healed',
          lines: [
            'heal redis replica',
            'cli> SET order:2 paid',
            'wait 500ms',
            'kill redis',
            'wait 50ms',
            ...PROMOTE,
            ...AT_REPLICA,
          ],
          misconception: 'replicas-always-lose',
          shows: ['facts node.stopped at redis', 'key order:2 present at replica'],
        },
      ],
      readings: {
        ok: 'duration took of client.replied at cli line="SET order:2 paid"',
        lost: 'tokens lost at redis',
      },
      see: {
        ok: ['facts client.replied at cli line="SET order:2 paid" text=OK took<20000 = 1'],
        promoted: ['facts kv.replicaOf at replica primary=null = 1', 'key order:1 present at replica'],
        missing: ['key order:2 absent at replica'],
      },
      why: {
        asynchronous: { source: 0 },
        window: { source: 0 },
        healthy: {
          world: PAIR,
          lines: ['heal redis replica', 'wait 500ms'],
          holds: ['key order:1 present at replica'],
        },
      },
      asks: { subject: 'tokens lost at redis', question: 'lost', reaches: 'acknowledged' },
      other: null,
    },
    {
      id: 'wait',
      before: CUT_OFF,
      watch: { cut: ['key order:1 present at replica'] },
      predict: {
        options: { undone: 'wait-takes-back', stays: null, forever: 'wait-waits-for-ever' },
        decides: {
          undone: ['key order:2 absent at redis'],
          stays: ['key order:2 present at redis', 'facts client.replied at cli line="WAIT 1 300" text~"(integer) 0"'],
          forever: ['facts client.replied at cli line="WAIT 1 300" = 0'],
        },
      },
      do: asks('cli> SET order:2 paid', 'cli> WAIT 1 300', 'heal redis replica', 'wait 1s', 'cli> WAIT 1 300'),
      goal: [
        'facts client.replied at cli line="WAIT 1 300" text~"(integer) 0" = 1',
        'facts client.replied at cli line="WAIT 1 300" text~"(integer) 1" = 1',
      ],
      solution: [
        'cli> SET order:2 paid',
        'wait 50ms',
        'cli> WAIT 1 300',
        'wait 400ms',
        'heal redis replica',
        'wait 1s',
        'cli> WAIT 1 300',
        'wait 100ms',
      ],
      wrong: [
        {
          id: 'still-cut',
          lines: [
            'cli> SET order:2 paid',
            'wait 50ms',
            'cli> WAIT 1 300',
            'wait 400ms',
            'cli> WAIT 1 300',
            'wait 400ms',
          ],
          misconception: 'wait-makes-it-so',
          shows: ['facts client.replied at cli line="WAIT 1 300" text~"(integer) 0" = 2'],
        },
      ],
      readings: {
        waited: 'duration took of client.replied at cli line="WAIT 1 300" text~"(integer) 0"',
        later: 'duration took of client.replied at cli line="WAIT 1 300" text~"(integer) 1"',
      },
      see: {
        none: ['facts client.replied at cli line="WAIT 1 300" text~"(integer) 0" took>=300000 = 1'],
        stays: ['key order:2 present at redis'],
        one: ['facts client.replied at cli line="WAIT 1 300" text~"(integer) 1" = 1', 'key order:2 present at replica'],
      },
      why: {
        counts: { source: 1 },
        greatly: { source: 0 },
        you: null,
      },
      asks: { subject: 'last kv.replicaAcked at redis', question: 'happened', reaches: 'replica' },
      other: null,
    },
    {
      id: 'refuse',
      world: STRICT,
      before: [...CUT_OFF, 'wait 3.5s'],
      watch: { strict: null },
      predict: {
        options: { ok: 'no-replica-no-problem', refused: null, waits: 'writes-wait-for-replicas' },
        decides: {
          ok: ['facts client.replied at cli line="SET order:2 paid" text=OK = 1'],
          refused: ['facts client.replied at cli line="SET order:2 paid" text~NOREPLICAS = 1'],
          waits: ['facts client.replied at cli line="SET order:2 paid" = 0'],
        },
      },
      do: asks('cli> SET order:2 paid', 'cli> GET order:1', 'heal redis replica', 'wait 3s', 'cli> SET order:3 paid'),
      goal: [
        'facts client.replied at cli line="SET order:2 paid" text~NOREPLICAS = 1',
        'facts client.replied at cli line="SET order:3 paid" text=OK = 1',
      ],
      solution: [
        'cli> SET order:2 paid',
        'wait 50ms',
        'cli> GET order:1',
        'wait 50ms',
        'heal redis replica',
        'wait 3s',
        'cli> SET order:3 paid',
        'wait 50ms',
      ],
      wrong: [
        {
          id: 'never-healed',
          lines: ['cli> SET order:2 paid', 'wait 3s', 'cli> SET order:3 paid', 'wait 50ms'],
          misconception: 'writes-wait-for-replicas',
          shows: ['facts client.replied at cli text~NOREPLICAS = 2'],
        },
      ],
      readings: { error: 'text text of client.replied at cli line="SET order:2 paid"' },
      see: {
        refused: ['facts client.replied at cli line="SET order:2 paid" text~NOREPLICAS = 1'],
        reads: ['facts client.replied at cli line="GET order:1" text~paid = 1'],
        again: ['facts client.replied at cli line="SET order:3 paid" text=OK = 1'],
      },
      why: {
        lag: { source: 0 },
        bound: {
          world: STRICT,
          lines: ['heal redis replica', 'wait 3s', 'partition redis replica', 'cli> SET order:9 paid', 'wait 50ms'],
          holds: ['facts client.replied at cli line="SET order:9 paid" text=OK = 1'],
        },
        price: null,
      },
      asks: {
        subject: 'last kv.executed at redis command=set',
        question: 'happened',
        reaches: 'SET order:3',
      },
      other: null,
    },
    {
      id: 'empty',
      before: REPLICATED,
      watch: { copy: ['key order:1 present at replica', 'key order:1 present at redis'] },
      predict: {
        options: { kept: 'a-replica-is-persistence', gone: null, back: 'the-replica-gives-it-back' },
        decides: {
          kept: ['key order:1 present at replica', 'key order:1 absent at redis'],
          gone: ['key order:1 absent at replica', 'key order:1 absent at redis'],
          back: ['key order:1 present at redis'],
        },
      },
      do: asks('kill redis', 'start redis', 'wait 2s', 'at-replica> GET order:1'),
      goal: [
        'facts node.stopped at redis how=kill = 1',
        'facts kv.resynced at replica = 2',
        'facts client.replied at at-replica line="GET order:1" text="(nil)"',
      ],
      solution: ['kill redis', 'start redis', 'wait 2s', 'at-replica> GET order:1', 'wait 50ms'],
      wrong: [
        {
          id: 'not-started',
          lines: ['kill redis', 'wait 2s', 'at-replica> GET order:1', 'wait 50ms'],
          misconception: 'a-replica-is-persistence',
          shows: ['redis is killed', 'facts client.replied at at-replica line="GET order:1" text~paid'],
        },
      ],
      readings: {
        before: 'text keysBefore of kv.resynced at replica',
        keys: 'text keys of kv.resynced at replica',
        at: 'last kv.resynced at replica',
      },
      see: {
        empty: ['facts kv.loaded at redis keys=0 = 2'],
        thrown: ['facts kv.resynced at replica keysBefore=1 keys=0 = 1'],
        nil: ['key order:1 absent at replica'],
      },
      why: {
        copy: { source: 0 },
        flush: {
          lines: ['cli> FLUSHALL', 'wait 100ms'],
          holds: ['key order:1 absent at replica'],
        },
        advice: { source: 0 },
      },
      asks: { subject: 'last kv.resynced at replica', question: 'happened', reaches: 'your kill of redis' },
      other: {
        lines: ['kill redis', 'wait 50ms', ...PROMOTE, 'at-replica> GET order:1', 'wait 50ms'],
        holds: ['key order:1 present at replica'],
      },
    },
  ],
  challenge: {
    world: SHOP,
    choices: {
      file: {
        options: { none: [kept({ appendonly: 'no' })], always: [kept(ALWAYS), 'kill redis', 'start redis'] },
      },
      after: {
        options: {
          start: ['start redis', 'heal redis replica', 'wait 3s'],
          promote: [
            ...PROMOTE,
            kept({ ...ALWAYS, replicaof: 'replica 6379' }),
            'start redis',
            'heal redis replica',
            'wait 3s',
          ],
        },
      },
    },
    trial: ['wait 2s', 'wait {at}', 'partition redis replica', 'wait 300ms', 'kill redis', 'wait 100ms', '{after}'],
    seeds: [1, 2, 3],
    moments: ['10ms', '350ms', '700ms', '1.1s'],
    goal: ['redis is up', 'lostAcknowledged 0 at redis', 'key order:1 present at replica'],
    solution: { file: 'always', after: 'start' },
    wrong: [
      {
        pick: { file: 'none', after: 'start' },
        misconception: 'a-replica-is-persistence',
        shows: ['key order:1 absent at replica', 'not lostAcknowledged 0 at redis'],
      },
      {
        pick: { file: 'none', after: 'promote' },
        misconception: 'ok-means-replicated',
        shows: ['not lostAcknowledged 0 at redis', 'key order:1 present at replica'],
      },
      {
        pick: { file: 'always', after: 'promote' },
        misconception: 'the-old-primary-brings-it-back',
        shows: ['not lostAcknowledged 0 at redis', 'key order:1 present at replica'],
      },
    ],
    after: {
      exact: ['lostAcknowledged 0 at redis'],
      price: null,
    },
  },
  sources: [
    { title: 'Redis: replication', url: 'https://redis.io/docs/latest/operate/oss_and_stack/management/replication/' },
    { title: 'Redis: WAIT', url: 'https://redis.io/docs/latest/commands/wait/' },
  ],
} as const satisfies LessonData;
