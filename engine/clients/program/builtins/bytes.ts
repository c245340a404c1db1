import { byteStringOf, bytesEqual, bytesOf, concatBytes, hexOf, utf8Bytes } from '../../../base/bytes.ts';
import { toInteger, toText } from '../interpreter/convert.ts';
import { define, GLOBALS, getter, method, nativeFunction, PROTO, prototypeOf } from '../interpreter/intrinsics.ts';
import { makeIterator } from '../interpreter/iterators.ts';
import { makeArray, makeBytes, makeError, makeObject, makeRecord, throwError, throwType } from '../interpreter/make.ts';
import { propsOf } from '../interpreter/properties.ts';
import { type BytesObj, ITERATOR, isObj, plainText, Thrown, type Value } from '../interpreter/values.ts';
import type { Vm } from '../interpreter/vm.ts';

/* Uint8Array and Buffer, TextEncoder and TextDecoder: as far as messages and keys need them. */

const SIZE_MAX = 1 << 24;

/** Bytes as the program spells them: text in an encoding, numbers, or bytes. */
export function bytesFrom(vm: Vm, value: Value, encoding: Value): Uint8Array {
  if (typeof value === 'string') return encode(vm, value, encoding === undefined ? 'utf8' : toText(vm, encoding));
  if (isObj(value)) {
    if (value.kind === 'bytes') return value.bytes.slice();
    if (value.kind === 'array') return Uint8Array.from(value.items.map((item) => Number(item)));
    const data = value.kind === 'object' ? value.props?.get('data') : undefined;
    if (value.props?.get('type') === 'Buffer' && isObj(data) && data.kind === 'array')
      return bytesFrom(vm, data, undefined);
  }
  const error = makeError(
    vm,
    'TypeError',
    `The first argument must be of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object. Received ${received(value)}`,
  );
  propsOf(error).set('code', 'ERR_INVALID_ARG_TYPE');
  throw new Thrown(error);
}

export function received(value: Value): string {
  if (value === undefined || value === null) return String(value);
  if (isObj(value)) return `an instance of ${value.kind === 'array' ? 'Array' : 'Object'}`;
  return `type ${typeof value} (${typeof value === 'string' ? `'${value}'` : plainText(value)})`;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function encode(vm: Vm, text: string, encoding: string): Uint8Array {
  switch (encoding.toLowerCase()) {
    case 'utf8':
    case 'utf-8':
      return utf8Bytes(text);
    case 'latin1':
    case 'binary':
    case 'ascii':
      return bytesOf(text);
    case 'hex': {
      const pairs = /^(?:[\da-fA-F]{2})*/.exec(text)?.[0] ?? '';
      return Uint8Array.from(pairs.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    }
    case 'base64':
    case 'base64url':
      return fromBase64(text);
    default:
      return throwUnknown(vm, encoding);
  }
}

function throwUnknown(vm: Vm, encoding: string): never {
  const error = makeError(vm, 'TypeError', `Unknown encoding: ${encoding}`);
  propsOf(error).set('code', 'ERR_UNKNOWN_ENCODING');
  throw new Thrown(error);
}

function fromBase64(text: string): Uint8Array {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const char of text) {
    const value = BASE64.indexOf(char === '-' ? '+' : char === '_' ? '/' : char);
    if (value < 0) continue;
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
    }
  }
  return Uint8Array.from(bytes);
}

function toBase64(bytes: Uint8Array, isUrl: boolean): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(i, i + 3);
    const word = (a << 16) | (b << 8) | c;
    const rest = bytes.length - i;
    text += BASE64.charAt(word >> 18) + BASE64.charAt((word >> 12) & 63);
    text += rest > 1 ? BASE64.charAt((word >> 6) & 63) : isUrl ? '' : '=';
    text += rest > 2 ? BASE64.charAt(word & 63) : isUrl ? '' : '=';
  }
  return isUrl ? text.replaceAll('+', '-').replaceAll('/', '_') : text;
}

