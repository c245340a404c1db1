import type { NodeSpec, WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { admin, off, publisher, queue, RABBIT, times, worker } from '../rabbit-nodes.ts';

const shop = (config: Readonly<Record<string, unknown>>): NodeSpec =>
  publisher('shop', { times: times(5, 500_000), keys: ['orders'], ...config });

const PLAIN: WorldSpec = {
  name: 'Five orders, and room for three',
  seed: 1,
  nodes: [RABBIT, shop({}), admin('orders')],
};

const TOLD: WorldSpec = {
  name: 'A shop that asks for confirms',
  seed: 1,
  nodes: [RABBIT, shop({ confirm: true, retry: false }), admin('orders')],
};

const SHORT_OF_MEMORY: WorldSpec = {
  name: 'A broker short of memory',
  seed: 1,
  nodes: [
    { ...RABBIT, config: { memoryHighWatermark: 3000 } },
    publisher('shop', {
      rate: 20,
      count: 20,
      keys: ['orders'],
      payload: `order {n} ${'.'.repeat(200)}`,
      topology: [queue('orders')],
    }),
    off(worker('worker', 'orders', { takes: 20_000, topology: [queue('orders')] })),
    admin('orders'),
  ],
};

const CHALLENGE: WorldSpec = {
  name: 'A bounded queue that loses nothing',
  seed: 1,
  link: { latency: 20_000, jitterMax: 3_000 },
  nodes: [
    RABBIT,
    publisher('shop', { times: times(8, 500_000), keys: ['orders'] }),
    off(worker('worker', 'orders', { takes: 20_000, prefetch: 1 })),
    admin('orders'),
  ],
};

const THREE = 'admin> declare queue name=orders arguments={"x-max-length":3}';
const REFUSING = 'admin> declare queue name=orders arguments={"x-max-length":3,"x-overflow":"reject-publish"}';
const REST = 'admin> declare queue name=rest';
const TO_REST =
  'admin> declare queue name=orders arguments={"x-max-length":3,"x-dead-letter-exchange":"","x-dead-letter-routing-key":"rest"}';

export const data = {
  id: 'mq-full',
  track: 'rabbitmq',
  minutes: 13,
  world: PLAIN,
  prompt: 'admin',
  focus: 'rabbit',
  steps: [
    {
      id: 'head',
      before: ['wait 100ms'],
      watch: { none: ['queue orders absent'], five: null },
      predict: {
        options: { first: 'full-queue-refuses-the-newest', last: null, all: 'a-limit-only-warns' },
        decides: {
          first: ['values broker.dropped.message at rabbit are 4 5'],
          last: ['values broker.dropped.message at rabbit are 1 2', 'queue orders ready=3'],
          all: ['queue orders ready=5'],
        },
      },
      do: [{ line: THREE }, { line: 'wait 1s' }],
      goal: ['facts broker.dropped at rabbit why=maxlen = 2', 'queue orders ready=3'],
      solution: [THREE, 'wait 1s'],
      wrong: [
        {
          id: 'unbounded',
          lines: ['admin> declare queue name=orders', 'wait 1s'],
          misconception: 'queue-is-full-by-itself',
          shows: ['queue orders ready=5', 'facts broker.dropped at rabbit = 0'],
        },
      ],
      readings: { dropped: 'tokens dropped at rabbit', left: 'tokens ready at rabbit' },
      see: {
        gone: ['values broker.dropped.message at rabbit are 1 2', 'fates dropped=2 ready=3 at rabbit'],
        nobody: ['facts client.nacked at shop = 0', 'facts client.published at shop = 5'],
      },
      why: {
        head: ['facts broker.dropped at rabbit why=maxlen = 2', 'facts broker.enqueued at rabbit = 5'],
        none: {
          lines: ['admin> declare queue name=orders', 'wait 1s'],
          holds: ['queue orders ready=5', 'facts broker.dropped at rabbit = 0'],
        },
        ready: { source: 0 },
      },
      asks: { subject: 'tokens dropped at rabbit', question: 'dropped', reaches: 'x-max-length=3' },
      other: {
        lines: ['admin> declare queue name=orders', 'wait 1s'],
        holds: ['queue orders ready=5'],
      },
    },
    {
      id: 'refuse',
      world: TOLD,
      before: ['wait 100ms'],
      watch: { confirms: null },
      predict: {
        options: { oldest: 'overflow-always-drops-the-oldest', told: null, silent: 'refusal-is-silent' },
        decides: {
          oldest: ['values broker.dropped.message at rabbit are 1 2'],
          told: ['values client.nacked.id at shop are shop-4 shop-5', 'queue orders ready=3'],
          silent: ['facts client.nacked at shop = 0'],
        },
      },
      do: [{ line: REFUSING }, { line: 'wait 1s' }],
      goal: ['facts client.nacked at shop = 2', 'queue orders ready=3'],
      solution: [REFUSING, 'wait 1s'],
      wrong: [
        {
          id: 'silent',
          lines: [REFUSING, 'wait 20ms', 'configure shop {"confirm":false}', 'kill shop', 'start shop', 'wait 1s'],
          misconception: 'refusal-reaches-everyone',
          shows: ['facts broker.dropped at rabbit why=reject-publish', 'facts client.nacked at shop = 0'],
        },
      ],
      readings: {
        kept: 'texts id of client.confirmed at shop',
        refused: 'texts id of client.nacked at shop',
      },
      see: {
        kept: ['values client.confirmed.id at shop are shop-1 shop-2 shop-3', 'queue orders ready=3'],
        told: ['values client.nacked.id at shop are shop-4 shop-5'],
      },
      why: {
        newest: ['facts broker.dropped at rabbit why=reject-publish = 2'],
        only: {
          lines: [REFUSING, 'wait 20ms', 'configure shop {"confirm":false}', 'kill shop', 'start shop', 'wait 1s'],
          holds: ['facts broker.dropped at rabbit why=reject-publish = 2', 'facts client.nacked at shop = 0'],
        },
        nack: null,
      },
      asks: { subject: 'tokens dropped at rabbit', question: 'dropped', reaches: 'x-max-length=3' },
      other: {
        lines: [THREE, 'wait 1s'],
        holds: ['facts client.nacked at shop = 0', 'values broker.dropped.message at rabbit are 1 2'],
      },
    },
    {
      id: 'aside',
      before: ['wait 100ms'],
      watch: { rest: ['queue rest absent', 'queue orders absent'] },
      predict: {
        options: { lost: 'overflow-is-always-lost', rest: null, back: 'dead-letters-return-to-the-publisher' },
        decides: {
          lost: ['facts broker.dropped at rabbit = 2'],
          rest: ['queue rest ready=2', 'queue orders ready=3', 'facts broker.deadLettered at rabbit reason=maxlen = 2'],
          back: ['facts client.returned at shop = 2'],
        },
      },
      do: [{ line: REST }, { line: TO_REST }, { line: 'wait 1s' }],
      goal: ['queue rest ready=2', 'queue orders ready=3'],
      solution: [REST, 'wait 20ms', TO_REST, 'wait 1s'],
      wrong: [
        {
          id: 'nowhere',
          lines: [TO_REST, 'wait 1s'],
          misconception: 'dead-letter-exchange-keeps-them',
          shows: ['facts broker.deadLettered at rabbit', 'queue rest absent'],
        },
      ],
      readings: { dead: 'tokens dead at rabbit' },
      see: {
        rest: ['facts broker.deadLettered at rabbit reason=maxlen = 2', 'queue rest ready=2'],
        room: ['queue orders ready=3', 'values broker.deadLettered.message at rabbit are 1 2'],
      },
      why: {
        publish: ['facts broker.routed at rabbit via="dead letter" queues~rest = 2'],
        queue: {
          lines: [TO_REST, 'wait 1s'],
          holds: ['facts broker.unroutable at rabbit key=rest = 2', 'queue rest absent'],
        },
        later: null,
      },
      asks: { subject: 'tokens dead at rabbit', question: 'dead', reaches: 'x-dead-letter-exchange' },
      other: {
        lines: [TO_REST, 'wait 1s'],
        holds: ['facts broker.unroutable at rabbit key=rest = 2'],
      },
    },
    {
      id: 'alarm',
      world: SHORT_OF_MEMORY,
      before: ['wait 100ms'],
      watch: { unbounded: ['facts broker.queueDeclared at rabbit queue=orders = 1'], memory: null },
      predict: {
        options: { drops: 'memory-alarm-drops-messages', blocks: null, all: 'memory-alarm-stops-everybody' },
        decides: {
          drops: ['facts broker.dropped at rabbit >= 1'],
          blocks: ['facts client.blocked at shop >= 1', 'fates acked=20 at rabbit', 'lost 0 at rabbit'],
          all: ['facts client.processed at worker = 0'],
        },
      },
      do: [{ line: 'wait 1s' }, { line: 'start worker' }, { line: 'wait 2s' }],
      goal: ['facts client.blocked at shop', 'facts client.unblocked at shop', 'fates acked=20 at rabbit'],
      solution: ['wait 1s', 'start worker', 'wait 2s'],
      wrong: [
        {
          id: 'restart',
          lines: ['wait 1s', 'kill rabbit', 'start rabbit', 'wait 2s'],
          misconception: 'restart-clears-the-alarm',
          shows: ['facts node.stopped at rabbit', 'facts broker.alarmRaised at rabbit >= 2'],
        },
      ],
      readings: {
        at: 'first client.blocked at shop',
        on: 'first client.unblocked at shop',
        reason: 'text reason of client.blocked at shop',
        done: 'fate acked at rabbit',
      },
      see: {
        blocked: [
          'facts client.blocked at shop reason="low on memory" >= 1',
          'facts broker.alarmRaised at rabbit alarm=memory >= 1',
        ],
        on: ['facts client.unblocked at shop >= 1', 'why client.unblocked at shop from client.processed'],
        none: ['fates acked=20 at rabbit', 'lost 0 at rabbit', 'facts broker.dropped at rabbit = 0'],
      },
      why: {
        who: ['facts broker.connectionBlocked at rabbit >= 1', 'facts client.processed at worker = 20'],
        limit: { source: 1 },
      },
      asks: { subject: 'last client.blocked at shop', question: 'happened', reaches: 'low on memory' },
      other: null,
    },
  ],
  challenge: {
    world: CHALLENGE,
    choices: {
      overflow: {
        options: {
          head: [THREE],
          refuse: [REFUSING],
          aside: [REST, TO_REST],
        },
      },
      shop: {
        options: {
          plain: [],
          retry: ['configure shop {"confirm":true,"window":1}'],
        },
      },
    },
    trial: ['wait {at}', 'start worker', 'wait 4s'],
    seeds: [1, 2, 3],
    moments: ['450ms', '700ms', '1.2s'],
    goal: ['facts client.processed at worker = 8', 'queue orders ready=0 unacked=0'],
    solution: { overflow: 'refuse', shop: 'retry' },
    wrong: [
      {
        pick: { overflow: 'head', shop: 'retry' },
        misconception: 'confirmed-means-it-will-be-handled',
        shows: ['facts client.confirmed at shop = 8', 'facts broker.dropped at rabbit why=maxlen'],
      },
      {
        pick: { overflow: 'refuse', shop: 'plain' },
        misconception: 'refusal-reaches-everyone',
        shows: ['facts broker.dropped at rabbit why=reject-publish', 'facts client.nacked at shop = 0'],
      },
      {
        pick: { overflow: 'aside', shop: 'retry' },
        misconception: 'dead-letters-are-handled',
        shows: ['queue rest ready>=1'],
      },
    ],
    after: { back: null, price: { source: 0 } },
  },
  sources: [
    { title: 'RabbitMQ: queue length limit', url: 'https://www.rabbitmq.com/docs/maxlength' },
    { title: 'RabbitMQ: memory alarm threshold', url: 'https://www.rabbitmq.com/docs/memory' },
  ],
} as const satisfies LessonData;
