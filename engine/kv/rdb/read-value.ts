import type { Making } from '../codec.ts';
import type { Dict } from '../dict.ts';
import { createDict, dictSet, hashOf } from '../dict.ts';
import { listpackBytes } from '../encodings/listpack.ts';
import { packedMember, packedScore } from '../encodings/packed-zset.ts';
import { quicklistPush } from '../encodings/quicklist.ts';
import { emptySkiplist, SKIPLIST_LEVEL_MAX, skiplistInsert, skiplistNext } from '../encodings/skiplist.ts';
import { parseInteger } from '../numbers.ts';
import type { HashValue, ListValue, PackedZset, SetValue, StringValue, Value, ZsetValue } from '../value.ts';
import type { RdbCursor } from './cursor.ts';
import { corrupt } from './failure.ts';
import { readIntset } from './intset.ts';
import { readListpack } from './listpack.ts';
import { NODE_PACKED, NODE_PLAIN, TYPE } from './opcodes.ts';
import { readStream } from './read-stream.ts';
import { readZiplist, readZipmap } from './ziplist.ts';

/*
 * Values as RDB files of version 1 to 10 have them, made into what this server keeps under its own limits: a value
 * that would be packed here is packed, one that is too large is not. REDIS: rdb.c rdbLoadObject
 */

/** Longest string that Redis allocates in one piece with its object. REDIS: object.c OBJ_ENCODING_EMBSTR_SIZE_LIMIT */
const EMBSTR_MAX = 44;
/** lpSafeToAdd: a listpack stays below a gigabyte. */
const LISTPACK_SAFE_MAX = 1 << 30;

/** Reads a value of this type; null stands for an aggregate without elements, which is skipped. */
export function readValue(cursor: RdbCursor, type: number, making: Making): Value | null {
  switch (type) {
    case TYPE.string:
      return stringValue(cursor.stringOrInteger(), making);
    case TYPE.list:
      return readPlainList(cursor, making);
    case TYPE.set:
      return readSet(cursor, making);
    case TYPE.zset:
    case TYPE.zset2:
      return readZset(cursor, type === TYPE.zset2, making);
    case TYPE.hash:
      return readHash(cursor, making);
    case TYPE.listQuicklist:
    case TYPE.listQuicklist2:
      return readQuicklist(cursor, type === TYPE.listQuicklist2, making);
    case TYPE.streamListpacks:
    case TYPE.streamListpacks2:
      return readStream(cursor, type === TYPE.streamListpacks2, making);
    case TYPE.module:
    case TYPE.module2:
      return corrupt(
        `The RDB file contains module data I can't load: no matching module type '${moduleName(cursor.length())}'`,
      );
    default:
      return readPacked(cursor, type, making);
  }
}

function readPacked(cursor: RdbCursor, type: number, making: Making): Value | null {
  switch (type) {
    case TYPE.hashZipmap: {
      const bytes = cursor.blob();
      const items = readZipmap(bytes, cursor.text) ?? [];
      // An empty one is none.
      if (items.length === 0) corrupt('Zipmap integrity check failed.');
      return packedHash(items, making, true);
    }
    case TYPE.listZiplist:
      return readZiplistList(cursor, making);
    case TYPE.setIntset: {
      const data = readIntset(cursor.blob()) ?? corrupt('Intset integrity check failed.');
      if (data.items.length <= making.limits.setMaxIntsetEntries) {
        return { type: 'set', encoding: 'intset', owner: making.owner, lru: making.lru, data };
      }
      return setOf(data.items.map(String), making);
    }
    case TYPE.zsetZiplist:
      return packedZset(
        readZiplist(cursor.blob(), cursor.text) ?? corrupt('Zset ziplist integrity check failed.'),
        making,
        'ziplist',
      );
    case TYPE.zsetListpack:
      return packedZset(sound(readListpack(cursor.blob(), cursor.text), making), making, 'listpack');
    case TYPE.hashZiplist: {
      const items = readZiplist(cursor.blob(), cursor.text);
      if (items === null || items.length % 2 !== 0 || repeats(items)) corrupt('Hash ziplist integrity check failed.');
      return packedHash(items, making, false);
    }
    case TYPE.hashListpack: {
      const items = readListpack(cursor.blob(), cursor.text);
      const twice = items !== null && making.deep === true && repeats(items);
      if (items === null || items.length % 2 !== 0 || twice) corrupt('Hash listpack integrity check failed.');
      return packedHash(items, making, false);
    }
    default:
      return corrupt(`Unknown RDB encoding type ${type}`);
  }
}

