import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import { text } from '../text/text.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import type { IconName } from '../ui/icons.tsx';
import { Icon } from '../ui/icons.tsx';
import { NARROW, useMedia } from '../ui/use-media.ts';
import styles from './LessonPanel.module.css';
import { Prose } from './Prose.tsx';
import type { Part, StepView } from './view.ts';
import { PARTS } from './view.ts';

export interface LessonActions {
  answer(option: string): void;
  /** Does a line of *do* as if it had been typed. */
  perform(line: string): void;
  next(): void;
  back(): void;
  hint(): void;
  restart(): void;
  /** Goes back to the start of the step and does it the other way: a branch. */
  other(): void;
  select(token: string): void;
}

interface LessonPanelProps {
  readonly step: StepView;
  readonly actions: LessonActions;
  /** Only this part: where each is a tab of its own. */
  readonly only?: Part | undefined;
}

/** The narrative of a step: watch for, predict, do, see, why. What comes later is not shown; what is done grows quiet. */
export function LessonPanel({ step, actions, only }: LessonPanelProps): ReactNode {
  const at = PARTS.indexOf(step.part);
  const current = useRef<HTMLLIElement>(null);
  const folded = useMedia(NARROW) ? FOLDED_NARROW : FOLDED;
  // What is new is what is looked at: on a phone the parts before it do not fit beside it.
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest' });
  }, [step.part, step.title]);
  const shown = only === undefined ? PARTS.slice(0, at + 1) : [only];
  return (
    <div className={styles.lesson} data-alone={only === undefined ? undefined : ''}>
      <div className={styles.scroll}>
        <LessonHead where={step.where} title={step.title} nth={step.nth} of={step.of} />
        <ol className={styles.steps}>
          {shown.map((part) => {
            const index = PARTS.indexOf(part);
            return (
              <li
                key={part}
                ref={index === at ? current : undefined}
                data-now={index === at || undefined}
                aria-current={index === at ? 'step' : undefined}
              >
                <span className={styles.mark}>
                  <Icon name={PART_ICONS[part]} />
                </span>
                {only === undefined && folded[step.part].includes(part) ? (
                  <details>
                    <summary>
                      <h2>{text.lesson.parts[part]}</h2>
                    </summary>
                    <Inside part={part} step={step} actions={actions} />
                  </details>
                ) : (
                  <>
                    <h2>{text.lesson.parts[part]}</h2>
                    {index <= at ? <Inside part={part} step={step} actions={actions} /> : <p>{text.lesson.hold}</p>}
                  </>
                )}
              </li>
            );
          })}
        </ol>
      </div>
      <Foot step={step} actions={actions} />
    </div>
  );
}

/** What is folded while a part is under way, so that what is read fits beside the stage. One click shows it. */
const FOLDED: Readonly<Record<Part, readonly Part[]>> = {
  watch: [],
  predict: [],
  do: [],
  see: ['watch', 'do'],
  why: ['watch', 'predict', 'do'],
};

/** Where the column is narrow and low, what is done gives way sooner. */
const FOLDED_NARROW: typeof FOLDED = { ...FOLDED, do: ['watch', 'predict'], why: ['watch', 'predict', 'do', 'see'] };

/** Which lesson and which of its steps. */
export function LessonHead({ where, title, nth, of }: Pick<StepView, 'where' | 'title' | 'nth' | 'of'>): ReactNode {
  return (
    <header className={styles.head}>
      <p className={styles.where}>{where}</p>
      <h1>{title}</h1>
      <div className={styles.parts} role="img" aria-label={text.lesson.part(nth, of)}>
        {Array.from({ length: of }, (_, index) => (
          <i key={index} data-at={index + 1 < nth ? 'done' : index + 1 === nth ? 'now' : undefined} />
        ))}
      </div>
    </header>
  );
}

export const PART_ICONS: Readonly<Record<Part, IconName>> = {
  watch: 'watch',
  predict: 'predict',
  do: 'do',
  see: 'see',
  why: 'why',
};

function Inside({
  part,
  step,
  actions,
}: {
  readonly part: Part;
  readonly step: StepView;
  readonly actions: LessonActions;
}): ReactNode {
  switch (part) {
    case 'watch':
      return <Prose paragraphs={step.watch} onSelect={actions.select} />;
    case 'predict':
      return <Predict step={step} actions={actions} />;
    case 'do':
      return step.part === 'do' ? <Do step={step} actions={actions} /> : <Done step={step} />;
    case 'see':
      return <Prose paragraphs={step.see} onSelect={actions.select} />;
    case 'why':
      return (
        <>
          <Prose paragraphs={step.why} onSelect={actions.select} />
          {step.other !== null && (
            <p className={styles.other}>
              <button type="button" onClick={actions.other}>
                <Icon name="fork" /> {text.lesson.other}
              </button>
              <Prose inline paragraphs={[step.other]} onSelect={actions.select} /> {text.lesson.otherNote}
            </p>
          )}
        </>
      );
  }
}

