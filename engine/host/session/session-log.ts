import type { BranchView } from '../../sim/branch.ts';
import type { JournalEntry } from '../../sim/input.ts';
import type { Simulation } from '../../sim/simulation.ts';
import type { Position, SessionRecord } from './records.ts';

/*
 * What of a running session is not yet in its log. The journal is append-only, so it is enough to remember how many
 * branches and how many inputs of each have been written.
 */

export class SessionLog {
  #begun = false;
  /** Inputs written, by branch. */
  #inputs: number[] = [];
  /** Names written, by branch, and what was written as removed. */
  #names: string[] = [];
  #removed = new Set<number>();
  #lastPosition = '';

  /** The records to append so that the log is up to date; empty when it is. They are taken as written. */
  take(simulation: Simulation<unknown>, t: number): SessionRecord[] {
    const records: SessionRecord[] = [];
    if (!this.#begun) records.push({ record: 'world', spec: simulation.spec });
    this.#begun = true;
    // Branches come in the order they were made, so a parent is always written before its children.
    for (const branch of simulation.branches) this.#takeBranch(branch, records);
    const position: Position = {
      record: 'position',
      branch: simulation.branch.id,
      step: simulation.step,
      t,
      heads: simulation.branches.map((branch) => branch.head),
    };
    const text = JSON.stringify(position);
    if (records.length > 0 || text !== this.#lastPosition) records.push(position);
    this.#lastPosition = text;
    return records;
  }

  /** Forgets what was written: the next `take` gives everything, for a snapshot or after a failed write. */
  reset(): void {
    this.#begun = false;
    this.#inputs = [];
    this.#names = [];
    this.#removed = new Set();
    this.#lastPosition = '';
  }

  #takeBranch(branch: BranchView, records: SessionRecord[]): void {
    const own = ownInputs(branch);
    let written = this.#inputs[branch.id];
    if (written === undefined) {
      if (branch.parent !== null)
        records.push({ record: 'branch', id: branch.id, parent: branch.parent, at: branch.forkedAt });
      written = 0;
    }
    for (const { step, at, input } of own.slice(written))
      records.push({ record: 'input', branch: branch.id, step, at, input });
    this.#inputs[branch.id] = own.length;
    if ((this.#names[branch.id] ?? '') !== branch.name)
      records.push({ record: 'named', branch: branch.id, name: branch.name });
    this.#names[branch.id] = branch.name;
    if (branch.removed && !this.#removed.has(branch.id)) {
      records.push({ record: 'removed', branch: branch.id });
      this.#removed.add(branch.id);
    }
  }
}

/** The inputs given on a branch itself, not those it shares with its parent. */
function ownInputs(branch: BranchView): JournalEntry[] {
  return branch.parent === null ? [...branch.journal] : branch.journal.filter((entry) => entry.step >= branch.forkedAt);
}
