import type { Reply } from '../../wire/reply.ts';
import type { Context, Runs } from '../command.ts';
import { NOTIFY } from '../command.ts';
import { WRONG_TYPE } from '../errors.ts';
import type { SetValue } from '../value.ts';
import { EMPTY_SCAN, scanCursor, scanDict, scanOptions, scanPacked } from './scan.ts';
import { newSet, setAdd, setHas, setMembers, setRemove, setSize } from './set.ts';
import { SET_ALGEBRA } from './set-algebra.ts';
import { SET_RANDOM } from './set-random.ts';

/* The commands of sets. REDIS: t_set.c */

function sadd(ctx: Context, argv: readonly string[]): Reply {
  const key = argv[1] as string;
  let set = ctx.lookupWrite(key);
  if (set === null) {
    set = newSet(ctx, argv[2] as string);
    ctx.addKey(key, set);
  } else if (set.type !== 'set') return WRONG_TYPE;
  let added = 0;
  for (let i = 2; i < argv.length; i++) if (setAdd(ctx, set, argv[i] as string)) added += 1;
  if (added > 0) {
    ctx.signalModified(key);
    ctx.notify(NOTIFY.set, 'sadd', key);
  }
  ctx.dirty += added;
  ctx.scanned += argv.length - 3;
  return added;
}

function srem(ctx: Context, argv: readonly string[]): Reply {
  const key = argv[1] as string;
  const set = ctx.lookupWrite(key);
  if (set === null) return 0;
  if (set.type !== 'set') return WRONG_TYPE;
  let removed = 0;
  for (let i = 2; i < argv.length && setSize(set) > 0; i++) if (setRemove(set, argv[i] as string)) removed += 1;
  ctx.scanned += argv.length - 3;
  if (removed === 0) return 0;
  const isEmpty = setSize(set) === 0;
  if (isEmpty) ctx.deleteKey(key);
  ctx.signalModified(key);
  ctx.notify(NOTIFY.set, 'srem', key);
  if (isEmpty) ctx.notify(NOTIFY.generic, 'del', key);
  ctx.dirty += removed;
  return removed;
}

/** REDIS: t_set.c smoveCommand */
function smove(ctx: Context, argv: readonly string[]): Reply {
  const [, from = '', to = '', member = ''] = argv;
  const source = ctx.lookupWrite(from);
  let target = ctx.lookupWrite(to);
  if (source === null) return 0;
  if (source.type !== 'set' || (target !== null && target.type !== 'set')) return WRONG_TYPE;
  if (source === target) return setHas(source, member) ? 1 : 0;
  if (!setRemove(source, member)) return 0;
  ctx.notify(NOTIFY.set, 'srem', from);
  if (setSize(source) === 0) {
    ctx.deleteKey(from);
    ctx.notify(NOTIFY.generic, 'del', from);
  }
  if (target === null) {
    target = newSet(ctx, member);
    ctx.addKey(to, target);
  }
  ctx.signalModified(from);
  ctx.dirty += 1;
  if (setAdd(ctx, target, member)) {
    ctx.dirty += 1;
    ctx.signalModified(to);
    ctx.notify(NOTIFY.set, 'sadd', to);
  }
  return 1;
}

function read(ctx: Context, argv: readonly string[], missing: Reply, answer: (set: SetValue) => Reply): Reply {
  const set = ctx.lookupRead(argv[1] as string);
  if (set === null) return missing;
  return set.type === 'set' ? answer(set) : WRONG_TYPE;
}

function smismember(ctx: Context, argv: readonly string[]): Reply {
  const set = ctx.lookupRead(argv[1] as string);
  if (set !== null && set.type !== 'set') return WRONG_TYPE;
  ctx.scanned += argv.length - 3;
  return argv.slice(2).map((member) => (set !== null && setHas(set, member) ? 1 : 0));
}

function sscan(ctx: Context, argv: readonly string[]): Reply {
  const cursor = scanCursor(argv[2] as string);
  if (typeof cursor !== 'number') return cursor;
  return read(ctx, argv, EMPTY_SCAN, (set) => {
    const options = scanOptions(argv, 3);
    if ('kind' in options) return options;
    if (set.encoding === 'intset') return scanPacked(ctx, setMembers(set), 1, options);
    return scanDict(ctx, set.data, cursor, options, 1, (found, member) => found.push(member));
  });
}

/** Every command of sets. */
export const SET: Runs = {
  sadd,
  srem,
  smove,
  scard: (ctx, argv) => read(ctx, argv, 0, setSize),
  sismember: (ctx, argv) => read(ctx, argv, 0, (set) => (setHas(set, argv[2] as string) ? 1 : 0)),
  smismember,
  sscan,
  ...SET_ALGEBRA,
  ...SET_RANDOM,
};
