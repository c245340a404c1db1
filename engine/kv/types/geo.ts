import type { ErrorReply, Reply } from '../../wire/reply.ts';
import { EMPTY_ARRAY, error, NIL_ARRAY } from '../../wire/reply.ts';
import type { Context, Runs } from '../command.ts';
import { NOTIFY } from '../command.ts';
import type { Shape } from '../encodings/geohash.ts';
import {
  bitsOf,
  cellOf,
  cellsAround,
  distanceBetween,
  distanceInside,
  geohashText,
  LATITUDE_MAX,
  LONGITUDE_MAX,
  pointOfScore,
  STEP_MAX,
  scoresOf,
} from '../encodings/geohash.ts';
import { NOT_A_FLOAT, NOT_AN_INTEGER, SYNTAX_ERROR, WRONG_TYPE } from '../errors.ts';
import { exactLongDouble, formatLongDouble } from '../long-double.ts';
import { parseCount, parseFloat64 } from '../numbers.ts';
import type { ZsetValue } from '../value.ts';
import { newZset, zsetCountBefore, zsetInsert, zsetScore, zsetSize, zsetSlice } from './zset.ts';
import { addMembers } from './zset-write.ts';

/* Places as members of a sorted set, their geohash the score. REDIS: geo.c */

type Point = readonly [longitude: number, latitude: number];

function isPoint(read: Point | ErrorReply): read is Point {
  return Array.isArray(read);
}

/** C's %f. */
function sixDecimals(value: number): string {
  return Number.isFinite(value) ? value.toFixed(6) : value > 0 ? 'inf' : '-inf';
}

function readPoint(longitudeText: string | undefined, latitudeText: string | undefined): Point | ErrorReply {
  const longitude = parseFloat64(longitudeText ?? '');
  const latitude = longitude === null ? null : parseFloat64(latitudeText ?? '');
  if (longitude === null || latitude === null) return NOT_A_FLOAT;
  if (Math.abs(longitude) > LONGITUDE_MAX || Math.abs(latitude) > LATITUDE_MAX) {
    return error(`ERR invalid longitude,latitude pair ${sixDecimals(longitude)},${sixDecimals(latitude)}`);
  }
  return [longitude, latitude];
}

const UNITS: Readonly<Record<string, number>> = { m: 1, km: 1000, ft: 0.3048, mi: 1609.34 };
const UNKNOWN_UNIT = Object.freeze(error('ERR unsupported unit provided. please use M, KM, FT, MI'));

/** Metres in a unit. */
function readUnit(text: string | undefined): number | ErrorReply {
  const name = (text ?? '').toLowerCase();
  return Object.hasOwn(UNITS, name) ? (UNITS[name] as number) : UNKNOWN_UNIT;
}

function geoadd(ctx: Context, argv: readonly string[]): Reply {
  let from = 2;
  const given = new Set<string>();
  for (; from < argv.length; from++) {
    const word = (argv[from] as string).toLowerCase();
    if (word !== 'nx' && word !== 'xx' && word !== 'ch') break;
    given.add(word);
  }
  if ((argv.length - from) % 3 !== 0 || (given.has('nx') && given.has('xx'))) return SYNTAX_ERROR;
  const add = ['zadd', ...argv.slice(1, from)];
  for (let at = from; at < argv.length; at += 3) {
    const point = readPoint(argv[at], argv[at + 1]);
    if (!isPoint(point)) return point;
    add.push(String(bitsOf(cellOf(point[0], point[1], STEP_MAX))), argv[at + 2] as string);
  }
  ctx.propagateAs(add);
  return addMembers(ctx, add);
}

/** A command that reads places; `answer` gets the score of each member asked for. */
function eachMember(ctx: Context, argv: readonly string[], answer: (score: number | undefined) => Reply): Reply {
  const zset = ctx.lookupRead(argv[1] as string);
  if (zset !== null && zset.type !== 'zset') return WRONG_TYPE;
  return argv.slice(2).map((member) => answer(zset === null ? undefined : zsetScore(zset, member)));
}

