import { newOwner, type Owner } from './value.ts';

/*
 * The hash table behind the keyspace and behind every hash, set and sorted set that outgrew its packed form.
 *
 * It is Redis's dict with two changes that a simulation of a million keys needs.
 *
 * 1. *Growing one bucket at a time.* Redis keeps two tables while it rehashes and moves one bucket per operation.
 *    Here it is one table under linear hashing: the table has 2^level buckets, plus those already split in this
 *    round. Nobody ever pays for a whole rehash, and SCAN keeps its guarantee by the same argument as dictScan's: a
 *    bucket of the smaller table and its sibling of the larger one are visited together, under a cursor that counts
 *    in reversed binary.
 * 2. *Copy-on-write by bucket* (see value.ts). Forks share buckets and the segments of the directory until one side
 *    writes. A bucket holds about six entries, so a write after a fork copies some twenty words and one segment.
 *
 * A bucket is one flat array, [owner, hash, key, value, hash, key, value, ...]: three words an entry, one cache line
 * for two entries, no object per entry. Keys are byte strings; hashes have 30 bits so that every engine keeps them as
 * small integers. All of it is plain data.
 */

/** [owner, hash, key, value, ...]. Only this file looks inside. */
type Bucket = unknown[];

/** A stretch of the directory. */
interface Segment {
  owner: Owner;
  buckets: Bucket[];
}

/** Plain data; read `count`, leave the rest to the functions here. */
export interface Dict<V> {
  /** Who may write the header; buckets and segments have their own. */
  owner: Owner;
  readonly seed: number;
  /** Entries. */
  count: number;
  /** 2^level buckets at the start of this round of splitting. */
  level: number;
  /** Buckets already split in this round: the table has 2^level + split. */
  split: number;
  segments: Segment[];
  segmentsOwner: Owner;
  /** Never there: carries the type of the values. */
  readonly valueType?: V;
}

const SEGMENT_BITS = 8;
const SEGMENT = 1 << SEGMENT_BITS;
const HASH_MASK = 0x3fffffff;
const STRIDE = 3;
/** Entries per bucket at which the table grows by a bucket. */
const LOAD_MAX = 6;
/** Below LOAD_MAX / SHRINK_AT it gives one back. Redis waits for a tenth too. REDIS: server.c HASHTABLE_MIN_FILL */
const SHRINK_AT = 10;

/** An empty dict. `seed` (32 bits, from the server's own stream) keeps others from choosing colliding keys. */
export function createDict<V>(owner: Owner, seed: number): Dict<V> {
  return {
    owner,
    seed,
    count: 0,
    level: 0,
    split: 0,
    segments: [{ owner, buckets: [[owner]] }],
    segmentsOwner: owner,
  };
}

/** The 30-bit hash of a byte string under a seed. FNV-1a, then the finaliser of murmur3. */
export function hashOf(key: string, seed: number): number {
  let h = seed ^ key.length;
  for (let i = 0; i < key.length; i++) h = Math.imul(h ^ key.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) & HASH_MASK;
}

function bucketsOf(dict: Dict<unknown>): number {
  return (1 << dict.level) + dict.split;
}

function indexOf(dict: Dict<unknown>, hash: number): number {
  const index = hash & ((1 << dict.level) - 1);
  return index < dict.split ? hash & ((2 << dict.level) - 1) : index;
}

function bucketAt(dict: Dict<unknown>, index: number): Bucket {
  return (dict.segments[index >> SEGMENT_BITS] as Segment).buckets[index & (SEGMENT - 1)] as Bucket;
}

/** The segment of bucket `index`, for writing. */
function ownSegment(dict: Dict<unknown>, index: number): Segment {
  const at = index >> SEGMENT_BITS;
  if (dict.segmentsOwner !== dict.owner) {
    dict.segments = dict.segments.slice();
    dict.segmentsOwner = dict.owner;
  }
  const segment = dict.segments[at];
  if (segment === undefined) {
    const fresh: Segment = { owner: dict.owner, buckets: [] };
    dict.segments.push(fresh);
    return fresh;
  }
  if (segment.owner === dict.owner) return segment;
  const copy: Segment = { owner: dict.owner, buckets: segment.buckets.slice() };
  dict.segments[at] = copy;
  return copy;
}

