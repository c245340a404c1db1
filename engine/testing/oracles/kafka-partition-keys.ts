import { createHash } from 'node:crypto';
import { pcg } from './pseudo-random.ts';

/* The keys whose partitions are compared with what real producers chose, and the hash that stands for all choices. */

export const PARTITION_COUNT = 7;
export const KEY_COUNT = 100_000;
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./éßλЖ中🜚';

/** Keys of 1 to 24 characters, all different, without blanks. */
export function partitionKeys(): string[] {
  const draw = pcg(4091);
  const letters = [...LETTERS];
  return Array.from({ length: KEY_COUNT }, (_, index) => {
    let key = index.toString(36);
    for (let more = draw(19); more > 0; more--) key += letters[draw(letters.length)];
    return key;
  });
}

/** One text for where each key went. */
export function choiceHash(partitionOf: (key: string) => number): string {
  const hash = createHash('sha256');
  for (const key of partitionKeys()) hash.update(`${key} ${partitionOf(key)}\n`);
  return hash.digest('hex');
}
