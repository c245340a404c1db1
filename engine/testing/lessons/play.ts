import '../../bridge/lua-source.ts';
import { LAB_SCENE, type LabScene } from '../../host/lab-scene.ts';
import { labWitness } from '../../host/lab-witness.ts';
import { MACHINES } from '../../machines.ts';
import { parseStep } from '../../script/parse.ts';
import { Runner } from '../../script/run.ts';
import type { Run } from '../../sim/laws.ts';
import { Simulation } from '../../sim/simulation.ts';
import type { WorldSpec } from '../../sim/spec.ts';

/** Lines done one after the other in a new world. Throws when one of them cannot be done. */
export function play(world: WorldSpec, lines: readonly string[]): Simulation<LabScene> {
  const simulation = new Simulation({ spec: world, registry: MACHINES, fold: LAB_SCENE });
  const runner = new Runner(simulation, labWitness(simulation));
  for (const [index, line] of lines.entries()) {
    const parsed = parseStep(line);
    if (!parsed.ok) throw new Error(`'${line}': ${parsed.error.message}`);
    const outcome = runner.perform({ step: parsed.step, line: index + 1 });
    if (!outcome.ok) throw new Error(`'${line}': ${outcome.found}`);
  }
  return simulation;
}

/** What was played, as the laws want it. */
export function runOf(simulation: Simulation<LabScene>): Run {
  const { spec, registry, branch } = simulation;
  return { spec, registry, journal: branch.journal, head: branch.head };
}
