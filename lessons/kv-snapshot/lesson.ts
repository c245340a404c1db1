import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { app, asks, cli, person, redis, replied } from '../parts.ts';

/** A snapshot after 5 s with at least 10 changes; ten orders a second. */
const SHOP: WorldSpec = {
  name: 'A shop with snapshots',
  seed: 1,
  nodes: [redis({ save: '5 10' }), person(), app('shop', { rate: 10, commands: ['SET order:{n} paid'] })],
};

/** Snapshots by hand. */
const BY_HAND: WorldSpec = {
  name: 'Snapshots by hand',
  seed: 1,
  nodes: [redis({ 'enable-debug-command': 'yes' }), person()],
};

/** A save point that is far away. */
const RARE: WorldSpec = { name: 'A snapshot an hour', seed: 1, nodes: [redis({ save: '3600 1' }), person()] };

const BUSY: WorldSpec = {
  name: 'Twenty orders a second',
  seed: 1,
  nodes: [redis(), person(), app('shop', { rate: 20, pace: 'random', commands: ['SET order:{n} paid'] })],
};

const BEFORE = ['wait 50ms'] as const;
const BACK = ['start redis', 'wait 200ms'] as const;

/** As its redis.conf has it, so that it outlives a start. */
const savePoints = (save: string): string[] => [
  `configure redis ${JSON.stringify({ parameters: { appendonly: 'no', save } })}`,
  'kill redis',
  'start redis',
];

