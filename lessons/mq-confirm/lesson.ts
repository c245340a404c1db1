import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { admin, FAR, publisher, queue, RABBIT, times, worker } from '../rabbit-nodes.ts';

const ORDERS = queue('orders');

/** Four orders, ten milliseconds apart, from 0.4 s on: by then the connection over the long link is ready. */
function shop(config: Readonly<Record<string, unknown>>): WorldSpec {
  return {
    name: 'A shop far from its broker',
    seed: 1,
    link: FAR,
    nodes: [
      RABBIT,
      publisher('shop', {
        times: times(4, 400_000),
        keys: ['orders'],
        reconnectAfter: 100_000,
        topology: [ORDERS],
        ...config,
      }),
      admin('orders'),
    ],
  };
}

const SILENT = shop({});
const CONFIRMING = shop({ confirm: true });
const MANY = shop({ confirm: true, window: 1, times: Array.from({ length: 20 }, () => 400_000), count: 20 });

const CHALLENGE: WorldSpec = {
  name: 'Nothing lost, nothing twice',
  seed: 1,
  link: { latency: 20_000, jitterMax: 5_000 },
  nodes: [
    RABBIT,
    publisher('shop', { times: times(6, 400_000), keys: ['orders'], reconnectAfter: 100_000, topology: [ORDERS] }),
    worker('worker', 'orders', { takes: 50_000, topology: [ORDERS] }),
    admin('orders'),
  ],
};

const CONFIRM = 'configure shop {"confirm":true}';
const KILLED = ['kill rabbit', 'start rabbit', 'wait 2s'] as const;

