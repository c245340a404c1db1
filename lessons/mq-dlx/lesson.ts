import type { NodeSpec, WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { admin, binding, publisher, queue, RABBIT, times, worker } from '../rabbit-nodes.ts';

/** Orders by their key: the first one is bad, and the worker cannot do it. */
const KEYS = ['bad', 'good', 'good'];
const bound = (name: string): readonly string[] => [
  binding('amq.direct', name, 'bad'),
  binding('amq.direct', name, 'good'),
];
const shop = (topology: readonly string[], count = 3): NodeSpec =>
  publisher('shop', { exchange: 'amq.direct', times: times(count), keys: KEYS, topology });
const worker1 = (requeue: boolean, topology: readonly string[]): NodeSpec =>
  worker('worker', 'work', { prefetch: 1, takes: 100_000, rejectKeys: ['bad'], requeue, topology });

const PLAIN = [queue('work'), ...bound('work')];
const AGAIN: WorldSpec = {
  name: 'An order that cannot be done',
  seed: 1,
  nodes: [RABBIT, shop(PLAIN), worker1(true, PLAIN), admin('work')],
};

const RETRY = [
  queue('work', { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'later' }),
  // What comes back from there has the name of the queue as its key, and so it is the name that the worker cannot do.
  queue('later', { 'x-message-ttl': 1000, 'x-dead-letter-exchange': 'amq.direct', 'x-dead-letter-routing-key': 'bad' }),
  ...bound('work'),
];
const LATER: WorldSpec = {
  name: 'A retry after a second',
  seed: 1,
  nodes: [RABBIT, shop(RETRY), worker1(false, RETRY), admin('work', 'later')],
};

const TTL: WorldSpec = { name: 'Two times to live', seed: 1, nodes: [RABBIT, admin('slow', 'gone')] };
const SLOW = queue('slow', { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'gone' });
const LONG = 'admin> publish routing_key=slow payload=long properties={"expiration":"3000"}';
const SHORT = 'admin> publish routing_key=slow payload=short properties={"expiration":"500"}';

const LIMITED = [
  queue('poison'),
  queue('work', {
    'x-queue-type': 'quorum',
    'x-delivery-limit': 2,
    'x-dead-letter-exchange': '',
    'x-dead-letter-routing-key': 'poison',
  }),
  ...bound('work'),
];
const LIMIT: WorldSpec = {
  name: 'At most two more tries',
  seed: 1,
  nodes: [RABBIT, shop(LIMITED), worker1(true, LIMITED), admin('work', 'poison')],
};

const CHALLENGE: WorldSpec = {
  name: 'Three tries, then aside',
  seed: 1,
  nodes: [
    RABBIT,
    publisher('shop', { exchange: 'amq.direct', times: times(6, 400_000), keys: [...KEYS, 'good', 'good', 'good'] }),
    worker('worker', 'work', {
      prefetch: 1,
      takes: { kind: 'uniform', min: 60_000, max: 90_000 },
      rejectKeys: ['bad'],
    }),
    admin('work', 'poison'),
  ],
};
const declared = (args: Readonly<Record<string, unknown>>): readonly string[] =>
  [queue('poison'), queue('work', args), ...bound('work')].flatMap((line) => [`admin> ${line}`, 'wait 20ms']);
const TO_POISON = { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'poison' };
const QUORUM = { 'x-queue-type': 'quorum', 'x-delivery-limit': 2 };

export const data = {
  id: 'mq-dlx',
  track: 'rabbitmq',
  minutes: 13,
  world: AGAIN,
  prompt: 'admin',
  focus: 'rabbit',
  steps: [
    {
      id: 'again',
      before: ['wait 100ms'],
      watch: { bad: null, requeue: null },
      predict: {
        options: { after: 'requeued-goes-last', never: null, drops: 'broker-gives-up-by-itself' },
        decides: {
          after: ['facts client.processed at worker key=good = 2'],
          never: ['facts client.processed at worker key=good = 0', 'facts client.rejected at worker >= 10'],
          drops: ['facts broker.dropped at rabbit >= 1'],
        },
      },
      do: [{ line: 'wait 3s' }],
      goal: ['facts client.rejected at worker >= 10', 'facts client.processed at worker key=good = 0'],
      solution: ['wait 3s'],
      wrong: [
        {
          id: 'drop',
          lines: ['configure worker {"requeue":false}', 'wait 3s'],
          misconception: 'rejected-is-kept-somewhere',
          shows: ['facts broker.dropped at rabbit why=rejected = 1', 'facts client.processed at worker key=good = 2'],
        },
      ],
      readings: { tries: 'count client.rejected at worker', waiting: 'fate ready at rabbit' },
      see: {
        tries: ['facts client.rejected at worker >= 10', 'facts client.processed at worker key=bad >= 10'],
        good: ['queue work ready=2 unacked=1', 'facts client.received at worker key=good = 0'],
      },
      why: {
        place: ['facts broker.requeued at rabbit position=0 >= 10'],
        ever: null,
        drop: {
          lines: ['configure worker {"requeue":false}', 'wait 3s'],
          holds: ['facts broker.dropped at rabbit why=rejected = 1', 'facts client.processed at worker key=good = 2'],
        },
      },
      asks: { subject: 'last broker.requeued at rabbit', question: 'happened', reaches: 'wants it requeued' },
      other: {
        lines: ['configure worker {"requeue":false}', 'wait 3s'],
        holds: ['facts broker.dropped at rabbit why=rejected = 1'],
      },
    },
    {
      id: 'later',
      world: LATER,
      before: ['wait 100ms'],
      watch: {
        dlx: ['facts broker.queueDeclared at rabbit queue=work = 1'],
        ttl: ['facts broker.queueDeclared at rabbit queue=later = 1'],
      },
      predict: {
        options: { blocked: 'one-failure-blocks-the-rest', meanwhile: null, lost: 'dead-letters-are-lost' },
        decides: {
          blocked: ['facts client.processed at worker key=good <= 1'],
          meanwhile: [
            'facts client.processed at worker key=good = 2',
            'facts broker.deadLettered at rabbit reason=expired >= 2',
            'queue work ready=0 unacked=0',
          ],
          lost: ['not lost 0 at rabbit'],
        },
      },
      do: [{ line: 'wait 2.5s' }, { line: 'configure worker {"rejectKeys":[]}' }, { line: 'wait 2s' }],
      goal: [
        'facts broker.deadLettered at rabbit reason=expired >= 2',
        'queue work ready=0 unacked=0',
        'queue later ready=0',
        'facts broker.acked at rabbit = 3',
      ],
      solution: ['wait 2.5s', 'configure worker {"rejectKeys":[]}', 'wait 2s'],
      wrong: [
        {
          id: 'wait',
          lines: ['wait 4.5s'],
          misconception: 'retries-end-by-themselves',
          shows: ['facts client.rejected at worker >= 4', 'facts broker.acked at rabbit = 2'],
        },
      ],
      readings: {
        tries: 'count client.received at worker key=bad',
        good: 'last client.processed at worker key=good',
        done: 'last broker.acked at rabbit',
        dead: 'count broker.deadLettered at rabbit',
      },
      see: {
        good: ['facts client.processed at worker key=good = 2'],
        bad: ['facts client.received at worker key=bad >= 3', 'facts broker.acked at rabbit = 3'],
      },
      why: {
        reject: ['facts broker.deadLettered at rabbit queue=work reason=rejected >= 2'],
        wait: ['facts broker.deadLettered at rabbit queue=later reason=expired >= 2'],
        death: ['facts net.sent at rabbit frame.method=basic.deliver frame.properties~x-death >= 1'],
      },
      asks: { subject: 'tokens dead at rabbit', question: 'dead', reaches: 'x-dead-letter-exchange' },
      other: { lines: ['wait 4.5s'], holds: ['facts client.rejected at worker >= 4'] },
    },
    {
      id: 'ttl',
      world: TTL,
      before: ['wait 100ms', 'admin> declare queue name=gone', 'wait 20ms', `admin> ${SLOW}`, 'wait 20ms'],
      watch: { two: ['queue slow ready=0', 'queue gone ready=0'] },
      predict: {
        options: { one: 'each-ttl-runs-by-itself', both: null, none: 'shortest-ttl-counts-for-all' },
        decides: {
          one: ['queue slow ready=1'],
          both: ['queue slow ready=2', 'queue gone ready=0'],
          none: ['queue slow ready=0'],
        },
      },
      do: [{ line: LONG }, { line: SHORT }, { line: 'wait 1.5s' }, { line: 'admin> list queues' }],
      goal: ['queue slow ready=2', 'facts client.replied at admin line="list queues" >= 1', 'time >= 1.5s'],
      solution: [LONG, 'wait 20ms', SHORT, 'wait 1.5s', 'admin> list queues', 'wait 20ms'],
      wrong: [
        {
          id: 'short-first',
          lines: [SHORT, 'wait 20ms', LONG, 'wait 1.5s'],
          misconception: 'order-of-ttls-does-not-matter',
          shows: ['facts broker.deadLettered at rabbit = 1', 'queue slow ready=1'],
        },
      ],
      readings: { there: 'fate ready at rabbit' },
      see: { both: ['queue slow ready=2', 'facts broker.deadLettered at rabbit = 0'] },
      why: {
        head: {
          lines: [LONG, 'wait 20ms', SHORT, 'wait 4s'],
          holds: ['values broker.deadLettered.message at rabbit are 1 2', 'queue gone ready=2'],
        },
        order: { lines: [SHORT, 'wait 20ms', LONG, 'wait 1.5s'], holds: ['queue gone ready=1', 'queue slow ready=1'] },
        quorum: { source: 1 },
      },
      asks: { subject: 'tokens ready at rabbit', question: 'waiting', reaches: 'no consumer' },
      other: { lines: [SHORT, 'wait 20ms', LONG, 'wait 1.5s'], holds: ['queue slow ready=1'] },
    },
    {
      id: 'limit',
      world: LIMIT,
      before: ['wait 100ms'],
      watch: { limit: ['facts broker.queueDeclared at rabbit queue=work type=quorum = 1'] },
      predict: {
        options: { two: 'limit-counts-all-deliveries', three: null, ever: 'requeue-resets-the-count' },
        decides: {
          two: ['facts client.received at worker key=bad = 2'],
          three: ['facts client.received at worker key=bad = 3', 'queue poison ready=1'],
          ever: ['facts client.received at worker key=bad >= 5'],
        },
      },
      do: [{ line: 'wait 2s' }],
      goal: [
        'queue poison ready=1',
        'facts client.processed at worker key=good = 2',
        'facts client.received at worker key=bad = 3',
      ],
      solution: ['wait 2s'],
      wrong: [
        {
          id: 'reject',
          lines: ['configure worker {"requeue":false}', 'wait 2s'],
          misconception: 'reject-is-a-retry',
          shows: [
            'facts broker.deadLettered at rabbit reason=rejected = 1',
            'facts client.received at worker key=bad = 1',
          ],
        },
      ],
      readings: { tries: 'count client.received at worker key=bad', dead: 'tokens dead at rabbit' },
      see: {
        tries: [
          'facts client.received at worker key=bad = 3',
          'facts broker.deadLettered at rabbit reason=delivery_limit = 1',
        ],
        good: ['facts client.processed at worker key=good = 2'],
      },
      why: {
        count: ['facts broker.requeued at rabbit = 2'],
        only: { source: 2 },
      },
      asks: { subject: 'tokens dead at rabbit', question: 'dead', reaches: 'x-dead-letter-exchange' },
      other: {
        lines: ['configure worker {"requeue":false}', 'wait 2s'],
        holds: ['facts client.received at worker key=bad = 1'],
      },
    },
  ],
  challenge: {
    world: CHALLENGE,
    choices: {
      queue: {
        options: {
          classic: declared(TO_POISON),
          bare: declared(QUORUM),
          limited: declared({ ...QUORUM, ...TO_POISON }),
        },
      },
      reject: {
        options: {
          requeue: ['configure worker {"requeue":true}', 'kill worker', 'start worker'],
          drop: ['configure worker {"requeue":false}', 'kill worker', 'start worker'],
        },
      },
    },
    trial: ['wait {at}', 'kill rabbit', 'start rabbit', 'wait 6s'],
    seeds: [1, 2, 3],
    moments: ['50ms', '2s', '3s'],
    goal: [
      'queue poison ready=1',
      'queue work ready=0 unacked=0',
      'facts client.processed at worker key=good >= 5',
      'facts client.received at worker key=bad >= 3',
    ],
    solution: { queue: 'limited', reject: 'requeue' },
    wrong: [
      {
        pick: { queue: 'classic', reject: 'requeue' },
        misconception: 'broker-gives-up-by-itself',
        shows: ['facts client.received at worker key=bad >= 10'],
      },
      {
        pick: { queue: 'bare', reject: 'requeue' },
        misconception: 'limit-keeps-what-it-takes-out',
        shows: ['facts broker.dropped at rabbit why="delivery limit" = 1'],
      },
      {
        pick: { queue: 'limited', reject: 'drop' },
        misconception: 'reject-is-a-retry',
        shows: ['facts client.received at worker key=bad = 1'],
      },
    ],
    after: { tries: null, alarm: null },
  },
  sources: [
    { title: 'RabbitMQ: dead letter exchanges', url: 'https://www.rabbitmq.com/docs/dlx' },
    { title: 'RabbitMQ: time-to-live and expiration', url: 'https://www.rabbitmq.com/docs/ttl' },
    { title: 'RabbitMQ: quorum queues', url: 'https://www.rabbitmq.com/docs/quorum-queues' },
  ],
} as const satisfies LessonData;
