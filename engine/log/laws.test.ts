import { describe, expect, test } from 'vitest';
import { MACHINES } from '../machines.ts';
import { LOG_WORLDS } from '../script/worlds/log.ts';
import type { Input } from '../sim/input.ts';
import { LAWS, type Run } from '../sim/laws.ts';
import { Simulation } from '../sim/simulation.ts';

/** A run of a world in which the first broker is stopped in each way, and a member of the group dies. */
function run(name: string): Run {
  const spec = LOG_WORLDS.find((world) => world.name === name)!;
  const simulation = new Simulation({
    spec,
    registry: MACHINES,
    fold: { start: () => ({ processed: 0 }), apply: () => {}, fork: (s) => s },
  });
  const broker = spec.nodes[0]!.id;
  const inputs: [number, Input][] = [
    [7_000_000, { kind: 'kill', node: broker }],
    [8_000_000, { kind: 'start', node: broker }],
    [14_000_000, { kind: 'kill', node: 'worker-1' }],
    [15_000_000, { kind: 'powerCut', node: broker }],
    [16_000_000, { kind: 'start', node: broker }],
    [17_000_000, { kind: 'start', node: 'worker-1' }],
    [24_000_000, { kind: 'command', node: broker, line: 'kafka-server-stop' }],
  ];
  for (const [at, input] of inputs) {
    simulation.advance({ at, stepsMax: 100_000 });
    simulation.dispatch(input, at);
  }
  simulation.advance({ at: 26_000_000, stepsMax: 100_000 });
  const { journal, head } = simulation.branch;
  return { spec, registry: MACHINES, journal, head };
}

describe.each(LOG_WORLDS.map(({ name }) => name))('%s', (name) => {
  const made = run(name);

  test('has something in it', () => {
    expect(made.head).toBeGreaterThan(500);
  });

  test.each(Object.entries(LAWS))('keeps the law of %s', (_name, law) => {
    law(made);
  });
});
