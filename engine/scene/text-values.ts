import type { FieldTable } from './scene.ts';

type FieldValue = Extract<FieldTable[number], { type: 'array' }>['value'][number];

/* Values of the products as a person reads them. Nothing in here is a word of any language. */

/** An instant of a world, in seconds: 2.404. */
export function seconds(at: number): string {
  const millis = Math.round(at / 1000);
  return `${Math.floor(millis / 1000)}.${String(millis % 1000).padStart(3, '0')}`;
}

/** A length of time with its unit: 140 ms, 3 s. */
export function lasting(micros: number): string {
  if (micros < 1000) return `${micros} µs`;
  if (micros < 1_000_000) return `${Math.round(micros / 100) / 10} ms`;
  return `${Math.round(micros / 10_000) / 100} s`;
}

/** A byte string as text: its UTF-8 where it is that, else its bytes escaped as redis-cli does. */
export function shown(bytes: string): string {
  let plain = true;
  for (let i = 0; i < bytes.length && plain; i++) {
    const code = bytes.charCodeAt(i);
    plain = code >= 0x20 && code < 0x7f;
  }
  return plain ? bytes : (utf8Of(bytes) ?? escaped(bytes));
}

function escaped(bytes: string): string {
  return bytes.replace(/[^\x20-\x7e]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Decodes strictly: null where the bytes are not UTF-8, or hold control characters. */
function utf8Of(bytes: string): string | null {
  let text = '';
  for (let i = 0; i < bytes.length; ) {
    const first = bytes.charCodeAt(i);
    const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
    if (length === 0 || first > 0xf4 || i + length > bytes.length || (length === 1 && first < 0x20)) return null;
    let code = length === 1 ? first : first & (0x7f >> length);
    for (let k = 1; k < length; k++) {
      const next = bytes.charCodeAt(i + k);
      if ((next & 0xc0) !== 0x80) return null;
      code = (code << 6) | (next & 0x3f);
    }
    const least = [0, 0, 0x80, 0x800, 0x10000][length] as number;
    if (code < least || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return null;
    text += String.fromCodePoint(code);
    i += length;
  }
  return text;
}

const LINE_MAX = 80;

/** A text cut to what fits in a line. */
export function cut(text: string, max = LINE_MAX): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}

/** A command as it would be typed. */
export function commandLine(argv: readonly string[], argc = argv.length): string {
  const parts = argv.map((arg, i) => {
    const text = cut(shown(arg), 40);
    if (i === 0) return text.toUpperCase();
    return text === '' || /[\s"']/.test(text) ? JSON.stringify(text) : text;
  });
  return cut(argc > argv.length ? `${parts.join(' ')} …` : parts.join(' '));
}

/** A field table in one line: `x-match=all, type=pdf`. */
export function tableText(table: FieldTable): string {
  return table.map((field) => `${shown(field.key)}=${valueText(field)}`).join(', ');
}

function valueText(field: FieldValue): string {
  switch (field.type) {
    case 'void':
      return 'null';
    case 'table':
      return `{${tableText(field.value)}}`;
    case 'array':
      return `[${field.value.map(valueText).join(', ')}]`;
    case 'decimal':
      return String(field.value.unscaled / 10 ** field.value.scale);
    case 'longstr':
    case 'binary':
      return shown(field.value);
    default:
      return String(field.value);
  }
}
