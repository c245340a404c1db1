/*
 * SHA-1 (FIPS 180-4): names scripts, and is what Redis folds a data set into. Not a safe hash any more, and not used
 * as one.
 */

export const SHA1_BYTES = 20;

const schedule = new Int32Array(80);
/** h0 to h4. */
const state = new Int32Array(5);
const tail = new Uint8Array(128);

function compress(bytes: Uint8Array, from: number): void {
  const w = schedule;
  for (let i = 0, at = from; i < 16; i++, at += 4) {
    w[i] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!; // 64 bytes are there
  }
  for (let i = 16; i < 80; i++) {
    const x = w[i - 3]! ^ w[i - 8]! ^ w[i - 14]! ^ w[i - 16]!; // written above
    w[i] = (x << 1) | (x >>> 31);
  }
  let a = state[0]!; // five words; the same below
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  for (let i = 0; i < 80; i++) {
    const mixed =
      i < 20
        ? ((b & c) | (~b & d)) + 0x5a827999
        : i < 40
          ? (b ^ c ^ d) + 0x6ed9eba1
          : i < 60
            ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
            : (b ^ c ^ d) + 0xca62c1d6;
    const next = (((a << 5) | (a >>> 27)) + mixed + e + w[i]!) | 0; // i < 80
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  state[0] = (state[0]! + a) | 0;
  state[1] = (state[1]! + b) | 0;
  state[2] = (state[2]! + c) | 0;
  state[3] = (state[3]! + d) | 0;
  state[4] = (state[4]! + e) | 0;
}

/** Writes the 20 bytes of the hash of `bytes[0, length)` to `out[at...]`. `out` may be `bytes`. */
export function sha1Into(bytes: Uint8Array, length: number, out: Uint8Array, at: number): void {
  state[0] = 0x67452301;
  state[1] = 0xefcdab89;
  state[2] = 0x98badcfe;
  state[3] = 0x10325476;
  state[4] = 0xc3d2e1f0;
  const whole = length - (length % 64);
  for (let from = 0; from < whole; from += 64) compress(bytes, from);
  const rest = length - whole;
  const padded = rest < 56 ? 64 : 128;
  tail.fill(0);
  for (let i = 0; i < rest; i++) tail[i] = bytes[whole + i]!; // i < rest
  tail[rest] = 0x80;
  const bits = (length << 3) >>> 0;
  tail[padded - 5] = Math.floor(length / 0x20000000);
  tail[padded - 4] = bits >>> 24;
  tail[padded - 3] = bits >>> 16;
  tail[padded - 2] = bits >>> 8;
  tail[padded - 1] = bits;
  compress(tail, 0);
  if (padded === 128) compress(tail, 64);
  for (let i = 0; i < SHA1_BYTES; i++) out[at + i] = state[i >> 2]! >>> (24 - 8 * (i & 3)); // five words
}

/** The hash as 20 bytes. */
export function sha1(bytes: Uint8Array): Uint8Array {
  const hash = new Uint8Array(SHA1_BYTES);
  sha1Into(bytes, bytes.length, hash, 0);
  return hash;
}
