import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { byteStringOf, bytesOf } from '../../base/bytes.ts';
import { decodeAof } from '../../kv/aof/decode.ts';
import { encodeCommand, encodeTimestamp } from '../../kv/aof/entry.ts';
import { decodeManifest, encodeManifest } from '../../kv/aof/manifest.ts';
import { encodeAof } from '../../kv/aof/rewrite.ts';
import type { AofSink } from '../../kv/codec.ts';
import { decodeRdb } from '../../kv/rdb/decode.ts';
import { encodeRdb } from '../../kv/rdb/encode.ts';
import type { AofManifest } from '../../kv/state.ts';
import { LoadedData } from './rdb-files.ts';
import type { Command } from './redis-dataset.ts';
import { datasetCommands } from './redis-dataset.ts';
import { hasRedis, RedisServer } from './redis-server.ts';

/*
 * Append-only files between this engine and redis-server 7.0.15: what either side writes, the other loads, and where
 * one of them is cut or broken, both say the same of it.
 */

const recorded = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`recorded/${name}`, import.meta.url)));
const DIGEST = byteStringOf(recorded('dataset.digest')).trim();
const MANIFEST: AofManifest = {
  base: { name: 'appendonly.aof.1.base.rdb', seq: 1, kind: 'base' },
  incr: [{ name: 'appendonly.aof.1.incr.aof', seq: 1, kind: 'incr' }],
  history: [],
  baseSeq: 1,
  incrSeq: 1,
};

class Replayed extends LoadedData implements AofSink {
  readonly commands: string[][] = [];

  command(argv: readonly string[]): null {
    this.commands.push([...argv]);
    return null;
  }
}

function dataset(): LoadedData {
  const data = new LoadedData();
  decodeRdb(recorded('dataset.rdb'), data);
  return data;
}

/** A folder of a server with this base and this incremental file. */
function folder(base: Uint8Array, incr: Uint8Array): string {
  const dir = mkdtempSync(join(tmpdir(), 'inflight-aof-'));
  mkdirSync(join(dir, 'appendonlydir'));
  const put = (name: string, bytes: Uint8Array): void => writeFileSync(join(dir, 'appendonlydir', name), bytes);
  put('appendonly.aof.1.base.rdb', base);
  put('appendonly.aof.1.incr.aof', incr);
  put('appendonly.aof.manifest', bytesOf(encodeManifest(MANIFEST)));
  return dir;
}

const incrPath = (dir: string): string => join(dir, 'appendonlydir', 'appendonly.aof.1.incr.aof');

