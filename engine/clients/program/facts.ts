import type { Micros } from '../../sim/machine.ts';

/*
 * What happens inside a client program, line by line. What it does to others is told in the words of ../facts.ts.
 */

export type ProgramFact =
  /** It is about to run this line, for the `n`th time in this process. `depth` counts the calls it is within. */
  | {
      readonly kind: 'program.line';
      readonly line: number;
      readonly n: number;
      readonly depth: number;
      readonly fn: string;
    }
  /** A function of it waits at an `await` on this line, for what the text names: `channel.waitForConfirms(...)`. */
  | { readonly kind: 'program.awaiting'; readonly line: number; readonly n: number; readonly text: string }
  | { readonly kind: 'program.printed'; readonly text: string; readonly isError: boolean; readonly line: number }
  /** It stands before this line until it is told to go on. */
  | { readonly kind: 'program.paused'; readonly line: number }
  | { readonly kind: 'program.continued'; readonly line: number }
  /** The crash cursor was reached: the process dies here. */
  | { readonly kind: 'program.crashed'; readonly line: number; readonly n: number; readonly waiting: boolean }
  /** It is over. `error` is what it died of, as Node prints it; `ran` since it was started. */
  | {
      readonly kind: 'program.ended';
      readonly code: number;
      readonly error: string | null;
      readonly line: number;
      readonly ran: Micros;
    };
