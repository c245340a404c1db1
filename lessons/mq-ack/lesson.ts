import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';

const ORDERS = 'declare queue name=orders durable=true';

/** Six orders, ten milliseconds apart, from the second tenth of a second on. */
const SHOP = {
  id: 'shop',
  machine: 'publisher',
  config: {
    server: 'rabbit',
    name: 'shop',
    times: [200_000, 210_000, 220_000, 230_000, 240_000, 250_000],
    keys: ['orders'],
    persistent: true,
    topology: [ORDERS],
  },
} as const;

/** Each order takes it 200 ms. */
const WORKER = {
  id: 'worker',
  machine: 'consumer',
  config: {
    server: 'rabbit',
    queues: ['orders'],
    takes: 200_000,
    reconnectAfter: 100_000,
    topology: [ORDERS],
  },
} as const;

function world(name: string, worker: Readonly<Record<string, unknown>>): WorldSpec {
  return {
    name,
    seed: 1,
    nodes: [
      { id: 'rabbit', machine: 'broker' },
      SHOP,
      { ...WORKER, config: { ...WORKER.config, ...worker } },
      { id: 'admin', machine: 'broker-prompt', config: { server: 'rabbit', queues: ['orders'] } },
    ],
  };
}

const AUTOMATIC = world('A worker without acknowledgements', { ack: 'automatic' });
const MANUAL = world('A worker that acknowledges', {});
const BATCHES = world('A worker that acknowledges in batches', { ackEvery: 4 });

/** Connected, and nothing published yet. */
const BEFORE = ['wait 100ms'] as const;
/** Two orders done, the third under way. */
const INTO_THE_WORK = 'wait 600ms';
const KILLED = [INTO_THE_WORK, 'kill worker', 'start worker', 'wait 2s'] as const;

