import { expect, test } from 'vitest';
import { LEVEL, laneY, layoutSkipList } from './skip-list-layout.ts';

const view = {
  shape: 'skiplist',
  size: 2,
  level: 2,
  nodes: [
    {
      rank: -1,
      member: '',
      score: 0,
      lanes: [
        { toRank: 0, span: 1 },
        { toRank: 1, span: 2 },
      ],
    },
    { rank: 0, member: 'a', score: 1, lanes: [{ toRank: 1, span: 1 }] },
    {
      rank: 1,
      member: 'b',
      score: 2,
      lanes: [
        { toRank: null, span: 0 },
        { toRank: null, span: 0 },
      ],
    },
  ],
  path: [
    { rank: -1, lane: 1, down: true },
    { rank: -1, lane: 0, down: false },
    { rank: 0, lane: 0, down: true },
  ],
  buckets: 4,
  bucketSizes: [1, 1, 0, 0],
} as const;

test('a higher lane is drawn higher, and a pointer ends at the column it points to', () => {
  const layout = layoutSkipList(view);
  expect(laneY(layout, 1)).toBeLessThan(laneY(layout, 0) - LEVEL);
  const jump = layout.pointers.find((pointer) => pointer.fromRank === -1 && pointer.lane === 1);
  expect(jump?.x2).toBe(layout.xs[2]);
});

test('only pointers the search went along are lit, every cell it stood in, and the one it ended in', () => {
  const layout = layoutSkipList(view);
  expect(layout.pointers.filter((pointer) => pointer.lit).map((pointer) => [pointer.fromRank, pointer.lane])).toEqual([
    [-1, 0],
    [0, 0],
  ]);
  expect([...layout.litRanks]).toEqual(['-1 1', '-1 0', '0 0', '1 0']);
  expect(layout.found).toBe(1);
});

test('everything lies inside the picture', () => {
  const layout = layoutSkipList(view);
  for (const { x1, x2, y } of layout.pointers) {
    expect(Math.max(x1, x2)).toBeLessThanOrEqual(layout.width);
    expect(y).toBeLessThan(layout.height);
    expect(x2).toBeGreaterThan(x1);
  }
});
