import '../../bridge/lua-source.ts';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ExportedProgram, exportFolder } from '../../clients/program/export.ts';
import { LIBRARY_PROGRAMS, libraryProgram } from '../../clients/program/library/index.ts';
import { MACHINES } from '../../machines.ts';
import type { NodeSpec } from '../../sim/spec.ts';
import { rabbitInstalled, startRabbit } from '../oracles/amqp-server.ts';
import { startBridgeProcess } from '../oracles/bridge-process.ts';
import { hasRedis, RedisServer } from '../oracles/redis-server.ts';
import { factsOf, settle, simulate, start, tell } from '../run.ts';
import { libraryNode, lineOf } from './shop.ts';

/*
 * The library's programs say the same, and come to the same fates, in the lab and on Node with the real packages: over
 * the bridge, and against the real servers where they are installed.
 */

const LIBRARY = fileURLToPath(new URL('../../clients/program/library/', import.meta.url));
const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));

// --- in the lab -------------------------------------------------------------------------------------------------

const SERVERS: readonly NodeSpec[] = [
  { id: 'redis', machine: 'kv', config: { parameters: { save: '' } } },
  { id: 'rabbit', machine: 'broker' },
];

const printedIn = (simulation: ReturnType<typeof simulate>, node?: string): string[] =>
  factsOf(simulation)
    .filter((fact) => fact.body.kind === 'program.printed' && (node === undefined || fact.node === node))
    .flatMap((fact) => (fact.body as unknown as { text: string }).text.split('\n'));

function inLab(...ids: readonly string[]): string[] {
  const programs = ids.map((id, i) => libraryNode(id, id, i * 2_000_000));
  const simulation = simulate({ name: 'library', seed: 1, nodes: [...SERVERS, ...programs] }, MACHINES);
  settle(simulation);
  return printedIn(simulation);
}

/** What the check says after the worker died before that line and was started again. */
function fateInLab(consumer: string, crash: Crash): string {
  const nodes = [
    ...SERVERS,
    libraryNode('publisher', 'shop'),
    libraryNode(consumer, 'worker', 1_000_000),
    libraryNode('check-charged', 'check', null),
  ];
  const simulation = simulate({ name: 'fate', seed: 1, nodes }, MACHINES);
  simulation.advance({ at: 1_000_000 });
  tell(simulation, 'worker', `crash ${crash.line} ${crash.n}`);
  settle(simulation, 3_000_000);
  simulation.dispatch(start('worker'));
  settle(simulation, 5_000_000);
  simulation.dispatch(start('check'));
  settle(simulation, 7_000_000);
  return printedIn(simulation, 'check').join('\n');
}

// --- on Node ----------------------------------------------------------------------------------------------------

interface Target {
  readonly redis: number;
  readonly amqp: number;
  stop(): Promise<void>;
}

async function bridge(): Promise<Target> {
  const process = await startBridgeProcess('--redis', '0', '--amqp', '0');
  const { redis, amqp } = process.ready;
  return { redis: Number(redis), amqp: Number(amqp), stop: async () => void (await process.end()) };
}

async function real(): Promise<Target> {
  const [redis, rabbit] = await Promise.all([RedisServer.start(), startRabbit()]);
  return {
    redis: redis.port,
    amqp: rabbit.port,
    async stop() {
      rabbit.stop();
      await redis.stop();
    },
  };
}

let env: NodeJS.ProcessEnv;

async function onNode(id: string): Promise<string[]> {
  const out = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, [`${LIBRARY}${id}.js`], { env, timeout: 25_000 }, (error, stdout, stderr) =>
      error === null ? resolve(stdout) : reject(new Error(`${stderr}${error.message}`)),
    );
  });
  return out.trimEnd().split('\n');
}

/** A consumer goes on until it has said so much; then it is stopped. */
function consumerOnNode(id: string, lines: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [`${LIBRARY}${id}.js`], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (data: Buffer) => {
      out += data.toString();
      if (out.trimEnd().split('\n').length >= lines) child.kill();
    });
    child.once('exit', () => resolve(out.trimEnd().split('\n')));
    child.once('error', reject);
  });
}

/** Nothing of the one before is left. */
const purge = (): unknown => execFileSync(process.execPath, ['-e', PURGE], { env, cwd: LIBRARY });

const PURGE = `
const amqp = require('amqplib');
const { Redis } = require('ioredis');
(async () => {
  const redis = new Redis(process.env.REDIS_URL);
  await redis.flushall();
  await redis.quit();
  const connection = await amqp.connect(process.env.AMQP_URL);
  const channel = await connection.createChannel();
  await channel.deleteQueue('orders');
  await connection.close();
})();
`;

type Crash = NonNullable<ExportedProgram['crash']>;

