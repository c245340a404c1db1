import type { KeyboardEvent, ReactNode } from 'react';
import { useId, useMemo, useState } from 'react';
import type { LanesView } from '../../../engine/scene/views.ts';
import { text } from '../../text/text.ts';
import { seconds } from '../../text/words.ts';
import type { Clock } from '../../timeline/clock.ts';
import { useSize } from '../../ui/use-size.ts';
import { type LanesLayout, layoutLanes, panned, type TimeWindow, zoomed } from '../layout/lanes-layout.ts';
import { type Item, itemsOf, saysOf } from './items.ts';
import { Axis, Lanes } from './Lanes.tsx';
import { Arrows, Marks, Works } from './LanesParts.tsx';
import styles from './LanesStage.module.css';
import { Now } from './Now.tsx';
import { useDragging, useWheel } from './use-dragging.ts';

export interface LanesStageProps {
  readonly view: LanesView;
  readonly window: TimeWindow;
  readonly clock: Clock;
  /** The frame or fact that is inspected. */
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
  readonly onNode: (id: string) => void;
  readonly onWindow: (window: TimeWindow) => void;
  /** Back to the present. */
  readonly onFollow: () => void;
}

const ZOOM = 1.35;
const PAN = 0.2;

/**
 * One lane a node, time to the right, frames as slanted lines. Wheel and pinch zoom, dragging moves; with the keyboard
 * plus and minus zoom, comma and full stop move, 0 goes back to the present, and the arrows go from one thing to the
 * next. The same facts stand in LanesTable.
 */
export function LanesStage(props: LanesStageProps): ReactNode {
  const { view, window, clock, selected, onSelect, onNode, onWindow, onFollow } = props;
  const [element, size] = useSize<HTMLDivElement>();
  const layout = useMemo(
    () => (size ? layoutLanes(view, window, size.width, size.height) : null),
    [view, window, size],
  );
  const items = useMemo(() => (layout ? itemsOf(layout) : []), [layout]);
  const [active, setActive] = useState<string | null>(null);
  const id = useId();
  const shown = items.find((item) => item.id === active) ?? items.find((item) => item.id === selected);
  const dragging = useDragging(layout, window, onWindow);
  useWheel(element, layout, window, onWindow);

  const onKeyDown = (event: KeyboardEvent): void => {
    const next = keyed(event.key, window);
    if (next !== null) onWindow(next);
    else if (event.key === '0') onFollow();
    else if (event.key === 'Enter' && shown) onSelect(shown.id);
    else {
      const to = neighbour(items, shown, event.key);
      if (!to) return;
      setActive(to.id);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={element} className={styles.stage} {...dragging}>
      {layout && (
        <div
          className={styles.picture}
          style={{ height: layout.height }}
          role="listbox"
          tabIndex={0}
          aria-label={text.lanes.label(
            layout.arrows.length,
            layout.marks.length,
            seconds(window.from),
            seconds(window.to),
          )}
          aria-activedescendant={shown ? `${id}-${shown.id}` : undefined}
          aria-describedby={`${id}-keys`}
          onKeyDown={onKeyDown}
        >
          <span id={`${id}-keys`} hidden>
            {text.lanes.keys}
          </span>
          <svg width={layout.width} height={layout.height} role="none">
            <Lanes layout={layout} view={view} onNode={onNode} />
            <Axis layout={layout} window={window} />
            <Works layout={layout} works={view.works} />
            <Arrows layout={layout} selected={selected} active={shown?.id ?? null} onSelect={onSelect} />
            <Marks layout={layout} selected={selected} active={shown?.id ?? null} onSelect={onSelect} />
          </svg>
          <Now layout={layout} window={window} view={view} clock={clock} />
          <Options layout={layout} items={items} prefix={id} shown={shown} />
        </div>
      )}
    </div>
  );
}

/** What the list box holds for whoever does not look: the thing the keys are at and its neighbours. */
function Options({
  layout,
  items,
  prefix,
  shown,
}: {
  readonly layout: LanesLayout;
  readonly items: readonly Item[];
  readonly prefix: string;
  readonly shown: Item | undefined;
}): ReactNode {
  const at = shown ? items.indexOf(shown) : 0;
  const near = items.slice(Math.max(0, at - 1), at + 2);
  return (
    <div className={styles.options} role="none" style={{ left: layout.left }}>
      {near.map((item) => (
        <div
          key={item.id}
          id={`${prefix}-${item.id}`}
          role="option"
          aria-selected={item === shown}
          aria-setsize={items.length}
          aria-posinset={items.indexOf(item) + 1}
        >
          {saysOf(item)}
        </div>
      ))}
      {near.length === 0 && (
        <div role="option" aria-selected={false} aria-disabled="true">
          {text.lanes.empty}
        </div>
      )}
    </div>
  );
}

/** The window that a key asks for. */
function keyed(key: string, window: TimeWindow): TimeWindow | null {
  const middle = (window.from + window.to) / 2;
  switch (key) {
    case '+':
    case '=':
      return zoomed(window, 1 / ZOOM, middle);
    case '-':
      return zoomed(window, ZOOM, middle);
    case ',':
    case '<':
      return panned(window, -PAN);
    case '.':
    case '>':
      return panned(window, PAN);
    default:
      return null;
  }
}

/** What is next in time, or in another lane. */
function neighbour(items: readonly Item[], from: Item | undefined, key: string): Item | undefined {
  if (!['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'].includes(key)) return undefined;
  if (key === 'Home') return items[0];
  if (key === 'End' || !from) return items.at(-1);
  const at = items.indexOf(from);
  if (key === 'ArrowLeft') return items[at - 1] ?? from;
  if (key === 'ArrowRight') return items[at + 1] ?? from;
  const below = key === 'ArrowDown';
  const others = items.filter((item) => (below ? item.y > from.y + 4 : item.y < from.y - 4));
  return others.reduce<Item>(
    (best, item) => (distance(item, from) < distance(best, from) ? item : best),
    others[0] ?? from,
  );
}

const distance = (a: Item, b: Item): number => Math.abs(a.x - b.x) + 2 * Math.abs(a.y - b.y);
