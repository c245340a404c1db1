import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { bytesOf } from '../base/bytes.ts';
import { hasRedis, RedisServer } from '../testing/oracles/redis-server.ts';
import { RespClient } from '../testing/oracles/resp-client.ts';

/*
 * The bridge as a process of its own, spoken to by clients that know nothing of us.
 */

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Bridge {
  readonly child: ChildProcess;
  readonly port: number;
  /** Sends the signal and resolves with how the process ended. */
  end(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
}

function run(words: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', MAIN, ...words], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
}

function ending(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode ?? child.signalCode);
    else child.once('exit', (code, signal) => resolve(code ?? signal));
  });
}

const started: ChildProcess[] = [];

async function startBridge(...words: string[]): Promise<Bridge> {
  const child = run(['--redis', '0', ...words]);
  started.push(child);
  const line = await new Promise<string>((resolve, reject) => {
    let out = '';
    let complaints = '';
    child.stdout?.on('data', (data: Buffer) => {
      out += data.toString();
      if (out.includes('\n')) resolve(out);
    });
    child.stderr?.on('data', (data: Buffer) => (complaints += data.toString()));
    child.once('exit', () => reject(new Error(complaints)));
  });
  const ready: unknown = JSON.parse(line);
  expect(ready).toEqual({ ready: true, redis: expect.any(Number) });
  const { redis: port } = ready as { redis: number }; // just seen
  return {
    child,
    port,
    end: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ending(child);
    },
  };
}

afterEach(() => {
  // A test that failed half-way must leave no process behind.
  for (const child of started.splice(0)) if (child !== shared?.child) child.kill('SIGKILL');
});

let shared: Bridge | null = null;
const port = (): number => shared?.port ?? 0;

beforeAll(async () => {
  shared = await startBridge();
}, 60_000);
afterAll(async () => {
  expect(await shared?.end()).toBe(0);
});

/** Sends bytes, then end of stream where `half` says so, and resolves with all that came back before the end. */
function exchange(bytes: Uint8Array, half = false): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: port(), host: '127.0.0.1', allowHalfOpen: true });
    let read = '';
    socket.on('connect', () => (half ? socket.end(bytes) : socket.write(bytes)));
    socket.on('data', (data) => (read += data.toString('latin1')));
    socket.on('end', () => {
      socket.end();
      resolve(read);
    });
    socket.on('error', reject);
  });
}

describe('the command line', () => {
  test('a bad option is refused with one line and code 2', async () => {
    const child = run(['--redis', 'x']);
    let complaints = '';
    child.stderr?.on('data', (data: Buffer) => (complaints += data.toString()));
    expect(await ending(child)).toBe(2);
    expect(complaints).toBe("bridge: --redis: 'x' is no port (0 to 65535)\n");
  });

  test('a port that is taken is refused with one line and code 1', async () => {
    const child = run(['--redis', String(port())]);
    let complaints = '';
    child.stderr?.on('data', (data: Buffer) => (complaints += data.toString()));
    expect(await ending(child)).toBe(1);
    expect(complaints).toMatch(/^bridge: .*EADDRINUSE.*\n$/);
  });
});

