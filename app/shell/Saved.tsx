import type { ReactNode } from 'react';
import { text } from '../text/text.ts';
import { Icon } from '../ui/icons.tsx';
import styles from './Saved.module.css';

interface SavedProps {
  readonly says: string;
  /** It is not kept: asks what can be done. */
  readonly onWhat?: () => void;
}

/** Whether what happens here is kept. */
export function Saved({ says, onWhat }: SavedProps): ReactNode {
  if (!onWhat)
    return (
      <span className={styles.saved}>
        <Icon name="check" />
        <span>{says}</span>
      </span>
    );
  return (
    <span className={styles.saved} data-lost="" role="status">
      <Icon name="warning" />
      <span>{says}</span>
      <button type="button" aria-haspopup="dialog" onClick={onWhat}>
        {text.saved.what}
      </button>
    </span>
  );
}
