import type { ReactNode } from 'react';
import type { BrokerView } from '../../../engine/scene/views.ts';
import { text } from '../../text/text.ts';
import { count } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './Neighbourhood.module.css';

const words = text.topology;

interface NeighbourhoodProps {
  readonly view: BrokerView;
  readonly search: string;
  /** The name of the one part that is shown with what is bound to it; null for none. */
  readonly focus: string | null;
  readonly onSearch: (search: string) => void;
  readonly onAll: () => void;
}

/** Above a topology that is too large to be drawn whole: what is drawn, a search, and the rest by the beginning of its names. */
export function Neighbourhood({ view, search, focus, onSearch, onAll }: NeighbourhoodProps): ReactNode {
  const drawn = view.queues.length;
  return (
    <div className={styles.strip}>
      <div className={styles.line}>
        <input
          type="search"
          aria-label={words.search}
          placeholder={words.search}
          value={search}
          onChange={(event) => onSearch(event.target.value)}
        />
        <p role="status">{words.drawn(count(drawn), count(view.counts.queues), count(view.counts.bindings))}</p>
        {(focus !== null || search !== '') && <Button onClick={onAll}>{words.all(focus)}</Button>}
      </div>
      {view.groups.length > 0 && (
        <ul aria-label={words.groups}>
          {view.groups.map((group) => (
            <li key={group.name}>
              {group.search === '' ? (
                <span>{words.others(count(group.queues))}</span>
              ) : (
                <button type="button" onClick={() => onSearch(group.search)}>
                  <code>{group.name}*</code> <b>{count(group.queues)}</b>
                  {group.ready + group.unacked > 0 && (
                    <small>{words.held(count(group.ready), count(group.unacked))}</small>
                  )}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
