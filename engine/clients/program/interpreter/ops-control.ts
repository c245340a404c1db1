import { Op } from '../compile/ops.ts';
import { call, callNow, construct, get, listOf } from './calls.ts';
import { truthy } from './convert.ts';
import { finish, suspend } from './generators.ts';
import { HANDLERS, operand, textOperand } from './handlers.ts';
import { MODULES } from './intrinsics.ts';
import { advance, builtInIterator } from './iterators.ts';
import { iteratorResult, makeError, throwError, throwType } from './make.ts';
import { pop } from './ops-values.ts';
import { addReaction, resolvePromise, toPromise } from './promises.ts';
import {
  ASYNC_ITERATOR,
  type Frame,
  ITERATOR,
  type Iteration,
  isCallable,
  isObj,
  type Obj,
  plainText,
  Thrown,
  UNSET,
  type Value,
} from './values.ts';
import { doorOf, type Vm } from './vm.ts';

/* Jumps, calls, exceptions, iteration, and what suspends. */

HANDLERS[Op.Jump] = (_vm, frame) => {
  frame.pc = frame.code.ops[frame.pc] as number;
};
HANDLERS[Op.JumpIf] = (_vm, frame) => {
  const to = operand(frame);
  if (truthy(pop(frame))) frame.pc = to;
};
HANDLERS[Op.JumpUnless] = (_vm, frame) => {
  const to = operand(frame);
  if (!truthy(pop(frame))) frame.pc = to;
};

function peek(frame: Frame): Value {
  return frame.stack[frame.stack.length - 1] as Value;
}

function jumpWhen(holds: (value: Value) => boolean): (vm: Vm, frame: Frame) => void {
  return (_vm, frame) => {
    const to = operand(frame);
    if (holds(peek(frame))) frame.pc = to;
  };
}

HANDLERS[Op.JumpIfKeep] = jumpWhen(truthy);
HANDLERS[Op.JumpUnlessKeep] = jumpWhen((value) => !truthy(value));
HANDLERS[Op.JumpIfNullish] = jumpWhen((value) => value === undefined || value === null);
HANDLERS[Op.JumpUnlessNullish] = jumpWhen((value) => value !== undefined && value !== null);
HANDLERS[Op.JumpIfUndefined] = jumpWhen((value) => value === undefined);

// --- calls ------------------------------------------------------------------------------------------------------

HANDLERS[Op.Call] = (vm, frame) => {
  const count = operand(frame);
  const text = textOperand(frame);
  const { stack } = frame;
  const args = count === 0 ? [] : (stack.splice(-count) as Value[]);
  const self = stack.pop() as Value;
  call(vm, stack.pop() as Value, self, args, 'push', text);
};
HANDLERS[Op.CallSpread] = (vm, frame) => {
  const text = textOperand(frame);
  const { stack } = frame;
  const args = listOf(vm, stack.pop() as Value);
  const self = stack.pop() as Value;
  call(vm, stack.pop() as Value, self, args, 'push', text);
};
HANDLERS[Op.New] = (vm, frame) => {
  const count = operand(frame);
  const text = textOperand(frame);
  const args = count === 0 ? [] : (frame.stack.splice(-count) as Value[]);
  construct(vm, pop(frame), args, null, text);
};
HANDLERS[Op.NewSpread] = (vm, frame) => {
  const text = textOperand(frame);
  const args = listOf(vm, pop(frame));
  construct(vm, pop(frame), args, null, text);
};
HANDLERS[Op.Super] = (vm, frame) => {
  const count = operand(frame);
  superCall(vm, frame, count === 0 ? [] : (frame.stack.splice(-count) as Value[]));
};
HANDLERS[Op.SuperSpread] = (vm, frame) => {
  superCall(vm, frame, listOf(vm, pop(frame)));
};

/** The parent makes the object, which BindThis then takes for `this`. */
function superCall(vm: Vm, frame: Frame, args: readonly Value[]): void {
  const parent = (frame.callee as Obj).proto;
  construct(vm, parent, args, frame.newTarget ?? null, 'Super constructor');
}

HANDLERS[Op.BindThis] = (vm, frame) => {
  if (frame.self !== UNSET) throwError(vm, 'ReferenceError', 'Super constructor may only be called once');
  frame.self = peek(frame);
};

HANDLERS[Op.Return] = (vm, frame) => {
  const value = pop(frame);
  vm.frames.pop();
  const caller = vm.frames[vm.frames.length - 1];
  switch (frame.deliver) {
    case 'push':
      caller?.stack.push(value);
      return;
    case 'construct':
      caller?.stack.push(constructed(vm, frame, value));
      return;
    case 'async':
      if (frame.promise !== null) resolvePromise(vm, frame.promise, value);
      return;
    case 'generator':
      finish(vm, frame, value);
      return;
    default:
  }
};