/** UTF-8 with U+FFFD for what is none, as TextDecoder does it. */
export function decodeUtf8(bytes: Uint8Array): string {
  if (bytes.every((byte) => byte < 0x80)) return byteStringOf(bytes);
  let text = '';
  for (let i = 0; i < bytes.length; ) {
    const lead = bytes[i] as number;
    if (lead < 0x80) {
      text += String.fromCharCode(lead);
      i++;
      continue;
    }
    const [length, low, high] = sequenceOf(lead);
    let code = lead & (0x7f >> length);
    let read = 1;
    while (read < length) {
      const byte = bytes[i + read];
      if (byte === undefined || byte < (read === 1 ? low : 0x80) || byte > (read === 1 ? high : 0xbf)) break;
      code = (code << 6) | (byte & 63);
      read++;
    }
    text += length > 0 && read === length ? String.fromCodePoint(code) : '\ufffd';
    i += Math.max(read, 1);
  }
  return text;
}

/** How long a sequence with this first byte is, and what its second may be. */
function sequenceOf(lead: number): readonly [number, number, number] {
  if (lead >= 0xc2 && lead <= 0xdf) return [2, 0x80, 0xbf];
  if (lead === 0xe0) return [3, 0xa0, 0xbf];
  if (lead === 0xed) return [3, 0x80, 0x9f];
  if (lead > 0xe0 && lead <= 0xef) return [3, 0x80, 0xbf];
  if (lead === 0xf0) return [4, 0x90, 0xbf];
  if (lead > 0xf0 && lead < 0xf4) return [4, 0x80, 0xbf];
  return lead === 0xf4 ? [4, 0x80, 0x8f] : [0, 0, 0];
}

export function decode(vm: Vm, bytes: Uint8Array, encoding: string): string {
  switch (encoding.toLowerCase()) {
    case 'utf8':
    case 'utf-8':
      return decodeUtf8(bytes);
    case 'latin1':
    case 'binary':
      return byteStringOf(bytes);
    case 'ascii':
      return byteStringOf(bytes.map((byte) => byte & 127));
    case 'hex':
      return hexOf(bytes);
    case 'base64':
      return toBase64(bytes, false);
    case 'base64url':
      return toBase64(bytes, true);
    default:
      return throwUnknown(vm, encoding);
  }
}

function sizeOf(vm: Vm, value: Value): number {
  const size = toInteger(vm, value);
  if (size < 0 || size > SIZE_MAX) throwError(vm, 'RangeError', `Array buffer allocation failed`);
  return size;
}

// --- constructors -----------------------------------------------------------------------------------------------

const uint8 = nativeFunction(
  'Uint8Array',
  'Uint8Array',
  3,
  (vm, _self, [value]) => {
    if (value === undefined || typeof value === 'number')
      return makeBytes(vm, new Uint8Array(sizeOf(vm, value ?? 0)), false);
    return makeBytes(vm, bytesFrom(vm, value, undefined), false);
  },
  true,
);
define(uint8, 'prototype', PROTO.bytes);
define(PROTO.bytes, 'constructor', uint8);
GLOBALS.set('Uint8Array', uint8);
method(uint8, 'Uint8Array', 'from', 1, (vm, _self, [value]) => makeBytes(vm, bytesFrom(vm, value, undefined), false));

const buffer = nativeFunction(
  'Buffer',
  'Buffer',
  2,
  (vm, _self, [value, encoding]) =>
    makeBytes(vm, typeof value === 'number' ? new Uint8Array(sizeOf(vm, value)) : bytesFrom(vm, value, encoding), true),
  true,
);
define(buffer, 'prototype', PROTO.buffer);
define(PROTO.buffer, 'constructor', buffer);
GLOBALS.set('Buffer', buffer);
method(buffer, 'Buffer', 'from', 3, (vm, _self, [value, encoding]) => {
  if (typeof value === 'number') bytesFrom(vm, value, undefined);
  return makeBytes(vm, bytesFrom(vm, value, encoding), true);
});
const alloc = (name: string): void => {
  method(buffer, 'Buffer', name, 3, (vm, _self, [size, fill, encoding]) => {
    const bytes = new Uint8Array(sizeOf(vm, size));
    if (fill !== undefined)
      fillWith(bytes, typeof fill === 'number' ? Uint8Array.of(fill) : bytesFrom(vm, fill, encoding));
    return makeBytes(vm, bytes, true);
  });
};
for (const name of ['alloc', 'allocUnsafe']) alloc(name);
method(
  buffer,
  'Buffer',
  'isBuffer',
  1,
  (_vm, _self, [value]) => isObj(value) && value.kind === 'bytes' && value.isBuffer,
);
method(buffer, 'Buffer', 'byteLength', 2, (vm, _self, [value, encoding]) => bytesFrom(vm, value, encoding).length);
method(buffer, 'Buffer', 'concat', 2, (vm, _self, [list, size]) => {
  const parts =
    isObj(list) && list.kind === 'array' ? list.items.map((item) => bytesFrom(vm, item as Value, undefined)) : [];
  const whole = concatBytes(parts);
  return makeBytes(vm, size === undefined ? whole : whole.slice(0, sizeOf(vm, size)), true);
});
method(buffer, 'Buffer', 'compare', 2, (vm, _self, [a, b]) =>
  compareBytes(bytesFrom(vm, a, undefined), bytesFrom(vm, b, undefined)),
);

