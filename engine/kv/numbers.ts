/*
 * Numbers as Redis reads and writes them. Integers have 64 bits: a JS number where it is exact, a bigint beyond 2^53.
 */

/** An integer of 64 bits: a number when safe, else a bigint. */
export type Int64 = number | bigint;

const INT64_MAX = 0x7fffffffffffffffn;
const INT64_MIN = -0x8000000000000000n;

/**
 * The integer a byte string spells in its one canonical way (no sign of plus, no leading zero, no space), or null.
 * REDIS: util.c string2ll
 */
export function parseInteger(text: string): Int64 | null {
  const length = text.length;
  if (length === 0 || length > 20) return null;
  let at = 0;
  const negative = text.charCodeAt(0) === 45;
  if (negative) at = 1;
  const first = text.charCodeAt(at) - 48;
  if (first === 0) return length === 1 ? 0 : null;
  let value = 0;
  if (length - at <= 15) {
    if (at === length) return null;
    for (; at < length; at++) {
      const digit = text.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) return null;
      value = value * 10 + digit;
    }
    return negative ? -value : value;
  }
  for (let i = at; i < length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return null;
  }
  return narrow(BigInt(text));
}

/** A bigint as Int64, or null when it has more than 64 bits. */
export function narrow(value: bigint): Int64 | null {
  if (value >= -9007199254740991n && value <= 9007199254740991n) return Number(value);
  return value > INT64_MAX || value < INT64_MIN ? null : value;
}

/** a + b, or null on overflow of 64 bits. */
export function addInt64(a: Int64, b: Int64): Int64 | null {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return narrow(BigInt(a) + BigInt(b));
}

/**
 * The integer as a number for what is counted or indexed (COUNT, offsets, TTL): beyond 2^53 it is clamped there, which
 * no caller can tell from the exact value. null where it is no integer of 64 bits.
 */
export function parseCount(text: string): number | null {
  const value = parseInteger(text);
  return typeof value === 'bigint' ? Number(value) : value;
}

const FLOAT =
  /^[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|inf|infinity|0x[\da-f]+\.?[\da-f]*(?:p[+-]?\d+)?|0x\.[\da-f]+(?:p[+-]?\d+)?)$/i;

/**
 * The double a byte string spells the way C's strtod reads it whole (decimal, hexadecimal, inf), or null; NaN, spaces
 * and what overflows are refused. REDIS: object.c getDoubleFromObject
 */
export function parseFloat64(text: string): number | null {
  const plain = plainDecimal(text);
  if (plain >= 0) return plain;
  if (!FLOAT.test(text)) return null;
  const body = text.replace(/^[+-]/, '').toLowerCase();
  const sign = text.startsWith('-') ? -1 : 1;
  if (body.startsWith('inf')) return sign * Infinity;
  if (body.startsWith('0x')) return sign * hexFloat(body.slice(2));
  const value = Number(body);
  if (value === Infinity) return null; // strtod: ERANGE
  if (value === 0 && /[1-9]/.test(body.split('e')[0] as string)) return null; // underflow: ERANGE
  return sign * value;
}

/** Digits that a double holds exactly. */
const EXACT_DIGITS_MAX = 15;
const POWERS_OF_TEN: readonly number[] = Array.from({ length: EXACT_DIGITS_MAX + 1 }, (_, power) => 10 ** power);

/** What scores mostly are: up to 15 digits, perhaps with a point among them. -1 for anything else. */
function plainDecimal(text: string): number {
  const { length } = text;
  if (length === 0 || length > EXACT_DIGITS_MAX) return -1;
  let value = 0;
  let point = -1;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code === 46 && point < 0 && at > 0) point = at;
    else if (code < 48 || code > 57) return -1;
    else value = value * 10 + (code - 48);
  }
  // Both sides of the division are exact, so its result is the double nearest to the decimal.
  return point < 0 ? value : value / (POWERS_OF_TEN[length - point - 1] as number);
}

function hexFloat(body: string): number {
  const [mantissa = '', exponent = '0'] = body.split('p');
  const [whole = '', fraction = ''] = mantissa.split('.');
  let value = 0;
  for (const digit of whole + fraction) value = value * 16 + Number.parseInt(digit, 16);
  return value * 2 ** (Number(exponent) - 4 * fraction.length);
}
