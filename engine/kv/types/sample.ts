/*
 * Choosing members at random, as HRANDFIELD, SRANDMEMBER, SPOP and ZRANDMEMBER do.
 */

/** Draws below a bound. */
export type Draw = (bound: number) => number;

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
