import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { connect } from 'amqplib';
import type { Bench } from '../testing/bench.ts';
import { rabbitInstalled, startRabbit } from '../testing/oracles/amqp-server.ts';

/*
 * Publish, deliver and ack through amqplib over TCP: the bridge beside rabbitmq-server, where that is installed. One
 * client process, so that its own cost is in both; the two servers take turns.
 */

const MESSAGES = 50_000;
const ROUNDS = 3;
const PREFETCH = 100;
const BODY = Buffer.alloc(100, 'x');
const CONFIRM_EVERY = 100;

interface Served {
  readonly name: string;
  readonly port: number;
  stop(): void;
}

async function startBridge(): Promise<Served> {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', main, '--amqp', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve) => {
    child.stdout?.once('data', (data: Buffer) => resolve(data.toString()));
  });
  const { amqp } = JSON.parse(line) as { amqp: number }; // its ready line
  return { name: 'the bridge', port: amqp, stop: () => child.kill('SIGTERM') };
}

interface Way {
  readonly confirms: boolean;
  /** amqplib leaves Nagle's algorithm on unless told otherwise. */
  readonly noDelay: boolean;
}

const WAYS: readonly Way[] = [
  { confirms: false, noDelay: false },
  { confirms: true, noDelay: false },
  { confirms: true, noDelay: true },
];

/** Messages a second from the first publish to the last ack. */
async function run(port: number, { confirms, noDelay }: Way): Promise<number> {
  const connection = await connect(`amqp://127.0.0.1:${port}`, { noDelay });
  const consumer = await connection.createChannel();
  const { queue } = await consumer.assertQueue('', { exclusive: true });
  await consumer.prefetch(PREFETCH);
  const publisher = confirms ? await connection.createConfirmChannel() : await connection.createChannel();
  let left = MESSAGES;
  const startedAt = performance.now();
  const consumed = new Promise<void>((resolve) => {
    void consumer.consume(queue, (message) => {
      if (message === null) return;
      consumer.ack(message);
      left--;
      if (left === 0) resolve();
    });
  });
  for (let i = 1; i <= MESSAGES; i++) {
    const flowing = publisher.sendToQueue(queue, BODY);
    if (confirms && i % CONFIRM_EVERY === 0 && 'waitForConfirms' in publisher) await publisher.waitForConfirms();
    else if (!flowing) await new Promise((resolve) => publisher.once('drain', resolve));
  }
  await consumed;
  const seconds = (performance.now() - startedAt) / 1000;
  await connection.close();
  return MESSAGES / seconds;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

const bench: Bench = async (report) => {
  const servers: Served[] = [await startBridge()];
  if (rabbitInstalled) servers.push({ name: 'rabbitmq-server', ...(await startRabbit()) });
  try {
    for (const server of servers) await run(server.port, { confirms: false, noDelay: false });
    for (const way of WAYS) {
      const how = `${way.confirms ? 'with' : 'without'} confirms${way.noDelay ? ', noDelay' : ''}`;
      report.heading(`${MESSAGES} messages of 100 bytes through amqplib, ${how}`);
      const rates = servers.map((): number[] => []);
      for (let round = 0; round < ROUNDS; round++)
        for (const [i, server] of servers.entries()) rates[i]?.push(await run(server.port, way));
      const medians = rates.map(median);
      for (const [i, server] of servers.entries()) report.value(server.name, medians[i] ?? 0, 'messages/s');
      if (medians.length > 1) report.value('ratio', (medians[0] ?? 0) / (medians[1] ?? 1), 'x rabbitmq-server');
    }
  } finally {
    for (const server of servers) server.stop();
  }
};

export default bench;