/** A coordinate with up to 17 decimals. REDIS: networking.c addReplyHumanLongDouble */
function coordinate(value: number): Reply {
  return { kind: 'double', value, text: formatLongDouble(exactLongDouble(value)) };
}

function geopos(ctx: Context, argv: readonly string[]): Reply {
  return eachMember(ctx, argv, (score) => (score === undefined ? NIL_ARRAY : pointOfScore(score).map(coordinate)));
}

function geohash(ctx: Context, argv: readonly string[]): Reply {
  return eachMember(ctx, argv, (score) => (score === undefined ? null : geohashText(...pointOfScore(score))));
}

function geodist(ctx: Context, argv: readonly string[]): Reply {
  if (argv.length > 5) return SYNTAX_ERROR;
  const unit = argv.length === 5 ? readUnit(argv[4]) : 1;
  if (typeof unit !== 'number') return unit;
  const zset = ctx.lookupRead(argv[1] as string);
  if (zset === null) return null;
  if (zset.type !== 'zset') return WRONG_TYPE;
  const [one, other] = [zsetScore(zset, argv[2] as string), zsetScore(zset, argv[3] as string)];
  if (one === undefined || other === undefined) return null;
  return (distanceBetween(...pointOfScore(one), ...pointOfScore(other)) / unit).toFixed(4);
}

/** Which of the search commands it is. */
interface Dialect {
  readonly kind: 'coordinates' | 'member' | 'search';
  readonly stores: 'never' | 'option' | 'always';
}

interface Search {
  readonly name: string;
  readonly zset: ZsetValue | null;
  center: Point | null;
  hasMember: boolean;
  hasPoint: boolean;
  shape: 'circle' | 'box' | null;
  radius: number;
  width: number;
  height: number;
  /** Metres in the unit. */
  unit: number;
  withDist: boolean;
  withHash: boolean;
  withCoord: boolean;
  sort: 'asc' | 'desc' | null;
  any: boolean;
  /** 0 is all. */
  count: number;
  storeKey: string | null;
  storeDist: boolean;
}

const NO_MEMBER = Object.freeze(error('ERR could not decode requested zset member'));

function takeMember(search: Search, member: string): ErrorReply | null {
  search.hasMember = true;
  if (search.zset === null) return null;
  const score = zsetScore(search.zset, member);
  if (score === undefined) return NO_MEMBER;
  search.center = pointOfScore(score);
  return null;
}

function takePoint(search: Search, longitude: string, latitude: string): ErrorReply | null {
  const point = readPoint(longitude, latitude);
  if (!isPoint(point)) return point;
  search.center = point;
  search.hasPoint = true;
  return null;
}

function takeRadius(search: Search, text: string, unitText: string): ErrorReply | null {
  const radius = parseFloat64(text);
  if (radius === null) return error('ERR need numeric radius');
  if (radius < 0) return error('ERR radius cannot be negative');
  const unit = readUnit(unitText);
  if (typeof unit !== 'number') return unit;
  Object.assign(search, { shape: 'circle', radius, unit });
  return null;
}

function takeBox(search: Search, widthText: string, heightText: string, unitText: string): ErrorReply | null {
  const width = parseFloat64(widthText);
  if (width === null) return error('ERR need numeric width');
  const height = parseFloat64(heightText);
  if (height === null) return error('ERR need numeric height');
  if (height < 0 || width < 0) return error('ERR height or width cannot be negative');
  const unit = readUnit(unitText);
  if (typeof unit !== 'number') return unit;
  Object.assign(search, { shape: 'box', width, height, unit });
  return null;
}

function takeCount(search: Search, text: string): ErrorReply | null {
  const count = parseCount(text);
  if (count === null) return NOT_AN_INTEGER;
  if (count <= 0) return error('ERR COUNT must be > 0');
  search.count = count;
  return null;
}

/** Takes the flag at hand; false when it is none. */
function takeFlag(search: Search, word: string): boolean {
  if (word === 'withdist') search.withDist = true;
  else if (word === 'withhash') search.withHash = true;
  else if (word === 'withcoord') search.withCoord = true;
  else if (word === 'any') search.any = true;
  else if (word === 'asc' || word === 'desc') search.sort = word;
  else return false;
  return true;
}

