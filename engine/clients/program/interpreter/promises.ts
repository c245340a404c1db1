import { callNow } from './calls.ts';
import { makeError, makeNative, makePromise } from './make.ts';
import { isAccessor, read } from './properties.ts';
import { isCallable, isObj, type PromiseObj, type Reaction, Thrown, type Value } from './values.ts';
import type { Job, Vm } from './vm.ts';

/* Promises, in the language's own order of jobs. */

function queue(vm: Vm, job: Job): void {
  vm.jobs.push(job);
}

export function fulfill(vm: Vm, promise: PromiseObj, value: Value): void {
  settle(vm, promise, 'fulfilled', value);
}

export function reject(vm: Vm, promise: PromiseObj, reason: Value): void {
  if (promise.state !== 'pending') return;
  if (!promise.handled) vm.rejected.push(promise);
  settle(vm, promise, 'rejected', reason);
}

function settle(vm: Vm, promise: PromiseObj, state: 'fulfilled' | 'rejected', value: Value): void {
  if (promise.state !== 'pending') return;
  promise.state = state;
  promise.value = value;
  const { reactions } = promise;
  promise.reactions = [];
  for (const reaction of reactions) react(vm, reaction, value, state === 'fulfilled');
}

function react(vm: Vm, reaction: Reaction, value: Value, ok: boolean): void {
  switch (reaction.kind) {
    case 'resume':
      return queue(vm, { kind: 'resume', frame: reaction.frame, value, ok });
    case 'then':
      return queue(vm, { kind: 'reaction', reaction, value, ok });
    case 'native':
      return queue(vm, { kind: 'native', id: reaction.id, data: reaction.data, value, ok });
  }
}

/** What happens when it is settled, or soon if it is. */
export function addReaction(vm: Vm, promise: PromiseObj, reaction: Reaction): void {
  promise.handled = true;
  if (promise.state === 'pending') promise.reactions.push(reaction);
  else react(vm, reaction, promise.value, promise.state === 'fulfilled');
}

/** Settles with a value, or follows it where it is a promise itself. */
export function resolvePromise(vm: Vm, promise: PromiseObj, value: Value): void {
  if (promise.state !== 'pending') return;
  if (value === promise)
    return reject(vm, promise, makeError(vm, 'TypeError', 'Chaining cycle detected for promise #<Promise>'));
  if (!isObj(value)) return fulfill(vm, promise, value);
  let then: Value;
  try {
    const found = read(vm, value, 'then');
    then = isAccessor(found) ? callNow(vm, found.get, value, []) : found;
  } catch (error) {
    if (!(error instanceof Thrown)) throw error;
    return reject(vm, promise, error.value);
  }
  if (!isCallable(then)) return fulfill(vm, promise, value);
  queue(vm, { kind: 'adopt', promise, thenable: value, onto: then });
}

/** The value as a promise: itself if it is one. */
export function toPromise(vm: Vm, value: Value): PromiseObj {
  if (isObj(value) && value.kind === 'promise') return value;
  const promise = makePromise(vm);
  resolvePromise(vm, promise, value);
  return promise;
}

/** The two functions that settle a promise; whichever is called first counts. */
export function resolvers(vm: Vm, promise: PromiseObj): readonly [Value, Value] {
  const guard: Value = {
    kind: 'host',
    proto: null,
    props: null,
    locked: 0,
    type: 'once',
    data: { done: false, promise },
  };
  return [makeNative(vm, '$resolve', '', 1, guard), makeNative(vm, '$reject', '', 1, guard)];
}

/** `then`: the promise of what comes of it. */
export function chain(vm: Vm, promise: PromiseObj, onFulfilled: Value, onRejected: Value): PromiseObj {
  const derived = makePromise(vm);
  addReaction(vm, promise, { kind: 'then', derived, onFulfilled, onRejected });
  return derived;
}
