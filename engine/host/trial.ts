import { parseStep } from '../script/parse.ts';
import { readWorldSpec } from '../script/read-world.ts';
import { Runner } from '../script/run.ts';
import type { MachineRegistry } from '../sim/machine.ts';
import { Simulation } from '../sim/simulation.ts';
import { LAB_SCENE } from './lab-scene.ts';
import { labWitness } from './lab-witness.ts';
import { OpenError } from './open.ts';
import type { TrialRequest, TrialView } from './protocol.ts';
import { judge } from './readings.ts';

/** So that no trial keeps the worker from answering for long. */
const STEPS_MAX = 400_000;

/** Performs lines in a world of their own and judges its end. Throws OpenError for lines that are none. */
export function runTrial({ spec, lines, conditions }: TrialRequest, registry: MachineRegistry): TrialView {
  const simulation = new Simulation({ spec: readWorldSpec(spec), registry, fold: LAB_SCENE });
  const runner = new Runner(simulation, labWitness(simulation), STEPS_MAX);
  for (const [index, line] of lines.entries()) {
    const parsed = parseStep(line);
    if (!parsed.ok) throw new OpenError(`${line}: ${parsed.error.message}`);
    const outcome = runner.perform({ step: parsed.step, line: index + 1 });
    if (!outcome.ok) return { holds: conditions.map(() => false), found: `${line}: ${outcome.found}` };
  }
  const judged = conditions.map((text) => judge(text, simulation));
  return {
    holds: judged.map(({ holds }) => holds),
    found: judged.find(({ holds }) => !holds)?.found ?? '',
  };
}
