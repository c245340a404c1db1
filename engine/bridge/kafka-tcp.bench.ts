import { CompressionTypes, Kafka, logLevel } from 'kafkajs';
import type { Bench } from '../testing/bench.ts';
import { startBridgeProcess } from '../testing/oracles/bridge-process.ts';
import { kafkaInstalled, startKafka } from '../testing/oracles/kafka-server.ts';

/*
 * Produce and consume through kafkajs over TCP: the bridge beside a real broker, where its jars are. One client process,
 * so that its own cost is in both; the two brokers take turns.
 */

const RECORDS = 50_000;
const BATCH = 100;
const ROUNDS = 3;
const VALUE = Buffer.alloc(100, 'x');

interface Served {
  readonly name: string;
  readonly port: number;
  stop(): void;
}

let topics = 0;

/** Records a second, produced and then consumed. */
async function run(port: number, acks: number): Promise<readonly [produced: number, consumed: number]> {
  const kafka = new Kafka({ brokers: [`127.0.0.1:${port}`], logLevel: logLevel.NOTHING });
  const topic = `bench-${++topics}`;
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
  await admin.disconnect();
  const producer = kafka.producer();
  await producer.connect();
  const messages = Array.from({ length: BATCH }, () => ({ value: VALUE }));
  const beganAt = performance.now();
  // Five requests under way, as a client's pipeline has.
  const lane = async (): Promise<void> => {
    for (let i = 0; i < RECORDS / BATCH / 5; i++)
      await producer.send({ topic, acks, compression: CompressionTypes.None, messages });
  };
  await Promise.all(Array.from({ length: 5 }, lane));
  const produced = RECORDS / ((performance.now() - beganAt) / 1000);
  await producer.disconnect();
  const consumer = kafka.consumer({ groupId: topic });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  let left = RECORDS;
  let firstAt = 0;
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachBatch: async ({ batch }) => {
        if (firstAt === 0) firstAt = performance.now();
        left -= batch.messages.length;
        if (left <= 0) resolve();
      },
    });
  });
  const consumed = RECORDS / ((performance.now() - firstAt) / 1000);
  await consumer.disconnect();
  return [produced, consumed];
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

const bench: Bench = async (report) => {
  const bridge = await startBridgeProcess('--kafka', '0');
  const servers: Served[] = [
    { name: 'the bridge', port: Number(bridge.ready['kafka']), stop: () => void bridge.end() },
  ];
  if (kafkaInstalled()) {
    const real = await startKafka();
    servers.push({ name: 'Kafka', port: real.ports[0] ?? 0, stop: () => real.stop() });
  }
  try {
    for (const server of servers) await run(server.port, -1);
    for (const acks of [-1, 1]) {
      const rates = servers.map((): (readonly [number, number])[] => []);
      for (let round = 0; round < ROUNDS; round++)
        for (const [i, server] of servers.entries()) rates[i]?.push(await run(server.port, acks));
      for (const [side, what] of ['produced', 'consumed'].entries()) {
        report.heading(`${RECORDS} records of 100 bytes in batches of ${BATCH} through kafkajs, acks=${acks}: ${what}`);
        const medians = rates.map((each) => median(each.map((one) => one[side] ?? 0)));
        for (const [i, server] of servers.entries()) report.value(server.name, medians[i] ?? 0, 'records/s');
        if (medians.length > 1) report.value('ratio', (medians[0] ?? 0) / (medians[1] ?? 1), 'x Kafka');
      }
    }
  } finally {
    for (const server of servers) server.stop();
  }
};

export default bench;
