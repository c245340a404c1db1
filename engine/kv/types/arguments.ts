import type { ErrorReply } from '../../wire/reply.ts';
import { error } from '../../wire/reply.ts';
import { NOT_AN_INTEGER } from '../errors.ts';
import { parseLongDouble } from '../long-double.ts';
import { parseCount, parseFloat64, parseInteger } from '../numbers.ts';

/*
 * Reading arguments, each with the error Redis gives. A result that is not what was asked for is the error to answer.
 */

/** An argument or the reason it is none. */
export type Arg<T> = T | ErrorReply;

const LONG_MAX = 9223372036854775807n;
const MUST_BE_POSITIVE = 'ERR value is out of range, must be positive';
const OUTSIDE_LONG_MAX = Object.freeze(
  error(`ERR value is out of range, value must between -${LONG_MAX} and ${LONG_MAX}`),
);

/** An option word, in any case. */
export function isWord(argument: string | undefined, lower: string): boolean {
  return argument !== undefined && argument.length === lower.length && argument.toLowerCase() === lower;
}

/** REDIS: object.c getLongFromObjectOrReply */
export function longArgument(text: string): Arg<number> {
  return parseCount(text) ?? NOT_AN_INTEGER;
}

/** At least `min`, else `message`. REDIS: object.c getRangeLongFromObjectOrReply with a message */
export function atLeast(text: string, min: number, message: string): Arg<number> {
  const value = parseCount(text);
  return value === null || value < min ? error(message) : value;
}

/** REDIS: object.c getPositiveLongFromObjectOrReply */
export function positiveArgument(text: string, message = MUST_BE_POSITIVE): Arg<number> {
  return atLeast(text, 0, message);
}

/** Anything whose negation is a long too. REDIS: getRangeLongFromObjectOrReply(c, o, -LONG_MAX, LONG_MAX, ...) */
export function negatableArgument(text: string): Arg<number> {
  const value = parseInteger(text);
  if (value === null) return NOT_AN_INTEGER;
  return value < -LONG_MAX ? OUTSIDE_LONG_MAX : Number(value);
}

/** Seconds with a fraction, as whole milliseconds rounded up. REDIS: timeout.c getTimeoutFromObjectOrReply */
export function timeoutArgument(text: string): Arg<number> {
  const seconds = parseFloat64(text);
  if (seconds === null) {
    // A long double holds what a double does not, and becomes the least long long too.
    const huge = parseLongDouble(text) !== null;
    return error(huge ? 'ERR timeout is negative' : 'ERR timeout is not a float or out of range');
  }
  const ms = Math.ceil(seconds * 1000);
  // What exceeds a long long becomes its least value when C converts it.
  if (ms < 0 || ms >= 2 ** 63) return error('ERR timeout is negative');
  return ms;
}
