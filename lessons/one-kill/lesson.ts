import type { NodeSpec, WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { paced, person, redis } from '../parts.ts';
import { queue, RABBIT } from '../rabbit-nodes.ts';

/*
 * The same work and the same kill in five places: a list, pub/sub, a stream, a classic queue and a quorum queue. The
 * learner is the worker.
 */

const clerk = (id: string): NodeSpec => ({ id, machine: 'broker-prompt', config: { server: 'rabbit' } });

const REDIS: WorldSpec = { name: 'Redis and a worker', seed: 1, nodes: [redis(), person('worker'), person('shop')] };
const RABBITMQ: WorldSpec = { name: 'RabbitMQ and a worker', seed: 1, nodes: [RABBIT, clerk('worker'), clerk('shop')] };

const BOTH: WorldSpec = {
  name: 'Two servers, two workers',
  seed: 1,
  link: { latency: 2_000, jitterMax: 1_000 },
  nodes: [RABBIT, clerk('clerk'), clerk('seller'), redis(), person('reader'), person('shop')],
};

const START = 'wait 100ms';
const KILL = ['kill worker', 'start worker'] as const;
const BACK = [...KILL, 'wait 300ms'] as const;

const POP = 'worker> LPOP orders';
const LIST = 'worker> LRANGE orders 0 -1';
const MOVE = 'worker> LMOVE orders doing LEFT RIGHT';

const SUBSCRIBE = 'worker> SUBSCRIBE orders';
const SAY = 'shop> PUBLISH orders order-1';

const READ_NEW = 'worker> XREADGROUP GROUP team me COUNT 1 STREAMS orders >';
const READ_OWN = 'worker> XREADGROUP GROUP team me STREAMS orders 0';

const TAKE = 'worker> get queue=orders ackmode=manual';
const TAKE_AND_FORGET = 'worker> get queue=orders ackmode=ack_requeue_false';

const publish = (who: string, key: string, n: number): string =>
  `${who}> publish routing_key=${key} payload=order-${n}`;

export const data = {
  id: 'one-kill',
  track: 'finale',
  minutes: 14,
  world: REDIS,
  prompt: 'worker',
  focus: 'redis',
  steps: [
    {
      id: 'list',
      before: [START, ...paced('shop> RPUSH orders order-1 order-2 order-3')],
      watch: { three: ['key orders present', 'facts client.replied at shop text="(integer) 3" = 1'], you: null },
      predict: {
        options: { back: 'popped-comes-back', gone: null, last: 'requeued-goes-last' },
        decides: {
          back: ['facts client.replied at worker line="LRANGE orders 0 -1" text~order-1 >= 1'],
          gone: [
            'values client.replied.text at worker line="LRANGE orders 0 -1" are "1) \\"order-2\\"\\n2) \\"order-3\\""',
          ],
          last: ['facts client.replied at worker line="LRANGE orders 0 -1" text~"3) \\"order-1" >= 1'],
        },
      },
      do: [{ line: POP }, { line: 'kill worker' }, { line: 'start worker' }, { line: LIST }],
      goal: [
        'facts client.replied line="LPOP orders" text~order-1 = 1',
        'facts node.stopped at worker how=kill = 1',
        'facts client.replied at worker line="LRANGE orders 0 -1" >= 1',
      ],
      solution: [POP, 'wait 30ms', ...BACK, LIST, 'wait 30ms'],
      wrong: [
        {
          id: 'move',
          lines: [MOVE, 'wait 30ms', ...BACK, 'worker> LRANGE doing 0 -1', 'wait 30ms'],
          misconception: 'lmove-is-pop',
          shows: [
            'facts node.stopped at worker',
            'facts client.replied at worker line="LRANGE doing 0 -1" text~order-1',
          ],
        },
      ],
      readings: { left: 'text text of client.replied at worker line="LRANGE orders 0 -1"' },
      see: {
        left: [
          'facts client.replied at worker line="LRANGE orders 0 -1" text~order-2 = 1',
          'facts client.replied line="LRANGE orders 0 -1" text~order-1 = 0',
        ],
      },
      why: {
        pop: ['facts client.replied line="LPOP orders" = 1'],
        move: {
          lines: [MOVE, 'wait 30ms', ...BACK, 'worker> LRANGE doing 0 -1', 'wait 30ms'],
          holds: ['facts client.replied at worker line="LRANGE doing 0 -1" text~order-1 = 1'],
        },
      },
      asks: { subject: 'last client.replied at worker', question: 'happened', reaches: 'LRANGE' },
      other: {
        lines: [MOVE, 'wait 30ms', ...BACK, 'worker> LRANGE doing 0 -1', 'wait 30ms'],
        holds: ['facts client.replied at worker line="LRANGE doing 0 -1" text~order-1 = 1'],
      },
    },
    {
      id: 'pubsub',
      before: [START],
      watch: { channel: null },
      predict: {
        options: { waits: 'channel-keeps-for-subscribers', both: 'publish-counts-everybody', gone: null },
        decides: {
          waits: ['facts client.printed at worker text~order-1 >= 1'],
          both: ['shop replied "(integer) 1"'],
          gone: ['facts client.printed at worker text~order-1 = 0', 'shop replied "(integer) 0"'],
        },
      },
      do: [
        { line: SUBSCRIBE },
        { line: 'wait 100ms' },
        { line: 'kill worker' },
        { line: SAY },
        { line: 'start worker' },
        { line: SUBSCRIBE },
        { line: 'wait 1s' },
      ],
      goal: [
        'facts node.stopped at worker how=kill = 1',
        'facts client.replied line="SUBSCRIBE orders" >= 2',
        'facts client.replied at shop line="PUBLISH orders order-1" text="(integer) 0" = 1',
      ],
      solution: [
        SUBSCRIBE,
        'wait 100ms',
        'kill worker',
        SAY,
        'wait 30ms',
        'start worker',
        'wait 300ms',
        SUBSCRIBE,
        'wait 1s',
      ],
      wrong: [
        {
          id: 'before',
          lines: [SUBSCRIBE, 'wait 30ms', SAY, 'wait 30ms', ...BACK, SUBSCRIBE, 'wait 1s'],
          misconception: 'publish-counts-everybody',
          shows: [
            'facts client.printed text~order-1',
            'facts client.replied at shop text="(integer) 1"',
            'facts node.stopped at worker',
          ],
        },
      ],
      readings: { heard: 'text text of client.replied at shop' },
      see: {
        nobody: ['facts client.replied at shop text="(integer) 0" = 1'],
        nothing: ['facts client.printed at worker text~order-1 = 0'],
      },
      why: {
        now: {
          lines: [SUBSCRIBE, 'wait 30ms', SAY, 'wait 30ms'],
          holds: ['facts client.printed at worker text~order-1 = 1'],
        },
        once: { source: 0 },
      },
      asks: { subject: 'last client.replied at shop', question: 'happened', reaches: 'PUBLISH' },
      other: {
        lines: [SUBSCRIBE, 'wait 30ms', SAY, 'wait 30ms'],
        holds: ['facts client.printed at worker text~order-1 = 1'],
      },
    },
    {
      id: 'stream',
      before: [
        START,
        ...paced(
          'shop> XADD orders * id order-1',
          'shop> XADD orders * id order-2',
          'shop> XGROUP CREATE orders team 0',
        ),
      ],
      watch: { group: ['shop replied "OK"', 'key orders present'] },
      predict: {
        options: { same: null, next: 'stream-gives-each-once', none: 'pending-dies-with-its-reader' },
        decides: {
          same: ['facts client.replied at worker line="XREADGROUP GROUP team me STREAMS orders 0" text~order-1 = 1'],
          next: ['facts client.replied at worker line="XREADGROUP GROUP team me STREAMS orders 0" text~order-2 = 1'],
          none: ['facts client.replied at worker line="XREADGROUP GROUP team me STREAMS orders 0" text~order = 0'],
        },
      },
      do: [{ line: READ_NEW }, { line: 'kill worker' }, { line: 'start worker' }, { line: READ_OWN }],
      goal: [
        'facts node.stopped at worker how=kill = 1',
        'facts client.replied line="XREADGROUP GROUP team me STREAMS orders 0" text~order-1 >= 1',
      ],
      solution: [READ_NEW, 'wait 30ms', ...BACK, READ_OWN, 'wait 30ms'],
      wrong: [
        {
          id: 'greater',
          lines: [READ_NEW, 'wait 30ms', ...BACK, READ_NEW, 'wait 30ms'],
          misconception: 'new-means-unfinished',
          shows: [
            'facts node.stopped at worker',
            'facts client.replied line="XREADGROUP GROUP team me COUNT 1 STREAMS orders >" text~order-2',
          ],
        },
      ],
      readings: { pending: 'count client.replied at worker line="XREADGROUP GROUP team me STREAMS orders 0"' },
      see: {
        same: ['facts client.replied at worker line="XREADGROUP GROUP team me STREAMS orders 0" text~order-1 = 1'],
      },
      why: {
        pending: {
          lines: [READ_NEW, 'wait 30ms', ...BACK, 'worker> XPENDING orders team', 'wait 30ms'],
          holds: ['worker replied containing "1) (integer) 1"'],
        },
        ask: {
          lines: [READ_NEW, 'wait 30ms', ...BACK, READ_NEW, 'wait 30ms'],
          holds: ['worker replied containing "order-2"'],
        },
        claim: { source: 1 },
      },
      asks: { subject: 'last client.replied at worker', question: 'happened', reaches: 'XREADGROUP' },
      other: {
        lines: [READ_NEW, 'wait 30ms', ...BACK, READ_NEW, 'wait 30ms'],
        holds: ['worker replied containing "order-2"'],
      },
    },
    {
      id: 'queue',
      world: RABBITMQ,
      before: [
        START,
        ...paced('shop> declare queue name=orders', publish('shop', 'orders', 1), publish('shop', 'orders', 2)),
      ],
      watch: { two: ['queue orders ready=2 unacked=0'] },
      predict: {
        options: { same: null, next: 'manual-means-lost-too', ask: 'worker-must-ask-for-its-own' },
        decides: {
          same: ['worker replied containing "order-1"', 'facts broker.delivered at rabbit redelivered=true = 1'],
          next: ['worker replied containing "order-2"'],
          ask: ['worker replied "No items"'],
        },
      },
      do: [{ line: TAKE }, { line: 'kill worker' }, { line: 'start worker' }, { line: TAKE }],
      goal: [
        'facts node.stopped at worker how=kill = 1',
        'facts broker.requeued at rabbit = 1',
        'facts client.replied line="get queue=orders ackmode=manual" text~order-1 >= 2',
      ],
      solution: [TAKE, 'wait 30ms', ...BACK, TAKE, 'wait 30ms'],
      wrong: [
        {
          id: 'forget',
          lines: [TAKE_AND_FORGET, 'wait 30ms', ...BACK, TAKE_AND_FORGET, 'wait 30ms'],
          misconception: 'queue-keeps-a-copy',
          shows: ['facts node.stopped at worker', 'facts broker.autoAcked at rabbit = 2'],
        },
      ],
      readings: { back: 'first broker.requeued at rabbit', again: 'count broker.delivered at rabbit redelivered=true' },
      see: {
        back: ['facts broker.requeued at rabbit why="connection closed" = 1'],
        same: [
          'facts broker.delivered at rabbit message=1 = 2',
          'facts broker.delivered at rabbit redelivered=true = 1',
        ],
      },
      why: {
        broker: ['why broker.requeued at rabbit from node.stopped how=kill'],
        none: {
          lines: [TAKE_AND_FORGET, 'wait 30ms', ...BACK, TAKE_AND_FORGET, 'wait 30ms'],
          holds: ['worker replied containing "order-2"'],
        },
        row: null,
      },
      asks: { subject: 'tokens redelivered at rabbit', question: 'twice', reaches: 'noAck: false' },
      other: {
        lines: [TAKE_AND_FORGET, 'wait 30ms', ...BACK, TAKE_AND_FORGET, 'wait 30ms'],
        holds: ['worker replied containing "order-2"'],
      },
    },
  ],
  challenge: {
    world: BOTH,
    choices: {
      where: {
        options: {
          list: paced('shop> RPUSH orders order-1 order-2'),
          stream: paced('shop> XADD events * id order-1', 'shop> XADD events * id order-2'),
          classic: paced(publish('seller', 'orders', 1), publish('seller', 'orders', 2)),
          quorum: paced(publish('seller', 'ledger', 1), publish('seller', 'ledger', 2)),
        },
      },
      how: {
        options: {
          forget: paced(
            'reader> LPOP orders',
            'reader> XREADGROUP GROUP team me NOACK COUNT 1 STREAMS events >',
            'clerk> get queue=orders ackmode=ack_requeue_false',
            'clerk> get queue=ledger ackmode=ack_requeue_false',
          ),
          keep: paced(
            'reader> LMOVE orders doing LEFT RIGHT',
            'reader> XREADGROUP GROUP team me COUNT 1 STREAMS events >',
            'clerk> get queue=orders ackmode=manual',
            'clerk> get queue=ledger ackmode=manual',
          ),
        },
      },
    },
    trial: [
      START,
      ...paced(
        'shop> XGROUP CREATE events team 0 MKSTREAM',
        `seller> ${queue('orders')}`,
        `seller> ${queue('ledger', { 'x-queue-type': 'quorum' })}`,
      ),
      'wait 100ms',
      '{where}',
      'wait {at}',
      '{how}',
      'kill reader',
      'kill clerk',
      'wait 100ms',
      'power-cut redis',
      'power-cut rabbit',
      'start redis',
      'start rabbit',
      'start reader',
      'start clerk',
      'wait 1s',
      ...paced(
        'reader> LRANGE doing 0 -1',
        'reader> XREADGROUP GROUP team me STREAMS events 0',
        'clerk> get queue=ledger',
        'clerk> get queue=orders',
      ),
    ],
    seeds: [1, 2, 3],
    moments: ['50ms', '300ms', '2s'],
    // Once before the kill, and once after all.
    goal: ['facts client.replied text~order-1 >= 2'],
    solution: { where: 'quorum', how: 'keep' },
    wrong: [
      {
        pick: { where: 'list', how: 'keep' },
        misconception: 'a-place-is-a-disk',
        shows: [
          'facts client.replied at reader line="LMOVE orders doing LEFT RIGHT" text~order-1',
          'facts client.replied text~order-1 = 1',
        ],
      },
      {
        pick: { where: 'classic', how: 'keep' },
        misconception: 'durable-queue-keeps-messages',
        shows: ['facts client.replied at clerk text~order-1 = 1', 'facts broker.requeued at rabbit = 1'],
      },
      {
        pick: { where: 'quorum', how: 'forget' },
        misconception: 'delivered-means-done',
        shows: ['facts broker.autoAcked at rabbit = 1', 'facts client.replied text~order-1 = 1'],
      },
    ],
    after: { two: null, settings: null },
  },
  sources: [
    { title: 'Redis: pub/sub', url: 'https://redis.io/docs/latest/develop/pubsub/' },
    { title: 'Redis: streams', url: 'https://redis.io/docs/latest/develop/data-types/streams/' },
    {
      title: 'RabbitMQ: consumer acknowledgements and publisher confirms',
      url: 'https://www.rabbitmq.com/docs/confirms',
    },
  ],
} as const satisfies LessonData;
