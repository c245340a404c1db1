import type { ReactNode } from 'react';
import styles from './Section.module.css';

/** A part of the home page under its heading. */
export function Section({
  as: Heading = 'h2',
  title,
  note,
  children,
}: {
  readonly as?: 'h1' | 'h2';
  readonly title: string;
  readonly note: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <section className={styles.section}>
      <div>
        <header>
          <Heading>{title}</Heading>
          <p>{note}</p>
        </header>
        {children}
      </div>
    </section>
  );
}
