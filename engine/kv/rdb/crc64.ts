/*
 * CRC-64 with the Jones polynomial, reflected, as RDB files and DUMP payloads end with. A 64-bit state is two halves
 * of 32 bits; eight tables let it take eight bytes at a step. REDIS: crc64.c, crcspeed.c
 */

// 0xad93d23594c935a9 with its bits reversed.
const POLYNOMIAL_HIGH = 0x95ac9329;
const POLYNOMIAL_LOW = 0xac4bc9b5;

const LOW = new Uint32Array(8 * 256);
const HIGH = new Uint32Array(8 * 256);

for (let byte = 0; byte < 256; byte++) {
  let low = byte;
  let high = 0;
  for (let bit = 0; bit < 8; bit++) {
    const odd = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (odd !== 0) {
      low ^= POLYNOMIAL_LOW;
      high ^= POLYNOMIAL_HIGH;
    }
  }
  LOW[byte] = low;
  HIGH[byte] = high;
}
for (let table = 1; table < 8; table++) {
  for (let byte = 0; byte < 256; byte++) {
    const low = LOW[(table - 1) * 256 + byte] as number;
    const high = HIGH[(table - 1) * 256 + byte] as number;
    LOW[table * 256 + byte] = ((low >>> 8) | (high << 24)) ^ (LOW[low & 255] as number);
    HIGH[table * 256 + byte] = (high >>> 8) ^ (HIGH[low & 255] as number);
  }
}

/** A running checksum. */
export class Crc64 {
  /** The lower and the upper 32 bits, each as an unsigned integer. */
  low = 0;
  high = 0;

  /** Takes in `bytes[from, to)`. */
  update(bytes: Uint8Array, from = 0, to = bytes.length): this {
    let { low, high } = this;
    let at = from;
    for (; at + 8 <= to; at += 8) {
      // Eight reads inside the bounds just checked; the tables have an entry for every byte.
      low ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
      high ^= bytes[at + 4]! | (bytes[at + 5]! << 8) | (bytes[at + 6]! << 16) | (bytes[at + 7]! << 24);
      const a = 1792 + (low & 255);
      const b = 1536 + ((low >>> 8) & 255);
      const c = 1280 + ((low >>> 16) & 255);
      const d = 1024 + (low >>> 24);
      const e = 768 + (high & 255);
      const f = 512 + ((high >>> 8) & 255);
      const g = 256 + ((high >>> 16) & 255);
      const h = high >>> 24;
      low = LOW[a]! ^ LOW[b]! ^ LOW[c]! ^ LOW[d]! ^ LOW[e]! ^ LOW[f]! ^ LOW[g]! ^ LOW[h]!;
      high = HIGH[a]! ^ HIGH[b]! ^ HIGH[c]! ^ HIGH[d]! ^ HIGH[e]! ^ HIGH[f]! ^ HIGH[g]! ^ HIGH[h]!;
    }
    for (; at < to; at++) {
      const index = (low ^ bytes[at]!) & 255;
      low = ((low >>> 8) | (high << 24)) ^ LOW[index]!;
      high = (high >>> 8) ^ HIGH[index]!;
    }
    this.low = low >>> 0;
    this.high = high >>> 0;
    return this;
  }

  /** Lower-case hexadecimal without leading zeros, as C prints it with %llx. */
  toString(): string {
    return hex64(this.low, this.high);
  }
}

/** A 64-bit number in the spelling of C's %llx. */
export function hex64(low: number, high: number): string {
  return high === 0 ? low.toString(16) : high.toString(16) + low.toString(16).padStart(8, '0');
}
