import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { admin, binding, exchange, queue, RABBIT } from '../rabbit-nodes.ts';

const WORLD: WorldSpec = {
  name: 'Logs by their level',
  seed: 1,
  nodes: [RABBIT, admin('alarms', 'archive')],
};

const TOPOLOGY = [
  exchange('logs', 'direct'),
  queue('alarms'),
  queue('archive'),
  binding('logs', 'alarms', 'error'),
  binding('logs', 'archive', 'info'),
  binding('logs', 'archive', 'error'),
];
const BEFORE = ['wait 100ms', ...TOPOLOGY.flatMap((line) => [`admin> ${line}`, 'wait 20ms'])];

const publish = (key: string): string => `admin> publish exchange=logs routing_key=${key} payload=line`;
const ERROR = publish('error');
const DEBUG = publish('debug');
const BIND_DEBUG = 'admin> declare binding source=logs destination=archive routing_key=debug';
const BIND_AGAIN = 'admin> declare binding source=logs destination=archive routing_key=error';

const CHALLENGE: WorldSpec = { ...WORLD, name: 'Wake only for what matters' };

const bound = (name: string, ...keys: readonly string[]): readonly string[] => [
  `admin> ${queue(name)}`,
  'wait 20ms',
  ...keys.flatMap((key) => [`admin> ${binding('logs', name, key)}`, 'wait 20ms']),
];
const EXCHANGE = [`admin> ${exchange('logs', 'direct')}`, 'wait 20ms'];

