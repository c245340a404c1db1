import { PROTO } from './intrinsics.ts';
import { makeObject, throwError, throwType } from './make.ts';
import {
  type Accessor,
  type ArrayObj,
  FIXED,
  type FunctionObj,
  HIDDEN,
  HOLE,
  type Hole,
  ITERATOR,
  isObj,
  isSym,
  type Obj,
  plainText,
  READ_ONLY,
  type Slot,
  type Value,
} from './values.ts';
import { allocate, type Vm } from './vm.ts';

/*
 * Properties: reading, writing, defining, listing. Where a getter or setter has to be called, `read` and `write` say
 * so instead of calling, and the caller sees to it.
 */

/** Items of one array at most. */
export const ITEMS_MAX = 4_000_000;

/** The array index a name stands for, or -1. */
export function indexOf(key: string): number {
  const first = key.charCodeAt(0);
  if (first < 48 || first > 57 || key.length > 10) return -1;
  const index = Number(key);
  return String(index) === key && index < 4_294_967_295 ? index : -1;
}

/** A property name for a value: symbols have theirs, everything else is its text. Objects must be primitive before. */
export function keyOf(value: Value): string {
  if (typeof value === 'string') return value;
  if (isSym(value)) return value.key;
  return plainText(value);
}

export function isSpecial(slot: Slot | undefined): slot is Extract<Slot, { kind: 'slot' | 'accessor' }> {
  return typeof slot === 'object' && slot !== null && (slot.kind === 'slot' || slot.kind === 'accessor');
}

/** The object's own property, whatever its kind keeps it in. Undefined for none; a property that is undefined is a slot. */
export function ownSlot(vm: Vm, obj: Obj, key: string): Slot | undefined {
  switch (obj.kind) {
    case 'array': {
      if (key === 'length') return { kind: 'slot', value: obj.items.length, flags: HIDDEN | FIXED };
      const index = indexOf(key);
      if (index >= 0) return itemSlot(obj, obj.items[index], index < obj.items.length);
      break;
    }
    case 'bytes': {
      const index = indexOf(key);
      if (index >= 0) return obj.bytes[index];
      break;
    }
    case 'function':
      return functionSlot(vm, obj, key);
    case 'native':
    case 'bound':
      if (obj.props?.has(key) !== true) {
        if (key === 'name') return fixed(obj.kind === 'native' ? obj.name : `bound ${nameOf(vm, obj.target)}`);
        if (key === 'length') return fixed(obj.kind === 'native' ? obj.arity : 0);
      }
      break;
    default:
  }
  const slot = obj.props?.get(key);
  return slot === undefined && obj.props?.has(key) === true ? UNDEFINED : slot;
}

/** A property whose value is undefined, told apart from no property. */
const UNDEFINED: Slot = Object.freeze({ kind: 'slot', value: undefined, flags: 0 });

function fixed(value: Value): Slot {
  return { kind: 'slot', value, flags: HIDDEN | READ_ONLY };
}

function itemSlot(obj: ArrayObj, item: Value | Hole, isThere: boolean): Slot | undefined {
  if (!isThere || item === HOLE) return undefined;
  if (obj.locked < 2) return item === undefined ? UNDEFINED : (item as Value);
  return { kind: 'slot', value: item as Value, flags: obj.locked === 3 ? READ_ONLY | FIXED : FIXED };
}

function functionSlot(vm: Vm, obj: FunctionObj, key: string): Slot | undefined {
  const slot = obj.props?.get(key);
  if (slot !== undefined || obj.props?.has(key) === true) return slot ?? UNDEFINED;
  if (key === 'name') return fixed(obj.code.name);
  if (key === 'length') return fixed(obj.code.arity);
  if (key !== 'prototype' || obj.code.isMethod || Object.isFrozen(obj)) return undefined;
  // Most functions are never asked for theirs.
  const proto = makeObject(vm, obj.code.isGenerator ? PROTO.generator : PROTO.object);
  proto.props = new Map([['constructor', { kind: 'slot', value: obj, flags: HIDDEN }]]);
  const made: Slot = { kind: 'slot', value: proto, flags: HIDDEN | FIXED };
  propsOf(obj).set('prototype', made);
  return made;
}

