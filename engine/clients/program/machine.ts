import {
  type CloseReason,
  type ConnId,
  type Machine,
  type Micros,
  type Out,
  type Seq,
  SpecError,
  type Stimulus,
} from '../../sim/machine.ts';
import type { AmqpFrame } from '../../wire/amqp-methods.ts';
import type { ServerFrame } from '../../wire/reply.ts';
import { type ConfigOf, flag, micros, readFields, table, text } from '../config.ts';
import type { ClientFact } from '../facts.ts';
import { deliveryName, frameValue } from './api/amqp.ts';
import { replyValue } from './api/net.ts';
import './api/packages.ts';
import { type Compiled, compileProgram } from './compile/program.ts';
import { LoadError } from './compile/refuse.ts';
import { type Debug, debugLine, newDebug, onDebugCommand, reachesCrash } from './debug.ts';
import type { ProgramFact } from './facts.ts';
import { get } from './interpreter/calls.ts';
import { MODULES } from './interpreter/intrinsics.ts';
import type { Frame, Value } from './interpreter/values.ts';
import type { Door, Vm } from './interpreter/vm.ts';
import { libraryProgram, sourceOf } from './library/index.ts';
import {
  dispatchCall,
  finishProcess,
  fireImmediate,
  fireTimer,
  forkProcess,
  isAlive,
  nextTimer,
  type Pause,
  startProcess,
  stepProcess,
} from './process.ts';
import { inspectProgram, type ProgramQuery, type ProgramView } from './views.ts';

/*
 * A client that is a program: a process with an interpreter in it. Each line is a step of the world of its own, so
 * that the process can be killed between any two; a turn that runs many lines is cut into larger pieces later on.
 * While a turn is under way, what comes from outside waits, as it does in Node.
 */

const FIELDS = {
  /** The text of the program; '' for the one that `library` names. */
  source: text(''),
  /** A program of the library, by its id; '' for none. */
  library: text(''),
  /** What its stack traces call it. */
  file: text('program.js'),
  /** The node behind a port of localhost; a host that is a node's name is that node. */
  ports: table(text(''), { '6379': 'redis', '5672': 'rabbit' }),
  /** What process.env holds. */
  env: table(text(''), {}),
  /** What one line costs. */
  lineTakes: micros(20, 0),
  /** Begins paused before its first line. */
  paused: flag(false),
};

export type ProgramConfig = ConfigOf<typeof FIELDS>;

/** Something from outside that waits for its turn. */
export type Pending =
  | { readonly kind: 'opened'; readonly conn: ConnId }
  | { readonly kind: 'frame'; readonly conn: ConnId; readonly frame: unknown; readonly cause: number }
  | { readonly kind: 'closed'; readonly conn: ConnId; readonly reason: CloseReason };

export interface ProgramState {
  config: ProgramConfig;
  /** What runs: another text in the configuration counts from the next start on. */
  readonly source: string;
  /** Null when the program could not be loaded. */
  vm: Vm | null;
  readonly queue: Pending[];
  /** A step is to follow by itself. */
  running: boolean;
  /** Steps of this turn that were one line each. */
  lines: number;
  readonly startedAt: Micros;
  /** How often each line was reached, by line; and each `await`. */
  readonly hits: number[];
  readonly awaits: number[];
  readonly debug: Debug;
  /** The last lines it printed. */
  printed: { readonly text: string; readonly isError: boolean; readonly line: number; readonly at: Micros }[];
  /** The function whose wait the crash cursor reached: it dies once this turn is over. */
  dying: Frame | null;
  /** The fact that what it does now is done for. */
  cause: number;
}

type Facts = ClientFact | ProgramFact;

export const program: Machine<ProgramState, ProgramConfig, Facts, ProgramQuery, ProgramView> = {
  listens: null,
  readConfig(raw) {
    const config = readFields('program', FIELDS, raw);
    if (config.library !== '' && libraryProgram(config.library) === null)
      throw new SpecError(`program: the library has no program '${config.library}'`);
    return config;
  },
  boot(config, _disk, out) {
    const source = sourceOf(config);
    const state: ProgramState = {
      config,
      source,
      vm: null,
      queue: [],
      running: false,
      lines: 0,
      startedAt: out.now,
      hits: [],
      awaits: [],
      debug: newDebug(config.paused),
      printed: [],
      dying: null,
      cause: 0,
    };
    const compiled = compiledOf({ source, file: config.file });
    if (compiled instanceof LoadError) {
      end(state, { code: 1, error: compiled.message, line: compiled.line }, out);
      return state;
    }
    state.vm = startProcess(compiled, doorFor(state, out), config.env);
    // Not at once: what is set at its start, a crash cursor say, holds for its first line too.
    goOn(state, Math.max(1, config.lineTakes), out);
    return state;
  },
  on(state, stimulus, out) {
    if (state.vm !== null) react(state, state.vm, stimulus, out);
  },
  inspect: inspectProgram,
  fork: (state) => forkProcess(state),
};