export const data = {
  id: 'mq-direct',
  track: 'rabbitmq',
  minutes: 8,
  world: WORLD,
  prompt: 'admin',
  focus: 'rabbit',
  steps: [
    {
      id: 'error',
      before: BEFORE,
      watch: {
        bound: [
          'facts broker.bound at rabbit exchange=logs = 3',
          'facts broker.bound at rabbit destination=archive key=error = 1',
        ],
      },
      predict: {
        options: { first: 'direct-goes-to-one-queue', both: null, none: 'key-must-be-a-queue' },
        decides: {
          first: ['facts broker.enqueued at rabbit = 1'],
          both: ['queue alarms ready=1', 'queue archive ready=1'],
          none: ['facts broker.unroutable at rabbit = 1'],
        },
      },
      do: [{ line: ERROR }],
      goal: ['queue alarms ready=1', 'queue archive ready=1'],
      solution: [ERROR, 'wait 20ms'],
      wrong: [
        {
          id: 'capital',
          lines: [publish('Error'), 'wait 20ms'],
          misconception: 'near-enough-key',
          shows: ['facts broker.unroutable at rabbit key=Error'],
        },
      ],
      readings: { copies: 'count broker.enqueued at rabbit' },
      see: { both: ['facts broker.enqueued at rabbit = 2', 'queue alarms ready=1', 'queue archive ready=1'] },
      why: {
        same: ['values broker.routed.missedCount at rabbit are 1', 'facts broker.routed at rabbit missed~info = 1'],
        many: null,
        default: { source: 0 },
      },
      asks: { subject: 'last broker.enqueued at rabbit', question: 'happened', reaches: 'command' },
      other: null,
    },
    {
      id: 'debug',
      before: BEFORE,
      watch: { none: ['facts broker.bound at rabbit key=debug = 0'] },
      predict: {
        options: { archive: 'unbound-keys-go-to-the-largest', one: null, two: 'binding-works-backwards' },
        decides: {
          archive: ['facts broker.unroutable at rabbit = 0'],
          one: ['queue archive ready=1', 'facts broker.unroutable at rabbit = 1'],
          two: ['queue archive ready=2'],
        },
      },
      do: [{ line: DEBUG }, { line: BIND_DEBUG }, { line: DEBUG }],
      goal: ['facts broker.unroutable at rabbit key=debug = 1', 'queue archive ready=1'],
      solution: [DEBUG, 'wait 20ms', BIND_DEBUG, 'wait 20ms', DEBUG, 'wait 20ms'],
      wrong: [
        {
          id: 'wild',
          lines: [
            DEBUG,
            'wait 20ms',
            'admin> declare binding source=logs destination=archive routing_key=#',
            'wait 20ms',
            DEBUG,
            'wait 20ms',
          ],
          misconception: 'wildcards-work-everywhere',
          shows: ['facts broker.bound at rabbit key=#', 'facts broker.unroutable at rabbit key=debug >= 2'],
        },
      ],
      readings: {
        gone: 'count broker.unroutable at rabbit key=debug',
        answer: 'text text of client.replied at admin failed=false',
      },
      see: {
        first: ['facts broker.unroutable at rabbit key=debug = 1'],
        second: ['queue archive ready=1', 'queue alarms ready=0'],
      },
      why: {
        moment: ['facts broker.routed at rabbit queues~archive = 1'],
        wild: {
          lines: [
            'admin> declare binding source=logs destination=archive routing_key=#',
            'wait 20ms',
            DEBUG,
            'wait 20ms',
          ],
          holds: ['facts broker.unroutable at rabbit key=debug = 1'],
        },
      },
      asks: { subject: 'last broker.enqueued at rabbit', question: 'happened', reaches: 'command' },
      other: null,
    },
    {
      id: 'again',
      before: BEFORE,
      watch: { bound: ['facts broker.bound at rabbit destination=archive key=error = 1'] },
      predict: {
        options: { two: 'two-bindings-two-copies', one: null, refused: 'binding-twice-is-refused' },
        decides: {
          two: ['queue archive ready=2'],
          one: ['queue archive ready=1', 'facts broker.bound at rabbit destination=archive key=error = 1'],
          refused: ['facts broker.channelClosed at rabbit'],
        },
      },
      do: [{ line: BIND_AGAIN }, { line: ERROR }],
      goal: [
        'facts client.replied at admin text="binding declared" = 4',
        'queue archive ready=1',
        'queue alarms ready=1',
      ],
      solution: [BIND_AGAIN, 'wait 20ms', ERROR, 'wait 20ms'],
      wrong: [
        {
          id: 'two',
          lines: [BIND_AGAIN, 'wait 20ms', ERROR, 'wait 20ms', ERROR, 'wait 20ms'],
          misconception: 'two-bindings-two-copies',
          shows: ['facts broker.published at rabbit = 2', 'queue archive ready=2'],
        },
      ],
      readings: { copies: 'count broker.enqueued at rabbit queue=archive' },
      see: { one: ['facts broker.enqueued at rabbit queue=archive = 1'] },
      why: {
        same: ['facts broker.bound at rabbit destination=archive key=error = 1'],
        queue: {
          lines: [
            'admin> declare exchange name=more type=fanout',
            'wait 20ms',
            'admin> declare binding source=logs destination=more destination_type=exchange routing_key=error',
            'wait 20ms',
            'admin> declare binding source=more destination=archive',
            'wait 20ms',
            ERROR,
            'wait 20ms',
          ],
          holds: ['queue archive ready=1', 'facts broker.routed at rabbit exchange=more queues~archive = 1'],
        },
      },
      asks: { subject: 'last broker.enqueued at rabbit', question: 'happened', reaches: 'command' },
      other: null,
    },
  ],
  challenge: {
    world: CHALLENGE,
    choices: {
      alarms: {
        options: {
          error: [...EXCHANGE, ...bound('alarms', 'error')],
          both: [...EXCHANGE, ...bound('alarms', 'error', 'warning')],
        },
      },
      archive: {
        options: {
          hash: bound('archive', '#'),
          three: bound('archive', 'info', 'warning', 'error'),
          rest: bound('archive', 'info', 'warning'),
        },
      },
    },
    trial: [
      'wait {at}',
      'kill rabbit',
      'start rabbit',
      'wait 2s',
      ...['info', 'debug', 'warning', 'error', 'info'].flatMap((key) => [publish(key), 'wait 100ms']),
    ],
    seeds: [1, 2],
    moments: ['50ms', '500ms', '2s'],
    goal: ['queue alarms ready=1', 'queue archive ready=4'],
    solution: { alarms: 'error', archive: 'three' },
    wrong: [
      {
        pick: { alarms: 'error', archive: 'hash' },
        misconception: 'wildcards-work-everywhere',
        shows: ['queue archive ready=0'],
      },
      {
        pick: { alarms: 'error', archive: 'rest' },
        misconception: 'direct-goes-to-one-queue',
        shows: ['queue archive ready=3'],
      },
    ],
    after: { list: null, kept: { source: 0 } },
  },
  sources: [
    { title: 'RabbitMQ: AMQP 0-9-1 model explained', url: 'https://www.rabbitmq.com/tutorials/amqp-concepts' },
    { title: 'RabbitMQ tutorial: routing', url: 'https://www.rabbitmq.com/tutorials/tutorial-four-python' },
  ],
} as const satisfies LessonData;
