import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';

const REDIS = {
  id: 'redis',
  machine: 'kv',
  config: { parameters: { appendonly: 'yes', appendfsync: 'everysec', save: '' } },
} as const;
/** It syncs faster than a client can ask again, so that the next write never meets a sync under way. */
const FAST_DISK = { syncFor: 400 } as const;
const CLI = { id: 'cli', machine: 'kv-prompt', config: { server: 'redis' } } as const;

/** One server with an append-only file, one person at its prompt. */
const ONE: WorldSpec = { name: 'One Redis server', seed: 1, nodes: [{ ...REDIS, disk: FAST_DISK }, CLI] };
/** The same with a disk that takes its time. */
const SLOW: WorldSpec = { name: 'A slow disk', seed: 1, nodes: [{ ...REDIS, disk: { syncFor: 10_000 } }, CLI] };

/** A disk that keeps a part of what was under way when the power failed, and a server that is strict about it. */
const TORN: WorldSpec = {
  name: 'A strict server',
  seed: 4,
  nodes: [
    {
      ...REDIS,
      config: { parameters: { ...REDIS.config.parameters, 'aof-load-truncated': 'no' } },
      disk: { ...FAST_DISK, chaos: true },
    },
    CLI,
  ],
};

/** An application that writes fifty times a second. */
const BUSY: WorldSpec = {
  name: 'A busy Redis server',
  seed: 1,
  nodes: [
    REDIS,
    CLI,
    {
      id: 'app',
      machine: 'kv-load',
      config: { server: 'redis', rate: 50, pace: 'random', commands: ['SET order:{n} paid'] },
    },
  ],
};

/** The server up again. */
const BACK = ['start redis', 'wait 100ms'] as const;
const ASK = ['cli> MGET order:1 order:2', 'wait 20ms', 'cli> MGET order:1 order:2', 'wait 20ms'] as const;
/** Time passes between the two, as it does when somebody types. */
const TWO_WRITES = ['cli> SET order:1 paid', 'wait 20ms', 'cli> SET order:2 paid', 'wait 20ms'] as const;
/** Past the first second, so that the server has had a quiet one. */
const BEFORE = ['wait 1.2s'] as const;

