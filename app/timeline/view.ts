import type { Micros } from '../../engine/sim/machine.ts';
import type { State } from '../ui/state.ts';

/** Everything the time bar shows. */
export interface TimeView {
  readonly now: Micros;
  /** How far the world has been computed: the dark part of the line. */
  readonly headAt: Micros;
  readonly playing: boolean;
  readonly speed: number;
  /** Instants of facts worth a hairline; thinned by the store when there are very many. */
  readonly facts: readonly Micros[];
  readonly milestones: readonly MilestoneView[];
  readonly nextTimer: { readonly at: Micros; readonly says: string } | null;
  readonly branches: readonly BranchView[];
  /** All of them, the one that is shown included. */
  readonly tree: readonly TreeBranch[];
  readonly branch: number;
  /** The branch that is shown. */
  readonly branchName: string;
  /** "16 was routed by image.*". */
  readonly says: string;
  readonly stopWhen: string;
  readonly stopConditions: readonly { readonly value: string; readonly label: string }[];
}

export interface MilestoneView {
  readonly id: string;
  readonly at: Micros;
  /** Null for what is no state of a message: a start, a partition. */
  readonly state: State | null;
  readonly says: string;
}

/** A branch in the tree. */
export interface TreeBranch {
  readonly id: number;
  readonly parent: number | null;
  readonly forkedAt: Micros;
  readonly headAt: Micros;
  readonly name: string;
  readonly outcome: string;
}

/** Another branch of the same world: it left this line at `forkedAt`, its own head is at `headAt`. */
export interface BranchView {
  readonly id: string;
  readonly name: string;
  readonly forkedAt: Micros;
  readonly headAt: Micros;
  /** "0 lost", "3 lost, 2 kept". */
  readonly outcome: string;
  readonly lost: boolean;
}
