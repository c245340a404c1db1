import type { ReactNode } from 'react';
import { useState } from 'react';
import type { Opened } from '../../engine/host/protocol.ts';
import { reopenWorld } from '../store/lab.ts';
import { text } from '../text/text.ts';
import { seconds } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import styles from './SavedFoot.module.css';
import { StoredDisks } from './StoredDisks.tsx';

/** Where the open world comes from, how to begin it again, and what of it this browser really holds. */
export function SavedFoot({ opened }: { readonly opened: Opened }): ReactNode {
  const [open, setOpen] = useState(false);
  const { session, resumed, copyOf, t } = opened;
  return (
    <div className={styles.foot}>
      {session !== null && (
        <Button icon="disk" onClick={() => setOpen(true)}>
          {text.stored.title}
        </Button>
      )}
      <p className="num">
        {resumed && <span>{text.stored.continued(seconds(t))} </span>}
        {copyOf !== null && <span>{text.stored.copy} </span>}
        <button type="button" onClick={() => void reopenWorld(true)}>
          {text.lab.fresh}
        </button>
      </p>
      {session !== null && (
        <Dialog open={open} wide title={text.stored.title} onClose={() => setOpen(false)}>
          <StoredDisks session={session} />
        </Dialog>
      )}
    </div>
  );
}
