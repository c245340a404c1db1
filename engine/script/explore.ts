import { type Rng, randomBelow, rngFrom } from '../base/rng.ts';
import type { Fact } from '../sim/facts.ts';
import type { Input, JournalEntry } from '../sim/input.ts';
import { Kernel } from '../sim/kernel.ts';
import type { MachineRegistry, Micros, NodeId } from '../sim/machine.ts';
import type { WorldSpec } from '../sim/spec.ts';
import { createWorld } from '../sim/world.ts';

/*
 * Every crash point: a world is run once as it is, which tells the places where one of its programs can die; then once
 * for each of them, the program being started again a while later. What must hold is asked by another program of the
 * same world, which runs when all is over and prints `ok`, or what is wrong.
 */

export interface Exploration {
  readonly spec: WorldSpec;
  readonly registry: MachineRegistry;
  /** The program that dies. */
  readonly node: NodeId;
  /** The program that asks what must hold; its node does not start by itself. */
  readonly check: NodeId;
  /** How long after its death the program is started again; null for never. */
  readonly restartAfter: Micros | null;
  /** When all is over and the check is made. */
  readonly checkAt: Micros;
  /** So many further runs, each with a schedule of kills, power cuts and partitions of its own. */
  readonly schedules?: number;
}

/** Where a program can die: before a line, or once it waits at an `await` on it; for the nth time. */
export interface CrashPoint {
  readonly line: number;
  readonly n: number;
  readonly waiting: boolean;
}

export interface Trial {
  /** Null for a run with a schedule. */
  readonly point: CrashPoint | null;
  readonly outcome: 'ok' | 'violated' | 'unreached';
  /** What the check printed. */
  readonly text: string;
  readonly steps: number;
  /** The same run again: this journal over the exploration's spec. */
  readonly journal: readonly JournalEntry[];
}

export interface Explored {
  readonly trials: readonly Trial[];
  /** The failing run with the fewest steps. */
  readonly smallest: Trial | null;
  readonly cancelled: boolean;
}

/** Called between two runs. True to stop. */
export type Progress = (done: number, of: number) => boolean;

const STEPS_MAX = 200_000;

/** One run after the other, for a host that has other things to do in between: stop asking, and it stops. */
export function* trialsOf(exploration: Exploration): Generator<{ readonly trial: Trial; readonly of: number }, void> {
  const points = crashPoints(exploration);
  const of = points.length + (exploration.schedules ?? 0);
  for (let i = 0; i < of; i++) {
    const point = points[i];
    const trial = point === undefined ? trySchedule(exploration, i - points.length) : tryPoint(exploration, point);
    yield { trial, of };
  }
}

/** Runs the world for every crash point of its program, and for each schedule. */
export function explore(exploration: Exploration, progress: Progress = () => false): Explored {
  const trials: Trial[] = [];
  for (const { trial, of } of trialsOf(exploration)) {
    trials.push(trial);
    if (trials.length < of && progress(trials.length, of)) return summary(trials, true);
  }
  return summary(trials, false);
}

/** What the runs so far come to. */
export function summary(trials: readonly Trial[], cancelled: boolean): Explored {
  let smallest: Trial | null = null;
  for (const trial of trials)
    if (trial.outcome === 'violated' && (smallest === null || trial.steps < smallest.steps)) smallest = trial;
  return { trials, smallest, cancelled };
}

/** When an undisturbed run has come to rest: the last line that any of its programs ran, or `max`. */
export function quietAt(spec: WorldSpec, registry: MachineRegistry, max: Micros): Micros {
  let last: Micros = 0;
  const run = new Trying(spec, registry, (fact) => {
    if (fact.body.kind === 'program.line') last = fact.at;
  });
  run.until(max);
  return last;
}

/** The places where the program could have died in an undisturbed run. */
export function crashPoints({ spec, registry, node, checkAt }: Exploration): CrashPoint[] {
  const points: CrashPoint[] = [];
  const run = new Trying(spec, registry, (fact) => {
    if (fact.node !== node || (fact.body.kind !== 'program.line' && fact.body.kind !== 'program.awaiting')) return;
    const { line, n } = fact.body as unknown as { readonly line: number; readonly n: number };
    points.push({ line, n, waiting: fact.body.kind === 'program.awaiting' });
  });
  run.until(checkAt);
  return points;
}

