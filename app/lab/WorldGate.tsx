import type { ReactNode } from 'react';
import { useEffect } from 'react';
import type { Opened, OpenSource } from '../../engine/host/protocol.ts';
import { closeWorld, openWorld, reopenWorld, useLab } from '../store/lab.ts';
import { text } from '../text/text.ts';
import { Button } from '../ui/Button.tsx';
import styles from './WorldGate.module.css';

interface WorldGateProps {
  readonly source: OpenSource;
  readonly children: (opened: Opened) => ReactNode;
}

/** Opens a world for what is inside, and says what can be done when there is none: it would not open, or its worker died. */
export function WorldGate({ source, children }: WorldGateProps): ReactNode {
  const phase = useLab((state) => state.phase);
  const key = JSON.stringify(source);
  useEffect(() => {
    // The key is the source, written out.
    void openWorld(JSON.parse(key) as OpenSource);
    return closeWorld;
  }, [key]);
  switch (phase.kind) {
    case 'closed':
    case 'opening':
      return (
        <p className={styles.opening} role="status">
          {text.ui.loading}
        </p>
      );
    case 'open':
      return children(phase.opened);
    case 'refused':
      return <Trouble what={text.notices.refused} why={phase.why} next={text.notices.refusedNext} />;
    case 'dead': {
      const stuck = phase.death.kind === 'stuck';
      return (
        <Trouble
          what={stuck ? text.notices.stuck : text.notices.dead}
          why={phase.death.kind === 'crashed' ? phase.death.message : ''}
          next={text.notices.deadNext}
        />
      );
    }
  }
}

function Trouble({
  what,
  why,
  next,
}: {
  readonly what: string;
  readonly why: string;
  readonly next: string;
}): ReactNode {
  return (
    <section className={styles.trouble} role="alert">
      <h2>{what}</h2>
      {why && <pre>{why}</pre>}
      <p>{next}</p>
      <div>
        <Button look="primary" onClick={() => void reopenWorld(false)}>
          {text.notices.reopen}
        </Button>
        <Button onClick={() => void reopenWorld(true)}>{text.notices.anew}</Button>
      </div>
    </section>
  );
}
