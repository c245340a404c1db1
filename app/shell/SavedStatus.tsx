import type { ReactNode } from 'react';
import { useState } from 'react';
import type { SavedStatus as Status } from '../../engine/host/protocol.ts';
import { saveNow, useLab } from '../store/lab.ts';
import { downloadRunning } from '../store/stored.ts';
import { text } from '../text/text.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import styles from './Saved.module.css';
import { Saved } from './Saved.tsx';

/** Whether the open world is kept in this browser; nothing while there is none to keep. */
export function SavedStatus(): ReactNode {
  const saved = useLab((state) =>
    state.phase.kind === 'open' && state.phase.opened.session !== null ? (state.frame?.saved ?? null) : null,
  );
  const name = useLab((state) => (state.phase.kind === 'open' ? state.phase.opened.name : ''));
  const trouble = useTrouble(saved);
  const [open, setOpen] = useState(false);
  if (!saved) return null;
  return (
    <>
      {trouble === null ? (
        <Saved says={text.saved.saved} />
      ) : (
        <Saved says={text.saved.unsaved[trouble.why]} onWhat={() => setOpen(true)} />
      )}
      <Dialog open={open && trouble !== null} title={text.saved.title} onClose={() => setOpen(false)}>
        {trouble && (
          <div className={styles.what}>
            <p>{text.saved.still}</p>
            <p>{text.saved.next[trouble.why]}</p>
            <p className={styles.said}>
              {text.saved.said} <code>{trouble.message}</code>
            </p>
            <div>
              <Button look="primary" onClick={() => void downloadRunning(name)}>
                {text.saved.take}
              </Button>
              {trouble.why !== 'memory-only' && <Button onClick={() => void saveNow()}>{text.saved.again}</Button>}
            </div>
          </div>
        )}
      </Dialog>
    </>
  );
}

type Trouble = Extract<Status, { readonly kind: 'unsaved' }>;

/** What keeps the world from being saved. It stays said while saving is tried again, until that has worked. */
function useTrouble(saved: Status | null): Trouble | null {
  const [known, setKnown] = useState<Trouble | null>(null);
  const now = saved === null || saved.kind === 'saved' ? null : saved.kind === 'unsaved' ? saved : known;
  if (now !== known) setKnown(now);
  return now;
}
