import { BINARY, Op, UNARY } from '../compile/ops.ts';
import { callNow, get } from './calls.ts';
import {
  add,
  arithmetic,
  compare,
  joined,
  looselyEquals,
  toKey,
  toNumber,
  toNumeric,
  toText,
  truthy,
  typeOf,
} from './convert.ts';
import { HANDLERS, operand, textOperand } from './handlers.ts';
import { makeArray, makeObject, throwError, throwType } from './make.ts';
import { ownKeys, ownSymbols, propsOf, strictEquals } from './properties.ts';
import { makeRegExp } from './regexps.ts';
import {
  type ArrayObj,
  type Frame,
  HAS_INSTANCE,
  HOLE,
  isCallable,
  isObj,
  type Scope,
  UNSET,
  type Unset,
  type Value,
} from './values.ts';
import type { Vm } from './vm.ts';

/* Constants, variables, operators, and things made from what is on the stack. */

export function pop(frame: Frame): Value {
  return frame.stack.pop() as Value;
}

HANDLERS[Op.Const] = (_vm, frame) => {
  frame.stack.push(frame.code.consts[operand(frame)]);
};
HANDLERS[Op.Undefined] = (_vm, frame) => {
  frame.stack.push(undefined);
};
HANDLERS[Op.Pop] = (_vm, frame) => {
  frame.stack.pop();
};
HANDLERS[Op.Dup] = (_vm, { stack }) => {
  stack.push(stack[stack.length - 1]);
};
HANDLERS[Op.Dup2] = (_vm, { stack }) => {
  stack.push(stack[stack.length - 2], stack[stack.length - 1]);
};
HANDLERS[Op.Swap] = (_vm, { stack }) => {
  const top = stack.pop();
  const under = stack.pop();
  stack.push(top, under);
};
/** a b c -- c a b. What an update keeps of the old value goes under the object. */
HANDLERS[Op.Rot3] = (_vm, { stack }) => {
  const [a, b, c] = stack.splice(-3) as [Value, Value, Value];
  stack.push(b, a, c);
};
HANDLERS[Op.Rot4] = (_vm, { stack }) => {
  const [a, b, c, d] = stack.splice(-4) as [Value, Value, Value, Value];
  stack.push(c, a, b, d);
};

// --- variables --------------------------------------------------------------------------------------------------

function scopeAt(frame: Frame, hops: number): Scope {
  let scope = frame.scope as Scope;
  for (let i = 0; i < hops; i++) scope = scope.up as Scope;
  return scope;
}

function uninitialised(vm: Vm, name: string): never {
  return throwError(vm, 'ReferenceError', `Cannot access '${name}' before initialization`);
}

