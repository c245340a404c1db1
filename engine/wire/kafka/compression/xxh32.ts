const P1 = 0x9e3779b1;
const P2 = 0x85ebca77;
const P3 = 0xc2b2ae3d;
const P4 = 0x27d4eb2f;
const P5 = 0x165667b1;

function rotated(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

/** xxHash, 32 bits, with seed 0, unsigned: the checksum of LZ4 frames. */
export function xxh32(bytes: Uint8Array, from = 0, to = bytes.length): number {
  const word = (i: number): number => bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24); // inside
  let at = from;
  let sum = P5;
  if (to - from >= 16) {
    let [a, b, c, d] = [(P1 + P2) | 0, P2, 0, -P1 | 0];
    for (; at + 16 <= to; at += 16) {
      a = round(a, word(at));
      b = round(b, word(at + 4));
      c = round(c, word(at + 8));
      d = round(d, word(at + 12));
    }
    sum = rotated(a, 1) + rotated(b, 7) + rotated(c, 12) + rotated(d, 18);
  }
  sum = (sum + (to - from)) | 0;
  for (; at + 4 <= to; at += 4) sum = Math.imul(rotated((sum + Math.imul(word(at), P3)) | 0, 17), P4);
  for (; at < to; at++) sum = Math.imul(rotated((sum + Math.imul(bytes[at]!, P5)) | 0, 11), P1); // inside
  sum = Math.imul(sum ^ (sum >>> 15), P2);
  sum = Math.imul(sum ^ (sum >>> 13), P3);
  return (sum ^ (sum >>> 16)) >>> 0;
}

function round(sum: number, word: number): number {
  return Math.imul(rotated((sum + Math.imul(word, P2)) | 0, 13), P1);
}
