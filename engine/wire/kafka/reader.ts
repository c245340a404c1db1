import { utf8Text } from './utf8.ts';
import { uuidText } from './uuid.ts';

/*
 * Reads Kafka's primitive types, big-endian, from a whole frame. What cannot be read throws Unreadable, which never
 * leaves this folder: whoever reads a frame from outside catches it and has an error value.
 */

/** The bytes are no message of Kafka's. `message` says why, in the broker's words where it has some. */
export class Unreadable extends Error {}

const UPPER = 2 ** 32;

export class KafkaReader {
  bytes: Uint8Array;
  at: number;
  end: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get left(): number {
    return this.end - this.at;
  }

  /** Moves over so many bytes; returns where they begin. */
  take(count: number): number {
    const from = this.at;
    if (count > this.end - from) throw new Unreadable('Buffer underflow');
    this.at = from + count;
    return from;
  }

  i8(): number {
    return (this.bytes[this.take(1)]! << 24) >> 24; // inside
  }

  u8(): number {
    return this.bytes[this.take(1)]!; // inside
  }

  i16(): number {
    return (this.u16() << 16) >> 16;
  }

  u16(): number {
    const from = this.take(2);
    return (this.bytes[from]! << 8) | this.bytes[from + 1]!; // inside
  }

  i32(): number {
    const from = this.take(4);
    const { bytes } = this;
    return (bytes[from]! << 24) | (bytes[from + 1]! << 16) | (bytes[from + 2]! << 8) | bytes[from + 3]!; // inside
  }

  u32(): number {
    return this.i32() >>> 0;
  }

  /** Exact up to 2^53 either way; beyond, the nearest number. */
  i64(): number {
    const upper = this.i32();
    return upper * UPPER + this.u32();
  }

  f64(): number {
    const from = this.take(8);
    return new DataView(this.bytes.buffer, this.bytes.byteOffset + from, 8).getFloat64(0);
  }

  bool(): boolean {
    return this.u8() !== 0;
  }

  /** KAFKA: ByteUtils.readUnsignedVarint */
  uvarint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new Unreadable('Varint is too long, the most significant bit in the 5th byte is set');
  }

  /** Zigzag, 32 bits. */
  varint(): number {
    const raw = this.uvarint();
    return (raw >>> 1) ^ -(raw & 1);
  }

  /** Zigzag, 64 bits. KAFKA: ByteUtils.readVarlong */
  varlong(): number {
    let lower = 0;
    let upper = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.u8();
      const part = byte & 0x7f;
      if (shift < 28) lower += part * 2 ** shift;
      else upper += part * 2 ** (shift - 28);
      if (byte < 0x80) return unzigzag(lower, upper);
    }
    throw new Unreadable('Varlong is too long, most significant bit in the 10th byte is set');
  }

  /** UTF-8 of so many bytes. */
  text(length: number): string {
    const from = this.take(length);
    return utf8Text(this.bytes, from, from + length);
  }

  /** A view, not a copy. */
  view(length: number): Uint8Array {
    const from = this.take(length);
    return this.bytes.subarray(from, from + length);
  }

  uuid(): string {
    const from = this.take(16);
    return uuidText(this.bytes, from);
  }

  /** The length of a string, of bytes or of an array; -1 for null. */
  length(isFlexible: boolean, isShort: boolean): number {
    if (isFlexible) return this.uvarint() - 1;
    return isShort ? this.i16() : this.i32();
  }

  /** Jumps over the tagged fields of a struct nobody asks for. */
  skipTags(): void {
    for (let count = this.uvarint(); count > 0; count--) {
      this.uvarint();
      this.take(this.uvarint());
    }
  }
}

/** `lower` are the lowest 28 bits, `upper` those above. */
function unzigzag(lower: number, upper: number): number {
  const half = (lower + upper * 2 ** 28) / 2;
  if (Number.isSafeInteger(Math.floor(half) * 2)) return lower % 2 === 0 ? half : -Math.floor(half) - 1;
  const exact = BigInt.asUintN(64, (BigInt(upper) << 28n) | BigInt(lower));
  return Number(BigInt.asIntN(64, (exact >> 1n) ^ -(exact & 1n)));
}
