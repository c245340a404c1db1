import { assert } from '../base/assert.ts';
import { byteStringOf, bytesOf, utf8Bytes } from '../base/bytes.ts';
import type { Fact } from '../sim/facts.ts';
import type { Input } from '../sim/input.ts';
import type { ConnId, FactBody, Machine, MachineRegistry, Micros, NodeId } from '../sim/machine.ts';
import { Simulation } from '../sim/simulation.ts';
import type { DiskSpec } from '../sim/spec.ts';
import type { KafkaResponse } from '../wire/kafka/frames.ts';
import { ApiKey, type RequestBodies, type ResponseBodies } from '../wire/kafka/messages.ts';
import { BATCH_HEAD, type BatchDraft, batchOf, readBatchHeader, readRecords } from '../wire/kafka/record-batch.ts';
import type { LogFact } from './facts.ts';
import { log } from './machine.ts';
import type { Sparse } from './state.ts';
import type { LogQuery, LogView } from './views.ts';

/*
 * A cluster on the bench: what the brokers' tests drive it with. The brokers are nodes of a real simulation; the client
 * is a machine that sends what it is told and keeps what it hears.
 */

interface ProbeState {
  /** By `node lane`: tests that must not wait behind each other use lanes. */
  readonly conns: Map<string, { conn: ConnId; open: boolean; readonly queue: object[] }>;
  readonly replies: Map<number, object>;
  readonly lost: Set<number>;
  readonly sent: Map<ConnId, number[]>;
}

interface Order {
  readonly to: NodeId;
  readonly lane: string;
  readonly header: {
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly correlationId: number;
    readonly clientId: string;
  };
  readonly body: object;
}

const packed = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? { $bytes: byteStringOf(value) } : value;
const unpacked = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && '$bytes' in value ? bytesOf(String(value.$bytes)) : value;

const probe: Machine<ProbeState, unknown, FactBody, number, object | null> = {
  listens: null,
  readConfig: (raw) => raw,
  boot: () => ({ conns: new Map(), replies: new Map(), lost: new Set(), sent: new Map() }),
  on(state, stimulus, out) {
    if (stimulus.kind === 'command') {
      const order = JSON.parse(stimulus.line, unpacked) as Order;
      const key = `${order.to} ${order.lane}`;
      let link = state.conns.get(key);
      if (link === undefined) {
        link = { conn: out.connect(order.to), open: false, queue: [] };
        state.conns.set(key, link);
        state.sent.set(link.conn, []);
      }
      state.sent.get(link.conn)?.push(order.header.correlationId);
      const frame = { kind: 'request', header: order.header, body: order.body };
      if (link.open) out.send(link.conn, frame);
      else link.queue.push(frame);
    } else if (stimulus.kind === 'opened') {
      for (const link of state.conns.values()) {
        if (link.conn !== stimulus.conn) continue;
        link.open = true;
        for (const frame of link.queue.splice(0)) out.send(link.conn, frame);
      }
    } else if (stimulus.kind === 'frame') {
      const response = stimulus.frame as KafkaResponse; // a broker says nothing else
      state.replies.set(response.correlationId, response.body);
    } else if (stimulus.kind === 'closed') {
      for (const id of state.sent.get(stimulus.conn) ?? []) if (!state.replies.has(id)) state.lost.add(id);
      for (const [key, link] of state.conns) if (link.conn === stimulus.conn) state.conns.delete(key);
    }
  },
  inspect: (state, id) => state.replies.get(id) ?? (state.lost.has(id) ? { lost: true } : null),
};

export const RIG_MACHINES: MachineRegistry = { log, probe };

export interface ClusterOptions {
  readonly brokers?: number;
  readonly properties?: Readonly<Record<string, string>>;
  readonly seed?: number;
  readonly disk?: Partial<DiskSpec>;
  /** Runs until all brokers are up. */
  readonly ready?: boolean;
}

/** What a test gets back: every field may be left out by the broker that means its default. */
type Reply<K extends keyof ResponseBodies> = Sparse<ResponseBodies[K]>;

export class Cluster {
  readonly simulation: Simulation<null>;
  readonly ids: NodeId[];
  #correlation = 0;
  #passedTo: Micros = 0;

