import type { Micros } from '../sim/machine.ts';
import type { Simulation } from '../sim/simulation.ts';
import type { LabScene } from './lab-scene.ts';

/** How long a new world may take until everybody has found one another. */
const GREETING_MAX: Micros = 2_000_000;

/**
 * Runs a new world until its clients are connected: before that there is nothing to be seen of it, unless a client is a
 * program. Returns the time at which it is shown.
 */
export function greet(simulation: Simulation<LabScene>): Micros {
  const { spec, registry } = simulation;
  if (spec.nodes.some(({ machine }) => machine === 'program')) {
    // It is read and stepped from its first line on.
    simulation.advance({ at: 0 });
    return simulation.now;
  }
  const waiting = new Set(spec.nodes.filter(({ machine }) => registry[machine]?.listens === null).map(({ id }) => id));
  simulation.advance({
    at: GREETING_MAX,
    when: () => {
      for (const fact of simulation.folded.scene.stepFacts) {
        if (fact.body.kind === 'client.connected') waiting.delete(fact.node);
      }
      return waiting.size === 0;
    },
  });
  return simulation.now;
}
