import type { Code } from '../compile/code.ts';

/*
 * What a program's variables hold, as plain data that a checkpoint can copy. Primitives are the host's own; an object
 * is a record told apart by `kind`. Nothing here is a host function or has a host prototype that a program could
 * reach: a property of a guest object is an entry of its `props`, never a property of the record.
 *
 * Objects that every program shares (the built-in functions and prototypes) are frozen, so copies share them too.
 */

export type Primitive = undefined | null | boolean | number | string | bigint | Sym;
export type Value = Primitive | Obj;

/** A symbol. Two are the same when their keys are: `key` is the property name it stands for, and begins with NUL. */
export interface Sym {
  readonly kind: 'symbol';
  readonly key: string;
  readonly text: string | undefined;
}

/** What is wrong or private about a property; one without a flag is stored as its bare value. */
export const READ_ONLY = 1;
export const HIDDEN = 2;
export const FIXED = 4;

export interface DataSlot {
  readonly kind: 'slot';
  value: Value;
  flags: number;
}
export interface Accessor {
  readonly kind: 'accessor';
  get: Obj | undefined;
  set: Obj | undefined;
  flags: number;
}
export type Slot = Value | DataSlot | Accessor;

interface Base {
  proto: Obj | null;
  /** Own properties besides what the kind keeps elsewhere; null for none yet. */
  props: Map<string, Slot> | null;
  /** 0, or what Object.preventExtensions (1), seal (2) or freeze (3) made of it. */
  locked: number;
}

export interface PlainObj extends Base {
  readonly kind: 'object';
}
export interface ArrayObj extends Base {
  readonly kind: 'array';
  items: (Value | Hole)[];
}
/** A function or class of the program or of a library, closed over its scope. */
export interface FunctionObj extends Base {
  readonly kind: 'function';
  readonly code: Code;
  readonly scope: Scope | null;
  /** What an arrow function, or a method, has of where it was made. */
  readonly self: Value | Unset;
  /** The object whose prototype `super` looks in. */
  home: Obj | null;
  /** Of a class: what its instances' fields are set by. */
  fields: FunctionObj | null;
}
/** A function that is ours. `id` is its place in the table of natives. */
export interface NativeObj extends Base {
  readonly kind: 'native';
  readonly id: string;
  readonly name: string;
  readonly arity: number;
  /** May stand behind `new`. */
  readonly builds: boolean;
  /** What it was made for: the promise that a resolving function settles, say. */
  readonly data: Value;
}
export interface BoundObj extends Base {
  readonly kind: 'bound';
  readonly target: Obj;
  readonly self: Value;
  readonly args: readonly Value[];
}
export interface ErrorObj extends Base {
  readonly kind: 'error';
  /** Where it was made, innermost first: `handler (program.js:3:7)`. */
  readonly trace: readonly string[];
  /** The line of the program that made it, or 0. */
  readonly line: number;
}
/** A Map or a Set, in order of insertion. Entries keep their number, so that an iterator survives what is deleted. */
export interface TableObj extends Base {
  readonly kind: 'map' | 'set' | 'weakmap' | 'weakset';
  readonly index: Map<unknown, Entry>;
  entries: Entry[];
  next: number;
}
export interface Entry {
  readonly n: number;
  readonly key: Value;
  value: Value;
  gone: boolean;
}
export interface PromiseObj extends Base {
  readonly kind: 'promise';
  state: 'pending' | 'fulfilled' | 'rejected';
  value: Value;
  reactions: Reaction[];
  handled: boolean;
}
/** What happens when a promise is settled. */
export type Reaction =
  /** A function waits at an `await`. */
  | { readonly kind: 'resume'; readonly frame: Frame }
  /** `then`: `derived` is the promise it returned, or null where nobody can have it. */
  | {
      readonly kind: 'then';
      readonly derived: PromiseObj | null;
      readonly onFulfilled: Value;
      readonly onRejected: Value;
    }
  /** A native waits; `data` is its own. */
  | { readonly kind: 'native'; readonly id: string; readonly data: Value };

export interface GeneratorObj extends Base {
  readonly kind: 'generator';
  readonly isAsync: boolean;
  frame: Frame | null;
  running: boolean;
  /** Requests to an async generator, in order. */
  readonly requests: {
    readonly how: 'next' | 'throw' | 'return';
    readonly value: Value;
    readonly promise: PromiseObj;
  }[];
}
/** A built-in iterator. `of` says over what: items, keys, pairs, code points, matches. */
export interface IteratorObj extends Base {
  readonly kind: 'iterator';
  readonly of: 'values' | 'keys' | 'entries' | 'chars' | 'matches';
  target: Value;
  at: number;
}
export interface DateObj extends Base {
  readonly kind: 'date';
  /** Milliseconds since 1970, or NaN. */
  time: number;
}
export interface RegExpObj extends Base {
  readonly kind: 'regexp';
  readonly source: string;
  readonly flags: string;
}
/** A Uint8Array, or a Buffer where `isBuffer`. */
export interface BytesObj extends Base {
  readonly kind: 'bytes';
  readonly isBuffer: boolean;
  bytes: Uint8Array;
}
/** Something of a host API: a timer, a connection. `type` names its kind, `data` is plain and its own. */
export interface HostObj extends Base {
  readonly kind: 'host';
  readonly type: string;
  readonly data: Record<string, unknown>;
}

