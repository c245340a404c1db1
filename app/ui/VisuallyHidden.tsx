import type { ReactNode } from 'react';
import styles from './VisuallyHidden.module.css';

/** Heard, not seen. */
export function VisuallyHidden({
  children,
  as: Tag = 'span',
}: {
  readonly children: ReactNode;
  readonly as?: 'span' | 'h1' | 'h2' | 'div';
}): ReactNode {
  return <Tag className={styles.hidden}>{children}</Tag>;
}
