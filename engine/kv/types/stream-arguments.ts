import type { ErrorReply } from '../../wire/reply.ts';
import { error } from '../../wire/reply.ts';
import type { Context } from '../command.ts';
import { ID_MIN, nextId, parseId, parseOpenId, previousId, SEQ_MAX } from '../encodings/stream-id.ts';
import { NOT_AN_INTEGER, SYNTAX_ERROR } from '../errors.ts';
import { parseCount } from '../numbers.ts';
import type { StreamId } from '../value.ts';
import { isWord } from './arguments.ts';
import type { Trim } from './stream.ts';

/* Reading the arguments of stream commands. REDIS: t_stream.c streamParseAddOrTrimArgsOrReply and family */

export const BAD_ID = Object.freeze(error('ERR Invalid stream ID specified as stream command argument'));

/** An ID that may not be `-` or `+`. */
export function strictId(text: string): StreamId | ErrorReply {
  return parseId(text, 0, true) ?? BAD_ID;
}

export function isId(read: StreamId | ErrorReply): read is StreamId {
  return 'ms' in read;
}

/** Both ends of a range; `(` leaves an end itself out. */
export function readInterval(low: string, high: string): readonly [StreamId, StreamId] | ErrorReply {
  const start = bound(low, 0, nextId, 'ERR invalid start ID for the interval');
  if (!isId(start)) return start;
  const end = bound(high, SEQ_MAX, previousId, 'ERR invalid end ID for the interval');
  return isId(end) ? [start, end] : end;
}

/** One end of a range; `step` goes past an ID that is left out. */
export function bound(
  text: string,
  missingSeq: number | bigint,
  step: (id: StreamId) => StreamId | null,
  noneLeft: string,
): StreamId | ErrorReply {
  const open = text.length > 1 && text.startsWith('(');
  const id = parseId(open ? text.slice(1) : text, missingSeq, open);
  if (id === null) return BAD_ID;
  return open ? (step(id) ?? error(noneLeft)) : id;
}

/** What XADD and XTRIM have in common. */
interface TrimArguments {
  readonly trim: Trim | null;
  /** Where the threshold stands, for what is propagated. */
  readonly thresholdAt: number;
  readonly noMkStream: boolean;
  /** XADD: where the ID stands; XTRIM: the end of the arguments. */
  readonly end: number;
}

interface Reading {
  maxLength: number | null;
  minId: StreamId | null;
  approximate: boolean;
  limit: number | null;
  thresholdAt: number;
  noMkStream: boolean;
}

const BOTH = 'ERR syntax error, MAXLEN and MINID options at the same time are not compatible';

/** Reads `MAXLEN|MINID [=|~] threshold` at `at`; the place of the threshold or an error. */
function readThreshold(argv: readonly string[], at: number, read: Reading): number | ErrorReply {
  if (read.maxLength !== null || read.minId !== null) return error(BOTH);
  const isLength = isWord(argv[at], 'maxlen');
  const hasMark = at + 2 < argv.length && (argv[at + 1] === '~' || argv[at + 1] === '=');
  read.approximate = hasMark && argv[at + 1] === '~';
  const place = hasMark ? at + 2 : at + 1;
  const text = argv[place] as string;
  if (isLength) {
    const length = parseCount(text);
    if (length === null) return NOT_AN_INTEGER;
    if (length < 0) return error('ERR The MAXLEN argument must be >= 0.');
    read.maxLength = length;
  } else {
    const id = strictId(text);
    if (!isId(id)) return id;
    read.minId = id;
  }
  read.thresholdAt = place;
  return place;
}

/** Reads one option; the place of its last word, `'id'` where XADD's ID stands, or an error. */
function readOption(argv: readonly string[], at: number, read: Reading, xadd: boolean): number | 'id' | ErrorReply {
  const word = argv[at] as string;
  const hasMore = at + 1 < argv.length;
  if (xadd && word === '*') return 'id';
  if (hasMore && (isWord(word, 'maxlen') || isWord(word, 'minid'))) return readThreshold(argv, at, read);
  if (hasMore && isWord(word, 'limit')) {
    const limit = parseCount(argv[at + 1] as string);
    if (limit === null) return NOT_AN_INTEGER;
    if (limit < 0) return error('ERR The LIMIT argument must be >= 0.');
    read.limit = limit;
    return at + 1;
  }
  if (xadd && isWord(word, 'nomkstream')) {
    read.noMkStream = true;
    return at;
  }
  if (!xadd) return SYNTAX_ERROR;
  return parseOpenId(word) !== null || parseId(word, 0, true) !== null ? 'id' : BAD_ID;
}

const NO_TRIM: TrimArguments = Object.freeze({ trim: null, thresholdAt: 0, noMkStream: false, end: 2 });

export function readTrimArguments(ctx: Context, argv: readonly string[], xadd: boolean): TrimArguments | ErrorReply {
  if (xadd && argv[2] === '*') return NO_TRIM;
  const read: Reading = {
    maxLength: null,
    minId: null,
    approximate: false,
    limit: null,
    thresholdAt: 0,
    noMkStream: false,
  };
  let at = 2;
  for (; at < argv.length; at++) {
    const place = readOption(argv, at, read, xadd);
    if (place === 'id') break;
    if (typeof place !== 'number') return place;
    at = place;
  }
  const trims = read.maxLength !== null || read.minId !== null;
  if (read.limit && !trims) {
    return error('ERR syntax error, LIMIT cannot be used without specifying a trimming strategy');
  }
  if (!xadd && !trims) return error('ERR syntax error, XTRIM must be called with a trimming strategy');
  if (!ctx.loading && read.limit !== null && !read.approximate) {
    return error('ERR syntax error, LIMIT cannot be used without the special ~ option');
  }
  const { maxLength, approximate, thresholdAt, noMkStream } = read;
  const trim = { maxLength, minId: read.minId ?? ID_MIN, approximate, limit: limitOf(ctx, read) };
  return { trim: trims ? trim : null, thresholdAt, noMkStream, end: at };
}

/** Without a LIMIT, a hundred nodes bound the work of one approximate trim. */
function limitOf(ctx: Context, { limit, approximate }: Reading): number {
  if (ctx.loading) return 0;
  if (limit !== null) return limit;
  if (!approximate) return 0;
  const entries = 100 * ctx.limits.streamNodeMaxEntries;
  return entries <= 0 ? 10_000 : Math.min(entries, 1_000_000);
}
