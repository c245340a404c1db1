import type { ErrorReply, Reply } from '../../wire/reply.ts';
import { error, OK } from '../../wire/reply.ts';
import type { Context, Runs } from '../command.ts';
import { NOTIFY } from '../command.ts';
import { compareIds, formatId, ID_MIN, parseId } from '../encodings/stream-id.ts';
import { NOT_AN_INTEGER, WRONG_TYPE } from '../errors.ts';
import { parseCount } from '../numbers.ts';
import type { StreamConsumer, StreamGroup, StreamId, StreamPending, StreamValue } from '../value.ts';
import { isWord } from './arguments.ts';
import { newStream } from './stream.ts';
import { BAD_ID, isId, strictId } from './stream-arguments.ts';

/*
 * Consumer groups: a place in the stream shared by consumers, and the entries they were given and have not
 * acknowledged. REDIS: t_stream.c streamCG, streamConsumer, streamNACK
 */

function placeByName(items: readonly { readonly name: string }[], name: string): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle] as { readonly name: string }).name < name) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The group of that name for reading, or null. */
export function findGroup(stream: StreamValue, name: string): StreamGroup | null {
  const group = stream.groups[placeByName(stream.groups, name)];
  return group?.name === name ? group : null;
}

/** The group of that name of an owned stream, owned too, or null. */
export function ownGroup(stream: StreamValue, name: string): StreamGroup | null {
  const at = placeByName(stream.groups, name);
  const group = stream.groups[at];
  if (group?.name !== name) return null;
  if (group.owner === stream.owner) return group;
  const consumers = group.consumers.map((consumer) => ({ ...consumer }));
  const own: StreamGroup = { ...group, owner: stream.owner, pending: group.pending.slice(), consumers };
  stream.groups[at] = own;
  return own;
}

/**
 * The stream and group for writing, or nothing where either is missing. Counts a hit or a miss: Redis finds the key as
 * a reader does and writes all the same. REDIS: t_stream.c xackCommand, xclaimCommand, xautoclaimCommand
 */
export function groupToWrite(
  ctx: Context,
  key: string,
  name: string,
): { readonly stream: StreamValue; readonly group: StreamGroup } | ErrorReply | null {
  if (ctx.lookupRead(key) === null) return null;
  const stream = ctx.lookupWrite(key);
  if (stream === null) return null;
  if (stream.type !== 'stream') return WRONG_TYPE;
  const group = ownGroup(stream, name);
  return group === null ? null : { stream, group };
}

export function findConsumer(group: StreamGroup, name: string): StreamConsumer | null {
  const consumer = group.consumers[placeByName(group.consumers, name)];
  return consumer?.name === name ? consumer : null;
}

/** The consumer, made when it is not there; its clock is set. True when it was made. */
export function touchConsumer(ctx: Context, key: string, group: StreamGroup, name: string): boolean {
  const known = findConsumer(group, name);
  if (known !== null) {
    known.seenAt = ctx.nowMs;
    return false;
  }
  const consumer: StreamConsumer = { name, seenAt: ctx.nowMs, activeAt: ctx.nowMs };
  group.consumers.splice(placeByName(group.consumers, name), 0, consumer);
  ctx.notify(NOTIFY.stream, 'xgroup-createconsumer', key);
  ctx.dirty += 1;
  return true;
}

