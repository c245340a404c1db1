/*
 * SHA-256 (FIPS 180-4): how a server keeps the passwords of its users.
 */

export const SHA256_BYTES = 32;

/** The first 32 bits of the fractional part of a root of a prime, which is what the constants are. */
function fraction(root: number): number {
  return Math.floor((root - Math.floor(root)) * 0x100000000) | 0;
}

function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
}

const ROUNDS = Int32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(primes(8), (prime) => fraction(Math.sqrt(prime)));

function rotated(x: number, by: number): number {
  return (x >>> by) | (x << (32 - by));
}

/** Folds 64 bytes from `from` on into the eight words of `state`. */
function compress(state: Int32Array, bytes: Uint8Array, from: number): void {
  const w = new Int32Array(64);
  for (let i = 0, at = from; i < 16; i++, at += 4) {
    w[i] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!; // 64 bytes are there
  }
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15]!; // written above; the same below
    const y = w[i - 2]!;
    const s0 = rotated(x, 7) ^ rotated(x, 18) ^ (x >>> 3);
    const s1 = rotated(y, 17) ^ rotated(y, 19) ^ (y >>> 10);
    w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUNDS[i]! + w[i]!) | 0; // i < 64
    const s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  const words = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i++) state[i] = (state[i]! + words[i]!) | 0; // eight words
}

/** The hash as 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const { length } = bytes;
  const padded = new Uint8Array((Math.floor((length + 8) / 64) + 1) * 64);
  padded.set(bytes);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(length / 0x20000000));
  view.setUint32(padded.length - 4, (length << 3) >>> 0);
  const state = START.slice();
  for (let from = 0; from < padded.length; from += 64) compress(state, padded, from);
  const hash = new Uint8Array(SHA256_BYTES);
  const out = new DataView(hash.buffer);
  state.forEach((word, i) => out.setInt32(i * 4, word));
  return hash;
}
