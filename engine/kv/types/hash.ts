import type { Context } from '../command.ts';
import type { Dict } from '../dict.ts';
import { createDict, dictBucketSize, dictBuckets, dictDelete, dictEach, dictGet, dictSet } from '../dict.ts';
import { listpackBytes } from '../encodings/listpack.ts';
import type { HashValue } from '../value.ts';

/*
 * Hashes: a listpack of field, value, field, value while small, then a hash table; never back. REDIS: t_hash.c
 */

/** An empty hash, owned by the state. */
function newHash(ctx: Context): HashValue {
  return { type: 'hash', encoding: 'listpack', owner: ctx.owner, lru: ctx.newLru(), data: [] };
}

/** Where a field stands in the items of a listpack, or -1. */
function fieldAt(items: readonly string[], field: string): number {
  for (let at = 0; at < items.length; at += 2) if (items[at] === field) return at;
  return -1;
}

export function hashSize(hash: HashValue): number {
  return hash.encoding === 'listpack' ? hash.data.length / 2 : hash.data.count;
}

export function hashGet(hash: HashValue, field: string): string | undefined {
  if (hash.encoding === 'hashtable') return dictGet(hash.data, field);
  const at = fieldAt(hash.data, field);
  return at < 0 ? undefined : hash.data[at + 1];
}

/** Sets a field of an owned hash; true when it is new. REDIS: t_hash.c hashTypeSet */
export function hashSet(ctx: Context, hash: HashValue, field: string, value: string): boolean {
  if (hash.encoding === 'hashtable') return dictSet(hash.data, field, value);
  const { hashMaxListpackValue, hashMaxListpackEntries } = ctx.limits;
  if (field.length > hashMaxListpackValue || value.length > hashMaxListpackValue) {
    return dictSet(toHashtable(ctx, hash), field, value);
  }
  const { data } = hash;
  const at = fieldAt(data, field);
  if (at >= 0) data[at + 1] = value;
  else data.push(field, value);
  if (data.length / 2 > hashMaxListpackEntries) toHashtable(ctx, hash);
  return at < 0;
}

function toHashtable(ctx: Context, hash: HashValue): Dict<string> {
  const dict = createDict<string>(ctx.owner, ctx.hashSeed);
  hashEach(hash, (field, value) => void dictSet(dict, field, value));
  Object.assign(hash, { encoding: 'hashtable', data: dict });
  return dict;
}

/** Removes a field of an owned hash; false when it was not there. */
export function hashDelete(hash: HashValue, field: string): boolean {
  if (hash.encoding === 'hashtable') return dictDelete(hash.data, field) !== undefined;
  const { data } = hash;
  const at = fieldAt(data, field);
  if (at >= 0) data.splice(at, 2);
  return at >= 0;
}

/** Calls `visit` for every field in the order of HGETALL. */
export function hashEach(hash: HashValue, visit: (field: string, value: string) => void): void {
  if (hash.encoding === 'hashtable') return dictEach(hash.data, visit);
  const items = hash.data;
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

/** A bounded view for the stage: the entries of the listpack, or the sizes of some buckets of the table. */
export function inspectHash(hash: HashValue, from: number, max = 64) {
  if (hash.encoding === 'listpack') {
    const { data } = hash;
    const items = data.slice(2 * from, 2 * (from + max));
    return { encoding: hash.encoding, bytes: listpackBytes(data), size: data.length / 2, items };
  }
  const count = dictBuckets(hash.data);
  const bucketSizes = [];
  for (let i = from; i < count && i < from + max; i++) bucketSizes.push(dictBucketSize(hash.data, i));
  return { encoding: hash.encoding, size: hash.data.count, buckets: count, bucketSizes };
}
