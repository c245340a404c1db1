import { callNow, constructNow, get, listOf, protoFor, set } from '../interpreter/calls.ts';
import { toKey, toText, truthy, typeOf } from '../interpreter/convert.ts';
import {
  constructor,
  define,
  GLOBALS,
  getter,
  method,
  namespace,
  nativeFunction,
  PROTO,
} from '../interpreter/intrinsics.ts';
import { makeArray, makeObject, makeRecord, throwType } from '../interpreter/make.ts';
import {
  defineOwn,
  findSlot,
  isSpecial,
  ownKeys,
  ownSlot,
  ownSymbols,
  propsOf,
  remove,
  symbolText,
} from '../interpreter/properties.ts';
import {
  FIXED,
  HIDDEN,
  isCallable,
  isObj,
  isSym,
  type Obj,
  plainText,
  READ_ONLY,
  type Slot,
  type Sym,
  type Value,
  WELL_KNOWN,
} from '../interpreter/values.ts';
import type { Vm } from '../interpreter/vm.ts';

/* Object, Function, Symbol and Reflect. */

const object = constructor('Object', PROTO.object, 1, (vm, _self, [value], target) => {
  if (isObj(value)) return value;
  if (value === undefined || value === null) return makeObject(vm, protoFor(vm, target, PROTO.object));
  return throwType(vm, 'Objects around primitives are not supported here');
});
GLOBALS.set('Object', object);

function toObject(vm: Vm, value: Value): Obj {
  if (isObj(value)) return value;
  if (value === undefined || value === null) return throwType(vm, 'Cannot convert undefined or null to object');
  const obj = makeObject(vm);
  if (typeof value === 'string') for (let i = 0; i < value.length; i++) propsOf(obj).set(String(i), value[i]);
  return obj;
}

function entriesOf(vm: Vm, value: Value): (readonly [string, Value])[] {
  const obj = toObject(vm, value);
  return ownKeys(vm, obj).map((key) => [key, get(vm, obj, key)] as const);
}

const on = (name: string, arity: number, native: Parameters<typeof method>[4]): void => {
  method(object, 'Object', name, arity, native);
};

on('keys', 1, (vm, _self, [value]) => makeArray(vm, ownKeys(vm, toObject(vm, value))));
on('values', 1, (vm, _self, [value]) =>
  makeArray(
    vm,
    entriesOf(vm, value).map(([, item]) => item),
  ),
);
on('entries', 1, (vm, _self, [value]) =>
  makeArray(
    vm,
    entriesOf(vm, value).map(([key, item]) => makeArray(vm, [key, item])),
  ),
);
on('getOwnPropertyNames', 1, (vm, _self, [value]) => makeArray(vm, ownKeys(vm, toObject(vm, value), true)));
on('getOwnPropertySymbols', 1, (vm, _self, [value]) => makeArray(vm, ownSymbols(toObject(vm, value)).map(symbolOf)));
on('assign', 2, (vm, _self, [target, ...sources]) => {
  const to = toObject(vm, target);
  for (const source of sources) {
    if (source === undefined || source === null) continue;
    for (const [key, item] of entriesOf(vm, source)) set(vm, to, key, item);
    if (isObj(source)) for (const key of ownSymbols(source)) set(vm, to, key, get(vm, source, key));
  }
  return to;
});
on('getPrototypeOf', 1, (vm, _self, [value]) => toObject(vm, value).proto);
on('setPrototypeOf', 2, (vm, _self, [value, proto]) => {
  if (!isObj(proto) && proto !== null)
    throwType(vm, `Object prototype may only be an Object or null: ${plainText(proto)}`);
  if (!isObj(value)) return value;
  if (value.locked > 0) throwType(vm, '#<Object> is not extensible');
  for (let at: Obj | null = proto; at !== null; at = at.proto)
    if (at === value) throwType(vm, 'Cyclic __proto__ value');
  value.proto = proto;
  return value;
});
on('create', 2, (vm, _self, [proto, descriptors]) => {
  if (!isObj(proto) && proto !== null)
    throwType(vm, `Object prototype may only be an Object or null: ${plainText(proto)}`);
  const made = makeObject(vm, proto);
  if (descriptors !== undefined) defineAll(vm, made, descriptors);
  return made;
});
for (const [name, level, test] of [
  ['preventExtensions', 1, 'isExtensible'],
  ['seal', 2, 'isSealed'],
  ['freeze', 3, 'isFrozen'],
] as const) {
  on(name, 1, (_vm, _self, [value]) => {
    if (isObj(value)) value.locked = Math.max(value.locked, level);
    return value;
  });
  on(test, 1, (_vm, _self, [value]) => {
    if (!isObj(value)) return level !== 1;
    return level === 1 ? value.locked < 1 : value.locked >= level;
  });
}
on('is', 2, (_vm, _self, [a, b]) => Object.is(a, b) || (isSym(a) && isSym(b) && a.key === b.key));
on('hasOwn', 2, (vm, _self, [value, key]) => ownSlot(vm, toObject(vm, value), toKey(vm, key)) !== undefined);
on('defineProperty', 3, (vm, _self, [value, key, descriptor]) => {
  if (!isObj(value)) return throwType(vm, 'Object.defineProperty called on non-object');
  defineFrom(vm, value, toKey(vm, key), descriptor);
  return value;
});
on('defineProperties', 2, (vm, _self, [value, descriptors]) => {
  if (!isObj(value)) return throwType(vm, 'Object.defineProperties called on non-object');
  defineAll(vm, value, descriptors);
  return value;
});
on('getOwnPropertyDescriptor', 2, (vm, _self, [value, key]) => {
  const slot = ownSlot(vm, toObject(vm, value), toKey(vm, key));
  return slot === undefined ? undefined : descriptorOf(vm, toObject(vm, value), slot);
});
on('getOwnPropertyDescriptors', 1, (vm, _self, [value]) => {
  const obj = toObject(vm, value);
  const all: Record<string, Value> = {};
  for (const key of ownKeys(vm, obj, true)) all[key] = descriptorOf(vm, obj, ownSlot(vm, obj, key));
  return makeRecord(vm, all);
});

