import type { Server, Socket } from 'node:net';
import { connect as connectTo, createServer } from 'node:net';
import type { Rng } from '../base/rng.ts';
import { nextUint32, randomBelow, rngFrom } from '../base/rng.ts';
import type {
  AnyMachine,
  CloseReason,
  ConnId,
  FactBody,
  Frame,
  Micros,
  NodeId,
  Out,
  Seq,
  Stimulus,
  Traffic,
} from '../sim/machine.ts';
import { Clock } from './clock.ts';
import { Connection } from './connection.ts';
import type { Disk } from './disk.ts';
import type { Protocol, Session } from './protocol.ts';

/*
 * Runs one machine in the real world: Out is sockets, files and the clock. All that happens in one turn of the event
 * loop is one iteration of the server: stimuli are handled as they come; at the end of the turn the files are written,
 * then the replies leave. That is Redis's own order (beforeSleep), and what makes a batch of clients cost one write.
 */

export interface HostEvents {
  /** The machine ended by itself, and all it asked for is done. */
  exited(): void;
  /** What the machine says though nobody observes: the lines of its log. */
  noted(fact: FactBody): void;
  /** Something broke that the machine can do nothing about. */
  failed(error: Error): void;
}

const NO_TRAFFIC: Traffic = Object.freeze({ unread: 0, unparsed: 0, received: 0, sent: 0 });

/** What a machine does once nobody publishes any more is done by then. */
const SETTLE_MS = 300;

export class MachineHost {
  private readonly machine: AnyMachine;
  private readonly disk: Disk;
  private readonly events: HostEvents;
  private readonly dials: (() => Session) | null;
  private readonly clock = new Clock((name) => this.stimulate({ kind: 'timer', name }));
  private readonly out: Out;
  private readonly rng: Rng;
  private readonly connections = new Map<ConnId, Connection>();
  private readonly servers: Server[] = [];
  private dirty: Connection[] = [];
  private nextConn: ConnId = 1;
  private turnEnds = false;
  private ended = false;
  private stopping = false;
  /** null before it was booted. Only the machine knows what it is. */
  private state: unknown = null;

  /**
   * `seed` begins the machine's stream of random numbers; `dials` opens the codec of a connection that the machine asks
   * for, null where it reaches nobody.
   */
  constructor(machine: AnyMachine, disk: Disk, seed: number, events: HostEvents, dials: (() => Session) | null = null) {
    this.machine = machine;
    this.disk = disk;
    this.events = events;
    this.dials = dials;
    this.rng = rngFrom(seed, 'bridge');
    this.out = this.door();
  }

  /**
   * Starts the machine with what is on its disk. `config` as its `readConfig` takes it; throws SpecError. False when
   * it ended at once, as over a file it cannot read: `noted` has heard why.
   */
  boot(config: unknown): boolean {
    const checked: unknown = this.machine.readConfig(config);
    this.state = this.machine.boot(checked, this.disk.view(), this.out);
    this.endTurn();
    return !this.ended;
  }

  /** Listens on 127.0.0.1. Resolves with the port, which is chosen by the system where 0 was given. */
  serve(protocol: Protocol, port: number): Promise<number> {
    return this.listen(protocol, { port, host: '127.0.0.1' });
  }

