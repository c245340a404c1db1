import type { Condition } from './condition.ts';
import { Cursor } from './cursor.ts';
import { parseCondition } from './parse-condition.ts';
import { Watch } from './watch.ts';
import type { Witness } from './witness.ts';

/*
 * A condition to stop at. It counts facts from now on, and rings when it comes true: what is so already does not ring
 * before it has been otherwise, or nobody could go on.
 */

/** Reads a condition by itself. Throws ScriptError that says what was expected. */
export function readCondition(text: string): Condition {
  const cursor = new Cursor(text, 1);
  const condition = parseCondition(cursor);
  cursor.end();
  return condition;
}

export class Alarm {
  readonly #watch: Watch;
  #held: boolean;

  constructor(condition: Condition, witness: Witness) {
    this.#watch = new Watch(condition, witness, witness.seq);
    this.#held = this.#watch.look().holds;
  }

  /** Asked after each step: whether it has just come true. */
  rings(): boolean {
    const { holds } = this.#watch.look();
    const rings = holds && !this.#held;
    this.#held = holds;
    return rings;
  }
}
