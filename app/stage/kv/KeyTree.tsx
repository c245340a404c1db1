import type { KeyboardEvent, ReactNode } from 'react';
import { useId, useRef, useState } from 'react';
import { text } from '../../text/text.ts';
import { count } from '../../text/words.ts';
import { Icon } from '../../ui/icons.tsx';
import { LongList, type LongListHandle } from '../../ui/LongList.tsx';
import { StateGlyph } from '../../ui/StateGlyph.tsx';
import { useMedia } from '../../ui/use-media.ts';
import styles from './KeyTree.module.css';
import type { Rows, TreeRow } from './view.ts';

interface KeyTreeProps {
  readonly rows: Rows<TreeRow>;
  /** The key that is open. */
  readonly selected: string | null;
  readonly onToggle: (id: string, expand: boolean) => void;
  readonly onSelect: (key: string) => void;
  /** Called with the rows that are looked at, so that they can be fetched. */
  readonly onLook?: ((from: number, to: number) => void) | undefined;
}

const ROW = 26;
/** For fingers. */
const ROW_COARSE = 40;

/** The keyspace by prefix. One stop for Tab; arrows walk, right opens, left closes, Enter shows a key. */
export function KeyTree({ rows, selected, onToggle, onSelect, onLook }: KeyTreeProps): ReactNode {
  const [active, setActive] = useState(0);
  const list = useRef<LongListHandle>(null);
  const rowHeight = useMedia('(pointer: coarse)') ? ROW_COARSE : ROW;
  const id = useId();
  const current = Math.min(active, rows.count - 1);

  const go = (index: number): void => {
    const next = Math.max(0, Math.min(rows.count - 1, index));
    setActive(next);
    list.current?.show(next);
  };
  const open = (row: TreeRow): void => {
    if (row.kind === 'prefix') onToggle(row.id, !row.expanded);
    else if (row.key !== null) onSelect(row.key);
  };
  const parentOf = (index: number): number => {
    const depth = rows.at(index)?.depth ?? 0;
    for (let i = index - 1; i >= 0; i--) if ((rows.at(i)?.depth ?? 0) < depth) return i;
    return index;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows.at(current);
    const page = Math.max(1, (list.current?.rowsInView ?? 10) - 1);
    switch (event.key) {
      case 'ArrowDown':
        go(current + 1);
        break;
      case 'ArrowUp':
        go(current - 1);
        break;
      case 'PageDown':
        go(current + page);
        break;
      case 'PageUp':
        go(current - page);
        break;
      case 'Home':
        go(0);
        break;
      case 'End':
        go(rows.count - 1);
        break;
      case 'ArrowRight':
        if (row?.kind === 'prefix' && !row.expanded) onToggle(row.id, true);
        else go(current + 1);
        break;
      case 'ArrowLeft':
        if (row?.kind === 'prefix' && row.expanded) onToggle(row.id, false);
        else go(parentOf(current));
        break;
      case 'Enter':
      case ' ':
        if (row) open(row);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      className={styles.tree}
      role="tree"
      tabIndex={0}
      aria-label={text.kv.tree}
      aria-activedescendant={rows.count > 0 ? `${id}-${current}` : undefined}
      onKeyDown={onKeyDown}
    >
      <LongList ref={list} count={rows.count} rowHeight={rowHeight} onLook={onLook}>
        {(index) => {
          const row = rows.at(index);
          return (
            <div
              key={row?.id ?? index}
              id={`${id}-${index}`}
              role="treeitem"
              aria-level={(row?.depth ?? 0) + 1}
              aria-expanded={row?.kind === 'prefix' ? row.expanded : undefined}
              aria-selected={row !== null && row.key === selected}
              data-active={index === current || undefined}
              data-ghost={row?.ghost !== undefined || undefined}
              className={styles.row}
              style={{ paddingLeft: 20 + (row?.depth ?? 0) * 16 }}
              onClick={() => {
                setActive(index);
                if (row) open(row);
              }}
            >
              {row && <Inside row={row} />}
            </div>
          );
        }}
      </LongList>
    </div>
  );
}

function Inside({ row }: { readonly row: TreeRow }): ReactNode {
  return (
    <>
      <span className={styles.twist}>
        {row.kind === 'prefix' && <Icon name={row.expanded ? 'down' : 'chevron'} size={12} />}
      </span>
      {row.ghost !== undefined ? <StateGlyph state="lost" size={14} /> : row.type && <Icon name={row.type} size={14} />}
      <span className={styles.name}>{row.label}</span>
      <span className={`${styles.count} num`}>{row.ghost ?? (row.count === null ? '' : count(row.count))}</span>
    </>
  );
}
