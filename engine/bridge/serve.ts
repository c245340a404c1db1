import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BrokerView } from '../broker/views.ts';
import type { AmqpFrame } from '../wire/amqp-methods.ts';
import { type CtlAnswer, serveAdmin } from './amqp-admin.ts';
import { amqpProtocol } from './amqp-protocol.ts';
import type { Disk } from './disk.ts';
import { MemoryDisk } from './disk.ts';
import { MachineHost } from './host.ts';
import './lua-source.ts';
import { KafkaSession, kafkaProtocol } from './kafka-protocol.ts';
import type { BridgeOptions } from './options.ts';
import { RealDisk } from './real-disk.ts';
import { ReplicaSession } from './replica-session.ts';
import { respProtocol } from './resp-protocol.ts';
import { complain, endWith, failed, machineOf, REAL_COSTS, seed } from './served.ts';

const FAILED = 1;

/** What the server is told about itself: where it is, and that everybody who can reach it is on this computer. */
function redisConfig({ dir }: BridgeOptions, port: number): unknown {
  return {
    epochMs: Date.now(),
    ...REAL_COSTS,
    parameters: {
      port: String(port),
      dir: dir ?? process.cwd(),
      'enable-debug-command': 'local',
      'enable-protected-configs': 'local',
    },
  };
}

/** How often a process that npm started looks whether npm is still there. */
const PARENT_CHECK_MS = 100;

/**
 * `npm run` puts a shell between itself and the program, and the shell keeps a signal for itself: ended by SIGTERM it
 * leaves the program behind with another parent. That is then the signal.
 */
function whenAbandoned(stop: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const check = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(check);
    stop();
  }, PARENT_CHECK_MS);
  check.unref();
}

/** What a start may have to say: a file that is refused, or was cut. */
function tell(fact: { readonly kind: string }): void {
  if (fact.kind !== 'kv.logged' || !('text' in fact) || !('level' in fact)) return;
  if (fact.level === 'warning') complain(String(fact.text));
}

/** One engine being served. */
interface Served {
  /** By what the ready line calls it. */
  readonly ports: Readonly<Record<string, number>>;
  stop(): void;
}

function diskAt(dir: string | null): Disk {
  return dir === null ? new MemoryDisk() : new RealDisk(dir, failed);
}

async function serveRedis(port: number, options: BridgeOptions, exited: () => void): Promise<Served> {
  const dials = (): ReplicaSession => new ReplicaSession();
  const host = new MachineHost(machineOf('kv'), diskAt(options.dir), seed(), { exited, failed, noted: tell }, dials);
  if (!host.boot(redisConfig(options, port))) process.exit(FAILED);
  const redis = await host.serve(respProtocol, port);
  return { ports: { redis }, stop: () => host.command('SIGTERM') };
}

/** A broker's files have a folder of their own, as its real one has. */
function folderOf(dir: string | null, name: string): string | null {
  if (dir === null) return null;
  const own = join(dir, name);
  mkdirSync(own, { recursive: true });
  return own;
}

/** RABBITMQ: rabbit_networking close_all_connections */
const FAREWELL: AmqpFrame = {
  channel: 0,
  method: 'connection.close',
  replyCode: 320,
  replyText: "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'",
  classId: 0,
  methodId: 0,
};

async function serveAmqp(port: number, options: BridgeOptions, exited: () => void): Promise<Served> {
  const disk = diskAt(folderOf(options.dir, 'rabbitmq'));
  let answered: CtlAnswer = { ok: false, text: '' };
  const noted = (fact: { readonly kind: string }): void => {
    if (fact.kind === 'broker.commandAnswered' && 'ok' in fact && 'text' in fact)
      answered = { ok: fact.ok === true, text: String(fact.text) };
    else tell(fact);
  };
  const host = new MachineHost(machineOf('broker'), disk, seed(), { exited, failed, noted });
  if (!host.boot({ frameFor: 0 })) process.exit(FAILED);
  const ctl = (line: string): CtlAnswer => {
    host.command(line);
    return answered;
  };
  const amqp = await host.serve(amqpProtocol, port);
  if (options.amqpAdmin === null) return { ports: { amqp }, stop: () => host.stop(FAREWELL) };
  // A broker answers a query with a view of its own.
  const admin = await serveAdmin(options.amqpAdmin, (query) => host.inspect(query) as BrokerView, ctl);
  const stop = (): void => {
    admin.server.close();
    admin.server.closeAllConnections();
    host.stop(FAREWELL);
  };
  return { ports: { amqp, 'amqp-admin': admin.port }, stop };
}

