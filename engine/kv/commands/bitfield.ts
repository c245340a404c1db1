import { byteStringOf, bytesOf } from '../../base/bytes.ts';
import type { ErrorReply, Reply } from '../../wire/reply.ts';
import { error } from '../../wire/reply.ts';
import type { ServerRuns } from '../command.ts';
import { NOTIFY } from '../command.ts';
import { NOT_AN_INTEGER, SYNTAX_ERROR } from '../errors.ts';
import { narrow, parseInteger } from '../numbers.ts';
import { stringOf } from '../strings.ts';
import type { Turn } from '../turn.ts';
import { bitOffset, bitsToWrite, readBits } from './bitmap.ts';

/*
 * BITFIELD: integers of any width anywhere in a string. REDIS: bitops.c bitfieldGeneric
 */

type Overflow = 'wrap' | 'sat' | 'fail';

interface Operation {
  readonly word: 'get' | 'set' | 'incrby';
  readonly offset: number;
  readonly bits: number;
  readonly signed: boolean;
  readonly value: bigint;
  readonly overflow: Overflow;
}

const BAD_TYPE = error(
  'ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.',
);

/** `i16`, `u8`. REDIS: bitops.c getBitfieldTypeFromArgument */
function fieldType(text: string): { readonly signed: boolean; readonly bits: number } | null {
  const signed = text.startsWith('i');
  if (!signed && !text.startsWith('u')) return null;
  const bits = parseInteger(text.slice(1));
  if (typeof bits !== 'number' || bits < 1 || bits > (signed ? 64 : 63)) return null;
  return { signed, bits };
}

function readOperations(turn: Turn, argv: readonly string[], readonly: boolean): readonly Operation[] | ErrorReply {
  const operations: Operation[] = [];
  let overflow: Overflow = 'wrap';
  for (let i = 2; i < argv.length; ) {
    const word = (argv[i] ?? '').toLowerCase();
    const left = argv.length - i - 1;
    if (word === 'overflow' && left >= 1) {
      const kind = (argv[i + 1] ?? '').toLowerCase();
      if (kind !== 'wrap' && kind !== 'sat' && kind !== 'fail') return error('ERR Invalid OVERFLOW type specified');
      overflow = kind;
      i += 2;
      continue;
    }
    const isGet = word === 'get';
    if (!(isGet && left >= 2) && !((word === 'set' || word === 'incrby') && left >= 3)) return SYNTAX_ERROR;
    const type = fieldType(argv[i + 1] ?? '');
    if (type === null) return BAD_TYPE;
    const offset = bitOffset(turn, argv[i + 2] ?? '', type.bits);
    if (typeof offset !== 'number') return offset;
    if (!isGet && readonly) return error('ERR BITFIELD_RO only supports the GET subcommand');
    const value = isGet ? 0 : parseInteger(argv[i + 3] ?? '');
    if (value === null) return NOT_AN_INTEGER;
    operations.push({
      word: isGet ? 'get' : word === 'set' ? 'set' : 'incrby',
      offset,
      ...type,
      value: BigInt(value),
      overflow,
    });
    i += isGet ? 3 : 4;
  }
  return operations;
}

function bitfield(turn: Turn, argv: readonly string[], readonly: boolean): Reply {
  const operations = readOperations(turn, argv, readonly);
  if ('kind' in operations) return operations;
  const key = argv[1] ?? '';
  const writes = operations.filter(({ word }) => word !== 'get');
  if (writes.length === 0) {
    const text = readBits(turn, key);
    return typeof text === 'string'
      ? operations.map((operation) => toReply(readField(bytesOf(text), operation)))
      : text;
  }
  const bytesNeeded = Math.max(...writes.map(({ offset, bits }) => Math.floor((offset + bits - 1) / 8) + 1));
  const target = bitsToWrite(turn, key, bytesNeeded);
  if ('kind' in target) return target;
  const bytes = bytesOf(stringOf(target.value));
  let changes = 0;
  const replies = operations.map((operation): Reply => {
    const before = readField(bytes, operation);
    if (operation.word === 'get') return toReply(before);
    const sum = operation.word === 'set' ? operation.value : before + operation.value;
    const after = fitted(sum, operation);
    if (after === null) return null;
    if (writeField(bytes, operation, after) || target.grown) changes++;
    return toReply(operation.word === 'set' ? before : after);
  });
  if (changes > 0) {
    target.value.data = byteStringOf(bytes);
    turn.signalModified(key);
    turn.notify(NOTIFY.string, 'setbit', key);
    turn.dirty += changes;
  }
  return replies;
}

function toReply(value: bigint): Reply {
  return narrow(value) ?? value;
}

/** The field; bits beyond the string are zero. */
function readField(bytes: Uint8Array, { offset, bits, signed }: Operation): bigint {
  let value = 0n;
  for (let bit = offset; bit < offset + bits; bit++) {
    const byte = bytes[Math.floor(bit / 8)] ?? 0;
    value = (value << 1n) | BigInt((byte >> (7 - (bit % 8))) & 1);
  }
  return signed ? BigInt.asIntN(bits, value) : value;
}

/** True when a bit changed. */
function writeField(bytes: Uint8Array, { offset, bits }: Operation, value: bigint): boolean {
  let changed = false;
  const raw = BigInt.asUintN(bits, value);
  for (let i = 0; i < bits; i++) {
    const bit = offset + i;
    const at = Math.floor(bit / 8);
    const mask = 0x80 >> (bit % 8);
    const before = bytes[at] ?? 0;
    const on = ((raw >> BigInt(bits - 1 - i)) & 1n) === 1n;
    const after = on ? before | mask : before & ~mask;
    if (after !== before) changed = true;
    bytes[at] = after;
  }
  return changed;
}

/** The value as the field can hold it, by its rule for overflows; null when it fails. REDIS: checkSignedBitfieldOverflow */
function fitted(value: bigint, { bits, signed, overflow }: Operation): bigint | null {
  const min = signed ? -(1n << BigInt(bits - 1)) : 0n;
  const max = signed ? (1n << BigInt(bits - 1)) - 1n : (1n << BigInt(bits)) - 1n;
  if (value >= min && value <= max) return value;
  if (overflow === 'fail') return null;
  if (overflow === 'sat') return value > max ? max : min;
  return signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}

export const bitfieldCommands: ServerRuns = {
  bitfield: (turn, argv) => bitfield(turn, argv, false),
  bitfield_ro: (turn, argv) => bitfield(turn, argv, true),
};
