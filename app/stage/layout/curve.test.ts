import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { along, level, pathOf, pointOn, progress, straight } from './curve.ts';

const a = { x: 0, y: 0 };
const b = { x: 100, y: 40 };
const c = { x: 130, y: 40 };

describe('curves', () => {
  it('start where they start and end where they end', () => {
    expect(pointOn(level(a, b), 0)).toEqual(a);
    expect(pointOn(level(a, b), 1)).toEqual(b);
  });

  it('write one path for pieces that follow one another', () => {
    expect(pathOf([straight(a, b), straight(b, c)]).match(/M/g)).toHaveLength(1);
    expect(pathOf([straight(a, b), straight(c, b)]).match(/M/g)).toHaveLength(2);
  });

  it('pass through the joint of two pieces and keep to their ends', () => {
    const way = [straight(a, b), straight(b, c)];
    expect(along(way, 0)).toEqual(a);
    expect(along(way, 1).x).toBeCloseTo(c.x);
    expect(along(way, 2).x).toBeCloseTo(c.x);
    expect(along(way, Math.hypot(b.x, b.y) / (Math.hypot(b.x, b.y) + 30)).y).toBeCloseTo(b.y);
  });

  it('never run backwards from left to right', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (f, g) => {
        const way = [level(a, b), level(b, c)];
        const [low, high] = f < g ? [f, g] : [g, f];
        expect(along(way, low).x).toBeLessThanOrEqual(along(way, high).x + 1e-9);
      }),
    );
  });
});

describe('progress', () => {
  it('is (t - sentAt) / (arrivesAt - sentAt)', () => {
    expect(progress(150, 100, 300, false)).toBe(0.25);
  });
  it('plays backwards for free and never leaves the wire', () => {
    expect(progress(50, 100, 300, false)).toBe(0);
    expect(progress(900, 100, 300, false)).toBe(1);
  });
  it('stands a third in while held, and in the middle where motion is not wanted', () => {
    expect(progress(150, 100, null, false)).toBeCloseTo(1 / 3);
    expect(progress(150, 100, 300, true)).toBe(0.5);
  });
});
