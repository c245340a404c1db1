import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import '../bridge/lua-source.ts';
import { LAB_SCENE, type LabScene } from '../host/lab-scene.ts';
import { labWitness } from '../host/lab-witness.ts';
import { MACHINES } from '../machines.ts';
import { fateList } from '../scene/fate-view.ts';
import { why } from '../scene/why.ts';
import { parseScript } from '../script/parse.ts';
import { runScript } from '../script/run.ts';
import { worldOf } from '../script/worlds.ts';
import { Simulation } from '../sim/simulation.ts';

/** The end of a scenario, as a world with its scene. */
function after(name: string): Simulation<LabScene> {
  const parsed = parseScript(readFileSync(new URL(`./scenarios/${name}.scn`, import.meta.url), 'utf8'));
  if (!parsed.ok || parsed.script.header === null) throw new Error(`${name} is no scenario`);
  const spec = worldOf(parsed.script.header);
  const simulation = new Simulation({ spec, registry: MACHINES, fold: LAB_SCENE });
  expect(runScript(parsed.script, simulation, labWitness(simulation)).failure).toBeNull();
  return simulation;
}

/** What decided, for each of those that have a fate: the settings and inputs at the end of its chain. */
function deciders(simulation: Simulation<LabScene>, node: string, fate: string): string[] {
  const { scene } = simulation.folded;
  const facts = (seq: number) => (seq <= simulation.world.seq ? simulation.fact(seq) : null);
  const tokens = fateList(scene, node, fate, facts)?.tokens ?? [];
  return tokens.map(({ id }) => why(scene, facts, id)?.hops.at(-1)?.decided?.text ?? 'nothing');
}

describe('the chain of why', () => {
  test('of a write that a power cut took ends at appendfsync everysec', () => {
    expect(deciders(after('kv-everysec-power-cut'), 'redis', 'lost')).toEqual(['appendfsync everysec']);
  });

  test('of messages that automatic acknowledgement lost ends at a setting', () => {
    const decided = deciders(after('mq-automatic-ack'), 'rabbit', 'lost');
    expect(decided).toHaveLength(4);
    for (const setting of decided) expect(setting).toMatch(/no_ack|noAck|ack/);
  });

  test.each(['mq-durable-kill', 'mq-durable-power-cut'])(
    'of messages that were not kept ends at what was not durable: %s',
    (name) => {
      const decided = deciders(after(name), 'rabbit', 'lost');
      expect(decided).toHaveLength(3);
      for (const setting of decided) expect(setting).toMatch(/durable|persistent/);
    },
  );
});
