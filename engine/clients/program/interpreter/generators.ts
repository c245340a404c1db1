import { type Deliver, provideResume } from './calls.ts';
import { iteratorResult, makeHost, makePromise, throwType } from './make.ts';
import { addReaction, fulfill, reject, toPromise } from './promises.ts';
import { type Frame, type GeneratorObj, isObj, Thrown, type Value } from './values.ts';
import { topFrame, type Vm } from './vm.ts';

/*
 * Generators. One that waits keeps its frame; `next` puts the frame back on top. An async generator answers one
 * request after the other, each with a promise.
 */

/** What is thrown into a generator that is told to return, so that its `finally` blocks run and no `catch` sees it. */
export const RETURNING = 'returning';

provideResume((vm, self, how, value, deliver) => {
  if (!isObj(self) || self.kind !== 'generator') return throwType(vm, `${how} method called on incompatible receiver`);
  if (self.isAsync) requestNext(vm, self, how, value, deliver);
  else resume(vm, self, how, value, deliver);
});

function resume(
  vm: Vm,
  generator: GeneratorObj,
  how: 'next' | 'throw' | 'return',
  value: Value,
  deliver: Deliver,
): void {
  if (generator.running) throwType(vm, 'Generator is already running');
  const { frame } = generator;
  if (frame === null || (frame.pc === 0 && how !== 'next')) {
    generator.frame = null;
    if (how === 'throw') throw new Thrown(value);
    if (deliver === 'push') topFrame(vm).stack.push(iteratorResult(vm, how === 'return' ? value : undefined, true));
    return;
  }
  generator.running = true;
  enter(vm, frame, how, value);
}

/** Puts a waiting frame on top, with what was sent. */
function enter(vm: Vm, frame: Frame, how: 'next' | 'throw' | 'return', value: Value): void {
  vm.frames.push(frame);
  if (how === 'throw') throw new Thrown(value);
  if (how === 'return') throw new Thrown(makeHost(vm, RETURNING, { value }));
  // The first value sent has nobody to receive it.
  if (frame.pc > 0) frame.stack.push(value);
}

/** A generator gives a value and waits. */
export function suspend(vm: Vm, frame: Frame, value: Value): void {
  const generator = frame.generator as GeneratorObj;
  vm.frames.pop();
  generator.frame = frame;
  generator.running = false;
  if (!generator.isAsync) topFrame(vm).stack.push(iteratorResult(vm, value, false));
  else answer(vm, generator, value, false);
}

/** A generator is done. */
export function finish(vm: Vm, frame: Frame, value: Value): void {
  const generator = frame.generator as GeneratorObj;
  generator.frame = null;
  generator.running = false;
  if (!generator.isAsync) topFrame(vm).stack.push(iteratorResult(vm, value, true));
  else answer(vm, generator, value, true);
}

// --- async generators -------------------------------------------------------------------------------------------

function requestNext(
  vm: Vm,
  generator: GeneratorObj,
  how: 'next' | 'throw' | 'return',
  value: Value,
  deliver: Deliver,
): void {
  const promise = makePromise(vm);
  if (deliver === 'push') topFrame(vm).stack.push(promise);
  generator.requests.push({ how, value, promise });
  if (!generator.running) serve(vm, generator);
}

/** Takes up the next request, if there is one. May put the generator's frame on top. */
function serve(vm: Vm, generator: GeneratorObj): void {
  const request = generator.requests[0];
  if (request === undefined) return;
  const { frame } = generator;
  if (frame === null || (frame.pc === 0 && request.how !== 'next')) {
    generator.frame = null;
    if (request.how === 'throw') return rejectRequest(vm, generator, request.value);
    if (request.how === 'next') return answer(vm, generator, undefined, true);
    generator.running = true;
    return addReaction(vm, toPromise(vm, request.value), { kind: 'native', id: '$returned', data: generator });
  }
  generator.running = true;
  enter(vm, frame, request.how, request.value);
}

export function answer(vm: Vm, generator: GeneratorObj, value: Value, done: boolean): void {
  generator.running = false;
  const request = generator.requests.shift();
  if (request !== undefined) fulfill(vm, request.promise, iteratorResult(vm, value, done));
  serve(vm, generator);
}

export function rejectRequest(vm: Vm, generator: GeneratorObj, reason: Value): void {
  generator.running = false;
  const request = generator.requests.shift();
  if (request !== undefined) reject(vm, request.promise, reason);
  serve(vm, generator);
}

/** The value behind RETURNING. */
export function returnedValue(value: Value): Value {
  return isObj(value) && value.kind === 'host' ? (value.data['value'] as Value) : undefined;
}
