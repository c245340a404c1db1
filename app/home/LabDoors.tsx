import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { DOORS, LAB_WORLDS } from '../lab/worlds.ts';
import { text } from '../text/text.ts';
import styles from './LabDoors.module.css';
import { Section } from './Section.tsx';

/** A few starting worlds of the open lab, and the way to all. */
export function LabDoors(): ReactNode {
  return (
    <Section title={text.home.lab} note={text.home.labNote}>
      <ul className={styles.doors}>
        {DOORS.map((world) => (
          <li key={world.id}>
            <h3>
              <Link href={`/lab/${world.id}`}>{world.title}</Link>
            </h3>
            <p>{world.says}</p>
          </li>
        ))}
      </ul>
      <p className={styles.all}>
        <Link href="/lab">{text.home.allWorlds(LAB_WORLDS.length)}</Link>
      </p>
    </Section>
  );
}
