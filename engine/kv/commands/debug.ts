import type { Reply } from '../../wire/reply.ts';
import { bool, double, error, map, OK, push, set, simple, verbatim } from '../../wire/reply.ts';
import type { ServerRuns } from '../command.ts';
import { parseMemory } from '../config/values.ts';
import type { Dict } from '../dict.ts';
import { createDict, dictBucketSize, dictBuckets, dictGet, dictHas } from '../dict.ts';
import { datasetDigest, valueDigest } from '../digest.ts';
import { NO_SUCH_KEY, SYNTAX_ERROR } from '../errors.ts';
import { log, logUnseen } from '../log.ts';
import { parseFloat64, parseInteger } from '../numbers.ts';
import { flushAppendOnly } from '../persistence/append.ts';
import { rdbFile } from '../persistence/files.ts';
import { loadAppendOnlyAgain, loadBytes } from '../persistence/load.ts';
import { saveNow } from '../persistence/save.ts';
import { savedSize } from '../rdb/encode.ts';
import { beginHistory } from '../replication/history.ts';
import { TO_REPLICAS } from '../replication/targets.ts';
import { plainString, stringOf } from '../strings.ts';
import type { Turn } from '../turn.ts';
import type { Value } from '../value.ts';
import { helpOf } from './help.ts';

/*
 * DEBUG, as far as clients' and Redis's own tests use it. REDIS: debug.c
 */

function sleep(turn: Turn, argv: readonly string[]): Reply {
  const seconds = parseFloat64(argv[2] ?? '') ?? 0;
  turn.extraMicros += Math.round(Math.max(0, seconds) * 1_000_000);
  return OK;
}

function digestValue(turn: Turn, argv: readonly string[]): Reply {
  return argv.slice(2).map((key): Reply => {
    const value = turn.peek(key);
    return simple(value === null ? '0'.repeat(40) : valueDigest(value, dictHas(turn.db.expires, key)));
  });
}

/** Saves and loads, or one of both. REDIS: debug.c DEBUG RELOAD */
function reload(turn: Turn, argv: readonly string[]): Reply {
  const { state } = turn;
  const words = argv.slice(2).map((word) => word.toLowerCase());
  if (words.some((word) => !['merge', 'noflush', 'nosave'].includes(word)))
    return error('ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.');
  const bytes = words.includes('nosave') ? turn.out.read(rdbFile(state)) : saveNow(turn, 'DEBUG RELOAD');
  if (!words.includes('noflush')) emptyQuietly(turn);
  if (bytes === null || !loadBytes(turn, bytes, words.includes('merge'))) return NOT_LOADED;
  logUnseen(turn, 'warning', 'DB reloaded by DEBUG RELOAD');
  return OK;
}

const NOT_LOADED = error('ERR Error trying to load the RDB dump, check server logs.');

/** REDIS: debug.c DEBUG LOADAOF */
function loadAof(turn: Turn): Reply {
  if (turn.state.aof.status !== 'off') flushAppendOnly(turn, true);
  emptyQuietly(turn);
  const refusal = loadAppendOnlyAgain(turn);
  if (refusal !== null) return error(`ERR ${refusal.why}`);
  turn.state.dirty = 0;
  logUnseen(turn, 'warning', 'Append Only File loaded by DEBUG LOADAOF');
  return OK;
}

/** Nobody hears of it: what goes will be there again. REDIS: db.c emptyData */
function emptyQuietly(turn: Turn): void {
  for (const db of turn.state.dbs) {
    db.keys = createDict(turn.owner, turn.hashSeed);
    db.expires = createDict(turn.owner, turn.hashSeed);
  }
  turn.state.scripting.libraries.clear();
}

/** REDIS: debug.c DEBUG OBJECT */
function object(turn: Turn, argv: readonly string[]): Reply {
  // What has expired and is still there can be looked at.
  const value = dictGet(turn.db.keys, argv[2] ?? '');
  if (value === undefined) return NO_SUCH_KEY;
  const idle = (turn.clock - value.lru) & 0xffffff;
  const address = `0x${(0x7f0000000000 + turn.hashSeed).toString(16)}`;
  return simple(
    `Value at:${address} refcount:1 encoding:${value.encoding} serializedlength:${savedSize(value)} lru:${value.lru} lru_seconds_idle:${idle}${quicklistWords(value)}`,
  );
}

function quicklistWords(value: Value): string {
  if (value.type !== 'list') return '';
  const { nodes } = value;
  const bytes = nodes.reduce((sum, node) => sum + node.bytes, 0);
  const average = nodes.length === 0 ? 0 : value.count / nodes.length;
  return ` ql_nodes:${nodes.length} ql_avg_node:${average.toFixed(2)} ql_listpack_max:-2 ql_compressed:0 ql_uncompressed_size:${bytes}`;
}

