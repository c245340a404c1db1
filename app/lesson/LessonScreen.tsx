import type { ReactNode } from 'react';
import { Link, useParams } from 'wouter';
import type { Lesson } from '../../lessons/format.ts';
import { Page } from '../shell/Page.tsx';
import { text } from '../text/text.ts';
import { ChallengeScreen } from './ChallengeScreen.tsx';
import { TRACKS } from './catalogue.ts';
import { BEGINNING, useProgress } from './progress.ts';
import { StepScreen } from './StepScreen.tsx';
import { useLesson } from './use-lesson.ts';

/** One lesson, at the step where its reader stands. */
export default function LessonScreen(): ReactNode {
  const { id } = useParams<{ id: string }>();
  const loading = useLesson(id);
  if (loading.kind === 'none')
    return (
      <Page title={text.lesson.missing(id)}>
        <Link href="/course">{text.lesson.missingNext}</Link>
      </Page>
    );
  if (loading.kind === 'loading') return <Page>{text.ui.loading}</Page>;
  return <At lesson={loading.lesson} />;
}

function At({ lesson }: { readonly lesson: Lesson }): ReactNode {
  const { data } = lesson;
  const { step: nth } = useProgress((state) => state.lessons[data.id]) ?? BEGINNING;
  const step = data.steps[nth];
  const where = whereOf(lesson);
  if (step === undefined) return <ChallengeScreen key="challenge" lesson={lesson} where={where} />;
  return <StepScreen key={step.id} lesson={lesson} step={step} nth={nth + 1} where={where} />;
}

/** "Redis, lesson 1 of 6". */
function whereOf({ data }: Lesson): string {
  const track = TRACKS.find((one) => one.id === data.track);
  const lessons = track?.lessons ?? [];
  return text.lesson.where(
    text.tracks[data.track].name,
    lessons.findIndex((one) => one.id === data.id) + 1,
    lessons.length,
  );
}
