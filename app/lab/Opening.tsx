import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import type { Progress } from '../../engine/host/protocol.ts';
import { askProgress, bringFiles } from '../store/dump.ts';
import { text } from '../text/text.ts';
import { bytes, many } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import styles from './Opening.module.css';

/** Milliseconds between two looks at how far it is. */
const LOOK_EVERY = 150;

/** A world that is being opened. Where that takes long, how far it is, and a way out. */
export function Opening({ inside }: { readonly inside: boolean }): ReactNode {
  const progress = useProgress();
  const [, go] = useLocation();
  if (progress === null)
    return (
      <p className={styles.opening} role="status">
        {text.ui.loading}
      </p>
    );
  const Place = inside ? 'div' : 'main';
  const { what, file, done, of, keys, forMs } = progress;
  const rate = forMs > 300 ? text.dump.rate(bytes(Math.round((done / forMs) * 1000))) : '';
  const facts = [text.dump.of(bytes(done), bytes(of)), keys > 0 ? many(keys, 'key', 'keys') : '', rate];
  return (
    <Place className={styles.place}>
      <h1 role="status">{what === 'copying' ? text.dump.copying(file) : text.dump.reading(file)}</h1>
      <progress max={of} value={done} aria-label={text.dump.of(bytes(done), bytes(of))} />
      <p className="num">{facts.filter((fact) => fact !== '').join(', ')}</p>
      <Button
        icon="close"
        onClick={() => {
          bringFiles([]);
          go('/lab');
        }}
      >
        {text.dump.cancel}
      </Button>
    </Place>
  );
}

function useProgress(): Progress | null {
  const [progress, setProgress] = useState<Progress | null>(null);
  useEffect(() => {
    let gone = false;
    const timer = setInterval(() => {
      void askProgress().then((come) => {
        if (!gone && come !== null) setProgress(come);
      });
    }, LOOK_EVERY);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, []);
  return progress;
}
