import { toInteger, toNumber, toNumeric, toPrimitive, toText, truthy } from '../interpreter/convert.ts';
import { define, GLOBALS, method, namespace, nativeFunction, PROTO } from '../interpreter/intrinsics.ts';
import { throwError, throwType } from '../interpreter/make.ts';
import type { Native } from '../interpreter/natives.ts';
import { type PlainObj, plainText, TO_STRING_TAG, type Value } from '../interpreter/values.ts';
import { doorOf, type Vm } from '../interpreter/vm.ts';

/* Number, BigInt, Boolean and Math. */

function wrapper(name: string, proto: PlainObj, native: Native): ReturnType<typeof nativeFunction> {
  const fn = nativeFunction(
    name,
    name,
    1,
    (vm, self, args, target, own) => {
      if (target !== undefined) throwType(vm, 'Objects around primitives are not supported here; leave out new');
      return native(vm, self, args, target, own);
    },
    true,
  );
  define(fn, 'prototype', proto);
  define(proto, 'constructor', fn);
  GLOBALS.set(name, fn);
  return fn;
}

const number = wrapper('Number', PROTO.number, (vm, _self, args) => {
  if (args.length === 0) return 0;
  const value = toNumeric(vm, args[0]);
  return Number(value);
});
for (const [name, value] of [
  ['MAX_SAFE_INTEGER', Number.MAX_SAFE_INTEGER],
  ['MIN_SAFE_INTEGER', Number.MIN_SAFE_INTEGER],
  ['MAX_VALUE', Number.MAX_VALUE],
  ['MIN_VALUE', Number.MIN_VALUE],
  ['EPSILON', Number.EPSILON],
  ['POSITIVE_INFINITY', Infinity],
  ['NEGATIVE_INFINITY', -Infinity],
  ['NaN', Number.NaN],
] as const)
  define(number, name, value);
GLOBALS.set('NaN', Number.NaN);
GLOBALS.set('Infinity', Infinity);
method(number, 'Number', 'isInteger', 1, (_vm, _self, [value]) => Number.isInteger(value));
method(number, 'Number', 'isSafeInteger', 1, (_vm, _self, [value]) => Number.isSafeInteger(value));
method(number, 'Number', 'isFinite', 1, (_vm, _self, [value]) => Number.isFinite(value));
method(number, 'Number', 'isNaN', 1, (_vm, _self, [value]) => Number.isNaN(value));
const parseInteger = method(number, 'Number', 'parseInt', 2, (vm, _self, [text, radix]) =>
  Number.parseInt(toText(vm, text), radix === undefined ? undefined : toInteger(vm, radix)),
);
const parseDecimal = method(number, 'Number', 'parseFloat', 1, (vm, _self, [text]) =>
  Number.parseFloat(toText(vm, text)),
);
GLOBALS.set('parseInt', parseInteger);
GLOBALS.set('parseFloat', parseDecimal);
GLOBALS.set(
  'isNaN',
  nativeFunction('isNaN', 'isNaN', 1, (vm, _self, [value]) => Number.isNaN(toNumber(vm, value))),
);
GLOBALS.set(
  'isFinite',
  nativeFunction('isFinite', 'isFinite', 1, (vm, _self, [value]) => Number.isFinite(toNumber(vm, value))),
);

function numberOf(vm: Vm, self: Value): number {
  if (typeof self === 'number') return self;
  return throwType(vm, "Number.prototype.valueOf requires that 'this' be a Number");
}

