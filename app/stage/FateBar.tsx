import type { ReactNode } from 'react';
import { useId } from 'react';
import type { FateBarView, TokenView } from '../../engine/scene/views.ts';
import { text } from '../text/text.ts';
import { count } from '../text/words.ts';
import { Chip } from '../ui/Chip.tsx';
import { useRegionName } from '../ui/region-name.ts';
import { StateGlyph } from '../ui/StateGlyph.tsx';
import type { State } from '../ui/state.ts';
import styles from './FateBar.module.css';

interface FateBarProps {
  readonly fate: FateBarView;
  /** The slice that is open, with as many of its messages as fit a list. */
  readonly open?: { readonly state: State; readonly tokens: readonly TokenView[]; readonly total: number } | null;
  /** Opens the list of a slice; the open one again closes it. */
  readonly onOpen: (state: State | null) => void;
  readonly onSelect: (id: string) => void;
  readonly large?: boolean;
}

/** Where did all N go. Slices to scale and never thinner than 4 px; the sum is written out, so that it can be checked. */
export function FateBar({ fate, open = null, onOpen, onSelect, large = false }: FateBarProps): ReactNode {
  const listId = useId();
  const sum = `${fate.slices.map((slice) => count(slice.count)).join(' + ')} = ${count(fate.total)}`;
  const opened = open && fate.slices.find((slice) => slice.state === open.state);
  return (
    <section className={styles.fate} data-large={large || undefined} aria-label={useRegionName(text.fate.label)}>
      <header>
        <h2>{fate.asks}</h2>
        {fate.total > 0 && (
          <span className={styles.sum} data-short={`= ${count(fate.total)}`}>
            <span>{sum}</span>
          </span>
        )}
      </header>
      {fate.total === 0 ? (
        <p className={styles.empty}>{text.fate.empty}</p>
      ) : (
        <>
          <div className={styles.slices} aria-hidden="true">
            {fate.slices.map((slice) => (
              // The buttons of the key below do the same
              <i
                key={slice.state}
                data-slice={slice.state}
                style={{ flexGrow: slice.count }}
                onClick={() => onOpen(open?.state === slice.state ? null : slice.state)}
              >
                <StateGlyph state={slice.state} inherit size={large ? 15 : 13} />
              </i>
            ))}
          </div>
          <ul className={styles.key}>
            {fate.slices.map((slice) => (
              <li key={slice.state}>
                <button
                  type="button"
                  data-lost={slice.state === 'lost' || undefined}
                  aria-expanded={open?.state === slice.state}
                  aria-controls={open?.state === slice.state ? listId : undefined}
                  onClick={() => onOpen(open?.state === slice.state ? null : slice.state)}
                >
                  <StateGlyph state={slice.state} size={14} />
                  <b className="num">{count(slice.count)}</b>
                  <span>
                    {slice.word}
                    {slice.note && <small>{slice.note}</small>}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {open && opened && (
        <div className={styles.list} id={listId} role="group" aria-label={text.fate.listed(open.total, opened.word)}>
          {open.tokens.map((token) => (
            <Chip
              key={token.id}
              state={token.state}
              group={token.group}
              name={token.name}
              onSelect={() => onSelect(token.id)}
            />
          ))}
          {open.total > open.tokens.length && (
            <span className={styles.rest}>{text.fate.more(open.total - open.tokens.length)}</span>
          )}
        </div>
      )}
    </section>
  );
}
