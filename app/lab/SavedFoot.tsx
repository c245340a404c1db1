import type { ReactNode } from 'react';
import { useState } from 'react';
import type { Opened } from '../../engine/host/protocol.ts';
import { CompareDialog } from '../compare/CompareDialog.tsx';
import { reopenWorld } from '../store/lab.ts';
import { text } from '../text/text.ts';
import { seconds } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { KeepDialog } from '../worlds/KeepDialog.tsx';
import { ShareDialog } from '../worlds/ShareDialog.tsx';
import styles from './SavedFoot.module.css';
import { StoredDisks } from './StoredDisks.tsx';

/** Where the open world comes from, how to begin it again, and what of it this browser really holds. */
export function SavedFoot({ opened, name }: { readonly opened: Opened; readonly name: string }): ReactNode {
  const [open, setOpen] = useState<'disks' | 'share' | 'keep' | 'compare' | null>(null);
  const close = (): void => setOpen(null);
  const { session, resumed, copyOf, t } = opened;
  return (
    <div className={styles.foot}>
      <div className={styles.doors}>
        <Button icon="link" onClick={() => setOpen('share')}>
          {text.worlds.share.open}
        </Button>
        <Button icon="see" onClick={() => setOpen('compare')}>
          {text.compare.open}
        </Button>
        {session !== null && (
          <Button icon="copy" onClick={() => setOpen('keep')}>
            {text.worlds.keep}
          </Button>
        )}
        {session !== null && (
          <Button icon="disk" onClick={() => setOpen('disks')}>
            {text.stored.title}
          </Button>
        )}
      </div>
      <p className="num">
        {resumed && <span>{text.stored.continued(seconds(t))} </span>}
        {copyOf !== null && <span>{text.stored.copy} </span>}
        <button type="button" onClick={() => void reopenWorld(true)}>
          {text.lab.fresh}
        </button>
      </p>
      {session !== null && (
        <>
          <Dialog open={open === 'disks'} wide title={text.stored.title} onClose={close}>
            <StoredDisks session={session} />
          </Dialog>
          <KeepDialog open={open === 'keep'} session={session} name={name} onClose={close} />
        </>
      )}
      <CompareDialog open={open === 'compare'} opened={opened} onClose={close} />
      <ShareDialog open={open === 'share'} name={name} onClose={close} />
    </div>
  );
}
