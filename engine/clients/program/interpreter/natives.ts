import type { NativeObj, Obj, Value } from './values.ts';
import type { Vm } from './vm.ts';

/*
 * The functions that are ours, by name. A guest function holds the name alone, so that it is data. `target` is what
 * stood behind `new`, or undefined in a call.
 */

export type Native = (vm: Vm, self: Value, args: readonly Value[], target: Obj | undefined, fn: NativeObj) => Value;

const natives = new Map<string, Native>();

export function defineNative(id: string, native: Native): void {
  if (natives.has(id)) throw new Error(`two natives are called ${id}`);
  natives.set(id, native);
}

export function nativeOf(id: string): Native {
  const native = natives.get(id);
  if (native === undefined) throw new Error(`no native is called ${id}`);
  return native;
}
