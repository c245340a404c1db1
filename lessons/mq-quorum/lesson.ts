import type { NodeSpec, WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { admin, publisher, queue, RABBIT, times } from '../rabbit-nodes.ts';

const CLASSIC = queue('orders');
const QUORUM = queue('ledger', { 'x-queue-type': 'quorum' });

const TWO: WorldSpec = {
  name: 'A classic queue and a quorum queue',
  seed: 1,
  nodes: [RABBIT, admin('orders', 'ledger')],
};

const shop = (id: string, key: string, topology: string): NodeSpec =>
  publisher(id, { times: times(4), keys: [key], persistent: true, topology: [topology] });
const HURRY: WorldSpec = {
  name: 'Two shops without confirms',
  seed: 1,
  nodes: [RABBIT, shop('shop', 'orders', CLASSIC), shop('bank', 'ledger', QUORUM), admin('orders', 'ledger')],
};

const CHALLENGE: WorldSpec = {
  name: 'Any moment',
  seed: 1,
  link: { latency: 10_000, jitterMax: 3_000 },
  nodes: [
    RABBIT,
    publisher('bank', {
      times: times(6, 400_000),
      keys: ['ledger'],
      persistent: false,
      // After a power cut nobody says goodbye: it must find out by itself.
      heartbeat: 1,
      confirmTimeout: 1_000_000,
      reconnectAfter: 200_000,
      reconnectAfterMax: 400_000,
    }),
    admin('ledger'),
  ],
};

const TO_ORDERS = 'admin> publish routing_key=orders payload=order';
const TO_LEDGER = 'admin> publish routing_key=ledger payload=entry';
const BEFORE = ['wait 100ms', `admin> ${CLASSIC}`, 'wait 20ms', `admin> ${QUORUM}`, 'wait 20ms'] as const;
const BACK = ['start rabbit', 'wait 100ms'] as const;

const RANKED = 'admin> declare queue name=tickets arguments={"x-queue-type":"quorum","x-max-priority":9}';
const PLAIN = 'admin> declare queue name=tickets arguments={"x-queue-type":"quorum"}';

export const data = {
  id: 'mq-quorum',
  track: 'rabbitmq',
  minutes: 10,
  world: TWO,
  prompt: 'admin',
  focus: 'rabbit',
  steps: [
    {
      id: 'kept',
      before: BEFORE,
      watch: {
        two: [
          'facts broker.queueDeclared at rabbit queue=orders type=classic = 1',
          'facts broker.queueDeclared at rabbit queue=ledger type=quorum = 1',
        ],
        transient: {
          lines: [TO_LEDGER, 'wait 20ms'],
          holds: ['facts broker.published at rabbit persistent=false = 1'],
        },
      },
      predict: {
        options: { none: 'quorum-needs-persistent', ledger: null, both: 'confirmed-means-on-the-disk' },
        decides: {
          none: ['queue ledger ready=0'],
          ledger: ['queue ledger ready=1', 'queue orders ready=0'],
          both: ['queue orders ready=1'],
        },
      },
      do: [
        { line: TO_ORDERS },
        { line: TO_LEDGER },
        { line: 'wait 1s' },
        { line: 'power-cut rabbit' },
        { line: 'start rabbit' },
      ],
      goal: [
        'facts node.stopped at rabbit how=powerCut = 1',
        'rabbit is up',
        'queue ledger ready=1',
        'queue orders ready=0',
      ],
      solution: [TO_ORDERS, 'wait 20ms', TO_LEDGER, 'wait 1s', 'power-cut rabbit', ...BACK],
      wrong: [
        {
          id: 'persistent',
          lines: [
            `${TO_ORDERS} persistent=true`,
            'wait 20ms',
            `${TO_LEDGER} persistent=true`,
            'wait 1s',
            'power-cut rabbit',
            ...BACK,
          ],
          misconception: 'quorum-needs-persistent',
          shows: ['facts node.stopped at rabbit', 'queue orders ready=1', 'queue ledger ready=1'],
        },
      ],
      readings: { lost: 'tokens lost at rabbit', kept: 'tokens ready at rabbit' },
      see: {
        kept: ['facts broker.recovered at rabbit queue=ledger = 1', 'queue ledger ready=1'],
        lost: ['lost 1 at rabbit', 'queue orders ready=0'],
      },
      why: {
        log: ['facts broker.synced at rabbit queue=ledger = 1', 'facts broker.stored at rabbit queue=orders = 0'],
        members: { source: 0 },
        lab: ['facts node.started at rabbit = 2'],
      },
      asks: { subject: 'tokens lost at rabbit', question: 'lost', reaches: 'persistent: false' },
      other: {
        lines: [`${TO_ORDERS} persistent=true`, 'wait 1s', 'power-cut rabbit', ...BACK],
        holds: ['queue orders ready=1'],
      },
    },
    {
      id: 'hurry',
      world: HURRY,
      before: ['wait 100ms'],
      watch: { both: ['queue orders ready=0', 'queue ledger ready=0'], persistent: null },
      predict: {
        options: { same: 'queue-types-write-alike', ledger: null, none: 'unconfirmed-is-always-lost' },
        decides: {
          same: ['queue orders ready=4'],
          ledger: ['queue ledger ready=4', 'queue orders ready=0'],
          none: ['queue ledger ready=0'],
        },
      },
      do: [{ line: 'wait 200ms' }, { line: 'kill rabbit' }, { line: 'start rabbit' }],
      goal: [
        'facts broker.published at rabbit persistent=true = 8',
        'facts node.stopped at rabbit = 1',
        'queue ledger ready=4',
        'queue orders ready=0',
      ],
      solution: ['wait 200ms', 'kill rabbit', ...BACK],
      wrong: [
        {
          id: 'late',
          lines: ['wait 1s', 'kill rabbit', ...BACK],
          misconception: 'queue-types-write-alike',
          shows: ['facts node.stopped at rabbit', 'queue orders ready=4', 'queue ledger ready=4'],
        },
      ],
      readings: {
        lost: 'fate lost at rabbit',
        stored: 'first broker.stored at rabbit',
        killed: 'last node.stopped at rabbit',
      },
      see: {
        ledger: ['facts broker.recovered at rabbit queue=ledger = 1', 'queue ledger ready=4'],
        orders: ['lost 4 at rabbit', 'queue orders ready=0'],
      },
      why: {
        log: ['facts broker.stored at rabbit queue=ledger >= 1', 'facts broker.stored at rabbit queue=orders = 0'],
        power: {
          lines: ['wait 101ms', 'power-cut rabbit', ...BACK],
          holds: ['not lost 0 at rabbit', 'queue ledger ready=0'],
        },
      },
      asks: { subject: 'tokens lost at rabbit', question: 'lost', reaches: 'kill of rabbit' },
      other: {
        lines: ['wait 101ms', 'power-cut rabbit', ...BACK],
        holds: ['queue ledger ready=0'],
      },
    },
    {
      id: 'cannot',
      before: BEFORE,
      watch: { wish: null },
      predict: {
        options: { ignored: 'unknown-arguments-are-ignored', refused: null, classic: 'type-is-only-a-wish' },
        decides: {
          ignored: ['facts client.replied at admin text="queue declared" >= 4'],
          refused: ['facts client.replied at admin failed=true text~PRECONDITION_FAILED = 1'],
          classic: ['facts broker.queueDeclared at rabbit queue=tickets type=classic = 1'],
        },
      },
      do: [{ line: RANKED }, { line: PLAIN }],
      goal: [
        'facts client.replied at admin failed=true text~PRECONDITION_FAILED >= 1',
        'facts broker.queueDeclared at rabbit queue=tickets type=quorum = 1',
      ],
      solution: [RANKED, 'wait 20ms', PLAIN, 'wait 20ms'],
      wrong: [
        {
          id: 'classic',
          lines: ['admin> declare queue name=tickets arguments={"x-max-priority":9}', 'wait 20ms', PLAIN, 'wait 20ms'],
          misconception: 'declaring-again-changes-the-queue',
          shows: [
            'facts broker.queueDeclared at rabbit queue=tickets type=classic = 1',
            'admin replied containing "PRECONDITION_FAILED"',
          ],
        },
      ],
      readings: { text: 'text text of client.replied at admin failed=true' },
      see: {
        refused: ['facts client.replied at admin failed=true text~"invalid arg" = 1'],
        plain: ['facts broker.queueDeclared at rabbit queue=tickets type=quorum durable=true = 1'],
      },
      why: {
        not: {
          lines: [
            'admin> declare queue name=brief durable=false arguments={"x-queue-type":"quorum"}',
            'wait 20ms',
            'admin> declare queue name=mine exclusive=true arguments={"x-queue-type":"quorum"}',
            'wait 20ms',
          ],
          holds: ['facts client.replied at admin failed=true text~PRECONDITION_FAILED = 2'],
        },
        version: { source: 1 },
        choose: null,
      },
      asks: { subject: 'last client.replied at admin failed=true', question: 'happened', reaches: 'command' },
      other: null,
    },
  ],
  challenge: {
    world: CHALLENGE,
    choices: {
      queue: {
        options: {
          classic: [`admin> ${queue('ledger')}`],
          quorum: [`admin> ${QUORUM}`],
        },
      },
      bank: {
        options: {
          plain: [],
          confirm: ['configure bank {"confirm":true}'],
        },
      },
    },
    trial: ['wait {at}', 'power-cut rabbit', 'start rabbit', 'wait 8s'],
    seeds: [1, 2, 3],
    moments: ['405ms', '415ms', '440ms', '465ms', '2s'],
    goal: ['queue ledger ready>=6'],
    solution: { queue: 'quorum', bank: 'confirm' },
    wrong: [
      {
        pick: { queue: 'classic', bank: 'confirm' },
        misconception: 'confirmed-means-on-the-disk',
        shows: ['facts client.confirmed at bank >= 6', 'queue ledger ready<6'],
      },
      {
        pick: { queue: 'quorum', bank: 'plain' },
        misconception: 'quorum-needs-no-confirms',
        shows: ['facts client.confirmed at bank = 0', 'queue ledger ready<6'],
      },
    ],
    after: { both: null, majority: { source: 0 } },
  },
  sources: [
    { title: 'RabbitMQ: quorum queues', url: 'https://www.rabbitmq.com/docs/quorum-queues' },
    { title: 'RabbitMQ: priority queues', url: 'https://www.rabbitmq.com/docs/priority' },
  ],
} as const satisfies LessonData;
