import { Unreadable } from '../reader.ts';

/** Bytes that grow as they are unpacked, up to a bound: a few bytes can stand for terabytes. */
export class Growing {
  bytes: Uint8Array;
  at = 0;
  private readonly max: number;

  constructor(max: number, expected: number) {
    this.max = max;
    this.bytes = new Uint8Array(Math.min(max, Math.max(64, expected)));
  }

  /** Makes room for so many more bytes. Throws Unreadable beyond the bound. */
  reserve(count: number): void {
    const needed = this.at + count;
    if (needed <= this.bytes.length) return;
    if (needed > this.max) throw new Unreadable(`unpacked to more than ${this.max} bytes`);
    const bigger = new Uint8Array(Math.min(this.max, Math.max(needed, this.bytes.length * 2)));
    bigger.set(this.bytes.subarray(0, this.at));
    this.bytes = bigger;
  }

  add(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  /** Repeats `count` bytes from `distance` back, which may overlap what it writes. */
  repeat(distance: number, count: number, from = 0): void {
    if (distance <= 0 || distance > this.at - from) throw new Unreadable('a copy from before the beginning');
    this.reserve(count);
    const { bytes, at } = this;
    if (distance >= count) bytes.copyWithin(at, at - distance, at - distance + count);
    else for (let i = 0; i < count; i++) bytes[at + i] = bytes[at + i - distance]!; // inside
    this.at = at + count;
  }

  get whole(): Uint8Array {
    return this.bytes.subarray(0, this.at);
  }
}