// --- loading ----------------------------------------------------------------------------------------------------

/** Texts that were compiled: what they come to is the same for everybody. */
const compiled = new Map<string, Compiled | LoadError>();
const COMPILED_MAX = 200;

/** Why a text cannot be loaded; null when it can. */
export function loadErrorOf(config: { readonly source: string; readonly file: string }): LoadError | null {
  const found = compiledOf(config);
  return found instanceof LoadError ? found : null;
}

/** The program of a configuration, or why it cannot be loaded. */
export function compiledOf(config: { readonly source: string; readonly file: string }): Compiled | LoadError {
  const name = `${config.file}\n${config.source}`;
  const known = compiled.get(name);
  if (known !== undefined) return known;
  if (compiled.size >= COMPILED_MAX) compiled.clear();
  const made = load(config);
  compiled.set(name, made);
  return made;
}

function load(config: { readonly source: string; readonly file: string }): Compiled | LoadError {
  try {
    const knows = (module: string): boolean => MODULES.has(module.replace(/^node:/, ''));
    return compileProgram(config.source, { file: config.file, isLibrary: false, knows });
  } catch (error) {
    if (error instanceof LoadError) return error;
    throw error;
  }
}

// --- reacting ---------------------------------------------------------------------------------------------------

function react(state: ProgramState, vm: Vm, stimulus: Stimulus, out: Out<Facts>): void {
  switch (stimulus.kind) {
    case 'timer':
      if (stimulus.name === 'run') state.running = false;
      if (!state.running) proceed(state, vm, out);
      return;
    case 'opened':
      state.queue.push({ kind: 'opened', conn: stimulus.conn });
      break;
    case 'closed':
      state.queue.push({ kind: 'closed', conn: stimulus.conn, reason: stimulus.reason });
      break;
    case 'frame':
      state.queue.push({ ...stimulus, cause: noteReceived(stimulus.frame, out) });
      break;
    case 'command':
      command(state, vm, stimulus.line, out);
      return;
    case 'configure':
      state.config = stimulus.config as ProgramConfig; // another source counts from the next start on
      return;
    default:
      return;
  }
  if (!state.running && !state.debug.paused) proceed(state, vm, out);
}

/** A message that was delivered, for whoever follows it. */
function noteReceived(frame: unknown, out: Out<Facts>): number {
  if (!out.observed || typeof frame !== 'object' || frame === null) return 0;
  const { method } = frame as { readonly method?: unknown };
  if (method !== 'basic.deliver' && method !== 'basic.get-ok') return 0;
  const delivered = frame as Extract<AmqpFrame, { method: 'basic.deliver' }>;
  return out.note({
    kind: 'client.received',
    id: deliveryName(delivered.properties.messageId ?? '', Number(delivered.deliveryTag)),
    queue: delivered.consumerTag ?? '',
    key: delivered.routingKey,
    tag: Number(delivered.deliveryTag),
    redelivered: delivered.redelivered,
  });
}

function command(state: ProgramState, vm: Vm, line: string, out: Out<Facts>): void {
  const n = ++state.debug.typed;
  out.note({ kind: 'client.typed', n, line });
  const wasPaused = state.debug.paused;
  const { text: answer, failed } = onDebugCommand(state.debug, line, ownDepth(vm), lineNow(vm));
  out.note({ kind: 'client.replied', n, line, text: answer, failed, took: 0 });
  if (!wasPaused || state.debug.paused) return;
  out.note({ kind: 'program.continued', line: lineNow(vm) });
  if (!state.running) proceed(state, vm, out);
}

/** The line it stands on, 0 for none. */
export function lineNow(vm: Vm): number {
  for (let i = vm.frames.length - 1; i >= 0; i--) {
    const frame = vm.frames[i] as Frame;
    if (!frame.code.isLibrary) return frame.line;
  }
  return 0;
}

