import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomBelow, rngFrom } from '../../base/rng.ts';
import type { ListValue, Skiplist } from '../value.ts';
import { newOwner } from '../value.ts';
import { emptyIntset, intsetAdd, intsetHas, intsetRemove } from './intset.ts';
import { listpackBytes } from './listpack.ts';
import type { QuicklistLimits } from './quicklist.ts';
import {
  quicklistAt,
  quicklistDeleteRange,
  quicklistIndexOf,
  quicklistInsert,
  quicklistPop,
  quicklistPush,
  quicklistRange,
  quicklistRemove,
  quicklistReplace,
} from './quicklist.ts';
import {
  emptySkiplist,
  forkSkiplist,
  inspectSkiplist,
  randomLevel,
  skiplistAt,
  skiplistCountBefore,
  skiplistInsert,
  skiplistNext,
  skiplistRank,
  skiplistRemove,
  skiplistRemoveRange,
  skiplistSearchPath,
  skiplistUpdate,
} from './skiplist.ts';

const LIMITS: QuicklistLimits = { listMaxListpackSize: 4, quicklistPackedThreshold: 12 };

function emptyList(): ListValue {
  return { type: 'list', encoding: 'quicklist', owner: newOwner(), lru: 0, nodes: [], count: 0 };
}

function itemsOf(list: ListValue): string[] {
  return list.nodes.flatMap((node) => node.items);
}

type Edit = (list: ListValue, model: string[]) => void;

const texts = fc.constantFrom('a', 'b', '1', '-7', '300', 'long enough to be plain', '');
const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(texts, fc.boolean()).map(
    ([value, atHead]): Edit =>
      (list, model) => {
        quicklistPush(list, LIMITS, value, atHead);
        if (atHead) model.unshift(value);
        else model.push(value);
      },
  ),
  fc.boolean().map(
    (atHead): Edit =>
      (list, model) => {
        expect(quicklistPop(list, atHead)).toBe(atHead ? model.shift() : model.pop());
      },
  ),
  fc.tuple(fc.nat(30), texts, fc.boolean()).map(
    ([index, value, after]): Edit =>
      (list, model) => {
        if (index >= model.length) return;
        quicklistInsert(list, LIMITS, index, value, after);
        model.splice(after ? index + 1 : index, 0, value);
      },
  ),
  fc.tuple(fc.nat(30), texts).map(
    ([index, value]): Edit =>
      (list, model) => {
        expect(quicklistReplace(list, LIMITS, index, value)).toBe(index < model.length);
        if (index < model.length) model[index] = value;
      },
  ),
  fc.tuple(fc.nat(30), fc.nat(12)).map(
    ([from, count]): Edit =>
      (list, model) => {
        quicklistDeleteRange(list, from, count);
        model.splice(from, count);
      },
  ),
  fc.tuple(texts, fc.nat(3), fc.boolean()).map(
    ([value, max, fromHead]): Edit =>
      (list, model) => {
        const places = model.flatMap((item, i) => (item === value ? [i] : []));
        const gone = new Set((fromHead ? places : places.toReversed()).slice(0, max === 0 ? undefined : max));
        expect(quicklistRemove(list, value, max, fromHead)).toBe(gone.size);
        model.splice(0, model.length, ...model.filter((_, i) => !gone.has(i)));
      },
  ),
);

describe('a quicklist', () => {
  test('holds what an array would, in nodes of honest sizes', () => {
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 60 }), fc.integer({ min: -40, max: 40 }), (steps, index) => {
        const list = emptyList();
        const model: string[] = [];
        for (const step of steps) step(list, model);
        expect(itemsOf(list)).toEqual(model);
        expect(list.count).toBe(model.length);
        expect(quicklistAt(list, index)).toBe(model.at(index));
        expect(quicklistIndexOf(list, 'a')).toBe(model.indexOf('a'));
        expect(quicklistRange(list, 0, model.length - 1)).toEqual(model);
        for (const node of list.nodes) {
          expect(node.items.length).toBeGreaterThan(0);
          expect(node.items.length).toBeLessThanOrEqual(4);
          expect(node.bytes).toBe(node.plain ? node.items[0]?.length : listpackBytes(node.items));
        }
      }),
    );
  });

  test('that is shared with a fork copies the node it writes, and no other', () => {
    const list = emptyList();
    for (let i = 0; i < 12; i++) quicklistPush(list, LIMITS, String(i), false);
    const fork: ListValue = { ...list, owner: newOwner(), nodes: list.nodes.slice() };
    const before = itemsOf(list);
    quicklistPop(fork, true);
    quicklistReplace(fork, LIMITS, 2, 'x');
    expect(itemsOf(list)).toEqual(before);
    expect(fork.nodes.filter((node, i) => node === list.nodes[i])).toHaveLength(2);
  });
});

