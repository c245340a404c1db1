import { get } from '../interpreter/calls.ts';
import { toNumber, toText, typeOf } from '../interpreter/convert.ts';
import {
  define,
  GLOBALS,
  LIBRARY,
  MODULES,
  method,
  namespace,
  nativeFunction,
  PROTO,
  prototypeOf,
} from '../interpreter/intrinsics.ts';
import { makeArray, makeBytes, makeError, makeHost, makeObject, makeRecord, throwType } from '../interpreter/make.ts';
import { copyOf } from '../interpreter/memory.ts';
import { importModule } from '../interpreter/ops-control.ts';
import { ownKeys, propsOf } from '../interpreter/properties.ts';
import { tableSet } from '../interpreter/tables.ts';
import { HIDDEN, isCallable, isObj, isSym, type Obj, plainText, Thrown, type Value } from '../interpreter/values.ts';
import { doorOf, type Ending, type Vm } from '../interpreter/vm.ts';
import { bytesFrom, decodeUtf8 } from './bytes.ts';
import { clockOf } from './dates.ts';
import { INSPECT_DEFAULT, inspect } from './inspect.ts';
import { stringify } from './json.ts';

/* What Node has beside the language: the console, timers, process, and small modules. */

// --- console ----------------------------------------------------------------------------------------------------

/** What console.log writes. NODE: lib/internal/util/inspect.js formatWithOptionsInternal */
export function formatted(vm: Vm, args: readonly Value[]): string {
  const [first, ...rest] = args;
  let text = '';
  let used = 0;
  if (typeof first === 'string' && rest.length > 0) {
    text = first.replace(/%[sdifjoOc%]/g, (mark) => {
      if (mark === '%%') return '%';
      if (used >= rest.length) return mark;
      return formatOne(vm, mark, rest[used++]);
    });
    used++;
  }
  const shown = args.slice(used).map((one) => (typeof one === 'string' ? one : inspect(vm, one)));
  if (used > 0) shown.unshift(text);
  return shown.join(' ');
}

function formatOne(vm: Vm, mark: string, value: Value): string {
  switch (mark) {
    case '%s':
      if (typeof value === 'bigint') return `${value}n`;
      if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
      if (isObj(value) && !isCallable(value) && value.kind !== 'error')
        return inspect(vm, value, { ...INSPECT_DEFAULT, depth: 0 });
      return isSym(value) ? inspect(vm, value) : toText(vm, value);
    case '%d':
      return typeof value === 'bigint'
        ? `${value}n`
        : isObj(value) || isSym(value)
          ? 'NaN'
          : String(toNumber(vm, value));
    case '%i':
      return isObj(value) || isSym(value) ? 'NaN' : String(Number.parseInt(toText(vm, value), 10));
    case '%f':
      return isSym(value) ? 'NaN' : String(Number.parseFloat(toText(vm, value)));
    case '%c':
      return '';
    case '%j':
      return stringify(vm, value) ?? 'undefined';
    default:
      return inspect(vm, value, { ...INSPECT_DEFAULT, depth: 4, showHidden: mark === '%o' });
  }
}

const console = namespace();
GLOBALS.set('console', console);
for (const [name, isError] of [
  ['log', false],
  ['info', false],
  ['debug', false],
  ['warn', true],
  ['error', true],
  ['trace', true],
] as const)
  method(console, 'console', name, 0, (vm, _self, args) => {
    doorOf(vm).print(formatted(vm, args), isError);
    return undefined;
  });
method(console, 'console', 'dir', 0, (vm, _self, [value]) => {
  doorOf(vm).print(inspect(vm, value), false);
  return undefined;
});

// --- timers -----------------------------------------------------------------------------------------------------

const timerProto = prototypeOf('Timeout');
define(
  timerProto,
  'constructor',
  nativeFunction('Timeout', 'Timeout', 0, (vm) => throwType(vm, 'Illegal constructor')),
);
const DELAY_MAX = 2_147_483_647;

