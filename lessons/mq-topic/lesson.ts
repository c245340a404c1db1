import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { admin, binding, exchange, queue, RABBIT } from '../rabbit-nodes.ts';

const WORLD: WorldSpec = { name: 'Pictures by topic', seed: 1, nodes: [RABBIT, admin('small', 'all')] };

const at = (...lines: readonly string[]): readonly string[] => [
  'wait 100ms',
  ...[exchange('media', 'topic'), ...lines].flatMap((line) => [`admin> ${line}`, 'wait 20ms']),
];
const STAR = at(queue('thumbnails'), binding('media', 'thumbnails', 'image.*'));
const HASH = at(queue('pictures'), binding('media', 'pictures', 'image.#'));
const TWO = at(queue('desk'), binding('media', 'desk', 'image.#'), binding('media', 'desk', '*.new'));

const publish = (key: string): string => `admin> publish exchange=media routing_key=${key}`;
const all = (...keys: readonly string[]): readonly string[] => keys.flatMap((key) => [publish(key), 'wait 20ms']);

const CHALLENGE: WorldSpec = { ...WORLD, name: 'Europe only' };
const READY = [exchange('media', 'topic'), queue('europe')].flatMap((line) => [`admin> ${line}`, 'wait 20ms']);
const choose = (pattern: string): readonly string[] => [`admin> ${binding('media', 'europe', pattern)}`, 'wait 20ms'];

