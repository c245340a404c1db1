import type { ErrorReply, Reply } from '../../wire/reply.ts';
import { error } from '../../wire/reply.ts';
import type { ServerRuns } from '../command.ts';
import { NOTIFY } from '../command.ts';
import { NOT_AN_INTEGER, SYNTAX_ERROR, WRONG_TYPE } from '../errors.ts';
import { parseCount, parseInteger } from '../numbers.ts';
import { rawString, stringOf } from '../strings.ts';
import type { Turn } from '../turn.ts';
import type { StringValue } from '../value.ts';

/*
 * Strings as arrays of bits, the first bit of a byte its highest. REDIS: bitops.c
 */

const BAD_OFFSET = error('ERR bit offset is not an integer or out of range');
const BAD_BIT = error('ERR bit is not an integer or out of range');

/** A bit's place; `#n` counts in units of `width` where one is given. REDIS: bitops.c getBitOffsetFromArgument */
export function bitOffset(turn: Turn, text: string, width: number): number | ErrorReply {
  const scaled = width > 0 && text.startsWith('#');
  const given = parseInteger(scaled ? text.slice(1) : text);
  if (typeof given !== 'number') return BAD_OFFSET;
  const offset = scaled ? given * width : given;
  const bytesMax = Number(turn.state.config.get('proto-max-bulk-len'));
  return offset < 0 || Math.floor(offset / 8) >= bytesMax ? BAD_OFFSET : offset;
}

/** The string of a key, '' where there is none, or the error for another type. */
export function readBits(turn: Turn, key: string): string | ErrorReply {
  const value = turn.lookupRead(key);
  if (value === null) return '';
  return value.type === 'string' ? stringOf(value) : WRONG_TYPE;
}

/** An owned raw string of at least `bytes` bytes, made or grown with zeros. REDIS: lookupStringForBitCommand */
export function bitsToWrite(
  turn: Turn,
  key: string,
  bytes: number,
): { value: StringValue; grown: boolean } | ErrorReply {
  const found = turn.lookupWrite(key);
  if (found === null) {
    const value = rawString('\0'.repeat(bytes), turn.owner, turn.newLru());
    turn.addKey(key, value);
    return { value, grown: true };
  }
  if (found.type !== 'string') return WRONG_TYPE;
  const text = stringOf(found);
  found.encoding = 'raw';
  found.data = text.length < bytes ? text + '\0'.repeat(bytes - text.length) : text;
  return { value: found, grown: text.length < bytes };
}

function setbit(turn: Turn, argv: readonly string[]): Reply {
  const [, key = '', place = '', bit = ''] = argv;
  const offset = bitOffset(turn, place, 0);
  if (typeof offset !== 'number') return offset;
  const on = parseInteger(bit);
  if (on !== 0 && on !== 1) return BAD_BIT;
  const at = Math.floor(offset / 8);
  const target = bitsToWrite(turn, key, at + 1);
  if ('kind' in target) return target;
  const text = stringOf(target.value);
  const byte = text.charCodeAt(at);
  const mask = 0x80 >> (offset % 8);
  const before = (byte & mask) === 0 ? 0 : 1;
  if (target.grown || before !== on) {
    const edited = on === 1 ? byte | mask : byte & ~mask;
    target.value.data = text.slice(0, at) + String.fromCharCode(edited) + text.slice(at + 1);
    turn.signalModified(key);
    turn.notify(NOTIFY.string, 'setbit', key);
    turn.dirty++;
  }
  return before;
}

function getbit(turn: Turn, argv: readonly string[]): Reply {
  const [, key = '', place = ''] = argv;
  const offset = bitOffset(turn, place, 0);
  if (typeof offset !== 'number') return offset;
  const text = readBits(turn, key);
  if (typeof text !== 'string') return text;
  const at = Math.floor(offset / 8);
  return at < text.length && (text.charCodeAt(at) & (0x80 >> (offset % 8))) !== 0 ? 1 : 0;
}

type ByteOperation = (bytes: readonly number[]) => number;

const OPERATIONS: Readonly<Record<string, ByteOperation>> = {
  and: (bytes) => bytes.reduce((all, byte) => all & byte),
  or: (bytes) => bytes.reduce((all, byte) => all | byte),
  xor: (bytes) => bytes.reduce((all, byte) => all ^ byte),
  not: (bytes) => ~(bytes[0] ?? 0) & 255,
};

/** REDIS: bitops.c bitopCommand */
function bitop(turn: Turn, argv: readonly string[]): Reply {
  const [, name = '', target = ''] = argv;
  const operation = OPERATIONS[name.toLowerCase()];
  if (operation === undefined) return SYNTAX_ERROR;
  if (name.toLowerCase() === 'not' && argv.length !== 4) {
    return error('ERR BITOP NOT must be called with a single source key.');
  }
  const sources: string[] = [];
  for (const key of argv.slice(3)) {
    const text = readBits(turn, key);
    if (typeof text !== 'string') return text;
    sources.push(text);
  }
  const length = Math.max(...sources.map((text) => text.length));
  turn.scanned += length;
  if (length === 0) {
    if (turn.deleteKey(target)) {
      turn.signalModified(target);
      turn.notify(NOTIFY.generic, 'del', target);
      turn.dirty++;
    }
    return 0;
  }
  turn.setKey(target, rawString(combined(sources, length, operation), turn.owner, turn.newLru()));
  turn.notify(NOTIFY.string, 'set', target);
  turn.dirty++;
  return length;
}

