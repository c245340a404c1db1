import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compare, type Difference, differenceText, engineHears, firstDifference, serverHears } from './amqp-compare.ts';
import { randomConversation } from './amqp-random.ts';
import { type RabbitServer, startRabbit } from './amqp-server.ts';
import { type Held, readTranscript, transcriptText } from './amqp-transcript.ts';

/*
 * Holds random conversations with the real server and records them:
 *
 *   node --import tsx engine/testing/oracles/record-amqp-random.ts [seeds [lines]]
 *
 * Where the engine says something else, the conversation is cut down to the lines it takes, shown, and kept in
 * amqp-found.txt with what the server said: once it was right, it stays right. What the server itself does not say
 * twice alike is shown and not recorded.
 */

const AT_ONCE = 4;

const pathOf = (file: string): string => fileURLToPath(new URL(`recorded/${file}`, import.meta.url));

interface Found {
  readonly held: Held[];
  readonly differences: { readonly seed: number; readonly difference: Difference }[];
}

/** Every seed's conversation as the server was heard in it, but for those in which it is not the same twice. */
async function holdAll(server: RabbitServer, seeds: readonly number[], lines: number): Promise<Found> {
  const held = new Map<number, Held>();
  const differences: Found['differences'] = [];
  const left = [...seeds];
  const hold = async (): Promise<void> => {
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
      const conversation = randomConversation(seed, lines);
      const heard = await serverHears(server, conversation.says);
      const difference =
        firstDifference(heard, engineHears(conversation.says)) === null
          ? null
          : await compare(server, conversation.says);
      if (difference !== null) differences.push({ seed, difference });
      if (difference?.chance !== true) held.set(seed, { ...conversation, heard });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, hold));
  return { held: seeds.flatMap((seed) => held.get(seed) ?? []), differences };
}

async function keep(server: RabbitServer, found: readonly Difference[]): Promise<void> {
  const path = pathOf('amqp-found.txt');
  const known = existsSync(path) ? readTranscript(readFileSync(path, 'utf8')) : [];
  for (const { says, chance } of found) {
    if (chance || known.some((one) => one.says.join('\n') === says.join('\n'))) continue;
    known.push({ name: `found ${known.length + 1}`, says, heard: await serverHears(server, says) });
  }
  writeFileSync(path, transcriptText(known));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [seeds = 220, lines = 110] = process.argv.slice(2).map(Number);
  const server = await startRabbit({ management: true });
  try {
    const { held, differences } = await holdAll(
      server,
      Array.from({ length: seeds }, (_, i) => i + 1),
      lines,
    );
    for (const { seed, difference } of differences)
      process.stdout.write(`seed ${seed}\n${differenceText(difference)}\n\n`);
    writeFileSync(pathOf('amqp-random.txt'), transcriptText(held));
    await keep(
      server,
      differences.map(({ difference }) => difference),
    );
    const operations = held.reduce((sum, { says }) => sum + says.length, 0);
    process.stdout.write(`${operations} lines from ${held.length} seeds, ${differences.length} differences\n`);
  } finally {
    server.stop();
  }
}
