import type { LessonRequest, LessonView } from '../../engine/host/protocol.ts';
import type { Lesson, StepData, StepProseOf } from '../../lessons/format.ts';
import { misconceptions } from '../../lessons/misconceptions.en.ts';
import { text } from '../text/text.ts';
import { count, duration, joined, seconds } from '../text/words.ts';
import { doneTimes, durationOf, keyOf, wordsOf } from './do-lines.ts';
import { readProse } from './prose-text.ts';
import type { Inline, Paragraph, Part, StepView } from './view.ts';

/* From a lesson, the run and what the learner did to what the left column shows. */

/** What the worker is asked about the run of a step. */
export function requestOf(step: StepData): LessonRequest {
  return {
    conditions: [...step.goal, ...step.wrong.flatMap((wrong) => wrong.shows)],
    readings: step.readings,
    asks: { subject: step.asks.subject, question: step.asks.question },
  };
}

/** What the answer means: whether the goal is met, and which wrong way was taken (null: none that is known). */
export function judged(
  step: StepData,
  answer: LessonView | null,
): { readonly met: boolean; readonly wrong: number | null } {
  if (answer === null) return { met: false, wrong: null };
  const met = answer.holds.slice(0, step.goal.length).every(Boolean);
  let at = step.goal.length;
  for (const [index, { shows }] of step.wrong.entries()) {
    if (!met && answer.holds.slice(at, at + shows.length).every(Boolean)) return { met, wrong: index };
    at += shows.length;
  }
  return { met, wrong: null };
}

/** A value of the run as running text. */
export function quoted(quote: LessonView['quotes'][string] | undefined): Inline | undefined {
  switch (quote?.kind) {
    case 'number':
      return { kind: 'words', says: count(quote.value) };
    case 'instant':
      return { kind: 'words', says: `${seconds(quote.at)} s` };
    case 'duration':
      return { kind: 'words', says: duration(quote.micros) };
    case 'texts':
      return { kind: 'strong', says: joined(quote.texts) };
    case 'tokens':
      return { kind: 'tokens', tokens: quote.tokens };
    default:
      return undefined;
  }
}

/** What the lesson is at, besides the run. */
export interface Standing {
  readonly nth: number;
  readonly where: string;
  readonly part: Part;
  readonly mine: string | null;
  readonly hints: number;
  readonly now: number;
}

export function stepView(lesson: Lesson, step: StepData, standing: Standing, answer: LessonView | null): StepView {
  // The words of a lesson are complete: its type and its test say so.
  const prose = lesson.prose.steps[step.id] as StepProseOf<StepData>;
  const quotes = answer?.quotes ?? {};
  const says = (sentences: readonly string[]): Paragraph[] =>
    readProse(sentences, (name) => quoted(quotes[name]) ?? { kind: 'words', says: text.lesson.unknown });
  const one = (sentence: string): Paragraph => says([sentence])[0] ?? [];
  const { wrong } = judged(step, answer);
  const shown = standing.part === 'see' || standing.part === 'why';
  const right = Object.keys(step.predict.options).find((id) => step.predict.options[id] === null) ?? null;
  const mistaken = standing.mine === null ? null : (step.predict.options[standing.mine] ?? null);
  const missed = wrong === null ? undefined : step.wrong[wrong];
  const times = doneTimes(step, answer?.done ?? [], standing.now);
  return {
    where: standing.where,
    title: prose.title,
    nth: standing.nth,
    of: lesson.data.steps.length + 1,
    part: standing.part,
    watch: says(Object.values(prose.watch)),
    predict: {
      asks: one(prose.asks),
      options: Object.keys(step.predict.options).map((id) => ({ id, says: one(prose.options[id] ?? '') })),
      mine: standing.mine,
      truth: shown ? right : null,
      exact: shown && mistaken !== null ? misconceptions[mistaken].exact : null,
    },
    does: step.do.map(({ line }, index) => {
      const at = times[index] ?? null;
      return { line, says: wordsOf(line), key: keyOf(line), doneAt: at === null ? null : `${seconds(at)} s` };
    }),
    wrong: missed === undefined || standing.part !== 'do' ? null : misconceptions[missed.misconception],
    see: says(Object.values(prose.see)),
    why: says(Object.values(prose.why)),
    hint: standing.hints === 0 ? null : { nth: standing.hints, says: one(prose.hints[standing.hints - 1] ?? '') },
    other: step.other === null ? null : one(prose.other),
  };
}

/** When the learner sees a step first: what its lines before that let pass, in microseconds. */
export function startOf(step: StepData): number {
  return step.before.reduce((sum, line) => sum + (durationOf(line) ?? 0), 0);
}
