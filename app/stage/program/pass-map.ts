import type { TrialMark } from '../../../engine/host/protocol.ts';

/* What came of the runs, by the line at which the program died. */

export interface Tally {
  readonly of: number;
  readonly wrong: number;
}

export interface LineMarks {
  readonly before: ReadonlyMap<number, Tally>;
  readonly waiting: ReadonlyMap<number, Tally>;
  /** Those that died nowhere in particular. */
  readonly random: Tally;
}

const NONE: Tally = { of: 0, wrong: 0 };

const counted = ({ of, wrong }: Tally, { outcome }: TrialMark): Tally => ({
  of: of + 1,
  wrong: wrong + (outcome === 'violated' ? 1 : 0),
});

/** Runs that never came to their point say nothing. */
export function marksByLine(trials: readonly TrialMark[]): LineMarks {
  const before = new Map<number, Tally>();
  const waiting = new Map<number, Tally>();
  let random = NONE;
  for (const trial of trials) {
    if (trial.outcome === 'unreached') continue;
    if (trial.point === null) random = counted(random, trial);
    else {
      const map = trial.point.waiting ? waiting : before;
      map.set(trial.point.line, counted(map.get(trial.point.line) ?? NONE, trial));
    }
  }
  return { before, waiting, random };
}
