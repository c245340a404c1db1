import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EngineServer } from './engine-server.ts';
import { RawConnection, scriptOf } from './kv-differential.ts';
import { fromTemplates, GROUPS } from './kv-generators.ts';
import { LIMITS } from './kv-limits.ts';
import { hasRedis, RedisServer } from './redis-server.ts';
import { RespClient } from './resp-client.ts';
import { replyEnd } from './resp-text.ts';

/*
 * What a command does besides answering, beside redis-server: the keyspace events it raises, the changes it counts, and
 * what it writes into the append-only file.
 */

/** What is easily counted or logged wrongly: reads that write, and messages, which have no future. */
const SIDE_EFFECTS = [
  'XGROUP CREATE s g 0 MKSTREAM',
  ...[1, 2, 3].map((n) => `XADD s 1-${n} f v`),
  'XREADGROUP GROUP g c STREAMS s >',
  'XREADGROUP GROUP g c STREAMS s 0',
  'XREAD STREAMS s 0',
  'XACK s g 1-1',
  'XACK none g 1-1',
  'XCLAIM s g d 0 1-2',
  'XCLAIM none g d 0 1-2',
  'XCLAIM s g d 0 1-2 1-3 JUSTID',
  'XDEL s 1-2',
  'XAUTOCLAIM s g e 0 0',
  'XAUTOCLAIM none g e 0 0',
  'XPENDING s g',
  'XGROUP DESTROY s g',
  'PUBLISH channel message',
  'SPUBLISH channel message',
  ...['MULTI', 'SET a 1', 'PUBLISH channel message', 'EXEC'],
  ...['MULTI', 'PUBLISH channel message', 'EXEC', 'SET b 1'],
].map((line) => line.split(' '));

const EVENTS = '__keyevent@0__:';
const COMMANDS = 500;

/** After each command: its events, in order, and the changes since the start. */
interface Effects {
  readonly events: string[];
  readonly changes: number;
}

async function realEffects(server: RedisServer, script: readonly (readonly string[])[]): Promise<Effects[]> {
  const listener = await RespClient.connect(server.port);
  await listener.call('PSUBSCRIBE', `${EVENTS}*`);
  const real = await RawConnection.open(server.port);
  const mark = ['PUBLISH', `${EVENTS}mark`, ''];
  const replies = await real.run(script.flatMap((argv) => [argv, mark, ['INFO', 'persistence']]));
  const all: string[][] = [[]];
  for (let waited = 0; all.length <= script.length && waited < 200; waited++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    for (const pushed of listener.pushed.splice(0)) {
      const [, , channel, key] = pushed as readonly string[]; // pmessage, pattern, channel, message
      if (channel === `${EVENTS}mark`) all.push([]);
      else all.at(-1)?.push(`${channel?.slice(EVENTS.length)} ${key}`);
    }
  }
  listener.close();
  real.close();
  return script.map((_, i) => ({
    events: all[i] ?? [],
    changes: Number(/rdb_changes_since_last_save:(\d+)/.exec(replies[3 * i + 2] ?? '')?.[1]),
  }));
}

function engineEffects(
  script: readonly (readonly string[])[],
  parameters: Readonly<Record<string, string>>,
): Effects[] {
  const server = new EngineServer({ ...parameters, 'notify-keyspace-events': 'EAn' });
  const conn = server.connect();
  const listener = server.connect();
  server.run(listener, ['PSUBSCRIBE', `${EVENTS}*`]);
  return script.map((argv) => {
    server.run(conn, argv);
    const pushed = server.received(listener).matchAll(/__keyevent@0__:([a-z-]+)\r\n\$\d+\r\n([^\r]*)\r\n/g);
    return { events: [...pushed].map(([, event, key]) => `${event} ${key}`), changes: server.state.dirty };
  });
}

/** The commands of a file, without SELECT, and with the clock's readings left out. */
function commandsOf(file: string): string[] {
  const commands: string[] = [];
  for (let at = 0; at < file.length; ) {
    const end = replyEnd(file, at);
    if (end < 0) break;
    const words = file.slice(at, end).replaceAll(/\r\n1[67]\d{11}\r\n/g, '\r\n<now>\r\n');
    if (!/^\*2\r\n\$6\r\nSELECT/i.test(words)) commands.push(words);
    at = end;
  }
  return commands;
}

function incremental(files: readonly string[]): string {
  return files.find((file) => file.includes('.incr.aof')) ?? '';
}

describe.runIf(hasRedis)('beside redis-server', () => {
  test.each(Object.entries(GROUPS))(
    '%s: the same events, changes and append-only file',
    async (_, templates) => {
      for (const [i, parameters] of Object.values(LIMITS).entries()) {
        const script = scriptOf(fromTemplates(templates), 300 + i, COMMANDS).map(({ argv }) => argv);
        const config = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
        const server = await RedisServer.start({
          config: [...config, 'notify-keyspace-events EAn', 'appendonly yes', 'appendfsync always'],
        });
        try {
          const real = await realEffects(server, script);
          const given = engineEffects(script, parameters);
          script.forEach((argv, at) => expect([argv, given[at]]).toEqual([argv, real[at]]));
          const folder = join(server.dir, 'appendonlydir');
          const file = readFileSync(join(folder, incremental(readdirSync(folder))), 'latin1');
          const engine = new EngineServer({ ...parameters, appendonly: 'yes' });
          const conn = engine.connect();
          for (const argv of script) engine.run(conn, argv);
          const own = engine.files.get(incremental([...engine.files.keys()])) ?? '';
          expect(commandsOf(own)).toEqual(commandsOf(file));
        } finally {
          await server.stop();
        }
      }
    },
    60_000,
  );

  test('keyspace hits are counted alike, and messages leave no trace in the append-only file', async () => {
    const server = await RedisServer.start({ config: ['appendonly yes', 'appendfsync always'] });
    try {
      const engine = new EngineServer({ appendonly: 'yes' });
      const conn = engine.connect();
      const counted = (info: string): string[] => info.match(/keyspace_(hits|misses):\d+/g) ?? [];
      for (const argv of SIDE_EFFECTS) {
        await server.client.call(...argv);
        engine.run(conn, argv);
        const real = counted(JSON.stringify(await server.client.call('INFO', 'stats'))); // none while it is queued
        expect([argv, counted(engine.run(conn, ['INFO', 'stats']))]).toEqual([argv, real]);
      }
      expect(counted(engine.run(conn, ['INFO', 'stats']))).toEqual(['keyspace_hits:11', 'keyspace_misses:3']);
      const folder = join(server.dir, 'appendonlydir');
      const file = readFileSync(join(folder, incremental(readdirSync(folder))), 'latin1');
      const own = engine.files.get(incremental([...engine.files.keys()])) ?? '';
      expect(commandsOf(own)).toEqual(commandsOf(file));
    } finally {
      await server.stop();
    }
  });
});
