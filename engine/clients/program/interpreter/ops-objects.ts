import type { Code } from '../compile/code.ts';
import { Op } from '../compile/ops.ts';
import { call, get } from './calls.ts';
import { toKey } from './convert.ts';
import { HANDLERS, operand, textOperand } from './handlers.ts';
import { PROTO } from './intrinsics.ts';
import { makeArray, makeObject, throwError, throwType } from './make.ts';
import { pop } from './ops-values.ts';
import {
  defineAccessor,
  defineOwn,
  findSlot,
  isAccessor,
  isSpecial,
  ownKeys,
  propsOf,
  read,
  remove,
  shownKey,
  write,
  writeItem,
} from './properties.ts';
import {
  type Accessor,
  FIXED,
  type Frame,
  type FunctionObj,
  HIDDEN,
  HOLE,
  isCallable,
  isObj,
  type Obj,
  plainText,
  READ_ONLY,
  type Value,
} from './values.ts';
import { allocate, OBJECT_BYTES, type Vm } from './vm.ts';

/* Properties, functions and classes. */

/** Leaves the property's value on the stack, now or when its getter has returned. */
function giveProperty(vm: Vm, frame: Frame, value: Value | Accessor, base: Value): void {
  if (isAccessor(value)) call(vm, value.get, base, [], 'push', 'get');
  else frame.stack.push(value);
}

HANDLERS[Op.Get] = (vm, frame) => {
  const key = textOperand(frame);
  const base = pop(frame);
  giveProperty(vm, frame, read(vm, base, key), base);
};
HANDLERS[Op.GetItem] = (vm, frame) => {
  const key = pop(frame);
  const base = pop(frame);
  if (typeof key === 'number' && isObj(base) && base.kind === 'array') {
    const item = base.items[key];
    if (item !== undefined && item !== HOLE) {
      frame.stack.push(item as Value);
      return;
    }
  }
  if (base === undefined || base === null) read(vm, base, isObj(key) ? '[object Object]' : toKey(vm, key));
  giveProperty(vm, frame, read(vm, base, toKey(vm, key)), base);
};
/** object -- function object */
HANDLERS[Op.GetMethod] = (vm, frame) => {
  const key = textOperand(frame);
  const { stack } = frame;
  const base = stack[stack.length - 1] as Value;
  const value = read(vm, base, key);
  stack[stack.length - 1] = isAccessor(value) ? get(vm, base, key) : value;
  stack.push(base);
};
HANDLERS[Op.GetItemMethod] = (vm, frame) => {
  const key = toKey(vm, pop(frame));
  const base = pop(frame);
  frame.stack.push(get(vm, base, key), base);
};
HANDLERS[Op.Set] = (vm, frame) => {
  const key = textOperand(frame);
  const value = pop(frame);
  const base = pop(frame);
  frame.stack.push(value);
  const accessor = write(vm, base, key, value);
  if (accessor !== null) call(vm, accessor.set, base, [value], 'discard', 'set');
};
HANDLERS[Op.SetItem] = (vm, frame) => {
  const value = pop(frame);
  const key = pop(frame);
  const base = pop(frame);
  frame.stack.push(value);
  if (typeof key === 'number' && isObj(base) && base.kind === 'array' && key >= 0 && Number.isInteger(key))
    return writeItem(vm, base, key, value);
  const accessor = write(vm, base, toKey(vm, key), value);
  if (accessor !== null) call(vm, accessor.set, base, [value], 'discard', 'set');
};
HANDLERS[Op.DeleteItem] = (vm, frame) => {
  const key = toKey(vm, pop(frame));
  frame.stack.push(remove(vm, pop(frame), key));
};
HANDLERS[Op.In] = (vm, frame) => {
  const base = pop(frame);
  const key = pop(frame);
  if (!isObj(base)) {
    const shown = typeof base === 'string' ? base : plainText(base);
    throwType(vm, `Cannot use 'in' operator to search for '${shownKey(toKey(vm, key))}' in ${shown}`);
  }
  frame.stack.push(findSlot(vm, base, toKey(vm, key)) !== undefined);
};

// --- private names ----------------------------------------------------------------------------------------------

