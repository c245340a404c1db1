/*
 * Which messages a process has met, by their ids `<name>-<n>`: one bit a number, so that remembering a hundred
 * thousand costs a few kilobytes and a copy next to nothing.
 */

export interface Seen {
  /** By name: bit n of the words. */
  readonly numbered: Map<string, Uint32Array>;
  /** Ids of any other form. */
  readonly others: Set<string>;
}

const NUMBER_MAX = 10_000_000;

export function createSeen(): Seen {
  return { numbered: new Map(), others: new Set() };
}

export function forkSeen(seen: Seen): Seen {
  const numbered = new Map<string, Uint32Array>();
  for (const [name, words] of seen.numbered) numbered.set(name, words.slice());
  return { numbered, others: new Set(seen.others) };
}

/** Remembers an id. True when it was known already. The empty id is never known. */
export function meet(seen: Seen, id: string): boolean {
  if (id === '') return false;
  const at = id.lastIndexOf('-');
  const n = at < 0 ? Number.NaN : Number(id.slice(at + 1));
  if (!Number.isInteger(n) || n < 0 || n > NUMBER_MAX) {
    const known = seen.others.has(id);
    seen.others.add(id);
    return known;
  }
  const word = n >>> 5;
  const words = wordsOf(seen, id.slice(0, at), word);
  const mask = 1 << (n & 31);
  const known = ((words[word] as number) & mask) !== 0;
  words[word] = (words[word] as number) | mask;
  return known;
}

export function hasMet(seen: Seen, id: string): boolean {
  const at = id.lastIndexOf('-');
  const n = at < 0 ? Number.NaN : Number(id.slice(at + 1));
  if (!Number.isInteger(n) || n < 0 || n > NUMBER_MAX) return seen.others.has(id);
  return (((seen.numbered.get(id.slice(0, at))?.[n >>> 5] ?? 0) >>> (n & 31)) & 1) === 1;
}

function wordsOf(seen: Seen, name: string, word: number): Uint32Array {
  const words = seen.numbered.get(name);
  if (words !== undefined && word < words.length) return words;
  let size = 32;
  while (size <= word) size *= 2;
  const grown = new Uint32Array(size);
  if (words !== undefined) grown.set(words);
  seen.numbered.set(name, grown);
  return grown;
}
