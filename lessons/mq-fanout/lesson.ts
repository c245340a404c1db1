import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { admin, binding, exchange, publisher, queue, RABBIT, times, worker } from '../rabbit-nodes.ts';

const EVENTS = exchange('events', 'fanout');
const BOUND = ['mail', 'stock', 'audit'].flatMap((name) => [queue(name), binding('events', name, name)]);

const THREE: WorldSpec = {
  name: 'One exchange, three queues',
  seed: 1,
  nodes: [RABBIT, admin('mail', 'stock', 'audit')],
};

const SERVICES: WorldSpec = {
  name: 'Two mailers, one auditor',
  seed: 1,
  nodes: [
    RABBIT,
    publisher('shop', {
      exchange: 'events',
      times: times(4),
      keys: ['paid'],
      topology: [EVENTS, queue('mail'), binding('events', 'mail', ''), queue('audit'), binding('events', 'audit', '')],
    }),
    worker('mailer-1', 'mail', { topology: [queue('mail')] }),
    worker('mailer-2', 'mail', { topology: [queue('mail')] }),
    worker('auditor', 'audit', { topology: [queue('audit')] }),
    admin('mail', 'audit'),
  ],
};

const INSTANCES = ['mail-1', 'mail-2', 'stock-1', 'stock-2'] as const;
const CHALLENGE: WorldSpec = {
  name: 'Two services, two instances each',
  seed: 1,
  nodes: [
    RABBIT,
    publisher('shop', { exchange: 'events', times: times(6, 700_000), keys: ['paid'], topology: [EVENTS] }),
    ...INSTANCES.map((id) => worker(id, 'none', { prefetch: 1, takes: 70_000, reconnectAfter: 400_000 })),
    admin(),
  ],
};

/** Each instance on the queue it is given, once these are bound. */
const onQueues = (of: (id: string) => string): readonly string[] => [
  ...[...new Set(INSTANCES.map(of))].flatMap((name) => [
    `admin> ${queue(name)}`,
    `admin> ${EVENTS}`,
    `admin> ${binding('events', name, '')}`,
  ]),
  'wait 200ms',
  ...INSTANCES.map((id) => `configure ${id} {"queues":["${of(id)}"]}`),
];

const TOPOLOGY = [EVENTS, ...BOUND].flatMap((line) => [`admin> ${line}`, 'wait 20ms']);
const PUBLISH = 'admin> publish exchange=events routing_key=paid payload=event';
const LATE = 'admin> declare queue name=late';
const BIND_LATE = 'admin> declare binding source=events destination=late';

