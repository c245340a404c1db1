/*
 * The random numbers of Erlang's `rand` by its algorithm exs1024 (Vigna's xorshift1024*), seeded with three times one
 * number, as RabbitMQ's consistent hash does. ERTS: rand.erl exs1024_seed, exs1024_next
 */

const WORD = (1n << 64n) - 1n;
const LOW = 0x1fffffn;
const SEEDS = [2097131n, 2097133n, 2097143n] as const;
const STAR = 1181783497276652981n;
const STAR_64 = 2685821657736338717n;
const WORDS = 16;

/** Numbers from 0 to below 1. */
export function* uniformFrom(key: number): Generator<number, never> {
  const [first, second, third] = SEEDS.map((factor) => (((BigInt(key) & LOW) + 1n) * factor) & LOW) as [
    bigint,
    bigint,
    bigint,
  ];
  let word = (first << 43n) | (second << 22n) | (third << 1n) | 1n;
  const state: bigint[] = [];
  for (let i = 0; i < WORDS; i++) {
    word = xorshift64(word);
    state.unshift((word * STAR_64) & WORD);
  }
  for (let at = 0; ; at = (at + 1) % WORDS) {
    const next = (at + 1) % WORDS;
    const mixed = scramble(state[at] ?? 0n, state[next] ?? 0n);
    state[next] = mixed;
    yield Number((mixed * STAR) & WORD) / 2 ** 64;
  }
}

function xorshift64(word: bigint): bigint {
  const a = word ^ (word >> 12n);
  const b = a ^ ((a << 25n) & WORD);
  return b ^ (b >> 27n);
}

function scramble(current: bigint, following: bigint): bigint {
  const a = following ^ ((following << 31n) & WORD);
  return current ^ (current >> 30n) ^ a ^ (a >> 11n);
}
