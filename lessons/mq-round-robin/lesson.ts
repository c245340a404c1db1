import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { admin, off, publisher, queue, RABBIT, times, worker } from '../rabbit-nodes.ts';

const WORK = queue('work');
const SHOP = publisher('shop', { times: times(6), keys: ['work'], topology: [WORK] });
const SLOW = worker('worker-1', 'work', { takes: 600_000, topology: [WORK] });
const QUICK = worker('worker-2', 'work', { takes: 100_000, topology: [WORK] });

const IN_TURN: WorldSpec = {
  name: 'A slow worker and a quick one',
  seed: 1,
  nodes: [RABBIT, SHOP, SLOW, QUICK, admin('work')],
};

const BACKLOG: WorldSpec = {
  name: 'Six messages wait',
  seed: 1,
  nodes: [RABBIT, SHOP, off(SLOW), off(QUICK), admin('work')],
};

const ONE_AT_A_TIME: WorldSpec = {
  name: 'One at a time',
  seed: 1,
  nodes: [
    RABBIT,
    SHOP,
    off(worker('worker-1', 'work', { prefetch: 1, takes: 600_000, topology: [WORK] })),
    off(worker('worker-2', 'work', { prefetch: 1, takes: 100_000, topology: [WORK] })),
    admin('work'),
  ],
};

const TWELVE: WorldSpec = {
  name: 'Twelve messages, two workers',
  seed: 1,
  nodes: [
    RABBIT,
    publisher('shop', { times: times(12, 20_000), keys: ['work'], topology: [WORK] }),
    off(worker('worker-1', 'work', { takes: { kind: 'uniform', min: 450_000, max: 550_000 }, topology: [WORK] })),
    off(worker('worker-2', 'work', { takes: { kind: 'uniform', min: 90_000, max: 110_000 }, topology: [WORK] })),
    admin('work'),
  ],
};

