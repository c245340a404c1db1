import type { Context } from '../command.ts';

/*
 * Choosing members at random, as HRANDFIELD, SRANDMEMBER, SPOP and ZRANDMEMBER do.
 */

/** What a text takes in a reply beside its own bytes. */
export const BULK = 6;

/** A mask: how often the size of a long reply is looked at. */
const CHECKED_EVERY = 255;

/** Draws below a bound. */
export type Draw = (bound: number) => number;

/** `count` elements one by one, with repetition; fewer where their reply would be more than the client may get. */
export function drawMany<T>(ctx: Context, count: number, draw: () => T, sizeOf: (drawn: T) => number): T[] {
  const drawn: T[] = [];
  let bytes = 0;
  for (let left = count; left > 0; left--) {
    const one = draw();
    drawn.push(one);
    bytes += sizeOf(one);
    if ((left & CHECKED_EVERY) === 0 && ctx.overflows(bytes)) break;
  }
  ctx.scanned += drawn.length;
  return drawn;
}

/** `count` different places below `size`, in random order when few, ascending when most are taken. */
export function distinctPlaces(draw: Draw, size: number, count: number): number[] {
  if (count >= size) return Array.from({ length: size }, (_, i) => i);
  if (count * 3 > size) return withoutSome(draw, size, count);
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(draw(size));
  return [...chosen];
}

/** For a count near the size it is cheaper to choose what is left out. REDIS: SRANDMEMBER_SUB_STRATEGY_MUL */
function withoutSome(draw: Draw, size: number, count: number): number[] {
  const left = new Set<number>();
  while (left.size < size - count) left.add(draw(size));
  const places: number[] = [];
  for (let at = 0; at < size; at++) if (!left.has(at)) places.push(at);
  return places;
}
