import { mkdirSync, writeFileSync } from 'node:fs';
import { Kafka, logLevel } from 'kafkajs';
import { type Exchange, startProxy } from './kafka-proxy.ts';
import { freePorts, KAFKA_TOOLS, provideKafka, runKafkaTool, run as runProgram, startKafka } from './kafka-server.ts';

/*
 * Records what kafkajs, librdkafka and Kafka's own tools say to a real broker and what it answers, some samples of each
 * request in each version, for the codec to be compared with byte by byte.
 *
 *   node --import tsx engine/testing/oracles/record-kafka-wire.ts
 */

const FILE = 'engine/testing/oracles/recorded/kafka/wire.jsonl';
const SAMPLES = 3;
const SAMPLE_MAX = 6000;
const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

const samples = new Map<string, string[]>();

function seen({ request, response }: Exchange): void {
  if (request.length + (response?.length ?? 0) > SAMPLE_MAX) return;
  const view = new DataView(request.buffer, request.byteOffset);
  const length = view.getInt16(8);
  const client = length > 0 ? Buffer.from(request.subarray(10, 10 + length)).toString() : '';
  const kind = `${/kafkajs|rdkafka/.exec(client)?.[0] ?? 'java'} ${view.getInt16(0)} ${view.getInt16(2)}`;
  const known = samples.get(kind) ?? [];
  samples.set(kind, known);
  const line = JSON.stringify([hex(request), response === null ? null : hex(response)]);
  if (known.length < SAMPLES || (kind.includes(' 0 ') && known.length < 12)) known.push(line);
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

async function javascript(port: number): Promise<void> {
  const kafka = new Kafka({ clientId: 'kafkajs', brokers: [`127.0.0.1:${port}`], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 'js', numPartitions: 3 }] });
  const producer = kafka.producer({ idempotent: true, transactionalId: 'js-tx', maxInFlightRequests: 1 });
  await producer.connect();
  const transaction = await producer.transaction();
  await transaction.send({ topic: 'js', messages: [{ key: 'k', value: 'v', headers: { h: 'x' } }] });
  await transaction.sendOffsets({
    consumerGroupId: 'js-group',
    topics: [{ topic: 'js', partitions: [{ partition: 0, offset: '0' }] }],
  });
  await transaction.commit();
  const aborted = await producer.transaction();
  await aborted.send({ topic: 'js', messages: [{ value: 'gone' }] });
  await aborted.abort();
  const plain = kafka.producer();
  await plain.connect();
  for (const acks of [0, 1, -1])
    await plain.send({ topic: 'js', acks, compression: acks === 1 ? 1 : 0, messages: [{ key: 'a', value: 'b' }] });
  const consumer = kafka.consumer({ groupId: 'js-group-2' });
  await consumer.connect();
  await consumer.subscribe({ topic: 'js', fromBeginning: true });
  let count = 0;
  await consumer.run({ eachMessage: async () => void count++ });
  for (let tries = 0; tries < 100 && count < 4; tries++) await new Promise((resolve) => setTimeout(resolve, 100));
  await admin.fetchTopicMetadata({ topics: ['js'] });
  await admin.describeGroups(['js-group-2']);
  await admin.listGroups();
  await admin.fetchTopicOffsets('js');
  await admin.fetchTopicOffsetsByTimestamp('js', 5);
  await admin.fetchOffsets({ groupId: 'js-group-2', topics: ['js'] });
  await admin.describeConfigs({ includeSynonyms: true, resources: [{ type: 2, name: 'js' }] });
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: 2, name: 'js', configEntries: [{ name: 'retention.ms', value: '1000' }] }],
  });
  await admin.createPartitions({ topicPartitions: [{ topic: 'js', count: 4 }] });
  await admin.describeCluster();
  await admin.deleteTopicRecords({ topic: 'js', partitions: [{ partition: 0, offset: '0' }] });
  await consumer.disconnect();
  await admin.deleteGroups(['js-group-2']);
  await admin.deleteTopics({ topics: ['js'] });
  for (const one of [producer, plain, admin]) await one.disconnect();
}

