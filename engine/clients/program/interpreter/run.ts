import { provideRun } from './calls.ts';
import { finish, RETURNING, rejectRequest, returnedValue } from './generators.ts';
import { HANDLERS } from './handlers.ts';
import { makeError } from './make.ts';
import { measure } from './memory.ts';
import { reject } from './promises.ts';
import { type Frame, type Handler, Thrown, type Value } from './values.ts';
import { Fatal, lineOf, MEMORY_LOOK, type Vm } from './vm.ts';

/*
 * The loop. It executes instructions until the frames above `base` are done, or the process is to stop: before a
 * line, at an await, or because this step's fuel is spent.
 */

/** Instructions that a program may do without letting anything else happen: several seconds of a real processor. */
export const TURN_MAX = 8_000_000;
/** Instructions between two looks at the clock and at memory. */
const SLICE = 4096;
/** What a process may keep alive, in bytes. */
export const MEMORY_MAX = 32 << 20;

export function run(vm: Vm, base: number): void {
  while (vm.frames.length > base && vm.stop === null) {
    try {
      loop(vm, base);
    } catch (error) {
      recover(vm, error, base);
    }
  }
}

/** Lets the program handle what was thrown. Handling it can throw in turn. */
function recover(vm: Vm, error: unknown, base: number): void {
  for (let thrown = valueOf(vm, error); ; ) {
    try {
      return unwind(vm, thrown, base);
    } catch (again) {
      if (!(again instanceof Thrown) || vm.frames.length <= base) throw again;
      thrown = again.value;
    }
  }
}

function valueOf(vm: Vm, error: unknown): Value {
  if (error instanceof Thrown) return error.value;
  // A native went deeper than the host's own stack.
  if (error instanceof RangeError && error.message.includes('call stack'))
    return makeError(vm, 'RangeError', 'Maximum call stack size exceeded');
  throw error;
}

provideRun(run);

function loop(vm: Vm, base: number): void {
  const { frames } = vm;
  for (;;) {
    const { length } = frames;
    if (length <= base || vm.stop !== null) return;
    const frame = frames[length - 1] as Frame;
    const { ops } = frame.code;
    // A frame's own instructions, until another is on top.
    do {
      if (--vm.fuel <= 0) refuel(vm);
      // The code is ours: every number in an operation's place names a handler.
      (HANDLERS[ops[frame.pc++] as number] as (vm: Vm, frame: Frame) => void)(vm, frame);
    } while (frames[frames.length - 1] === frame && vm.stop === null);
  }
}

/** A slice is used up: looks after the budgets. */
function refuel(vm: Vm): void {
  vm.fuel = SLICE;
  vm.spent += SLICE;
  if (vm.spent > TURN_MAX)
    throw new Fatal(
      'RangeError: 8 million steps and nothing else could happen meanwhile: does this loop end?',
      lineOf(vm),
    );
  if (vm.allocated > MEMORY_LOOK) {
    vm.allocated = 0;
    if (measure(vm) > MEMORY_MAX)
      throw new Fatal('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', lineOf(vm));
  }
  if (vm.nesting === 0 && vm.spent % SLICES_PER_STEP === 0) vm.stop = 'fuel';
}

/** One step of the world is at most so many instructions, so that nothing else waits long. */
const SLICES_PER_STEP = SLICE * 16;

/** An exception looks for who handles it, innermost first. */
export function unwind(vm: Vm, value: Value, base: number): void {
  while (vm.frames.length > base) {
    const frame = vm.frames[vm.frames.length - 1] as Frame;
    const handler = takeHandler(frame, value);
    if (handler !== null) {
      frame.pc = handler.pc;
      frame.stack.length = handler.depth;
      frame.scope = handler.scope;
      frame.iterators.length = handler.iterators;
      frame.stack.push(value);
      return;
    }
    vm.frames.pop();
    if (frame.deliver === 'async' && frame.promise !== null) return reject(vm, frame.promise, value);
    if (frame.deliver === 'generator' && frame.generator !== null) {
      frame.generator.frame = null;
      frame.generator.running = false;
      if (isReturning(value)) return finish(vm, frame, returnedValue(value));
      if (frame.generator.isAsync) return rejectRequest(vm, frame.generator, value);
    }
  }
  throw new Thrown(value);
}

/** A generator that is told to return passes every `catch` and runs every `finally`. */
function takeHandler(frame: Frame, value: Value): Handler | null {
  for (;;) {
    const handler = frame.handlers.pop();
    if (handler === undefined) return null;
    if (!(handler.isCatch && isReturning(value))) return handler;
  }
}

function isReturning(value: Value): boolean {
  return typeof value === 'object' && value !== null && value.kind === 'host' && value.type === RETURNING;
}
