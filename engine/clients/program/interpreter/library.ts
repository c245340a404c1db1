import { compileProgram } from '../compile/program.ts';
import { makeFrame } from './calls.ts';
import { GLOBALS, LIBRARY, MODULES } from './intrinsics.ts';
import { settleTurn } from './loop.ts';
import { makePromise } from './make.ts';
import { isSpecial } from './properties.ts';
import type { Obj, Value } from './values.ts';
import { createVm, type Door } from './vm.ts';

/*
 * Library code: what of the language and of its packages is best written in the language itself. A file is run once,
 * when this code is loaded; what it made is frozen then, and shared by every process of every world. So it may keep
 * nothing in variables of its own.
 */

const FROZEN = 3;

/** A door to nowhere: library files only define things. */
const NOWHERE: Door = {
  now: 0,
  cause: 0,
  random: () => 0,
  print: () => undefined,
  line: () => false,
  awaiting: () => false,
  host: () => undefined,
};

/** Runs a library file and returns what it declares, by name. `finish` may still change it, before it is frozen. */
export function loadLibrary(
  file: string,
  text: string,
  finish: (names: ReadonlyMap<string, Value>) => void,
): ReadonlyMap<string, Value> {
  const known = new Map([...GLOBALS, ...LIBRARY]);
  const { main } = compileProgram(text, {
    file,
    isLibrary: true,
    known,
    knows: (name) => MODULES.has(name.replace(/^node:/, '')),
  });
  const vm = createVm(0, {});
  vm.door = NOWHERE;
  for (const [name, value] of known) vm.globals.set(name, value);
  const frame = makeFrame(vm, main, null, undefined, [], 'async', undefined, makePromise(vm), null);
  vm.frames.push(frame);
  const { scope, promise } = frame;
  settleTurn(vm);
  if (promise?.state !== 'fulfilled')
    throw new Error(`the library file ${file} failed: ${failureText(promise?.value)}`);
  const names = new Map<string, Value>();
  for (const [i, { name }] of main.vars.entries()) names.set(name, scope?.vars[i] as Value);
  finish(names);
  for (const value of names.values()) freezeAll(value);
  return names;
}

function failureText(value: Value): string {
  const slot = (value as Obj | undefined)?.props?.get('message');
  const message = isSpecial(slot) && slot.kind === 'slot' ? slot.value : slot;
  return typeof message === 'string' ? message : 'no message';
}

/** Freezes everything that can be reached, for good. */
export function freezeAll(root: unknown): void {
  const work: unknown[] = [root];
  for (let at = work.pop(); work.length > 0 || at !== undefined; at = work.pop()) {
    if (typeof at !== 'object' || at === null || Object.isFrozen(at)) continue;
    if ('locked' in at) (at as { locked: number }).locked = FROZEN;
    if (at instanceof Map) {
      // Nobody writes to the properties of an object that is locked; the map itself cannot be frozen.
      for (const [key, value] of at as Map<unknown, unknown>) work.push(key, value);
      continue;
    }
    work.push(...(Object.values(at) as unknown[]));
    if (!ArrayBuffer.isView(at)) Object.freeze(at);
  }
}

/** The methods of an object that a library file declared, by name. */
export function methodsOf(value: Value | undefined): [string, Value][] {
  const methods: [string, Value][] = [];
  for (const [key, slot] of (value as Obj).props ?? [])
    methods.push([key, isSpecial(slot) ? (slot.kind === 'slot' ? slot.value : undefined) : slot]);
  return methods;
}