/** What Kafka's own server.properties says where there is no third broker to copy to. */
function kafkaProperties(brokers: number): Record<string, string> {
  const copies = String(Math.min(3, brokers));
  return {
    'offsets.topic.replication.factor': copies,
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': brokers < 3 ? '1' : '2',
    'group.initial.rebalance.delay.ms': '0',
  };
}

/** A cluster that stops as a whole is given so long for it. */
const KAFKA_STOP_MS = 2000;

/** Says where each broker is, the first by the bare name. */
function kafkaPorts(ports: readonly number[]): Record<string, number> {
  return Object.fromEntries(ports.map((port, index) => [index === 0 ? 'kafka' : `kafka-${index + 1}`, port]));
}

/**
 * A cluster of brokers in this process, each a machine with sockets and files of its own. They listen first, because
 * everyone must know where everyone is before the first of them starts.
 */
async function serveKafka(first: number, options: BridgeOptions, exited: () => void): Promise<Served> {
  let running = options.kafkaBrokers;
  let isOver = false;
  const over = (): void => {
    if (!isOver) exited();
    isOver = true;
  };
  const oneExited = (): void => {
    running--;
    if (running === 0) over();
  };
  const hosts: MachineHost[] = [];
  const ports: number[] = [];
  for (let index = 0; index < options.kafkaBrokers; index++) {
    const disk = diskAt(folderOf(options.dir, `kafka-${index + 1}`));
    const dials = (): KafkaSession => new KafkaSession('client');
    const host = new MachineHost(machineOf('log'), disk, seed(), { exited: oneExited, failed, noted: tell }, dials);
    ports.push(await host.serve(kafkaProtocol, first === 0 ? 0 : first + index));
    hosts.push(host);
  }
  const brokers = ports.map((port, index) => ({ id: index + 1, host: '127.0.0.1', port }));
  const properties = kafkaProperties(brokers.length);
  for (const { id } of brokers) {
    const config = { nodeId: id, brokers, properties, epochMs: Date.now(), requestFor: 0 };
    if (!hosts[id - 1]!.boot(config)) process.exit(FAILED); // one host a broker
  }
  return {
    ports: kafkaPorts(ports),
    stop: () => {
      for (const host of hosts) host.command('stop');
      // The last ones have no quorum left to leave in order.
      setTimeout(over, KAFKA_STOP_MS).unref();
    },
  };
}

/** Serves until a signal or SHUTDOWN has ended all engines. Rejects where it cannot begin. */
export async function serve(options: BridgeOptions): Promise<void> {
  const { redis, amqp, kafka } = options;
  let serving = [redis, amqp, kafka].filter((port) => port !== null).length;
  const exited = (): void => {
    serving--;
    if (serving === 0) endWith(0);
  };
  const all: Served[] = [];
  if (redis !== null) all.push(await serveRedis(redis, options, exited));
  if (amqp !== null) all.push(await serveAmqp(amqp, options, exited));
  if (kafka !== null) all.push(await serveKafka(kafka, options, exited));
  const ports: Record<string, number> = {};
  for (const served of all) Object.assign(ports, served.ports);
  process.stdout.write(`${JSON.stringify({ ready: true, ...ports })}\n`);
  const stop = (): void => {
    for (const served of all) served.stop();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  whenAbandoned(stop);
}
