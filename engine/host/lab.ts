import { sentenceOf, stepSentence } from '../scene/time-view.ts';
import { isWorthSeeing } from '../scene/worth.ts';
import { readAction } from '../script/action.ts';
import { Alarm, readCondition } from '../script/alarm.ts';
import { advanceWith, Chaos, type ChaosPlan, formatChaos } from '../script/chaos.ts';
import type { Condition } from '../script/condition.ts';
import { ScriptError } from '../script/cursor.ts';
import { parseStep } from '../script/parse.ts';
import type { Fact, KernelFact } from '../sim/facts.ts';
import type { Micros, NodeId } from '../sim/machine.ts';
import type { Simulation } from '../sim/simulation.ts';
import { branchMarks, outcomeOf } from './branch-marks.ts';
import { type CompareRequest, Comparison, differenceLine } from './comparison.ts';
import type { LabScene } from './lab-scene.ts';
import { answerView } from './lab-views.ts';
import { labWitness } from './lab-witness.ts';
import { boundedSpeed, createPacer, type Pacer, targetAt } from './pacer.ts';
import { isNextLine, reachesBreakpoint } from './programs.ts';
import type { ActOutcome, LabFrame, LineStep, StepRequest, ViewRequest } from './protocol.ts';
import type { SessionSaver } from './session/saver.ts';
import { timersOf } from './timers.ts';

/*
 * One running world behind the protocol: the present, what the open views show there, and what the visitor does to it.
 * Nothing in here knows of workers or of the DOM, so tests drive it as the page does.
 */

/** Milliseconds of work in one tick, so that the worker stays responsive at any speed. */
const TICK_BUDGET = 12;
/** Milliseconds between two looks at what differs while time runs. */
const DIFFER_EVERY = 250;
const STEPS_BETWEEN_LOOKS = 256;
const SENTENCES_MAX = 12;
/** Facts looked through for sentences after one tick. */
const TOLD_FACTS_MAX = 400;
/** Facts looked at when stepping back to the last thing worth seeing. */
const LOOK_BACK_MAX = 200_000;
/** Steps run when stepping forth to the next thing worth seeing; a world of timers alone has none. */
const STEPS_FORTH_MAX = 20_000;
/** Steps run on the way to a timer. */
const TIMER_STEPS_MAX = 200_000;
const NAME_MAX = 80;

export class Lab {
  readonly simulation: Simulation<LabScene>;
  readonly saver: SessionSaver | null;
  readonly #pacer: Pacer = createPacer();
  readonly #clock: () => number;
  #watched: Readonly<Record<string, ViewRequest>> = {};
  /** What was last sent, by view: as text, to leave out what did not change. */
  #sent: Record<string, string> = {};
  #stopWhen: { readonly text: string; readonly condition: Condition } | null = null;
  #alarm: Alarm | null = null;
  #chaos: Chaos | null = null;
  /** What each branch came to, as it was when its head was last shown. */
  readonly #outcomes = new Map<number, string>();
  /** Where playing ends, when it was asked to. */
  #until: Micros | null = null;
  #stopped = '';
  #breakpoints: Readonly<Record<NodeId, readonly number[]>> = {};
  #sentences: string[] = [];
  #comparison: Comparison | null = null;
  /** What was last found to differ, and when on the wall that was. */
  #differences: { readonly at: number; readonly name: string; readonly view: unknown } | null = null;

  /** @param clock a steady clock in milliseconds, for the budget of a tick only. */
  constructor(simulation: Simulation<LabScene>, saver: SessionSaver | null, t: Micros, clock: () => number) {
    this.simulation = simulation;
    this.saver = saver;
    this.#clock = clock;
    this.#pacer.t = Math.max(t, simulation.now);
  }

  /** The time shown. */
  get t(): Micros {
    return this.#pacer.t;
  }

  /** Puts another world beside this one, on the same clock; null ends that. Answers what is different there. */
  compare(request: CompareRequest | null): string {
    this.#differences = null;
    this.#comparison = request === null ? null : new Comparison(this.simulation, request);
    return request === null ? '' : differenceLine(request, this.simulation);
  }

  watch(views: Readonly<Record<string, ViewRequest>>): void {
    this.#watched = views;
    this.#sent = {};
  }

  play(until: Micros | null = null): void {
    this.#until = until;
    this.#pacer.playing = true;
    this.#pacer.lastWall = null;
    this.#stopped = '';
    this.#alarm = null;
  }

  pause(): void {
    this.#pacer.playing = false;
  }

  setSpeed(speed: number): void {
    this.#pacer.speed = boundedSpeed(speed);
  }

