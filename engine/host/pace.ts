import type { Progress } from './protocol.ts';

/** How a host does what takes long. */
export interface Pace {
  tell(progress: Progress | null): void;
  /** Lets other things happen. */
  breathe(): Promise<void>;
  /** Milliseconds of a steady clock. */
  clock(): number;
}