function exported(consumer: string, crash: Crash): ReturnType<typeof exportFolder> {
  const program = (file: string, id: string, more: Partial<ExportedProgram> = {}): ExportedProgram => ({
    file,
    source: libraryProgram(id)?.source ?? '',
    role: 'workload',
    startsAfter: 0,
    killedAfter: null,
    crash: null,
    ...more,
  });
  return exportFolder({
    name: 'A shop',
    servers: ['redis', 'rabbitmq'],
    restartAfter: 200,
    quietFor: 4000,
    programs: [
      program('shop.js', 'publisher'),
      program('worker.js', consumer, { startsAfter: 2000, crash }),
      program('check.js', 'check-charged', { role: 'check' }),
    ],
  });
}

/** Runs the folder as its README says; what it printed, and its exit code. */
async function runFolder(files: ReturnType<typeof exportFolder>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'inflight-export-'));
  for (const { path, text } of files) writeFileSync(join(folder, path), text);
  symlinkSync(MODULES, join(folder, 'node_modules'));
  const out = await new Promise<string>((resolve) => {
    execFile(process.execPath, ['run.mjs'], { env, cwd: folder, timeout: 28_000 }, (error, stdout) =>
      resolve(`${stdout}exit ${error?.code ?? 0}`),
    );
  });
  rmSync(folder, { recursive: true });
  return out;
}

/** How long something took is no part of what the program means; on a loaded machine it differs. */
const TIMED = new Set([
  'lock-without-token',
  'lock-with-token',
  'limit-sliding-log',
  'limit-token-bucket',
  'session-store',
  'cache-aside',
]);
const ending = LIBRARY_PROGRAMS.filter((one) => one.ends && one.id !== 'check-charged').map((one) => one.id);
const CONSUMERS = ['consumer-ack-after', 'consumer-ack-before', 'consumer-no-ack', 'consumer-idempotent'] as const;

/** Where each of them dies: for the second order, between the work and its ack, whichever comes first. */
const CRASHES: Readonly<Record<(typeof CONSUMERS)[number], Crash>> = {
  'consumer-ack-after': { line: lineOf('consumer-ack-after', 'channel.ack'), n: 2, waiting: false },
  'consumer-ack-before': { line: lineOf('consumer-ack-before', 'hincrby'), n: 2, waiting: false },
  'consumer-no-ack': { line: lineOf('consumer-no-ack', 'hincrby'), n: 1, waiting: false },
  'consumer-idempotent': { line: lineOf('consumer-idempotent', 'channel.ack'), n: 2, waiting: false },
};

function sameAsInTheLab(begin: () => Promise<Target>): void {
  let target: Target;
  beforeAll(async () => {
    target = await begin();
    env = {
      ...process.env,
      REDIS_URL: `redis://127.0.0.1:${target.redis}`,
      AMQP_URL: `amqp://127.0.0.1:${target.amqp}`,
    };
  }, 120_000);
  afterAll(() => target.stop());

  test.each(ending.filter((id) => !TIMED.has(id)))('%s says what it says in the lab', async (id) => {
    expect(await onNode(id)).toEqual(inLab(id));
    purge();
  });

  test.each(ending.filter((id) => TIMED.has(id)))('%s runs to its end there, in as many lines', async (id) => {
    expect(await onNode(id)).toHaveLength(inLab(id).length);
  });

  test.each(CONSUMERS)('%s charges what was published, as in the lab', async (id) => {
    purge();
    await onNode('publisher');
    const said = await consumerOnNode(id, 5);
    expect(said).toEqual(inLab('publisher', id).filter((text) => text.startsWith('charged')));
    expect(await onNode('check-charged')).toEqual(['ok']);
  });

  test.each(CONSUMERS)('%s, exported with its crash cursor, comes to the fate it has in the lab', async (id) => {
    purge();
    const fate = fateInLab(id, CRASHES[id]);
    const out = await runFolder(exported(id, CRASHES[id]));
    expect(out).toContain('worker.js killed');
    expect(out).toContain(`check.js: ${fate}\nexit ${fate === 'ok' ? 0 : 1}`);
  });
}

describe('on Node, with the real packages over the bridge', () => {
  sameAsInTheLab(bridge);
});

describe.runIf(hasRedis && rabbitInstalled)('on Node, with the real packages and the real servers', () => {
  sameAsInTheLab(real);
});

test('what each comes to: twice, never, never, once', () => {
  expect(CONSUMERS.map((id) => fateInLab(id, CRASHES[id]))).toEqual([
    'violated: order-2 2 times',
    // While it worked on the second, the others had come and were acknowledged too.
    'violated: order-2 0 times, order-3 0 times, order-4 0 times, order-5 0 times',
    'violated: order-1 0 times, order-2 0 times, order-3 0 times, order-4 0 times, order-5 0 times',
    'ok',
  ]);
});

test('a folder holds the files as they are, and what is needed to run them', () => {
  const files = exported('consumer-idempotent', CRASHES['consumer-idempotent']);
  expect(files.map((file) => file.path)).toEqual([
    'shop.js',
    'worker.js',
    'check.js',
    'package.json',
    'compose.yaml',
    'run.mjs',
    'crash.mjs',
    'crash-watch.mjs',
    'README.md',
  ]);
  expect(files[1]?.text).toBe(libraryProgram('consumer-idempotent')?.source);
});
