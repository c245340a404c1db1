import { hexOf } from '../base/bytes.ts';
import { SHA1_BYTES, sha1Into } from '../base/sha1.ts';
import { writeText } from '../wire/byte-text.ts';
import { formatDouble } from '../wire/reply.ts';
import { dictEach, dictHas } from './dict.ts';
import { packedMember, packedScore } from './encodings/packed-zset.ts';
import { nodeEntries } from './encodings/stream-node.ts';
import type { SnapshotDb } from './state.ts';
import type { StreamValue, Value, ZsetValue } from './value.ts';

/*
 * The digest of a data set: 20 bytes that are the same for the same keys and values, in whatever order and encoding
 * they are kept. What has no order (keys, members, fields) is put together with xor, what has one (elements of a
 * list) by hashing the hash so far. Two servers with one digest hold the same data. REDIS: debug.c computeDatasetDigest
 */

/** 40 hexadecimal digits; all zeros for nothing. REDIS: DEBUG DIGEST */
export function datasetDigest(dbs: readonly SnapshotDb[]): string {
  const whole = new Uint8Array(SHA1_BYTES);
  for (const db of dbs) {
    if (db.keys.count === 0) continue;
    mixNumber(whole, db.index);
    dictEach(db.keys, (key, value) => {
      const one = new Uint8Array(SHA1_BYTES);
      mix(one, key);
      addValue(one, value, dictHas(db.expires, key));
      xorBytes(whole, one, SHA1_BYTES);
    });
  }
  return hexOf(whole);
}

/** The digest of one value without its key. REDIS: DEBUG DIGEST-VALUE */
export function valueDigest(value: Value, expires: boolean): string {
  const digest = new Uint8Array(SHA1_BYTES);
  addValue(digest, value, expires);
  return hexOf(digest);
}

const TYPE_NUMBERS = { string: 0, list: 1, set: 2, zset: 3, hash: 4, stream: 6 } as const;

const hash = new Uint8Array(SHA1_BYTES);
let scratch = new Uint8Array(1024);

/** digest ^= SHA1(bytes[0, length)) */
function xorBytes(digest: Uint8Array, bytes: Uint8Array, length: number): void {
  sha1Into(bytes, length, hash, 0);
  for (let i = 0; i < SHA1_BYTES; i++) digest[i]! ^= hash[i]!; // both have 20
}

function xor(digest: Uint8Array, text: string): void {
  if (text.length > scratch.length) scratch = new Uint8Array(text.length * 2);
  writeText(text, scratch, 0);
  xorBytes(digest, scratch, text.length);
}

/** digest = SHA1(digest ^ SHA1(text)) */
function mix(digest: Uint8Array, text: string): void {
  xor(digest, text);
  sha1Into(digest, SHA1_BYTES, digest, 0);
}

/** Mixes in 32 bits, big endian. */
function mixNumber(digest: Uint8Array, value: number): void {
  mix(digest, String.fromCharCode((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255));
}

function addValue(digest: Uint8Array, value: Value, expires: boolean): void {
  mixNumber(digest, TYPE_NUMBERS[value.type]);
  switch (value.type) {
    case 'string':
      mix(digest, String(value.data));
      break;
    case 'list':
      for (const node of value.nodes) for (const item of node.items) mix(digest, item);
      break;
    case 'set':
      if (value.encoding === 'intset') for (const item of value.data.items) xor(digest, String(item));
      else dictEach(value.data, (member) => xor(digest, member));
      break;
    case 'zset':
      addZset(digest, value);
      break;
    case 'hash':
      if (value.encoding === 'listpack') addPairs(digest, value.data);
      else dictEach(value.data, (field, text) => addPair(digest, field, text));
      break;
    case 'stream':
      addStream(digest, value);
  }
  if (expires) xor(digest, '!!expire!!');
}

const pair = new Uint8Array(SHA1_BYTES);

function addPair(digest: Uint8Array, first: string, second: string): void {
  pair.fill(0);
  mix(pair, first);
  mix(pair, second);
  xorBytes(digest, pair, SHA1_BYTES);
}

function addPairs(digest: Uint8Array, items: readonly string[]): void {
  for (let i = 0; i < items.length; i += 2) addPair(digest, items[i]!, items[i + 1]!); // pairs
}

function addZset(digest: Uint8Array, value: ZsetValue): void {
  if (value.encoding === 'listpack') {
    const { data } = value;
    for (let at = 0; at < data.length; at += 2) {
      addPair(digest, packedMember(data, at), formatDouble(packedScore(data, at)));
    }
  } else dictEach(value.scores, (member, score) => addPair(digest, member, formatDouble(score)));
}

function addStream(digest: Uint8Array, { nodes }: StreamValue): void {
  for (const node of nodes) {
    for (const { id, fields } of nodeEntries(node)) {
      mix(digest, `${id.ms}.${id.seq}`);
      for (const item of fields) mix(digest, item);
    }
  }
}
