import type { ByteText } from './byte-text.ts';
import { plainText } from './byte-text.ts';

const DIGITS_MAX = 20;

/**
 * A buffer that grows and is used again and again: write, take what was written, reset. Little-endian numbers, as the
 * file formats of Redis want them; `reserve` and direct access to `bytes` for whoever writes something else.
 */
export class ByteWriter {
  bytes: Uint8Array;
  /** Where the next byte goes: how many there are. */
  at = 0;
  readonly text: ByteText;

  constructor(capacity = 1024, text: ByteText = plainText) {
    this.bytes = new Uint8Array(capacity);
    this.text = text;
  }

  /** Makes room for so many more bytes. `bytes` may be another array afterwards. */
  reserve(count: number): void {
    const needed = this.at + count;
    if (needed <= this.bytes.length) return;
    const bigger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    bigger.set(this.bytes.subarray(0, this.at));
    this.bytes = bigger;
  }

  u8(value: number): void {
    if (this.at === this.bytes.length) this.reserve(1);
    this.bytes[this.at++] = value;
  }

  u16(value: number): void {
    this.reserve(2);
    this.bytes[this.at++] = value;
    this.bytes[this.at++] = value >>> 8;
  }

  u32(value: number): void {
    this.reserve(4);
    this.bytes[this.at++] = value;
    this.bytes[this.at++] = value >>> 8;
    this.bytes[this.at++] = value >>> 16;
    this.bytes[this.at++] = value >>> 24;
  }

  /** 64 bits, signed or not; beyond 2^53 as a bigint. */
  u64(value: number | bigint): void {
    if (typeof value === 'number') {
      this.u32(value);
      this.u32(Math.floor(value / 4294967296));
    } else {
      this.u32(Number(BigInt.asUintN(32, value)));
      this.u32(Number(BigInt.asUintN(32, value >> 32n)));
    }
  }

  raw(bytes: Uint8Array): void {
    const { length } = bytes;
    this.reserve(length);
    // A call costs more than a few bytes.
    if (length > 16) this.bytes.set(bytes, this.at);
    else for (let i = 0; i < length; i++) this.bytes[this.at + i] = bytes[i] as number;
    this.at += length;
  }

  /** The bytes of a byte string. */
  latin1(text: string): void {
    const { length } = text;
    this.reserve(length);
    if (length <= 24) {
      const { bytes, at } = this;
      for (let i = 0; i < length; i++) bytes[at + i] = text.charCodeAt(i);
    } else {
      this.text.write(text, this.bytes, this.at);
    }
    this.at += length;
  }

  /** An integer in decimal. */
  decimal(value: number | bigint): void {
    if (typeof value === 'bigint' || !Number.isSafeInteger(value) || Object.is(value, -0))
      return this.latin1(String(value));
    this.reserve(DIGITS_MAX);
    const { bytes } = this;
    let rest = value;
    if (rest < 0) {
      bytes[this.at++] = 45;
      rest = -rest;
    }
    if (rest < 10) {
      bytes[this.at++] = 48 + rest;
      return;
    }
    let digits = 2;
    for (let limit = 100; limit <= rest; limit *= 10) digits++;
    for (let i = this.at + digits - 1; i >= this.at; i--) {
      const shorter = rest < 0x7fffffff ? (rest / 10) | 0 : Math.floor(rest / 10);
      bytes[i] = 48 + (rest - shorter * 10); // in this order: 48 + rest can exceed 2^53
      rest = shorter;
    }
    this.at += digits;
  }

  /** What was written, valid until the next write. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.at);
  }

  /** A copy of what was written; starts over. */
  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.at);
    this.at = 0;
    return taken;
  }

  /** Starts over. A buffer that once had to be huge is given back. */
  reset(keepMax = 1 << 20): void {
    this.at = 0;
    if (this.bytes.length > keepMax) this.bytes = new Uint8Array(keepMax);
  }
}