function descriptorOf(vm: Vm, obj: Obj, slot: Slot): Value {
  const flags = isSpecial(slot) ? slot.flags : 0;
  const enumerable = (flags & HIDDEN) === 0;
  const configurable = (flags & FIXED) === 0 && obj.locked < 2;
  if (isSpecial(slot) && slot.kind === 'accessor')
    return makeRecord(vm, { get: slot.get, set: slot.set, enumerable, configurable });
  const writable = (flags & READ_ONLY) === 0 && obj.locked < 3;
  return makeRecord(vm, { value: isSpecial(slot) ? slot.value : slot, writable, enumerable, configurable });
}

function defineAll(vm: Vm, obj: Obj, descriptors: Value): void {
  for (const [key, descriptor] of entriesOf(vm, descriptors)) defineFrom(vm, obj, key, descriptor);
}

function defineFrom(vm: Vm, obj: Obj, key: string, descriptor: Value): void {
  if (!isObj(descriptor)) throwType(vm, `Property description must be an object: ${plainText(descriptor)}`);
  const has = (name: string): boolean => findSlot(vm, descriptor, name) !== undefined;
  const before = ownSlot(vm, obj, key);
  const known = before === undefined ? READ_ONLY | HIDDEN | FIXED : isSpecial(before) ? before.flags : 0;
  if (before !== undefined && (known & FIXED) !== 0 && obj.kind !== 'array')
    throwType(vm, `Cannot redefine property: ${key}`);
  const flag = (name: string, bit: number): number =>
    has(name) ? (truthy(get(vm, descriptor, name)) ? 0 : bit) : known & bit;
  const flags = flag('writable', READ_ONLY) | flag('enumerable', HIDDEN) | flag('configurable', FIXED);
  if (has('get') || has('set')) {
    const [getFn, setFn] = [get(vm, descriptor, 'get'), get(vm, descriptor, 'set')];
    if (getFn !== undefined && !isCallable(getFn)) throwType(vm, `Getter must be a function: ${plainText(getFn)}`);
    if (setFn !== undefined && !isCallable(setFn)) throwType(vm, `Setter must be a function: ${plainText(setFn)}`);
    if (obj.locked > 0) throwType(vm, `Cannot define property ${key}, object is not extensible`);
    propsOf(obj).set(key, { kind: 'accessor', get: getFn, set: setFn, flags: flags & ~READ_ONLY });
    return;
  }
  const old = isSpecial(before) ? (before.kind === 'slot' ? before.value : undefined) : before;
  defineOwn(vm, obj, key, has('value') ? get(vm, descriptor, 'value') : old, flags);
}

// --- Object.prototype -------------------------------------------------------------------------------------------

method(
  PROTO.object,
  'Object.prototype',
  'hasOwnProperty',
  1,
  (vm, self, [key]) => ownSlot(vm, toObject(vm, self), toKey(vm, key)) !== undefined,
);
method(PROTO.object, 'Object.prototype', 'isPrototypeOf', 1, (_vm, self, [value]) => {
  for (let at = isObj(value) ? value.proto : null; at !== null; at = at.proto) if (at === self) return true;
  return false;
});
method(PROTO.object, 'Object.prototype', 'propertyIsEnumerable', 1, (vm, self, [key]) => {
  const slot = ownSlot(vm, toObject(vm, self), toKey(vm, key));
  return slot !== undefined && !(isSpecial(slot) && (slot.flags & HIDDEN) !== 0);
});
method(PROTO.object, 'Object.prototype', 'valueOf', 0, (_vm, self) => self);
method(PROTO.object, 'Object.prototype', 'toLocaleString', 0, (vm, self) => toText(vm, self));
method(PROTO.object, 'Object.prototype', 'toString', 0, (vm, self) => {
  if (self === undefined) return '[object Undefined]';
  if (self === null) return '[object Null]';
  const tag = isObj(self) ? get(vm, self, '\0@toStringTag') : undefined;
  if (typeof tag === 'string') return `[object ${tag}]`;
  if (!isObj(self)) return `[object ${typeOf(self).charAt(0).toUpperCase()}${typeOf(self).slice(1)}]`;
  return `[object ${TAGS[self.kind] ?? 'Object'}]`;
});
const TAGS: Readonly<Record<string, string>> = {
  array: 'Array',
  function: 'Function',
  native: 'Function',
  bound: 'Function',
  error: 'Error',
  date: 'Date',
  regexp: 'RegExp',
  map: 'Map',
  set: 'Set',
  promise: 'Promise',
};

