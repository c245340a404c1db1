import type { ReactNode } from 'react';
import { useEffect, useMemo, useState } from 'react';
import type { LessonView, OpenSource } from '../../engine/host/protocol.ts';
import type { Lesson, StepData } from '../../lessons/format.ts';
import type { ReadPanel, WorldControls } from '../lab/WorldFrame.tsx';
import { WorldFrame } from '../lab/WorldFrame.tsx';
import { WorldGate } from '../lab/WorldGate.tsx';
import { act, holdWorld, reopenWorld, standStill, time, typeLine, useLab } from '../store/lab.ts';
import { useView } from '../store/use-view.ts';
import { text } from '../text/text.ts';
import { PHONE, REDUCED_MOTION, useMedia } from '../ui/use-media.ts';
import { durationOf, typedAt } from './do-lines.ts';
import { type LessonActions, LessonPanel, PART_ICONS } from './LessonPanel.tsx';
import { BEGINNING, useProgress } from './progress.ts';
import { judged, requestOf, startOf, stepView } from './step-view.ts';
import type { Part, StepView } from './view.ts';
import { PARTS } from './view.ts';

interface StepScreenProps {
  readonly lesson: Lesson;
  readonly step: StepData;
  /** From 1. */
  readonly nth: number;
  readonly where: string;
}

/** A step of a lesson: its world, and the narrative beside it. */
export function StepScreen(props: StepScreenProps): ReactNode {
  const { lesson, step } = props;
  const source: OpenSource = {
    kind: 'spec',
    spec: step.world ?? lesson.data.world,
    lines: step.before,
    session: `lesson ${lesson.data.id} ${step.id}`,
  };
  return <WorldGate source={source}>{() => <Step {...props} />}</WorldGate>;
}

function Step({ lesson, step, nth, where }: StepScreenProps): ReactNode {
  const phone = useMedia(PHONE);
  const { view, actions, subject } = useStep(lesson, step, nth, where);
  const panel = (controls: WorldControls, only?: Part): ReactNode => (
    <>
      <Shown subject={view.part === 'why' ? subject : null} show={controls.show} />
      <LessonPanel step={view} only={only} actions={{ ...actions, select: controls.select }} />
    </>
  );
  const alone = (part: Part): ReadPanel => ({
    id: part,
    label: text.lesson.parts[part],
    icon: PART_ICONS[part],
    content: (controls) => panel(controls, part),
  });
  const whole: ReadPanel = {
    id: 'lesson',
    label: text.lesson.label,
    icon: 'watch',
    content: (controls) => panel(controls),
  };
  const [first, ...rest] = PARTS;
  return (
    <WorldFrame
      kind="lesson"
      name={view.title}
      reads={phone ? [alone(first), ...rest.map(alone)] : whole}
      tab={phone ? view.part : 'lesson'}
    />
  );
}

/** Puts what the question is about into the inspector, once it is asked. */
function Shown({ subject, show }: { readonly subject: string | null; readonly show: (id: string) => void }): null {
  useEffect(() => {
    if (subject !== null) show(subject);
    // The frame's `show` is new with each of its renders; what is to be shown is not.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [subject]);
  return null;
}

function useStep(
  lesson: Lesson,
  step: StepData,
  nth: number,
  where: string,
): { readonly view: StepView; readonly actions: Omit<LessonActions, 'select'>; readonly subject: string | null } {
  const { id } = lesson.data;
  const progress = useProgress((state) => state.lessons[id]) ?? BEGINNING;
  const update = useProgress((state) => state.update);
  const part = progress.parts[step.id] ?? 'watch';
  const mine = progress.answers[step.id] ?? null;
  const [hints, setHints] = useState(0);
  const still = useMedia(REDUCED_MOTION);
  const now = useLab((state) => state.frame?.t ?? 0);
  const request = useMemo(() => ({ view: 'lesson' as const, ...requestOf(step) }), [step]);
  const answer = useView(request);
  const { met } = judged(step, answer);
  const told = useTold(answer, met);

  const goTo = (next: Part): void =>
    update(id, (before) => ({ ...before, parts: { ...before.parts, [step.id]: next } }));
  const goToStep = (to: number): void => update(id, (before) => ({ ...before, step: to }));

  useEffect(() => {
    standStill(true);
    return () => standStill(false);
  }, []);
  useEffect(() => {
    holdWorld(part === 'watch' || part === 'predict' ? text.lesson.hold : null);
    return () => holdWorld(null);
  }, [part]);
  useEffect(() => {
    if (met && part === 'do') update(id, (before) => ({ ...before, parts: { ...before.parts, [step.id]: 'see' } }));
  }, [met, part, id, step.id, update]);

  const perform = async (line: string, watched: boolean): Promise<void> => {
    const waits = durationOf(line);
    const typed = typedAt(line);
    if (waits !== null) await time.pass(waits, watched);
    else if (typed !== null) await typeLine(typed.node, line);
    else await act(line);
  };
  const other = async (): Promise<void> => {
    // Just before: what the reader did first stands at the very instant the step begins.
    await time.seekAt(Math.max(0, startOf(step) - 1));
    for (const line of step.other?.lines ?? []) await perform(line, false);
  };
  const actions: Omit<LessonActions, 'select'> = {
    answer: (option) => update(id, (before) => ({ ...before, answers: { ...before.answers, [step.id]: option } })),
    perform: (line) => void perform(line, !still),
    next: () => {
      const next = PARTS[PARTS.indexOf(part) + 1];
      if (next === undefined) goToStep(nth);
      else goTo(next);
    },
    back: () => {
      const before = PARTS[PARTS.indexOf(part) - 1];
      if (before === undefined) goToStep(nth - 2);
      else goTo(before === 'do' && met ? 'predict' : before);
    },
    hint: () => setHints(Math.min(3, hints + 1)),
    restart: () => {
      setHints(0);
      goTo('do');
      void reopenWorld(true);
    },
    other: () => void other(),
  };
  const view = stepView(lesson, step, { nth, where, part, mine, hints, now }, told);
  return { view, actions, subject: told?.subject ?? null };
}

/** What the lesson tells of the run: at its goal, and still that when the reader then looks at other moments. */
function useTold(answer: LessonView | null, met: boolean): LessonView | null {
  const [atGoal, setAtGoal] = useState<LessonView | null>(null);
  if (met && answer !== atGoal) setAtGoal(answer);
  if (met || answer === null || atGoal === null) return answer;
  return { ...answer, quotes: atGoal.quotes, subject: atGoal.subject, done: atGoal.done };
}
