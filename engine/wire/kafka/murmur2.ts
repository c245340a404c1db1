/*
 * MurmurHash 2 as Kafka's producers take it, which decides where a key lives.
 */

const SEED = 0x9747b28c;
const M = 0x5bd1e995;
const R = 24;

/** KAFKA: Utils.murmur2. Signed. */
export function murmur2(bytes: Uint8Array): number {
  const { length } = bytes;
  let h = SEED ^ length;
  let at = 0;
  for (; at + 4 <= length; at += 4) {
    let k = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24); // inside
    k = Math.imul(k, M);
    k ^= k >>> R;
    h = Math.imul(h, M) ^ Math.imul(k, M);
  }
  const rest = length - at;
  if (rest > 2) h ^= bytes[at + 2]! << 16; // inside
  if (rest > 1) h ^= bytes[at + 1]! << 8; // inside
  if (rest > 0) h = Math.imul(h ^ bytes[at]!, M); // inside
  h ^= h >>> 13;
  h = Math.imul(h, M);
  return h ^ (h >>> 15);
}

/**
 * The same with a mistake that was in kafkajs before 2.0 and stays as its LegacyPartitioner, because keys live where it
 * has put them: it multiplies as JavaScript does, in 53 bits, and takes in a last group of up to three bytes twice.
 */
export function legacyMurmur2(bytes: Uint8Array): number {
  const { length } = bytes;
  const byte = (at: number): number => bytes[at] ?? 0;
  let h = SEED ^ length;
  for (let at = 0; at < length; at += 4) {
    let k = byte(at) + (byte(at + 1) << 8) + (byte(at + 2) << 16) + (byte(at + 3) << 24);
    k *= M;
    k ^= k >>> R;
    k *= M;
    h *= M;
    h ^= k;
  }
  const at = length & ~3;
  const rest = length % 4;
  if (rest > 2) h ^= byte(at + 2) << 16;
  if (rest > 1) h ^= byte(at + 1) << 8;
  if (rest > 0) {
    h ^= byte(at);
    h *= M;
  }
  h ^= h >>> 13;
  h *= M;
  return h ^ (h >>> 15);
}
