import type { Reply } from '../../wire/reply.ts';
import { error, OK } from '../../wire/reply.ts';
import type { ServerRuns } from '../command.ts';
import { NOTIFY } from '../command.ts';
import { NOT_A_FLOAT, NOT_AN_INTEGER, SYNTAX_ERROR, WRONG_TYPE, wrongArity } from '../errors.ts';
import { expiryArgument } from '../expiry-argument.ts';
import { keyExists, removeKey, setString } from '../keyspace.ts';
import { addLongDouble, formatLongDouble, parseLongDouble } from '../long-double.ts';
import type { Int64 } from '../numbers.ts';
import { addInt64, narrow, parseCount, parseInteger } from '../numbers.ts';
import { encodedString, plainString, rawString, stringLength, stringOf } from '../strings.ts';
import type { Turn } from '../turn.ts';
import type { StringValue } from '../value.ts';

/*
 * Strings. REDIS: t_string.c
 */

const TOO_LONG = error('ERR string exceeds maximum allowed size (proto-max-bulk-len)');
const OVERFLOW = error('ERR increment or decrement would overflow');

/** True when a string of that many bytes is more than proto-max-bulk-len allows. REDIS: checkStringLength */
function isTooLong(turn: Turn, bytes: number): boolean {
  return bytes > Number(turn.state.config.get('proto-max-bulk-len'));
}

function get(turn: Turn, argv: readonly string[]): Reply {
  return getValue(turn, argv[1] as string); // arity
}

function getValue(turn: Turn, key: string): Reply {
  const value = turn.lookupRead(key);
  if (value === null) return null;
  return value.type === 'string' ? stringOf(value) : WRONG_TYPE;
}

/** The options of SET and GETEX. */
interface SetOptions {
  condition: 'nx' | 'xx' | null;
  get: boolean;
  keepTtl: boolean;
  persist: boolean;
  /** The word and the number of an expiry, or null. */
  expiry: { readonly word: string; readonly value: string } | null;
}

const EXPIRY_WORDS = new Set(['ex', 'px', 'exat', 'pxat']);

/** REDIS: t_string.c parseExtendedStringArgumentsOrReply */
function readOptions(argv: readonly string[], from: number, forSet: boolean): SetOptions | null {
  const options: SetOptions = { condition: null, get: false, keepTtl: false, persist: false, expiry: null };
  for (let i = from; i < argv.length; i++) {
    const word = (argv[i] ?? '').toLowerCase();
    const hasTime = options.expiry !== null || options.keepTtl || options.persist;
    const next = argv[i + 1];
    if (forSet && (word === 'nx' || word === 'xx')) {
      if (options.condition !== null && options.condition !== word) return null;
      options.condition = word;
    } else if (forSet && word === 'get') {
      options.get = true;
    } else if (forSet && word === 'keepttl' && options.expiry === null && !options.persist) {
      options.keepTtl = true;
    } else if (!forSet && word === 'persist' && options.expiry === null && !options.keepTtl) {
      options.persist = true;
    } else if (EXPIRY_WORDS.has(word) && next !== undefined && !hasTime) {
      options.expiry = { word, value: next };
      i++;
    } else {
      return null;
    }
  }
  return options;
}

function set(turn: Turn, argv: readonly string[]): Reply {
  const key = argv[1] as string; // arity
  const text = argv[2] as string;
  if (argv.length === 3) {
    setString(turn, key, text, false);
    turn.dirty++;
    if (turn.state.settings.notifyFlags !== 0 || turn.out.observed) turn.notify(NOTIFY.string, 'set', key);
    return OK;
  }
  const options = readOptions(argv, 3, true);
  if (options === null) return SYNTAX_ERROR;
  return setGeneric(turn, argv, key, text, options);
}