  stopWhen(text: string | null): ActOutcome {
    try {
      this.#stopWhen = text === null ? null : { text, condition: readCondition(text) };
      this.#alarm = null;
      return { ok: true, said: text ?? '' };
    } catch (error) {
      if (error instanceof ScriptError) return { ok: false, error: error.message };
      throw error;
    }
  }

  /** Moves the present as far as the clock allows and says what is seen there. */
  tick(wall: number): LabFrame {
    const until = this.#until ?? Number.POSITIVE_INFINITY;
    const target = Math.min(targetAt(this.#pacer, wall), until);
    if (this.#pacer.playing && target > this.t) this.#runTo(target);
    if (this.t >= until) this.pause();
    this.save();
    return this.#frame();
  }

  /** Does one line of the script language at the present. */
  act(line: string): ActOutcome {
    if (/^\s*chaos\b/.test(line)) return this.#setChaos(line);
    const read = readAction(line);
    if (!read.ok) return read;
    const before = this.simulation.branch.id;
    const from = this.simulation.world.seq;
    this.simulation.dispatch(read.input, this.t);
    if (this.simulation.branch.id !== before) this.saver?.sought();
    this.#comparison?.act(read.input, this.t);
    this.#differences = null;
    this.#pacer.t = Math.max(this.t, this.simulation.now);
    const refused = this.#factsSince(from)
      .map((fact) => fact.body as KernelFact)
      .find((body) => body.kind === 'input.refused');
    this.save();
    if (refused !== undefined) return { ok: false, error: refused.why };
    return { ok: true, said: line };
  }

  /** Goes to a time: back or forth over known history, and beyond its end by running on. */
  seekTime(at: Micros): void {
    this.pause();
    this.saver?.sought();
    this.simulation.seekTime(at);
    if (this.simulation.step === this.simulation.branch.head) this.#advance({ at });
    this.#pacer.t = Math.max(at, this.simulation.now);
  }

  seekStep(step: number): void {
    this.pause();
    this.saver?.sought();
    this.simulation.seek(Math.min(Math.max(0, step), this.simulation.branch.head));
    this.#pacer.t = this.simulation.now;
  }

  /** One step forth or back, as far as the request says. Pauses. */
  step({ to, back }: StepRequest): void {
    this.pause();
    if (to === 'milestone')
      return back ? this.seekStep(this.#milestoneBefore()) : this.#stepForth(this.#milestoneWatch());
    const wanted = to === 'fact' ? () => true : isWorthSeeing;
    if (back) this.seekStep(this.#stepBack(wanted));
    else this.#stepForth(() => this.#stepFacts().some(wanted));
  }

  /** To the next line of a program, or the one before. Pauses. */
  stepLine(step: LineStep): void {
    this.pause();
    const wanted = isNextLine(step, this.simulation);
    if (step.back) this.seekStep(this.#stepBack(wanted));
    else this.#stepForth(() => this.#stepFacts().some(wanted));
  }

  setBreakpoints(breakpoints: Readonly<Record<NodeId, readonly number[]>>): void {
    this.#breakpoints = breakpoints;
  }

  /** Another text in a program's place, from its last start on. */
  rerun(node: NodeId, source: string): ActOutcome {
    const started = this.simulation.folded.programs.get(node)?.startedStep ?? -1;
    if (started > 0) this.seekStep(started - 1);
    return this.act(`configure ${node} ${JSON.stringify({ source })}`);
  }

  /** Runs on to the next thing that is due. */
  skipToNext(): void {
    this.pause();
    const at = this.simulation.nextAt();
    if (at === null) return;
    this.#advance({ at });
    this.#pacer.t = Math.max(this.t, this.simulation.now);
  }

  /** Runs on to a timer: that one, or the next that is not routine. */
  skipToTimer(timer: { readonly node: NodeId; readonly name: string } | null): ActOutcome {
    const timers = timersOf(this.simulation);
    const wanted = timers.find((one) =>
      timer === null ? !one.routine : one.node === timer.node && one.name === timer.name,
    );
    if (wanted === undefined) return { ok: false, error: 'no timer is set that would be worth it' };
    this.pause();
    this.#advance({ at: wanted.at, stepsMax: TIMER_STEPS_MAX });
    this.#pacer.t = Math.max(this.t, this.simulation.now);
    return { ok: true, said: wanted.says };
  }

  renameBranch(id: number, name: string): void {
    if (this.simulation.branches[id] !== undefined) this.simulation.rename(id, name.trim().slice(0, NAME_MAX));
  }

  /** Gives a branch up. Who stands on it goes to where it left its parent. */
  removeBranch(id: number): void {
    const { branches, branch } = this.simulation;
    const removed = branches[id];
    if (removed === undefined || removed.removed || removed.parent === null) return;
    if (branch.id === id) {
      let parent: number = removed.parent;
      while (branches[parent]?.removed === true) parent = branches[parent]?.parent ?? 0;
      this.selectBranch(parent);
    }
    this.simulation.remove(id);
  }

  fork(): void {
    this.pause();
    this.simulation.fork(this.simulation.step);
    this.saver?.sought();
    this.#pacer.t = this.simulation.now;
  }

  selectBranch(id: number): void {
    this.pause();
    if (this.simulation.branches[id]?.removed !== false) return;
    this.simulation.select(id);
    this.saver?.sought();
    this.#pacer.t = this.simulation.now;
    // A setting is compared on the branch that is shown.
    const { request } = this.#comparison ?? {};
    if (request !== undefined) this.compare(request);
  }

  view(request: ViewRequest): unknown {
    if (request.view === 'clock') return this.t;
    if (request.view === 'differences') return this.#differ(request.node);
    if (request.side === undefined) return answerView(request, this.simulation, this.t);
    this.#comparison?.follow(this.t);
    return this.#comparison === null ? null : answerView(request, this.#comparison.other, this.t);
  }

  /** What differs. It takes a look at everything, so that while time runs it is looked at now and then only. */
  #differ(node: string): unknown {
    const now = this.#clock();
    const { playing } = this.#pacer;
    const name = playing ? node : `${node} at ${this.t}`;
    const last = this.#differences;
    if (last?.name === name && (!playing || now - last.at < DIFFER_EVERY)) return last.view;
    this.#comparison?.follow(this.t);
    const view = this.#comparison?.differences(node) ?? null;
    this.#differences = { at: now, name, view };
    return view;
  }

  /** Saves what is new, unless a save is under way. */
  save(): void {
    void this.saver?.save(this.simulation, this.t);
  }

  /** All facts of the run from after `seq` up to the step shown. */
  #factsSince(seq: number): Fact[] {
    const facts: Fact[] = [];
    for (let at = seq + 1; at <= this.simulation.world.seq; at++) {
      const fact = this.simulation.fact(at);
      if (fact !== null) facts.push(fact);
    }
    return facts;
  }

  #runTo(target: Micros): void {
    const deadline = this.#clock() + TICK_BUDGET;
    const when = this.#stopWatch();
    for (;;) {
      const steps = this.#advance({ at: target, stepsMax: STEPS_BETWEEN_LOOKS, when });
      if (this.#stopped !== '') {
        this.pause();
        this.#pacer.t = this.simulation.now;
        return;
      }
      if (steps < STEPS_BETWEEN_LOOKS) break;
      if (this.#clock() > deadline) {
        // The world cannot keep up with the clock: time goes slower, nothing is skipped.
        this.#pacer.t = this.simulation.now;
        return;
      }
    }
    this.#pacer.t = target;
    if (this.simulation.nextAt() === null && this.#chaos === null) {
      this.pause();
      this.#stopped = 'nothing is left to happen';
    }
  }

  #advance(until: Parameters<Simulation<LabScene>['advance']>[0]): number {
    const from = this.simulation.world.seq;
    if (this.#chaos !== null) this.#chaos.doneTo = Math.max(this.t, this.simulation.now);
    const steps = advanceWith(this.simulation, this.#chaos, until);
    this.#tell(from);
    return steps;
  }

  /** Keeps a sentence for each of the latest steps that are worth one. */
  #tell(from: number): void {
    const { scene } = this.simulation.folded;
    const facts = this.#factsSince(Math.max(from, this.simulation.world.seq - TOLD_FACTS_MAX));
    const steps = new Map<number, Fact[]>();
    for (const fact of facts) {
      const told = steps.get(fact.step);
      if (told === undefined) steps.set(fact.step, [fact]);
      else told.push(fact);
    }
    for (const told of [...steps.values()].slice(-SENTENCES_MAX)) {
      if (told.some(isWorthSeeing)) this.#sentences.push(sentenceOf(scene, told));
    }
    this.#sentences = this.#sentences.slice(-SENTENCES_MAX);
  }

  /** Becomes true once the condition comes true that the visitor wants to stop at. */
  #stopWatch(): () => boolean {
    const wanted = this.#stopWhen;
    const atLine = this.#lineWatch();
    if (wanted === null) return atLine;
    // Armed when time begins to run, not anew in each tick: what somebody does meanwhile rings too.
    this.#alarm ??= new Alarm(wanted.condition, labWitness(this.simulation));
    const alarm = this.#alarm;
    return () => {
      if (atLine()) return true;
      if (!alarm.rings()) return false;
      this.#stopped = `stopped when ${wanted.text}: ${stepSentence(this.simulation.folded.scene)}`;
      return true;
    };
  }

  /** Becomes true at a step in which a program comes to a breakpoint. */
  #lineWatch(): () => boolean {
    const breakpoints = this.#breakpoints;
    if (Object.keys(breakpoints).length === 0) return () => false;
    return () => {
      const reached = this.#stepFacts().find((fact) => reachesBreakpoint(breakpoints, fact));
      if (reached === undefined) return false;
      this.#stopped = `stopped: ${sentenceOf(this.simulation.folded.scene, [reached])}`;
      return true;
    };
  }

  #setChaos(line: string): ActOutcome {
    const parsed = parseStep(line.trim());
    if (!parsed.ok) return { ok: false, error: parsed.error.message };
    const plan: ChaosPlan | null = parsed.step.kind === 'chaos' ? parsed.step.plan : null;
    const nodes = this.simulation.spec.nodes.map((node) => node.id);
    this.#chaos = plan === null ? null : new Chaos(plan, nodes, this.t);
    return { ok: true, said: line };
  }

