/* Writing and reading the broker's own records, byte by byte. */

/** A buffer that grows. */
export interface Writer {
  bytes: Uint8Array;
  length: number;
}

export function writer(capacity = 256): Writer {
  return { bytes: new Uint8Array(capacity), length: 0 };
}

/** A copy of what was written. */
export function written(w: Writer): Uint8Array {
  return w.bytes.slice(0, w.length);
}

/** Makes room for `count` more bytes and returns where they begin. */
export function reserve(w: Writer, count: number): number {
  const at = w.length;
  w.length += count;
  if (w.length > w.bytes.length) {
    const grown = new Uint8Array(Math.max(w.length, 2 * w.bytes.length));
    grown.set(w.bytes);
    w.bytes = grown;
  }
  return at;
}

export function putByte(w: Writer, value: number): void {
  const at = reserve(w, 1);
  w.bytes[at] = value;
}

/** A non-negative safe integer, seven bits a byte, the least first. */
export function putInteger(w: Writer, value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    putByte(w, (rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  putByte(w, rest);
}

/** A byte string with its length. */
export function putString(w: Writer, text: string): void {
  putInteger(w, text.length);
  const at = reserve(w, text.length);
  for (let i = 0; i < text.length; i++) w.bytes[at + i] = text.charCodeAt(i);
}

/** Bytes with their length. */
export function putBytes(w: Writer, bytes: Uint8Array): void {
  putInteger(w, bytes.length);
  const at = reserve(w, bytes.length);
  w.bytes.set(bytes, at);
}

/** A place in some bytes; reading past the end leaves `failed` set and gives zeros. */
export interface Reader {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;
  failed: boolean;
}

export function reader(bytes: Uint8Array, at: number, end: number): Reader {
  return { bytes, at, end, failed: false };
}

export function takeByte(r: Reader): number {
  if (r.at >= r.end) {
    r.failed = true;
    return 0;
  }
  return r.bytes[r.at++] as number;
}

export function takeInteger(r: Reader): number {
  let value = 0;
  let unit = 1;
  for (;;) {
    const byte = takeByte(r);
    value += (byte & 0x7f) * unit;
    if (byte < 0x80) return value;
    unit *= 0x80;
    if (unit > Number.MAX_SAFE_INTEGER) {
      r.failed = true;
      return 0;
    }
  }
}

/** Bytes of their own, not a view of the file. */
export function takeBytes(r: Reader): Uint8Array {
  const length = takeInteger(r);
  if (r.failed || length > r.end - r.at) {
    r.failed = true;
    return new Uint8Array(0);
  }
  r.at += length;
  return r.bytes.slice(r.at - length, r.at);
}

export function takeString(r: Reader): string {
  const bytes = takeBytes(r);
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** A number that tells torn or foreign bytes from a record (FNV-1a over bytes [from, to)). */
export function checksum(bytes: Uint8Array, from: number, to: number): number {
  let h = 0x811c9dc5;
  for (let i = from; i < to; i++) h = Math.imul(h ^ (bytes[i] as number), 0x01000193);
  return h >>> 0;
}
