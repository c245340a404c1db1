import type { MisconceptionId } from '../../misconceptions.ts';
import { person, redis } from '../../parts.ts';
import type { Dice } from '../dice.ts';
import { type ItemData, type KindData, type Level, type QuestionData, said } from '../format.ts';

/*
 * Which keys are there after a restart? A snapshot in between; then an append-only file; then whichever fsync policy,
 * a kill or a power cut, and keys that were deleted.
 */

const NAMES = ['a', 'b', 'c', 'd'] as const;
const there = (name: string): string => `facts client.replied at cli line="EXISTS ${name}" text="(integer) 1" >= 1`;

export const keys: KindData = {
  id: 'keys',
  track: 'redis',
  levels: [1, 2, 3],
  make(level: Level, dice: Dice): QuestionData {
    const stop = level > 1 && dice.outOfTen(6) ? 'power-cut' : 'kill';
    const appendonly = level > 1;
    const policy = level === 3 ? dice.one(['always', 'everysec', 'no']) : 'everysec';
    const saves = level === 1 ? dice.whole(1, 3) : 0;
    const gap = appendonly ? dice.whole(1, 3) : 0;
    const deleted = level === 3 && dice.outOfTen(5) ? dice.one(NAMES) : null;
    const before = ['wait 1.2s'];
    const typed = NAMES.flatMap((name, i) => [
      ...(i === gap && gap > 0 ? ['wait 2.5s'] : []),
      `cli> SET ${name} 1`,
      'wait 20ms',
      ...(i + 1 === saves ? ['cli> SAVE', 'wait 50ms'] : []),
    ]);
    const lines = [
      ...typed,
      ...(deleted === null ? [] : [`cli> DEL ${deleted}`, 'wait 20ms']),
      'wait 100ms',
      `${stop} redis`,
      'start redis',
      'wait 500ms',
    ];
    const look = NAMES.flatMap((name) => [`cli> EXISTS ${name}`, 'wait 30ms']);
    const chosen: MisconceptionId = !appendonly
      ? 'ok-means-on-disk'
      : policy === 'no'
        ? 'time-makes-it-safe'
        : 'everysec-is-enough';
    const left: MisconceptionId =
      stop === 'kill' ? (appendonly ? 'kill-is-power-cut' : 'restart-is-empty') : 'later-is-as-bad';
    return {
      world: {
        name: 'Restart',
        seed: 1,
        nodes: [redis(appendonly ? { appendonly: 'yes', appendfsync: policy } : {}), person()],
      },
      before,
      // The first line typed after a restart finds the connection gone.
      lines: [...lines, 'cli> PING', 'wait 50ms', 'cli> PING', 'wait 50ms', ...look],
      moment: [...before, ...lines.slice(0, -1)],
      asks: { subject: 'last kv.executed at redis', question: 'happened' },
      pick: 'several',
      situation: [
        said(appendonly ? 'append' : 'snapshot', { policy }),
        said('types', { lines: shown(typed) }),
        ...(deleted === null ? [] : [said('deleted', { name: deleted })]),
        said(stop === 'kill' ? 'kill' : 'powerCut'),
      ],
      question: said('asks'),
      items: NAMES.map((name): ItemData => ({ says: said('item', { name }), holds: [there(name)], chosen, left })),
    };
  },
};

/** What is typed, with the pauses that matter. */
function shown(lines: readonly string[]): string {
  return lines
    .filter((line) => line !== 'wait 20ms' && line !== 'wait 50ms')
    .map((line) => line.replace('cli> ', '').replace(/^wait /, '+'))
    .join(' · ');
}
