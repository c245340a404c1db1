import { byteStringOf, bytesOf } from '../../base/bytes.ts';
import type { ErrorReply, Reply } from '../../wire/reply.ts';
import { error, OK, simple } from '../../wire/reply.ts';
import type { Context, Runs } from '../command.ts';
import { NOTIFY } from '../command.ts';
import {
  cacheCount,
  cachedCount,
  emptyHyperloglog,
  estimate,
  invalidateCount,
  isHyperloglog,
  isSparse,
  mergeInto,
  patternOf,
  REGISTERS,
  raiseRegister,
  spellRuns,
  toDense,
} from '../encodings/hyperloglog.ts';
import { WRONG_TYPE } from '../errors.ts';
import { rawString, stringOf } from '../strings.ts';
import type { StringValue, Value } from '../value.ts';

/* HyperLogLog commands: strings whose bytes are registers. REDIS: hyperloglog.c */

const NOT_ONE = Object.freeze(error('WRONGTYPE Key is not a valid HyperLogLog string value.'));
const CORRUPTED = Object.freeze(error('INVALIDOBJ Corrupted HLL object detected'));

/** The bytes of a value that is one, for writing, or why it is none. */
function bytesIn(value: Value): Uint8Array | ErrorReply {
  if (value.type !== 'string') return WRONG_TYPE;
  if (value.encoding === 'int') return NOT_ONE;
  const text = stringOf(value);
  return isHyperloglog(text) ? bytesOf(text) : NOT_ONE;
}

function isBytes(read: Uint8Array | ErrorReply): read is Uint8Array {
  return read instanceof Uint8Array;
}

/** Writes the bytes back into an owned string. */
function keep(value: Value, bytes: Uint8Array): void {
  Object.assign(value as StringValue, { encoding: 'raw', data: byteStringOf(bytes) });
}

function newOne(ctx: Context, key: string): StringValue {
  const value = rawString(byteStringOf(emptyHyperloglog()), ctx.owner, ctx.newLru());
  ctx.addKey(key, value);
  return value;
}

function pfadd(ctx: Context, argv: readonly string[]): Reply {
  const key = argv[1] as string;
  let value = ctx.lookupWrite(key);
  let updated = 0;
  if (value === null) {
    value = newOne(ctx, key);
    updated = 1;
  }
  const read = bytesIn(value);
  if (!isBytes(read)) return read;
  let bytes = read;
  for (let i = 2; i < argv.length; i++) {
    const [register, run] = patternOf(argv[i] as string);
    const changed = raiseRegister(bytes, register, run, ctx.limits.hllSparseMaxBytes);
    if (changed === null) return CORRUPTED;
    if (changed === 'unchanged') continue;
    bytes = changed;
    updated += 1;
  }
  ctx.scanned += argv.length - 2;
  if (updated === 0) return 0;
  invalidateCount(bytes);
  keep(value, bytes);
  ctx.signalModified(key);
  ctx.notify(NOTIFY.string, 'pfadd', key);
  ctx.dirty += updated;
  return 1;
}

/** The registers of all these keys together, and whether one was dense. */
function merged(ctx: Context, keys: readonly string[]): { registers: Uint8Array; dense: boolean } | ErrorReply {
  const registers = new Uint8Array(REGISTERS);
  let dense = false;
  for (const key of keys) {
    const value = ctx.lookupRead(key);
    if (value === null) continue;
    const bytes = bytesIn(value);
    if (!isBytes(bytes)) return bytes;
    if (!isSparse(bytes)) dense = true;
    if (!mergeInto(registers, bytes)) return CORRUPTED;
    ctx.scanned += REGISTERS;
  }
  return { registers, dense };
}