/** REDIS: t_string.c setGenericCommand */
function setGeneric(turn: Turn, argv: readonly string[], key: string, text: string, options: SetOptions): Reply {
  let expireAt = -1;
  if (options.expiry !== null) {
    const read = expiryArgument(turn, options.expiry.word, options.expiry.value, 'set');
    if (typeof read !== 'number') return read;
    expireAt = read;
  }
  let before: Reply = null;
  if (options.get) {
    before = getValue(turn, key);
    if (before === WRONG_TYPE) return WRONG_TYPE;
  }
  const found = options.condition !== null && keyExists(turn, key);
  if ((options.condition === 'nx' && found) || (options.condition === 'xx' && !found)) {
    return options.get ? before : null;
  }
  setString(turn, key, text, options.keepTtl);
  turn.dirty++;
  turn.notify(NOTIFY.string, 'set', key);
  if (expireAt !== -1) {
    turn.setExpire(key, expireAt);
    turn.propagateAs(['SET', key, text, 'PXAT', String(expireAt)]);
    turn.notify(NOTIFY.generic, 'expire', key);
  }
  if (!options.get) return OK;
  // GET goes to nobody: a replica has nothing to answer.
  if (expireAt === -1) turn.propagateAs(argv.filter((word, i) => i < 3 || word.toLowerCase() !== 'get'));
  return before;
}

function setnx(turn: Turn, argv: readonly string[]): Reply {
  const [, key = '', text = ''] = argv;
  if (keyExists(turn, key)) return 0;
  setString(turn, key, text, false);
  turn.dirty++;
  turn.notify(NOTIFY.string, 'set', key);
  return 1;
}

/** SETEX and PSETEX. */
function setWithTime(turn: Turn, argv: readonly string[], word: 'ex' | 'px', command: string): Reply {
  const [, key = '', time = '', text = ''] = argv;
  const expireAt = expiryArgument(turn, word, time, command);
  if (typeof expireAt !== 'number') return expireAt;
  setString(turn, key, text, false);
  turn.dirty++;
  turn.notify(NOTIFY.string, 'set', key);
  turn.setExpire(key, expireAt);
  turn.propagateAs(['SET', key, text, 'PXAT', String(expireAt)]);
  turn.notify(NOTIFY.generic, 'expire', key);
  return OK;
}

function getset(turn: Turn, argv: readonly string[]): Reply {
  const [, key = '', text = ''] = argv;
  const before = getValue(turn, key);
  if (before === WRONG_TYPE) return before;
  setString(turn, key, text, false);
  turn.dirty++;
  turn.notify(NOTIFY.string, 'set', key);
  turn.propagateAs(['SET', key, text]);
  return before;
}

function getdel(turn: Turn, argv: readonly string[]): Reply {
  const [, key = ''] = argv;
  const before = getValue(turn, key);
  if (before === null || before === WRONG_TYPE) return before;
  turn.deleteKey(key);
  turn.propagateAs(['DEL', key]);
  turn.signalModified(key);
  turn.notify(NOTIFY.generic, 'del', key);
  turn.dirty++;
  return before;
}

/** REDIS: t_string.c getexCommand */
function getex(turn: Turn, argv: readonly string[]): Reply {
  const [, key = ''] = argv;
  const options = readOptions(argv, 2, false);
  if (options === null) return SYNTAX_ERROR;
  const value = turn.lookupRead(key);
  if (value === null) return null;
  if (value.type !== 'string') return WRONG_TYPE;
  const text = stringOf(value);
  if (options.expiry !== null) {
    const expireAt = expiryArgument(turn, options.expiry.word, options.expiry.value, 'getex');
    if (typeof expireAt !== 'number') return expireAt;
    expireNow(turn, key, expireAt, options.expiry.word);
  } else if (options.persist && turn.removeExpire(key)) {
    turn.signalModified(key);
    turn.propagateAs(['PERSIST', key]);
    turn.notify(NOTIFY.generic, 'persist', key);
    turn.dirty++;
  }
  return text;
}

