import type { ReactNode } from 'react';
import { useLab } from '../store/lab.ts';
import { text } from '../text/text.ts';
import { Saved } from './Saved.tsx';

/** Whether the open world is kept in this browser; nothing while there is none to keep. */
export function SavedStatus(): ReactNode {
  const saved = useLab((state) =>
    state.phase.kind === 'open' && state.phase.opened.session !== null ? (state.frame?.saved ?? null) : null,
  );
  if (!saved) return null;
  if (saved.kind !== 'unsaved') return <Saved kept says={text.saved.saved} />;
  return (
    <Saved
      kept={false}
      says={`${saved.why === 'memory-only' ? text.saved.memory : text.saved.failed}: ${saved.message}`}
    />
  );
}
