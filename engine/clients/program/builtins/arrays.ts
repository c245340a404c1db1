import { protoFor } from '../interpreter/calls.ts';
import { checkLength, toInteger, toText } from '../interpreter/convert.ts';
import { constructor, define, GLOBALS, LIBRARY, method, nativeFunction, PROTO } from '../interpreter/intrinsics.ts';
import { advance, makeIterator } from '../interpreter/iterators.ts';
import { iteratorResult, makeArray, throwError, throwType } from '../interpreter/make.ts';
import { ITEMS_MAX, sameValueZero, setLength, strictEquals } from '../interpreter/properties.ts';
import { type ArrayObj, HOLE, type Hole, ITERATOR, isObj, isSym, type Value } from '../interpreter/values.ts';
import { allocate, type Vm } from '../interpreter/vm.ts';

/* Arrays, as far as no function of the program is called: what calls one is in prelude/arrays.js. */

export function arrayOf(vm: Vm, value: Value): ArrayObj {
  if (isObj(value) && value.kind === 'array') return value;
  return throwType(vm, 'This method works on arrays only, here');
}

function valuesOf(vm: Vm, value: Value): Value[] {
  return arrayOf(vm, value).items.map((item) => (item === HOLE ? undefined : (item as Value)));
}

/** An array that may be written to. */
function open(vm: Vm, value: Value): (Value | Hole)[] {
  const array = arrayOf(vm, value);
  if (array.locked > 0) throwType(vm, `Cannot add property ${array.items.length}, object is not extensible`);
  return array.items;
}

/** A place in an array from a number that may count from the end. */
function placeOf(vm: Vm, value: Value, length: number, otherwise: number): number {
  if (value === undefined) return otherwise;
  const at = toInteger(vm, value);
  return at < 0 ? Math.max(0, length + at) : Math.min(at, length);
}

const array = constructor('Array', PROTO.array, 1, (vm, _self, args, target) => {
  const made = makeArray(vm, []);
  made.proto = protoFor(vm, target, PROTO.array);
  if (args.length === 1 && typeof args[0] === 'number') setLength(vm, made, args[0]);
  else made.items = [...args];
  return made;
});
GLOBALS.set('Array', array);
method(array, 'Array', 'isArray', 1, (_vm, _self, [value]) => isObj(value) && value.kind === 'array');
method(array, 'Array', 'of', 0, (vm, _self, args) => makeArray(vm, [...args]));

const on = (name: string, arity: number, native: Parameters<typeof method>[4]): void => {
  method(PROTO.array, 'Array.prototype', name, arity, native);
};

on('push', 1, (vm, self, args) => {
  const items = open(vm, self);
  if (items.length + args.length > ITEMS_MAX) throwError(vm, 'RangeError', 'Invalid array length');
  allocate(vm, args.length * 8);
  for (const value of args) items.push(value);
  return items.length;
});
on('pop', 0, (vm, self) => unholed(open(vm, self).pop()));
on('shift', 0, (vm, self) => unholed(open(vm, self).shift()));
on('unshift', 1, (vm, self, args) => {
  allocate(vm, args.length * 8);
  return open(vm, self).unshift(...args);
});
function unholed(item: Value | Hole): Value {
  return item === HOLE ? undefined : (item as Value);
}

on('slice', 2, (vm, self, [from, to]) => {
  const { items } = arrayOf(vm, self);
  return makeArray(vm, items.slice(placeOf(vm, from, items.length, 0), placeOf(vm, to, items.length, items.length)));
});
on('splice', 2, (vm, self, args) => {
  const items = open(vm, self);
  const from = placeOf(vm, args[0], items.length, 0);
  const rest = items.length - from;
  const count = args.length === 0 ? 0 : args.length === 1 ? rest : Math.min(Math.max(toInteger(vm, args[1]), 0), rest);
  allocate(vm, args.length * 8);
  return makeArray(vm, items.splice(from, count, ...args.slice(2)));
});
on('concat', 1, (vm, self, args) => {
  const items = arrayOf(vm, self).items.slice();
  for (const value of args) {
    if (isObj(value) && value.kind === 'array') for (const item of value.items) items.push(item);
    else items.push(value);
    if (items.length > ITEMS_MAX) throwError(vm, 'RangeError', 'Invalid array length');
  }
  return makeArray(vm, items);
});
on('join', 1, (vm, self, [separator]) => join(vm, self, separator === undefined ? ',' : toText(vm, separator)));
on('toString', 0, (vm, self) => join(vm, self, ','));
on('toLocaleString', 0, (vm, self) => join(vm, self, ','));

/** Arrays being joined, so that one that contains itself ends. */
function join(vm: Vm, self: Value, separator: string): string {
  if (vm.nesting > 40) return throwError(vm, 'RangeError', 'Maximum call stack size exceeded');
  let length = 0;
  const parts = valuesOf(vm, self).map((item) => {
    const text = item === undefined || item === null || item === self ? '' : toText(vm, item);
    length += text.length + separator.length;
    return text;
  });
  checkLength(vm, length);
  return parts.join(separator);
}

