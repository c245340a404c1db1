import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { byteStringOf } from '../../base/bytes.ts';
import { dictEach } from '../../kv/dict.ts';
import { datasetDigest } from '../../kv/digest.ts';
import { decodeRdb, RdbReader, restoreDump } from '../../kv/rdb/decode.ts';
import { encodeDump, encodeRdb } from '../../kv/rdb/encode.ts';
import type { Value } from '../../kv/value.ts';
import { LoadedData } from './rdb-files.ts';
import { datasetCommands } from './redis-dataset.ts';
import { hasRedis, RedisServer } from './redis-server.ts';

/*
 * RDB files between this engine and redis-server 7.0.15. The file and digest in recorded/ were written by the real
 * server from redis-dataset.ts; they are checked everywhere, and where the server is installed the files of either
 * side are loaded by the other.
 */

const recorded = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`recorded/${name}`, import.meta.url)));
const DUMP = recorded('dataset.rdb');
const DIGEST = byteStringOf(recorded('dataset.digest')).trim();

function load(bytes: Uint8Array): LoadedData {
  const data = new LoadedData();
  expect(decodeRdb(bytes, data)).toEqual({ upTo: bytes.length, failure: null });
  return data;
}

function entries(data: LoadedData, db: number): Map<string, Value> {
  const found = new Map<string, Value>();
  for (const { index, keys } of data.dbs) if (index === db) dictEach(keys, (key, value) => found.set(key, value));
  return found;
}

describe('a file written by redis-server', () => {
  test('is read whole: keys, times to live, functions, fields, and the digest is the same', () => {
    const data = load(DUMP);
    expect(datasetDigest(data.dbs)).toBe(DIGEST);
    expect(data.functions).toHaveLength(1);
    expect(data.fields[0]).toEqual(['redis-ver', '7.0.15']);
    expect(data.dbs.map(({ index, expires }) => [index, expires.count])).toEqual([
      [0, 3],
      [3, 1],
      [15, 0],
    ]);
  });

  test('comes back from our own file with the same digest', () => {
    const again = encodeRdb(load(DUMP).source());
    expect(datasetDigest(load(again).dbs)).toBe(DIGEST);
    expect(datasetDigest(load(encodeRdb(load(DUMP).source({ compression: false, checksum: false }))).dbs)).toBe(DIGEST);
  });

  test.each([1, 100, 3000, 65536])('is read in pieces of %i bytes as at once', (step) => {
    const bytes = step === 1 ? DUMP.subarray(0, 4000) : DUMP;
    const data = new LoadedData();
    const reader = new RdbReader(data);
    for (let at = 0; at < bytes.length; at += step) reader.feed(bytes.slice(at, at + step));
    const whole = new LoadedData();
    expect(reader.end()).toEqual(decodeRdb(bytes, whole));
    expect(datasetDigest(data.dbs)).toBe(datasetDigest(whole.dbs));
  });

  test('cut anywhere ends too early at the last whole record', () => {
    for (let length = 0; length < DUMP.length; length += length < 3000 ? 13 : 9973) {
      const { upTo, failure } = decodeRdb(DUMP.subarray(0, length), new LoadedData());
      expect(failure?.kind).toBe('truncated');
      expect(failure?.text).toMatch(/^Internal error in RDB reading offset 0, function at rdb\.c:\d{4} -> /);
      expect(upTo).toBeLessThanOrEqual(length);
    }
  });

  test('with one byte changed is refused by its checksum or before', () => {
    for (let at = 9; at < DUMP.length; at += 7919) {
      const bytes = DUMP.slice();
      bytes[at]! ^= 0x10; // inside
      const { failure } = decodeRdb(bytes, new LoadedData());
      expect(failure).not.toBeNull();
    }
  });

  test('every value comes back from DUMP and RESTORE', () => {
    const data = load(DUMP);
    for (const value of entries(data, 0).values()) {
      const restored = restoreDump(encodeDump(value), data);
      expect(typeof restored).toBe('object');
      expect(encodeDump(restored as Value)).toEqual(encodeDump(value)); // just seen to be no error
    }
  });
});

