import { writeFileSync } from 'node:fs';
import { talkToRedis } from './kv-conversation.ts';
import { RawConnection, runReal, scriptOf } from './kv-differential.ts';
import { fromTemplates, GROUPS } from './kv-generators.ts';
import { LIMITS } from './kv-limits.ts';
import { TYPE_CONVERSATIONS } from './kv-type-conversations.ts';
import { RedisServer } from './redis-server.ts';

/*
 * Records what redis-server answers to random commands of every data type and in conversations about them, for
 * machines without one:
 *
 *   node --import tsx engine/testing/oracles/record-kv.ts
 */

const COMMANDS = 600;
/** A dense HyperLogLog is 12 kB each time it is read. */
const HYPERLOGLOG_COMMANDS = 80;

const server = await RedisServer.start();
const real = await RawConnection.open(server.port);
for (const [name, templates] of Object.entries(GROUPS)) {
  const transcripts = [];
  for (const [limits, parameters] of Object.entries(LIMITS)) {
    const resp = limits === 'small' ? 3 : 2;
    const script = scriptOf(fromTemplates(templates), 2026, name === 'hyperloglogs' ? HYPERLOGLOG_COMMANDS : COMMANDS);
    const replies = await runReal(real, script, { parameters, resp });
    const steps = script.map(({ argv, comparison }, i) => [comparison, argv, replies[i]]);
    transcripts.push({ parameters, resp, steps });
  }
  const lines = transcripts.map(({ parameters, resp, steps }) => {
    const head = JSON.stringify({ parameters, resp }).slice(0, -1);
    return `${head},"steps":[\n${steps.map((step) => JSON.stringify(step)).join(',\n')}]}`;
  });
  writeFileSync(new URL(`recorded/kv-${name}.json`, import.meta.url), `[${lines.join(',\n')}]\n`);
}
real.close();

const heard: string[] = [];
for (const [name, lines] of Object.entries(TYPE_CONVERSATIONS)) {
  heard.push(`${JSON.stringify(name)}: ${JSON.stringify(await talkToRedis(server, lines))}`);
}
writeFileSync(new URL('recorded/kv-type-conversations.json', import.meta.url), `{\n${heard.join(',\n')}\n}\n`);
await server.stop();