function pfcount(ctx: Context, argv: readonly string[]): Reply {
  if (argv.length > 2) {
    const all = merged(ctx, argv.slice(1));
    return 'kind' in all ? all : estimate(all.registers);
  }
  const key = argv[1] as string;
  const seen = ctx.lookupRead(key);
  if (seen === null) return 0;
  const bytes = bytesIn(seen);
  if (!isBytes(bytes)) return bytes;
  const known = cachedCount(bytes);
  if (known !== null) return known;
  const registers = new Uint8Array(REGISTERS);
  if (!mergeInto(registers, bytes)) return CORRUPTED;
  ctx.scanned += REGISTERS;
  const count = estimate(registers);
  // The count is kept in the string, so a command that reads changes the key, and is propagated.
  cacheCount(bytes, count);
  const value = ctx.lookupWrite(key);
  if (value !== null) keep(value, bytes);
  ctx.signalModified(key);
  ctx.dirty += 1;
  return count;
}

function pfmerge(ctx: Context, argv: readonly string[]): Reply {
  const all = merged(ctx, argv.slice(1));
  if ('kind' in all) return all;
  const key = argv[1] as string;
  const value = ctx.lookupWrite(key) ?? newOne(ctx, key);
  const read = bytesIn(value);
  if (!isBytes(read)) return read;
  let bytes = all.dense ? toDense(read) : read;
  for (let register = 0; register < REGISTERS && bytes !== null; register++) {
    const run = all.registers[register] as number;
    if (run === 0) continue;
    const changed = raiseRegister(bytes, register, run, ctx.limits.hllSparseMaxBytes);
    if (changed !== 'unchanged') bytes = changed;
  }
  if (bytes === null) return CORRUPTED;
  invalidateCount(bytes);
  keep(value, bytes);
  ctx.signalModified(key);
  // A merge is an addition of many. REDIS: pfmergeCommand
  ctx.notify(NOTIFY.string, 'pfadd', key);
  ctx.dirty += 1;
  return OK;
}

const SUBCOMMANDS = ['getreg', 'decode', 'encoding', 'todense'];

function pfdebug(ctx: Context, argv: readonly string[]): Reply {
  const [, given = '', key = ''] = argv;
  const value = ctx.lookupWrite(key);
  if (value === null) return error('ERR The specified key does not exist');
  const bytes = bytesIn(value);
  if (!isBytes(bytes)) return bytes;
  const name = given.toLowerCase();
  if (!SUBCOMMANDS.includes(name)) return error(`ERR Unknown PFDEBUG subcommand '${given}'`);
  if (argv.length !== 3) return error(`ERR Wrong number of arguments for the '${given}' subcommand`);
  if (name === 'encoding') return simple(isSparse(bytes) ? 'sparse' : 'dense');
  if (name === 'decode') return isSparse(bytes) ? spellRuns(bytes) : error('ERR HLL encoding is not sparse');
  const wasSparse = isSparse(bytes);
  const dense = toDense(bytes);
  if (dense === null) return CORRUPTED;
  if (wasSparse) {
    keep(value, dense);
    ctx.dirty += 1;
  }
  if (name === 'todense') return wasSparse ? 1 : 0;
  const registers = new Uint8Array(REGISTERS);
  mergeInto(registers, dense);
  return [...registers];
}

/** Elements the self test counts. */
const TESTED = 100_000;

/** Counts what it knows the number of. REDIS: pfselftestCommand, with fewer elements: the thread is everybody's. */
function pfselftest(ctx: Context): Reply {
  let bytes: Uint8Array = emptyHyperloglog();
  const relativeError = 1.04 / Math.sqrt(REGISTERS);
  for (let added = 1; added <= TESTED; added++) {
    const [register, run] = patternOf(String(added));
    const changed = raiseRegister(bytes, register, run, ctx.limits.hllSparseMaxBytes);
    if (changed === null) return error('TESTFAILED sparse representation is corrupted');
    if (changed !== 'unchanged') bytes = changed;
    if (!/^10*$/.test(String(added)) || added < 100) continue;
    const registers = new Uint8Array(REGISTERS);
    mergeInto(registers, bytes);
    const off = Math.abs(added - estimate(registers));
    if (off > Math.ceil(relativeError * 6 * added)) {
      return error(`TESTFAILED Too big error. card:${added} abserr:${off}`);
    }
  }
  ctx.scanned += TESTED;
  return OK;
}

export const HYPERLOGLOG: Runs = { pfadd, pfcount, pfmerge, pfdebug, pfselftest };