HANDLERS[Op.HasPrivate] = (vm, frame) => {
  const key = textOperand(frame);
  const base = pop(frame);
  if (!isObj(base)) throwType(vm, `Cannot use 'in' operator to search for '#${shownKey(key)}' in ${plainText(base)}`);
  frame.stack.push(base.props?.has(key) === true);
};
HANDLERS[Op.GetPrivate] = (vm, frame) => {
  const key = textOperand(frame);
  const base = pop(frame);
  if (!isObj(base) || base.props?.has(key) !== true)
    throwType(vm, `Cannot read private member #${shownKey(key)} from an object whose class did not declare it`);
  const slot = base.props.get(key);
  frame.stack.push(isSpecial(slot) ? (slot.kind === 'slot' ? slot.value : undefined) : slot);
};
HANDLERS[Op.SetPrivate] = (vm, frame) => {
  const key = textOperand(frame);
  const value = pop(frame);
  const base = pop(frame);
  if (!isObj(base) || base.props?.has(key) !== true)
    throwType(vm, `Cannot write private member #${shownKey(key)} to an object whose class did not declare it`);
  if (isSpecial(base.props.get(key))) throwType(vm, `Private method '#${shownKey(key)}' is not writable`);
  base.props.set(key, value);
  frame.stack.push(value);
};
/** object value -- object */
HANDLERS[Op.DefinePrivate] = (_vm, frame) => {
  const key = textOperand(frame);
  const value = pop(frame);
  const base = frame.stack[frame.stack.length - 1] as Obj;
  const isMethod = isObj(value) && value.kind === 'function' && value.code.isMethod && value.home === null;
  propsOf(base).set(key, isMethod && !value.code.isArrow ? { kind: 'slot', value, flags: READ_ONLY } : value);
};

// --- defining ---------------------------------------------------------------------------------------------------

HANDLERS[Op.Define] = (vm, frame) => {
  const key = textOperand(frame);
  const value = pop(frame);
  const base = frame.stack[frame.stack.length - 1] as Obj;
  if (base.kind === 'object' && base.locked === 0) {
    allocate(vm, 32);
    propsOf(base).set(key, value);
  } else defineOwn(vm, base, key, value);
};
HANDLERS[Op.DefineItem] = (vm, frame) => {
  const value = pop(frame);
  const key = toKey(vm, pop(frame));
  defineOwn(vm, frame.stack[frame.stack.length - 1] as Obj, key, value);
};

const STATIC = 1;
const ENUMERABLE = 2;
const SETTER = 4;

/** object key function -- object; of a class: class prototype key function -- class prototype */
HANDLERS[Op.DefineMethod] = (vm, frame) => {
  const flags = operand(frame);
  const { base, key, fn } = memberOf(vm, frame, flags);
  defineOwn(vm, base, key, fn, (flags & ENUMERABLE) === 0 ? HIDDEN : 0);
};
HANDLERS[Op.DefineAccessor] = (vm, frame) => {
  const flags = operand(frame);
  const { base, key, fn } = memberOf(vm, frame, flags);
  const hidden = (flags & ENUMERABLE) === 0 ? HIDDEN : 0;
  if ((flags & SETTER) === 0) defineAccessor(base, key, fn, undefined, hidden);
  else defineAccessor(base, key, undefined, fn, hidden);
};

function memberOf(
  vm: Vm,
  frame: Frame,
  flags: number,
): { readonly base: Obj; readonly key: string; readonly fn: FunctionObj } {
  const { stack } = frame;
  const fn = stack.pop() as FunctionObj;
  const key = toKey(vm, stack.pop() as Value);
  const base = stack[stack.length - ((flags & STATIC) === 0 ? 1 : 2)] as Obj;
  fn.home = base;
  if (fn.code.name === '') propsOf(fn).set('name', { kind: 'slot', value: shownKey(key), flags: HIDDEN | READ_ONLY });
  return { base, key, fn };
}

// --- functions and classes --------------------------------------------------------------------------------------

