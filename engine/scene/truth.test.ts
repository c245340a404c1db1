import { describe, expect, it } from 'vitest';
import { randomBelow, rngFrom } from '../base/rng.ts';
import { MACHINES } from '../machines.ts';
import { worldNamed } from '../script/worlds.ts';
import { Simulation } from '../sim/simulation.ts';
import type { WorldSpec } from '../sim/spec.ts';
import { checkConservation, FATE, isReady } from './fates.ts';
import { SCENE } from './fold.ts';
import { copyName, namesOf } from './names.ts';
import { cell, headOf } from './pages.ts';
import { type BrokerScene, COPY, type QueueScene, type Scene, WRITE } from './scene.ts';

/* The scene against the machines themselves: what it says of a queue or a write is what the server then answers. */

interface QueueRow {
  readonly name: string;
  readonly ready: number;
  readonly unacked: number;
}

interface MessageRow {
  readonly message: number;
  readonly redelivered: boolean;
}

function begin(spec: WorldSpec): Simulation<Scene> {
  return new Simulation({ spec, registry: MACHINES, fold: SCENE });
}

function named(name: string): WorldSpec {
  const spec = worldNamed(name);
  if (spec === null) throw new Error(`no world ${name}`);
  return spec;
}

describe('a queue in the scene', () => {
  function compare(simulation: Simulation<Scene>, broker: string): void {
    const scene = simulation.folded.brokers.get(broker);
    const answer = simulation.inspect(broker, { kind: 'queues' }) as { rows: readonly QueueRow[] } | null;
    if (answer === null || scene === undefined) return;
    for (const row of answer.rows) {
      const queue = scene.queues.find((known) => known.name === row.name && !known.gone) as QueueScene;
      expect([queue.ready.length, queue.unackedCount], `step ${simulation.step}`).toEqual([row.ready, row.unacked]);
      const window = simulation.inspect(broker, { kind: 'queue', queue: row.name, count: 20 }) as {
        head: readonly MessageRow[];
      };
      const { message } = namesOf(simulation.folded);
      expect(orderOf(scene, queue), `step ${simulation.step}`).toEqual(
        window.head.map((one) => [message(broker, one.message), one.redelivered]),
      );
    }
  }

  /** From the head on: its number on the stage, and whether it has been delivered before. */
  function orderOf(scene: BrokerScene, queue: QueueScene): (readonly [string, boolean])[] {
    return headOf(queue.ready, 20).map((row) => {
      const fate = cell(scene.copies, row, COPY.fate);
      expect(isReady(fate)).toBe(true);
      return [copyName(scene, row), fate === FATE.readyAgain] as const;
    });
  }

  it.each([1, 2, 3, 4, 5, 6])(
    'has what the broker has, in its order, through kills and power cuts (seed %i)',
    (seed) => {
      const spec = named('home');
      const rng = rngFrom(seed, 'truth');
      const simulation = begin({ ...spec, seed });
      const kinds = ['kill', 'powerCut', 'start', 'start'] as const;
      for (let i = 0; i < 15; i++) {
        const until = simulation.now + randomBelow(rng, 1_200_000);
        while (simulation.advance({ at: until, stepsMax: 5 }) > 0) compare(simulation, 'broker');
        const node = spec.nodes[randomBelow(rng, spec.nodes.length)]?.id ?? '';
        simulation.dispatch({ kind: kinds[randomBelow(rng, kinds.length)] as 'kill', node });
        compare(simulation, 'broker');
      }
      expect(simulation.folded.brokers.get('broker')?.messages.rows).toBeGreaterThan(0);
    },
  );
});

describe('a write in the scene', () => {
  const POLICIES: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['appendfsync always', { appendonly: 'yes', appendfsync: 'always', save: '' }],
    ['appendfsync everysec', { appendonly: 'yes', appendfsync: 'everysec', save: '' }],
    ['appendfsync no', { appendonly: 'yes', appendfsync: 'no', save: '' }],
    ['snapshots only', { appendonly: 'no', save: '3600 1' }],
  ];
  const CASES = POLICIES.flatMap(([name, parameters]) =>
    [1, 2, 3].flatMap((seed) => [false, true].map((chaos) => [name, seed, chaos, parameters] as const)),
  );

  /** Types one command and waits for its answer; the first after a restart finds its connection gone. */
  function ask(simulation: Simulation<Scene>, line: string): string {
    const count = (): number => simulation.folded.clients.get('cli')?.answered ?? 0;
    const before = count();
    for (let i = 0; i < 5 && count() === before; i++) {
      simulation.dispatch({ kind: 'command', node: 'cli', line });
      simulation.advance({ at: simulation.now + 500_000, when: () => count() > before });
    }
    return simulation.folded.clients.get('cli')?.says ?? '';
  }

  it.each(CASES)(
    'is lost exactly when its key is not there: %s, seed %i, torn writes %s',
    (_, seed, chaos, parameters) => {
      const rng = rngFrom(seed, 'writes');
      const spec = named('kv-one');
      const nodes = spec.nodes.map((node) =>
        node.id === 'redis' ? { ...node, config: { parameters }, disk: { chaos } } : node,
      );
      const simulation = begin({ ...spec, seed, nodes });
      simulation.advance({ at: 500_000 });
      let keys = 0;
      for (let i = 0; i < 12; i++) {
        const count = randomBelow(rng, 4);
        for (let k = 0; k < count; k++) ask(simulation, `SET key:${++keys} 1`);
        if (randomBelow(rng, 4) === 0) ask(simulation, parameters['appendonly'] === 'no' ? 'BGSAVE' : 'BGREWRITEAOF');
        simulation.advance({ at: simulation.now + randomBelow(rng, 700_000) });
        if (randomBelow(rng, 3) > 0) continue;
        simulation.dispatch({ kind: randomBelow(rng, 2) === 0 ? 'kill' : 'powerCut', node: 'redis' });
        simulation.dispatch({ kind: 'start', node: 'redis' }, simulation.now + 50_000);
        simulation.advance({ at: simulation.now + 3_000_000 });
      }
      const server = simulation.folded.servers.get('redis');
      expect(checkConservation(simulation.folded)).toEqual([]);
      expect(server?.writes.rows).toBe(keys);
      for (let row = 0; row < keys; row++) {
        const isLost = server !== undefined && cell(server.writes, row, WRITE.fate) === FATE.lost;
        expect(ask(simulation, `EXISTS key:${row + 1}`), `key:${row + 1}`).toBe(`(integer) ${isLost ? 0 : 1}`);
      }
      const promised = parameters['appendfsync'] === 'always' ? server?.lostAcknowledged : 0;
      expect(promised).toBe(0);
    },
  );
});
