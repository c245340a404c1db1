import type { ErrorReply, Reply } from '../../wire/reply.ts';
import { NIL_ARRAY } from '../../wire/reply.ts';
import type { Context, Runs } from '../command.ts';
import { NOTIFY } from '../command.ts';
import { quicklistPop, quicklistPush } from '../encodings/quicklist.ts';
import { SYNTAX_ERROR, WRONG_TYPE } from '../errors.ts';
import type { ListValue } from '../value.ts';
import { atLeast, isWord, timeoutArgument } from './arguments.ts';
import { listElementsRemoved, newList, takeFrom } from './list.ts';

/*
 * Lists as queues between clients: popping from the first of several lists, moving between two, waiting for either.
 * A blocked command that is woken runs again and looks at the one key that woke it. REDIS: t_list.c, blocked.c
 */

/** True for the head, false for the tail. REDIS: t_list.c getListPositionFromObjectOrReply */
function endOf(word: string | undefined): boolean | ErrorReply {
  if (isWord(word, 'left')) return true;
  return isWord(word, 'right') ? false : SYNTAX_ERROR;
}

/** Pops `count` elements as [key, [elements]], propagated as the plain pop it amounts to. */
function popMany(ctx: Context, key: string, list: ListValue, atHead: boolean, count: number): Reply {
  const taken = takeFrom(ctx, list, atHead, count);
  listElementsRemoved(ctx, key, list, atHead, taken.length);
  ctx.propagateAs([atHead ? 'LPOP' : 'RPOP', key, String(taken.length)]);
  return [key, taken];
}

/** REDIS: t_list.c blockingPopGenericCommand; `count` null for BLPOP and BRPOP, which answer one element flat. */
function blockingPop(
  ctx: Context,
  keys: readonly string[],
  atHead: boolean,
  timeoutText: string,
  count: number | null,
): Reply | undefined {
  const timeoutMs = timeoutArgument(timeoutText);
  if (typeof timeoutMs !== 'number') return timeoutMs;
  for (const key of ctx.readyKey === null ? keys : [ctx.readyKey]) {
    const list = ctx.lookupWrite(key);
    if (list === null) continue;
    if (list.type !== 'list') return WRONG_TYPE;
    if (count !== null) return popMany(ctx, key, list, atHead, count);
    const value = quicklistPop(list, atHead) as string;
    listElementsRemoved(ctx, key, list, atHead, 1);
    ctx.propagateAs([atHead ? 'LPOP' : 'RPOP', key]);
    return [key, value];
  }
  return ctx.block({ keys, type: 'list', timeoutMs, onTimeout: NIL_ARRAY });
}

interface MultiPop {
  readonly keys: readonly string[];
  readonly atHead: boolean;
  readonly count: number;
}

/** REDIS: t_list.c lmpopGenericCommand */
function readMultiPop(argv: readonly string[], at: number): MultiPop | ErrorReply {
  const numkeys = atLeast(argv[at] as string, 1, 'ERR numkeys should be greater than 0');
  if (typeof numkeys !== 'number') return numkeys;
  const where = at + numkeys + 1;
  if (where >= argv.length) return SYNTAX_ERROR;
  const atHead = endOf(argv[where]);
  if (typeof atHead !== 'boolean') return atHead;
  const keys = argv.slice(at + 1, where);
  if (argv.length === where + 1) return { keys, atHead, count: 1 };
  if (!isWord(argv[where + 1], 'count') || argv[where + 2] === undefined) return SYNTAX_ERROR;
  const count = atLeast(argv[where + 2] as string, 1, 'ERR count should be greater than 0');
  if (typeof count !== 'number') return count;
  return argv.length > where + 3 ? SYNTAX_ERROR : { keys, atHead, count };
}

function multiPop(ctx: Context, argv: readonly string[]): Reply {
  const wish = readMultiPop(argv, 1);
  if ('kind' in wish) return wish;
  for (const key of wish.keys) {
    const list = ctx.lookupWrite(key);
    if (list === null) continue;
    return list.type === 'list' ? popMany(ctx, key, list, wish.atHead, wish.count) : WRONG_TYPE;
  }
  return NIL_ARRAY;
}

function blockingMultiPop(ctx: Context, argv: readonly string[]): Reply | undefined {
  const wish = readMultiPop(argv, 2);
  return 'kind' in wish ? wish : blockingPop(ctx, wish.keys, wish.atHead, argv[1] as string, wish.count);
}

/** Moves one element; null where the source is missing. REDIS: t_list.c lmoveGenericCommand, lmoveHandlePush */
function move(ctx: Context, from: string, to: string, fromHead: boolean, toHead: boolean): Reply {
  const source = ctx.lookupWrite(from);
  if (source === null) return null;
  if (source.type !== 'list') return WRONG_TYPE;
  let target = ctx.lookupWrite(to);
  if (target !== null && target.type !== 'list') return WRONG_TYPE;
  const value = quicklistPop(source, fromHead) as string;
  if (target === null) {
    target = newList(ctx);
    ctx.addKey(to, target);
  }
  ctx.signalModified(to);
  quicklistPush(target, ctx.limits, value, toHead);
  ctx.notify(NOTIFY.list, toHead ? 'lpush' : 'rpush', to);
  listElementsRemoved(ctx, from, source, fromHead, 1);
  return value;
}

function lmove(ctx: Context, argv: readonly string[]): Reply {
  const fromHead = endOf(argv[3]);
  if (typeof fromHead !== 'boolean') return fromHead;
  const toHead = endOf(argv[4]);
  if (typeof toHead !== 'boolean') return toHead;
  return move(ctx, argv[1] as string, argv[2] as string, fromHead, toHead);
}

function blockingMove(
  ctx: Context,
  argv: readonly string[],
  fromHead: boolean,
  toHead: boolean,
  timeoutText: string,
  plain: string[],
): Reply | undefined {
  const timeoutMs = timeoutArgument(timeoutText);
  if (typeof timeoutMs !== 'number') return timeoutMs;
  const [, from = '', to = ''] = argv;
  const source = ctx.lookupWrite(from);
  if (source === null) {
    // The command itself answers a null string, a wait that ends the null array.
    return ctx.denyBlocking ? null : ctx.block({ keys: [from], type: 'list', timeoutMs, onTimeout: NIL_ARRAY });
  }
  const moved = move(ctx, from, to, fromHead, toHead);
  if (typeof moved === 'string') ctx.propagateAs(plain);
  return moved;
}

function blmove(ctx: Context, argv: readonly string[]): Reply | undefined {
  const fromHead = endOf(argv[3]);
  if (typeof fromHead !== 'boolean') return fromHead;
  const toHead = endOf(argv[4]);
  if (typeof toHead !== 'boolean') return toHead;
  const plain = ['LMOVE', ...argv.slice(1, 5)];
  return blockingMove(ctx, argv, fromHead, toHead, argv[5] as string, plain);
}

function brpoplpush(ctx: Context, argv: readonly string[]): Reply | undefined {
  return blockingMove(ctx, argv, false, true, argv[3] as string, ['RPOPLPUSH', ...argv.slice(1, 3)]);
}

export const LIST_MOVES: Runs = {
  lmove,
  rpoplpush: (ctx, argv) => move(ctx, argv[1] as string, argv[2] as string, false, true),
  lmpop: multiPop,
  blpop: (ctx, argv) => blockingPop(ctx, argv.slice(1, -1), true, argv.at(-1) as string, null),
  brpop: (ctx, argv) => blockingPop(ctx, argv.slice(1, -1), false, argv.at(-1) as string, null),
  blmpop: blockingMultiPop,
  blmove,
  brpoplpush,
};
