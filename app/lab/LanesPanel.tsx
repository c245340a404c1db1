import type { ReactNode } from 'react';
import { use, useCallback, useMemo, useState } from 'react';
import type { LanesView } from '../../engine/scene/views.ts';
import { LANE_KINDS, type LaneKind, type NodeView } from '../../engine/scene/views.ts';
import { LanesStage } from '../stage/lanes/LanesStage.tsx';
import { LanesTable } from '../stage/lanes/LanesTable.tsx';
import { panned, type TimeWindow, zoomed } from '../stage/layout/lanes-layout.ts';
import { StageHeadContext } from '../stage/stage-head.ts';
import { clock } from '../store/lab.ts';
import { useView } from '../store/use-view.ts';
import { text } from '../text/text.ts';
import { IconButton } from '../ui/Button.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { LanesFilter } from './LanesFilter.tsx';
import styles from './LanesPanel.module.css';

interface LanesPanelProps {
  readonly nodes: readonly NodeView[];
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
  readonly onStage: () => void;
}

const SPAN = 1_000_000;
const STEP = 1.6;
const HIDDEN: readonly LaneKind[] = ['setup', 'timer'];

/** The lanes of the open world as picture or as table. The window is the visitor's; it follows the present until moved. */
export function LanesPanel({ nodes, selected, onSelect, onStage }: LanesPanelProps): ReactNode {
  const [end, setEnd] = useState<number | null>(null);
  const [span, setSpan] = useState(SPAN);
  const [hidden, setHidden] = useState<readonly LaneKind[]>(HIDDEN);
  const [away, setAway] = useState<readonly string[]>([]);
  const [table, setTable] = useState(false);
  const { tools } = use(StageHeadContext);
  const shownNodes = nodes.map(({ id }) => id).filter((id) => !away.includes(id));
  const view = useLatest(useView({ view: 'lanes', end, span, hidden, ...(away.length > 0 && { nodes: shownNodes }) }));
  const to = end ?? view?.to ?? span;
  const window = useMemo((): TimeWindow => ({ from: to - span, to }), [to, span]);
  const setWindow = useCallback((next: TimeWindow): void => {
    setEnd(next.to);
    setSpan(Math.round(next.to - next.from));
  }, []);
  const middle = (window.from + window.to) / 2;
  // While nobody has moved it, the window follows the present, so that zooming does not stop it.
  const zoom = (factor: number): void => {
    if (end === null)
      setSpan(Math.round(zoomed(window, factor, window.to).to - zoomed(window, factor, window.to).from));
    else setWindow(zoomed(window, factor, middle));
  };
  return (
    <div className={styles.panel}>
      <header className={styles.head}>
        <Segmented
          label={text.ui.view}
          options={[
            { value: 'stage', label: text.ui.stage },
            { value: 'lanes', label: text.lanes.title },
            { value: 'table', label: text.ui.table },
          ]}
          value={table ? 'table' : 'lanes'}
          onChange={(value) => (value === 'stage' ? onStage() : setTable(value === 'table'))}
        />
        <div className={styles.moves} role="group" aria-label={text.lanes.title}>
          <IconButton
            small
            icon="left"
            label={text.lanes.earlier}
            shortcut=","
            onClick={() => setWindow(panned(window, -0.4))}
          />
          <IconButton small icon="zoomOut" label={text.lanes.zoomOut} shortcut="-" onClick={() => zoom(STEP)} />
          <IconButton small icon="zoomIn" label={text.lanes.zoomIn} shortcut="+" onClick={() => zoom(1 / STEP)} />
          <IconButton
            small
            icon="chevron"
            label={text.lanes.later}
            shortcut="."
            onClick={() => setWindow(panned(window, 0.4))}
          />
          <button
            type="button"
            className={styles.follow}
            aria-pressed={end === null}
            aria-label={text.lanes.followLabel}
            onClick={() => setEnd(null)}
          >
            {text.lanes.follow}
          </button>
        </div>
        <LanesFilter
          nodes={nodes.map(({ id }) => id)}
          away={away}
          onAway={setAway}
          kinds={LANE_KINDS}
          hidden={hidden}
          onHidden={setHidden}
        />
        <div className={styles.tools}>{tools}</div>
      </header>
      <div
        className={styles.inside}
        data-table={table || undefined}
        {...(table && { tabIndex: 0, role: 'region', 'aria-label': text.ui.table })}
      >
        {view &&
          (table ? (
            <LanesTable view={view} onSelect={onSelect} />
          ) : (
            <LanesStage
              view={view}
              window={window}
              clock={clock}
              selected={selected}
              onSelect={onSelect}
              onNode={onSelect}
              onWindow={setWindow}
              onFollow={() => setEnd(null)}
            />
          ))}
      </div>
    </div>
  );
}

/** The last answer there was, while the next is on its way: the picture does not blink when its window moves. */
function useLatest(view: LanesView | null): LanesView | null {
  const [latest, setLatest] = useState(view);
  if (view !== null && view !== latest) setLatest(view);
  return view ?? latest;
}
