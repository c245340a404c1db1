import '../bridge/lua-source.ts';
import { describe, expect, it } from 'vitest';
import { randomBelow, rngFrom } from '../base/rng.ts';
import { MACHINES } from '../machines.ts';
import { WORLDS, worldNamed } from '../script/worlds.ts';
import type { Input } from '../sim/input.ts';
import { Simulation } from '../sim/simulation.ts';
import type { WorldSpec } from '../sim/spec.ts';
import { brokerView } from './broker-view.ts';
import { fateBarView, fateList, fatesOf } from './fate-view.ts';
import { checkConservation } from './fates.ts';
import { SCENE } from './fold.ts';
import { inspectorView } from './inspector-view.ts';
import { kvView } from './kv-view.ts';
import { lanesView } from './lanes-view.ts';
import { nodesView } from './nodes-view.ts';
import type { Scene } from './scene.ts';
import { stepSentence, timelineView } from './time-view.ts';
import { effects, why } from './why.ts';

function begin(spec: WorldSpec): Simulation<Scene> {
  return new Simulation({ spec, registry: MACHINES, fold: SCENE });
}

function world(name: string): WorldSpec {
  const spec = worldNamed(name);
  if (spec === null) throw new Error(`no world ${name}`);
  return spec;
}

/** Runs to a time, checking at every step that the fates add up. */
function run(simulation: Simulation<Scene>, at: number): void {
  while (simulation.advance({ at, stepsMax: 1 }) === 1) {
    const violations = checkConservation(simulation.folded);
    if (violations.length > 0) throw new Error(`step ${simulation.step}: ${violations.join('; ')}`);
  }
}

const command = (node: string, line: string): Input => ({ kind: 'command', node, line });

describe('a Redis server that syncs every second', () => {
  function afterSet(wait: number, how: 'kill' | 'powerCut'): Simulation<Scene> {
    const simulation = begin(world('kv-one'));
    run(simulation, 1_000_000);
    simulation.dispatch(command('cli', 'SET before 1'), 1_000_000); // syncs at once: the last sync was long ago
    run(simulation, 1_100_000);
    simulation.dispatch(command('cli', 'SET a 1'), 1_100_000);
    run(simulation, 1_100_000 + wait);
    simulation.dispatch({ kind: how, node: 'redis' });
    simulation.dispatch({ kind: 'start', node: 'redis' }, simulation.now + 100_000);
    run(simulation, simulation.now + 3_000_000);
    return simulation;
  }

  it('loses an acknowledged write by a power cut, and the reason is appendfsync everysec', () => {
    const simulation = afterSet(20_000, 'powerCut');
    const scene = simulation.folded;
    const facts = (seq: number) => simulation.fact(seq);
    expect(fateBarView(scene, 'redis')).toMatchObject({
      asks: 'Where did all 2 writes go?',
      slices: [
        { fate: 'synced', count: 1 },
        { fate: 'lost', count: 1, note: '1 of them acknowledged' },
      ],
      sum: '1 + 1 = 2',
    });
    const list = fateList(scene, 'redis', 'lost', facts);
    expect(list?.tokens).toMatchObject([{ name: '2', state: 'lost', command: 'SET a 1' }]);
    const chain = why(scene, facts, list?.tokens[0]?.id ?? '');
    expect(chain?.asks).toBe('Why was it lost?');
    expect(chain?.hops.at(-1)?.decided).toEqual({ by: 'setting', text: 'appendfsync everysec', node: 'redis' });
    expect(chain?.hops[0]?.because).toBe('cli asked for it');
    expect(chain?.hops.map((one) => one.says)).toEqual([
      'redis ran SET a 1',
      expect.stringMatching(/^It was answered OK at 1\.10\d s$/),
      expect.stringMatching(/^It was written to .*incr\.aof, bytes \d+ to \d+, but not synced$/),
      expect.stringMatching(/^Bytes \d+ to \d+ of .* were erased$/),
      'redis lost its power',
      'appendfsync everysec at redis',
    ]);
    expect(kvView(scene, 'redis', facts)?.ghosts).toMatchObject([{ key: 'a', command: 'SET a 1', acknowledged: true }]);
    const ghost = kvView(scene, 'redis', facts)?.ghosts[0]?.id ?? '';
    expect(inspectorView(scene, facts, ghost)).toMatchObject({ title: 'Key a', questions: [{ id: 'lost' }] });
    expect(why(scene, facts, ghost, 'lost')?.hops).toEqual(chain?.hops);
    expect(timelineView(scene).milestones.map((one) => one.words)).toEqual([
      'power cut redis',
      '1 lost',
      'redis started',
    ]);
  });

  it('says in one sentence what a stop took', () => {
    const simulation = begin(world('kv-one'));
    run(simulation, 1_000_000);
    simulation.dispatch(command('cli', 'SET before 1'), 1_000_000);
    run(simulation, 1_100_000);
    simulation.dispatch(command('cli', 'SET a 1'), 1_100_000);
    run(simulation, 1_110_000);
    simulation.dispatch({ kind: 'powerCut', node: 'redis' }, 1_110_000);
    expect(stepSentence(simulation.folded)).toBe(
      `${(simulation.now / 1e6).toFixed(3)} s: redis lost its power; The power cut erased bytes 55 to 82 of appendonlydir/appendonly.aof.1.incr.aof; 1 lost`,
    );
  });

  it('loses nothing by a kill, and nothing by a power cut after the next sync', () => {
    expect(fatesOf(afterSet(20_000, 'kill').folded, 'redis')).toMatchObject({ lost: 0 });
    expect(fatesOf(afterSet(1_200_000, 'powerCut').folded, 'redis')).toMatchObject({ lost: 0, synced: 2 });
  });

  it('shows a write on exactly one rung as it goes down', () => {
    const simulation = begin(world('kv-one'));
    run(simulation, 1_000_000);
    simulation.dispatch(command('cli', 'SET a 1'), 1_000_000);
    const rungs = new Set<string>();
    while (simulation.now < 4_000_000 && simulation.advance({ stepsMax: 1 }) === 1) {
      const view = kvView(simulation.folded, 'redis', (seq) => simulation.fact(seq));
      const on = view?.ladder.strata.filter((rung) => rung.id !== 'client' && rung.writeCount > 0) ?? [];
      expect(on.length).toBe(simulation.folded.servers.get('redis')?.writes.rows ?? 0);
      for (const rung of on) rungs.add(rung.id);
    }
    expect([...rungs]).toEqual(['cache', 'disk']);
  });
});

