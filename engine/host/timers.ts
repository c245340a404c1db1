import { isRoutine, timerSays } from '../scene/timer-words.ts';
import type { Simulation } from '../sim/simulation.ts';
import type { LabScene } from './lab-scene.ts';
import type { TimerView } from './protocol.ts';

const TIMERS_MAX = 40;

/** The timers that are set at the step shown, soonest first, bounded. */
export function timersOf(simulation: Simulation<LabScene>): TimerView[] {
  const timers: TimerView[] = [];
  for (const node of simulation.world.nodes.values())
    for (const [name, { at }] of node.timers)
      timers.push({ node: node.id, name, at, says: timerSays(node.id, name), routine: isRoutine(name) });
  return timers.sort((a, b) => a.at - b.at).slice(0, TIMERS_MAX);
}
