import type { ErrorReply, Reply } from '../../wire/reply.ts';
import { error, NIL_ARRAY } from '../../wire/reply.ts';
import type { Context, Runs } from '../command.ts';
import { compareIds, formatId, ID_MIN, nextId, parseId } from '../encodings/stream-id.ts';
import { NOT_AN_INTEGER, SYNTAX_ERROR, WRONG_TYPE } from '../errors.ts';
import { parseCount } from '../numbers.ts';
import type { StreamGroup, StreamId, StreamPending, StreamValue } from '../value.ts';
import { atLeast, isWord } from './arguments.ts';
import { entryReply, findEntry } from './stream.ts';
import { bound, isId, readInterval, strictId } from './stream-arguments.ts';
import {
  findConsumer,
  findGroup,
  findPending,
  groupToWrite,
  pendingPlace,
  propagateClaim,
  propagateGroupId,
  putPending,
  removePending,
  touchConsumer,
} from './stream-group.ts';

/* What was delivered and not acknowledged, seen and taken over. REDIS: t_stream.c xpendingCommand, xclaimCommand */

function missing(key: string, group: string): ErrorReply {
  return error(`NOGROUP No such key '${key}' or consumer group '${group}'`);
}

interface PendingWish {
  readonly minIdle: number;
  readonly start: StreamId;
  readonly end: StreamId;
  readonly count: number;
  readonly consumer: string | null;
}

function readPendingWish(argv: readonly string[]): PendingWish | ErrorReply {
  let at = 3;
  let minIdle = 0;
  if (isWord(argv[3], 'idle')) {
    const given = parseCount(argv[4] as string);
    if (given === null) return NOT_AN_INTEGER;
    if (argv.length < 8) return SYNTAX_ERROR;
    minIdle = given;
    at = 5;
  }
  const count = parseCount(argv[at + 2] as string);
  if (count === null) return NOT_AN_INTEGER;
  const interval = readInterval(argv[at] as string, argv[at + 1] as string);
  if ('kind' in interval) return interval;
  const [start, end] = interval;
  return { minIdle, start, end, count: Math.max(0, count), consumer: argv[at + 3] ?? null };
}

function pendingSummary({ pending, consumers }: StreamGroup): Reply {
  const [first, last] = [pending[0], pending.at(-1)];
  if (first === undefined || last === undefined) return [0, null, null, NIL_ARRAY];
  const counts = new Map<string, number>();
  for (const { consumer } of pending) counts.set(consumer, (counts.get(consumer) ?? 0) + 1);
  const busy = consumers.filter(({ name }) => counts.has(name)).map(({ name }) => [name, String(counts.get(name))]);
  return [pending.length, formatId(first.id), formatId(last.id), busy];
}

function xpending(ctx: Context, argv: readonly string[]): Reply {
  if (argv.length !== 3 && (argv.length < 6 || argv.length > 9)) return SYNTAX_ERROR;
  const wish = argv.length === 3 ? null : readPendingWish(argv);
  if (wish !== null && 'kind' in wish) return wish;
  const [, key = '', name = ''] = argv;
  const stream = ctx.lookupRead(key);
  if (stream !== null && stream.type !== 'stream') return WRONG_TYPE;
  const group = stream === null ? null : findGroup(stream, name);
  if (group === null) return missing(key, name);
  if (wish === null) return pendingSummary(group);
  if (wish.consumer !== null && findConsumer(group, wish.consumer) === null) return [];
  const found: Reply[] = [];
  for (let at = pendingPlace(group, wish.start); at < group.pending.length && found.length < wish.count; at++) {
    const { id, consumer, deliveredAt, deliveries } = group.pending[at] as StreamPending;
    if (compareIds(id, wish.end) > 0) break;
    ctx.scanned += 1;
    const idle = ctx.nowMs - deliveredAt;
    if ((wish.consumer !== null && consumer !== wish.consumer) || (wish.minIdle !== 0 && idle < wish.minIdle)) continue;
    found.push([formatId(id), consumer, Math.max(0, idle), deliveries]);
  }
  return found;
}