export const data = {
  id: 'kv-snapshot',
  track: 'redis',
  minutes: 12,
  world: SHOP,
  prompt: 'cli',
  focus: 'redis',
  steps: [
    {
      id: 'save-point',
      before: ['wait 3s'],
      watch: { rule: ['facts kv.started at redis save="5 10"'], memory: ['facts kv.saveStarted at redis = 0'] },
      predict: {
        options: { none: 'kill-saves-first', since: null, all: 'snapshot-keeps-nothing' },
        decides: {
          none: ['lost 0 at redis'],
          since: ['fates lost>=5 at redis', 'facts kv.loaded at redis from=rdb keys>=40'],
          all: ['facts kv.loaded at redis keys=0 >= 2'],
        },
      },
      do: asks('wait 5s', 'kill redis', 'start redis', 'wait 200ms', 'cli> DBSIZE', 'cli> DBSIZE', 'wait 50ms'),
      goal: [
        'facts node.stopped at redis how=kill = 1',
        'facts kv.loaded at redis from=rdb = 1',
        'facts client.replied line=DBSIZE text~integer >= 1',
      ],
      solution: ['wait 5s', 'kill redis', ...BACK, ...cli('DBSIZE', 'DBSIZE'), 'wait 50ms'],
      wrong: [
        {
          id: 'too-early',
          lines: ['kill redis', ...BACK, ...cli('DBSIZE', 'DBSIZE')],
          misconception: 'snapshot-is-continuous',
          shows: ['facts node.stopped at redis', 'redis is up', 'facts kv.saveFinished at redis = 0'],
        },
      ],
      readings: {
        saved: 'last kv.saveStarted at redis',
        keys: 'text keys of kv.loaded at redis',
        killed: 'last node.stopped at redis',
        lost: 'fate lost at redis',
      },
      see: {
        saved: ['facts kv.saveFinished at redis = 1'],
        back: ['facts kv.loaded at redis from=rdb keys>=40 = 1'],
        gone: ['fates lost>=5 at redis'],
      },
      why: {
        since: ['why disk.replaced at redis from kv.saveStarted why="save 5 10"'],
        acknowledged: ['fates lostAcknowledged>=5 at redis'],
        points: { source: 0 },
      },
      asks: { subject: 'tokens lost at redis', question: 'lost', reaches: 'save 5 10' },
      other: null,
    },
    {
      id: 'fork',
      world: BY_HAND,
      before: [...BEFORE, ...cli('DEBUG POPULATE 20000 product', 'SET order:1 paid')],
      watch: { big: ['facts kv.executed at redis command=debug = 1', 'key order:1 present'] },
      predict: {
        options: { both: 'snapshot-includes-later-writes', one: null, waits: 'bgsave-blocks-writes' },
        decides: {
          both: [replied('MGET order:1 order:2', '1) "paid"\n2) "paid"')],
          one: [
            replied('MGET order:1 order:2', '1) "paid"\n2) (nil)'),
            'facts client.replied line="SET order:2 paid" took<5000',
          ],
          waits: ['facts client.replied line="SET order:2 paid" took>=20000'],
        },
      },
      do: asks(
        'cli> BGSAVE',
        'cli> SET order:2 paid',
        'wait 500ms',
        'kill redis',
        'start redis',
        'wait 200ms',
        'cli> PING',
        'cli> MGET order:1 order:2',
      ),
      goal: ['facts node.stopped at redis how=kill = 1', 'facts client.replied line="MGET order:1 order:2" text~paid'],
      solution: [
        'cli> BGSAVE',
        'wait 5ms',
        'cli> SET order:2 paid',
        'wait 500ms',
        'kill redis',
        ...BACK,
        ...cli('PING', 'MGET order:1 order:2'),
      ],
      wrong: [
        {
          id: 'killed-child',
          lines: ['cli> BGSAVE', 'wait 5ms', 'kill redis', ...BACK, ...cli('PING', 'MGET order:1 order:2')],
          misconception: 'half-a-snapshot-counts',
          shows: ['facts node.stopped at redis', replied('MGET order:1 order:2', '1) (nil)\n2) (nil)')],
        },
      ],
      readings: {
        took: 'span kv.saveStarted at redis to kv.saveFinished at redis',
        write: 'duration took of client.replied line="SET order:2 paid"',
        copied: 'text copied of kv.saveFinished at redis',
        keys: 'text keys of kv.loaded at redis from=rdb',
      },
      see: {
        slow: ['facts kv.saveFinished at redis = 1', 'facts client.replied line="SET order:2 paid" took<5000'],
        missing: [replied('MGET order:1 order:2', '1) "paid"\n2) (nil)')],
      },
      why: {
        child: { source: 0 },
        copy: ['facts kv.saveFinished at redis copied>=1 = 1'],
        price: { source: 0 },
      },
      asks: { subject: 'last kv.saveFinished at redis', question: 'happened', reaches: 'BGSAVE' },
      other: null,
    },
    {
      id: 'shutdown',
      world: RARE,
      before: [...BEFORE, ...cli('SET order:1 paid')],
      watch: { hour: ['facts kv.started at redis save="3600 1"'] },
      predict: {
        options: { gone: 'shutdown-is-a-kill', there: null, asks: 'shutdown-refuses-unsaved' },
        decides: {
          gone: ['key order:1 absent'],
          there: ['key order:1 present', 'facts kv.loaded at redis from=rdb = 1'],
          asks: ['facts kv.stopped at redis = 0'],
        },
      },
      do: asks('cli> SHUTDOWN', 'start redis', 'wait 200ms', 'cli> PING', 'cli> GET order:1'),
      goal: ['facts kv.stopped at redis = 1', replied('GET order:1', '"paid"')],
      solution: [...cli('SHUTDOWN'), ...BACK, ...cli('PING', 'GET order:1')],
      wrong: [
        {
          id: 'kill',
          lines: ['kill redis', ...BACK, ...cli('PING', 'GET order:1')],
          misconception: 'shutdown-is-a-kill',
          shows: ['facts node.stopped at redis how=kill', replied('GET order:1', '(nil)')],
        },
        {
          id: 'nosave',
          lines: [...cli('SHUTDOWN NOSAVE'), ...BACK, ...cli('PING', 'GET order:1')],
          misconception: 'shutdown-always-saves',
          shows: ['facts kv.stopped at redis', replied('GET order:1', '(nil)')],
        },
      ],
      readings: { why: 'text why of kv.saveStarted at redis', size: 'text size of kv.saveFinished at redis' },
      see: {
        saved: ['facts kv.saveFinished at redis = 1', 'facts kv.saveStarted at redis why=SHUTDOWN = 1'],
        back: ['key order:1 present'],
      },
      why: {
        rule: { source: 1 },
        none: {
          world: BY_HAND,
          lines: [...cli('SET order:1 paid', 'SHUTDOWN'), ...BACK, ...cli('PING', 'GET order:1')],
          holds: [replied('GET order:1', '(nil)')],
        },
        kill: {
          lines: ['kill redis', ...BACK],
          holds: ['key order:1 absent'],
        },
      },
      asks: { subject: 'last kv.saveFinished at redis', question: 'happened', reaches: 'SHUTDOWN' },
      other: null,
    },
    {
      id: 'power',
      world: BY_HAND,
      before: [...BEFORE, ...cli('SET order:1 paid', 'SAVE', 'SET order:2 paid')],
      watch: { saved: ['facts kv.saveFinished at redis = 1', 'key order:2 present'] },
      predict: {
        options: { none: 'snapshot-waits-in-the-cache', first: null, both: 'snapshot-is-continuous' },
        decides: {
          none: ['key order:1 absent'],
          first: ['key order:1 present', 'key order:2 absent'],
          both: ['key order:2 present'],
        },
      },
      do: asks('power-cut redis', 'start redis', 'wait 200ms', 'cli> PING', 'cli> MGET order:1 order:2'),
      goal: [
        'facts node.stopped at redis how=powerCut = 1',
        'facts client.replied line="MGET order:1 order:2" text~paid',
      ],
      solution: ['power-cut redis', ...BACK, ...cli('PING', 'MGET order:1 order:2')],
      wrong: [
        {
          id: 'saved-again',
          lines: [...cli('SAVE'), 'power-cut redis', ...BACK],
          misconception: 'snapshot-waits-in-the-cache',
          shows: ['facts kv.saveFinished at redis = 2', 'redis is up', 'lost 0 at redis'],
        },
      ],
      readings: { lost: 'tokens lost at redis', size: 'text size of kv.saveFinished at redis' },
      see: { first: ['key order:1 present'], second: ['lost 1 at redis', 'key order:2 absent'] },
      why: {
        whole: ['facts disk.replaced at redis file=dump.rdb = 1'],
        synced: ['facts disk.erased at redis = 0'],
      },
      asks: { subject: 'tokens lost at redis', question: 'lost', reaches: 'your power cut of redis' },
      other: null,
    },
  ],
  challenge: {
    world: BUSY,
    choices: {
      save: {
        options: {
          hour: savePoints('3600 1'),
          many: savePoints('2 1000'),
          often: savePoints('2 1'),
          off: savePoints(''),
        },
      },
      maintenance: {
        options: { nosave: ['cli> SHUTDOWN NOSAVE'], save: ['cli> SHUTDOWN'] },
      },
    },
    trial: [
      'wait 9s',
      'wait {at}',
      'kill redis',
      'start redis',
      'wait 100ms',
      'cli> PING',
      'wait 1.8s',
      '{maintenance}',
      'wait 50ms',
      'start redis',
      'wait 100ms',
    ],
    seeds: [1, 2, 3],
    moments: ['10ms', '700ms', '1.4s', '2.1s'],
    goal: ['redis is up', 'facts kv.stopped at redis = 1', 'fates lost<=50 at redis'],
    solution: { save: 'often', maintenance: 'save' },
    wrong: [
      {
        pick: { save: 'hour', maintenance: 'save' },
        misconception: 'snapshot-is-continuous',
        shows: ['fates lost>=150 at redis'],
      },
      {
        pick: { save: 'many', maintenance: 'save' },
        misconception: 'either-number-is-enough',
        shows: ['fates lost>=150 at redis'],
      },
      {
        pick: { save: 'off', maintenance: 'save' },
        misconception: 'snapshot-is-continuous',
        shows: ['fates lost>=150 at redis'],
      },
    ],
    after: {
      exact: ['fates lost<=50 at redis'],
      aof: null,
    },
  },
  sources: [
    { title: 'Redis: persistence', url: 'https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/' },
    { title: 'Redis: SHUTDOWN', url: 'https://redis.io/docs/latest/commands/shutdown/' },
  ],
} as const satisfies LessonData;
