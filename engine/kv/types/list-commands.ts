import type { Reply } from '../../wire/reply.ts';
import { EMPTY_ARRAY, error, OK } from '../../wire/reply.ts';
import type { Context, Runs } from '../command.ts';
import { NOTIFY } from '../command.ts';
import {
  quicklistAt,
  quicklistDeleteRange,
  quicklistIndexOf,
  quicklistInsert,
  quicklistPop,
  quicklistPush,
  quicklistRange,
  quicklistRemove,
  quicklistReplace,
  quicklistWalk,
} from '../encodings/quicklist.ts';
import { NO_SUCH_KEY, NOT_AN_INTEGER, OUT_OF_RANGE, SYNTAX_ERROR, WRONG_TYPE, wrongArity } from '../errors.ts';
import { parseCount } from '../numbers.ts';
import type { ListValue } from '../value.ts';
import { isWord, longArgument, positiveArgument } from './arguments.ts';
import { listElementsRemoved, newList, takeFrom } from './list.ts';
import { LIST_MOVES } from './list-move.ts';

/*
 * The commands of lists. What blocks, moves between lists or pops from several stands in list-move.ts. REDIS: t_list.c
 */

function push(ctx: Context, argv: readonly string[], atHead: boolean, onlyExisting: boolean): Reply {
  const key = argv[1] as string;
  let list = ctx.lookupWrite(key);
  if (list === null) {
    if (onlyExisting) return 0;
    list = newList(ctx);
    ctx.addKey(key, list);
  } else if (list.type !== 'list') return WRONG_TYPE;
  for (let i = 2; i < argv.length; i++) quicklistPush(list, ctx.limits, argv[i] as string, atHead);
  ctx.dirty += argv.length - 2;
  ctx.scanned += argv.length - 3;
  ctx.signalModified(key);
  ctx.notify(NOTIFY.list, atHead ? 'lpush' : 'rpush', key);
  return list.count;
}

function pop(ctx: Context, argv: readonly string[], atHead: boolean): Reply {
  if (argv.length > 3) return wrongArity(atHead ? 'lpop' : 'rpop');
  const max = argv[2] === undefined ? null : positiveArgument(argv[2]);
  if (max !== null && typeof max !== 'number') return max;
  const key = argv[1] as string;
  const list = ctx.lookupWrite(key);
  if (list === null) return max === null ? null : { kind: 'nilArray' };
  if (list.type !== 'list') return WRONG_TYPE;
  if (max === 0) return EMPTY_ARRAY;
  if (max === null) {
    const value = quicklistPop(list, atHead) as string;
    listElementsRemoved(ctx, key, list, atHead, 1);
    return value;
  }
  const taken = takeFrom(ctx, list, atHead, max);
  listElementsRemoved(ctx, key, list, atHead, taken.length);
  return taken;
}

/** The places LRANGE and LTRIM mean, cut to the list; `from > to` when there are none. */
function clampRange(list: ListValue, start: number, end: number): readonly [number, number] {
  const from = Math.max(0, start < 0 ? list.count + start : start);
  const to = Math.min(list.count - 1, end < 0 ? list.count + end : end);
  return [from, to];
}

function range(ctx: Context, argv: readonly string[]): Reply {
  const start = longArgument(argv[2] as string);
  if (typeof start !== 'number') return start;
  const end = longArgument(argv[3] as string);
  if (typeof end !== 'number') return end;
  const list = ctx.lookupRead(argv[1] as string);
  if (list === null) return EMPTY_ARRAY;
  if (list.type !== 'list') return WRONG_TYPE;
  const [from, to] = clampRange(list, start, end);
  if (from > to) return EMPTY_ARRAY;
  ctx.scanned += to - from;
  return quicklistRange(list, from, to);
}

function trim(ctx: Context, argv: readonly string[]): Reply {
  const start = longArgument(argv[2] as string);
  if (typeof start !== 'number') return start;
  const end = longArgument(argv[3] as string);
  if (typeof end !== 'number') return end;
  const key = argv[1] as string;
  const list = ctx.lookupWrite(key);
  if (list === null) return OK;
  if (list.type !== 'list') return WRONG_TYPE;
  const [from, to] = clampRange(list, start, end);
  const head = from > to ? list.count : from;
  const tail = from > to ? 0 : list.count - 1 - to;
  quicklistDeleteRange(list, 0, head);
  quicklistDeleteRange(list, list.count - tail, tail);
  ctx.scanned += head + tail;
  ctx.notify(NOTIFY.list, 'ltrim', key);
  if (list.count === 0) {
    ctx.deleteKey(key);
    ctx.notify(NOTIFY.generic, 'del', key);
  }
  ctx.signalModified(key);
  ctx.dirty += head + tail;
  return OK;
}

function insert(ctx: Context, argv: readonly string[]): Reply {
  const after = isWord(argv[2], 'after');
  if (!after && !isWord(argv[2], 'before')) return SYNTAX_ERROR;
  const key = argv[1] as string;
  const list = ctx.lookupWrite(key);
  if (list === null) return 0;
  if (list.type !== 'list') return WRONG_TYPE;
  const index = quicklistIndexOf(list, argv[3] as string);
  ctx.scanned += index < 0 ? list.count : index;
  if (index < 0) return -1;
  quicklistInsert(list, ctx.limits, index, argv[4] as string, after);
  ctx.signalModified(key);
  ctx.notify(NOTIFY.list, 'linsert', key);
  ctx.dirty += 1;
  return list.count;
}

