import type { ByteText } from '../../wire/byte-text.ts';

/*
 * The packed forms of Redis before 7.0: ziplists of lists, hashes and sorted sets, and the zipmap of 2.4. Only read:
 * 7.0 converts them as it loads. Every entry is checked, as Redis does for these.
 *
 *   ziplist  <bytes u32> <offset of last u32> <entries u16> { <length of the one before> <encoding> <data> } 0xff
 *   zipmap   <entries u8> { <length> <key> <length> <unused u8> <value> <unused bytes> } 0xff
 *
 * REDIS: ziplist.c ziplistValidateIntegrity, zipmap.c zipmapValidateIntegrity
 */

const HEADER = 10;
const END = 0xff;
/** A length of the entry before from here on takes four bytes more. */
const BIG_BEFORE = 254;

function u32At(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0
  );
}

/** Bytes of an integer's data by its encoding byte, or -1 where that is none. */
function integerBytes(encoding: number): number {
  switch (encoding) {
    case 0xc0:
      return 2;
    case 0xd0:
      return 4;
    case 0xe0:
      return 8;
    case 0xf0:
      return 3;
    case 0xfe:
      return 1;
    default:
      return encoding >= 0xf1 && encoding <= 0xfd ? 0 : -1;
  }
}

function integerAt(bytes: Uint8Array, at: number, encoding: number): number | bigint {
  const low = u32At(bytes, at);
  switch (encoding) {
    case 0xc0:
      return (low << 16) >> 16;
    case 0xd0:
      return low | 0;
    case 0xf0:
      return (low << 8) >> 8;
    case 0xfe:
      return (low << 24) >> 24;
    case 0xe0:
      return BigInt.asIntN(64, (BigInt(u32At(bytes, at + 4)) << 32n) | BigInt(low));
    default:
      return (encoding & 15) - 1;
  }
}

interface Shape {
  /** Where the data begins. */
  readonly from: number;
  readonly length: number;
  /** The encoding byte of an integer, 0 for a string. */
  readonly integer: number;
}

/** How the entry whose encoding stands at `at` is made, or null where it cannot be. */
function shapeAt(bytes: Uint8Array, at: number): Shape | null {
  const lead = bytes[at] ?? END;
  if (lead < 0x40) return { from: at + 1, length: lead, integer: 0 };
  if (lead < 0x80) return { from: at + 2, length: ((lead & 63) << 8) | (bytes[at + 1] ?? 0), integer: 0 };
  if (lead < 0xc0) {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(at + 1, at + 5);
    return lead === 0x80 ? { from: at + 5, length: ((a << 24) | (b << 16) | (c << 8) | d) >>> 0, integer: 0 } : null;
  }
  const length = integerBytes(lead);
  return length < 0 ? null : { from: at + 1, length, integer: lead };
}

/** The entries of a ziplist as byte strings, or null where the bytes are not a sound one. */
export function readZiplist(bytes: Uint8Array, text: ByteText): string[] | null {
  const end = bytes.length - 1;
  if (end < HEADER || u32At(bytes, 0) !== bytes.length || bytes[end] !== END) return null;
  const entries: string[] = [];
  let at = HEADER;
  let last = HEADER;
  let before = 0;
  while (at < end) {
    const big = bytes[at] === BIG_BEFORE;
    const size = big ? u32At(bytes, at + 1) : bytes[at];
    const shape = shapeAt(bytes, at + (big ? 5 : 1));
    if (size !== before || shape === null || shape.from + shape.length > end) return null;
    const next = shape.from + shape.length;
    entries.push(
      shape.integer === 0 ? text.read(bytes, shape.from, next) : String(integerAt(bytes, shape.from, shape.integer)),
    );
    before = next - at;
    last = at;
    at = next;
  }
  const count = bytes[8]! | (bytes[9]! << 8); // HEADER bytes are there
  if ((count !== 65535 && count !== entries.length) || u32At(bytes, 4) !== last) return null;
  return entries;
}

/** Keys and values of a zipmap in turn, or null where the bytes are not a sound one. */
export function readZipmap(bytes: Uint8Array, text: ByteText): string[] | null {
  const end = bytes.length - 1;
  if (end < 1 || bytes[end] !== END) return null;
  const entries: string[] = [];
  let at = 1;
  while (at < end) {
    for (const isValue of [false, true]) {
      const lead = bytes[at]!; // at < end here, and after a key by the test below
      if (lead === END) return null;
      const length = lead < BIG_BEFORE ? lead : u32At(bytes, at + 1);
      const from = at + (lead < BIG_BEFORE ? 1 : 5) + (isValue ? 1 : 0);
      const unused = isValue ? (bytes[from - 1] ?? 0) : 0;
      if (from + length + unused > end) return null;
      entries.push(text.read(bytes, from, from + length));
      at = from + length + unused;
      if (!isValue && at >= end) return null;
    }
  }
  const count = bytes[0]!; // there is an end, so there is a first
  return count >= BIG_BEFORE || count === entries.length / 2 ? entries : null;
}
