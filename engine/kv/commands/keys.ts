import { byteStringOf, bytesOf } from '../../base/bytes.ts';
import { clone } from '../../base/clone.ts';
import type { Reply } from '../../wire/reply.ts';
import { error, OK, simple } from '../../wire/reply.ts';
import { decayedFrequency, freshAccess, idleMs, lruClock } from '../access.ts';
import type { Making } from '../codec.ts';
import type { ServerRuns } from '../command.ts';
import { NOTIFY } from '../command.ts';
import { dictEach, dictGet, dictRandom, dictScan } from '../dict.ts';
import { NO_SUCH_KEY, NOT_AN_INTEGER, SAME_OBJECT, SYNTAX_ERROR } from '../errors.ts';
import { globMatch } from '../glob.ts';
import { keyExists, lookupQuietly, peek } from '../keyspace.ts';
import { log } from '../log.ts';
import { freeEffort } from '../memory/sizes.ts';
import { parseCount, parseInteger } from '../numbers.ts';
import { restoreDump } from '../rdb/decode.ts';
import { encodeDump } from '../rdb/encode.ts';
import type { Turn } from '../turn.ts';
import { scanCursor } from '../types/scan.ts';
import type { Value } from '../value.ts';
import { ownValue } from '../value.ts';
import { helpOf } from './help.ts';

/*
 * Commands for keys of any type. REDIS: db.c, object.c, cluster.c (DUMP, RESTORE)
 */

/** REDIS: object.c getIntFromObjectOrReply */
const NO_INT = error('ERR value is out of range, value must between -2147483648 and 2147483647');
const DB_OUT_OF_RANGE = error('ERR DB index is out of range');

/** Values of more allocations than this are freed by another thread. REDIS: lazyfree.c LAZYFREE_THRESHOLD */
const LAZYFREE_THRESHOLD = 64;

/** UNLINK: that another thread frees what is large is seen in INFO alone. REDIS: lazyfree.c freeObjAsync */
function unlink(turn: Turn, argv: readonly string[]): Reply {
  let freed = 0;
  for (let i = 1; i < argv.length; i++) {
    const value = turn.peek(argv[i] as string); // i < length
    if (value !== null && freeEffort(value) > LAZYFREE_THRESHOLD) freed++;
  }
  turn.state.stats.lazyFreed += freed;
  return del(turn, argv);
}

function del(turn: Turn, argv: readonly string[]): Reply {
  let removed = 0;
  for (let i = 1; i < argv.length; i++) {
    const key = argv[i] as string; // i < length
    if (!keyExists(turn, key) || !turn.deleteKey(key)) continue;
    turn.signalModified(key);
    turn.notify(NOTIFY.generic, 'del', key);
    turn.dirty++;
    removed++;
  }
  turn.scanned += argv.length - 2;
  return removed;
}

function exists(turn: Turn, argv: readonly string[]): Reply {
  let found = 0;
  for (let i = 1; i < argv.length; i++) if (lookupQuietly(turn, argv[i] as string) !== null) found++; // i < length
  return found;
}

function touch(turn: Turn, argv: readonly string[]): Reply {
  let found = 0;
  for (let i = 1; i < argv.length; i++) if (turn.lookupRead(argv[i] as string) !== null) found++; // i < length
  return found;
}

function type(turn: Turn, argv: readonly string[]): Reply {
  const value = lookupQuietly(turn, argv[1] ?? '');
  return simple(value === null ? 'none' : value.type);
}

function keys(turn: Turn, argv: readonly string[]): Reply {
  const pattern = argv[1] ?? '';
  const all = pattern === '*';
  const found: string[] = [];
  dictEach(turn.db.keys, (key) => {
    turn.scanned++;
    if ((all || globMatch(pattern, key)) && peek(turn, key) !== null) found.push(key);
  });
  return found;
}

