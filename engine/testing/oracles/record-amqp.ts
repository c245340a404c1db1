import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CONVERSATIONS, type Conversation } from './amqp-conversations.ts';
import { KINDS_CONVERSATIONS } from './amqp-kinds-conversations.ts';
import { parseLine, REPLY_TO } from './amqp-lines.ts';
import { type RabbitServer, startRabbit } from './amqp-server.ts';
import { WireClient } from './amqp-wire.ts';

/*
 * Records what the real server answers to every conversation, or to those whose name contains the argument:
 * `node --import tsx engine/testing/oracles/record-amqp.ts [part of a name]`.
 * The recording is committed, so that the engine is compared with it where no server is. The random ones are recorded
 * by record-amqp-random.ts.
 */

const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

/** One list for each line said: what every client heard then, clients in the order of their names. */
async function converse(server: RabbitServer, conversation: Conversation): Promise<string[][]> {
  const clients = new Map<string, WireClient>();
  const heard: string[][] = [];
  for (const line of conversation.says) {
    const [verb = '', what = ''] = line.split(' ');
    if (verb === 'connect') {
      const client = new WireClient(what, server.port);
      clients.set(what, client);
      await client.open();
    } else if (verb === 'vanish') clients.get(what)?.vanish();
    else if (verb === 'wait') await pause(Number(what));
    else if (verb === 'ctl') server.ctl(...line.slice(4).split(' '));
    else if (verb === 'restart') {
      await server.restart();
      for (const client of clients.values()) client.lines.length = 0;
      clients.clear();
    } else {
      const client = clients.get(verb.slice(0, 1));
      await client?.say(parseLine(line.replaceAll(REPLY_TO, client.replyTo)));
    }
    await Promise.all([...clients.values()].map((client) => client.quiet()));
    heard.push([...clients].sort(([a], [z]) => (a < z ? -1 : 1)).flatMap(([, client]) => client.lines.splice(0)));
  }
  for (const client of clients.values()) client.vanish();
  return heard;
}

/** Leaves nothing behind for the next conversation. */
async function cleanUp(server: RabbitServer, conversation: Conversation): Promise<void> {
  const client = new WireClient('z', server.port);
  await client.open();
  for (const line of conversation.says) {
    const [, kind, name] = /(queue|exchange)\.declare .*?(?:queue|exchange)=([^ ]+)/.exec(line) ?? [];
    if (name === undefined || name.startsWith('amq.')) continue;
    await client.say(parseLine(`z1 ${kind}.delete ${kind}=${name}`));
  }
  await client.quiet();
  client.vanish();
}

/** Records those whose name contains `only`, and keeps what is known of the others. */
async function record(
  server: RabbitServer,
  conversations: readonly Conversation[],
  file: string,
  only: string,
): Promise<void> {
  const path = fileURLToPath(new URL(`recorded/${file}`, import.meta.url));
  const known = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, string[][]>) : {};
  const recorded: Record<string, string[][]> = {};
  for (const conversation of conversations) {
    const { name } = conversation;
    if (!name.includes(only)) {
      if (known[name] !== undefined) recorded[name] = known[name];
      continue;
    }
    recorded[name] = await converse(server, conversation);
    await cleanUp(server, conversation);
  }
  writeFileSync(path, `${JSON.stringify(recorded, null, 1)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const only = process.argv[2] ?? '';
  const server = await startRabbit();
  try {
    await record(server, CONVERSATIONS, 'amqp.json', only);
    await record(server, KINDS_CONVERSATIONS, 'amqp-kinds.json', only);
  } finally {
    server.stop();
  }
}
