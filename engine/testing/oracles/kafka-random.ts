import { encodeData } from '../../wire/kafka/data.ts';
import { ApiKey } from '../../wire/kafka/messages.ts';
import type { Ask, BatchText, Talk } from './kafka-talk.ts';
import { lineOf, Symbols } from './kafka-talk.ts';
import { pcg } from './pseudo-random.ts';

/*
 * Random conversations with one broker: each of its own seed, with topics, groups and transactional ids of its own. What
 * is asked next depends on what was heard, so the other side of a comparison is asked what was recorded instead.
 */

interface Producer {
  readonly symbol: string;
  readonly epoch: number;
  readonly tid: string | null;
  /** By topic and partition. */
  readonly next: Map<string, number>;
  readonly added: Set<string>;
}

interface Member {
  readonly group: string;
  readonly symbol: string;
  readonly generation: number;
  readonly instance: string | null;
}

type Draw = (bound: number) => number;
type Heard = Record<string, unknown>;

const SESSION_MS = 1_800_000;
/** Loading, no coordinator, another's, not the leader yet, a transaction that is being ended. */
const RETRIED = new Set([6, 14, 15, 16, 51]);
const TRIES = 100;

export class KafkaMaker {
  readonly lines: string[] = [];
  private readonly draw: Draw;
  private readonly seed: number;
  private readonly talk: Talk;
  private readonly symbols = new Symbols();
  private readonly topics = new Map<string, number>();
  private producers: Producer[] = [];
  private members: Member[] = [];
  private readonly pause: () => Promise<void>;

  constructor(seed: number, talk: Talk, pause: () => Promise<void>) {
    this.seed = seed;
    this.draw = pcg(seed);
    this.talk = talk;
    this.pause = pause;
  }

  private pick<T>(items: readonly T[]): T {
    return items[this.draw(items.length)]!; // callers have something to pick from
  }

  private chance(percent: number): boolean {
    return this.draw(100) < percent;
  }

  /** A name of this seed's: mostly of something that is there. */
  private topic(): string {
    const known = [...this.topics.keys()];
    return known.length > 0 && this.chance(94) ? this.pick(known) : `s${this.seed}-t${this.draw(6)}`;
  }

  private partition(topic: string): number {
    return this.chance(96) ? this.draw(this.topics.get(topic) ?? 1) : 7;
  }

  private group(): string {
    return `s${this.seed}-g${this.draw(4)}`;
  }

  private tid(): string {
    return `s${this.seed}-x${this.draw(3)}`;
  }

  /** Asks, waits out what passes by itself, and notes what was heard. */
  private async ask(key: number, version: number, body: object): Promise<Heard> {
    const ask: Ask = { key, version, body };
    const heard = await askPatiently(ask, this.talk, this.symbols, this.pause);
    this.lines.push(lineOf(ask, heard));
    return heard;
  }

  async run(count: number): Promise<void> {
    await wakeCoordinators(this.talk, this.pause);
    await this.createTopic();
    while (this.lines.length < count) await this.pick(OPERATIONS)(this);
  }

  // --- topics ---------------------------------------------------------------------------------------------------

  async createTopic(): Promise<void> {
    const name = this.chance(95)
      ? `s${this.seed}-t${this.draw(6)}`
      : this.pick(['', '.', 'a b', 'x'.repeat(250), '..']);
    const numPartitions = this.chance(92) ? 1 + this.draw(3) : this.pick([0, -1, -2]);
    const replicationFactor = this.chance(94) ? 1 : this.pick([0, 2, -1]);
    const configs = this.chance(30) ? [this.pick(CONFIGS)] : [];
    const validateOnly = this.chance(8);
    const heard = await this.ask(ApiKey.CreateTopics, 5 + this.draw(3), {
      topics: [{ name, numPartitions, replicationFactor, assignments: [], configs }],
      timeoutMs: 30_000,
      validateOnly,
    });
    const [topic] = heard['topics'] as Heard[];
    if (topic?.['errorCode'] !== undefined || validateOnly) return;
    this.topics.set(name, Math.max(1, numPartitions));
    await this.settled();
  }

