import { PROTO } from './intrinsics.ts';
import { makeArray } from './make.ts';
import { type Entry, HOLE, type IteratorObj, isObj, type TableObj, type Value } from './values.ts';
import { allocate, OBJECT_BYTES, type Vm } from './vm.ts';

/* Iterating over what is built in: a place in the thing, as data. */

export function makeIterator(vm: Vm, of: IteratorObj['of'], target: Value): IteratorObj {
  allocate(vm, OBJECT_BYTES);
  return { kind: 'iterator', proto: PROTO.iterator, props: null, locked: 0, of, target, at: 0 };
}

/** The iterator of something built in, or null where the program has a say in it. */
export function builtInIterator(vm: Vm, value: Value): IteratorObj | null {
  if (typeof value === 'string') return makeIterator(vm, 'chars', value);
  if (!isObj(value)) return null;
  switch (value.kind) {
    case 'array':
      return value.proto === PROTO.array ? makeIterator(vm, 'values', value) : null;
    case 'map':
      return value.proto === PROTO.map ? makeIterator(vm, 'entries', value) : null;
    case 'set':
      return value.proto === PROTO.set ? makeIterator(vm, 'values', value) : null;
    case 'bytes':
      return makeIterator(vm, 'values', value);
    case 'iterator':
      return value;
    default:
      return null;
  }
}

const DONE = Object.freeze({ value: undefined, done: true });

/** One step on. */
export function advance(vm: Vm, iterator: IteratorObj): { readonly value: Value; readonly done: boolean } {
  const { target, of } = iterator;
  if (typeof target === 'string') {
    if (iterator.at >= target.length) return end(iterator);
    const char = String.fromCodePoint(target.codePointAt(iterator.at) as number);
    iterator.at += char.length;
    return { value: char, done: false };
  }
  if (!isObj(target)) return DONE;
  if (target.kind === 'array' || target.kind === 'bytes') {
    const items = target.kind === 'array' ? target.items : target.bytes;
    const i = iterator.at;
    if (i >= items.length) return end(iterator);
    iterator.at++;
    const item = items[i] === HOLE ? undefined : (items[i] as Value);
    return { value: of === 'keys' ? i : of === 'values' ? item : makeArray(vm, [i, item]), done: false };
  }
  return target.kind === 'map' || target.kind === 'set' ? advanceTable(vm, iterator, target) : DONE;
}

function end(iterator: IteratorObj): typeof DONE {
  iterator.target = undefined;
  return DONE;
}

function advanceTable(
  vm: Vm,
  iterator: IteratorObj,
  table: TableObj,
): { readonly value: Value; readonly done: boolean } {
  for (let i = firstFrom(table.entries, iterator.at); i < table.entries.length; i++) {
    const entry = table.entries[i] as Entry;
    if (entry.gone) continue;
    iterator.at = entry.n + 1;
    const { key, value } = entry;
    if (iterator.of === 'keys') return { value: key, done: false };
    if (iterator.of === 'values') return { value: table.kind === 'set' ? key : value, done: false };
    return { value: makeArray(vm, [key, table.kind === 'set' ? key : value]), done: false };
  }
  return end(iterator);
}

/** The place of the first entry with this number or a later one. */
function firstFrom(entries: readonly Entry[], n: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle] as Entry).n < n) low = middle + 1;
    else high = middle;
  }
  return low;
}
