/*
 * The contract between the kernel and everything that runs in it: servers, brokers and client programs.
 *
 * A machine owns one slice of the World, reacts to one stimulus at a time and runs to completion. Whatever it wants
 * from outside goes through one door, Out, which only records; the kernel applies the requests in order when the
 * step ends. The same machines run under the bridge, where Out is real sockets, real files and the real clock.
 */

/** Virtual time in microseconds, an integer. */
export type Micros = number;
/** The name of a node, unique in its world. */
export type NodeId = string;
/** A connection, unique in its world and never used again. */
export type ConnId = number;
/** A fact's place in the trace, from 1. 0 stands for "nobody is recording". */
export type Seq = number;

/** A decoded protocol frame: plain data, never written after it was sent. The codecs in engine/wire give its bytes. */
export type Frame = unknown;

/** What every fact body has: a past-tense name such as `broker.requeued`. */
export interface FactBody {
  readonly kind: string;
}

/**
 * A machine's only door to the world.
 *
 * `cause` is the fact that made this happen; without it, the fact of the stimulus under way. Facts are never causal:
 * with `observed` false nobody reads them, `note` returns 0 and hot paths skip building them.
 */
export interface Out<F extends FactBody = FactBody> {
  readonly now: Micros;
  readonly observed: boolean;
  /** An unbiased integer in [0, bound) from this node's own stream. `bound` from 1 to 2^32. */
  random(bound: number): number;
  /** Writes a fact into the trace and says where. */
  note(fact: F, cause?: Seq): Seq;
  /**
   * Asks for a connection; answered by `opened`, or by `closed` with the reason it was not. In a world a node has one
   * listener, and its name is enough; under the bridge `to` is a host, and `port` says where on it.
   */
  connect(to: NodeId, port?: number): ConnId;
  /** Sends a frame. On a connection that is no longer open it goes nowhere, as a write to a dead socket does. */
  send(conn: ConnId, frame: Frame, cause?: Seq): void;
  /**
   * Ends a connection in order: the peer reads all that was sent, then the end. `drop`: what no system between them has
   * taken yet is thrown away; in a world they take everything at once.
   */
  close(conn: ConnId, cause?: Seq, how?: 'drop'): void;
  /**
   * Stops reading a connection, or goes on: what its peer sends then waits in the systems between them, and in the end at
   * the peer itself. Only a real host has a socket to leave unread; in a world what comes is the machine's to keep.
   */
  listen?(conn: ConnId, on: boolean): void;
  /** (Re)sets the timer of that name: a `timer` stimulus after so many microseconds. Named, so that it clones. */
  setTimer(name: string, after: Micros, cause?: Seq): void;
  clearTimer(name: string): void;
  /**
   * The machine's one thread is taken for so long: what it sends in this step leaves when the time is over, and what
   * reaches it meanwhile waits in its inbox. Under the bridge the process sleeps: work of its own takes no time there.
   */
  busy(took: Micros): void;
  /** Appends to a file in the page cache, creating the file. Lost by a power cut until synced. */
  append(file: string, bytes: Uint8Array, cause?: Seq): void;
  /** Asks for all appended so far to reach the disk; answered by `synced` with how far it got. */
  sync(file: string, cause?: Seq): void;
  /** Writes a new file, syncs it and renames it over `file`: all or nothing. Answered by `replaced`. */
  replace(file: string, bytes: Uint8Array, cause?: Seq): void;
  /** Cuts a file to its first `length` bytes, in order with appends and syncs. Durable at once (a metadata write). */
  truncate(file: string, length: number, cause?: Seq): void;
  /**
   * The whole file as this machine sees it: with what it has appended, cut and removed in this step, and without a
   * replacement that is still under way. null where there is none. For the rare reader of its own files while it runs.
   */
  read(file: string): Uint8Array | null;
  /** Unlinks a file. Durable at once (a metadata write). */
  remove(file: string, cause?: Seq): void;
  /** What a connection holds at this moment, before what was asked for in this step. */
  traffic(conn: ConnId): Traffic;
  /**
   * Bounds the frames of a peer. Where frames are bytes, one that breaks them ends the connection in the protocol's own
   * words; a simulated link carries frames, and nothing of it is too large.
   */
  bound(conn: ConnId, bounds: FrameBounds): void;
  /**
   * The process ends by itself once this step is done, as after SHUTDOWN: sockets are closed in order, files stay as
   * they are. With `kill` it ends as one that is killed: a crash of its own.
   */
  exit(cause?: Seq, how?: 'exit' | 'kill'): void;
}

