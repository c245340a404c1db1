/**
 * A broken promise of ours. What a learner can cause is never one of these: it is an error value with the product's
 * own text. Throws when `condition` is false.
 */
export function assert(condition: boolean, claim: string): asserts condition {
  if (!condition) throw new AssertionError(claim);
}

/** Returns `value`, which must be there. */
export function present<T>(value: T | null | undefined, claim: string): T {
  if (value === null || value === undefined) throw new AssertionError(claim);
  return value;
}

/** For the `default` of a switch that has named every case. */
export function unreachable(value: never): never {
  throw new AssertionError(`unreachable: ${JSON.stringify(value)}`);
}

export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}
