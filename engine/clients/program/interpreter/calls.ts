import type { Code } from '../compile/code.ts';
import { PROTO } from './intrinsics.ts';
import { makeObject, makePromise, throwError, throwType } from './make.ts';
import { nativeOf } from './natives.ts';
import { isAccessor, read, write } from './properties.ts';
import {
  type BoundObj,
  type Frame,
  type FunctionObj,
  type GeneratorObj,
  isCallable,
  isObj,
  type NativeObj,
  type Obj,
  type PromiseObj,
  type Scope,
  UNSET,
  type Unset,
  type Value,
} from './values.ts';
import { allocate, Fatal, lineOf, OBJECT_BYTES, topFrame, type Vm } from './vm.ts';

/*
 * Calls. A function of the program becomes a frame that the machine then steps; a native runs at once. What a call
 * returns lands on the stack of the frame below, as `deliver` says.
 */

/** As deep as Node's default stack carries small functions. */
const FRAMES_MAX = 9000;
/** Natives within natives take the host's own stack. */
const NESTING_MAX = 80;

export type Deliver = Frame['deliver'];

/** Calls anything callable; the result will be on the stack of the frame that is now on top. */
export function call(vm: Vm, fn: Value, self: Value, args: readonly Value[], deliver: Deliver, text: string): void {
  if (!isCallable(fn)) throwType(vm, `${text} is not a function`);
  if (fn.kind === 'function') {
    if (fn.code.isClass) throwType(vm, `Class constructor ${fn.code.name} cannot be invoked without 'new'`);
    return pushFunction(vm, fn, fn.code.isArrow ? fn.self : self, args, deliver, undefined, null);
  }
  if (fn.kind === 'bound') return call(vm, fn.target, fn.self, [...fn.args, ...args], deliver, text);
  if (fn.id === 'Function.call') return call(vm, self, args[0], args.slice(1), deliver, text);
  if (fn.id === 'Function.apply') return call(vm, self, args[0], listOf(vm, args[1]), deliver, text);
  if (fn.id === 'Reflect.apply') return call(vm, args[0], args[1], listOf(vm, args[2]), deliver, text);
  if (fn.id === '$resume') return resumeGenerator(vm, self, fn.name as 'next', args[0], deliver);
  give(vm, nativeOf(fn.id)(vm, self, args, undefined, fn), deliver);
}

function give(vm: Vm, value: Value, deliver: Deliver): void {
  if (deliver === 'push' || deliver === 'construct') topFrame(vm).stack.push(value);
}

/** An array's items as arguments. */
export function listOf(vm: Vm, value: Value): readonly Value[] {
  if (value === undefined || value === null) return [];
  if (isObj(value) && value.kind === 'array')
    return value.items.map((item) => (isHole(item) ? undefined : item)) as Value[];
  return throwType(vm, 'CreateListFromArrayLike called on non-object');
}

function isHole(item: unknown): boolean {
  return typeof item === 'object' && item !== null && (item as { kind: string }).kind === 'hole';
}

/** Pushes a frame for a function of the program. */
export function pushFunction(
  vm: Vm,
  fn: FunctionObj,
  self: Value | Unset,
  args: readonly Value[],
  deliver: Deliver,
  newTarget: Obj | undefined,
  promise: PromiseObj | null,
): void {
  const { code } = fn;
  if (vm.frames.length >= FRAMES_MAX) throwError(vm, 'RangeError', 'Maximum call stack size exceeded');
  if (code.isGenerator) return give(vm, makeGenerator(vm, fn, self, args), deliver);
  if (code.isAsync && promise === null) {
    const made = makePromise(vm);
    give(vm, made, deliver);
    vm.frames.push(makeFrame(vm, code, fn, self, args, 'async', newTarget, made, null));
    return;
  }
  vm.frames.push(makeFrame(vm, code, fn, self, args, promise === null ? deliver : 'async', newTarget, promise, null));
}

export function makeFrame(
  vm: Vm,
  code: Code,
  fn: FunctionObj | null,
  self: Value | Unset,
  args: readonly Value[],
  deliver: Deliver,
  newTarget: Obj | undefined,
  promise: PromiseObj | null,
  generator: GeneratorObj | null,
): Frame {
  const vars: (Value | Unset)[] = new Array<Value>(code.vars.length).fill(undefined);
  const plain = Math.min(code.plain, args.length);
  for (let i = 0; i < plain; i++) vars[i] = args[i];
  allocate(vm, OBJECT_BYTES + vars.length * 8);
  const scope: Scope = { vars, up: fn?.scope ?? null, names: code.vars };
  return {
    code,
    pc: 0,
    stack: [],
    scope,
    self,
    callee: fn,
    newTarget,
    args,
    handlers: [],
    iterators: [],
    deliver,
    promise,
    generator,
    line: code.line,
  };
}

