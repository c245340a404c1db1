import '../builtins/objects.ts';
import '../builtins/errors.ts';
import '../builtins/arrays.ts';
import '../builtins/strings.ts';
import '../builtins/numbers.ts';
import '../builtins/collections.ts';
import '../builtins/promises.ts';
import '../builtins/json.ts';
import '../builtins/dates.ts';
import '../builtins/regexps.ts';
import '../builtins/bytes.ts';
import { moduleOf } from '../builtins/process.ts';
import './ops-values.ts';
import './ops-objects.ts';
import './ops-control.ts';
import { SOURCES } from '../sources.ts';
import { define, GLOBALS, MODULES, PROTO } from './intrinsics.ts';
import { loadLibrary, methodsOf } from './library.ts';
import { propsOf } from './properties.ts';
import { FIXED, HIDDEN, type Obj, READ_ONLY, type Value } from './values.ts';

/*
 * The language as programs find it: the natives, and what of it is written in itself. Importing this file makes all of
 * it, once.
 */

function source(name: string): string {
  const text = SOURCES[name];
  if (text === undefined) throw new Error(`there is no source ${name}`);
  return text;
}

function extend(target: Value | undefined, methods: Value | undefined): void {
  for (const [name, fn] of methodsOf(methods)) define(target as Obj, name, fn);
}

/** A constructor written as a library function, with its native prototype. */
function publish(name: string, fn: Value | undefined, proto: Obj): void {
  propsOf(fn as Obj).set('prototype', { kind: 'slot', value: proto, flags: HIDDEN | READ_ONLY | FIXED });
  define(proto, 'constructor', fn);
  GLOBALS.set(name, fn);
}

loadLibrary('node:arrays', source('prelude/arrays.js'), (names) => {
  extend(PROTO.array, names.get('arrayMethods'));
  extend(PROTO.bytes, names.get('bytesMethods'));
  extend(GLOBALS.get('Array'), names.get('arrayStatics'));
});
loadLibrary('node:strings', source('prelude/strings.js'), (names) => {
  extend(PROTO.string, names.get('stringMethods'));
});
loadLibrary('node:collections', source('prelude/collections.js'), (names) => {
  publish('Map', names.get('Map'), PROTO.map);
  publish('Set', names.get('Set'), PROTO.set);
  publish('WeakMap', names.get('WeakMap'), PROTO.weakmap);
  publish('WeakSet', names.get('WeakSet'), PROTO.weakset);
  extend(PROTO.map, names.get('mapMethods'));
  extend(PROTO.set, names.get('setMethods'));
  extend(GLOBALS.get('Object'), names.get('objectStatics'));
  for (const [key, fn] of methodsOf(names.get('mapStatics')))
    propsOf(names.get('Map') as Obj).set(key, { kind: 'slot', value: fn, flags: HIDDEN });
});
loadLibrary('node:promises', source('prelude/promises.js'), (names) => {
  publish('Promise', names.get('Promise'), PROTO.promise);
  extend(PROTO.promise, names.get('promiseMethods'));
  for (const [key, fn] of methodsOf(names.get('promiseStatics')))
    propsOf(names.get('Promise') as Obj).set(key, { kind: 'slot', value: fn, flags: HIDDEN });
});

const modules = loadLibrary('node:modules', source('prelude/modules.js'), (names) => {
  extend(names.get('assert'), names.get('assertions'));
});
const named = (...names: readonly string[]): Record<string, Value> =>
  Object.fromEntries(names.map((name) => [name, modules.get(name)]));

MODULES.set('events', (vm) => moduleOf(vm, named('EventEmitter', 'once', 'on'), modules.get('EventEmitter')));
MODULES.set('timers/promises', (vm) => moduleOf(vm, Object.fromEntries(methodsOf(modules.get('timers')))));
MODULES.set('timers', (vm) =>
  moduleOf(
    vm,
    Object.fromEntries(
      ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval'].map((name) => [
        name,
        GLOBALS.get(name),
      ]),
    ),
  ),
);
MODULES.set('util', (vm) => moduleOf(vm, Object.fromEntries(methodsOf(modules.get('util')))));
MODULES.set('assert', (vm) =>
  moduleOf(
    vm,
    { ...named('AssertionError'), ...Object.fromEntries(methodsOf(modules.get('assertions'))) },
    modules.get('assert'),
  ),
);
MODULES.set('assert/strict', (vm) => (MODULES.get('assert') as (one: typeof vm) => Value)(vm));

/** The EventEmitter class, for packages whose objects are emitters. */
export const EVENT_EMITTER = modules.get('EventEmitter') as Obj;