interface ClaimOptions {
  /** Unix milliseconds; null for now. */
  deliveredAt: number | null;
  deliveries: number | null;
  force: boolean;
  justId: boolean;
  lastId: StreamId;
}

/** Reads what follows the IDs. */
function readClaimOptions(ctx: Context, argv: readonly string[], from: number): ClaimOptions | ErrorReply {
  const options: ClaimOptions = { deliveredAt: null, deliveries: null, force: false, justId: false, lastId: ID_MIN };
  for (let at = from; at < argv.length; at++) {
    const [word, next] = [argv[at] as string, argv[at + 1]];
    const name = word.toLowerCase();
    if (name === 'force') options.force = true;
    else if (name === 'justid') options.justId = true;
    else if (next !== undefined && (name === 'idle' || name === 'time' || name === 'retrycount')) {
      const value = parseCount(next);
      if (value === null) return error(`ERR Invalid ${name.toUpperCase()} option argument for XCLAIM`);
      if (name === 'idle') options.deliveredAt = ctx.nowMs - value;
      else if (name === 'time') options.deliveredAt = value;
      else options.deliveries = value;
      at += 1;
    } else if (next !== undefined && name === 'lastid') {
      const id = strictId(next);
      if (!isId(id)) return id;
      options.lastId = id;
      at += 1;
    } else return error(`ERR Unrecognized XCLAIM option '${word}'`);
  }
  return options;
}

function xclaim(ctx: Context, argv: readonly string[]): Reply {
  const [, key = '', name = '', consumer = '', idleText = ''] = argv;
  const found = groupToWrite(ctx, key, name);
  if (found === null) return missing(key, name);
  if ('kind' in found) return found;
  const minIdle = parseCount(idleText);
  if (minIdle === null) return error('ERR Invalid min-idle-time argument for XCLAIM');
  const ids: StreamId[] = [];
  let at = 5;
  for (; at < argv.length; at++) {
    const id = parseId(argv[at] as string, 0, true);
    if (id === null) break;
    ids.push(id);
  }
  const options = readClaimOptions(ctx, argv, at);
  if ('kind' in options) return options;
  const { stream, group } = found;
  let movesGroup = compareIds(options.lastId, group.lastId) > 0;
  if (movesGroup) group.lastId = options.lastId;
  const replies: Reply[] = [];
  for (const id of ids) {
    const outcome = claimOne(ctx, key, stream, group, { id, consumer, minIdle: Math.max(0, minIdle), options });
    if (outcome !== 'untouched') movesGroup = false;
    if (outcome !== 'untouched' && outcome !== 'gone') replies.push(outcome.reply);
  }
  if (movesGroup) {
    propagateGroupId(ctx, key, group);
    ctx.dirty += 1;
  }
  ctx.scanned += ids.length - 1;
  ctx.preventPropagation();
  return replies;
}

interface Claim {
  readonly id: StreamId;
  readonly consumer: string;
  readonly minIdle: number;
  readonly options: ClaimOptions;
}

function claimOne(
  ctx: Context,
  key: string,
  stream: StreamValue,
  group: StreamGroup,
  { id, consumer, minIdle, options }: Claim,
): 'untouched' | 'gone' | { readonly reply: Reply } {
  const known = findPending(group, id);
  const entry = findEntry(stream, id);
  if (entry === null) {
    if (known === null) return 'untouched';
    dropGone(ctx, key, group, known);
    return 'gone';
  }
  if (known === null && !options.force) return 'untouched';
  if (known !== null && minIdle > 0 && ctx.nowMs - known.deliveredAt < minIdle) return 'untouched';
  const given = options.deliveredAt ?? ctx.nowMs;
  const before = known?.deliveries ?? 1;
  const counted = options.justId ? before : before + 1;
  const deliveries = options.deliveries !== null && options.deliveries >= 0 ? options.deliveries : counted;
  const claimed = { id, consumer, deliveredAt: given < 0 || given > ctx.nowMs ? ctx.nowMs : given, deliveries };
  touchConsumer(ctx, key, group, consumer);
  putPending(group, claimed);
  propagateClaim(ctx, key, group, claimed);
  ctx.dirty += 1;
  return { reply: options.justId ? formatId(id) : entryReply(entry) };
}

