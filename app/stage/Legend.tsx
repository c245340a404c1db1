import type { ReactNode } from 'react';
import type { LegendView } from '../../engine/scene/views.ts';
import styles from './Legend.module.css';

/** What colour means in this view. */
export function Legend({ legend }: { readonly legend: LegendView }): ReactNode {
  if (legend.entries.length === 0) return null;
  return (
    <p className={styles.legend}>
      <span>{legend.says}</span>
      {legend.entries.map((entry) => (
        <span key={`${entry.group} ${entry.name}`} data-id={entry.group}>
          <i />
          <code>{entry.name}</code>
        </span>
      ))}
    </p>
  );
}
