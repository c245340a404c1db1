import { ByteWriter } from '../../wire/byte-writer.ts';
import { formatDouble } from '../../wire/reply.ts';
import { writeBulk, writeCommand } from '../../wire/resp-request.ts';
import type { RdbSource } from '../codec.ts';
import { dictEach, dictEachIn, dictGet, dictSlices } from '../dict.ts';
import { packedMember, packedScore } from '../encodings/packed-zset.ts';
import { nodeEntries } from '../encodings/stream-node.ts';
import type { StreamGroup, StreamId, StreamValue, Value, ZsetValue } from '../value.ts';
import { encodeTimestamp } from './entry.ts';

/*
 * A data set as the commands that make it: the base of an append-only file under `aof-use-rdb-preamble no`.
 * REDIS: aof.c rewriteAppendOnlyFileRio, rewriteListObject and its family
 */

/** Elements of one command. REDIS: server.h AOF_REWRITE_ITEMS_PER_CMD */
const ITEMS_MAX = 64;

type Source = Pick<RdbSource, 'dbs' | 'functions'>;

/** The whole file. `unixSeconds` is written at its head under `aof-timestamp-enabled yes`, else null. */
export function encodeAof(source: Source, unixSeconds: number | null = null): Uint8Array {
  const slices = encodeAofInSlices(source, unixSeconds);
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) return value;
  }
}

/** The same for somebody who has other things to do in between. The source must not change meanwhile. */
export function* encodeAofInSlices(
  source: Source,
  unixSeconds: number | null,
): Generator<undefined, Uint8Array, undefined> {
  const out = new ByteWriter(65536);
  if (unixSeconds !== null) out.latin1(encodeTimestamp(unixSeconds));
  for (const library of source.functions) writeCommand(out, ['FUNCTION', 'LOAD', library]);
  for (const db of source.dbs) {
    if (db.keys.count === 0) continue;
    writeCommand(out, ['SELECT', String(db.index)]);
    const write = (key: string, value: Value): void => {
      writeValue(out, key, value);
      const expireAt = dictGet(db.expires, key);
      if (expireAt !== undefined) writeCommand(out, ['PEXPIREAT', key, String(expireAt)]);
    };
    for (let slice = 0; slice < dictSlices(db.keys); slice++) {
      dictEachIn(db.keys, slice, write);
      yield;
    }
  }
  return out.take();
}

function writeValue(out: ByteWriter, key: string, value: Value): void {
  switch (value.type) {
    case 'string':
      writeCommand(out, ['SET', key, String(value.data)]);
      break;
    case 'list': {
      const items: string[] = [];
      for (const node of value.nodes) for (const item of node.items) items.push(item);
      writeItems(out, 'RPUSH', key, items, 1);
      break;
    }
    case 'set': {
      const members: string[] = [];
      if (value.encoding === 'intset') for (const item of value.data.items) members.push(String(item));
      else dictEach(value.data, (member) => members.push(member));
      writeItems(out, 'SADD', key, members, 1);
      break;
    }
    case 'hash': {
      const pairs: string[] = [];
      if (value.encoding === 'hashtable') dictEach(value.data, (field, text) => pairs.push(field, text));
      writeItems(out, 'HMSET', key, value.encoding === 'listpack' ? value.data : pairs, 2);
      break;
    }
    case 'zset':
      writeItems(out, 'ZADD', key, scoresAndMembers(value), 2);
      break;
    case 'stream':
      writeStream(out, key, value);
  }
}

function scoresAndMembers(value: ZsetValue): string[] {
  const pairs: string[] = [];
  if (value.encoding === 'skiplist') {
    dictEach(value.scores, (member, score) => pairs.push(formatDouble(score), member));
    return pairs;
  }
  const { data } = value;
  for (let at = 0; at < data.length; at += 2) pairs.push(formatDouble(packedScore(data, at)), packedMember(data, at));
  return pairs;
}

/** One command for every so many elements of `width` words each. */
function writeItems(out: ByteWriter, command: string, key: string, items: readonly string[], width: 1 | 2): void {
  const step = ITEMS_MAX * width;
  for (let from = 0; from < items.length; from += step) {
    const to = Math.min(items.length, from + step);
    out.latin1(`*${to - from + 2}\r\n`);
    writeBulk(out, command);
    writeBulk(out, key);
    for (let i = from; i < to; i++) writeBulk(out, items[i]!); // i is inside
  }
}

function text({ ms, seq }: StreamId): string {
  return `${ms}-${seq}`;
}

function writeStream(out: ByteWriter, key: string, stream: StreamValue): void {
  for (const node of stream.nodes) {
    for (const { id, fields } of nodeEntries(node)) writeCommand(out, ['XADD', key, text(id), ...fields]);
  }
  // An entry that is trimmed away at once leaves an empty stream.
  if (stream.length === 0) writeCommand(out, ['XADD', key, 'MAXLEN', '0', '0-1', 'x', 'y']);
  const { lastId, entriesAdded, maxDeletedId } = stream;
  writeCommand(out, [
    'XSETID',
    key,
    text(lastId),
    'ENTRIESADDED',
    String(entriesAdded),
    'MAXDELETEDID',
    text(maxDeletedId),
  ]);
  for (const group of stream.groups) writeGroup(out, key, group);
}

function writeGroup(out: ByteWriter, key: string, group: StreamGroup): void {
  const { name, lastId, entriesRead, pending, consumers } = group;
  writeCommand(out, ['XGROUP', 'CREATE', key, name, text(lastId), 'ENTRIESREAD', String(entriesRead)]);
  const busy = new Set(pending.map(({ consumer }) => consumer));
  for (const consumer of consumers) {
    if (!busy.has(consumer.name)) {
      writeCommand(out, ['XGROUP', 'CREATECONSUMER', key, name, consumer.name]);
      continue;
    }
    for (const { id, consumer: owner, deliveredAt, deliveries } of pending) {
      if (owner !== consumer.name) continue;
      writeCommand(out, [
        'XCLAIM',
        key,
        name,
        owner,
        '0',
        text(id),
        'TIME',
        String(deliveredAt),
        'RETRYCOUNT',
        String(deliveries),
        'JUSTID',
        'FORCE',
      ]);
    }
  }
}
