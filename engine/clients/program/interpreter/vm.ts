import type { Micros, Seq } from '../../../sim/machine.ts';
import type { Frame, Obj, PromiseObj, Reaction, Slot, Value } from './values.ts';

/*
 * A process that runs a program: all of it is plain data. Whoever steps it lends it a door to the world for as long
 * as the step takes.
 */

export type Job =
  | { readonly kind: 'resume'; readonly frame: Frame; readonly value: Value; readonly ok: boolean }
  | {
      readonly kind: 'reaction';
      readonly reaction: Extract<Reaction, { kind: 'then' }>;
      readonly value: Value;
      readonly ok: boolean;
    }
  | { readonly kind: 'native'; readonly id: string; readonly data: Value; readonly value: Value; readonly ok: boolean }
  | { readonly kind: 'adopt'; readonly promise: PromiseObj; readonly thenable: Obj; readonly onto: Value }
  | { readonly kind: 'call'; readonly fn: Value; readonly args: readonly Value[] };

/** What a process may ask of whoever steps it. */
export interface Door {
  readonly now: Micros;
  /** An integer in [0, bound). */
  random(bound: number): number;
  print(text: string, isError: boolean): void;
  /** A line of the program is next. True to stop before it. */
  line(frame: Frame, line: number): boolean;
  /** A function of the program waits at an `await` for what `text` names. True to stop there. */
  awaiting(frame: Frame, text: string): boolean;
  /** What a host API asks for; see api/. */
  host(request: string, args: readonly unknown[]): unknown;
  /** The fact that things are now done for. */
  readonly cause: Seq;
}

export interface Timer {
  readonly id: number;
  readonly fn: Value;
  readonly args: readonly Value[];
  readonly every: Micros | null;
  dueAt: Micros;
  readonly order: number;
  isRef: boolean;
  readonly object: Obj;
}

export interface Socket {
  readonly listener: Value;
  isOpen: boolean;
  /** Frames that a package has written and not yet given to the system, each with what it is sent for. */
  outbox: { readonly frame: unknown; readonly cause: number }[];
}

export interface Vm {
  readonly frames: Frame[];
  jobs: Job[];
  jobAt: number;
  ticks: Job[];
  /** Whether the jobs of promises go first, as they do while a module is evaluated. */
  inJobs: boolean;
  immediates: { readonly id: number; readonly fn: Value; readonly args: readonly Value[] }[];
  readonly timers: Map<number, Timer>;
  readonly globals: Map<string, Slot>;
  readonly modules: Map<string, Value>;
  readonly symbols: Map<string, string>;
  /** Connections that are open or about to be, and who hears of them. */
  readonly sockets: Map<number, Socket>;
  /** Promises rejected with nobody listening. */
  rejected: PromiseObj[];
  /** Functions of the program that wait at an `await`. */
  readonly waiting: Map<Frame, string>;
  /** Numbers timers, symbols and the like. */
  ids: number;
  /** Instructions left in this step, and done in this turn. */
  fuel: number;
  spent: number;
  /** Bytes asked for since the living were last counted. */
  allocated: number;
  /** Natives that have called back into the program, one within the other. */
  nesting: number;
  stop: 'line' | 'await' | 'fuel' | 'ended' | null;
  ending: Ending | null;
  readonly startedAt: Micros;
  /** What process.env holds. */
  readonly env: Readonly<Record<string, string>>;
  /** Only while a step runs. */
  door: Door | null;
}

/** How a process ended. `error` is what it died of, as printed. */
export interface Ending {
  readonly code: number;
  readonly error: string | null;
  readonly line: number;
}

/** A host exception: the process cannot go on, and its program may not catch it. */
export class Fatal extends Error {
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

export function createVm(startedAt: Micros, env: Readonly<Record<string, string>>): Vm {
  return {
    frames: [],
    jobs: [],
    jobAt: 0,
    ticks: [],
    inJobs: true,
    immediates: [],
    timers: new Map(),
    globals: new Map(),
    modules: new Map(),
    symbols: new Map(),
    sockets: new Map(),
    rejected: [],
    waiting: new Map(),
    ids: 0,
    fuel: 0,
    spent: 0,
    allocated: 0,
    nesting: 0,
    stop: null,
    ending: null,
    startedAt,
    env,
    door: null,
  };
}

export function doorOf(vm: Vm): Door {
  if (vm.door === null) throw new Error('a process asks its door outside of a step');
  return vm.door;
}

export function topFrame(vm: Vm): Frame {
  return vm.frames[vm.frames.length - 1] as Frame;
}

/** The innermost line of the program itself, 0 when none of it is under way. */
export function lineOf(vm: Vm): number {
  for (let i = vm.frames.length - 1; i >= 0; i--) {
    const frame = vm.frames[i] as Frame;
    if (!frame.code.isLibrary) return frame.line;
  }
  return 0;
}

// --- making objects ---------------------------------------------------------------------------------------------

/** What an object costs besides what is in it: near enough for a budget. */
export const OBJECT_BYTES = 64;

/** Asked for since the last count, before the living are counted again. */
export const MEMORY_LOOK = 8 << 20;

export function allocate(vm: Vm, bytes: number): void {
  vm.allocated += bytes;
  if (vm.allocated > MEMORY_LOOK) vm.fuel = 0; // the next instruction looks after the budget
}
