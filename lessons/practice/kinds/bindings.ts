import type { MisconceptionId } from '../../misconceptions.ts';
import { admin, binding, exchange, queue, RABBIT } from '../../rabbit-nodes.ts';
import type { Dice } from '../dice.ts';
import { type ItemData, type KindData, type Level, type QuestionData, said } from '../format.ts';

/* Which queues get a message with this key? Direct first, then stars, then hashes. */

const WORDS = ['image', 'video', 'eu', 'us', 'new', 'large', 'order', 'error'] as const;
const QUEUES = ['red', 'green', 'blue', 'gold'] as const;

function keyOf(dice: Dice, level: Level): string[] {
  return dice.shuffled(WORDS).slice(0, dice.whole(level === 1 ? 1 : 2, level === 3 ? 4 : 3));
}

/** A binding that nearly is the key, or is it. */
function patternOf(dice: Dice, key: readonly string[], level: Level): string {
  const words: string[] = key.map((word) => {
    if (level > 1 && dice.outOfTen(4)) return '*';
    return dice.outOfTen(level === 1 ? 3 : 1) ? dice.one(WORDS) : word;
  });
  const change = dice.whole(1, 10);
  if (change <= 2) words.push(level === 1 ? dice.one(WORDS) : '*');
  else if (change <= 4 && words.length > 1) words.pop();
  if (level === 3 && dice.outOfTen(7)) {
    const from = dice.whole(0, words.length);
    words.splice(from, dice.whole(0, words.length - from), '#');
  }
  return words.join('.');
}

const chosen = (pattern: string): MisconceptionId =>
  pattern.includes('#') ? 'hash-completes-a-word' : pattern.includes('*') ? 'star-is-any-text' : 'near-enough-key';

const left = (pattern: string): MisconceptionId =>
  pattern.includes('#')
    ? 'hash-needs-a-word'
    : pattern.includes('*')
      ? 'best-pattern-wins'
      : 'direct-goes-to-one-queue';

export const bindings: KindData = {
  id: 'bindings',
  track: 'rabbitmq',
  levels: [1, 2, 3],
  make(level: Level, dice: Dice): QuestionData {
    const key = keyOf(dice, level);
    const type = level === 1 ? 'direct' : 'topic';
    const patterns = QUEUES.map((name, i) => ({
      name,
      // One of them is the key itself or close to it: a question without any match would be dull too often.
      pattern: i === 0 && dice.outOfTen(6) ? patternOf(dice, key, 1) : patternOf(dice, key, level),
    }));
    const declared = [
      exchange('media', type),
      ...patterns.flatMap(({ name, pattern }) => [queue(name), binding('media', name, pattern)]),
    ];
    const routing = key.join('.');
    const before = ['wait 100ms', ...declared.flatMap((line) => [`admin> ${line}`, 'wait 20ms'])];
    const lines = [`admin> publish exchange=media routing_key=${routing}`, 'wait 50ms'];
    return {
      world: { name: 'Bindings', seed: 1, nodes: [RABBIT, admin(...QUEUES)] },
      before,
      lines,
      moment: [...before, lines[0] as string, 'run until facts broker.routed at rabbit'],
      asks: { subject: 'last broker.routed at rabbit', question: 'happened' },
      pick: 'several',
      situation: [said('exchange', { type })],
      question: said('asks', { key: routing }),
      items: dice.shuffled(patterns).map(
        ({ name, pattern }): ItemData => ({
          says: said('item', { queue: name, pattern }),
          holds: [`facts broker.enqueued at rabbit queue=${name} = 1`],
          chosen: chosen(pattern),
          left: left(pattern),
        }),
      ),
    };
  },
};