function setActiveExpire(turn: Turn, argv: readonly string[]): Reply {
  turn.state.activeExpire = parseInteger(argv[2] ?? '') !== 0;
  if (turn.state.activeExpire) turn.state.expireTimerAt = -1;
  else turn.out.clearTimer('expire');
  return OK;
}

function quicklistThreshold(turn: Turn, argv: readonly string[]): Reply {
  const bytes = parseMemory(argv[2] ?? '');
  if (bytes === null || bytes > 0xffffffff)
    return error('ERR argument must be a memory value bigger than 1 and smaller than 4gb');
  const { state } = turn;
  const quicklistPackedThreshold = bytes === 0 ? 1 << 30 : bytes;
  state.settings = { ...state.settings, limits: { ...state.settings.limits, quicklistPackedThreshold } };
  turn.limits = state.settings.limits;
  return OK;
}

/** REDIS: debug.c DEBUG POPULATE */
function populate(turn: Turn, argv: readonly string[]): Reply {
  const count = parseInteger(argv[2] ?? '');
  if (count === null) return error('ERR value is out of range, must be positive');
  const prefix = argv[3] ?? 'key';
  const size = argv[4] === undefined ? null : parseInteger(argv[4]);
  for (let i = 0; i < Number(count); i++) {
    const key = `${prefix}:${i}`;
    if (turn.peek(key) !== null) continue;
    const text = `value:${i}`;
    const value = size === null ? text : text.slice(0, Number(size)).padEnd(Number(size), '\0');
    turn.addKey(key, plainString(value, turn.owner, turn.newLru()));
    turn.signalModified(key);
  }
  turn.scanned += Number(count);
  return OK;
}

const PROTOCOL: Readonly<Record<string, Reply>> = {
  string: 'Hello World',
  integer: 12345,
  double: double(3.141),
  null: null,
  array: [0, 1, 2],
  set: set([0, 1, 2]),
  map: map([0, bool(false), 1, bool(true), 2, bool(false)]),
  attrib: {
    kind: 'attribute',
    flat: ['key-popularity', ['key:123', 90]],
    of: 'Some real reply following the attribute',
  },
  push: push(['server-cpu-usage', 42]),
  verbatim: verbatim('This is a verbatim\nstring'),
  true: bool(true),
  false: bool(false),
  bignum: { kind: 'bigNumber', digits: '1234567999999999999999999999999999999' },
};

function protocol(argv: readonly string[]): Reply {
  const word = (argv[2] ?? '').toLowerCase();
  if (Object.hasOwn(PROTOCOL, word)) return PROTOCOL[word] ?? null;
  return error(
    'ERR Wrong protocol type name. Please use one of the following: string|integer|double|bignum|null|array|set|map|attrib|push|verbatim|true|false',
  );
}

/** Statistics of a table in the words of dict.c dictGetStatsHt. */
function tableStats(dict: Dict<unknown>): string {
  if (dict.count === 0) return 'No stats available for empty dictionaries\n';
  const buckets = dictBuckets(dict);
  const sizes = new Map<number, number>();
  for (let i = 0; i < buckets; i++) sizes.set(dictBucketSize(dict, i), (sizes.get(dictBucketSize(dict, i)) ?? 0) + 1);
  const used = buckets - (sizes.get(0) ?? 0);
  const longest = Math.max(...sizes.keys());
  const lines = [...sizes]
    .sort(([a], [b]) => a - b)
    .map(([size, count]) => `   ${size}: ${count} (${((count * 100) / buckets).toFixed(2)}%)\n`);
  return (
    `Hash table 0 stats (main hash table):\n table size: ${buckets}\n number of elements: ${dict.count}\n` +
    ` different slots: ${used}\n max chain length: ${longest}\n avg chain length (counted): ${(dict.count / used).toFixed(2)}\n` +
    ` avg chain length (computed): ${(dict.count / used).toFixed(2)}\n Chain length distribution:\n${lines.join('')}`
  );
}

function htstats(turn: Turn, argv: readonly string[]): Reply {
  const index = parseInteger(argv[2] ?? '');
  const db = typeof index === 'number' ? turn.state.dbs[index] : undefined;
  if (db === undefined) return error('ERR Out of range database');
  return verbatim(`[Dictionary HT]\n${tableStats(db.keys)}[Expires HT]\n${tableStats(db.expires)}`);
}