/** What a function is called. */
export function nameOf(vm: Vm, fn: Obj): string {
  const slot = ownSlot(vm, fn, 'name');
  const value = isSpecial(slot) && slot.kind === 'slot' ? slot.value : slot;
  return typeof value === 'string' ? value : '';
}

export function propsOf(obj: Obj): Map<string, Slot> {
  obj.props ??= new Map();
  return obj.props;
}

/** The property as the object or its prototypes have it. */
export function findSlot(vm: Vm, obj: Obj, key: string): Slot | undefined {
  for (let at: Obj | null = obj; at !== null; at = at.proto) {
    const slot = at.kind === 'object' ? plainSlot(at.props, key) : ownSlot(vm, at, key);
    if (slot !== undefined) return slot;
  }
  return undefined;
}

function plainSlot(props: Map<string, Slot> | null, key: string): Slot | undefined {
  if (props === null) return undefined;
  const slot = props.get(key);
  return slot === undefined && props.has(key) ? UNDEFINED : slot;
}

/** Where a primitive's properties are. Throws for undefined and null, as V8 words it. */
export function holderOf(vm: Vm, base: Value, key: string): Obj {
  switch (typeof base) {
    case 'string':
      return PROTO.string;
    case 'number':
      return PROTO.number;
    case 'boolean':
      return PROTO.boolean;
    case 'bigint':
      return PROTO.bigint;
    case 'undefined':
      return nullish(vm, base, key);
    default:
      if (base === null) return nullish(vm, base, key);
      return isSym(base) ? PROTO.symbol : base;
  }
}

function nullish(vm: Vm, base: undefined | null, key: string): never {
  if (key === ITERATOR.key)
    throwType(
      vm,
      `${base === null ? 'object null' : 'undefined'} is not iterable (cannot read property Symbol(Symbol.iterator))`,
    );
  return throwType(vm, `Cannot read properties of ${String(base)} (reading '${shownKey(key)}')`);
}

export function shownKey(key: string): string {
  if (key.charCodeAt(0) !== 0) return key;
  const name = key.slice(2);
  return key[1] === '#' ? name.slice(name.indexOf(':') + 1) : `Symbol(${symbolText(name)})`;
}

export function symbolText(name: string): string {
  return /^\d+:/.test(name) ? name.slice(name.indexOf(':') + 1) : `Symbol.${name}`;
}

/** A value, or the accessor that must be called for it. */
export function read(vm: Vm, base: Value, key: string): Value | Accessor {
  if (typeof base === 'string') {
    if (key === 'length') return base.length;
    const index = indexOf(key);
    if (index >= 0 && index < base.length) return base[index];
  }
  const slot = findSlot(vm, holderOf(vm, base, key), key);
  if (!isSpecial(slot)) return slot;
  return slot.kind === 'slot' ? slot.value : slot.get === undefined ? undefined : slot;
}

export function isAccessor(value: Value | Accessor): value is Accessor {
  return typeof value === 'object' && value !== null && value.kind === 'accessor';
}

// --- writing ----------------------------------------------------------------------------------------------------

