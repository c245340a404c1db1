import { placeOf } from '../compile/code.ts';
import { PROTO, prototypeOf } from './intrinsics.ts';
import {
  type ArrayObj,
  type BytesObj,
  type ErrorObj,
  type Frame,
  HIDDEN,
  type Hole,
  type HostObj,
  type NativeObj,
  type Obj,
  type PlainObj,
  type PromiseObj,
  type Slot,
  type TableObj,
  Thrown,
  type Value,
} from './values.ts';
import { allocate, OBJECT_BYTES, type Vm } from './vm.ts';

/* Making guest objects. Every one is counted against the process's memory. */

export function makeObject(vm: Vm, proto: Obj | null = PROTO.object): PlainObj {
  allocate(vm, OBJECT_BYTES);
  return { kind: 'object', proto, props: null, locked: 0 };
}

/** An object with these properties. */
export function makeRecord(vm: Vm, entries: Readonly<Record<string, Value>>): PlainObj {
  const names = Object.keys(entries);
  allocate(vm, OBJECT_BYTES + names.length * 32);
  const props = new Map<string, Slot>();
  for (const name of names) props.set(name, entries[name]);
  return { kind: 'object', proto: PROTO.object, props, locked: 0 };
}

export function makeArray(vm: Vm, items: (Value | Hole)[]): ArrayObj {
  allocate(vm, OBJECT_BYTES + items.length * 8);
  return { kind: 'array', proto: PROTO.array, props: null, locked: 0, items };
}

export function makePromise(vm: Vm): PromiseObj {
  allocate(vm, OBJECT_BYTES * 2);
  return {
    kind: 'promise',
    proto: PROTO.promise,
    props: null,
    locked: 0,
    state: 'pending',
    value: undefined,
    reactions: [],
    handled: false,
  };
}

export function makeTable(vm: Vm, kind: TableObj['kind']): TableObj {
  allocate(vm, OBJECT_BYTES * 2);
  return { kind, proto: PROTO[kind], props: null, locked: 0, index: new Map(), entries: [], next: 0 };
}

export function makeBytes(vm: Vm, bytes: Uint8Array, isBuffer: boolean): BytesObj {
  allocate(vm, OBJECT_BYTES + bytes.length);
  return { kind: 'bytes', proto: isBuffer ? PROTO.buffer : PROTO.bytes, props: null, locked: 0, isBuffer, bytes };
}

export function makeHost(vm: Vm, type: string, data: Record<string, unknown>, proto: Obj = PROTO.object): HostObj {
  allocate(vm, OBJECT_BYTES * 2);
  return { kind: 'host', proto, props: null, locked: 0, type, data };
}

/** A native that remembers something, such as the function that resolves one promise. */
export function makeNative(vm: Vm, id: string, name: string, arity: number, data: Value): NativeObj {
  allocate(vm, OBJECT_BYTES);
  return { kind: 'native', proto: PROTO.function, props: null, locked: 0, id, name, arity, builds: false, data };
}

export function iteratorResult(vm: Vm, value: Value, done: boolean): PlainObj {
  return makeRecord(vm, { value, done });
}

// --- errors -----------------------------------------------------------------------------------------------------

export type ErrorName =
  | 'Error'
  | 'TypeError'
  | 'RangeError'
  | 'ReferenceError'
  | 'SyntaxError'
  | 'EvalError'
  | 'URIError'
  | 'AggregateError';

const TRACE_MAX = 10;

/** Where the process is, as V8 would list it; lines of the library are left out. */
export function traceOf(vm: Vm): string[] {
  const trace: string[] = [];
  for (let i = vm.frames.length - 1; i >= 0 && trace.length < TRACE_MAX; i--) {
    const frame = vm.frames[i] as Frame;
    const { code } = frame;
    if (code.isLibrary) continue;
    const [line, column] = placeOf(code, frame.pc - 1);
    const place = `${code.file}:${line}:${column}`;
    const name = code.name === '' ? '' : code.isAsync ? `async ${code.name}` : code.name;
    trace.push(name === '' ? place : `${name} (${place})`);
  }
  return trace;
}

export function makeError(vm: Vm, name: ErrorName, message: string): ErrorObj {
  const error = emptyError(vm, prototypeOf(name, name === 'Error' ? 'Object' : 'Error'));
  error.props = new Map([['message', { kind: 'slot', value: message, flags: HIDDEN }]]);
  return error;
}

/** An error without a message, made here. */
export function emptyError(vm: Vm, proto: Obj): ErrorObj {
  allocate(vm, OBJECT_BYTES * 4);
  const trace = traceOf(vm);
  const place = /:(\d+):\d+\)?$/.exec(trace[0] ?? '');
  return { kind: 'error', proto, props: null, locked: 0, trace, line: place === null ? 0 : Number(place[1]) };
}

export function throwError(vm: Vm, name: ErrorName, message: string): never {
  throw new Thrown(makeError(vm, name, message));
}

export function throwType(vm: Vm, message: string): never {
  return throwError(vm, 'TypeError', message);
}
