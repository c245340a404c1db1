import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { WORLDS } from '../lab/worlds.ts';
import { text } from '../text/text.ts';
import styles from './LabDoors.module.css';
import { Section } from './Section.tsx';

/** The starting worlds of the open lab. */
export function LabDoors(): ReactNode {
  return (
    <Section title={text.home.lab} note={text.home.labNote}>
      <ul className={styles.doors}>
        {WORLDS.map((world) => (
          <li key={world.id}>
            <h3>
              <Link href={`/lab/${world.id}`}>{world.title}</Link>
            </h3>
            <p>{world.says}</p>
          </li>
        ))}
      </ul>
    </Section>
  );
}
