import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { admin, binding, exchange, queue, RABBIT } from '../rabbit-nodes.ts';

const WORLD: WorldSpec = { name: 'Reports by their headers', seed: 1, nodes: [RABBIT, admin('print', 'watch')] };

const at = (...lines: readonly string[]): readonly string[] => [
  'wait 100ms',
  ...[exchange('reports', 'headers'), ...lines].flatMap((line) => [`admin> ${line}`, 'wait 20ms']),
];
const bind = (name: string, args: Readonly<Record<string, unknown>>): readonly string[] => [
  queue(name),
  binding('reports', name, 'any', args),
];
const ALL = at(...bind('print', { 'x-match': 'all', format: 'pdf', urgent: true }));
const ANY = at(...bind('watch', { 'x-match': 'any', format: 'pdf', urgent: true }));
const WITH_X = at(
  ...bind('plain', { 'x-match': 'any', 'x-tenant': 'blue' }),
  ...bind('marked', { 'x-match': 'any-with-x', 'x-tenant': 'blue' }),
);

const publish = (headers: Readonly<Record<string, unknown>>): string =>
  `admin> publish exchange=reports routing_key=any properties=${JSON.stringify({ headers })}`;
const all = (...lines: readonly string[]): readonly string[] => lines.flatMap((line) => [line, 'wait 20ms']);

const URGENT_PDF = publish({ format: 'pdf', urgent: true, author: 'ann' });
const PDF = publish({ format: 'pdf' });
const NOT_URGENT = publish({ urgent: false });
const SHORT = publish({ format: 'pdf', urgent: true });
const TENANT = publish({ 'x-tenant': 'blue' });
const AS_KEY = 'admin> publish exchange=reports routing_key=pdf';

const CHALLENGE: WorldSpec = { ...WORLD, name: 'Only what must be printed' };
const choose = (match: string): readonly string[] =>
  [exchange('reports', 'headers'), ...bind('print', { 'x-match': match, format: 'pdf', 'x-region': 'eu' })].flatMap(
    (line) => [`admin> ${line}`, 'wait 20ms'],
  );

