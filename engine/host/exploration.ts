import { type Exploration, type Explored, quietAt, summary, type Trial, trialsOf } from '../script/explore.ts';
import type { MachineRegistry } from '../sim/machine.ts';
import { Simulation } from '../sim/simulation.ts';
import type { WorldSpec } from '../sim/spec.ts';
import { LAB_SCENE, type LabScene } from './lab-scene.ts';
import { OpenError } from './open.ts';
import type { ExploreProgress, ExploreRequest, TrialMark } from './protocol.ts';
import { encodeRecords, FORMAT } from './session/saved-session.ts';
import { encodeSessionFile } from './session/session-file.ts';
import { SessionLog } from './session/session-log.ts';

/*
 * Every crash point of a program of the open world, tried a little at a time, so that the worker keeps answering: the
 * page asks for more, and whoever asks no more has cancelled it.
 */

/** Milliseconds of work for one answer. */
const BUDGET = 60;
/** How long after its death the program is started again. */
const RESTART_AFTER = 200_000;
/** What an undisturbed run may take. */
const QUIET_MAX = 20_000_000;
/** Time for what was begun again to come to its end. */
const MARGIN = 500_000;
const SCHEDULES_MAX = 10_000;

export class HostExploration {
  readonly #exploration: Exploration;
  readonly #runs: ReturnType<typeof trialsOf>;
  readonly #clock: () => number;
  readonly #trials: Trial[] = [];
  #of = 1;
  #isOver = false;

  /** @param running the world as it is configured now. */
  constructor(running: Simulation<LabScene>, request: ExploreRequest, registry: MachineRegistry, clock: () => number) {
    const spec = configuredSpec(running);
    for (const id of [request.node, request.check])
      if (!spec.nodes.some((node) => node.id === id && node.machine === 'program'))
        throw new OpenError(`${id} is no program of this world`);
    const quiet = quietAt(spec, registry, QUIET_MAX);
    this.#exploration = {
      spec,
      registry,
      node: request.node,
      check: request.check,
      restartAfter: RESTART_AFTER,
      checkAt: 2 * quiet + RESTART_AFTER + MARGIN,
      schedules: Math.min(SCHEDULES_MAX, Math.max(0, Math.floor(request.schedules))),
    };
    this.#runs = trialsOf(this.#exploration);
    this.#clock = clock;
  }

  /** Goes on for a moment. */
  more(): ExploreProgress {
    const from = this.#trials.length;
    const deadline = this.#clock() + BUDGET;
    while (!this.#isOver && this.#clock() < deadline) {
      const next = this.#runs.next();
      if (next.done === true) this.#isOver = true;
      else {
        this.#of = next.value.of;
        this.#trials.push(next.value.trial);
      }
    }
    const { smallest }: Explored = summary(this.#trials, false);
    return {
      done: this.#trials.length,
      of: this.#isOver ? this.#trials.length : this.#of,
      trials: this.#trials.slice(from).map((trial, i) => markOf(trial, from + i)),
      smallest: smallest === null ? null : this.#trials.indexOf(smallest),
    };
  }

  /** One of the runs as a session's file, standing at its end. */
  file(number: number): Uint8Array {
    const trial = this.#trials[number];
    if (trial === undefined) throw new OpenError('there was no such run');
    const { spec, registry } = this.#exploration;
    const simulation = new Simulation({ spec, registry, fold: LAB_SCENE });
    for (const { step, at, input } of trial.journal) {
      simulation.advance({ step });
      simulation.dispatch(input, at);
    }
    simulation.advance({ step: trial.steps });
    const log = encodeRecords(new SessionLog().take(simulation, simulation.now));
    return encodeSessionFile({ format: FORMAT, log, blobs: new Map() });
  }
}

const markOf = ({ point, outcome, text }: Trial, trial: number): TrialMark => ({ trial, point, outcome, text });

/** The world from its beginning, with what its nodes are set to now. */
function configuredSpec({ spec, world }: Simulation<LabScene>): WorldSpec {
  return { ...spec, nodes: spec.nodes.map((node) => ({ ...node, config: world.nodes.get(node.id)?.config })) };
}
