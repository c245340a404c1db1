import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { text } from '../text/text.ts';
import styles from './Fidelity.module.css';
import { anchorOf, headingsOf, Markdown } from './Markdown.tsx';

/** The pages that the engines' comparisons write, by engine. */
const PAGES: Readonly<Record<string, () => Promise<string>>> = Object.fromEntries(
  Object.entries(import.meta.glob<string>('../../engine/*/FIDELITY.md', { query: '?raw', import: 'default' })).map(
    ([path, load]) => [path.split('/').at(-2) ?? path, load],
  ),
);

/** What is exact, what is simplified, what is absent: engine by engine. */
export default function Fidelity(): ReactNode {
  const [pages, setPages] = useState<Readonly<Record<string, string>> | null>(null);
  useEffect(() => {
    const loads = Object.entries(PAGES).map(async ([engine, load]) => [engine, await load()] as const);
    void Promise.all(loads).then((loaded) => setPages(Object.fromEntries(loaded)));
  }, []);
  const engines = Object.keys(text.pages.fidelity.engines).filter((engine) => pages?.[engine] !== undefined);
  return (
    <main className={styles.page}>
      <h1>{text.pages.fidelity.title}</h1>
      <p className={styles.note}>{text.pages.fidelity.note}</p>
      {pages === null ? (
        <p role="status">{text.ui.loading}</p>
      ) : (
        <div className={styles.columns}>
          <nav aria-label={text.pages.fidelity.contents}>
            {engines.map((engine) => (
              <Contents key={engine} engine={engine} source={pages[engine] ?? ''} />
            ))}
          </nav>
          <div className={styles.text}>
            {engines.map((engine) => (
              <section key={engine} aria-labelledby={`fidelity-${engine}`}>
                <h2 id={`fidelity-${engine}`}>{text.pages.fidelity.engines[engine]}</h2>
                <Markdown source={pages[engine] ?? ''} prefix={engine} />
              </section>
            ))}
          </div>
        </div>
      )}
    </main>
  );
}

/** The address of the page is in the hash, so a link within it scrolls by itself. */
function Contents({ engine, source }: { readonly engine: string; readonly source: string }): ReactNode {
  const to = (id: string): void => document.getElementById(id)?.scrollIntoView();
  return (
    <>
      <button type="button" data-engine onClick={() => to(`fidelity-${engine}`)}>
        {text.pages.fidelity.engines[engine]}
      </button>
      {headingsOf(source).map((heading) => (
        <button key={heading} type="button" onClick={() => to(`${engine}-${anchorOf(heading)}`)}>
          {heading.replaceAll('`', '')}
        </button>
      ))}
    </>
  );
}
