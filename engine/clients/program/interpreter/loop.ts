import { call, callNow, pushFunction } from './calls.ts';
import { nativeOf } from './natives.ts';
import { addReaction, reject, resolvePromise, resolvers } from './promises.ts';
import { run, unwind } from './run.ts';
import { isCallable, isObj, type PromiseObj, Thrown, type Value } from './values.ts';
import type { Job, Vm } from './vm.ts';

/*
 * Between two events of the outside: what is under way first, then what was put off. Node's order: the queue of
 * nextTick, then the jobs of promises, and again until both are empty.
 */

/** Runs until there is nothing left to do, or the process is to stop. True when nothing is left. */
export function settleTurn(vm: Vm): boolean {
  while (vm.stop === null) {
    if (vm.frames.length > 0) run(vm, 0);
    else if (!takeJob(vm)) return true;
  }
  return false;
}

function takeJob(vm: Vm): boolean {
  if (!vm.inJobs) {
    const tick = vm.ticks.shift();
    if (tick !== undefined) {
      perform(vm, tick);
      return true;
    }
    vm.inJobs = true;
  }
  const job = vm.jobs[vm.jobAt];
  if (job !== undefined) {
    vm.jobAt++;
    if (vm.jobAt > 256 && vm.jobAt * 2 > vm.jobs.length) {
      vm.jobs = vm.jobs.slice(vm.jobAt);
      vm.jobAt = 0;
    }
    perform(vm, job);
    return true;
  }
  vm.jobs = [];
  vm.jobAt = 0;
  vm.inJobs = false;
  return vm.ticks.length > 0;
}

function perform(vm: Vm, job: Job): void {
  switch (job.kind) {
    case 'resume': {
      vm.waiting.delete(job.frame);
      vm.frames.push(job.frame);
      if (job.ok) job.frame.stack.push(job.value);
      else raise(vm, job.value);
      return;
    }
    case 'reaction':
      return performReaction(vm, job);
    case 'native':
      nativeOf(job.id)(vm, job.data, [job.value, job.ok], undefined, null as never);
      return;
    case 'adopt':
      return adopt(vm, job.promise, job.thenable, job.onto);
    case 'call':
      return start(vm, job.fn, undefined, job.args);
  }
}

/** Throws into the frame on top. Uncaught, it is thrown on to whoever steps the process. */
function raise(vm: Vm, value: Value): void {
  for (let thrown = value; ; ) {
    try {
      return unwind(vm, thrown, 0);
    } catch (error) {
      if (!(error instanceof Thrown) || vm.frames.length === 0) throw error;
      thrown = error.value;
    }
  }
}

/** Calls a function of the program from outside, as an event does. Nobody waits for what it returns. */
export function start(vm: Vm, fn: Value, self: Value, args: readonly Value[]): void {
  call(vm, fn, self, args, 'discard', 'callback');
}

function performReaction(vm: Vm, job: Extract<Job, { kind: 'reaction' }>): void {
  const { reaction, value, ok } = job;
  const handler = ok ? reaction.onFulfilled : reaction.onRejected;
  const { derived } = reaction;
  if (!isCallable(handler)) {
    if (derived === null) return;
    if (ok) resolvePromise(vm, derived, value);
    else reject(vm, derived, value);
    return;
  }
  if (handler.kind === 'function' && !handler.code.isAsync && !handler.code.isGenerator && derived !== null)
    return pushFunction(
      vm,
      handler,
      handler.code.isArrow ? handler.self : undefined,
      [value],
      'discard',
      undefined,
      derived,
    );
  settleWith(vm, derived, () => callNow(vm, handler, undefined, [value]));
}

function settleWith(vm: Vm, derived: PromiseObj | null, produce: () => Value): void {
  try {
    const result = produce();
    if (derived !== null) resolvePromise(vm, derived, result);
  } catch (error) {
    if (!(error instanceof Thrown)) throw error;
    if (derived !== null) reject(vm, derived, error.value);
  }
}

/** A promise follows another, or anything with a `then`. */
function adopt(vm: Vm, promise: PromiseObj, thenable: Value, thenFn: Value): void {
  if (isObj(thenable) && thenable.kind === 'promise' && isCallable(thenFn) && thenFn.kind === 'native') {
    addReaction(vm, thenable, { kind: 'native', id: '$follow', data: promise });
    return;
  }
  const [onFulfilled, onRejected] = resolvers(vm, promise);
  try {
    start(vm, thenFn, thenable, [onFulfilled, onRejected]);
  } catch (error) {
    if (!(error instanceof Thrown)) throw error;
    reject(vm, promise, error.value);
  }
}

/** The first promise that was rejected with nobody to hear of it, once all jobs are done. */
export function takeUnheard(vm: Vm): PromiseObj | null {
  for (let promise = vm.rejected.shift(); promise !== undefined; promise = vm.rejected.shift())
    if (!promise.handled) return promise;
  return null;
}
