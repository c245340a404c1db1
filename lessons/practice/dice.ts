import { type Rng, randomBelow, rngFrom } from '../../engine/base/rng.ts';

/** What a question is made with: the same seed makes the same question. */
export class Dice {
  readonly #rng: Rng;

  constructor(seed: number, name: string) {
    this.#rng = rngFrom(seed, name);
  }

  /** A whole number from `min` to `max`, both possible. */
  whole(min: number, max: number): number {
    return min + randomBelow(this.#rng, max - min + 1);
  }

  /** True so many times out of ten. */
  outOfTen(count: number): boolean {
    return randomBelow(this.#rng, 10) < count;
  }

  one<T>(of: readonly [T, ...T[]]): T {
    return of[randomBelow(this.#rng, of.length)] as T;
  }

  /** The same things in another order. */
  shuffled<T>(things: readonly T[]): T[] {
    const mixed = [...things];
    for (let i = mixed.length - 1; i > 0; i--) {
      const j = randomBelow(this.#rng, i + 1);
      [mixed[i], mixed[j]] = [mixed[j] as T, mixed[i] as T];
    }
    return mixed;
  }
}
