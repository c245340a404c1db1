import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RespClient } from './resp-client.ts';

/*
 * The real redis-server, as the referee: started on a free loopback port with a folder of its own, ended by its own
 * process id.
 */

/** The version all recorded behaviour comes from. */
export const REDIS_VERSION = '7.0.15';

/** True where a redis-server of the version that is the referee is installed. */
export const hasRedis: boolean = (() => {
  try {
    return execFileSync('redis-server', ['--version'], { encoding: 'utf8' }).includes(`v=${REDIS_VERSION}`);
  } catch {
    return false; // not installed: recorded transcripts and files stand in
  }
})();

/** A port nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'));
        else resolve(address.port);
      });
    });
  });
}

export interface RedisOptions {
  /** Lines of redis.conf. */
  readonly config?: readonly string[];
  /** Files to put into its folder before it starts. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
  /** Its folder, kept afterwards. Without it a temporary one, removed by `stop`. */
  readonly dir?: string;
}

export class RedisServer {
  readonly port: number;
  readonly dir: string;
  readonly client: RespClient;
  private readonly child: ChildProcess;
  private readonly ownsDir: boolean;

  private constructor(port: number, dir: string, client: RespClient, child: ChildProcess, ownsDir: boolean) {
    this.port = port;
    this.dir = dir;
    this.client = client;
    this.child = child;
    this.ownsDir = ownsDir;
  }

  /** Starts a server and waits until it has loaded its files. Rejects with its log where it ends instead. */
  static async start(options: RedisOptions = {}): Promise<RedisServer> {
    const port = await freePort();
    const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'inflight-redis-'));
    for (const [name, bytes] of Object.entries(options.files ?? {})) writeFileSync(join(dir, name), bytes);
    const config = [
      'bind 127.0.0.1',
      `port ${port}`,
      `dir ${dir}`,
      'save ""',
      'enable-debug-command yes',
      'enable-protected-configs yes',
      'enable-module-command no',
      'logfile server.log',
      ...(options.config ?? []),
    ];
    const child = spawn('redis-server', ['-'], { stdio: ['pipe', 'ignore', 'ignore'] });
    let exited = false;
    child.once('exit', () => (exited = true));
    child.stdin?.end(`${config.join('\n')}\n`);
    const client = await connected(port, () => exited);
    if (client === null) {
      const log = readLog(dir);
      if (options.dir === undefined) rmSync(dir, { recursive: true, force: true });
      throw new Error(log);
    }
    return new RedisServer(port, dir, client, child, options.dir === undefined);
  }

  /** Its process, for who wants to know what it costs. */
  get pid(): number {
    return this.child.pid ?? 0; // it has answered, so it has one
  }

  /** What it has logged. */
  log(): string {
    return readLog(this.dir);
  }

  /** Ends it: `SIGTERM` as an orderly stop, `SIGKILL` as a crash of the process. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGKILL'): Promise<void> {
    this.client.close();
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = new Promise((resolve) => this.child.once('exit', resolve));
      this.child.kill(signal);
      await ended;
    }
    if (this.ownsDir) rmSync(this.dir, { recursive: true, force: true });
  }
}

function readLog(dir: string): string {
  try {
    return readFileSync(join(dir, 'server.log'), 'utf8');
  } catch {
    return 'the server wrote no log';
  }
}

async function connected(port: number, isOver: () => boolean): Promise<RespClient | null> {
  for (let tries = 0; tries < 1500; tries++) {
    if (isOver()) return null;
    try {
      const client = await RespClient.connect(port);
      for (;;) {
        const reply = await client.call('PING');
        if (typeof reply === 'object' && reply !== null && 'kind' in reply && reply.kind === 'simple') return client;
        await pause(20); // still loading
      }
    } catch {
      await pause(10); // not listening yet, or gone
    }
  }
  return null;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
