import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { admin, publisher, queue, RABBIT, times } from '../rabbit-nodes.ts';

const ORDERS = queue('orders');
const SCRATCH = 'declare queue name=scratch durable=false';

const TWO_QUEUES: WorldSpec = {
  name: 'A durable queue and a transient one',
  seed: 1,
  nodes: [RABBIT, admin('orders', 'scratch')],
};

const SHOP: WorldSpec = {
  name: 'A shop without confirms',
  seed: 1,
  nodes: [RABBIT, publisher('shop', { times: times(4), keys: ['orders'], topology: [ORDERS] }), admin('orders')],
};

const CHALLENGE: WorldSpec = {
  name: 'Survive a power cut',
  seed: 1,
  nodes: [
    RABBIT,
    publisher('shop', { times: times(6), pace: 'random', keys: ['orders'], persistent: false }),
    admin('orders'),
  ],
};

const BEFORE = ['wait 100ms', `admin> ${ORDERS}`, 'wait 20ms', `admin> ${SCRATCH}`, 'wait 20ms'] as const;
const PUBLISH = 'admin> publish routing_key=orders payload=order';
const KEPT = 'admin> publish routing_key=orders payload=order persistent=true';
const TO_SCRATCH = 'admin> publish routing_key=scratch payload=note persistent=true';

