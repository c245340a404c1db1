import type { Reply } from '../../wire/reply.ts';
import { EMPTY_ARRAY, error } from '../../wire/reply.ts';
import type { Context, Runs } from '../command.ts';
import { dictRandom } from '../dict.ts';
import { SYNTAX_ERROR, WRONG_TYPE } from '../errors.ts';
import type { HashValue } from '../value.ts';
import { isWord, negatableArgument } from './arguments.ts';
import { hashEach, hashSize } from './hash.ts';
import { BULK, distinctPlaces, drawMany } from './sample.ts';

/* HRANDFIELD. A positive count never repeats a field, a negative one may. REDIS: t_hash.c hrandfieldWithCountCommand */

type Entry = readonly [field: string, value: string];

function randomEntry(ctx: Context, hash: HashValue): Entry {
  if (hash.encoding === 'hashtable') {
    const drawn = dictRandom(hash.data, (bound) => ctx.random(bound));
    if (drawn !== null) return drawn;
  }
  const items = hash.encoding === 'listpack' ? hash.data : [];
  const at = 2 * ctx.random(items.length / 2);
  return [items[at] as string, items[at + 1] as string];
}

function distinctEntries(ctx: Context, hash: HashValue, count: number): Entry[] {
  const all: Entry[] = [];
  hashEach(hash, (field, value) => all.push([field, value]));
  ctx.scanned += all.length;
  return distinctPlaces((bound) => ctx.random(bound), all.length, count).map((at) => all[at] as Entry);
}

function hrandfield(ctx: Context, argv: readonly string[]): Reply {
  const count = argv[2] === undefined ? null : negatableArgument(argv[2]);
  if (count !== null && typeof count !== 'number') return count;
  const withValues = argv.length > 3;
  if (argv.length > 4 || (withValues && !isWord(argv[3], 'withvalues'))) return SYNTAX_ERROR;
  // Twice as many elements must still be counted by a long.
  if (withValues && Math.abs(count ?? 0) > 2 ** 62 - 1) return error('ERR value is out of range');
  const hash = ctx.lookupRead(argv[1] as string);
  if (hash === null) return count === null ? null : EMPTY_ARRAY;
  if (hash.type !== 'hash') return WRONG_TYPE;
  if (count === null) return randomEntry(ctx, hash)[0];
  if (count === 0) return EMPTY_ARRAY;
  const entries =
    count > 0
      ? distinctEntries(ctx, hash, Math.min(count, hashSize(hash)))
      : drawMany(
          ctx,
          -count,
          () => randomEntry(ctx, hash),
          ([field, value]) => BULK + field.length + (withValues ? BULK + value.length : 0),
        );
  if (count > 0) ctx.scanned += entries.length;
  if (!withValues) return entries.map(([field]) => field);
  return ctx.resp === 3 ? entries : entries.flat();
}

export const HASH_RANDOM: Runs = { hrandfield };
