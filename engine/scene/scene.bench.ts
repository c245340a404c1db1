// The fold's cost per fact, what a fork costs when a hundred thousand messages have passed, and their memory.
import type { BrokerFact } from '../broker/facts.ts';
import { MACHINES } from '../machines.ts';
import { worldNamed } from '../script/worlds.ts';
import { Kernel } from '../sim/kernel.ts';
import type { WorldSpec } from '../sim/spec.ts';
import { createWorld } from '../sim/world.ts';
import type { Bench } from '../testing/bench.ts';
import { brokerView } from './broker-view.ts';
import { fateBarView } from './fate-view.ts';
import { SCENE } from './fold.ts';
import type { BrokerScene, Fact, Scene } from './scene.ts';
import { timelineView } from './time-view.ts';

/** The work-queue world under load: as many messages as the workers can take. */
function loadedWork(): WorldSpec {
  const spec = worldNamed('broker-near') as WorldSpec;
  const nodes = spec.nodes.map((node) => {
    const config = node.config as Record<string, unknown>;
    if (node.machine === 'publisher') return { ...node, config: { ...config, rate: 2000 } };
    return node.machine === 'consumer' ? { ...node, config: { ...config, takes: 900, prefetch: 20 } } : node;
  });
  return { ...spec, nodes };
}

function factsOf(spec: WorldSpec, steps: number): Fact[] {
  const facts: Fact[] = [];
  const kernel = new Kernel(createWorld(spec, MACHINES, new Map()), MACHINES, (fact) => facts.push(fact));
  for (let i = 0; i < steps && kernel.executeNext(); i++);
  return facts;
}

function folded(spec: WorldSpec, facts: readonly Fact[], forkEvery: number): Scene {
  const scene = SCENE.start(spec);
  let next = forkEvery;
  for (const fact of facts) {
    SCENE.apply(scene, fact);
    if (fact.step < next) continue;
    SCENE.fork(scene);
    next += forkEvery;
  }
  return scene;
}

/** Runs until so many messages were published, without keeping facts. */
function sceneOf(spec: WorldSpec, messages: number): Scene {
  const scene = SCENE.start(spec);
  const kernel = new Kernel(createWorld(spec, MACHINES, new Map()), MACHINES, (fact) => SCENE.apply(scene, fact));
  while ((scene.brokers.get('rabbit')?.messages.rows ?? 0) < messages && kernel.executeNext());
  return scene;
}

const STEPS = 40_000;
const MESSAGES = 100_000;

const bench: Bench = async (report) => {
  const spec = loadedWork();
  const facts = factsOf(spec, STEPS);
  report.heading(`Folding ${facts.length} facts of ${STEPS} steps`);
  report.value('facts per step', facts.length / STEPS, 'facts');
  const options = { units: facts.length, unit: 'fact' };
  await report.measure('no forks', () => folded(spec, facts, Number.POSITIVE_INFINITY), options);
  await report.measure('a fork every 512 steps', () => folded(spec, facts, 512), options);
  await report.measure('a fork every 64 steps', () => folded(spec, facts, 64), options);

  report.heading(`After ${MESSAGES} messages`);
  const scene = sceneOf(spec, MESSAGES);
  const books = scene.brokers.get('rabbit') as BrokerScene;
  const tables = [books.messages, books.copies, books.lives, books.numbered, books.stores];
  const cells = tables.reduce((sum, table) => sum + table.rows * table.width, 0);
  report.value('memory of a message in the books', (cells * 4) / books.messages.rows, 'bytes');
  await report.measure('fork', () => SCENE.fork(scene), { unit: 'fork', against: null });
  await report.measure('broker view', () => brokerView(scene, 'rabbit'), { unit: 'view', against: null });
  await report.measure('fate bar', () => fateBarView(scene, 'rabbit'), { unit: 'view', against: null });
  await report.measure('time line', () => timelineView(scene), { unit: 'view', against: null });

  report.heading(`${QUEUES} queues and ${BINDINGS} bindings`);
  const declared = topologyFacts();
  await report.measure('fold', () => folded(spec, declared, Number.POSITIVE_INFINITY), {
    unit: 'world',
    against: null,
  });
  const large = folded(spec, declared, Number.POSITIVE_INFINITY);
  await report.measure('broker view', () => brokerView(large, 'rabbit'), { unit: 'view', against: null });
  await report.measure('a search', () => brokerView(large, 'rabbit', { search: 'x7' }), {
    unit: 'view',
    against: null,
  });
  await report.measure('fork', () => SCENE.fork(large), { unit: 'fork', against: null });
};

const QUEUES = 5000;
const BINDINGS = 20_000;

function topologyFacts(): Fact[] {
  const facts: Fact[] = [];
  const add = (body: BrokerFact): void => {
    const seq = facts.length + 1;
    facts.push({ seq, step: seq, at: seq, node: 'rabbit', cause: null, body });
  };
  const queue = { kind: 'broker.queueDeclared', vhost: '/', type: 'classic', durable: true } as const;
  const own = { exclusive: false, autoDelete: false, arguments: [], recovered: true } as const;
  for (let i = 0; i < QUEUES; i++) add({ ...queue, ...own, queue: `q${i}` });
  for (let i = 0; i < BINDINGS; i++) {
    const binding = { vhost: '/', exchange: `x${i % 50}`, to: 'queue', recovered: true } as const;
    add({ kind: 'broker.bound', ...binding, destination: `q${i % QUEUES}`, key: `a.${i}`, arguments: [] });
  }
  return facts;
}

export default bench;
