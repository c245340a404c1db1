import type { ErrorReply, Reply } from '../../wire/reply.ts';
import { EMPTY_ARRAY, error, map, NIL_ARRAY } from '../../wire/reply.ts';
import type { Context, Runs } from '../command.ts';
import { compareIds, formatId, ID_MAX, ID_MIN, nextId } from '../encodings/stream-id.ts';
import { NOT_AN_INTEGER, SYNTAX_ERROR, WRONG_TYPE } from '../errors.ts';
import { parseCount } from '../numbers.ts';
import type { StreamEntry, StreamGroup, StreamId, StreamValue } from '../value.ts';
import { isWord } from './arguments.ts';
import { entriesBetween, entriesUpTo, entryReply, findEntry, hasTombstonesFrom, lastEntryId } from './stream.ts';
import { isId, readInterval, strictId } from './stream-arguments.ts';
import { findGroup, ownGroup, propagateClaim, propagateGroupId, putPending, touchConsumer } from './stream-group.ts';

/* XLEN, XRANGE, XREVRANGE, XREAD, XREADGROUP. REDIS: t_stream.c xrangeGenericCommand, xreadCommand */

function xlen(ctx: Context, argv: readonly string[]): Reply {
  const stream = ctx.lookupRead(argv[1] as string);
  if (stream === null) return 0;
  return stream.type === 'stream' ? stream.length : WRONG_TYPE;
}

function range(ctx: Context, argv: readonly string[], reversed: boolean): Reply {
  const [low, high] = reversed ? [argv[3], argv[2]] : [argv[2], argv[3]];
  const interval = readInterval(low as string, high as string);
  if ('kind' in interval) return interval;
  let max = Infinity;
  for (let at = 4; at < argv.length; at += 2) {
    if (!isWord(argv[at], 'count') || argv[at + 1] === undefined) return SYNTAX_ERROR;
    const given = parseCount(argv[at + 1] as string);
    if (given === null) return NOT_AN_INTEGER;
    max = Math.max(0, given);
  }
  const stream = ctx.lookupRead(argv[1] as string);
  if (stream === null) return EMPTY_ARRAY;
  if (stream.type !== 'stream') return WRONG_TYPE;
  if (max === 0) return NIL_ARRAY;
  const entries = entriesBetween(stream, interval[0], interval[1], max, reversed);
  ctx.scanned += entries.length;
  return entries.map(entryReply);
}

/** XREAD and XREADGROUP as they were asked. */
interface ReadWish {
  timeoutMs: number | null;
  count: number;
  group: string;
  consumer: string;
  noAck: boolean;
  /** Where the first key stands. */
  keysAt: number;
  keys: readonly string[];
  idTexts: readonly string[];
}

function timeout(text: string): number | ErrorReply {
  const ms = parseCount(text);
  if (ms === null) return error('ERR timeout is not an integer or out of range');
  return ms < 0 ? error('ERR timeout is negative') : ms;
}

const NO_GROUP_OPTION = Object.freeze(
  error('ERR The GROUP option is only supported by XREADGROUP. You called XREAD instead.'),
);
const NO_NOACK_OPTION = Object.freeze(
  error('ERR The NOACK option is only supported by XREADGROUP. You called XREAD instead.'),
);

/** In these words for XREADGROUP too. */
const UNBALANCED = Object.freeze(
  error("ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified."),
);

/** Reads one option; the place of its last word, 'streams' where the keys begin, or an error. */
function readOption(
  argv: readonly string[],
  at: number,
  wish: ReadWish,
  grouped: boolean,
): number | 'streams' | ErrorReply {
  const word = argv[at];
  const left = argv.length - at - 1;
  if (left > 0 && isWord(word, 'block')) {
    const ms = timeout(argv[at + 1] as string);
    if (typeof ms !== 'number') return ms;
    wish.timeoutMs = ms;
    return at + 1;
  }
  if (left > 0 && isWord(word, 'count')) {
    const count = parseCount(argv[at + 1] as string);
    if (count === null) return NOT_AN_INTEGER;
    wish.count = Math.max(0, count);
    return at + 1;
  }
  if (left > 0 && isWord(word, 'streams')) return 'streams';
  if (left > 1 && isWord(word, 'group')) {
    if (!grouped) return NO_GROUP_OPTION;
    [wish.group, wish.consumer] = [argv[at + 1] as string, argv[at + 2] as string];
    return at + 2;
  }
  if (!isWord(word, 'noack')) return SYNTAX_ERROR;
  if (!grouped) return NO_NOACK_OPTION;
  wish.noAck = true;
  return at;
}

