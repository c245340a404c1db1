import type { Vm } from './vm.ts';

/*
 * Walking everything a process holds: to count it, and to copy it. Both go without recursion, for a program may chain
 * a million objects.
 */

const STRING_COUNTED = 256;

/** About how many bytes the process keeps alive. */
export function measure(vm: Vm): number {
  let bytes = 0;
  const seen = new Set<unknown>([vm.door]);
  const work: unknown[] = [vm];
  const visit = (value: unknown): void => {
    if (typeof value === 'string') {
      if (value.length <= STRING_COUNTED) bytes += 16;
      else if (!seen.has(value)) {
        seen.add(value);
        bytes += value.length;
      }
    } else if (typeof value === 'object' && value !== null && !Object.isFrozen(value) && !seen.has(value)) {
      seen.add(value);
      work.push(value);
    } else bytes += 8;
  };
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    bytes += 48;
    if (ArrayBuffer.isView(at)) bytes += at.byteLength;
    else if (at instanceof Map)
      for (const [key, value] of at as Map<unknown, unknown>) {
        visit(key);
        visit(value);
      }
    else if (Array.isArray(at) || at instanceof Set) for (const value of at as Iterable<unknown>) visit(value);
    else for (const key in at as Record<string, unknown>) visit((at as Record<string, unknown>)[key]);
  }
  return bytes;
}

/**
 * A copy of plain data such that writing to either cannot be seen by the other. What is frozen is shared, for nobody
 * can write to it; what was one thing is one thing in the copy. Unlike base/clone.ts, bytes are copied too: a program
 * may write to its buffers.
 */
export function copyOf<T>(root: T): T {
  const twins = new Map<object, object>();
  const work: object[] = [];
  const twinOf = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
    const known = twins.get(value);
    if (known !== undefined) return known;
    const twin = shallow(value);
    twins.set(value, twin);
    work.push(twin);
    return twin;
  };
  const copy = twinOf(root) as T;
  for (let at = work.pop(); at !== undefined; at = work.pop()) fill(at, twinOf);
  return copy;
}

function shallow(value: object): object {
  if (Array.isArray(value)) return (value as unknown[]).slice();
  if (value instanceof Map) return new Map(value as Map<unknown, unknown>);
  if (value instanceof Set) return new Set(value as Set<unknown>);
  if (value instanceof Uint8Array) return value.slice();
  return { ...value };
}

/** Replaces each part of a copy by that part's copy. */
function fill(at: object, twinOf: (value: unknown) => unknown): void {
  if (Array.isArray(at)) {
    for (let i = 0; i < at.length; i++) {
      const item: unknown = at[i];
      if (typeof item === 'object' && item !== null) at[i] = twinOf(item);
    }
  } else if (at instanceof Map) fillMap(at as Map<unknown, unknown>, twinOf);
  else if (at instanceof Set) {
    const items = [...(at as Set<unknown>)];
    at.clear();
    for (const item of items) at.add(twinOf(item));
  } else if (!(at instanceof Uint8Array)) {
    const record = at as Record<string, unknown>;
    for (const key in record) {
      const item = record[key];
      if (typeof item === 'object' && item !== null) record[key] = twinOf(item);
    }
  }
}

function fillMap(map: Map<unknown, unknown>, twinOf: (value: unknown) => unknown): void {
  let keyed = false;
  for (const [key, item] of map) {
    if (typeof key === 'object' && key !== null) keyed = true;
    if (typeof item === 'object' && item !== null) map.set(key, twinOf(item));
  }
  if (!keyed) return;
  const entries = [...map];
  map.clear();
  for (const [key, item] of entries) map.set(twinOf(key), item);
}