function Predict({ step, actions }: { readonly step: StepView; readonly actions: LessonActions }): ReactNode {
  const { predict } = step;
  const open = step.part === 'predict';
  const settled = predict.truth !== null;
  const options = settled
    ? predict.options.filter((option) => option.id === predict.truth || option.id === predict.mine)
    : predict.options;
  return (
    <>
      <fieldset className={styles.options}>
        <legend>
          <Prose paragraphs={[predict.asks]} onSelect={actions.select} />
        </legend>
        {options.map((option) => (
          <label
            key={option.id}
            data-mine={option.id === predict.mine || undefined}
            data-true={option.id === predict.truth || undefined}
          >
            <input
              type="radio"
              name={`predict ${step.title}`}
              value={option.id}
              checked={option.id === predict.mine}
              disabled={!open}
              onChange={() => actions.answer(option.id)}
            />
            {option.id === predict.truth && <Icon name="check" />}
            <span>
              <Prose inline paragraphs={[option.says]} onSelect={actions.select} />
            </span>
            <em>{settled && optionNote(option.id, predict)}</em>
          </label>
        ))}
      </fieldset>
      {predict.exact !== null && step.part === 'see' && <p className={styles.exact}>{predict.exact}</p>}
    </>
  );
}

function optionNote(id: string, { mine, truth }: StepView['predict']): string {
  if (id === truth) return id === mine ? text.lesson.both : text.lesson.happened;
  return id === mine ? text.lesson.mine : '';
}

function Do({ step, actions }: { readonly step: StepView; readonly actions: LessonActions }): ReactNode {
  const lastDone = step.does.findLastIndex((one) => one.doneAt !== null);
  const next = step.does.findIndex((one, index) => one.doneAt === null && index > lastDone);
  return (
    <>
      <ol className={styles.does}>
        {step.does.map((one, index) => (
          <li key={index} data-done={one.doneAt !== null || undefined}>
            <button type="button" disabled={index !== next} onClick={() => actions.perform(one.line)}>
              <Prose inline paragraphs={[one.says]} onSelect={actions.select} />
              {one.key !== null && <kbd aria-hidden="true">{one.key}</kbd>}
            </button>
            <span className="num mono">{one.doneAt}</span>
          </li>
        ))}
      </ol>
      {step.wrong !== null && (
        <div className={styles.wrong} role="status">
          <p>
            <b>{text.lesson.thinks}</b> {step.wrong.thinks}
          </p>
          <p>
            <b>{text.lesson.exactly}</b> {step.wrong.exact}
          </p>
        </div>
      )}
      {step.hint !== null && (
        <div className={styles.hint} role="status">
          <p>
            <b>{text.lesson.hintOf(step.hint.nth)}</b>
          </p>
          <Prose paragraphs={[step.hint.says]} onSelect={actions.select} />
        </div>
      )}
    </>
  );
}

/** What was done, in short: how much, and from when to when. */
function Done({ step }: { readonly step: StepView }): ReactNode {
  const times = step.does.flatMap((one) => (one.doneAt === null ? [] : [one.doneAt]));
  return (
    <p className={`${styles.done} num`}>{text.lesson.doneFromTo(times.length, times[0] ?? '', times.at(-1) ?? '')}</p>
  );
}

const NEXT_WORDS: Readonly<Record<Part, string>> = {
  watch: text.lesson.predictNow,
  predict: text.lesson.start,
  do: text.lesson.next,
  see: text.lesson.seeWhy,
  why: text.lesson.next,
};

function Foot({ step, actions }: { readonly step: StepView; readonly actions: LessonActions }): ReactNode {
  const waits = step.part === 'predict' && step.predict.mine === null;
  const words = step.part === 'why' && step.nth === step.of - 1 ? text.lesson.toChallenge : NEXT_WORDS[step.part];
  return (
    <footer className={styles.foot}>
      <IconButton
        icon="left"
        label={text.lesson.back}
        tip="above"
        disabled={step.nth === 1 && step.part === 'watch'}
        onClick={actions.back}
      />
      {step.part !== 'watch' && step.part !== 'predict' && (
        <Button look="plain" onClick={actions.restart}>
          {text.lesson.restart}
        </Button>
      )}
      {step.part === 'do' ? (
        <Button onClick={actions.hint} disabled={step.hint?.nth === 3}>
          {step.hint === null ? text.lesson.hint : text.lesson.moreHint}
        </Button>
      ) : (
        <Button look="primary" disabled={waits} onClick={actions.next}>
          {waits ? text.lesson.commit : words}
        </Button>
      )}
    </footer>
  );
}