  async deleteTopic(): Promise<void> {
    if (this.topics.size < 3) return this.createTopic();
    const name = this.topic();
    // A transaction whose partition is gone cannot be ended for a while.
    const isWritten = this.producers.some(({ added }) => [...added].some((key) => key.startsWith(`${name} `)));
    if (isWritten) return;
    await this.ask(ApiKey.DeleteTopics, 5, { topicNames: [name], timeoutMs: 30_000 });
    this.topics.delete(name);
    for (const { next, added } of this.producers)
      for (const all of [next, added])
        for (const key of [...all.keys()]) if (key.startsWith(`${name} `)) all.delete(key);
    await this.settled();
  }

  async createPartitions(): Promise<void> {
    const name = this.topic();
    const count = (this.topics.get(name) ?? 1) + this.pick([1, 1, 0, -1]);
    const heard = await this.ask(ApiKey.CreatePartitions, 2 + this.draw(2), {
      topics: [{ name, count, assignments: null }],
      timeoutMs: 30_000,
      validateOnly: false,
    });
    if ((heard['results'] as Heard[])[0]?.['errorCode'] === undefined) this.topics.set(name, count);
    await this.settled();
  }

  async deleteRecords(): Promise<void> {
    const name = this.topic();
    const partition = this.partition(name);
    const offset = this.pick([-1, 0, this.draw(20), this.draw(60), 5000]);
    await this.ask(ApiKey.DeleteRecords, 1 + this.draw(2), {
      topics: [{ name, partitions: [{ partitionIndex: partition, offset }] }],
      timeoutMs: 5000,
    });
  }

  async metadata(): Promise<void> {
    const topics = this.chance(80)
      ? [{ name: this.topic() }]
      : [{ name: this.topic() }, { name: `s${this.seed}-none` }];
    await this.ask(ApiKey.Metadata, 5 + this.draw(8), { topics, allowAutoTopicCreation: false });
  }

  async configs(): Promise<void> {
    const name = this.topic();
    if (this.chance(50)) {
      const [config] = [this.pick([...CONFIGS, ...WRONG_CONFIGS])];
      const configOperation = this.pick([0, 0, 0, 1]);
      await this.ask(ApiKey.IncrementalAlterConfigs, this.draw(2), {
        resources: [{ resourceType: 2, resourceName: name, configs: [{ ...config, configOperation }] }],
        validateOnly: this.chance(10),
      });
      await this.settled();
      return;
    }
    const configurationKeys = CONFIGS.map((one) => one.name);
    await this.ask(ApiKey.DescribeConfigs, 1 + this.draw(4), {
      resources: [{ resourceType: 2, resourceName: name, configurationKeys }],
      includeSynonyms: false,
    });
  }

  // --- records --------------------------------------------------------------------------------------------------

  private records(): BatchText['records'] {
    return Array.from({ length: 1 + this.draw(5) }, (_, i) => ({
      at: 1_700_000_000_000 + this.draw(1000) * 1000,
      k: this.chance(70) ? `k${this.draw(9)}` : null,
      v: this.chance(93) ? `v${this.draw(1000)}-${i}` : null,
    }));
  }

