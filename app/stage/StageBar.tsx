import type { ReactNode } from 'react';
import { use } from 'react';
import type { LegendView } from '../../engine/scene/views.ts';
import { text } from '../text/text.ts';
import { Segmented } from '../ui/Segmented.tsx';
import { Legend } from './Legend.tsx';
import styles from './StageBar.module.css';
import { StageHeadContext } from './stage-head.ts';

interface StageBarProps {
  readonly legend: LegendView;
  readonly table: boolean;
  readonly onTable: (table: boolean) => void;
  /** What can be done to what is shown. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The picture or its table twin, with what colour means. */
export function StageBar({ legend, table, onTable, actions, children }: StageBarProps): ReactNode {
  const { toLanes, tools } = use(StageHeadContext);
  return (
    <div className={styles.bar}>
      <header>
        <Segmented
          label={text.ui.view}
          options={[
            { value: 'stage', label: text.ui.stage },
            ...(toLanes === null ? [] : [{ value: 'lanes', label: text.lanes.title }]),
            { value: 'table', label: text.ui.table },
          ]}
          value={table ? 'table' : 'stage'}
          onChange={(value) => (value === 'lanes' ? toLanes?.() : onTable(value === 'table'))}
        />
        <Legend legend={legend} />
        {actions}
        {tools}
      </header>
      <div
        className={styles.inside}
        data-table={table || undefined}
        tabIndex={table ? 0 : undefined}
        role={table ? 'region' : undefined}
        aria-label={table ? text.ui.table : undefined}
      >
        {children}
      </div>
    </div>
  );
}
