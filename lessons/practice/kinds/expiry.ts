import { person, redis } from '../../parts.ts';
import type { Dice } from '../dice.ts';
import { type ItemData, type KindData, type Level, type QuestionData, said } from '../format.ts';

/* Which keys are still there after two seconds? What sets a time to live, what keeps it and what takes it away. */

const NAMES = ['a', 'b', 'c', 'd'] as const;

/** What is done to a key, and whether it should be two seconds later is the engine's to say. */
type Life = (name: string) => readonly string[];

const PLAIN: readonly [Life, ...Life[]] = [
  (name) => [`SET ${name} 1 EX 1`],
  (name) => [`SET ${name} 1 EX 60`],
  (name) => [`SET ${name} 1`, `EXPIRE ${name} 1`],
  (name) => [`SET ${name} 1 PX 1500`],
  (name) => [`SET ${name} 1`],
];
const CHANGED: readonly [Life, ...Life[]] = [
  (name) => [`SET ${name} 1 EX 1`, `SET ${name} 2`],
  (name) => [`SET ${name} 1 EX 1`, `INCR ${name}`],
  (name) => [`SET ${name} 1 EX 1`, `APPEND ${name} 0`],
  (name) => [`SET ${name} 1 EX 1`, `PERSIST ${name}`],
  (name) => [`SET ${name} 1 EX 60`, `EXPIRE ${name} 1`],
];
const SUBTLE: readonly [Life, ...Life[]] = [
  (name) => [`SET ${name} 1 EX 1`, `SET ${name} 2 KEEPTTL`],
  (name) => [`SET ${name} 1 EX 1`, `GETSET ${name} 2`],
  (name) => [`SET ${name} 1 EX 60`, `EXPIRE ${name} 1 GT`],
  (name) => [`SET ${name} 1`, `EXPIRE ${name} 1 XX`],
  (name) => [`SET ${name} 1 EX 1`, `EXPIRE ${name} 60 NX`],
  (name) => [`SET ${name}:old 1 EX 1`, `RENAME ${name}:old ${name}`],
  (name) => [`SET ${name} 1 EX 1`, `GETEX ${name} PERSIST`],
];
const LIVES: Readonly<Record<Level, readonly [Life, ...Life[]]>> = {
  1: PLAIN,
  2: [...CHANGED, ...PLAIN],
  3: [...SUBTLE, ...CHANGED],
};

export const expiry: KindData = {
  id: 'expiry',
  track: 'redis',
  levels: [1, 2, 3],
  make(level: Level, dice: Dice): QuestionData {
    const lives = dice.shuffled(LIVES[level]).slice(0, NAMES.length);
    const done = NAMES.map((name, i) => ({ name, commands: (lives[i] as Life)(name) }));
    const before = ['wait 100ms'];
    const lines = done.flatMap(({ commands }) => commands.flatMap((command) => [`cli> ${command}`, 'wait 10ms']));
    const look = NAMES.flatMap((name) => [`cli> EXISTS ${name}`, 'wait 10ms']);
    return {
      world: { name: 'Time to live', seed: 1, nodes: [redis(), person()] },
      before,
      lines: [...lines, 'wait 2s', ...look],
      moment: [...before, ...lines, 'wait 2s'],
      asks: { subject: 'last kv.expired at redis', question: 'happened' },
      pick: 'several',
      situation: [said('types')],
      question: said('asks'),
      items: done.map(
        ({ name, commands }): ItemData => ({
          says: said('item', { name, commands: commands.join(' · ') }),
          holds: [`facts client.replied at cli line="EXISTS ${name}" text="(integer) 1" = 1`],
          chosen: 'writes-renew-the-ttl',
          left: 'ttl-stays-with-the-name',
        }),
      ),
    };
  },
};