/** The first pending entry of a group whose ID is not below `id`. */
export function pendingPlace({ pending }: StreamGroup, id: StreamId): number {
  let low = 0;
  let high = pending.length;
  const last = pending[high - 1];
  if (last === undefined || compareIds(last.id, id) < 0) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareIds((pending[middle] as StreamPending).id, id) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The pending entry of exactly this ID, or null. */
export function findPending(group: StreamGroup, id: StreamId): StreamPending | null {
  const one = group.pending[pendingPlace(group, id)];
  return one !== undefined && compareIds(one.id, id) === 0 ? one : null;
}

/** Puts an entry among the pending ones of an owned group, in place of one with its ID. */
export function putPending(group: StreamGroup, entry: StreamPending): void {
  const at = pendingPlace(group, entry.id);
  const known = group.pending[at];
  const isThere = known !== undefined && compareIds(known.id, entry.id) === 0;
  group.pending.splice(at, isThere ? 1 : 0, entry);
}

/** Takes a pending entry from an owned group; false when it is not there. */
export function removePending(group: StreamGroup, id: StreamId): boolean {
  const at = pendingPlace(group, id);
  const known = group.pending[at];
  if (known === undefined || compareIds(known.id, id) !== 0) return false;
  group.pending.splice(at, 1);
  return true;
}

/** REDIS: t_stream.c streamPropagateGroupID */
export function propagateGroupId(ctx: Context, key: string, group: StreamGroup): void {
  const { name, lastId, entriesRead } = group;
  ctx.alsoPropagate(['XGROUP', 'SETID', key, name, formatId(lastId), 'ENTRIESREAD', String(entriesRead)]);
}

/** One delivery or claim as what it came to. REDIS: t_stream.c streamPropagateXCLAIM */
export function propagateClaim(ctx: Context, key: string, group: StreamGroup, entry: StreamPending): void {
  const { id, consumer, deliveredAt, deliveries } = entry;
  ctx.alsoPropagate([
    'XCLAIM',
    key,
    group.name,
    consumer,
    '0',
    formatId(id),
    'TIME',
    String(deliveredAt),
    'RETRYCOUNT',
    String(deliveries),
    'FORCE',
    'JUSTID',
    'LASTID',
    formatId(group.lastId),
  ]);
}

/** REDIS: networking.c addReplySubcommandSyntaxError */
export function subcommandSyntax(argv: readonly string[]): ErrorReply {
  const [container = '', given = ''] = argv;
  const shown = given.slice(0, 128);
  return error(
    `ERR unknown subcommand or wrong number of arguments for '${shown}'. Try ${container.toUpperCase()} HELP.`,
  );
}

export function noSuchGroup(group: string, key: string): ErrorReply {
  return error(`NOGROUP No such consumer group '${group}' for key name '${key}'`);
}

const KEY_NEEDED = Object.freeze(
  error(
    'ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM option to create an empty stream automatically.',
  ),
);
const BUSY_GROUP = Object.freeze(error('BUSYGROUP Consumer Group name already exists'));

interface GroupOptions {
  mkStream: boolean;
  entriesRead: number;
}

function readGroupOptions(argv: readonly string[], creates: boolean): GroupOptions | ErrorReply {
  const options: GroupOptions = { mkStream: false, entriesRead: -1 };
  for (let at = 5; at < argv.length; at++) {
    if (creates && isWord(argv[at], 'mkstream')) options.mkStream = true;
    else if (isWord(argv[at], 'entriesread') && argv[at + 1] !== undefined) {
      const count = parseCount(argv[at + 1] as string);
      if (count === null) return NOT_AN_INTEGER;
      if (count < -1) return error('ERR value for ENTRIESREAD must be positive or -1');
      options.entriesRead = count;
      at += 1;
    } else return subcommandSyntax(argv);
  }
  return options;
}

function groupStart(stream: StreamValue | null, text: string): StreamId | ErrorReply {
  return text === '$' ? (stream?.lastId ?? ID_MIN) : strictId(text);
}

function create(ctx: Context, argv: readonly string[]): Reply {
  const options = readGroupOptions(argv, true);
  if ('kind' in options) return options;
  const [, , key = '', name = '', from = ''] = argv;
  let stream = ctx.lookupWrite(key);
  if (stream !== null && stream.type !== 'stream') return WRONG_TYPE;
  if (stream === null && !options.mkStream) return KEY_NEEDED;
  if (argv.length > 8) return subcommandSyntax(argv);
  const lastId = groupStart(stream, from);
  if (!isId(lastId)) return lastId;
  if (stream === null) {
    stream = newStream(ctx);
    ctx.addKey(key, stream);
    ctx.signalModified(key);
  }
  const at = placeByName(stream.groups, name);
  if (stream.groups[at]?.name === name) return BUSY_GROUP;
  const { entriesRead } = options;
  stream.groups.splice(at, 0, { owner: ctx.owner, name, lastId, entriesRead, pending: [], consumers: [] });
  ctx.dirty += 1;
  ctx.notify(NOTIFY.stream, 'xgroup-create', key);
  return OK;
}

/** A subcommand on a group that must be there. */
function onGroup(
  ctx: Context,
  argv: readonly string[],
  run: (stream: StreamValue, group: StreamGroup) => Reply,
): Reply {
  const [, , key = '', name = ''] = argv;
  const stream = ctx.lookupWrite(key);
  if (stream === null) return KEY_NEEDED;
  if (stream.type !== 'stream') return WRONG_TYPE;
  const group = ownGroup(stream, name);
  return group === null ? noSuchGroup(name, key) : run(stream, group);
}

function setId(ctx: Context, argv: readonly string[]): Reply {
  const options = readGroupOptions(argv, false);
  if ('kind' in options) return options;
  return onGroup(ctx, argv, (stream, group) => {
    if (argv.length !== 5 && argv.length !== 7) return subcommandSyntax(argv);
    const text = argv[4] as string;
    // Alone among all IDs of streams this one may be `-` or `+`.
    const lastId = text === '$' ? stream.lastId : (parseId(text, 0, false) ?? BAD_ID);
    if (!isId(lastId)) return lastId;
    group.lastId = lastId;
    group.entriesRead = options.entriesRead;
    ctx.dirty += 1;
    ctx.notify(NOTIFY.stream, 'xgroup-setid', argv[2] as string);
    return OK;
  });
}

function destroy(ctx: Context, argv: readonly string[]): Reply {
  const [, , key = '', name = ''] = argv;
  const stream = ctx.lookupWrite(key);
  if (stream === null) return KEY_NEEDED;
  if (stream.type !== 'stream') return WRONG_TYPE;
  const at = placeByName(stream.groups, name);
  if (stream.groups[at]?.name !== name) return 0;
  stream.groups.splice(at, 1);
  ctx.dirty += 1;
  ctx.notify(NOTIFY.stream, 'xgroup-destroy', key);
  // Whoever waits in this group is told that it is gone.
  ctx.signalReady(key);
  return 1;
}

function createConsumer(ctx: Context, argv: readonly string[]): Reply {
  return onGroup(ctx, argv, (_, group) => {
    const name = argv[4] as string;
    if (findConsumer(group, name) !== null) return 0;
    touchConsumer(ctx, argv[2] as string, group, name);
    return 1;
  });
}

function deleteConsumer(ctx: Context, argv: readonly string[]): Reply {
  return onGroup(ctx, argv, (_, group) => {
    const name = argv[4] as string;
    if (findConsumer(group, name) === null) return 0;
    const before = group.pending.length;
    group.pending = group.pending.filter((one) => one.consumer !== name);
    group.consumers.splice(placeByName(group.consumers, name), 1);
    ctx.notify(NOTIFY.stream, 'xgroup-delconsumer', argv[2] as string);
    ctx.dirty += 1;
    return before - group.pending.length;
  });
}

function xack(ctx: Context, argv: readonly string[]): Reply {
  const [, key = '', name = ''] = argv;
  const found = groupToWrite(ctx, key, name);
  if (found === null) return 0;
  if ('kind' in found) return found;
  const ids: StreamId[] = [];
  for (let i = 3; i < argv.length; i++) {
    const id = strictId(argv[i] as string);
    if (!isId(id)) return id;
    ids.push(id);
  }
  let acknowledged = 0;
  for (const id of ids) if (removePending(found.group, id)) acknowledged += 1;
  ctx.dirty += acknowledged;
  ctx.scanned += ids.length - 1;
  return acknowledged;
}

export const STREAM_GROUPS: Runs = {
  'xgroup|create': create,
  'xgroup|setid': setId,
  'xgroup|destroy': destroy,
  'xgroup|createconsumer': createConsumer,
  'xgroup|delconsumer': deleteConsumer,
  xack,
};