export type Obj =
  | PlainObj
  | ArrayObj
  | FunctionObj
  | NativeObj
  | BoundObj
  | ErrorObj
  | TableObj
  | PromiseObj
  | GeneratorObj
  | IteratorObj
  | DateObj
  | RegExpObj
  | BytesObj
  | HostObj;

/** In place of a variable that is not initialised yet, and of `this` before super() returned. */
export interface Unset {
  readonly kind: 'unset';
}
export const UNSET: Unset = Object.freeze({ kind: 'unset' });
/** In place of an array's missing item. */
export interface Hole {
  readonly kind: 'hole';
}
export const HOLE: Hole = Object.freeze({ kind: 'hole' });

/** Variables of a function call or of a block whose functions outlive it. */
export interface Scope {
  readonly vars: (Value | Unset)[];
  readonly up: Scope | null;
  /** What they are called, for whoever looks in. */
  readonly names: readonly ScopeVar[];
}
export interface ScopeVar {
  readonly name: string;
  /** The lines where the name means this variable. */
  readonly from: number;
  readonly to: number;
}

/** Where an exception, or a `finally`, goes on in a frame. */
export interface Handler {
  readonly pc: number;
  readonly depth: number;
  readonly scope: Scope | null;
  readonly iterators: number;
  /** A catch; else a `finally`, which also sees a generator that is told to return. */
  readonly isCatch: boolean;
}

/** How an iteration goes on: through a built-in iterator, or by calling `next`. */
export interface Iteration {
  readonly iterator: Obj;
  readonly next: Value;
  done: boolean;
  /** A synchronous one under `for await`. */
  readonly awaits: boolean;
}

/** One call under way. */
export interface Frame {
  readonly code: Code;
  pc: number;
  readonly stack: (Value | Unset)[];
  scope: Scope | null;
  self: Value | Unset;
  readonly callee: Obj | null;
  readonly newTarget: Obj | undefined;
  args: readonly Value[];
  handlers: Handler[];
  iterators: Iteration[];
  /** What becomes of the value it returns. */
  readonly deliver: 'push' | 'discard' | 'construct' | 'async' | 'generator' | 'halt';
  /** Of an async function. */
  readonly promise: PromiseObj | null;
  readonly generator: GeneratorObj | null;
  /** The line under execution, and where it awaits. */
  line: number;
}

export function isObj(value: unknown): value is Obj {
  return typeof value === 'object' && value !== null && (value as { kind: string }).kind !== 'symbol';
}

export function isSym(value: unknown): value is Sym {
  return typeof value === 'object' && value !== null && (value as { kind: string }).kind === 'symbol';
}

export function isCallable(value: unknown): value is FunctionObj | NativeObj | BoundObj {
  if (typeof value !== 'object' || value === null) return false;
  const { kind } = value as { kind: string };
  return kind === 'function' || kind === 'native' || kind === 'bound';
}

/** What a host exception carries when the program is to see it. */
export class Thrown extends Error {
  readonly value: Value;
  constructor(value: Value) {
    super('thrown by the program');
    this.value = value;
  }
}

const symbol = (name: string): Sym => Object.freeze({ kind: 'symbol', key: `\0@${name}`, text: `Symbol.${name}` });

export const ITERATOR = symbol('iterator');
export const ASYNC_ITERATOR = symbol('asyncIterator');
export const HAS_INSTANCE = symbol('hasInstance');
export const TO_PRIMITIVE = symbol('toPrimitive');
export const TO_STRING_TAG = symbol('toStringTag');
export const WELL_KNOWN: readonly Sym[] = [ITERATOR, ASYNC_ITERATOR, HAS_INSTANCE, TO_PRIMITIVE, TO_STRING_TAG];

/** True for names no program can write: symbols and private names. */
export function isHiddenKey(key: string): boolean {
  return key.charCodeAt(0) === 0;
}

/** A value as an error names it: primitives as they are, never calling anything of the program's. */
export function plainText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return (value as { kind: string }).kind === 'symbol' ? 'Symbol()' : '#<Object>';
}