  constructor(options: ClusterOptions = {}) {
    const count = options.brokers ?? 1;
    this.ids = Array.from({ length: count }, (_, i) => `k${i + 1}`);
    const properties = {
      'offsets.topic.num.partitions': '1',
      'transaction.state.log.num.partitions': '1',
      'group.initial.rebalance.delay.ms': '0',
      ...options.properties,
    };
    const nodes = this.ids.map((id, i) => ({
      id,
      machine: 'log',
      config: { nodeId: i + 1, brokers: this.ids, properties },
      ...(options.disk && { disk: options.disk }),
    }));
    this.simulation = new Simulation({
      spec: { name: 'cluster', seed: options.seed ?? 1, nodes: [...nodes, { id: 'client', machine: 'probe' }] },
      registry: RIG_MACHINES,
      fold: { start: () => null, apply: () => {}, fork: () => null },
    });
    if (options.ready !== false) {
      this.until(() => this.ids.every((id) => this.knows(id) === count), 30_000_000, 'all brokers run');
    }
  }

  /** How many brokers a running one knows to be alive. */
  knows(id: NodeId): number {
    const broker = this.broker(id);
    return broker?.phase === 'running' ? broker.brokers.filter(({ fenced }) => !fenced).length : 0;
  }

  /** The simulation's clock stands at its last step; this one goes on where nothing happens. */
  get now(): Micros {
    return Math.max(this.simulation.now, this.#passedTo);
  }

  give(input: Input): void {
    this.simulation.dispatch(input, this.now);
  }

  pass(micros: Micros): void {
    const to = this.now + micros;
    this.simulation.advance({ at: to, stepsMax: 10_000_000 });
    this.#passedTo = to;
  }

  /** Runs step by step until something is so; fails when it is not in time. */
  until(isSo: () => boolean, micros: Micros, what: string): void {
    const end = this.now + micros;
    while (!isSo()) {
      const before = this.simulation.step;
      this.simulation.advance({ step: before + 1, at: end });
      assert(this.simulation.step > before, `never came to be: ${what}`);
    }
  }

  /** Sends a request; `awaitReply` gets the answer. */
  send<K extends keyof RequestBodies>(
    to: NodeId,
    apiKey: K,
    apiVersion: number,
    body: Sparse<RequestBodies[K]>,
    lane = '',
    clientId = 'rig',
  ): number {
    const correlationId = ++this.#correlation;
    const order: Order = { to, lane, header: { apiKey, apiVersion, correlationId, clientId }, body };
    this.give({ kind: 'command', node: 'client', line: JSON.stringify(order, packed) });
    return correlationId;
  }

  /** null while there is none. */
  reply<K extends keyof ResponseBodies>(_: K, id: number): Reply<K> | null {
    return this.simulation.inspect('client', id) as Reply<K> | null;
  }

  awaitReply<K extends keyof ResponseBodies>(key: K, id: number, micros: Micros = 60_000_000): Reply<K> {
    this.until(() => this.reply(key, id) !== null, micros, `an answer to ${key}`);
    return this.reply(key, id) as Reply<K>;
  }

  ask<K extends keyof RequestBodies & keyof ResponseBodies>(
    to: NodeId,
    apiKey: K,
    apiVersion: number,
    body: Sparse<RequestBodies[K]>,
    lane = '',
  ): Reply<K> {
    return this.awaitReply(apiKey, this.send(to, apiKey, apiVersion, body, lane));
  }

  inspect(id: NodeId, query: LogQuery): LogView {
    return this.simulation.inspect(id, query) as LogView;
  }

  broker(id: NodeId) {
    const view = this.inspect(id, { kind: 'broker' });
    return view?.kind === 'broker' ? view : null;
  }

  partition(id: NodeId, topic: string, partition = 0) {
    const view = this.inspect(id, { kind: 'partition', topic, partition });
    return view?.kind === 'partition' ? view : null;
  }

  facts<K extends LogFact['kind']>(kind: K): (Fact & { body: Extract<LogFact, { kind: K }> })[] {
    const found: Fact[] = [];
    for (let seq = 1; seq <= this.simulation.world.seq; seq++) {
      const fact = this.simulation.fact(seq);
      if (fact?.body.kind === kind) found.push(fact);
    }
    return found as (Fact & { body: Extract<LogFact, { kind: K }> })[];
  }

  // --- the usual requests ---

  createTopic(
    name: string,
    numPartitions = 1,
    replicationFactor = 1,
    configs: Readonly<Record<string, string>> = {},
  ): number {
    const topics = [
      {
        name,
        numPartitions,
        replicationFactor,
        assignments: [],
        configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
      },
    ];
    const reply = this.ask(this.ids[0] ?? '', ApiKey.CreateTopics, 7, {
      topics,
      timeoutMs: 30_000,
      validateOnly: false,
    });
    const code = reply.topics?.[0]?.errorCode ?? -1;
    if (code === 0) this.until(() => this.leaderOf(name) !== null, 10_000_000, `${name} is led`);
    return code;
  }

  /** The node that leads a partition, as it knows itself. */
  leaderOf(topic: string, partition = 0): NodeId | null {
    return (
      this.ids.find(
        (id) =>
          this.simulation.world.nodes.get(id)?.status === 'up' &&
          this.partition(id, topic, partition)?.role === 'leader',
      ) ?? null
    );
  }

  sendProduce(
    to: NodeId,
    topic: string,
    values: readonly string[],
    acks = -1,
    partition = 0,
    more: BatchDraft = {},
    lane = '',
  ): number {
    const records = batchOf(values.map(draft), 1_767_225_600_000 + Math.floor(this.now / 1000), more);
    const topicData = [{ name: topic, partitionData: [{ index: partition, records }] }];
    return this.send(to, ApiKey.Produce, 9, { transactionalId: null, acks, timeoutMs: 30_000, topicData }, lane);
  }

  /** The answer for the partition. `k=v` gives a record a key. */
  produce(to: NodeId, topic: string, values: readonly string[], acks = -1, partition = 0, more: BatchDraft = {}) {
    const id = this.sendProduce(to, topic, values, acks, partition, more);
    return this.awaitReply(ApiKey.Produce, id).responses?.[0]?.partitionResponses?.[0];
  }

  sendFetch(
    to: NodeId,
    topic: string,
    offset: number,
    more: Sparse<RequestBodies[1]> = {},
    partition = 0,
    lane = '',
  ): number {
    const topics = [
      {
        topic,
        partitions: [
          {
            partition,
            currentLeaderEpoch: -1,
            fetchOffset: offset,
            lastFetchedEpoch: -1,
            logStartOffset: -1,
            partitionMaxBytes: 1_048_576,
          },
        ],
      },
    ];
    const body = {
      replicaId: -1,
      maxWaitMs: 0,
      minBytes: 1,
      maxBytes: 10_485_760,
      isolationLevel: 0,
      sessionId: 0,
      sessionEpoch: -1,
      forgottenTopicsData: [],
      rackId: '',
      topics,
      ...more,
    };
    return this.send(to, ApiKey.Fetch, 12, body, lane);
  }

  fetch(to: NodeId, topic: string, offset: number, more: Sparse<RequestBodies[1]> = {}, partition = 0) {
    return this.awaitReply(ApiKey.Fetch, this.sendFetch(to, topic, offset, more, partition)).responses?.[0]
      ?.partitions?.[0];
  }

  /** All values of a partition as a consumer reads them; control records left out. */
  read(to: NodeId, topic: string, partition = 0, from = 0): string[] {
    const values: string[] = [];
    for (let offset = from; ; ) {
      const part = this.fetch(to, topic, offset, {}, partition);
      const records = valuesOf(part?.records ?? null);
      if (records.values.length === 0 && records.next < 0) return values;
      values.push(...records.values);
      offset = records.next;
    }
  }
}

function draft(text: string): { key: Uint8Array | null; value: Uint8Array | null } {
  const at = text.indexOf('=');
  if (at < 0) return { key: null, value: utf8Bytes(text) };
  const value = text.slice(at + 1);
  return { key: utf8Bytes(text.slice(0, at)), value: value === '' ? null : utf8Bytes(value) };
}

/** The values in some batches, and the offset behind them; -1 where there are none. */
export function valuesOf(bytes: Uint8Array | null): { values: string[]; next: number } {
  const values: string[] = [];
  let next = -1;
  let at = 0;
  if (bytes === null) return { values, next };
  for (let head = readBatchHeader(bytes, at); head !== null; head = readBatchHeader(bytes, at)) {
    next = head.baseOffset + head.lastOffsetDelta + 1;
    if ((head.attributes & 32) === 0) {
      for (const { key, value } of readRecords(bytes, at + BATCH_HEAD, at + head.size, head.recordsCount) ?? []) {
        const text = value === null ? '' : byteStringOf(value);
        values.push(key === null ? text : `${byteStringOf(key)}=${text}`);
      }
    }
    at += head.size;
  }
  return { values, next };
}
