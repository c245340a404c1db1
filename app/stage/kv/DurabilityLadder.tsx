import type { ReactNode } from 'react';
import type { LadderView, StratumView, WriteView } from '../../../engine/scene/views.ts';
import { text } from '../../text/text.ts';
import { count, seconds, stateWord } from '../../text/words.ts';
import { Icon } from '../../ui/icons.tsx';
import { StateGlyph } from '../../ui/StateGlyph.tsx';
import { Legend } from '../Legend.tsx';
import styles from './DurabilityLadder.module.css';

interface DurabilityLadderProps {
  readonly view: LadderView;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
}

/** Up to so many writes of a stratum stand with their command; more become shapes in rows. */
const TOLD_MAX = 3;
const GHOSTS_TOLD_MAX = 6;
const SHAPES_MAX = 40;

/**
 * From the client that has an answer down to where nothing can take it away. The sync line is the heaviest rule on the
 * screen. A cut tints all that it erased; each ghost keeps its command. Every write is a button: the list is its own table twin.
 */
export function DurabilityLadder({ view, selected, onSelect }: DurabilityLadderProps): ReactNode {
  const { fsync, cut } = view;
  const erased = new Set(cut?.erased);
  return (
    <section className={styles.ladder} aria-label={text.ladder.title}>
      <header>
        <h2>{text.ladder.title}</h2>
        <Legend legend={view.legend} />
      </header>
      <ol>
        {view.strata.map((stratum, index) => (
          <li
            key={stratum.id}
            data-erased={erased.has(stratum.id) || undefined}
            data-synced={stratum.id === view.syncedBelow || undefined}
          >
            <div className={styles.name}>
              <Icon name={stratum.icon} />
              <b>{stratum.name}</b>
              <small>{stratum.note}</small>
            </div>
            <div className={styles.writes}>
              {index === 0 && cut && (
                <p className={styles.cut}>
                  <Icon name={cut.how === 'powerCut' ? 'power' : 'kill'} size={14} />
                  {text.ladder.cut(cut.how, seconds(cut.at))}
                </p>
              )}
              <Writes stratum={stratum} selected={selected} onSelect={onSelect} />
            </div>
            {stratum.id === view.syncedBelow && (
              <p className={styles.fsync} data-running={fsync.running || undefined}>
                <span>
                  {fsync.running
                    ? text.ladder.running(fsync.policy)
                    : text.ladder.fsync(fsync.policy, fsync.lastAt === null ? null : seconds(fsync.lastAt))}
                </span>
              </p>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Writes({
  stratum,
  selected,
  onSelect,
}: { readonly stratum: StratumView } & Pick<DurabilityLadderProps, 'selected' | 'onSelect'>): ReactNode {
  const { writes, writeCount, summary } = stratum;
  // Ghosts always keep their command: they are what the reader came for.
  const told =
    writes.length <= TOLD_MAX ? writes : writes.filter((write) => write.state === 'lost').slice(-GHOSTS_TOLD_MAX);
  const shapes = writes.length <= TOLD_MAX ? [] : writes.filter((write) => !told.includes(write)).slice(-SHAPES_MAX);
  const rest = writeCount - told.length - shapes.length;
  return (
    <>
      {told.length > 0 && (
        <ul className={styles.told}>
          {told.map((write) => (
            <li key={write.id}>
              <Write write={write} selected={selected} onSelect={onSelect}>
                <StateGlyph state={write.state} group={write.group} size={18} />
                <b className="num">{write.name}</b> <span>{write.command}</span>
              </Write>
            </li>
          ))}
        </ul>
      )}
      {shapes.length > 0 && (
        <ul className={styles.shapes}>
          {shapes.map((write) => (
            <li key={write.id}>
              <Write write={write} selected={selected} onSelect={onSelect}>
                <StateGlyph state={write.state} group={write.group} size={16} />
              </Write>
            </li>
          ))}
        </ul>
      )}
      {(summary !== undefined || rest > 0) && (
        <p className={styles.summary}>
          {[summary, rest > 0 ? text.ladder.more(count(rest)) : ''].filter(Boolean).join(' ')}
        </p>
      )}
    </>
  );
}

function Write({
  write,
  selected,
  onSelect,
  children,
}: { readonly write: WriteView; readonly children: ReactNode } & Pick<
  DurabilityLadderProps,
  'selected' | 'onSelect'
>): ReactNode {
  return (
    <button
      type="button"
      data-lost={write.state === 'lost' || undefined}
      aria-pressed={selected === write.id}
      aria-label={`${write.name} ${write.command}, ${stateWord(write.state)}`}
      title={`${write.name} ${write.command}`}
      onClick={() => onSelect(write.id)}
    >
      {children}
    </button>
  );
}
