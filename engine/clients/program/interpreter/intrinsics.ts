import { defineNative, type Native } from './natives.ts';
import {
  HIDDEN,
  type NativeObj,
  type Obj,
  type PlainObj,
  READ_ONLY,
  type Slot,
  type Sym,
  type Value,
} from './values.ts';
import type { Vm } from './vm.ts';

/*
 * The objects that every program shares: the prototypes and functions of the language. They are made once, frozen,
 * and never copied; a program that tries to change one is told so, as under Object.freeze.
 */

const FROZEN = 3;

function plain(proto: Obj | null): PlainObj {
  return { kind: 'object', proto, props: new Map(), locked: FROZEN };
}

/** By name: 'Object.prototype', 'Array.prototype', ... */
const OBJECT_PROTO = plain(null);
const FUNCTION_PROTO = plain(OBJECT_PROTO);

const prototypes = new Map<string, PlainObj>([
  ['Object', OBJECT_PROTO],
  ['Function', FUNCTION_PROTO],
]);

/** The prototype of a built-in kind, made on first use. */
export function prototypeOf(name: string, parent = 'Object'): PlainObj {
  let proto = prototypes.get(name);
  if (proto === undefined) {
    proto = plain(prototypeOf(parent));
    prototypes.set(name, proto);
  }
  return proto;
}

export const PROTO = {
  object: OBJECT_PROTO,
  function: FUNCTION_PROTO,
  array: prototypeOf('Array'),
  string: prototypeOf('String'),
  number: prototypeOf('Number'),
  boolean: prototypeOf('Boolean'),
  bigint: prototypeOf('BigInt'),
  symbol: prototypeOf('Symbol'),
  promise: prototypeOf('Promise'),
  error: prototypeOf('Error'),
  map: prototypeOf('Map'),
  set: prototypeOf('Set'),
  weakmap: prototypeOf('WeakMap'),
  weakset: prototypeOf('WeakSet'),
  date: prototypeOf('Date'),
  regexp: prototypeOf('RegExp'),
  iterator: prototypeOf('Iterator'),
  generator: prototypeOf('Generator', 'Iterator'),
  asyncGenerator: prototypeOf('AsyncGenerator'),
  bytes: prototypeOf('Uint8Array'),
  buffer: prototypeOf('Buffer', 'Uint8Array'),
} as const;

/** A native function. `id` is its place in the table; without one, `native` is put there under the name. */
export function nativeFunction(
  id: string,
  name: string,
  arity: number,
  native: Native | null,
  builds = false,
): NativeObj {
  if (native !== null) defineNative(id, native);
  return Object.freeze({
    kind: 'native',
    id,
    name,
    arity,
    builds,
    data: undefined,
    proto: FUNCTION_PROTO,
    props: new Map<string, Slot>(),
    locked: FROZEN,
  });
}

/** Puts a property on one of the shared objects: not enumerable, as those of the language are. */
export function define(on: Obj, key: string | Sym, value: Value, flags: number = HIDDEN): void {
  const name = typeof key === 'string' ? key : key.key;
  on.props ??= new Map();
  on.props.set(name, flags === 0 ? value : Object.freeze({ kind: 'slot', value, flags }));
}

/** Puts a native method on a shared object. */
export function method(on: Obj, owner: string, key: string | Sym, arity: number, native: Native): NativeObj {
  const name = typeof key === 'string' ? key : `[${key.text ?? ''}]`;
  const fn = nativeFunction(`${owner}.${name}`, name, arity, native);
  define(on, key, fn);
  return fn;
}

export function getter(on: Obj, owner: string, key: string | Sym, native: Native): void {
  const name = typeof key === 'string' ? key : `[${key.text ?? ''}]`;
  const get = nativeFunction(`get ${owner}.${name}`, `get ${name}`, 0, native);
  const slot = Object.freeze({ kind: 'accessor', get, set: undefined, flags: HIDDEN } as const);
  (on.props as Map<string, Slot>).set(typeof key === 'string' ? key : key.key, slot);
}

/** A constructor with its prototype. */
export function constructor(name: string, proto: PlainObj, arity: number, native: Native): NativeObj {
  const fn = nativeFunction(name, name, arity, native, true);
  define(fn, 'prototype', proto, HIDDEN | READ_ONLY);
  define(proto, 'constructor', fn);
  return fn;
}

/** An object of functions, such as Math. */
export function namespace(): PlainObj {
  return plain(OBJECT_PROTO);
}

/** What programs find under a global name. */
export const GLOBALS = new Map<string, Value>();
/** What only the library's own source can name: natives that begin with `$`. */
export const LIBRARY = new Map<string, Value>();
/** What `import` finds, made when it is first imported: by name, a namespace. */
export const MODULES = new Map<string, (vm: Vm) => Value>();
