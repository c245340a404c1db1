/*
 * x87 long doubles: 64 bits of mantissa, which INCRBYFLOAT and HINCRBYFLOAT compute with on the machines Redis runs
 * on. A finite value is mantissa * 2^exponent with a bigint mantissa of at most 64 bits and its sign.
 */

export interface LongDouble {
  readonly mantissa: bigint;
  readonly exponent: number;
}

const PRECISION = 64;
const EXPONENT_MIN = -16445; // of the last bit of a subnormal number
const EXPONENT_MAX = 16384 - PRECISION;
const DECIMAL = /^([+-]?)(?:([0-9]+)\.?([0-9]*)|\.([0-9]+))(?:[eE]([+-]?[0-9]+))?$/;
const FRACTION_DIGITS = 17;

function bitLength(value: bigint): number {
  return value.toString(16).length * 4 - Math.clz32(Number.parseInt(value.toString(16)[0] as string, 16)) + 28;
}

/** numerator * 2^exponent / denominator, rounded to nearest even; null beyond the range. */
function rounded(numerator: bigint, denominator: bigint, exponent: number): LongDouble | null {
  if (numerator === 0n) return { mantissa: 0n, exponent: 0 };
  const isNegative = numerator < 0n;
  let top = isNegative ? -numerator : numerator;
  // Scale so that the quotient has 64 bits or one more, then see what was left over.
  let shift = PRECISION + 1 - (bitLength(top) - bitLength(denominator));
  shift = Math.min(shift, exponent - EXPONENT_MIN);
  let bottom = denominator;
  if (shift >= 0) top <<= BigInt(shift);
  else bottom <<= BigInt(-shift);
  let quotient = top / bottom;
  let isExact = quotient * bottom === top;
  let scale = exponent - shift;
  for (let excess = bitLength(quotient) - PRECISION; excess > 0; excess = bitLength(quotient) - PRECISION) {
    const half = 1n << BigInt(excess - 1);
    const cut = quotient & ((half << 1n) - 1n);
    quotient >>= BigInt(excess);
    scale += excess;
    const isTie = cut === half && isExact;
    if (cut > half || (cut === half && !isExact) || (isTie && (quotient & 1n) === 1n)) quotient += 1n;
    isExact = true;
  }
  if (scale > EXPONENT_MAX) return null;
  return { mantissa: isNegative ? -quotient : quotient, exponent: scale };
}

/**
 * The number a whole text spells in decimal, 'infinite' for inf, or null where it is none, not a number, or out of
 * range. REDIS: util.c string2ld
 */
export function parseLongDouble(text: string): LongDouble | 'infinite' | null {
  if (text.length >= 5 * 1024) return null; // REDIS: util.h MAX_LONG_DOUBLE_CHARS
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return 'infinite';
  const parts = DECIMAL.exec(text);
  if (parts === null) return null;
  const [, sign = '', whole = '', fraction = '', onlyFraction = '', power = '0'] = parts;
  const digits = BigInt(whole + fraction + onlyFraction);
  const tens = Number(power) - fraction.length - onlyFraction.length;
  if (digits === 0n) return { mantissa: 0n, exponent: 0 };
  if (tens > 6000 || tens < -6000) return null;
  const signed = sign === '-' ? -digits : digits;
  const value = tens >= 0 ? rounded(signed * 10n ** BigInt(tens), 1n, 0) : rounded(signed, 10n ** BigInt(-tens), 0);
  return value === null || value.mantissa === 0n ? null : value;
}

/** a + b rounded once, or null when that is infinite. */
export function addLongDouble(a: LongDouble, b: LongDouble): LongDouble | null {
  const low = Math.min(a.exponent, b.exponent);
  const sum = (a.mantissa << BigInt(a.exponent - low)) + (b.mantissa << BigInt(b.exponent - low));
  return rounded(sum, 1n, low);
}

/** A finite double as it is. */
export function exactLongDouble(value: number): LongDouble {
  let [whole, exponent] = [value, 0];
  for (; !Number.isInteger(whole); whole *= 2) exponent -= 1;
  return { mantissa: BigInt(whole), exponent };
}

/** C's "%.17Lf" without the zeros at its end. REDIS: util.c ld2string LD_STR_HUMAN */
export function formatLongDouble({ mantissa, exponent }: LongDouble): string {
  const isNegative = mantissa < 0n;
  const scaled = (isNegative ? -mantissa : mantissa) * 10n ** BigInt(FRACTION_DIGITS);
  let units: bigint;
  if (exponent >= 0) units = scaled << BigInt(exponent);
  else {
    const shift = BigInt(-exponent);
    const half = 1n << (shift - 1n);
    const cut = scaled & ((1n << shift) - 1n);
    units = scaled >> shift;
    if (cut > half || (cut === half && (units & 1n) === 1n)) units += 1n;
  }
  const digits = units.toString().padStart(FRACTION_DIGITS + 1, '0');
  const text = `${digits.slice(0, -FRACTION_DIGITS)}.${digits.slice(-FRACTION_DIGITS)}`.replace(/\.?0+$/, '');
  return isNegative && text !== '0' ? `-${text}` : text;
}
