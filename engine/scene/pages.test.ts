import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addLife,
  addRow,
  cell,
  createList,
  createLives,
  createTable,
  forkList,
  forkTable,
  headOf,
  insertItem,
  type List,
  lifeOf,
  pushItem,
  removeItem,
  setCell,
  tailOf,
} from './pages.ts';

describe('a table in pages', () => {
  it('keeps what was written on either side of a fork from the other', () => {
    const table = createTable(2);
    for (let i = 0; i < 300; i++) setCell(table, addRow(table), 1, i);
    const twin = forkTable(table);
    setCell(table, 5, 1, 1000);
    setCell(twin, 299, 1, 2000);
    setCell(twin, addRow(twin), 0, 7);
    expect([cell(table, 5, 1), cell(table, 299, 1), table.rows]).toEqual([1000, 299, 300]);
    expect([cell(twin, 5, 1), cell(twin, 299, 1), twin.rows, cell(twin, 300, 0)]).toEqual([5, 2000, 301, 7]);
    expect([cell(twin, 300, 1), cell(table, 6, 1), cell(twin, 6, 1)]).toEqual([0, 6, 6]);
  });

  it('tells a life oldest first, also when lives are interleaved', () => {
    const lives = createLives();
    let a = 0;
    let b = 0;
    for (let seq = 1; seq <= 400; seq++) {
      if (seq % 3 === 0) b = addLife(lives, b, seq);
      else a = addLife(lives, a, seq);
    }
    expect(lifeOf(lives, b).slice(0, 3)).toEqual([3, 6, 9]);
    expect(lifeOf(lives, a).length + lifeOf(lives, b).length).toBe(400);
    expect(lifeOf(lives, 0)).toEqual([]);
  });
});

describe('a list in pages', () => {
  const change = fc.oneof(
    fc.record({ do: fc.constant('push' as const), at: fc.nat(3000) }),
    fc.record({ do: fc.constant('insert' as const), at: fc.nat(3000) }),
    fc.record({ do: fc.constant('remove' as const), at: fc.nat(3000) }),
    fc.record({ do: fc.constant('fork' as const), at: fc.nat(3000) }),
  );

  it('is an array in every way that it is used, through forks on both sides', () => {
    fc.assert(
      fc.property(fc.nat(600), fc.array(change, { maxLength: 200 }), (start, changes) => {
        let pair: { list: List; model: number[] } = { list: createList(), model: [] };
        const others: (typeof pair)[] = [];
        let item = 0;
        for (; item < start; item++) {
          pushItem(pair.list, item);
          pair.model.push(item);
        }
        for (const { do: what, at } of changes) {
          const { list, model } = pair;
          if (what === 'push') {
            pushItem(list, ++item);
            model.push(item);
          } else if (what === 'insert') {
            insertItem(list, at, ++item);
            model.splice(at, 0, item);
          } else if (what === 'remove') {
            const victim = model[at % Math.max(1, model.length)] ?? -1;
            expect(removeItem(list, victim)).toBe(model.length > 0);
            if (model.length > 0) model.splice(model.indexOf(victim), 1);
          } else {
            const twin = { list: forkList(list), model: model.slice() };
            others.push(at % 2 === 0 ? twin : pair);
            if (at % 2 === 1) pair = twin;
          }
        }
        for (const { list, model } of [pair, ...others]) {
          expect(list.length).toBe(model.length);
          expect(headOf(list, 5000)).toEqual(model);
          expect(tailOf(list, 9)).toEqual(model.slice(-9));
          expect(headOf(list, 9)).toEqual(model.slice(0, 9));
        }
      }),
      { numRuns: 150 },
    );
  });
});
