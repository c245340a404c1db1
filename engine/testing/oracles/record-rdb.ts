import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { datasetCommands } from './redis-dataset.ts';
import { RedisServer } from './redis-server.ts';

/*
 * Records recorded/dataset.rdb and its digest from the installed redis-server:
 *   npx tsx engine/testing/oracles/record-rdb.ts
 */

async function record(): Promise<void> {
  const real = await RedisServer.start();
  await real.client.pipeline(datasetCommands(1));
  await real.client.call('SAVE');
  const digest = await real.client.call('DEBUG', 'DIGEST');
  if (typeof digest !== 'object' || digest === null || !('kind' in digest) || digest.kind !== 'simple') {
    throw new Error('no digest');
  }
  const target = (name: string): URL => new URL(`recorded/${name}`, import.meta.url);
  writeFileSync(target('dataset.rdb'), readFileSync(join(real.dir, 'dump.rdb')));
  writeFileSync(target('dataset.digest'), `${digest.text}\n`);
  await real.stop();
}

await record();
