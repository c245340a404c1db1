import type { ByteText } from '../../wire/byte-text.ts';
import type { ByteWriter } from '../../wire/byte-writer.ts';

/*
 * The bytes of a listpack. In memory its entries are an array of byte strings (see value.ts); these are the bytes
 * Redis keeps, as they stand in RDB files and DUMP payloads.
 *
 *   <total bytes u32> <entries u16> { <encoding and data> <their length, readable backwards> } 0xff
 *
 * REDIS: listpack.c lpEncodeGetType, lpEncodeBacklen, lpValidateIntegrity
 */

const HEADER = 6;
const END = 0xff;
const COUNT_UNKNOWN = 65535;

const TWO_32 = 4294967296;

/** Writes listpacks entry by entry, straight into `out`. */
export class ListpackWriter {
  private readonly out: ByteWriter;
  private from = 0;
  private count = 0;

  constructor(out: ByteWriter) {
    this.out = out;
  }

  begin(): void {
    this.from = this.out.at;
    this.count = 0;
    this.out.u32(0);
    this.out.u16(0);
  }

  /** Puts down the end and the header. Returns the size. */
  finish(): number {
    const { out, from } = this;
    out.u8(END);
    const size = out.at - from;
    out.bytes[from] = size;
    out.bytes[from + 1] = size >>> 8;
    out.bytes[from + 2] = size >>> 16;
    out.bytes[from + 3] = size >>> 24;
    const count = Math.min(this.count, COUNT_UNKNOWN);
    out.bytes[from + 4] = count;
    out.bytes[from + 5] = count >>> 8;
    return size;
  }

  /** Appends a string; one that spells an integer is stored as one. */
  entry(text: string): void {
    const { length } = text;
    if (length > 0 && length <= 20) {
      const first = text.charCodeAt(0);
      if (first <= 57 && (first >= 48 || first === 45) && this.numeral(text, length)) return;
    }
    this.string(text, length);
  }

  private numeral(text: string, length: number): boolean {
    const negative = text.charCodeAt(0) === 45;
    const from = negative ? 1 : 0;
    const first = text.charCodeAt(from);
    if (first === 48) {
      if (length > 1) return false;
      this.integer(0);
      return true;
    }
    let value = 0;
    for (let i = from; i < length; i++) {
      const digit = text.charCodeAt(i) - 48;
      if (!(digit >= 0 && digit <= 9)) return false;
      value = value * 10 + digit;
    }
    if (length === from) return false;
    if (length <= 15) {
      this.integer(negative ? -value : value);
      return true;
    }
    const exact = BigInt(text);
    if (BigInt.asIntN(64, exact) !== exact) return false;
    this.integer(exact);
    return true;
  }

  /** Appends an integer of 64 bits. */
  integer(given: number | bigint): void {
    const { out } = this;
    const value = typeof given === 'bigint' && given >= -2147483648n && given <= 2147483647n ? Number(given) : given;
    out.reserve(16);
    this.count++;
    const { bytes } = out;
    if (typeof value === 'bigint' || value > 2147483647 || value < -2147483648) {
      bytes[out.at++] = 0xf4;
      out.u64(value);
      bytes[out.at++] = 9;
    } else if (value >= 0 && value <= 127) {
      bytes[out.at++] = value;
      bytes[out.at++] = 1;
    } else if (value >= -4096 && value <= 4095) {
      bytes[out.at++] = 0xc0 | ((value & 0x1fff) >> 8);
      bytes[out.at++] = value;
      bytes[out.at++] = 2;
    } else {
      const width = value >= -32768 && value <= 32767 ? 2 : value >= -8388608 && value <= 8388607 ? 3 : 4;
      bytes[out.at++] = 0xef + width;
      for (let i = 0; i < width; i++) bytes[out.at++] = value >> (8 * i);
      bytes[out.at++] = width + 1;
    }
  }

  private string(text: string, length: number): void {
    const { out } = this;
    this.count++;
    const from = out.at;
    out.reserve(length + 10);
    const { bytes } = out;
    if (length < 64) bytes[out.at++] = 0x80 | length;
    else if (length < 4096) {
      bytes[out.at++] = 0xe0 | (length >> 8);
      bytes[out.at++] = length;
    } else {
      bytes[out.at++] = 0xf0;
      out.u32(length);
    }
    out.latin1(text);
    this.backLength(out.at - from);
  }

