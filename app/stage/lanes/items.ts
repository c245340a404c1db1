import { text } from '../../text/text.ts';
import { seconds } from '../../text/words.ts';
import type { ArrowBox, LanesLayout, MarkBox } from '../layout/lanes-layout.ts';

/** A thing on the lanes that can be pointed at. `id` is what the inspector takes. */
export interface Item {
  readonly id: string;
  readonly at: number;
  readonly x: number;
  readonly y: number;
  readonly box: ArrowBox | MarkBox;
}

/** The id of a fact, as the scene has it. */
export const factId = (seq: number): string => `f:${seq}:`;

/** Everything on the lanes in the order of time. */
export function itemsOf(layout: LanesLayout): Item[] {
  const arrows = layout.arrows.map((box) => ({
    id: factId(box.arrow.sent),
    at: box.arrow.leavesAt,
    x: (box.x1 + box.x2) / 2,
    y: (box.y1 + box.y2) / 2,
    box,
  }));
  const marks = layout.marks.map((box) => ({ id: factId(box.mark.seq), at: box.mark.at, x: box.x, y: box.y, box }));
  return [...arrows, ...marks].sort((a, b) => a.at - b.at);
}

/** A sentence for it. */
export function saysOf({ box }: Item): string {
  if ('mark' in box) return text.lanes.mark(seconds(box.mark.at), box.mark.says);
  const { leavesAt, arrivesAt, from, to, label, end, token } = box.arrow;
  return text.lanes.arrow(
    seconds(leavesAt),
    token === null ? label : `${label}, ${text.lanes.message(token.name)}`,
    from,
    to,
    text.lanes.ends[end](arrivesAt === null ? '' : seconds(arrivesAt)),
  );
}