/** Bucket `index`, for writing. */
function ownBucket(dict: Dict<unknown>, index: number): Bucket {
  const bucket = bucketAt(dict, index);
  if (bucket[0] === dict.owner) return bucket;
  const copy = bucket.slice();
  copy[0] = dict.owner;
  ownSegment(dict, index).buckets[index & (SEGMENT - 1)] = copy;
  return copy;
}

/** Where the entry starts in its bucket, or 0. */
function findIn(bucket: Bucket, hash: number, key: string): number {
  for (let at = 1; at < bucket.length; at += STRIDE) if (bucket[at] === hash && bucket[at + 1] === key) return at;
  return 0;
}

/** The value of `key`, or undefined. */
export function dictGet<V>(dict: Dict<V>, key: string): V | undefined {
  return dict.count === 0 ? undefined : dictGetHashed(dict, hashOf(key, dict.seed), key);
}

/** `dictGet` for a hash that is already known: dicts with one seed share hashes. */
export function dictGetHashed<V>(dict: Dict<V>, hash: number, key: string): V | undefined {
  const bucket = bucketAt(dict, indexOf(dict, hash));
  const at = findIn(bucket, hash, key);
  return at === 0 ? undefined : (bucket[at + 2] as V); // only dictSet puts values there
}

/** True when `key` is in it. */
export function dictHas(dict: Dict<unknown>, key: string): boolean {
  if (dict.count === 0) return false;
  const hash = hashOf(key, dict.seed);
  return findIn(bucketAt(dict, indexOf(dict, hash)), hash, key) !== 0;
}

/** Adds or overwrites. True when the key is new. */
export function dictSet<V>(dict: Dict<V>, key: string, value: V): boolean {
  return dictSetHashed(dict, hashOf(key, dict.seed), key, value);
}

/** `dictSet` for a hash that is already known. The key that is there stays: equal bytes, one string less to keep. */
export function dictSetHashed<V>(dict: Dict<V>, hash: number, key: string, value: V): boolean {
  const bucket = ownBucket(dict, indexOf(dict, hash));
  const at = findIn(bucket, hash, key);
  if (at !== 0) {
    bucket[at + 2] = value;
    return false;
  }
  bucket.push(hash, key, value);
  dict.count++;
  if (dict.count > bucketsOf(dict) * LOAD_MAX) splitNext(dict);
  return true;
}

/** Removes `key` and returns its value, or undefined where there was none. */
export function dictDelete<V>(dict: Dict<V>, key: string): V | undefined {
  return dict.count === 0 ? undefined : dictDeleteHashed(dict, hashOf(key, dict.seed), key);
}

/** `dictDelete` for a hash that is already known. */
export function dictDeleteHashed<V>(dict: Dict<V>, hash: number, key: string): V | undefined {
  const index = indexOf(dict, hash);
  const shared = bucketAt(dict, index);
  const at = findIn(shared, hash, key);
  if (at === 0) return undefined;
  const bucket = ownBucket(dict, index);
  const value = bucket[at + 2] as V; // only dictSet puts values there
  removeAt(bucket, at);
  dict.count--;
  // Once or twice: one entry less is worth less than two buckets.
  while (dict.level > 0 && dict.count * SHRINK_AT < bucketsOf(dict) * LOAD_MAX) mergeLast(dict);
  return value;
}

/** Closes the gap with the bucket's last entry. */
function removeAt(bucket: Bucket, at: number): void {
  const last = bucket.length - STRIDE;
  if (at !== last) {
    bucket[at] = bucket[last];
    bucket[at + 1] = bucket[last + 1];
    bucket[at + 2] = bucket[last + 2];
  }
  bucket.length = last;
}

/** Grows the table by one bucket: the entries of bucket `split` that belong to its new sibling move there. */
function splitNext(dict: Dict<unknown>): void {
  const from = bucketAt(dict, dict.split);
  const bit = 1 << dict.level;
  const stay: Bucket = [dict.owner];
  const move: Bucket = [dict.owner];
  for (let at = 1; at < from.length; at += STRIDE) {
    const to = ((from[at] as number) & bit) === 0 ? stay : move; // the hash
    to.push(from[at], from[at + 1], from[at + 2]);
  }
  const target = dict.split + bit;
  ownSegment(dict, dict.split).buckets[dict.split & (SEGMENT - 1)] = stay;
  ownSegment(dict, target).buckets[target & (SEGMENT - 1)] = move;
  dict.split++;
  if (dict.split === bit) {
    dict.level++;
    dict.split = 0;
  }
}

