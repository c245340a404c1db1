import type { ReactNode } from 'react';
import styles from './Page.module.css';

/** A screen of text in one column. */
export function Page({ title, children }: { readonly title?: string; readonly children: ReactNode }): ReactNode {
  return (
    <main className={styles.page}>
      {title !== undefined && <h1>{title}</h1>}
      {children}
    </main>
  );
}
