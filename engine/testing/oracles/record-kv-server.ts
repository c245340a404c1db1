import { writeFileSync } from 'node:fs';
import { talkToRedis } from './kv-conversation.ts';
import { SERVER_CONVERSATIONS } from './kv-server-conversations.ts';
import { RedisServer } from './redis-server.ts';

/*
 * Records what redis-server tells each client in the conversations about users, client-side caching and limits:
 *
 *   node --import tsx engine/testing/oracles/record-kv-server.ts
 */

const heard: string[] = [];
for (const [name, lines] of Object.entries(SERVER_CONVERSATIONS)) {
  const server = await RedisServer.start();
  heard.push(`${JSON.stringify(name)}: ${JSON.stringify(await talkToRedis(server, lines))}`);
  await server.stop();
}
writeFileSync(new URL('recorded/kv-server-conversations.json', import.meta.url), `{\n${heard.join(',\n')}\n}\n`);