function expireNow(turn: Turn, key: string, expireAt: number, word: string): void {
  // An absolute time that is over deletes.
  if (word.endsWith('at') && expireAt <= turn.nowMs && turn.removesExpired) {
    removeKey(turn.db, key);
    turn.propagateAs(['DEL', key]);
    turn.signalModified(key);
    turn.notify(NOTIFY.generic, 'del', key);
  } else {
    turn.setExpire(key, expireAt);
    turn.propagateAs(['PEXPIREAT', key, String(expireAt)]);
    turn.signalModified(key);
    turn.notify(NOTIFY.generic, 'expire', key);
  }
  turn.dirty++;
}

/** REDIS: t_string.c incrDecrCommand */
function increment(turn: Turn, key: string, by: Int64): Reply {
  const value = turn.lookupWrite(key);
  if (value === null) {
    turn.addKey(key, { type: 'string', encoding: 'int', owner: turn.owner, lru: turn.newLru(), data: by });
    return incremented(turn, key, by);
  }
  if (value.type !== 'string') return WRONG_TYPE;
  const before = typeof value.data === 'string' ? parseInteger(value.data) : value.data;
  if (before === null) return NOT_AN_INTEGER;
  const after = addInt64(before, by);
  if (after === null) return OVERFLOW;
  value.encoding = 'int';
  value.data = after;
  return incremented(turn, key, after);
}

function incremented(turn: Turn, key: string, after: Int64): Reply {
  turn.signalModified(key);
  if (turn.state.settings.notifyFlags !== 0 || turn.out.observed) turn.notify(NOTIFY.string, 'incrby', key);
  turn.dirty++;
  return after;
}

function incrby(turn: Turn, argv: readonly string[]): Reply {
  const [, key = '', amount = ''] = argv;
  const by = parseInteger(amount);
  return by === null ? NOT_AN_INTEGER : increment(turn, key, by);
}

function decrby(turn: Turn, argv: readonly string[]): Reply {
  const [, key = '', amount = ''] = argv;
  const by = parseInteger(amount);
  if (by === null) return NOT_AN_INTEGER;
  const negated = narrow(-BigInt(by));
  // The least long long has no negation.
  return negated === null ? error('ERR decrement would overflow') : increment(turn, key, negated);
}

/** REDIS: t_string.c incrbyfloatCommand */
function incrbyfloat(turn: Turn, argv: readonly string[]): Reply {
  const [, key = '', amount = ''] = argv;
  const value = turn.lookupWrite(key);
  if (value !== null && value.type !== 'string') return WRONG_TYPE;
  const before = parseLongDouble(value === null ? '0' : stringOf(value));
  const by = parseLongDouble(amount);
  if (before === null || by === null) return NOT_A_FLOAT;
  const sum = before === 'infinite' || by === 'infinite' ? null : addLongDouble(before, by);
  if (sum === null) return error('ERR increment would produce NaN or Infinity');
  const text = formatLongDouble(sum);
  turn.setKey(key, plainString(text, turn.owner, turn.newLru()), true);
  turn.notify(NOTIFY.string, 'incrbyfloat', key);
  turn.dirty++;
  // As a SET: adding again on a replica could round differently.
  turn.propagateAs(['SET', key, text, 'KEEPTTL']);
  return text;
}

function append(turn: Turn, argv: readonly string[]): Reply {
  const [, key = '', text = ''] = argv;
  const value = turn.lookupWrite(key);
  let length: number;
  if (value === null) {
    turn.addKey(key, encodedString(text, turn.owner, turn.newLru()));
    length = text.length;
  } else {
    if (value.type !== 'string') return WRONG_TYPE;
    const before = stringOf(value);
    length = before.length + text.length;
    if (isTooLong(turn, length)) return TOO_LONG;
    value.encoding = 'raw';
    value.data = before + text;
  }
  turn.signalModified(key);
  turn.notify(NOTIFY.string, 'append', key);
  turn.dirty++;
  return length;
}

function strlen(turn: Turn, argv: readonly string[]): Reply {
  const value = turn.lookupRead(argv[1] as string); // arity
  if (value === null) return 0;
  return value.type === 'string' ? stringLength(value) : WRONG_TYPE;
}

