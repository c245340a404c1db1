import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clone } from '../base/clone.ts';
import { randomBelow, rngFrom } from '../base/rng.ts';
import type { Dict } from './dict.ts';
import { createDict, dictDelete, dictEach, dictGet, dictHas, dictRandom, dictScan, dictSet, dictSome } from './dict.ts';
import { newOwner } from './value.ts';

function filled(count: number): Dict<number> {
  const dict = createDict<number>(newOwner(), 7);
  for (let i = 0; i < count; i++) dictSet(dict, `key:${i}`, i);
  return dict;
}

function contents(dict: Dict<number>): Map<string, number> {
  const found = new Map<string, number>();
  dictEach(dict, (key, value) => {
    expect(found.has(key)).toBe(false);
    found.set(key, value);
  });
  return found;
}

describe('dict', () => {
  test('is a map under any sequence of sets and deletes', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.boolean()), { maxLength: 2000 });
    fc.assert(
      fc.property(steps, (sequence) => {
        const dict = createDict<number>(newOwner(), 1);
        const model = new Map<string, number>();
        for (const [n, add] of sequence) {
          const key = String(n);
          if (add) {
            expect(dictSet(dict, key, n)).toBe(!model.has(key));
            model.set(key, n);
          } else {
            expect(dictDelete(dict, key)).toBe(model.get(key));
            model.delete(key);
          }
          expect(dict.count).toBe(model.size);
        }
        expect(contents(dict)).toEqual(model);
      }),
      { numRuns: 60 },
    );
  });

  test('gives its buckets back when it empties', () => {
    const dict = filled(5000);
    for (let i = 0; i < 5000; i++) expect(dictDelete(dict, `key:${i}`)).toBe(i);
    expect(dict.level + dict.split).toBeLessThan(3);
    expect(dictGet(dict, 'key:1')).toBeUndefined();
  });

  test('a fork sees nothing of what the other side writes', () => {
    const mine = filled(3000);
    const before = contents(mine);
    const yours = { ...mine, owner: newOwner() };
    mine.owner = newOwner();
    for (let i = 0; i < 3000; i += 3) dictSet(mine, `key:${i}`, -1);
    for (let i = 1; i < 3000; i += 3) dictDelete(mine, `key:${i}`);
    for (let i = 0; i < 3000; i++) dictSet(mine, `new:${i}`, i);
    expect(contents(yours)).toEqual(before);
    dictSet(yours, 'only', 1);
    expect(dictHas(mine, 'only')).toBe(false);
  });

  test('is plain data', () => {
    const dict = filled(100);
    expect(contents(clone(dict))).toEqual(contents(dict));
  });

  test('a full scan returns every key that stays, while others come and go', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), fc.integer(), (size, seed) => {
        const rng = rngFrom(seed, 'scan');
        const dict = filled(size);
        const seen = new Set<string>();
        let cursor = 0;
        const growing = randomBelow(rng, 2) === 0;
        let next = 0;
        do {
          cursor = dictScan(dict, cursor, (key) => seen.add(key));
          for (let i = 0; i < 8; i++) {
            if (growing) dictSet(dict, `other:${next++}`, 0);
            else if (next < size) {
              if (next % 10 !== 0) dictDelete(dict, `key:${next}`);
              next++;
            }
          }
        } while (cursor !== 0);
        for (let i = 0; i < size; i += 10) expect(seen.has(`key:${i}`)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test('a scan of a still table returns each key once', () => {
    const dict = filled(1234);
    let returned = 0;
    let cursor = 0;
    do {
      cursor = dictScan(dict, cursor, () => returned++);
    } while (cursor !== 0);
    expect(returned).toBe(1234);
  });

  test('random entries are uniform', () => {
    const dict = filled(100);
    const rng = rngFrom(3, 'uniform');
    const hits = new Map<string, number>();
    for (let i = 0; i < 50_000; i++) {
      const drawn = dictRandom(dict, (bound) => randomBelow(rng, bound));
      if (drawn !== null) hits.set(drawn[0], (hits.get(drawn[0]) ?? 0) + 1);
    }
    let chiSquare = 0;
    for (const count of hits.values()) chiSquare += (count - 500) ** 2 / 500;
    expect(hits.size).toBe(100);
    expect(chiSquare).toBeLessThan(150); // 99 degrees of freedom: beyond 150 once in a thousand seeds
  });

  test('a sample has as many entries as asked for and repeats none', () => {
    const dict = filled(50);
    const rng = rngFrom(4, 'some');
    const seen: string[] = [];
    dictSome(
      dict,
      20,
      (bound) => randomBelow(rng, bound),
      (key) => seen.push(key),
    );
    expect(new Set(seen).size).toBe(20);
  });
});
