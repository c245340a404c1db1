import type { NodeSpec, WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { admin, binding, off, publisher, queue, RABBIT, times, worker } from '../rabbit-nodes.ts';

const TOPOLOGY = [queue('jobs'), binding('amq.direct', 'jobs', 'heavy'), binding('amq.direct', 'jobs', 'light')];

const jobs = (at: readonly number[], keys: readonly string[]): NodeSpec =>
  publisher('shop', { exchange: 'amq.direct', times: at, keys, topology: TOPOLOGY });

const two = (config: Readonly<Record<string, unknown>>): readonly NodeSpec[] =>
  ['worker-1', 'worker-2'].map((id) => worker(id, 'jobs', { topology: TOPOLOGY, ...config }));

/** So many jobs, a millisecond apart. */
const burst = (count: number, from: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => from + i * 1000);

const TURNS: WorldSpec = {
  name: 'Heavy and light in turn',
  seed: 1,
  nodes: [RABBIT, jobs(times(12), ['heavy', 'light']), ...two({ takes: 50_000, factors: { heavy: 8 } }), admin('jobs')],
};

const FAR_WORKERS: WorldSpec = {
  name: 'Light work, far away',
  seed: 1,
  link: { latency: 50_000 },
  nodes: [RABBIT, jobs(burst(60, 500_000), ['light']), ...two({ takes: 10_000, prefetch: 1 }), admin('jobs')],
};

const MIXED: WorldSpec = {
  name: 'Mixed work, far away',
  seed: 1,
  link: { latency: 40_000, jitterMax: 4_000 },
  nodes: [
    RABBIT,
    jobs(burst(80, 500_000), ['heavy', 'light', 'light', 'light', 'light', 'light', 'light', 'light']),
    ...two({ takes: { kind: 'uniform', min: 8_000, max: 12_000 }, factors: { heavy: 20 } }).map((node) =>
      node.id === 'worker-2' ? off(node) : node,
    ),
    admin('jobs'),
  ],
};

const prefetch = (count: number): readonly [string, string] => [
  `configure worker-1 {"prefetch":${count}}`,
  `configure worker-2 {"prefetch":${count}}`,
];
const [FIRST_ONE, SECOND_ONE] = prefetch(1);
const [FIRST_TEN, SECOND_TEN] = prefetch(10);

export const data = {
  id: 'mq-fair',
  track: 'rabbitmq',
  minutes: 12,
  world: TURNS,
  prompt: 'admin',
  focus: 'rabbit',
  steps: [
    {
      id: 'blind',
      before: ['wait 50ms'],
      watch: { jobs: null, none: ['facts broker.consumerAdded at rabbit prefetch=0 = 2'] },
      predict: {
        options: { even: 'equal-numbers-are-equal-work', heavy: null, first: 'dispatch-looks-at-work' },
        decides: {
          even: ['facts client.processed at worker-2 key=heavy = 3'],
          heavy: [
            'facts client.processed at worker-1 key=heavy = 6',
            'facts client.processed at worker-2 key=light = 6',
          ],
          first: ['facts client.processed at worker-2 >= 7'],
        },
      },
      do: [{ line: 'wait 3s' }],
      goal: ['facts client.processed = 12', 'facts client.received at worker-1 key=heavy = 6'],
      solution: ['wait 3s'],
      wrong: [
        {
          id: 'one',
          lines: [FIRST_ONE, SECOND_ONE, 'wait 3s'],
          misconception: 'prefetch-is-only-a-buffer',
          shows: ['facts broker.consumerAdded at rabbit prefetch=1 >= 1', 'facts client.processed = 12'],
        },
      ],
      readings: {
        first: 'last client.processed at worker-1',
        second: 'last client.processed at worker-2',
        heavy: 'count client.processed at worker-1 key=heavy',
        light: 'count client.processed at worker-2 key=light',
      },
      see: {
        shares: [
          'facts client.processed at worker-1 = 6',
          'facts client.processed at worker-2 = 6',
          'facts client.received at worker-2 key=heavy = 0',
        ],
        times: ['facts client.processed = 12'],
      },
      why: {
        turn: ['nodes of client.received key=heavy are worker-1 worker-1 worker-1 worker-1 worker-1 worker-1'],
        number: ['facts client.received at worker-1 = 6', 'facts client.received at worker-2 = 6'],
      },
      asks: { subject: 'last broker.delivered at rabbit', question: 'happened', reaches: 'shop' },
      other: { lines: [FIRST_ONE, SECOND_ONE, 'wait 3s'], holds: ['facts client.received at worker-1 key=heavy <= 5'] },
    },
    {
      id: 'fair',
      before: ['wait 50ms'],
      watch: { same: ['facts broker.consumerAdded at rabbit prefetch=0 = 2'] },
      predict: {
        options: { same: 'prefetch-is-only-a-buffer', sooner: null, later: 'one-at-a-time-is-slow' },
        decides: {
          same: ['facts client.received at worker-1 key=heavy = 6'],
          sooner: ['facts client.processed = 12', 'time < 2.2s'],
          later: ['facts client.processed < 12'],
        },
      },
      do: [{ line: FIRST_ONE }, { line: SECOND_ONE }, { line: 'wait 2s' }],
      goal: ['facts client.processed = 12', 'facts client.received at worker-1 key=heavy <= 5', 'time < 2.2s'],
      solution: [FIRST_ONE, SECOND_ONE, 'wait 2s'],
      wrong: [
        {
          id: 'half',
          lines: [SECOND_ONE, 'wait 2s'],
          misconception: 'one-bound-is-enough',
          shows: [
            'facts broker.qosSet at rabbit prefetch=1 = 1',
            'facts client.processed at worker-2 >= 1',
            'facts client.processed < 12',
          ],
        },
      ],
      readings: {
        done: 'last client.processed',
        heavy: 'count client.processed at worker-1 key=heavy',
        other: 'count client.processed at worker-2 key=heavy',
      },
      see: {
        done: ['facts client.processed = 12', 'time < 2.2s'],
        heavy: [
          'facts client.processed at worker-1 key=heavy >= 2',
          'facts client.processed at worker-2 key=heavy >= 2',
        ],
      },
      why: {
        free: ['why broker.delivered at rabbit from client.acked'],
        broker: null,
      },
      asks: { subject: 'last broker.delivered at rabbit', question: 'happened', reaches: 'acknowledge' },
      other: { lines: ['wait 3s'], holds: ['facts client.received at worker-1 key=heavy = 6'] },
    },
    {
      id: 'price',
      world: FAR_WORKERS,
      before: ['wait 20ms'],
      watch: { far: null, one: null },
      predict: {
        options: { same: 'one-is-always-best', third: null, tenth: 'ten-times-the-prefetch-ten-times-as-fast' },
        decides: {
          same: ['facts client.processed < 40'],
          third: ['facts client.processed = 60', 'time > 900ms'],
          tenth: ['facts client.processed = 60', 'time < 900ms'],
        },
      },
      do: [{ line: FIRST_TEN }, { line: SECOND_TEN }, { line: 'wait 1.2s' }],
      goal: ['facts client.processed = 60', 'time < 1.3s'],
      solution: [FIRST_TEN, SECOND_TEN, 'wait 1.2s'],
      wrong: [
        {
          id: 'one',
          lines: ['wait 1.2s'],
          misconception: 'one-is-always-best',
          shows: ['facts broker.consumerAdded at rabbit prefetch=1 = 2', 'facts client.processed >= 1'],
        },
        {
          id: 'none',
          lines: [
            'configure worker-1 {"prefetch":0}',
            'configure worker-2 {"prefetch":0}',
            'wait 20ms',
            'kill worker-2',
            'wait 1.2s',
          ],
          misconception: 'without-bound-is-fastest',
          shows: ['worker-2 is killed', 'facts client.received at worker-1 >= 50'],
        },
      ],
      readings: {
        done: 'last client.processed',
        each: 'count client.processed at worker-1',
      },
      see: {
        done: ['facts client.processed = 60', 'facts client.processed at worker-1 = 30'],
        one: { lines: ['wait 4s'], holds: ['facts client.processed = 60', 'time > 3.8s'] },
      },
      why: {
        idle: { lines: ['wait 1.2s'], holds: ['facts client.processed < 20', 'facts client.processed > 8'] },
        ten: ['facts broker.consumerAdded at rabbit prefetch=10 = 2'],
        advice: { source: 1 },
      },
      asks: { subject: 'last broker.delivered at rabbit', question: 'happened', reaches: 'acknowledge' },
      other: { lines: ['wait 4s'], holds: ['facts client.processed = 60', 'time > 3.8s'] },
    },
  ],
  challenge: {
    world: MIXED,
    choices: {
      prefetch: {
        options: { none: [], one: prefetch(1), ten: prefetch(10), hundred: prefetch(100) },
      },
      ack: {
        options: {
          each: [],
          automatic: ['configure worker-1 {"ack":"automatic"}', 'configure worker-2 {"ack":"automatic"}'],
        },
      },
    },
    trial: ['wait {at}', 'start worker-2', 'wait 2.15s'],
    seeds: [1, 2, 3, 4],
    moments: ['10ms', '50ms', '90ms'],
    goal: ['facts client.processed = 80'],
    solution: { prefetch: 'ten', ack: 'each' },
    wrong: [
      {
        pick: { prefetch: 'one', ack: 'each' },
        misconception: 'one-is-always-best',
        shows: ['facts client.processed < 40'],
      },
      {
        pick: { prefetch: 'hundred', ack: 'each' },
        misconception: 'without-bound-is-fastest',
        shows: ['facts client.processed < 80', 'facts client.received = 80'],
      },
      {
        pick: { prefetch: 'ten', ack: 'automatic' },
        misconception: 'prefetch-bounds-automatic-too',
        shows: ['facts client.processed < 80', 'facts client.received = 80'],
      },
    ],
    after: { both: null, advice: { source: 1 } },
  },
  sources: [
    { title: 'RabbitMQ tutorial: work queues', url: 'https://www.rabbitmq.com/tutorials/tutorial-two-python' },
    {
      title: 'RabbitMQ: consumer acknowledgements and publisher confirms',
      url: 'https://www.rabbitmq.com/docs/confirms',
    },
  ],
} as const satisfies LessonData;
