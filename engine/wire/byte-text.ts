/*
 * Between bytes and byte strings, fast for the short ones that protocols are made of. The plain way below is nothing
 * but the language; a host that has a native way (Node's latin1 slices) passes it in where the long ones matter.
 */

/** How a codec reads and writes byte strings: one char a byte, 0 to 255. */
export interface ByteText {
  /** The byte string of `bytes[from, to)`. It must not keep `bytes` alive. */
  read(bytes: Uint8Array, from: number, to: number): string;
  /** Writes all of `text` at `at`, where there is room for it. */
  write(text: string, bytes: Uint8Array, at: number): void;
}

const CHUNK = 8192; // String.fromCharCode spreads its arguments on the stack
const char = String.fromCharCode;

/** A byte string of at most 16 bytes. With its arguments written out the call is several times faster than spread. */
// biome-ignore format: one line for each length
function shortText(b: Uint8Array, i: number, length: number): string {
  switch (length) {
    case 0: return '';
    case 1: return char(b[i]!);
    case 2: return char(b[i]!, b[i + 1]!);
    case 3: return char(b[i]!, b[i + 1]!, b[i + 2]!);
    case 4: return char(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!);
    case 5: return char(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!);
    case 6: return char(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!);
    case 7: return char(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!, b[i + 6]!);
    case 8: return char(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!, b[i + 6]!, b[i + 7]!);
    case 9: return char(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!, b[i + 6]!, b[i + 7]!, b[i + 8]!);
    case 10: return char(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!, b[i + 6]!, b[i + 7]!, b[i + 8]!, b[i + 9]!);
    case 11: return char(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!, b[i + 6]!, b[i + 7]!, b[i + 8]!, b[i + 9]!, b[i + 10]!);
    case 12: return char(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!, b[i + 6]!, b[i + 7]!, b[i + 8]!, b[i + 9]!, b[i + 10]!, b[i + 11]!);
    case 13: return char(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!, b[i + 6]!, b[i + 7]!, b[i + 8]!, b[i + 9]!, b[i + 10]!, b[i + 11]!, b[i + 12]!);
    case 14: return char(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!, b[i + 6]!, b[i + 7]!, b[i + 8]!, b[i + 9]!, b[i + 10]!, b[i + 11]!, b[i + 12]!, b[i + 13]!);
    case 15: return char(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!, b[i + 6]!, b[i + 7]!, b[i + 8]!, b[i + 9]!, b[i + 10]!, b[i + 11]!, b[i + 12]!, b[i + 13]!, b[i + 14]!);
    default: return char(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!, b[i + 4]!, b[i + 5]!, b[i + 6]!, b[i + 7]!, b[i + 8]!, b[i + 9]!, b[i + 10]!, b[i + 11]!, b[i + 12]!, b[i + 13]!, b[i + 14]!, b[i + 15]!);
  }
}

/** One array per length up to here: spreading plain numbers is twice as fast as spreading a view of bytes. */
const SPREAD_MAX = 128;
const spreads: readonly number[][] = Array.from({ length: SPREAD_MAX + 1 }, (_, length) =>
  Array.from({ length }, () => 0),
);

function spreadText(bytes: Uint8Array, from: number, length: number): string {
  const codes = spreads[length]!; // one for every length asked for
  for (let i = 0; i < length; i++) codes[i] = bytes[from + i]!; // the caller keeps inside
  return char.apply(null, codes);
}

/** The byte string of `bytes[from, to)`. */
export function readText(bytes: Uint8Array, from: number, to: number): string {
  const length = to - from;
  if (length <= 16) return shortText(bytes, from, length);
  if (length <= SPREAD_MAX) return spreadText(bytes, from, length);
  // fromCharCode takes any array-like of numbers; its type only says arrays.
  if (length <= CHUNK) return char.apply(null, bytes.subarray(from, to) as unknown as number[]);
  let text = '';
  for (let at = from; at < to; at += CHUNK) text += readText(bytes, at, Math.min(to, at + CHUNK));
  return text;
}

/** Writes all of `text` at `at`. */
export function writeText(text: string, bytes: Uint8Array, at: number): void {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
}

/** The way that needs nothing but the language. */
export const plainText: ByteText = { read: readText, write: writeText };