function constructed(vm: Vm, frame: Frame, value: Value): Value {
  if (isObj(value)) return value;
  if (frame.self !== UNSET) return frame.self as Value;
  return throwError(
    vm,
    'ReferenceError',
    "Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
  );
}

// --- exceptions -------------------------------------------------------------------------------------------------

HANDLERS[Op.Throw] = (_vm, frame) => {
  throw new Thrown(pop(frame));
};
HANDLERS[Op.ThrowText] = (vm, frame) => throwType(vm, textOperand(frame));
HANDLERS[Op.PushHandler] = (_vm, frame) => {
  const pc = operand(frame);
  const isCatch = operand(frame) === 1;
  const { stack, scope, iterators, handlers } = frame;
  handlers.push({ pc, depth: stack.length, scope, iterators: iterators.length, isCatch });
};
HANDLERS[Op.PopHandler] = (_vm, frame) => {
  frame.handlers.pop();
};
/** What a `finally` has under it: a value, and 0 in order, 1 thrown, 2 returned, 3 and more for jumps. */
HANDLERS[Op.Completion] = (_vm, frame) => {
  frame.stack.push(undefined, 0);
};
HANDLERS[Op.CatchFinally] = (_vm, frame) => {
  frame.stack.push(1);
};
HANDLERS[Op.JumpIfType] = (_vm, frame) => {
  const type = operand(frame);
  const to = operand(frame);
  if (peek(frame) !== type) return;
  frame.stack.pop();
  frame.pc = to;
};
HANDLERS[Op.EndFinally] = (_vm, frame) => {
  const type = pop(frame);
  const value = pop(frame);
  if (type === 1) throw new Thrown(value);
};

// --- iteration --------------------------------------------------------------------------------------------------

function notIterable(vm: Vm, value: Value, text: string): never {
  if (text === '...') return throwType(vm, 'Spread syntax requires ...iterable[Symbol.iterator] to be a function');
  if (text !== '' && text !== '(intermediate value)') return throwType(vm, `${text} is not iterable`);
  const shown = value === undefined || isPrimitive(value) ? plainText(value) : 'object';
  const why = value === undefined || value === null ? ' (cannot read property Symbol(Symbol.iterator))' : '';
  return throwType(vm, `${shown} is not iterable${why}`);
}

function isPrimitive(value: Value): boolean {
  return !isObj(value);
}

export function iterationOf(vm: Vm, value: Value, text: string): Iteration {
  const quick = builtInIterator(vm, value);
  if (quick !== null) return { iterator: quick, next: undefined, done: false, awaits: false };
  if (value === undefined || value === null) notIterable(vm, value, text);
  const method = get(vm, value, ITERATOR.key);
  if (!isCallable(method)) notIterable(vm, value, text);
  const iterator = callNow(vm, method, value, []);
  if (!isObj(iterator)) throwType(vm, `Result of the Symbol.iterator method is not an object`);
  if (iterator.kind === 'iterator') return { iterator, next: undefined, done: false, awaits: false };
  return { iterator, next: get(vm, iterator, 'next'), done: false, awaits: false };
}

HANDLERS[Op.Iterate] = (vm, frame) => {
  const text = textOperand(frame);
  frame.iterators.push(iterationOf(vm, pop(frame), text));
};
HANDLERS[Op.IterateAsync] = (vm, frame) => {
  const text = textOperand(frame);
  const value = pop(frame);
  const method = value === undefined || value === null ? undefined : get(vm, value, ASYNC_ITERATOR.key);
  if (method === undefined || method === null) {
    const iteration = isIterable(vm, value) ? iterationOf(vm, value, text) : null;
    if (iteration === null) throwType(vm, `${text === '' ? plainText(value) : text} is not async iterable`);
    frame.iterators.push({ ...iteration, awaits: true });
    return;
  }
  const iterator = callNow(vm, method, value, []);
  if (!isObj(iterator)) throwType(vm, 'Result of the Symbol.asyncIterator method is not an object');
  frame.iterators.push({ iterator, next: get(vm, iterator, 'next'), done: false, awaits: false });
};

function isIterable(vm: Vm, value: Value): boolean {
  if (typeof value === 'string') return true;
  return isObj(value) && isCallable(get(vm, value, ITERATOR.key));
}

function lastIteration(frame: Frame): Iteration {
  return frame.iterators[frame.iterators.length - 1] as Iteration;
}

