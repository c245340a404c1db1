import type { ByteText } from './byte-text.ts';
import { plainText } from './byte-text.ts';

const SHORT_MAX = 255;

/**
 * Writes the simple domains of AMQP 0-9-1, big-endian, into a buffer that grows and is used again. Whoever writes many
 * at once reserves the room and writes into `bytes` itself.
 */
export class AmqpWriter {
  bytes: Uint8Array;
  /** Where the next byte goes: how many there are. */
  at = 0;
  readonly text: ByteText;
  private readonly eight = new Uint8Array(8);
  private readonly float = new DataView(this.eight.buffer);

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
    this.reserve(1);
    this.bytes[this.at++] = value;
  }

  u16(value: number): void {
    this.reserve(2);
    this.bytes[this.at++] = value >>> 8;
    this.bytes[this.at++] = value;
  }

  u32(value: number): void {
    this.reserve(4);
    writeU32(this.bytes, this.at, value);
    this.at += 4;
  }

  /** 64 bits, signed or not. */
  u64(value: number | bigint): void {
    if (typeof value === 'number') {
      this.u32(Math.floor(value / 2 ** 32));
      this.u32(value);
    } else {
      this.u32(Number(BigInt.asUintN(32, value >> 32n)));
      this.u32(Number(BigInt.asUintN(32, value)));
    }
  }

  f32(value: number): void {
    this.float.setFloat32(0, value);
    this.raw(this.eight.subarray(0, 4));
  }

  f64(value: number): void {
    this.float.setFloat64(0, value);
    this.raw(this.eight);
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  /** A byte string behind its length in one byte; what is over 255 bytes is cut off. */
  shortstr(text: string): void {
    const cut = text.length > SHORT_MAX ? text.slice(0, SHORT_MAX) : text;
    this.reserve(1 + cut.length);
    this.bytes[this.at++] = cut.length;
    this.string(cut);
  }

  /** A byte string behind its length in four bytes. */
  longstr(text: string): void {
    this.reserve(4 + text.length);
    this.u32(text.length);
    this.string(text);
  }

  private string(text: string): void {
    const { bytes, at } = this;
    const { length } = text;
    if (length <= 24) for (let i = 0; i < length; i++) bytes[at + i] = text.charCodeAt(i);
    else this.text.write(text, bytes, at);
    this.at = at + length;
  }

  /** Leaves room for a length of four bytes; `closeLength` with the place returned says what came behind it. */
  openLength(): number {
    const place = this.at;
    this.u32(0);
    return place;
  }

  closeLength(place: number): void {
    writeU32(this.bytes, place, this.at - place - 4);
  }

  /** A copy of what was written; starts over. */
  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.at);
    this.at = 0;
    return taken;
  }
}

/** Writes 32 bits where there is room for them. */
export function writeU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}
