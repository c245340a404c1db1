import type { ReactNode } from 'react';
import { lazy, Suspense, useEffect, useState } from 'react';
import type { LibraryProgramView, LoadErrorView } from '../../../engine/host/protocol.ts';
import { checkSource, libraryPrograms, rerun } from '../../store/programs.ts';
import { text } from '../../text/text.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import styles from './ProgramStage.module.css';

const SourceEditor = lazy(() => import('./SourceEditor.tsx'));

/** Milliseconds without a stroke after which a text is looked at. */
const CHECK_AFTER = 200;

interface ProgramEditorProps {
  readonly node: string;
  readonly library: string;
  readonly source: string;
  readonly onDone: () => void;
}

/** Edits a program, or puts one of the library in its place, and runs it from its start as a branch. */
export function ProgramEditor({ node, library, source, onDone }: ProgramEditorProps): ReactNode {
  const words = text.programs.editor;
  const [draft, setDraft] = useState(source);
  const [error, setError] = useState<LoadErrorView | null>(null);
  const [programs, setPrograms] = useState<readonly LibraryProgramView[]>([]);
  useEffect(() => {
    void libraryPrograms().then(setPrograms);
  }, []);
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(() => void checkSource(draft).then((found) => isCurrent && setError(found)), CHECK_AFTER);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [draft]);
  const chosen = programs.find((one) => one.source === draft)?.id ?? '';
  return (
    <div className={styles.editor}>
      <div className={styles.tools}>
        <Select
          wide
          label={words.from}
          value={chosen}
          options={[
            { value: '', label: library === '' || programs.length === 0 ? words.own : words.from },
            ...programs.map((one) => ({ value: one.id, label: one.title })),
          ]}
          onChange={(id) => setDraft(programs.find((one) => one.id === id)?.source ?? draft)}
        />
      </div>
      <Suspense fallback={<p className={styles.note}>{words.loading}</p>}>
        <SourceEditor label={words.label(node)} source={draft} onChange={setDraft} error={error} />
      </Suspense>
      <p className={styles.note} role="status" data-wrong={error !== null || undefined}>
        {error === null ? words.fine : words.error(error.line, error.message)}
      </p>
      <div className={styles.tools}>
        <Button
          look="primary"
          icon="play"
          disabled={error !== null || draft === source}
          onClick={() => void rerun(node, draft).then((done) => done && onDone())}
        >
          {words.rerun}
        </Button>
        <Button look="plain" onClick={onDone}>
          {words.cancel}
        </Button>
      </div>
      <p className={styles.note}>{words.rerunNote}</p>
    </div>
  );
}
