import { protoFor } from '../interpreter/calls.ts';
import { toNumber, toPrimitive, toText } from '../interpreter/convert.ts';
import { define, GLOBALS, method, nativeFunction, PROTO } from '../interpreter/intrinsics.ts';
import { throwError, throwType } from '../interpreter/make.ts';
import { type DateObj, isObj, TO_PRIMITIVE, type Value } from '../interpreter/values.ts';
import { allocate, doorOf, type Vm } from '../interpreter/vm.ts';
import {
  clockText,
  dateText,
  isoText,
  type Moment,
  momentOf,
  parseTime,
  TIME_MAX,
  timeOf,
  utcText,
} from './calendar.ts';

/* Date, on the world's clock and in UTC. */

/** When virtual time begins, for Date: 2026-01-01T00:00:00Z. */
export const EPOCH = 1_767_225_600_000;

export function clockOf(vm: Vm): number {
  return EPOCH + Math.floor(doorOf(vm).now / 1000);
}

const date = nativeFunction(
  'Date',
  'Date',
  7,
  (vm, _self, args, target) => {
    if (target === undefined) return `${dateText(clockOf(vm))} ${clockText(clockOf(vm))}`;
    allocate(vm, 64);
    return { kind: 'date', proto: protoFor(vm, target, PROTO.date), props: null, locked: 0, time: timeFrom(vm, args) };
  },
  true,
);
define(date, 'prototype', PROTO.date);
define(PROTO.date, 'constructor', date);
GLOBALS.set('Date', date);

function timeFrom(vm: Vm, args: readonly Value[]): number {
  if (args.length === 0) return clockOf(vm);
  if (args.length > 1) return fromParts(vm, args);
  const [value] = args;
  if (isObj(value) && value.kind === 'date') return value.time;
  const primitive = toPrimitive(vm, value);
  return typeof primitive === 'string' ? parseTime(primitive) : clipped(toNumber(vm, primitive));
}

function fromParts(vm: Vm, args: readonly Value[]): number {
  const [year = Number.NaN, month = 0, ...rest] = args.map((one) => Math.trunc(toNumber(vm, one)));
  const full = year >= 0 && year <= 99 ? 1900 + year : year;
  const [day, hours, minutes, seconds, millis] = rest;
  return timeOf(full, month, day, hours, minutes, seconds, millis);
}

function clipped(time: number): number {
  return Math.abs(time) <= TIME_MAX ? Math.trunc(time) + 0 : Number.NaN;
}

method(date, 'Date', 'now', 0, (vm) => clockOf(vm));
method(date, 'Date', 'parse', 1, (vm, _self, [text]) => parseTime(toText(vm, text)));
method(date, 'Date', 'UTC', 7, (vm, _self, args) => fromParts(vm, args));

function dateOf(vm: Vm, self: Value): DateObj {
  if (isObj(self) && self.kind === 'date') return self;
  return throwType(vm, 'this is not a Date object.');
}

const on = (name: string, work: (obj: DateObj, args: readonly Value[], vm: Vm) => Value): void => {
  method(PROTO.date, 'Date.prototype', name, 0, (vm, self, args) => work(dateOf(vm, self), args, vm));
};

for (const name of ['getTime', 'valueOf']) on(name, (obj) => obj.time);
on('getTimezoneOffset', () => 0);
on('setTime', (obj, [value], vm) => {
  obj.time = clipped(toNumber(vm, value));
  return obj.time;
});

const PARTS: readonly (readonly [string, keyof Moment])[] = [
  ['FullYear', 'year'],
  ['Month', 'month'],
  ['Date', 'day'],
  ['Hours', 'hours'],
  ['Minutes', 'minutes'],
  ['Seconds', 'seconds'],
  ['Milliseconds', 'millis'],
  ['Day', 'weekday'],
];
const ORDER: readonly (keyof Moment)[] = ['year', 'month', 'day', 'hours', 'minutes', 'seconds', 'millis'];
for (const [name, part] of PARTS)
  for (const zone of ['', 'UTC']) {
    on(`get${zone}${name}`, (obj) => (Number.isNaN(obj.time) ? Number.NaN : momentOf(obj.time)[part]));
    const place = ORDER.indexOf(part);
    if (place < 0) continue;
    on(`set${zone}${name}`, (obj, args, vm) => {
      const moment = momentOf(Number.isNaN(obj.time) ? 0 : obj.time);
      const parts = ORDER.map((one) => moment[one]);
      const last = place < 3 ? 3 : 7;
      for (const [i, value] of args.entries()) if (place + i < last) parts[place + i] = Math.trunc(toNumber(vm, value));
      const [year, month, ...rest] = parts as [number, number, ...number[]];
      obj.time = timeOf(year, month, ...rest);
      return obj.time;
    });
  }

on('toISOString', (obj, _args, vm) =>
  Number.isNaN(obj.time) ? throwError(vm, 'RangeError', 'Invalid time value') : isoText(obj.time),
);
on('toJSON', (obj) => (Number.isNaN(obj.time) ? null : isoText(obj.time)));
const shown = (name: string, text: (time: number) => string): void =>
  on(name, (obj) => (Number.isNaN(obj.time) ? 'Invalid Date' : text(obj.time)));
shown('toString', (time) => `${dateText(time)} ${clockText(time)}`);
shown('toDateString', dateText);
shown('toTimeString', clockText);
shown('toUTCString', utcText);
shown('toLocaleDateString', (time) => {
  const { year, month, day } = momentOf(time);
  return `${month + 1}/${day}/${year}`;
});
shown('toLocaleTimeString', (time) => twelveHours(time));
shown('toLocaleString', (time) => {
  const { year, month, day } = momentOf(time);
  return `${month + 1}/${day}/${year}, ${twelveHours(time)}`;
});

function twelveHours(time: number): string {
  const { hours, minutes, seconds } = momentOf(time);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${hours % 12 === 0 ? 12 : hours % 12}:${two(minutes)}:${two(seconds)} ${hours < 12 ? 'AM' : 'PM'}`;
}

define(
  PROTO.date,
  TO_PRIMITIVE,
  nativeFunction('Date.prototype[Symbol.toPrimitive]', '[Symbol.toPrimitive]', 1, (vm, self, [hint]) => {
    const obj = dateOf(vm, self);
    if (hint === 'number') return obj.time;
    return Number.isNaN(obj.time) ? 'Invalid Date' : `${dateText(obj.time)} ${clockText(obj.time)}`;
  }),
);
