import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import type { SessionHead, StoredFileView, StoredView } from '../../engine/host/protocol.ts';
import { bootStored, keptName, openSession } from '../store/lab.ts';
import { downloadFile, forgetSession, lookAtStored, type Stored } from '../store/stored.ts';
import { text } from '../text/text.ts';
import { bytes } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import styles from './StoredDisks.module.css';

/** Milliseconds between two looks while it is open. */
const LOOK_EVERY = 1000;

function useStored(session: string, name: string): { readonly stored: Stored | null; readonly look: () => void } {
  const [stored, setStored] = useState<Stored | null>(null);
  const look = (): void => void lookAtStored(session, name).then(setStored);
  useEffect(() => {
    const again = (): void => void lookAtStored(session, name).then(setStored);
    again();
    const timer = setInterval(again, LOOK_EVERY);
    return () => clearInterval(timer);
  }, [session, name]);
  return { stored, look };
}

/** The disks of the open world as this browser holds them: which bytes, and how to boot the servers from nothing else. */
export function StoredDisks({ session }: { readonly session: string }): ReactNode {
  const { stored, look } = useStored(session, keptName() ?? session);
  const files = stored?.disks?.files ?? [];
  const others = (stored?.sessions ?? []).filter(({ id }) => id !== session);
  return (
    <div className={styles.stored}>
      <p>{text.stored.says}</p>
      <Files session={session} disks={stored?.disks ?? null} />
      <div className={styles.boot}>
        <Button look="primary" icon="power" disabled={files.length === 0} onClick={() => void bootStored(session)}>
          {text.stored.boot}
        </Button>
        <p>{text.stored.bootNote}</p>
      </div>
      {others.length > 0 && (
        <section aria-label={text.stored.others}>
          <h3>{text.stored.others}</h3>
          <ul>
            {others.map((head) => (
              <Other key={head.id} head={head} onForgotten={look} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Files({ session, disks }: { readonly session: string; readonly disks: StoredView | null }): ReactNode {
  if (disks === null || disks.files.length === 0) return <p className={styles.none}>{text.stored.none}</p>;
  const size = disks.files.reduce((sum, file) => sum + file.size, 0);
  return (
    <section aria-label={text.stored.files}>
      <p className={`${styles.sum} num`}>{text.stored.sum(bytes(size), disks.files.length, whenOf(disks.savedAt))}</p>
      {disks.files.map((file) => (
        <details key={`${file.node} ${file.file}`} className={styles.file}>
          <summary>
            <span>
              <code>{file.node}</code> <code>{file.file}</code>
            </span>
            <span className="num">{bytes(file.size)}</span>
          </summary>
          <pre>{shownBytes(file)}</pre>
          <Button look="plain" onClick={() => void downloadFile(session, file)}>
            {text.stored.download}
          </Button>
        </details>
      ))}
    </section>
  );
}

function Other({ head, onForgotten }: { readonly head: SessionHead; readonly onForgotten: () => void }): ReactNode {
  const when = whenOf(head.savedAt);
  return (
    <li>
      <span className="num">{head.copyOf === undefined ? text.stored.run(when) : text.stored.copyRun(when)}</span>
      <Button look="plain" onClick={() => void openSession(head.id)}>
        {text.stored.goOn}
      </Button>
      <Button look="plain" onClick={() => void forgetSession(head.id).then(onForgotten)}>
        {text.stored.forget}
      </Button>
    </li>
  );
}

/** What can be read of the first bytes of a file; a line of it ends where the file has one end. */
function shownBytes({ beginning, size }: StoredFileView): string {
  const shown = [...beginning].map((byte) =>
    byte === 10 ? '\n' : byte === 13 ? '' : byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '\u00b7',
  );
  return `${shown.join('')}${size > beginning.length ? '\u2026' : ''}`;
}

const whenOf = (savedAt: number): string => new Date(savedAt).toLocaleString(text.language);
