import type { ReactNode } from 'react';
import { useEffect, useId, useRef, useState } from 'react';
import { text } from '../text/text.ts';
import { Button } from '../ui/Button.tsx';
import styles from './TitleField.module.css';

const TITLE_MAX = 100;

interface TitleFieldProps {
  readonly label: string;
  readonly value: string;
  /** What the button says. */
  readonly action: string;
  /** With the title, or null when it is to stay as it is. */
  readonly onDone: (title: string | null) => void;
}

/** One line for a name: Enter keeps it, Escape does not. */
export function TitleField({ label, value, action, onDone }: TitleFieldProps): ReactNode {
  const id = useId();
  const [title, setTitle] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  // It appears because somebody asked to write here; a dialog that opens around it looks for the attribute.
  useEffect(() => {
    input.current?.setAttribute('autofocus', '');
    input.current?.focus();
  }, []);
  const blank = title.trim() === '';
  return (
    <form
      className={styles.field}
      onSubmit={(event) => {
        event.preventDefault();
        if (!blank) onDone(title.trim());
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onDone(null);
      }}
    >
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        ref={input}
        value={title}
        maxLength={TITLE_MAX}
        onChange={(event) => setTitle(event.target.value)}
        onFocus={(event) => event.target.select()}
      />
      <Button type="submit" look="primary" disabled={blank}>
        {action}
      </Button>
      <Button look="plain" onClick={() => onDone(null)}>
        {text.worlds.cancel}
      </Button>
    </form>
  );
}