async function librdkafka(port: number): Promise<void> {
  const kcat = async (input: string, ...words: string[]): Promise<void> => {
    const done = await runProgram('kcat', ['-b', `127.0.0.1:${port}`, ...words], input);
    if (done.status !== 0) process.stderr.write(`kcat ${words.join(' ')}: ${done.out}\n`);
  };
  await kcat('', '-L');
  for (const codec of CODECS)
    await kcat(`${codec} ${codec} ${codec}\n`.repeat(20), '-P', '-t', `rd-${codec}`, '-z', codec);
  await kcat('a\n', '-P', '-t', 'rd-none', '-X', 'acks=0');
  await kcat('a:b\n', '-P', '-t', 'rd-none', '-K', ':', '-H', 'h=1', '-X', 'enable.idempotence=true');
  for (const codec of CODECS) await kcat('', '-C', '-t', `rd-${codec}`, '-e', '-o', 'beginning');
  await kcat('', '-Q', '-t', 'rd-none:0:-1');
  await kcat('', '-G', 'rd-group', '-e', 'rd-none');
}

async function tools(port: number): Promise<void> {
  const at = ['--bootstrap-server', `127.0.0.1:${port}`];
  const run = async (main: string, words: readonly string[], input = ''): Promise<void> => {
    const done = await runKafkaTool(main, words, input);
    if (done.status !== 0) process.stderr.write(`${main} ${words.join(' ')}: ${done.out}\n`);
  };
  await run(KAFKA_TOOLS.topics, [...at, '--create', '--topic', 'jv', '--partitions', '2']);
  await run(KAFKA_TOOLS.topics, [...at, '--describe', '--topic', 'jv']);
  await run(KAFKA_TOOLS.topics, [...at, '--list']);
  await run(KAFKA_TOOLS.topics, [...at, '--alter', '--topic', 'jv', '--partitions', '3']);
  for (const codec of CODECS)
    await run(KAFKA_TOOLS.producer, [...at, '--topic', 'jv', '--compression-codec', codec], `${codec} `.repeat(30));
  await run(KAFKA_TOOLS.consumer, [
    ...at,
    '--topic',
    'jv',
    '--from-beginning',
    '--max-messages',
    '4',
    '--timeout-ms',
    '15000',
    '--group',
    'jv-group',
  ]);
  await run(KAFKA_TOOLS.consumer, [
    ...at,
    '--topic',
    'jv',
    '--from-beginning',
    '--max-messages',
    '4',
    '--timeout-ms',
    '15000',
    '--group',
    'jv-new',
    '--consumer-property',
    'group.protocol=consumer',
  ]);
  await run(KAFKA_TOOLS.groups, [...at, '--describe', '--group', 'jv-group']);
  await run(KAFKA_TOOLS.groups, [...at, '--list']);
  await run(KAFKA_TOOLS.groups, [
    ...at,
    '--reset-offsets',
    '--to-earliest',
    '--group',
    'jv-group',
    '--topic',
    'jv',
    '--execute',
  ]);
  await run(KAFKA_TOOLS.groups, [...at, '--delete', '--group', 'jv-group']);
  await run(KAFKA_TOOLS.configs, [
    ...at,
    '--alter',
    '--entity-type',
    'topics',
    '--entity-name',
    'jv',
    '--add-config',
    'retention.ms=5000',
  ]);
  await run(KAFKA_TOOLS.configs, [...at, '--describe', '--entity-type', 'topics', '--entity-name', 'jv']);
  await run(KAFKA_TOOLS.transactions, [...at, 'list']);
  await run(KAFKA_TOOLS.transactions, [...at, 'describe', '--transactional-id', 'js-tx']);
  await run(KAFKA_TOOLS.transactions, [...at, 'describe-producers', '--topic', 'rd-none', '--partition', '0']);
  await run(KAFKA_TOOLS.offsets, [...at, '--topic', 'jv']);
  await run(KAFKA_TOOLS.apiVersions, at);
  await run(KAFKA_TOOLS.quorum, [...at, 'describe', '--status']);
  await run(KAFKA_TOOLS.features, [...at, 'describe']);
  await run(KAFKA_TOOLS.logDirs, [...at, '--describe']);
  await run(KAFKA_TOOLS.topics, [...at, '--delete', '--topic', 'jv']);
}

const problem = provideKafka();
if (problem !== null) throw new Error(problem);
const [advertised = 0] = await freePorts(1);
const server = await startKafka({ advertised: [advertised] });
const proxy = await startProxy(advertised, () => server.ports[0] ?? 0, seen);
try {
  await javascript(advertised);
  await librdkafka(advertised);
  await tools(advertised);
} finally {
  proxy.stop();
  server.stop();
}
mkdirSync('engine/testing/oracles/recorded/kafka', { recursive: true });
const lines = [...samples].flatMap(([, each]) => each);
writeFileSync(FILE, `${lines.join('\n')}\n`);
process.stdout.write(`${lines.length} exchanges of ${samples.size} kinds\n${[...samples.keys()].sort().join(', ')}\n`);
process.exit(0);
