import { checkLength, joined, STRING_MAX, toInteger, toNumber, toText } from '../interpreter/convert.ts';
import { define, GLOBALS, method, nativeFunction, PROTO } from '../interpreter/intrinsics.ts';
import { makeIterator } from '../interpreter/iterators.ts';
import { makeArray, throwError, throwType } from '../interpreter/make.ts';
import { ITERATOR, isObj, isSym, plainText, type Value } from '../interpreter/values.ts';
import type { Vm } from '../interpreter/vm.ts';

/* Strings, as far as no regular expression and no function of the program is concerned. */

const string = nativeFunction(
  'String',
  'String',
  1,
  (vm, _self, args, target) => {
    if (target !== undefined) throwType(vm, 'Objects around primitives are not supported here; leave out new');
    if (args.length === 0) return '';
    return isSym(args[0]) ? `Symbol(${args[0].text ?? ''})` : toText(vm, args[0]);
  },
  true,
);
define(string, 'prototype', PROTO.string);
define(PROTO.string, 'constructor', string);
GLOBALS.set('String', string);
method(string, 'String', 'fromCharCode', 1, (vm, _self, args) =>
  String.fromCharCode(...args.map((one) => toNumber(vm, one))),
);
method(string, 'String', 'fromCodePoint', 1, (vm, _self, args) =>
  args
    .map((one) => {
      const code = toNumber(vm, one);
      if (!Number.isInteger(code) || code < 0 || code > 0x10ffff)
        throwError(vm, 'RangeError', `Invalid code point ${code}`);
      return String.fromCodePoint(code);
    })
    .join(''),
);

/** The text a method is called on. */
export function textOf(vm: Vm, self: Value, name: string): string {
  if (typeof self === 'string') return self;
  if (self === undefined || self === null) throwType(vm, `String.prototype.${name} called on null or undefined`);
  return toText(vm, self);
}

type Work = (text: string, args: readonly Value[], vm: Vm) => Value;

function on(name: string, arity: number, work: Work): void {
  method(PROTO.string, 'String.prototype', name, arity, (vm, self, args) => work(textOf(vm, self, name), args, vm));
}

const integer = (vm: Vm, value: Value, otherwise: number): number =>
  value === undefined ? otherwise : toInteger(vm, value);

on('charAt', 1, (text, [at], vm) => text.charAt(toInteger(vm, at)));
on('charCodeAt', 1, (text, [at], vm) => text.charCodeAt(toInteger(vm, at)));
on('codePointAt', 1, (text, [at], vm) => text.codePointAt(toInteger(vm, at)));
on('at', 1, (text, [at], vm) => text.at(toInteger(vm, at)));
on('indexOf', 1, (text, [part, from], vm) => text.indexOf(toText(vm, part), integer(vm, from, 0)));
on('lastIndexOf', 1, (text, [part, from], vm) => text.lastIndexOf(toText(vm, part), integer(vm, from, Infinity)));
on('includes', 1, (text, [part, from], vm) => text.includes(plainPart(vm, part, 'includes'), integer(vm, from, 0)));
on('startsWith', 1, (text, [part, from], vm) =>
  text.startsWith(plainPart(vm, part, 'startsWith'), integer(vm, from, 0)),
);
on('endsWith', 1, (text, [part, to], vm) =>
  text.endsWith(plainPart(vm, part, 'endsWith'), integer(vm, to, text.length)),
);

function plainPart(vm: Vm, part: Value, name: string): string {
  if (isObj(part) && part.kind === 'regexp')
    throwType(vm, `First argument to String.prototype.${name} must not be a regular expression`);
  return toText(vm, part);
}

on('slice', 2, (text, [from, to], vm) => text.slice(toInteger(vm, from), integer(vm, to, text.length)));
on('substring', 2, (text, [from, to], vm) => text.substring(toInteger(vm, from), integer(vm, to, text.length)));
on('substr', 2, (text, [from, count], vm) => {
  const start = toInteger(vm, from);
  const at = start < 0 ? Math.max(0, text.length + start) : start;
  return text.slice(at, at + Math.max(0, Math.min(integer(vm, count, text.length), text.length)));
});
on('toUpperCase', 0, (text) => text.toUpperCase());
on('toLowerCase', 0, (text) => text.toLowerCase());
on('toLocaleUpperCase', 0, (text) => text.toUpperCase());
on('toLocaleLowerCase', 0, (text) => text.toLowerCase());
on('trim', 0, (text) => text.trim());
on('trimStart', 0, (text) => text.trimStart());
on('trimEnd', 0, (text) => text.trimEnd());
on('toString', 0, (text) => text);
on('valueOf', 0, (text) => text);
on('concat', 1, (text, args, vm) => args.reduce<string>((sum, one) => joined(vm, sum, toText(vm, one)), text));
on('localeCompare', 1, (text, [other], vm) => {
  const that = toText(vm, other);
  // SIMPLIFIED: by letters without their case, then small before large; a real one knows languages.
  const [a, b] = [text.toLowerCase(), that.toLowerCase()];
  if (a !== b) return a < b ? -1 : 1;
  return text === that ? 0 : text > that ? -1 : 1;
});
on('normalize', 0, (text, [form], vm) => text.normalize(form === undefined ? 'NFC' : toText(vm, form)));
on('isWellFormed', 0, (text) => !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text));
on('repeat', 1, (text, [count], vm) => {
  const times = toInteger(vm, count);
  if (times < 0 || times === Infinity) throwError(vm, 'RangeError', `Invalid count value: ${plainText(count)}`);
  checkLength(vm, text.length * times);
  return text.repeat(times);
});
for (const name of ['padStart', 'padEnd'] as const)
  on(name, 2, (text, [length, filler], vm) => {
    const to = toInteger(vm, length);
    if (to > STRING_MAX) throwError(vm, 'RangeError', 'Invalid string length');
    checkLength(vm, Math.max(to, 0));
    return text[name](to, filler === undefined ? ' ' : toText(vm, filler));
  });
define(
  PROTO.string,
  ITERATOR,
  nativeFunction('String.prototype[Symbol.iterator]', '[Symbol.iterator]', 0, (vm, self) =>
    makeIterator(vm, 'chars', textOf(vm, self, 'iterator')),
  ),
);

/** Split at a plain separator. */
export function splitPlain(vm: Vm, text: string, separator: Value, limit: number): Value {
  if (separator === undefined) return makeArray(vm, limit === 0 ? [] : [text]);
  return makeArray(vm, text.split(toText(vm, separator), limit));
}

for (const [name, encode] of [
  ['encodeURIComponent', encodeURIComponent],
  ['encodeURI', encodeURI],
  ['decodeURIComponent', decodeURIComponent],
  ['decodeURI', decodeURI],
] as const)
  GLOBALS.set(
    name,
    nativeFunction(name, name, 1, (vm, _self, [value]) => {
      try {
        return encode(toText(vm, value));
      } catch (error) {
        if (error instanceof URIError) return throwError(vm, 'URIError', 'URI malformed');
        throw error;
      }
    }),
  );