test('the commands a recorded server wrote are read from its file', () => {
  const bytes = recorded('commands.aof');
  const sink = new Replayed();
  expect(decodeAof(bytes, sink)).toEqual({ upTo: bytes.length, failure: null });
  const text = sink.commands.map(encodeCommand).join('');
  expect(text).toBe(byteStringOf(bytes).replace(/#TS:\d+\r\n/g, ''));
  expect(sink.commands[0]).toEqual(['SELECT', '0']);
});

describe.runIf(hasRedis)('with redis-server beside', () => {
  test('it loads our base in either format and our commands behind it, and redis-check-aof is content', async () => {
    const data = dataset();
    const commands: Command[] = [
      ['SELECT', '0'],
      ['SET', 'later', '1'],
      ['MULTI'],
      ['INCR', 'later'],
      ['DEL', 'l:ints'],
      ['EXEC'],
    ];
    const incr = bytesOf(encodeTimestamp(1700000000) + commands.map(encodeCommand).join(''));
    const digests: unknown[] = [];
    for (const base of [encodeRdb(data.source()), encodeAof(data.source())]) {
      const dir = folder(base, incr);
      const check = execFileSync('redis-check-aof', [join(dir, 'appendonlydir', 'appendonly.aof.manifest')], {
        encoding: 'utf8',
      });
      expect(check).toContain('All AOF files and manifest are valid');
      const real = await RedisServer.start({ dir, config: ['appendonly yes'] });
      expect(await real.client.call('GET', 'later')).toBe('2');
      expect(await real.client.call('DEL', 'later')).toBe(1);
      digests.push(await real.client.call('DEBUG', 'DIGEST'));
      await real.stop();
      rmSync(dir, { recursive: true });
    }
    expect(digests[0]).toEqual(digests[1]);
  }, 60_000);

  test('a base of commands alone makes the whole data set', async () => {
    const dir = folder(encodeAof(dataset().source()), new Uint8Array(0));
    const real = await RedisServer.start({ dir, config: ['appendonly yes'] });
    expect(await real.client.call('DEBUG', 'DIGEST')).toEqual({ kind: 'simple', text: DIGEST });
    await real.stop();
    rmSync(dir, { recursive: true });
  }, 60_000);

  test('we read what it wrote: the manifest, and every command in its order', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'inflight-aof-'));
    const real = await RedisServer.start({ dir, config: ['appendonly yes', 'aof-timestamp-enabled yes'] });
    await real.client.pipeline(datasetCommands(3));
    const digest = await real.client.call('DEBUG', 'DIGEST');
    const read = (name: string): Uint8Array => new Uint8Array(readFileSync(join(dir, 'appendonlydir', name)));
    const text = byteStringOf(read('appendonly.aof.manifest'));
    expect(decodeManifest(text)).toEqual(MANIFEST);
    expect(encodeManifest(MANIFEST)).toBe(text);
    const sink = new Replayed();
    const bytes = read('appendonly.aof.1.incr.aof');
    expect(decodeAof(bytes, sink)).toEqual({ upTo: bytes.length, failure: null });
    expect(decodeAof(read('appendonly.aof.1.base.rdb'), sink).failure).toBeNull();
    await real.stop();
    rmSync(dir, { recursive: true });
    const second = await RedisServer.start();
    await second.client.pipeline([['DEBUG', 'QUICKLIST-PACKED-THRESHOLD', '100'], ...sink.commands]);
    expect(await second.client.call('DEBUG', 'DIGEST')).toEqual(digest);
    await second.stop();
  }, 60_000);

  test('a file cut at any byte of its tail is cut further to the same length by both', async () => {
    const commands: Command[] = [
      ['SELECT', '0'],
      ['SET', 'k', 'v'],
      ['RPUSH', 'list', 'a', 'bb', ''],
      ['SET', 'last', 'x'],
    ];
    const whole = commands.map(encodeCommand).join('');
    for (let length = whole.length - 1; length > whole.length - 60; length -= 4) {
      const dir = folder(encodeRdb(new LoadedData().source()), bytesOf(whole.slice(0, length)));
      const real = await RedisServer.start({ dir, config: ['appendonly yes'] });
      const sink = new Replayed();
      expect([length, decodeAof(bytesOf(whole.slice(0, length)), sink).upTo]).toEqual([
        length,
        statSync(incrPath(dir)).size,
      ]);
      await real.stop();
      rmSync(dir, { recursive: true });
    }
  }, 60_000);

  test.each([['*1\r\n:4\r\nPING\r\n'], ['garbage\r\n'], ['*0\r\n'], ['*2\r\n$3\r\nGET\r\n$100\r\nx']])(
    'both refuse %j in one sentence',
    async (tail) => {
      const text = encodeCommand(['SET', 'k', 'v']) + tail;
      const dir = folder(encodeRdb(new LoadedData().source()), bytesOf(text));
      const log = await RedisServer.start({ dir, config: ['appendonly yes', 'aof-load-truncated no'] }).then(
        () => 'it started',
        () => readFileSync(join(dir, 'server.log'), 'utf8'),
      );
      const { failure } = decodeAof(bytesOf(text), new Replayed(), { file: 'appendonly.aof.1.incr.aof' });
      expect(log).toContain(failure?.text ?? 'no failure');
      rmSync(dir, { recursive: true });
    },
    60_000,
  );
});