function combined(sources: readonly string[], length: number, operation: ByteOperation): string {
  const pieces: string[] = [];
  const bytes = sources.map(() => 0);
  for (let at = 0; at < length; at++) {
    for (let i = 0; i < sources.length; i++) bytes[i] = sources[i]?.charCodeAt(at) || 0; // NaN beyond the end
    pieces.push(String.fromCharCode(operation(bytes)));
  }
  return pieces.join('');
}

/** Ones in a byte. */
function ones(byte: number): number {
  let left = byte;
  let count = 0;
  for (; left !== 0; left &= left - 1) count++;
  return count;
}

const ONES = Uint8Array.from({ length: 256 }, (_, byte) => ones(byte));

interface BitRange {
  readonly first: number;
  readonly last: number;
}

/** `start end [BYTE|BIT]` as bits of a string; null for an empty range. REDIS: bitops.c bitcountCommand */
function bitRange(start: number, end: number, inBits: boolean, length: number): BitRange | null {
  const total = inBits ? length * 8 : length;
  const from = Math.max(0, start < 0 ? total + start : start);
  const to = Math.min(total - 1, Math.max(0, end < 0 ? total + end : end));
  if (from > to) return null;
  return inBits ? { first: from, last: to } : { first: from * 8, last: to * 8 + 7 };
}

/** True for BIT, false for BYTE. */
function unitArgument(text: string): boolean | ErrorReply {
  const word = text.toLowerCase();
  if (word === 'bit') return true;
  return word === 'byte' ? false : SYNTAX_ERROR;
}

function bitcount(turn: Turn, argv: readonly string[]): Reply {
  const [, key = '', from, to = '', unit] = argv;
  const text = readBits(turn, key);
  if (typeof text !== 'string') return text;
  if (turn.peek(key) === null) return 0;
  let range: BitRange | null = { first: 0, last: text.length * 8 - 1 };
  if (argv.length === 4 || argv.length === 5) {
    const start = parseCount(from ?? '');
    const end = parseCount(to);
    if (start === null || end === null) return NOT_AN_INTEGER;
    if (start < 0 && end < 0 && start > end) return 0;
    const inBits = unit === undefined ? false : unitArgument(unit);
    if (typeof inBits !== 'boolean') return inBits;
    range = bitRange(start, end, inBits, text.length);
  } else if (argv.length !== 2) return SYNTAX_ERROR;
  if (range === null || text.length === 0) return 0;
  turn.scanned += Math.ceil((range.last - range.first) / 8);
  return countOnes(text, range);
}

function countOnes(text: string, { first, last }: BitRange): number {
  const [from, to] = [first >> 3, last >> 3];
  let count = 0;
  for (let at = from; at <= to; at++) {
    let byte = text.charCodeAt(at);
    if (at === from) byte &= 0xff >> (first & 7);
    if (at === to) byte &= (0xff << (7 - (last & 7))) & 0xff;
    count += ONES[byte] ?? 0;
  }
  return count;
}

/** REDIS: bitops.c bitposCommand */
function bitpos(turn: Turn, argv: readonly string[]): Reply {
  const [, key = '', wanted = '', from, to, unit] = argv;
  const bit = parseInteger(wanted);
  if (bit === null) return NOT_AN_INTEGER;
  if (bit !== 0 && bit !== 1) return error('ERR The bit argument must be 1 or 0.');
  const text = readBits(turn, key);
  if (typeof text !== 'string') return text;
  if (turn.peek(key) === null) return bit === 1 ? -1 : 0;
  if (argv.length > 6) return SYNTAX_ERROR;
  let range: BitRange | null = { first: 0, last: text.length * 8 - 1 };
  if (from !== undefined) {
    const start = parseCount(from);
    if (start === null) return NOT_AN_INTEGER;
    const inBits = unit === undefined ? false : unitArgument(unit);
    if (typeof inBits !== 'boolean') return inBits;
    const end = to === undefined ? -1 : parseCount(to);
    if (end === null) return NOT_AN_INTEGER;
    range = bitRange(start, end, inBits, text.length);
  }
  if (range === null || text.length === 0) return -1;
  const found = firstBit(text, bit, range);
  turn.scanned += Math.ceil((range.last - range.first) / 8);
  if (found !== -1) return found;
  // Without an end a string of ones goes on with zeros for ever.
  return bit === 0 && to === undefined ? text.length * 8 : -1;
}

function firstBit(text: string, bit: number, { first, last }: BitRange): number {
  const skipped = bit === 0 ? 0xff : 0;
  for (let place = first; place <= last; ) {
    const byte = text.charCodeAt(place >> 3);
    if (byte === skipped && (place & 7) === 0) {
      place += 8;
      continue;
    }
    if (((byte >> (7 - (place & 7))) & 1) === bit) return place;
    place++;
  }
  return -1;
}

export const bitCommands: ServerRuns = { setbit, getbit, bitop, bitcount, bitpos };
