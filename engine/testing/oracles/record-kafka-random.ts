import { mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { KafkaMaker, ORACLE_PROPERTIES } from './kafka-random.ts';
import { provideKafka, startKafka } from './kafka-server.ts';
import { LiveTalk } from './kafka-talk-live.ts';

/*
 * Holds random conversations with a real broker and records them: seeds, and operations of each.
 *
 *   node --import tsx engine/testing/oracles/record-kafka-random.ts 20 1000
 */

const [seeds = 20, count = 1000] = process.argv.slice(2).map(Number);
const FOLDER = 'engine/testing/oracles/recorded/kafka';

async function record(): Promise<void> {
  const problem = provideKafka();
  if (problem !== null) throw new Error(problem);
  const server = await startKafka({
    settings: Object.entries(ORACLE_PROPERTIES).map(([name, value]) => `${name}=${value}`),
  });
  const all: string[] = [];
  try {
    for (let seed = 1; seed <= seeds; seed++) {
      const live = await LiveTalk.open(server.ports[0] ?? 0);
      const maker = new KafkaMaker(seed, live.talk, () => new Promise((resolve) => setTimeout(resolve, 6)));
      await maker.run(count);
      live.close();
      all.push(`seed ${seed}`, ...maker.lines);
      process.stdout.write(`seed ${seed}: ${maker.lines.length} operations\n`);
    }
  } finally {
    server.stop();
  }
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}/random.jsonl.gz`, gzipSync(`${all.join('\n')}\n`, { level: 9 }));
}

await record();
process.exit(0);