HANDLERS[Op.Closure] = (vm, frame) => {
  const code = frame.code.codes[operand(frame)] as Code;
  allocate(vm, OBJECT_BYTES);
  const { callee } = frame;
  frame.stack.push({
    kind: 'function',
    proto: PROTO.function,
    props: null,
    locked: 0,
    code,
    scope: frame.scope,
    self: code.isArrow ? frame.self : undefined,
    // An arrow finds `super` where the method around it does.
    home: code.isArrow && callee?.kind === 'function' ? callee.home : null,
    fields: null,
  });
};

/** [superclass] -- class prototype */
HANDLERS[Op.Class] = (vm, frame) => {
  const code = frame.code.codes[operand(frame)] as Code;
  let parent: Obj = PROTO.function;
  let parentProto: Obj | null = PROTO.object;
  if (operand(frame) === 1) {
    const superclass = pop(frame);
    if (superclass === null) parentProto = null;
    else {
      if (!isCallable(superclass))
        throwType(vm, `Class extends value ${shownValue(superclass)} is not a constructor or null`);
      parent = superclass;
      const proto = get(vm, superclass, 'prototype');
      parentProto = isObj(proto) ? proto : null;
    }
  }
  allocate(vm, OBJECT_BYTES * 3);
  const proto = makeObject(vm, parentProto);
  const made: FunctionObj = {
    kind: 'function',
    proto: parent,
    props: new Map([['prototype', { kind: 'slot', value: proto, flags: HIDDEN | READ_ONLY | FIXED }]]),
    locked: 0,
    code,
    scope: frame.scope,
    self: undefined,
    home: proto,
    fields: null,
  };
  proto.props = new Map([['constructor', { kind: 'slot', value: made, flags: HIDDEN }]]);
  frame.stack.push(made, proto);
};

function shownValue(value: Value): string {
  return isObj(value) ? '#<Object>' : plainText(value);
}

HANDLERS[Op.SetFields] = (vm, frame) => {
  const code = frame.code.codes[operand(frame)] as Code;
  const { stack } = frame;
  const proto = stack[stack.length - 1] as Obj;
  allocate(vm, OBJECT_BYTES);
  (stack[stack.length - 2] as FunctionObj).fields = {
    kind: 'function',
    proto: PROTO.function,
    props: null,
    locked: 0,
    code,
    scope: frame.scope,
    self: undefined,
    home: proto,
    fields: null,
  };
};
/** A new instance is given its fields: first thing in a base class, behind super() in a derived one. */
HANDLERS[Op.RunFields] = (vm, frame) => {
  const { callee } = frame;
  if (callee?.kind === 'function' && callee.fields !== null)
    call(vm, callee.fields, frame.self as Value, [], 'discard', 'fields');
};

HANDLERS[Op.GetSuper] = (vm, frame) => {
  const key = toKey(vm, pop(frame));
  const { callee } = frame;
  const home = callee?.kind === 'function' ? callee.home : null;
  const holder = home?.proto ?? null;
  if (holder === null) throwError(vm, 'SyntaxError', "'super' keyword unexpected here");
  const value = read(vm, holder, key);
  giveProperty(vm, frame, value, frame.self as Value);
};

/** value -- value: about to be taken apart. */
HANDLERS[Op.CheckObject] = (vm, frame) => {
  const text = textOperand(frame);
  const name = textOperand(frame);
  const value = frame.stack[frame.stack.length - 1] as Value;
  if (value !== undefined && value !== null) return;
  const shown = text === '' || text === '(intermediate value)' ? String(value) : text;
  throwType(
    vm,
    name === ''
      ? `Cannot destructure '${shown}' as it is ${String(value)}.`
      : `Cannot destructure property '${name}' of '${shown}' as it is ${String(value)}.`,
  );
};

/** object -- array of the names that for-in visits */
HANDLERS[Op.ForInKeys] = (vm, frame) => {
  const base = pop(frame);
  const keys = new Set<string>();
  if (typeof base === 'string') for (let i = 0; i < base.length; i++) keys.add(String(i));
  for (let at = isObj(base) ? base : null; at !== null && at !== PROTO.object; at = at.proto)
    for (const key of ownKeys(vm, at)) keys.add(key);
  frame.stack.push(makeArray(vm, [...keys]));
};