function tryPoint(exploration: Exploration, point: CrashPoint): Trial {
  const { spec, registry, node, restartAfter, checkAt } = exploration;
  let crashed = false;
  const said = new Said(exploration.check);
  const run = new Trying(spec, registry, (fact) => {
    if (fact.node === node && fact.body.kind === 'program.crashed') crashed = true;
    said.hear(fact);
  });
  run.until(0);
  const line = `crash ${point.line} ${point.n}${point.waiting ? ' waiting' : ''}`;
  run.give({ kind: 'command', node, line }, 0);
  run.until(checkAt, () => crashed);
  if (!crashed) return { point, outcome: 'unreached', text: '', steps: run.steps, journal: run.journal };
  if (restartAfter !== null) {
    const at = run.now + restartAfter;
    run.until(at);
    run.give({ kind: 'start', node }, at);
  }
  return verdict(exploration, run, said, point);
}

function verdict(exploration: Exploration, run: Trying, said: Said, point: CrashPoint | null): Trial {
  run.until(exploration.checkAt);
  run.give({ kind: 'start', node: exploration.check }, exploration.checkAt);
  run.until(exploration.checkAt + CHECK_TAKES, () => said.ended);
  const outcome = said.text === 'ok' ? 'ok' : 'violated';
  const text = said.ended ? said.text : 'the check did not come to an end';
  return { point, outcome, text, steps: run.steps, journal: run.journal };
}

/** How long the check may take. */
const CHECK_TAKES: Micros = 30_000_000;

/** What the check printed. */
class Said {
  readonly #check: NodeId;
  text = '';
  ended = false;

  constructor(check: NodeId) {
    this.#check = check;
  }

  hear(fact: Fact): void {
    if (fact.node !== this.#check) return;
    if (fact.body.kind === 'program.ended') this.ended = true;
    if (fact.body.kind !== 'program.printed') return;
    const { text } = fact.body as unknown as { readonly text: string };
    this.text = this.text === '' ? text : `${this.text}\n${text}`;
  }
}

/** A world being run forward, with its journal. */
class Trying {
  readonly #kernel: Kernel;
  readonly journal: JournalEntry[] = [];

  constructor(spec: WorldSpec, registry: MachineRegistry, hear: (fact: Fact) => void) {
    this.#kernel = new Kernel(createWorld(spec, registry, new Map()), registry, hear);
  }

  get steps(): number {
    return this.#kernel.world.step;
  }

  get now(): Micros {
    return this.#kernel.world.now;
  }

  give(input: Input, at: Micros): void {
    const step = this.#kernel.world.step;
    this.journal.push({ step, at: Math.max(at, this.now), input });
    this.#kernel.executeInput(input, at);
  }

  until(at: Micros, done: () => boolean = () => false): void {
    while (!done() && this.steps < STEPS_MAX && this.#kernel.executeNext(at));
  }
}

// --- schedules --------------------------------------------------------------------------------------------------

const TROUBLES = 3;

/** A run with troubles of its own, the same for the same number: nodes die and come back, links part and heal. */
function trySchedule(exploration: Exploration, number: number): Trial {
  const { spec, registry, check, checkAt } = exploration;
  const rng = rngFrom(spec.seed, `schedule ${number}`);
  const said = new Said(check);
  const run = new Trying(spec, registry, (fact) => said.hear(fact));
  const nodes = spec.nodes.map((one) => one.id).filter((id) => id !== check);
  for (const { input, at } of troubles(rng, nodes, checkAt)) {
    run.until(at);
    run.give(input, at);
  }
  return verdict(exploration, run, said, null);
}

/** All of them are over well before the check. */
function troubles(
  rng: Rng,
  nodes: readonly NodeId[],
  checkAt: Micros,
): { readonly input: Input; readonly at: Micros }[] {
  const planned: { input: Input; at: Micros }[] = [];
  const half = Math.max(1, Math.floor(checkAt / 2));
  for (let i = 0; i <= randomBelow(rng, TROUBLES); i++) {
    const at = randomBelow(rng, half);
    const over = at + 1 + randomBelow(rng, half);
    const node = nodes[randomBelow(rng, nodes.length)] as NodeId;
    const other = nodes[randomBelow(rng, nodes.length)] as NodeId;
    if (randomBelow(rng, 3) === 0 && node !== other) {
      planned.push({ input: { kind: 'partition', between: [node, other] }, at });
      planned.push({ input: { kind: 'heal', between: [node, other] }, at: over });
    } else {
      planned.push({ input: { kind: randomBelow(rng, 2) === 0 ? 'kill' : 'powerCut', node }, at });
      planned.push({ input: { kind: 'start', node }, at: over });
    }
  }
  return planned.sort((a, b) => a.at - b.at);
}
