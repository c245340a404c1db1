import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Reply } from '../../wire/reply.ts';
import type { BridgeProcess } from './bridge-process.ts';
import { startBridgeProcess } from './bridge-process.ts';
import { datasetCommands } from './redis-dataset.ts';
import { freePort, hasRedis, RedisServer } from './redis-server.ts';
import { RespClient } from './resp-client.ts';

/*
 * Replication with the real server at the other end of the link, in both directions: the same digest after a snapshot,
 * after live writes of every type, after a cut of the link, through a chain, and after the two have changed places.
 */

const PATIENCE_MS = 15_000;
const TEST_MS = 60_000;

interface Server {
  readonly port: number;
  readonly client: RespClient;
}

async function ours(): Promise<{ server: Server; process: BridgeProcess }> {
  const port = await freePort();
  const process = await startBridgeProcess('--redis', String(port));
  const client = await RespClient.connect(port);
  await client.call('CONFIG', 'SET', 'repl-diskless-sync-delay', '0');
  return { server: { port, client }, process };
}

/** Asks until the answer is as wanted, and returns the last one. */
async function until<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (wanted(answer) || performance.now() > end) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function textOf(reply: Reply): string {
  if (typeof reply === 'string') return reply;
  return typeof reply === 'object' && reply !== null && 'text' in reply ? (reply.text ?? '') : JSON.stringify(reply);
}

async function sameData(a: Server, b: Server): Promise<void> {
  const digests = await until(
    async () => [textOf(await a.client.call('DEBUG', 'DIGEST')), textOf(await b.client.call('DEBUG', 'DIGEST'))],
    ([first, second]) => first === second,
  );
  expect(digests[1]).toBe(digests[0]);
  expect(digests[0]).not.toBe('0'.repeat(40));
}

async function field(server: Server, section: string, name: string): Promise<string> {
  const text = textOf(await server.client.call('INFO', section));
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(text)?.[1] ?? '';
}

async function follow(replica: Server, primary: Server): Promise<void> {
  expect(await replica.client.call('REPLICAOF', '127.0.0.1', String(primary.port))).toMatchObject({ text: 'OK' });
  const link = await until(
    () => field(replica, 'replication', 'master_link_status'),
    (status) => status === 'up',
  );
  expect(link).toBe('up');
}

const LIVE: readonly (readonly string[])[] = [
  ['MULTI'],
  ['SET', 'a', '1'],
  ['INCR', 'a'],
  ['EXEC'],
  ['EVAL', "redis.call('SET', KEYS[1], ARGV[1]) redis.call('INCR', KEYS[1]) return 1", '1', 'scripted', '4'],
  ['SADD', 'popped', '1', '2', '3', 'four'],
  ['SPOP', 'popped'],
  ['SPOP', 'popped', '2'],
  ['SET', 'short', 'x', 'PX', '20'],
  ['SET', 'long', 'x', 'EX', '1000'],
  ['EXPIRE', 'a', '1000'],
  ['INCRBYFLOAT', 'float', '1.5'],
  ['HINCRBYFLOAT', 'hash', 'f', '2.25'],
  ['XADD', 'stream', '*', 'f', 'v'],
  ['XADD', 'stream', 'MAXLEN', '~', '10', '*', 'f', 'w'],
  ['GETDEL', 'float'],
  ['GETEX', 'long', 'PERSIST'],
  ['LPUSH', 'list', 'a', 'b', 'c'],
  ['LMOVE', 'list', 'other', 'LEFT', 'RIGHT'],
  ['ZADD', 'z', '1', 'a', '2', 'b'],
  ['ZPOPMIN', 'z'],
  ['SELECT', '5'],
  ['SET', 'q', '1'],
  ['SELECT', '0'],
  ['PUBLISH', 'news', 'hello'],
  ['FUNCTION', 'FLUSH'],
  [
    'FUNCTION',
    'LOAD',
    "#!lua name=lib2\nredis.register_function{function_name='two', callback=function() return 2 end, flags={'no-writes'}}\n",
  ],
];

describe.runIf(hasRedis).each(['ours', 'redis-server'])('%s as the primary', (whoLeads) => {
  let bridge: BridgeProcess;
  let real: RedisServer;
  let primary: Server;
  let replica: Server;

  beforeAll(async () => {
    const started = await ours();
    bridge = started.process;
    real = await RedisServer.start({ config: ['repl-diskless-sync-delay 0'] });
    [primary, replica] = whoLeads === 'ours' ? [started.server, real] : [real, started.server];
  }, TEST_MS);

  afterAll(async () => {
    await real.stop();
    await bridge.end('SIGKILL');
  });

  test.each(['yes', 'no'])(
    'a data set of every type arrives in a snapshot, diskless %s, and live writes behind it',
    async (diskless) => {
      await primary.client.call('CONFIG', 'SET', 'repl-diskless-sync', diskless);
      await primary.client.call('FLUSHALL');
      await primary.client.call('FUNCTION', 'FLUSH');
      await primary.client.pipeline(datasetCommands(3));
      await follow(replica, primary);
      await primary.client.pipeline(LIVE);
      await sameData(primary, replica);
      expect(await replica.client.call('FCALL', 'two', '0')).toBe(2);
      expect(await primary.client.call('WAIT', '1', '5000')).toBe(1);
      expect(textOf(await replica.client.call('SET', 'x', '1'))).toContain('READONLY');
      if (diskless === 'yes') await replica.client.call('REPLICAOF', 'NO', 'ONE');
    },
    TEST_MS,
  );

  test(
    'a link that is cut goes on where it stopped',
    async () => {
      const before = Number(await field(primary, 'stats', 'sync_full'));
      for (let cut = 0; cut < 3; cut++) {
        expect(await primary.client.call('CLIENT', 'KILL', 'TYPE', 'replica')).toBe(1);
        await primary.client.pipeline(Array.from({ length: 200 }, (_, i) => ['SET', `cut:${cut}:${i}`, `v${i}`]));
        await until(
          () => field(replica, 'replication', 'master_link_status'),
          (status) => status === 'up',
        );
        await sameData(primary, replica);
      }
      expect(Number(await field(primary, 'stats', 'sync_full'))).toBe(before);
      expect(Number(await field(primary, 'stats', 'sync_partial_ok'))).toBeGreaterThanOrEqual(3);
    },
    TEST_MS,
  );

  test(
    'the two change places without another snapshot',
    async () => {
      const before = Number(await field(replica, 'stats', 'sync_full'));
      expect(await replica.client.call('REPLICAOF', 'NO', 'ONE')).toMatchObject({ text: 'OK' });
      await replica.client.call('SET', 'promoted', '1');
      await follow(primary, replica);
      await sameData(primary, replica);
      expect(Number(await field(replica, 'stats', 'sync_full'))).toBe(before);
      expect(await primary.client.call('GET', 'promoted')).toBe('1');
    },
    TEST_MS,
  );
});

describe.runIf(hasRedis)('a chain', () => {
  test(
    'redis-server, ours, redis-server: the stream goes through as it came',
    async () => {
      const { server: middle, process } = await ours();
      const top = await RedisServer.start({ config: ['repl-diskless-sync-delay 0'] });
      const end = await RedisServer.start();
      await top.client.pipeline(datasetCommands(5));
      await follow(middle, top);
      await follow(end, middle);
      await top.client.pipeline(LIVE);
      await sameData(top, end);
      await sameData(middle, end);
      expect(await field(end, 'replication', 'master_replid')).toBe(await field(top, 'replication', 'master_replid'));
      await Promise.all([top.stop(), end.stop(), process.end('SIGKILL')]);
    },
    TEST_MS,
  );
});