/** Takes the option at `at` with its values; how many words, or an error. */
function takeOption(search: Search, argv: readonly string[], at: number, dialect: Dialect): number | ErrorReply {
  const word = (argv[at] as string).toLowerCase();
  const left = argv.length - at - 1;
  const [a = '', b = '', c = ''] = argv.slice(at + 1, at + 4);
  if (takeFlag(search, word)) return 1;
  if (word === 'count' && left > 0) return takeCount(search, a) ?? 2;
  if (dialect.kind !== 'search') {
    if ((word !== 'store' && word !== 'storedist') || left === 0 || dialect.stores === 'never') return SYNTAX_ERROR;
    search.storeKey = a;
    search.storeDist = word === 'storedist';
    return 2;
  }
  if (word === 'storedist' && dialect.stores === 'always') {
    search.storeDist = true;
    return 1;
  }
  if (word === 'frommember' && left > 0 && !search.hasPoint) return takeMember(search, a) ?? 2;
  if (word === 'fromlonlat' && left > 1 && !search.hasMember) return takePoint(search, a, b) ?? 3;
  if (word === 'byradius' && left > 1 && search.shape !== 'box') return takeRadius(search, a, b) ?? 3;
  if (word === 'bybox' && left > 2 && search.shape !== 'circle') return takeBox(search, a, b, c) ?? 4;
  return SYNTAX_ERROR;
}

/** Why the options do not go together, or null. */
function conflict(search: Search, dialect: Dialect): ErrorReply | null {
  if (search.storeKey !== null && (search.withDist || search.withHash || search.withCoord)) {
    const what = dialect.stores === 'always' ? 'GEOSEARCHSTORE' : 'STORE option in GEORADIUS';
    return error(`ERR ${what} is not compatible with WITHDIST, WITHHASH and WITHCOORD options`);
  }
  if (dialect.kind === 'search' && !search.hasMember && !search.hasPoint) {
    return error(`ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for ${search.name}`);
  }
  if (dialect.kind === 'search' && search.shape === null) {
    return error(`ERR exactly one of BYRADIUS and BYBOX can be specified for ${search.name}`);
  }
  return search.any && search.count === 0 ? error('ERR the ANY argument requires COUNT argument') : null;
}

interface Found {
  readonly member: string;
  readonly score: number;
  readonly distance: number;
  readonly point: Point;
}

function inside(ctx: Context, zset: ZsetValue, shape: Shape, max: number): Found[] {
  const found: Found[] = [];
  let last = -1;
  for (const [i, cell] of cellsAround(shape).entries()) {
    const [low, high] = scoresOf(cell);
    // With a huge radius neighbours coincide. REDIS: geo.c membersOfAllNeighbors, which never compares with the first
    if (i > 1 && low === last) continue;
    if (max > 0 && found.length >= max) break;
    last = low;
    const from = zsetCountBefore(zset, (score) => score < low);
    const to = zsetCountBefore(zset, (score) => score < high);
    const { members, scores } = zsetSlice(zset, from, to, false);
    ctx.scanned += members.length;
    for (let at = 0; at < members.length && (max === 0 || found.length < max); at++) {
      const [member, score] = [members[at] as string, scores[at] as number];
      const point = pointOfScore(score);
      const distance = distanceInside(shape, point[0], point[1]);
      if (distance !== null) found.push({ member, score, distance, point });
    }
  }
  return found;
}

function store(ctx: Context, search: Search, found: readonly Found[], dialect: Dialect): Reply {
  const key = search.storeKey as string;
  if (found.length === 0) {
    if (ctx.deleteKey(key)) {
      ctx.signalModified(key);
      ctx.notify(NOTIFY.generic, 'del', key);
      ctx.dirty += 1;
    }
    return 0;
  }
  const longest = Math.max(...found.map(({ member }) => member.length));
  const result = newZset(ctx, found.length > ctx.limits.zsetMaxListpackEntries ? Infinity : longest);
  for (const { member, score, distance } of found) {
    zsetInsert(ctx, result, search.storeDist ? distance / search.unit : score, member);
  }
  ctx.setKey(key, result);
  ctx.notify(NOTIFY.zset, dialect.kind === 'search' ? 'geosearchstore' : 'georadiusstore', key);
  ctx.dirty += found.length;
  return zsetSize(result);
}

