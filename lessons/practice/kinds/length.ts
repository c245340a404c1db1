import { admin, queue, RABBIT } from '../../rabbit-nodes.ts';
import type { Dice } from '../dice.ts';
import { type ItemData, type KindData, type Level, type QuestionData, said } from '../format.ts';

/* Which messages are in a bounded queue? Dropped at the head or refused; and what a consumer holds does not count. */

const LOOK = 'admin> get queue=box count=9';

export const length: KindData = {
  id: 'length',
  track: 'rabbitmq',
  levels: [1, 2, 3],
  make(level: Level, dice: Dice): QuestionData {
    const most = dice.whole(2, 3);
    const count = dice.whole(most + 1, most + 3);
    const overflow = level === 1 || dice.outOfTen(4) ? 'drop-head' : 'reject-publish';
    const held = level === 3 ? dice.whole(1, 2) : 0;
    const names = Array.from({ length: count }, (_, i) => `m${i + 1}`);
    const before = [
      'wait 100ms',
      `admin> ${queue('box', { 'x-max-length': most, ...(overflow === 'drop-head' ? {} : { 'x-overflow': overflow }) })}`,
      'wait 20ms',
    ];
    const publish = (name: string): string[] => [`admin> publish routing_key=box payload=${name}`, 'wait 30ms'];
    const lines = [
      ...names.slice(0, held).flatMap(publish),
      ...(held === 0 ? [] : [`admin> get queue=box count=${held} ackmode=manual`, 'wait 30ms']),
      ...names.slice(held).flatMap(publish),
    ];
    const mistake = overflow === 'drop-head' ? 'full-queue-refuses-the-newest' : 'overflow-always-drops-the-oldest';
    return {
      world: { name: 'A bounded queue', seed: 1, nodes: [RABBIT, admin('box')] },
      before,
      lines: [...lines, LOOK, 'wait 50ms'],
      moment: [...before, ...lines],
      asks: { subject: 'tokens dropped at rabbit', question: 'dropped' },
      pick: 'several',
      situation: [
        said('bound', { most }),
        said(overflow === 'drop-head' ? 'head' : 'refuse'),
        ...(held === 0 ? [] : [said('held', { held: names.slice(0, held).join(', ') })]),
        said('publishes', { names: names.join(', ') }),
      ],
      question: said('asks'),
      items: names.map(
        (name, i): ItemData => ({
          says: said('item', { name }),
          holds: [`facts client.replied at admin line="get queue=box count=9" text~"| ${name} " >= 1`],
          chosen: i < held ? 'queue-keeps-a-copy' : mistake,
          left: mistake,
        }),
      ),
    };
  },
};
