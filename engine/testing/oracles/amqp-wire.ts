import { createRequire } from 'node:module';
import { connect, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import type { MethodName } from '../../wire/amqp-methods.ts';
import { METHODS } from '../../wire/amqp-methods.ts';
import { frameLine, type Plain, type Said } from './amqp-lines.ts';

/*
 * A raw AMQP connection that says exactly what it is told and remembers every frame it hears, by the codec of amqplib:
 * the referee must not read with our own eyes.
 */

interface Decoded {
  readonly id?: number;
  readonly channel: number;
  readonly type?: number;
  readonly fields?: Record<string, unknown>;
  readonly size?: number;
}

interface Definitions {
  encodeMethod(id: number, channel: number, fields: object): Buffer;
  encodeProperties(id: number, channel: number, size: number, fields: object): Buffer;
}

interface Framing {
  readonly PROTOCOL_HEADER: string;
  makeBodyFrame(channel: number, payload: Buffer): Buffer;
  parseFrame(
    bytes: Buffer,
    max?: number,
  ): { rest: Buffer; type: number; channel: number; size: number; payload: Buffer } | false;
  decodeFrame(frame: unknown): Decoded & { id: number; fields: Record<string, unknown>; size: number };
}

const require = createRequire(import.meta.url);
const amqplib = dirname(require.resolve('amqplib'));
const defs = require(join(amqplib, 'lib/defs.js')) as Definitions;
const framing = require(join(amqplib, 'lib/frame.js')) as Framing;

const NAMES = new Map<number, MethodName>(
  Object.entries(METHODS).map(([name, spec]) => [(spec.classId << 16) | spec.methodId, name as MethodName]),
);
const BASIC = 60;
const [METHOD_FRAME, HEADER_FRAME, BODY_FRAME] = [1, 2, 3];

/** What amqplib insists on being told and we leave out where it is nothing. */
const NOTHING = {
  ticket: 0,
  replyText: '',
  classId: 0,
  methodId: 0,
  outOfBand: '',
  messageCount: 0,
  active: false,
  exchange: '',
  routingKey: '',
  queue: '',
  source: '',
  destination: '',
  consumerTag: '',
  deliveryTag: 0,
  realm: '/data',
  requeue: false,
};

/** Methods without an answer. */
const SILENT: ReadonlySet<string> = new Set([
  'basic.publish',
  'basic.ack',
  'basic.nack',
  'basic.reject',
  'basic.recover-async',
]);

/** What is heard on channels from this one on is for the recorder alone. */
export const HIDDEN = 1000;
/** No answer within this time is no answer. */
const PATIENCE_MS = 20_000;

const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

interface OpenContent {
  readonly method: MethodName;
  readonly fields: Record<string, unknown>;
  readonly properties: Record<string, Plain>;
  left: number;
  body: string;
}

/** A channel as its client knows it. */
interface KnownChannel {
  /** For each channel.flow that was not answered yet, whether the conversation asked or only the recorder. */
  readonly flows: boolean[];
  /** The last publish, and the last answered, once it confirms. */
  published: number;
  settled: number;
  confirms: boolean;
}

export interface Login {
  readonly vhost?: string;
  readonly user?: string;
}

export class WireClient {
  readonly lines: string[] = [];
  heardAt = 0;
  /** The last address that was heard with a request. */
  replyTo = '';
  /** The server has ended the connection, or is about to. */
  over = false;
  /** The socket is closed. */
  gone = false;
  /** The name of the queue last declared, as it was before names of the server's making were made alike. */
  lastServerName: string | null = null;
  /** Channels on which there is an answer to wait for. */
  readonly #open = new Map<number, KnownChannel>();
  readonly #hidden: string[] = [];
  readonly #name: string;
  readonly #socket: Socket;
  #rest: Buffer = Buffer.alloc(0);
  /** A method whose content is still coming, by channel. */
  readonly #contents = new Map<number, OpenContent>();
  #heardSomething: (() => void)[] = [];

  constructor(name: string, port: number) {
    this.#name = name;
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (data) => this.#heard(data));
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => {
      this.over = true;
      this.gone = true;
      this.lines.push(`${name} closed`);
      this.#wake();
    });
  }

  /** Shakes hands and opens channel 1. */
  async open({ vhost = '/', user = 'guest' }: Login = {}): Promise<void> {
    this.#socket.write(framing.PROTOCOL_HEADER);
    await this.#until(() => this.lines.length > 0);
    const capabilities = {
      consumer_cancel_notify: true,
      'connection.blocked': true,
      authentication_failure_close: true,
    };
    this.#method(0, 'connection.start-ok', {
      clientProperties: { capabilities },
      mechanism: 'PLAIN',
      response: Buffer.from(`\0${user}\0${user}`),
      locale: 'en_US',
    });
    await this.#until(() => this.lines.length > 1 || this.over);
    this.#method(0, 'connection.tune-ok', { channelMax: 2047, frameMax: 131_072, heartbeat: 0 });
    this.#method(0, 'connection.open', { virtualHost: vhost, capabilities: '', insist: false });
    this.#method(1, 'channel.open', { outOfBand: '' });
    await this.#until(() => this.#open.has(1) || this.over);
    this.lines.length = 0;
  }

  /** Says it, and waits for the first word of an answer where there must be one. */
  async say(said: Said): Promise<void> {
    // Once the server has said that the connection is over, it listens for the answer to that alone.
    const before = this.lines.length;
    const heard = this.#open.has(said.channel) || said.method === 'channel.open' || said.channel === 0;
    this.#speak(said);
    const silent = said.fields['nowait'] === true || SILENT.has(said.method) || said.method.endsWith('-ok');
    if (!silent && heard && !this.over) await this.#until(() => this.lines.length > before || this.over);
  }

  /** Comes back when these channels have done all they were told; says nothing that would be recorded. */
  async barrier(channels: Iterable<number>): Promise<void> {
    const asked = [...channels].flatMap((number) => {
      const channel = this.#open.get(number);
      if (channel === undefined || this.over) return [];
      channel.flows.push(false);
      this.#method(number, 'channel.flow', { active: true });
      return [channel];
    });
    await this.#until(() => this.over || asked.every(({ flows }) => flows.length === 0));
  }

  /** The channels of the conversation that are open. */
  get channels(): number[] {
    return [...this.#open.keys()].filter((number) => number < HIDDEN);
  }

  /** Comes back when every publish was confirmed or refused that will be. */
  async confirmed(): Promise<void> {
    const open = (): boolean =>
      [...this.#open.values()].some(({ confirms, published, settled }) => confirms && settled < published);
    await this.#until(() => this.over || !open());
  }

  /** Asks the queue's process, on a channel for this alone, and comes back when it has answered, whatever that is. */
  async visit(channel: number, queue: string): Promise<void> {
    if (this.over) return;
    if (!this.#open.has(channel)) {
      this.#method(channel, 'channel.open', NOTHING);
      await this.#until(() => this.over || this.#open.has(channel));
    }
    const before = this.#hidden.length;
    this.#method(channel, 'queue.declare', { ...NOTHING, queue, passive: true });
    const answer = (): string | undefined =>
      this.#hidden.slice(before).find((line) => line.startsWith(`${this.#name}${channel} `));
    await this.#until(() => this.over || answer() !== undefined);
    if (!(answer()?.includes('channel.close') ?? false) || this.over) return;
    this.#method(channel, 'channel.close-ok', {});
    this.#method(channel, 'channel.open', NOTHING);
    await this.#until(() => this.over || this.#open.has(channel));
  }

  /** Comes back when the socket is closed. */
  async closed(): Promise<void> {
    await this.#until(() => this.gone);
  }

  async #until(heard: () => boolean): Promise<void> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    while (!heard()) {
      const left = giveUpAt - Date.now();
      if (left <= 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#heardSomething.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  #wake(): void {
    const waiting = this.#heardSomething;
    this.#heardSomething = [];
    for (const wake of waiting) wake();
  }

  #speak(said: Said): void {
    const channel = this.#open.get(said.channel);
    if (said.method === 'channel.flow') channel?.flows.push(true);
    if (said.method === 'channel.close') this.#forget(said.channel);
    this.#method(said.channel, said.method, { ...NOTHING, ...said.fields });
    if (said.method !== 'basic.publish') return;
    if (channel !== undefined) channel.published++;
    const body = Buffer.from(said.body);
    this.#socket.write(defs.encodeProperties(BASIC, said.channel, body.length, said.properties));
    if (body.length > 0) this.#socket.write(framing.makeBodyFrame(said.channel, body));
  }

  vanish(): void {
    this.over = true;
    this.#socket.destroy();
  }

  /** Waits until nothing has been heard for a while. */
  async quiet(millis = 80): Promise<void> {
    const since = Date.now();
    while (Date.now() - Math.max(since, this.heardAt) < millis) await pause(5);
  }

  #method(channel: number, method: MethodName, fields: object): void {
    const { classId, methodId } = METHODS[method];
    this.#socket.write(defs.encodeMethod((classId << 16) | methodId, channel, fields));
  }

  #heard(data: Buffer): void {
    this.heardAt = Date.now();
    this.#rest = this.#rest.length === 0 ? data : Buffer.concat([this.#rest, data]);
    for (let frame = framing.parseFrame(this.#rest); frame !== false; frame = framing.parseFrame(this.#rest)) {
      this.#rest = frame.rest;
      if (frame.type === BODY_FRAME) this.#onBody(frame.channel, frame.payload);
      else if (frame.type === METHOD_FRAME || frame.type === HEADER_FRAME)
        this.#onFrame(frame.type, framing.decodeFrame(frame));
    }
    this.#wake();
  }

  #onFrame(type: number, frame: Decoded & { id: number; fields: Record<string, unknown>; size: number }): void {
    const { channel, fields } = frame;
    if (type === METHOD_FRAME) {
      const method = NAMES.get(frame.id) as MethodName;
      if (this.#isForUsAlone(channel, method, fields)) return;
      if ('content' in METHODS[method])
        this.#contents.set(channel, { method, fields, properties: {}, left: 0, body: '' });
      else this.#line(channel, frameLine(this.#name, channel, method, fields, {}, null));
      return;
    }
    const open = this.#contents.get(channel);
    if (open === undefined) return;
    for (const [key, value] of Object.entries(fields)) if (value !== undefined) open.properties[key] = value as Plain;
    open.left = frame.size;
    if (open.left === 0) this.#complete(channel);
  }

  /** Follows what becomes of the channels. True for what the conversation did not ask for. */
  #isForUsAlone(number: number, method: MethodName, fields: Record<string, unknown>): boolean {
    if (method === 'connection.close') this.over = true;
    // The server leaves it to the client to close the socket.
    if (method === 'connection.close-ok') this.#socket.end();
    if (method === 'queue.declare-ok' && number < HIDDEN) this.lastServerName = String(fields['queue']);
    if (method === 'channel.close' || method === 'channel.close-ok') this.#forget(number);
    if (method === 'channel.open-ok') this.#open.set(number, { flows: [], published: 0, settled: 0, confirms: false });
    const channel = this.#open.get(number);
    if (channel === undefined) return false;
    if (method === 'confirm.select-ok' && !channel.confirms) Object.assign(channel, { confirms: true, published: 0 });
    if (method === 'basic.ack' || method === 'basic.nack')
      channel.settled = Math.max(channel.settled, Number(fields['deliveryTag']));
    return method === 'channel.flow-ok' && channel.flows.shift() === false;
  }

  /** On a channel that is closed nothing is answered any more. */
  #forget(number: number): void {
    const channel = this.#open.get(number);
    if (channel !== undefined) channel.flows.length = 0;
    this.#open.delete(number);
  }

  #onBody(channel: number, payload: Buffer): void {
    const open = this.#contents.get(channel);
    if (open === undefined) return;
    open.body += payload.toString('latin1');
    open.left -= payload.length;
    if (open.left <= 0) this.#complete(channel);
  }

  #complete(channel: number): void {
    const open = this.#contents.get(channel);
    if (open === undefined) return;
    this.#contents.delete(channel);
    if (typeof open.properties['replyTo'] === 'string') this.replyTo = open.properties['replyTo'];
    this.#line(channel, frameLine(this.#name, channel, open.method, open.fields, open.properties, open.body));
  }

  #line(channel: number, line: string): void {
    (channel >= HIDDEN ? this.#hidden : this.lines).push(line);
  }
}
