import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { admin, FAR, off, publisher, queue, RABBIT, times, worker } from '../rabbit-nodes.ts';

const HELLO = queue('hello');
const READER = worker('reader', 'hello', { prefetch: 1, topology: [HELLO] });

const THE_WAY: WorldSpec = {
  name: 'One message on its way',
  seed: 1,
  link: FAR,
  nodes: [RABBIT, READER, admin('hello')],
};

const NOBODY_YET: WorldSpec = {
  name: 'Nobody is listening yet',
  seed: 1,
  nodes: [RABBIT, off(READER), admin()],
};

const ONE_MESSAGE: WorldSpec = {
  name: 'A queue and a prompt',
  seed: 1,
  nodes: [RABBIT, admin('hello')],
};

const THREE: WorldSpec = {
  name: 'Let it arrive',
  seed: 1,
  nodes: [
    RABBIT,
    publisher('shop', { times: times(3), keys: ['orders'], exchange: 'amq.fanout', topology: [HELLO] }),
    off(READER),
    admin('hello'),
  ],
};

const PUBLISH = 'admin> publish routing_key=hello payload=hi';
const LOOK = 'admin> get queue=hello';

export const data = {
  id: 'mq-hello',
  track: 'rabbitmq',
  minutes: 10,
  world: THE_WAY,
  prompt: 'admin',
  focus: 'rabbit',
  steps: [
    {
      id: 'way',
      before: ['wait 500ms'],
      watch: {
        queue: ['queue hello ready=0 unacked=0 consumers=1'],
        reader: ['facts broker.consumerAdded at rabbit queue=hello = 1'],
      },
      predict: {
        options: { you: 'producer-fills-the-queue', exchange: null, nowhere: 'no-exchange-no-route' },
        decides: {
          you: ['facts broker.enqueued at rabbit = 1', 'facts broker.routed at rabbit = 0'],
          exchange: ['facts broker.routed at rabbit exchange="" queues~hello = 1'],
          nowhere: ['facts broker.unroutable at rabbit = 1'],
        },
      },
      do: [{ line: PUBLISH }, { line: 'wait 1s' }],
      goal: ['facts client.processed at reader = 1', 'queue hello ready=0 unacked=0'],
      solution: [PUBLISH, 'wait 1s'],
      wrong: [
        {
          id: 'capital',
          lines: ['admin> publish routing_key=Hello payload=hi', 'wait 1s'],
          misconception: 'near-enough-key',
          shows: ['facts broker.unroutable at rabbit key=Hello'],
        },
      ],
      readings: {
        taken: 'first broker.published at rabbit',
        received: 'first client.received at reader',
        acked: 'first broker.acked at rabbit',
      },
      see: {
        taken: [
          'facts broker.published at rabbit exchange="" key=hello = 1',
          'facts broker.enqueued at rabbit queue=hello = 1',
        ],
        read: ['facts client.received at reader = 1', 'facts client.processed at reader = 1'],
        gone: ['facts broker.acked at rabbit = 1', 'queue hello ready=0 unacked=0'],
      },
      why: {
        always: ['facts broker.published at rabbit = 1', 'facts broker.routed at rabbit = 1'],
        bound: ['facts broker.routed at rabbit exchange="" queues~hello = 1', 'facts broker.bound at rabbit = 0'],
        parts: { source: 0 },
      },
      asks: { subject: 'last broker.enqueued at rabbit', question: 'happened', reaches: 'default exchange' },
      other: null,
    },
    {
      id: 'nobody',
      world: NOBODY_YET,
      before: ['wait 100ms'],
      watch: { off: ['reader is never', 'queue hello absent'] },
      predict: {
        options: { lost: 'no-reader-no-message', wait: null, last: 'only-the-latest-waits' },
        decides: {
          lost: ['facts client.received at reader = 0'],
          wait: ['facts client.received at reader = 2', 'lost 0 at rabbit'],
          last: ['facts client.received at reader = 1'],
        },
      },
      do: [
        { line: 'admin> declare queue name=hello' },
        { line: PUBLISH },
        { line: 'admin> publish routing_key=hello payload=again' },
        { line: 'start reader' },
        { line: 'wait 1s' },
      ],
      goal: ['facts client.processed at reader = 2', 'queue hello ready=0 unacked=0'],
      solution: [
        'admin> declare queue name=hello',
        'wait 20ms',
        PUBLISH,
        'wait 20ms',
        'admin> publish routing_key=hello payload=again',
        'wait 20ms',
        'start reader',
        'wait 1s',
      ],
      wrong: [
        {
          id: 'early',
          lines: [PUBLISH, 'wait 20ms', 'admin> declare queue name=hello', 'wait 20ms', 'start reader', 'wait 1s'],
          misconception: 'publishing-makes-the-queue',
          shows: ['facts broker.unroutable at rabbit key=hello', 'facts client.received at reader = 0'],
        },
      ],
      readings: {
        waited: 'count broker.enqueued at rabbit',
        processed: 'count client.processed at reader',
        bootedAt: 'last node.started at reader',
      },
      see: {
        kept: ['facts broker.enqueued at rabbit queue=hello = 2', 'facts node.started at reader = 1'],
        order: ['values broker.delivered.message at rabbit are 1 2', 'facts client.processed at reader = 2'],
      },
      why: {
        apart: ['facts broker.enqueued at rabbit queue=hello = 2', 'facts client.processed at reader = 2'],
        first: {
          lines: [PUBLISH, 'wait 20ms'],
          holds: ['facts broker.unroutable at rabbit = 1', 'admin replied "Message published but NOT routed"'],
        },
        both: {
          lines: ['admin> declare queue name=hello', 'wait 20ms', 'admin> declare queue name=hello', 'wait 20ms'],
          holds: ['facts broker.queueDeclared at rabbit = 1', 'admin replied "queue declared"'],
        },
      },
      asks: { subject: 'last broker.delivered at rabbit', question: 'happened', reaches: 'reader' },
      other: null,
    },
    {
      id: 'get',
      world: ONE_MESSAGE,
      before: ['wait 100ms', 'admin> declare queue name=hello', 'wait 20ms', PUBLISH, 'wait 20ms'],
      watch: { one: ['queue hello ready=1 unacked=0'] },
      predict: {
        options: { gone: 'get-takes-it', same: 'looking-leaves-no-trace', marked: null },
        decides: {
          gone: ['queue hello ready=0'],
          same: ['queue hello ready=1', 'facts broker.delivered at rabbit redelivered=true = 0'],
          marked: ['queue hello ready=1 unacked=0', 'facts broker.delivered at rabbit redelivered=true = 1'],
        },
      },
      do: [{ line: LOOK }, { line: LOOK }, { line: 'wait 20ms' }],
      goal: ['facts broker.delivered at rabbit redelivered=true >= 1', 'queue hello ready=1 unacked=0'],
      solution: [LOOK, 'wait 20ms', LOOK, 'wait 20ms'],
      wrong: [
        {
          id: 'taken',
          lines: ['admin> get queue=hello ackmode=ack_requeue_false', 'wait 20ms'],
          misconception: 'get-only-looks',
          shows: ['facts broker.autoAcked at rabbit', 'queue hello ready=0'],
        },
      ],
      readings: {
        times: 'count broker.delivered at rabbit',
        back: 'count broker.requeued at rabbit',
      },
      see: {
        twice: ['facts broker.delivered at rabbit = 2', 'facts broker.requeued at rabbit = 2'],
        flag: ['values broker.delivered.redelivered at rabbit are false true', 'admin replied containing "True"'],
      },
      why: {
        mode: ['values broker.requeued.why at rabbit are nack nack'],
        take: {
          lines: ['admin> get queue=hello ackmode=ack_requeue_false', 'wait 20ms'],
          holds: ['queue hello ready=0 unacked=0'],
        },
        push: { source: 1 },
      },
      asks: { subject: 'last broker.requeued at rabbit', question: 'happened', reaches: 'admin' },
      other: {
        lines: ['admin> get queue=hello ackmode=ack_requeue_false', 'wait 20ms'],
        holds: ['queue hello ready=0 unacked=0'],
      },
    },
  ],
  challenge: {
    world: THREE,
    choices: {
      exchange: {
        options: {
          default: ['configure shop {"exchange":""}'],
          direct: ['configure shop {"exchange":"amq.direct"}'],
          fanout: [],
        },
      },
      key: {
        options: {
          orders: [],
          reader: ['configure shop {"keys":["reader"]}'],
          hello: ['configure shop {"keys":["hello"]}'],
        },
      },
    },
    trial: ['wait {at}', 'start reader', 'wait 2s'],
    seeds: [1, 2, 3],
    moments: ['50ms', '215ms', '1s'],
    goal: ['facts client.processed at reader = 3', 'queue hello ready=0 unacked=0'],
    solution: { exchange: 'default', key: 'hello' },
    wrong: [
      {
        pick: { exchange: 'direct', key: 'hello' },
        misconception: 'every-exchange-knows-queues',
        shows: ['facts broker.unroutable at rabbit exchange=amq.direct key=hello'],
      },
      {
        pick: { exchange: 'default', key: 'reader' },
        misconception: 'key-names-the-receiver',
        shows: ['facts broker.unroutable at rabbit exchange="" key=reader'],
      },
    ],
    after: { only: { source: 0 }, time: null },
  },
  sources: [
    { title: 'RabbitMQ: AMQP 0-9-1 model explained', url: 'https://www.rabbitmq.com/tutorials/amqp-concepts' },
    { title: 'RabbitMQ: consumers', url: 'https://www.rabbitmq.com/docs/consumers' },
  ],
} as const satisfies LessonData;
