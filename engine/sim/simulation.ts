import { assert, present } from '../base/assert.ts';
import { type Branch, type BranchId, type BranchView, entryAt, journalBefore } from './branch.ts';
import { CHECKPOINTS_DEFAULT, type CheckpointOptions, Checkpoints } from './checkpoints.ts';
import type { Fact } from './facts.ts';
import type { Input, JournalEntry } from './input.ts';
import { Kernel } from './kernel.ts';
import type { MachineRegistry, Micros, NodeId, Seq } from './machine.ts';
import type { Blobs, WorldSpec } from './spec.ts';
import { Trace } from './trace.ts';
import { createWorld, forkWorld, type World } from './world.ts';

/** A value that facts add up to: a scene. It is checkpointed beside the world, so it is always of the step shown. */
export interface Fold<S> {
  start(spec: WorldSpec): S;
  apply(state: S, fact: Fact): void;
  /** A copy; writing to either must not be seen by the other. */
  fork(state: S): S;
}

/** The fold of those who only want the facts. */
export const NO_FOLD: Fold<null> = {
  start: () => null,
  apply: () => undefined,
  fork: () => null,
};

export interface SimulationOptions<S> {
  readonly spec: WorldSpec;
  readonly registry: MachineRegistry;
  readonly fold: Fold<S>;
  readonly blobs?: Blobs;
  readonly checkpoints?: Partial<CheckpointOptions>;
  /** Facts kept in memory per branch; older ones are replayed when they are asked for. */
  readonly factsKeptMax?: number;
}

/** How far to go: to a step, to a time (all that is due by then), or until a step satisfies; whichever comes first. */
export interface Until {
  readonly step?: number;
  readonly at?: Micros;
  /** Asked after each step. */
  readonly when?: () => boolean;
  /** A bound for one call, so that a caller can breathe. */
  readonly stepsMax?: number;
}

/** More of them make the collector pause longer than any replay takes; what was dropped is replayed when it is asked for. */
const FACTS_KEPT_MAX = 120_000;

/**
 * A world with its histories: run on, go back, branch. The present is a step of the current branch; `seek` moves it
 * anywhere between the beginning and the head, and `dispatch` at the head goes on while anywhere earlier it branches.
 */
export class Simulation<S> {
  readonly spec: WorldSpec;
  readonly registry: MachineRegistry;
  /** Large inputs that its nodes begin with, by hash. */
  readonly blobs: Blobs;
  readonly #fold: Fold<S>;
  readonly #factsKeptMax: number;
  readonly #branches: Branch<S>[] = [];
  #branch: Branch<S>;
  readonly #kernel: Kernel;
  #folded: S;

  constructor(options: SimulationOptions<S>) {
    this.spec = options.spec;
    this.registry = options.registry;
    this.blobs = options.blobs ?? new Map();
    this.#fold = options.fold;
    this.#factsKeptMax = options.factsKeptMax ?? FACTS_KEPT_MAX;
    this.#folded = options.fold.start(options.spec);
    const world = createWorld(options.spec, options.registry, this.blobs);
    this.#kernel = new Kernel(world, options.registry, (fact) => this.#take(fact));
    this.#branch = {
      id: 0,
      parent: null,
      forkedAt: 0,
      forkedAtTime: 0,
      journal: [],
      trace: new Trace(this.#factsKeptMax),
      checkpoints: new Checkpoints<S>({
        ...CHECKPOINTS_DEFAULT,
        ...options.checkpoints,
      }),
      head: 0,
      headAt: 0,
      name: '',
      removed: false,
    };
    this.#branches.push(this.#branch);
    this.#checkpointIfDue();
  }

  /** Read only: the world at the step shown. */
  get world(): Readonly<World> {
    return this.#kernel.world;
  }

  get step(): number {
    return this.#kernel.world.step;
  }

  /** The time of the last step executed. */
  get now(): Micros {
    return this.#kernel.world.now;
  }

  /** What the facts up to the step shown add up to. Read only. */
  get folded(): S {
    return this.#folded;
  }

  get branch(): BranchView {
    return this.#branch;
  }

  get branches(): readonly BranchView[] {
    return this.#branches;
  }

  /** How many checkpoints the current branch holds. */
  get checkpointCount(): number {
    return this.#branch.checkpoints.count;
  }

