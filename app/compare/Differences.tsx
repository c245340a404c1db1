import type { ReactNode } from 'react';
import type { FateOfThing, ThingDifference } from '../../engine/scene/differences.ts';
import { compareWith } from '../store/compare.ts';
import { useView } from '../store/use-view.ts';
import { text } from '../text/text.ts';
import { seconds } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { StateGlyph } from '../ui/StateGlyph.tsx';
import type { SideName } from './Compared.tsx';
import styles from './Differences.module.css';

interface DifferencesProps {
  readonly node: string;
  readonly onSelect: (id: string, side: SideName) => void;
}

/** What differs between the two worlds at the time shown: fates, numbers, and each thing whose fate is another. */
export function Differences({ node, onSelect }: DifferencesProps): ReactNode {
  const view = useView({ view: 'differences', node });
  const rows = view
    ? view.fates.filter(({ one, other }) => one !== other).length + view.numbers.length + view.count
    : 0;
  return (
    <div className={styles.differences} tabIndex={0} role="region" aria-label={text.compare.differences}>
      <header>
        <h2>{text.compare.differences}</h2>
        <Button look="plain" icon="close" onClick={() => void compareWith(null)}>
          {text.compare.end}
        </Button>
      </header>
      {view && (
        <p className={styles.parted}>
          {view.partedAt === null ? text.compare.together : text.compare.parted(seconds(view.partedAt))}
        </p>
      )}
      {view && rows === 0 && <p className={styles.none}>{text.compare.none}</p>}
      {view && rows > 0 && (
        <>
          <Table
            caption={text.compare.fates}
            what={text.compare.fate}
            rows={view.fates.map(({ state, word, one, other }) => ({
              key: word,
              what: (
                <>
                  <StateGlyph state={state} /> {word}
                </>
              ),
              one,
              other,
              differs: one !== other,
            }))}
          />
          <Table
            caption={text.compare.numbers}
            what={text.compare.what}
            rows={view.numbers.map(({ what, one, other }) => ({ key: what, what, one, other, differs: true }))}
          />
          <Table
            caption={text.compare.things}
            what={text.compare.what}
            rows={view.things.map((thing, index) => ({
              key: `${index} ${thing.name}`,
              what: <code>{thing.name}</code>,
              one: <Fate thing={thing} side="one" onSelect={onSelect} />,
              other: <Fate thing={thing} side="other" onSelect={onSelect} />,
              differs: true,
            }))}
          />
          {view.count > view.things.length && (
            <p className={styles.none}>{text.compare.more(view.count - view.things.length)}</p>
          )}
        </>
      )}
    </div>
  );
}

interface FateProps {
  readonly thing: ThingDifference;
  readonly side: SideName;
  readonly onSelect: (id: string, side: SideName) => void;
}

function Fate({ thing, side, onSelect }: FateProps): ReactNode {
  const fate: FateOfThing | null = thing[side];
  if (fate === null) return <span className={styles.none}>{text.compare.nothing}</span>;
  return (
    <button type="button" onClick={() => onSelect(fate.id, side)}>
      <StateGlyph state={fate.state} /> {fate.words}
    </button>
  );
}

interface TableProps {
  readonly caption: string;
  readonly what: string;
  readonly rows: readonly {
    readonly key: string;
    readonly what: ReactNode;
    readonly one: ReactNode;
    readonly other: ReactNode;
    readonly differs: boolean;
  }[];
}

function Table({ caption, what, rows }: TableProps): ReactNode {
  if (rows.length === 0) return null;
  return (
    <table className="num">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{what}</th>
          <th scope="col">{text.compare.one}</th>
          <th scope="col">{text.compare.other}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key} data-differs={row.differs || undefined}>
            <th scope="row">{row.what}</th>
            <td>{row.one}</td>
            <td>{row.other}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