/** Writes, or gives the accessor whose setter must be called. Throws where a module's code may not write. */
export function write(vm: Vm, base: Value, key: string, value: Value): Accessor | null {
  if (!isObj(base)) return writePrimitive(vm, base, key);
  if (base.kind === 'array') {
    const index = indexOf(key);
    if (index >= 0) {
      writeItem(vm, base, index, value);
      return null;
    }
    if (key === 'length') {
      setLength(vm, base, value);
      return null;
    }
  }
  if (base.kind === 'bytes') {
    const index = indexOf(key);
    if (index >= 0) {
      if (index < base.bytes.length) base.bytes[index] = Number(value);
      return null;
    }
  }
  const slot = base.kind === 'function' ? ownSlot(vm, base, key) : base.props?.get(key);
  if (slot !== undefined) return writeSlot(vm, base, key, slot, value);
  if (base.props?.has(key) !== true) {
    const inherited = base.proto === null ? undefined : findSlot(vm, base.proto, key);
    if (isSpecial(inherited)) {
      if (inherited.kind === 'accessor') return setterOf(vm, base, key, inherited);
      if ((inherited.flags & READ_ONLY) !== 0) readOnly(vm, base, key);
    }
    if (base.locked > 0) throwType(vm, `Cannot add property ${shownKey(key)}, object is not extensible`);
    allocate(vm, 32);
  } else if (base.locked === FROZEN) readOnly(vm, base, key);
  propsOf(base).set(key, value);
  return null;
}

const FROZEN = 3;

function writePrimitive(vm: Vm, base: Value, key: string): never {
  if (base === undefined || base === null)
    return throwType(vm, `Cannot set properties of ${String(base)} (setting '${shownKey(key)}')`);
  const shown = typeof base === 'string' ? `'${base}'` : isSym(base) ? 'a symbol' : plainText(base);
  return throwType(vm, `Cannot create property '${shownKey(key)}' on ${typeof base} ${shown}`);
}

function writeSlot(vm: Vm, base: Obj, key: string, slot: Slot, value: Value): Accessor | null {
  if (isSpecial(slot)) {
    if (slot.kind === 'accessor') return setterOf(vm, base, key, slot);
    if ((slot.flags & READ_ONLY) !== 0 || base.locked === FROZEN) readOnly(vm, base, key);
    if (slot === UNDEFINED) propsOf(base).set(key, value);
    else slot.value = value;
    return null;
  }
  if (base.locked === FROZEN) readOnly(vm, base, key);
  (base.props as Map<string, Slot>).set(key, value);
  return null;
}

function setterOf(vm: Vm, base: Obj, key: string, slot: Accessor): Accessor {
  if (slot.set === undefined)
    throwType(vm, `Cannot set property ${shownKey(key)} of ${describe(vm, base)} which has only a getter`);
  return slot;
}

function readOnly(vm: Vm, base: Obj, key: string): never {
  return throwType(vm, `Cannot assign to read only property '${shownKey(key)}' of object '${describe(vm, base)}'`);
}

/** An object as V8 names it in an error. */
export function describe(vm: Vm, obj: Obj): string {
  if (obj.kind === 'array') return '[object Array]';
  const maker = findSlot(vm, obj, 'constructor');
  const value = isSpecial(maker) && maker.kind === 'slot' ? maker.value : (maker as Value);
  const name = isObj(value) ? nameOf(vm, value) : '';
  return `#<${name === '' ? 'Object' : name}>`;
}

export function writeItem(vm: Vm, obj: ArrayObj, index: number, value: Value): void {
  const { items, locked } = obj;
  if (locked > 0) {
    if (locked === FROZEN && index < items.length) readOnly(vm, obj, String(index));
    if (index >= items.length) throwType(vm, `Cannot add property ${index}, object is not extensible`);
  }
  if (index < items.length) {
    items[index] = value;
    return;
  }
  if (index >= ITEMS_MAX) throwError(vm, 'RangeError', 'Invalid array length');
  allocate(vm, (index - items.length + 1) * 8);
  while (items.length < index) items.push(HOLE);
  items.push(value);
}

export function setLength(vm: Vm, obj: ArrayObj, value: Value): void {
  const length = Number(value);
  if (!Number.isInteger(length) || length < 0 || length > ITEMS_MAX)
    throwError(vm, 'RangeError', 'Invalid array length');
  if (obj.locked > 1) readOnly(vm, obj, 'length');
  if (length <= obj.items.length) obj.items.length = length;
  else {
    allocate(vm, (length - obj.items.length) * 8);
    while (obj.items.length < length) obj.items.push(HOLE);
  }
}