/** REDIS: db.c scanGenericCommand for the keyspace */
function scan(turn: Turn, argv: readonly string[]): Reply {
  const cursor = scanCursor(argv[1] ?? '');
  if (typeof cursor !== 'number') return cursor;
  let count = 10;
  let pattern: string | null = null;
  let wanted: string | null = null;
  for (let i = 2; i < argv.length; i += 2) {
    const word = (argv[i] ?? '').toLowerCase();
    const value = argv[i + 1];
    if (value === undefined) return SYNTAX_ERROR;
    if (word === 'count') {
      const given = parseCount(value);
      if (given === null) return NOT_AN_INTEGER;
      if (given < 1) return SYNTAX_ERROR;
      count = given;
    } else if (word === 'match') pattern = value === '*' ? null : value;
    else if (word === 'type') wanted = value.toLowerCase();
    else return SYNTAX_ERROR;
  }
  const { next, seen } = walk(turn, cursor, count);
  const found = seen.filter((key) => (pattern === null || globMatch(pattern, key)) && lives(turn, key, wanted));
  turn.scanned += seen.length;
  return [String(next), found];
}

function walk(turn: Turn, cursor: number, count: number): { readonly next: number; readonly seen: readonly string[] } {
  const seen: string[] = [];
  let next = cursor;
  let steps = count * 10;
  do {
    next = dictScan(turn.db.keys, next, (key) => seen.push(key));
  } while (next !== 0 && steps-- > 0 && seen.length < count);
  return { next, seen };
}

/** True for a key that is alive and of the type wanted. What is over is removed on the way. */
function lives(turn: Turn, key: string, wanted: string | null): boolean {
  if (!keyExists(turn, key)) return false;
  return wanted === null || dictGet(turn.db.keys, key)?.type === wanted;
}

/** REDIS: db.c dbRandomKey */
function randomkey(turn: Turn): Reply {
  for (;;) {
    const drawn = dictRandom(turn.db.keys, turn.draw);
    if (drawn === null) return null;
    if (keyExists(turn, drawn[0])) return drawn[0];
  }
}

function rename(turn: Turn, argv: readonly string[], onlyNew: boolean): Reply {
  const [, from = '', to = ''] = argv;
  const value = turn.lookupWrite(from);
  if (value === null) return NO_SUCH_KEY;
  if (from === to) return onlyNew ? 0 : OK;
  const expireAt = turn.getExpire(from);
  if (keyExists(turn, to)) {
    if (onlyNew) return 0;
    turn.deleteKey(to);
  }
  turn.addKey(to, value);
  if (expireAt !== -1) turn.setExpire(to, expireAt);
  turn.deleteKey(from);
  turn.signalModified(from);
  turn.signalModified(to);
  turn.notify(NOTIFY.generic, 'rename_from', from);
  turn.notify(NOTIFY.generic, 'rename_to', to);
  turn.dirty++;
  return onlyNew ? 1 : OK;
}

/** Runs `work` with another database selected. */
function inDb<T>(turn: Turn, index: number, work: () => T): T {
  const home = turn.db;
  turn.db = turn.state.dbs[index] ?? home;
  const result = work();
  turn.db = home;
  return result;
}

function dbIndex(turn: Turn, text: string): number | Reply {
  const index = parseInteger(text);
  if (index === null) return NOT_AN_INTEGER;
  if (index < -0x80000000 || index > 0x7fffffff) return NO_INT;
  return index < 0 || index >= turn.state.dbs.length ? DB_OUT_OF_RANGE : Number(index);
}

/** REDIS: db.c copyCommand */
function copy(turn: Turn, argv: readonly string[]): Reply {
  const [, from = '', to = ''] = argv;
  let target = turn.db.index;
  let replace = false;
  for (let i = 3; i < argv.length; i++) {
    const word = (argv[i] ?? '').toLowerCase();
    if (word === 'replace') replace = true;
    else if (word === 'db' && i + 1 < argv.length) {
      const index = dbIndex(turn, argv[i + 1] ?? '');
      if (typeof index !== 'number') return index;
      target = index;
      i++;
    } else return SYNTAX_ERROR;
  }
  if (target === turn.db.index && from === to) return SAME_OBJECT;
  const value = turn.lookupRead(from);
  if (value === null) return 0;
  const expireAt = turn.getExpire(from);
  const twin = deepCopy(value, turn);
  const copied = inDb(turn, target, () => {
    if (keyExists(turn, to)) {
      if (!replace) return false;
      turn.deleteKey(to);
    }
    turn.addKey(to, twin);
    if (expireAt !== -1) turn.setExpire(to, expireAt);
    turn.signalModified(to);
    turn.notify(NOTIFY.generic, 'copy_to', to);
    return true;
  });
  if (copied) turn.dirty++;
  return copied ? 1 : 0;
}

