import type { Checkpoints } from './checkpoints.ts';
import type { JournalEntry } from './input.ts';
import type { Micros } from './machine.ts';
import type { Trace } from './trace.ts';

export type BranchId = number;

/**
 * One history. Acting in the past makes a child that shares everything before `forkedAt`; the parent is untouched.
 * `journal` is whole (the parent's part included), so that a branch alone can be replayed.
 */
export interface Branch<S> {
  readonly id: BranchId;
  readonly parent: BranchId | null;
  /** Steps it has in common with its parent. */
  readonly forkedAt: number;
  readonly forkedAtTime: Micros;
  readonly journal: JournalEntry[];
  trace: Trace;
  checkpoints: Checkpoints<S>;
  /** How far it has been run, in steps and in time. */
  head: number;
  headAt: Micros;
  /** What somebody called it; '' when nobody did. */
  name: string;
  /** Nobody wants it any more: it only keeps its number. */
  removed: boolean;
}

/** What of a branch is worth saving, and what a picture of the tree needs. */
export interface BranchView {
  readonly id: BranchId;
  readonly parent: BranchId | null;
  readonly forkedAt: number;
  readonly forkedAtTime: Micros;
  readonly head: number;
  readonly headAt: Micros;
  readonly name: string;
  readonly removed: boolean;
  readonly journal: readonly JournalEntry[];
}

/** The entry to execute when `step` steps have been executed, if any. Entries are in order of step. */
export function entryAt(journal: readonly JournalEntry[], step: number): JournalEntry | null {
  let low = 0;
  let high = journal.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((journal[middle] as JournalEntry).step < step) low = middle + 1;
    else high = middle;
  }
  const entry = journal[low];
  return entry !== undefined && entry.step === step ? entry : null;
}

/** What a journal has done to the world before `step` steps had been executed. */
export function journalBefore(journal: readonly JournalEntry[], step: number): JournalEntry[] {
  return journal.filter((entry) => entry.step < step);
}