export const data = {
  id: 'mq-round-robin',
  track: 'rabbitmq',
  minutes: 10,
  world: IN_TURN,
  prompt: 'admin',
  focus: 'rabbit',
  steps: [
    {
      id: 'turn',
      before: ['wait 100ms'],
      watch: {
        two: ['queue work ready=0 consumers=2'],
        speed: null,
      },
      predict: {
        options: { free: 'dispatch-looks-at-work', turn: null, halves: 'first-half-then-second' },
        decides: {
          free: ['facts client.received at worker-2 >= 4'],
          turn: ['values client.received.id at worker-2 are shop-2 shop-4 shop-6'],
          halves: ['values client.received.id at worker-2 are shop-4 shop-5 shop-6'],
        },
      },
      do: [{ line: 'wait 1s' }],
      goal: ['facts client.received at worker-2 = 3', 'facts client.processed at worker-2 = 3', 'worker-1 is up'],
      solution: ['wait 1s'],
      wrong: [
        {
          id: 'alone',
          lines: ['kill worker-1', 'wait 1s'],
          misconception: 'shares-are-fixed',
          shows: ['worker-1 is killed', 'facts client.received at worker-2 = 6'],
        },
      ],
      readings: {
        first: 'texts id of client.received at worker-1',
        second: 'texts id of client.received at worker-2',
        slowDone: 'count client.processed at worker-1',
        quickAt: 'last client.processed at worker-2',
      },
      see: {
        turns: [
          'values client.received.id at worker-1 are shop-1 shop-3 shop-5',
          'values client.received.id at worker-2 are shop-2 shop-4 shop-6',
        ],
        idle: ['facts client.processed at worker-1 = 1', 'facts client.processed at worker-2 = 3'],
      },
      why: {
        turn: ['nodes of client.received are worker-1 worker-2 worker-1 worker-2 worker-1 worker-2'],
        blind: ['queue work ready=0 unacked=2'],
        who: {
          lines: ['kill worker-1', 'wait 1s'],
          holds: ['values client.received.id at worker-2 are shop-1 shop-2 shop-3 shop-4 shop-5 shop-6'],
        },
      },
      asks: { subject: 'last broker.delivered at rabbit', question: 'happened', reaches: 'shop' },
      other: {
        lines: ['kill worker-1', 'wait 1s'],
        holds: ['facts client.received at worker-2 = 6'],
      },
    },
    {
      id: 'backlog',
      world: BACKLOG,
      before: ['wait 500ms'],
      watch: { waiting: ['queue work ready=6 consumers=0'] },
      predict: {
        options: { three: 'backlog-is-shared', five: 'what-is-not-begun-is-free', none: null },
        decides: {
          three: ['facts client.received at worker-2 = 3'],
          five: ['facts client.received at worker-2 = 5'],
          none: ['facts client.received at worker-2 = 0', 'facts client.received at worker-1 = 6'],
        },
      },
      do: [{ line: 'start worker-1' }, { line: 'wait 300ms' }, { line: 'start worker-2' }, { line: 'wait 4s' }],
      goal: ['facts client.processed at worker-1 = 6', 'worker-2 is up', 'fates acked=6 at rabbit'],
      solution: ['start worker-1', 'wait 300ms', 'start worker-2', 'wait 4s'],
      wrong: [
        {
          id: 'kill',
          lines: ['start worker-1', 'wait 300ms', 'kill worker-1', 'start worker-2', 'wait 4s'],
          misconception: 'manual-means-lost-too',
          shows: ['worker-1 is killed', 'facts client.processed at worker-2 = 6'],
        },
      ],
      readings: {
        all: 'count client.received at worker-1',
        joined: 'last broker.consumerAdded at rabbit',
        doneAt: 'last client.processed at worker-1',
      },
      see: {
        all: ['facts client.received at worker-1 = 6', 'facts client.received at worker-2 = 0'],
        until: ['facts client.processed at worker-1 = 6', 'queue work consumers=2'],
      },
      why: {
        alone: ['facts client.processed at worker-1 = 6', 'values broker.consumerAdded.prefetch at rabbit are 0 0'],
        held: {
          lines: ['start worker-1', 'wait 300ms', 'start worker-2', 'wait 100ms'],
          holds: ['queue work ready=0 unacked=6', 'facts client.received at worker-2 = 0'],
        },
        gone: {
          lines: ['start worker-1', 'wait 300ms', 'kill worker-1', 'start worker-2', 'wait 4s'],
          holds: ['facts client.processed at worker-2 = 6', 'lost 0 at rabbit'],
        },
      },
      asks: { subject: 'last broker.delivered at rabbit', question: 'happened', reaches: 'start of worker-1' },
      other: {
        lines: ['start worker-1', 'wait 300ms', 'kill worker-1', 'start worker-2', 'wait 4s'],
        holds: ['facts client.processed at worker-2 = 6'],
      },
    },
    {
      id: 'one',
      world: ONE_AT_A_TIME,
      before: ['wait 500ms'],
      watch: { waiting: ['queue work ready=6 consumers=0'], prefetch: null },
      predict: {
        options: { same: 'everybody-gets-the-same', more: null, none: 'backlog-goes-to-the-first' },
        decides: {
          same: ['facts client.processed at worker-1 = 3', 'facts client.processed at worker-2 = 3'],
          more: ['facts client.processed at worker-2 = 5', 'facts client.processed at worker-1 = 1'],
          none: ['facts client.received at worker-2 = 0'],
        },
      },
      do: [{ line: 'start worker-1' }, { line: 'start worker-2' }, { line: 'wait 2s' }],
      goal: [
        'facts client.processed at worker-2 >= 4',
        'fates acked=6 at rabbit',
        'facts client.processed at worker-1 >= 1',
      ],
      solution: ['start worker-1', 'start worker-2', 'wait 2s'],
      wrong: [
        {
          id: 'unbounded',
          lines: ['configure worker-1 {"prefetch":0}', 'start worker-1', 'start worker-2', 'wait 2s'],
          misconception: 'prefetch-is-only-a-buffer',
          shows: ['facts broker.consumerAdded at rabbit prefetch=0', 'facts client.received at worker-1 >= 5'],
        },
      ],
      readings: {
        one: 'count client.processed at worker-1',
        two: 'count client.processed at worker-2',
        doneAt: 'last client.processed',
      },
      see: {
        share: ['facts client.processed at worker-1 = 1', 'facts client.processed at worker-2 = 5'],
        done: ['fates acked=6 at rabbit', 'time < 3s'],
      },
      why: {
        skip: ['facts broker.qosSet at rabbit prefetch=1 = 2'],
        ack: ['why broker.delivered at rabbit from client.acked'],
        per: { source: 1 },
      },
      asks: { subject: 'last broker.delivered at rabbit', question: 'happened', reaches: 'acknowledge' },
      other: {
        lines: ['configure worker-1 {"prefetch":0}', 'start worker-1', 'start worker-2', 'wait 2s'],
        holds: ['facts client.received at worker-1 >= 5'],
      },
    },
  ],
  challenge: {
    world: TWELVE,
    choices: {
      prefetch: {
        options: {
          none: [],
          ten: ['configure worker-1 {"prefetch":10}', 'configure worker-2 {"prefetch":10}'],
          one: ['configure worker-1 {"prefetch":1}', 'configure worker-2 {"prefetch":1}'],
        },
      },
      ack: {
        options: {
          automatic: ['configure worker-1 {"ack":"automatic"}', 'configure worker-2 {"ack":"automatic"}'],
          manual: [],
        },
      },
    },
    trial: ['wait 500ms', 'start worker-1', 'wait {at}', 'start worker-2', 'wait 1.5s'],
    seeds: [1, 2, 3, 4],
    moments: ['10ms', '100ms', '250ms'],
    goal: ['facts client.processed = 12'],
    solution: { prefetch: 'one', ack: 'manual' },
    wrong: [
      {
        pick: { prefetch: 'none', ack: 'manual' },
        misconception: 'backlog-is-shared',
        shows: ['facts client.received at worker-2 = 0'],
      },
      {
        pick: { prefetch: 'one', ack: 'automatic' },
        misconception: 'prefetch-bounds-automatic-too',
        shows: ['facts client.received at worker-1 = 12'],
      },
      {
        pick: { prefetch: 'ten', ack: 'manual' },
        misconception: 'more-prefetch-is-fairer',
        shows: ['facts client.received at worker-1 >= 10'],
      },
    ],
    after: { what: null, auto: { source: 2 } },
  },
  sources: [
    { title: 'RabbitMQ tutorial: work queues', url: 'https://www.rabbitmq.com/tutorials/tutorial-two-python' },
    { title: 'RabbitMQ: consumer prefetch', url: 'https://www.rabbitmq.com/docs/consumer-prefetch' },
    {
      title: 'RabbitMQ: consumer acknowledgements and publisher confirms',
      url: 'https://www.rabbitmq.com/docs/confirms',
    },
  ],
} as const satisfies LessonData;
