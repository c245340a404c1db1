import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { misconceptions } from '../../lessons/misconceptions.en.ts';
import type { MisconceptionId } from '../../lessons/misconceptions.ts';
import { practice, wordsOf } from '../../lessons/practice/en.ts';
import type { KindId, Level, QuestionData, Said } from '../../lessons/practice/format.ts';
import panel from '../lesson/LessonPanel.module.css';
import { Prose } from '../lesson/Prose.tsx';
import { readProse } from '../lesson/prose-text.ts';
import { text } from '../text/text.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/icons.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import styles from './Practice.module.css';
import { useScore } from './score.ts';

/** A question, and which it is. */
export interface Asked {
  readonly kind: KindId;
  readonly level: Level;
  readonly number: number;
  readonly title: string;
  readonly question: QuestionData;
}

/** What its reader has done so far. */
export interface Given {
  /** What was chosen, by its place. */
  readonly chosen: readonly number[];
  readonly answered: boolean;
  /** The moment that decided is shown. */
  readonly replayed: boolean;
}

interface QuestionPanelProps {
  readonly asked: Asked;
  readonly given: Given;
  /** What came true; null while it is run. */
  readonly truth: readonly boolean[] | null;
  readonly onChoose: (chosen: readonly number[]) => void;
  readonly onAnswer: () => void;
  readonly onReplay: () => void;
  readonly onNext: () => void;
  readonly onLevel: (level: Level) => void;
}

const LEVEL_VALUES = ['1', '2', '3'] as const;

/** The left column: what is the case, what is asked, what can be chosen; then what came true. */
export function QuestionPanel(props: QuestionPanelProps): ReactNode {
  const { asked, given, truth, onAnswer, onReplay, onNext, onLevel } = props;
  const { right, of } = useScore();
  const shown = given.answered && truth !== null;
  const words = (said: Said) => readProse([wordsOf(asked.kind, said)], () => undefined);
  return (
    <div className={panel.lesson}>
      <div className={panel.scroll}>
        <header className={panel.head}>
          <p className={panel.where}>
            <Link href="/practice">{text.practice.all}</Link> · {text.practice.number(asked.number)}
          </p>
          <h1>{asked.title}</h1>
          <Segmented
            label={text.practice.levels}
            options={LEVEL_VALUES.map((value) => ({ value, label: value }))}
            value={LEVEL_VALUES[asked.level - 1] ?? '1'}
            onChange={(value) => onLevel(Number(value) as Level)}
          />
          <p className={styles.note}>{practice[asked.kind].levels[asked.level]}</p>
        </header>
        <div className={styles.question}>
          <Prose paragraphs={asked.question.situation.flatMap(words)} onSelect={() => undefined} />
          <Choice {...props} words={words} />
          {shown && <Outcome asked={asked} given={given} truth={truth} />}
          {of > 0 && <p className={`${styles.note} num`}>{text.practice.score(right, of)}</p>}
        </div>
      </div>
      <footer className={panel.foot}>
        {shown && !given.replayed && <Button onClick={onReplay}>{text.practice.replay}</Button>}
        {shown ? (
          <Button look="primary" onClick={onNext}>
            {text.practice.next}
          </Button>
        ) : (
          <Button
            look="primary"
            disabled={truth === null || (asked.question.pick === 'one' && given.chosen.length === 0)}
            onClick={onAnswer}
          >
            {truth === null ? text.practice.running : text.practice.commit}
          </Button>
        )}
      </footer>
    </div>
  );
}

interface ChoiceProps extends QuestionPanelProps {
  readonly words: (said: Said) => ReturnType<typeof readProse>;
}

function Choice({ asked, given, truth, onChoose, words }: ChoiceProps): ReactNode {
  const { pick, question, items } = asked.question;
  const shown = given.answered && truth !== null;
  const choose = (index: number): void => {
    if (pick === 'one') onChoose([index]);
    else if (given.chosen.includes(index)) onChoose(given.chosen.filter((one) => one !== index));
    else onChoose([...given.chosen, index]);
  };
  return (
    <fieldset className={`${panel.options} ${pick === 'several' ? styles.several : ''}`}>
      <legend>
        <Prose paragraphs={words(question)} onSelect={() => undefined} />
        <p className={styles.note}>{text.practice[pick]}</p>
      </legend>
      {items.map((item, index) => {
        const mine = given.chosen.includes(index);
        const right = shown && truth[index] === true;
        return (
          <label key={index} data-mine={(shown && mine) || undefined} data-true={right || undefined}>
            <input
              type={pick === 'one' ? 'radio' : 'checkbox'}
              name="answer"
              checked={mine}
              disabled={given.answered}
              onChange={() => choose(index)}
            />
            {right && <Icon name="check" />}
            <span>
              <Prose inline paragraphs={words(item.says)} onSelect={() => undefined} />
            </span>
            <em>{shown && (right ? (mine ? text.lesson.both : text.practice.really) : mine && text.practice.mine)}</em>
          </label>
        );
      })}
    </fieldset>
  );
}

/** Whether it was right, and what is exact about each thing that was not. */
function Outcome({
  asked,
  given,
  truth,
}: {
  readonly asked: Asked;
  readonly given: Given;
  readonly truth: readonly boolean[];
}): ReactNode {
  const mistakes = mistakesOf(asked.question, given.chosen, truth);
  return (
    <div role="status" className={styles.outcome}>
      <p>
        <b>{mistakes.length === 0 ? text.practice.right : text.practice.wrong}</b>
        {given.replayed && ` ${text.practice.replayed}`}
      </p>
      {mistakes.length > 0 && (
        <div className={panel.wrong}>
          {mistakes.map((id) => (
            <p key={id}>{misconceptions[id].exact}</p>
          ))}
        </div>
      )}
    </div>
  );
}

/** The misconceptions that an answer stands for, each once. */
function mistakesOf(
  { items, pick }: QuestionData,
  chosen: readonly number[],
  truth: readonly boolean[],
): MisconceptionId[] {
  const found = new Set<MisconceptionId>();
  for (const [index, item] of items.entries()) {
    const mine = chosen.includes(index);
    if (mine && truth[index] === false) found.add(item.chosen);
    if (!mine && truth[index] === true && pick === 'several') found.add(item.left);
  }
  return [...found];
}
