import { utf8Bytes } from '../base/bytes.ts';
import { type Rng, randomBelow, rngFrom } from '../base/rng.ts';
import type { ConnId, DiskView, Stimulus } from '../sim/machine.ts';
import {
  type AmqpFrame,
  type Content,
  type ContentMethod,
  type MethodFields,
  type MethodFrame,
  type MethodName,
  methodFrame,
  PROTOCOL_HEADER,
} from '../wire/amqp-methods.ts';
import type { BrokerConfig } from './config.ts';
import type { BrokerFact } from './facts.ts';
import { broker } from './machine.ts';
import type { BrokerOut, BrokerState } from './state.ts';

/*
 * A broker on the bench: what its tests drive it with. No network and no kernel; a disk whose syncs come back when the
 * test says so, a clock that the test moves, timers that fire in order.
 */

interface RigFile {
  bytes: Uint8Array;
  synced: number;
}

export class Rig {
  state!: BrokerState;
  readonly out: BrokerOut;
  now = 0;
  readonly facts: BrokerFact[] = [];
  /** Frames the broker has sent, by connection, not yet taken. */
  readonly sent = new Map<ConnId, AmqpFrame[]>();
  readonly closed = new Set<ConnId>();
  readonly timers = new Map<string, number>();
  readonly files = new Map<string, RigFile>();
  /** Syncs and replacements under way, oldest first. */
  readonly disk: (() => void)[] = [];
  /** Whether the disk answers at once. */
  diskAnswers = true;
  readonly #config: BrokerConfig;
  readonly #observed: boolean;
  #rng: Rng = rngFrom(1, 'rig');
  #lastConn = 0;

  constructor(config: Partial<BrokerConfig> = {}, observed = true) {
    this.#config = broker.readConfig({ heartbeat: 0, ...config });
    this.#observed = observed;
    this.out = this.#makeOut();
    this.boot();
  }

