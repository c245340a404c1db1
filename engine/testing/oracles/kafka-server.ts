import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/*
 * A real Kafka of our own in KRaft mode: loopback, free ports, its own folders, ended by its own process ids. Its jars
 * come through Maven into a folder that is kept, INFLIGHT_KAFKA or one in the user's cache; nothing is downloaded unless
 * `provideKafka` is called.
 */

export const KAFKA_VERSION = '4.1.1';

export function kafkaHome(): string {
  return process.env['INFLIGHT_KAFKA'] ?? join(homedir(), '.cache', 'inflight', `kafka-${KAFKA_VERSION}`);
}

function libs(): string {
  return join(kafkaHome(), 'libs');
}

export function kafkaInstalled(): boolean {
  return existsSync(libs()) && readdirSync(libs()).some((name) => name === `kafka_2.13-${KAFKA_VERSION}.jar`);
}

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>inflight</groupId><artifactId>kafka-oracle</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA_VERSION}</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>${KAFKA_VERSION}</version></dependency>
  </dependencies>
</project>
`;

/** Fetches the jars where they are missing. Needs Java 17 and Maven; returns why it could not, or null. */
export function provideKafka(): string | null {
  if (kafkaInstalled()) return null;
  mkdirSync(kafkaHome(), { recursive: true });
  writeFileSync(join(kafkaHome(), 'pom.xml'), POM);
  const words = ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=libs', '-DincludeScope=runtime'];
  const fetched = spawnSync('mvn', words, { cwd: kafkaHome(), encoding: 'utf8' });
  return fetched.status === 0 && kafkaInstalled() ? null : (fetched.error?.message ?? fetched.stdout);
}

const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

/** Ports that were free a moment ago, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const probes = await Promise.all(
    Array.from({ length: count }, async () => {
      const probe = createServer();
      await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
      return probe;
    }),
  );
  const ports = probes.map((probe) => {
    const address = probe.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  return ports;
}

function java(main: string, words: readonly string[], heap: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn('java', javaWords(main, words, heap), { env: { ...process.env, ...env }, stdio: 'ignore' });
}

function javaWords(main: string, words: readonly string[], heap: string): string[] {
  return [`-Xmx${heap}`, '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', join(libs(), '*'), main, ...words];
}

/** How a program ended and all it said. */
export interface Ran {
  readonly status: number;
  readonly out: string;
}

/** Runs a program to its end, while others of this process go on. */
export function run(program: string, words: readonly string[], input = ''): Promise<Ran> {
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'], timeout: 120_000, killSignal: 'SIGKILL' });
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ status: -1, out: error.message }));
    child.once('close', (status) => resolve({ status: status ?? -1, out }));
  });
}

/** Runs one of Kafka's own command-line tools to its end: one of KAFKA_TOOLS. */
export async function runKafkaTool(main: string, words: readonly string[], input = ''): Promise<Ran> {
  const { status, out } = await run('java', javaWords(main, words, '256m'), input);
  // There is no logger among the jars, which says so.
  return { status, out: out.replaceAll(/^SLF4J: .*\n/gm, '') };
}

/** The programs behind kafka-topics.sh and its kin. */
export const KAFKA_TOOLS = {
  topics: 'org.apache.kafka.tools.TopicCommand',
  configs: 'kafka.admin.ConfigCommand',
  producer: 'org.apache.kafka.tools.ConsoleProducer',
  consumer: 'org.apache.kafka.tools.consumer.ConsoleConsumer',
  groups: 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
  shareGroups: 'org.apache.kafka.tools.consumer.group.ShareGroupCommand',
  transactions: 'org.apache.kafka.tools.TransactionsCommand',
  offsets: 'org.apache.kafka.tools.GetOffsetShell',
  deleteRecords: 'org.apache.kafka.tools.DeleteRecordsCommand',
  apiVersions: 'org.apache.kafka.tools.BrokerApiVersionsCommand',
  election: 'org.apache.kafka.tools.LeaderElectionCommand',
  reassign: 'org.apache.kafka.tools.reassign.ReassignPartitionsCommand',
  quorum: 'org.apache.kafka.tools.MetadataQuorumCommand',
  features: 'org.apache.kafka.tools.FeatureCommand',
  logDirs: 'org.apache.kafka.tools.LogDirsCommand',
  dumpLog: 'org.apache.kafka.tools.DumpLogSegments',
  perf: 'org.apache.kafka.tools.ProducerPerformance',
} as const;

export interface KafkaServer {
  /** Of each broker, by its id from 0 on. */
  readonly ports: readonly number[];
  /** The folder of a broker's logs. */
  logDir(broker: number): string;
  /** SIGKILL. */
  kill(broker: number): void;
  /** Up again, with what is on its disk. */
  start(broker: number): Promise<void>;
  stop(): void;
}

const CLUSTER_ID = 'SW5mbGlnaHRMYWJPcmFjbA';

function properties(
  id: number,
  ports: readonly number[],
  quorum: readonly number[],
  dir: string,
  advertised: readonly number[],
): string[] {
  const copies = String(Math.min(3, ports.length));
  return [
    'process.roles=broker,controller',
    `node.id=${id}`,
    `controller.quorum.voters=${quorum.map((port, voter) => `${voter}@127.0.0.1:${port}`).join(',')}`,
    `listeners=PLAINTEXT://127.0.0.1:${ports[id]},CONTROLLER://127.0.0.1:${quorum[id]}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${advertised[id]}`,
    'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names=CONTROLLER',
    'inter.broker.listener.name=PLAINTEXT',
    `log.dirs=${dir}`,
    `offsets.topic.replication.factor=${copies}`,
    'offsets.topic.num.partitions=3',
    `transaction.state.log.replication.factor=${copies}`,
    'transaction.state.log.num.partitions=3',
    'transaction.state.log.min.isr=1',
    `share.coordinator.state.topic.replication.factor=${copies}`,
    'share.coordinator.state.topic.min.isr=1',
    'share.coordinator.state.topic.num.partitions=3',
    'group.initial.rebalance.delay.ms=0',
    'num.network.threads=2',
    'num.io.threads=2',
    'log.cleaner.threads=1',
  ];
}

