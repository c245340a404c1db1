import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import '../bridge/lua-source.ts';
import { present } from '../base/assert.ts';
import { datasetDigest } from '../kv/digest.ts';
import type { KvState } from '../kv/state.ts';
import { MACHINES } from '../machines.ts';
import { datasetCommands } from '../testing/oracles/redis-dataset.ts';
import { hasRedis, RedisServer } from '../testing/oracles/redis-server.ts';
import { dataSet } from './data-set.ts';
import { openLab } from './open.ts';
import { MemoryStore } from './session/memory-store.ts';

/*
 * What redis-server wrote is dropped on the lab, and what is downloaded from the lab redis-server starts from: with one
 * digest all the way.
 */

const digestOf = async ({ client }: RedisServer): Promise<string> => {
  const reply = await client.call('DEBUG', 'DIGEST');
  return typeof reply === 'object' && reply !== null && 'text' in reply ? reply.text : JSON.stringify(reply);
};

async function drop(files: readonly File[]): ReturnType<typeof openLab> {
  return openLab(
    { kind: 'dump', files, session: null },
    {
      registry: MACHINES,
      store: new MemoryStore(),
      locks: { take: () => Promise.resolve(true), release: () => undefined },
      steadyClock: () => 0,
      wallClock: () => Date.now(),
      freshName: () => 'fresh',
      hash: (bytes) => Promise.resolve(`${bytes.length}`),
    },
  );
}

const fileAt = (dir: string, name: string): File => new File([readFileSync(join(dir, name))], name);

const PACE = { breathe: () => Promise.resolve(), clock: () => Date.now() };

async function downloaded({ lab }: Awaited<ReturnType<typeof drop>>, format: 'rdb' | 'aof'): Promise<Uint8Array> {
  const blob = present(await dataSet(lab.simulation, { node: 'redis', format }, PACE), 'the server is up');
  return new Uint8Array(await blob.arrayBuffer());
}

async function startsFrom(format: 'rdb' | 'aof', bytes: Uint8Array): Promise<string> {
  const server = await RedisServer.start(
    format === 'rdb'
      ? { files: { 'dump.rdb': bytes } }
      : { files: { 'appendonly.aof': bytes }, config: ['appendonly yes'] },
  );
  try {
    return await digestOf(server);
  } finally {
    await server.stop();
  }
}

describe.runIf(hasRedis)('production data in the lab and back', () => {
  test.each(['snapshot', 'multi-part', 'multi-part without preamble'])(
    '%s',
    async (kind) => {
      const dir = mkdtempSync(join(tmpdir(), 'inflight-dump-'));
      const config =
        kind === 'snapshot' ? [] : ['appendonly yes', ...(kind === 'multi-part' ? [] : ['aof-use-rdb-preamble no'])];
      const server = await RedisServer.start({ dir, config });
      try {
        for (const argv of datasetCommands()) await server.client.call(...argv);
        for (let i = 0; i < 500; i++) await server.client.call('SET', `populated:${i}`, 'x'.repeat(i));
        await server.client.call('SET', 'ttl', 'x', 'EX', '100000');
        await server.client.call(
          'FUNCTION',
          'LOAD',
          "#!lua name=lib\nredis.register_function('f', function() return 1 end)",
        );
        if (kind === 'snapshot') await server.client.call('SAVE');
        const digest = await digestOf(server);
        const folder = join(dir, 'appendonlydir');
        const files =
          kind === 'snapshot' ? [fileAt(dir, 'dump.rdb')] : readdirSync(folder).map((name) => fileAt(folder, name));
        const opened = await drop(files);
        const state = opened.lab.simulation.world.nodes.get('redis')?.state as KvState;
        expect(datasetDigest(state.dbs)).toBe(digest);
        expect([...state.scripting.libraries.keys()]).toContain('lib');
        for (const format of ['rdb', 'aof'] as const)
          expect(await startsFrom(format, await downloaded(opened, format))).toBe(digest);
      } finally {
        await server.stop();
        rmSync(dir, { recursive: true, force: true });
      }
    },
    60_000,
  );
});
