import type { ByteText } from './byte-text.ts';
import { plainText } from './byte-text.ts';

/*
 * Reads the simple domains of AMQP 0-9-1 from bytes, big-endian. Past the end it reads zeros and remembers that it did:
 * whoever reads a whole payload asks `fault` once, when it is through.
 */

const UPPER = 2 ** 32;

export class AmqpReader {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  end = 0;
  /** The first thing that was wrong: too few bytes, or bytes that stand for no value of their type. */
  fault: 'short' | 'syntax' | null = null;
  readonly text: ByteText;
  private readonly eight = new DataView(new ArrayBuffer(8));

  constructor(text: ByteText = plainText) {
    this.text = text;
  }

  /** Begins to read `bytes[from, to)`. */
  over(bytes: Uint8Array, from: number, to: number): void {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
    this.fault = null;
  }

  /** True when all was read and nothing was wrong. */
  get complete(): boolean {
    return this.fault === null && this.at === this.end;
  }

  /** Moves over so many bytes; returns where they begin, or -1 when there are fewer. */
  private take(count: number): number {
    const from = this.at;
    if (count <= this.end - from) {
      this.at = from + count;
      return from;
    }
    this.fault ??= 'short';
    this.at = this.end;
    return -1;
  }

  u8(): number {
    const from = this.take(1);
    return from < 0 ? 0 : this.bytes[from]!; // inside
  }

  u16(): number {
    const from = this.take(2);
    return from < 0 ? 0 : (this.bytes[from]! << 8) | this.bytes[from + 1]!; // inside
  }

  u32(): number {
    const from = this.take(4);
    return from < 0 ? 0 : readU32(this.bytes, from);
  }

  /** 64 bits; beyond what a number holds exactly, a bigint. */
  u64(): number | bigint {
    const upper = this.u32();
    const lower = this.u32();
    const value = upper * UPPER + lower;
    return value <= Number.MAX_SAFE_INTEGER ? value : (BigInt(upper) << 32n) | BigInt(lower);
  }

  i64(): number | bigint {
    const upper = this.u32() | 0;
    const lower = this.u32();
    const value = upper * UPPER + lower;
    return Number.isSafeInteger(value) ? value : (BigInt(upper) << 32n) | BigInt(lower);
  }

  f32(): number {
    this.eight.setUint32(0, this.u32());
    return this.finite(this.eight.getFloat32(0));
  }

  f64(): number {
    this.eight.setUint32(0, this.u32());
    this.eight.setUint32(4, this.u32());
    return this.finite(this.eight.getFloat64(0));
  }

  /** Erlang knows no other numbers, so RabbitMQ reads no other. */
  private finite(value: number): number {
    if (Number.isFinite(value)) return value;
    this.fault ??= 'syntax';
    return 0;
  }

  shortstr(): string {
    return this.string(this.u8());
  }

  longstr(): string {
    return this.string(this.u32());
  }

  private string(length: number): string {
    const from = this.take(length);
    return from < 0 ? '' : this.text.read(this.bytes, from, from + length);
  }

  /** A short string, the same one as `known` where it reads the same: a publisher says its exchange over and over. */
  shortstrLike(known: string): string {
    const length = this.u8();
    const from = this.take(length);
    if (from < 0) return '';
    const { bytes } = this;
    if (length === known.length) {
      let i = 0;
      while (i < length && known.charCodeAt(i) === bytes[from + i]) i++;
      if (i === length) return known;
    }
    return this.text.read(bytes, from, from + length);
  }
}

/** A 32-bit number at a place that has four bytes. */
export function readU32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0; // inside
}
