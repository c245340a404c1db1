/*
 * Seeded streams of random numbers as plain data, so that they live in the World, clone with it and rewind with it.
 * The generator is xoshiro128** (Blackman and Vigna), seeded through splitmix32 from a text: one stream per node and
 * per link, so that adding a node does not change what another one draws.
 */

/** The state of one stream: four unsigned 32-bit words. */
export type Rng = [number, number, number, number];

/** A stream for `name` under `seed`. Equal arguments give equal streams. */
export function rngFrom(seed: number, name: string): Rng {
  let h = seed >>> 0;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193) >>> 0;
  const word = (): number => {
    h = (h + 0x9e3779b9) >>> 0;
    let z = h;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  return [word(), word(), word(), word() | 1];
}

/** The next 32 random bits, as an unsigned integer. */
export function nextUint32(rng: Rng): number {
  const s1 = rng[1];
  const scrambled = Math.imul(s1, 5);
  const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
  const t = s1 << 9;
  rng[2] ^= rng[0];
  rng[3] ^= s1;
  rng[1] = (s1 ^ rng[2]) >>> 0;
  rng[0] = (rng[0] ^ rng[3]) >>> 0;
  rng[2] = (rng[2] ^ t) >>> 0;
  rng[3] = ((rng[3] << 11) | (rng[3] >>> 21)) >>> 0;
  return result;
}

/** An unbiased integer in [0, bound). `bound` is an integer from 1 to 2^32. */
export function randomBelow(rng: Rng, bound: number): number {
  // Rejecting the short tail keeps every residue equally likely.
  const limit = 0x100000000 - (0x100000000 % bound);
  for (;;) {
    const drawn = nextUint32(rng);
    if (drawn < limit) return drawn % bound;
  }
}

/** A float in [0, 1) with 32 bits of it random. */
export function randomUnit(rng: Rng): number {
  return nextUint32(rng) / 0x100000000;
}