/** The name in the upper 54 bits of a module's ID, six bits a letter. REDIS: module.c moduleTypeNameByID */
export function moduleName(id: number | bigint): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  let rest = BigInt(id) >> 10n;
  let name = '';
  for (let i = 0; i < 9; i++, rest >>= 6n) name = letters[Number(rest & 63n)] + name;
  return name;
}

/** A string as Redis would encode it. REDIS: object.c tryObjectEncoding */
function stringValue(data: string | number, { owner, lru }: Making): StringValue {
  if (typeof data === 'number') return { type: 'string', encoding: 'int', owner, lru, data };
  const integer = data.length <= 20 ? parseInteger(data) : null;
  if (integer !== null) return { type: 'string', encoding: 'int', owner, lru, data: integer };
  return { type: 'string', encoding: data.length <= EMBSTR_MAX ? 'embstr' : 'raw', owner, lru, data };
}

function emptyList({ owner, lru }: Making): ListValue {
  return { type: 'list', encoding: 'quicklist', owner, lru, nodes: [], count: 0 };
}

function readPlainList(cursor: RdbCursor, making: Making): ListValue | null {
  const list = emptyList(making);
  for (let left = cursor.count(); left > 0; left--) quicklistPush(list, making.limits, cursor.string(), false);
  return list.count === 0 ? null : list;
}

function readZiplistList(cursor: RdbCursor, making: Making): ListValue | null {
  const items = readZiplist(cursor.blob(), cursor.text) ?? corrupt('List ziplist integrity check failed.');
  const list = emptyList(making);
  for (const item of items) quicklistPush(list, making.limits, item, false);
  return list.count === 0 ? null : list;
}

function readQuicklist(cursor: RdbCursor, withContainers: boolean, making: Making): ListValue | null {
  const list = emptyList(making);
  const { owner } = making;
  for (let left = cursor.count(); left > 0; left--) {
    const container = withContainers ? cursor.count() : NODE_PACKED;
    if (container !== NODE_PACKED && container !== NODE_PLAIN) corrupt('Quicklist integrity check failed.');
    if (container === NODE_PLAIN) {
      const item = cursor.string();
      if (item === '') corrupt('Quicklist integrity check failed.');
      list.nodes.push({ owner, items: [item], bytes: item.length, plain: true });
      list.count++;
      continue;
    }
    const blob = cursor.blob();
    const items = withContainers
      ? (readListpack(blob, cursor.text) ?? corrupt('Listpack integrity check failed.'))
      : (readZiplist(blob, cursor.text) ?? corrupt('Ziplist integrity check failed.'));
    if (items.length === 0) continue;
    list.nodes.push({ owner, items, bytes: withContainers ? blob.length : listpackBytes(items), plain: false });
    list.count += items.length;
  }
  return list.count === 0 ? null : list;
}

function readSet(cursor: RdbCursor, making: Making): SetValue | null {
  const count = cursor.count();
  const { limits, owner, lru } = making;
  if (count === 0) return null;
  if (count > limits.setMaxIntsetEntries)
    return fillSet(createDict<null>(owner, making.hashSeed), cursor, count, making);
  // Few enough for an intset, so all are read before it is clear what they become.
  const members: string[] = [];
  const integers: (number | bigint)[] = [];
  for (let i = 0; i < count; i++) {
    const member = cursor.string();
    members.push(member);
    const integer = integers.length === i ? parseInteger(member) : null;
    if (integer !== null) integers.push(integer);
  }
  if (integers.length < count) return setOf(members, making);
  integers.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  for (let i = 1; i < count; i++) if (integers[i] === integers[i - 1]) corrupt('Duplicate set members detected');
  return { type: 'set', encoding: 'intset', owner, lru, data: { items: integers, width: widthOf(integers) } };
}

