import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import { text } from '../text/text.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import type { IconName } from '../ui/icons.tsx';
import { Icon } from '../ui/icons.tsx';
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
  select(token: string): void;
}

/** The narrative of a step: watch for, predict, do, see, why. What comes later is not shown; what is done grows quiet. */
export function LessonPanel({
  step,
  actions,
}: {
  readonly step: StepView;
  readonly actions: LessonActions;
}): ReactNode {
  const at = PARTS.indexOf(step.part);
  const current = useRef<HTMLLIElement>(null);
  // What is new is what is looked at: on a phone the parts before it do not fit beside it.
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest' });
  }, [step.part, step.title]);
  return (
    <div className={styles.lesson}>
      <div className={styles.scroll}>
        <p className={styles.where}>{step.where}</p>
        <h1>{step.title}</h1>
        <div className={styles.parts} role="img" aria-label={text.lesson.part(step.nth, step.of)}>
          {Array.from({ length: step.of }, (_, index) => (
            <i key={index} data-at={index + 1 < step.nth ? 'done' : index + 1 === step.nth ? 'now' : undefined} />
          ))}
        </div>
        <ol className={styles.steps}>
          {PARTS.slice(0, at + 1).map((part, index) => (
            <li
              key={part}
              ref={index === at ? current : undefined}
              data-now={index === at || undefined}
              aria-current={index === at ? 'step' : undefined}
            >
              <span className={styles.mark}>
                <Icon name={ICONS[part]} />
              </span>
              <h2>{text.lesson.parts[part]}</h2>
              <Inside part={part} step={step} actions={actions} />
            </li>
          ))}
        </ol>
      </div>
      <Foot step={step} actions={actions} />
    </div>
  );
}

const ICONS: Readonly<Record<Part, IconName>> = {
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
      return <Do step={step} actions={actions} />;
    case 'see':
      return <Prose paragraphs={step.see} onSelect={actions.select} />;
    case 'why':
      return <Prose paragraphs={step.why} onSelect={actions.select} />;
  }
}

function Predict({ step, actions }: { readonly step: StepView; readonly actions: LessonActions }): ReactNode {
  const { predict } = step;
  const open = step.part === 'predict';
  return (
    <fieldset className={styles.options}>
      <legend>
        <Prose paragraphs={[predict.asks]} onSelect={actions.select} />
      </legend>
      {predict.options.map((option) => (
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
          <em>
            {option.id === predict.truth
              ? text.lesson.happened
              : option.id === predict.mine && predict.truth !== null
                ? text.lesson.mine
                : ''}
          </em>
        </label>
      ))}
    </fieldset>
  );
}

function Do({ step, actions }: { readonly step: StepView; readonly actions: LessonActions }): ReactNode {
  const next = step.does.findIndex((one) => one.doneAt === null);
  return (
    <>
      <ol className={styles.does}>
        {step.does.map((one, index) => (
          <li key={index} data-done={one.doneAt !== null || undefined}>
            <button
              type="button"
              disabled={index !== next || step.part !== 'do'}
              onClick={() => actions.perform(one.line)}
            >
              <code>{one.line}</code>
            </button>
            <span className="num mono">{one.doneAt}</span>
          </li>
        ))}
      </ol>
      {step.wrong !== null && (
        <p className={styles.wrong} role="status">
          {step.wrong}
        </p>
      )}
      {step.hint !== null && (
        <p className={styles.hint} role="status">
          {step.hint}
        </p>
      )}
    </>
  );
}

function Foot({ step, actions }: { readonly step: StepView; readonly actions: LessonActions }): ReactNode {
  const waits = (step.part === 'predict' && step.predict.mine === null) || step.part === 'do';
  const ends = step.part === 'why' && step.last;
  return (
    <footer className={styles.foot}>
      <IconButton
        icon="left"
        label={text.lesson.back}
        tip="above"
        disabled={step.nth === 1 && step.part === 'watch'}
        onClick={actions.back}
      />
      {step.part === 'do' ? (
        <>
          <Button look="plain" onClick={actions.restart}>
            {text.lesson.restart}
          </Button>
          <Button onClick={actions.hint}>{text.lesson.hint}</Button>
        </>
      ) : (
        <Button look="primary" disabled={waits} onClick={actions.next}>
          {waits ? text.lesson.commit : ends ? text.lesson.finish : text.lesson.next}
        </Button>
      )}
    </footer>
  );
}
