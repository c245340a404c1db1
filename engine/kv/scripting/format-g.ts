/*
 * C's `%.<precision>g`.
 */

/** As many as JavaScript writes; a tie shows long before. */
const EXACT_DIGITS = 100;

/** What printf writes for a number with so many significant digits, 1 to 17. */
export function formatG(value: number, precision: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  // Small integers are what numbers mostly are.
  if (Number.isInteger(value) && Math.abs(value) < 10 ** Math.min(precision, 15)) return String(value);
  const scientific = roundedToEven(value, precision);
  const at = scientific.indexOf('e');
  const exponent = Number(scientific.slice(at + 1));
  const mantissa = scientific.slice(0, at);
  if (exponent < -4 || exponent >= precision) {
    const size = Math.abs(exponent);
    return `${trimmed(mantissa)}e${exponent < 0 ? '-' : '+'}${size < 10 ? '0' : ''}${size}`;
  }
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace('-', '').replace('.', '');
  if (exponent < 0) return trimmed(`${sign}0.${'0'.repeat(-exponent - 1)}${digits}`);
  return trimmed(`${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`);
}

/** So many digits, a tie to the even one as C does; toExponential takes the larger. */
function roundedToEven(value: number, precision: number): string {
  const rounded = value.toExponential(precision - 1);
  const exact = value.toExponential(EXACT_DIGITS);
  const digits = value < 0 ? 1 : 0;
  const cut = digits + (precision === 1 ? 1 : precision + 1);
  const rest = exact.slice(precision === 1 ? cut + 1 : cut);
  if (!/^50*e/.test(rest) || (exact.charCodeAt(cut - 1) & 1) !== 0) return rounded;
  return exact.slice(0, cut) + exact.slice(exact.indexOf('e'));
}

function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/\.?0*$/, '') : text;
}
