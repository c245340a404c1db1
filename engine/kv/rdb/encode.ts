import type { ByteText } from '../../wire/byte-text.ts';
import { plainText } from '../../wire/byte-text.ts';
import { ByteWriter } from '../../wire/byte-writer.ts';
import type { RdbSource } from '../codec.ts';
import { dictEachIn, dictGet, dictSlices } from '../dict.ts';
import type { SnapshotDb } from '../state.ts';
import type { Value } from '../value.ts';
import { Crc64 } from './crc64.ts';
import { LRU_CLOCK_MAX, OPCODE, RDB_VERSION } from './opcodes.ts';
import { RdbWriter } from './rdb-writer.ts';
import { typeByteOf, writeValue } from './write-value.ts';

/*
 * A data set as the bytes of an RDB file, version 10, as Redis 7.0 writes it. REDIS: rdb.c rdbSaveRio, rdbSaveDb
 */

/** The whole file. */
export function encodeRdb(source: RdbSource, text: ByteText = plainText): Uint8Array {
  const slices = encodeRdbInSlices(source, text);
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) return value;
  }
}

/** The same for somebody who has other things to do in between. The source must not change meanwhile. */
export function* encodeRdbInSlices(
  source: RdbSource,
  text: ByteText = plainText,
): Generator<undefined, Uint8Array, undefined> {
  const rdb = new RdbWriter(source.compression, new ByteWriter(65536, text));
  const { out } = rdb;
  out.latin1(`REDIS${String(RDB_VERSION).padStart(4, '0')}`);
  for (const [name, value] of source.aux) {
    out.u8(OPCODE.aux);
    rdb.string(name);
    rdb.string(value);
  }
  for (const library of source.functions) {
    out.u8(OPCODE.function2);
    rdb.string(library);
  }
  for (const db of source.dbs) if (db.keys.count > 0) yield* writeDb(rdb, db, source.access);
  out.u8(OPCODE.eof);
  const crc = new Crc64();
  if (source.checksum) crc.update(out.bytes, 0, out.at);
  out.u32(crc.low);
  out.u32(crc.high);
  return out.take();
}

function* writeDb(rdb: RdbWriter, db: SnapshotDb, access: RdbSource['access']): Generator<undefined, void, undefined> {
  const { out } = rdb;
  out.u8(OPCODE.selectDb);
  rdb.length(db.index);
  out.u8(OPCODE.resizeDb);
  rdb.length(db.keys.count);
  rdb.length(db.expires.count);
  const write = (key: string, value: Value): void => {
    const expireAt = db.expires.count === 0 ? undefined : dictGet(db.expires, key);
    if (expireAt !== undefined) {
      out.u8(OPCODE.expireTimeMs);
      out.u64(expireAt);
    }
    if (access !== null) writeAccess(rdb, value, access);
    out.u8(typeByteOf(value));
    rdb.string(key);
    writeValue(rdb, value);
  };
  for (let slice = 0; slice < dictSlices(db.keys); slice++) {
    dictEachIn(db.keys, slice, write);
    yield;
  }
}

/** REDIS: rdbSaveKeyValuePair; evict.c estimateObjectIdleTime */
function writeAccess(rdb: RdbWriter, { lru }: Value, access: NonNullable<RdbSource['access']>): void {
  if (access.kind === 'lfu') {
    rdb.out.u8(OPCODE.freq);
    rdb.out.u8(lru);
  } else {
    rdb.out.u8(OPCODE.idle);
    rdb.length(access.clock >= lru ? access.clock - lru : access.clock + LRU_CLOCK_MAX - lru);
  }
}

/** What DUMP answers: the type, the value, the version, a checksum over all of it. REDIS: cluster.c createDumpPayload */
export function encodeDump(value: Value, compression = true): Uint8Array {
  const rdb = new RdbWriter(compression, new ByteWriter(256));
  const { out } = rdb;
  out.u8(typeByteOf(value));
  writeValue(rdb, value);
  out.u16(RDB_VERSION);
  const crc = new Crc64().update(out.bytes, 0, out.at);
  out.u32(crc.low);
  out.u32(crc.high);
  return out.take();
}

/** Bytes the value takes in an RDB file, without its type and key. REDIS: rdbSavedObjectLen */
export function savedSize(value: Value, compression = true): number {
  const rdb = new RdbWriter(compression, new ByteWriter(256));
  writeValue(rdb, value);
  return rdb.out.at;
}