export interface KafkaOptions {
  readonly brokers?: number;
  /** Further lines of server.properties. */
  readonly settings?: readonly string[];
  /** The ports that clients are told, where they are not the brokers' own. */
  readonly advertised?: readonly number[];
}

/** Starts a cluster whose nodes are brokers and controllers at once; resolves when all of them answer. */
export async function startKafka({ brokers = 1, settings = [], advertised }: KafkaOptions = {}): Promise<KafkaServer> {
  const home = mkdtempSync(join(tmpdir(), 'inflight-kafka-'));
  const all = await freePorts(2 * brokers);
  const [ports, quorum] = [all.slice(0, brokers), all.slice(brokers)];
  const logDir = (id: number): string => join(home, `logs-${id}`);
  const file = (id: number): string => join(home, `server-${id}.properties`);
  writeFileSync(join(home, 'log4j2.properties'), 'rootLogger.level=OFF\n');
  for (let id = 0; id < brokers; id++) {
    writeFileSync(
      file(id),
      [...properties(id, ports, quorum, logDir(id), advertised ?? ports), ...settings, ''].join('\n'),
    );
    const formatted = await runKafkaTool('kafka.tools.StorageTool', ['format', '-t', CLUSTER_ID, '-c', file(id)]);
    if (formatted.status !== 0) throw new Error(formatted.out);
  }
  const running: (ChildProcess | null)[] = [];
  const launch = (id: number): void => {
    running[id] = java('kafka.Kafka', [file(id)], '512m', {});
  };
  for (let id = 0; id < brokers; id++) launch(id);
  for (const port of ports) await untilAnswers(port);
  return {
    ports,
    logDir,
    kill: (id) => {
      running[id]?.kill('SIGKILL');
      running[id] = null;
    },
    start: async (id) => {
      launch(id);
      await untilAnswers(ports[id] ?? 0);
    },
    stop: () => {
      for (const child of running) child?.kill('SIGKILL');
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** A broker listens once it is registered and unfenced. */
async function untilAnswers(port: number): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    await pause(200);
    if (await answers(port)) return;
  }
  throw new Error('Kafka did not start');
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const done = (yes: boolean): void => {
      socket.destroy();
      resolve(yes);
    };
    socket.on('error', () => done(false));
    // ApiVersions, version 0.
    socket.on('connect', () => socket.write(Uint8Array.of(0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 255, 255)));
    socket.on('data', () => done(true));
    setTimeout(() => done(false), 1000);
  });
}
