import type { ReactNode } from 'react';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import type { OpenSource } from '../../engine/host/protocol.ts';
import type { ChallengeData, Lesson } from '../../lessons/format.ts';
import { misconceptions } from '../../lessons/misconceptions.en.ts';
import { type Pick, trialLines } from '../../lessons/trial.ts';
import { WorldFrame } from '../lab/WorldFrame.tsx';
import { WorldGate } from '../lab/WorldGate.tsx';
import { runTrial } from '../store/lab.ts';
import { text } from '../text/text.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Icon } from '../ui/icons.tsx';
import styles from './Challenge.module.css';
import panel from './LessonPanel.module.css';
import { LessonHead } from './LessonPanel.tsx';
import { Prose } from './Prose.tsx';
import { BEGINNING, useProgress } from './progress.ts';
import { readProse } from './prose-text.ts';
import { conditionsOf, type Tried, trialsOf, triedOf, wrongOf } from './trials.ts';

/** The end of a lesson: a choice of settings that is tried on every seed and at every moment. */
export function ChallengeScreen({ lesson, where }: { readonly lesson: Lesson; readonly where: string }): ReactNode {
  const { challenge } = lesson.data;
  const [shown, setShown] = useState<Tried | null>(null);
  const source: OpenSource =
    shown === null
      ? { kind: 'spec', spec: challenge.world, lines: ['wait 50ms'], session: null }
      : {
          kind: 'spec',
          spec: { ...challenge.world, seed: shown.seed },
          lines: trialLines(challenge, shown.pick, shown.moment),
          session: null,
        };
  return (
    <WorldGate source={source}>
      {() => (
        <WorldFrame
          kind="lesson"
          name={shown === null ? challenge.world.name : text.lesson.failure(shown.seed, shown.moment)}
          reads={{
            id: 'challenge',
            label: text.lesson.challenge,
            icon: 'do',
            content: () => <ChallengePanel lesson={lesson} where={where} onReplay={setShown} replayed={shown} />,
          }}
        />
      )}
    </WorldGate>
  );
}

interface ChallengePanelProps {
  readonly lesson: Lesson;
  readonly where: string;
  readonly replayed: Tried | null;
  readonly onReplay: (tried: Tried) => void;
}

/** Trials outlive a change of the world beside them. */
const remembered = new Map<string, readonly Tried[]>();

