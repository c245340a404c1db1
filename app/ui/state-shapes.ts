import type { State } from './state.ts';

/*
 * One shape per state, once: the SVG glyph and its canvas twin draw from this table, so they cannot drift apart.
 * All coordinates are in a box of 20 by 20.
 */

/** What a part is painted with: the token's own fill, its edge, what shows through it, or nothing. */
export type Paint = 'fill' | 'edge' | 'hollow' | 'lost' | 'none';

export interface ShapePart {
  readonly d: string;
  readonly fill: Paint;
  readonly stroke: Paint;
  readonly width: number;
  readonly dash?: readonly number[];
}

const circle = (r: number): string => `M${10 - r} 10a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
const line = (d: string, width: number): ShapePart => ({ d, fill: 'none', stroke: 'edge', width });

export const STATE_SHAPES: Readonly<Record<State, readonly ShapePart[]>> = {
  ready: [{ d: circle(7), fill: 'fill', stroke: 'edge', width: 1.5 }],
  flight: [{ d: 'M5 3.4 16.6 10 5 16.6Z', fill: 'fill', stroke: 'edge', width: 1.5 }],
  unacked: [
    { d: circle(7), fill: 'hollow', stroke: 'none', width: 0 },
    { d: 'M10 3a7 7 0 0 0 0 14Z', fill: 'fill', stroke: 'none', width: 0 },
    { d: circle(7), fill: 'none', stroke: 'edge', width: 1.5 },
  ],
  acked: [line('m3.8 10.8 4.2 4 8.2-9.4', 2.6)],
  redelivered: [
    { d: circle(3.1), fill: 'fill', stroke: 'edge', width: 1 },
    line('M16.9 10a6.9 6.9 0 1 1-2.6-5.4', 2.1),
    line('M15.6 1.4 15.2 6l-4.5-.9', 2.1),
  ],
  confirmed: [line('m1.6 10.8 3.6 3.6 6.6-8M9.2 13.2l1.6 1.4 7.4-8.8', 2.2)],
  dead: [line('M10 2.8v9.4m-4.4-4 4.4 4.2 4.4-4.2M4 16.6h12', 2.2)],
  expired: [line('M5 3h10l-5 7 5 7H5l5-7Z', 1.7), { d: 'M7 16.4h6l-3-4Z', fill: 'fill', stroke: 'none', width: 0 }],
  dropped: [line('m4.6 4.6 10.8 10.8m0-10.8L4.6 15.4', 2.4)],
  returned: [line('M7.2 4.2 3.2 8.2l4 4M3.6 8.2h8.2a4.2 4.2 0 0 1 0 8.4H8.6', 2.1)],
  lost: [{ d: circle(7.2), fill: 'none', stroke: 'lost', width: 1.6, dash: [3, 2.65] }],
};
