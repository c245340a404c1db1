import type { ReactNode } from 'react';
import { Icon } from '../ui/icons.tsx';
import styles from './Saved.module.css';

/** Whether what happens here is kept. */
export function Saved({ says, kept }: { readonly says: string; readonly kept: boolean }): ReactNode {
  return (
    <span className={styles.saved} data-lost={kept ? undefined : ''}>
      <Icon name={kept ? 'check' : 'warning'} />
      <span>{says}</span>
    </span>
  );
}
