/*
 * Sorts byte strings by their bytes, about twice as fast as comparing them would: the first chars in which they differ
 * are packed into one number each, beside the place it came from, and the numbers are sorted by themselves. What is
 * still the same then is sorted alike from there on. Keys have long beginnings in common (`user:`), which is what
 * makes comparing slow and this fast.
 */

/** So few are compared after all. */
const FEW = 48;
const PLACE_BITS = 20;
const PLACES = 1 << PLACE_BITS;

/** The same strings in order. `keys` is not kept as it was. */
export function sortKeys(keys: string[]): string[] {
  const { length } = keys;
  // The order of chars is that of bytes here.
  if (length <= FEW || length > PLACES) return keys.sort();
  const words = packed(keys, sharedBeginning(keys));
  new BigUint64Array(words.buffer).sort();
  const sorted = new Array<string>(length);
  for (let i = 0; i < length; i++) sorted[i] = keys[(words[2 * i] as number) & (PLACES - 1)] as string;
  for (let from = 0, to = 1; from < length; from = to++) {
    while (to < length && isSame(words, from, to)) to++;
    if (to - from === 1) continue;
    for (const [i, key] of sortKeys(sorted.slice(from, to)).entries()) sorted[from + i] = key;
  }
  return sorted;
}

/** How many chars all of them begin with alike. */
function sharedBeginning(keys: readonly string[]): number {
  const [first = ''] = keys;
  let shared = first.length;
  for (const key of keys) {
    const end = Math.min(shared, key.length);
    let at = 0;
    while (at < end && key.charCodeAt(at) === first.charCodeAt(at)) at++;
    shared = at;
    if (shared === 0) break;
  }
  return shared;
}

/**
 * Two words for each, the lower first: four chars from `from` on in nine bits each, where 0 is no char, eight bits of
 * the fifth, and in the lowest the place.
 */
function packed(keys: readonly string[], from: number): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(2 * keys.length);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string; // i is inside
    const fourth = nineBits(key, from + 3);
    words[2 * i] = ((fourth & 15) << 28) | ((nineBits(key, from + 4) >> 1) << PLACE_BITS) | i;
    words[2 * i + 1] =
      (nineBits(key, from) << 23) | (nineBits(key, from + 1) << 14) | (nineBits(key, from + 2) << 5) | (fourth >> 4);
  }
  return words;
}

function nineBits(key: string, at: number): number {
  return at < key.length ? key.charCodeAt(at) + 1 : 0;
}

function isSame(words: Uint32Array, a: number, b: number): boolean {
  return (
    words[2 * a + 1] === words[2 * b + 1] &&
    (words[2 * a] as number) >>> PLACE_BITS === (words[2 * b] as number) >>> PLACE_BITS
  );
}