  /** Listens on an address, or on a socket of the file system. Resolves with the port, 0 for a path. */
  listen(
    protocol: Protocol,
    at: { readonly port: number; readonly host: string } | { readonly path: string },
  ): Promise<number> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.accept(protocol, socket));
    this.servers.push(server);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ ...at, backlog: 511 }, () => {
        server.off('error', reject);
        server.on('error', (error) => this.events.failed(error));
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  }

  private accept(protocol: Protocol, socket: Socket): void {
    // Somebody who came before there is anything to talk to.
    if (this.state === null) {
      socket.destroy();
      return;
    }
    const id = this.nextConn++;
    this.take(id, socket, protocol.open(), (reason) => reason);
    const peer = socket.remoteAddress === undefined ? 'unix:0' : `${socket.remoteAddress}:${socket.remotePort}`;
    this.stimulate({ kind: 'opened', conn: id, peer, accepted: true });
  }

  /** `reasonOf` says what the end of the connection means to the machine. */
  private take(
    id: ConnId,
    socket: Socket,
    session: Session,
    reasonOf: (reason: CloseReason) => CloseReason,
  ): Connection {
    const connection = new Connection(id, socket, session, {
      frame: (conn, frame) => this.stimulate({ kind: 'frame', conn, frame }),
      closed: (conn, reason) => {
        this.connections.delete(conn);
        this.stimulate({ kind: 'closed', conn, reason: reasonOf(reason) });
      },
      dirty: (one) => this.willFlush(one),
    });
    this.connections.set(id, connection);
    return connection;
  }

  /** One line in the machine's own language, as typed at its console. */
  command(line: string): void {
    this.stimulate({ kind: 'command', line });
  }

  /** What the machine answers to a query of its own kind. */
  inspect(query: unknown): unknown {
    return this.machine.inspect(this.state, query, this.clock.now);
  }

  /** Accepts nobody any more, says a last word to everyone who is there, and ends when files had a moment to settle. */
  stop(farewell: Frame): void {
    if (this.stopping) return;
    this.stopping = true;
    for (const server of this.servers) server.close();
    for (const connection of this.connections.values()) connection.dismiss(farewell);
    setTimeout(() => this.exit(), SETTLE_MS);
  }

  private stimulate(stimulus: Stimulus): void {
    if (this.ended) return;
    if (!this.turnEnds) {
      this.clock.tick();
      this.turnEnds = true;
      setImmediate(() => this.endTurn());
    }
    try {
      this.machine.on(this.state, stimulus, this.out);
    } catch (error) {
      // A bug of ours. The others are still served; the one it happened to is let go.
      this.events.failed(error instanceof Error ? error : new Error(String(error)));
      if (stimulus.kind === 'frame') this.connections.get(stimulus.conn)?.cut();
    }
  }

  private willFlush(connection: Connection): void {
    this.dirty.push(connection);
    if (this.turnEnds) return;
    this.turnEnds = true;
    setImmediate(() => this.endTurn());
  }

  private endTurn(): void {
    this.turnEnds = false;
    this.disk.flush();
    const { dirty } = this;
    this.dirty = [];
    for (const connection of dirty) connection.flush();
  }

  private closeConnection(conn: ConnId, drop: boolean): void {
    this.connections.get(conn)?.close(drop);
    this.connections.delete(conn);
  }

  /** The machine ended: nothing reaches it any more, what it has answered is written. */
  private exit(): void {
    if (this.ended) return;
    this.ended = true;
    this.clock.stop();
    setImmediate(() => {
      for (const connection of this.connections.values()) connection.close();
      this.connections.clear();
      this.endTurn();
      this.disk.close();
      for (const server of this.servers) server.close();
      this.events.exited();
    });
  }

  /** Work takes the time it takes; what is told to take longer (DEBUG SLEEP) keeps everybody waiting. */
  private sleep(took: Micros): void {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, took / 1000);
    this.clock.tick();
  }

  private door(): Out {
    const { clock, disk } = this;
    return {
      get now() {
        return clock.now;
      },
      observed: false,
      random: (bound: number) => (bound === 0x100000000 ? nextUint32(this.rng) : randomBelow(this.rng, bound)),
      note: (fact) => {
        this.events.noted(fact);
        return 0;
      },
      connect: (to: NodeId, port?: number) => this.connect(to, port),
      send: (conn: ConnId, frame: Frame) => this.connections.get(conn)?.send(frame),
      close: (conn: ConnId, _cause?: Seq, how?: 'drop') => this.closeConnection(conn, how === 'drop'),
      listen: (conn: ConnId, on: boolean) => this.connections.get(conn)?.listen(on),
      setTimer: (name, after) => clock.set(name, after),
      clearTimer: (name) => clock.clear(name),
      busy: (took) => this.sleep(took),
      append: (file, bytes) => disk.append(file, bytes),
      sync: (file) => disk.sync(file, (upTo) => this.stimulate({ kind: 'synced', file, upTo })),
      replace: (file, bytes) => disk.replace(file, bytes, () => this.stimulate({ kind: 'replaced', file })),
      truncate: (file, length) => disk.truncate(file, length),
      read: (file) => disk.read(file),
      remove: (file) => disk.remove(file),
      traffic: (conn) => this.connections.get(conn)?.traffic ?? NO_TRAFFIC,
      bound: (conn, bounds) => this.connections.get(conn)?.bound(bounds),
      exit: () => this.exit(),
    };
  }

  /** A connection of the machine's own, in the protocol it listens to: a replica's to its primary. */
  private connect(to: NodeId, port = 0): ConnId {
    const conn = this.nextConn++;
    const session = this.dials?.() ?? null;
    if (session === null || this.ended) {
      setImmediate(() => this.stimulate({ kind: 'closed', conn, reason: 'refused' }));
      return conn;
    }
    const socket = connectTo({ host: to, port, noDelay: true, allowHalfOpen: true });
    let isOpen = false;
    const connection = this.take(conn, socket, session, (reason) => (isOpen ? reason : 'refused'));
    socket.once('connect', () => {
      isOpen = true;
      if (this.connections.get(conn) === connection)
        this.stimulate({ kind: 'opened', conn, peer: to, accepted: false });
      else socket.destroy();
    });
    return conn;
  }
}
