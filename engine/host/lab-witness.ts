import { fateList, fatesOf } from '../scene/fate-view.ts';
import type { Scene } from '../scene/scene.ts';
import type { TokenView } from '../scene/views.ts';
import { type Witness, witnessOf } from '../script/witness.ts';
import type { Simulation } from '../sim/simulation.ts';
import type { LabScene } from './lab-scene.ts';

/* What conditions and readings may look at, of a world that the lab folds. */

export function labWitness(simulation: Simulation<LabScene>): Witness {
  return witnessOf(simulation, ({ scene }, at) => ledger(scene, at));
}

/** The counts of the fate bar, with their sum and with how many of the lost had been acknowledged to a client. */
function ledger(scene: Scene, at: string | null): Readonly<Record<string, number>> | null {
  const servers = [...scene.servers.values()].filter((server) => at === null || server.node === at);
  const brokers = [...scene.brokers.keys()].filter((node) => at === null || node === at);
  if (servers.length + brokers.length === 0) return null;
  const fates = fatesOf(scene, at);
  return {
    ...fates,
    total: Object.values(fates).reduce((sum, count) => sum + count, 0),
    lostAcknowledged: servers.reduce((sum, server) => sum + server.lostAcknowledged, 0),
  };
}

const TOKENS_MAX = 12;

/** The latest of those that have a fate, oldest first, and how many there are in all. */
export function tokensWith(
  simulation: Simulation<LabScene>,
  fate: string,
  at: string | null,
): { readonly tokens: readonly TokenView[]; readonly count: number } {
  const { scene } = simulation.folded;
  const facts = (seq: number) => (seq <= simulation.world.seq ? simulation.fact(seq) : null);
  const nodes = at === null ? [...scene.servers.keys(), ...scene.brokers.keys()] : [at];
  const lists = nodes.flatMap((node) => fateList(scene, node, fate, facts, TOKENS_MAX) ?? []);
  return {
    tokens: lists.flatMap((list) => [...list.tokens].reverse()).slice(-TOKENS_MAX),
    count: lists.reduce((sum, list) => sum + list.count, 0),
  };
}