/** REDIS: t_string.c setrangeCommand */
function setrange(turn: Turn, argv: readonly string[]): Reply {
  const [, key = '', from = '', text = ''] = argv;
  const offset = parseCount(from);
  if (offset === null) return NOT_AN_INTEGER;
  if (offset < 0) return error('ERR offset is out of range');
  const value = turn.lookupWrite(key);
  if (value !== null && value.type !== 'string') return WRONG_TYPE;
  if (text.length === 0) return value === null ? 0 : stringLength(value);
  if (isTooLong(turn, offset + text.length)) return TOO_LONG;
  const edited = overwritten(value === null ? '' : stringOf(value), offset, text);
  storeEdited(turn, key, value, edited);
  turn.notify(NOTIFY.string, 'setrange', key);
  turn.dirty++;
  return edited.length;
}

function overwritten(before: string, offset: number, text: string): string {
  const head = before.length >= offset ? before.slice(0, offset) : before + '\0'.repeat(offset - before.length);
  return head + text + before.slice(offset + text.length);
}

/** Puts an edited string in place: raw, however short. */
function storeEdited(turn: Turn, key: string, value: StringValue | null, edited: string): void {
  if (value === null) {
    turn.addKey(key, rawString(edited, turn.owner, turn.newLru()));
  } else {
    value.encoding = 'raw';
    value.data = edited;
  }
  turn.signalModified(key);
}

/** REDIS: t_string.c getrangeCommand */
function getrange(turn: Turn, argv: readonly string[]): Reply {
  const [, key = '', from = '', to = ''] = argv;
  const start = parseCount(from);
  const end = parseCount(to);
  if (start === null || end === null) return NOT_AN_INTEGER;
  const value = turn.lookupRead(key);
  if (value === null) return '';
  if (value.type !== 'string') return WRONG_TYPE;
  const text = stringOf(value);
  if (start < 0 && end < 0 && start > end) return '';
  const first = Math.max(0, start < 0 ? text.length + start : start);
  const last = Math.min(text.length - 1, Math.max(0, end < 0 ? text.length + end : end));
  return first > last ? '' : text.slice(first, last + 1);
}

function mget(turn: Turn, argv: readonly string[]): Reply {
  const values: Reply[] = [];
  for (let i = 1; i < argv.length; i++) {
    const value = turn.lookupRead(argv[i] as string); // i < length
    values.push(value !== null && value.type === 'string' ? stringOf(value) : null);
  }
  turn.scanned += argv.length - 2;
  return values;
}

function msetGeneric(turn: Turn, argv: readonly string[], command: string): Reply {
  if (argv.length % 2 === 0) return wrongArity(command);
  if (command === 'msetnx') {
    for (let i = 1; i < argv.length; i += 2) if (keyExists(turn, argv[i] as string)) return 0; // i < length
  }
  for (let i = 1; i < argv.length; i += 2) {
    const key = argv[i] as string; // i + 1 < length
    setString(turn, key, argv[i + 1] as string, false);
    turn.notify(NOTIFY.string, 'set', key);
  }
  const pairs = (argv.length - 1) / 2;
  turn.scanned += pairs - 1;
  turn.dirty += pairs;
  return command === 'mset' ? OK : 1;
}

export const stringCommands: ServerRuns = {
  get,
  set,
  setnx,
  setex: (turn, argv) => setWithTime(turn, argv, 'ex', 'setex'),
  psetex: (turn, argv) => setWithTime(turn, argv, 'px', 'psetex'),
  getset,
  getdel,
  getex,
  incr: (turn, argv) => increment(turn, argv[1] as string, 1), // arity
  decr: (turn, argv) => increment(turn, argv[1] as string, -1), // arity
  incrby,
  decrby,
  incrbyfloat,
  append,
  strlen,
  setrange,
  getrange,
  substr: getrange,
  mget,
  mset: (turn, argv) => msetGeneric(turn, argv, 'mset'),
  msetnx: (turn, argv) => msetGeneric(turn, argv, 'msetnx'),
};