function readWish(argv: readonly string[], grouped: boolean): ReadWish | ErrorReply {
  const wish: ReadWish = {
    timeoutMs: null,
    count: 0,
    group: '',
    consumer: '',
    noAck: false,
    keysAt: 0,
    keys: [],
    idTexts: [],
  };
  let hasGroup = false;
  for (let at = 1; at < argv.length; at++) {
    const place = readOption(argv, at, wish, grouped);
    if (place === 'streams') {
      const words = argv.length - at - 1;
      if (words % 2 === 1) return UNBALANCED;
      wish.keysAt = at + 1;
      wish.keys = argv.slice(at + 1, at + 1 + words / 2);
      wish.idTexts = argv.slice(at + 1 + words / 2);
      break;
    }
    if (typeof place !== 'number') return place;
    if (isWord(argv[at], 'group')) hasGroup = true;
    at = place;
  }
  if (wish.keysAt === 0) return SYNTAX_ERROR;
  return grouped && !hasGroup ? error('ERR Missing GROUP option for XREADGROUP') : wish;
}

const DOLLAR_IN_GROUP = Object.freeze(
  error(
    'ERR The $ ID is meaningless in the context of XREADGROUP: you want to read the history of this consumer by specifying a proper ID, or use the > ID to get new messages. The $ ID would just return an empty result set.',
  ),
);
const NEW_WITHOUT_GROUP = Object.freeze(
  error('ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> option.'),
);

/** One stream of the wish: the IDs above `after` are wanted; null is `>`, what the group was not given yet. */
interface Source {
  readonly key: string;
  readonly after: StreamId | null;
}

function readSource(ctx: Context, wish: ReadWish, at: number, grouped: boolean): Source | ErrorReply {
  const [key, text] = [wish.keys[at] as string, wish.idTexts[at] as string];
  const stream = ctx.lookupRead(key);
  if (stream !== null && stream.type !== 'stream') return WRONG_TYPE;
  if (grouped && (stream === null || findGroup(stream, wish.group) === null)) {
    return error(`NOGROUP No such key '${key}' or consumer group '${wish.group}' in XREADGROUP with GROUP option`);
  }
  if (text === '$') return grouped ? DOLLAR_IN_GROUP : { key, after: stream?.lastId ?? ID_MIN };
  if (text === '>') return grouped ? { key, after: null } : NEW_WITHOUT_GROUP;
  const after = strictId(text);
  if (!isId(after)) return after;
  // The greatest ID is how `>` is told apart inside Redis, so it means the same.
  return { key, after: grouped && compareIds(after, ID_MAX) === 0 ? null : after };
}

/**
 * True when there is something above an ID. Who was blocked is woken for an entry that is gone again, and gets nothing.
 * REDIS: blocked.c serveClientsBlockedOnStreamKey compares with the last ID, t_stream.c with the last entry
 */
function hasMore(ctx: Context, stream: StreamValue, after: StreamId): boolean {
  if (ctx.readyKey !== null) return compareIds(stream.lastId, after) > 0;
  return stream.length > 0 && compareIds(lastEntryId(stream), after) > 0;
}

/** What an XREAD finds in a stream, or null when there is nothing yet. */
function readPlain(ctx: Context, { key, after }: Source, count: number): readonly Reply[] | null {
  const stream = ctx.lookupRead(key);
  if (stream === null || stream.type !== 'stream' || after === null) return null;
  if (!hasMore(ctx, stream, after)) return null;
  const start = nextId(after) ?? ID_MIN;
  const entries = entriesBetween(stream, start, ID_MAX, count === 0 ? Infinity : count, false);
  ctx.scanned += entries.length;
  return entries.map(entryReply);
}

/** Moves a group on past an entry. REDIS: t_stream.c streamReplyWithRange */
function advance(stream: StreamValue, group: StreamGroup, id: StreamId): void {
  if (compareIds(id, group.lastId) <= 0) return;
  if (group.entriesRead !== -1 && !hasTombstonesFrom(stream, id)) group.entriesRead += 1;
  else if (stream.entriesAdded > 0) group.entriesRead = entriesUpTo(stream, id);
  group.lastId = id;
}

/** Gives the next entries of a stream to a consumer. */
function deliver(ctx: Context, key: string, stream: StreamValue, group: StreamGroup, wish: ReadWish): Reply[] {
  const start = nextId(group.lastId) ?? ID_MIN;
  const entries = entriesBetween(stream, start, ID_MAX, wish.count === 0 ? Infinity : wish.count, false);
  ctx.scanned += entries.length;
  for (const { id } of entries) {
    advance(stream, group, id);
    if (wish.noAck) continue;
    const pending = { id, consumer: wish.consumer, deliveredAt: ctx.nowMs, deliveries: 1 };
    putPending(group, pending);
    propagateClaim(ctx, key, group, pending);
  }
  if (wish.noAck && entries.length > 0) propagateGroupId(ctx, key, group);
  return entries.map(entryReply);
}