function setTimer(vm: Vm, fn: Value, delay: Value, args: readonly Value[], repeats: boolean): Value {
  if (!isCallable(fn)) throw invalidCallback(vm, fn);
  const given = delay === undefined ? 1 : toNumber(vm, delay);
  const millis = given >= 1 && given <= DELAY_MAX ? Math.trunc(given) : 1;
  const id = ++vm.ids;
  const object = makeHost(vm, 'timer', { id }, timerProto);
  const every = millis * 1000;
  vm.timers.set(id, {
    id,
    fn,
    args,
    every: repeats ? every : null,
    dueAt: doorOf(vm).now + every,
    order: id,
    isRef: true,
    object,
  });
  return object;
}

function invalidCallback(vm: Vm, fn: Value): Thrown {
  const error = makeError(
    vm,
    'TypeError',
    `The "callback" argument must be of type function. Received ${isObj(fn) ? 'an instance of Object' : inspectArgument(fn)}`,
  );
  propsOf(error).set('code', 'ERR_INVALID_ARG_TYPE');
  return new Thrown(error);
}

function inspectArgument(value: Value): string {
  if (value === undefined || value === null) return String(value);
  return `type ${typeOf(value)} (${typeof value === 'string' ? `'${value}'` : plainText(value)})`;
}

const timer = (name: string, repeats: boolean): void => {
  GLOBALS.set(
    name,
    nativeFunction(name, name, 2, (vm, _self, [fn, delay, ...args]) => setTimer(vm, fn, delay, args, repeats)),
  );
};
timer('setTimeout', false);
timer('setInterval', true);
for (const name of ['clearTimeout', 'clearInterval'])
  GLOBALS.set(
    name,
    nativeFunction(name, name, 1, (vm, _self, [value]) => {
      const id = isObj(value) && value.kind === 'host' ? value.data['id'] : value;
      if (typeof id === 'number') vm.timers.delete(id);
      return undefined;
    }),
  );
for (const [name, isRef] of [
  ['ref', true],
  ['unref', false],
] as const)
  method(timerProto, 'Timeout.prototype', name, 0, (vm, self) => {
    const known = isObj(self) && self.kind === 'host' ? vm.timers.get(self.data['id'] as number) : undefined;
    if (known !== undefined) known.isRef = isRef;
    return self;
  });
method(timerProto, 'Timeout.prototype', 'hasRef', 0, (vm, self) => {
  const known = isObj(self) && self.kind === 'host' ? vm.timers.get(self.data['id'] as number) : undefined;
  return known?.isRef === true;
});
method(timerProto, 'Timeout.prototype', 'refresh', 0, (vm, self) => {
  const known = isObj(self) && self.kind === 'host' ? vm.timers.get(self.data['id'] as number) : undefined;
  if (known !== undefined && known.every !== null) known.dueAt = doorOf(vm).now + known.every;
  return self;
});

GLOBALS.set(
  'setImmediate',
  nativeFunction('setImmediate', 'setImmediate', 1, (vm, _self, [fn, ...args]) => {
    if (!isCallable(fn)) throw invalidCallback(vm, fn);
    const id = ++vm.ids;
    vm.immediates.push({ id, fn, args });
    return makeHost(vm, 'immediate', { id });
  }),
);
GLOBALS.set(
  'clearImmediate',
  nativeFunction('clearImmediate', 'clearImmediate', 1, (vm, _self, [value]) => {
    const id = isObj(value) && value.kind === 'host' ? value.data['id'] : 0;
    vm.immediates = vm.immediates.filter((one) => one.id !== id);
    return undefined;
  }),
);
GLOBALS.set(
  'queueMicrotask',
  nativeFunction('queueMicrotask', 'queueMicrotask', 1, (vm, _self, [fn]) => {
    if (!isCallable(fn)) throw invalidCallback(vm, fn);
    vm.jobs.push({ kind: 'call', fn, args: [] });
    return undefined;
  }),
);

// --- process ----------------------------------------------------------------------------------------------------

/** Ends the process. What is under way is given up. */
export function endProcess(vm: Vm, ending: Ending): void {
  vm.ending = ending;
  vm.stop = 'ended';
}

const process = (
  name: string,
  arity: number,
  native: Parameters<typeof nativeFunction>[3],
): readonly [string, Value] => [name, nativeFunction(`process.${name}`, name, arity, native)];