/** Calls of the program's own under way: those of the packages between them are not seen. */
function ownDepth(vm: Vm): number {
  let depth = 0;
  for (const frame of vm.frames) if (!frame.code.isLibrary) depth++;
  return depth;
}

/** Lines of one turn that are steps of their own; after so many the pieces grow. */
const SINGLE_LINES = 400;
/** The host exception of a process that dies at its crash cursor. */
class Crashed extends Error {}

/** Runs on until the next line, or until there is nothing to do but wait. */
function proceed(state: ProgramState, vm: Vm, out: Out<Facts>): void {
  const door = doorFor(state, out);
  try {
    for (let pause = stepProcess(vm, door); ; ) {
      if (pause === 'ended') return end(state, vm.ending ?? { code: 0, error: null, line: 0 }, out);
      if (pause === 'line' && state.debug.paused) {
        out.note({ kind: 'program.paused', line: lineNow(vm) });
        return;
      }
      if (pause !== 'idle') return goOn(state, pause === 'line' ? state.config.lineTakes : FUEL_TAKES, out);
      state.lines = 0;
      if (state.dying !== null && vm.immediates.length === 0) dieWaiting(state, out);
      const next = state.dying === null ? nextEvent(state, vm, door) : fireImmediate(vm, door);
      if (next === null) return rest(state, vm, door, out);
      pause = next;
    }
  } catch (error) {
    if (!(error instanceof Crashed)) throw error;
    out.exit(state.cause === 0 ? undefined : state.cause, 'kill');
  }
}

/** What a piece of a long turn costs: 65,000 instructions. */
const FUEL_TAKES: Micros = 2000;

function goOn(state: ProgramState, after: Micros, out: Out<Facts>): void {
  state.running = true;
  out.setTimer('run', after);
}

/** Node's order: timers that are due, then what came in, then setImmediate. */
function nextEvent(state: ProgramState, vm: Vm, door: Door): Pause | null {
  const timer = nextTimer(vm);
  if (timer !== null && timer.dueAt <= door.now) return fireTimer(vm, door, timer);
  const pending = state.queue.shift();
  if (pending !== undefined) return deliver(state, vm, door, pending);
  return fireImmediate(vm, door);
}

/** Nothing to do: waits for the next timer or for the network; with neither, the program is over. */
function rest(state: ProgramState, vm: Vm, door: Door, out: Out<Facts>): void {
  const timer = nextTimer(vm);
  if (vm.sockets.size === 0 && !isAlive(vm)) {
    if (finishProcess(vm, door)) return end(state, vm.ending ?? { code: 0, error: null, line: 0 }, out);
    return goOn(state, 0, out);
  }
  if (timer === null) out.clearTimer('wake');
  else out.setTimer('wake', Math.max(0, timer.dueAt - out.now));
}

/** Tells the library object that holds a connection what came over it. */
function deliver(state: ProgramState, vm: Vm, door: Door, pending: Pending): Pause {
  const socket = vm.sockets.get(pending.conn);
  if (socket === undefined) return 'idle';
  if (pending.kind === 'opened') socket.isOpen = true;
  if (pending.kind === 'closed') vm.sockets.delete(pending.conn);
  if (pending.kind === 'frame' && pending.cause !== 0) state.cause = pending.cause;
  vm.door = door;
  const fn = get(vm, socket.listener, pending.kind);
  const args = argumentsOf(vm, pending);
  vm.door = null;
  return args === null ? 'idle' : dispatchCall(vm, door, fn, args);
}

function argumentsOf(vm: Vm, pending: Pending): Value[] | null {
  if (pending.kind === 'opened') return [];
  if (pending.kind === 'closed') return [pending.reason];
  const frame = pending.frame as AmqpFrame | ServerFrame;
  if (typeof frame === 'object' && frame !== null && 'method' in frame) return [frameValue(vm, frame)];
  if (typeof frame === 'object' && frame !== null && 'kind' in frame && frame.kind === 'protocol') return null;
  return [replyValue(vm, frame)];
}

function end(
  state: ProgramState,
  ending: { readonly code: number; readonly error: string | null; readonly line: number },
  out: Out<Facts>,
): void {
  if (ending.error !== null) print(state, ending.error, true, ending.line, out);
  const ended = out.note(
    { kind: 'program.ended', ...ending, ran: out.now - state.startedAt },
    state.cause || undefined,
  );
  out.exit(ended || undefined);
}