export const data = {
  id: 'mq-fanout',
  track: 'rabbitmq',
  minutes: 9,
  world: THREE,
  prompt: 'admin',
  focus: 'rabbit',
  steps: [
    {
      id: 'copies',
      before: ['wait 100ms', ...TOPOLOGY],
      watch: {
        three: [
          'facts broker.bound at rabbit exchange=events = 3',
          'queue mail ready=0',
          'queue stock ready=0',
          'queue audit ready=0',
        ],
      },
      predict: {
        options: { one: 'fanout-takes-turns', none: 'fanout-looks-at-keys', three: null },
        decides: {
          one: ['facts broker.enqueued at rabbit = 1'],
          none: ['facts broker.unroutable at rabbit = 1'],
          three: ['facts broker.published at rabbit = 1', 'facts broker.enqueued at rabbit = 3'],
        },
      },
      do: [{ line: PUBLISH }],
      goal: ['queue mail ready=1', 'queue stock ready=1', 'queue audit ready=1'],
      solution: [PUBLISH, 'wait 20ms'],
      wrong: [
        {
          id: 'default',
          lines: ['admin> publish routing_key=events payload=event', 'wait 20ms'],
          misconception: 'key-names-the-exchange',
          shows: ['facts broker.unroutable at rabbit exchange="" key=events'],
        },
      ],
      readings: {
        copies: 'count broker.enqueued at rabbit',
        one: 'count broker.published at rabbit',
      },
      see: {
        three: ['facts broker.published at rabbit = 1', 'facts broker.enqueued at rabbit = 3'],
        each: ['queue mail ready=1', 'queue stock ready=1', 'queue audit ready=1'],
      },
      why: {
        key: ['facts broker.routed at rabbit exchange=events = 1', 'values broker.routed.missedCount at rabbit are 0'],
        own: {
          lines: [PUBLISH, 'wait 20ms', 'admin> get queue=mail ackmode=ack_requeue_false', 'wait 20ms'],
          holds: ['queue mail ready=0', 'queue stock ready=1', 'queue audit ready=1'],
        },
      },
      asks: { subject: 'last broker.enqueued at rabbit', question: 'happened', reaches: 'command' },
      other: null,
    },
    {
      id: 'late',
      before: ['wait 100ms', ...TOPOLOGY],
      watch: { absent: ['queue late absent'] },
      predict: {
        options: { both: 'exchange-keeps-messages', second: null, none: 'bindings-must-come-first-of-all' },
        decides: {
          both: ['queue late ready=2'],
          second: ['queue late ready=1', 'queue mail ready=2'],
          none: ['queue late ready=0'],
        },
      },
      do: [{ line: PUBLISH }, { line: LATE }, { line: BIND_LATE }, { line: PUBLISH }],
      goal: ['queue late ready=1', 'queue mail ready=2'],
      solution: [PUBLISH, 'wait 20ms', LATE, 'wait 20ms', BIND_LATE, 'wait 20ms', PUBLISH, 'wait 20ms'],
      wrong: [
        {
          id: 'unbound',
          lines: [PUBLISH, 'wait 20ms', LATE, 'wait 20ms', PUBLISH, 'wait 20ms'],
          misconception: 'queue-is-bound-by-itself',
          shows: ['queue late ready=0', 'queue mail ready=2'],
        },
      ],
      readings: {
        mail: 'count broker.enqueued at rabbit queue=mail',
        late: 'count broker.enqueued at rabbit queue=late',
      },
      see: {
        late: ['facts broker.enqueued at rabbit queue=late = 1', 'facts broker.enqueued at rabbit queue=mail = 2'],
      },
      why: {
        moment: ['values broker.routed.missedCount at rabbit are 0 0', 'facts broker.routed at rabbit queues~late = 1'],
        stream: { source: 0 },
      },
      asks: { subject: 'last broker.enqueued at rabbit queue=late', question: 'happened', reaches: 'events' },
      other: {
        lines: [PUBLISH, 'wait 20ms', LATE, 'wait 20ms', PUBLISH, 'wait 20ms'],
        holds: ['queue late ready=0'],
      },
    },
    {
      id: 'share',
      world: SERVICES,
      before: ['wait 100ms'],
      watch: { two: ['queue mail consumers=2', 'queue audit consumers=1'], four: null },
      predict: {
        options: { all: 'each-consumer-gets-a-copy', half: null, split: 'fanout-takes-turns' },
        decides: {
          all: ['facts client.received at mailer-1 = 4'],
          half: [
            'facts client.received at mailer-1 = 2',
            'facts client.received at mailer-2 = 2',
            'facts client.received at auditor = 4',
          ],
          split: ['facts client.received at auditor <= 2'],
        },
      },
      do: [{ line: 'wait 2s' }],
      goal: ['facts client.processed at auditor = 4', 'facts client.processed at mailer-1 = 2'],
      solution: ['wait 2s'],
      wrong: [
        {
          id: 'alone',
          lines: ['kill mailer-2', 'wait 2s'],
          misconception: 'shares-are-fixed',
          shows: ['mailer-2 is killed', 'facts client.received at mailer-1 = 4'],
        },
      ],
      readings: {
        first: 'texts id of client.received at mailer-1',
        second: 'texts id of client.received at mailer-2',
        audited: 'count client.received at auditor',
      },
      see: {
        mail: ['facts client.received at mailer-1 = 2', 'facts client.received at mailer-2 = 2'],
        audit: ['facts client.received at auditor = 4'],
      },
      why: {
        queue: ['facts broker.enqueued at rabbit queue=mail = 4', 'facts broker.enqueued at rabbit queue=audit = 4'],
        rule: null,
      },
      asks: { subject: 'last broker.delivered at rabbit', question: 'happened', reaches: 'shop' },
      other: { lines: ['kill mailer-2', 'wait 2s'], holds: ['facts client.received at mailer-1 = 4'] },
    },
  ],
  challenge: {
    world: CHALLENGE,
    choices: {
      queues: {
        options: {
          one: onQueues(() => 'all'),
          service: onQueues((id) => id.split('-')[0] ?? id),
          instance: onQueues((id) => id),
        },
      },
      ack: {
        options: {
          automatic: INSTANCES.map((id) => `configure ${id} {"ack":"automatic"}`),
          manual: [],
        },
      },
    },
    trial: ['wait {at}', 'kill mail-2', 'wait 3s'],
    seeds: [1, 2, 3],
    moments: ['400ms', '540ms', '610ms', '700ms'],
    goal: ['facts broker.acked at rabbit = 12', 'facts client.processed = 12', 'lost 0 at rabbit'],
    solution: { queues: 'service', ack: 'manual' },
    wrong: [
      {
        pick: { queues: 'one', ack: 'manual' },
        misconception: 'each-consumer-gets-a-copy',
        shows: ['facts client.processed = 6'],
      },
      {
        pick: { queues: 'instance', ack: 'manual' },
        misconception: 'a-queue-for-each-instance',
        shows: ['facts client.processed > 12'],
      },
      {
        pick: { queues: 'service', ack: 'automatic' },
        misconception: 'delivered-means-done',
        shows: ['facts client.processed < 12'],
      },
    ],
    after: { rule: null, use: { source: 1 } },
  },
  sources: [
    { title: 'RabbitMQ: streams', url: 'https://www.rabbitmq.com/docs/streams' },
    {
      title: 'RabbitMQ tutorial: publish and subscribe',
      url: 'https://www.rabbitmq.com/tutorials/tutorial-three-python',
    },
  ],
} as const satisfies LessonData;