function fillWith(bytes: Uint8Array, pattern: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) bytes[i] = pattern.length === 0 ? 0 : (pattern[i % pattern.length] as number);
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++)
    if (a[i] !== b[i]) return (a[i] as number) < (b[i] as number) ? -1 : 1;
  return Math.sign(a.length - b.length);
}

// --- methods ----------------------------------------------------------------------------------------------------

function bytesOfThis(vm: Vm, self: Value): BytesObj {
  if (isObj(self) && self.kind === 'bytes') return self;
  return throwType(vm, 'this is not a typed array.');
}

type Work = (obj: BytesObj, args: readonly Value[], vm: Vm) => Value;
const onBytes = (name: string, work: Work): void => {
  method(PROTO.bytes, 'Uint8Array.prototype', name, 0, (vm, self, args) => work(bytesOfThis(vm, self), args, vm));
};
const onBuffer = (name: string, work: Work): void => {
  method(PROTO.buffer, 'Buffer.prototype', name, 0, (vm, self, args) => work(bytesOfThis(vm, self), args, vm));
};

for (const name of ['length', 'byteLength'])
  getter(PROTO.bytes, 'Uint8Array.prototype', name, (vm, self) => bytesOfThis(vm, self).bytes.length);
const part = (obj: BytesObj, args: readonly Value[], vm: Vm): Uint8Array =>
  obj.bytes.slice(
    args[0] === undefined ? 0 : toInteger(vm, args[0]),
    args[1] === undefined ? obj.bytes.length : toInteger(vm, args[1]),
  );
// SIMPLIFIED: a part is a copy, where a real Buffer's shares its bytes with the whole.
for (const name of ['slice', 'subarray'])
  onBytes(name, (obj, args, vm) => makeBytes(vm, part(obj, args, vm), obj.isBuffer));
onBytes('indexOf', (obj, [value, from], vm) => {
  const at = from === undefined ? 0 : toInteger(vm, from);
  if (typeof value === 'number') return obj.bytes.indexOf(value, at);
  return byteStringOf(obj.bytes).indexOf(byteStringOf(bytesFrom(vm, value, undefined)), at);
});
onBytes('includes', (obj, [value], vm) =>
  typeof value === 'number'
    ? obj.bytes.includes(value)
    : byteStringOf(obj.bytes).includes(byteStringOf(bytesFrom(vm, value, undefined))),
);
onBytes('fill', (obj, [value], vm) => {
  fillWith(obj.bytes, typeof value === 'number' ? Uint8Array.of(value) : bytesFrom(vm, value, undefined));
  return obj;
});
onBytes('set', (obj, [source, at], vm) => {
  const bytes = bytesFrom(vm, source, undefined);
  const offset = at === undefined ? 0 : toInteger(vm, at);
  if (offset < 0 || offset + bytes.length > obj.bytes.length) throwError(vm, 'RangeError', 'offset is out of bounds');
  obj.bytes.set(bytes, offset);
  return undefined;
});
onBytes('join', (obj, [separator], vm) => [...obj.bytes].join(separator === undefined ? ',' : toText(vm, separator)));
onBytes('toString', (obj) => [...obj.bytes].join(','));
onBytes('keys', (obj, _args, vm) => makeIterator(vm, 'keys', obj));
onBytes('entries', (obj, _args, vm) => makeIterator(vm, 'entries', obj));
onBytes('values', (obj, _args, vm) => makeIterator(vm, 'values', obj));
define(
  PROTO.bytes,
  ITERATOR,
  nativeFunction('Uint8Array.prototype[Symbol.iterator]', 'values', 0, (vm, self) =>
    makeIterator(vm, 'values', bytesOfThis(vm, self)),
  ),
);

