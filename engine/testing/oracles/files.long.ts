import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bytesOf } from '../../base/bytes.ts';
import { encodeManifest } from '../../kv/aof/manifest.ts';
import { encodeAof } from '../../kv/aof/rewrite.ts';
import { datasetDigest } from '../../kv/digest.ts';
import { kvMachine } from '../../kv/machine.ts';
import { decodeRdb } from '../../kv/rdb/decode.ts';
import { encodeRdb } from '../../kv/rdb/encode.ts';
import type { KvState } from '../../kv/state.ts';
import type { DiskView, Out } from '../../sim/machine.ts';
import { pcg } from './pseudo-random.ts';
import { LoadedData } from './rdb-files.ts';
import type { Command } from './redis-dataset.ts';
import { hasRedis, RedisServer } from './redis-server.ts';

/*
 * Large files, and files cut at every byte, between the engine and redis-server.
 */

const KEYS = 100_000;

/** Commands for so many keys of all types, from tiny to beyond their packed encodings. */
function manyKeys(count: number, seed: number): Command[] {
  const draw = pcg(seed);
  const word = (): string => String.fromCharCode(...Array.from({ length: draw(30) }, () => draw(256)));
  const words = (most: number): string[] => Array.from({ length: 1 + draw(most) }, word);
  const commands: Command[] = [];
  for (let i = 0; i < count; i++) {
    const most = draw(200) === 0 ? 700 : 12;
    switch (draw(7)) {
      case 0:
        commands.push(['SET', `k${i}`, draw(2) === 0 ? String(draw(1 << 30) - (1 << 29)) : word().repeat(1 + draw(8))]);
        break;
      case 1:
        commands.push(['RPUSH', `k${i}`, ...words(most)]);
        break;
      case 2:
        commands.push([
          'SADD',
          `k${i}`,
          ...(draw(2) === 0 ? words(most) : words(most).map(() => String(draw(1 << 30)))),
        ]);
        break;
      case 3:
        commands.push(['HSET', `k${i}`, ...words(most).flatMap((field) => [field, word()])]);
        break;
      case 4:
        commands.push([
          'ZADD',
          `k${i}`,
          ...words(most).flatMap((member) => [String((draw(1 << 30) - (1 << 29)) / 7), member]),
        ]);
        break;
      case 5:
        commands.push(...words(3).map((value, at) => ['XADD', `k${i}`, `${at + 1}-${draw(9)}`, 'f', value]));
        break;
      default:
        commands.push(['SET', `k${i}`, word(), 'PX', '4102444800000']);
    }
  }
  return commands;
}

test.runIf(hasRedis)(
  '100,000 keys of all types are loaded by the other side with the same digest',
  async () => {
    const real = await RedisServer.start();
    const commands = manyKeys(KEYS, 7);
    for (let at = 0; at < commands.length; at += 5000) await real.client.pipeline(commands.slice(at, at + 5000));
    const digest = await real.client.call('DEBUG', 'DIGEST');
    await real.client.call('SAVE');
    const data = new LoadedData();
    expect(decodeRdb(new Uint8Array(readFileSync(join(real.dir, 'dump.rdb'))), data).failure).toBeNull();
    await real.stop();
    expect({ kind: 'simple', text: datasetDigest(data.dbs) }).toEqual(digest);

    const second = await RedisServer.start({ files: { 'dump.rdb': encodeRdb(data.source()) } });
    expect(await second.client.call('DEBUG', 'DIGEST')).toEqual(digest);
    await second.stop();

    const dir = aofFolder(encodeAof(data.source()), new Uint8Array(0));
    const third = await RedisServer.start({ dir, config: ['appendonly yes'] });
    expect(await third.client.call('DEBUG', 'DIGEST')).toEqual(digest);
    await third.stop();
    rmSync(dir, { recursive: true });
  },
  600_000,
);

const INCR = 'appendonlydir/appendonly.aof.1.incr.aof';
const BASE = 'appendonlydir/appendonly.aof.1.base.rdb';
const MANIFEST = 'appendonlydir/appendonly.aof.manifest';
const manifest = encodeManifest({
  base: { name: 'appendonly.aof.1.base.rdb', seq: 1, kind: 'base' },
  incr: [{ name: 'appendonly.aof.1.incr.aof', seq: 1, kind: 'incr' }],
  history: [],
  baseSeq: 1,
  incrSeq: 1,
});

function aofFolder(base: Uint8Array, incr: Uint8Array): string {
  const dir = mkdtempSync(join(tmpdir(), 'inflight-aof-'));
  mkdirSync(join(dir, 'appendonlydir'));
  writeFileSync(join(dir, BASE), base);
  writeFileSync(join(dir, INCR), incr);
  writeFileSync(join(dir, MANIFEST), manifest);
  return dir;
}

/** The digest of what the engine holds after a start with these files. */
function engineDigest(base: Uint8Array, incr: Uint8Array): string {
  const files = new Map([
    [BASE, base],
    [INCR, incr],
    [MANIFEST, bytesOf(manifest)],
  ]);
  const disk: DiskView = { files: [...files.keys()], read: (file) => files.get(file) ?? null };
  const nothing = (): void => {};
  const out: Out = {
    now: 0,
    observed: false,
    random: () => 0,
    note: () => 0,
    connect: () => 0,
    send: nothing,
    close: nothing,
    setTimer: nothing,
    clearTimer: nothing,
    busy: nothing,
    append: nothing,
    sync: nothing,
    replace: nothing,
    truncate: nothing,
    read: () => null,
    remove: nothing,
    traffic: () => ({ unread: 0, unparsed: 0, received: 0, sent: 0 }),
    bound: nothing,
    exit: () => {
      throw new Error('the engine refused the files');
    },
  };
  const config = kvMachine.readConfig({ parameters: { appendonly: 'yes', save: '' } });
  const state: KvState = kvMachine.boot(config, disk, out);
  return datasetDigest(state.dbs);
}

describe.runIf(hasRedis)('an append-only file', () => {
  test('cut at every byte of its last 2 kB starts both with the same data', async () => {
    const real = await RedisServer.start({ config: ['appendonly yes'] });
    await real.client.pipeline(manyKeys(120, 11));
    await real.client.pipeline([
      ['MULTI'],
      ['SET', 'in', '1'],
      ['INCR', 'in'],
      ['EXEC'],
      ['SELECT', '4'],
      ['SET', 'last', 'x'],
    ]);
    const read = (file: string): Uint8Array => new Uint8Array(readFileSync(join(real.dir, file)));
    const [base, incr] = [read(BASE), read(INCR)];
    await real.stop();
    for (let length = incr.length; length > incr.length - 2048; length--) {
      const cut = incr.slice(0, length);
      const dir = aofFolder(base, cut);
      const again = await RedisServer.start({ dir, config: ['appendonly yes'] });
      expect([length, await again.client.call('DEBUG', 'DIGEST')]).toEqual([
        length,
        { kind: 'simple', text: engineDigest(base, cut) },
      ]);
      await again.stop();
      rmSync(dir, { recursive: true });
    }
  }, 1_200_000);
});
