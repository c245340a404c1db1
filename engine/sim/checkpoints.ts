import type { Micros } from './machine.ts';
import type { World } from './world.ts';

/*
 * Checkpoints are a cache: any of them can go at any time and nothing but speed changes. They lie `every` steps apart;
 * when there are too many, every second one goes and the distance doubles, so that a run of any length keeps a bounded
 * number of them and any step is at most one distance of replay away.
 */

export interface Checkpoint<S> {
  readonly step: number;
  /** Never written: it is forked when it is restored. */
  readonly world: World;
  readonly folded: S;
}

export interface CheckpointOptions {
  /** Steps between two checkpoints, at first. */
  readonly every: number;
  readonly countMax: number;
}

export const CHECKPOINTS_DEFAULT: CheckpointOptions = {
  every: 512,
  countMax: 128,
};

export class Checkpoints<S> {
  #list: Checkpoint<S>[] = [];
  #every: number;
  readonly #countMax: number;

  constructor(options: CheckpointOptions) {
    this.#every = options.every;
    this.#countMax = options.countMax;
  }

  /** Whether one should be taken after so many steps. */
  isDue(step: number): boolean {
    const latest = this.#list.at(-1);
    return latest === undefined || (step > latest.step && step - latest.step >= this.#every);
  }

  get latest(): Checkpoint<S> | null {
    return this.#list.at(-1) ?? null;
  }

  get count(): number {
    return this.#list.length;
  }

  add(checkpoint: Checkpoint<S>): void {
    this.#list.push(checkpoint);
    if (this.#list.length <= this.#countMax) return;
    // The first is the beginning of the world and the last is the newest; both stay.
    this.#list = this.#list.filter((_, i) => i % 2 === 0 || i === this.#list.length - 1);
    this.#every *= 2;
  }

  /** The last checkpoint at or before `step`. */
  before(step: number): Checkpoint<S> | null {
    return this.#list.findLast((checkpoint) => checkpoint.step <= step) ?? null;
  }

  /** The last checkpoint whose world is not later than a time. */
  beforeTime(at: Micros): Checkpoint<S> | null {
    return this.#list.findLast((checkpoint) => checkpoint.world.now <= at) ?? null;
  }

  /** The checkpoints a branch that leaves at `step` shares with this one. */
  forkAt(step: number): Checkpoints<S> {
    const twin = new Checkpoints<S>({
      every: this.#every,
      countMax: this.#countMax,
    });
    twin.#list = this.#list.filter((checkpoint) => checkpoint.step <= step);
    return twin;
  }
}