export const data = {
  id: 'kv-aof',
  track: 'redis',
  minutes: 12,
  world: ONE,
  prompt: 'cli',
  focus: 'redis',
  steps: [
    {
      id: 'power-cut',
      before: BEFORE,
      watch: {
        ladder: null,
        policy: ['facts kv.started at redis appendonly=true appendfsync=everysec'],
      },
      predict: {
        options: { both: 'ok-means-on-disk', first: null, none: 'restart-is-empty' },
        decides: {
          both: ['key order:1 present', 'key order:2 present'],
          first: ['key order:1 present', 'key order:2 absent'],
          none: ['key order:1 absent', 'key order:2 absent'],
        },
      },
      do: [
        { line: 'cli> SET order:1 paid' },
        { line: 'cli> SET order:2 paid' },
        { line: 'power-cut redis' },
        { line: 'start redis' },
        { line: 'cli> MGET order:1 order:2' },
        { line: 'cli> MGET order:1 order:2' },
      ],
      goal: [
        'facts node.stopped at redis how=powerCut = 1',
        'facts client.replied line="SET order:2 paid" text=OK',
        'key order:1 present',
        'key order:2 absent',
        'facts client.replied line="MGET order:1 order:2" text~paid',
      ],
      solution: [...TWO_WRITES, 'power-cut redis', ...BACK, ...ASK],
      wrong: [
        {
          id: 'kill',
          lines: [...TWO_WRITES, 'kill redis', ...BACK],
          misconception: 'kill-is-power-cut',
          shows: ['facts node.stopped at redis how=kill', 'redis is up', 'lost 0 at redis'],
        },
        {
          id: 'late',
          lines: [...TWO_WRITES, 'wait 1.2s', 'power-cut redis', ...BACK],
          misconception: 'later-is-as-bad',
          shows: [
            'facts node.stopped at redis how=powerCut',
            'facts client.replied line="SET order:2 paid" text=OK',
            'redis is up',
            'lost 0 at redis',
          ],
        },
      ],
      readings: {
        lost: 'tokens lost at redis',
        synced: 'first disk.synced at redis file~incr',
        cutAt: 'last node.stopped at redis',
        replied: 'first client.replied line="SET order:2 paid"',
      },
      see: {
        erased: ['lost 1 at redis', 'why disk.erased at redis from input.given input.kind=powerCut'],
        acknowledged: ['facts client.replied line="SET order:2 paid" text=OK'],
        kept: ['key order:1 is "paid"', 'facts disk.synced at redis file~incr >= 1'],
        again: [
          'facts client.replied line="MGET order:1 order:2" text~Error = 1',
          'facts client.replied line="MGET order:1 order:2" text~paid = 1',
        ],
      },
      why: {
        memory: ['facts kv.propagated at redis policy=everysec = 2'],
        quiet: ['facts kv.fsyncAsked at redis why~everysec = 1'],
        second: ['facts kv.propagated at redis = 2', 'facts kv.fsyncAsked at redis = 1'],
      },
      asks: { subject: 'tokens lost at redis', question: 'lost', reaches: 'appendfsync' },
      other: { lines: [...TWO_WRITES, 'kill redis', ...BACK], holds: ['lost 0 at redis', 'key order:2 present'] },
    },
    {
      id: 'kill',
      before: BEFORE,
      watch: { same: null },
      predict: {
        options: { both: null, first: 'kill-is-power-cut', none: 'restart-is-empty' },
        decides: {
          both: ['key order:1 present', 'key order:2 present'],
          first: ['key order:1 present', 'key order:2 absent'],
          none: ['key order:1 absent', 'key order:2 absent'],
        },
      },
      do: [
        { line: 'cli> SET order:1 paid' },
        { line: 'cli> SET order:2 paid' },
        { line: 'kill redis' },
        { line: 'start redis' },
      ],
      goal: [
        'facts node.stopped at redis how=kill = 1',
        'facts node.stopped at redis how=powerCut = 0',
        'facts client.replied line="SET order:2 paid" text=OK',
        'key order:1 present',
        'key order:2 present',
      ],
      solution: [...TWO_WRITES, 'kill redis', ...BACK],
      wrong: [
        {
          id: 'power',
          lines: [...TWO_WRITES, 'power-cut redis', ...BACK],
          misconception: 'kill-is-power-cut',
          shows: ['facts node.stopped at redis how=powerCut', 'redis is up', 'lost 1 at redis'],
        },
      ],
      readings: { commands: 'text commands of kv.loaded', keys: 'text keys of kv.loaded' },
      see: {
        nothing: ['lost 0 at redis', 'facts disk.erased at redis = 0'],
        replayed: ['facts kv.loaded at redis from=aof keys=2'],
      },
      why: {
        system: ['facts disk.appended at redis file~incr >= 2', 'facts disk.erased at redis = 0'],
        unwritten: {
          world: SLOW,
          lines: ['cli> SET order:1 paid', 'wait 2ms', 'cli> SET order:2 paid', 'wait 2ms', 'kill redis', ...BACK],
          holds: ['lost 1 at redis', 'key order:2 absent'],
        },
      },
      asks: { subject: 'last kv.loaded at redis', question: 'happened', reaches: 'your start of redis' },
      other: null,
    },
    {
      id: 'one-second',
      before: BEFORE,
      watch: { line: null },
      predict: {
        options: { both: null, first: 'later-is-as-bad', none: 'restart-is-empty' },
        decides: {
          both: ['key order:1 present', 'key order:2 present'],
          first: ['key order:1 present', 'key order:2 absent'],
          none: ['key order:1 absent', 'key order:2 absent'],
        },
      },
      do: [
        { line: 'cli> SET order:1 paid' },
        { line: 'cli> SET order:2 paid' },
        { line: 'wait 1.2s' },
        { line: 'power-cut redis' },
        { line: 'start redis' },
      ],
      goal: [
        'facts node.stopped at redis how=powerCut = 1',
        'facts client.replied line="SET order:2 paid" text=OK',
        'key order:1 present',
        'key order:2 present',
      ],
      solution: [...TWO_WRITES, 'wait 1.2s', 'power-cut redis', ...BACK],
      wrong: [
        {
          id: 'early',
          lines: [...TWO_WRITES, 'power-cut redis', ...BACK],
          misconception: 'ok-means-on-disk',
          shows: ['facts node.stopped at redis how=powerCut', 'redis is up', 'lost 1 at redis'],
        },
      ],
      readings: { synced: 'last kv.fsyncDone at redis', cutAt: 'last node.stopped at redis' },
      see: {
        synced: ['facts kv.fsyncDone at redis >= 2', 'lost 0 at redis'],
        late: ['facts disk.erased at redis = 0'],
      },
      why: {
        bound: { source: 0 },
        about: { source: 0 },
      },
      asks: { subject: 'last kv.fsyncAsked at redis', question: 'happened', reaches: 'everysec' },
      other: null,
    },
    {
      id: 'always',
      world: SLOW,
      before: [...BEFORE, 'cli> SET order:1 paid', 'wait 100ms'],
      watch: {
        took: ['facts client.replied line="SET order:1 paid" text=OK'],
      },
      predict: {
        options: { same: 'always-costs-nothing', waits: null, never: 'everysec-waits-for-every-write' },
        decides: {
          same: ['facts kv.replyHeld at redis = 0', 'facts client.replied line="SET order:2 paid" text=OK'],
          waits: ['facts kv.replyHeld at redis >= 1', 'facts client.replied line="SET order:2 paid" text=OK'],
          never: ['facts client.replied line="SET order:2 paid" = 0'],
        },
      },
      do: [
        { line: 'cli> CONFIG SET appendfsync always' },
        { line: 'cli> SET order:2 paid' },
        { line: 'power-cut redis' },
        { line: 'start redis' },
      ],
      goal: [
        'facts kv.configured at redis name=appendfsync value=always',
        'facts node.stopped at redis how=powerCut = 1',
        'facts client.replied line="SET order:2 paid" text=OK',
        'key order:2 present',
      ],
      solution: [
        'cli> CONFIG SET appendfsync always',
        'wait 20ms',
        'cli> SET order:2 paid',
        'wait 20ms',
        'power-cut redis',
        ...BACK,
      ],
      wrong: [
        {
          id: 'without',
          lines: ['cli> SET order:2 paid', 'wait 20ms', 'power-cut redis', ...BACK],
          misconception: 'ok-means-on-disk',
          shows: [
            'facts kv.configured at redis value=always = 0',
            'facts node.stopped at redis how=powerCut',
            'redis is up',
            'lost 1 at redis',
          ],
        },
        {
          id: 'restarted',
          lines: [
            'cli> CONFIG SET appendfsync always',
            'wait 20ms',
            'kill redis',
            'start redis',
            'wait 100ms',
            'cli> SET order:0 paid',
            'wait 20ms',
            'cli> SET order:2 paid',
            'wait 20ms',
            'power-cut redis',
            'start redis',
            'wait 100ms',
          ],
          misconception: 'config-set-is-kept',
          shows: [
            'facts kv.configured at redis value=always',
            'facts node.stopped at redis how=kill',
            'facts node.stopped at redis how=powerCut',
            'redis is up',
            'lost 1 at redis',
          ],
        },
      ],
      readings: {
        before: 'duration took of client.replied line="SET order:1 paid"',
        after: 'duration took of client.replied line="SET order:2 paid"',
      },
      see: {
        held: ['facts kv.replyHeld at redis = 1', 'facts kv.fsyncAsked at redis why~always = 1'],
        took: ['facts client.replied line="SET order:1 paid"', 'facts client.replied line="SET order:2 paid"'],
        kept: ['key order:2 present', 'lost 0 at redis'],
        gone: ['facts kv.started at redis appendfsync=everysec = 2'],
      },
      why: {
        order: ['facts kv.replyHeld at redis = 1', 'facts kv.fsyncDone at redis >= 2', 'lost 0 at redis'],
        shared: { source: 0 },
        file: { source: 1 },
      },
      asks: { subject: 'last kv.fsyncAsked at redis', question: 'happened', reaches: 'always' },
      other: null,
    },
    {
      id: 'no',
      before: [...BEFORE, 'cli> CONFIG SET appendfsync no', 'wait 20ms'],
      watch: {
        set: ['facts kv.configured at redis name=appendfsync value=no'],
      },
      predict: {
        options: { both: 'time-makes-it-safe', first: 'no-means-not-written', none: null },
        decides: {
          both: ['key order:1 present', 'key order:2 present'],
          first: ['key order:1 present', 'key order:2 absent'],
          none: ['key order:1 absent', 'key order:2 absent'],
        },
      },
      do: [
        { line: 'cli> SET order:1 paid' },
        { line: 'cli> SET order:2 paid' },
        { line: 'wait 5s' },
        { line: 'power-cut redis' },
        { line: 'start redis' },
      ],
      goal: [
        'facts node.stopped at redis how=powerCut = 1',
        'facts client.replied line="SET order:2 paid" text=OK',
        'time >= 6s',
        'lost 2 at redis',
      ],
      solution: [...TWO_WRITES, 'wait 5s', 'power-cut redis', ...BACK],
      wrong: [
        {
          id: 'kill',
          lines: [...TWO_WRITES, 'wait 5s', 'kill redis', ...BACK],
          misconception: 'no-means-not-written',
          shows: ['facts node.stopped at redis how=kill', 'redis is up', 'lost 0 at redis'],
        },
      ],
      readings: { lost: 'tokens lost at redis', age: 'span kv.propagated at redis to node.stopped at redis' },
      see: {
        both: ['lost 2 at redis', 'facts disk.erased at redis file~incr >= 1'],
        written: ['facts disk.appended at redis file~incr >= 2'],
      },
      why: {
        system: ['facts kv.fsyncAsked at redis = 0'],
        half: { source: 0 },
        kill: {
          lines: [...TWO_WRITES, 'wait 5s', 'kill redis', ...BACK],
          holds: ['lost 0 at redis', 'key order:1 present', 'key order:2 present'],
        },
      },
      asks: { subject: 'tokens lost at redis', question: 'lost', reaches: 'appendfsync' },
      other: { lines: [...TWO_WRITES, 'wait 5s', 'kill redis', ...BACK], holds: ['lost 0 at redis'] },
    },
    {
      id: 'truncated',
      world: TORN,
      before: [...BEFORE, ...TWO_WRITES, 'cli> SET order:3 paid', 'wait 20ms', 'power-cut redis', 'wait 1s'],
      watch: {
        torn: ['redis is power-cut', 'facts disk.erased at redis file~incr = 1'],
        strict: null,
      },
      predict: {
        options: { refuses: null, cuts: 'torn-file-is-all-lost', empty: 'restart-is-empty' },
        decides: {
          refuses: ['facts kv.loadFailed at redis >= 1'],
          cuts: ['facts kv.loadFailed at redis = 0'],
          empty: ['facts kv.loaded at redis keys=0 >= 2'],
        },
      },
      do: [
        { line: 'start redis' },
        { line: 'configure redis {"parameters":{"aof-load-truncated":"yes"}}' },
        { line: 'start redis' },
        { line: 'cli> KEYS *' },
      ],
      goal: [
        'facts kv.loadFailed at redis >= 1',
        'redis is up',
        'key order:1 present',
        'facts client.replied line="KEYS *"',
      ],
      solution: [
        'start redis',
        'wait 100ms',
        'configure redis {"parameters":{"aof-load-truncated":"yes"}}',
        'start redis',
        'wait 100ms',
        'cli> KEYS *',
        'wait 20ms',
      ],
      wrong: [
        {
          id: 'again',
          lines: ['start redis', 'wait 100ms', 'start redis', 'wait 100ms'],
          misconception: 'restart-repairs',
          shows: ['facts kv.loadFailed at redis >= 2', 'not redis is up'],
        },
      ],
      readings: {
        why: 'text why of kv.loadFailed',
        lost: 'tokens lost at redis',
        keys: 'text keys of kv.loaded',
      },
      see: {
        refused: ['facts kv.loadFailed at redis >= 1'],
        cut: ['facts kv.loaded at redis from=aof', 'not lost 0 at redis'],
        rest: ['key order:1 present'],
      },
      why: {
        setting: { source: 2 },
        tool: { source: 1 },
      },
      asks: { subject: 'last kv.loadFailed at redis', question: 'happened', reaches: 'aof-load-truncated' },
      other: null,
    },
  ],
  challenge: {
    world: BUSY,
    choices: {
      file: {
        options: { yes: [], no: ['cli> CONFIG SET appendonly no'] },
      },
      sync: {
        options: {
          no: ['cli> CONFIG SET appendfsync no'],
          everysec: ['cli> CONFIG SET appendfsync everysec'],
          always: ['cli> CONFIG SET appendfsync always'],
        },
      },
    },
    trial: ['wait {at}', 'power-cut redis', 'start redis', 'wait 100ms'],
    seeds: [1, 2, 3, 4],
    moments: ['1.1s', '1.5s', '1.95s', '2.4s', '3.3s'],
    goal: ['redis is up', 'lostAcknowledged 0 at redis'],
    solution: { file: 'yes', sync: 'always' },
    wrong: [
      {
        pick: { file: 'yes', sync: 'everysec' },
        misconception: 'everysec-is-enough',
        shows: ['not lostAcknowledged 0 at redis'],
      },
      {
        pick: { file: 'yes', sync: 'no' },
        misconception: 'time-makes-it-safe',
        shows: ['not lostAcknowledged 0 at redis'],
      },
      {
        pick: { file: 'no', sync: 'always' },
        misconception: 'memory-is-enough',
        shows: ['not lostAcknowledged 0 at redis'],
      },
    ],
    after: {
      exact: { source: 0 },
      choose: null,
    },
  },
  sources: [
    { title: 'Redis: persistence', url: 'https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/' },
    { title: 'Redis: configuration', url: 'https://redis.io/docs/latest/operate/oss_and_stack/management/config/' },
    { title: 'redis.conf of Redis 7.0', url: 'https://github.com/redis/redis/blob/7.0/redis.conf' },
  ],
} as const satisfies LessonData;
