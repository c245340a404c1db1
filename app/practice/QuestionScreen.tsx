import type { ReactNode } from 'react';
import { useEffect, useMemo, useState } from 'react';
import { Link, useLocation, useParams } from 'wouter';
import type { OpenSource } from '../../engine/host/protocol.ts';
import { practice } from '../../lessons/practice/en.ts';
import { LEVELS, type Level, type QuestionData } from '../../lessons/practice/format.ts';
import { conditionsOf, isFair, kindNamed, questionOf, truthOf } from '../../lessons/practice/practice.ts';
import { WorldFrame } from '../lab/WorldFrame.tsx';
import { WorldGate } from '../lab/WorldGate.tsx';
import { Page } from '../shell/Page.tsx';
import { holdWorld, runTrial, standStill } from '../store/lab.ts';
import { useView } from '../store/use-view.ts';
import { text } from '../text/text.ts';
import { type Asked, type Given, QuestionPanel } from './QuestionPanel.tsx';
import { hrefOf, placeOf, useScore } from './score.ts';

/** One question, at its address: kind, level and number. The same address is the same question. */
export default function QuestionScreen(): ReactNode {
  const { kind: id, level: raw, number } = useParams<{ kind: string; level: string; number: string }>();
  const kind = kindNamed(id);
  const level = LEVELS.find((one) => String(one) === raw);
  const n = Number(number);
  if (kind === null || level === undefined || !kind.levels.includes(level) || !Number.isSafeInteger(n) || n < 0)
    return (
      <Page title={text.practice.missing(`${id}/${raw}/${number}`)}>
        <Link href="/practice">{text.practice.all}</Link>
      </Page>
    );
  return (
    <Question
      key={`${id} ${level} ${n}`}
      asked={{ kind: kind.id, level, number: n, question: questionOf(kind, level, n), title: practice[kind.id].title }}
    />
  );
}

const NOTHING: Given = { chosen: [], answered: false, replayed: false };

function Question({ asked }: { readonly asked: Asked }): ReactNode {
  const { kind, level, number, question } = asked;
  const [given, setGiven] = useState(NOTHING);
  const [truth, setTruth] = useState<readonly boolean[] | null>(null);
  const [, go] = useLocation();
  const score = useScore((state) => state.answered);
  const next = hrefOf(kind, level, number + 1);
  const source: OpenSource = {
    kind: 'spec',
    spec: question.world,
    lines: given.replayed ? question.moment : question.before,
    session: null,
  };
  const decided = (found: readonly boolean[]): void => {
    // A run that does not decide makes no question: on to the next one.
    if (isFair(question, found)) setTruth(found);
    else go(next, { replace: true });
  };
  const answer = (): void => {
    setGiven({ ...given, answered: true });
    const right = question.items.every((_, i) => given.chosen.includes(i) === truth?.[i]);
    score(placeOf(kind, level), number, right);
  };
  return (
    <WorldGate source={source}>
      {() => (
        <>
          <Held until={given.answered} />
          {truth === null && <Decide question={question} onDecided={decided} />}
          <WorldFrame
            kind="lesson"
            name={asked.title}
            reads={{
              id: 'question',
              label: text.practice.label,
              icon: 'predict',
              content: (controls) => (
                <>
                  {given.replayed && <Subject question={question} show={controls.show} />}
                  <QuestionPanel
                    asked={asked}
                    given={given}
                    truth={truth}
                    onChoose={(chosen) => setGiven({ ...given, chosen })}
                    onAnswer={answer}
                    onReplay={() => setGiven({ ...given, replayed: true })}
                    onNext={() => go(next)}
                    onLevel={(to: Level) => go(hrefOf(kind, to, number))}
                  />
                </>
              ),
            }}
          />
        </>
      )}
    </WorldGate>
  );
}

/** Nothing can be tried out before there is an answer. */
function Held({ until }: { readonly until: boolean }): null {
  useEffect(() => {
    standStill(true);
    return () => standStill(false);
  }, []);
  useEffect(() => {
    holdWorld(until ? null : text.practice.hold);
    return () => holdWorld(null);
  }, [until]);
  return null;
}

/** Runs the question to its end, out of sight, and says what came true. */
function Decide({
  question,
  onDecided,
}: {
  readonly question: QuestionData;
  readonly onDecided: (truth: readonly boolean[]) => void;
}): null {
  useEffect(() => {
    let wanted = true;
    void runTrial({
      spec: question.world,
      lines: [...question.before, ...question.lines],
      conditions: conditionsOf(question),
    }).then((view) => {
      if (wanted && view !== null) onDecided(truthOf(question, view.holds));
    });
    return () => {
      wanted = false;
    };
    // The question of this screen never changes; what is done with the answer is new with each render.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [question]);
  return null;
}

/** Puts what the question is about into the inspector, with its causes. */
function Subject({ question, show }: { readonly question: QuestionData; readonly show: (id: string) => void }): null {
  const request = useMemo(
    () => ({ view: 'lesson' as const, conditions: [], readings: {}, asks: question.asks }),
    [question],
  );
  const subject = useView(request)?.subject ?? null;
  useEffect(() => {
    if (subject !== null) show(subject);
    // The frame's `show` is new with each of its renders; what is to be shown is not.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [subject]);
  return null;
}
