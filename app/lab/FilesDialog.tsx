import type { ReactNode } from 'react';
import { useState } from 'react';
import { ByteView } from '../inspector/FrameBytes.tsx';
import { useView } from '../store/use-view.ts';
import { text } from '../text/text.ts';
import { bytes, count } from '../text/words.ts';
import { Dialog } from '../ui/Dialog.tsx';
import styles from './FilesDialog.module.css';

const words = text.files;

interface FilesDialogProps {
  readonly node: string;
  readonly open: boolean;
  readonly onClose: () => void;
}

/** The files of a server: the bytes that a start would find, decoded, with what of them is on the disk. */
export function FilesDialog({ node, open, onClose }: FilesDialogProps): ReactNode {
  return (
    <Dialog open={open} title={words.title(node)} onClose={onClose} wide>
      <Files node={node} />
    </Dialog>
  );
}

function Files({ node }: { readonly node: string }): ReactNode {
  const [file, setFile] = useState<string | null>(null);
  const view = useView({ view: 'files', node, file });
  if (view === null) return null;
  const { files, shown } = view;
  if (shown === null) return <p className={styles.quiet}>{words.none}</p>;
  const unsynced = shown.size - shown.synced;
  return (
    <div className={styles.files}>
      <label>
        <span>{words.file}</span>
        <select value={shown.file} onChange={(event) => setFile(event.target.value)}>
          {files.map(({ name, size }) => (
            <option key={name} value={name}>
              {words.option(name, bytes(size))}
            </option>
          ))}
        </select>
      </label>
      <p className={styles.quiet} data-unsynced={unsynced > 0 || undefined}>
        {unsynced > 0 ? words.unsynced(count(shown.synced), count(unsynced)) : words.synced(count(shown.size))}
      </p>
      {shown.from > 0 && <p className={styles.quiet}>{words.from(count(shown.from))}</p>}
      <ByteView
        bytes={shown.bytes}
        fields={shown.fields}
        base={shown.from}
        safeTo={shown.synced}
        more={Math.max(0, shown.size - shown.from - shown.bytes.length)}
      />
    </div>
  );
}
