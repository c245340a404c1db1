import type { ReactNode } from 'react';
import { useState } from 'react';
import { Inspector } from '../inspector/Inspector.tsx';
import { time } from '../store/lab.ts';
import { useView } from '../store/use-view.ts';
import { FramePanel } from './FramePanel.tsx';
import { WhyAnswer } from './WhyAnswer.tsx';

/** The inspector of what is selected, with the questions that were asked about it. */
export function Selection({ id }: { readonly id: string | null }): ReactNode {
  const view = useView(id === null ? null : { view: 'inspector', id });
  const [asked, setAsked] = useState<{ readonly id: string | null; readonly questions: readonly string[] }>({
    id,
    questions: [],
  });
  const mine = asked.id === id ? asked.questions : [];
  const shown = id === null ? null : view;
  // The first question is answered before it is asked: it is why somebody clicked.
  const first = shown?.questions[0]?.id;
  const questions = [...new Set([...(first === undefined ? [] : [first]), ...mine])];
  return (
    <Inspector
      view={shown}
      open={questions}
      onAsk={(question) => setAsked({ id, questions: [...mine, question] })}
      onGo={(step) => void time.seekStep(step)}
    >
      {shown &&
        id !== null &&
        questions.map((question) => <WhyAnswer key={question} id={shown.id} question={question} />)}
      {shown !== null && shown.frame !== null && <FramePanel seq={shown.frame} />}
    </Inspector>
  );
}
