import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import '../bridge/lua-source.ts';
import { LAB_SCENE } from '../host/lab-scene.ts';
import { labWitness } from '../host/lab-witness.ts';
import { MACHINES } from '../machines.ts';
import { checkConservation } from '../scene/fates.ts';
import { formatScript } from '../script/format.ts';
import { parseScript } from '../script/parse.ts';
import { runScript } from '../script/run.ts';
import type { Script } from '../script/statement.ts';
import { worldOf } from '../script/worlds.ts';
import { LAWS, type Run } from '../sim/laws.ts';
import { Simulation } from '../sim/simulation.ts';

const FOLDER = new URL('./scenarios/', import.meta.url);

/** Every scenario, as read from its file. */
const scenarios: readonly { readonly name: string; readonly script: Script }[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.scn'))
  .sort()
  .map((file) => {
    const parsed = parseScript(readFileSync(new URL(file, FOLDER), 'utf8'));
    if (!parsed.ok)
      throw new Error(`${file}: ${parsed.errors.map((e) => `${e.line}:${e.column} ${e.message}`).join('; ')}`);
    return { name: file.replace('.scn', ''), script: parsed.script };
  });

function begin(script: Script) {
  if (script.header === null) throw new Error('a scenario begins with its world');
  return new Simulation({ spec: worldOf(script.header), registry: MACHINES, fold: LAB_SCENE });
}

/** Performs the script; the run of each branch that it made. */
function perform(script: Script): { readonly report: ReturnType<typeof runScript>; readonly runs: readonly Run[] } {
  const simulation = begin(script);
  const report = runScript(script, simulation, labWitness(simulation));
  const { spec, registry } = simulation;
  return { report, runs: simulation.branches.map(({ journal, head }) => ({ spec, registry, journal, head })) };
}

describe.each(scenarios)('$name', ({ script }) => {
  const { report, runs } = perform(script);

  test('comes to what it says', () => {
    expect(report.failure).toBeNull();
  });

  test('reads back as it is written', () => {
    const again = parseScript(formatScript(script));
    const bare = (one: Script): unknown => ({ ...one, statements: one.statements.map((s) => ({ ...s, line: 0 })) });
    expect(again.ok && bare(again.script)).toEqual(bare(script));
  });

  test('accounts for every message and every write at every step', () => {
    for (const run of runs) {
      const simulation = new Simulation({ spec: run.spec, registry: run.registry, fold: LAB_SCENE });
      for (const entry of run.journal) {
        checkEachStep(simulation, entry.step);
        simulation.dispatch(entry.input, entry.at);
        expect(checkConservation(simulation.folded.scene)).toEqual([]);
      }
      checkEachStep(simulation, run.head);
    }
  });

  test.each(Object.entries(LAWS))('keeps the law of %s', (_name, law) => {
    for (const run of runs) law(run);
  });
});

function checkEachStep(simulation: Simulation<ReturnType<typeof LAB_SCENE.start>>, upTo: number): void {
  while (simulation.step < upTo) {
    simulation.advance({ step: simulation.step + 1 });
    const violations = checkConservation(simulation.folded.scene);
    if (violations.length > 0)
      expect({ step: simulation.step, violations }).toEqual({ step: simulation.step, violations: [] });
  }
}
