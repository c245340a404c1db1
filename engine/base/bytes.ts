/*
 * Bytes and the two ways a JavaScript string can stand for them. KV keys and values are *byte strings*: one char a
 * byte, 0 to 255 ("latin-1"), binary safe and fast as Map keys. UTF-8 is a matter of what people type and read.
 */

const CHUNK = 8192; // String.fromCharCode spreads its arguments on the stack

/** Bytes of a byte string. A char above 255 is a bug of ours and loses its upper bits. */
export function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** The byte string of `bytes[from, to)`. */
export function byteStringOf(bytes: Uint8Array, from = 0, to = bytes.length): string {
  if (to - from <= CHUNK) return String.fromCharCode.apply(null, bytes.subarray(from, to) as unknown as number[]);
  let text = '';
  for (let at = from; at < to; at += CHUNK) text += byteStringOf(bytes, at, Math.min(to, at + CHUNK));
  return text;
}

/** UTF-8 as a byte string, for what a person typed. A lone surrogate becomes U+FFFD, as in TextEncoder. */
export function utf8Encode(text: string): string {
  let encoded = '';
  let plainFrom = 0;
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) < 0x80) continue;
    encoded += text.slice(plainFrom, i);
    const raw = text.codePointAt(i) as number;
    if (raw > 0xffff) i++;
    const code = raw >= 0xd800 && raw <= 0xdfff ? 0xfffd : raw;
    if (code < 0x800) encoded += String.fromCharCode(0xc0 | (code >> 6));
    else if (code < 0x10000) encoded += String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63));
    else encoded += String.fromCharCode(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63));
    encoded += String.fromCharCode(0x80 | (code & 63));
    plainFrom = i + 1;
  }
  return plainFrom === 0 ? text : encoded + text.slice(plainFrom);
}

/** The text a byte string spells in UTF-8, or null where it is not UTF-8. */
export function utf8Decode(encoded: string): string | null {
  let text = '';
  for (let i = 0; i < encoded.length; ) {
    const lead = encoded.charCodeAt(i);
    if (lead < 0x80) {
      text += encoded[i++];
      continue;
    }
    const length =
      lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc2 && lead < 0xe0 ? 2 : 0;
    if (length === 0 || i + length > encoded.length) return null;
    let code = lead & (0x7f >> length);
    for (let k = 1; k < length; k++) {
      const byte = encoded.charCodeAt(i + k);
      if ((byte & 0xc0) !== 0x80) return null;
      code = (code << 6) | (byte & 63);
    }
    const shortest = length === 2 ? 0x80 : length === 3 ? 0x800 : 0x10000;
    if (code < shortest || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return null;
    text += String.fromCodePoint(code);
    i += length;
  }
  return text;
}

/** UTF-8 bytes of a text. */
export function utf8Bytes(text: string): Uint8Array {
  return bytesOf(utf8Encode(text));
}

/** One array with the bytes of all, in order. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  let size = 0;
  for (const part of parts) size += part.length;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** True when both hold the same bytes. */
export function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Lower-case hexadecimal, two digits a byte. */
export function hexOf(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += (byte < 16 ? '0' : '') + byte.toString(16);
  return hex;
}