function answer(search: Search, found: readonly Found[]): Reply {
  if (!search.withDist && !search.withHash && !search.withCoord) return found.map(({ member }) => member);
  return found.map(({ member, score, distance, point }) => {
    const parts: Reply[] = [member];
    if (search.withDist) parts.push((distance / search.unit).toFixed(4));
    if (search.withHash) parts.push(Math.trunc(score));
    if (search.withCoord) parts.push(point.map(coordinate));
    return parts;
  });
}

/** Reads the fixed arguments of GEORADIUS and GEORADIUSBYMEMBER; where options begin, or an error. */
function readBase(search: Search, argv: readonly string[], dialect: Dialect): number | ErrorReply {
  if (dialect.kind === 'search') return dialect.stores === 'always' ? 3 : 2;
  if (dialect.kind === 'member') {
    if (search.zset === null) return 5;
    return takeMember(search, argv[2] as string) ?? takeRadius(search, argv[3] as string, argv[4] as string) ?? 5;
  }
  const refused = takePoint(search, argv[2] as string, argv[3] as string);
  return refused ?? takeRadius(search, argv[4] as string, argv[5] as string) ?? 6;
}

/** REDIS: geo.c georadiusGeneric */
function geoSearch(ctx: Context, argv: readonly string[], dialect: Dialect): Reply {
  const always = dialect.stores === 'always';
  const zset = ctx.lookupRead(argv[always ? 2 : 1] as string);
  if (zset !== null && zset.type !== 'zset') return WRONG_TYPE;
  const search: Search = {
    name: argv[0] as string,
    zset,
    center: null,
    hasMember: false,
    hasPoint: false,
    shape: null,
    radius: 0,
    width: 0,
    height: 0,
    unit: 1,
    withDist: false,
    withHash: false,
    withCoord: false,
    sort: null,
    any: false,
    count: 0,
    storeKey: always ? (argv[1] as string) : null,
    storeDist: false,
  };
  const base = readBase(search, argv, dialect);
  if (typeof base !== 'number') return base;
  for (let at = base; at < argv.length; ) {
    const words = takeOption(search, argv, at, dialect);
    if (typeof words !== 'number') return words;
    at += words;
  }
  const refused = conflict(search, dialect);
  if (refused !== null) return refused;
  const found = zset === null ? [] : nearest(ctx, zset, search);
  if (search.storeKey !== null) return store(ctx, search, found, dialect);
  return found.length === 0 ? EMPTY_ARRAY : answer(search, found);
}

function nearest(ctx: Context, zset: ZsetValue, search: Search): readonly Found[] {
  const { center, shape, unit, count, any } = search;
  const [longitude, latitude] = center ?? [0, 0];
  const metres = { radius: search.radius * unit, width: search.width * unit, height: search.height * unit };
  const found = inside(ctx, zset, { longitude, latitude, kind: shape ?? 'circle', ...metres }, any ? count : 0);
  const sort = search.sort ?? (count !== 0 && !any ? 'asc' : null);
  if (sort !== null) found.sort((a, b) => (sort === 'asc' ? a.distance - b.distance : b.distance - a.distance));
  return count === 0 ? found : found.slice(0, count);
}

function searching(kind: Dialect['kind'], stores: Dialect['stores']) {
  const dialect: Dialect = { kind, stores };
  return (ctx: Context, argv: readonly string[]): Reply => geoSearch(ctx, argv, dialect);
}

export const GEO: Runs = {
  geoadd,
  geopos,
  geohash,
  geodist,
  georadius: searching('coordinates', 'option'),
  georadius_ro: searching('coordinates', 'never'),
  georadiusbymember: searching('member', 'option'),
  georadiusbymember_ro: searching('member', 'never'),
  geosearch: searching('search', 'never'),
  geosearchstore: searching('search', 'always'),
};
