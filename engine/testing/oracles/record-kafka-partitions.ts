import { writeFileSync } from 'node:fs';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { choiceHash, PARTITION_COUNT, partitionKeys } from './kafka-partition-keys.ts';
import { KAFKA_TOOLS, provideKafka, run, runKafkaTool, startKafka } from './kafka-server.ts';

/*
 * Has each real producer send 100,000 keys to a real broker, and records where they went.
 *
 *   node --import tsx engine/testing/oracles/record-kafka-partitions.ts
 */

const problem = provideKafka();
if (problem !== null) throw new Error(problem);
const server = await startKafka();
const at = `127.0.0.1:${server.ports[0]}`;
const kafka = new Kafka({ brokers: [at], logLevel: logLevel.NOTHING });
const keyed = partitionKeys()
  .map((key) => `${key}:v\n`)
  .join('');

const JAVASCRIPT = { 'kafkajs-legacy': Partitioners.LegacyPartitioner, kafkajs: Partitioners.DefaultPartitioner };
const LIBRDKAFKA = ['consistent_random', 'consistent', 'murmur2_random', 'fnv1a_random'];

async function javascript(topic: string, name: keyof typeof JAVASCRIPT): Promise<void> {
  const producer = kafka.producer({ createPartitioner: JAVASCRIPT[name] });
  await producer.connect();
  const keys = partitionKeys();
  for (let from = 0; from < keys.length; from += 5000)
    await producer.send({ topic, messages: keys.slice(from, from + 5000).map((key) => ({ key, value: 'v' })) });
  await producer.disconnect();
}

async function sendAll(topic: string, name: string): Promise<void> {
  if (name === 'java') {
    const words = ['--bootstrap-server', at, '--topic', topic, '--property', 'parse.key=true'];
    await runKafkaTool(KAFKA_TOOLS.producer, [...words, '--property', 'key.separator=:'], keyed);
  } else if (name === 'kafkajs' || name === 'kafkajs-legacy') await javascript(topic, name);
  else await run('kcat', ['-b', at, '-P', '-t', topic, '-K', ':', '-X', `topic.partitioner=${name}`], keyed);
}

const recorded: Record<string, string> = {};
try {
  const admin = kafka.admin();
  await admin.connect();
  for (const name of ['java', ...Object.keys(JAVASCRIPT), ...LIBRDKAFKA]) {
    const topic = `keys-${name}`;
    await admin.createTopics({ topics: [{ topic, numPartitions: PARTITION_COUNT }] });
    await sendAll(topic, name);
    const read = await run('kcat', ['-b', at, '-C', '-t', topic, '-e', '-q', '-o', 'beginning', '-f', '%p %k\n']);
    const went = new Map(
      read.out
        .trim()
        .split('\n')
        .map((line) => [line.slice(2), Number(line[0])]),
    );
    process.stdout.write(`${name}: ${went.size} keys\n`);
    recorded[name] = choiceHash((key) => went.get(key) ?? -1);
  }
  await admin.disconnect();
} finally {
  server.stop();
}
writeFileSync('engine/testing/oracles/recorded/kafka/partitions.json', `${JSON.stringify(recorded, null, 2)}\n`);
process.exit(0);