/** Shrinks a table of more than one bucket by one: the last goes back into its sibling. */
function mergeLast(dict: Dict<unknown>): void {
  if (dict.split === 0) {
    dict.level--;
    dict.split = 1 << dict.level;
  }
  dict.split--;
  const last = dict.split + (1 << dict.level);
  const moved = bucketAt(dict, last);
  const into = ownBucket(dict, dict.split);
  for (let at = 1; at < moved.length; at++) into.push(moved[at]);
  const segment = ownSegment(dict, last);
  segment.buckets.length = last & (SEGMENT - 1);
  if (segment.buckets.length === 0) dict.segments.length = last >> SEGMENT_BITS;
}

/** Calls `visit` for every entry, bucket by bucket. The dict must not be written meanwhile. */
export function dictEach<V>(dict: Dict<V>, visit: (key: string, value: V) => void): void {
  for (const segment of dict.segments) {
    for (const bucket of segment.buckets) visitBucket(bucket, visit);
  }
}

/** `dictEach` in slices of some thousand entries: `dictSlices` many. */
export function dictEachIn<V>(dict: Dict<V>, slice: number, visit: (key: string, value: V) => void): void {
  for (const bucket of dict.segments[slice]?.buckets ?? []) visitBucket(bucket, visit);
}

export function dictSlices(dict: Dict<unknown>): number {
  return dict.segments.length;
}

function visitBucket<V>(bucket: Bucket, visit: (key: string, value: V) => void): void {
  for (let at = 1; at < bucket.length; at += STRIDE) visit(bucket[at + 1] as string, bucket[at + 2] as V); // by layout
}

/**
 * Visits one step of a SCAN and returns the next cursor, 0 when done. Every entry that is in the dict from the first
 * call to the last is visited at least once, however the table grows or shrinks in between. `visit` may delete the
 * entry it was given and nothing else.
 * REDIS: dict.c dictScan
 */
export function dictScan<V>(dict: Dict<V>, cursor: number, visit: (key: string, value: V) => void): number {
  const bits = dict.level;
  const index = cursor & ((1 << bits) - 1);
  // Copies of the references: a deletion by `visit` may merge buckets.
  const bucket = bucketAt(dict, index).slice();
  const sibling = index < dict.split ? bucketAt(dict, index + (1 << bits)).slice() : null;
  visitBucket(bucket, visit);
  if (sibling !== null) visitBucket(sibling, visit);
  // Counting in reversed binary: carry from the highest masked bit downwards.
  for (let bit = (1 << bits) >> 1; bit !== 0; bit >>= 1) {
    if ((cursor & bit) === 0) return (cursor & (bit - 1)) | bit;
  }
  return 0;
}

/** Draws below a bound: `ctx.random`. */
export type Draw = (bound: number) => number;

/** Tries per draw of a random entry are about five: slots of an imagined table in which every bucket has this many. */
const SAMPLE_SLOTS = 4 * LOAD_MAX;

/**
 * A random entry as [key, value], every one equally likely, or null when empty.
 * REDIS: dict.c dictGetFairRandomKey is nearly fair; rejection over equal slots is fair
 */
export function dictRandom<V>(dict: Dict<V>, draw: Draw): readonly [string, V] | null {
  if (dict.count === 0) return null;
  const buckets = bucketsOf(dict);
  for (;;) {
    const bucket = bucketAt(dict, draw(buckets));
    const entries = (bucket.length - 1) / STRIDE;
    const slot = draw(Math.max(SAMPLE_SLOTS, entries));
    if (slot < entries) return [bucket[slot * STRIDE + 2] as string, bucket[slot * STRIDE + 3] as V]; // by layout
  }
}

/**
 * Up to `count` entries near each other, for sampling at the cost of one draw: a random bucket and those behind it.
 * May repeat nothing, may return fewer. REDIS: dict.c dictGetSomeKeys
 */