onBuffer('toString', (obj, [encoding, from, to], vm) =>
  decode(vm, part(obj, [from, to], vm), encoding === undefined ? 'utf8' : toText(vm, encoding)),
);
onBuffer('toJSON', (obj, _args, vm) => makeRecord(vm, { type: 'Buffer', data: makeArray(vm, [...obj.bytes]) }));
onBuffer('equals', (obj, [other], vm) => bytesEqual(obj.bytes, bytesFrom(vm, other, undefined)));
onBuffer('compare', (obj, [other], vm) => compareBytes(obj.bytes, bytesFrom(vm, other, undefined)));
onBuffer('write', (obj, [text, at], vm) => {
  const bytes = bytesFrom(vm, text, undefined);
  const offset = at === undefined ? 0 : toInteger(vm, at);
  const count = Math.max(0, Math.min(bytes.length, obj.bytes.length - offset));
  obj.bytes.set(bytes.subarray(0, count), offset);
  return count;
});

/** Whole numbers in bytes. */
for (const [name, size, isLittle, isSigned] of [
  ['UInt8', 1, false, false],
  ['Int8', 1, false, true],
  ['UInt16BE', 2, false, false],
  ['UInt16LE', 2, true, false],
  ['Int16BE', 2, false, true],
  ['Int16LE', 2, true, true],
  ['UInt32BE', 4, false, false],
  ['UInt32LE', 4, true, false],
  ['Int32BE', 4, false, true],
  ['Int32LE', 4, true, true],
] as const) {
  const offsetOf = (obj: BytesObj, at: Value, vm: Vm): number => {
    const offset = at === undefined ? 0 : toInteger(vm, at);
    if (offset < 0 || offset + size > obj.bytes.length)
      throwError(
        vm,
        'RangeError',
        `The value of "offset" is out of range. It must be >= 0 and <= ${obj.bytes.length - size}. Received ${offset}`,
      );
    return offset;
  };
  onBuffer(`read${name}`, (obj, [at], vm) => {
    const bytes = obj.bytes.subarray(offsetOf(obj, at, vm)).slice(0, size);
    if (isLittle) bytes.reverse();
    const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
    return isSigned && value >= 2 ** (size * 8 - 1) ? value - 2 ** (size * 8) : value;
  });
  onBuffer(`write${name}`, (obj, [value, at], vm) => {
    const offset = offsetOf(obj, at, vm);
    let rest = toInteger(vm, value);
    for (let i = 0; i < size; i++) {
      obj.bytes[isLittle ? offset + i : offset + size - 1 - i] = rest & 255;
      rest = Math.floor(rest / 256);
    }
    return offset + size;
  });
}

// --- TextEncoder, TextDecoder -----------------------------------------------------------------------------------

for (const [name, work] of [
  [
    'TextEncoder',
    [
      'encode',
      (vm: Vm, value: Value): Value => makeBytes(vm, utf8Bytes(value === undefined ? '' : toText(vm, value)), false),
    ],
  ],
  [
    'TextDecoder',
    [
      'decode',
      (vm: Vm, value: Value): Value => (isObj(value) && value.kind === 'bytes' ? decodeUtf8(value.bytes) : ''),
    ],
  ],
] as const) {
  const proto = prototypeOf(name);
  const fn = nativeFunction(name, name, 0, (vm) => makeObject(vm, proto), true);
  define(fn, 'prototype', proto);
  define(proto, 'constructor', fn);
  define(proto, 'encoding', 'utf-8');
  method(proto, `${name}.prototype`, work[0], 1, (vm, _self, [value]) => work[1](vm, value));
  GLOBALS.set(name, fn);
}
