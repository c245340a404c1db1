import { byteStringOf } from '../base/bytes.ts';
import { type Rng, randomBelow, rngFrom } from '../base/rng.ts';
import type { LogClientFact } from '../clients/log-facts.ts';
import type { LogFact } from '../log/facts.ts';
import type { LogView, PartitionView } from '../log/views.ts';
import { MACHINES } from '../machines.ts';
import type { Input } from '../sim/input.ts';
import { type Fold, Simulation } from '../sim/simulation.ts';

/*
 * Lives of a cluster: three brokers, a producer with acks=all, a group of two consumers, and somebody who kills, cuts
 * the power and the network. When all is mended every record that was acknowledged must lie on every replica at the
 * offset its producer was told. A power cut takes a broker's page cache, so that one is cut only while the others have
 * everything: Kafka's promise is made of replicas, not of fsync.
 */

const BROKERS = ['k1', 'k2', 'k3'] as const;
const TOPIC = 'orders';
const PARTITIONS = 2;
const COUNT = 300;

interface Heard {
  /** Ids by `partition:offset`, as the producer was told. */
  readonly acknowledged: Map<string, string>;
  readonly given: Set<string>;
  finished: boolean;
  unclean: number;
  truncated: number;
  elections: number;
  readonly processed: Set<string>;
}

const HEARD: Fold<Heard> = {
  start: () => ({
    acknowledged: new Map(),
    given: new Set(),
    finished: false,
    unclean: 0,
    truncated: 0,
    elections: 0,
    processed: new Set(),
  }),
  apply(heard, { body, node }) {
    const fact = body as LogFact | LogClientFact; // others have other kinds
    if (fact.kind === 'client.acknowledged') heard.acknowledged.set(`${fact.partition}:${fact.offset}`, fact.id);
    else if (fact.kind === 'client.unacknowledged') heard.given.add(fact.id);
    else if (fact.kind === 'client.finished') heard.finished = true;
    else if (fact.kind === 'client.processed') heard.processed.add(fact.id);
    else if (fact.kind === 'log.truncated' && fact.topic === TOPIC) heard.truncated++;
    else if (fact.kind === 'log.becameLeader' && fact.topic === TOPIC) heard.elections++;
    else if (fact.kind === 'log.partitionChanged' && !fact.clean && node === 'k1') heard.unclean++;
  },
  fork: (heard) => ({
    ...heard,
    acknowledged: new Map(heard.acknowledged),
    given: new Set(heard.given),
    processed: new Set(heard.processed),
  }),
};

export interface ClusterLife {
  readonly seed: number;
  readonly idempotent: boolean;
  readonly acknowledged: number;
  readonly elections: number;
  readonly truncated: number;
  readonly steps: number;
  readonly wrong: readonly string[];
}

class Life {
  readonly simulation: Simulation<Heard>;
  readonly rng: Rng;
  readonly idempotent: boolean;
  readonly down = new Set<string>();
  readonly parted = new Set<string>();
  now = 0;

  constructor(seed: number) {
    this.rng = rngFrom(seed, 'life');
    this.idempotent = seed % 2 === 0;
    const properties = {
      'num.partitions': String(PARTITIONS),
      'default.replication.factor': '3',
      'min.insync.replicas': '2',
      'offsets.topic.num.partitions': '1',
      'group.initial.rebalance.delay.ms': '500',
      'replica.lag.time.max.ms': '3000',
      'broker.session.timeout.ms': '3000',
      'broker.heartbeat.interval.ms': '500',
    };
    const brokers = BROKERS.map((id, i) => ({
      id,
      machine: 'log',
      config: { nodeId: i + 1, brokers: [...BROKERS], properties },
    }));
    const client = { servers: [...BROKERS], topic: TOPIC, requestTimeout: 5_000_000 };
    const producer = {
      ...client,
      rate: 20,
      count: COUNT,
      idempotent: this.idempotent,
      deliveryTimeout: 1_000_000_000,
      keys: ['a', 'b', 'c', 'd', 'e'],
    };
    const consumer = {
      ...client,
      offsetReset: 'earliest',
      work: 1000,
      sessionTimeout: 6_000_000,
      heartbeatEvery: 1_000_000,
      rebalanceTimeout: 10_000_000,
      commitEvery: 1_000_000,
    };
    this.simulation = new Simulation({
      spec: {
        name: 'life',
        seed,
        nodes: [
          ...brokers,
          { id: 'producer', machine: 'log-producer', config: producer, startsAt: 3_000_000 },
          { id: 'c1', machine: 'log-consumer', config: consumer, startsAt: 4_000_000 },
          { id: 'c2', machine: 'log-consumer', config: consumer, startsAt: 5_000_000 },
        ],
      },
      registry: MACHINES,
      fold: HEARD,
    });
  }

  give(input: Input): void {
    this.simulation.dispatch(input, this.now);
  }

  pass(micros: number): void {
    this.now += micros;
    this.simulation.advance({ at: this.now, stepsMax: 1_000_000 });
  }

  pick(below: number): number {
    return randomBelow(this.rng, below);
  }

  partition(node: string, partition: number, from?: number): PartitionView | null {
    if (this.simulation.world.nodes.get(node)?.status !== 'up') return null;
    const query = { kind: 'partition', topic: TOPIC, partition, count: 200, ...(from !== undefined && { from }) };
    const view = this.simulation.inspect(node, query) as LogView;
    return view?.kind === 'partition' ? view : null;
  }