describe('a work queue', () => {
  it('tells why a message was delivered twice, down to noAck: false', () => {
    const simulation = begin(world('broker-near'));
    const heldNow = () =>
      brokerView(simulation.folded, 'rabbit')?.consumers.find((one) => one.name === 'worker-2')?.held[0];
    simulation.advance({ at: 9_000_000, when: () => heldNow() !== undefined });
    const held = heldNow();
    simulation.dispatch({ kind: 'kill', node: 'worker-2' });
    run(simulation, simulation.now + 2_000_000);
    const scene = simulation.folded;
    const facts = (seq: number) => simulation.fact(seq);
    expect(held).toBeDefined();
    const chain = why(scene, facts, held?.token.id ?? '', 'twice');
    expect(chain?.hops.map((one) => [one.says, one.because])).toEqual([
      ['worker-1 got it', 'it was first in line'],
      ['It was requeued', expect.stringMatching(/^the connection of worker-2 closed with .* unacknowledged$/)],
      ['worker-2 was killed', expect.stringMatching(/^your kill of worker-2 at .* s$/)],
      ['worker-2 had got it before and not acknowledged it', ''],
      ['noAck: false at worker-2', ''],
    ]);
    const life = inspectorView(scene, facts, held?.token.id ?? '')?.life.map((one) => one.says);
    expect(life?.some((says) => says === 'to worker-1, redelivered=true')).toBe(true);
  });

  it('loses with automatic acknowledgement what a killed consumer held', () => {
    const spec = world('broker-near');
    const nodes = spec.nodes.map((node) =>
      node.id.startsWith('worker') ? { ...node, config: { ...(node.config as object), ack: 'automatic' } } : node,
    );
    const simulation = begin({ ...spec, nodes });
    run(simulation, 3_000_000);
    simulation.dispatch({ kind: 'kill', node: 'worker-1' });
    run(simulation, 4_000_000);
    const facts = (seq: number) => simulation.fact(seq);
    const list = fateList(simulation.folded, 'rabbit', 'lost', facts);
    expect(list?.count).toBeGreaterThan(0);
    expect(fateBarView(simulation.folded, 'rabbit')?.slices.at(-1)?.note).toBe('at worker-1');
    const chain = why(simulation.folded, facts, list?.tokens[0]?.id ?? '');
    expect(chain?.hops.at(-1)?.decided).toEqual({ by: 'setting', text: 'noAck: true', node: 'worker-1' });
  });

  it('loses by a power cut what was transient, and says so', () => {
    const simulation = begin(world('home'));
    run(simulation, 6_000_000);
    simulation.dispatch({ kind: 'kill', node: 'mailer' });
    run(simulation, 9_000_000);
    simulation.dispatch({ kind: 'powerCut', node: 'broker' });
    simulation.dispatch({ kind: 'start', node: 'broker' }, simulation.now + 500_000);
    run(simulation, simulation.now + 1_000_000);
    const facts = (seq: number) => simulation.fact(seq);
    const list = fateList(simulation.folded, 'broker', 'lost', facts);
    const decided = new Set(
      list?.tokens.map((token) => why(simulation.folded, facts, token.id)?.hops.at(-1)?.decided?.text),
    );
    expect(decided).toContain('persistent: false');
    expect(fatesOf(simulation.folded, 'broker')['redelivered']).toBeGreaterThan(0);
  });
});

