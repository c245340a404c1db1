import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { admin, binding, exchange, publisher, queue, RABBIT } from '../rabbit-nodes.ts';

const BOOKS = [exchange('orders', 'direct'), queue('books'), binding('orders', 'books', 'book')];

function shop(config: Readonly<Record<string, unknown>>): WorldSpec {
  return {
    name: 'An order for a bike',
    seed: 1,
    nodes: [
      RABBIT,
      publisher('shop', {
        exchange: 'orders',
        times: [300_000, 310_000, 320_000],
        keys: ['book', 'bike', 'boat'],
        topology: BOOKS,
        ...config,
      }),
      admin('books'),
    ],
  };
}

const CONFIRMING = shop({ confirm: true });
const BARE = shop({ times: [500_000, 510_000, 520_000], topology: [] });

const ASTRAY = 'admin> declare exchange name=astray type=fanout';
const UNROUTED = 'admin> declare queue name=unrouted';
const BIND = 'admin> declare binding source=astray destination=unrouted';
const ORDERS = 'admin> declare exchange name=orders type=direct arguments={"alternate-exchange":"astray"}';
const BIND_BOOKS = 'admin> declare binding source=orders destination=books routing_key=book';
/** What is there before the exchange that needs it. */
const READY = ['wait 100ms', 'admin> declare queue name=books', 'wait 20ms', ASTRAY, 'wait 20ms'] as const;
const CAUGHT = [UNROUTED, 'wait 20ms', BIND, 'wait 20ms', ORDERS, 'wait 20ms', BIND_BOOKS, 'wait 20ms'] as const;

