import '../../bridge/lua-source.ts';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportFolder } from '../../clients/program/export.ts';
import { LIBRARY_PROGRAMS, libraryProgram } from '../../clients/program/library/index.ts';
import { MACHINES } from '../../machines.ts';
import { type BridgeProcess, startBridgeProcess } from '../oracles/bridge-process.ts';
import { factsOf, settle, simulate } from '../run.ts';
import { lineOf } from './shop.ts';

/* The library's programs say the same in the lab, and on Node with the real packages over the bridge. */

const LIBRARY = fileURLToPath(new URL('../../clients/program/library/', import.meta.url));
const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));

function inLab(...ids: readonly string[]): string[] {
  const programs = ids.map((id, i) => ({
    id,
    machine: 'program',
    config: { source: libraryProgram(id)?.source },
    startsAt: i * 2_000_000,
  }));
  const servers = [
    { id: 'redis', machine: 'kv', config: { parameters: { save: '' } } },
    { id: 'rabbit', machine: 'broker' },
  ];
  const simulation = simulate({ name: 'library', seed: 1, nodes: [...servers, ...programs] }, MACHINES);
  settle(simulation, 10_000_000);
  return factsOf(simulation)
    .filter((fact) => fact.body.kind === 'program.printed')
    .map((fact) => (fact.body as unknown as { text: string }).text);
}

let bridge: BridgeProcess;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  bridge = await startBridgeProcess('--redis', '0', '--amqp', '0');
  const { redis, amqp } = bridge.ready;
  env = { ...process.env, REDIS_URL: `redis://127.0.0.1:${redis}`, AMQP_URL: `amqp://127.0.0.1:${amqp}` };
});

afterAll(async () => {
  await bridge.end();
});

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

/** How long something took is no part of what the program means; on a loaded machine it differs. */
const TIMED = new Set([
  'lock-without-token',
  'lock-with-token',
  'limit-sliding-log',
  'limit-token-bucket',
  'session-store',
  'cache-aside',
]);
const ending = LIBRARY_PROGRAMS.filter((one) => one.ends && one.id !== 'check-charged');

describe('on Node, with the real packages over the bridge', () => {
  test.each(ending.filter((one) => !TIMED.has(one.id)).map((one) => one.id))(
    '%s says what it says in the lab',
    async (id) => {
      expect(await onNode(id)).toEqual(inLab(id).flatMap((text) => text.split('\n')));
      execFileSync(process.execPath, ['-e', PURGE], { env, cwd: LIBRARY });
    },
  );

  test.each(ending.filter((one) => TIMED.has(one.id)).map((one) => one.id))(
    '%s runs to its end there, in as many lines',
    async (id) => {
      expect(await onNode(id)).toHaveLength(inLab(id).flatMap((text) => text.split('\n')).length);
    },
  );

  test.each(['consumer-ack-after', 'consumer-ack-before', 'consumer-no-ack', 'consumer-idempotent'])(
    '%s charges what was published, as in the lab',
    async (id) => {
      execFileSync(process.execPath, ['-e', PURGE], { env, cwd: LIBRARY });
      await onNode('publisher');
      const said = await consumerOnNode(id, 5);
      expect(said).toEqual(inLab('publisher', id).filter((text) => text.startsWith('charged')));
      expect(await onNode('check-charged')).toEqual(['ok']);
    },
  );

  test('an exported folder runs there, and its check comes out as in the lab', async () => {
    execFileSync(process.execPath, ['-e', PURGE], { env, cwd: LIBRARY });
    const folder = mkdtempSync(join(tmpdir(), 'inflight-export-'));
    const files = exportFolder({
      name: 'Idempotent shop',
      servers: ['redis', 'rabbitmq'],
      restartAfter: 100,
      checkAfter: 6000,
      programs: [
        {
          file: 'shop.js',
          source: libraryProgram('publisher')?.source ?? '',
          role: 'workload',
          startsAfter: 0,
          killedAfter: null,
          crash: null,
        },
        {
          file: 'worker.js',
          source: libraryProgram('consumer-idempotent')?.source ?? '',
          role: 'workload',
          startsAfter: 0,
          killedAfter: null,
          crash: { line: lineOf('consumer-idempotent', 'channel.ack'), n: 2, waiting: false },
        },
        {
          file: 'check.js',
          source: libraryProgram('check-charged')?.source ?? '',
          role: 'check',
          startsAfter: 0,
          killedAfter: null,
          crash: null,
        },
      ],
    });
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
    for (const { path, text } of files) writeFileSync(join(folder, path), text);
    symlinkSync(MODULES, join(folder, 'node_modules'));
    const out = await new Promise<string>((resolve) => {
      execFile(process.execPath, ['run.mjs'], { env, cwd: folder, timeout: 28_000 }, (error, stdout) =>
        resolve(`${stdout}exit ${error?.code ?? 0}`),
      );
    });
    expect(out).toMatch(/worker\.js killed[\s\S]*check\.js: ok\nexit 0$/);
    rmSync(folder, { recursive: true });
  });
});

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
