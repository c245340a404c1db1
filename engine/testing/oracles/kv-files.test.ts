import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Rig } from '../../kv/rig.ts';
import type { Reply } from '../../wire/reply.ts';
import { CORE_GROUPS, coreGenerator } from './kv-core-templates.ts';
import { scriptOf } from './kv-differential.ts';
import { fromTemplates, GROUPS } from './kv-generators.ts';
import { hasRedis, RedisServer } from './redis-server.ts';

/*
 * Whole servers on each other's files: this engine runs random commands with its AOF on, and redis-server starts from
 * its folder with the same digest; and the other way round.
 */

const SEEDS = [1, 2, 3];

/** The digest of an empty data set. */
const NOTHING = '0'.repeat(40);

/** Commands that leave data of every type, none that waits or leaves the connection in another mode. */
function commandsOf(seed: number): readonly (readonly string[])[] {
  const scripts = [
    ...Object.values(GROUPS).map((templates) => scriptOf(fromTemplates(templates), seed, 120)),
    ...['strings', 'bits', 'keyspace', 'sorts'].map((name) =>
      scriptOf(coreGenerator(CORE_GROUPS[name] ?? []), seed, 200),
    ),
  ];
  // Nothing may expire between one digest and the other.
  const short = new Set(['PX', 'PEXPIRE', 'PSETEX']);
  const left = new Set(['FLUSHDB', 'FLUSHALL', 'SWAPDB', 'WAIT', 'RESET', 'CONFIG']);
  return scripts
    .flatMap((script) => script.map(({ argv }) => argv))
    .filter((argv) => !left.has((argv[0] ?? '').toUpperCase()) && !argv.some((word) => short.has(word.toUpperCase())));
}

function digest(reply: Reply | undefined): string {
  return typeof reply === 'object' && reply !== null && 'kind' in reply && reply.kind === 'simple'
    ? reply.text
    : JSON.stringify(reply);
}

const PARAMETERS = { appendonly: 'yes', appendfsync: 'no', 'enable-debug-command': 'yes' };

/** A rig whose clock agrees with the real one, so that both see the same keys as alive. */
function rigNow(): Rig {
  return new Rig({ parameters: PARAMETERS, epochMs: Math.floor(Date.now() / 1000) * 1000 });
}

describe.runIf(hasRedis)('the folder of one server is read by the other', () => {
  test.each(SEEDS)(
    'redis-server starts from ours, seed %i',
    async (seed) => {
      const rig = rigNow();
      const conn = rig.open();
      const commands = commandsOf(seed);
      for (const [i, argv] of commands.entries()) {
        rig.ask(conn, ...argv);
        if (i === Math.floor(commands.length / 2)) {
          rig.ask(conn, 'BGREWRITEAOF');
          rig.pass(100_000);
        }
      }
      rig.pass(1_000_000);
      const ours = digest(rig.ask(conn, 'DEBUG', 'DIGEST'));
      const dir = mkdtempSync(join(tmpdir(), 'inflight-files-'));
      mkdirSync(join(dir, 'appendonlydir'));
      for (const [name, file] of rig.files) writeFileSync(join(dir, name), file.bytes);
      const server = await RedisServer.start({ dir, config: ['appendonly yes'] });
      const theirs = digest(await server.client.call('DEBUG', 'DIGEST'));
      await server.stop();
      rmSync(dir, { recursive: true });
      expect(theirs).toBe(ours);
      expect(ours).not.toBe(NOTHING);
    },
    30_000,
  );

  test.each(SEEDS)(
    'we start from the files of redis-server, seed %i',
    async (seed) => {
      const dir = mkdtempSync(join(tmpdir(), 'inflight-files-'));
      const server = await RedisServer.start({ dir, config: ['appendonly yes', 'appendfsync always'] });
      const commands = commandsOf(seed);
      await server.client.pipeline(commands.slice(0, commands.length / 2));
      await server.client.pipeline([['BGREWRITEAOF']]);
      await server.client.pipeline(commands.slice(commands.length / 2));
      const theirs = digest(await server.client.call('DEBUG', 'DIGEST'));
      for (let tries = 0; tries < 200; tries++) {
        const info = JSON.stringify(await server.client.call('INFO', 'persistence'));
        if (info.includes('aof_rewrite_in_progress:0') && info.includes('aof_rewrite_scheduled:0')) break;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await server.stop('SIGTERM');
      const rig = rigNow();
      rig.files.clear();
      for (const name of readdirSync(join(dir, 'appendonlydir'))) {
        const bytes = new Uint8Array(readFileSync(join(dir, 'appendonlydir', name)));
        rig.files.set(`appendonlydir/${name}`, { bytes, synced: bytes.length });
      }
      rmSync(dir, { recursive: true });
      rig.restart('kill');
      expect(rig.exited).toBe(false);
      expect(digest(rig.ask(rig.open(), 'DEBUG', 'DIGEST'))).toBe(theirs);
    },
    30_000,
  );
});
