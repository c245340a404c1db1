import { create } from 'zustand';
import type { CompareRequest } from '../../engine/host/protocol.ts';
import { ask, refresh, useLab } from './lab.ts';

/*
 * The world beside the open one, as long as it stays open.
 */

interface Comparison {
  readonly request: CompareRequest;
  /** What is different there, as a line of the script language; '' for a branch on which nothing was done. */
  readonly line: string;
}

export const useComparison = create<{ readonly comparison: Comparison | null }>()(() => ({ comparison: null }));

/** Begins to compare, or ends it. False when there is nothing to compare with; a notice says why. */
export async function compareWith(request: CompareRequest | null): Promise<boolean> {
  const line = await ask((lab) => lab.compare(request));
  if (line === null) return false;
  useComparison.setState({ comparison: request === null ? null : { request, line } });
  refresh();
  return true;
}

// A world that was closed or opened anew is compared with nothing.
useLab.subscribe(({ phase }, before) => {
  if (phase !== before.phase) useComparison.setState({ comparison: null });
});
