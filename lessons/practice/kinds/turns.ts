import type { NodeSpec } from '../../../engine/sim/spec.ts';
import { admin, off, publisher, queue, RABBIT, times, worker } from '../../rabbit-nodes.ts';
import type { Dice } from '../dice.ts';
import { type ItemData, type KindData, type Level, type QuestionData, said } from '../format.ts';

/*
 * Which worker gets message n? First by turns alone; then with a prefetch, so that who is quick gets more; then with a
 * worker that joins a backlog late, or goes in the middle of its work.
 */

const WORK = queue('work');

const MISTAKES = {
  1: 'dispatch-looks-at-work',
  2: 'everybody-gets-the-same',
  3: 'backlog-is-shared',
} as const;

/** Workers subscribe in the order of their numbers. */
function workers(takes: readonly number[], prefetch: number): NodeSpec[] {
  return takes.map((ms, i) => ({
    ...worker(`worker-${i + 1}`, 'work', { takes: ms * 1000, prefetch, topology: [WORK] }),
    startsAt: i * 20_000,
  }));
}

function items(count: number, id: string, level: Level): ItemData[] {
  return Array.from({ length: count }, (_, i) => ({
    says: said('worker', { worker: `worker-${i + 1}` }),
    holds: [`facts client.processed at worker-${i + 1} id=${id} >= 1`],
    chosen: MISTAKES[level],
    left: MISTAKES[level],
  }));
}

export const turns: KindData = {
  id: 'turns',
  track: 'rabbitmq',
  levels: [1, 2, 3],
  make(level: Level, dice: Dice): QuestionData {
    const count = dice.whole(2, level === 1 ? 4 : 3);
    const messages = dice.whole(count + 3, count + 7);
    const nth = dice.whole(3, messages);
    const takes = dice.shuffled([130, 290, 510, 700]).slice(0, count);
    const prefetch = level === 1 ? 0 : dice.one([1, 2]);
    const late = level === 3 && dice.outOfTen(5);
    const gone = level === 3 && !late;
    const nodes = workers(takes, prefetch).map((node, i) => (late && i === count - 1 ? off(node) : node));
    const last = `worker-${count}`;
    const first = late ? 150_000 : 200_000;
    const happens = late
      ? ['wait 200ms', `start ${last}`, 'wait 9s']
      : gone
        ? ['wait 350ms', 'kill worker-1', 'wait 9s']
        : ['wait 9s'];
    const before = ['wait 140ms'];
    const id = `shop-${nth}`;
    // Who was given it does it, unless it is killed meanwhile.
    const decides = `client.${gone ? 'processed' : 'received'} id=${id}`;
    const speeds = takes.map((ms, i) => `worker-${i + 1}: ${ms} ms`).join(', ');
    return {
      world: {
        name: 'Turns',
        seed: 1,
        nodes: [
          RABBIT,
          publisher('shop', { times: times(messages, first), keys: ['work'], topology: [WORK] }),
          ...nodes,
          admin('work'),
        ],
      },
      before,
      lines: happens,
      moment: [...before, ...happens.slice(0, -1), `run until facts ${decides} within 20s`],
      asks: { subject: `last ${decides}`, question: 'happened' },
      pick: 'one',
      situation: [
        said('workers', { count, messages }),
        said(prefetch === 0 ? 'unbounded' : 'bounded', { prefetch }),
        said('speeds', { speeds }),
        ...(late ? [said('late', { last })] : []),
        ...(gone ? [said('gone', {})] : []),
      ],
      question: said('asks', { nth }),
      items: items(count, id, level),
    };
  },
};
