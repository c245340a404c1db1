/*
 * C's `%.<precision>g`.
 */

/** What printf writes for a number with so many significant digits, 1 to 17. */
export function formatG(value: number, precision: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  if (Number.isInteger(value) && Math.abs(value) < 10 ** Math.min(precision, 15)) return String(value);
  const scientific = value.toExponential(precision - 1);
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

function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/\.?0*$/, '') : text;
}