/** Bytes a member: as many as the first and the last of an ascending row need. */
function widthOf(ascending: readonly (number | bigint)[]): 2 | 4 | 8 {
  const low = ascending[0] ?? 0;
  const high = ascending[ascending.length - 1] ?? 0;
  if (low >= -32768 && high <= 32767) return 2;
  return low >= -2147483648 && high <= 2147483647 ? 4 : 8;
}

function setOf(members: readonly string[], making: Making): SetValue {
  const data = createDict<null>(making.owner, making.hashSeed);
  for (const member of members) if (!dictSet(data, member, null)) corrupt('Duplicate set members detected');
  return { type: 'set', encoding: 'hashtable', owner: making.owner, lru: making.lru, data };
}

function fillSet(data: Dict<null>, cursor: RdbCursor, count: number, { owner, lru }: Making): SetValue {
  for (let i = 0; i < count; i++) {
    if (!dictSet(data, cursor.string(), null)) corrupt('Duplicate set members detected');
  }
  return { type: 'set', encoding: 'hashtable', owner, lru, data };
}

function readHash(cursor: RdbCursor, making: Making): HashValue | null {
  const { limits, owner, lru } = making;
  let left = cursor.count();
  if (left === 0) return null;
  const items: string[] = [];
  let fits = left <= limits.hashMaxListpackEntries;
  while (fits && left > 0) {
    const field = cursor.string();
    const value = cursor.string();
    items.push(field, value);
    left--;
    fits = field.length <= limits.hashMaxListpackValue && value.length <= limits.hashMaxListpackValue;
  }
  if (making.deep === true && repeats(items)) corrupt('Duplicate hash fields detected');
  if (fits) return { type: 'hash', encoding: 'listpack', owner, lru, data: items };
  const data = createDict<string>(owner, making.hashSeed);
  for (let i = 0; i < items.length; i += 2) {
    if (!dictSet(data, items[i]!, items[i + 1]!)) corrupt('Duplicate hash fields detected'); // pairs
  }
  for (; left > 0; left--) {
    const field = cursor.string();
    if (!dictSet(data, field, cursor.string())) corrupt('Duplicate hash fields detected');
  }
  return { type: 'hash', encoding: 'hashtable', owner, lru, data };
}

/** The pairs of a sorted set's listpack. */
function sound(items: string[] | null, { deep }: Making): string[] {
  if (items === null || (deep === true && repeats(items))) return corrupt('Zset listpack integrity check failed.');
  return items;
}

function repeats(pairs: readonly string[]): boolean {
  const fields = new Set<string>();
  for (let i = 0; i < pairs.length; i += 2) fields.add(pairs[i]!); // i is inside
  return fields.size !== pairs.length / 2;
}

/** `checkValues`: a zipmap's values may be longer than a listpack of ours takes; others are not looked at. */
function packedHash(items: string[], making: Making, checkValues: boolean): HashValue | null {
  const { limits, owner, lru } = making;
  if (items.length === 0 && !checkValues) return null;
  if (checkValues && repeats(items)) {
    const fields = items.filter((_, i) => i % 2 === 0);
    const again = fields.find((field, i) => fields.indexOf(field) < i) ?? '';
    corrupt(`Hash zipmap with dup elements, or big length (${again.length})`);
  }
  const longest = checkValues ? items.reduce((max, item) => Math.max(max, item.length), 0) : 0;
  if (items.length / 2 <= limits.hashMaxListpackEntries && longest <= limits.hashMaxListpackValue) {
    return { type: 'hash', encoding: 'listpack', owner, lru, data: items };
  }
  const data = createDict<string>(owner, making.hashSeed);
  for (let i = 0; i < items.length; i += 2) {
    if (!dictSet(data, items[i]!, items[i + 1]!)) corrupt('Listpack corruption detected'); // pairs
  }
  return { type: 'hash', encoding: 'hashtable', owner, lru, data };
}

