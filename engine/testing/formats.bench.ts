import { readFileSync } from 'node:fs';
import { datasetDigest } from '../kv/digest.ts';
import { Crc64 } from '../kv/rdb/crc64.ts';
import { decodeRdb } from '../kv/rdb/decode.ts';
import { encodeRdb } from '../kv/rdb/encode.ts';
import { ByteWriter } from '../wire/byte-writer.ts';
import { OK } from '../wire/reply.ts';
import { ReplyEncoder } from '../wire/resp-encode.ts';
import { RequestParser, writeCommand } from '../wire/resp-request.ts';
import type { Bench } from './bench.ts';
import { LoadedData } from './oracles/rdb-files.ts';

/*
 * How fast the formats of Redis are read and written: pipelined requests and replies, and a file of every type and
 * encoding. Prints, and judges nothing.
 */

const COMMANDS = 1000;

function requests(): Uint8Array {
  const writer = new ByteWriter();
  for (let i = 0; i < COMMANDS; i++) writeCommand(writer, ['SET', `key:${String(i).padStart(12, '0')}`, 'value']);
  return writer.take();
}

const bench: Bench = async (report) => {
  report.heading('RESP');
  const bytes = requests();
  const parser = new RequestParser();
  await report.measure(
    'pipelined SETs parsed',
    () => {
      for (let at = 0; at < bytes.length; at += 16384) {
        parser.feed(bytes.subarray(at, at + 16384));
        while (parser.next() !== null);
      }
    },
    { units: COMMANDS, unit: 'command' },
  );
  const encoder = new ReplyEncoder();
  await report.measure(
    'replies written',
    () => {
      encoder.writer.reset();
      for (let i = 0; i < COMMANDS; i++) encoder.reply(i % 2 === 0 ? OK : 'value');
    },
    { units: COMMANDS, unit: 'reply' },
  );

  report.heading('RDB');
  const file = new Uint8Array(readFileSync(new URL('oracles/recorded/dataset.rdb', import.meta.url)));
  const data = new LoadedData();
  decodeRdb(file, data);
  const inKilobytes = { units: file.length / 1024, unit: 'kB' };
  await report.measure('file read', () => decodeRdb(file, new LoadedData()), inKilobytes);
  await report.measure('file written', () => encodeRdb(data.source()), inKilobytes);
  await report.measure(
    'file written without compression',
    () => encodeRdb(data.source({ compression: false })),
    inKilobytes,
  );
  await report.measure('checksum', () => new Crc64().update(file), inKilobytes);
  await report.measure('digest of the data set', () => datasetDigest(data.dbs), inKilobytes);
};

export default bench;
