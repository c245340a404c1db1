import type { ByteText } from '../../wire/byte-text.ts';
import { CorruptRdb, corrupt, ShortRead } from './failure.ts';
import { lzfDecompress } from './lzf.ts';
import { ENC_INT8, ENC_INT16, ENC_INT32, ENC_LZF, LENGTH_32, LENGTH_64 } from './opcodes.ts';
import { UNEXPECTED_END } from './report.ts';

/*
 * Reads the elements an RDB file is made of: bytes, lengths, strings, numbers. Throws ShortRead where the bytes end
 * and CorruptRdb where they cannot be. A length from the file is believed only as far as there are bytes for it.
 */

/** What V8 and its like take for one string. Redis would fail to allocate long before a file held more. */
const STRING_MAX = 0x1fffffe8;

export class RdbCursor {
  bytes: Uint8Array;
  at: number;
  end: number;
  readonly text: ByteText;
  /** What Redis says when the bytes end here. */
  whenShort = UNEXPECTED_END;
  /** Set by `length`: what was read is no length but a special encoding. */
  special = false;

  constructor(bytes: Uint8Array, text: ByteText, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.text = text;
    this.at = at;
    this.end = end;
  }

  private need(count: number): number {
    const { at } = this;
    if (this.end - at < count) throw new ShortRead(at + count);
    this.at = at + count;
    return at;
  }

  u8(): number {
    return this.bytes[this.need(1)]!; // need has seen that it is there; the same below
  }

  private u16(): number {
    const at = this.need(2);
    return this.bytes[at]! | (this.bytes[at + 1]! << 8);
  }

  u32(): number {
    const at = this.need(4);
    const { bytes } = this;
    return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
  }

  private u32BigEndian(): number {
    const at = this.need(4);
    const { bytes } = this;
    return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
  }

  /** 64 bits, most significant byte first: a number where it is exact, else a bigint. */
  u64BigEndian(): number | bigint {
    const at = this.need(8);
    this.at = at;
    const high = this.u32BigEndian();
    const low = this.u32BigEndian();
    return high < 0x200000 ? high * 4294967296 + low : (BigInt(high) << 32n) | BigInt(low);
  }

  /** Signed 64 bits in little endian, as the number next to it: instants, which are exact. */
  milliseconds(): number {
    const at = this.need(8);
    this.at = at;
    const low = this.u32();
    const high = this.u32() | 0;
    return high * 4294967296 + low;
  }

  double(): number {
    const at = this.need(8);
    return new DataView(this.bytes.buffer, this.bytes.byteOffset + at, 8).getFloat64(0, true);
  }

  /** A length, or the number of a special encoding when `special` is set. Beyond 2^53 a bigint. REDIS: rdbLoadLenByRef */
  length(): number | bigint {
    const first = this.u8();
    this.special = false;
    switch (first >> 6) {
      case 0:
        return first;
      case 1:
        return ((first & 63) << 8) | this.u8();
      case 3:
        this.special = true;
        return first & 63;
      default:
        if (first === LENGTH_32) return this.u32BigEndian();
        if (first === LENGTH_64) return this.u64BigEndian();
        return corrupt(`Unknown length encoding ${first >> 6} in rdbLoadLen()`);
    }
  }

  /** A count of things that follow: as a number, since so many never do. */
  count(): number {
    return Number(this.length());
  }

  /** Raw bytes inside `bytes`, valid until more are fed. Only for a string that is stored as it is. */
  private span(length: number): number {
    if (length > STRING_MAX)
      throw new CorruptRdb(`rdbGenericLoadStringObject failed allocating ${length} bytes`, 'corrupt', true);
    return this.need(length);
  }

  /** A string, as a byte string. REDIS: rdbGenericLoadStringObject */
  string(): string {
    const length = this.length();
    if (this.special) return this.specialString(Number(length));
    const from = this.span(Number(length));
    return this.text.read(this.bytes, from, this.at);
  }

  private specialString(encoding: number): string {
    if (encoding !== ENC_LZF) return String(this.integer(encoding));
    const bytes = this.lzf();
    return this.text.read(bytes, 0, bytes.length);
  }

  /** A string whose bytes are looked into: a packed value. */
  blob(): Uint8Array {
    const length = this.length();
    if (!this.special) {
      const from = this.span(Number(length));
      return this.bytes.subarray(from, this.at);
    }
    if (Number(length) === ENC_LZF) return this.lzf();
    const digits = String(this.integer(Number(length)));
    const bytes = new Uint8Array(digits.length);
    for (let i = 0; i < digits.length; i++) bytes[i] = digits.charCodeAt(i);
    return bytes;
  }

  /** A value stored as a string: the integer where it was stored as one. */
  stringOrInteger(): string | number {
    const at = this.at;
    const encoding = this.length();
    if (this.special && Number(encoding) !== ENC_LZF) return this.integer(Number(encoding));
    this.at = at;
    return this.string();
  }

  private integer(encoding: number): number {
    switch (encoding) {
      case ENC_INT8:
        return (this.u8() << 24) >> 24;
      case ENC_INT16:
        return (this.u16() << 16) >> 16;
      case ENC_INT32:
        return this.u32() | 0;
      default:
        return corrupt(`Unknown RDB string encoding type ${encoding}`);
    }
  }

  private lzf(): Uint8Array {
    const packed = Number(this.length());
    const length = Number(this.length());
    if (length > STRING_MAX)
      throw new CorruptRdb(`rdbLoadLzfStringObject failed allocating ${length} bytes`, 'corrupt', true);
    const from = this.need(packed);
    return lzfDecompress(this.bytes, from, from + packed, length) ?? corrupt('Invalid LZF compressed string');
  }

  /** A double as text with a length before it, as versions before 8 have it. REDIS: rdbLoadDoubleValue */
  textDouble(): number {
    const length = this.u8();
    if (length === 255) return -Infinity;
    if (length === 254) return Infinity;
    if (length === 253) return Number.NaN;
    const from = this.need(length);
    const value = Number.parseFloat(this.text.read(this.bytes, from, this.at));
    if (Number.isNaN(value)) throw new ShortRead(this.at); // sscanf finds nothing: a failed read like any other
    return value;
  }
}