export const data = {
  id: 'mq-unroutable',
  track: 'rabbitmq',
  minutes: 9,
  world: CONFIRMING,
  prompt: 'admin',
  focus: 'rabbit',
  steps: [
    {
      id: 'silent',
      before: ['wait 100ms'],
      watch: { one: ['facts broker.bound at rabbit exchange=orders = 1'], three: null },
      predict: {
        options: { refused: 'unroutable-is-not-confirmed', confirmed: null, waits: 'exchange-keeps-messages' },
        decides: {
          refused: ['facts client.confirmed at shop = 1'],
          confirmed: ['facts client.confirmed at shop = 3', 'fates unroutable=2 ready=1 at rabbit'],
          waits: ['facts broker.unroutable at rabbit = 0'],
        },
      },
      do: [{ line: 'wait 1s' }],
      goal: [
        'facts broker.unroutable at rabbit = 2',
        'facts client.confirmed at shop = 3',
        'facts client.returned at shop = 0',
      ],
      solution: ['wait 1s'],
      wrong: [
        {
          id: 'mandatory',
          lines: ['configure shop {"mandatory":true}', 'wait 1s'],
          misconception: 'mandatory-makes-it-arrive',
          shows: ['facts client.returned at shop = 2', 'fates returned=2 at rabbit'],
        },
      ],
      readings: { gone: 'tokens unroutable at rabbit', confirmed: 'count client.confirmed at shop' },
      see: {
        gone: ['fates unroutable=2 at rabbit', 'queue books ready=1'],
        confirmed: ['facts client.confirmed at shop = 3', 'facts client.nacked at shop = 0'],
      },
      why: {
        done: ['facts broker.confirmed at rabbit = 3', 'facts broker.unroutable at rabbit = 2'],
        source: { source: 0 },
      },
      asks: { subject: 'tokens unroutable at rabbit', question: 'unroutable', reaches: 'mandatory: false' },
      other: {
        lines: ['configure shop {"mandatory":true}', 'wait 1s'],
        holds: ['facts client.returned at shop = 2'],
      },
    },
    {
      id: 'mandatory',
      before: ['wait 100ms'],
      watch: { flag: null },
      predict: {
        options: { nack: 'return-is-a-nack', both: null, kept: 'mandatory-makes-it-arrive' },
        decides: {
          nack: ['facts client.nacked at shop >= 1'],
          both: ['facts client.returned at shop = 2', 'facts client.confirmed at shop = 3'],
          kept: ['facts broker.unroutable at rabbit = 0'],
        },
      },
      do: [{ line: 'configure shop {"mandatory":true}' }, { line: 'wait 1s' }],
      goal: ['facts client.returned at shop = 2', 'facts client.confirmed at shop = 3'],
      solution: ['configure shop {"mandatory":true}', 'wait 1s'],
      wrong: [
        {
          id: 'without',
          lines: ['wait 1s'],
          misconception: 'confirm-means-it-is-in-a-queue',
          shows: ['facts client.confirmed at shop = 3', 'facts client.returned at shop = 0'],
        },
      ],
      readings: {
        back: 'texts id of client.returned at shop',
        text: 'text text of client.returned at shop',
        code: 'text code of client.returned at shop',
        confirmed: 'count client.confirmed at shop',
      },
      see: {
        back: [
          'values client.returned.id at shop are shop-2 shop-3',
          'facts client.returned at shop text=NO_ROUTE code=312 = 2',
        ],
        confirmed: ['facts client.confirmed at shop = 3'],
      },
      why: {
        order: ['facts broker.returned at rabbit = 2', 'values client.confirmed.id at shop are shop-1 shop-2 shop-3'],
        queue: null,
        reach: ['queue books ready=1 consumers=0', 'facts client.returned at shop id=shop-1 = 0'],
      },
      asks: { subject: 'tokens returned at rabbit', question: 'returned', reaches: 'mandatory: true' },
      other: {
        lines: ['wait 1s'],
        holds: ['facts client.returned at shop = 0', 'facts broker.unroutable at rabbit = 2'],
      },
    },
    {
      id: 'alternate',
      world: BARE,
      before: READY,
      watch: { none: ['facts broker.exchangeDeclared at rabbit exchange=orders = 0'] },
      predict: {
        options: { copy: 'alternate-gets-a-copy-of-all', rest: null, lost: 'alternate-is-only-for-errors' },
        decides: {
          copy: ['queue unrouted ready=3'],
          rest: ['queue unrouted ready=2', 'queue books ready=1', 'facts broker.unroutable at rabbit = 0'],
          lost: ['queue unrouted ready=0'],
        },
      },
      do: [{ line: UNROUTED }, { line: BIND }, { line: ORDERS }, { line: BIND_BOOKS }, { line: 'wait 1s' }],
      goal: ['queue unrouted ready=2', 'queue books ready=1'],
      solution: [...CAUGHT, 'wait 1s'],
      wrong: [
        {
          id: 'empty',
          lines: [...CAUGHT.slice(4), 'wait 1s'],
          misconception: 'exchange-keeps-messages',
          shows: [
            'facts broker.routed at rabbit via="alternate exchange" >= 2',
            'facts broker.unroutable at rabbit = 2',
          ],
        },
      ],
      readings: {
        caught: 'count broker.enqueued at rabbit queue=unrouted',
        books: 'count broker.enqueued at rabbit queue=books',
      },
      see: {
        caught: [
          'facts broker.enqueued at rabbit queue=unrouted = 2',
          'facts broker.enqueued at rabbit queue=books = 1',
        ],
        none: ['facts broker.unroutable at rabbit = 0'],
      },
      why: {
        second: ['facts broker.routed at rabbit via="alternate exchange" exchange=astray = 2'],
        chain: {
          lines: [...CAUGHT.slice(4), 'wait 1s'],
          holds: ['facts broker.unroutable at rabbit = 2'],
        },
        policy: { source: 1 },
      },
      asks: { subject: 'last broker.enqueued at rabbit queue=unrouted', question: 'happened', reaches: 'shop' },
      other: null,
    },
  ],
  challenge: {
    world: { ...BARE, name: 'Nothing astray' },
    choices: {
      catch: {
        options: {
          nothing: [
            'admin> declare exchange name=orders type=direct',
            'wait 20ms',
            'admin> declare queue name=books',
            'wait 20ms',
            'admin> declare binding source=orders destination=books routing_key=book',
            'wait 20ms',
          ],
          alternate: [...READY, ...CAUGHT],
        },
      },
      shop: {
        options: {
          plain: [],
          confirm: ['configure shop {"confirm":true}'],
        },
      },
    },
    trial: ['wait {at}', 'kill rabbit', 'start rabbit', 'wait 3s'],
    seeds: [1, 2],
    moments: ['100ms', '408ms', '422ms', '1s'],
    goal: ['queue books ready>=1', 'queue unrouted ready>=2', 'facts client.confirmed at shop = 3'],
    solution: { catch: 'alternate', shop: 'confirm' },
    wrong: [
      {
        pick: { catch: 'nothing', shop: 'confirm' },
        misconception: 'confirm-means-it-is-in-a-queue',
        shows: ['facts client.confirmed at shop = 3', 'facts broker.unroutable at rabbit >= 2'],
      },
      {
        pick: { catch: 'alternate', shop: 'plain' },
        misconception: 'taken-means-kept',
        shows: ['facts client.confirmed at shop = 0'],
      },
    ],
    after: { two: null, both: { source: 1 } },
  },
  sources: [
    { title: 'RabbitMQ: publishers', url: 'https://www.rabbitmq.com/docs/publishers' },
    { title: 'RabbitMQ: alternate exchanges', url: 'https://www.rabbitmq.com/docs/ae' },
  ],
} as const satisfies LessonData;
