import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/* A real rabbitmq-server of our own: loopback, free ports, its own folders, ended by its own process id. */

const SCRIPTS = '/usr/lib/rabbitmq/bin';

export const rabbitInstalled = existsSync(join(SCRIPTS, 'rabbitmq-server'));

export interface RabbitServer {
  readonly port: number;
  /** Where the management HTTP API answers; 0 without it. */
  readonly admin: number;
  /** SIGKILL, and up again. */
  restart(): Promise<void>;
  ctl(...args: string[]): string;
  stop(): void;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

export interface RabbitOptions {
  /** With the management plugin, which takes some seconds more to start. */
  readonly management?: boolean;
  /** Further lines of rabbitmq.conf. */
  readonly settings?: readonly string[];
}

export async function startRabbit({ management = false, settings = [] }: RabbitOptions = {}): Promise<RabbitServer> {
  const home = mkdtempSync(join(tmpdir(), 'inflight-rabbit-'));
  const [port, distribution, epmd] = [await freePort(), await freePort(), await freePort()];
  const admin = management ? await freePort() : 0;
  const path = (name: string): string => join(home, name);
  const conf = [`listeners.tcp.1 = 127.0.0.1:${port}`, 'log.file.level = warning', ...settings];
  if (management) conf.push('management.tcp.ip = 127.0.0.1', `management.tcp.port = ${admin}`);
  writeFileSync(path('rabbitmq.conf'), conf.map((line) => `${line}\n`).join(''));
  const plugins = ['rabbitmq_consistent_hash_exchange', ...(management ? ['rabbitmq_management'] : [])];
  writeFileSync(path('enabled_plugins'), `[${plugins.join(',')}].`);
  writeFileSync(path('.erlang.cookie'), `INFLIGHT${port}`);
  chmodSync(path('.erlang.cookie'), 0o400);
  mkdirSync(path('log'));
  const env = {
    ...process.env,
    HOME: home,
    RABBITMQ_NODENAME: `inflight${port}@localhost`,
    RABBITMQ_MNESIA_BASE: path('mnesia'),
    RABBITMQ_LOG_BASE: path('log'),
    RABBITMQ_CONFIG_FILE: path('rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: path('enabled_plugins'),
    RABBITMQ_PID_FILE: path('pid'),
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: String(epmd),
  };
  const names = spawn('epmd', ['-address', '127.0.0.1', '-port', String(epmd)], { env, stdio: 'ignore' });
  let child: ChildProcess | null = null;
  const pid = (): number => Number(readFileSync(path('pid'), 'utf8'));
  const up = async (): Promise<void> => {
    child = spawn(join(SCRIPTS, 'rabbitmq-server'), [], { env, stdio: 'ignore' });
    for (let tries = 0; tries < 300; tries++) {
      await pause(200);
      if (await answers(port)) return;
    }
    throw new Error('rabbitmq-server did not start');
  };
  const kill = (): void => {
    if (existsSync(path('pid'))) process.kill(pid(), 'SIGKILL');
    child?.kill('SIGKILL');
  };
  await up();
  return {
    port,
    admin,
    restart: async () => {
      kill();
      await pause(500);
      await up();
    },
    ctl: (...args) => spawnSync(join(SCRIPTS, 'rabbitmqctl'), ['-q', ...args], { env, encoding: 'utf8' }).stdout,
    stop: () => {
      kill();
      names.kill('SIGKILL');
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Speaks AMQP already: an open port alone does not say so. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const done = (yes: boolean): void => {
      socket.destroy();
      resolve(yes);
    };
    socket.on('error', () => done(false));
    socket.on('close', () => done(false));
    socket.on('connect', () => socket.write('AMQP\0\0\u0009\u0001'));
    socket.on('data', () => done(true));
    setTimeout(() => done(false), 1000);
  });
}
