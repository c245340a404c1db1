import { callNow, get } from './calls.ts';
import { throwError, throwType } from './make.ts';
import { strictEquals } from './properties.ts';
import { isCallable, isObj, isSym, type Primitive, TO_PRIMITIVE, type Value } from './values.ts';
import { allocate, type Vm } from './vm.ts';

/* From one type to another, as the operators of the language do it. */

/** Characters of one string at most. A text that doubles itself gets here in two dozen steps. */
export const STRING_MAX = 1 << 24;

export function toPrimitive(vm: Vm, value: Value, hint: 'default' | 'number' | 'string' = 'default'): Primitive {
  if (!isObj(value)) return value;
  const exotic = get(vm, value, TO_PRIMITIVE.key);
  if (exotic !== undefined && exotic !== null) {
    const result = callNow(vm, exotic, value, [hint]);
    if (!isObj(result)) return result;
    return throwType(vm, 'Cannot convert object to primitive value');
  }
  const order = hint === 'string' || (hint === 'default' && value.kind === 'date') ? STRING_FIRST : NUMBER_FIRST;
  for (const name of order) {
    const fn = get(vm, value, name);
    if (!isCallable(fn)) continue;
    const result = callNow(vm, fn, value, []);
    if (!isObj(result)) return result;
  }
  return throwType(vm, 'Cannot convert object to primitive value');
}

const STRING_FIRST = ['toString', 'valueOf'];
const NUMBER_FIRST = ['valueOf', 'toString'];

export function toText(vm: Vm, value: Value): string {
  if (typeof value === 'string') return value;
  const primitive = toPrimitive(vm, value, 'string');
  if (isSym(primitive)) return throwType(vm, 'Cannot convert a Symbol value to a string');
  return String(primitive);
}

export function toNumber(vm: Vm, value: Value): number {
  if (typeof value === 'number') return value;
  const primitive = toPrimitive(vm, value, 'number');
  if (isSym(primitive)) return throwType(vm, 'Cannot convert a Symbol value to a number');
  if (typeof primitive === 'bigint') return throwType(vm, 'Cannot convert a BigInt value to a number');
  return Number(primitive);
}

export function toNumeric(vm: Vm, value: Value): number | bigint {
  const primitive = toPrimitive(vm, value, 'number');
  return typeof primitive === 'bigint' ? primitive : toNumber(vm, primitive);
}

/** A whole number; NaN is 0. */
export function toInteger(vm: Vm, value: Value): number {
  const number = toNumber(vm, value);
  return Number.isNaN(number) ? 0 : Math.trunc(number);
}

export function truthy(value: Value): boolean {
  return Boolean(value);
}

/** The name of the property that a value stands for. */
export function toKey(vm: Vm, value: Value): string {
  if (typeof value === 'string') return value;
  const primitive = toPrimitive(vm, value, 'string');
  return isSym(primitive) ? primitive.key : String(primitive);
}

export function typeOf(value: Value): string {
  if (value === null) return 'object';
  if (typeof value !== 'object') return typeof value;
  if (isSym(value)) return 'symbol';
  return isCallable(value) ? 'function' : 'object';
}

/** Text joined, within bounds. */
export function joined(vm: Vm, a: string, b: string): string {
  const length = a.length + b.length;
  if (length > STRING_MAX) throwError(vm, 'RangeError', 'Invalid string length');
  // Short texts are noise beside what an operation allocates anyway.
  if (length > 64) allocate(vm, length);
  return a + b;
}

export function checkLength(vm: Vm, length: number): void {
  if (length > STRING_MAX) throwError(vm, 'RangeError', 'Invalid string length');
  allocate(vm, length);
}

export function add(vm: Vm, left: Value, right: Value): Value {
  const a = toPrimitive(vm, left);
  const b = toPrimitive(vm, right);
  if (typeof a === 'string' || typeof b === 'string') return joined(vm, toText(vm, a), toText(vm, b));
  return arithmetic(vm, '+', a, b);
}

export function arithmetic(vm: Vm, operator: string, left: Value, right: Value): number | bigint {
  const a = toNumeric(vm, left);
  const b = toNumeric(vm, right);
  if (typeof a === 'number' && typeof b === 'number') return onNumbers(operator, a, b);
  if (typeof a === 'bigint' && typeof b === 'bigint') return onBigInts(vm, operator, a, b);
  return throwType(vm, 'Cannot mix BigInt and other types, use explicit conversions');
}

function onNumbers(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '**':
      return a ** b;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '<<':
      return a << b;
    case '>>':
      return a >> b;
    default:
      return a >>> b;
  }
}

const BITS_MAX = 1_000_000n;

function onBigInts(vm: Vm, operator: string, a: bigint, b: bigint): bigint {
  if ((operator === '/' || operator === '%') && b === 0n) throwError(vm, 'RangeError', 'Division by zero');
  if (operator === '>>>') throwType(vm, 'BigInts have no unsigned right shift, use >> instead');
  if (operator === '**' && b < 0n) throwError(vm, 'RangeError', 'Exponent must be non-negative');
  if ((operator === '**' || operator === '<<' || operator === '*') && bitsOf(operator, a, b) > BITS_MAX)
    throwError(vm, 'RangeError', 'Maximum BigInt size exceeded');
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '**':
      return a ** b;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '<<':
      return a << b;
    default:
      return a >> b;
  }
}

/** How many bits the result may have. */
function bitsOf(operator: string, a: bigint, b: bigint): bigint {
  const bits = (value: bigint): bigint => BigInt(value.toString(16).length * 4);
  if (operator === '<<') return bits(a) + (b > 0n ? b : 0n);
  return operator === '**' ? bits(a) * b : bits(a) + bits(b);
}

export function looselyEquals(vm: Vm, a: Value, b: Value): boolean {
  if (a === null || a === undefined) return b === null || b === undefined;
  if (b === null || b === undefined) return false;
  if (isObj(a) && isObj(b)) return a === b;
  if (isObj(a)) return looselyEquals(vm, toPrimitive(vm, a), b);
  if (isObj(b)) return looselyEquals(vm, a, toPrimitive(vm, b));
  if (isSym(a) || isSym(b)) return strictEquals(a, b);
  // Only primitives of the host are left, to which its own rule applies.
  // oxlint-disable-next-line eqeqeq -- the operator under interpretation
  return a == b;
}

/** `<` and its like; false with NaN. */
export function compare(vm: Vm, operator: string, left: Value, right: Value): boolean {
  const a = toPrimitive(vm, left, 'number');
  const b = toPrimitive(vm, right, 'number');
  if (isSym(a) || isSym(b)) return throwType(vm, 'Cannot convert a Symbol value to a number');
  const [x, y] = [a, b] as [number, number];
  switch (operator) {
    case '<':
      return x < y;
    case '>':
      return x > y;
    case '<=':
      return x <= y;
    default:
      return x >= y;
  }
}
