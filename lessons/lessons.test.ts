import { describe, expect, test } from 'vitest';
import { LAWS } from '../engine/sim/laws.ts';
import { checksOf } from '../engine/testing/lessons/check.ts';
import { play, runOf } from '../engine/testing/lessons/play.ts';
import { CATALOG } from './catalog.ts';
import { MISCONCEPTIONS } from './misconceptions.ts';
import { KINDS, questionOf } from './practice/practice.ts';

const lessons = await Promise.all(CATALOG.map(async (entry) => ({ entry, lesson: await entry.load() })));

describe.each(lessons)('$entry.id', ({ entry, lesson }) => {
  const { data, prose } = lesson;

  test('stands in the catalog as it calls itself', () => {
    expect(entry).toMatchObject({ id: data.id, track: data.track, minutes: data.minutes, title: prose.title });
  });

  test.each(checksOf(lesson).map((check) => [`${check.step} ${check.name}`.trim(), check] as const))(
    '%s',
    (_name, check) => {
      expect(check.run()).toEqual([]);
    },
  );

  describe.each(data.steps.map((step) => ({ step })))('$step.id', ({ step }) => {
    const run = runOf(play(step.world ?? data.world, [...step.before, ...step.solution]));
    test.each(Object.entries(LAWS))('keeps the law of %s', (_name, law) => law(run));
  });
});

test('every misconception is met in the lesson and step, or the practice, that it names', () => {
  const met = new Map<string, Set<string>>();
  const note = (id: string, place: string): unknown => met.set(id, (met.get(id) ?? new Set()).add(place));
  for (const { lesson } of lessons) {
    for (const step of lesson.data.steps) {
      for (const id of Object.values(step.predict.options)) if (id !== null) note(id, `${lesson.data.id}/${step.id}`);
      for (const wrong of step.wrong) note(wrong.misconception, `${lesson.data.id}/${step.id}`);
    }
    for (const wrong of lesson.data.challenge.wrong) note(wrong.misconception, `${lesson.data.id}/challenge`);
  }
  for (const kind of KINDS)
    for (const level of kind.levels)
      for (let number = 1; number <= 12; number++)
        for (const item of questionOf(kind, level, number).items)
          for (const id of [item.chosen, item.left]) note(id, `practice/${kind.id}`);
  for (const [id, place] of Object.entries(MISCONCEPTIONS)) expect([...(met.get(id) ?? [])], id).toContain(place);
});
