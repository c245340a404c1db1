import { ByteWriter } from '../../wire/byte-writer.ts';
import { formatDouble } from '../../wire/reply.ts';
import { dictEach } from '../dict.ts';
import { packedMember, packedScore } from '../encodings/packed-zset.ts';
import { nodeId } from '../encodings/stream-node.ts';
import type { ListValue, StreamGroup, StreamId, StreamValue, Value, ZsetValue } from '../value.ts';
import { writeIntset } from './intset.ts';
import { ListpackWriter } from './listpack.ts';
import { NODE_PACKED, NODE_PLAIN, TYPE } from './opcodes.ts';
import type { RdbWriter } from './rdb-writer.ts';
import { STREAM_ID_BYTES, writeStreamNode } from './stream.ts';

/*
 * A value in the form Redis 7.0 saves it: packed values as the packed block they are, the others element by element.
 * REDIS: rdb.c rdbSaveObjectType, rdbSaveObject
 */

/** Where packed blocks are put together before they are written as strings. */
const block = new ByteWriter(16384);
const listpack = new ListpackWriter(block);

/** The type byte of a value. */
export function typeByteOf(value: Value): number {
  switch (value.type) {
    case 'string':
      return TYPE.string;
    case 'list':
      return TYPE.listQuicklist2;
    case 'set':
      return value.encoding === 'intset' ? TYPE.setIntset : TYPE.set;
    case 'zset':
      return value.encoding === 'listpack' ? TYPE.zsetListpack : TYPE.zset2;
    case 'hash':
      return value.encoding === 'listpack' ? TYPE.hashListpack : TYPE.hash;
    case 'stream':
      return TYPE.streamListpacks2;
  }
}

/** Writes what follows the type byte and the key. */
export function writeValue(rdb: RdbWriter, value: Value): void {
  switch (value.type) {
    case 'string':
      if (typeof value.data === 'string') rdb.string(value.data);
      else rdb.integer(value.data);
      break;
    case 'list':
      writeList(rdb, value);
      break;
    case 'set':
      if (value.encoding === 'intset') {
        block.reset();
        writeIntset(block, value.data);
        rdb.blob(block.view());
      } else {
        rdb.length(value.data.count);
        dictEach(value.data, (member) => rdb.string(member));
      }
      break;
    case 'zset':
      writeZset(rdb, value);
      break;
    case 'hash':
      if (value.encoding === 'listpack') writeListpack(rdb, value.data);
      else {
        rdb.length(value.data.count);
        dictEach(value.data, (field, text) => {
          rdb.string(field);
          rdb.string(text);
        });
      }
      break;
    case 'stream':
      writeStream(rdb, value);
  }
}

function writeListpack(rdb: RdbWriter, items: readonly string[]): void {
  block.reset();
  listpack.begin();
  for (const item of items) listpack.entry(item);
  listpack.finish();
  rdb.blob(block.view());
}

function writeList(rdb: RdbWriter, { nodes }: ListValue): void {
  rdb.length(nodes.length);
  for (const node of nodes) {
    rdb.length(node.plain ? NODE_PLAIN : NODE_PACKED);
    if (node.plain)
      rdb.string(node.items[0]!); // a plain node holds its one element
    else writeListpack(rdb, node.items);
  }
}

function writeZset(rdb: RdbWriter, value: ZsetValue): void {
  if (value.encoding === 'listpack') {
    block.reset();
    listpack.begin();
    for (let at = 0; at < value.data.length; at += 2) {
      listpack.entry(packedMember(value.data, at));
      writeScore(packedScore(value.data, at));
    }
    listpack.finish();
    rdb.blob(block.view());
    return;
  }
  const list = value.data;
  rdb.length(list.length);
  // From the greatest to the smallest, so that a reader always inserts at the head.
  for (let node = list.tail; node !== 0; node = list.backward[node]!) {
    rdb.string(list.members[node]!); // nodes reached by links exist
    rdb.double(list.scores[node]!);
  }
}

/** A score of a packed sorted set: as an integer wherever it is one of 64 bits. REDIS: zzlInsertAt, double2ll */
function writeScore(score: number): void {
  if (Number.isSafeInteger(score)) listpack.integer(score);
  else if (Number.isInteger(score) && Math.abs(score) < 2 ** 63) listpack.integer(BigInt(score));
  else listpack.entry(formatDouble(score));
}

function writeStream(rdb: RdbWriter, stream: StreamValue): void {
  rdb.length(stream.nodes.length);
  for (const node of stream.nodes) {
    block.reset();
    writeRawId(block, nodeId(node, 0)); // a node without entries does not exist
    rdb.blob(block.view());
    block.reset();
    writeStreamNode(listpack, node);
    rdb.blob(block.view());
  }
  rdb.length(stream.length);
  writeId(rdb, stream.lastId);
  writeId(rdb, stream.firstId);
  writeId(rdb, stream.maxDeletedId);
  rdb.length(stream.entriesAdded);
  rdb.length(stream.groups.length);
  for (const group of stream.groups) writeGroup(rdb, group);
}

function writeId(rdb: RdbWriter, { ms, seq }: StreamId): void {
  rdb.length(ms);
  rdb.length(seq);
}

/** 128 bits, big endian. */
function writeRawId(out: ByteWriter, { ms, seq }: StreamId): void {
  out.reserve(STREAM_ID_BYTES);
  for (const part of [ms, seq]) {
    let rest = BigInt(part);
    for (let i = 7; i >= 0; i--, rest >>= 8n) out.bytes[out.at + i] = Number(rest & 0xffn);
    out.at += 8;
  }
}

function writeGroup(rdb: RdbWriter, group: StreamGroup): void {
  rdb.string(group.name);
  writeId(rdb, group.lastId);
  rdb.length(group.entriesRead);
  rdb.length(group.pending.length);
  for (const { id, deliveredAt, deliveries } of group.pending) {
    writeRawId(rdb.out, id);
    rdb.out.u64(deliveredAt);
    rdb.length(deliveries);
  }
  const idsOf = new Map<string, StreamId[]>(group.consumers.map(({ name }) => [name, []]));
  for (const { consumer, id } of group.pending) idsOf.get(consumer)?.push(id);
  rdb.length(group.consumers.length);
  for (const { name, seenAt } of group.consumers) {
    rdb.string(name);
    rdb.out.u64(seenAt);
    const ids = idsOf.get(name) ?? [];
    rdb.length(ids.length);
    for (const id of ids) writeRawId(rdb.out, id);
  }
}
