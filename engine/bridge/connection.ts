import type { Socket } from 'node:net';
import type { CloseReason, ConnId, Frame, FrameBounds, Traffic } from '../sim/machine.ts';
import type { Link, Session } from './protocol.ts';

/**
 * A peer that leaves so much unread is not read from any more until it has taken it: what it asks for would only pile
 * up. Who never asks, as a subscriber, is closed by the machine's own limits.
 */
const UNREAD_MAX = 64 * 1024 * 1024;

/** So much that was written and not taken is given up when the machine ends the connection. */
const ABANDONED = 1024 * 1024;

/** A peer that was told it is over and does not read that is let go. */
const LINGER_MS = 10_000;
/** One that has read it, or will, and talks on, is cut. */
const DEAF_MS = 500;

export interface ConnectionEvents {
  frame(conn: ConnId, frame: Frame): void;
  closed(conn: ConnId, reason: CloseReason): void;
  /** There is something to write at the end of the turn. */
  dirty(connection: Connection): void;
}

/** One accepted socket: bytes in become frames, frames out become bytes at the end of the turn. */
export class Connection implements Link {
  readonly id: ConnId;
  private readonly socket: Socket;
  private readonly session: Session;
  private readonly events: ConnectionEvents;
  private isDirty = false;
  /** The machine knows it as open. */
  private live = true;
  /** Closes once all was written. */
  private ending = false;
  /** Last words, behind all replies. */
  private lastBytes: Uint8Array | null = null;
  /** The machine wants nothing more of it for now. */
  private unread = false;
  private received = 0;
  private sent = 0;

  constructor(id: ConnId, socket: Socket, session: Session, events: ConnectionEvents) {
    this.id = id;
    this.socket = socket;
    this.session = session;
    this.events = events;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      if (!this.live) return;
      this.received += chunk.length;
      session.receive(chunk, this);
      if (session.stalled) socket.pause();
      if (session.settle !== undefined) this.touch();
    });
    socket.on('end', () => this.over('fin'));
    socket.on('error', () => this.over('reset'));
    socket.on('close', () => this.over('reset'));
    socket.on('drain', () => this.goOn());
  }

  get traffic(): Traffic {
    const { socket, session, received, sent } = this;
    const unread = session.pending + socket.writableLength;
    return { unread, unparsed: session.unparsed ?? 0, received, sent: sent + session.pending };
  }

  bound(bounds: FrameBounds): void {
    this.session.bound?.(bounds);
  }

  frame(frame: Frame): void {
    if (this.live) this.events.frame(this.id, frame);
  }

  refuse(bytes: Uint8Array): void {
    this.lastBytes = bytes;
    this.over('fin');
  }

  /** Says a last word and ends the connection in order. */
  dismiss(farewell: Frame): void {
    this.send(farewell);
    this.over('fin');
  }

  /** The peer is gone, or as good as gone: the machine forgets it, what was answered is still written. */
  private over(reason: CloseReason): void {
    if (!this.live) return;
    this.live = false;
    this.ending = true;
    this.events.closed(this.id, reason);
    this.touch();
  }

  private touch(): void {
    if (this.isDirty) return;
    this.isDirty = true;
    this.events.dirty(this);
  }

  /** Adds a frame to what is written at the end of the turn. */
  send(frame: Frame): void {
    if (!this.live) return;
    this.session.send(frame);
    this.touch();
  }

  /** Leaves what the peer sends in the socket, or goes on reading. */
  listen(on: boolean): void {
    this.unread = !on;
    if (on) this.goOn();
    else this.socket.pause();
  }

  /** Ends in order, behind what was sent, or what was written of it. The machine has asked for it and is not told. */
  close(drop = false): void {
    this.live = false;
    this.ending = true;
    if (drop && this.session.pending > 0) this.session.take();
    // Who has left that much unread will not read it now.
    if (this.socket.writableLength > (drop ? 0 : ABANDONED)) this.socket.destroy();
    else this.touch();
  }

  /** Writes what the turn has left. */
  flush(): void {
    this.isDirty = false;
    const { socket, session } = this;
    if (socket.destroyed) return;
    if (this.live) session.settle?.();
    if (session.pending > 0) {
      this.sent += session.pending;
      socket.write(session.take());
    }
    if (this.ending) {
      if (this.lastBytes !== null && this.lastBytes.length > 0) socket.write(this.lastBytes);
      socket.end(() => setTimeout(() => socket.destroy(), DEAF_MS).unref());
      // What the peer still sends is thrown away, so that its end is seen.
      socket.resume();
      socket.setTimeout(LINGER_MS, () => socket.destroy());
      return;
    }
    if (socket.writableLength > UNREAD_MAX) socket.pause();
    else if (socket.writableLength === 0) this.goOn();
  }

  /** All was taken: commands that had to wait run, and more may come. */
  private goOn(): void {
    const { session, socket } = this;
    if (!this.live) return;
    if (session.stalled) session.resume(this);
    if (!session.stalled && !this.unread && socket.isPaused()) socket.resume();
  }

  /** Ends at once, without the rest. */
  cut(): void {
    this.over('reset');
    this.socket.destroy();
  }
}
