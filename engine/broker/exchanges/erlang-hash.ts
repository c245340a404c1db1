/*
 * erlang:phash2/1 for what a consistent-hash exchange hashes, and the random numbers of its jumps, so that every key
 * falls to the queue it falls to in RabbitMQ. Bytes come as byte strings.
 * RABBITMQ: rabbit_exchange_type_consistent_hash value_to_hash, jump_consistent_hash; Erlang/OTP: phash2, rand exs1024
 */

const GOLDEN = 0x9e3779b9;
const times = (n: number): number => Math.imul(GOLDEN, n) >>> 0;
const RANGE = 0x7ffffff;

/** Bob Jenkins' mix of three words; returns the third. */
function mixed(first: number, second: number, third: number): [number, number, number] {
  let [a, b, c] = [first, second, third];
  a = (a - b - c) ^ (c >>> 13);
  b = (b - c - a) ^ (a << 8);
  c = (c - a - b) ^ (b >>> 13);
  a = (a - b - c) ^ (c >>> 12);
  b = (b - c - a) ^ (a << 16);
  c = (c - a - b) ^ (b >>> 5);
  a = (a - b - c) ^ (c >>> 3);
  b = (b - c - a) ^ (a << 10);
  c = (c - a - b) ^ (b >>> 15);
  return [a, b, c >>> 0];
}

function blockHash(bytes: string, seed: number): number {
  if (bytes.length === 0) return seed;
  let [a, b, c] = [GOLDEN, GOLDEN, seed];
  const byte = (at: number): number => (at < bytes.length ? bytes.charCodeAt(at) & 0xff : 0);
  const word = (at: number): number => byte(at) | (byte(at + 1) << 8) | (byte(at + 2) << 16) | (byte(at + 3) << 24);
  let at = 0;
  for (; bytes.length - at >= 12; at += 12)
    [a, b, c] = mixed((a + word(at)) | 0, (b + word(at + 4)) | 0, (c + word(at + 8)) | 0);
  // The lowest byte of the last word is kept for the length.
  const tail = (byte(at + 8) << 8) | (byte(at + 9) << 16) | (byte(at + 10) << 24);
  return mixed((a + word(at)) | 0, (b + word(at + 4)) | 0, (c + bytes.length + tail) | 0)[2];
}

const combined = (hash: number, one: number, other: number, constant: number): number =>
  mixed((constant + one) | 0, (constant + other) | 0, hash)[2];

function binaryHash(bytes: string, hash: number): number {
  return blockHash(bytes, (times(13) + hash) >>> 0);
}

function atomValue(name: string): number {
  let hash = 0;
  for (let i = 0; i < name.length; i++) {
    hash = ((hash << 4) + name.charCodeAt(i)) >>> 0;
    const high = hash & 0xf0000000;
    if (high !== 0) hash = (hash ^ (high >>> 24) ^ high) >>> 0;
  }
  return hash;
}

/** Of a binary. */
export function binaryPhash(bytes: string): number {
  return binaryHash(bytes, 0) & RANGE;
}

/** Of an atom. */
export function atomPhash(name: string): number {
  return atomValue(name) & RANGE;
}

/** Of `{type, value}`, as a header is looked up; null for values whose hash is not known here. */
export function fieldPhash(type: string, value: unknown): number | null {
  let hash = combined(0, 2, 0, times(9));
  hash = combined(hash, atomValue(type), 0, times(3));
  if (typeof value === 'string') return binaryHash(value, hash) & RANGE;
  if (typeof value === 'boolean') return combined(hash, atomValue(String(value)), 0, times(3)) & RANGE;
  if (typeof value === 'number' && Number.isInteger(value) && value >= -0x8000000 && value < 0x8000000)
    return integerHash(value, hash) & RANGE;
  return null;
}

/** Of an integer that fits 28 bits. */
function integerHash(value: number, hash: number): number {
  const positive = combined(hash, Math.abs(value), 0, GOLDEN);
  return value < 0 ? combined(positive, value, 0, GOLDEN) : positive;
}

const M21 = 0x1fffffn;
const M64 = 0xffffffffffffffffn;

/** The random numbers of exs1024, seeded by three times the same integer, each from 0 to below 1. */
class Exs1024 {
  readonly #state: bigint[] = [];
  #at = 0;

  constructor(seed: number) {
    const key = BigInt(seed) & M21;
    const part = (factor: bigint): bigint => ((key + 1n) * factor) & M21;
    let r = (part(2097131n) << 43n) | (part(2097133n) << 22n) | (part(2097143n) << 1n) | 1n;
    for (let i = 0; i < 16; i++) {
      r ^= r >> 12n;
      r ^= (r & 0x7fffffffffn) << 25n;
      r ^= r >> 27n;
      this.#state.unshift((r * 2685821657736338717n) & M64);
    }
  }

  next(): number {
    const s0 = this.#state[this.#at] ?? 0n;
    this.#at = (this.#at + 1) % 16;
    const s1 = this.#state[this.#at] ?? 0n;
    const x1 = s1 ^ ((s1 & 0x1ffffffffn) << 31n);
    const x2 = x1 ^ (x1 >> 11n);
    const fresh = x2 ^ s0 ^ (s0 >> 30n);
    this.#state[this.#at] = fresh;
    const value = (fresh * 1181783497276652981n) & M64;
    return Number(value >> 11n) / 2 ** 53;
  }
}

/** Lamping and Veach, with the random numbers of RabbitMQ's plugin. */
export function jumpBucket(key: number, buckets: number): number {
  if (buckets === 1) return 0;
  const random = new Exs1024(key);
  let bucket = -1;
  for (let next = 0; next < buckets; next = Math.trunc((bucket + 1) / random.next())) bucket = next;
  return bucket;
}