// --- Function ---------------------------------------------------------------------------------------------------

const fn = constructor('Function', PROTO.function, 1, (vm) =>
  throwType(vm, 'Functions made from text are not supported here; write the function where it is used'),
);
GLOBALS.set('Function', fn);
// calls.ts knows these by name: what they call becomes a frame like any other.
for (const name of ['call', 'apply'] as const)
  define(
    PROTO.function,
    name,
    nativeFunction(`Function.${name}`, name, name === 'call' ? 1 : 2, (vm, self, args) =>
      callNow(vm, self, args[0], name === 'call' ? args.slice(1) : listOf(vm, args[1])),
    ),
  );
method(PROTO.function, 'Function.prototype', 'bind', 1, (vm, self, [thisArg, ...args]) => {
  if (!isCallable(self)) return throwType(vm, 'Bind must be called on a function');
  return { kind: 'bound', proto: PROTO.function, props: null, locked: 0, target: self, self: thisArg, args };
});
method(PROTO.function, 'Function.prototype', 'toString', 0, (vm, self) => {
  if (!isCallable(self)) return throwType(vm, "Function.prototype.toString requires that 'this' be a Function");
  if (self.kind !== 'function') return `function ${self.kind === 'native' ? self.name : ''}() { [native code] }`;
  return self.code.isLibrary ? `function ${self.code.name}() { [native code] }` : self.code.source;
});

// --- Symbol -----------------------------------------------------------------------------------------------------

export function symbolOf(key: string): Sym {
  const known = WELL_KNOWN.find((one) => one.key === key);
  return known ?? { kind: 'symbol', key, text: symbolText(key.slice(2)) };
}

const symbol = nativeFunction('Symbol', 'Symbol', 0, (vm, _self, [text], target) => {
  if (target !== undefined) throwType(vm, 'Symbol is not a constructor');
  const shown = text === undefined ? '' : toText(vm, text);
  return { kind: 'symbol', key: `\0@${++vm.ids}:${shown}`, text: text === undefined ? undefined : shown };
});
define(symbol, 'prototype', PROTO.symbol);
define(PROTO.symbol, 'constructor', symbol);
GLOBALS.set('Symbol', symbol);
for (const one of WELL_KNOWN) define(symbol, one.key.slice(2), one);
method(symbol, 'Symbol', 'for', 1, (vm, _self, [name]) => {
  const text = toText(vm, name);
  const key = vm.symbols.get(text) ?? `\0@${++vm.ids}:${text}`;
  vm.symbols.set(text, key);
  return { kind: 'symbol', key, text };
});
method(
  PROTO.symbol,
  'Symbol.prototype',
  'toString',
  0,
  (_vm, self) => `Symbol(${isSym(self) ? (self.text ?? '') : ''})`,
);
getter(PROTO.symbol, 'Symbol.prototype', 'description', (_vm, self) => (isSym(self) ? self.text : undefined));

// --- Reflect ----------------------------------------------------------------------------------------------------

const reflect = namespace();
GLOBALS.set('Reflect', reflect);
method(reflect, 'Reflect', 'ownKeys', 1, (vm, _self, [value]) => {
  const obj = isObj(value) ? value : throwType(vm, 'Reflect.ownKeys called on non-object');
  return makeArray(vm, [...ownKeys(vm, obj, true), ...ownSymbols(obj).map(symbolOf)]);
});
method(
  reflect,
  'Reflect',
  'has',
  2,
  (vm, _self, [value, key]) => findSlot(vm, toObject(vm, value), toKey(vm, key)) !== undefined,
);
method(reflect, 'Reflect', 'get', 2, (vm, _self, [value, key]) => get(vm, toObject(vm, value), toKey(vm, key)));
method(reflect, 'Reflect', 'set', 3, (vm, _self, [value, key, item]) => {
  set(vm, toObject(vm, value), toKey(vm, key), item);
  return true;
});
method(reflect, 'Reflect', 'deleteProperty', 2, (vm, _self, [value, key]) =>
  remove(vm, toObject(vm, value), toKey(vm, key)),
);
method(reflect, 'Reflect', 'getPrototypeOf', 1, (vm, _self, [value]) => toObject(vm, value).proto);
method(reflect, 'Reflect', 'construct', 2, (vm, _self, [target, args]) => constructNow(vm, target, listOf(vm, args)));
define(
  reflect,
  'apply',
  nativeFunction('Reflect.apply', 'apply', 3, (vm, _self, [target, thisArg, args]) =>
    callNow(vm, target, thisArg, listOf(vm, args)),
  ),
);
