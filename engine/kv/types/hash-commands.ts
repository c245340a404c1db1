import type { Reply } from '../../wire/reply.ts';
import { EMPTY_ARRAY, map, OK } from '../../wire/reply.ts';
import type { Context, Runs } from '../command.ts';
import { NOTIFY } from '../command.ts';
import { WRONG_TYPE, wrongArity } from '../errors.ts';
import type { HashValue } from '../value.ts';
import { hashDelete, hashEach, hashGet, hashSet, hashSize, hashToWrite } from './hash.ts';
import { HASH_NUMBERS } from './hash-numbers.ts';
import { HASH_RANDOM } from './hash-random.ts';
import { EMPTY_SCAN, scanCursor, scanDict, scanOptions, scanPacked } from './scan.ts';

/* The commands of hashes. REDIS: t_hash.c */

function setMany(ctx: Context, argv: readonly string[]): number | Reply {
  if (argv.length % 2 === 1) return wrongArity((argv[0] as string).toLowerCase());
  const key = argv[1] as string;
  const hash = hashToWrite(ctx, key);
  if (hash === null) return WRONG_TYPE;
  let created = 0;
  for (let i = 2; i < argv.length; i += 2) {
    if (hashSet(ctx, hash, argv[i] as string, argv[i + 1] as string)) created += 1;
  }
  ctx.signalModified(key);
  ctx.notify(NOTIFY.hash, 'hset', key);
  ctx.dirty += (argv.length - 2) / 2;
  ctx.scanned += (argv.length - 4) / 2;
  return created;
}

function hmset(ctx: Context, argv: readonly string[]): Reply {
  const created = setMany(ctx, argv);
  return typeof created === 'number' ? OK : created;
}

function hsetnx(ctx: Context, argv: readonly string[]): Reply {
  const [, key = '', field = '', value = ''] = argv;
  const hash = hashToWrite(ctx, key);
  if (hash === null) return WRONG_TYPE;
  if (hashGet(hash, field) !== undefined) return 0;
  hashSet(ctx, hash, field, value);
  ctx.signalModified(key);
  ctx.notify(NOTIFY.hash, 'hset', key);
  ctx.dirty += 1;
  return 1;
}

function hdel(ctx: Context, argv: readonly string[]): Reply {
  const key = argv[1] as string;
  const hash = ctx.lookupWrite(key);
  if (hash === null) return 0;
  if (hash.type !== 'hash') return WRONG_TYPE;
  let deleted = 0;
  for (let i = 2; i < argv.length && hashSize(hash) > 0; i++) if (hashDelete(hash, argv[i] as string)) deleted += 1;
  if (deleted === 0) return 0;
  const isEmpty = hashSize(hash) === 0;
  if (isEmpty) ctx.deleteKey(key);
  ctx.signalModified(key);
  ctx.notify(NOTIFY.hash, 'hdel', key);
  if (isEmpty) ctx.notify(NOTIFY.generic, 'del', key);
  ctx.dirty += deleted;
  return deleted;
}

/** A command that reads a hash: `missing` where there is no key. */
function read(ctx: Context, argv: readonly string[], missing: Reply, answer: (hash: HashValue) => Reply): Reply {
  const hash = ctx.lookupRead(argv[1] as string);
  if (hash === null) return missing;
  return hash.type === 'hash' ? answer(hash) : WRONG_TYPE;
}

function hmget(ctx: Context, argv: readonly string[]): Reply {
  const fields = argv.slice(2);
  ctx.scanned += fields.length - 1;
  const missing = () => fields.map(() => null);
  const hash = ctx.lookupRead(argv[1] as string);
  if (hash === null) return missing();
  return hash.type === 'hash' ? fields.map((field) => hashGet(hash, field) ?? null) : WRONG_TYPE;
}

/** What HKEYS, HVALS and HGETALL list. */
function list(ctx: Context, hash: HashValue, withFields: boolean, withValues: boolean): string[] {
  const found: string[] = [];
  hashEach(hash, (field, value) => {
    if (withFields) found.push(field);
    if (withValues) found.push(value);
  });
  ctx.scanned += hashSize(hash);
  return found;
}

function hscan(ctx: Context, argv: readonly string[]): Reply {
  const cursor = scanCursor(argv[2] as string);
  if (typeof cursor !== 'number') return cursor;
  return read(ctx, argv, EMPTY_SCAN, (hash) => {
    const options = scanOptions(argv, 3);
    if ('kind' in options) return options;
    if (hash.encoding === 'listpack') return scanPacked(ctx, hash.data, 2, options);
    return scanDict(ctx, hash.data, cursor, options, 2, (found, field, value) => found.push(field, value));
  });
}

/** Every command of hashes. */
export const HASH: Runs = {
  hset: setMany,
  hmset,
  hsetnx,
  hget: (ctx, argv) => read(ctx, argv, null, (hash) => hashGet(hash, argv[2] as string) ?? null),
  hmget,
  hdel,
  hlen: (ctx, argv) => read(ctx, argv, 0, hashSize),
  hstrlen: (ctx, argv) => read(ctx, argv, 0, (hash) => hashGet(hash, argv[2] as string)?.length ?? 0),
  hexists: (ctx, argv) => read(ctx, argv, 0, (hash) => (hashGet(hash, argv[2] as string) === undefined ? 0 : 1)),
  hkeys: (ctx, argv) => read(ctx, argv, EMPTY_ARRAY, (hash) => list(ctx, hash, true, false)),
  hvals: (ctx, argv) => read(ctx, argv, EMPTY_ARRAY, (hash) => list(ctx, hash, false, true)),
  hgetall: (ctx, argv) => read(ctx, argv, map([]), (hash) => map(list(ctx, hash, true, true))),
  hscan,
  ...HASH_NUMBERS,
  ...HASH_RANDOM,
};
