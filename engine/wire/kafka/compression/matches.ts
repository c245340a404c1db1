/*
 * What LZ4 and Snappy share: the search for four bytes that came before, through one table of the last place where
 * bytes with that hash were seen.
 */

const HASH_BITS = 13;
const MULTIPLIER = 0x9e3779b1;

export class Matches {
  private readonly last = new Int32Array(1 << HASH_BITS).fill(-1);
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  private four(at: number): number {
    const { bytes } = this;
    return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24); // inside
  }

  /** Where the four bytes at `at` were last seen, at or behind `from` and not too far back, or -1. Remembers them. */
  find(at: number, from: number, distanceMax: number): number {
    const four = this.four(at);
    const slot = Math.imul(four, MULTIPLIER) >>> (32 - HASH_BITS);
    const seen = this.last[slot]!; // inside
    this.last[slot] = at;
    return seen >= from && at - seen <= distanceMax && this.four(seen) === four ? seen : -1;
  }

  /** How many bytes from `a` on are those from `b` on, up to `end` for b. */
  length(a: number, b: number, end: number): number {
    const { bytes } = this;
    let count = 0;
    while (b + count < end && bytes[a + count] === bytes[b + count]) count++;
    return count;
  }
}