HANDLERS[Op.GetVar] = (vm, frame) => {
  const { ops } = frame.code;
  const scope = scopeAt(frame, ops[frame.pc] as number);
  const value = scope.vars[ops[frame.pc + 1] as number];
  const name = ops[frame.pc + 2] as number;
  frame.pc += 3;
  if (value === UNSET) uninitialised(vm, frame.code.consts[name] as string);
  frame.stack.push(value);
};
HANDLERS[Op.SetVar] = (vm, frame) => {
  const scope = scopeAt(frame, operand(frame));
  const slot = operand(frame);
  const name = textOperand(frame);
  if (scope.vars[slot] === UNSET) uninitialised(vm, name);
  scope.vars[slot] = frame.stack[frame.stack.length - 1];
};
HANDLERS[Op.InitVar] = (_vm, frame) => {
  const scope = scopeAt(frame, operand(frame));
  scope.vars[operand(frame)] = frame.stack.pop();
};
HANDLERS[Op.Unset] = (_vm, frame) => {
  (frame.scope as Scope).vars[operand(frame)] = UNSET;
};
HANDLERS[Op.GetGlobal] = (vm, frame) => {
  const name = textOperand(frame);
  const value = vm.globals.get(name);
  if (value === undefined && !vm.globals.has(name)) throwError(vm, 'ReferenceError', `${name} is not defined`);
  frame.stack.push(value as Value);
};
HANDLERS[Op.TypeofGlobal] = (vm, frame) => {
  frame.stack.push(typeOf(vm.globals.get(textOperand(frame)) as Value));
};
HANDLERS[Op.SetGlobal] = (vm, frame) => {
  const name = textOperand(frame);
  if (!vm.globals.has(name)) throwError(vm, 'ReferenceError', `${name} is not defined`);
  vm.globals.set(name, frame.stack[frame.stack.length - 1] as Value);
};
HANDLERS[Op.ConstError] = (vm) => throwType(vm, 'Assignment to constant variable.');
HANDLERS[Op.PushScope] = (_vm, frame) => {
  const names = frame.code.blocks[operand(frame)] as Scope['names'];
  const vars: (Value | Unset)[] = new Array<Value | Unset>(names.length).fill(UNSET);
  frame.scope = { vars, up: frame.scope, names };
};
HANDLERS[Op.PopScope] = (_vm, frame) => {
  frame.scope = (frame.scope as Scope).up;
};
/** A loop's next round has variables of its own, which begin as the last ones were. */
HANDLERS[Op.CopyScope] = (_vm, frame) => {
  const { vars, up, names } = frame.scope as Scope;
  frame.scope = { vars: vars.slice(), up, names };
};
HANDLERS[Op.This] = (vm, frame) => {
  if (frame.self === UNSET)
    throwError(
      vm,
      'ReferenceError',
      "Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
    );
  frame.stack.push(frame.self);
};
HANDLERS[Op.NewTarget] = (_vm, frame) => {
  frame.stack.push(frame.newTarget);
};
HANDLERS[Op.Callee] = (_vm, frame) => {
  frame.stack.push(frame.callee);
};
HANDLERS[Op.Arg] = (_vm, frame) => {
  frame.stack.push(frame.args[operand(frame)]);
};
HANDLERS[Op.RestArgs] = (vm, frame) => {
  frame.stack.push(makeArray(vm, frame.args.slice(operand(frame))));
};
HANDLERS[Op.Arguments] = (vm, frame) => {
  frame.stack.push(makeArray(vm, frame.args.slice()));
};

// --- operators --------------------------------------------------------------------------------------------------

function instanceOf(vm: Vm, value: Value, target: Value): boolean {
  if (!isObj(target)) throwType(vm, "Right-hand side of 'instanceof' is not an object");
  const own = get(vm, target, HAS_INSTANCE.key);
  if (own !== undefined && own !== null) return truthy(callNow(vm, own, target, [value]));
  if (!isCallable(target)) throwType(vm, "Right-hand side of 'instanceof' is not callable");
  if (!isObj(value)) return false;
  const proto = get(vm, target.kind === 'bound' ? target.target : target, 'prototype');
  for (let at = value.proto; at !== null; at = at.proto) if (at === proto) return true;
  return false;
}

HANDLERS[Op.Binary] = (vm, frame) => {
  const operator = BINARY[operand(frame)] as (typeof BINARY)[number];
  const b = pop(frame);
  const a = pop(frame);
  frame.stack.push(binary(vm, operator, a, b));
};

function binary(vm: Vm, operator: (typeof BINARY)[number], a: Value, b: Value): Value {
  switch (operator) {
    case '+':
      return typeof a === 'number' && typeof b === 'number' ? a + b : add(vm, a, b);
    case '===':
      return strictEquals(a, b);
    case '!==':
      return !strictEquals(a, b);
    case '<':
      return typeof a === 'number' && typeof b === 'number' ? a < b : compare(vm, operator, a, b);
    case '>':
    case '<=':
    case '>=':
      return compare(vm, operator, a, b);
    case '==':
      return looselyEquals(vm, a, b);
    case '!=':
      return !looselyEquals(vm, a, b);
    case 'instanceof':
      return instanceOf(vm, a, b);
    default:
      return arithmetic(vm, operator, a, b);
  }
}

