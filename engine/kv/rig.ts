import { concatBytes } from '../base/bytes.ts';
import { randomBelow, rngFrom } from '../base/rng.ts';
import type { ConnId, DiskView, FrameBounds, Micros, Out, Seq, Stimulus, Traffic } from '../sim/machine.ts';
import type { Reply, ServerFrame } from '../wire/reply.ts';
import type { KvConfig } from './config/config.ts';
import type { KvFact } from './facts.ts';
import { kvMachine } from './machine.ts';
import type { KvState } from './state.ts';

/*
 * A server on a bench, without a kernel: a clock to turn, a disk to cut off, and connections that answer at once. What
 * tests, the differential runs against redis-server and benchmarks drive the machine with.
 */

interface RigFile {
  bytes: Uint8Array;
  synced: number;
}

export interface RigOptions {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly seed?: number;
  /** Facts are collected in `facts`. */
  readonly observed?: boolean;
  /** How long a sync or a replacement takes; null: it never ends by itself. */
  readonly syncFor?: Micros | null;
  readonly commandMicros?: number;
  readonly elementNanos?: number;
  /** Unix milliseconds at time 0. */
  readonly epochMs?: number;
}

export class Rig implements Out<KvFact> {
  now: Micros = 0;
  readonly observed: boolean;
  readonly facts: { readonly seq: Seq; readonly cause: Seq | undefined; readonly at: Micros; readonly fact: KvFact }[] =
    [];
  readonly files = new Map<string, RigFile>();
  readonly replies = new Map<ConnId, ServerFrame[]>();
  readonly closed = new Set<ConnId>();
  /** Connections it asked for; whoever drives the bench answers them. */
  readonly dialed: { readonly conn: ConnId; readonly to: string; readonly port: number }[] = [];
  /** What a test says of its connections. */
  readonly unread = new Map<ConnId, number>();
  readonly unparsed = new Map<ConnId, number>();
  /** What the server says of them. */
  readonly bounds = new Map<ConnId, FrameBounds>();
  state: KvState;
  exited = false;
  busyFor: Micros = 0;
  readonly #config: KvConfig;
  readonly #timers = new Map<string, Micros>();
  readonly #rng;
  readonly #syncFor: Micros | null;
  /** What the disk will answer, and when. */
  #pending: { readonly at: Micros; readonly stimulus: Stimulus; readonly land: () => void }[] = [];
  #nextConn = 1;

