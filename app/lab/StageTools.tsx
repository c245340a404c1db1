import type { ReactNode } from 'react';
import { useState } from 'react';
import { useLab } from '../store/lab.ts';
import { text } from '../text/text.ts';
import { IconButton } from '../ui/Button.tsx';
import { ChaosDialog } from './ChaosDialog.tsx';
import { PictureDialog } from './PictureDialog.tsx';
import styles from './StageTools.module.css';

/** What every picture has at the end of its head: chaos, and saving it as a picture. */
export function StageTools({ world }: { readonly world: string }): ReactNode {
  const chaos = useLab((state) => state.frame?.chaos ?? '');
  const [open, setOpen] = useState<'chaos' | 'picture' | null>(null);
  const close = (): void => setOpen(null);
  return (
    <div className={styles.tools} data-no-picture="">
      {chaos !== '' && <span className={styles.on}>{text.chaos.on}</span>}
      <IconButton icon="chaos" label={text.chaos.title} tip="left" onClick={() => setOpen('chaos')} />
      <IconButton icon="picture" label={text.picture.open} tip="left" onClick={() => setOpen('picture')} />
      <ChaosDialog open={open === 'chaos'} line={chaos} onClose={close} />
      <PictureDialog open={open === 'picture'} world={world} onClose={close} />
    </div>
  );
}