/** The value itself, past the Step behind it, where the iterator is ours; else the result of the program's `next`. */
HANDLERS[Op.Next] = (vm, frame) => {
  const isAsync = operand(frame) === 1;
  const iteration = lastIteration(frame);
  const { iterator } = iteration;
  if (iterator.kind !== 'iterator') {
    iteration.done = true; // until it has answered: an iterator that throws is not closed
    return call(vm, iteration.next, iterator, [], 'push', 'iterator.next');
  }
  const found = advance(vm, iterator);
  if (isAsync) frame.stack.push(iteratorResult(vm, found.value, found.done));
  else if (found.done) {
    frame.iterators.pop();
    frame.pc = frame.code.ops[frame.pc + 1] as number;
  } else {
    frame.stack.push(found.value);
    frame.pc += 2;
  }
};
HANDLERS[Op.Step] = (vm, frame) => {
  const to = operand(frame);
  const result = pop(frame);
  if (!isObj(result)) throwType(vm, `Iterator result ${plainText(result)} is not an object`);
  if (truthy(get(vm, result, 'done'))) {
    frame.iterators.pop();
    frame.pc = to;
    return;
  }
  lastIteration(frame).done = false;
  frame.stack.push(get(vm, result, 'value'));
};
HANDLERS[Op.NextOr] = (vm, frame) => {
  const iteration = lastIteration(frame);
  const { iterator } = iteration;
  if (iteration.done) {
    frame.stack.push(undefined);
    frame.pc++;
  } else if (iterator.kind === 'iterator') {
    const found = advance(vm, iterator);
    iteration.done = found.done;
    frame.stack.push(found.value);
    frame.pc++;
  } else {
    iteration.done = true;
    call(vm, iteration.next, iterator, [], 'push', 'iterator.next');
  }
};
HANDLERS[Op.StepOr] = (vm, frame) => {
  const result = pop(frame);
  if (!isObj(result)) throwType(vm, `Iterator result ${plainText(result)} is not an object`);
  const done = truthy(get(vm, result, 'done'));
  lastIteration(frame).done = done;
  frame.stack.push(done ? undefined : get(vm, result, 'value'));
};
/** -- what its `return` gave, or undefined */
HANDLERS[Op.CloseIterator] = (vm, frame) => {
  const iteration = frame.iterators.pop() as Iteration;
  const { iterator } = iteration;
  const method = iteration.done || iterator.kind === 'iterator' ? undefined : get(vm, iterator, 'return');
  if (method === undefined || method === null) frame.stack.push(undefined);
  else call(vm, method, iterator, [], 'push', 'iterator.return');
};

// --- suspending -------------------------------------------------------------------------------------------------

HANDLERS[Op.Await] = (vm, frame) => {
  suspendFor(vm, frame, pop(frame), textOperand(frame));
};
HANDLERS[Op.AwaitIfSync] = (vm, frame) => {
  if (lastIteration(frame).awaits) suspendFor(vm, frame, pop(frame), '');
};

function suspendFor(vm: Vm, frame: Frame, value: Value, text: string): void {
  const promise = toPromise(vm, value);
  vm.frames.pop();
  addReaction(vm, promise, { kind: 'resume', frame });
  if (frame.code.isLibrary) return;
  vm.waiting.set(frame, text);
  if (doorOf(vm).awaiting(frame, text) && vm.nesting === 0) vm.stop = 'await';
}

HANDLERS[Op.Yield] = (vm, frame) => {
  suspend(vm, frame, pop(frame));
};

// --- programs ---------------------------------------------------------------------------------------------------

HANDLERS[Op.Line] = (vm, frame) => {
  const line = operand(frame);
  frame.line = line;
  // Within a native that has called back there is nobody to come back to.
  if (doorOf(vm).line(frame, line) && vm.nesting === 0) vm.stop = 'line';
};
HANDLERS[Op.Debugger] = (vm) => {
  if (doorOf(vm).host('pause', []) === true && vm.nesting === 0) vm.stop = 'line';
};
HANDLERS[Op.Import] = (vm, frame) => {
  const name = textOperand(frame);
  frame.stack.push(importModule(vm, name));
};

export function importModule(vm: Vm, name: string): Value {
  const bare = name.replace(/^node:/, '');
  const known = vm.modules.get(bare);
  if (known !== undefined) return known;
  const make = MODULES.get(bare);
  if (make === undefined) {
    const error = makeError(vm, 'Error', `Cannot find module '${name}'`);
    error.props?.set('code', 'MODULE_NOT_FOUND');
    throw new Thrown(error);
  }
  const made = make(vm);
  vm.modules.set(bare, made);
  return made;
}
