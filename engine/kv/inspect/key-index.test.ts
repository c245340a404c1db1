import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDict, type Dict, dictDelete, dictEach, dictFrozen, dictSet } from '../dict.ts';
import { encodedString } from '../strings.ts';
import { newOwner, type Value } from '../value.ts';
import { keyIndex } from './key-index.ts';
import { byBytes, OrderedKeys } from './ordered-keys.ts';
import { sortKeys } from './sort-keys.ts';

const SEED = 7;
const valueOf = (owner = newOwner()): Value => encodedString('x', owner, 0);
const dictOf = (keys: Iterable<string>): Dict<Value> => {
  const dict = createDict<Value>(newOwner(), SEED);
  for (const key of keys) dictSet(dict, key, valueOf());
  return dict;
};
const sortedKeys = (dict: Dict<Value>): string[] => {
  const keys: string[] = [];
  dictEach(dict, (key) => keys.push(key));
  return keys.sort(byBytes);
};
const part = fc.constantFrom('a', 'b', 'user', 'u', '', '\xff', '1', '22', '!');
const key = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(':'));
const edit = fc.record({ key, remove: fc.boolean() });

/** The tree's first level, by looking at every key. */
function childrenOf(keys: readonly string[], prefix: string): string[] {
  const found = new Set<string>();
  for (const one of keys) {
    if (!one.startsWith(prefix)) continue;
    const cut = one.indexOf(':', prefix.length);
    found.add(cut < 0 ? one : one.slice(0, cut + 1));
  }
  return [...found].sort(byBytes);
}

describe('keys in order', () => {
  it('keep their places through any additions and removals', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 60 }), key, (edits, bound) => {
        const ordered = new OrderedKeys([]);
        const model = new Set<string>();
        for (const { key: one, remove } of edits) {
          if (remove) ordered.remove(one);
          else ordered.add(one);
          if (remove) model.delete(one);
          else model.add(one);
        }
        const expected = [...model].sort(byBytes);
        expect(ordered.slice(0, expected.length + 5)).toEqual(expected);
        expect(ordered.placeOf(bound)).toBe(expected.filter((one) => one < bound).length);
        expect(ordered.hasWithin(bound)).toBe(expected.some((one) => one.startsWith(bound)));
        expect(ordered.placeBehind(bound) - ordered.placeOf(bound)).toBe(
          expected.filter((one) => one.startsWith(bound)).length,
        );
      }),
    );
  });

  it('do so across many runs, which are split and joined', () => {
    const all = Array.from({ length: 20_000 }, (_, i) => `k:${String((i * 7919) % 20_011).padStart(5, '0')}`);
    const ordered = new OrderedKeys([]);
    for (const one of all) ordered.add(one);
    const sorted = all.toSorted(byBytes);
    expect(ordered.slice(0, Infinity)).toEqual(sorted);
    expect(ordered.slice(11_111, 11_114)).toEqual(sorted.slice(11_111, 11_114));
    for (const [i, one] of sorted.entries()) if (i % 50 !== 0) ordered.remove(one);
    const left = sorted.filter((_, i) => i % 50 === 0);
    expect([ordered.length, ordered.slice(0, Infinity)]).toEqual([left.length, left]);
    expect(ordered.placeOf(left[300] ?? '')).toBe(300);
    expect(ordered.changed(['zz', 'aa'], new Set(left.slice(0, 399))).slice(0, 9)).toEqual(['aa', left[399], 'zz']);
  });
});

describe('sorting keys', () => {
  it('puts them in order of their bytes, whatever they begin with', () => {
    const byte = fc.nat(255).map((code) => String.fromCharCode(code));
    const tail = fc.array(byte, { maxLength: 12 }).map((bytes) => bytes.join(''));
    const long = fc
      .tuple(fc.constantFrom('', 'user:', 'user:1000', 'user:1000\0'), tail)
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.uniqueArray(long, { minLength: 40, maxLength: 400 }), (keys) => {
        expect(sortKeys([...keys])).toEqual(keys.toSorted(byBytes));
      }),
    );
  });
});

describe('the index of a table', () => {
  it('follows whatever is written, in the keys and in every level of the tree', () => {
    fc.assert(
      fc.property(fc.array(key), fc.array(fc.array(edit, { maxLength: 8 }), { maxLength: 6 }), (first, rounds) => {
        const dict = dictOf(first);
        for (const edits of [[], ...rounds]) {
          for (const { key: one, remove } of edits) {
            if (remove) dictDelete(dict, one);
            else dictSet(dict, one, valueOf());
          }
          const expected = sortedKeys(dict);
          const index = keyIndex(dict);
          expect(index.keys.slice(0, Infinity)).toEqual(expected);
          for (const prefix of ['', 'a:', 'user:', 'user:1:', ':'])
            expect(index.level(prefix).slice(0, Infinity)).toEqual(childrenOf(expected, prefix));
        }
      }),
    );
  });

  it('follows growth and shrinking of the table', () => {
    const dict = dictOf([]);
    for (let size = 1; size < 30_000; size *= 3) {
      for (let i = 0; i < size; i++) dictSet(dict, `a:${i}`, valueOf());
      expect(keyIndex(dict).keys.length).toBe(dict.count);
    }
    for (let i = 0; i < 19_000; i++) dictDelete(dict, `a:${i}`);
    expect(keyIndex(dict).keys.slice(0, Infinity)).toEqual(sortedKeys(dict));
  });

  it('goes over to another moment of the same table, and back, by what differs', () => {
    const dict = dictOf(Array.from({ length: 9000 }, (_, i) => `k:${i}`));
    const index = keyIndex(dict);
    const before = dictFrozen(dict);
    for (let i = 0; i < 50; i++) dictSet(dict, `new:${i}`, valueOf());
    expect(keyIndex(dict)).toBe(index);
    expect(index.countWithin('new:')).toBe(50);
    expect(keyIndex(before)).toBe(index);
    expect([index.countWithin('new:'), index.keys.length]).toEqual([0, 9000]);
    expect(keyIndex(dict).countWithin('new:')).toBe(50);
  });

  it('is another for another table', () => {
    const [one, other] = [dictOf(['a', 'b']), dictOf(['c'])];
    expect(keyIndex(one).keys.slice(0, 9)).toEqual(['a', 'b']);
    expect(keyIndex(other).keys.slice(0, 9)).toEqual(['c']);
    expect(keyIndex(one).keys.slice(0, 9)).toEqual(['a', 'b']);
  });

  it('lets a writer change nothing of what it has seen', () => {
    const dict = dictOf(['a', 'b', 'c']);
    const seen = dictFrozen(dict);
    dictDelete(dict, 'a');
    dictSet(dict, 'd', valueOf());
    expect(sortedKeys(seen)).toEqual(['a', 'b', 'c']);
  });
});
