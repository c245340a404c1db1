import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { text } from '../text/text.ts';
import type { IconName } from '../ui/icons.tsx';
import { Icon } from '../ui/icons.tsx';
import styles from './ForTeachers.module.css';
import { Section } from './Section.tsx';

/** What there is for a teacher today. */
export function ForTeachers(): ReactNode {
  const icons: readonly IconName[] = ['projector', 'keys'];
  return (
    <Section title={text.home.teachers} note={text.home.teachersNote}>
      <dl className={styles.list}>
        {text.home.teachersHave.map(([name, says], index) => (
          <div key={name}>
            <dt>
              <Icon name={icons[index] ?? 'check'} />
              {name}
            </dt>
            <dd>{says}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.all}>
        <Link href="/teachers">{text.home.teachersAll}</Link>
      </p>
    </Section>
  );
}
