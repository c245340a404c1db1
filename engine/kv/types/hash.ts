import type { Reply } from '../../wire/reply.ts';
import { EMPTY_ARRAY, map, OK } from '../../wire/reply.ts';
import type { Context, Runs } from '../command.ts';
import { NOTIFY } from '../command.ts';
import type { Dict } from '../dict.ts';
import { createDict, dictBucketSize, dictBuckets, dictDelete, dictEach, dictGet, dictSet } from '../dict.ts';
import { LISTPACK_EMPTY_BYTES, listpackEntryBytes } from '../encodings/listpack.ts';
import { WRONG_TYPE, wrongArity } from '../errors.ts';
import type { HashValue, Listpack } from '../value.ts';
import { HASH_NUMBERS } from './hash-numbers.ts';
import { HASH_RANDOM } from './hash-random.ts';
import { EMPTY_SCAN, scanCursor, scanDict, scanOptions, scanPacked } from './scan.ts';

/*
 * Hashes: a listpack of field, value, field, value while small, then a hash table; never back. REDIS: t_hash.c
 */

/** An empty hash, owned by the state. */
function newHash(ctx: Context): HashValue {
  const data: Listpack = { items: [], bytes: LISTPACK_EMPTY_BYTES };
  return { type: 'hash', encoding: 'listpack', owner: ctx.owner, lru: ctx.newLru(), data };
}

/** Where a field stands in the items of a listpack, or -1. */
function fieldAt(items: readonly string[], field: string): number {
  for (let at = 0; at < items.length; at += 2) if (items[at] === field) return at;
  return -1;
}

export function hashSize(hash: HashValue): number {
  return hash.encoding === 'listpack' ? hash.data.items.length / 2 : hash.data.count;
}

export function hashGet(hash: HashValue, field: string): string | undefined {
  if (hash.encoding === 'hashtable') return dictGet(hash.data, field);
  const at = fieldAt(hash.data.items, field);
  return at < 0 ? undefined : hash.data.items[at + 1];
}

/** Sets a field of an owned hash; true when it is new. REDIS: t_hash.c hashTypeSet */
export function hashSet(ctx: Context, hash: HashValue, field: string, value: string): boolean {
  if (hash.encoding === 'hashtable') return dictSet(hash.data, field, value);
  const { hashMaxListpackValue, hashMaxListpackEntries } = ctx.limits;
  if (field.length > hashMaxListpackValue || value.length > hashMaxListpackValue) {
    return dictSet(toHashtable(ctx, hash), field, value);
  }
  const { data } = hash;
  const at = fieldAt(data.items, field);
  if (at >= 0) {
    data.bytes += listpackEntryBytes(value) - listpackEntryBytes(data.items[at + 1] as string);
    data.items[at + 1] = value;
  } else {
    data.items.push(field, value);
    data.bytes += listpackEntryBytes(field) + listpackEntryBytes(value);
  }
  if (data.items.length / 2 > hashMaxListpackEntries) toHashtable(ctx, hash);
  return at < 0;
}

function toHashtable(ctx: Context, hash: HashValue): Dict<string> {
  const dict = createDict<string>(ctx.owner, ctx.hashSeed);
  hashEach(hash, (field, value) => void dictSet(dict, field, value));
  Object.assign(hash, { encoding: 'hashtable', data: dict });
  return dict;
}

/** Removes a field of an owned hash; false when it was not there. */
function hashDelete(hash: HashValue, field: string): boolean {
  if (hash.encoding === 'hashtable') return dictDelete(hash.data, field) !== undefined;
  const { data } = hash;
  const at = fieldAt(data.items, field);
  if (at < 0) return false;
  for (const gone of data.items.splice(at, 2)) data.bytes -= listpackEntryBytes(gone);
  return true;
}

/** Calls `visit` for every field in the order of HGETALL. */
export function hashEach(hash: HashValue, visit: (field: string, value: string) => void): void {
  if (hash.encoding === 'hashtable') return dictEach(hash.data, visit);
  const { items } = hash.data;
  for (let at = 0; at < items.length; at += 2) visit(items[at] as string, items[at + 1] as string);
}

/** The hash at a key, made when there is none; null for a value of another type. */
export function hashToWrite(ctx: Context, key: string): HashValue | null {
  const value = ctx.lookupWrite(key);
  if (value !== null) return value.type === 'hash' ? value : null;
  const hash = newHash(ctx);
  ctx.addKey(key, hash);
  return hash;
}

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
    if (hash.encoding === 'listpack') return scanPacked(ctx, hash.data.items, 2, options);
    return scanDict(ctx, hash.data, cursor, options, 2, (found, field, value) => found.push(field, value));
  });
}

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

/** A bounded view for the stage: the entries of the listpack, or the sizes of some buckets of the table. */
export function inspectHash(hash: HashValue, from: number, max = 64) {
  if (hash.encoding === 'listpack') {
    const { items, bytes } = hash.data;
    return { encoding: hash.encoding, bytes, size: items.length / 2, items: items.slice(2 * from, 2 * (from + max)) };
  }
  const count = dictBuckets(hash.data);
  const bucketSizes = [];
  for (let i = from; i < count && i < from + max; i++) bucketSizes.push(dictBucketSize(hash.data, i));
  return { encoding: hash.encoding, size: hash.data.count, buckets: count, bucketSizes };
}