  async produce(): Promise<void> {
    const name = this.topic();
    const index = this.partition(name);
    const producer = this.producers.length > 0 && this.chance(60) ? this.pick(this.producers) : null;
    const records = this.records();
    const key = `${name} ${index}`;
    const compression = this.chance(60) ? 0 : this.draw(5);
    const options: Record<string, unknown> = { compression };
    if (producer !== null) {
      if (producer.tid !== null && !producer.added.has(key) && this.chance(90))
        await this.addPartition(producer, name, index);
      const due = producer.next.get(key) ?? 0;
      const baseSequence = this.chance(88) ? due : Math.max(0, due + this.pick([-1, -3, 1, 5]));
      const producerEpoch = this.chance(96) ? producer.epoch : Math.max(0, producer.epoch + this.pick([-1, 1]));
      Object.assign(options, {
        producerId: producer.symbol,
        producerEpoch,
        baseSequence,
        isTransactional: producer.tid !== null,
      });
    }
    const broken = this.chance(3) ? { broken: 30 + this.draw(20) } : {};
    const acks = this.pick([-1, -1, -1, 1, 1, ...(this.chance(5) ? [2] : [])]);
    const heard = await this.ask(ApiKey.Produce, 7 + this.draw(5), {
      transactionalId: producer?.tid ?? null,
      acks,
      timeoutMs: 5000,
      topicData: [{ name, partitionData: [{ index, records: { options, records, ...broken } }] }],
    });
    const [answer] = (heard['responses'] as Heard[] | undefined) ?? [];
    const [one] = (answer?.['partitionResponses'] as Heard[] | undefined) ?? [];
    if (producer !== null && one !== undefined && one['errorCode'] === undefined)
      producer.next.set(key, Math.max(producer.next.get(key) ?? 0, Number(options['baseSequence']) + records.length));
  }

  async fetch(): Promise<void> {
    const topic = this.topic();
    const fetchOffset = this.pick([0, 0, 0, this.draw(10), this.draw(40), 300, -1]);
    await this.ask(ApiKey.Fetch, 4 + this.draw(9), {
      replicaId: -1,
      maxWaitMs: 0,
      minBytes: 1,
      maxBytes: this.pick([1, 500, 1_000_000, 1_000_000]),
      isolationLevel: this.draw(2),
      sessionEpoch: -1,
      topics: [
        {
          topic,
          partitions: [
            {
              partition: this.partition(topic),
              fetchOffset,
              partitionMaxBytes: this.pick([1, 300, 1_000_000, 1_000_000]),
            },
          ],
        },
      ],
    });
  }

  async listOffsets(): Promise<void> {
    const name = this.topic();
    const timestamp = this.pick([-1, -1, -2, -3, 1_700_000_000_000 + this.draw(1_000_000), 1]);
    const version = timestamp === -3 ? 7 + this.draw(2) : 2 + this.draw(7);
    await this.ask(ApiKey.ListOffsets, version, {
      replicaId: -1,
      isolationLevel: this.draw(2),
      topics: [{ name, partitions: [{ partitionIndex: this.partition(name), currentLeaderEpoch: -1, timestamp }] }],
    });
  }

  async epochEnd(): Promise<void> {
    const topic = this.topic();
    await this.ask(ApiKey.OffsetForLeaderEpoch, 3 + this.draw(2), {
      replicaId: -1,
      topics: [
        {
          topic,
          partitions: [
            {
              partition: this.partition(topic),
              currentLeaderEpoch: this.pick([-1, -1, 0, 3]),
              leaderEpoch: this.pick([0, 0, 1]),
            },
          ],
        },
      ],
    });
  }

  // --- producers and transactions -------------------------------------------------------------------------------

  async initProducer(): Promise<void> {
    const tid = this.chance(65) ? this.tid() : null;
    const known = this.producers.find((one) => one.tid === tid && tid !== null);
    const isAgain = known !== undefined && this.chance(30);
    const heard = await this.ask(ApiKey.InitProducerId, 3 + this.draw(2), {
      transactionalId: tid,
      transactionTimeoutMs: this.pick([60_000, 60_000, 60_000, 0, 2_000_000_000]),
      producerId: isAgain ? known.symbol : -1,
      producerEpoch: isAgain ? Math.max(0, known.epoch + this.pick([0, 0, -1, 2])) : -1,
    });
    if (heard['errorCode'] !== undefined) return;
    const made = {
      symbol: String(heard['producerId']),
      epoch: Number(heard['producerEpoch'] ?? 0),
      tid,
      next: new Map(),
      added: new Set<string>(),
    };
    this.producers = [...this.producers.filter((one) => tid === null || one.tid !== tid), made].slice(-5);
    await this.settled();
  }

