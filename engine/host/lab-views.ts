import { brokerView } from '../scene/broker-view.ts';
import { fateBarView, fateList } from '../scene/fate-view.ts';
import { inspectorView } from '../scene/inspector-view.ts';
import { kvView } from '../scene/kv-view.ts';
import { lanesView } from '../scene/lanes-view.ts';
import { frameViews, nodesView } from '../scene/nodes-view.ts';
import { timelineView } from '../scene/time-view.ts';
import type { LanesView } from '../scene/views.ts';
import { why } from '../scene/why.ts';
import type { Micros } from '../sim/machine.ts';
import type { Simulation } from '../sim/simulation.ts';
import { completionsFor } from './completions.ts';
import { filesOf } from './disk-bytes.ts';
import { frameAnswer } from './frame-bytes.ts';
import type { LabScene } from './lab-scene.ts';
import { lessonView } from './lesson-view.ts';
import { loopOf } from './loop.ts';
import { programView } from './programs.ts';
import type { LanesRequest, ViewAnswers, ViewRequest } from './protocol.ts';
import { timersOf } from './timers.ts';

/*
 * What each view request is answered with, at the step shown. Everything here only reads; what is large is bounded by
 * the views themselves.
 */

type Answer = ViewAnswers[keyof ViewAnswers];

const FRAMES_MAX = 100;
const LINES_MAX = 400;

/** @param now the time shown, which is at or after that of the step shown. */
export function answerView(
  request: Exclude<ViewRequest, { view: 'clock' | 'differences' }>,
  simulation: Simulation<LabScene>,
  now: Micros,
): Answer {
  const { scene, transcript } = simulation.folded;
  const facts = (seq: number) => (seq <= simulation.world.seq ? simulation.fact(seq) : null);
  switch (request.view) {
    case 'nodes':
      return nodesView(scene);
    case 'broker':
      return brokerView(scene, request.node, request.window);
    case 'kv':
      return kvView(scene, request.node, facts);
    case 'files':
      return filesOf(simulation, request.node, request.file);
    case 'loop':
      return loopOf(simulation, request.node, now);
    case 'fates':
      return fateBarView(scene, request.node);
    case 'fateList':
      return fateList(scene, request.node, request.fate, facts, request.countMax);
    case 'timeline':
      return timelineView(scene);
    case 'lanes':
      return lanesAt(request, simulation, now);
    case 'frame':
      return frameAnswer(request.seq, simulation);
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
    case 'frames':
      return frameViews(scene, request.node, FRAMES_MAX);
    case 'timers':
      return timersOf(simulation);
    case 'lesson':
      return lessonView(request, simulation);
    case 'program':
      return programView(request.node, simulation);
  }
}

const SPAN_MIN = 10;

/** A window of the lanes. One that follows the present ends at the next whole quarter of its length. */
function lanesAt({ end, span, nodes, hidden }: LanesRequest, simulation: Simulation<LabScene>, now: Micros): LanesView {
  const wide = Math.max(SPAN_MIN, Math.round(span));
  const quarter = Math.ceil(wide / 4);
  const to = Math.round(end ?? (Math.floor(now / quarter) + 1) * quarter);
  const shown = Math.min(to, simulation.now);
  const last = Math.min(simulation.seqAt(shown), simulation.world.seq);
  const facts = (seq: number) => (seq <= simulation.world.seq ? simulation.fact(seq) : null);
  return lanesView(simulation.folded.scene, facts, last, {
    from: to - wide,
    to,
    ...(nodes !== undefined && { nodes }),
    ...(hidden !== undefined && { hidden }),
  });
}
