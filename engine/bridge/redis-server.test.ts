import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort } from '../testing/oracles/redis-server.ts';
import { readRedisWords } from './redis-words.ts';

/*
 * The engine started with the words and the file of redis-server.
 */

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
let dir = '';
const children: ChildProcess[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'redis-server-'));
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(...words: string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended>; out(): string } {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, 'redis-server', ...words], { stdio: 'pipe' });
  children.push(child);
  let out = '';
  let err = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, out, err })));
  return { child, ended, out: () => out };
}

async function said(out: () => string, text: string): Promise<void> {
  await expect.poll(out, { timeout: 20_000 }).toContain(text);
}

function optionsOf(...words: string[]): Readonly<Record<string, string>> {
  return readRedisWords(words, () => '').config.parameters;
}

test('options are lines behind the file; a value may begin with dashes; save may have none', () => {
  expect(optionsOf('--port', '7', '--save', '60', '1')).toEqual({ port: '7', save: '60 1' });
  expect(optionsOf('--save', '--loglevel', 'verbose')).toEqual({ save: '', loglevel: 'verbose' });
  expect(optionsOf('--loglevel', 'verbose', '--save')).toEqual({ save: '', loglevel: 'verbose' });
  expect(optionsOf('--maxmemory 1mb', '--requirepass', '--a b')).toEqual({
    maxmemory: '1048576',
    requirepass: '--a b',
  });
  expect(() => optionsOf('--port', '--loglevel', 'verbose')).toThrow('wrong number of arguments');
});

test('a dash reads more from stdin, before the options', () => {
  const start = readRedisWords(['-', '--port', '9'], () => 'port 8\nmaxmemory 5');
  expect(start.config.parameters).toEqual({ port: '9', maxmemory: '5' });
});

test('it serves as its file says, logs as redis-server does, rewrites the file, and ends by SIGTERM', async () => {
  const port = await freePort();
  const conf = join(dir, 'redis.conf');
  writeFileSync(
    conf,
    `# mine\nport ${port}\ndir ${dir}\nrename-command flushall wipe\nunixsocket ${dir}/sock\nsave ""\n`,
  );
  const server = start(conf, '--maxmemory', '100mb');
  await said(server.out, 'The server is now ready to accept connections at');
  expect(server.out()).toMatch(/^\d+:M \d\d \w{3} \d{4} \d\d:\d\d:\d\d\.\d{3} \* Ready to accept connections$/m);
  const client = new Redis({ path: `${dir}/sock` });
  await expect(client.flushall()).rejects.toThrow("ERR unknown command 'flushall'");
  expect(await client.call('WIPE')).toBe('OK');
  expect(await client.info('server')).toContain(`process_id:${server.child.pid}\r\n`);
  await client.config('SET', 'save', '60 5');
  await client.config('REWRITE');
  expect(readFileSync(conf, 'utf8')).toContain(`# mine\nport ${port}\n`);
  expect(readFileSync(conf, 'utf8')).toContain('\nsave 60 5\n');
  expect(readFileSync(conf, 'utf8')).toContain('\nmaxmemory 100mb\n');
  client.disconnect();
  server.child.kill('SIGTERM');
  const ended = await server.ended;
  expect(ended).toMatchObject({ code: 0, err: '' });
  expect(ended.out).toContain('# Redis is now ready to exit, bye bye...');
});

test('a file it cannot use is refused in the words of redis-server', async () => {
  const ended = await start('--port').ended;
  expect(ended).toEqual({
    code: 1,
    out: '',
    err: "\n*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***\nReading the configuration file, at line 2\n>>> 'port'\nwrong number of arguments\n",
  });
});