  boot(): void {
    const view: DiskView = {
      files: [...this.files.keys()].sort(),
      read: (name) => this.files.get(name)?.bytes ?? null,
    };
    this.#rng = rngFrom(this.now + 1, 'rig');
    this.state = broker.boot(this.#config, view, this.out);
    this.settleDisk();
  }

  /** Stops the process; `powerCut` also takes what was not synced. */
  stop(how: 'kill' | 'powerCut'): void {
    this.timers.clear();
    this.disk.length = 0;
    this.sent.clear();
    if (how === 'kill') return;
    for (const [name, file] of this.files) {
      if (file.synced === 0) this.files.delete(name);
      else file.bytes = file.bytes.slice(0, file.synced);
    }
  }

  restart(how: 'kill' | 'powerCut'): void {
    this.stop(how);
    this.now += 1_000_000;
    this.boot();
  }

  on(stimulus: Stimulus): void {
    broker.on(this.state, stimulus, this.out);
    this.settleDisk();
  }

  settleDisk(): void {
    while (this.diskAnswers && this.disk.length > 0) this.disk.shift()?.();
  }

  /** Lets time pass, firing the timers that fall due. */
  pass(micros: number): void {
    const until = this.now + micros;
    for (;;) {
      const due = [...this.timers].filter(([, at]) => at <= until).sort((a, z) => a[1] - z[1])[0];
      if (due === undefined) break;
      this.timers.delete(due[0]);
      this.now = Math.max(this.now, due[1]);
      this.on({ kind: 'timer', name: due[0] });
    }
    this.now = until;
  }

  #makeOut(): BrokerOut {
    const now = (): number => this.now;
    const observed = this.#observed;
    return {
      get now() {
        return now();
      },
      observed,
      random: (bound) => randomBelow(this.#rng, bound),
      note: (fact) => (observed ? this.facts.push(fact) : 0),
      connect: () => 0,
      send: (conn, frame) => {
        const inbox = this.sent.get(conn);
        // The rig speaks only with the broker, which sends nothing but AMQP.
        if (inbox === undefined) this.sent.set(conn, [frame as AmqpFrame]);
        else inbox.push(frame as AmqpFrame);
      },
      close: (conn) => void this.closed.add(conn),
      setTimer: (name, after) => void this.timers.set(name, this.now + after),
      clearTimer: (name) => void this.timers.delete(name),
      busy: () => {},
      append: (name, bytes) => {
        const file = this.files.get(name) ?? { bytes: new Uint8Array(0), synced: 0 };
        file.bytes = appended(file.bytes, bytes);
        this.files.set(name, file);
      },
      sync: (name) => {
        const upTo = this.files.get(name)?.bytes.length ?? 0;
        this.disk.push(() => {
          const file = this.files.get(name);
          if (file !== undefined) file.synced = Math.max(file.synced, upTo);
          broker.on(this.state, { kind: 'synced', file: name, upTo }, this.out);
        });
      },
      replace: (name, bytes) =>
        void this.disk.push(() => {
          this.files.set(name, { bytes: bytes.slice(), synced: bytes.length });
          broker.on(this.state, { kind: 'replaced', file: name }, this.out);
        }),
      truncate: (name, length) => {
        const file = this.files.get(name);
        if (file !== undefined)
          this.files.set(name, { bytes: file.bytes.slice(0, length), synced: Math.min(length, file.synced) });
      },
      read: (name) => this.files.get(name)?.bytes ?? null,
      remove: (name) => void this.files.delete(name),
      traffic: () => ({ unread: 0, unparsed: 0, received: 0, sent: 0 }),
      bound: () => {},
      exit: () => {},
    };
  }

  /** A connection that has shaken hands; the properties are what the client says of itself. */
  connect(options: { user?: string; password?: string; vhost?: string } = {}): RigClient {
    const client = this.dial();
    client.send(PROTOCOL_HEADER);
    const { user = 'guest', password = 'guest', vhost = '/' } = options;
    client.method(0, 'connection.start-ok', {
      mechanism: 'PLAIN',
      response: `\0${user}\0${password}`,
      locale: 'en_US',
      clientProperties: [
        {
          key: 'capabilities',
          type: 'table',
          value: ['consumer_cancel_notify', 'connection.blocked', 'authentication_failure_close'].map((key) => ({
            key,
            type: 'bool',
            value: true,
          })),
        },
      ],
    });
    client.method(0, 'connection.tune-ok', { channelMax: 2047, frameMax: 131_072, heartbeat: 0 });
    client.method(0, 'connection.open', { virtualHost: vhost });
    return client;
  }

  dial(): RigClient {
    const conn = ++this.#lastConn;
    this.on({ kind: 'opened', conn, peer: `client-${conn}`, accepted: true });
    return new RigClient(this, conn);
  }

  /** A connection with channel 1 open, and nothing left to read. */
  client(): RigClient {
    const client = this.connect();
    client.method(1, 'channel.open', {});
    client.take();
    return client;
  }

  factsOf<K extends BrokerFact['kind']>(kind: K): Extract<BrokerFact, { kind: K }>[] {
    return this.facts.filter((fact): fact is Extract<BrokerFact, { kind: K }> => fact.kind === kind);
  }
}

/** The bytes with more behind them, in the room there is where there is some. */
function appended(bytes: Uint8Array, more: Uint8Array): Uint8Array {
  const length = bytes.length + more.length;
  const room = bytes.byteOffset === 0 && bytes.buffer.byteLength >= length ? bytes.buffer : new ArrayBuffer(2 * length);
  const grown = new Uint8Array(room, 0, length);
  if (room !== bytes.buffer) grown.set(bytes);
  grown.set(more, bytes.length);
  return grown;
}

export class RigClient {
  readonly rig: Rig;
  readonly conn: ConnId;

  constructor(rig: Rig, conn: ConnId) {
    this.rig = rig;
    this.conn = conn;
  }

  send(frame: AmqpFrame): void {
    this.rig.on({ kind: 'frame', conn: this.conn, frame });
  }

  method<M extends MethodName>(
    channel: number,
    method: M,
    given: Partial<MethodFields<M>> & (M extends ContentMethod ? Partial<Content> : unknown),
  ): void {
    this.send(methodFrame(channel, method, given));
  }

  /** Sends on channel 1 and takes everything answered. */
  ask<M extends MethodName>(
    method: M,
    given: Partial<MethodFields<M>> & (M extends ContentMethod ? Partial<Content> : unknown) = {},
  ): AmqpFrame[] {
    this.method(1, method, given);
    return this.take();
  }

  /** What has come since the last time. */
  take(): AmqpFrame[] {
    const frames = this.rig.sent.get(this.conn) ?? [];
    this.rig.sent.delete(this.conn);
    return frames;
  }

  publish(exchange: string, routingKey: string, text: string, more: Partial<MethodFrame<'basic.publish'>> = {}): void {
    this.send({ ...methodFrame(1, 'basic.publish', { exchange, routingKey, body: utf8Bytes(text) }), ...more });
  }

  /** The bodies delivered or got since the last time, as texts, with a `!` before the redelivered. */
  bodies(): string[] {
    return this.take().flatMap((frame) =>
      frame.method === 'basic.deliver' || frame.method === 'basic.get-ok'
        ? [(frame.redelivered ? '!' : '') + textOf(frame.body)]
        : [],
    );
  }

  /** The socket vanishes. */
  vanish(): void {
    this.rig.on({ kind: 'closed', conn: this.conn, reason: 'reset' });
  }
}

export function textOf(body: Uint8Array): string {
  return String.fromCharCode(...body);
}
