import type { ReactNode } from 'react';
import type { InspectorView } from '../../engine/scene/views.ts';
import { text } from '../text/text.ts';
import { seconds } from '../text/words.ts';
import { StateGlyph } from '../ui/StateGlyph.tsx';
import styles from './Inspector.module.css';

interface InspectorProps {
  readonly view: InspectorView | null;
  /** The questions that are answered below. */
  readonly open: readonly string[];
  /** The answers. */
  readonly children?: ReactNode;
  readonly onAsk: (question: string) => void;
  readonly onGo: (step: number) => void;
}

/** The life of one message, key or node: where it was and when, and why it came out so. */
export function Inspector({ view, open, onAsk, onGo, children }: InspectorProps): ReactNode {
  if (!view) {
    return (
      <section className={styles.inspector} aria-label={text.inspector.label}>
        <p className={styles.nothing}>
          <b>{text.inspector.nothing}</b>
          {text.inspector.nothingNext}
        </p>
      </section>
    );
  }
  const unanswered = view.questions.filter((question) => !open.includes(question.id));
  return (
    <section className={styles.inspector} aria-label={text.inspector.label}>
      <header>
        {view.token && <StateGlyph state={view.token.state} group={view.token.group} size={28} />}
        <h2>{view.title}</h2>
        <p>{view.subtitle}</p>
      </header>
      {view.life.length > 0 && (
        <ol className={styles.life} aria-label={text.inspector.life(view.title)}>
          {view.life.map((entry) => (
            <li key={entry.seq}>
              <button type="button" onClick={() => onGo(entry.step)} title={text.inspector.showAt(seconds(entry.at))}>
                <time>{seconds(entry.at)}</time>
                <span className={styles.mark}>
                  {entry.state ? (
                    <StateGlyph
                      state={entry.state}
                      group={entry.state === 'dropped' || entry.state === 'lost' ? undefined : view.token?.group}
                      size={14}
                    />
                  ) : (
                    <i />
                  )}
                </span>
                <span>{entry.says}</span>
              </button>
            </li>
          ))}
        </ol>
      )}
      {children}
      {unanswered.length > 0 && (
        <ul className={styles.questions}>
          {unanswered.map((question) => (
            <li key={question.id}>
              <button type="button" onClick={() => onAsk(question.id)}>
                {question.asks}
              </button>
            </li>
          ))}
        </ul>
      )}
      {view.traits.length > 0 && (
        <dl className={styles.traits}>
          {view.traits.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