/** A value that shares nothing. The parts of the clone belong to nobody, so its header takes them over as a fork does. */
function deepCopy(value: Value, turn: Turn): Value {
  const twin = ownValue(clone(value), turn.owner);
  twin.lru = turn.newLru();
  return twin;
}

/** REDIS: db.c moveCommand */
function move(turn: Turn, argv: readonly string[]): Reply {
  const [, key = '', to = ''] = argv;
  const target = dbIndex(turn, to);
  if (typeof target !== 'number') return target;
  if (target === turn.db.index) return SAME_OBJECT;
  const value = turn.lookupWrite(key);
  if (value === null) return 0;
  const expireAt = turn.getExpire(key);
  const moved = inDb(turn, target, () => {
    if (keyExists(turn, key)) return false;
    turn.addKey(key, value);
    if (expireAt !== -1) turn.setExpire(key, expireAt);
    return true;
  });
  if (!moved) return 0;
  turn.deleteKey(key);
  turn.signalModified(key);
  turn.notify(NOTIFY.generic, 'move_from', key);
  inDb(turn, target, () => {
    turn.signalModified(key);
    turn.notify(NOTIFY.generic, 'move_to', key);
  });
  turn.dirty++;
  return 1;
}

/** What OBJECT asks about, without being an access. REDIS: object.c objectCommandLookup */
function aboutKey(turn: Turn, argv: readonly string[], answer: (value: Value) => Reply): Reply {
  const value = lookupQuietly(turn, argv[2] ?? '');
  return value === null ? null : answer(value);
}

function refcount(value: Value): number {
  // Small integers are shared objects, with a count that means "for ever".
  const shared = value.type === 'string' && typeof value.data === 'number' && value.data >= 0 && value.data < 10000;
  return shared ? 2147483647 : 1;
}

function frequency(turn: Turn, value: Value): Reply {
  if (!turn.state.settings.countsFrequency) {
    return error(
      'ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust.',
    );
  }
  return decayedFrequency(value.lru, turn.state.settings, turn.nowMs);
}

function idletime(turn: Turn, value: Value): Reply {
  if (turn.state.settings.countsFrequency) {
    return error(
      'ERR An LFU maxmemory policy is selected, idle time not tracked. Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust.',
    );
  }
  return Math.floor(idleMs(value.lru, turn.nowMs) / 1000);
}

function dump(turn: Turn, argv: readonly string[]): Reply {
  const value = turn.lookupRead(argv[1] ?? '');
  return value === null ? null : byteStringOf(encodeDump(value));
}

/** What a value from outside is made with. */
export function makingFor(turn: Turn): Making {
  const { state } = turn;
  return {
    owner: turn.owner,
    hashSeed: turn.hashSeed,
    limits: turn.limits,
    lru: freshAccess(state.settings, turn.nowMs),
    lfu: state.settings.countsFrequency,
    lruClock: lruClock(turn.nowMs),
  };
}

interface RestoreOptions {
  replace: boolean;
  absolute: boolean;
  idleSeconds: number;
  frequency: number;
}

function readRestore(argv: readonly string[]): RestoreOptions | Reply {
  const options: RestoreOptions = { replace: false, absolute: false, idleSeconds: -1, frequency: -1 };
  for (let i = 4; i < argv.length; i++) {
    const word = (argv[i] ?? '').toLowerCase();
    const next = argv[i + 1];
    if (word === 'replace') options.replace = true;
    else if (word === 'absttl') options.absolute = true;
    else if (word === 'idletime' && next !== undefined && options.frequency === -1) {
      const seconds = parseCount(next);
      if (seconds === null) return NOT_AN_INTEGER;
      if (seconds < 0) return error('ERR Invalid IDLETIME value, must be >= 0');
      options.idleSeconds = seconds;
      i++;
    } else if (word === 'freq' && next !== undefined && options.idleSeconds === -1) {
      const given = parseCount(next);
      if (given === null) return NOT_AN_INTEGER;
      if (given < 0 || given > 255) return error('ERR Invalid FREQ value, must be >= 0 and <= 255');
      options.frequency = given;
      i++;
    } else return SYNTAX_ERROR;
  }
  return options;
}

