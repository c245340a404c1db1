import { writeFileSync } from 'node:fs';
import { RawConnection } from './kv-differential.ts';
import { SCRIPTS } from './kv-scripts.ts';
import { RedisServer } from './redis-server.ts';

/*
 * Records what redis-server answers to scripts:
 *
 *   node --import tsx engine/testing/oracles/record-kv-scripts.ts
 */

const groups: string[] = [];
for (const [name, commands] of Object.entries(SCRIPTS)) {
  // A process for each: the stream of math.random begins with it.
  const server = await RedisServer.start();
  const connection = await RawConnection.open(server.port);
  const replies = await connection.run(commands);
  groups.push(`${JSON.stringify(name)}: [\n${replies.map((reply) => JSON.stringify(reply)).join(',\n')}\n]`);
  connection.close();
  await server.stop();
}
writeFileSync(new URL('recorded/kv-scripts.json', import.meta.url), `{\n${groups.join(',\n')}\n}\n`);