const PRINTED_MAX = 200;
const TEXT_MAX = 10_000;

function print(state: ProgramState, shown: string, isError: boolean, line: number, out: Out<Facts>): void {
  const cut = shown.length > TEXT_MAX ? `${shown.slice(0, TEXT_MAX)}...` : shown;
  state.printed.push(Object.freeze({ text: cut, isError, line, at: out.now }));
  if (state.printed.length > PRINTED_MAX * 2) state.printed = state.printed.slice(-PRINTED_MAX);
  out.note({ kind: 'program.printed', text: cut, isError, line }, state.cause || undefined);
}

// --- the door ---------------------------------------------------------------------------------------------------

/** What the process may ask of the world during one step. */
function doorFor(state: ProgramState, out: Out<Facts>): Door {
  return {
    now: out.now,
    get cause() {
      return state.cause;
    },
    random: (bound) => out.random(bound),
    print: (shown, isError) => print(state, shown, isError, state.vm === null ? 0 : lineNow(state.vm), out),
    line: (frame, line) => atLine(state, frame, line, out),
    awaiting: (frame, shown) => awaiting(state, frame, shown, out),
    host: (request, args) => host(state, request, args, out),
  };
}

function atLine(state: ProgramState, frame: Frame, line: number, out: Out<Facts>): boolean {
  const n = (state.hits[line] = (state.hits[line] ?? 0) + 1);
  const depth = state.vm === null ? 0 : ownDepth(state.vm);
  const isSingle = ++state.lines <= SINGLE_LINES;
  if (out.observed && isSingle)
    state.cause = out.note(
      { kind: 'program.line', line, n, depth, fn: frame.code.name },
      state.cause === 0 ? undefined : state.cause,
    );
  if (reachesCrash(state.debug, line, n, false)) crash(state, line, n, false, out);
  // What it waited for was there already: it would go on without a turn's end.
  if (state.dying === frame) dieWaiting(state, out);
  return debugLine(state.debug, line, depth) || isSingle;
}

function awaiting(state: ProgramState, frame: Frame, shown: string, out: Out<Facts>): boolean {
  const { line } = frame;
  const n = (state.awaits[line] = (state.awaits[line] ?? 0) + 1);
  if (out.observed && state.lines <= SINGLE_LINES)
    out.note({ kind: 'program.awaiting', line, n, text: shown }, state.cause === 0 ? undefined : state.cause);
  // What this turn wrote is still to be sent: a process that waits has sent it.
  if (reachesCrash(state.debug, line, n, true)) state.dying = frame;
  return false;
}

function dieWaiting(state: ProgramState, out: Out<Facts>): never {
  const { line, n } = state.debug.crash ?? { line: 0, n: 0 };
  return crash(state, line, n, true, out);
}

function crash(state: ProgramState, line: number, n: number, waiting: boolean, out: Out<Facts>): never {
  state.cause = out.note({ kind: 'program.crashed', line, n, waiting }, state.cause === 0 ? undefined : state.cause);
  throw new Crashed();
}

function host(state: ProgramState, request: string, args: readonly unknown[], out: Out<Facts>): unknown {
  const cause = state.cause === 0 ? undefined : state.cause;
  switch (request) {
    case 'server':
      return serverOf(state.config, args[0] as string, args[1] as number) ?? '';
    case 'connect': {
      const server = serverOf(state.config, args[0] as string, args[1] as number);
      return server === null ? 0 : out.connect(server);
    }
    case 'send':
      // What waited in a buffer is sent for what wrote it.
      out.send(args[0] as ConnId, args[1], (args[2] as Seq | undefined) || cause);
      return undefined;
    case 'close':
      out.close(args[0] as ConnId, cause);
      return undefined;
    case 'observed':
      return out.observed;
    case 'note':
      if (out.observed) state.cause = out.note(args[0] as ClientFact, cause); // bodies are built from facts.ts's words
      return undefined;
    case 'pause':
      state.debug.paused = true;
      return true;
    default:
      throw new Error(`a program cannot ask for ${request}`);
  }
}

const LOCAL = new Set(['localhost', '127.0.0.1', '::1']);

/** The node that a host and a port mean; null for none. */
function serverOf(config: ProgramConfig, hostName: string, port: number): string | null {
  if (!LOCAL.has(hostName)) return hostName;
  const name = String(port);
  return Object.hasOwn(config.ports, name) ? (config.ports[name] as string) : `${hostName}:${port}`;
}