/** `clients`: those of users without `skip-sanitize-payload`, which is all. REDIS: rdb.c rdbLoadObject */
function sanitizes({ state }: Turn): boolean {
  return state.config.get('sanitize-dump-payload') !== 'no';
}

/** REDIS: cluster.c restoreCommand */
function restore(turn: Turn, argv: readonly string[]): Reply {
  const [, key = '', time = '', payload = ''] = argv;
  const options = readRestore(argv);
  if (typeof options !== 'object' || options === null || !('replace' in options)) return options;
  if (!options.replace && keyExists(turn, key)) return error('BUSYKEY Target key name already exists.');
  const ttl = parseInteger(time);
  if (ttl === null) return NOT_AN_INTEGER;
  if (ttl < 0) return error('ERR Invalid TTL value, must be >= 0');
  const value = restoreDump(
    bytesOf(payload),
    { ...makingFor(turn), deep: sanitizes(turn) },
    {
      checksum: !turn.state.debug.skipsChecksums,
      refused: (report) => log(turn, 'verbose', report),
    },
  );
  if (typeof value === 'string') return error(value);
  const existed = options.replace && keyExists(turn, key) && turn.deleteKey(key);
  const expireAt = ttl === 0 ? -1 : Number(ttl) + (options.absolute ? 0 : turn.nowMs);
  if (expireAt !== -1 && expireAt <= turn.nowMs && turn.removesExpired) {
    if (existed) {
      turn.propagateAs(['DEL', key]);
      turn.signalModified(key);
      turn.notify(NOTIFY.generic, 'del', key);
      turn.dirty++;
    }
    return OK;
  }
  setAccess(turn, value, options);
  turn.addKey(key, value);
  if (expireAt !== -1) {
    turn.setExpire(key, expireAt);
    if (!options.absolute) turn.propagateAs([...argv.slice(0, 2), String(expireAt), ...argv.slice(3), 'ABSTTL']);
  }
  turn.signalModified(key);
  turn.notify(NOTIFY.generic, 'restore', key);
  turn.dirty++;
  return OK;
}

/** REDIS: object.c objectSetLRUOrLFU */
function setAccess(turn: Turn, value: Value, options: RestoreOptions): void {
  if (turn.state.settings.countsFrequency) {
    if (options.frequency >= 0) value.lru = (value.lru & ~255) | options.frequency;
  } else if (options.idleSeconds >= 0) {
    value.lru = (lruClock(turn.nowMs) - options.idleSeconds) & 0xffffff;
  }
}

function select(turn: Turn, argv: readonly string[]): Reply {
  const index = dbIndex(turn, argv[1] ?? '');
  if (typeof index !== 'number') return index;
  turn.client.db = index;
  turn.use(turn.client);
  return OK;
}

export const keyCommands: ServerRuns = {
  del,
  unlink,
  exists,
  touch,
  type,
  keys,
  scan,
  randomkey: (turn) => randomkey(turn),
  rename: (turn, argv) => rename(turn, argv, false),
  renamenx: (turn, argv) => rename(turn, argv, true),
  copy,
  move,
  'object|encoding': (turn, argv) => aboutKey(turn, argv, (value) => value.encoding),
  'object|refcount': (turn, argv) => aboutKey(turn, argv, refcount),
  'object|freq': (turn, argv) => aboutKey(turn, argv, (value) => frequency(turn, value)),
  'object|idletime': (turn, argv) => aboutKey(turn, argv, (value) => idletime(turn, value)),
  ...helpOf('object'),
  dump,
  restore,
  'restore-asking': restore,
  select,
  dbsize: (turn) => turn.db.keys.count,
};
