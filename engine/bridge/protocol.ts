import type { Frame, FrameBounds } from '../sim/machine.ts';

/*
 * What the host needs to know of a protocol to serve a machine with it. One Protocol a listener, one Session a
 * connection; AMQP and Kafka come in here as RESP does.
 */

/** What a session can ask of its connection. */
export interface Link {
  /** Hands a decoded frame to the machine. */
  frame(frame: Frame): void;
  /** Says these last bytes behind all that was sent, and ends the connection. */
  refuse(bytes: Uint8Array): void;
}

/** One connection's codec in both directions. */
export interface Session {
  /** Takes what was read, and its memory for good. */
  receive(chunk: Uint8Array, link: Link): void;
  /** Goes on with what `receive` has left because too much was to be written. */
  resume(link: Link): void;
  /** True while there is something to resume. */
  readonly stalled: boolean;
  /** Adds a frame of the machine to what is to be written. */
  send(frame: Frame): void;
  /** The turn in which something was received is over: the last chance to add to what is to be written. */
  settle?(): void;
  /** Bytes added and not taken. */
  readonly pending: number;
  /** Bytes received that are no whole frame yet, where the machine wants to know. */
  readonly unparsed?: number;
  /** Bounds what is received. */
  bound?(bounds: FrameBounds): void;
  /** What is to be written, for good: the memory is not used again. */
  take(): Uint8Array;
}

export interface Protocol {
  /** As the machine's `listens` names it. */
  readonly name: string;
  open(): Session;
}
