import type { KeyboardEvent, ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { ProgramStageView } from '../../../engine/host/protocol.ts';
import { text } from '../../text/text.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { wordsOf } from './highlight.ts';
import styles from './SourceLines.module.css';

export interface CrashPlace {
  readonly line: number;
  readonly n: number;
  readonly waiting: boolean;
}

interface SourceLinesProps {
  readonly view: ProgramStageView;
  readonly breakpoints: readonly number[];
  readonly onBreak: (line: number) => void;
  /** Puts the crash cursor there, or takes it away. */
  readonly onCrash: (crash: CrashPlace | null) => void;
}

const NOT_RUNNING = { hits: [], awaiting: [], crash: null, line: 0 } as const;

/** A program's source: where it stands, where it waits, where it is to stop and where it is to die. */
export function SourceLines({ view, breakpoints, onBreak, onCrash }: SourceLinesProps): ReactNode {
  const lines = view.source.replace(/\n$/, '').split('\n');
  const { hits, awaiting, crash, line: current } = view.status ?? NOT_RUNNING;
  const counts = new Map(hits);
  const values = new Map(view.variables.map(({ name, value }) => [name, value]));
  const [at, setAt] = useState(1);
  const list = useRef<HTMLOListElement>(null);
  const follow = current || (view.over?.line ?? 0) || (awaiting[0]?.line ?? 0);
  useEffect(() => {
    if (follow > 0) list.current?.children[follow - 1]?.scrollIntoView({ block: 'nearest' });
  }, [follow]);

  const walk = (event: KeyboardEvent<HTMLOListElement>): void => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const column = event.target instanceof HTMLElement ? event.target.dataset['column'] : undefined;
    const next = Math.min(lines.length, Math.max(1, at + by));
    if (by === 0 || column === undefined) return;
    event.preventDefault();
    setAt(next);
    event.currentTarget.children[next - 1]?.querySelector<HTMLElement>(`[data-column="${column}"]`)?.focus();
  };
  return (
    // The list moves the focus between its buttons; it is none itself.
    <ol ref={list} className={styles.lines} aria-label={text.programs.source(view.node)} onKeyDown={walk}>
      {lines.map((source, index) => {
        const line = index + 1;
        const waits = awaiting.find((one) => one.line === line);
        const isCurrent = line === current;
        const stop = breakpoints.includes(line);
        const over = view.over?.line === line && view.over.kind !== 'ended' ? view.over : null;
        const failed = view.over?.line === line && view.over.kind === 'ended' && view.over.text !== '';
        const refused = view.refused?.line === line ? view.refused : null;
        const tabIndex = line === at ? 0 : -1;
        const count = counts.get(line) ?? 0;
        return (
          <li
            key={line}
            aria-current={isCurrent ? 'step' : undefined}
            data-waits={waits !== undefined || undefined}
            data-over={over !== null || failed || refused !== null || undefined}
          >
            {crash?.line === line && <CrashBar crash={crash} canWait={/\bawait\b/.test(source)} onCrash={onCrash} />}
            <div className={styles.row}>
              <button
                type="button"
                className={styles.crash}
                data-column="crash"
                data-on={crash?.line === line || undefined}
                aria-pressed={crash?.line === line}
                aria-label={text.programs.crashHere(line)}
                disabled={view.status === null}
                tabIndex={tabIndex}
                onFocus={() => setAt(line)}
                onClick={() => onCrash(crash?.line === line ? null : { line, n: count + 1, waiting: false })}
              >
                <Icon name="kill" size={14} />
              </button>
              <button
                type="button"
                className={`${styles.number} num`}
                data-column="number"
                aria-pressed={stop}
                aria-label={`${text.programs.lineLabel(line, count)}: ${text.programs.breakHere}`}
                tabIndex={tabIndex}
                onFocus={() => setAt(line)}
                onClick={() => onBreak(line)}
              >
                {line}
              </button>
              <code className={styles.code}>
                <Words source={source} values={values} isLive={isCurrent || waits !== undefined} />
              </code>
              {count > 1 && <span className={`${styles.count} num`} aria-hidden="true">{`×${count}`}</span>}
            </div>
            {waits && <p className={styles.says}>{text.programs.waitsFor(waits.text)}</p>}
            {over?.kind === 'crashed' && (
              <p className={styles.says}>{text.programs.crash.here(line, over.n, over.waiting)}</p>
            )}
            {failed && <p className={styles.says}>{view.over?.text.split('\n', 1)[0]}</p>}
            {refused && <p className={styles.says}>{refused.message}</p>}
          </li>
        );
      })}
    </ol>
  );
}

interface CrashBarProps {
  readonly crash: CrashPlace;
  readonly canWait: boolean;
  readonly onCrash: (crash: CrashPlace | null) => void;
}

/** The crash cursor between two lines: "dies before this line, the third time". */
function CrashBar({ crash, canWait, onCrash }: CrashBarProps): ReactNode {
  const words = text.programs.crash;
  return (
    <div className={styles.cursor}>
      <span>{crash.waiting ? words.waiting : words.before}</span>
      <input
        type="number"
        min={1}
        max={9999}
        aria-label={words.time}
        value={crash.n}
        onChange={(event) => {
          const n = Number(event.target.value);
          if (Number.isInteger(n) && n >= 1) onCrash({ ...crash, n });
        }}
      />
      {canWait && (
        <label>
          <input
            type="checkbox"
            checked={crash.waiting}
            onChange={(event) => onCrash({ ...crash, waiting: event.target.checked })}
          />
          {words.whileWaiting}
        </label>
      )}
      <IconButton small icon="close" tip="left" label={words.remove} onClick={() => onCrash(null)} />
    </div>
  );
}

interface WordsProps {
  readonly source: string;
  readonly values: ReadonlyMap<string, string>;
  /** Where it stands or waits: its names can be focused. */
  readonly isLive: boolean;
}

/** The words of a line; a name that is known shows what it holds, on hover and on focus. */
function Words({ source, values, isLive }: WordsProps): ReactNode {
  return wordsOf(source).map((word, index) => {
    const value = word.kind === 'name' ? values.get(word.text) : undefined;
    if (value === undefined)
      return (
        <span key={index} data-kind={word.kind}>
          {word.text}
        </span>
      );
    const shown = (
      <>
        {word.text}
        <span className={styles.value} aria-hidden="true">
          {value}
        </span>
      </>
    );
    return isLive ? (
      <button key={index} type="button" className={styles.name} aria-label={`${word.text}: ${value}`}>
        {shown}
      </button>
    ) : (
      <span key={index} className={styles.name}>
        {shown}
      </span>
    );
  });
}
