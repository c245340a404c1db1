import type { ArrowView, LaneMarkView, LanesView } from '../../../engine/scene/views.ts';

/*
 * The arithmetic of the lanes: time runs to the right, nodes lie under one another, and a frame is a line from where
 * and when it left to where and when it arrives. Everything is a function of the view, the window and the room.
 */

export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

export interface ArrowBox {
  readonly arrow: ArrowView;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  /** Where its words stand; null where they would collide. */
  readonly words: { readonly x: number; readonly y: number } | null;
}

export interface MarkBox {
  readonly mark: LaneMarkView;
  readonly x: number;
  readonly y: number;
}

export interface LanesLayout {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly axisY: number;
  readonly lanes: readonly { readonly id: string; readonly y: number }[];
  readonly arrows: readonly ArrowBox[];
  readonly marks: readonly MarkBox[];
  readonly xOf: (at: number) => number;
  readonly yOf: (node: string) => number | null;
}

const LANE_MIN = 44;
const TOP = 36;
const AXIS = 34;
const LABEL_WIDE = 124;
const LABEL_NARROW = 84;
const RIGHT = 20;
const GLYPH = 6.7;
/** A line stops short of its lane, so that its head is seen. */
const GAP = 4;

export function layoutLanes(view: LanesView, window: TimeWindow, width: number, height: number): LanesLayout {
  const left = width < 560 ? LABEL_NARROW : LABEL_WIDE;
  const right = Math.max(left + 40, width - RIGHT);
  const count = Math.max(1, view.nodes.length);
  const pitch = Math.max(LANE_MIN, Math.min(140, (height - TOP - AXIS - 20) / Math.max(1, count - 0.5)));
  const lanes = view.nodes.map(({ id }, i) => ({ id, y: TOP + pitch * (i + 0.25) }));
  const places = new Map(lanes.map(({ id, y }) => [id, y]));
  const xOf = (at: number): number => left + ((at - window.from) / (window.to - window.from)) * (right - left);
  const yOf = (node: string): number | null => places.get(node) ?? null;
  const bottom = (lanes.at(-1)?.y ?? TOP) + 28;
  const frame = { left, right, xOf, yOf };
  return {
    ...frame,
    width,
    height: bottom + AXIS,
    axisY: bottom,
    lanes,
    arrows: withWords(
      view.arrows.flatMap((arrow) => arrowBox(arrow, frame) ?? []),
      lanes.map(({ y }) => y),
      left,
      right,
    ),
    marks: markBoxes(view.marks, frame),
  };
}

type FrameOf = Pick<LanesLayout, 'left' | 'right' | 'xOf' | 'yOf'>;

/** How far a held frame comes on its way, as a share of it. */
const HELD_AT = 0.55;

function arrowBox(arrow: ArrowView, { left, right, xOf, yOf }: FrameOf): ArrowBox | null {
  const from = yOf(arrow.from);
  const to = yOf(arrow.to);
  if (from === null || to === null) return null;
  const way = Math.sign(to - from);
  const x1 = xOf(arrow.leavesAt);
  const y1 = from + way * GAP;
  const end = to - way * GAP;
  // What is held hangs between its lanes, at the right end of what is known.
  const x2 = arrow.arrivesAt === null ? Math.max(x1 + 12, Math.min(x1 + 60, right)) : xOf(arrow.arrivesAt);
  const y2 = arrow.arrivesAt === null ? y1 + (end - y1) * HELD_AT : end;
  if (Math.max(x1, x2) < left || Math.min(x1, x2) > right) return null;
  return { arrow, ...clipped(x1, y1, x2, y2, left, right), words: null };
}

/** The part of a line between two verticals. */
function clipped(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  left: number,
  right: number,
): Pick<ArrowBox, 'x1' | 'y1' | 'x2' | 'y2'> {
  const yAt = (x: number): number => (x2 === x1 ? y2 : y1 + ((x - x1) / (x2 - x1)) * (y2 - y1));
  const a = Math.max(left, Math.min(right, x1));
  const b = Math.max(left, Math.min(right, x2));
  return { x1: a, y1: x2 === x1 ? y1 : yAt(a), x2: b, y2: x2 === x1 ? y2 : yAt(b) };
}