describe('clients', () => {
  test('pipelined commands are answered in order', async () => {
    const client = await RespClient.connect(port());
    const sets = Array.from({ length: 500 }, (_, i) => ['SET', `pipe:${i}`, String(i)]);
    const gets = sets.map(([, key = '']) => ['GET', key]);
    await client.pipeline(sets);
    expect(await client.pipeline(gets)).toEqual(gets.map((_, i) => String(i)));
    client.close();
  });

  test('a megabyte of any bytes comes back as it was', async () => {
    const client = await RespClient.connect(port());
    const value = Array.from({ length: 4096 }, (_, i) => String.fromCharCode((i * 7) & 255))
      .join('')
      .repeat(256);
    await client.call('SET', 'large', value);
    expect(await client.call('GET', 'large')).toBe(value);
    client.close();
  });

  test('who asks for 600 MB in one breath gets them, and the server never holds them at once', async () => {
    const client = await RespClient.connect(port());
    await client.call('SET', 'mega', 'x'.repeat(1 << 20));
    client.close();
    const asked = 600;
    const read = await new Promise<number>((resolve, reject) => {
      const socket = connect(port(), '127.0.0.1');
      let bytes = 0;
      socket.on('data', (data) => {
        bytes += data.length;
        if (bytes === asked * ((1 << 20) + 12)) resolve(bytes);
      });
      socket.on('error', reject);
      socket.write('GET mega\r\n'.repeat(asked));
    });
    expect(read).toBe(asked * ((1 << 20) + 12));
    const peak = execFileSync('ps', ['-o', 'rss=', '-p', String(shared?.child.pid)], { encoding: 'utf8' });
    expect(Number(peak)).toBeLessThan(500_000);
  }, 60_000);

  test('ioredis: commands, pipelines, transactions, pub/sub', async () => {
    const redis = new Redis({ port: port(), host: '127.0.0.1', lazyConnect: true, enableReadyCheck: true });
    await redis.connect();
    expect(await redis.set('io', 'v')).toBe('OK');
    expect(await redis.get('io')).toBe('v');
    expect(await redis.pipeline().incr('io:n').incr('io:n').exec()).toEqual([
      [null, 1],
      [null, 2],
    ]);
    expect(await redis.multi().rpush('io:l', 'a', 'b').lrange('io:l', 0, -1).exec()).toEqual([
      [null, 2],
      [null, ['a', 'b']],
    ]);
    const subscriber = redis.duplicate();
    const heard = new Promise((resolve) => subscriber.on('message', (channel, message) => resolve([channel, message])));
    await subscriber.subscribe('news');
    expect(await redis.publish('news', 'hello')).toBe(1);
    expect(await heard).toEqual(['news', 'hello']);
    subscriber.disconnect();
    redis.disconnect();
  });

  test.each([2, 3] as const)('node-redis over RESP%i: commands, a hash, a transaction, pub/sub', async (protocol) => {
    const redis = createClient({ RESP: protocol, socket: { port: port(), host: '127.0.0.1' } });
    await redis.connect();
    expect(await redis.set(`node${protocol}`, 'v')).toBe('OK');
    expect(await redis.hSet(`node${protocol}:h`, { a: '1', b: '2' })).toBe(2);
    expect({ ...(await redis.hGetAll(`node${protocol}:h`)) }).toEqual({ a: '1', b: '2' });
    expect(await redis.multi().incr(`node${protocol}:n`).incr(`node${protocol}:n`).exec()).toEqual([1, 2]);
    const subscriber = redis.duplicate();
    await subscriber.connect();
    const heard = new Promise((resolve) => {
      void subscriber.subscribe(`news${protocol}`, (message) => resolve(message));
    });
    while ((await redis.publish(`news${protocol}`, 'hello')) === 0);
    expect(await heard).toBe('hello');
    subscriber.destroy();
    redis.destroy();
  });

  test.runIf(hasRedis)('redis-cli and redis-benchmark', () => {
    const cli = (...words: string[]): string =>
      execFileSync('redis-cli', ['-p', String(port()), ...words], { encoding: 'utf8' });
    expect(cli('SET', 'cli', '1')).toBe('OK\n');
    expect(cli('INCRBY', 'cli', '41')).toBe('42\n');
    expect(cli('-3', 'HGETALL', 'none')).toBe('\n');
    const figures = execFileSync(
      'redis-benchmark',
      ['-p', String(port()), '-t', 'ping,set,get,incr,lpush,hset,zadd', '-n', '2000', '-P', '16', '--csv'],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    );
    expect(figures.trim().split('\n').length).toBeGreaterThanOrEqual(8);
  });
});