function htstatsKey(turn: Turn, argv: readonly string[]): Reply {
  const value = turn.peek(argv[2] ?? '');
  if (value === null) return NO_SUCH_KEY;
  if (value.type === 'zset' && value.encoding === 'skiplist') return verbatim(tableStats(value.scores));
  if ((value.type === 'hash' || value.type === 'set') && value.encoding === 'hashtable')
    return verbatim(tableStats(value.data));
  return error('ERR The value stored at the specified key is not represented using an hash table');
}

function sdslen(turn: Turn, argv: readonly string[]): Reply {
  const value = turn.peek(argv[2] ?? '');
  if (value === null) return NO_SUCH_KEY;
  if (value.type !== 'string' || value.encoding === 'int') return error('ERR Not an sds encoded string.');
  const length = stringOf(value).length;
  const key = (argv[2] ?? '').length;
  return simple(
    `key_sds_len:${key}, key_sds_avail:0, key_zmalloc: ${key + 3}, val_sds_len:${length}, val_sds_avail:0, val_zmalloc: ${length + 3}`,
  );
}

function changeReplId(turn: Turn): Reply {
  beginHistory(turn);
  return OK;
}

/** REDIS: debug.c DEBUG AOF-FLUSH-SLEEP */
function flushSleep(turn: Turn, argv: readonly string[]): Reply {
  turn.state.debug.aofFlushSleepMicros = Number(parseInteger(argv[2] ?? '') ?? 0);
  return OK;
}

function switched(turn: Turn, which: 'cronPaused' | 'skipsChecksums' | 'allowsNoScript', on: boolean): Reply {
  turn.state.debug[which] = on;
  if (which === 'cronPaused' && !on && turn.state.shutdown !== null) turn.out.setTimer('shutdown', 0);
  return OK;
}

/** REDIS: debug.c DEBUG CONFIG-REWRITE-FORCE-ALL */
function rewriteAll(turn: Turn): Reply {
  turn.state.debug.rewritesAll = true;
  const rewrite = turn.table.commands.get('config')?.subcommands?.get('rewrite')?.run;
  const reply = rewrite?.(turn, ['config', 'rewrite']) ?? OK;
  turn.state.debug.rewritesAll = false;
  return reply;
}

/** Writes a command into the stream of the replicas, executed nowhere. REDIS: debug.c DEBUG REPLICATE */
function replicate(turn: Turn, argv: readonly string[]): Reply {
  turn.pending.push({ db: -1, argv: argv.slice(2), fact: 0, to: TO_REPLICAS });
  return OK;
}

/** The words of DEBUG, which has no entries of its own in the table of commands. */
const WORDS: Readonly<Record<string, (turn: Turn, argv: readonly string[]) => Reply>> = {
  sleep,
  digest: (turn) => simple(datasetDigest(turn.state.dbs)),
  'digest-value': digestValue,
  reload,
  loadaof: (turn) => loadAof(turn),
  'aof-flush-sleep': flushSleep,
  object,
  'set-active-expire': setActiveExpire,
  'quicklist-packed-threshold': quicklistThreshold,
  populate,
  protocol: (_turn, argv) => protocol(argv),
  htstats,
  'htstats-key': htstatsKey,
  sdslen,
  'change-repl-id': (turn) => changeReplId(turn),
  error: (_turn, argv) => error((argv[2] ?? '').replaceAll(/[\r\n]/g, ' ')),
  log: (turn, argv) => {
    log(turn, 'warning', `DEBUG LOG: ${argv[2] ?? ''}`);
    return OK;
  },
  'pause-cron': (turn, argv) => switched(turn, 'cronPaused', argv[2] !== '0'),
  'set-skip-checksum-validation': (turn, argv) => switched(turn, 'skipsChecksums', argv[2] !== '0'),
  'set-disable-deny-scripts': (turn, argv) => switched(turn, 'allowsNoScript', argv[2] !== '0'),
  'config-rewrite-force-all': rewriteAll,
  replicate,
  replybuffer: () => OK,
};

function debug(turn: Turn, argv: readonly string[]): Reply | undefined {
  const word = (argv[1] ?? '').toLowerCase();
  if (word === 'help') return helpOf('debug')['debug|help']?.(turn, argv);
  const run = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  if (run === undefined)
    return error(`ERR unknown subcommand or wrong number of arguments for '${argv[1] ?? ''}'. Try DEBUG HELP.`);
  if (NEEDS_ARGUMENT.has(word) && argv.length < 3) return SYNTAX_ERROR;
  return run(turn, argv);
}

const NEEDS_ARGUMENT = new Set([
  'sleep',
  'object',
  'populate',
  'protocol',
  'htstats',
  'htstats-key',
  'sdslen',
  'replicate',
]);

export const debugCommands: ServerRuns = { debug };