const WORDS_MAX = 120;

/** How far along a line its words may stand, and on which side of it. */
const PLACES: readonly (readonly [share: number, aside: 1 | -1])[] = [
  [0.5, 1],
  [0.35, 1],
  [0.65, 1],
  [0.5, -1],
  [0.35, -1],
  [0.65, -1],
];

/** Finds room for the words of arrows, beside their middles: those that carry something first. */
function withWords(boxes: readonly ArrowBox[], lanes: readonly number[], left: number, right: number): ArrowBox[] {
  const taken: { x1: number; x2: number; y: number }[] = [];
  const rank = (box: ArrowBox): number => (box.arrow.kind === 'message' ? 0 : box.arrow.kind === 'answer' ? 1 : 2);
  const words = new Map<ArrowBox, { x: number; y: number }>();
  for (const box of [...boxes].sort((a, b) => rank(a) - rank(b))) {
    if (words.size >= WORDS_MAX) break;
    const wide = labelOf(box.arrow).length * GLYPH;
    for (const [share, aside] of PLACES) {
      const x = box.x1 + (box.x2 - box.x1) * share + (aside > 0 ? 7 : -7 - wide);
      const y = box.y1 + (box.y2 - box.y1) * share + 4;
      if (x < left || x + wide > right) continue;
      // On a lane they would be struck through.
      if (lanes.some((lane) => Math.abs(lane - (y - 4)) < 10)) continue;
      if (taken.some((other) => Math.abs(other.y - y) < 14 && x < other.x2 + 8 && x + wide > other.x1 - 8)) continue;
      taken.push({ x1: x, x2: x + wide, y });
      words.set(box, { x, y });
      break;
    }
  }
  return boxes.map((box) => ({ ...box, words: words.get(box) ?? null }));
}

const LABEL_MAX = 24;

/** The words of an arrow: the number of its message, or what it is. */
export function labelOf({ label, token }: ArrowView): string {
  const says = token === null ? label : `${token.name} ${label}`;
  return says.length > LABEL_MAX ? `${says.slice(0, LABEL_MAX - 1)}…` : says;
}

/** Marks that fall together stand beside each other. */
function markBoxes(marks: readonly LaneMarkView[], { left, right, xOf, yOf }: FrameOf): MarkBox[] {
  const lastOf = new Map<string, number>();
  return marks.flatMap((mark) => {
    const y = yOf(mark.node);
    const x = xOf(mark.at);
    if (y === null || x < left - 1 || x > right + 1) return [];
    const last = lastOf.get(mark.node) ?? -1e9;
    const place = x < last + 3 ? last + 3 : x;
    lastOf.set(mark.node, place);
    return [{ mark, x: Math.min(right, place), y }];
  });
}

/* --- the window --- */

export const SPAN_MIN = 50;
export const SPAN_MAX = 3_600_000_000;

/** The window after zooming by a factor (below 1: closer) around an instant that stays where it is. */
export function zoomed({ from, to }: TimeWindow, factor: number, around: number): TimeWindow {
  const span = Math.min(SPAN_MAX, Math.max(SPAN_MIN, (to - from) * factor));
  const share = (around - from) / (to - from);
  return moved(Math.round(around - span * share), Math.round(span));
}

/** The window moved by a share of its length. */
export const panned = ({ from, to }: TimeWindow, share: number): TimeWindow =>
  moved(Math.round(from + (to - from) * share), to - from);

/** Never more than half of it before the beginning of time. */
function moved(from: number, span: number): TimeWindow {
  const begins = Math.max(-span / 2, from);
  return { from: begins, to: begins + span };
}

/** The instant under a point. */
export function instantUnder(layout: Pick<LanesLayout, 'left' | 'right'>, window: TimeWindow, x: number): number {
  const share = (x - layout.left) / (layout.right - layout.left);
  return window.from + share * (window.to - window.from);
}