export const data = {
  id: 'mq-durable',
  track: 'rabbitmq',
  minutes: 12,
  world: TWO_QUEUES,
  prompt: 'admin',
  focus: 'rabbit',
  steps: [
    {
      id: 'message',
      before: BEFORE,
      watch: {
        queue: ['facts broker.queueDeclared at rabbit queue=orders durable=true = 1', 'queue orders ready=0'],
        says: { lines: [PUBLISH, 'wait 20ms'], holds: ['facts broker.published at rabbit persistent=false = 1'] },
      },
      predict: {
        options: { both: 'durable-queue-keeps-messages', queue: null, neither: 'restarted-broker-is-empty' },
        decides: {
          both: ['queue orders ready=2'],
          queue: ['queue orders ready=0', 'lost 2 at rabbit'],
          neither: ['queue orders absent'],
        },
      },
      do: [
        { line: PUBLISH },
        { line: PUBLISH },
        { line: 'wait 1s' },
        { line: 'kill rabbit' },
        { line: 'start rabbit' },
      ],
      goal: ['facts node.stopped at rabbit = 1', 'rabbit is up', 'lost 2 at rabbit'],
      solution: [PUBLISH, 'wait 20ms', PUBLISH, 'wait 1s', 'kill rabbit', 'start rabbit', 'wait 100ms'],
      wrong: [
        {
          id: 'persistent',
          lines: [KEPT, 'wait 20ms', KEPT, 'wait 1s', 'kill rabbit', 'start rabbit', 'wait 100ms'],
          misconception: 'durable-queue-keeps-messages',
          shows: ['facts broker.recovered at rabbit queue=orders', 'lost 0 at rabbit'],
        },
      ],
      readings: { lost: 'tokens lost at rabbit', count: 'fate lost at rabbit' },
      see: {
        queue: ['facts broker.queueDeclared at rabbit queue=orders recovered=true = 1'],
        lost: ['lost 2 at rabbit', 'queue orders ready=0'],
      },
      why: {
        two: ['facts broker.published at rabbit persistent=false = 2', 'facts broker.stored at rabbit = 0'],
        other: {
          lines: [KEPT, 'wait 1s', 'kill rabbit', 'start rabbit', 'wait 100ms'],
          holds: ['queue orders ready=1', 'lost 0 at rabbit'],
        },
        default: { source: 0 },
      },
      asks: { subject: 'tokens lost at rabbit', question: 'lost', reaches: 'persistent: false' },
      other: {
        lines: [KEPT, 'wait 1s', 'kill rabbit', 'start rabbit', 'wait 100ms'],
        holds: ['queue orders ready=1'],
      },
    },
    {
      id: 'queue',
      before: BEFORE,
      watch: { scratch: ['facts broker.queueDeclared at rabbit queue=scratch durable=false = 1'] },
      predict: {
        options: {
          kept: 'persistent-message-is-safe-anywhere',
          later: 'exchange-keeps-messages',
          gone: null,
        },
        decides: {
          kept: ['queue scratch ready=1'],
          later: ['lost 0 at rabbit', 'queue scratch absent'],
          gone: ['queue scratch absent', 'lost 1 at rabbit'],
        },
      },
      do: [{ line: TO_SCRATCH }, { line: 'wait 1s' }, { line: 'kill rabbit' }, { line: 'start rabbit' }],
      goal: [
        'facts broker.enqueued at rabbit queue=scratch',
        'facts node.stopped at rabbit = 1',
        'rabbit is up',
        'queue scratch absent',
      ],
      solution: [TO_SCRATCH, 'wait 1s', 'kill rabbit', 'start rabbit', 'wait 100ms'],
      wrong: [
        {
          id: 'again',
          lines: ['admin> declare queue name=scratch durable=true', 'wait 20ms'],
          misconception: 'declaring-again-changes-the-queue',
          shows: ['admin replied containing "PRECONDITION_FAILED"'],
        },
      ],
      readings: { lost: 'tokens lost at rabbit', answer: 'text text of client.replied at admin' },
      see: {
        gone: ['queue scratch absent', 'lost 1 at rabbit'],
        other: ['queue orders ready=0', 'facts broker.queueDeclared at rabbit queue=orders recovered=true = 1'],
      },
      why: {
        both: ['facts broker.published at rabbit persistent=true = 1', 'facts broker.recovered at rabbit = 0'],
        exchange: ['facts broker.routed at rabbit exchange="" queues~scratch = 1'],
        change: {
          lines: ['admin> declare queue name=scratch durable=true', 'wait 20ms'],
          holds: ['admin replied containing "PRECONDITION_FAILED"'],
        },
        version: { source: 1 },
      },
      asks: { subject: 'tokens lost at rabbit', question: 'lost', reaches: 'durable: false' },
      other: {
        lines: [KEPT, 'wait 1s', 'kill rabbit', 'start rabbit', 'wait 100ms'],
        holds: ['queue orders ready=1', 'lost 0 at rabbit'],
      },
    },
    {
      id: 'written',
      world: SHOP,
      before: ['wait 100ms'],
      watch: {
        both: ['facts broker.queueDeclared at rabbit queue=orders durable=true = 1'],
        soon: null,
      },
      predict: {
        options: {
          kept: 'persistent-means-on-the-disk',
          process: 'broker-memory-survives-a-kill',
          lost: null,
        },
        decides: {
          kept: ['facts broker.recovered at rabbit', 'lost 0 at rabbit', 'facts broker.stored at rabbit >= 1'],
          process: ['lost 0 at rabbit'],
          lost: ['lost 4 at rabbit', 'facts broker.recovered at rabbit = 0'],
        },
      },
      do: [{ line: 'wait 200ms' }, { line: 'kill rabbit' }, { line: 'start rabbit' }],
      goal: [
        'facts broker.published at rabbit persistent=true = 4',
        'facts node.stopped at rabbit = 1',
        'rabbit is up',
        'lost 4 at rabbit',
      ],
      solution: ['wait 200ms', 'kill rabbit', 'start rabbit', 'wait 100ms'],
      wrong: [
        {
          id: 'late',
          lines: ['wait 1s', 'kill rabbit', 'start rabbit', 'wait 100ms'],
          misconception: 'written-at-once',
          shows: ['facts broker.recovered at rabbit', 'lost 0 at rabbit'],
        },
      ],
      readings: {
        lost: 'tokens lost at rabbit',
        taken: 'last broker.published at rabbit',
        killed: 'last node.stopped at rabbit',
      },
      see: {
        lost: ['lost 4 at rabbit', 'facts broker.published at rabbit persistent=true = 4'],
        when: ['facts node.stopped at rabbit how=kill = 1'],
      },
      why: {
        memory: ['facts broker.stored at rabbit = 0', 'facts broker.recovered at rabbit = 0'],
        later: {
          lines: ['wait 1s', 'power-cut rabbit', 'start rabbit', 'wait 100ms'],
          holds: ['lost 0 at rabbit', 'queue orders ready=4'],
        },
        word: { source: 0 },
      },
      asks: { subject: 'tokens lost at rabbit', question: 'lost', reaches: 'kill of rabbit' },
      other: {
        lines: ['wait 1s', 'power-cut rabbit', 'start rabbit', 'wait 100ms'],
        holds: ['lost 0 at rabbit'],
      },
    },
  ],
  challenge: {
    world: CHALLENGE,
    choices: {
      queue: {
        options: {
          durable: [`admin> ${ORDERS}`],
          transient: ['admin> declare queue name=orders durable=false'],
        },
      },
      messages: {
        options: { transient: [], persistent: ['configure shop {"persistent":true}'] },
      },
    },
    trial: ['wait {at}', 'power-cut rabbit', 'start rabbit', 'wait 1s'],
    seeds: [1, 2, 3],
    moments: ['700ms', '1.5s', '5s'],
    goal: ['lost 0 at rabbit', 'queue orders ready=6'],
    solution: { queue: 'durable', messages: 'persistent' },
    wrong: [
      {
        pick: { queue: 'durable', messages: 'transient' },
        misconception: 'durable-queue-keeps-messages',
        shows: ['lost 6 at rabbit', 'queue orders ready=0'],
      },
      {
        pick: { queue: 'transient', messages: 'persistent' },
        misconception: 'persistent-message-is-safe-anywhere',
        shows: ['queue orders absent'],
      },
    ],
    after: { both: null, confirm: { source: 2 } },
  },
  sources: [
    { title: 'RabbitMQ tutorial: work queues', url: 'https://www.rabbitmq.com/tutorials/tutorial-two-python' },
    {
      title: 'RabbitMQ 4.3.0 release notes',
      url: 'https://github.com/rabbitmq/rabbitmq-server/releases/tag/v4.3.0',
    },
    {
      title: 'RabbitMQ: consumer acknowledgements and publisher confirms',
      url: 'https://www.rabbitmq.com/docs/confirms',
    },
  ],
} as const satisfies LessonData;