/** Texts of numbers with a digits argument within bounds. */
function digits(name: 'toFixed' | 'toPrecision' | 'toExponential', min: number): void {
  method(PROTO.number, 'Number.prototype', name, 1, (vm, self, [value]) => {
    const shown = numberOf(vm, self);
    if (value === undefined && name !== 'toFixed')
      return name === 'toPrecision' ? String(shown) : shown.toExponential();
    const count = toInteger(vm, value);
    if (count < min || count > 100) {
      const what =
        name === 'toPrecision'
          ? 'toPrecision() argument must be between 1 and 100'
          : `${name}() digits argument must be between 0 and 100`;
      throwError(vm, 'RangeError', what);
    }
    return shown[name](count);
  });
}
digits('toFixed', 0);
digits('toPrecision', 1);
digits('toExponential', 0);
method(PROTO.number, 'Number.prototype', 'toString', 1, (vm, self, [radix]) => {
  const base = radix === undefined ? 10 : toInteger(vm, radix);
  if (base < 2 || base > 36) throwError(vm, 'RangeError', 'toString() radix must be between 2 and 36');
  return numberOf(vm, self).toString(base);
});
method(PROTO.number, 'Number.prototype', 'valueOf', 0, (vm, self) => numberOf(vm, self));
/** As in English, which is Node's default without a locale. */
method(PROTO.number, 'Number.prototype', 'toLocaleString', 0, (vm, self) => {
  const value = numberOf(vm, self);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '-∞';
  const [whole = '', fraction = ''] = Math.abs(value).toFixed(3).split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  const rest = fraction.replace(/0+$/, '');
  return `${value < 0 ? '-' : ''}${grouped}${rest === '' ? '' : `.${rest}`}`;
});

const bigint = wrapper('BigInt', PROTO.bigint, (vm, _self, [value]) => {
  const primitive = toPrimitive(vm, value, 'number');
  if (typeof primitive === 'bigint') return primitive;
  if (typeof primitive === 'number' && !Number.isInteger(primitive))
    throwError(
      vm,
      'RangeError',
      `The number ${primitive} cannot be converted to a BigInt because it is not an integer`,
    );
  try {
    return BigInt(primitive as number | string | boolean);
  } catch (error) {
    if (error instanceof SyntaxError)
      return throwError(vm, 'SyntaxError', `Cannot convert ${plainText(primitive)} to a BigInt`);
    return throwType(vm, `Cannot convert ${plainText(primitive)} to a BigInt`);
  }
});
method(PROTO.bigint, 'BigInt.prototype', 'toString', 0, (vm, self, [radix]) =>
  (self as bigint).toString(radix === undefined ? 10 : toInteger(vm, radix)),
);
method(bigint, 'BigInt', 'asIntN', 2, (vm, _self, [bits, value]) =>
  BigInt.asIntN(toInteger(vm, bits), value as bigint),
);
method(bigint, 'BigInt', 'asUintN', 2, (vm, _self, [bits, value]) =>
  BigInt.asUintN(toInteger(vm, bits), value as bigint),
);

wrapper('Boolean', PROTO.boolean, (_vm, _self, [value]) => truthy(value));
method(PROTO.boolean, 'Boolean.prototype', 'toString', 0, (_vm, self) => plainText(self));
method(PROTO.boolean, 'Boolean.prototype', 'valueOf', 0, (_vm, self) => self);

// --- Math -------------------------------------------------------------------------------------------------------

const math = namespace();
GLOBALS.set('Math', math);
define(math, TO_STRING_TAG, 'Math');
for (const name of ['PI', 'E', 'LN2', 'LN10', 'LOG2E', 'LOG10E', 'SQRT2', 'SQRT1_2'] as const)
  define(math, name, Math[name]);
const UNARY = [
  'abs',
  'ceil',
  'floor',
  'round',
  'trunc',
  'sign',
  'sqrt',
  'cbrt',
  'exp',
  'expm1',
  'log',
  'log2',
  'log10',
  'log1p',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'sinh',
  'cosh',
  'tanh',
  'fround',
  'clz32',
] as const;
for (const name of UNARY) method(math, 'Math', name, 1, (vm, _self, [value]) => Math[name](toNumber(vm, value)));
for (const name of ['pow', 'atan2', 'imul'] as const)
  method(math, 'Math', name, 2, (vm, _self, [a, b]) => Math[name](toNumber(vm, a), toNumber(vm, b)));
for (const name of ['max', 'min', 'hypot'] as const)
  method(math, 'Math', name, 2, (vm, _self, args) => {
    let best = name === 'max' ? -Infinity : name === 'min' ? Infinity : 0;
    for (const one of args) best = Math[name](best, toNumber(vm, one));
    return best;
  });
method(math, 'Math', 'random', 0, (vm) => {
  // 53 bits, as a real one has.
  const high = doorOf(vm).random(0x200000);
  return (high * 0x100000000 + doorOf(vm).random(0x100000000)) / 0x20000000000000;
});