  constructor(options: RigOptions = {}) {
    this.observed = options.observed ?? false;
    this.#rng = rngFrom(options.seed ?? 1, 'rig');
    this.#syncFor = options.syncFor === undefined ? 2000 : options.syncFor;
    this.#config = kvMachine.readConfig({
      parameters: { save: '', ...options.parameters },
      commandMicros: options.commandMicros ?? 0,
      elementNanos: options.elementNanos ?? 0,
      ...(options.epochMs === undefined ? {} : { epochMs: options.epochMs }),
    });
    this.state = kvMachine.boot(this.#config, this.#disk(), this);
  }

  // --- what the machine asks for ---

  random(bound: number): number {
    return randomBelow(this.#rng, bound);
  }

  note(fact: KvFact, cause?: Seq): Seq {
    if (!this.observed) return 0;
    const seq = this.facts.length + 1;
    this.facts.push({ seq, cause, at: this.now, fact });
    return seq;
  }

  connect(to: string, port = 0): ConnId {
    const conn = this.#nextConn++;
    this.replies.set(conn, []);
    this.dialed.push({ conn, to, port });
    return conn;
  }

  send(conn: ConnId, frame: ServerFrame): void {
    this.replies.get(conn)?.push(frame);
  }

  close(conn: ConnId): void {
    this.closed.add(conn);
  }

  setTimer(name: string, after: Micros): void {
    this.#timers.set(name, this.now + after);
  }

  clearTimer(name: string): void {
    this.#timers.delete(name);
  }

  busy(took: Micros): void {
    this.busyFor += took;
  }

  append(file: string, bytes: Uint8Array): void {
    const known = this.files.get(file) ?? { bytes: new Uint8Array(0), synced: 0 };
    known.bytes = concatBytes([known.bytes, bytes]);
    this.files.set(file, known);
  }

  sync(file: string): void {
    const target = this.files.get(file);
    if (target === undefined) throw new Error(`sync of a file that is not there: ${file}`);
    const upTo = target.bytes.length;
    this.#later({ kind: 'synced', file, upTo }, () => (target.synced = Math.max(target.synced, upTo)));
  }

  replace(file: string, bytes: Uint8Array): void {
    this.#later({ kind: 'replaced', file }, () => this.files.set(file, { bytes, synced: bytes.length }));
  }

  truncate(file: string, length: number): void {
    const target = this.files.get(file);
    if (target !== undefined) this.files.set(file, { bytes: target.bytes.slice(0, length), synced: length });
  }

  read(file: string): Uint8Array | null {
    return this.files.get(file)?.bytes ?? null;
  }

  remove(file: string): void {
    this.files.delete(file);
  }

  traffic(conn: ConnId): Traffic {
    return { unread: this.unread.get(conn) ?? 0, unparsed: this.unparsed.get(conn) ?? 0, received: 0, sent: 0 };
  }

  bound(conn: ConnId, bounds: FrameBounds): void {
    this.bounds.set(conn, bounds);
  }

  exit(): void {
    this.exited = true;
  }

  #later(stimulus: Stimulus, land: () => void): void {
    if (this.#syncFor !== null) this.#pending.push({ at: this.now + this.#syncFor, stimulus, land });
  }

  // --- what a test does ---

  #disk(): DiskView {
    return { files: [...this.files.keys()], read: (file) => this.files.get(file)?.bytes ?? null };
  }

  /** Opens a connection. */
  open(): ConnId {
    const conn = this.#nextConn++;
    this.replies.set(conn, []);
    this.give({ kind: 'opened', conn, peer: `127.0.0.1:${50000 + conn}`, accepted: true });
    return conn;
  }

  give(stimulus: Stimulus): void {
    kvMachine.on(this.state, stimulus, this);
  }

  /** Sends a command and returns the frames that came back at once. */
  exchange(conn: ConnId, argv: readonly string[]): ServerFrame[] {
    this.give({ kind: 'frame', conn, frame: argv });
    return this.take(conn);
  }

  /** The frames that came since the last look. */
  take(conn: ConnId): ServerFrame[] {
    const got = this.replies.get(conn) ?? [];
    this.replies.set(conn, []);
    return got;
  }

  /** The one reply to a command, given as words. Time passes until it comes. */
  ask(conn: ConnId, ...argv: string[]): Reply | undefined {
    const frames = this.exchange(conn, argv);
    for (let tries = 0; frames.length === 0 && tries < 50 && this.#nextEvent() !== null; tries++) {
      this.step();
      frames.push(...this.take(conn));
    }
    const replies = frames.filter((frame): frame is Reply => !isSwitch(frame));
    return replies[0];
  }

  #nextEvent(): Micros | null {
    const times = [...this.#pending.map(({ at }) => at), ...this.#timers.values()];
    return times.length === 0 ? null : Math.min(...times);
  }

  /** True when nothing will ever happen by itself. */
  get idle(): boolean {
    return this.#nextEvent() === null;
  }

  /** Goes on to the next thing that happens by itself. */
  step(): void {
    const at = this.#nextEvent();
    if (at !== null) this.#happen(at);
  }

  #happen(at: Micros): void {
    this.now = Math.max(this.now, at);
    const landed = this.#pending.find((entry) => entry.at <= at);
    if (landed !== undefined) {
      this.#pending = this.#pending.filter((entry) => entry !== landed);
      landed.land();
      this.give(landed.stimulus);
      return;
    }
    for (const [name, due] of this.#timers) {
      if (due > at) continue;
      this.#timers.delete(name);
      this.give({ kind: 'timer', name });
      return;
    }
  }

  /** Lets so much time pass. */
  pass(micros: Micros): void {
    const until = this.now + micros;
    for (let at = this.#nextEvent(); at !== null && at <= until; at = this.#nextEvent()) this.#happen(at);
    this.now = until;
  }

  /** The process dies and starts again. After a power cut, only with what was synced. */
  restart(
    how: 'kill' | 'powerCut',
    torn: (file: string, from: number, to: number) => number = (_file, from) => from,
  ): void {
    if (how === 'powerCut') {
      for (const [name, file] of this.files) {
        const kept = torn(name, file.synced, file.bytes.length);
        this.files.set(name, { bytes: file.bytes.slice(0, kept), synced: kept });
      }
    }
    this.#pending = [];
    this.#timers.clear();
    this.replies.clear();
    this.exited = false;
    this.state = kvMachine.boot(this.#config, this.#disk(), this);
  }
}

function isSwitch(frame: ServerFrame): boolean {
  return typeof frame === 'object' && frame !== null && 'kind' in frame && frame.kind === 'protocol';
}
