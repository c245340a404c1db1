import type { MisconceptionId } from '../../misconceptions.ts';
import { admin, publisher, queue, RABBIT } from '../../rabbit-nodes.ts';
import type { Dice } from '../dice.ts';
import { type ItemData, type KindData, type Level, type QuestionData, said } from '../format.ts';

/*
 * Which messages are there after a restart? By queue and message; then with a kill or a power cut, and with messages
 * that were consumed before; then by when they came, with and without confirms.
 */

const SCRATCH = 'declare queue name=scratch durable=false';
const NAMES = ['m1', 'm2', 'm3', 'm4', 'm5', 'm6'] as const;

/**
 * At the end all that is left is taken out, so that what is there can be read. The first line typed after a power cut
 * finds the connection gone.
 */
const LOOK = [
  'admin> list queues',
  'wait 300ms',
  'admin> list queues',
  'wait 300ms',
  'admin> get queue=orders count=9',
  'wait 50ms',
  'admin> get queue=scratch count=9',
  'wait 50ms',
] as const;
const there = (name: string): string => `facts client.replied at admin line~"count=9" text~"| ${name} " >= 1`;

const item = (text: string, name: string, to: string, chosen: MisconceptionId): ItemData => ({
  says: said(text, { name, queue: to }),
  holds: [there(name)],
  chosen,
  left: 'restarted-broker-is-empty',
});

const stopOf = (dice: Dice, level: Level): 'kill' | 'power-cut' =>
  level > 1 && dice.outOfTen(5) ? 'power-cut' : 'kill';

/** Typed one by one, each confirmed before the next; perhaps one of them is consumed. */
function typed(level: Level, dice: Dice): QuestionData {
  const stop = stopOf(dice, level);
  const messages = NAMES.slice(0, 4).map((name) => ({
    name,
    to: dice.one(['orders', 'orders', 'scratch']),
    persistent: dice.outOfTen(7),
  }));
  const consumes = level > 1 && dice.outOfTen(7);
  const first = consumes ? messages.find(({ to }) => to === 'orders')?.name : undefined;
  const before = ['wait 100ms', `admin> ${queue('orders')}`, 'wait 20ms', `admin> ${SCRATCH}`, 'wait 20ms'];
  const lines = [
    ...messages.flatMap(({ name, to, persistent }) => [
      `admin> publish routing_key=${to} payload=${name}${persistent ? ' persistent=true' : ''}`,
      'wait 50ms',
    ]),
    ...(first === undefined ? [] : ['admin> get queue=orders ackmode=ack_requeue_false', 'wait 50ms']),
    'wait 1s',
    `${stop} rabbit`,
    'start rabbit',
    'wait 1s',
  ];
  return {
    world: { name: 'Restart', seed: 1, nodes: [RABBIT, admin('orders', 'scratch')] },
    before,
    lines: [...lines, ...LOOK],
    moment: [...before, ...lines.slice(0, -1)],
    asks: { subject: 'tokens lost at rabbit', question: 'lost' },
    pick: 'several',
    situation: [
      said('queues'),
      ...(first === undefined ? [] : [said('consumed', { name: first })]),
      said(stop === 'kill' ? 'kill' : 'powerCut'),
    ],
    question: said('asks'),
    items: messages.map(({ name, to, persistent }) =>
      item(
        persistent ? 'persistent' : 'transient',
        name,
        to,
        to === 'scratch'
          ? 'persistent-message-is-safe-anywhere'
          : name === first
            ? 'queue-keeps-a-copy'
            : 'durable-queue-keeps-messages',
      ),
    ),
  };
}

/** Two bursts, the second just before the stop. */
function hurried(dice: Dice): QuestionData {
  const stop = stopOf(dice, 3);
  const confirm = dice.outOfTen(5);
  const transient = dice.outOfTen(2);
  const gap = dice.whole(800, 2000);
  const early = dice.whole(1, 2);
  const at = NAMES.slice(0, 4).map((_, i) => (i < early ? 200 + i * 20 : 200 + gap + i * 20));
  const stopAt = (at.at(-1) ?? 0) + dice.whole(40, 80);
  const before = ['wait 150ms'];
  const lines = [`wait ${stopAt - 150}ms`, `${stop} rabbit`, 'start rabbit', 'wait 1s'];
  return {
    world: {
      name: 'Restart',
      seed: 1,
      nodes: [
        RABBIT,
        publisher('shop', {
          times: at.map((ms) => ms * 1000),
          keys: ['orders'],
          payload: 'm{n}',
          persistent: !transient,
          confirm,
          retry: false,
          reconnect: false,
          topology: [queue('orders')],
        }),
        admin('orders'),
      ],
    },
    before,
    lines: [...lines, ...LOOK.slice(0, -2)],
    moment: [...before, ...lines.slice(0, -1)],
    asks: { subject: 'tokens lost at rabbit', question: 'lost' },
    pick: 'several',
    situation: [
      said(transient ? 'allTransient' : 'allPersistent'),
      said(confirm ? 'confirms' : 'silent'),
      said(stop === 'kill' ? 'killAt' : 'powerCutAt', { at: (stopAt / 1000).toFixed(3) }),
    ],
    question: said('asks'),
    items: at.map((ms, i) => ({
      ...item(
        'timed',
        NAMES[i] as string,
        'orders',
        transient ? 'durable-queue-keeps-messages' : 'persistent-means-on-the-disk',
      ),
      says: said('timed', { name: NAMES[i] as string, at: (ms / 1000).toFixed(3) }),
    })),
  };
}

export const restart: KindData = {
  id: 'restart',
  track: 'rabbitmq',
  levels: [1, 2, 3],
  make: (level, dice) => (level === 3 ? hurried(dice) : typed(level, dice)),
};