describe.runIf(hasRedis)('with redis-server beside', () => {
  test('each loads what the other wrote, with one digest, and redis-check-rdb is content', async () => {
    const real = await RedisServer.start();
    const replies = await real.client.pipeline(datasetCommands(2));
    expect(
      replies.filter(
        (reply) => typeof reply === 'object' && reply !== null && 'kind' in reply && reply.kind === 'error',
      ),
    ).toEqual([]);
    await real.client.call('SAVE');
    const digest = await real.client.call('DEBUG', 'DIGEST');
    const data = load(readFileSync(join(real.dir, 'dump.rdb')));
    expect(digest).toEqual({ kind: 'simple', text: datasetDigest(data.dbs) });
    await expectSameDumps(real, data);
    await real.stop();

    const ours = encodeRdb(data.source());
    expectSound(ours);
    const second = await RedisServer.start({ files: { 'dump.rdb': ours } });
    expect(await second.client.call('DEBUG', 'DIGEST')).toEqual(digest);
    expect(await second.client.call('FCALL', 'answer', '0')).toBe(42);
    await second.stop();
  }, 60_000);

  test('both say the same of a file that ends too early, wherever it ends', async () => {
    const real = await RedisServer.start({ config: ['rdbcompression no'] });
    await real.client.pipeline([
      ['XADD', 's', '1-1', 'f', 'v'],
      ['XGROUP', 'CREATE', 's', 'g', '0'],
      ['XREADGROUP', 'GROUP', 'g', 'c', 'STREAMS', 's', '>'],
      ['SAVE'],
    ]);
    const whole = new Uint8Array(readFileSync(join(real.dir, 'dump.rdb')));
    await real.stop();
    for (let length = whole.length - 131; length < whole.length; length += 3) {
      const bytes = whole.slice(0, length);
      const log = await RedisServer.start({ files: { 'dump.rdb': bytes } }).then(
        () => 'it started',
        (error: Error) => error.message,
      );
      const { failure } = decodeRdb(bytes, new LoadedData());
      expect(log).toContain(failure?.text ?? 'no failure');
    }
  }, 60_000);

  test('our payloads are what DUMP gives, and RESTORE takes them', async () => {
    const real = await RedisServer.start({ config: ['sanitize-dump-payload yes'] });
    const data = load(DUMP);
    for (const [key, value] of entries(data, 0)) {
      expect(await real.client.call('RESTORE', key, '0', byteStringOf(encodeDump(value)))).toEqual({
        kind: 'simple',
        text: 'OK',
      });
      const encoding = await real.client.call('OBJECT', 'ENCODING', key);
      expect([key, encoding]).toEqual([key, value.encoding]);
    }
    await real.stop();
  }, 60_000);
});

/** Values without an order of their own in a hash table, and streams with deleted entries, have more than one form. */
async function expectSameDumps(real: RedisServer, data: LoadedData): Promise<void> {
  let compared = 0;
  for (const [key, value] of entries(data, 0)) {
    if (value.encoding === 'hashtable' || key === 'x:nodes') continue;
    expect([key, await real.client.call('DUMP', key)]).toEqual([key, byteStringOf(encodeDump(value))]);
    compared++;
  }
  expect(compared).toBeGreaterThan(120);
}

function expectSound(rdb: Uint8Array): void {
  const dir = mkdtempSync(join(tmpdir(), 'inflight-rdb-'));
  writeFileSync(join(dir, 'ours.rdb'), rdb);
  expect(execFileSync('redis-check-rdb', [join(dir, 'ours.rdb')], { encoding: 'utf8' })).toContain('RDB looks OK!');
  rmSync(dir, { recursive: true });
}
