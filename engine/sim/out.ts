import { concatBytes } from '../base/bytes.ts';
import { randomBelow } from '../base/rng.ts';
import { readFile } from './disk.ts';
import type { ConnId, FactBody, Frame, Micros, NodeId, Out, Seq, Traffic } from './machine.ts';
import type { Node, World } from './world.ts';

/*
 * The kernel's side of the one door. While a machine runs, Out only records what it asks for; nothing in the world
 * moves under its feet. Only what must answer at once does: facts get their seq, connections their id, and random
 * numbers are drawn.
 */

export type Request =
  | {
      readonly kind: 'connect';
      readonly conn: ConnId;
      readonly to: NodeId;
      readonly cause: Seq;
    }
  | {
      readonly kind: 'send';
      readonly conn: ConnId;
      readonly frame: Frame;
      readonly cause: Seq;
    }
  | { readonly kind: 'close'; readonly conn: ConnId; readonly cause: Seq }
  | {
      readonly kind: 'setTimer';
      readonly name: string;
      readonly after: Micros;
      readonly cause: Seq;
    }
  | { readonly kind: 'clearTimer'; readonly name: string }
  | {
      readonly kind: 'append';
      readonly file: string;
      readonly bytes: Uint8Array;
      readonly cause: Seq;
    }
  | { readonly kind: 'sync'; readonly file: string; readonly cause: Seq }
  | {
      readonly kind: 'replace';
      readonly file: string;
      readonly bytes: Uint8Array;
      readonly cause: Seq;
    }
  | {
      readonly kind: 'truncate';
      readonly file: string;
      readonly length: number;
      readonly cause: Seq;
    }
  | { readonly kind: 'remove'; readonly file: string; readonly cause: Seq };

const NO_TRAFFIC: Traffic = Object.freeze({ unread: 0, unparsed: 0, received: 0, sent: 0 });

export class RecordingOut implements Out {
  now: Micros = 0;
  readonly requests: Request[] = [];
  busyFor: Micros = 0;
  /** The fact that made the process end itself in this step, once it has asked to. */
  exitCause: Seq | null = null;
  exitHow: 'exit' | 'kill' = 'exit';
  readonly observed: boolean;
  readonly #note: (node: NodeId, body: FactBody, cause: Seq) => Seq;
  readonly #unread: (node: Node, conn: ConnId) => number;
  #world!: World;
  #node!: Node;
  #root: Seq = 0;

  constructor(
    observed: boolean,
    note: (node: NodeId, body: FactBody, cause: Seq) => Seq,
    unread: (node: Node, conn: ConnId) => number,
  ) {
    this.observed = observed;
    this.#note = note;
    this.#unread = unread;
  }

  /** Makes ready for one step of `node`, whose stimulus is the fact `root`. */
  open(world: World, node: Node, root: Seq): void {
    this.now = world.now;
    this.requests.length = 0;
    this.busyFor = 0;
    this.exitCause = null;
    this.#world = world;
    this.#node = node;
    this.#root = root;
  }

  random(bound: number): number {
    return randomBelow(this.#node.rng, bound);
  }

  note(body: FactBody, cause: Seq = this.#root): Seq {
    return this.observed ? this.#note(this.#node.id, body, cause) : 0;
  }

  connect(to: NodeId): ConnId {
    const conn = ++this.#world.connCount;
    this.requests.push({ kind: 'connect', conn, to, cause: this.#root });
    return conn;
  }

  send(conn: ConnId, frame: Frame, cause: Seq = this.#root): void {
    this.requests.push({ kind: 'send', conn, frame, cause });
  }

  close(conn: ConnId, cause: Seq = this.#root): void {
    this.requests.push({ kind: 'close', conn, cause });
  }

  setTimer(name: string, after: Micros, cause: Seq = this.#root): void {
    this.requests.push({ kind: 'setTimer', name, after, cause });
  }

  clearTimer(name: string): void {
    this.requests.push({ kind: 'clearTimer', name });
  }

  busy(took: Micros): void {
    this.busyFor += took;
  }

  append(file: string, bytes: Uint8Array, cause: Seq = this.#root): void {
    this.requests.push({ kind: 'append', file, bytes, cause });
  }

  sync(file: string, cause: Seq = this.#root): void {
    this.requests.push({ kind: 'sync', file, cause });
  }

  replace(file: string, bytes: Uint8Array, cause: Seq = this.#root): void {
    this.requests.push({ kind: 'replace', file, bytes, cause });
  }

  truncate(file: string, length: number, cause: Seq = this.#root): void {
    this.requests.push({ kind: 'truncate', file, length, cause });
  }

  read(file: string): Uint8Array | null {
    let bytes = readFile(this.#node.disk, file);
    for (const request of this.requests) {
      if (!('file' in request) || request.file !== file) continue;
      if (request.kind === 'append') bytes = concatBytes([bytes ?? new Uint8Array(0), request.bytes]);
      else if (request.kind === 'truncate') bytes = bytes?.subarray(0, request.length) ?? null;
      else if (request.kind === 'remove') bytes = null;
    }
    return bytes;
  }

  remove(file: string, cause: Seq = this.#root): void {
    this.requests.push({ kind: 'remove', file, cause });
  }

  traffic(conn: ConnId): Traffic {
    return { ...NO_TRAFFIC, unread: this.#unread(this.#node, conn) };
  }

  bound(): void {}

  exit(cause: Seq = this.#root, how: 'exit' | 'kill' = 'exit'): void {
    this.exitCause = cause;
    this.exitHow = how;
  }
}
