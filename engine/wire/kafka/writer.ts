import { assert } from '../../base/assert.ts';
import { putUtf8, utf8Length } from './utf8.ts';
import { putUuid } from './uuid.ts';

const UPPER = 2 ** 32;
/** The numbers from here on are Kafka's own largest and smallest: what a JavaScript number makes of them is beyond 64 bits. */
const I64_END = 2 ** 63;

/** Writes Kafka's primitive types, big-endian, into a buffer that grows and is used again and again. */
export class KafkaWriter {
  bytes: Uint8Array;
  /** Where the next byte goes. */
  at = 0;

  constructor(capacity = 512) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Makes room for so many more bytes; returns where they go. */
  private room(count: number): number {
    const { at } = this;
    const needed = at + count;
    if (needed > this.bytes.length) {
      const bigger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
      bigger.set(this.bytes.subarray(0, at));
      this.bytes = bigger;
    }
    this.at = needed;
    return at;
  }

  i8(value: number): void {
    const at = this.room(1);
    this.bytes[at] = value;
  }

  i16(value: number): void {
    const at = this.room(2);
    this.bytes[at] = value >> 8;
    this.bytes[at + 1] = value;
  }

  i32(value: number): void {
    const at = this.room(4);
    this.putI32(at, value);
  }

  /** Overwrites four bytes that were written before: a length known only now. */
  putI32(at: number, value: number): void {
    const { bytes } = this;
    bytes[at] = value >> 24;
    bytes[at + 1] = value >> 16;
    bytes[at + 2] = value >> 8;
    bytes[at + 3] = value;
  }

  i64(value: number): void {
    if (value >= I64_END) {
      this.i32(0x7fffffff);
      this.i32(-1);
      return;
    }
    const upper = Math.floor(value / UPPER);
    this.i32(upper);
    this.i32(value - upper * UPPER);
  }

  f64(value: number): void {
    const at = this.room(8);
    new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length).setFloat64(at, value);
  }

  uvarint(value: number): void {
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.i8((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.i8(rest);
  }

  /** Zigzag, 32 bits. */
  varint(value: number): void {
    this.uvarint((value << 1) ^ (value >> 31));
  }

  /** Zigzag, 64 bits. */
  varlong(value: number): void {
    if (value >= -0x40000000 && value < 0x40000000) {
      this.varint(value);
      return;
    }
    if (!Number.isSafeInteger(value * 2)) {
      this.bigVarlong(value);
      return;
    }
    let rest = value < 0 ? -value * 2 - 1 : value * 2;
    while (rest >= 0x80) {
      this.i8((rest % 128) | 0x80);
      rest = Math.floor(rest / 128);
    }
    this.i8(rest);
  }

  private bigVarlong(value: number): void {
    const exact = value >= I64_END ? 2n ** 63n - 1n : BigInt(value);
    let rest = BigInt.asUintN(64, (exact << 1n) ^ (exact >> 63n));
    while (rest >= 0x80n) {
      this.i8(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.i8(Number(rest));
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array): void {
    const at = this.room(bytes.length);
    this.bytes.set(bytes, at);
  }

  /** A text with its length. */
  string(text: string, isFlexible: boolean): void {
    this.length(utf8Length(text), isFlexible, true);
    this.plainText(text);
  }

  /** The UTF-8 bytes of a text, without their length. */
  plainText(text: string): void {
    const at = this.room(utf8Length(text));
    putUtf8(text, this.bytes, at);
  }

  uuid(text: string): void {
    const at = this.room(16);
    assert(putUuid(text, this.bytes, at), `'${text}' is no uuid`);
  }

  /** The length of a string, of bytes or of an array; -1 for null. */
  length(length: number, isFlexible: boolean, isShort: boolean): void {
    if (isFlexible) this.uvarint(length + 1);
    else if (isShort) {
      assert(length <= 32767, 'a string is too long for its length');
      this.i16(length);
    } else this.i32(length);
  }

  /** What was written, as a copy that is its own. */
  taken(): Uint8Array {
    return this.bytes.slice(0, this.at);
  }
}