export function dictSome<V>(dict: Dict<V>, count: number, draw: Draw, visit: (key: string, value: V) => void): void {
  if (dict.count === 0) return;
  const buckets = bucketsOf(dict);
  let left = Math.min(count, dict.count);
  let index = draw(buckets);
  for (let steps = 0; left > 0 && steps < buckets; steps++) {
    const bucket = bucketAt(dict, index);
    for (let at = 1; at < bucket.length && left > 0; at += STRIDE, left--) {
      visit(bucket[at + 1] as string, bucket[at + 2] as V); // by layout
    }
    index = index + 1 === buckets ? 0 : index + 1;
  }
}

/** Buckets of the table and entries per bucket, for DEBUG HTSTATS and MEMORY USAGE. */
export function dictBuckets(dict: Dict<unknown>): number {
  return bucketsOf(dict);
}

/** Entries in bucket `index`, 0 <= index < dictBuckets(dict): the stage draws them, DEBUG HTSTATS counts them. */
export function dictBucketSize(dict: Dict<unknown>, index: number): number {
  return (bucketAt(dict, index).length - 1) / STRIDE;
}

/** Buckets of `b` that are not the very ones of `a`, its fork: written since, or made by growth. */
export function dictDifference(a: Dict<unknown>, b: Dict<unknown>): number {
  let different = 0;
  for (let at = 0; at < b.segments.length; at++) {
    const [before, after] = [a.segments[at], b.segments[at]];
    if (after === undefined || before === after) continue;
    for (let i = 0; i < after.buckets.length; i++) if (after.buckets[i] !== before?.buckets[i]) different++;
  }
  return different;
}

/**
 * The dict as it is now, never to be written. What is written to the dict from here on goes to copies of its buckets,
 * as after a fork; what it holds is the same.
 */
export function dictFrozen<V>(dict: Dict<V>): Dict<V> {
  const frozen = { ...dict, owner: newOwner() };
  dict.owner = newOwner();
  return frozen;
}

/**
 * Says which keys are in `before` alone and which in `after` alone. Buckets that both share are passed over, so that
 * it takes the time of what was written between two moments of one dict. Returns false when nothing was.
 */
export function dictDelta(
  before: Dict<unknown>,
  after: Dict<unknown>,
  gone: (key: string) => void,
  came: (key: string) => void,
): boolean {
  const segments = Math.max(before.segments.length, after.segments.length);
  let differs = false;
  for (let at = 0; at < segments; at++) {
    const [old, now] = [before.segments[at], after.segments[at]];
    if (old === now) continue;
    const size = Math.max(old?.buckets.length ?? 0, now?.buckets.length ?? 0);
    for (let i = 0; i < size; i++) {
      const [was, is] = [old?.buckets[i], now?.buckets[i]];
      if (was === is) continue;
      differs = true;
      visitMissing(was, after, gone);
      visitMissing(is, before, came);
    }
  }
  return differs;
}

/** Calls `visit` for the keys of a bucket that are not in `other`: growth moves them from bucket to bucket. */
function visitMissing(bucket: Bucket | undefined, other: Dict<unknown>, visit: (key: string) => void): void {
  if (bucket === undefined) return;
  for (let at = 1; at < bucket.length; at += STRIDE) {
    const hash = bucket[at] as number; // by layout, as the key behind it
    const key = bucket[at + 1] as string;
    if (findIn(bucketAt(other, indexOf(other, hash)), hash, key) === 0) visit(key);
  }
}

const LIKENESS_SAMPLES = 32;

/** How much of two dicts is the same memory, from 0 to 1, by a few of their buckets. */
export function dictLikeness(a: Dict<unknown>, b: Dict<unknown>): number {
  if (a.seed !== b.seed) return 0;
  const buckets = Math.min(bucketsOf(a), bucketsOf(b));
  const samples = Math.min(LIKENESS_SAMPLES, buckets);
  let same = 0;
  for (let i = 0; i < samples; i++) {
    const index = Math.floor((i * buckets) / samples);
    if (bucketAt(a, index) === bucketAt(b, index)) same++;
  }
  return same / samples;
}
