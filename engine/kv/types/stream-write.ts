import type { ErrorReply, Reply } from '../../wire/reply.ts';
import { error, OK } from '../../wire/reply.ts';
import type { Context, Runs } from '../command.ts';
import { NOTIFY } from '../command.ts';
import {
  compareIds,
  formatId,
  ID_MAX,
  isZeroId,
  nextId,
  parseId,
  parseOpenId,
  SEQ_MAX,
} from '../encodings/stream-id.ts';
import { NO_SUCH_KEY, NOT_AN_INTEGER, SYNTAX_ERROR, WRONG_TYPE, wrongArity } from '../errors.ts';
import { parseCount } from '../numbers.ts';
import type { StreamId, StreamValue } from '../value.ts';
import { isWord } from './arguments.ts';
import type { Trim } from './stream.ts';
import { lastEntryId, newStream, streamAppend, streamDelete, streamTrim } from './stream.ts';
import { isId, readTrimArguments, strictId } from './stream-arguments.ts';

/* XADD, XTRIM, XDEL, XSETID. REDIS: t_stream.c xaddCommand and family */

const ID_ZERO = Object.freeze(error('ERR The ID specified in XADD must be greater than 0-0'));
const ID_TOO_SMALL = Object.freeze(
  error('ERR The ID specified in XADD is equal or smaller than the target stream top item'),
);
const IDS_EXHAUSTED = Object.freeze(
  error('ERR The stream has exhausted the last possible ID, unable to add more items'),
);

/** The ID the server chooses: the clock, or right after the last one where the clock is not ahead. */
function idNow(ctx: Context, last: StreamId): StreamId | null {
  return ctx.nowMs > last.ms ? { ms: ctx.nowMs, seq: 0 } : nextId(last);
}

function idFor(ctx: Context, stream: StreamValue, text: string): StreamId | null {
  if (text === '*') return idNow(ctx, stream.lastId);
  const ms = parseOpenId(text);
  if (ms === null) return parseId(text, 0, true);
  if (ms !== stream.lastId.ms) return { ms, seq: 0 };
  return stream.lastId.seq === SEQ_MAX ? null : nextId(stream.lastId);
}

function xadd(ctx: Context, argv: readonly string[]): Reply {
  const wish = readTrimArguments(ctx, argv, true);
  if ('kind' in wish) return wish;
  const fieldsAt = wish.end + 1;
  const fieldCount = argv.length - fieldsAt;
  if (fieldCount < 2 || fieldCount % 2 === 1) return wrongArity('xadd');
  const idText = argv[wish.end] as string;
  const given = idText === '*' ? null : parseId(idText, 0, true);
  if (given !== null && isZeroId(given)) return ID_ZERO;
  const key = argv[1] as string;
  let stream = ctx.lookupWrite(key);
  if (stream === null) {
    if (wish.noMkStream) return null;
    stream = newStream(ctx);
    ctx.addKey(key, stream);
  } else if (stream.type !== 'stream') return WRONG_TYPE;
  if (stream.lastId.ms === SEQ_MAX && stream.lastId.seq === SEQ_MAX) return IDS_EXHAUSTED;
  const id = idFor(ctx, stream, idText);
  if (id === null || compareIds(id, stream.lastId) <= 0) return ID_TOO_SMALL;
  streamAppend(ctx, stream, id, argv.slice(fieldsAt));
  const text = formatId(id);
  ctx.signalModified(key);
  ctx.notify(NOTIFY.stream, 'xadd', key);
  ctx.dirty += 1;
  const { trim } = wish;
  if (trim !== null && trimNow(ctx, stream, trim) > 0) ctx.notify(NOTIFY.stream, 'xtrim', key);
  if (ctx.propagates && (given === null || trim?.approximate)) {
    const exact = trim?.approximate ? exactly(argv, wish.thresholdAt, stream, trim) : argv.slice();
    if (given === null) exact[wish.end] = text;
    ctx.propagateAs(exact);
  }
  ctx.signalReady(key);
  return text;
}

function trimNow(ctx: Context, stream: StreamValue, trim: Trim): number {
  const removed = streamTrim(stream, trim);
  ctx.scanned += removed;
  return removed;
}

/** The first ID of the first node, whether or not its entry is still there. REDIS: t_stream.c streamGetEdgeID */
function firstEverId({ nodes: [first] }: StreamValue): StreamId {
  return first === undefined ? ID_MAX : first.master.id;
}

