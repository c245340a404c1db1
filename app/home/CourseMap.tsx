import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { TRACKS } from '../lesson/catalogue.ts';
import { useProgress } from '../lesson/progress.ts';
import { text } from '../text/text.ts';
import { Icon } from '../ui/icons.tsx';
import styles from './CourseMap.module.css';
import { KeepProgress } from './KeepProgress.tsx';
import { Section } from './Section.tsx';

/** The tracks with their lessons, and how far one has come. */
export function CourseMap({ as = 'h2' }: { readonly as?: 'h1' | 'h2' }): ReactNode {
  const done = useProgress((state) => state.done);
  if (TRACKS.length === 0) return null;
  return (
    <Section as={as} title={text.home.course} note={text.home.courseNote}>
      <div className={styles.tracks}>
        {TRACKS.map((track) => {
          const finished = track.lessons.filter((lesson) => done.includes(lesson.id)).length;
          const next = track.lessons.find((lesson) => !done.includes(lesson.id))?.id;
          return (
            <section key={track.id} aria-labelledby={`track-${track.id}`}>
              <h3 id={`track-${track.id}`}>{text.tracks[track.id].name}</h3>
              <p className={styles.says}>{text.tracks[track.id].says}</p>
              <p className={styles.progress}>
                <span className="num">{text.home.done(finished, track.lessons.length)}</span>
                <progress value={finished} max={track.lessons.length} aria-label={text.tracks[track.id].name} />
              </p>
              <ol>
                {track.lessons.map((lesson, index) => (
                  <li
                    key={lesson.id}
                    data-done={done.includes(lesson.id) || undefined}
                    data-next={lesson.id === next || undefined}
                  >
                    <span className={styles.dot}>{done.includes(lesson.id) && <Icon name="check" size={11} />}</span>
                    <Link href={`/lesson/${lesson.id}`}>
                      <span className="num mono">{index + 1}</span>
                      {lesson.title}
                    </Link>
                  </li>
                ))}
              </ol>
            </section>
          );
        })}
      </div>
      <p className={styles.practice}>
        <Link href="/practice">{text.practice.title}</Link> {text.practice.inCourse}
      </p>
      <KeepProgress />
    </Section>
  );
}