  /** All replicas of all partitions are in sync and have the same end. */
  isWhole(): boolean {
    for (let i = 0; i < PARTITIONS; i++) {
      const views = BROKERS.map((id) => this.partition(id, i));
      if (views.some((view) => view === null || view.isr.length < 3 || view.endOffset !== views[0]?.endOffset))
        return false;
      if (!views.some((view) => view?.role === 'leader')) return false;
    }
    return true;
  }
}

/** One thing that goes wrong, or is mended. */
function mischief(life: Life): void {
  const node = BROKERS[life.pick(3)] as string;
  const other = BROKERS[life.pick(3)] as string;
  switch (life.pick(6)) {
    case 0:
    case 1:
      if (life.down.size > 0 || life.down.has(node)) return;
      life.down.add(node);
      life.give({ kind: 'kill', node });
      return;
    case 2:
      if (life.down.size > 0 || life.parted.size > 0 || !life.isWhole()) return;
      life.give({ kind: 'powerCut', node });
      life.pass(500_000 + life.pick(5_000_000));
      life.give({ kind: 'start', node });
      // Until it has all again nothing else goes wrong.
      for (let i = 0; i < 200 && !life.isWhole(); i++) life.pass(500_000);
      return;
    case 3:
      if (node === other || life.parted.size > 1) return;
      life.parted.add([node, other].sort().join(' '));
      life.give({ kind: 'partition', between: [node, other] });
      return;
    default:
      mend(life);
  }
}

function mend(life: Life): void {
  for (const pair of life.parted) {
    const [a = '', b = ''] = pair.split(' ');
    life.give({ kind: 'heal', between: [a, b] });
  }
  life.parted.clear();
  for (const node of life.down) life.give({ kind: 'start', node });
  life.down.clear();
}

export function clusterLife(seed: number): ClusterLife {
  const life = new Life(seed);
  life.pass(8_000_000);
  for (let i = 0; i < 12; i++) {
    mischief(life);
    life.pass(500_000 + life.pick(2_500_000));
  }
  mend(life);
  const { simulation } = life;
  const isDone = (): boolean => simulation.folded.finished && life.isWhole();
  for (let i = 0; i < 200 && !isDone(); i++) life.pass(1_000_000);
  const wrong = isDone() ? judge(life) : [`it never became whole: finished ${simulation.folded.finished}`];
  const { acknowledged, elections, truncated } = simulation.folded;
  return {
    seed,
    idempotent: life.idempotent,
    acknowledged: acknowledged.size,
    elections,
    truncated,
    steps: simulation.step,
    wrong,
  };
}

function judge(life: Life): string[] {
  const { folded } = life.simulation;
  const wrong: string[] = [];
  if (folded.unclean > 0) wrong.push('an election was unclean');
  if (folded.acknowledged.size + folded.given.size < COUNT)
    wrong.push(`${COUNT} were produced and ${folded.acknowledged.size} answered`);
  const lastOf = new Map<string, number>();
  const seen = new Set<string>();
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const replicas = BROKERS.map((id) => recordsOf(life, id, partition));
    const [first = []] = replicas;
    for (const [i, other] of replicas.entries()) {
      if (other.join('|') !== first.join('|')) wrong.push(`the replicas of ${partition} differ on ${BROKERS[i]}`);
    }
    first.forEach((line, offset) => {
      const [at = '', key = '', id = ''] = line.split(' ');
      if (Number(at) !== offset) wrong.push(`offset ${at} of ${partition} stands at ${offset}`);
      const told = folded.acknowledged.get(`${partition}:${offset}`);
      if (told !== undefined && told !== id)
        wrong.push(`${told} was acknowledged at ${partition}:${offset}, where ${id} is`);
      const isTwice = seen.has(id);
      if (isTwice && life.idempotent) wrong.push(`${id} is there twice`);
      seen.add(id);
      const n = Number(id.slice(id.lastIndexOf('-') + 1));
      if (!isTwice && n < (lastOf.get(key) ?? 0)) wrong.push(`${id} stands behind a later one of its key`);
      if (!isTwice) lastOf.set(key, n);
    });
  }
  for (const [place, id] of folded.acknowledged)
    if (!seen.has(id)) wrong.push(`${id}, acknowledged at ${place}, is lost`);
  for (
    let i = 0;
    i < 120 && [...folded.acknowledged.values()].some((id) => !life.simulation.folded.processed.has(id));
    i++
  )
    life.pass(1_000_000);
  for (const id of folded.acknowledged.values()) {
    if (!life.simulation.folded.processed.has(id)) wrong.push(`${id} was never processed`);
  }
  return wrong.slice(0, 10);
}

/** `offset key id epoch` of every record of a replica. */
function recordsOf(life: Life, node: string, partition: number): string[] {
  const lines: string[] = [];
  for (let from = 0; ; ) {
    const records = life.partition(node, partition, from)?.records ?? [];
    if (records.length === 0) return lines;
    for (const { offset, key, value, epoch } of records) {
      const id = value === null ? '' : byteStringOf(value).split(' ', 1)[0];
      lines.push(`${offset} ${key === null ? '-' : byteStringOf(key)} ${id} ${epoch}`);
      from = offset + 1;
    }
  }
}

/** What a number of lives came to, in a line. */
export function livesText(lives: readonly ClusterLife[]): string {
  const sum = (of: (life: ClusterLife) => number): number => lives.reduce((total, life) => total + of(life), 0);
  return `${lives.length} lives, ${sum(({ steps }) => steps)} steps: ${sum(({ acknowledged }) => acknowledged)} records acknowledged, ${sum(({ elections }) => elections)} elections of leaders, ${sum(({ truncated }) => truncated)} truncations`;
}