export const data = {
  id: 'mq-headers',
  track: 'rabbitmq',
  minutes: 9,
  world: WORLD,
  prompt: 'admin',
  focus: 'rabbit',
  steps: [
    {
      id: 'all',
      before: ALL,
      watch: { bound: ['facts broker.bound at rabbit exchange=reports destination=print = 1'] },
      predict: {
        options: { none: 'all-means-exactly-these', first: null, both: 'one-header-is-enough' },
        decides: {
          none: ['queue print ready=0'],
          first: ['values broker.enqueued.message at rabbit are 1', 'facts broker.unroutable at rabbit = 1'],
          both: ['queue print ready=2'],
        },
      },
      do: [{ line: URGENT_PDF }, { line: PDF }],
      goal: ['facts broker.published at rabbit = 2', 'queue print ready=1'],
      solution: all(URGENT_PDF, PDF),
      wrong: [
        {
          id: 'key',
          lines: all(AS_KEY, AS_KEY),
          misconception: 'headers-look-at-the-key',
          shows: ['facts broker.unroutable at rabbit exchange=reports key=pdf = 2'],
        },
      ],
      readings: { in: 'count broker.enqueued at rabbit', out: 'count broker.unroutable at rabbit' },
      see: {
        in: ['values broker.enqueued.message at rabbit are 1'],
        out: ['facts broker.unroutable at rabbit message=2 = 1'],
      },
      why: {
        all: [
          'facts broker.routed at rabbit message=2 missed~missing = 1',
          'facts broker.routed at rabbit message=1 queues~print = 1',
        ],
        key: { lines: all(AS_KEY), holds: ['facts broker.unroutable at rabbit = 1'] },
        type: {
          lines: all(publish({ format: 'pdf', urgent: 'true' })),
          holds: ['facts broker.unroutable at rabbit = 1'],
        },
      },
      asks: { subject: 'tokens returned at rabbit', question: 'returned', reaches: 'mandatory' },
      other: null,
    },
    {
      id: 'any',
      before: ANY,
      watch: { bound: ['facts broker.bound at rabbit exchange=reports destination=watch = 1'] },
      predict: {
        options: { one: 'all-means-exactly-these', two: null, three: 'any-is-everything' },
        decides: {
          one: ['queue watch ready=1'],
          two: ['queue watch ready=2', 'facts broker.unroutable at rabbit = 1'],
          three: ['queue watch ready=3'],
        },
      },
      do: [{ line: SHORT }, { line: PDF }, { line: NOT_URGENT }],
      goal: ['facts broker.published at rabbit = 3', 'queue watch ready=2'],
      solution: all(SHORT, PDF, NOT_URGENT),
      wrong: [
        {
          id: 'not',
          lines: all(NOT_URGENT, NOT_URGENT, PDF),
          misconception: 'any-is-everything',
          shows: ['facts broker.unroutable at rabbit >= 2', 'queue watch ready=1'],
        },
      ],
      readings: { in: 'count broker.enqueued at rabbit queue=watch' },
      see: {
        two: ['facts broker.enqueued at rabbit queue=watch = 2', 'values broker.enqueued.message at rabbit are 1 2'],
        not: ['facts broker.unroutable at rabbit message=3 = 1'],
      },
      why: {
        value: ['facts broker.routed at rabbit message=3 missed~"no header has" = 1'],
        default: {
          lines: [
            'admin> declare queue name=strict',
            'wait 20ms',
            `admin> ${binding('reports', 'strict', 'any', { format: 'pdf', urgent: true })}`,
            'wait 20ms',
            ...all(PDF, SHORT),
          ],
          holds: ['queue strict ready=1', 'queue watch ready=2'],
        },
      },
      asks: { subject: 'tokens returned at rabbit', question: 'returned', reaches: 'mandatory' },
      other: null,
    },
    {
      id: 'x',
      before: WITH_X,
      watch: { two: ['facts broker.bound at rabbit exchange=reports = 2'] },
      predict: {
        options: { both: 'x-headers-are-like-others', marked: null, none: 'x-headers-never-count' },
        decides: {
          both: ['queue plain ready=1', 'queue marked ready=1'],
          marked: ['queue plain ready=0', 'queue marked ready=1'],
          none: ['queue marked ready=0'],
        },
      },
      do: [{ line: TENANT }],
      goal: ['queue marked ready=1', 'queue plain ready=0'],
      solution: all(TENANT),
      wrong: [
        {
          id: 'bare',
          lines: all(publish({ tenant: 'blue' })),
          misconception: 'x-is-only-decoration',
          shows: ['facts broker.unroutable at rabbit', 'queue marked ready=0'],
        },
      ],
      readings: { copies: 'count broker.enqueued at rabbit' },
      see: { marked: ['facts broker.enqueued at rabbit queue=marked = 1', 'queue plain ready=0'] },
      why: {
        own: ['facts broker.routed at rabbit missedCount=1 queues~marked = 1'],
        empty: {
          lines: [
            'admin> declare queue name=empty',
            'wait 20ms',
            `admin> ${binding('reports', 'empty', 'any', { 'x-match': 'all', 'x-tenant': 'red' })}`,
            'wait 20ms',
            ...all(TENANT),
          ],
          holds: ['queue empty ready=1'],
        },
        since: { source: 0 },
      },
      asks: { subject: 'last broker.enqueued at rabbit', question: 'happened', reaches: 'command' },
      other: null,
    },
  ],
  challenge: {
    world: CHALLENGE,
    choices: {
      match: {
        options: {
          all: choose('all'),
          any: choose('any-with-x'),
          allx: choose('all-with-x'),
        },
      },
      format: {
        options: {
          key: all('admin> publish exchange=reports routing_key=pdf properties={"headers":{"x-region":"eu"}}'),
          header: all(publish({ format: 'pdf', 'x-region': 'eu', pages: 3 })),
        },
      },
    },
    trial: [
      'wait {at}',
      ...all(publish({ format: 'pdf', 'x-region': 'us' }), publish({ format: 'html', 'x-region': 'eu' }), publish({})),
    ],
    seeds: [1, 2],
    moments: ['10ms', '100ms', '1s'],
    goal: ['queue print ready=1', 'values broker.enqueued.message at rabbit are 1'],
    solution: { match: 'allx', format: 'header' },
    wrong: [
      {
        pick: { match: 'all', format: 'header' },
        misconception: 'x-headers-are-like-others',
        shows: ['queue print ready=2'],
      },
      {
        pick: { match: 'any', format: 'header' },
        misconception: 'one-header-is-enough',
        shows: ['queue print ready=3'],
      },
      {
        pick: { match: 'allx', format: 'key' },
        misconception: 'headers-look-at-the-key',
        shows: ['queue print ready=0'],
      },
    ],
    after: { when: null, cost: null },
  },
  sources: [
    {
      title: 'RabbitMQ 3.10.0 release notes',
      url: 'https://github.com/rabbitmq/rabbitmq-server/releases/tag/v3.10.0',
    },
    { title: 'RabbitMQ: AMQP 0-9-1 model explained', url: 'https://www.rabbitmq.com/tutorials/amqp-concepts' },
  ],
} as const satisfies LessonData;