  /** When the next thing is due: an event, or an input of known history. Null when nothing will happen by itself. */
  nextAt(): Micros | null {
    const entry = entryAt(this.#branch.journal, this.step);
    return entry === null ? this.#kernel.nextAt() : entry.at;
  }

  /**
   * Someone outside does something, at `at` or at the present, whichever is later: all that is due by then happens
   * first. At the head it goes on; in the past it makes a child branch and makes that the current one.
   */
  dispatch(input: Input, at: Micros = this.now): void {
    if (at > this.now) this.advance({ at });
    if (this.step < this.#branch.head) this.fork(this.step);
    const entry: JournalEntry = {
      step: this.step,
      at: Math.max(at, this.now),
      input,
    };
    this.#branch.journal.push(entry);
    this.#executeEntry(entry);
  }

  /** Runs on, over known history or beyond it. Returns how many steps were executed. */
  advance(until: Until): number {
    const from = this.step;
    const stepMax = Math.min(
      until.step ?? Number.POSITIVE_INFINITY,
      from + (until.stepsMax ?? Number.POSITIVE_INFINITY),
    );
    while (this.step < stepMax && this.#executeNext(until.at ?? Number.POSITIVE_INFINITY)) {
      if (until.when?.() === true) break;
    }
    return this.step - from;
  }

  /** Goes to any step from 0 to the head. Throws when there is no such step. */
  seek(step: number): void {
    assert(step >= 0 && step <= this.#branch.head, `step ${step} is not between 0 and the head ${this.#branch.head}`);
    const nearest = present(this.#branch.checkpoints.before(step), 'the beginning is a checkpoint');
    if (step < this.step || nearest.step > this.step) {
      this.#kernel.world = forkWorld(nearest.world, this.registry, null);
      this.#folded = this.#fold.fork(nearest.folded);
    }
    this.advance({ step });
  }

  /** The last step that is at or before a time, on the current branch. Seeks there and returns it. */
  seekTime(at: Micros): number {
    if (at < this.now) this.seek(this.#stepBeforeTime(at));
    this.advance({ at, step: this.#branch.head });
    return this.step;
  }

  /** Makes a child branch that has the first `step` steps in common, and goes there. */
  fork(step: number): BranchView {
    this.seek(step);
    const parent = this.#branch;
    const { world } = this.#kernel;
    if (world.seq > 0) this.fact(world.seq); // brings its stretch of the trace back, should it have been dropped
    this.#branch = {
      id: this.#branches.length,
      parent: parent.id,
      forkedAt: step,
      forkedAtTime: world.now,
      journal: journalBefore(parent.journal, step),
      trace: parent.trace.forkAt(world.seq),
      checkpoints: parent.checkpoints.forkAt(step),
      head: step,
      headAt: world.now,
      name: '',
      removed: false,
    };
    this.#branches.push(this.#branch);
    return this.#branch;
  }

  /** Makes another branch the current one, at one of its steps (its head by default). */
  select(id: BranchId, step?: number): void {
    const branch = present(this.#branches[id], `there is no branch ${id}`);
    if (branch !== this.#branch) {
      this.#branch = branch;
      const nearest = present(branch.checkpoints.before(step ?? branch.head), 'the beginning is a checkpoint');
      this.#kernel.world = forkWorld(nearest.world, this.registry, null);
      this.#folded = this.#fold.fork(nearest.folded);
    }
    this.seek(step ?? branch.head);
  }

  /** Calls a branch something. */
  rename(id: BranchId, name: string): void {
    present(this.#branches[id], `there is no branch ${id}`).name = name;
  }

  /** Gives a branch up, with all it remembers; its children keep what they share with it. Not the current one. */
  remove(id: BranchId): void {
    const branch = present(this.#branches[id], `there is no branch ${id}`);
    assert(branch !== this.#branch, 'the current branch stays');
    branch.removed = true;
    branch.trace = new Trace(this.#factsKeptMax);
    branch.checkpoints = branch.checkpoints.forkAt(0);
  }

  /** The fact at a place of the current branch, whether shown yet or not; null when there is none. */
  fact(seq: Seq): Fact | null {
    const { trace } = this.#branch;
    if (seq < 1 || seq > trace.last) return null;
    const kept = trace.get(seq);
    if (kept !== null) return kept;
    this.#regenerate(seq);
    return trace.get(seq);
  }

  /** The seq of the last fact of the current branch that is at or before a time; 0 when there is none. */
  seqAt(at: Micros): Seq {
    const stretch = this.#branch.trace.around(at);
    if (stretch === null) return 0;
    let low = 0;
    let high = stretch.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (present(this.fact(stretch.first + middle), 'a stretch has its facts').at <= at) low = middle + 1;
      else high = middle;
    }
    return stretch.first + low - 1;
  }

  /** Asks a node's machine about its state at the step shown. Null unless it is up. */
  inspect(id: NodeId, query: unknown): unknown {
    const node = this.world.nodes.get(id);
    if (node === undefined || node.status !== 'up') return null;
    return present(this.registry[node.machine], 'a node has its machine').inspect(
      node.state,
      query,
      this.now,
    ) as unknown;
  }

  // ------------------------------------------------------------------------------------------------------------

  #take(fact: Fact): void {
    this.#branch.trace.record(fact);
    this.#fold.apply(this.#folded, fact);
  }

  /** One step of known history or a new one; false when nothing is due by `at`. */
  #executeNext(at: Micros): boolean {
    const entry = entryAt(this.#branch.journal, this.step);
    if (entry !== null) {
      if (entry.at > at) return false;
      this.#executeEntry(entry);
      return true;
    }
    if (!this.#kernel.executeNext(at)) return false;
    this.#afterStep();
    return true;
  }

  #executeEntry(entry: JournalEntry): void {
    this.#kernel.executeInput(entry.input, entry.at);
    this.#afterStep();
  }

  #afterStep(): void {
    const { step, now } = this.#kernel.world;
    if (step > this.#branch.head) {
      this.#branch.head = step;
      this.#branch.headAt = now;
    }
    this.#checkpointIfDue();
  }

  #checkpointIfDue(): void {
    const { checkpoints } = this.#branch;
    if (!checkpoints.isDue(this.step)) return;
    const world = forkWorld(this.#kernel.world, this.registry, checkpoints.latest?.world ?? null);
    checkpoints.add({
      step: this.step,
      world,
      folded: this.#fold.fork(this.#folded),
    });
  }

  #stepBeforeTime(at: Micros): number {
    return this.#branch.checkpoints.beforeTime(at)?.step ?? 0;
  }

  /** Replays the stretch around a fact that was dropped, then returns to the present. */
  #regenerate(seq: Seq): void {
    const stretch = present(this.#branch.trace.stretch(seq), 'a known fact has its stretch');
    const back = this.step;
    this.seek(Math.max(0, stretch.fromStep - 1));
    this.advance({ step: stretch.toStep });
    this.seek(back);
  }
}
