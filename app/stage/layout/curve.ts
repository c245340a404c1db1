/** A point in CSS pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A cubic Bézier curve. */
export interface Curve {
  readonly from: Point;
  readonly c1: Point;
  readonly c2: Point;
  readonly to: Point;
}

/** A curve that leaves and arrives level, as a wire between two columns does. */
export function level(from: Point, to: Point): Curve {
  const reach = Math.max(16, Math.abs(to.x - from.x) * 0.5);
  const way = to.x >= from.x ? 1 : -1;
  return { from, c1: { x: from.x + way * reach, y: from.y }, c2: { x: to.x - way * reach, y: to.y }, to };
}

/** A straight piece, in the same form. */
export function straight(from: Point, to: Point): Curve {
  const at = (f: number): Point => ({ x: from.x + (to.x - from.x) * f, y: from.y + (to.y - from.y) * f });
  return { from, c1: at(1 / 3), c2: at(2 / 3), to };
}

/** A curve out to the right and back: from an exchange to another one in the same column. */
export function around(from: Point, to: Point, out: number): Curve {
  return { from, c1: { x: from.x + out, y: from.y }, c2: { x: to.x + out, y: to.y }, to };
}

/** The `d` of an SVG path along curves that follow one another. */
export function pathOf(curves: readonly Curve[]): string {
  const n = (value: number): string => (Math.round(value * 10) / 10).toString();
  let last: Point | null = null;
  let d = '';
  for (const { from, c1, c2, to } of curves) {
    if (!last || last.x !== from.x || last.y !== from.y) d += `M${n(from.x)} ${n(from.y)}`;
    d += `C${n(c1.x)} ${n(c1.y)} ${n(c2.x)} ${n(c2.y)} ${n(to.x)} ${n(to.y)}`;
    last = to;
  }
  return d;
}

/** A point on one curve, 0 <= f <= 1. */
export function pointOn(curve: Curve, f: number): Point {
  const g = 1 - f;
  const mix = (a: number, b: number, c: number, d: number): number =>
    g * g * g * a + 3 * g * g * f * b + 3 * g * f * f * c + f * f * f * d;
  return {
    x: mix(curve.from.x, curve.c1.x, curve.c2.x, curve.to.x),
    y: mix(curve.from.y, curve.c1.y, curve.c2.y, curve.to.y),
  };
}

/** The length between the ends of a curve, as far as it matters for motion. */
function span(curve: Curve): number {
  return Math.hypot(curve.to.x - curve.from.x, curve.to.y - curve.from.y);
}

/** Where a thing is that has gone the fraction `f` of a way made of curves, at an even pace over its pieces. */
export function along(curves: readonly Curve[], f: number): Point {
  const total = curves.reduce((sum, curve) => sum + span(curve), 0);
  let left = Math.min(1, Math.max(0, f)) * total;
  for (const curve of curves) {
    const length = span(curve);
    if (left <= length && length > 0) return pointOn(curve, left / length);
    left -= length;
  }
  return curves[curves.length - 1]?.to ?? { x: 0, y: 0 };
}

/**
 * The fraction of its way a frame has gone: (t - sentAt) / (arrivesAt - sentAt). A frame that something holds stands at
 * a third of its way; without motion every frame stands in the middle.
 */
export function progress(t: number, sentAt: number, arrivesAt: number | null, still: boolean): number {
  if (arrivesAt === null) return 1 / 3;
  if (still) return 0.5;
  if (arrivesAt <= sentAt) return 1;
  return Math.min(1, Math.max(0, (t - sentAt) / (arrivesAt - sentAt)));
}
