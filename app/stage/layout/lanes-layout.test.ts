import { describe, expect, it } from 'vitest';
import type { ArrowView, LanesView } from '../../../engine/scene/views.ts';
import { instantUnder, labelOf, layoutLanes, panned, SPAN_MIN, zoomed } from './lanes-layout.ts';

const arrow = (sent: number, leavesAt: number, arrivesAt: number | null): ArrowView => ({
  sent,
  kind: 'message',
  from: 'a',
  to: 'b',
  leavesAt,
  arrivesAt,
  end: arrivesAt === null ? 'held' : 'arrived',
  label: 'SET k v',
  token: null,
});

const view = (arrows: readonly ArrowView[]): LanesView => ({
  nodes: ['a', 'b', 'c'].map((id) => ({ id, kind: 'client', up: true, down: [] })),
  from: 0,
  to: 1000,
  arrows,
  marks: [10, 10, 10].map((at, seq) => ({ seq, node: 'c', at, step: 1, kind: 'sync', says: 'x', state: null })),
  works: [],
  drawnFrom: 0,
});
const window = { from: 0, to: 1000 };

describe('the layout of lanes', () => {
  it('slants a frame from its sender when it left to its receiver when it arrives', () => {
    const layout = layoutLanes(view([arrow(1, 100, 300)]), window, 800, 400);
    const [box] = layout.arrows;
    expect(box?.x1).toBeCloseTo(layout.xOf(100));
    expect(box?.x2).toBeCloseTo(layout.xOf(300));
    expect(box?.y1).toBeLessThan(box?.y2 ?? 0);
    expect(layout.yOf('a')).toBeLessThan(layout.yOf('b') ?? 0);
  });

  it('cuts what leaves the window at its edges and leaves out what is outside of it', () => {
    const layout = layoutLanes(
      view([arrow(1, -500, 500), arrow(2, 2000, 3000), arrow(3, -500, 5000)]),
      window,
      800,
      400,
    );
    expect(layout.arrows.map((box) => box.arrow.sent)).toEqual([1, 3]);
    for (const box of layout.arrows) {
      expect(box.x1).toBeGreaterThanOrEqual(layout.left);
      expect(box.x2).toBeLessThanOrEqual(layout.right);
    }
    expect(layout.arrows[0]?.y1).toBeGreaterThan(layout.yOf('a') ?? 0);
  });

  it('hangs a held frame between its lanes', () => {
    const layout = layoutLanes(view([arrow(1, 100, null)]), window, 800, 400);
    expect(layout.arrows[0]?.y2).toBeLessThan((layout.yOf('b') ?? 0) - 10);
  });

  it('gives words only where they do not collide, and marks a place of their own', () => {
    const crowd = Array.from({ length: 40 }, (_, i) => arrow(i, 100 + i, 300 + i));
    const layout = layoutLanes(view(crowd), window, 800, 400);
    const words = layout.arrows.flatMap((box) => box.words ?? []);
    expect(words.length).toBeGreaterThan(0);
    expect(words.length).toBeLessThan(10);
    expect(new Set(layout.marks.map((box) => box.x)).size).toBe(3);
    expect(labelOf({ ...arrow(1, 0, 1), label: 'x'.repeat(60) })).toHaveLength(24);
  });

  it('keeps its lanes apart however many there are: the picture then scrolls', () => {
    const many: LanesView = {
      ...view([]),
      nodes: Array.from({ length: 40 }, (_, i) => ({ id: `n${i}`, kind: 'client', up: true, down: [] })),
    };
    const layout = layoutLanes(many, window, 390, 400);
    expect(layout.height).toBeGreaterThan(1000);
    expect((layout.lanes[1]?.y ?? 0) - (layout.lanes[0]?.y ?? 0)).toBeGreaterThanOrEqual(44);
  });
});

describe('the window of lanes', () => {
  it('zooms around an instant that stays where it is, within bounds', () => {
    const near = zoomed(window, 0.5, 400);
    expect(near).toEqual({ from: 200, to: 700 });
    expect(zoomed(window, 1e-9, 400).to - zoomed(window, 1e-9, 400).from).toBe(SPAN_MIN);
    expect(panned(window, 0.5)).toEqual({ from: 500, to: 1500 });
    expect(panned(window, -5)).toEqual({ from: -500, to: 500 });
    expect(instantUnder({ left: 100, right: 200 }, window, 150)).toBe(500);
  });
});
