import type { ReactNode } from 'react';
import styles from './Section.module.css';

/** A part of the home page under its heading. */
export function Section({
  title,
  note,
  children,
}: {
  readonly title: string;
  readonly note: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <section className={styles.section}>
      <div>
        <header>
          <h2>{title}</h2>
          <p>{note}</p>
        </header>
        {children}
      </div>
    </section>
  );
}