  /** Seven bits a byte, the most significant first, all but the first flagged: it is read from its last byte. */
  private backLength(size: number): void {
    const { out } = this;
    const width = backLengthBytes(size);
    for (let i = width - 1; i >= 0; i--) {
      const seven = Math.floor(size / 128 ** i) & 127;
      out.bytes[out.at++] = i === width - 1 ? seven : seven | 128;
    }
  }
}

function backLengthBytes(size: number): number {
  return size <= 127 ? 1 : size < 16383 ? 2 : size < 2097151 ? 3 : size < 268435455 ? 4 : 5;
}

function u32At(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0
  );
}

/** Bytes of the encoding and length of an entry, 0 where no entry begins so. */
function headBytes(lead: number): number {
  if (lead < 0xe0) return 1;
  if (lead < 0xf0) return 2;
  if (lead === 0xf0) return 5;
  return lead <= 0xf4 ? 1 : 0;
}

/** Bytes of what follows the head. */
function bodyBytes(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!; // the caller has seen the head
  if (lead < 0x80) return 0;
  if (lead < 0xc0) return lead & 63;
  if (lead < 0xe0) return 1;
  if (lead < 0xf0) return ((lead & 15) << 8) | bytes[at + 1]!;
  if (lead === 0xf0) return u32At(bytes, at + 1);
  return lead === 0xf4 ? 8 : lead - 0xf0 + 1;
}

/** The length written backwards that ends just before `at`, or -1. */
function backLengthBefore(bytes: Uint8Array, at: number): number {
  let value = 0;
  let scale = 1;
  for (let i = 1; i <= 5; i++) {
    const byte = bytes[at - i] ?? 0;
    value += (byte & 127) * scale;
    if (byte < 128) return value;
    scale *= 128;
  }
  return -1;
}

/**
 * Reads the integer entry at `at`; `body` bytes follow its lead.
 */
function integerAt(bytes: Uint8Array, at: number, body: number): number | bigint {
  const lead = bytes[at]!; // the caller has checked that the entry is whole; the same below
  if (lead < 0x80) return lead;
  if (lead < 0xe0) return ((((lead & 31) << 8) | bytes[at + 1]!) << 19) >> 19;
  if (body === 2) return ((bytes[at + 1]! | (bytes[at + 2]! << 8)) << 16) >> 16;
  if (body === 3) return ((bytes[at + 1]! | (bytes[at + 2]! << 8) | (bytes[at + 3]! << 16)) << 8) >> 8;
  const low = u32At(bytes, at + 1);
  if (body === 4) return low | 0;
  const high = u32At(bytes, at + 5) | 0;
  if (high >= -0x200000 && high < 0x200000) return high * TWO_32 + low;
  return (BigInt(high) << 32n) | BigInt(low);
}

/**
 * The entries of a listpack as byte strings, or null where the bytes are not a sound one. Looks at every entry, as
 * Redis does only with `sanitize-dump-payload yes`: what is not sound would break later.
 */
export function readListpack(bytes: Uint8Array, text: ByteText): string[] | null {
  const end = bytes.length - 1;
  if (end < HEADER || u32At(bytes, 0) !== bytes.length || bytes[end] !== END) return null;
  const entries: string[] = [];
  let at = HEADER;
  while (at < end) {
    const lead = bytes[at]!; // at < end
    const head = headBytes(lead);
    if (head === 0 || at + head > end) return null;
    const body = bodyBytes(bytes, at);
    const size = head + body;
    const back = backLengthBytes(size);
    const next = at + size + back;
    if (next > end || backLengthBefore(bytes, next) !== size) return null;
    const isString = (lead >= 0x80 && lead < 0xc0) || (lead >= 0xe0 && lead <= 0xf0);
    entries.push(isString ? text.read(bytes, at + head, at + size) : String(integerAt(bytes, at, body)));
    at = next;
  }
  const count = bytes[4]! | (bytes[5]! << 8);
  return count === COUNT_UNKNOWN || count === entries.length ? entries : null;
}