/** Why a connection ended: in order, by a reset of the peer's system, never accepted, or given up on by this system. */
export type CloseReason = 'fin' | 'reset' | 'refused' | 'timeout';

/** The one thing a machine reacts to in a step. */
export type Stimulus =
  /** A connection is ready. `accepted` is true on the side that listened. */
  | {
      readonly kind: 'opened';
      readonly conn: ConnId;
      readonly peer: NodeId;
      readonly accepted: boolean;
    }
  | { readonly kind: 'frame'; readonly conn: ConnId; readonly frame: Frame }
  | {
      readonly kind: 'closed';
      readonly conn: ConnId;
      readonly reason: CloseReason;
    }
  | { readonly kind: 'timer'; readonly name: string }
  /** The first `upTo` bytes of the file are on the disk. */
  | { readonly kind: 'synced'; readonly file: string; readonly upTo: number }
  | { readonly kind: 'replaced'; readonly file: string }
  /** Somebody outside typed or clicked this at the node: one line of its own language (journaled as an input). */
  | { readonly kind: 'command'; readonly line: string }
  /** A change of configuration from outside, already checked by `readConfig` of the machine. */
  | { readonly kind: 'configure'; readonly config: unknown };

/** What of a connection is neither with the machine nor with its peer. */
export interface Traffic {
  /** Bytes sent that the peer has not taken. */
  readonly unread: number;
  /** Bytes received that are no whole frame yet. Frames of a simulated link arrive whole. */
  readonly unparsed: number;
  /** Bytes since it was opened, where they are counted: on real sockets. */
  readonly received: number;
  readonly sent: number;
}

/** How large a frame may get while its bytes come. */
export interface FrameBounds {
  /** The longest single text. */
  readonly textMax: number;
  /** The most bytes that are no whole frame yet. */
  readonly unparsedMax: number;
  /** The peer is a stranger: only what a login needs. */
  readonly stranger: boolean;
}

/** What boot can read: synced bytes and, after a mere process kill, the page cache too. */
export interface DiskView {
  readonly files: readonly string[];
  /** The whole file, or null where there is none. */
  read(file: string): Uint8Array | null;
}

/**
 * A kind of machine. All of `State` and `Config` is plain data (see base/clone.ts).
 * Nothing in here throws for what a learner can cause; that is an error value in the product's own words.
 */
export interface Machine<State, Config, F extends FactBody, Query, View> {
  /** The protocol it listens to, or null for a client. Only ends that speak one protocol can connect. */
  readonly listens: string | null;
  /** Checks a configuration from outside. Throws SpecError that names the field. Missing fields get their defaults. */
  readConfig(raw: unknown): Config;
  /** First start and recovery are one path: all it knows is its configuration and its disk. */
  boot(config: Config, disk: DiskView, out: Out<F>): State;
  /** Runs to completion, never waits. */
  on(state: State, stimulus: Stimulus, out: Out<F>): void;
  /** The one window into the state: read-only, with answers of bounded size. */
  inspect(state: State, query: Query, now: Micros): View;
  /** A copy for a checkpoint or a branch, cheaper than the deep copy. Writing to either must not be seen by the other. */
  fork?(state: State): State;
  /** The size of a frame on the wire in bytes, for links with a bandwidth. */
  frameSize?(frame: Frame): number;
}

// The kernel holds machines of every kind and passes each one only its own state and configuration back.
// oxlint-disable-next-line typescript/no-explicit-any -- the one place where the kinds are forgotten
export type AnyMachine = Machine<any, any, any, any, any>;

/** The kinds of machine a world can be made of, by name. */
export type MachineRegistry = Readonly<Record<string, AnyMachine>>;

/** A specification, configuration or input from outside that cannot be used. `message` says which part and why. */
export class SpecError extends Error {
  override readonly name = 'SpecError';
}
