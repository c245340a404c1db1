import type { Input } from '../sim/input.ts';
import type { Micros, NodeId, Seq } from '../sim/machine.ts';
import type { Simulation, Until } from '../sim/simulation.ts';
import { advanceWith, Chaos } from './chaos.ts';
import { scalarAt } from './facts.ts';
import { formatStep } from './format.ts';
import type { Script, Statement, Step } from './statement.ts';
import { answerIn, Watch } from './watch.ts';
import type { Witness } from './witness.ts';

/*
 * Performing a script on a simulation. The runner keeps the clock that a pacer keeps elsewhere: what is typed happens
 * at the time shown, waiting moves it, and everything due on the way happens first.
 */

/** What a line came to. `found` says what there was instead of what was expected. */
export type Outcome = { readonly ok: true } | { readonly ok: false; readonly found: string };

export interface RunReport {
  readonly ok: boolean;
  /** The first line that did not come to what it said: its number and text, and what there was instead. */
  readonly failure: { readonly line: number; readonly text: string; readonly found: string } | null;
}

export interface RunOptions {
  /** Steps in all, so that no script runs for ever. */
  readonly stepsMax?: number;
  /** Called after each line. */
  readonly after?: (statement: Statement) => void;
}

const STEPS_MAX = 5_000_000;
/** How long a typed line may take to be answered. */
const ANSWER_WITHIN: Micros = 60_000_000;

const done: Outcome = { ok: true };
const failed = (found: string): Outcome => ({ ok: false, found });

type FirstFrameStep = Extract<Step, { kind: 'dropFirst' | 'loseFirst' | 'holdFirst' | 'releaseFirst' | 'delayFirst' }>;

const FRAME_INPUTS = {
  dropFirst: 'dropFrame',
  loseFirst: 'loseFrame',
  holdFirst: 'holdFrame',
  releaseFirst: 'releaseFrame',
} as const;

export class Runner<S> {
  readonly simulation: Simulation<S>;
  readonly witness: Witness;
  /** The time shown. */
  clock: Micros;
  #stepsLeft: number;
  #chaos: Chaos | null = null;

  constructor(simulation: Simulation<S>, witness: Witness, stepsMax: number = STEPS_MAX) {
    this.simulation = simulation;
    this.witness = witness;
    this.clock = simulation.now;
    this.#stepsLeft = stepsMax;
  }

  perform(statement: Statement): Outcome {
    const before = this.witness.seq;
    const outcome = this.#step(statement.step);
    if (!outcome.ok || statement.answer === undefined || statement.step.kind !== 'input') return outcome;
    const { input } = statement.step;
    return input.kind === 'command' ? this.#awaitAnswer(input, statement.answer, before) : outcome;
  }