/** Defines an own property, whatever the prototypes have. `flags` as in values.ts. */
export function defineOwn(vm: Vm, obj: Obj, key: string, value: Value, flags = 0): void {
  if (obj.locked > 0 && ownSlot(vm, obj, key) === undefined)
    throwType(vm, `Cannot define property ${shownKey(key)}, object is not extensible`);
  if (obj.locked === FROZEN) throwType(vm, `Cannot redefine property: ${shownKey(key)}`);
  if (obj.kind === 'array' && flags === 0) {
    const index = indexOf(key);
    if (index >= 0) return writeItem(vm, obj, index, value);
  }
  allocate(vm, 32);
  propsOf(obj).set(key, flags === 0 ? value : { kind: 'slot', value, flags });
}

/** Adds a getter or a setter to an own property. */
export function defineAccessor(obj: Obj, key: string, get: Obj | undefined, set: Obj | undefined, flags: number): void {
  const before = obj.props?.get(key);
  const known = isSpecial(before) && before.kind === 'accessor' ? before : null;
  propsOf(obj).set(key, { kind: 'accessor', get: get ?? known?.get, set: set ?? known?.set, flags });
}

/** Deletes an own property. Throws where it may not be. */
export function remove(vm: Vm, base: Value, key: string): boolean {
  if (!isObj(base)) {
    if (base === undefined || base === null) throwType(vm, 'Cannot convert undefined or null to object');
    return true;
  }
  const slot = ownSlot(vm, base, key);
  if (slot === undefined) return true;
  if (base.locked >= 2 || (isSpecial(slot) && (slot.flags & FIXED) !== 0))
    throwType(vm, `Cannot delete property '${shownKey(key)}' of ${describe(vm, base)}`);
  if (base.kind === 'array') {
    const index = indexOf(key);
    if (index >= 0) {
      base.items[index] = HOLE;
      return true;
    }
  }
  base.props?.delete(key);
  return true;
}

// --- listing ----------------------------------------------------------------------------------------------------

/** Names of own properties in the language's order: indices, then names as they were added. Symbols are left out. */
export function ownKeys(vm: Vm, obj: Obj, withHidden = false): string[] {
  const keys: string[] = [];
  if (obj.kind === 'array') {
    for (const [i, item] of obj.items.entries()) if (item !== HOLE) keys.push(String(i));
    if (withHidden) keys.push('length');
  } else if (obj.kind === 'bytes') for (let i = 0; i < obj.bytes.length; i++) keys.push(String(i));
  else if (withHidden && (obj.kind === 'function' || obj.kind === 'native')) {
    if (obj.kind === 'function') ownSlot(vm, obj, 'prototype');
    for (const key of ['length', 'name']) if (obj.props?.has(key) !== true) keys.push(key);
  }
  if (obj.props === null) return keys;
  const indices: number[] = [];
  const names: string[] = [];
  for (const [key, slot] of obj.props) {
    if (key.charCodeAt(0) === 0) continue;
    if (!withHidden && isSpecial(slot) && (slot.flags & HIDDEN) !== 0) continue;
    const index = indexOf(key);
    if (index >= 0) indices.push(index);
    else names.push(key);
  }
  if (indices.length > 0) {
    indices.sort((a, b) => a - b);
    for (const index of indices) keys.push(String(index));
  }
  for (const name of names) keys.push(name);
  return keys;
}

/** The keys of own symbols that are not hidden. */
export function ownSymbols(obj: Obj): string[] {
  if (obj.props === null) return [];
  return [...obj.props.keys()].filter((key) => key.charCodeAt(0) === 0 && key[1] === '@');
}

/** Whether two values are the same to `===`. */
export function strictEquals(a: Value, b: Value): boolean {
  if (a === b) return true;
  return isSym(a) && isSym(b) && a.key === b.key;
}

/** Whether two values are the same to Map, Set and includes. */
export function sameValueZero(a: Value, b: Value): boolean {
  return strictEquals(a, b) || (typeof a === 'number' && typeof b === 'number' && Number.isNaN(a) && Number.isNaN(b));
}