  /** Becomes true once there is a milestone that was not there now. */
  #milestoneWatch(): () => boolean {
    const latest = (): unknown => this.simulation.folded.scene.time.milestones.at(-1);
    const before = latest();
    return () => latest() !== before;
  }

  #milestoneBefore(): number {
    const { step } = this.simulation.world;
    return this.simulation.folded.scene.time.milestones.findLast((mark) => mark.step < step)?.step ?? 0;
  }

  /** What the step just executed noted. */
  #stepFacts(): readonly Fact[] {
    const { scene } = this.simulation.folded;
    return scene.step === this.simulation.step ? scene.stepFacts : [];
  }

  #stepForth(arrived: () => boolean): void {
    const from = this.simulation.world.seq;
    this.#advance({ when: arrived, stepsMax: STEPS_FORTH_MAX });
    if (this.simulation.world.seq > from) this.#pacer.t = this.simulation.now;
  }

  /** The last step before the present in which such a fact was noted, or 0. */
  #stepBack(wanted: (fact: Fact) => boolean): number {
    const { step, seq } = this.simulation.world;
    for (let at = seq; at > Math.max(0, seq - LOOK_BACK_MAX); at--) {
      const fact = this.simulation.fact(at);
      if (fact !== null && fact.step < step && wanted(fact)) return fact.step;
    }
    return 0;
  }

  #frame(): LabFrame {
    const { simulation } = this;
    const sentences = this.#sentences;
    this.#sentences = [];
    if (simulation.step === simulation.branch.head)
      this.#outcomes.set(simulation.branch.id, outcomeOf(simulation.folded.scene));
    return {
      t: this.t,
      step: simulation.step,
      head: simulation.branch.head,
      headAt: simulation.branch.headAt,
      nextAt: this.#nextAt(),
      playing: this.#pacer.playing,
      speed: this.#pacer.speed,
      branch: simulation.branch.id,
      branches: branchMarks(simulation.branches, this.#outcomes),
      views: this.#changedViews(),
      sentences,
      stopped: this.#stopped,
      stopWhen: this.#stopWhen?.text ?? '',
      chaos: this.#chaos === null ? '' : formatChaos(this.#chaos.plan),
      saved: this.saver?.status ?? null,
    };
  }

  /** Until then nothing changes, chaos included. */
  #nextAt(): Micros | null {
    const next = this.simulation.nextAt();
    const struck = this.#chaos?.after(this.t)?.at ?? null;
    return next === null || struck === null ? (next ?? struck) : Math.min(next, struck);
  }

  #changedViews(): Record<string, unknown> {
    const changed: Record<string, unknown> = {};
    for (const [name, request] of Object.entries(this.#watched)) {
      const answer = this.view(request);
      const text = textOf(answer);
      if (this.#sent[name] === text) continue;
      this.#sent[name] = text;
      changed[name] = answer;
    }
    return changed;
  }
}

/** A view as text, to compare it with what was sent; views are plain and bounded. */
function textOf(view: unknown): string {
  return (
    JSON.stringify(view, (_, part: unknown) =>
      part instanceof Uint8Array ? [...part] : part instanceof Map ? [...part] : part,
    ) ?? ''
  );
}