  #step(step: Step): Outcome {
    switch (step.kind) {
      case 'input':
        return this.#give(step.input);
      case 'dropFirst':
      case 'loseFirst':
      case 'holdFirst':
      case 'releaseFirst':
      case 'delayFirst':
        return this.#giveFirstFrame(step);
      case 'chaos': {
        const nodes = this.simulation.spec.nodes.map((node) => node.id);
        this.#chaos = step.plan === null ? null : new Chaos(step.plan, nodes, this.clock);
        return done;
      }
      case 'wait':
        return this.#advance(this.clock + step.for);
      case 'step':
        return this.#stepOn(step.count);
      case 'run': {
        const watch = new Watch(step.until, this.witness);
        return this.#runUntil(() => watch.look().holds, step.within) ? done : failed(watch.look().found);
      }
      case 'seek':
      case 'seekTime':
        return this.#seek(step);
      case 'expect': {
        const { holds, found } = new Watch(step.condition, this.witness).look();
        if (holds === !step.not) return done;
        return failed(step.not ? 'it holds' : found);
      }
    }
  }

  /** An input, at the time shown. A refusal is an outcome that an `expect` can read; it does not fail the line. */
  #give(input: Input): Outcome {
    this.#advance(this.clock);
    this.simulation.dispatch(input, this.clock);
    return done;
  }

  #giveFirstFrame(step: FirstFrameStep): Outcome {
    const frame = firstFrame(this.simulation, step.from, step.to);
    if (frame === null) return failed(`nothing is on its way from ${step.from} to ${step.to}`);
    if (step.kind === 'delayFirst') return this.#give({ kind: 'delayFrame', ...frame, by: step.by });
    return this.#give({ kind: FRAME_INPUTS[step.kind], ...frame });
  }

  #run(until: Until): number {
    if (this.#chaos !== null) this.#chaos.doneTo = this.clock;
    return advanceWith(this.simulation, this.#chaos, until);
  }

  #advance(at: Micros): Outcome {
    this.#stepsLeft -= this.#run({ at, stepsMax: this.#stepsLeft });
    this.clock = at;
    return this.#stepsLeft > 0 ? done : failed('too many steps');
  }

  #stepOn(count: number): Outcome {
    const executed = this.#run({ stepsMax: Math.min(count, this.#stepsLeft) });
    this.#stepsLeft -= executed;
    this.clock = Math.max(this.clock, this.simulation.now);
    return executed === count ? done : failed(`only ${executed} steps were to be made`);
  }

  /** Runs until it holds; the clock then shows when. False when it did not within that time. */
  #runUntil(holds: () => boolean, within: Micros): boolean {
    if (holds()) return true;
    const deadline = this.clock + within;
    let reached = false;
    const when = (): boolean => {
      reached = holds();
      return reached;
    };
    this.#stepsLeft -= this.#run({ at: deadline, stepsMax: this.#stepsLeft, when });
    this.clock = reached ? Math.max(this.clock, this.simulation.now) : deadline;
    return reached;
  }

  #seek(step: Extract<Step, { kind: 'seek' | 'seekTime' }>): Outcome {
    const { head } = this.simulation.branch;
    if (step.kind === 'seekTime') {
      this.simulation.seekTime(step.at);
      this.clock = step.at;
    } else if (step.step > head) return failed(`this history has ${head} steps`);
    else {
      this.simulation.seek(step.step);
      this.clock = this.simulation.now;
    }
    return done;
  }

  /** Runs until the line typed just now is answered, and compares. */
  #awaitAnswer(input: Extract<Input, { kind: 'command' }>, expected: readonly string[], before: Seq): Outcome {
    let answer: string | null = null;
    let seen = before;
    const look = (): boolean => {
      for (const { seq } = this.witness; seen < seq && answer === null; ) {
        const fact = this.witness.fact(++seen);
        if (fact === null || fact.node !== input.node || scalarAt(fact.body, 'line') !== input.line) continue;
        answer = answerIn(fact);
      }
      return answer !== null;
    };
    if (!this.#runUntil(look, ANSWER_WITHIN)) return failed('it was not answered');
    return answerMatches(answer ?? '', expected) ? done : failed(`it answered ${JSON.stringify(answer)}`);
  }
}

/** Line by line. `...` as a line stands for any lines, none too; within a line for any text. */
function answerMatches(answer: string, expected: readonly string[]): boolean {
  const lines = answer.split('\n').map((line) => line.trimEnd());
  const match = (at: number, line: number): boolean => {
    const want = expected[at];
    if (want === undefined) return line === lines.length;
    if (want !== '...') return lineMatches(lines[line], want) && match(at + 1, line + 1);
    for (let skip = line; skip <= lines.length; skip++) if (match(at + 1, skip)) return true;
    return false;
  };
  return match(0, 0);
}

function lineMatches(line: string | undefined, want: string): boolean {
  if (line === undefined || line === want) return line === want;
  const [head = '', ...parts] = want.split('...');
  const tail = parts.pop();
  if (tail === undefined || !line.startsWith(head) || !line.endsWith(tail)) return false;
  let at = head.length;
  for (const part of parts) {
    const found = line.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= line.length - tail.length;
}

/** The frame that arrives next from one node at another. */
function firstFrame(
  simulation: Simulation<unknown>,
  from: NodeId,
  to: NodeId,
): { readonly conn: number; readonly sent: number } | null {
  for (const conn of simulation.world.conns.values()) {
    for (const [i, end] of conn.ends.entries()) {
      if (end.node !== to || conn.ends[1 - i]?.node !== from) continue;
      const packet = end.incoming.find((one) => one.kind === 'frame');
      if (packet !== undefined) return { conn: conn.id, sent: packet.sent };
    }
  }
  return null;
}

/** Performs all lines up to the first that does not come to what it says. */
export function runScript<S>(
  script: Script,
  simulation: Simulation<S>,
  witness: Witness,
  options: RunOptions = {},
): RunReport {
  const runner = new Runner(simulation, witness, options.stepsMax);
  for (const statement of script.statements) {
    const outcome = runner.perform(statement);
    if (!outcome.ok) {
      const text = [formatStep(statement.step), ...(statement.answer ?? []).map((line) => `  ${line}`)].join('\n');
      return { ok: false, failure: { line: statement.line, text, found: outcome.found } };
    }
    options.after?.(statement);
  }
  return { ok: true, failure: null };
}
