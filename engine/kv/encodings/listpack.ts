/*
 * The listpack: Redis's packed list of small entries, one block of memory, read from either end.
 *
 *   <total bytes u32> <entries u16> [<encoding + data> <length of it, readable backwards>]... 0xFF
 *
 * In memory the engine keeps the entries of a listpack as an array of byte strings, which is what a JavaScript engine
 * is fast at, and knows by arithmetic how many bytes Redis would need for them: node limits, MEMORY USAGE and the
 * stage speak of those bytes. The real bytes are made and read in rdb/listpack.ts.
 */

/** Bytes of a listpack without entries: header and terminator. REDIS: listpack.c lpNew */
export const LISTPACK_EMPTY_BYTES = 7;

/** The integer an entry is stored as, or null where it stays a string. REDIS: listpack.c lpStringToInt64 */
function listpackInteger(entry: string): bigint | null {
  const length = entry.length;
  if (length === 0 || length > 20) return null;
  const first = entry.charCodeAt(0);
  if (!isInteger(entry, first, length)) return null;
  const value = BigInt(entry);
  return value >= -9223372036854775808n && value <= 9223372036854775807n ? value : null;
}

// Only the canonical spelling is an integer: no plus, no leading zero, no minus zero.
function isInteger(entry: string, first: number, length: number): boolean {
  if (first === 48) return length === 1;
  let at = 0;
  if (first === 45) {
    const second = entry.charCodeAt(1);
    if (!(second >= 49 && second <= 57)) return false;
    at = 2;
  } else if (first < 49 || first > 57) return false;
  for (; at < length; at++) {
    const code = entry.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

/** Bytes of one entry with its encoding and its backward length. REDIS: listpack.c lpEncodeGetType, lpEncodeBacklen */
export function listpackEntryBytes(entry: string): number {
  const length = entry.length;
  const first = entry.charCodeAt(0);
  if (length > 0 && length <= 20 && first <= 57 && first >= 45 && isInteger(entry, first, length)) {
    if (length <= 10) return integerBytes(Number(entry)) + 1;
    const exact = length < 19 ? 0n : listpackInteger(entry);
    if (exact !== null) return (length <= 11 ? integerBytes(Number(entry)) : 9) + 1;
  }
  const body = length < 64 ? 1 + length : length < 4096 ? 2 + length : 5 + length;
  return body + backwardLengthBytes(body);
}

function integerBytes(value: number): number {
  if (value >= 0 && value <= 127) return 1;
  if (value >= -4096 && value <= 4095) return 2;
  if (value >= -32768 && value <= 32767) return 3;
  if (value >= -8388608 && value <= 8388607) return 4;
  return value >= -2147483648 && value <= 2147483647 ? 5 : 9;
}

function backwardLengthBytes(body: number): number {
  return body <= 127 ? 1 : body < 16383 ? 2 : body < 2097151 ? 3 : body < 268435455 ? 4 : 5;
}

/** Bytes of a whole listpack of these entries. */
export function listpackBytes(entries: readonly string[]): number {
  let total = LISTPACK_EMPTY_BYTES;
  for (const entry of entries) total += listpackEntryBytes(entry);
  return total;
}
