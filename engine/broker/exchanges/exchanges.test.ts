import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clone } from '../../base/clone.ts';
import type { FieldTable } from '../../wire/amqp-methods.ts';
import type { Binding, ExchangeKind, Routable } from './kind.ts';
import { EXCHANGE_KINDS } from './registry.ts';
import { topicMatches, wordsOf } from './topic.ts';

const binding = (key: string, args: FieldTable = [], destination = 'q'): Binding =>
  Object.freeze({ source: 'x', to: 'queue', destination, key, arguments: args });
const routable = (key: string, headers: FieldTable = []): Routable => ({ key, headers, properties: {} });

function kind(type: string): ExchangeKind {
  const found = EXCHANGE_KINDS.get(type);
  if (found === undefined) throw new Error(type);
  return found;
}

function matched(type: string, bindings: readonly Binding[], message: Routable): Set<Binding> {
  const routes = kind(type).routes([]);
  for (const one of bindings) kind(type).add(routes, one);
  const found: Binding[] = [];
  kind(type).match(routes, message, found);
  return new Set(found);
}

const text = (key: string, value: string) => ({ key, type: 'longstr', value }) as const;
const words = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 5 }).map((list) => list.join('.'));
const patterns = fc.array(fc.constantFrom('a', 'b', '*', '#', '#'), { maxLength: 5 }).map((list) => list.join('.'));
const header = fc.record({ key: fc.constantFrom('a', 'b', 'x-c'), value: fc.constantFrom('1', '2') });
const headers = fc
  .uniqueArray(header, { selector: (one) => one.key })
  .map((list) => list.map(({ key, value }) => text(key, value)));
const matching = fc.constantFrom('all', 'any', 'all-with-x', 'any-with-x');

/** Bindings a kind accepts. */
const bindingsOf: Readonly<Record<string, fc.Arbitrary<Binding>>> = {
  direct: words.map((key) => binding(key)),
  fanout: words.map((key) => binding(key)),
  topic: patterns.map((key) => binding(key)),
  headers: fc.tuple(headers, matching).map(([args, mode]) => binding('', [...args, text('x-match', mode)])),
  // One destination has one share, however often it is bound.
  'x-consistent-hash': fc
    .integer({ min: 1, max: 20 })
    .map((weight) => ({ ...binding(String(weight)), destination: `q${weight}` })),
};

describe.each([...EXCHANGE_KINDS.keys()])('an exchange of type %s', (type) => {
  const some = fc.array(bindingsOf[type] ?? fc.constant(binding('')), { maxLength: 12 });

  test('matches exactly the bindings that it cannot explain away', () => {
    fc.assert(
      fc.property(some, words, headers, (bindings, key, given) => {
        const routes = kind(type).routes([]);
        for (const one of bindings) kind(type).add(routes, one);
        const found: Binding[] = [];
        kind(type).match(routes, routable(key, given), found);
        for (const one of bindings) {
          expect(kind(type).why(routes, one, routable(key, given)) === null).toBe(found.includes(one));
        }
      }),
    );
  });

  test('forgets a binding that was removed, and one that never was', () => {
    fc.assert(
      fc.property(some, some, words, headers, (kept, gone, key, given) => {
        fc.pre(type !== 'x-consistent-hash' || !gone.some((a) => kept.some((z) => a.destination === z.destination)));
        const routes = kind(type).routes([]);
        const order = [...kept, ...gone].sort((a, z) => (a.key < z.key ? -1 : a.key > z.key ? 1 : 0));
        for (const one of order) kind(type).add(routes, one);
        for (const one of gone) kind(type).remove(routes, one);
        for (const one of gone) kind(type).remove(routes, one);
        const fresh = kind(type).routes([]);
        for (const one of order) if (kept.includes(one)) kind(type).add(fresh, one);
        const [left, right]: [Binding[], Binding[]] = [[], []];
        kind(type).match(routes, routable(key, given), left);
        kind(type).match(fresh, routable(key, given), right);
        expect(new Set(left)).toEqual(new Set(right));
      }),
    );
  });

  test('has routes that are plain data: a copy matches the same and is not written to by its twin', () => {
    fc.assert(
      fc.property(some, words, headers, (bindings, key, given) => {
        const routes = kind(type).routes([]);
        for (const one of bindings) kind(type).add(routes, one);
        const twin = clone(routes);
        const before: Binding[] = [];
        kind(type).match(twin, routable(key, given), before);
        for (const one of bindings) kind(type).remove(routes, one);
        const after: Binding[] = [];
        kind(type).match(twin, routable(key, given), after);
        expect(after).toEqual(before);
      }),
    );
  });
});

test.each([
  ['#.b.c', 'a.b.b.c', true],
  ['#.*', 'a.b', true],
  ['lazy.#', 'lazy', true],
  ['#.c', 'a.b', false],
  ['a.#.a', 'a', false],
  ['#', '', true],
  ['*', '', false],
  ['*', 'a', true],
  ['a.*', 'a.', true],
  ['a..b', 'a..b', true],
  ['#.#.#', 'a', true],
  ['*.#.*', 'a', false],
])('topic %s ~ %s: %s', (pattern, key, expected) => {
  expect(matched('topic', [binding(pattern)], routable(key)).size === 1).toBe(expected);
  expect(topicMatches(wordsOf(pattern), wordsOf(key))).toBe(expected);
});

test('a topic trie agrees with the definition for any patterns and keys', () => {
  fc.assert(
    fc.property(fc.array(patterns, { maxLength: 15 }), words, (keys, key) => {
      const bindings = keys.map((one) => binding(one));
      const expected = bindings.filter((one) => topicMatches(wordsOf(one.key), wordsOf(key)));
      expect(matched('topic', bindings, routable(key))).toEqual(new Set(expected));
    }),
    { numRuns: 500 },
  );
});

test('patterns of many hashes do not multiply', () => {
  const key = Array.from({ length: 60 }, () => 'a').join('.');
  const pattern = Array.from({ length: 12 }, () => '#.a').join('.');
  expect(matched('topic', [binding(`${pattern}.b`), binding(pattern)], routable(key)).size).toBe(1);
});

test('headers: all, any, and what begins with x- counts only where it is asked for', () => {
  const args = [text('a', '1'), text('x-b', '2')];
  const hits = (mode: string, given: FieldTable): boolean =>
    matched('headers', [binding('', [...args, text('x-match', mode)])], routable('', given)).size === 1;
  expect(hits('all', [text('a', '1')])).toBe(true);
  expect(hits('all-with-x', [text('a', '1')])).toBe(false);
  expect(hits('all-with-x', [text('a', '1'), text('x-b', '2')])).toBe(true);
  expect(hits('any', [text('x-b', '2')])).toBe(false);
  expect(hits('any-with-x', [text('x-b', '2')])).toBe(true);
  expect(hits('any', [text('a', '2')])).toBe(false);
});

test('a consistent hash sends equal keys to one place, and shares by weight', () => {
  const [light, heavy] = [binding('1', [], 'light'), binding('3', [], 'heavy')];
  let [toLight, toHeavy] = [0, 0];
  for (let i = 0; i < 4000; i++) {
    const hit = matched('x-consistent-hash', [light, heavy], routable(`key ${i}`));
    expect(hit).toEqual(matched('x-consistent-hash', [light, heavy], routable(`key ${i}`)));
    if (hit.has(light)) toLight++;
    else toHeavy++;
  }
  expect(toHeavy / toLight).toBeGreaterThan(2.4);
  expect(toHeavy / toLight).toBeLessThan(3.7);
});
