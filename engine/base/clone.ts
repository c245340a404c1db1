/*
 * The deep copy of plain data: what checkpoints and branches are made of. Plain means Map, Set, array, object of the
 * Object prototype, typed array and primitives; anything else is a bug of ours and is refused by name.
 *
 * Two exceptions keep copies cheap. A *frozen* object or array is shared, for nobody can write to it. Uint8Array is
 * shared too: by a law of this code base bytes are never written once they were handed to somebody else.
 * Shared references inside one value stay shared inside its copy.
 */

/** A copy such that writing to either cannot be seen by the other. */
export function clone<T>(value: T): T {
  return copy(value, new Map()) as T;
}

function copy(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'function' || typeof value === 'symbol')
      throw new TypeError(`not plain data: ${typeof value}`);
    return value;
  }
  if (value instanceof Uint8Array || Object.isFrozen(value)) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  if (Array.isArray(value)) return copyArray(value, seen);
  if (value instanceof Map) return copyMap(value, seen);
  if (value instanceof Set) return copySet(value, seen);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const twin = (value as Float64Array).slice();
    seen.set(value, twin);
    return twin;
  }
  return copyObject(value as Record<string, unknown>, seen);
}

function copyArray(from: unknown[], seen: Map<object, unknown>): unknown[] {
  const to: unknown[] = from.slice();
  seen.set(from, to);
  for (let i = 0; i < to.length; i++) {
    const item = to[i];
    if (typeof item === 'object' && item !== null) to[i] = copy(item, seen);
  }
  return to;
}

function copyMap(from: Map<unknown, unknown>, seen: Map<object, unknown>): Map<unknown, unknown> {
  const to = new Map<unknown, unknown>();
  seen.set(from, to);
  for (const [key, item] of from) to.set(copy(key, seen), copy(item, seen));
  return to;
}

function copySet(from: Set<unknown>, seen: Map<object, unknown>): Set<unknown> {
  const to = new Set<unknown>();
  seen.set(from, to);
  for (const item of from) to.add(copy(item, seen));
  return to;
}

function copyObject(from: Record<string, unknown>, seen: Map<object, unknown>): object {
  const prototype: unknown = Object.getPrototypeOf(from);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`not plain data: an instance of ${from.constructor?.name ?? 'a class'}`);
  }
  const to: Record<string, unknown> = { ...from };
  seen.set(from, to);
  for (const key in to) {
    const item = to[key];
    if (typeof item === 'object' && item !== null) to[key] = copy(item, seen);
  }
  return to;
}