/** The same trim with its outcome instead of `~`. REDIS: streamRewriteApproxSpecifier, streamRewriteTrimArgument */
function exactly(argv: readonly string[], thresholdAt: number, stream: StreamValue, trim: Trim): string[] {
  const exact = argv.slice();
  exact[thresholdAt - 1] = '=';
  exact[thresholdAt] = trim.maxLength === null ? formatId(firstEverId(stream)) : String(stream.length);
  return exact;
}

function xtrim(ctx: Context, argv: readonly string[]): Reply {
  const wish = readTrimArguments(ctx, argv, false);
  if ('kind' in wish) return wish;
  const key = argv[1] as string;
  const stream = ctx.lookupWrite(key);
  if (stream === null) return 0;
  if (stream.type !== 'stream') return WRONG_TYPE;
  const { trim } = wish;
  const removed = trim === null ? 0 : trimNow(ctx, stream, trim);
  if (removed > 0) {
    ctx.notify(NOTIFY.stream, 'xtrim', key);
    if (trim?.approximate) ctx.propagateAs(exactly(argv, wish.thresholdAt, stream, trim));
    ctx.signalModified(key);
    ctx.dirty += removed;
  }
  return removed;
}

function xdel(ctx: Context, argv: readonly string[]): Reply {
  const key = argv[1] as string;
  const stream = ctx.lookupWrite(key);
  if (stream === null) return 0;
  if (stream.type !== 'stream') return WRONG_TYPE;
  const ids: StreamId[] = [];
  for (let i = 2; i < argv.length; i++) {
    const id = strictId(argv[i] as string);
    if (!isId(id)) return id;
    ids.push(id);
  }
  let deleted = 0;
  for (const id of ids) if (streamDelete(stream, id)) deleted += 1;
  ctx.scanned += ids.length - 1;
  if (deleted > 0) {
    ctx.signalModified(key);
    ctx.notify(NOTIFY.stream, 'xdel', key);
    ctx.dirty += deleted;
  }
  return deleted;
}

interface SetIdOptions {
  entriesAdded: number | null;
  maxDeletedId: StreamId | null;
}

function readSetIdOptions(argv: readonly string[], id: StreamId): SetIdOptions | ErrorReply {
  const options: SetIdOptions = { entriesAdded: null, maxDeletedId: null };
  for (let at = 3; at < argv.length; at += 2) {
    const text = argv[at + 1];
    if (text !== undefined && isWord(argv[at], 'entriesadded')) {
      const count = parseCount(text);
      if (count === null) return NOT_AN_INTEGER;
      if (count < 0) return error('ERR entries_added must be positive');
      options.entriesAdded = count;
    } else if (text !== undefined && isWord(argv[at], 'maxdeletedid')) {
      const deleted = strictId(text);
      if (!isId(deleted)) return deleted;
      if (compareIds(id, deleted) < 0) {
        return error('ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id');
      }
      options.maxDeletedId = deleted;
    } else return SYNTAX_ERROR;
  }
  return options;
}

/** Why this ID cannot be the last one, or null. */
function setIdRefusal(stream: StreamValue, id: StreamId, entriesAdded: number | null): ErrorReply | null {
  if (stream.length === 0) return null;
  if (compareIds(id, lastEntryId(stream)) < 0) {
    return error('ERR The ID specified in XSETID is smaller than the target stream top item');
  }
  if (entriesAdded === null || stream.length <= entriesAdded) return null;
  return error('ERR The entries_added specified in XSETID is smaller than the target stream length');
}

function xsetid(ctx: Context, argv: readonly string[]): Reply {
  const id = strictId(argv[2] as string);
  if (!isId(id)) return id;
  const options = readSetIdOptions(argv, id);
  if ('kind' in options) return options;
  const key = argv[1] as string;
  const stream = ctx.lookupWrite(key);
  if (stream === null) return NO_SUCH_KEY;
  if (stream.type !== 'stream') return WRONG_TYPE;
  const refusal = setIdRefusal(stream, id, options.entriesAdded);
  if (refusal !== null) return refusal;
  stream.lastId = id;
  if (options.entriesAdded !== null) stream.entriesAdded = options.entriesAdded;
  if (options.maxDeletedId !== null && !isZeroId(options.maxDeletedId)) stream.maxDeletedId = options.maxDeletedId;
  ctx.dirty += 1;
  ctx.notify(NOTIFY.stream, 'xsetid', key);
  ctx.signalModified(key);
  return OK;
}

export const STREAM_WRITES: Runs = { xadd, xtrim, xdel, xsetid };
