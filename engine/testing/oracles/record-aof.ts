import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedisServer } from './redis-server.ts';

/*
 * Records recorded/commands.aof, an incremental file with remarks, transactions and rewritten commands, from the
 * installed redis-server:
 *   npx tsx engine/testing/oracles/record-aof.ts
 */

async function record(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'inflight-record-'));
  const real = await RedisServer.start({ dir, config: ['appendonly yes', 'aof-timestamp-enabled yes'] });
  await real.client.pipeline([
    ['SET', 'a', '1', 'EX', '100000'],
    ['INCRBYFLOAT', 'a', '1.5'],
    ['MULTI'],
    ['SET', 'b', '\x00\xff\r\n'],
    ['SPOP', 'none'],
    ['RPUSH', 'l', 'x', 'y'],
    ['EXEC'],
    ['SELECT', '9'],
    ['HSET', 'h', 'f', 'v'],
    ['EVAL', "redis.call('SET','c','1') redis.call('DEL','c')", '0'],
    ['XADD', 's', '*', 'f', 'v'],
    ['GETEX', 'h', 'PERSIST'],
    ['SADD', 'set', '1'],
    ['SPOP', 'set'],
  ]);
  writeFileSync(
    new URL('recorded/commands.aof', import.meta.url),
    readFileSync(join(dir, 'appendonlydir', 'appendonly.aof.1.incr.aof')),
  );
  await real.stop();
  rmSync(dir, { recursive: true });
}

await record();