function ChallengePanel({ lesson, where, replayed, onReplay }: ChallengePanelProps): ReactNode {
  const { data, prose } = lesson;
  const [, go] = useLocation();
  const { answers } = useProgress((state) => state.lessons[data.id]) ?? BEGINNING;
  const { update, finish } = useProgress();
  const [tried, setTried] = useState<readonly Tried[]>(remembered.get(data.id) ?? []);
  const [running, setRunning] = useState(false);
  const [hints, setHints] = useState(0);
  const { challenge } = data;
  const pick = useMemo(() => pickOf(challenge, answers), [challenge, answers]);
  const all = trialsOf(challenge);
  const complete = pick !== null && tried.length === all.length;
  const failures = tried.filter((one) => !one.held);
  const held = complete && failures.length === 0;
  const wrong = complete ? wrongOf(challenge, tried) : null;

  const keep = (next: readonly Tried[]): void => {
    remembered.set(data.id, next);
    setTried(next);
  };
  const choose = (choice: string, option: string): void => {
    keep([]);
    update(data.id, (before) => ({ ...before, answers: { ...before.answers, [`challenge ${choice}`]: option } }));
  };
  const run = async (): Promise<void> => {
    if (pick === null) return;
    setRunning(true);
    const results: Tried[] = [];
    for (const trial of all) {
      const view = await runTrial({
        spec: { ...challenge.world, seed: trial.seed },
        lines: trialLines(challenge, pick, trial.moment),
        conditions: conditionsOf(challenge),
      });
      if (view === null) break;
      results.push(triedOf(challenge, pick, trial, view.holds));
      keep([...results]);
    }
    setRunning(false);
    if (results.length === all.length && results.every((one) => one.held)) finish(data.id);
  };
  const words = (sentence: string) => readProse([sentence], () => undefined);
  return (
    <div className={panel.lesson}>
      <div className={panel.scroll}>
        <LessonHead
          where={where}
          title={prose.challenge.title}
          nth={data.steps.length + 1}
          of={data.steps.length + 1}
        />
        <div className={styles.challenge}>
          <Prose paragraphs={words(prose.challenge.task)} onSelect={() => undefined} />
          {Object.entries(challenge.choices).map(([id, choice]) => (
            <fieldset key={id} className={panel.options} disabled={running}>
              <legend>
                <Prose inline paragraphs={words(prose.challenge.choices[id]?.name ?? '')} onSelect={() => undefined} />
              </legend>
              {Object.keys(choice.options).map((option) => (
                <label key={option}>
                  <input
                    type="radio"
                    name={`challenge ${id}`}
                    checked={answers[`challenge ${id}`] === option}
                    onChange={() => choose(id, option)}
                  />
                  <span>
                    <Prose
                      inline
                      paragraphs={words(prose.challenge.choices[id]?.options[option] ?? '')}
                      onSelect={() => undefined}
                    />
                  </span>
                </label>
              ))}
            </fieldset>
          ))}
          <p className={styles.note}>
            <Prose inline paragraphs={words(prose.challenge.trial)} onSelect={() => undefined} />
          </p>
          {tried.length > 0 && <Trials challenge={challenge} tried={tried} replayed={replayed} onReplay={onReplay} />}
          {complete && (
            <p role="status" className={styles.outcome}>
              <b>{held ? text.lesson.allHeld(tried.length) : text.lesson.someFailed(failures.length, tried.length)}</b>
            </p>
          )}
          {wrong !== null && (
            <div className={panel.wrong}>
              <p>{misconceptions[wrong].exact}</p>
            </div>
          )}
          {held && (
            <Prose
              paragraphs={readProse(Object.values(prose.challenge.after), () => undefined)}
              onSelect={() => undefined}
            />
          )}
          {hints > 0 && !held && (
            <div className={panel.hint} role="status">
              <p>
                <b>{text.lesson.hintOf(hints)}</b>
              </p>
              <Prose paragraphs={words(prose.challenge.hints[hints - 1] ?? '')} onSelect={() => undefined} />
            </div>
          )}
        </div>
      </div>
      <footer className={panel.foot}>
        <IconButton
          icon="left"
          label={text.lesson.back}
          tip="above"
          onClick={() => update(data.id, (before) => ({ ...before, step: data.steps.length - 1 }))}
        />
        {!held && (
          <Button look="plain" onClick={() => setHints(Math.min(3, hints + 1))} disabled={hints === 3}>
            {hints === 0 ? text.lesson.hint : text.lesson.moreHint}
          </Button>
        )}
        {held ? (
          <Button look="primary" onClick={() => go('/course')}>
            {text.lesson.finish}
          </Button>
        ) : (
          <Button look="primary" disabled={pick === null || running} onClick={() => void run()}>
            {running ? text.lesson.checking(tried.length, all.length) : text.lesson.check(all.length)}
          </Button>
        )}
      </footer>
    </div>
  );
}

/** One option of each choice; null while one is missing. */
function pickOf(challenge: ChallengeData, answers: Readonly<Record<string, string>>): Pick | null {
  const entries = Object.entries(challenge.choices).map(([id, { options }]) => {
    const option = answers[`challenge ${id}`] ?? '';
    return [id, Object.hasOwn(options, option) ? option : null] as const;
  });
  if (entries.some(([, option]) => option === null)) return null;
  return Object.fromEntries(entries.map(([id, option]) => [id, option ?? '']));
}

/** Seeds down, moments across. A trial that failed can be looked at. */
function Trials({
  challenge,
  tried,
  replayed,
  onReplay,
}: {
  readonly challenge: ChallengeData;
  readonly tried: readonly Tried[];
  readonly replayed: Tried | null;
  readonly onReplay: (tried: Tried) => void;
}): ReactNode {
  return (
    <table className={styles.trials}>
      <caption>{text.lesson.trials}</caption>
      <thead>
        <tr>
          <td />
          {challenge.moments.map((moment) => (
            <th key={moment} scope="col">
              {moment}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {challenge.seeds.map((seed) => (
          <tr key={seed}>
            <th scope="row">{text.lesson.seed(seed)}</th>
            {challenge.moments.map((moment) => {
              const one = tried.find((trial) => trial.seed === seed && trial.moment === moment);
              return (
                <td key={moment}>
                  {one && (
                    <button
                      type="button"
                      data-held={one.held || undefined}
                      aria-pressed={replayed?.seed === seed && replayed.moment === moment}
                      aria-label={`${text.lesson.failure(seed, moment)}: ${one.held ? text.lesson.trialHeld : text.lesson.trialFailed}. ${text.lesson.replay}`}
                      onClick={() => onReplay(one)}
                    >
                      <Icon name={one.held ? 'check' : 'close'} />
                    </button>
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