  private transactional(): Producer | null {
    const some = this.producers.filter(({ tid }) => tid !== null);
    return some.length === 0 ? null : this.pick(some);
  }

  private async addPartition(producer: Producer, name: string, index: number): Promise<void> {
    const heard = await this.ask(ApiKey.AddPartitionsToTxn, 1 + this.draw(3), {
      v3AndBelowTransactionalId: producer.tid,
      v3AndBelowProducerId: producer.symbol,
      v3AndBelowProducerEpoch: this.chance(97) ? producer.epoch : producer.epoch + 1,
      v3AndBelowTopics: [{ name, partitions: [index] }],
    });
    if (firstCode(heard) === 0) producer.added.add(`${name} ${index}`);
  }

  async endTransaction(): Promise<void> {
    const producer = this.transactional();
    if (producer === null) return this.initProducer();
    if (this.chance(35)) await this.offsetsInTransaction(producer);
    await this.ask(ApiKey.EndTxn, 2 + this.draw(2), {
      transactionalId: producer.tid,
      producerId: producer.symbol,
      producerEpoch: this.chance(96) ? producer.epoch : producer.epoch + 1,
      committed: this.chance(60),
    });
    producer.added.clear();
    await this.settled();
  }

  private async offsetsInTransaction(producer: Producer): Promise<void> {
    const groupId = this.group();
    const who = { transactionalId: producer.tid, producerId: producer.symbol, producerEpoch: producer.epoch, groupId };
    const heard = await this.ask(ApiKey.AddOffsetsToTxn, 2 + this.draw(2), who);
    if (heard['errorCode'] !== undefined) return;
    producer.added.add('offsets');
    const name = this.topic();
    await this.ask(ApiKey.TxnOffsetCommit, 2 + this.draw(2), {
      ...who,
      generationId: -1,
      memberId: '',
      topics: [
        {
          name,
          partitions: [
            {
              partitionIndex: this.partition(name),
              committedOffset: this.draw(50),
              committedMetadata: this.chance(20) ? 'note' : '',
            },
          ],
        },
      ],
    });
  }

  async describeTransactions(): Promise<void> {
    if (this.chance(40)) {
      const name = this.topic();
      await this.ask(ApiKey.DescribeProducers, 0, { topics: [{ name, partitionIndexes: [this.partition(name)] }] });
    } else await this.ask(ApiKey.DescribeTransactions, 0, { transactionalIds: [this.tid()] });
  }

  // --- groups ---------------------------------------------------------------------------------------------------

  async commitOffsets(): Promise<void> {
    const member = this.members.length > 0 && this.chance(70) ? this.pick(this.members) : null;
    const name = this.topic();
    await this.ask(ApiKey.OffsetCommit, 3 + this.draw(6), {
      groupId: member?.group ?? this.group(),
      generationIdOrMemberEpoch: member === null ? -1 : this.chance(90) ? member.generation : member.generation + 1,
      memberId: member === null ? '' : this.chance(95) ? member.symbol : 'nobody',
      topics: [
        {
          name,
          partitions: [
            {
              partitionIndex: this.partition(name),
              committedOffset: this.draw(100),
              committedLeaderEpoch: this.pick([-1, 0]),
              committedMetadata: this.pick(['', '', 'note', 'm'.repeat(5000)]),
            },
          ],
        },
      ],
    });
  }

  async fetchOffsets(): Promise<void> {
    const name = this.topic();
    const topics = this.chance(20) ? null : [{ name, partitionIndexes: [this.partition(name), 0] }];
    if (this.chance(50)) {
      await this.ask(ApiKey.OffsetFetch, 8, { groups: [{ groupId: this.group(), topics }], requireStable: false });
    } else
      await this.ask(ApiKey.OffsetFetch, 2 + this.draw(6), { groupId: this.group(), topics, requireStable: false });
  }

