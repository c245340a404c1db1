import type { Micros } from '../../sim/machine.ts';
import { INSPECT_DEFAULT, inspect } from './builtins/inspect.ts';
import type { Frame, Scope, Value } from './interpreter/values.ts';
import type { Vm } from './interpreter/vm.ts';
import type { ProgramState } from './machine.ts';

/* What can be seen of a program while it stands: where it is, what waits, what it printed, what its names hold. */

export type ProgramQuery =
  | { readonly kind: 'status' }
  /** Every variable that the line it stands on could name; with a `frame`, that call's (0 is the innermost). */
  | { readonly kind: 'variables'; readonly frame?: number };

export type ProgramView = ProgramStatus | ProgramVariables;

export interface ProgramStatus {
  readonly source: string;
  /** The line it is about to run; 0 while it only waits. */
  readonly line: number;
  readonly phase: 'running' | 'waiting' | 'paused';
  /** The calls under way, innermost first. */
  readonly calls: readonly { readonly fn: string; readonly line: number }[];
  /** Lines at which a function of it waits, and for what. */
  readonly awaiting: readonly { readonly line: number; readonly text: string }[];
  /** How often each line was reached: pairs of line and count. */
  readonly hits: readonly (readonly [number, number])[];
  readonly breaks: readonly number[];
  readonly crash: { readonly line: number; readonly n: number; readonly waiting: boolean } | null;
  readonly printed: readonly {
    readonly text: string;
    readonly isError: boolean;
    readonly line: number;
    readonly at: Micros;
  }[];
}

export interface ProgramVariables {
  readonly variables: readonly { readonly name: string; readonly value: string }[];
}

const SHOWN_MAX = 100;

export function inspectProgram(state: ProgramState, query: ProgramQuery): ProgramView {
  return query.kind === 'variables' ? variablesOf(state, query.frame ?? 0) : statusOf(state);
}

function ownFrames(vm: Vm | null): Frame[] {
  return (vm?.frames ?? []).filter((frame) => !frame.code.isLibrary).reverse();
}

function statusOf(state: ProgramState): ProgramStatus {
  const { vm, debug } = state;
  const frames = ownFrames(vm);
  const waiting = [...(vm?.waiting ?? [])].slice(0, SHOWN_MAX);
  return {
    source: state.source,
    line: frames[0]?.line ?? 0,
    phase: debug.paused ? 'paused' : frames.length > 0 ? 'running' : 'waiting',
    calls: frames.slice(0, SHOWN_MAX).map(({ code, line }) => ({ fn: code.name, line })),
    awaiting: waiting.map(([frame, text]) => ({ line: frame.line, text })),
    hits: Object.entries(state.hits).map(([line, count]) => [Number(line), count] as const),
    breaks: debug.breaks,
    crash: debug.crash,
    printed: state.printed.slice(-SHOWN_MAX),
  };
}

function variablesOf(state: ProgramState, at: number): ProgramVariables {
  const { vm } = state;
  // Nothing under way: what waits longest is what one would look into.
  const frame = ownFrames(vm)[at] ?? [...(vm?.waiting.keys() ?? [])][at];
  const variables = new Map<string, string>();
  if (vm === null || frame === undefined) return { variables: [] };
  for (let scope: Scope | null = frame.scope; scope !== null && variables.size < SHOWN_MAX; scope = scope.up)
    for (let i = scope.names.length - 1; i >= 0; i--) {
      const { name, from, to } = scope.names[i] as (typeof scope.names)[number];
      const value = scope.vars[i];
      if (name === '' || frame.line < from || frame.line > to || isUnset(value)) continue;
      // An inner name hides an outer one; of two in one scope the later counts.
      if (!variables.has(name)) variables.set(name, shown(vm, value as Value));
    }
  return { variables: [...variables].map(([name, value]) => ({ name, value })) };
}

function isUnset(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (value as { kind: string }).kind === 'unset';
}

const VALUE_MAX = 500;

function shown(vm: Vm, value: Value): string {
  const text = inspect(vm, value, { ...INSPECT_DEFAULT, depth: 1 });
  return text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX)}...` : text;
}
