import type { Fact, StopKind } from '../sim/facts.ts';
import type { Micros, NodeId, Seq } from '../sim/machine.ts';
import type { Simulation } from '../sim/simulation.ts';

/** What a condition may look at: facts, fates and bounded answers, all of the step shown. */
export interface Witness {
  readonly step: number;
  readonly now: Micros;
  /** The latest fact. */
  readonly seq: Seq;
  fact(seq: Seq): Fact | null;
  /** Each node with its kind of machine. */
  readonly nodes: readonly { readonly id: NodeId; readonly machine: string }[];
  status(node: NodeId): 'up' | 'never' | StopKind | null;
  /** Null unless the node is up. */
  inspect(node: NodeId, query: unknown): unknown;
  /** Null when nothing will happen by itself. */
  nextAt(): Micros | null;
  /** How many messages and writes have each fate, of one node or of all; null where nobody keeps that ledger. */
  fates(at: NodeId | null): Readonly<Record<string, number>> | null;
}

/** A simulation as a witness. `fates` reads the ledger out of what its facts fold to. */
export function witnessOf<S>(
  simulation: Simulation<S>,
  fates: (folded: S, at: NodeId | null) => Readonly<Record<string, number>> | null,
): Witness {
  return {
    get step() {
      return simulation.step;
    },
    get now() {
      return simulation.now;
    },
    get seq() {
      return simulation.world.seq;
    },
    nodes: simulation.spec.nodes.map(({ id, machine }) => ({ id, machine })),
    fact: (seq) => simulation.fact(seq),
    status: (node) => simulation.world.nodes.get(node)?.status ?? null,
    inspect: (node, query) => simulation.inspect(node, query),
    nextAt: () => simulation.nextAt(),
    fates: (at) => fates(simulation.folded, at),
  };
}
