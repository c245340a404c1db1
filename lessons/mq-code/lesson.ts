import type { NodeSpec, WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { person, redis } from '../parts.ts';
import { off, RABBIT } from '../rabbit-nodes.ts';

/** A program of the library; a line takes it 5 ms, so that one can follow. */
const program = (id: string, library: string, startsAt = 0): NodeSpec => ({
  id,
  machine: 'program',
  config: { library, lineTakes: 5_000 },
  startsAt,
});

function world(name: string, worker: string): WorldSpec {
  return {
    name,
    seed: 1,
    nodes: [RABBIT, redis(), program('worker', worker), program('shop', 'publisher', 200_000), person()],
  };
}

const ACK_FIRST = world('Acknowledge, then charge', 'consumer-ack-before');
const CHARGE_FIRST = world('Charge, then acknowledge', 'consumer-ack-after');

/** The same, and the worker is still to be started. */
const NOT_YET: WorldSpec = {
  ...CHARGE_FIRST,
  nodes: CHARGE_FIRST.nodes.map((node) => (node.id === 'worker' ? off(node) : node)),
};

const START = ['wait 100ms'] as const;
const BACK = ['wait 2s', 'start worker', 'wait 2s'] as const;
const LOOK = 'cli> HGETALL charged';
const CHARGED_TWICE = 'facts client.replied at cli text~"\\"order-3\\"\\n 6) \\"2\\"" = 1';
const CHARGED_ONCE = 'facts client.replied at cli text~"\\"order-3\\"\\n 6) \\"1\\"" = 1';
/** Five orders, each charged once. */
const FIVE_ONES = '1) \\"1\\"\\n2) \\"1\\"\\n3) \\"1\\"\\n4) \\"1\\"\\n5) \\"1\\"';

export const data = {
  id: 'mq-code',
  track: 'rabbitmq',
  minutes: 12,
  world: ACK_FIRST,
  prompt: 'cli',
  focus: 'rabbit',
  steps: [
    {
      id: 'before',
      before: START,
      watch: { code: null, five: { lines: ['wait 2s'], holds: ['facts program.printed at shop = 5'] } },
      predict: {
        options: { again: 'queue-keeps-a-copy', never: null, all: 'charge-was-on-its-way' },
        decides: {
          again: ['facts client.received at worker id=order-2 = 2'],
          never: ['facts client.received at worker id=order-2 = 1', 'facts client.replied at cli text~order-2 = 0'],
          all: ['facts client.replied at cli text~order-2 = 1'],
        },
      },
      do: [
        { line: 'worker> crash 15 2' },
        { line: 'wait 2s' },
        { line: 'start worker' },
        { line: 'wait 2s' },
        { line: LOOK },
      ],
      goal: [
        'facts program.crashed at worker line=15 n=2 = 1',
        'worker is up',
        'facts client.received at worker id=order-5 = 1',
        'facts client.replied at cli line="HGETALL charged" >= 1',
      ],
      solution: ['worker> crash 15 2', ...BACK, LOOK, 'wait 50ms'],
      wrong: [
        {
          id: 'earlier',
          lines: ['worker> crash 13 2', ...BACK, LOOK, 'wait 50ms'],
          misconception: 'every-line-is-as-good',
          shows: ['facts program.crashed at worker line=13', 'facts client.replied at cli text~order-2'],
        },
      ],
      readings: {
        acked: 'count broker.acked at rabbit',
        crashed: 'first program.crashed at worker',
      },
      see: {
        acked: ['facts broker.acked at rabbit = 5', 'queue orders ready=0 unacked=0'],
        four: ['facts client.replied at cli text~order-2 = 0', 'facts client.replied at cli text~order-5 = 1'],
      },
      why: {
        gap: ['facts program.crashed at worker line=15 n=2 = 1', 'facts client.acked at worker tag=2 >= 1'],
        broker: ['facts broker.deadLettered at rabbit = 0', 'lost 0 at rabbit'],
        most: { source: 1 },
      },
      asks: { subject: 'last program.crashed at worker', question: 'happened', reaches: 'line 15' },
      other: {
        lines: ['worker> crash 13 2', ...BACK, LOOK, 'wait 50ms'],
        holds: ['facts client.replied at cli text~order-2 = 1'],
      },
    },
    {
      id: 'after',
      world: CHARGE_FIRST,
      before: START,
      watch: { swapped: null },
      predict: {
        options: { once: 'redelivered-means-not-handled', twice: null, never: 'manual-means-lost-too' },
        decides: {
          once: [CHARGED_ONCE],
          twice: [CHARGED_TWICE],
          never: ['facts client.replied at cli text~order-3 = 0'],
        },
      },
      do: [
        { line: 'worker> crash 14 3' },
        { line: 'wait 2s' },
        { line: 'start worker' },
        { line: 'wait 2s' },
        { line: LOOK },
      ],
      goal: ['facts program.crashed at worker line=14 n=3 = 1', CHARGED_TWICE],
      solution: ['worker> crash 14 3', ...BACK, LOOK, 'wait 50ms'],
      wrong: [
        {
          id: 'earlier',
          lines: ['worker> crash 12 3', ...BACK, LOOK, 'wait 50ms'],
          misconception: 'every-line-is-as-good',
          shows: ['facts program.crashed at worker line=12', CHARGED_ONCE],
        },
      ],
      readings: {
        times: 'count client.received at worker id=order-3',
        back: 'first broker.requeued at rabbit',
      },
      see: {
        twice: [CHARGED_TWICE, 'facts client.received at worker id=order-3 = 2'],
        back: ['facts broker.requeued at rabbit message=3 = 1'],
      },
      why: {
        gap: ['facts program.crashed at worker line=14 n=3 = 1', 'why broker.requeued at rabbit from program.crashed'],
        rule: null,
      },
      asks: { subject: 'last program.crashed at worker', question: 'happened', reaches: 'line 14' },
      other: {
        lines: ['worker> crash 12 3', ...BACK, LOOK, 'wait 50ms'],
        holds: [CHARGED_ONCE],
      },
    },
    {
      id: 'idempotent',
      world: NOT_YET,
      before: START,
      watch: { change: null },
      predict: {
        options: { nothing: 'broker-removes-duplicates', knows: null, twice: 'worker-remembers' },
        decides: {
          nothing: ['facts client.received at worker id=order-3 = 1'],
          knows: [CHARGED_ONCE, 'facts program.printed at worker text="knew order-3" = 1'],
          twice: [CHARGED_TWICE],
        },
      },
      do: [
        { line: 'configure worker {"library":"consumer-idempotent"}' },
        { line: 'start worker' },
        { line: 'worker> crash 14 3' },
        { line: 'wait 2s' },
        { line: 'start worker' },
        { line: 'wait 2s' },
        { line: LOOK },
      ],
      goal: [
        'facts program.crashed at worker line=14 n=3 = 1',
        'facts program.printed at worker text="knew order-3" = 1',
        CHARGED_ONCE,
      ],
      solution: [
        'configure worker {"library":"consumer-idempotent"}',
        'start worker',
        'worker> crash 14 3',
        ...BACK,
        LOOK,
        'wait 50ms',
      ],
      wrong: [
        {
          id: 'same',
          lines: ['start worker', 'worker> crash 14 3', ...BACK, LOOK, 'wait 50ms'],
          misconception: 'broker-removes-duplicates',
          shows: ['facts program.crashed at worker line=14', CHARGED_TWICE],
        },
      ],
      readings: { times: 'count client.received at worker id=order-3' },
      see: {
        twice: ['facts client.received at worker id=order-3 = 2'],
        knew: ['facts program.printed at worker text="knew order-3" = 1', CHARGED_ONCE],
      },
      why: {
        one: ['facts kv.executed at redis command=hsetnx >= 6'],
        place: null,
      },
      asks: { subject: 'last program.crashed at worker', question: 'happened', reaches: 'line 14' },
      other: {
        lines: ['start worker', 'worker> crash 14 3', ...BACK, LOOK, 'wait 50ms'],
        holds: [CHARGED_TWICE],
      },
    },
  ],
  challenge: {
    world: { ...CHARGE_FIRST, name: 'Between any two lines' },
    choices: {
      program: {
        options: {
          none: ['configure worker {"library":"consumer-no-ack"}', 'kill worker', 'start worker'],
          before: ['configure worker {"library":"consumer-ack-before"}', 'kill worker', 'start worker'],
          after: [],
          idempotent: ['configure worker {"library":"consumer-idempotent"}', 'kill worker', 'start worker'],
        },
      },
    },
    trial: ['wait {at}', 'kill worker', 'start worker', 'wait 3s', 'cli> HVALS charged', 'wait 50ms'],
    seeds: [1, 2],
    moments: ['329ms', '336ms', '343ms', '350ms', '357ms', '364ms', '378ms', '420ms'],
    goal: [`facts client.replied at cli text="${FIVE_ONES}" = 1`],
    solution: { program: 'idempotent' },
    wrong: [
      {
        pick: { program: 'none' },
        misconception: 'delivered-means-done',
        shows: ['facts broker.autoAcked at rabbit >= 1', `facts client.replied at cli text="${FIVE_ONES}" = 0`],
      },
      {
        pick: { program: 'before' },
        misconception: 'ack-first-is-safer',
        shows: ['facts broker.acked at rabbit = 5', `facts client.replied at cli text="${FIVE_ONES}" = 0`],
      },
      {
        pick: { program: 'after' },
        misconception: 'manual-is-enough',
        shows: ['facts client.replied at cli text~"\\"2\\"" = 1'],
      },
    ],
    after: { one: null, reality: null },
  },
  sources: [
    {
      title: 'RabbitMQ: consumer acknowledgements and publisher confirms',
      url: 'https://www.rabbitmq.com/docs/confirms',
    },
    { title: 'RabbitMQ: reliability guide', url: 'https://www.rabbitmq.com/docs/reliability' },
  ],
} as const satisfies LessonData;
