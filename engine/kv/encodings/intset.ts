/*
 * The intset: a sorted array of integers, all as wide as the widest ever put in (16, 32 or 64 bits). A set of small
 * numbers then takes two bytes a member. The width never shrinks. Members up to 2^53 are JavaScript numbers, those
 * beyond are bigints; `<` compares the two exactly.
 */
import type { Int64 } from '../numbers.ts';
import type { Intset } from '../value.ts';

export function emptyIntset(): Intset {
  return { width: 2, items: [] };
}

function widthOf(value: Int64): 2 | 4 | 8 {
  if (value >= -32768 && value <= 32767) return 2;
  return value >= -2147483648 && value <= 2147483647 ? 4 : 8;
}

/** Where `value` stands, or -(place to insert at) - 1. */
function search({ items }: Intset, value: Int64): number {
  let low = 0;
  let high = items.length;
  if (high > 0 && (items[high - 1] as Int64) < value) return -high - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle] as Int64) < value) low = middle + 1;
    else high = middle;
  }
  return low < items.length && items[low] === value ? low : -low - 1;
}

export function intsetHas(set: Intset, value: Int64): boolean {
  return search(set, value) >= 0;
}

/** Adds a member; false when it was there. REDIS: intset.c intsetAdd */
export function intsetAdd(set: Intset, value: Int64): boolean {
  const at = search(set, value);
  if (at >= 0) return false;
  set.items.splice(-at - 1, 0, value);
  const width = widthOf(value);
  if (width > set.width) set.width = width;
  return true;
}

/** Removes a member; false when it was not there. */
export function intsetRemove(set: Intset, value: Int64): boolean {
  const at = search(set, value);
  if (at < 0) return false;
  set.items.splice(at, 1);
  return true;
}

/** Bytes Redis needs for it. REDIS: intset.c intsetBlobLen */
export function intsetBytes(set: Intset): number {
  return 8 + set.width * set.items.length;
}
