import type { ReactNode } from 'react';
import { Link, useParams } from 'wouter';
import type { Lesson } from '../../lessons/format.ts';
import { Prose } from '../lesson/Prose.tsx';
import { readProse } from '../lesson/prose-text.ts';
import { useLesson } from '../lesson/use-lesson.ts';
import { Page } from '../shell/Page.tsx';
import { text } from '../text/text.ts';
import { Button } from '../ui/Button.tsx';
import styles from './Sheet.module.css';

/** A lesson as a sheet to print: every prediction with room to write what happened. */
export default function Sheet(): ReactNode {
  const { id } = useParams<{ id: string }>();
  const loading = useLesson(id);
  if (loading.kind === 'none')
    return (
      <Page title={text.lesson.missing(id)}>
        <Link href="/teachers">{text.pages.teachers.back}</Link>
      </Page>
    );
  if (loading.kind === 'loading') return <Page>{text.ui.loading}</Page>;
  return <SheetOf lesson={loading.lesson} />;
}

function SheetOf({ lesson: { data, prose } }: { readonly lesson: Lesson }): ReactNode {
  return (
    <main className={styles.sheet}>
      <p className={styles.tools}>
        <Link href="/teachers">{text.pages.teachers.back}</Link>
        <Button look="primary" onClick={() => globalThis.print()}>
          {text.pages.teachers.print}
        </Button>
      </p>
      <h1>{prose.title}</h1>
      <p className={styles.name}>{text.pages.teachers.name}</p>
      <p>
        {text.pages.teachers.can}: {prose.can}
      </p>
      {data.steps.map((step, index) => {
        const words = prose.steps[step.id];
        return (
          words && (
            <section key={step.id}>
              <h2>
                {index + 1}. {words.title}
              </h2>
              <Said says={words.asks} />
              <ul>
                {Object.entries(words.options).map(([option, says]) => (
                  <li key={option}>
                    <Said says={says} />
                  </li>
                ))}
              </ul>
              <p className={styles.room}>{text.pages.teachers.happened}</p>
            </section>
          )
        );
      })}
      <section>
        <h2>{prose.challenge.title}</h2>
        <Said says={prose.challenge.task} />
        <p className={styles.room}>{text.pages.teachers.happened}</p>
      </section>
    </main>
  );
}

/** On paper there is no run to quote from. */
const Said = ({ says }: { readonly says: string }): ReactNode => (
  <Prose paragraphs={readProse([says], () => undefined)} onSelect={() => undefined} />
);
