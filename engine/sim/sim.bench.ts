// Kernel steps a second on the work-queue world, with facts and without, and seeking anywhere in a long run.
import { performance } from 'node:perf_hooks';
import { LAB_SCENE } from '../host/lab-scene.ts';
import { MACHINES } from '../machines.ts';
import { worldNamed } from '../script/worlds.ts';
import type { Bench } from '../testing/bench.ts';
import { Kernel } from './kernel.ts';
import { withSettings } from './settings.ts';
import { type Fold, NO_FOLD, Simulation } from './simulation.ts';
import type { WorldSpec } from './spec.ts';
import { createWorld } from './world.ts';

/** The world `broker-near` under load: a thousand messages a second through both workers. */
function loadedWork(): WorldSpec {
  const spec = worldNamed('broker-near') as WorldSpec;
  const settings: Readonly<Record<string, unknown>> = {
    shop: { rate: 1000 },
    'worker-1': { takes: 1000, prefetch: 10 },
    'worker-2': { takes: 1000, prefetch: 10 },
  };
  const nodes = spec.nodes.map((node) => ({ ...node, config: withSettings(node.config, settings[node.id] ?? {}) }));
  return { ...spec, nodes };
}

const STEPS = 100_000;

function ranTo<S>(fold: Fold<S>, step: number): Simulation<S> {
  const simulation = new Simulation({ spec: loadedWork(), registry: MACHINES, fold });
  simulation.advance({ step });
  return simulation;
}

const bench: Bench = async (report) => {
  report.heading('Steps of the world broker-near under load');
  const steps = 20_000;
  const options = { units: steps, unit: 'step' };
  await report.measure('kernel alone, nobody observes', () => runKernel(steps, false), options);
  await report.measure('kernel with facts', () => runKernel(steps, true), options);
  await report.measure('simulation: facts kept, checkpoints', () => ranTo(NO_FOLD, steps), options);
  await report.measure('simulation with the scene folded', () => ranTo(LAB_SCENE, steps), options);

  report.heading(`Seeking in a run of ${STEPS} steps, with its scene`);
  const simulation = ranTo(LAB_SCENE, STEPS);
  report.value('facts', simulation.world.seq, 'facts');
  report.value('checkpoints', simulation.checkpointCount, 'checkpoints');
  const millis: number[] = [];
  for (let i = 0; i < 60; i++) {
    const step = (i * 7919 * 13) % STEPS;
    const from = performance.now();
    simulation.seek(step);
    millis.push(performance.now() - from);
  }
  millis.sort((a, b) => a - b);
  report.value('seek, median', millis[millis.length >> 1] as number, 'ms');
  report.value('seek, worst of 60', millis.at(-1) as number, 'ms');
};

function runKernel(steps: number, observed: boolean): void {
  let facts = 0;
  const world = createWorld(loadedWork(), MACHINES, new Map());
  const kernel = new Kernel(world, MACHINES, observed ? () => void facts++ : null);
  for (let i = 0; i < steps; i++) kernel.executeNext();
}

export default bench;
