import type { LoadFailure } from '../codec.ts';

/*
 * Why a file cannot be read, thrown from deep inside a value and caught at the top of its codec: nothing outside this
 * folder sees it.
 */

/** The bytes end before the value does: with more of the file there may be no failure at all. */
export class ShortRead extends Error {
  /** How many bytes there must be, counted like the cursor, before another try makes sense. */
  readonly needed: number;
  constructor(needed: number) {
    super('short read');
    this.needed = needed;
  }
}

export class CorruptRdb extends Error {
  readonly kind: LoadFailure['kind'];
  /** `whole`: the message is the whole line; else it is what Redis puts behind "Internal error in RDB reading". */
  readonly whole: boolean;
  constructor(message: string, kind: LoadFailure['kind'] = 'corrupt', whole = false) {
    super(message);
    this.kind = kind;
    this.whole = whole;
  }
}

/** Gives up with a sentence of rdbReportCorruptRDB. */
export function corrupt(reason: string): never {
  throw new CorruptRdb(reason);
}