export const data = {
  id: 'mq-topic',
  track: 'rabbitmq',
  minutes: 10,
  world: WORLD,
  prompt: 'admin',
  focus: 'rabbit',
  steps: [
    {
      id: 'star',
      before: STAR,
      watch: { bound: ['facts broker.bound at rabbit destination=thumbnails key=image.* = 1'], words: null },
      predict: {
        options: { one: null, two: 'star-is-any-text', three: 'star-may-be-nothing' },
        decides: {
          one: ['values broker.enqueued.message at rabbit are 1', 'facts broker.unroutable at rabbit = 2'],
          two: ['facts broker.enqueued at rabbit = 2'],
          three: ['facts broker.enqueued at rabbit = 3'],
        },
      },
      do: [{ line: publish('image.new') }, { line: publish('image.new.large') }, { line: publish('image') }],
      goal: ['facts broker.published at rabbit = 3', 'queue thumbnails ready=1'],
      solution: all('image.new', 'image.new.large', 'image'),
      wrong: [
        {
          id: 'pattern',
          lines: all('image.*', 'image.*', 'image.*'),
          misconception: 'patterns-in-the-message',
          shows: ['facts broker.published at rabbit key=image.* = 3', 'queue thumbnails ready=3'],
        },
      ],
      readings: { in: 'count broker.enqueued at rabbit', out: 'texts key of broker.unroutable at rabbit' },
      see: {
        in: ['facts broker.routed at rabbit queues~thumbnails = 1', 'queue thumbnails ready=1'],
        out: ['values broker.unroutable.key at rabbit are image.new.large image'],
      },
      why: {
        word: [
          'facts broker.unroutable at rabbit key=image.new.large = 1',
          'facts broker.unroutable at rabbit key=image = 1',
        ],
        dots: {
          lines: all('image.', 'image.a-long_word'),
          holds: ['queue thumbnails ready=2'],
        },
        message: {
          lines: all('image.*'),
          holds: ['facts broker.published at rabbit key=image.* = 1', 'queue thumbnails ready=1'],
        },
      },
      asks: { subject: 'tokens returned at rabbit', question: 'returned', reaches: 'mandatory' },
      other: null,
    },
    {
      id: 'hash',
      before: HASH,
      watch: { bound: ['facts broker.bound at rabbit destination=pictures key=image.# = 1'] },
      predict: {
        options: { all: null, two: 'hash-needs-a-word', one: 'hash-is-one-word' },
        decides: {
          all: ['queue pictures ready=3', 'facts broker.unroutable at rabbit key=images.new = 1'],
          two: ['queue pictures ready=2'],
          one: ['queue pictures ready=1'],
        },
      },
      do: [
        { line: publish('image') },
        { line: publish('image.new') },
        { line: publish('image.new.large') },
        { line: publish('images.new') },
      ],
      goal: ['queue pictures ready=3', 'facts broker.unroutable at rabbit = 1'],
      solution: all('image', 'image.new', 'image.new.large', 'images.new'),
      wrong: [
        {
          id: 'prefix',
          lines: all('images', 'images.new', 'image-new', 'imagesnew'),
          misconception: 'hash-completes-a-word',
          shows: ['facts broker.published at rabbit >= 3', 'queue pictures ready=0'],
        },
      ],
      readings: { in: 'count broker.enqueued at rabbit', out: 'texts key of broker.unroutable at rabbit' },
      see: {
        three: [
          'facts broker.enqueued at rabbit queue=pictures = 3',
          'values broker.enqueued.message at rabbit are 1 2 3',
        ],
        one: ['values broker.unroutable.key at rabbit are images.new'],
      },
      why: {
        zero: ['facts broker.routed at rabbit message=1 queues~pictures = 1'],
        word: ['facts broker.unroutable at rabbit key=images.new = 1'],
        alone: {
          lines: [
            'admin> declare queue name=any',
            'wait 20ms',
            'admin> declare binding source=media destination=any routing_key=#',
            'wait 20ms',
            ...all('x', 'a.b.c'),
          ],
          holds: ['queue any ready=2'],
        },
      },
      asks: { subject: 'tokens returned at rabbit', question: 'returned', reaches: 'mandatory' },
      other: null,
    },
    {
      id: 'both',
      before: TWO,
      watch: { two: ['facts broker.bound at rabbit destination=desk = 2'] },
      predict: {
        options: { two: 'two-bindings-two-copies', one: null, first: 'best-pattern-wins' },
        decides: {
          two: ['queue desk ready=4'],
          one: ['queue desk ready=3'],
          first: ['queue desk ready=2'],
        },
      },
      do: [{ line: publish('image.new') }, { line: publish('video.new') }, { line: publish('image.old') }],
      goal: ['facts broker.published at rabbit = 3', 'queue desk ready=3'],
      solution: all('image.new', 'video.new', 'image.old'),
      wrong: [
        {
          id: 'long',
          lines: all('image.new', 'video.new.large', 'image.old'),
          misconception: 'star-is-any-text',
          shows: ['facts broker.unroutable at rabbit key=video.new.large'],
        },
      ],
      readings: { copies: 'count broker.enqueued at rabbit' },
      see: {
        both: [
          'facts broker.routed at rabbit message=1 missedCount=0 = 1',
          'facts broker.enqueued at rabbit message=1 = 1',
        ],
        all: ['queue desk ready=3'],
      },
      why: { set: ['facts broker.enqueued at rabbit = 3'], reach: null },
      asks: { subject: 'last broker.enqueued at rabbit', question: 'happened', reaches: 'command' },
      other: null,
    },
  ],
  challenge: {
    world: CHALLENGE,
    choices: {
      orders: {
        options: {
          star: [...READY, ...choose('eu.*')],
          hash: [...READY, ...choose('eu.#')],
          word: [...READY, ...choose('#.eu.#')],
        },
      },
      alerts: {
        options: {
          star: choose('*.alert'),
          hash: choose('#.alert'),
          all: choose('#'),
        },
      },
    },
    trial: [
      'wait {at}',
      'kill rabbit',
      'start rabbit',
      'wait 2s',
      ...[
        'eu',
        'eu.order',
        'eu.order.new',
        'us.order',
        'asia.eu.order',
        'alert',
        'us.alert',
        'us.disk.alert',
        'alert.us',
      ].flatMap((key) => [publish(key), 'wait 100ms']),
    ],
    seeds: [1, 2],
    moments: ['50ms', '400ms', '2s'],
    goal: ['queue europe ready=6'],
    solution: { orders: 'hash', alerts: 'hash' },
    wrong: [
      {
        pick: { orders: 'star', alerts: 'hash' },
        misconception: 'star-may-be-nothing',
        shows: ['queue europe ready=4'],
      },
      {
        pick: { orders: 'hash', alerts: 'star' },
        misconception: 'star-is-any-text',
        shows: ['queue europe ready=4'],
      },
      {
        pick: { orders: 'hash', alerts: 'all' },
        misconception: 'more-specific-wins',
        shows: ['queue europe ready=9'],
      },
    ],
    after: { words: null, use: { source: 0 } },
  },
  sources: [
    { title: 'RabbitMQ tutorial: topics', url: 'https://www.rabbitmq.com/tutorials/tutorial-five-python' },
    { title: 'RabbitMQ: exchanges', url: 'https://www.rabbitmq.com/docs/exchanges' },
  ],
} as const satisfies LessonData;
