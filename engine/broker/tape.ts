/*
 * A tape holds items in ascending `order`: the messages of a queue, the unacked deliveries of a channel. Cheap at both
 * ends, and an item can be put back or taken out in the middle: a requeued message returns to its original place.
 *
 * It is a list of chunks. A fork freezes the chunks and shares them; who then writes to one copies that chunk alone,
 * so that a checkpoint of a queue of a million messages costs a few thousand pointers and not a million objects.
 * Items are never written to; a change is another item.
 */

export interface Ordered {
  readonly order: number;
}

export interface Tape<T extends Ordered> {
  /** No chunk is empty; the first one starts at `head`. */
  chunks: T[][];
  head: number;
  length: number;
}

const CHUNK_MAX = 512;

export function emptyTape<T extends Ordered>(): Tape<T> {
  return { chunks: [], head: 0, length: 0 };
}

/** A tape of its own with the same items; both may be written to afterwards. */
export function forkTape<T extends Ordered>(tape: Tape<T>): Tape<T> {
  for (const chunk of tape.chunks) Object.freeze(chunk);
  return { chunks: tape.chunks.slice(), head: tape.head, length: tape.length };
}

/** Adds an item whose order is above all others. O(1). */
export function tapePush<T extends Ordered>(tape: Tape<T>, item: T): void {
  const at = tape.chunks.length - 1;
  const last = tape.chunks[at];
  if (last === undefined || last.length >= CHUNK_MAX) tape.chunks.push([item]);
  else if (Object.isFrozen(last)) tape.chunks[at] = [...last, item];
  else last.push(item);
  tape.length++;
}

/** The item of the least order. */
export function tapeFirst<T extends Ordered>(tape: Tape<T>): T | undefined {
  return tape.chunks[0]?.[tape.head];
}

/** The item of the greatest order. */
export function tapeLast<T extends Ordered>(tape: Tape<T>): T | undefined {
  return tape.chunks.at(-1)?.at(-1);
}

/** Removes and returns the item of the least order. O(1). */
export function tapeShift<T extends Ordered>(tape: Tape<T>): T | undefined {
  const chunk = tape.chunks[0];
  if (chunk === undefined) return undefined;
  const item = chunk[tape.head];
  tape.head++;
  tape.length--;
  if (tape.head === chunk.length) {
    tape.chunks.shift();
    tape.head = 0;
  }
  return item;
}

/** Puts an item at its place among the others, which have other orders. O(log n + chunk). */
export function tapeInsert<T extends Ordered>(tape: Tape<T>, item: T): void {
  const last = tapeLast(tape);
  if (last === undefined || last.order < item.order) {
    tapePush(tape, item);
    return;
  }
  const chunkAt = chunkFor(tape, item.order);
  const chunk = writable(tape, chunkAt);
  chunk.splice(placeIn(chunk, item.order, chunkAt === 0 ? tape.head : 0), 0, item);
  tape.length++;
  if (chunk.length > 2 * CHUNK_MAX) tape.chunks.splice(chunkAt, 1, chunk.slice(0, CHUNK_MAX), chunk.slice(CHUNK_MAX));
}

/** Removes and returns the item of exactly that order, if there is one. O(log n + chunk). */
export function tapeRemove<T extends Ordered>(tape: Tape<T>, order: number): T | undefined {
  const first = tapeFirst(tape);
  if (first === undefined) return undefined;
  if (first.order === order) return tapeShift(tape);
  const found = tapeFind(tape, order);
  if (found === undefined) return undefined;
  const chunkAt = chunkFor(tape, order);
  const chunk = writable(tape, chunkAt);
  chunk.splice(placeIn(chunk, order, chunkAt === 0 ? tape.head : 0), 1);
  if (chunk.length === (chunkAt === 0 ? tape.head : 0)) {
    tape.chunks.splice(chunkAt, 1);
    if (chunkAt === 0) tape.head = 0;
  }
  tape.length--;
  return found;
}

/** The item of exactly that order, if there is one. O(log n). */
export function tapeFind<T extends Ordered>(tape: Tape<T>, order: number): T | undefined {
  if (tape.length === 0) return undefined;
  const chunkAt = chunkFor(tape, order);
  const chunk = tape.chunks[chunkAt] as T[];
  const item = chunk[placeIn(chunk, order, chunkAt === 0 ? tape.head : 0)];
  return item !== undefined && item.order === order ? item : undefined;
}

/** How many items have a lesser order. O(number of chunks). */
export function tapeRank<T extends Ordered>(tape: Tape<T>, order: number): number {
  if (tape.length === 0) return 0;
  const chunkAt = chunkFor(tape, order);
  let before = -tape.head;
  for (let i = 0; i < chunkAt; i++) before += (tape.chunks[i] as T[]).length;
  return before + placeIn(tape.chunks[chunkAt] as T[], order, chunkAt === 0 ? tape.head : 0);
}

/** At most `count` items from the `from`-th on. */
export function tapeWindow<T extends Ordered>(tape: Tape<T>, from: number, count: number): T[] {
  const items: T[] = [];
  let at = -tape.head;
  for (const chunk of tape.chunks) {
    if (at + chunk.length > from)
      items.push(...chunk.slice(Math.max(0, from - at, -at), Math.max(0, from + count - at)));
    at += chunk.length;
    if (at >= from + count) break;
  }
  return items;
}

/** Every item, from the least order on. The tape must not be written to meanwhile. */
export function* tapeItems<T extends Ordered>(tape: Tape<T>): Generator<T> {
  let from = tape.head;
  for (const chunk of tape.chunks) {
    for (let i = from; i < chunk.length; i++) yield chunk[i] as T;
    from = 0;
  }
}

function writable<T extends Ordered>(tape: Tape<T>, chunkAt: number): T[] {
  let chunk = tape.chunks[chunkAt] as T[];
  if (Object.isFrozen(chunk)) {
    chunk = chunk.slice();
    tape.chunks[chunkAt] = chunk;
  }
  return chunk;
}

/** The last chunk that begins at or below `order`, or the first one. */
function chunkFor<T extends Ordered>(tape: Tape<T>, order: number): number {
  let low = 0;
  let high = tape.chunks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (((tape.chunks[middle] as T[])[0] as T).order <= order) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The place of the first item in `chunk`, from `from` on, whose order is not below `order`. */
function placeIn<T extends Ordered>(chunk: readonly T[], order: number, from: number): number {
  let low = from;
  let high = chunk.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((chunk[middle] as T).order < order) low = middle + 1;
    else high = middle;
  }
  return low;
}
