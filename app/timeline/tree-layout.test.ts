import { describe, expect, it } from 'vitest';
import { treeRows } from './tree-layout.ts';

const branch = (id: number, parent: number | null, forkedAt: number, headAt: number) => ({
  id,
  parent,
  forkedAt,
  headAt,
  name: `b${id}`,
  outcome: '',
});

describe('the tree of branches', () => {
  it('has every branch below the one it left, in the order in which they left', () => {
    const rows = treeRows([branch(0, null, 0, 100), branch(1, 0, 60, 80), branch(2, 1, 70, 200), branch(3, 0, 20, 50)]);
    expect(rows.map(({ branch: { id }, depth, parentRow }) => [id, depth, parentRow])).toEqual([
      [0, 0, -1],
      [3, 1, 0],
      [1, 1, 0],
      [2, 2, 2],
    ]);
    expect(rows.map(({ from, to }) => [from, to])).toEqual([
      [0, 0.5],
      [0.1, 0.25],
      [0.3, 0.4],
      [0.35, 1],
    ]);
  });
});