function makeGenerator(vm: Vm, fn: FunctionObj, self: Value | Unset, args: readonly Value[]): GeneratorObj {
  const proto = read(vm, fn, 'prototype');
  const { isAsync } = fn.code;
  allocate(vm, OBJECT_BYTES * 2);
  const generator: GeneratorObj = {
    kind: 'generator',
    proto: isObj(proto) && !isAccessor(proto) && !isAsync ? proto : isAsync ? PROTO.asyncGenerator : PROTO.generator,
    props: null,
    locked: 0,
    isAsync,
    frame: null,
    running: false,
    requests: [],
  };
  generator.frame = makeFrame(vm, fn.code, fn, self, args, 'generator', undefined, null, generator);
  return generator;
}

let resumer: ((vm: Vm, self: Value, how: 'next' | 'throw' | 'return', value: Value, deliver: Deliver) => void) | null =
  null;

/** Generators resume through here; they are run by the loop, which needs calls itself. */
export function provideResume(resume: NonNullable<typeof resumer>): void {
  resumer = resume;
}

function resumeGenerator(vm: Vm, self: Value, how: 'next' | 'throw' | 'return', value: Value, deliver: Deliver): void {
  resumer?.(vm, self, how, value, deliver);
}

/** `new`: the object will be on the stack of the frame that is now on top. */
export function construct(vm: Vm, fn: Value, args: readonly Value[], newTarget: Obj | null, text: string): void {
  if (!canBuild(fn)) throwType(vm, `${text} is not a constructor`);
  const target = newTarget ?? fn;
  if (fn.kind === 'bound') return construct(vm, fn.target, [...fn.args, ...args], newTarget, text);
  if (fn.kind === 'native') {
    topFrame(vm).stack.push(nativeOf(fn.id)(vm, undefined, args, target, fn));
    return;
  }
  const self = fn.code.isDerived ? UNSET : makeObject(vm, protoFor(vm, target, PROTO.object));
  pushFunction(vm, fn, self, args, 'construct', target, null);
}

function canBuild(fn: Value): fn is FunctionObj | NativeObj | BoundObj {
  if (!isCallable(fn)) return false;
  if (fn.kind === 'native') return fn.builds;
  return fn.kind === 'bound' || !fn.code.isMethod;
}

/** The prototype that what is made for `target` gets. */
export function protoFor(vm: Vm, target: Obj | undefined, otherwise: Obj): Obj {
  if (target === undefined) return otherwise;
  const proto = read(vm, target, 'prototype');
  return isObj(proto) && !isAccessor(proto) ? proto : otherwise;
}

// --- calling back from natives ----------------------------------------------------------------------------------

let runner: ((vm: Vm, base: number) => void) | null = null;

export function provideRun(run: (vm: Vm, base: number) => void): void {
  runner = run;
}

const HALT: Code = Object.freeze({
  name: '',
  isArrow: false,
  isAsync: false,
  isGenerator: false,
  isClass: false,
  isDerived: false,
  isMethod: true,
  ops: Object.freeze([]),
  consts: Object.freeze([]),
  codes: Object.freeze([]),
  arity: 0,
  plain: 0,
  vars: Object.freeze([]),
  blocks: Object.freeze([]),
  places: Object.freeze([]),
  isLibrary: true,
  file: '',
  source: '',
  line: 0,
  lines: Object.freeze([]),
});

/**
 * Calls and waits: for coercions, getters and the like, which natives need an answer of. The program cannot be
 * stepped in there, so callbacks of which that is expected are called by library code instead.
 */
export function callNow(vm: Vm, fn: Value, self: Value, args: readonly Value[], text = 'it'): Value {
  if (isCallable(fn) && fn.kind === 'native' && fn.id[0] !== '$' && !fn.id.startsWith('Function.'))
    return nativeOf(fn.id)(vm, self, args, undefined, fn);
  return nested(vm, () => call(vm, fn, self, args, 'push', text));
}

export function constructNow(vm: Vm, fn: Value, args: readonly Value[], text = 'it'): Value {
  return nested(vm, () => construct(vm, fn, args, null, text));
}

function nested(vm: Vm, start: () => void): Value {
  if (vm.nesting >= NESTING_MAX) throwError(vm, 'RangeError', 'Maximum call stack size exceeded');
  const halt = makeFrame(vm, HALT, null, undefined, [], 'halt', undefined, null, null);
  vm.nesting++;
  const base = vm.frames.push(halt);
  try {
    start();
    runner?.(vm, base);
    return halt.stack.pop() as Value;
  } finally {
    vm.nesting--;
    vm.frames.length = base - 1;
  }
}

/** Reads a property, calling its getter. */
export function get(vm: Vm, base: Value, key: string): Value {
  const value = read(vm, base, key);
  return isAccessor(value) ? callNow(vm, value.get, base, []) : value;
}

/** Writes a property, calling its setter. */
export function set(vm: Vm, base: Value, key: string, value: Value): void {
  const accessor = write(vm, base, key, value);
  if (accessor !== null) callNow(vm, accessor.set, base, [value]);
}

/** Refuses to go on: what the program may not catch. */
export function fatal(vm: Vm, message: string): never {
  throw new Fatal(message, lineOf(vm));
}