  async deleteOffsets(): Promise<void> {
    const name = this.topic();
    await this.ask(ApiKey.OffsetDelete, 0, {
      groupId: this.group(),
      topics: [{ name, partitions: [{ partitionIndex: this.partition(name) }] }],
    });
  }

  /** One member a group: two would have to ask at once. */
  async join(): Promise<void> {
    const group = this.group();
    const old = this.members.find((one) => one.group === group);
    const instance = old === undefined ? (this.chance(25) ? 'static' : null) : old.instance;
    const version = 5 + this.draw(5);
    const subscription = encodeData('ConsumerProtocolSubscription', 1, {
      topics: [this.topic()],
      userData: null,
      ownedPartitions: [],
    });
    const body = (memberId: string): object => ({
      groupId: group,
      sessionTimeoutMs: this.chance(96) ? SESSION_MS : 5,
      rebalanceTimeoutMs: 200,
      memberId,
      groupInstanceId: instance,
      protocolType: 'consumer',
      protocols: [{ name: 'range', metadata: { base64: Buffer.from(subscription).toString('base64') } }],
    });
    let heard = await this.ask(ApiKey.JoinGroup, version, body(old === undefined ? '' : old.symbol));
    if (heard['errorCode'] === 79) heard = await this.ask(ApiKey.JoinGroup, version, body(String(heard['memberId'])));
    this.members = this.members.filter((one) => one.group !== group);
    if (heard['errorCode'] !== undefined) return;
    const member: Member = {
      group,
      symbol: String(heard['memberId']),
      generation: Number(heard['generationId'] ?? 0),
      instance,
    };
    this.members.push(member);
    if (this.chance(90)) await this.sync(member);
  }

  private async sync(member: Member): Promise<void> {
    await this.ask(ApiKey.SyncGroup, 3 + this.draw(3), {
      groupId: member.group,
      generationId: this.chance(95) ? member.generation : member.generation - 1,
      memberId: member.symbol,
      groupInstanceId: member.instance,
      protocolType: 'consumer',
      protocolName: 'range',
      assignments: [{ memberId: member.symbol, assignment: { base64: 'AAEAAAAA' } }],
    });
  }

  async heartbeat(): Promise<void> {
    const [member] = [this.members.length > 0 ? this.pick(this.members) : null];
    if (member === null) return this.join();
    await this.ask(ApiKey.Heartbeat, 3 + this.draw(2), {
      groupId: member.group,
      generationId: this.chance(85) ? member.generation : member.generation + 1,
      memberId: this.chance(90) ? member.symbol : 'nobody',
      groupInstanceId: member.instance,
    });
  }

  async leave(): Promise<void> {
    const [member] = [this.members.length > 0 ? this.pick(this.members) : null];
    if (member === null) return this.join();
    const memberId = this.chance(90) ? member.symbol : 'nobody';
    await this.ask(ApiKey.LeaveGroup, 3 + this.draw(3), {
      groupId: member.group,
      members: [{ memberId, groupInstanceId: member.instance }],
    });
    if (memberId !== 'nobody') this.members = this.members.filter((one) => one !== member);
  }

  async describeGroup(): Promise<void> {
    await this.ask(ApiKey.DescribeGroups, 3 + this.draw(4), { groups: [this.group()] });
  }

  async deleteGroup(): Promise<void> {
    await this.ask(ApiKey.DeleteGroups, 1 + this.draw(2), { groupsNames: [this.group()] });
  }

  /** A moment for what a broker does behind its answers: images of the cluster, markers of transactions. */
  private async settled(): Promise<void> {
    await this.pause();
    await this.pause();
  }
}

