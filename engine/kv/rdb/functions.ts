import { byteStringOf, bytesOf } from '../../base/bytes.ts';
import { plainText } from '../../wire/byte-text.ts';
import { ByteWriter } from '../../wire/byte-writer.ts';
import { Crc64 } from './crc64.ts';
import { RdbCursor } from './cursor.ts';
import { DUMP_PAYLOAD_WRONG, FOOTER_BYTES, verifyDump } from './decode.ts';
import { CorruptRdb, ShortRead } from './failure.ts';
import { OPCODE, RDB_VERSION } from './opcodes.ts';
import { RdbWriter } from './rdb-writer.ts';

/*
 * What FUNCTION DUMP answers and FUNCTION RESTORE takes: the functions section of an RDB file, with a footer like that
 * of DUMP. REDIS: functions.c functionDumpCommand, functionRestoreCommand
 */

export function encodeFunctions(codes: readonly string[]): string {
  const rdb = new RdbWriter(true, new ByteWriter(256));
  const { out } = rdb;
  for (const code of codes) {
    out.u8(OPCODE.function2);
    rdb.string(code);
  }
  out.u16(RDB_VERSION);
  const crc = new Crc64().update(out.bytes, 0, out.at);
  out.u32(crc.low);
  out.u32(crc.high);
  return byteStringOf(out.take());
}

/** The texts of the libraries, or the error. */
export function readFunctions(payload: string): readonly string[] | string {
  const bytes = bytesOf(payload);
  if (!verifyDump(bytes)) return DUMP_PAYLOAD_WRONG;
  const end = bytes.length - FOOTER_BYTES;
  const cursor = new RdbCursor(bytes, plainText, 0, end);
  const codes: string[] = [];
  try {
    while (cursor.at < end) {
      const type = cursor.u8();
      if (type === OPCODE.functionPreGa) return 'ERR Pre-GA function format not supported';
      if (type !== OPCODE.function2) return 'ERR given type is not a function';
      codes.push(cursor.string());
    }
  } catch (thrown) {
    if (thrown instanceof ShortRead || thrown instanceof CorruptRdb) return 'ERR Failed loading library data';
    throw thrown;
  }
  return codes;
}
