import { writeFileSync } from 'node:fs';
import { CONVERSATIONS } from './kv-conversations.ts';
import { talkToRedis } from './kv-conversation.ts';
import { RedisServer } from './redis-server.ts';

/*
 * Records what redis-server answers in the conversations: `npx tsx engine/testing/oracles/record-kv.ts`.
 */

const server = await RedisServer.start({ config: ['enable-debug-command yes', 'enable-protected-configs yes', 'save ""'] });
const recorded: Record<string, unknown> = {};
for (const [name, lines] of Object.entries(CONVERSATIONS)) recorded[name] = await talkToRedis(server, lines);
await server.stop();
const body = Object.entries(recorded).map(([name, heard]) => `${JSON.stringify(name)}: ${JSON.stringify(heard)}`);
writeFileSync(new URL('recorded/kv-conversations.json', import.meta.url), `{"conversations": {\n${body.join(',\n')}\n}}\n`);
