import type { MisconceptionId } from '../../misconceptions.ts';
import { admin, binding, exchange, queue, RABBIT } from '../../rabbit-nodes.ts';
import type { Dice } from '../dice.ts';
import { type ItemData, type KindData, type Level, type QuestionData, said } from '../format.ts';

/* Which queues get a message with these headers? */

const QUEUES = ['red', 'green', 'blue'] as const;
type Headers = Record<string, string | number | boolean>;

/** Some headers with their values; from the third level on often one that begins with `x-`. */
function some(dice: Dice, level: Level, least: number, most: number): Headers {
  const all: [string, string | number | boolean][] = [
    ['format', dice.one(['pdf', 'html'])],
    ['urgent', dice.outOfTen(5)],
    ['pages', dice.one([1, 2])],
  ];
  const picked = dice.shuffled(all).slice(0, dice.whole(least, most));
  if (level === 3 && dice.outOfTen(7)) picked[picked.length - 1] = ['x-tenant', dice.one(['a', 'b'])];
  return Object.fromEntries(picked);
}

/** The values that each header can have. */
const OTHER: Readonly<Record<string, readonly (string | number | boolean)[]>> = {
  format: ['pdf', 'html'],
  urgent: [true, false],
  pages: [1, 2],
  'x-tenant': ['a', 'b'],
};

/** What a binding asks for: mostly what the message carries, now and then with another value. */
function wantedOf(dice: Dice, carried: Headers, level: Level): Headers {
  if (dice.outOfTen(2)) return some(dice, level, 1, 2);
  const from = dice.shuffled(Object.entries(carried)).slice(0, dice.whole(1, 2));
  const changed = dice.outOfTen(5) ? dice.whole(0, from.length - 1) : -1;
  return Object.fromEntries(
    from.map(([name, value], i) => [
      name,
      i === changed ? ((OTHER[name] ?? []).find((one) => one !== value) ?? value) : value,
    ]),
  );
}

const MODES: Readonly<Record<Level, readonly [string, ...string[]]>> = {
  1: ['all'],
  2: ['all', 'any'],
  3: ['all', 'any', 'all-with-x', 'any-with-x'],
};

function mistakes(mode: string, wanted: Headers): { chosen: MisconceptionId; left: MisconceptionId } {
  const hasX = Object.keys(wanted).some((name) => name.startsWith('x-'));
  if (hasX && !mode.endsWith('x')) return { chosen: 'x-headers-are-like-others', left: 'x-headers-are-like-others' };
  if (hasX) return { chosen: 'one-header-is-enough', left: 'x-headers-never-count' };
  const chosen = mode.startsWith('any') ? 'any-is-everything' : 'one-header-is-enough';
  return { chosen, left: 'all-means-exactly-these' };
}

const shown = (headers: Headers): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');

export const headers: KindData = {
  id: 'headers',
  track: 'rabbitmq',
  levels: [1, 2, 3],
  make(level: Level, dice: Dice): QuestionData {
    const carried = some(dice, level, 2, 3);
    const bound = QUEUES.map((name) => ({
      name,
      mode: dice.one(MODES[level]),
      wanted: wantedOf(dice, carried, level),
    }));
    const declared = [
      exchange('reports', 'headers'),
      ...bound.flatMap(({ name, mode, wanted }) => [
        queue(name),
        binding('reports', name, 'any', { 'x-match': mode, ...wanted }),
      ]),
    ];
    const before = ['wait 100ms', ...declared.flatMap((line) => [`admin> ${line}`, 'wait 20ms'])];
    const lines = [
      `admin> publish exchange=reports routing_key=any properties=${JSON.stringify({ headers: carried })}`,
      'wait 50ms',
    ];
    return {
      world: { name: 'Headers', seed: 1, nodes: [RABBIT, admin(...QUEUES)] },
      before,
      lines,
      moment: [...before, lines[0] as string, 'run until facts broker.routed at rabbit'],
      asks: { subject: 'last broker.routed at rabbit', question: 'happened' },
      pick: 'several',
      situation: [said('exchange')],
      question: said('asks', { headers: shown(carried) }),
      items: bound.map(
        ({ name, mode, wanted }): ItemData => ({
          says: said('item', { queue: name, mode, headers: shown(wanted) }),
          holds: [`facts broker.enqueued at rabbit queue=${name} = 1`],
          ...mistakes(mode, wanted),
        }),
      ),
    };
  },
};
