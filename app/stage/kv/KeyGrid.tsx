import type { KeyboardEvent, ReactNode } from 'react';
import { useCallback, useRef, useState } from 'react';
import { text } from '../../text/text.ts';
import { duration } from '../../text/words.ts';
import { Icon } from '../../ui/icons.tsx';
import { LongList, type LongListHandle } from '../../ui/LongList.tsx';
import { StateGlyph } from '../../ui/StateGlyph.tsx';
import { useSize } from '../../ui/use-size.ts';
import styles from './KeyGrid.module.css';
import { TtlRing } from './TtlRing.tsx';
import type { KeyView, Rows } from './view.ts';

interface KeyGridProps {
  readonly rows: Rows<KeyView>;
  readonly selected: string | null;
  readonly onSelect: (key: string) => void;
  readonly onLook?: ((from: number, to: number) => void) | undefined;
}

const CELL_MIN = 176;
const LINE = 46;

/** Keys side by side: type by icon and letter, encoding, size, time to live. One stop for Tab; arrows walk. */
export function KeyGrid({ rows, selected, onSelect, onLook }: KeyGridProps): ReactNode {
  const [element, size] = useSize<HTMLDivElement>();
  const [active, setActive] = useState(0);
  const list = useRef<LongListHandle>(null);
  const columns = Math.max(1, Math.floor(((size?.width ?? 0) - 40) / CELL_MIN));
  const lines = Math.ceil(rows.count / columns);
  const current = Math.max(0, Math.min(active, rows.count - 1));

  const lookAt = useCallback((from: number, to: number) => onLook?.(from * columns, to * columns), [onLook, columns]);

  const go = (index: number): void => {
    const next = Math.max(0, Math.min(rows.count - 1, index));
    setActive(next);
    list.current?.show(Math.floor(next / columns));
    requestAnimationFrame(() => element.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus());
  };
  const moves: Readonly<Record<string, number>> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
    PageDown: columns * 4,
    PageUp: -columns * 4,
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = moves[event.key];
    const target =
      event.key === 'Home' ? 0 : event.key === 'End' ? rows.count - 1 : move === undefined ? null : current + move;
    if (target === null) return;
    go(target);
    event.preventDefault();
    event.stopPropagation();
  };

  // Measured even while it is empty: an element that came later would never be.
  return (
    <div
      ref={element}
      className={styles.grid}
      role={rows.count === 0 ? undefined : 'grid'}
      aria-label={text.kv.keys}
      aria-rowcount={rows.count === 0 ? undefined : lines}
      onKeyDown={onKeyDown}
    >
      {rows.count === 0 && <p className={styles.empty}>{text.kv.empty}</p>}
      {size && rows.count > 0 && (
        <LongList ref={list} count={lines} rowHeight={LINE} onLook={lookAt}>
          {(line) => (
            <div
              key={line}
              role="row"
              aria-rowindex={line + 1}
              className={styles.line}
              style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
            >
              {Array.from({ length: Math.min(columns, rows.count - line * columns) }, (_, column) => {
                const index = line * columns + column;
                return (
                  <Cell
                    key={index}
                    index={index}
                    view={rows.at(index)}
                    selected={selected}
                    inTab={index === current}
                    onSelect={onSelect}
                    onFocus={setActive}
                  />
                );
              })}
            </div>
          )}
        </LongList>
      )}
    </div>
  );
}

interface CellProps {
  readonly index: number;
  readonly view: KeyView | null;
  readonly selected: string | null;
  readonly inTab: boolean;
  readonly onSelect: (key: string) => void;
  readonly onFocus: (index: number) => void;
}

function Cell({ index, view, selected, inTab, onSelect, onFocus }: CellProps): ReactNode {
  if (!view) return <div role="gridcell" className={styles.cell} />;
  const chosen = view.name === selected;
  return (
    <div
      role="gridcell"
      aria-selected={chosen}
      className={styles.cell}
      data-selected={chosen || undefined}
      data-touched={view.touched || undefined}
      data-ghost={view.ghost !== undefined || undefined}
      data-odd={view.odd !== undefined || undefined}
    >
      <button
        type="button"
        data-index={index}
        tabIndex={inTab ? 0 : -1}
        onClick={() => onSelect(view.name)}
        onFocus={() => onFocus(index)}
      >
        <span className={styles.type}>
          {view.type === null ? <StateGlyph state="lost" size={17} /> : <Icon name={view.type} />}
        </span>
        <span className={styles.name}>{view.name}</span>
        {view.ttl && (
          <span className={styles.left}>
            <TtlRing leftFor={view.ttl.leftFor} outOf={view.ttl.outOf} />
            {duration(view.ttl.leftFor)}
          </span>
        )}
        <span className={styles.kind}>
          {view.ghost ??
            view.odd ??
            (view.type && (
              <>
                <b title={text.kv.types[view.type]}>{text.kv.letters[view.type]}</b> {view.encoding}, {view.size}
              </>
            ))}
        </span>
      </button>
    </div>
  );
}
