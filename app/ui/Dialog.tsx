import type { ReactNode } from 'react';
import { useEffect, useId, useRef } from 'react';
import { text } from '../text/text.ts';
import { IconButton } from './Button.tsx';
import styles from './Dialog.module.css';

interface DialogProps {
  readonly open: boolean;
  readonly title: string;
  readonly onClose: () => void;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** A modal dialog: the browser's own, which traps focus, closes on Escape and gives focus back. */
export function Dialog({ open, title, onClose, wide = false, children }: DialogProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (open && !element.open) element.showModal();
    if (!open && element.open) element.close();
  }, [open]);
  return (
    // The backdrop: Escape does the same
    <dialog
      ref={dialog}
      className={styles.dialog}
      data-wide={wide || undefined}
      aria-labelledby={heading}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current.close();
      }}
    >
      {open && (
        <div className={styles.inside}>
          <div className={styles.head}>
            <h2 id={heading}>{title}</h2>
            <IconButton
              icon="close"
              label={text.ui.close}
              shortcut="Esc"
              tip="left"
              onClick={() => dialog.current?.close()}
            />
          </div>
          {children}
        </div>
      )}
    </dialog>
  );
}
