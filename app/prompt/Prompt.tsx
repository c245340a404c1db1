import type { KeyboardEvent, ReactNode, Ref } from 'react';
import { useId, useImperativeHandle, useRef, useState } from 'react';
import { shownKey } from '../keys/key-map.ts';
import { text } from '../text/text.ts';
import type { History } from './history.ts';
import { entered, found, moved, noHistory, typed } from './history.ts';
import styles from './Prompt.module.css';
import { Transcript } from './Transcript.tsx';
import type { Completion, TranscriptLine } from './view.ts';

export interface PromptHandle {
  focus(): void;
}

interface PromptProps {
  /** "redis-1>", "$". */
  readonly prompt: string;
  readonly lines: readonly TranscriptLine[];
  readonly onEnter: (line: string) => void;
  /** What the line could become; asked on every change. */
  readonly complete?: ((line: string) => Promise<readonly Completion[]>) | undefined;
  readonly ref?: Ref<PromptHandle> | undefined;
}

interface Choice {
  readonly completions: readonly Completion[];
  readonly at: number;
}
const CLOSED: Choice = { completions: [], at: 0 };

interface Search {
  readonly needle: string;
  readonly at: number;
}

/** Where commands are typed: history by arrows, reverse search by Ctrl+R, completion by Tab, the product's own answers above. */
export function Prompt({ prompt, lines, onEnter, complete, ref }: PromptProps): ReactNode {
  const [line, setLine] = useState('');
  const [history, setHistory] = useState<History>(noHistory);
  const [search, setSearch] = useState<Search | null>(null);
  const [choice, setChoice] = useState<Choice>(CLOSED);
  /** The line that completions were last asked for: an answer to an older one comes too late. */
  const asked = useRef('');
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  useImperativeHandle(ref, () => ({ focus: () => input.current?.focus() }), []);

  const { completions } = choice;
  const at = Math.min(choice.at, completions.length - 1);
  const hit = search ? found(history, search.needle, search.at) : null;

  const change = (next: string): void => {
    setLine(next);
    setHistory(typed);
    setChoice(CLOSED);
    asked.current = next;
    if (next === '' || !complete) return;
    void complete(next).then((found) => {
      if (asked.current === next) setChoice({ completions: found, at: 0 });
    });
  };
  const shut = (): void => {
    asked.current = '';
    setChoice(CLOSED);
  };
  const take = (completion: Completion | undefined): void => {
    if (!completion) return;
    setLine(completion.line);
    shut();
  };
  const enter = (): void => {
    const said = line.trim();
    setHistory((past) => entered(past, said));
    setLine('');
    shut();
    if (said !== '') onEnter(said);
  };
  const walk = (way: -1 | 1): void => {
    const next = moved(history, line, way);
    if (!next) return;
    setHistory(next.history);
    setLine(next.line);
    shut();
  };

  const onSearchKey = (event: KeyboardEvent, searching: Search): void => {
    if (event.key === 'Escape' || (event.ctrlKey && event.key === 'g')) setSearch(null);
    else if (event.ctrlKey && event.key === 'r') setSearch({ ...searching, at: hit?.at ?? searching.at });
    else if (event.key === 'Enter' || event.key === 'Tab' || event.key === 'ArrowRight') {
      if (hit) setLine(hit.line);
      setSearch(null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onLineKey = (event: KeyboardEvent): void => {
    const choosing = completions.length > 0;
    if (event.ctrlKey && event.key === 'r') setSearch({ needle: '', at: history.lines.length });
    else if (event.key === 'Enter') enter();
    else if (event.key === 'ArrowUp') walk(-1);
    else if (event.key === 'ArrowDown') walk(1);
    else if (event.key === 'Tab' && choosing && !event.shiftKey) take(completions[at]);
    else if (event.ctrlKey && event.key === 'n' && choosing)
      setChoice({ completions, at: (at + 1) % completions.length });
    else if (event.ctrlKey && event.key === 'p' && choosing)
      setChoice({ completions, at: (at + completions.length - 1) % completions.length });
    else if (event.key === 'Escape') {
      if (choosing) shut();
      else input.current?.blur();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <section className={styles.prompt} aria-label={text.lab.prompt}>
      <Transcript lines={lines} />
      {completions.length > 0 && !search && (
        <div className={styles.popup}>
          <ul role="listbox" id={listId} aria-label={text.prompt.completions}>
            {completions.slice(0, 8).map((completion, index) => (
              // The input moves the choice: Tab takes it, Ctrl+N and Ctrl+P walk
              <li
                key={completion.label}
                id={`${listId}-${index}`}
                role="option"
                aria-selected={index === at}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => take(completion)}
              >
                {completion.label}
              </li>
            ))}
          </ul>
          <p>{completions[at]?.help}</p>
        </div>
      )}
      <div className={styles.line}>
        <span className={styles.sign} aria-hidden="true">
          {search ? text.prompt.search : prompt}
        </span>
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-expanded={completions.length > 0}
          aria-controls={listId}
          aria-activedescendant={completions.length > 0 ? `${listId}-${at}` : undefined}
          aria-autocomplete="list"
          aria-label={search ? text.prompt.searchLabel(hit?.line ?? text.prompt.nothing) : text.prompt.label(prompt)}
          aria-keyshortcuts="/"
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          value={search ? search.needle : line}
          onChange={(event) =>
            search ? setSearch({ needle: event.target.value, at: history.lines.length }) : change(event.target.value)
          }
          onKeyDown={(event) => (search ? onSearchKey(event, search) : onLineKey(event))}
          onBlur={shut}
        />
        {search && <span className={styles.hit}>{hit?.line ?? text.prompt.nothing}</span>}
        <kbd aria-hidden="true">{shownKey('prompt')}</kbd>
      </div>
    </section>
  );
}
