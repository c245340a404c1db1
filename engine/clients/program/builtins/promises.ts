import { answer, rejectRequest } from '../interpreter/generators.ts';
import { define, LIBRARY, method, nativeFunction, PROTO } from '../interpreter/intrinsics.ts';
import { makeArray, makePromise, throwType } from '../interpreter/make.ts';
import { defineNative } from '../interpreter/natives.ts';
import { chain, fulfill, reject, resolvePromise, resolvers, toPromise } from '../interpreter/promises.ts';
import {
  ASYNC_ITERATOR,
  isCallable,
  isObj,
  type PromiseObj,
  plainText,
  TO_STRING_TAG,
  type Value,
} from '../interpreter/values.ts';
import type { Vm } from '../interpreter/vm.ts';

/* Promises and generators: what of them is native. The constructor and its combinators are in prelude/promises.js. */

function promiseOf(vm: Vm, value: Value, name: string): PromiseObj {
  if (isObj(value) && value.kind === 'promise') return value;
  return throwType(vm, `Method Promise.prototype.${name} called on incompatible receiver ${plainText(value)}`);
}

define(PROTO.promise, TO_STRING_TAG, 'Promise');
method(PROTO.promise, 'Promise.prototype', 'then', 2, (vm, self, [onFulfilled, onRejected]) =>
  chain(vm, promiseOf(vm, self, 'then'), onFulfilled, onRejected),
);
method(PROTO.promise, 'Promise.prototype', 'catch', 1, (vm, self, [onRejected]) =>
  chain(vm, promiseOf(vm, self, 'catch'), undefined, onRejected),
);

/** A resolving function's promise, if it is the first of the two to be called. */
function take(data: Value): PromiseObj | null {
  if (!isObj(data) || data.kind !== 'host' || data.data['done'] === true) return null;
  data.data['done'] = true;
  return data.data['promise'] as PromiseObj;
}

defineNative('$resolve', (vm, _self, [value], _target, fn) => {
  const promise = take(fn.data);
  if (promise !== null) resolvePromise(vm, promise, value);
  return undefined;
});
defineNative('$reject', (vm, _self, [reason], _target, fn) => {
  const promise = take(fn.data);
  if (promise !== null) reject(vm, promise, reason);
  return undefined;
});
/** A promise that follows another does as that one did. */
defineNative('$follow', (vm, promise, [value, ok]) => {
  if (!isObj(promise) || promise.kind !== 'promise') return undefined;
  if (ok === true) fulfill(vm, promise, value);
  else reject(vm, promise, value);
  return undefined;
});
/** An async generator that was told to return before it had begun. */
defineNative('$returned', (vm, generator, [value, ok]) => {
  if (!isObj(generator) || generator.kind !== 'generator') return undefined;
  if (ok === true) answer(vm, generator, value, true);
  else rejectRequest(vm, generator, value);
  return undefined;
});

const library = (name: string, native: Parameters<typeof nativeFunction>[3]): void => {
  LIBRARY.set(name, nativeFunction(name, '', 1, native));
};
library('$newPromise', (vm) => makePromise(vm));
library('$resolvers', (vm, _self, [promise]) => makeArray(vm, [...resolvers(vm, promiseOf(vm, promise, 'then'))]));
library('$toPromise', (vm, _self, [value]) => toPromise(vm, value));
library('$isCallable', (_vm, _self, [value]) => isCallable(value));
library('$isObject', (_vm, _self, [value]) => isObj(value));
/** Says that somebody listens, so that a rejection is no surprise. */
library('$handled', (_vm, _self, [promise]) => {
  if (isObj(promise) && promise.kind === 'promise') promise.handled = true;
  return promise;
});

// --- generators -------------------------------------------------------------------------------------------------

const RESUME_NAMES = ['next', 'throw', 'return'] as const;
/** calls.ts knows this one: the frame it wakes is stepped like any other. */
defineNative('$resume', (vm) => throwType(vm, 'a generator is resumed by a call'));
for (const proto of [PROTO.generator, PROTO.asyncGenerator])
  for (const name of RESUME_NAMES) define(proto, name, nativeFunction('$resume', name, 1, null));
define(PROTO.generator, TO_STRING_TAG, 'Generator');
define(PROTO.asyncGenerator, TO_STRING_TAG, 'AsyncGenerator');
define(
  PROTO.asyncGenerator,
  ASYNC_ITERATOR,
  nativeFunction('AsyncGenerator.prototype[Symbol.asyncIterator]', '[Symbol.asyncIterator]', 0, (_vm, self) => self),
);
