import type { Fact } from '../sim/facts.ts';
import type { Input } from '../sim/input.ts';
import type { FactBody, MachineRegistry, Micros, NodeId } from '../sim/machine.ts';
import { NO_FOLD, Simulation, type SimulationOptions } from '../sim/simulation.ts';
import type { WorldSpec } from '../sim/spec.ts';
import { caller, chatter, puppet } from './puppet.ts';

/** The kinds of machine the kernel's own tests are made of. */
export const PUPPETS: MachineRegistry = { puppet, caller, chatter };

/** A simulation that nobody folds. */
export function simulate(
  spec: WorldSpec,
  registry: MachineRegistry,
  options: Partial<SimulationOptions<null>> = {},
): Simulation<null> {
  return new Simulation({ spec, registry, fold: NO_FOLD, ...options });
}

/** A world of puppets called a, b, c, ...; `spec` says what is special about it. */
export function puppets(count: number, spec: Partial<WorldSpec> = {}): Simulation<null> {
  const nodes = [...'abcdef'].slice(0, count).map((id) => ({ id, machine: 'puppet' }));
  return simulate({ name: 'puppets', seed: 1, nodes, ...spec }, PUPPETS);
}

/** Three chatters that ask one server. */
export const CHAT: WorldSpec = {
  name: 'chat',
  seed: 7,
  nodes: [
    { id: 'server', machine: 'chatter' },
    ...['x', 'y', 'z'].map((id) => ({ id, machine: 'chatter', config: { asks: 'server', every: 3000 } })),
  ],
  link: { jitterMax: 200 },
};

/** Orders for a puppet, given and carried out now. */
export function tell(simulation: Simulation<unknown>, node: NodeId, line: string, at?: Micros): void {
  simulation.dispatch({ kind: 'command', node, line }, at ?? simulation.now);
}

/** All that a puppet heard, without commands. */
export function heard(simulation: Simulation<unknown>, node: NodeId): string[] {
  const all = (simulation.inspect(node, 'heard') ?? []) as string[];
  return all.filter((line) => !line.includes(' command '));
}

/** Runs until nothing more is due, or for so long. */
export function settle(simulation: Simulation<unknown>, at: Micros = 10_000_000): void {
  simulation.advance({ at, stepsMax: 1_000_000 });
}

/** Every fact up to the step shown. */
export function factsOf(simulation: Simulation<unknown>): Fact[] {
  const facts: Fact[] = [];
  for (let seq = 1; seq <= simulation.world.seq; seq++) facts.push(simulation.fact(seq) as Fact);
  return facts;
}

/** The bodies of the facts of one kind, as plain records. */
export function bodiesOf(simulation: Simulation<unknown>, kind: string): Readonly<Record<string, unknown>>[] {
  return factsOf(simulation)
    .filter((fact) => fact.body.kind === kind)
    .map((fact) => fact.body as FactBody & Readonly<Record<string, unknown>>);
}

/** The refusals so far. */
export function refusals(simulation: Simulation<unknown>): unknown[] {
  return bodiesOf(simulation, 'input.refused').map((body) => body['why']);
}

export const kill = (node: NodeId): Input => ({ kind: 'kill', node });
export const powerCut = (node: NodeId): Input => ({ kind: 'powerCut', node });
export const start = (node: NodeId): Input => ({ kind: 'start', node });
export const part = (a: NodeId, b: NodeId): Input => ({ kind: 'partition', between: [a, b] });
export const heal = (a: NodeId, b: NodeId): Input => ({ kind: 'heal', between: [a, b] });
