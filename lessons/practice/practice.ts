import { Dice } from './dice.ts';
import type { KindData, Level, QuestionData } from './format.ts';
import { bindings } from './kinds/bindings.ts';
import { expiry } from './kinds/expiry.ts';
import { headers } from './kinds/headers.ts';
import { keys } from './kinds/keys.ts';
import { length } from './kinds/length.ts';
import { restart } from './kinds/restart.ts';
import { turns } from './kinds/turns.ts';

/** Every kind of question, in the order of the course. */
export const KINDS: readonly KindData[] = [keys, expiry, turns, restart, length, bindings, headers];

/** The kind of that name, or null. */
export function kindNamed(id: string): KindData | null {
  return KINDS.find((kind) => kind.id === id) ?? null;
}

/** The question of that number. The same number gives the same question, for ever. */
export function questionOf(kind: KindData, level: Level, number: number): QuestionData {
  return kind.make(level, new Dice(number, `${kind.id} ${level}`));
}

/** Conditions of all that can be chosen, in order. */
export function conditionsOf(question: QuestionData): string[] {
  return question.items.flatMap((item) => item.holds);
}

/** Which of the things that can be chosen are right, from what of `conditionsOf` held. */
export function truthOf(question: QuestionData, holds: readonly boolean[]): boolean[] {
  let at = 0;
  return question.items.map((item) => {
    const right = holds.slice(at, at + item.holds.length).every(Boolean);
    at += item.holds.length;
    return right;
  });
}

/** A question that can be asked: where one is to be chosen, one is right. */
export function isFair(question: QuestionData, truth: readonly boolean[]): boolean {
  return question.pick === 'several' || truth.filter(Boolean).length === 1;
}
