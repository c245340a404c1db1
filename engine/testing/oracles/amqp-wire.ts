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

const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

export class WireClient {
  readonly lines: string[] = [];
  heardAt = 0;
  /** The last address that was heard with a request. */
  replyTo = '';
  /** Channels that the server has closed: there is no answer to wait for. */
  readonly #closed = new Set<number>();
  readonly #name: string;
  readonly #socket: Socket;
  #rest: Buffer = Buffer.alloc(0);
  /** A method whose content is still coming, by channel. */
  readonly #open = new Map<
    number,
    {
      method: MethodName;
      fields: Record<string, unknown>;
      properties: Record<string, Plain>;
      left: number;
      body: string;
    }
  >();

  constructor(name: string, port: number) {
    this.#name = name;
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (data) => this.#heard(data));
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => this.#line(`${name} closed`));
  }

  /** Shakes hands and opens channel 1. */
  async open(): Promise<void> {
    this.#socket.write(framing.PROTOCOL_HEADER);
    await this.quiet();
    const capabilities = {
      consumer_cancel_notify: true,
      'connection.blocked': true,
      authentication_failure_close: true,
    };
    this.#method(0, 'connection.start-ok', {
      clientProperties: { capabilities },
      mechanism: 'PLAIN',
      response: Buffer.from('\0guest\0guest'),
      locale: 'en_US',
    });
    await this.quiet();
    this.#method(0, 'connection.tune-ok', { channelMax: 2047, frameMax: 131_072, heartbeat: 0 });
    this.#method(0, 'connection.open', { virtualHost: '/', capabilities: '', insist: false });
    this.#method(1, 'channel.open', { outOfBand: '' });
    await this.#until(() => this.lines.some((line) => line.endsWith('channel.open-ok')));
    this.lines.length = 0;
  }

  /** Says it, and waits for the first word of an answer where there must be one. */
  async say(said: Said): Promise<void> {
    const before = this.lines.length;
    this.#speak(said);
    if (said.method === 'channel.open') this.#closed.delete(said.channel);
    const silent = said.fields['nowait'] === true || SILENT.has(said.method) || said.method.endsWith('-ok');
    if (!silent && !this.#closed.has(said.channel)) await this.#until(() => this.lines.length > before);
  }

  /** Comes back when the channel has done all it was told; says nothing that would be recorded. */
  async barrier(channel: number): Promise<void> {
    if (this.#closed.has(channel)) return;
    this.#method(channel, 'channel.flow', { active: true });
    const answered = (line: string): boolean => line.includes('channel.flow-ok') || line.includes('.close ');
    await this.#until(() => this.lines.some(answered));
    const at = this.lines.findIndex((line) => line.includes('channel.flow-ok'));
    if (at >= 0) this.lines.splice(at, 1);
  }

  async #until(heard: () => boolean): Promise<void> {
    for (let waited = 0; waited < 3000 && !heard(); waited += 5) await pause(5);
  }

  #speak(said: Said): void {
    this.#method(said.channel, said.method, { ...NOTHING, ...said.fields });
    if (said.method !== 'basic.publish') return;
    const body = Buffer.from(said.body);
    this.#socket.write(defs.encodeProperties(BASIC, said.channel, body.length, said.properties));
    if (body.length > 0) this.#socket.write(framing.makeBodyFrame(said.channel, body));
  }

  vanish(): void {
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
    this.#rest = Buffer.concat([this.#rest, data]);
    for (let frame = framing.parseFrame(this.#rest); frame !== false; frame = framing.parseFrame(this.#rest)) {
      this.#rest = frame.rest;
      if (frame.type === BODY_FRAME) this.#onBody(frame.channel, frame.payload);
      else if (frame.type === METHOD_FRAME || frame.type === HEADER_FRAME)
        this.#onFrame(frame.type, framing.decodeFrame(frame));
    }
  }

  #onFrame(type: number, frame: Decoded & { id: number; fields: Record<string, unknown>; size: number }): void {
    const { channel, fields } = frame;
    if (type === METHOD_FRAME) {
      const method = NAMES.get(frame.id) as MethodName;
      if (method === 'channel.close') this.#closed.add(channel);
      if (method === 'channel.open-ok') this.#closed.delete(channel);
      if ('content' in METHODS[method]) this.#open.set(channel, { method, fields, properties: {}, left: 0, body: '' });
      else this.#line(frameLine(this.#name, channel, method, fields, {}, null));
      return;
    }
    const open = this.#open.get(channel);
    if (open === undefined) return;
    for (const [key, value] of Object.entries(fields)) if (value !== undefined) open.properties[key] = value as Plain;
    open.left = frame.size;
    if (open.left === 0) this.#complete(channel);
  }

  #onBody(channel: number, payload: Buffer): void {
    const open = this.#open.get(channel);
    if (open === undefined) return;
    open.body += payload.toString('latin1');
    open.left -= payload.length;
    if (open.left <= 0) this.#complete(channel);
  }

  #complete(channel: number): void {
    const open = this.#open.get(channel);
    if (open === undefined) return;
    this.#open.delete(channel);
    if (typeof open.properties['replyTo'] === 'string') this.replyTo = open.properties['replyTo'];
    this.#line(frameLine(this.#name, channel, open.method, open.fields, open.properties, open.body));
  }

  #line(line: string): void {
    this.lines.push(line);
  }
}
