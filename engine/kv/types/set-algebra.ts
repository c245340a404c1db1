import type { ErrorReply, Reply } from '../../wire/reply.ts';
import { error, set as setReply } from '../../wire/reply.ts';
import type { Context, Runs } from '../command.ts';
import { NOTIFY } from '../command.ts';
import { SYNTAX_ERROR, WRONG_TYPE } from '../errors.ts';
import type { SetValue } from '../value.ts';
import { atLeast, isWord, positiveArgument } from './arguments.ts';
import { newSet, setAdd, setEach, setHas, setMembers, setSize } from './set.ts';

/* Intersection, union and difference of sets. REDIS: t_set.c sinterGenericCommand, sunionDiffGenericCommand */

/** The sets at the keys, null where there is none. */
function inputs(ctx: Context, keys: readonly string[]): readonly (SetValue | null)[] | ErrorReply {
  const sets: (SetValue | null)[] = [];
  for (const key of keys) {
    const value = ctx.lookupRead(key);
    if (value !== null && value.type !== 'set') return WRONG_TYPE;
    sets.push(value);
  }
  return sets;
}

/** The common members, in the order of the smallest set, up to `max`. */
function intersection(ctx: Context, sets: readonly (SetValue | null)[], max: number): string[] {
  const present = sets.filter((set) => set !== null);
  if (present.length < sets.length) return [];
  const [smallest, ...others] = present.sort((a, b) => setSize(a) - setSize(b));
  if (smallest === undefined) return [];
  const members = setMembers(smallest);
  ctx.scanned += members.length * sets.length;
  if (max === Infinity) return members.filter((member) => others.every((set) => setHas(set, member)));
  const found: string[] = [];
  for (const member of members) {
    if (found.length === max) break;
    if (others.every((set) => setHas(set, member))) found.push(member);
  }
  return found;
}

/** Collects into a set of its own, so that the answer has that set's order, as Redis's has. */
function collect(ctx: Context, members: Iterable<string>): SetValue {
  const result = newSet(ctx, '0');
  for (const member of members) setAdd(ctx, result, member);
  return result;
}

function union(ctx: Context, sets: readonly (SetValue | null)[]): SetValue {
  const result = newSet(ctx, '0');
  for (const set of sets) {
    if (set === null) continue;
    ctx.scanned += setSize(set);
    setEach(set, (member) => void setAdd(ctx, result, member));
  }
  return result;
}

function difference(ctx: Context, [first, ...others]: readonly (SetValue | null)[]): SetValue {
  if (first === null || first === undefined) return newSet(ctx, '0');
  const members = setMembers(first);
  ctx.scanned += members.length * (others.length + 1);
  return collect(
    ctx,
    members.filter((member) => !others.some((set) => set !== null && setHas(set, member))),
  );
}

/** Puts the result at a key, or removes the key when it is empty. */
function store(ctx: Context, key: string, result: SetValue, event: string): Reply {
  if (setSize(result) > 0) {
    ctx.setKey(key, result);
    ctx.notify(NOTIFY.set, event, key);
    ctx.dirty += 1;
    return setSize(result);
  }
  if (ctx.deleteKey(key)) {
    ctx.signalModified(key);
    ctx.notify(NOTIFY.generic, 'del', key);
    ctx.dirty += 1;
  }
  return 0;
}

function sinter(ctx: Context, argv: readonly string[]): Reply {
  const sets = inputs(ctx, argv.slice(1));
  return 'kind' in sets ? sets : setReply(intersection(ctx, sets, Infinity));
}

function sinterstore(ctx: Context, argv: readonly string[]): Reply {
  const sets = inputs(ctx, argv.slice(2));
  if ('kind' in sets) return sets;
  return store(ctx, argv[1] as string, collect(ctx, intersection(ctx, sets, Infinity)), 'sinterstore');
}

function sintercard(ctx: Context, argv: readonly string[]): Reply {
  const numkeys = atLeast(argv[1] as string, 1, 'ERR numkeys should be greater than 0');
  if (typeof numkeys !== 'number') return numkeys;
  if (numkeys > argv.length - 2) return error("ERR Number of keys can't be greater than number of args");
  let limit = 0;
  for (let at = 2 + numkeys; at < argv.length; at += 2) {
    if (!isWord(argv[at], 'limit') || argv[at + 1] === undefined) return SYNTAX_ERROR;
    const given = positiveArgument(argv[at + 1] as string, "ERR LIMIT can't be negative");
    if (typeof given !== 'number') return given;
    limit = given;
  }
  const sets = inputs(ctx, argv.slice(2, 2 + numkeys));
  return 'kind' in sets ? sets : intersection(ctx, sets, limit === 0 ? Infinity : limit).length;
}

type Combine = (ctx: Context, sets: readonly (SetValue | null)[]) => SetValue;

function answer(ctx: Context, argv: readonly string[], combine: Combine): Reply {
  const sets = inputs(ctx, argv.slice(1));
  return 'kind' in sets ? sets : setReply(setMembers(combine(ctx, sets)));
}

function answerStored(ctx: Context, argv: readonly string[], combine: Combine, event: string): Reply {
  const sets = inputs(ctx, argv.slice(2));
  return 'kind' in sets ? sets : store(ctx, argv[1] as string, combine(ctx, sets), event);
}

export const SET_ALGEBRA: Runs = {
  smembers: sinter,
  sinter,
  sinterstore,
  sintercard,
  sunion: (ctx, argv) => answer(ctx, argv, union),
  sunionstore: (ctx, argv) => answerStored(ctx, argv, union, 'sunionstore'),
  sdiff: (ctx, argv) => answer(ctx, argv, difference),
  sdiffstore: (ctx, argv) => answerStored(ctx, argv, difference, 'sdiffstore'),
};
