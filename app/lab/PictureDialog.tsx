import type { ReactNode } from 'react';
import { useState } from 'react';
import {
  PICTURE_PARTS,
  type PictureFormat,
  type PicturePart,
  partOnPage,
  savePicture,
} from '../picture/save-picture.ts';
import { clock, notice } from '../store/lab.ts';
import { text } from '../text/text.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { Select } from '../ui/Select.tsx';
import { THEMES, type Theme, useTheme } from '../ui/theme.ts';
import styles from './PictureDialog.module.css';

interface PictureDialogProps {
  readonly open: boolean;
  readonly world: string;
  readonly onClose: () => void;
}

const words = text.picture;
const FORMATS: readonly PictureFormat[] = ['svg', 'png'];

/** Saves what the screen shows as a picture. */
export function PictureDialog({ open, world, onClose }: PictureDialogProps): ReactNode {
  return (
    <Dialog open={open} title={words.title} onClose={onClose}>
      <Choices world={world} onClose={onClose} />
    </Dialog>
  );
}

const shownTheme = (chosen: Theme | null): Theme =>
  chosen ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

function Choices({ world, onClose }: Omit<PictureDialogProps, 'open'>): ReactNode {
  const parts = PICTURE_PARTS.filter((part) => partOnPage(part) !== null);
  const [part, setPart] = useState<PicturePart>('stage');
  const [theme, setTheme] = useState<Theme>(shownTheme(useTheme((state) => state.chosen)));
  const [format, setFormat] = useState<PictureFormat>('svg');
  const save = (): void => {
    void savePicture(part, world, clock.now(), theme, format).then((saved) => {
      if (!saved) notice({ tone: 'problem', what: words.failed });
      onClose();
    });
  };
  return (
    <div className={styles.choices}>
      <Select
        label={words.what}
        value={part}
        options={parts.map((value) => ({ value, label: words.parts[value] }))}
        onChange={setPart}
      />
      <Segmented
        label={words.theme}
        value={theme}
        options={THEMES.map((value) => ({ value, label: words.themes[value] }))}
        onChange={setTheme}
      />
      <Segmented
        label={words.format}
        value={format}
        options={FORMATS.map((value) => ({ value, label: words.formats[value] }))}
        onChange={setFormat}
      />
      <Button look="primary" icon="picture" onClick={save}>
        {words.save}
      </Button>
    </div>
  );
}
