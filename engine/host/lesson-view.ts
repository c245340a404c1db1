import { formatAction } from '../script/action.ts';
import type { Simulation } from '../sim/simulation.ts';
import type { LabScene } from './lab-scene.ts';
import type { LessonRequest, LessonView } from './protocol.ts';
import { judge, quote, subjectOf } from './readings.ts';

/** Inputs told, latest last. */
const DONE_MAX = 60;

/** What a lesson wants to know of the run, at the step shown. */
export function lessonView(request: LessonRequest, simulation: Simulation<LabScene>): LessonView {
  const { conditions, readings, asks } = request;
  const past = simulation.branch.journal.filter((entry) => entry.step < simulation.step);
  return {
    holds: conditions.map((text) => judge(text, simulation).holds),
    quotes: Object.fromEntries(Object.entries(readings).map(([name, text]) => [name, quote(text, simulation)])),
    subject: asks === null ? null : subjectOf(asks.subject, asks.question, simulation),
    done: past.slice(-DONE_MAX).map(({ input, at }) => ({ line: formatAction(input), at })),
  };
}