function replace(ctx: Context, argv: readonly string[]): Reply {
  const key = argv[1] as string;
  const list = ctx.lookupWrite(key);
  if (list === null) return NO_SUCH_KEY;
  if (list.type !== 'list') return WRONG_TYPE;
  const index = parseCount(argv[2] as string);
  if (index === null) return NOT_AN_INTEGER;
  if (!quicklistReplace(list, ctx.limits, index, argv[3] as string)) return OUT_OF_RANGE;
  ctx.signalModified(key);
  ctx.notify(NOTIFY.list, 'lset', key);
  ctx.dirty += 1;
  return OK;
}

function index(ctx: Context, argv: readonly string[]): Reply {
  const list = ctx.lookupRead(argv[1] as string);
  if (list === null) return null;
  if (list.type !== 'list') return WRONG_TYPE;
  const at = parseCount(argv[2] as string);
  return at === null ? NOT_AN_INTEGER : (quicklistAt(list, at) ?? null);
}

function remove(ctx: Context, argv: readonly string[]): Reply {
  const max = longArgument(argv[2] as string);
  if (typeof max !== 'number') return max;
  const key = argv[1] as string;
  const list = ctx.lookupWrite(key);
  if (list === null) return 0;
  if (list.type !== 'list') return WRONG_TYPE;
  ctx.scanned += list.count;
  const removed = quicklistRemove(list, argv[3] as string, Math.abs(max), max >= 0);
  if (removed > 0) {
    ctx.signalModified(key);
    ctx.notify(NOTIFY.list, 'lrem', key);
  }
  if (list.count === 0) {
    ctx.deleteKey(key);
    ctx.notify(NOTIFY.generic, 'del', key);
  }
  ctx.dirty += removed;
  return removed;
}

function length(ctx: Context, argv: readonly string[]): Reply {
  const list = ctx.lookupRead(argv[1] as string);
  if (list === null) return 0;
  return list.type === 'list' ? list.count : WRONG_TYPE;
}

const RANK_ZERO = Object.freeze(
  error(
    "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use negative to start from the end of the list",
  ),
);

interface PosOptions {
  rank: number;
  /** null: one place, not an array; 0: all. */
  count: number | null;
  /** Elements to compare; 0: all. */
  comparedMax: number;
}

function posOptions(argv: readonly string[]): PosOptions | Reply {
  const options: PosOptions = { rank: 1, count: null, comparedMax: 0 };
  for (let at = 3; at < argv.length; at += 2) {
    const value = argv[at + 1];
    if (value === undefined) return SYNTAX_ERROR;
    if (isWord(argv[at], 'rank')) {
      const rank = longArgument(value);
      if (typeof rank !== 'number') return rank;
      if (rank === 0) return RANK_ZERO;
      options.rank = rank;
    } else if (isWord(argv[at], 'count')) {
      const count = positiveArgument(value, "ERR COUNT can't be negative");
      if (typeof count !== 'number') return count;
      options.count = count;
    } else if (isWord(argv[at], 'maxlen')) {
      const comparedMax = positiveArgument(value, "ERR MAXLEN can't be negative");
      if (typeof comparedMax !== 'number') return comparedMax;
      options.comparedMax = comparedMax;
    } else return SYNTAX_ERROR;
  }
  return options;
}

/** REDIS: t_list.c lposCommand */
function pos(ctx: Context, argv: readonly string[]): Reply {
  const options = posOptions(argv);
  if (typeof options !== 'object' || options === null || !('rank' in options)) return options;
  const list = ctx.lookupRead(argv[1] as string);
  if (list === null) return options.count === null ? null : EMPTY_ARRAY;
  if (list.type !== 'list') return WRONG_TYPE;
  const wanted = argv[2] as string;
  const found: number[] = [];
  const foundMax = options.count === null ? 1 : options.count === 0 ? Infinity : options.count;
  let toSkip = Math.abs(options.rank) - 1;
  let compared = 0;
  quicklistWalk(list, options.rank > 0, (value, at) => {
    if (options.comparedMax > 0 && compared === options.comparedMax) return false;
    compared += 1;
    if (value !== wanted || toSkip-- > 0) return true;
    found.push(at);
    return found.length < foundMax;
  });
  ctx.scanned += compared;
  return options.count === null ? (found[0] ?? null) : found;
}

/** Every command of lists. */
export const LIST: Runs = {
  lpush: (ctx, argv) => push(ctx, argv, true, false),
  rpush: (ctx, argv) => push(ctx, argv, false, false),
  lpushx: (ctx, argv) => push(ctx, argv, true, true),
  rpushx: (ctx, argv) => push(ctx, argv, false, true),
  lpop: (ctx, argv) => pop(ctx, argv, true),
  rpop: (ctx, argv) => pop(ctx, argv, false),
  llen: length,
  lrange: range,
  ltrim: trim,
  lindex: index,
  linsert: insert,
  lset: replace,
  lrem: remove,
  lpos: pos,
  ...LIST_MOVES,
};