const PROCESS: readonly (readonly [string, Value])[] = [
  process('exit', 1, (vm, _self, [code]) => {
    const set = vm.modules.get('process');
    const own = isObj(set) ? get(vm, set, 'exitCode') : undefined;
    endProcess(vm, { code: Number(code ?? own ?? 0), error: null, line: 0 });
    return undefined;
  }),
  process('nextTick', 1, (vm, _self, [fn, ...args]) => {
    if (!isCallable(fn)) throw invalidCallback(vm, fn);
    vm.ticks.push({ kind: 'call', fn, args });
    return undefined;
  }),
  process('uptime', 0, (vm) => (doorOf(vm).now - vm.startedAt) / 1e6),
  process('cwd', 0, () => '/app'),
  process('memoryUsage', 0, (vm) => makeRecord(vm, { rss: 5e7, heapTotal: 2e7, heapUsed: 1e7 })),
];

const hrtime = nativeFunction('process.hrtime', 'hrtime', 1, (vm) => {
  const { now } = doorOf(vm);
  return makeArray(vm, [Math.floor(now / 1e6), (now % 1e6) * 1000]);
});
method(hrtime, 'process.hrtime', 'bigint', 0, (vm) => BigInt(doorOf(vm).now) * 1000n);

/** The process object of a new process, and what else a program may change. */
export function installGlobals(vm: Vm): void {
  for (const [name, value] of GLOBALS) vm.globals.set(name, value);
  const emitter = importModule(vm, 'events');
  const proto = get(vm, get(vm, emitter, 'EventEmitter'), 'prototype');
  const process = makeObject(vm, isObj(proto) ? proto : PROTO.object);
  for (const [name, value] of PROCESS) propsOf(process).set(name, { kind: 'slot', value, flags: HIDDEN });
  const env = makeRecord(vm, vm.env);
  const stdout = makeRecord(vm, { write: WRITE, isTTY: false });
  const rest = makeRecord(vm, {
    argv: makeArray(vm, ['node', '/app/program.js']),
    env,
    pid: 1,
    platform: 'linux',
    version: 'v20.20.2',
    stdout,
    hrtime,
  });
  for (const [name, value] of rest.props ?? [])
    propsOf(process).set(name, { kind: 'slot', value: value as Value, flags: HIDDEN });
  vm.globals.set('process', process);
  vm.modules.set('process', process);
  propsOf(process).set('default', { kind: 'slot', value: process, flags: HIDDEN });
}

const WRITE = nativeFunction('process.stdout.write', 'write', 1, (vm, _self, [value]) => {
  const text = isObj(value) && value.kind === 'bytes' ? decodeUtf8(value.bytes) : toText(vm, value);
  doorOf(vm).print(text.endsWith('\n') ? text.slice(0, -1) : text, false);
  return true;
});

GLOBALS.set(
  'require',
  nativeFunction('require', 'require', 1, (vm, _self, [name]) => {
    const found = importModule(vm, toText(vm, name));
    // A package that is one thing is that thing to require, with the rest on it.
    const own = isObj(found) ? get(vm, found, 'module.exports') : undefined;
    return own === undefined ? found : own;
  }),
);
GLOBALS.set('undefined', undefined);

const performance = namespace();
GLOBALS.set('performance', performance);
method(performance, 'performance', 'now', 0, (vm) => (doorOf(vm).now - vm.startedAt) / 1000);
LIBRARY.set(
  '$clock',
  nativeFunction('$clock', '', 0, (vm) => clockOf(vm)),
);
LIBRARY.set('$exit', PROCESS[0]?.[1]);

// --- structuredClone --------------------------------------------------------------------------------------------

GLOBALS.set(
  'structuredClone',
  nativeFunction('structuredClone', 'structuredClone', 1, (vm, _self, [value]) => {
    checkCloneable(vm, value, new Set());
    const copy = copyOf({ value }).value;
    return isObj(copy) ? plainCopy(vm, copy, new Map()) : copy;
  }),
);

