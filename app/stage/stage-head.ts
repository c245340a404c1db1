import type { ReactNode } from 'react';
import { createContext } from 'react';

/** What the head of a stage offers besides its own choices. */
export interface StageHead {
  /** Shows the lanes instead; null where there are none to show. */
  readonly toLanes: (() => void) | null;
  /** Tools that belong to every picture: they stand at the end of the head. */
  readonly tools: ReactNode;
}

export const StageHeadContext = createContext<StageHead>({ toLanes: null, tools: null });
