import { headlineOf, inspect, stackOf } from './builtins/inspect.ts';
import { installGlobals } from './builtins/process.ts';
import type { Compiled } from './compile/program.ts';
import { callNow, get, makeFrame } from './interpreter/calls.ts';
import './interpreter/realm.ts';
import { settleTurn, start, takeUnheard } from './interpreter/loop.ts';
import { makePromise } from './interpreter/make.ts';
import { copyOf } from './interpreter/memory.ts';
import { isCallable, isObj, Thrown, type Value } from './interpreter/values.ts';
import { createVm, type Door, Fatal, type Timer, type Vm } from './interpreter/vm.ts';

/*
 * A process from its start to its end, event by event. Whoever holds it says what time it is and hands it the events
 * that are due; between two calls the process is data.
 */

/** A process about to run a program. */
export function startProcess(compiled: Compiled, door: Door, env: Readonly<Record<string, string>>): Vm {
  const vm = createVm(door.now, env);
  vm.door = door;
  installGlobals(vm);
  const main = makePromise(vm);
  vm.frames.push(makeFrame(vm, compiled.main, null, undefined, [], 'async', undefined, main, null));
  vm.door = null;
  return vm;
}

/** What a process is after a step. */
export type Pause =
  /** Nothing to do until something happens outside. */
  | 'idle'
  /** Stopped before a line, at an await, or to let others have a turn: call again. */
  | 'line'
  | 'await'
  | 'fuel'
  | 'ended';

/** Goes on with what is under way. */
export function stepProcess(vm: Vm, door: Door): Pause {
  vm.door = door;
  vm.stop = null;
  try {
    if (vm.ending === null) proceed(vm);
  } finally {
    vm.door = null;
  }
  if (vm.ending !== null) return 'ended';
  return vm.stop ?? 'idle';
}

function proceed(vm: Vm): void {
  try {
    while (settleTurn(vm)) {
      const unheard = takeUnheard(vm);
      if (unheard === null) {
        vm.spent = 0;
        return;
      }
      rejected(vm, unheard.value);
      if (vm.ending !== null) return;
    }
  } catch (error) {
    if (error instanceof Thrown) uncaught(vm, error.value, false);
    else if (error instanceof Fatal) end(vm, error.message, error.line);
    else throw error;
  }
}

/** An event: a function of the program is called. */
export function dispatchCall(vm: Vm, door: Door, fn: Value, args: readonly Value[]): Pause {
  vm.door = door;
  try {
    start(vm, fn, undefined, args);
  } catch (error) {
    if (!(error instanceof Thrown)) throw error;
    uncaught(vm, error.value, false);
  }
  return stepProcess(vm, door);
}

// --- what is due ------------------------------------------------------------------------------------------------

/** When the next timer is due, or null. */
export function nextTimer(vm: Vm): Timer | null {
  let next: Timer | null = null;
  for (const timer of vm.timers.values())
    if (next === null || timer.dueAt < next.dueAt || (timer.dueAt === next.dueAt && timer.order < next.order))
      next = timer;
  return next;
}

/** Whether something keeps the process alive besides what its host APIs hold open. */
export function isAlive(vm: Vm): boolean {
  if (vm.frames.length > 0 || vm.jobs.length > 0 || vm.ticks.length > 0 || vm.immediates.length > 0) return true;
  for (const timer of vm.timers.values()) if (timer.isRef) return true;
  return false;
}

/** Fires a timer that is due. */
export function fireTimer(vm: Vm, door: Door, timer: Timer): Pause {
  if (timer.every === null) vm.timers.delete(timer.id);
  else timer.dueAt = door.now + timer.every;
  return dispatchCall(vm, door, timer.fn, timer.args);
}

/** Runs the next callback of setImmediate; null when there is none. */
export function fireImmediate(vm: Vm, door: Door): Pause | null {
  const next = vm.immediates.shift();
  return next === undefined ? null : dispatchCall(vm, door, next.fn, next.args);
}

// --- endings ----------------------------------------------------------------------------------------------------

/** A promise was rejected and nobody listens. NODE: lib/internal/process/promises.js */
function rejected(vm: Vm, reason: Value): void {
  if (tell(vm, 'unhandledRejection', [reason])) return;
  uncaught(vm, reason, true);
}

function uncaught(vm: Vm, value: Value, isRejection: boolean): void {
  vm.frames.length = 0;
  if (tell(vm, 'uncaughtException', [value, isRejection ? 'unhandledRejection' : 'uncaughtException'])) return;
  const isError = isObj(value) && value.kind === 'error';
  const line = isError ? value.line : 0;
  if (isError) return end(vm, errorReport(vm, value), line);
  if (!isRejection)
    return end(
      vm,
      `Uncaught ${inspect(vm, value)}\n(Use \`node --trace-uncaught ...\` to show where the exception was thrown)`,
      line,
    );
  const shown = inspect(vm, value);
  end(
    vm,
    `[UnhandledPromiseRejection: This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "${shown}".] {\n  code: 'ERR_UNHANDLED_REJECTION'\n}`,
    line,
  );
}

function errorReport(vm: Vm, error: Value): string {
  if (!isObj(error) || error.kind !== 'error') return inspect(vm, error);
  try {
    return inspect(vm, error);
  } catch {
    return `${headlineOf(vm, error)}\n${stackOf(vm, error)}`;
  }
}

/** Tells the program's own listener on `process`, if it has one. */
function tell(vm: Vm, event: string, args: readonly Value[]): boolean {
  const process = vm.globals.get('process') as Value;
  try {
    const count = get(vm, process, 'listenerCount');
    if (!isCallable(count) || callNow(vm, count, process, [event]) === 0) return false;
    callNow(vm, get(vm, process, 'emit'), process, [event, ...args]);
    return true;
  } catch (error) {
    if (!(error instanceof Thrown)) throw error;
    return false;
  }
}

function end(vm: Vm, error: string, line: number): void {
  vm.ending ??= { code: 1, error, line };
}

/** Nothing is left to do: the process ends by itself. A listener of `beforeExit` may give it something to do. */
export function finishProcess(vm: Vm, door: Door): boolean {
  vm.door = door;
  try {
    const process = vm.globals.get('process') as Value;
    const code = Number(get(vm, process, 'exitCode') ?? 0);
    tell(vm, 'beforeExit', [code]);
    if (isAlive(vm)) return false;
    tell(vm, 'exit', [code]);
    vm.ending ??= { code, error: null, line: 0 };
    return true;
  } finally {
    vm.door = null;
  }
}

/** A copy that shares nothing that either could write to. */
export function forkProcess<T>(state: T): T {
  return copyOf(state);
}
