import type { Reply } from '../../wire/reply.ts';
import { EMPTY_ARRAY, set as setReply } from '../../wire/reply.ts';
import type { Context, Runs } from '../command.ts';
import { NOTIFY } from '../command.ts';
import { dictRandom } from '../dict.ts';
import { SYNTAX_ERROR, WRONG_TYPE } from '../errors.ts';
import type { SetValue } from '../value.ts';
import { negatableArgument, positiveArgument } from './arguments.ts';
import { BULK, distinctPlaces, drawMany } from './sample.ts';
import { setMembers, setRemove, setSize } from './set.ts';

/* SPOP and SRANDMEMBER. REDIS: t_set.c spopCommand, spopWithCountCommand, srandmemberWithCountCommand */

/** Members of one SREM that an SPOP with a count is propagated as. */
const PROPAGATED_MAX = 1024;

function randomMember(ctx: Context, set: SetValue): string {
  if (set.encoding === 'intset') return String(set.data.items[ctx.random(set.data.items.length)]);
  return (dictRandom(set.data, (bound) => ctx.random(bound)) as readonly [string, null])[0];
}

function distinctMembers(ctx: Context, set: SetValue, count: number): string[] {
  const size = setSize(set);
  // A few out of many are drawn one by one; otherwise every member is looked at.
  if (set.encoding === 'hashtable' && count * 16 < size) {
    const chosen = new Set<string>();
    while (chosen.size < count) chosen.add(randomMember(ctx, set));
    ctx.scanned += count;
    return [...chosen];
  }
  const members = setMembers(set);
  ctx.scanned += size;
  return distinctPlaces((bound) => ctx.random(bound), size, count).map((at) => members[at] as string);
}

function dropEmpty(ctx: Context, key: string): void {
  ctx.deleteKey(key);
  ctx.notify(NOTIFY.generic, 'del', key);
}

function spop(ctx: Context, argv: readonly string[]): Reply {
  if (argv.length === 3) return spopMany(ctx, argv);
  if (argv.length > 3) return SYNTAX_ERROR;
  const key = argv[1] as string;
  const set = ctx.lookupWrite(key);
  if (set === null) return null;
  if (set.type !== 'set') return WRONG_TYPE;
  const member = randomMember(ctx, set);
  setRemove(set, member);
  ctx.notify(NOTIFY.set, 'spop', key);
  // What was drawn travels: a replica would draw another.
  ctx.propagateAs(['SREM', key, member]);
  if (setSize(set) === 0) dropEmpty(ctx, key);
  ctx.signalModified(key);
  ctx.dirty += 1;
  return member;
}

function spopMany(ctx: Context, argv: readonly string[]): Reply {
  const count = positiveArgument(argv[2] as string);
  if (typeof count !== 'number') return count;
  const key = argv[1] as string;
  const set = ctx.lookupWrite(key);
  if (set === null) return setReply([]);
  if (set.type !== 'set') return WRONG_TYPE;
  if (count === 0) return setReply([]);
  const size = setSize(set);
  ctx.notify(NOTIFY.set, 'spop', key);
  ctx.dirty += Math.min(count, size);
  if (count >= size) {
    const members = setMembers(set);
    ctx.scanned += size;
    dropEmpty(ctx, key);
    ctx.propagateAs(['DEL', key]);
    ctx.signalModified(key);
    return setReply(members);
  }
  const members = distinctMembers(ctx, set, count);
  for (const member of members) setRemove(set, member);
  for (let at = 0; at < members.length; at += PROPAGATED_MAX) {
    ctx.alsoPropagate(['SREM', key, ...members.slice(at, at + PROPAGATED_MAX)]);
  }
  ctx.preventPropagation();
  ctx.signalModified(key);
  return setReply(members);
}

function srandmember(ctx: Context, argv: readonly string[]): Reply {
  if (argv.length > 3) return SYNTAX_ERROR;
  const count = argv[2] === undefined ? null : negatableArgument(argv[2]);
  if (count !== null && typeof count !== 'number') return count;
  const set = ctx.lookupRead(argv[1] as string);
  if (set === null) return count === null ? null : EMPTY_ARRAY;
  if (set.type !== 'set') return WRONG_TYPE;
  if (count === null) return randomMember(ctx, set);
  if (count === 0) return EMPTY_ARRAY;
  if (count > 0) return distinctMembers(ctx, set, Math.min(count, setSize(set)));
  return drawMany(
    ctx,
    -count,
    () => randomMember(ctx, set),
    (member) => BULK + member.length,
  );
}

export const SET_RANDOM: Runs = { spop, srandmember };