function readZset(cursor: RdbCursor, binary: boolean, making: Making): ZsetValue | null {
  const { limits } = making;
  const count = cursor.count();
  if (count === 0) return null;
  const zset = emptyZset(making);
  let longest = 0;
  let total = 0;
  for (let i = 0; i < count; i++) {
    const member = cursor.string();
    const score = binary ? cursor.double() : cursor.textDouble();
    if (Number.isNaN(score)) corrupt('Zset with NAN score detected');
    longest = Math.max(longest, member.length);
    total += member.length;
    if (!addMember(zset, member, score, making)) corrupt('Duplicate zset fields detected');
  }
  const packs =
    count <= limits.zsetMaxListpackEntries && longest <= limits.zsetMaxListpackValue && total < LISTPACK_SAFE_MAX;
  return packs ? packZset(zset, making) : zset;
}

type SkiplistZset = Extract<ZsetValue, { encoding: 'skiplist' }>;

function emptyZset({ owner, lru, hashSeed }: Making): SkiplistZset {
  return {
    type: 'zset',
    encoding: 'skiplist',
    owner,
    lru,
    data: emptySkiplist(),
    scores: createDict<number>(owner, hashSeed),
  };
}

/** False when the member is there already. */
function addMember(zset: SkiplistZset, member: string, score: number, { hashSeed }: Making): boolean {
  if (!dictSet(zset.scores, member, score)) return false;
  skiplistInsert(zset.data, score, member, levelOf(member, hashSeed));
  return true;
}

/** A coin that comes up one time in four, thrown with the bits of a hash: a file gives the same list every time. */
function levelOf(member: string, seed: number): number {
  let bits = hashOf(member, seed ^ 0x9e3779b9);
  let level = 1;
  while ((bits & 3) === 3 && level < SKIPLIST_LEVEL_MAX) {
    level++;
    bits >>>= 2;
  }
  return level;
}

function packZset({ data }: SkiplistZset, { owner, lru }: Making): ZsetValue {
  const pack: PackedZset = [];
  for (let node = skiplistNext(data, 0); node !== 0; node = skiplistNext(data, node)) {
    pack.push(data.members[node]!, data.scores[node]!); // nodes reached by links exist
  }
  return { type: 'zset', encoding: 'listpack', owner, lru, data: pack };
}

/** Members and scores in turn, as a packed sorted set has them. */
function packedZset(items: string[], making: Making, form: 'ziplist' | 'listpack'): ZsetValue | null {
  const { limits, owner, lru } = making;
  const broken = `Zset ${form} integrity check failed.`;
  if (items.length % 2 !== 0 || (form === 'ziplist' && repeats(items))) corrupt(broken);
  if (items.length === 0) return null;
  const pack: PackedZset = items;
  for (let at = 1; at < items.length; at += 2) pack[at] = scoreOf(items[at]!) ?? corrupt(broken); // at is inside
  const fits = pack.length / 2 <= limits.zsetMaxListpackEntries;
  if (fits && isOrdered(pack)) return { type: 'zset', encoding: 'listpack', owner, lru, data: pack };
  const zset = emptyZset(making);
  for (let at = 0; at < pack.length; at += 2) {
    if (!addMember(zset, packedMember(pack, at), packedScore(pack, at), making)) corrupt(broken);
  }
  return fits ? packZset(zset, making) : zset;
}

/** Old versions ordered by score alone at times; a listpack of ours is in order of score and member. */
function isOrdered(pack: PackedZset): boolean {
  for (let at = 2; at < pack.length; at += 2) {
    const before = packedScore(pack, at - 2);
    const score = packedScore(pack, at);
    if (before > score || (before === score && packedMember(pack, at - 2) >= packedMember(pack, at))) return false;
  }
  return true;
}

function scoreOf(text: string): number | null {
  if (text === 'inf' || text === '+inf') return Infinity;
  if (text === '-inf') return -Infinity;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return null;
  return Number(text);
}