/** Forgets a pending entry whose entry was deleted. */
function dropGone(ctx: Context, key: string, group: StreamGroup, gone: StreamPending): void {
  propagateClaim(ctx, key, group, gone);
  removePending(group, gone.id);
  ctx.dirty += 1;
}

interface AutoClaim {
  count: number;
  justId: boolean;
}

/** REDIS: LONG_MAX / max(sizeof(streamID), attempts_factor) */
const COUNT_MAX = 2 ** 63 / 16;
const ATTEMPTS_FACTOR = 10;

function readAutoClaim(argv: readonly string[]): AutoClaim | ErrorReply {
  const wish: AutoClaim = { count: 100, justId: false };
  for (let at = 6; at < argv.length; at++) {
    if (isWord(argv[at], 'count') && argv[at + 1] !== undefined) {
      const count = atLeast(argv[at + 1] as string, 1, 'ERR COUNT must be > 0');
      if (typeof count !== 'number') return count;
      if (count > COUNT_MAX) return error('ERR COUNT must be > 0');
      wish.count = count;
      at += 1;
    } else if (isWord(argv[at], 'justid')) wish.justId = true;
    else return SYNTAX_ERROR;
  }
  return wish;
}

function xautoclaim(ctx: Context, argv: readonly string[]): Reply {
  const [, key = '', name = '', consumer = '', idleText = '', from = ''] = argv;
  const minIdle = parseCount(idleText);
  if (minIdle === null) return error('ERR Invalid min-idle-time argument for XAUTOCLAIM');
  const start = bound(from, 0, nextId, 'ERR invalid start ID for the interval');
  if (!isId(start)) return start;
  const wish = readAutoClaim(argv);
  if ('kind' in wish) return wish;
  const found = groupToWrite(ctx, key, name);
  if (found === null) return missing(key, name);
  if ('kind' in found) return found;
  ctx.preventPropagation();
  return autoClaim(ctx, key, found, { ...wish, consumer, minIdle, start });
}

function autoClaim(
  ctx: Context,
  key: string,
  { stream, group }: { readonly stream: StreamValue; readonly group: StreamGroup },
  wish: AutoClaim & { readonly consumer: string; readonly minIdle: number; readonly start: StreamId },
): Reply {
  const replies: Reply[] = [];
  const gone: string[] = [];
  let left = wish.count;
  let at = pendingPlace(group, wish.start);
  for (let attempts = wish.count * ATTEMPTS_FACTOR; attempts > 0 && left > 0 && at < group.pending.length; attempts--) {
    const known = group.pending[at] as StreamPending;
    const entry = findEntry(stream, known.id);
    ctx.scanned += 1;
    if (entry === null) {
      dropGone(ctx, key, group, known);
      gone.push(formatId(known.id));
      left -= 1;
      continue;
    }
    at += 1;
    if (wish.minIdle > 0 && ctx.nowMs - known.deliveredAt < wish.minIdle) continue;
    const deliveries = known.deliveries + (wish.justId ? 0 : 1);
    const claimed = { id: known.id, consumer: wish.consumer, deliveredAt: ctx.nowMs, deliveries };
    touchConsumer(ctx, key, group, wish.consumer);
    group.pending[at - 1] = claimed;
    replies.push(wish.justId ? formatId(known.id) : entryReply(entry));
    left -= 1;
    propagateClaim(ctx, key, group, claimed);
    ctx.dirty += 1;
  }
  const next = group.pending[at];
  return [formatId(next?.id ?? ID_MIN), replies, gone];
}

export const STREAM_CLAIMS: Runs = { xpending, xclaim, xautoclaim };
