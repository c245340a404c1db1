import { brokerView } from '../scene/broker-view.ts';
import { fateBarView, fateList } from '../scene/fate-view.ts';
import { inspectorView } from '../scene/inspector-view.ts';
import { kvView } from '../scene/kv-view.ts';
import { lanesView } from '../scene/lanes-view.ts';
import { nodesView } from '../scene/nodes-view.ts';
import type { Scene } from '../scene/scene.ts';
import { timelineView } from '../scene/time-view.ts';
import { why } from '../scene/why.ts';
import type { Simulation } from '../sim/simulation.ts';
import { completionsFor } from './completions.ts';
import type { LabScene } from './lab-scene.ts';
import { lessonView } from './lesson-view.ts';
import type { ViewAnswers, ViewRequest } from './protocol.ts';

/*
 * What each view request is answered with, at the step shown. Everything here only reads; what is large is bounded by
 * the views themselves.
 */

type Answer = ViewAnswers[keyof ViewAnswers];

const LANE_ARROWS_MAX = 400;
const LINES_MAX = 400;

export function answerView(request: Exclude<ViewRequest, { view: 'clock' }>, simulation: Simulation<LabScene>): Answer {
  const { scene, transcript } = simulation.folded;
  const facts = (seq: number) => (seq <= simulation.world.seq ? simulation.fact(seq) : null);
  switch (request.view) {
    case 'nodes':
      return nodesView(scene);
    case 'broker':
      return brokerView(scene, request.node, request.window);
    case 'kv':
      return kvView(scene, request.node, facts);
    case 'fates':
      return fateBarView(scene, request.node);
    case 'fateList':
      return fateList(scene, request.node, request.fate, facts, request.countMax);
    case 'timeline':
      return timelineView(scene);
    case 'lanes':
      return lanesView(scene, facts, { from: request.from, arrowsMax: LANE_ARROWS_MAX });
    case 'inspector':
      return inspectorView(scene, facts, request.id);
    case 'why':
      return why(scene, facts, request.id, request.question);
    case 'machine':
      return simulation.inspect(request.node, request.query);
    case 'transcript':
      return { lines: transcript.lines.slice(-(request.linesMax ?? LINES_MAX)) };
    case 'completions':
      return completionsFor(simulation, request.node, request.text);
    case 'fact':
      return facts(request.seq);
    case 'lesson':
      return lessonView(request, simulation);
  }
}

/** How many messages wait in a queue of that name, on any broker. */
export function readyCount(scene: Scene, queue: string): number {
  let ready = 0;
  for (const broker of scene.brokers.values()) {
    for (const entry of broker.queues) if (entry.name === queue && !entry.gone) ready += entry.ready.length;
  }
  return ready;
}
