import { describe, expect, it } from 'vitest';
import { randomBelow, rngFrom } from '../base/rng.ts';
import { broker } from '../broker/machine.ts';
import { brokerPrompt } from '../clients/broker-prompt.ts';
import { consumer } from '../clients/consumer.ts';
import { publisher } from '../clients/publisher.ts';
import { Simulation } from '../sim/simulation.ts';
import type { WorldSpec } from '../sim/spec.ts';
import { brokerView } from './broker-view.ts';
import { fateList, fatesOf, SLICE_NAMES } from './fate-view.ts';
import { checkConservation } from './fates.ts';
import { SCENE } from './fold.ts';
import { inspectorView } from './inspector-view.ts';
import type { Scene } from './scene.ts';
import { why } from './why.ts';

/* A broker with everything that ends a message, between a publisher, two kinds of consumer and a prompt. */

const TOPOLOGY = [
  'declare exchange name=media type=topic durable=true',
  'declare exchange name=dead type=fanout durable=true',
  'declare queue name=graves durable=true',
  'declare queue name=resize durable=true arguments={"x-dead-letter-exchange":"dead"}',
  'declare queue name=brief durable=false arguments={"x-message-ttl":300}',
  'declare queue name=short durable=true arguments={"x-max-length":2}',
  'declare binding source=dead destination=graves',
  'declare binding source=media destination=resize routing_key=image.*',
  'declare binding source=media destination=brief routing_key=image.#',
  'declare binding source=media destination=short routing_key=#.raw',
];

const WORLD: WorldSpec = {
  name: 'media',
  seed: 1,
  nodes: [
    { id: 'rabbit', machine: 'broker', config: { heartbeat: 2 } },
    {
      id: 'web',
      machine: 'publisher',
      config: {
        server: 'rabbit',
        rate: 20,
        exchange: 'media',
        keys: ['image.photo', 'image.raw', 'video.raw', 'text'],
        persistent: true,
        transientShare: 0.3,
        mandatory: true,
        confirm: true,
        topology: TOPOLOGY,
        reconnectAfter: 300_000,
        heartbeat: 2,
      },
    },
    {
      id: 'resizer',
      machine: 'consumer',
      config: {
        server: 'rabbit',
        queues: ['resize'],
        prefetch: 3,
        takes: 120_000,
        rejectEvery: 4,
        requeue: false,
        topology: TOPOLOGY,
        reconnectAfter: 300_000,
        heartbeat: 2,
      },
    },
    {
      id: 'tail',
      machine: 'consumer',
      config: {
        server: 'rabbit',
        queues: ['short'],
        ack: 'automatic',
        takes: 60_000,
        topology: TOPOLOGY,
        reconnectAfter: 300_000,
        heartbeat: 2,
      },
    },
    { id: 'admin', machine: 'broker-prompt', config: { server: 'rabbit' } },
  ],
};

const MACHINES = { broker, publisher, consumer, 'broker-prompt': brokerPrompt };

function begin(seed: number): Simulation<Scene> {
  return new Simulation({ spec: { ...WORLD, seed }, registry: MACHINES, fold: SCENE });
}

function run(simulation: Simulation<Scene>, at: number): void {
  while (simulation.advance({ at, stepsMax: 1 }) === 1) {
    const violations = checkConservation(simulation.folded);
    if (violations.length > 0) throw new Error(`step ${simulation.step}: ${violations.join('; ')}`);
  }
}

describe('a broker where messages end in every way', () => {
  it('accounts for each, and says which setting ended it', () => {
    const simulation = begin(1);
    run(simulation, 4_000_000);
    simulation.dispatch({ kind: 'kill', node: 'tail' });
    run(simulation, 6_000_000);
    simulation.dispatch({ kind: 'command', node: 'admin', line: 'purge queue name=graves' });
    run(simulation, 6_500_000);
    const scene = simulation.folded;
    const facts = (seq: number) => simulation.fact(seq);
    const fates = fatesOf(scene, 'rabbit');
    for (const fate of ['acked', 'dead', 'expired', 'dropped', 'returned', 'lost'])
      expect(fates[fate], fate).toBeGreaterThan(0);
    const decidedBy = (fate: string): Set<string> => {
      const tokens = fateList(scene, 'rabbit', fate, facts, 10_000)?.tokens ?? [];
      return new Set(tokens.map(({ id }) => why(scene, facts, id)?.hops.at(-1)?.decided?.text ?? 'nothing'));
    };
    expect(decidedBy('expired')).toEqual(new Set(['x-message-ttl=300']));
    expect(decidedBy('returned')).toEqual(new Set(['mandatory: true']));
    expect(decidedBy('dead')).toEqual(new Set(['x-dead-letter-exchange=dead']));
    expect(decidedBy('dropped')).toContain('x-max-length=2');
    expect([...decidedBy('dropped')].some((text) => text.startsWith('your command purge queue'))).toBe(true);
    expect(decidedBy('lost')).toEqual(new Set(['noAck: true']));
  });

  it('lights the bindings that matched apart from those that were tried', () => {
    const simulation = begin(1);
    const lights = new Map<string, Set<string>>();
    for (let i = 0; i < 2000; i++) {
      simulation.advance({ stepsMax: 1 });
      for (const { key, light } of brokerView(simulation.folded, 'rabbit')?.bindings ?? [])
        lights.set(key, (lights.get(key) ?? new Set()).add(light));
    }
    expect(lights.get('image.*')).toEqual(new Set(['idle', 'lit', 'tried']));
    expect(lights.get('#.raw')).toEqual(new Set(['idle', 'lit', 'tried']));
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('adds up and answers every why through chaos (seed %i)', (seed) => {
    const rng = rngFrom(seed, 'chaos');
    const simulation = begin(seed);
    const kinds = ['kill', 'powerCut', 'start', 'start', 'start'] as const;
    for (let i = 0; i < 14; i++) {
      run(simulation, simulation.now + randomBelow(rng, 900_000));
      const node = WORLD.nodes[randomBelow(rng, WORLD.nodes.length)]?.id ?? '';
      simulation.dispatch({ kind: kinds[randomBelow(rng, kinds.length)] as 'kill', node });
      const flight = [...simulation.folded.flights.values()].at(-1);
      if (flight !== undefined && randomBelow(rng, 3) === 0)
        simulation.dispatch({ kind: 'dropFrame', conn: flight.sent.body.conn, sent: flight.sent.seq });
    }
    const scene = simulation.folded;
    const facts = (seq: number) => simulation.fact(seq);
    let asked = 0;
    for (const fate of SLICE_NAMES) {
      for (const { id } of fateList(scene, 'rabbit', fate, facts, 10_000)?.tokens ?? []) {
        for (const question of inspectorView(scene, facts, id)?.questions ?? []) {
          asked++;
          const chain = why(scene, facts, id, question.id);
          expect(chain?.hops.at(-1)?.decided, `${id} ${question.asks}`).toBeTruthy();
        }
      }
    }
    expect(asked).toBeGreaterThan(20);
  });
});
