import { type Out, SpecError } from '../sim/machine.ts';
import type { Field } from './config.ts';

/*
 * Random durations from a node's own stream. Only comparisons, sums and one rounded product: the logarithm is not the
 * same in every engine that runs JavaScript, and then a link would not show what its sender saw.
 */

/** How long a piece of work takes, in microseconds. */
export type Duration =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly min: number; readonly max: number }
  | { readonly kind: 'exponential'; readonly mean: number };

const UNIT = 0x100000000;

/** Draws one duration. */
export function draw(duration: Duration, out: Pick<Out, 'random'>): number {
  switch (duration.kind) {
    case 'constant':
      return duration.value;
    case 'uniform':
      return duration.min + out.random(Math.min(duration.max - duration.min + 1, UNIT));
    case 'exponential':
      return Math.round(exponential(out) * duration.mean);
  }
}

/** Exponentially distributed with mean 1: von Neumann's game of descending runs. */
function exponential(out: Pick<Out, 'random'>): number {
  for (let whole = 0; ; whole++) {
    const first = out.random(UNIT);
    let previous = first;
    let length = 1;
    for (let next = out.random(UNIT); next < previous; next = out.random(UNIT)) {
      previous = next;
      length++;
    }
    if (length % 2 === 1) return whole + first / UNIT;
  }
}

/** A duration as it is configured: a plain number of microseconds is a constant. */
export function durationField(initial: Duration): Field<Duration> {
  return { default: initial, read: readDuration };
}

function readDuration(value: unknown, name: string): Duration {
  const whole = (part: unknown): number => {
    if (typeof part !== 'number' || !Number.isSafeInteger(part) || part < 0 || part > 4e9)
      throw new SpecError(`${name} must be made of microseconds, from 0 to 4000000000`);
    return part;
  };
  if (typeof value === 'number') return { kind: 'constant', value: whole(value) };
  const { kind, value: constant, min, max, mean } = (value ?? {}) as Record<string, unknown>;
  if (kind === 'constant') return { kind, value: whole(constant) };
  if (kind === 'exponential') return { kind, mean: whole(mean) };
  if (kind !== 'uniform')
    throw new SpecError(`${name} must be a number of microseconds, or constant, uniform or exponential`);
  if (whole(min) > whole(max)) throw new SpecError(`${name}: min must not be above max`);
  return { kind, min: whole(min), max: whole(max) };
}