HANDLERS[Op.Unary] = (vm, frame) => {
  const operator = UNARY[operand(frame)] as (typeof UNARY)[number];
  frame.stack.push(unary(vm, operator, pop(frame)));
};

function unary(vm: Vm, operator: (typeof UNARY)[number], value: Value): Value {
  switch (operator) {
    case '!':
      return !truthy(value);
    case 'void':
      return undefined;
    case '+':
      return toNumber(vm, value);
    default: {
      const number = toNumeric(vm, value);
      if (typeof number === 'bigint')
        return operator === '-' ? -number : operator === '~' ? ~number : operator === '++' ? number + 1n : number - 1n;
      return operator === '-' ? -number : operator === '~' ? ~number : operator === '++' ? number + 1 : number - 1;
    }
  }
}

HANDLERS[Op.ToNumeric] = (vm, frame) => {
  const value = pop(frame);
  frame.stack.push(typeof value === 'number' ? value : toNumeric(vm, value));
};
HANDLERS[Op.ToKey] = (vm, frame) => {
  const value = pop(frame);
  frame.stack.push(isObj(value) ? toKey(vm, value) : value);
};
HANDLERS[Op.Typeof] = (_vm, frame) => {
  frame.stack.push(typeOf(pop(frame)));
};

// --- making things ----------------------------------------------------------------------------------------------

HANDLERS[Op.Object] = (vm, frame) => {
  frame.stack.push(makeObject(vm));
};
HANDLERS[Op.Array] = (vm, frame) => {
  const count = operand(frame);
  const items = count === 0 ? [] : (frame.stack.splice(-count) as Value[]);
  frame.stack.push(makeArray(vm, items));
};
HANDLERS[Op.Append] = (vm, frame) => {
  const value = pop(frame);
  vm.allocated += 8;
  (frame.stack[frame.stack.length - 1] as ArrayObj).items.push(value);
};
HANDLERS[Op.AppendHole] = (_vm, frame) => {
  (frame.stack[frame.stack.length - 1] as ArrayObj).items.push(HOLE);
};
/** `{ ...source }`: own enumerable properties, symbols too. */
HANDLERS[Op.Spread] = (vm, frame) => {
  const source = pop(frame);
  const target = frame.stack[frame.stack.length - 1] as ArrayObj;
  copyProperties(vm, source, target, new Set());
};

export function copyProperties(
  vm: Vm,
  source: Value,
  target: ArrayObj | ReturnType<typeof makeObject>,
  without: ReadonlySet<string>,
): void {
  if (typeof source === 'string') {
    for (let i = 0; i < source.length; i++) propsOf(target).set(String(i), source[i]);
    return;
  }
  if (!isObj(source)) return;
  vm.allocated += 32 * (source.props?.size ?? 0);
  for (const key of [...ownKeys(vm, source), ...ownSymbols(source)])
    if (!without.has(key)) propsOf(target).set(key, get(vm, source, key));
}

HANDLERS[Op.RestObject] = (vm, frame) => {
  const count = operand(frame);
  const keys = count === 0 ? [] : (frame.stack.splice(-count) as Value[]);
  const rest = makeObject(vm);
  copyProperties(vm, frame.stack[frame.stack.length - 1] as Value, rest, new Set(keys.map((key) => toKey(vm, key))));
  frame.stack.push(rest);
};
HANDLERS[Op.Template] = (vm, frame) => {
  const parts = frame.stack.splice(-operand(frame)) as Value[];
  let text = '';
  for (const part of parts) text = joined(vm, text, typeof part === 'string' ? part : toText(vm, part));
  frame.stack.push(text);
};
HANDLERS[Op.RegExp] = (vm, frame) => {
  const source = textOperand(frame);
  frame.stack.push(makeRegExp(vm, source, textOperand(frame)));
};
