import { writeFileSync } from 'node:fs';
import { talkToRedis } from './kv-conversation.ts';
import { CONVERSATIONS } from './kv-conversations.ts';
import { CORE_GROUPS, coreGenerator } from './kv-core-templates.ts';
import { RawConnection, runReal, scriptOf } from './kv-differential.ts';
import { RedisServer } from './redis-server.ts';

/*
 * Records what redis-server answers in conversations and to random commands of the core groups:
 *
 *   node --import tsx engine/testing/oracles/record-kv-core.ts
 */

const COMMANDS = 500;

const server = await RedisServer.start();
const heard: string[] = [];
for (const [name, lines] of Object.entries(CONVERSATIONS)) {
  heard.push(`${JSON.stringify(name)}: ${JSON.stringify(await talkToRedis(server, lines))}`);
}
write('kv-conversations', `{"conversations": {\n${heard.join(',\n')}\n}}\n`);

const real = await RawConnection.open(server.port);
const groups: string[] = [];
for (const [name, templates] of Object.entries(CORE_GROUPS)) {
  const script = scriptOf(coreGenerator(templates), 2026, COMMANDS);
  const replies = await runReal(real, script, { parameters: {}, resp: 2 });
  const steps = script.map(({ argv, comparison }, i) => JSON.stringify([comparison, argv, replies[i]]));
  groups.push(`${JSON.stringify(name)}: [\n${steps.join(',\n')}\n]`);
}
real.close();
write('kv-core', `{"groups": {\n${groups.join(',\n')}\n}}\n`);
await server.stop();

function write(name: string, text: string): void {
  writeFileSync(new URL(`recorded/${name}.json`, import.meta.url), text);
}
