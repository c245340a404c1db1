import type { ReactNode } from 'react';
import type { LegendView } from '../../engine/scene/views.ts';
import { text } from '../text/text.ts';
import { Segmented } from '../ui/Segmented.tsx';
import { Legend } from './Legend.tsx';
import styles from './StageBar.module.css';

interface StageBarProps {
  readonly legend: LegendView;
  readonly table: boolean;
  readonly onTable: (table: boolean) => void;
  readonly children: ReactNode;
}

/** The picture or its table twin, with what colour means. */
export function StageBar({ legend, table, onTable, children }: StageBarProps): ReactNode {
  return (
    <div className={styles.bar}>
      <header>
        <Segmented
          label={text.ui.view}
          options={[
            { value: 'stage', label: text.ui.stage },
            { value: 'table', label: text.ui.table },
          ]}
          value={table ? 'table' : 'stage'}
          onChange={(value) => onTable(value === 'table')}
        />
        <Legend legend={legend} />
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