on('reverse', 0, (vm, self) => {
  arrayOf(vm, self).items.reverse();
  return self;
});
on('toReversed', 0, (vm, self) => makeArray(vm, valuesOf(vm, self).reverse()));
on('with', 2, (vm, self, [at, value]) => {
  const items = valuesOf(vm, self);
  const i = toInteger(vm, at);
  const place = i < 0 ? items.length + i : i;
  if (place < 0 || place >= items.length) throwError(vm, 'RangeError', 'Invalid index : ' + i);
  items[place] = value;
  return makeArray(vm, items);
});
on('indexOf', 1, (vm, self, [value, from]) => {
  const { items } = arrayOf(vm, self);
  for (let i = placeOf(vm, from, items.length, 0); i < items.length; i++)
    if (items[i] !== HOLE && strictEquals(items[i] as Value, value)) return i;
  return -1;
});
on('lastIndexOf', 1, (vm, self, [value]) => {
  const { items } = arrayOf(vm, self);
  for (let i = items.length - 1; i >= 0; i--) if (items[i] !== HOLE && strictEquals(items[i] as Value, value)) return i;
  return -1;
});
on('includes', 1, (vm, self, [value, from]) => {
  const items = valuesOf(vm, self);
  return items.slice(placeOf(vm, from, items.length, 0)).some((item) => sameValueZero(item, value));
});
on('fill', 1, (vm, self, [value, from, to]) => {
  const { items, locked } = arrayOf(vm, self);
  if (locked === 3) throwType(vm, "Cannot assign to read only property '0' of object '[object Array]'");
  const end = placeOf(vm, to, items.length, items.length);
  for (let i = placeOf(vm, from, items.length, 0); i < end; i++) items[i] = value;
  return self;
});
on('at', 1, (vm, self, [at]) => {
  const { items } = arrayOf(vm, self);
  const i = toInteger(vm, at);
  return unholed(items[i < 0 ? items.length + i : i]);
});
on('flat', 0, (vm, self, [depth]) => {
  const flat: (Value | Hole)[] = [];
  flatten(vm, arrayOf(vm, self), depth === undefined ? 1 : toInteger(vm, depth), flat);
  return makeArray(vm, flat);
});
function flatten(vm: Vm, from: ArrayObj, depth: number, to: (Value | Hole)[]): void {
  for (const item of from.items) {
    if (item === HOLE) continue;
    if (depth >= 1 && isObj(item) && item.kind === 'array') flatten(vm, item, depth - 1, to);
    else to.push(item);
    if (to.length > ITEMS_MAX) throwError(vm, 'RangeError', 'Invalid array length');
  }
}
on('keys', 0, (vm, self) => makeIterator(vm, 'keys', arrayOf(vm, self)));
on('entries', 0, (vm, self) => makeIterator(vm, 'entries', arrayOf(vm, self)));
const values = method(PROTO.array, 'Array.prototype', 'values', 0, (vm, self) =>
  makeIterator(vm, 'values', arrayOf(vm, self)),
);
define(PROTO.array, ITERATOR, values);

/** Sorts without a function of the program: as texts, what is undefined last. */
LIBRARY.set(
  '$sortTexts',
  nativeFunction('$sortTexts', '', 1, (vm, _self, [value]) => {
    const found = valuesOf(vm, value);
    const texts = found
      .filter((item) => item !== undefined)
      .map((item) => ({ item, text: isSym(item) ? '' : toText(vm, item) }));
    texts.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
    const sorted: Value[] = texts.map(({ item }) => item);
    while (sorted.length < found.length) sorted.push(undefined);
    return makeArray(vm, sorted);
  }),
);
/** Puts the items of one array in another's place. */
LIBRARY.set(
  '$replaceItems',
  nativeFunction('$replaceItems', '', 2, (vm, _self, [target, source]) => {
    const to = arrayOf(vm, target);
    if (to.locked === 3) throwType(vm, "Cannot assign to read only property '0' of object '[object Array]'");
    to.items = arrayOf(vm, source).items.slice();
    return target;
  }),
);
LIBRARY.set(
  '$hasItem',
  nativeFunction('$hasItem', '', 2, (vm, _self, [value, at]) => {
    const { items } = arrayOf(vm, value);
    return (at as number) < items.length && items[at as number] !== HOLE;
  }),
);
LIBRARY.set(
  '$isHoles',
  nativeFunction('$isHoles', '', 1, (_vm, _self, [value]) => isObj(value) && value.kind === 'array'),
);

// --- iterators --------------------------------------------------------------------------------------------------

define(
  PROTO.iterator,
  ITERATOR,
  nativeFunction('Iterator.prototype[Symbol.iterator]', '[Symbol.iterator]', 0, (_vm, self) => self),
);
method(PROTO.iterator, 'Iterator.prototype', 'next', 0, (vm, self) => {
  if (!isObj(self) || self.kind !== 'iterator') return throwType(vm, 'next method called on incompatible receiver');
  const { value, done } = advance(vm, self);
  return iteratorResult(vm, value, done);
});