function checkCloneable(vm: Vm, value: Value, seen: Set<Obj>): void {
  if (
    isCallable(value) ||
    isSym(value) ||
    (isObj(value) && ['promise', 'host', 'generator', 'weakmap', 'weakset'].includes(value.kind))
  ) {
    const error = makeError(
      vm,
      'Error',
      `${isCallable(value) && value.kind === 'function' ? value.code.source : inspect(vm, value)} could not be cloned.`,
    );
    propsOf(error).set('name', 'DataCloneError');
    propsOf(error).set('code', 25);
    throw new Thrown(error);
  }
  if (!isObj(value) || seen.has(value)) return;
  seen.add(value);
  if (seen.size > 100_000) throwType(vm, 'too much to clone');
  for (const key of ownKeys(vm, value)) checkCloneable(vm, get(vm, value, key), seen);
}

/** What was a class's instance becomes a plain object. */
function plainCopy(vm: Vm, value: Value, done: Map<Obj, Obj>): Value {
  if (!isObj(value)) return value;
  const known = done.get(value);
  if (known !== undefined) return known;
  if (value.kind === 'object') {
    const made = makeObject(vm);
    done.set(value, made);
    for (const key of ownKeys(vm, value)) propsOf(made).set(key, plainCopy(vm, get(vm, value, key), done));
    return made;
  }
  done.set(value, value);
  if (value.kind === 'array') value.items = value.items.map((item) => plainCopy(vm, item as Value, done));
  if (value.kind === 'map' || value.kind === 'set') {
    const entries = value.entries.filter((entry) => !entry.gone);
    value.entries = [];
    value.index.clear();
    for (const { key, value: item } of entries)
      tableSet(vm, value, plainCopy(vm, key, done), plainCopy(vm, item, done));
  }
  return value;
}

// --- small modules ----------------------------------------------------------------------------------------------

function randomBytes(vm: Vm, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let i = 0; i < count; i++) bytes[i] = doorOf(vm).random(256);
  return bytes;
}

const uuid = nativeFunction('crypto.randomUUID', 'randomUUID', 0, (vm) => {
  const bytes = randomBytes(vm, 16);
  bytes[6] = ((bytes[6] as number) & 15) | 64;
  bytes[8] = ((bytes[8] as number) & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
});
const bytes = nativeFunction('crypto.randomBytes', 'randomBytes', 1, (vm, _self, [count]) =>
  makeBytes(vm, randomBytes(vm, Math.min(Math.max(Number(count), 0), 65_536)), true),
);
const integer = nativeFunction('crypto.randomInt', 'randomInt', 2, (vm, _self, [min, max]) => {
  const [low, high] = max === undefined ? [0, Number(min)] : [Number(min), Number(max)];
  return low + doorOf(vm).random(Math.max(1, high - low));
});
const crypto = namespace();
GLOBALS.set('crypto', crypto);
for (const [name, value] of [
  ['randomUUID', uuid],
  ['randomBytes', bytes],
  ['randomInt', integer],
] as const)
  define(crypto, name, value, 0);

/** A module that is an object of functions: for `import x`, `import { y }` and require. */
export function moduleOf(vm: Vm, entries: Readonly<Record<string, Value>>, main?: Value): Value {
  const made = makeRecord(vm, entries);
  propsOf(made).set('default', main ?? made);
  propsOf(made).set('module.exports', { kind: 'slot', value: main ?? made, flags: HIDDEN });
  return made;
}

MODULES.set('crypto', (vm) => moduleOf(vm, { randomUUID: uuid, randomBytes: bytes, randomInt: integer }));
MODULES.set('buffer', (vm) => moduleOf(vm, { Buffer: GLOBALS.get('Buffer') }));
MODULES.set('process', (vm) => vm.globals.get('process') as Value);
MODULES.set('perf_hooks', (vm) => moduleOf(vm, { performance }));
LIBRARY.set(
  '$inspect',
  nativeFunction('$inspect', '', 2, (vm, _self, [value, options]) => {
    const depth = isObj(options) ? get(vm, options, 'depth') : undefined;
    return inspect(vm, value, {
      ...INSPECT_DEFAULT,
      depth: depth === null ? Infinity : typeof depth === 'number' ? depth : 2,
    });
  }),
);
LIBRARY.set(
  '$format',
  nativeFunction('$format', '', 1, (vm, _self, args) => formatted(vm, args)),
);
LIBRARY.set(
  '$bytes',
  nativeFunction('$bytes', '', 2, (vm, _self, [value, encoding]) =>
    makeBytes(vm, bytesFrom(vm, value, encoding), true),
  ),
);
