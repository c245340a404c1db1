import { describe, expect, test } from 'vitest';
import { judge } from '../../engine/host/readings.ts';
import { play } from '../../engine/testing/lessons/play.ts';
import { MISCONCEPTIONS } from '../misconceptions.ts';
import { practice, wordsOf } from './en.ts';
import { LEVELS, type QuestionData } from './format.ts';
import { conditionsOf, isFair, KINDS, questionOf, truthOf } from './practice.ts';

/** Questions tried of each level of each kind. */
const NUMBERS = Array.from({ length: 12 }, (_, i) => i + 1);

function truth(question: QuestionData): boolean[] {
  const end = play(question.world, [...question.before, ...question.lines]);
  return truthOf(
    question,
    conditionsOf(question).map((condition) => judge(condition, end).holds),
  );
}

describe.each(KINDS.flatMap((kind) => kind.levels.map((level) => ({ kind, level }))))(
  '$kind.id, level $level',
  ({ kind, level }) => {
    const questions = NUMBERS.map((number) => questionOf(kind, level, number));

    test('the engine decides every question, and not always alike', () => {
      const truths = questions.map(truth);
      const fair = questions.filter((question, i) => isFair(question, truths[i] ?? []));
      expect(fair.length, 'questions that can be asked').toBeGreaterThanOrEqual(NUMBERS.length * 0.7);
      const all = truths.flat();
      expect(all.filter(Boolean).length, 'right').toBeGreaterThan(all.length * 0.1);
      expect(all.filter((right) => !right).length, 'wrong').toBeGreaterThan(all.length * 0.1);
      expect(new Set(truths.map(String)).size, 'different answers').toBeGreaterThan(2);
    });

    test('the replay stands at the moment that decides', () => {
      for (const question of questions) {
        const end = play(question.world, question.moment);
        expect(end.now).toBeGreaterThan(0);
      }
    });

    test('every text is there, with all that is filled in', () => {
      for (const question of questions) {
        const texts = [...question.situation, question.question, ...question.items.map((item) => item.says)];
        for (const one of texts) expect(wordsOf(kind.id, one), one.text).toMatch(/^[^{}]+$/);
        expect(new Set(question.items.map((item) => wordsOf(kind.id, item.says))).size).toBe(question.items.length);
      }
    });

    test('the same number makes the same question', () => {
      for (const number of NUMBERS) {
        const again = questionOf(kind, level, number);
        expect(JSON.stringify(again)).toBe(JSON.stringify(questions[number - 1]));
      }
    });

    test('each wrong choice is a misconception of the catalogue', () => {
      for (const item of questions.flatMap((question) => question.items))
        for (const id of [item.chosen, item.left]) expect(MISCONCEPTIONS).toHaveProperty([id]);
    });
  },
);

test('each kind has words, for each of its levels', () => {
  expect(KINDS.map((kind) => kind.id).sort()).toEqual(Object.keys(practice).sort());
  for (const kind of KINDS) {
    expect(kind.levels.every((level) => LEVELS.includes(level))).toBe(true);
    for (const level of kind.levels) expect(practice[kind.id].levels[level]).toMatch(/./);
  }
});