/** What a consumer was given and has not acknowledged, delivered once more. */
function redeliver(ctx: Context, stream: StreamValue, group: StreamGroup, wish: ReadWish, after: StreamId): Reply[] {
  const start = nextId(after) ?? ID_MIN;
  const replies: Reply[] = [];
  for (let at = 0; at < group.pending.length; at++) {
    const one = group.pending[at];
    if (one === undefined || one.consumer !== wish.consumer || compareIds(one.id, start) < 0) continue;
    if (wish.count > 0 && replies.length === wish.count) break;
    const entry: StreamEntry | null = findEntry(stream, one.id);
    if (entry === null) replies.push([formatId(one.id), NIL_ARRAY]);
    else {
      group.pending[at] = { ...one, deliveredAt: ctx.nowMs, deliveries: one.deliveries + 1 };
      replies.push(entryReply(entry));
    }
  }
  ctx.scanned += replies.length;
  return replies;
}

/** What an XREADGROUP finds in a stream, or null when there is nothing new. */
function readGrouped(ctx: Context, { key, after }: Source, wish: ReadWish): readonly Reply[] | null {
  if (ctx.lookupRead(key) === null) return null; // counted as a read, though the group is written
  const stream = ctx.lookupWrite(key);
  if (stream === null || stream.type !== 'stream') return null;
  const seen = findGroup(stream, wish.group);
  if (seen === null) return null;
  if (after === null && !hasMore(ctx, stream, seen.lastId)) return null;
  const group = ownGroup(stream, wish.group) as StreamGroup; // it was just seen
  if (touchConsumer(ctx, key, group, wish.consumer) && wish.noAck) {
    ctx.alsoPropagate(['XGROUP', 'CREATECONSUMER', key, group.name, wish.consumer]);
  }
  const replies = after === null ? deliver(ctx, key, stream, group, wish) : redeliver(ctx, stream, group, wish, after);
  ctx.dirty += 1;
  return replies;
}

const GROUP_GONE = Object.freeze(error('NOGROUP the consumer group this client was blocked on no longer exists'));

function read(ctx: Context, argv: readonly string[], grouped: boolean): Reply | undefined {
  const wish = readWish(argv, grouped);
  if ('kind' in wish) return wish;
  if (grouped) ctx.preventPropagation();
  if (ctx.readyKey !== null && grouped && isGroupGone(ctx, ctx.readyKey, wish.group)) return GROUP_GONE;
  const sources: Source[] = [];
  for (let at = 0; at < wish.keys.length; at++) {
    if (ctx.readyKey !== null && wish.keys[at] !== ctx.readyKey) continue;
    const source = readSource(ctx, wish, at, grouped);
    if ('kind' in source) return source;
    sources.push(source);
  }
  const found: Reply[] = [];
  for (const source of sources) {
    const entries = grouped ? readGrouped(ctx, source, wish) : readPlain(ctx, source, wish.count);
    if (entries === null) continue;
    if (ctx.resp === 3) found.push(source.key, entries);
    else found.push([source.key, entries]);
  }
  if (found.length > 0) return ctx.resp === 3 ? map(found) : found;
  if (wish.timeoutMs === null) return NIL_ARRAY;
  return ctx.block({
    keys: wish.keys,
    type: 'stream',
    timeoutMs: wish.timeoutMs,
    onTimeout: NIL_ARRAY,
    unblockOnMissingKey: grouped,
    argv: ctx.readyKey === null ? resolved(argv, wish, sources) : argv,
  });
}

function isGroupGone(ctx: Context, key: string, name: string): boolean {
  const stream = ctx.peek(key);
  return stream !== null && stream.type === 'stream' && findGroup(stream, name) === null;
}

/** The command with the IDs that `$` stands for now: later it would stand for others. */
function resolved(argv: readonly string[], wish: ReadWish, sources: readonly Source[]): readonly string[] {
  const ids = sources.map(({ after }) => (after === null ? '>' : formatId(after)));
  return [...argv.slice(0, wish.keysAt + wish.keys.length), ...ids];
}

export const STREAM_READS: Runs = {
  xlen,
  xrange: (ctx, argv) => range(ctx, argv, false),
  xrevrange: (ctx, argv) => range(ctx, argv, true),
  xread: (ctx, argv) => read(ctx, argv, false),
  xreadgroup: (ctx, argv) => read(ctx, argv, true),
};
