/*
 * Kafka's strings are UTF-8. Names and ids are short and nearly always ASCII, and are read as such at once.
 */

const SHORT_MAX = 64;
const PIECE = 8192;

/** The text in `bytes[from, to)`. Like Java, puts U+FFFD where the bytes are no UTF-8. */
export function utf8Text(bytes: Uint8Array, from: number, to: number): string {
  if (to - from <= SHORT_MAX) {
    let text = '';
    for (let i = from; i < to; i++) {
      const byte = bytes[i]!; // inside
      if (byte >= 0x80) return decoded(bytes, from, to);
      text += String.fromCharCode(byte);
    }
    return text;
  }
  return decoded(bytes, from, to);
}

function decoded(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  let units: number[] = [];
  for (let at = from; at < to; ) {
    const code = codePoint(bytes, at, to);
    at += code < 0 ? -code : code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    units.push(code < 0 ? 0xfffd : code);
    if (units.length < PIECE) continue;
    text += String.fromCodePoint(...units);
    units = [];
  }
  return text + String.fromCodePoint(...units);
}

/** The code point at a place; where there is none, minus the bytes that stand for one U+FFFD. */
function codePoint(bytes: Uint8Array, at: number, to: number): number {
  const lead = bytes[at]!; // inside
  if (lead < 0x80) return lead;
  const length = lead >= 0xf5 ? 0 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (length === 0) return -1;
  let code = lead & (0x7f >> length);
  for (let k = 1; k < length; k++) {
    const byte = at + k < to ? bytes[at + k]! : 0; // inside
    if ((byte & 0xc0) !== 0x80) return -k;
    // What is too long, a surrogate or beyond the last plane is seen at the second byte.
    if (k === 1 && !secondFits(lead, byte)) return -1;
    code = (code << 6) | (byte & 63);
  }
  return code;
}

function secondFits(lead: number, byte: number): boolean {
  if (lead === 0xe0) return byte >= 0xa0;
  if (lead === 0xed) return byte < 0xa0;
  if (lead === 0xf0) return byte >= 0x90;
  return lead !== 0xf4 || byte < 0x90;
}

/** How many bytes a text takes. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) length += 1;
    else if (isPair(text, i)) {
      length += 2;
      i++;
    } else length += isSurrogate(unit) ? 0 : 2;
  }
  return length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

function isPair(text: string, i: number): boolean {
  return (text.codePointAt(i) ?? 0) > 0xffff;
}

/** Writes a text at a place that has room; returns the place behind it. A lone surrogate becomes `?`, as in Java. */
export function putUtf8(text: string, bytes: Uint8Array, at: number): number {
  let to = at;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) bytes[to++] = unit;
    else if (unit < 0x800) {
      bytes[to++] = 0xc0 | (unit >> 6);
      bytes[to++] = 0x80 | (unit & 63);
    } else if (isPair(text, i)) {
      const code = text.codePointAt(i)!; // inside
      i++;
      bytes[to++] = 0xf0 | (code >> 18);
      bytes[to++] = 0x80 | ((code >> 12) & 63);
      bytes[to++] = 0x80 | ((code >> 6) & 63);
      bytes[to++] = 0x80 | (code & 63);
    } else if (isSurrogate(unit)) bytes[to++] = 63;
    else {
      bytes[to++] = 0xe0 | (unit >> 12);
      bytes[to++] = 0x80 | ((unit >> 6) & 63);
      bytes[to++] = 0x80 | (unit & 63);
    }
  }
  return to;
}

/** The UTF-8 bytes of a text. */
export function utf8Of(text: string): Uint8Array {
  const bytes = new Uint8Array(utf8Length(text));
  putUtf8(text, bytes, 0);
  return bytes;
}
