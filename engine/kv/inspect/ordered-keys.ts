import { sortKeys } from './sort-keys.ts';

/*
 * Byte strings in order, with places: which one is the 500,000th, and how many begin with `user:`. A list of runs of
 * some hundred each: finding is two binary searches, adding and removing moves within one run, and what grows with the
 * whole is a sum over the runs after something has changed: a millisecond for a billion... for a million, two
 * microseconds.
 */

/** A run is split in two above this. */
const RUN_MAX = 1024;
/** Neighbours that are together no longer than this become one. */
const RUN_JOINED = 256;
const RUN_FILLED = RUN_MAX / 2;

export class OrderedKeys {
  #runs: string[][] = [];
  /** How many keys lie before each run; null after a change. */
  #before: number[] | null = null;
  #length = 0;

  /** @param sorted each key once, in order. */
  constructor(sorted: readonly string[]) {
    for (let at = 0; at < sorted.length; at += RUN_FILLED) this.#runs.push(sorted.slice(at, at + RUN_FILLED));
    this.#length = sorted.length;
  }

  get length(): number {
    return this.#length;
  }

  /** The keys at the places [from, to), as far as there are any. */
  slice(from: number, to: number): string[] {
    const end = Math.min(to, this.#length);
    const found: string[] = [];
    let run = this.#runAt(from);
    for (let place = from; place < end; run++) {
      const keys = this.#runs[run] as string[]; // place is below the length
      const first = this.#sums()[run] as number;
      for (let at = place - first; at < keys.length && place < end; at++, place++) found.push(keys[at] as string);
    }
    return found;
  }

  /** The first place at which a key is not below `bound`. */
  placeOf(bound: string): number {
    const run = this.#runOf(bound);
    const keys = this.#runs[run];
    return keys === undefined ? 0 : (this.#sums()[run] as number) + placeIn(keys, bound);
  }

  /** The place behind the last key that begins with `prefix`. */
  placeBehind(prefix: string): number {
    // No byte string that begins with the prefix is above it followed by a char beyond every byte.
    return this.placeOf(`${prefix}\u0100`);
  }

  /** Whether any key begins with `prefix`. */
  hasWithin(prefix: string): boolean {
    const run = this.#runOf(prefix);
    const keys = this.#runs[run];
    if (keys === undefined) return false;
    const found = keys[placeIn(keys, prefix)] ?? this.#runs[run + 1]?.[0];
    return found?.startsWith(prefix) === true;
  }

  /** Puts a key at its place; nothing happens where it is already. */
  add(key: string): void {
    const run = this.#runOf(key);
    const keys = this.#runs[run];
    if (keys === undefined) this.#runs.push([key]);
    else {
      const at = placeIn(keys, key);
      if (keys[at] === key) return;
      keys.splice(at, 0, key);
      if (keys.length > RUN_MAX) this.#runs.splice(run + 1, 0, keys.splice(keys.length >> 1));
    }
    this.#length++;
    this.#before = null;
  }

  /** Takes a key out; nothing happens where it is not. */
  remove(key: string): void {
    const run = this.#runOf(key);
    const keys = this.#runs[run];
    const at = keys === undefined ? -1 : placeIn(keys, key);
    if (keys === undefined || keys[at] !== key) return;
    keys.splice(at, 1);
    this.#length--;
    this.#before = null;
    const next = this.#runs[run + 1];
    if (keys.length === 0) this.#runs.splice(run, 1);
    else if (next !== undefined && keys.length + next.length <= RUN_JOINED)
      this.#runs.splice(run, 2, keys.concat(next));
  }

  /** The same with many changes: takes as long as a walk over all of it. */
  changed(came: string[], gone: ReadonlySet<string>): OrderedKeys {
    const fresh = sortKeys(came);
    const all: string[] = [];
    let at = 0;
    for (const run of this.#runs) {
      for (const key of run) {
        while (at < fresh.length && (fresh[at] as string) < key) all.push(fresh[at++] as string);
        if (gone.size === 0 || !gone.has(key)) all.push(key);
      }
    }
    while (at < fresh.length) all.push(fresh[at++] as string);
    return new OrderedKeys(all);
  }

  /**
   * What a reader sees who jumps over what has the same beginning: `stride` says for a key how long that beginning is,
   * 0 for the key alone. Returns the beginnings and keys in the places [from, to).
   */
  beginnings(from: number, to: number, stride: (key: string) => number): string[] {
    const found: string[] = [];
    let run = this.#runAt(from);
    let at = from - (this.#sums()[run] ?? 0);
    for (let place = from; place < to; ) {
      const keys = this.#runs[run] as string[]; // place is below the length
      if (at >= keys.length) {
        run++;
        at = 0;
        continue;
      }
      const key = keys[at] as string; // at is inside
      const length = stride(key);
      const path = length === 0 ? key : key.slice(0, length);
      found.push(path);
      const lastOfRun = keys.at(-1) as string; // there is one
      const next = length === 0 ? place + 1 : place + passed(keys, at, path, lastOfRun);
      at += next - place;
      place = next;
      if (length > 0 && lastOfRun.startsWith(path)) {
        place = this.placeBehind(path);
        run = this.#runAt(place);
        at = place - (this.#sums()[run] ?? 0);
      }
    }
    return found;
  }

  #sums(): readonly number[] {
    if (this.#before !== null) return this.#before;
    const sums: number[] = [];
    let sum = 0;
    for (const run of this.#runs) {
      sums.push(sum);
      sum += run.length;
    }
    this.#before = sums;
    return sums;
  }

  /** The run that a place is in. */
  #runAt(place: number): number {
    const sums = this.#sums();
    let low = 0;
    let high = sums.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] as number) <= place) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  /** The last run that does not begin above `bound`, or the first. */
  #runOf(bound: string): number {
    let low = 0;
    let high = this.#runs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#runs[middle]?.[0] as string) <= bound)
        low = middle + 1; // runs are not empty
      else high = middle;
    }
    return Math.max(0, low - 1);
  }
}

/** In order of their bytes, as chars are bytes. */
export function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** How many keys of a run from `at` on begin with `path`, unless they go on behind the run. */
function passed(keys: readonly string[], at: number, path: string, last: string): number {
  return last.startsWith(path) ? keys.length - at : placeIn(keys, `${path}\u0100`) - at;
}

/** The first place in a run at which a key is not below `bound`. */
function placeIn(keys: readonly string[], bound: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] as string) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