describe('what is no RESP', () => {
  test.each([
    ['*1\r\n!1\r\n', "-ERR Protocol error: expected '$', got '!'\r\n"],
    ['PING\r\n*x\r\n', '+PONG\r\n-ERR Protocol error: invalid multibulk length\r\n'],
    ['*1\r\n$999999999999\r\n', '-ERR Protocol error: invalid bulk length\r\n'],
    ['"open\r\n', '-ERR Protocol error: unbalanced quotes in request\r\n'],
    ['x'.repeat(70_000), '-ERR Protocol error: too big inline request\r\n'],
  ])('%j is answered as Redis does, and the connection ends', async (text, answer) => {
    expect(await exchange(bytesOf(text))).toBe(answer);
  });

  test('a peer that ends its side after a command still gets its answer', async () => {
    expect(await exchange(bytesOf('PING\r\n'), true)).toBe('+PONG\r\n');
    expect(await exchange(bytesOf('*2\r\n$4\r\nPI'), true)).toBe('');
  });

  test('an announced length takes no memory, and the server goes on', async () => {
    const sockets = Array.from({ length: 50 }, () => connect(port(), '127.0.0.1'));
    await Promise.all(
      sockets.map((socket) => new Promise((resolve) => socket.write('*1000000\r\n$500000000\r\nabc', resolve))),
    );
    const client = await RespClient.connect(port());
    expect(await client.call('PING')).toEqual({ kind: 'simple', text: 'PONG' });
    for (const socket of sockets) socket.destroy();
    client.close();
  });
});

describe('files', () => {
  test('what was saved by SIGTERM is there at the next start, and a real server reads it', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'inflight-bridge-'));
    const first = await startBridge('--dir', dir);
    const client = await RespClient.connect(first.port);
    await client.pipeline([
      ['SET', 'a', '1'],
      ['RPUSH', 'l', 'x', 'y'],
      ['ZADD', 'z', '1.5', 'm'],
    ]);
    client.close();
    expect(await first.end()).toBe(0);
    expect(readdirSync(dir)).toEqual(['dump.rdb']);
    const second = await startBridge('--dir', dir);
    const again = await RespClient.connect(second.port);
    expect(
      await again.pipeline([
        ['GET', 'a'],
        ['LRANGE', 'l', '0', '-1'],
        ['ZSCORE', 'z', 'm'],
      ]),
    ).toEqual(['1', ['x', 'y'], '1.5']);
    again.close();
    await second.end('SIGKILL');
    if (hasRedis) {
      const real = await RedisServer.start({ dir });
      expect(await real.client.call('GET', 'a')).toBe('1');
      await real.stop();
    }
    rmSync(dir, { recursive: true });
  }, 60_000);

  test('a file it cannot read is refused in the words of Redis, with code 1', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'inflight-bridge-'));
    writeFileSync(join(dir, 'dump.rdb'), 'REDIS0099');
    const child = run(['--redis', '0', '--dir', dir]);
    let complaints = '';
    child.stderr?.on('data', (data: Buffer) => (complaints += data.toString()));
    expect(await ending(child)).toBe(1);
    expect(complaints).toBe("bridge: dump.rdb: Can't handle RDB format version 99\n");
    rmSync(dir, { recursive: true });
  });

  test('with appendonly, what was answered under always outlives SIGKILL', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'inflight-bridge-'));
    const first = await startBridge('--dir', dir);
    const client = await RespClient.connect(first.port);
    await client.pipeline([
      ['CONFIG', 'SET', 'appendfsync', 'always'],
      ['CONFIG', 'SET', 'appendonly', 'yes'],
    ]);
    const writes = Array.from({ length: 200 }, (_, i) => ['SET', `k${i}`, `v${i}`]);
    await client.pipeline(writes);
    await first.end('SIGKILL');
    client.close();
    const manifest = readFileSync(join(dir, 'appendonlydir', 'appendonly.aof.manifest'), 'utf8');
    expect(manifest).toContain('type i');
    if (hasRedis) {
      const real = await RedisServer.start({ dir, config: ['appendonly yes'] });
      expect(await real.client.call('DBSIZE')).toBe(200);
      await real.stop();
    }
    rmSync(dir, { recursive: true });
  }, 60_000);
});
