import { rmSync, writeFileSync } from 'node:fs';
import { MachineHost } from './host.ts';
import './lua-source.ts';
import { RealDisk } from './real-disk.ts';
import { RedisLog } from './redis-log.ts';
import type { RedisStart } from './redis-words.ts';
import { ConfigError, readRedisWords } from './redis-words.ts';
import { ReplicaSession } from './replica-session.ts';
import { respProtocol } from './resp-protocol.ts';
import { endWith, failed, machineOf, REAL_COSTS, seed } from './served.ts';

/*
 * The engine in the place of redis-server: its words, its log, its signals, its files.
 *
 *   npm run redis-server -- /etc/redis/redis.conf --port 7000
 */

const FAILED = 1;
const VERSION = 'Redis server v=7.0.15 sha=00000000:0 malloc=none bits=64 build=inflight';
const USAGE = `Usage: redis-server [/path/to/redis.conf] [options] [-]
       redis-server - (read config from stdin)
       redis-server -v or --version
       redis-server -h or --help`;

export async function runRedisServer(words: readonly string[], stdin: () => string): Promise<void> {
  if (words[0] === '-v' || words[0] === '--version') return say(VERSION);
  if (words[0] === '-h' || words[0] === '--help') return say(USAGE);
  let start: RedisStart;
  try {
    start = readRedisWords(words, stdin);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(error.message);
    process.exitCode = FAILED;
    return;
  }
  await serve(start);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function serve(start: RedisStart): Promise<void> {
  const { parameters } = start.config;
  const parameter = (name: string, otherwise: string): string => parameters[name] ?? otherwise;
  try {
    process.chdir(parameter('dir', '.'));
  } catch {
    process.stderr.write(`\n*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***\n${parameter('dir', '')}: No such folder\n`);
    process.exit(FAILED);
  }
  const log = new RedisLog(parameter('logfile', ''));
  const port = Number(parameter('port', '6379'));
  log.line('warning', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo');
  log.line('warning', `Redis version=7.0.15, bits=64, commit=00000000, modified=0, pid=${process.pid}, just started`);
  log.line('warning', 'Configuration loaded');

  const pidfile = parameter('pidfile', '');
  const socketPath = parameter('unixsocket', '');
  const host = new MachineHost(
    machineOf('kv'),
    new RealDisk(process.cwd(), failed),
    seed(),
    {
      exited: () => leave(pidfile, socketPath),
      failed,
      noted: (fact) => {
        if (fact.kind === 'kv.logged' && 'text' in fact && 'level' in fact)
          log.line(String(fact.level), String(fact.text));
      },
    },
    () => new ReplicaSession(),
  );
  try {
    if (port !== 0)
      for (const address of addresses(parameter('bind', ''))) await host.listen(respProtocol, { port, host: address });
  } catch (error) {
    log.line('warning', `Warning: Could not create server TCP listening socket: ${String(error)}`);
    log.line('warning', 'Failed listening on port ' + `${port} (TCP), aborting.`);
    process.exit(FAILED);
  }
  if (socketPath !== '') await host.listen(respProtocol, { path: socketPath });
  writePid(pidfile);
  process.title = parameter('set-proc-title', 'yes') === 'yes' ? `redis-server *:${port}` : process.title;
  sayWhoIs(log, port, parameter('always-show-logo', 'no') === 'yes');
  log.line('warning', 'Server initialized');
  const { source, config } = start;
  const given = { ...parameters, port: String(port), dir: process.cwd() };
  const booted = host.boot({
    ...REAL_COSTS,
    epochMs: Date.now(),
    processId: process.pid,
    parameters: given,
    file: source,
    renames: config.renames,
    users: config.users,
  });
  if (!booted) process.exit(FAILED);
  if (port !== 0) log.line('notice', 'Ready to accept connections');
  if (socketPath !== '') log.line('notice', `The server is now ready to accept connections at ${socketPath}`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      log.line('warning', `Received ${signal} scheduling shutdown...`);
      host.command(signal);
    });
  }
}

/** Addresses to listen on. Without `bind` only this computer's own: nobody has asked for more. */
function addresses(bind: string): readonly string[] {
  const words = bind.split(' ').filter((word) => word !== '' && word !== '""');
  if (words.length === 0) return ['127.0.0.1'];
  return words
    .map((word) => word.replace(/^-/, ''))
    .map((word) => (word === '*' ? '0.0.0.0' : word === '::*' ? '::' : word));
}

function sayWhoIs(log: RedisLog, port: number, inFull: boolean): void {
  if (!inFull) return log.line('notice', `Running mode=standalone, port=${port}.`);
  log.raw(
    `\n    Inflight, in the place of Redis 7.0.15\n    Running in standalone mode\n    Port: ${port}\n    PID: ${process.pid}\n\n`,
  );
}

function writePid(file: string): void {
  if (file === '') return;
  try {
    writeFileSync(file, `${process.pid}\n`);
  } catch {
    // As redis-server: a pid file that cannot be written is no reason not to serve.
  }
}

function leave(pidfile: string, socketPath: string): void {
  for (const file of [pidfile, socketPath]) if (file !== '') rmSync(file, { force: true });
  endWith(0);
}
