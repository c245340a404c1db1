import type { ReactNode } from 'react';
import { keepCopy } from '../store/share.ts';
import { text } from '../text/text.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { TitleField } from './TitleField.tsx';

interface KeepDialogProps {
  readonly open: boolean;
  readonly session: string;
  readonly name: string;
  readonly onClose: () => void;
}

/** Keeps the open world, as it stands, under a name of its own. */
export function KeepDialog({ open, session, name, onClose }: KeepDialogProps): ReactNode {
  return (
    <Dialog open={open} title={text.worlds.keepTitle} onClose={onClose}>
      <p>{text.worlds.keepNote}</p>
      <TitleField
        label={text.worlds.name}
        value={name}
        action={text.worlds.keep}
        onDone={(title) => {
          if (title !== null) void keepCopy(session, title);
          onClose();
        }}
      />
    </Dialog>
  );
}
