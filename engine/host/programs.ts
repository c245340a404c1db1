import type { ProgramFact } from '../clients/facts.ts';
import type { ProgramStatus, ProgramVariables } from '../clients/views.ts';
import { loadErrorOf, sourceOf } from '../machines.ts';
import type { Fact, KernelFact } from '../sim/facts.ts';
import type { NodeId } from '../sim/machine.ts';
import type { Simulation } from '../sim/simulation.ts';
import type { LabScene } from './lab-scene.ts';
import type { LineStep, LoadErrorView, PrintedView, ProgramOver, ProgramStageView } from './protocol.ts';

/*
 * Client programs as the stage shows them: where they stand, and, of those that are gone, where they ended. What a
 * process was when it ended is told by its facts, for there is nobody left to ask.
 */

/** What facts tell of one program. Never written to: a change is another record. */
export interface ProgramRun {
  /** The step of its last start; -1 before it. */
  readonly startedStep: number;
  /** The line it was at; 0 while it waits. */
  readonly line: number;
  readonly over: ProgramOver | null;
  /** The last lines it printed. */
  readonly printed: readonly PrintedView[];
}

export type ProgramRuns = Map<NodeId, ProgramRun>;

const BEFORE: ProgramRun = { startedStep: -1, line: 0, over: null, printed: [] };
const PRINTED_MAX = 40;

/** Takes one fact in. */
export function followPrograms(runs: ProgramRuns, fact: Fact): void {
  const body = fact.body as ProgramFact | KernelFact;
  const before = runs.get(fact.node) ?? BEFORE;
  const after = followed(before, body, fact.step);
  if (after !== before) runs.set(fact.node, after);
}

function followed(run: ProgramRun, body: ProgramFact | KernelFact, step: number): ProgramRun {
  switch (body.kind) {
    case 'node.started':
      return { startedStep: step, line: 0, over: null, printed: [] };
    case 'program.line':
      return { ...run, line: body.line };
    case 'program.awaiting':
      return { ...run, line: 0 };
    case 'program.printed':
      return { ...run, printed: [...run.printed.slice(1 - PRINTED_MAX), { text: body.text, isError: body.isError }] };
    case 'program.crashed':
      return { ...run, over: { kind: 'crashed', line: body.line, n: body.n, waiting: body.waiting, text: '' } };
    case 'program.ended':
      return { ...run, over: { kind: 'ended', line: body.line, n: 0, waiting: false, text: body.error ?? '' } };
    case 'node.stopped':
      if (run.over !== null || run.startedStep < 0) return run;
      return { ...run, over: { kind: 'stopped', line: run.line, n: 0, waiting: false, text: '' } };
    case 'node.configured':
      // Another text may stand there now, in which that line means nothing.
      return run.over === null ? run : { ...run, over: null };
    default:
      return run;
  }
}

/** What the settings of a program's node say. */
interface ProgramSettings {
  readonly source: string;
  readonly library: string;
  readonly file: string;
}

/** A program at the step shown; null for a node that is none. */
export function programView(node: NodeId, simulation: Simulation<LabScene>): ProgramStageView | null {
  const found = simulation.world.nodes.get(node);
  if (found?.machine !== 'program') return null;
  // The node's machine is `program`, which reads its settings so and answers these queries.
  const settings = found.config as ProgramSettings;
  const status = simulation.inspect(node, { kind: 'status' }) as ProgramStatus | null;
  const variables = simulation.inspect(node, { kind: 'variables' }) as ProgramVariables | null;
  const configured = sourceOf(settings);
  const run = simulation.folded.programs.get(node) ?? BEFORE;
  return {
    node,
    library: settings.source === '' ? settings.library : '',
    source: status?.source ?? configured,
    next: status !== null && status.source !== configured ? configured : null,
    status,
    variables: variables?.variables ?? [],
    over: run.over,
    printed: run.printed,
    refused: status === null ? loadErrorView(settings.file, configured) : null,
  };
}

/** Why a text cannot be loaded, and what to write instead; null when it can. */
export function loadErrorView(file: string, source: string): LoadErrorView | null {
  const error = loadErrorOf({ file, source });
  return error === null ? null : { line: error.line, message: error.message.replace(/^line \d+: /, '') };
}

/** Whether a fact is the one that a step by lines of a program stops at: its next line, or its end. */
export function isNextLine({ node, how }: LineStep, simulation: Simulation<LabScene>): (fact: Fact) => boolean {
  const status = simulation.inspect(node, { kind: 'status' }) as ProgramStatus | null;
  const depth = status?.calls.length ?? 0;
  const deepest = how === 'into' ? Number.POSITIVE_INFINITY : Math.max(1, how === 'out' ? depth - 1 : depth);
  return (fact) => {
    if (fact.node !== node) return false;
    const body = fact.body as ProgramFact;
    if (body.kind === 'program.line') return body.depth <= deepest;
    return body.kind === 'program.ended' || body.kind === 'program.crashed';
  };
}

/** Whether a program reaches one of these lines with a fact. */
export function reachesBreakpoint(breakpoints: Readonly<Record<NodeId, readonly number[]>>, fact: Fact): boolean {
  if (fact.body.kind !== 'program.line' || !Object.hasOwn(breakpoints, fact.node)) return false;
  const { line } = fact.body as Extract<ProgramFact, { kind: 'program.line' }>;
  return breakpoints[fact.node]?.includes(line) === true;
}
