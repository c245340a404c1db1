import type { ReactNode } from 'react';
import styles from './Switch.module.css';

/** On or off, at once. */
export function Switch({
  label,
  note,
  on,
  onChange,
}: {
  readonly label: string;
  readonly note?: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}): ReactNode {
  return (
    <label className={styles.switch}>
      <input type="checkbox" role="switch" checked={on} onChange={(event) => onChange(event.target.checked)} />
      <span className={styles.track} aria-hidden="true" />
      <span>
        {label}
        {note && <small>{note}</small>}
      </span>
    </label>
  );
}
