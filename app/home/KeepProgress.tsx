import type { ReactNode } from 'react';
import { useRef, useState } from 'react';
import { readProgress, useProgress } from '../lesson/progress.ts';
import { download } from '../store/download.ts';
import { text } from '../text/text.ts';
import { Button } from '../ui/Button.tsx';
import styles from './KeepProgress.module.css';

/** Progress as a file, out of this browser and back; or forgotten. */
export function KeepProgress(): ReactNode {
  const [asking, setAsking] = useState(false);
  const [says, setSays] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const replace = useProgress((state) => state.replace);
  const bring = async (file: File): Promise<void> => {
    const progress = readProgress(parsed(await file.text()));
    if (progress !== null) replace(progress);
    setSays(progress === null ? text.pages.progress.refused(file.name) : text.pages.progress.imported);
  };
  if (asking)
    return (
      <div className={styles.keep} role="alert">
        <p>{text.pages.progress.resetSure}</p>
        <Button
          look="strong"
          onClick={() => {
            replace(null);
            setAsking(false);
          }}
        >
          {text.pages.progress.forget}
        </Button>
        <Button look="plain" onClick={() => setAsking(false)}>
          {text.pages.progress.keep}
        </Button>
      </div>
    );
  return (
    <div className={styles.keep}>
      <Button look="plain" onClick={exportProgress}>
        {text.pages.progress.export}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".json"
        aria-label={text.pages.progress.import}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = '';
          if (file) void bring(file);
        }}
      />
      <Button look="plain" onClick={() => input.current?.click()}>
        {text.pages.progress.import}
      </Button>
      <Button look="plain" onClick={() => setAsking(true)}>
        {text.pages.progress.reset}
      </Button>
      <span role="status">{says}</span>
    </div>
  );
}

function exportProgress(): void {
  const { version, done, lessons } = useProgress.getState();
  const file = JSON.stringify({ version, done, lessons }, null, 2);
  download(text.pages.progress.file, new TextEncoder().encode(file), 'application/json');
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(file);
  } catch {
    return null;
  }
}
