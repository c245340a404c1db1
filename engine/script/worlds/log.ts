import type { NodeSpec, WorldSpec } from '../../sim/spec.ts';

/* Worlds around Kafka: one broker or three, somebody who produces, and a group that consumes. */

type Settings = Readonly<Record<string, unknown>>;

const FAR = { latency: 20_000 } as const;

/** Times a learner can wait for; Kafka's own defaults are up to ten times as long. */
const QUICK: Settings = {
  'offsets.topic.num.partitions': '1',
  'transaction.state.log.num.partitions': '1',
  'group.initial.rebalance.delay.ms': '1000',
  'replica.lag.time.max.ms': '5000',
  'broker.session.timeout.ms': '5000',
};

function brokers(ids: readonly string[], properties: Settings): NodeSpec[] {
  return ids.map((id, i) => ({
    id,
    machine: 'log',
    config: { nodeId: i + 1, brokers: ids, properties: { ...QUICK, ...properties } },
  }));
}

const member = (id: string, servers: readonly string[]): NodeSpec => ({
  id,
  machine: 'log-consumer',
  config: {
    servers,
    group: 'kitchen',
    offsetReset: 'earliest',
    work: 200_000,
    commitEvery: 1_000_000,
    sessionTimeout: 10_000_000,
  },
});

const ONE = ['kafka'];
const THREE = ['kafka-1', 'kafka-2', 'kafka-3'];

/** One broker, a topic of three partitions, a group of two. */
const LOG_WORK: WorldSpec = {
  name: 'log-work',
  seed: 1,
  link: FAR,
  nodes: [
    ...brokers(ONE, { 'num.partitions': '3' }),
    {
      id: 'shop',
      machine: 'log-producer',
      config: { servers: ONE, name: 'shop', rate: 4, keys: ['anna', 'ben', 'cleo', 'dora'] },
    },
    member('worker-1', ONE),
    member('worker-2', ONE),
  ],
};

/** Three brokers, every partition on all of them, two of which must have a record before it is acknowledged. */
const LOG_REPLICAS: WorldSpec = {
  name: 'log-replicas',
  seed: 1,
  link: FAR,
  nodes: [
    ...brokers(THREE, { 'num.partitions': '2', 'default.replication.factor': '3', 'min.insync.replicas': '2' }),
    {
      id: 'shop',
      machine: 'log-producer',
      config: { servers: THREE, name: 'shop', rate: 4, keys: ['anna', 'ben', 'cleo', 'dora'] },
    },
    member('worker-1', THREE),
  ],
};

export const LOG_WORLDS: readonly WorldSpec[] = [LOG_WORK, LOG_REPLICAS];
