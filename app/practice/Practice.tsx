import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { practice } from '../../lessons/practice/en.ts';
import { KINDS } from '../../lessons/practice/practice.ts';
import { Section } from '../home/Section.tsx';
import { text } from '../text/text.ts';
import styles from './Practice.module.css';
import { hrefOf, placeOf, useScore } from './score.ts';

const TRACKS = ['redis', 'rabbitmq'] as const;

/** Every kind of question, with its levels. */
export default function Practice(): ReactNode {
  const { right, of, at } = useScore();
  return (
    <main>
      <Section as="h1" title={text.practice.title} note={text.practice.note}>
        {of > 0 && <p className={`${styles.score} num`}>{text.practice.score(right, of)}</p>}
        <div className={styles.tracks}>
          {TRACKS.map((track) => (
            <section key={track} aria-labelledby={`practice-${track}`}>
              <h2 id={`practice-${track}`}>{text.tracks[track].name}</h2>
              {KINDS.filter((kind) => kind.track === track).map((kind) => {
                const words = practice[kind.id];
                return (
                  <section key={kind.id} aria-labelledby={`practice-${kind.id}`} className={styles.kind}>
                    <h3 id={`practice-${kind.id}`}>{words.title}</h3>
                    <p>{words.says}</p>
                    <ul>
                      {kind.levels.map((level) => (
                        <li key={level}>
                          <Link href={hrefOf(kind.id, level, at[placeOf(kind.id, level)] ?? 1)}>
                            {text.practice.level(level, words.levels[level] ?? '')}
                          </Link>
                        </li>
                      ))}
                    </ul>
                  </section>
                );
              })}
            </section>
          ))}
        </div>
      </Section>
    </main>
  );
}