function firstCode(heard: Heard): number {
  const find = (value: unknown): number => {
    if (Array.isArray(value)) return value.map(find).find((code) => code !== 0) ?? 0;
    if (typeof value !== 'object' || value === null) return 0;
    for (const [name, one] of Object.entries(value)) {
      const code = /errorcode$/i.test(name) ? Number(one) : find(one);
      if (code !== 0) return code;
    }
    return 0;
  };
  return find(heard);
}

/** The topics behind groups and transactions are made when somebody first looks for a coordinator. */
export async function wakeCoordinators(talk: Talk, pause: () => Promise<void>): Promise<void> {
  const symbols = new Symbols();
  for (const keyType of [0, 1]) {
    const ask = { key: ApiKey.FindCoordinator, version: 3, body: { key: 'anybody', keyType } };
    await askPatiently(ask, talk, symbols, pause);
  }
  const ask = { key: ApiKey.DescribeTransactions, version: 0, body: { transactionalIds: ['a', 'b', 'c', 'd', 'e'] } };
  await askPatiently(ask, talk, symbols, pause);
  await askPatiently(
    { key: ApiKey.DescribeGroups, version: 5, body: { groups: ['a', 'b', 'c', 'd'] } },
    talk,
    symbols,
    pause,
  );
}

/** Asks again while a broker is busy with what was asked before; only the last answer is heard. */
export async function askPatiently(ask: Ask, talk: Talk, symbols: Symbols, pause: () => Promise<void>): Promise<Heard> {
  for (let tries = 0; ; tries++) {
    const answer = await talk({ ...ask, body: symbols.resolved(ask.body) as object });
    if (tries === TRIES || !RETRIED.has(firstCode(answer as Heard))) return symbols.heard(answer) as Heard;
    await pause();
  }
}

const CONFIGS = [
  { name: 'retention.ms', value: '86400000000' },
  { name: 'cleanup.policy', value: 'compact' },
  { name: 'max.message.bytes', value: '200' },
  { name: 'compression.type', value: 'gzip' },
  { name: 'min.insync.replicas', value: '2' },
  { name: 'segment.bytes', value: '1048576' },
];
const WRONG_CONFIGS = [
  { name: 'retention.ms', value: 'long' },
  { name: 'cleanup.policy', value: 'burn' },
  { name: 'no.such', value: '1' },
];

type Operation = (maker: KafkaMaker) => Promise<void>;

const times = (count: number, operation: Operation): Operation[] => Array.from({ length: count }, () => operation);

const OPERATIONS: readonly Operation[] = [
  ...times(3, (m) => m.createTopic()),
  ...times(1, (m) => m.deleteTopic()),
  ...times(2, (m) => m.createPartitions()),
  ...times(3, (m) => m.deleteRecords()),
  ...times(3, (m) => m.metadata()),
  ...times(4, (m) => m.configs()),
  ...times(26, (m) => m.produce()),
  ...times(14, (m) => m.fetch()),
  ...times(8, (m) => m.listOffsets()),
  ...times(2, (m) => m.epochEnd()),
  ...times(6, (m) => m.initProducer()),
  ...times(9, (m) => m.endTransaction()),
  ...times(3, (m) => m.describeTransactions()),
  ...times(7, (m) => m.commitOffsets()),
  ...times(6, (m) => m.fetchOffsets()),
  ...times(2, (m) => m.deleteOffsets()),
  ...times(6, (m) => m.join()),
  ...times(4, (m) => m.heartbeat()),
  ...times(3, (m) => m.leave()),
  ...times(4, (m) => m.describeGroup()),
  ...times(2, (m) => m.deleteGroup()),
];

/** What the broker of a comparison is told, real or ours. */
export const ORACLE_PROPERTIES: Readonly<Record<string, string>> = {
  'offsets.topic.replication.factor': '1',
  'offsets.topic.num.partitions': '3',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.num.partitions': '3',
  'transaction.state.log.min.isr': '1',
  'group.initial.rebalance.delay.ms': '0',
  'auto.create.topics.enable': 'false',
};