export const data = {
  id: 'mq-ack',
  track: 'rabbitmq',
  minutes: 12,
  world: AUTOMATIC,
  prompt: 'admin',
  focus: 'rabbit',
  steps: [
    {
      id: 'automatic',
      before: BEFORE,
      watch: {
        tray: ['facts broker.consumerAdded at rabbit noAck=true = 1'],
        work: null,
      },
      predict: {
        options: { again: 'queue-keeps-a-copy', publisher: 'publisher-sends-again', lost: null },
        decides: {
          again: ['facts broker.requeued at rabbit >= 1'],
          publisher: ['facts client.published at shop >= 7'],
          lost: ['lost 4 at rabbit', 'facts broker.requeued at rabbit = 0', 'facts client.published at shop = 6'],
        },
      },
      do: [{ line: INTO_THE_WORK }, { line: 'kill worker' }, { line: 'start worker' }, { line: 'wait 2s' }],
      goal: [
        'facts node.stopped at worker how=kill >= 1',
        'not lost 0 at rabbit',
        'worker is up',
        'queue orders ready=0 unacked=0 consumers=1',
      ],
      solution: KILLED,
      wrong: [
        {
          id: 'idle',
          lines: ['wait 2s', 'kill worker', 'start worker', 'wait 2s'],
          misconception: 'delivered-means-done',
          shows: [
            'facts node.stopped at worker how=kill',
            'worker is up',
            'lost 0 at rabbit',
            'facts client.processed at worker = 6',
          ],
        },
      ],
      readings: {
        lost: 'tokens lost at rabbit',
        lostCount: 'fate lost at rabbit',
        done: 'count client.processed at worker',
        delivered: 'count broker.delivered at rabbit',
        killedAt: 'last node.stopped at worker',
      },
      see: {
        sent: ['facts broker.delivered at rabbit noAck=true = 6', 'facts client.received at worker = 6'],
        done: ['facts client.processed at worker = 2'],
        lost: ['lost 4 at rabbit', 'queue orders ready=0 unacked=0', 'facts broker.requeued at rabbit = 0'],
      },
      why: {
        forgets: ['facts broker.autoAcked at rabbit = 6', 'why broker.autoAcked at rabbit from broker.delivered'],
        kernel: { source: 0 },
      },
      asks: { subject: 'tokens lost at rabbit', question: 'lost', reaches: 'noAck' },
      other: null,
    },
    {
      id: 'manual',
      world: MANUAL,
      before: BEFORE,
      watch: { unacked: ['facts broker.consumerAdded at rabbit noAck=false = 1'] },
      predict: {
        options: { order: null, last: 'requeued-goes-last', lost: 'manual-means-lost-too' },
        decides: {
          order: [
            'lost 0 at rabbit',
            'values client.received.id at worker redelivered=true are shop-3 shop-4 shop-5 shop-6',
          ],
          last: ['values client.received.id at worker redelivered=true are shop-4 shop-5 shop-6 shop-3'],
          lost: ['not lost 0 at rabbit'],
        },
      },
      do: [{ line: INTO_THE_WORK }, { line: 'kill worker' }, { line: 'start worker' }, { line: 'wait 2s' }],
      goal: [
        'facts node.stopped at worker how=kill >= 1',
        'facts broker.requeued at rabbit >= 1',
        'fates acked=6 at rabbit',
        'queue orders ready=0 unacked=0 consumers=1',
      ],
      solution: KILLED,
      wrong: [
        {
          id: 'automatic',
          lines: ['configure worker {"ack":"automatic"}', 'wait 50ms', ...KILLED],
          misconception: 'queue-keeps-a-copy',
          shows: ['facts broker.consumerAdded at rabbit noAck=true', 'worker is up', 'not lost 0 at rabbit'],
        },
      ],
      readings: {
        requeued: 'count broker.requeued at rabbit',
        again: 'texts id of client.received at worker redelivered=true',
        acked: 'fate acked at rabbit',
        killedAt: 'last node.stopped at worker',
        seenAt: 'first broker.requeued at rabbit',
      },
      see: {
        back: ['facts broker.requeued at rabbit = 4', 'why broker.requeued at rabbit from node.stopped how=kill'],
        order: ['values client.received.id at worker redelivered=true are shop-3 shop-4 shop-5 shop-6'],
        flagged: ['facts broker.delivered at rabbit redelivered=true = 4'],
        all: ['fates acked=6 at rabbit', 'lost 0 at rabbit'],
      },
      why: {
        keeps: ['facts broker.acked at rabbit = 6', 'facts broker.autoAcked at rabbit = 0'],
        flag: [
          'values client.processed.id at worker redelivered=true are shop-3 shop-4 shop-5 shop-6',
          'facts client.processing at worker id=shop-3 = 2',
          'facts client.processing at worker id=shop-4 = 1',
        ],
      },
      asks: { subject: 'tokens acked at rabbit', question: 'twice', reaches: 'noAck' },
      other: {
        lines: ['configure worker {"ack":"automatic"}', 'wait 50ms', ...KILLED],
        holds: ['not lost 0 at rabbit'],
      },
    },
    {
      id: 'duplicate',
      world: BATCHES,
      before: BEFORE,
      watch: { batch: ['facts broker.consumerAdded at rabbit noAck=false = 1'] },
      predict: {
        options: { once: 'redelivered-means-not-handled', twice: null, never: 'manual-means-lost-too' },
        decides: {
          once: ['facts client.processed at worker id=shop-1 = 1'],
          twice: ['facts client.processed at worker id=shop-1 = 2'],
          never: ['lost 1 at rabbit'],
        },
      },
      do: [{ line: INTO_THE_WORK }, { line: 'kill worker' }, { line: 'start worker' }, { line: 'wait 3s' }],
      goal: [
        'facts node.stopped at worker how=kill >= 1',
        'fates acked=6 at rabbit',
        'facts client.processed at worker >= 7',
      ],
      solution: [INTO_THE_WORK, 'kill worker', 'start worker', 'wait 3s'],
      wrong: [
        {
          id: 'each',
          lines: ['configure worker {"ackEvery":1}', INTO_THE_WORK, 'kill worker', 'start worker', 'wait 3s'],
          misconception: 'worker-remembers',
          shows: [
            'facts node.stopped at worker how=kill',
            'fates acked=6 at rabbit',
            'facts client.processed at worker = 6',
          ],
        },
      ],
      readings: {
        processed: 'count client.processed at worker',
        twice: 'texts id of client.processed at worker redelivered=true',
        killedAt: 'last node.stopped at worker',
      },
      see: {
        twice: ['facts client.processed at worker id=shop-1 = 2', 'facts client.processed at worker id=shop-2 = 2'],
        count: ['facts client.processed at worker = 8', 'fates acked=6 at rabbit', 'lost 0 at rabbit'],
      },
      why: {
        window: ['facts client.acked at worker multiple=true >= 1'],
        always: null,
        flag: [
          'facts client.received at worker redelivered=true id=shop-1 = 1',
          'facts client.received at worker redelivered=true id=shop-4 = 1',
        ],
      },
      asks: { subject: 'tokens acked at rabbit', question: 'twice', reaches: 'noAck' },
      other: {
        lines: ['configure worker {"ackEvery":1}', INTO_THE_WORK, 'kill worker', 'start worker', 'wait 3s'],
        holds: ['facts client.processed at worker = 6', 'lost 0 at rabbit'],
      },
    },
    {
      id: 'idempotent',
      world: BATCHES,
      before: BEFORE,
      watch: { note: null },
      predict: {
        options: { none: 'broker-removes-duplicates', skipped: null, twice: 'worker-remembers' },
        decides: {
          none: ['facts broker.delivered at rabbit redelivered=true = 0'],
          skipped: ['facts client.skipped at worker >= 1', 'facts client.processed at worker = 6'],
          twice: ['facts client.processed at worker >= 7'],
        },
      },
      do: [
        { line: 'configure worker {"idempotent":true}' },
        { line: INTO_THE_WORK },
        { line: 'kill worker' },
        { line: 'start worker' },
        { line: 'wait 3s' },
      ],
      goal: [
        'facts node.stopped at worker how=kill >= 1',
        'facts client.skipped at worker >= 1',
        'facts client.processed at worker = 6',
        'fates acked=6 at rabbit',
      ],
      solution: ['configure worker {"idempotent":true}', INTO_THE_WORK, 'kill worker', 'start worker', 'wait 3s'],
      wrong: [
        {
          id: 'without',
          lines: [INTO_THE_WORK, 'kill worker', 'start worker', 'wait 3s'],
          misconception: 'broker-removes-duplicates',
          shows: ['facts node.stopped at worker how=kill', 'facts client.processed at worker >= 7'],
        },
      ],
      readings: {
        skipped: 'texts id of client.skipped at worker',
        again: 'count broker.delivered at rabbit redelivered=true',
        processed: 'count client.processed at worker',
      },
      see: {
        again: ['facts broker.delivered at rabbit redelivered=true = 6'],
        skipped: ['facts client.skipped at worker = 2', 'facts client.processed at worker = 6'],
      },
      why: {
        note: [
          'facts disk.appended at worker file=done = 6',
          'why client.skipped at worker from input.given input.kind=start',
        ],
        together: null,
        broker: { source: 1 },
      },
      asks: { subject: 'tokens acked at rabbit', question: 'twice', reaches: 'noAck' },
      other: null,
    },
  ],
  challenge: {
    world: { ...BATCHES, name: 'Nothing lost, nothing twice' },
    choices: {
      ack: {
        options: {
          automatic: ['configure worker {"ack":"automatic"}'],
          before: ['configure worker {"ack":"manual","ackWhen":"before","ackEvery":1}'],
          after: ['configure worker {"ack":"manual","ackWhen":"after"}'],
        },
      },
      memory: {
        options: {
          no: [],
          yes: ['configure worker {"idempotent":true}'],
        },
      },
    },
    trial: ['wait {at}', 'kill worker', 'start worker', 'wait 4s'],
    seeds: [1, 2, 3],
    moments: ['260ms', '410ms', '600ms', '810ms', '1.1s'],
    goal: ['lost 0 at rabbit', 'queue orders ready=0 unacked=0', 'facts client.processed at worker = 6'],
    solution: { ack: 'after', memory: 'yes' },
    wrong: [
      {
        pick: { ack: 'automatic', memory: 'yes' },
        misconception: 'idempotent-without-ack',
        shows: ['not lost 0 at rabbit'],
      },
      {
        pick: { ack: 'before', memory: 'yes' },
        misconception: 'ack-first-is-safer',
        shows: ['facts client.processed at worker < 6'],
      },
      {
        pick: { ack: 'after', memory: 'no' },
        misconception: 'manual-is-enough',
        shows: ['facts client.processed at worker > 6'],
      },
    ],
    after: {
      both: null,
      price: { source: 1 },
    },
  },
  sources: [
    {
      title: 'RabbitMQ: consumer acknowledgements and publisher confirms',
      url: 'https://www.rabbitmq.com/docs/confirms',
    },
    { title: 'RabbitMQ: reliability guide', url: 'https://www.rabbitmq.com/docs/reliability' },
  ],
} as const satisfies LessonData;
