import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { CatalogEntry } from '../../lessons/catalog.ts';
import { TRACKS } from '../lesson/catalogue.ts';
import { useLesson } from '../lesson/use-lesson.ts';
import { text } from '../text/text.ts';
import styles from './Teachers.module.css';

/** How to put a lesson on the wall, and the notes to each. */
export default function Teachers(): ReactNode {
  return (
    <main className={styles.page}>
      <h1>{text.pages.teachers.title}</h1>
      <p className={styles.note}>{text.pages.teachers.note}</p>
      <section className={styles.how} aria-labelledby="teachers-how">
        <h2 id="teachers-how">{text.pages.teachers.how}</h2>
        <dl>
          {text.pages.teachers.howRows.map(([name, says]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{says}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section aria-labelledby="teachers-lessons">
        <h2 id="teachers-lessons">{text.pages.teachers.lessons}</h2>
        {TRACKS.map((track) => (
          <section key={track.id} aria-label={text.tracks[track.id].name} className={styles.track}>
            <h3>{text.tracks[track.id].name}</h3>
            {track.lessons.map((entry) => (
              <Notes key={entry.id} entry={entry} />
            ))}
          </section>
        ))}
      </section>
    </main>
  );
}

/** The notes of a lesson, loaded when they are opened. */
function Notes({ entry }: { readonly entry: CatalogEntry }): ReactNode {
  return (
    <details className={styles.lesson}>
      <summary>
        <span>{entry.title}</span>
        <span className="num">{text.pages.teachers.minutes(entry.minutes)}</span>
      </summary>
      <NotesOf id={entry.id} />
    </details>
  );
}

function NotesOf({ id }: { readonly id: string }): ReactNode {
  const loading = useLesson(id);
  if (loading.kind !== 'here') return <p role="status">{text.ui.loading}</p>;
  const { data, prose } = loading.lesson;
  return (
    <div className={styles.notes}>
      <p className={styles.links}>
        <Link href={`/lesson/${id}`}>{text.pages.teachers.open}</Link>
        <Link href={`/teachers/${id}`}>{text.pages.teachers.sheet}</Link>
      </p>
      <h4>{text.pages.teachers.halfTruth}</h4>
      <p>{prose.halfTruth}</p>
      <h4>{text.pages.teachers.before}</h4>
      <p>{prose.teacher.before}</p>
      <Points title={text.pages.teachers.ask} says={prose.teacher.ask} />
      <Points title={text.pages.teachers.wrong} says={prose.teacher.goesWrong} />
      <h4>{text.pages.teachers.sources}</h4>
      <ul>
        {data.sources.map(({ title, url }) => (
          <li key={url}>
            <a href={url}>{title}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Points({ title, says }: { readonly title: string; readonly says: readonly string[] }): ReactNode {
  return (
    <>
      <h4>{title}</h4>
      <ul>
        {says.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </>
  );
}