describe('an intset', () => {
  test('holds what a sorted set of integers would, as wide as its widest ever', () => {
    const values = fc.constantFrom<number | bigint>(
      0,
      1,
      -1,
      32767,
      -32769,
      2147483648,
      9007199254740993n,
      -(2n ** 63n),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(values, fc.boolean())), (steps) => {
        const set = emptyIntset();
        const model = new Set<number | bigint>();
        for (const [value, adds] of steps) {
          if (adds) expect(intsetAdd(set, value)).toBe(!model.has(value) && model.add(value).has(value));
          else expect(intsetRemove(set, value)).toBe(model.delete(value));
          expect(intsetHas(set, value)).toBe(model.has(value));
        }
        expect(set.items).toEqual([...model].sort((a, b) => (a < b ? -1 : 1)));
      }),
    );
  });
});

interface Scored {
  member: string;
  score: number;
}

function order(a: Scored, b: Scored): number {
  return a.score - b.score || (a.member < b.member ? -1 : 1);
}

function walk(list: Skiplist): Scored[] {
  const found: Scored[] = [];
  for (let node = skiplistNext(list, 0); node !== 0; node = skiplistNext(list, node)) {
    found.push({ member: list.members[node] as string, score: list.scores[node] as number });
  }
  return found;
}

/** Every span is the number of places its pointer jumps: ranks counted by spans are the true ranks. */
function expectSound(list: Skiplist, model: readonly Scored[]): void {
  expect(walk(list)).toEqual(model);
  expect(list.length).toBe(model.length);
  for (const [rank, { member, score }] of model.entries()) {
    expect(skiplistRank(list, score, member)).toBe(rank);
    expect(list.members[skiplistAt(list, rank)]).toBe(member);
  }
  for (const { rank, lanes } of inspectSkiplist(list, 0, model.length)) {
    for (const { toRank, span } of lanes) expect(toRank ?? model.length - 1).toBe(rank + span);
  }
}

describe('a skip list', () => {
  const steps = fc.array(
    fc.record({
      member: fc.nat(40).map(String),
      score: fc.nat(6),
      what: fc.constantFrom('put', 'put', 'put', 'remove', 'cut'),
    }),
    { maxLength: 120 },
  );

  test('stays sorted, with true ranks and spans, through inserts, updates and removals', () => {
    fc.assert(
      fc.property(steps, fc.nat(), (done, seed) => {
        const rng = rngFrom(seed, 'coin');
        const coin = { random: (bound: number) => randomBelow(rng, bound) };
        const list = emptySkiplist(4);
        let model: Scored[] = [];
        for (const { member, score, what } of done) {
          const known = model.find((one) => one.member === member);
          if (what === 'put' && known === undefined) {
            skiplistInsert(list, score, member, randomLevel(coin));
            model.push({ member, score });
          } else if (what === 'put' && known !== undefined) {
            skiplistUpdate(list, known.score, score, member);
            known.score = score;
          } else if (what === 'remove') {
            expect(skiplistRemove(list, known?.score ?? score, member) !== 0).toBe(known !== undefined);
            model = model.filter((one) => one !== known);
          } else {
            skiplistRemoveRange(list, score, score + 2, () => {});
            model.splice(score, 2);
          }
          model.sort(order);
        }
        expectSound(list, model);
        expect(skiplistCountBefore(list, (score) => score < 3)).toBe(model.filter(({ score }) => score < 3).length);
      }),
    );
  });

  test('is copied whole: neither side sees what the other writes', () => {
    const list = emptySkiplist();
    for (let i = 0; i < 300; i++) skiplistInsert(list, i, `m${i}`, 1 + (i % 3));
    const before = walk(list);
    const fork = forkSkiplist(list);
    skiplistRemoveRange(fork, 0, 299, () => {});
    skiplistInsert(fork, 5, 'new', 2);
    expect(walk(list)).toEqual(before);
  });

  test('finds a member in far fewer steps than there are members', () => {
    const rng = rngFrom(7, 'coin');
    const coin = { random: (bound: number) => randomBelow(rng, bound) };
    const list = emptySkiplist();
    for (let i = 0; i < 4096; i++) skiplistInsert(list, i, `m${i}`, randomLevel(coin));
    const path = skiplistSearchPath(list, 3000, 'm3000');
    expect(path.length).toBeLessThan(100);
    expect(path.at(-1)).toEqual({ rank: 2999, lane: 0, down: true });
  });

  test('gives a node one more lane one time in four', () => {
    const rng = rngFrom(1, 'coin');
    const heights = new Map<number, number>();
    for (let i = 0; i < 40_000; i++) {
      const height = randomLevel({ random: (bound) => randomBelow(rng, bound) });
      heights.set(height, (heights.get(height) ?? 0) + 1);
    }
    expect((heights.get(1) ?? 0) / 40_000).toBeCloseTo(0.75, 1);
    expect((heights.get(2) ?? 0) / 40_000).toBeCloseTo(0.1875, 1);
  });
});