describe('any world', () => {
  const INPUTS = ['kill', 'powerCut', 'start', 'start', 'start'] as const;

  function chaos(spec: WorldSpec, seed: number, steps: number): Simulation<Scene> {
    const rng = rngFrom(seed, 'chaos');
    const simulation = begin({ ...spec, seed });
    const pick = <T>(items: readonly T[]): T => items[randomBelow(rng, items.length)] as T;
    for (let i = 0; i < steps; i++) {
      run(simulation, simulation.now + randomBelow(rng, 1_500_000));
      const node = pick(spec.nodes);
      const other = pick(spec.nodes);
      if (randomBelow(rng, 4) === 0 && node !== other)
        simulation.dispatch({ kind: pick(['partition', 'heal', 'heal'] as const), between: [node.id, other.id] });
      else if (node.machine === 'kv-prompt' && randomBelow(rng, 2) === 0)
        simulation.dispatch(
          command(node.id, pick(['SET a 1', 'LPUSH l x y', 'DEL a', 'INCR n', 'BGSAVE', 'BGREWRITEAOF', 'GET a'])),
        );
      else simulation.dispatch({ kind: pick(INPUTS), node: node.id });
      const { flights } = simulation.folded;
      const flight = [...flights.values()][randomBelow(rng, Math.max(1, flights.size))];
      if (flight !== undefined && randomBelow(rng, 3) === 0)
        simulation.dispatch({ kind: 'dropFrame', conn: flight.sent.body.conn, sent: flight.sent.seq });
    }
    return simulation;
  }

  it.each(WORLDS.flatMap((spec) => [1, 2, 3, 4].map((seed) => [spec.name, seed] as const)))(
    'adds up at every step of %s under kills, power cuts and partitions (seed %i)',
    (name, seed) => {
      const simulation = chaos(world(name), seed, 25);
      expect(checkConservation(simulation.folded)).toEqual([]);
    },
  );

  it.each(WORLDS.map((spec) => spec.name))('answers every view and every why of %s, deciding each', (name) => {
    const simulation = chaos(world(name), 9, 20);
    const scene = simulation.folded;
    const facts = (seq: number) => simulation.fact(seq);
    for (const node of scene.spec.nodes.map(({ id }) => id)) {
      for (const slice of fateBarView(scene, node)?.slices ?? []) {
        const list = fateList(scene, node, slice.fate, facts, 10_000);
        expect(list?.tokens.length).toBe(slice.count);
        for (const token of list?.tokens ?? []) {
          const view = inspectorView(scene, facts, token.id);
          expect(view?.life.length).toBeGreaterThan(0);
          for (const question of view?.questions ?? []) {
            const chain = why(scene, facts, token.id, question.id);
            expect(chain?.hops.at(-1)?.decided, `${token.id} ${question.asks}`).toBeTruthy();
          }
        }
      }
      brokerView(scene, node);
      kvView(scene, node, facts);
    }
    expect(nodesView(scene).nodes.length).toBe(scene.spec.nodes.length);
    expect(lanesView(scene, facts, scene.seq, { from: 0, to: scene.at }).arrows.length).toBeGreaterThan(0);
    expect(stepSentence(scene)).toMatch(/^\d+\.\d{3} s: ./);
    expect(effects(scene, facts, 1).length).toBeGreaterThan(0);
  });

  it('is the same scene after going back and forth, and a fork does not see what the other writes', () => {
    const simulation = chaos(world('home'), 5, 15);
    const head = simulation.step;
    const before = JSON.stringify(viewsOf(simulation));
    for (const step of [0, Math.floor(head / 3), head - 1]) {
      simulation.seek(step);
      expect(simulation.folded.step).toBeLessThanOrEqual(step);
      expect(checkConservation(simulation.folded)).toEqual([]);
      simulation.seek(head);
      expect(JSON.stringify(viewsOf(simulation))).toBe(before);
    }
  });

  function viewsOf(simulation: Simulation<Scene>): unknown {
    const scene = simulation.folded;
    const facts = (seq: number) => simulation.fact(seq);
    return [
      brokerView(scene, 'broker'),
      fateBarView(scene, 'broker'),
      timelineView(scene),
      nodesView(scene),
      stepSentence(scene),
      fateList(scene, 'broker', 'acked', facts)?.tokens.map(({ id }) => inspectorView(scene, facts, id)),
    ];
  }
});

describe('a killed consumer', () => {
  it('is where its messages go back from, also when another has got them in the same step', () => {
    const simulation = begin(world('broker-work'));
    simulation.advance({ at: 1_500_000 });
    simulation.dispatch({ kind: 'kill', node: 'worker-2' });
    simulation.advance({
      when: () => simulation.folded.stepFacts.some((fact) => fact.body.kind === 'broker.requeued'),
    });
    const view = brokerView(simulation.folded, 'rabbit');
    const from = view?.consumers.find((consumer) => consumer.id === view.returns[0]?.consumer);
    expect(from?.node).toBe('worker-2');
  });
});