export const data = {
  id: 'mq-confirm',
  track: 'rabbitmq',
  minutes: 14,
  world: SILENT,
  prompt: 'admin',
  focus: 'rabbit',
  steps: [
    {
      id: 'silent',
      before: ['wait 380ms'],
      watch: {
        far: {
          lines: ['wait 55ms'],
          holds: ['facts client.published at shop = 4', 'facts broker.published at rabbit = 1'],
        },
        four: null,
      },
      predict: {
        options: { two: 'taken-means-kept', again: 'publisher-notices-a-loss', none: null },
        decides: {
          two: ['queue orders ready=2'],
          again: ['facts client.published at shop >= 5'],
          none: ['queue orders ready=0', 'lost 4 at rabbit', 'facts client.published at shop = 4'],
        },
      },
      do: [{ line: 'wait 65ms' }, { line: 'kill rabbit' }, { line: 'start rabbit' }, { line: 'wait 2s' }],
      goal: ['facts node.stopped at rabbit = 1', 'rabbit is up', 'lost 4 at rabbit'],
      solution: ['wait 65ms', ...KILLED],
      wrong: [
        {
          id: 'late',
          lines: ['wait 1s', ...KILLED],
          misconception: 'persistent-means-on-the-disk',
          shows: ['facts broker.recovered at rabbit', 'lost 0 at rabbit'],
        },
      ],
      readings: {
        taken: 'count broker.published at rabbit',
        published: 'count client.published at shop',
        lost: 'tokens lost at rabbit',
        killedAt: 'last node.stopped at rabbit',
      },
      see: {
        some: ['facts broker.published at rabbit = 2', 'facts client.published at shop = 4'],
        lost: ['lost 4 at rabbit', 'queue orders ready=0'],
        goes: ['facts client.connected at shop = 2', 'facts client.published at shop attempt=2 = 0'],
      },
      why: {
        wire: ['facts net.dropped why~gone >= 2'],
        memory: ['facts broker.stored at rabbit = 0'],
        knows: ['facts client.confirmed at shop = 0', 'facts client.unconfirmed at shop = 0'],
      },
      asks: { subject: 'tokens lost at rabbit', question: 'lost', reaches: 'kill of rabbit' },
      other: null,
    },
    {
      id: 'confirm',
      before: ['wait 10ms'],
      watch: { mode: null },
      predict: {
        options: { lost: 'confirms-only-tell', four: null, more: 'retry-sends-everything-again' },
        decides: {
          lost: ['queue orders ready=2'],
          four: ['queue orders ready=4', 'facts client.confirmed at shop = 4'],
          more: ['queue orders ready=6'],
        },
      },
      do: [
        { line: CONFIRM },
        { line: 'wait 435ms' },
        { line: 'kill rabbit' },
        { line: 'start rabbit' },
        { line: 'wait 2s' },
      ],
      goal: ['facts node.stopped at rabbit = 1', 'facts client.confirmed at shop = 4', 'queue orders ready=4'],
      solution: [CONFIRM, 'wait 435ms', ...KILLED],
      wrong: [
        {
          id: 'without',
          lines: ['wait 435ms', ...KILLED],
          misconception: 'publisher-notices-a-loss',
          shows: ['facts node.stopped at rabbit', 'lost 4 at rabbit'],
        },
      ],
      readings: {
        confirmed: 'texts id of client.confirmed at shop attempt=1',
        again: 'texts id of client.published at shop attempt=2',
        ready: 'count client.confirmed at shop',
        stored: 'first broker.synced at rabbit',
        first: 'first broker.confirmed at rabbit',
      },
      see: {
        first: [
          'values client.confirmed.id at shop attempt=1 are shop-1 shop-2',
          'facts broker.recovered at rabbit = 1',
        ],
        again: ['values client.published.id at shop attempt=2 are shop-3 shop-4'],
        all: ['queue orders ready=4', 'facts client.confirmed at shop = 4'],
      },
      why: {
        disk: ['why broker.confirmed at rabbit from disk.synced', 'facts broker.synced at rabbit >= 2'],
        retry: ['why client.published at shop from node.stopped how=kill'],
        keep: null,
      },
      asks: { subject: 'last client.published at shop attempt=2', question: 'happened', reaches: 'kill of rabbit' },
      other: {
        lines: ['wait 435ms', ...KILLED],
        holds: ['lost 4 at rabbit'],
      },
    },
    {
      id: 'twice',
      world: CONFIRMING,
      before: ['wait 400ms'],
      watch: { one: ['facts client.published at shop id=shop-1 = 1', 'facts broker.published at rabbit = 0'] },
      predict: {
        options: { once: 'confirms-make-it-once', twice: null, never: 'unconfirmed-means-not-there' },
        decides: {
          once: ['queue orders ready=4'],
          twice: ['queue orders ready=5', 'facts client.published at shop id=shop-1 = 2'],
          never: ['facts broker.recovered at rabbit = 0'],
        },
      },
      do: [{ line: 'wait 31ms' }, { line: 'kill rabbit' }, { line: 'start rabbit' }, { line: 'wait 2s' }],
      goal: ['facts node.stopped at rabbit = 1', 'facts broker.recovered at rabbit >= 1', 'queue orders ready>=5'],
      solution: ['wait 31ms', ...KILLED],
      wrong: [
        {
          id: 'before',
          lines: ['wait 10ms', ...KILLED],
          misconception: 'unconfirmed-means-there',
          shows: ['facts node.stopped at rabbit', 'facts broker.recovered at rabbit = 0', 'queue orders ready=4'],
        },
      ],
      readings: {
        written: 'first broker.stored at rabbit',
        killed: 'last node.stopped at rabbit',
        ready: 'count client.published at shop attempt=2',
      },
      see: {
        written: ['facts broker.stored at rabbit >= 1', 'facts broker.recovered at rabbit = 1'],
        again: [
          'facts client.published at shop id=shop-1 attempt=2 = 1',
          'values client.confirmed.attempt at shop are 2 2 2 2',
        ],
        five: ['queue orders ready=5'],
      },
      why: {
        know: {
          lines: ['wait 10ms', ...KILLED],
          holds: ['queue orders ready=4', 'facts client.published at shop id=shop-1 = 2'],
        },
        least: { source: 0 },
        id: ['facts client.published at shop id=shop-1 = 2'],
      },
      asks: { subject: 'last client.published at shop attempt=2', question: 'happened', reaches: 'kill of rabbit' },
      other: {
        lines: ['wait 10ms', ...KILLED],
        holds: ['queue orders ready=4'],
      },
    },
    {
      id: 'many',
      world: MANY,
      before: ['wait 390ms'],
      watch: { window: null },
      predict: {
        options: { same: 'waiting-for-confirms-is-free', each: 'window-only-bounds-memory', trips: null },
        decides: {
          same: ['facts broker.confirmed at rabbit = 1'],
          each: ['facts broker.confirmed at rabbit = 20'],
          trips: ['facts broker.confirmed at rabbit <= 6', 'facts client.finished at shop = 1'],
        },
      },
      do: [{ line: 'configure shop {"window":10}' }, { line: 'wait 400ms' }],
      goal: ['facts client.finished at shop = 1', 'time < 1s'],
      solution: ['configure shop {"window":10}', 'wait 400ms'],
      wrong: [
        {
          id: 'one',
          lines: ['wait 400ms'],
          misconception: 'waiting-for-confirms-is-free',
          shows: ['facts client.confirmed at shop >= 5', 'facts client.confirmed at shop <= 8'],
        },
      ],
      readings: {
        frames: 'count broker.confirmed at rabbit',
        count: 'count client.confirmed at shop',
        took: 'span client.published to client.finished',
        finished: 'last client.finished at shop',
      },
      see: {
        done: ['facts client.confirmed at shop = 20', 'facts client.finished at shop = 1'],
        frames: ['facts broker.confirmed at rabbit = 4', 'queue orders ready=20'],
      },
      why: {
        one: {
          lines: ['wait 400ms'],
          holds: ['facts client.confirmed at shop <= 8', 'facts client.finished at shop = 0'],
        },
        multiple: ['facts broker.confirmed at rabbit first=2 last=10 = 1'],
        price: null,
      },
      asks: { subject: 'last broker.confirmed at rabbit', question: 'happened', reaches: 'configuration of shop' },
      other: {
        lines: ['wait 2s'],
        holds: ['facts broker.confirmed at rabbit = 20', 'time >= 1.6s'],
      },
    },
  ],
  challenge: {
    world: CHALLENGE,
    choices: {
      confirm: { options: { no: [], yes: [CONFIRM] } },
      worker: { options: { plain: [], idempotent: ['configure worker {"idempotent":true}'] } },
    },
    trial: ['wait {at}', 'kill rabbit', 'start rabbit', 'wait 4s'],
    seeds: [1, 2, 3],
    moments: ['405ms', '421ms', '432ms', '445ms', '470ms', '550ms'],
    goal: ['facts client.processed at worker = 6', 'queue orders ready=0 unacked=0'],
    solution: { confirm: 'yes', worker: 'idempotent' },
    wrong: [
      {
        pick: { confirm: 'no', worker: 'idempotent' },
        misconception: 'publisher-notices-a-loss',
        shows: ['facts client.processed at worker < 6'],
      },
      {
        pick: { confirm: 'yes', worker: 'plain' },
        misconception: 'confirms-make-it-once',
        shows: ['facts client.processed at worker > 6'],
      },
    ],
    after: { both: null, least: { source: 1 } },
  },
  sources: [
    {
      title: 'RabbitMQ: consumer acknowledgements and publisher confirms',
      url: 'https://www.rabbitmq.com/docs/confirms',
    },
    { title: 'RabbitMQ: reliability guide', url: 'https://www.rabbitmq.com/docs/reliability' },
  ],
} as const satisfies LessonData;
