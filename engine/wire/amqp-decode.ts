import {
  cannotDecode,
  type Fault,
  fault,
  frameFault,
  INTERNAL,
  interrupted,
  NOT_A_METHOD,
  NOT_UTF8,
  RUNNING,
  typeFault,
  unexpected,
} from './amqp-faults.ts';
import {
  BODY_FRAME,
  FRAME_EMPTY,
  FRAME_END,
  FRAME_HEAD,
  FRAME_MIN,
  HEADER_FRAME,
  HEARTBEAT_FRAME,
  METHOD_FRAME,
  ZERO_BYTES,
} from './amqp-framing.ts';
import { type Draft, isUtf8, planOfId, readArguments, shortstrsAreUtf8 } from './amqp-method-codec.ts';
import type { AmqpFrame, BasicProperties } from './amqp-methods.ts';
import { PropertiesReader } from './amqp-properties.ts';
import { AmqpReader, readU32 } from './amqp-reader.ts';
import { BodyPool } from './body-pool.ts';
import { ByteQueue } from './byte-queue.ts';
import type { ByteText } from './byte-text.ts';

/*
 * Bytes to frames, in pieces of any size. A method with content is handed over when all of its body is there; one
 * content a channel can be under way, contents of several channels may interleave.
 *
 * Bytes that are no frame become one `malformed` frame with the code and text that RabbitMQ closes the connection
 * with, and nothing is read from then on. Where RabbitMQ's reader dies without a word (unknown methods, tables that
 * cannot be read), the protocol's own code is given: 503 and 502.
 * RABBITMQ: rabbit_reader handle_input and handle_frame, rabbit_command_assembler
 */

const PUBLISH = (60 << 16) | 40;
const ACK = (60 << 16) | 80;
const DELIVER = (60 << 16) | 60;
const HEADER_BYTES = 12;
const PROTOCOL_BYTES = 8;
const AMQP = 0x414d5150;

/** Bodies announced beyond this are counted, not kept. RABBITMQ: MAX_MSG_SIZE, the most that can be configured */
const BODY_MAX = 512 * 1024 * 1024;
/** A body in several frames begins with this much memory. */
const BODY_MIN = 4096;
const NO_PROPERTIES: BasicProperties = {};

/** A content under way on a channel; `channel` is -1 where none is. */
class Content {
  channel = -1;
  classId = 0;
  methodId = 0;
  frame: Draft | null = null;
  /** Bytes of the body that are still to come; -1 while the content header is. */
  left = -1;
  size = 0;
  /** What came of a body in several frames; it grows with what comes, not with what was announced. */
  bytes = ZERO_BYTES;

  add(part: Uint8Array): void {
    const { size } = this;
    const had = size - this.left;
    const needed = had + part.length;
    if (needed > this.bytes.length) {
      const grown = new Uint8Array(Math.min(size, Math.max(needed, this.bytes.length * 2, BODY_MIN)));
      grown.set(this.bytes.subarray(0, had));
      this.bytes = grown;
    }
    this.bytes.set(part, had);
  }
}

export interface DecoderOptions {
  readonly text?: ByteText;
  /** Which side's words are read. A server is spoken to first with a protocol header. */
  readonly from?: 'client' | 'server';
}

export class AmqpDecoder {
  /** The most a frame's payload may have, as agreed in tuning; 0 is no limit. */
  frameMax = FRAME_MIN;
  /** True once a malformed frame was given: nothing follows it. */
  failed = false;
  private readonly queue = new ByteQueue();
  private readonly reader: AmqpReader;
  private readonly properties = new PropertiesReader();
  private readonly bodies = new BodyPool();
  /** The content of the channel that began one last, or of any other. */
  private readonly current = new Content();
  private readonly others = new Map<number, Content>();
  private greets: boolean;
  private readonly fromServer: boolean;
  private exchange = '';
  private routingKey = '';
  private consumerTag = '';

  constructor({ text, from = 'client' }: DecoderOptions = {}) {
    this.reader = new AmqpReader(text);
    this.greets = from === 'client';
    this.fromServer = from === 'server';
  }

  /** Takes the next bytes. They may be written over once `next` has returned null. */
  feed(chunk: Uint8Array): void {
    if (!this.failed) this.queue.add(chunk);
  }

  /** Bytes that wait for the rest of their frame. */
  get pending(): number {
    return this.queue.end - this.queue.at;
  }

  /** The next frame, or null until more bytes come. */
  next(): AmqpFrame | null {
    const { queue } = this;
    while (!this.failed) {
      const had = queue.end - queue.at;
      if (this.greets || (this.fromServer && had > 0 && queue.bytes[queue.at] === 0x41)) {
        if (had < PROTOCOL_BYTES) break;
        return this.protocolHeader();
      }
      if (had < FRAME_HEAD) break;
      const size = readU32(queue.bytes, queue.at + 3);
      if (this.frameMax !== 0 && size > this.frameMax) return this.fail(this.tooLarge(size));
      if (had < size + FRAME_EMPTY) break;
      const frame = this.frame(size);
      if (frame !== null) return frame;
    }
    queue.keep();
    return null;
  }

  private fail({ replyCode, replyText, classId, methodId }: Fault): AmqpFrame {
    this.failed = true;
    this.queue.clear();
    this.others.clear();
    this.finish(this.current);
    return { channel: 0, method: 'malformed', replyCode, replyText, classId, methodId };
  }

  private protocolHeader(): AmqpFrame {
    const { bytes, at } = this.queue;
    if (readU32(bytes, at) !== AMQP) return this.fail(fault('FRAME_ERROR', 'bad header'));
    this.queue.at = at + PROTOCOL_BYTES;
    this.greets = false;
    const [id = 0, major = 0, minor = 0, revision = 0] = bytes.subarray(at + 4, at + PROTOCOL_BYTES);
    return { channel: 0, method: 'protocol.header', id, major, minor, revision };
  }

  private tooLarge(size: number): Fault {
    const type = this.queue.bytes[this.queue.at] ?? 0;
    return frameFault(type, ZERO_BYTES, `{frame_too_large,${size},${this.frameMax - FRAME_EMPTY}}`);
  }

  /** A frame that is there as a whole. Null where there is more to come of what it belongs to. */
  private frame(size: number): AmqpFrame | null {
    const { queue } = this;
    const { bytes, at } = queue;
    const type = bytes[at]!; // the head is there
    const channel = (bytes[at + 1]! << 8) | bytes[at + 2]!;
    const from = at + FRAME_HEAD;
    const to = from + size;
    if (bytes[to] !== FRAME_END) {
      return this.fail(frameFault(type, bytes.subarray(from, to), `{invalid_frame_end_marker,${bytes[to]}}`));
    }
    queue.at = to + 1;
    if (type === METHOD_FRAME && size >= 4) return this.method(channel, from, to);
    if (type === BODY_FRAME && channel !== 0) return this.body(channel, from, to);
    if (type === HEADER_FRAME && size >= HEADER_BYTES && channel !== 0) return this.header(channel, from, to);
    const payload = bytes.subarray(from, to);
    if (type === HEARTBEAT_FRAME && size === 0 && channel === 0) return { channel: 0, method: 'heartbeat' };
    const known = type === BODY_FRAME || (type === HEADER_FRAME && size >= HEADER_BYTES);
    if (known || (type === HEARTBEAT_FRAME && size === 0)) return this.fail(typeFault(type, payload));
    return this.fail(frameFault(type, payload, 'unknown_frame'));
  }

  private contentOf(channel: number): Content | undefined {
    if (this.current.channel === channel) return this.current;
    return this.others.size === 0 ? undefined : this.others.get(channel);
  }

  private method(channel: number, from: number, to: number): AmqpFrame | null {
    const { bytes } = this.queue;
    const under = this.contentOf(channel);
    if (under !== undefined) return this.fail(interrupted(under));
    const id = readU32(bytes, from);
    const { reader } = this;
    reader.over(bytes, from + 4, to);
    if (id === PUBLISH) return this.publish(channel, from);
    if (id === ACK) return this.ack(channel, from);
    if (id === DELIVER) return this.deliver(channel, from);
    const plan = planOfId(id);
    if (plan === undefined) return this.fail(fault('COMMAND_INVALID', `unknown method {${id >>> 16},${id & 0xffff}}`));
    const draft = readArguments(reader, plan, channel);
    if (!reader.complete) return this.fail(this.undecodable(id, from + 4, to));
    if (!shortstrsAreUtf8(plan, draft)) return this.fail(NOT_UTF8);
    if (plan.content) return this.begin(channel, id, draft);
    // Built from the same table as the frame types.
    return draft as unknown as AmqpFrame;
  }

  private undecodable(id: number, from: number, to: number): Fault {
    const [classId, methodId] = [id >>> 16, id & 0xffff];
    if (this.reader.fault === 'syntax') return fault('SYNTAX_ERROR', 'cannot decode field table', classId, methodId);
    return cannotDecode(this.queue.bytes.subarray(from, to), classId, methodId);
  }

  private publish(channel: number, from: number): AmqpFrame | null {
    const { reader } = this;
    const reserved = reader.u16();
    const exchange = reader.shortstrLike(this.exchange);
    const routingKey = reader.shortstrLike(this.routingKey);
    const bits = reader.u8();
    if (!reader.complete) return this.fail(this.undecodable(PUBLISH, from + 4, reader.end));
    if (!this.known(exchange, routingKey)) return this.fail(NOT_UTF8);
    return this.begin(channel, PUBLISH, {
      channel,
      method: 'basic.publish',
      reserved,
      exchange,
      routingKey,
      mandatory: (bits & 1) !== 0,
      immediate: (bits & 2) !== 0,
      properties: NO_PROPERTIES,
      body: ZERO_BYTES,
    });
  }

  private deliver(channel: number, from: number): AmqpFrame | null {
    const { reader } = this;
    const consumerTag = reader.shortstrLike(this.consumerTag);
    const deliveryTag = reader.u64();
    const bits = reader.u8();
    const exchange = reader.shortstrLike(this.exchange);
    const routingKey = reader.shortstrLike(this.routingKey);
    if (!reader.complete) return this.fail(this.undecodable(DELIVER, from + 4, reader.end));
    if (!this.known(exchange, routingKey) || !isUtf8(consumerTag)) return this.fail(NOT_UTF8);
    this.consumerTag = consumerTag;
    return this.begin(channel, DELIVER, {
      channel,
      method: 'basic.deliver',
      consumerTag,
      deliveryTag,
      redelivered: (bits & 1) !== 0,
      exchange,
      routingKey,
      properties: NO_PROPERTIES,
      body: ZERO_BYTES,
    });
  }

  /** Remembers the two names; false where one is not UTF-8. One that is remembered was looked at before. */
  private known(exchange: string, routingKey: string): boolean {
    if (exchange !== this.exchange && !isUtf8(exchange)) return false;
    if (routingKey !== this.routingKey && !isUtf8(routingKey)) return false;
    this.exchange = exchange;
    this.routingKey = routingKey;
    return true;
  }

  private ack(channel: number, from: number): AmqpFrame {
    const { reader } = this;
    const deliveryTag = reader.u64();
    const bits = reader.u8();
    if (!reader.complete) return this.fail(this.undecodable(ACK, from + 4, reader.end));
    return { channel, method: 'basic.ack', deliveryTag, multiple: (bits & 1) !== 0 };
  }

  private begin(channel: number, id: number, frame: Draft): AmqpFrame | null {
    if (channel === 0) return this.fail(fault('CHANNEL_ERROR', RUNNING, id >>> 16, id & 0xffff));
    const content = this.current.channel < 0 ? this.current : new Content();
    if (content !== this.current) this.others.set(channel, content);
    content.channel = channel;
    content.classId = id >>> 16;
    content.methodId = id & 0xffff;
    content.frame = frame;
    content.left = -1;
    return null;
  }

  private header(channel: number, from: number, to: number): AmqpFrame | null {
    const { bytes } = this.queue;
    const content = this.contentOf(channel);
    if (content === undefined) return this.fail(unexpected(NOT_A_METHOD));
    const classId = (bytes[from]! << 8) | bytes[from + 1]!; // twelve bytes are there
    const weight = (bytes[from + 2]! << 8) | bytes[from + 3]!;
    if (content.left >= 0 || weight !== 0) return this.fail(interrupted(content));
    if (classId !== content.classId) {
      const text = `expected content header for class ${content.classId}, got one for class ${classId} instead`;
      return this.fail(unexpected(text, content.classId, content.methodId));
    }
    const { reader } = this;
    reader.over(bytes, from + 4, to);
    const size = Number(reader.u64());
    const properties = this.properties.read(reader);
    if (properties === null) return this.fail(INTERNAL);
    const frame = content.frame as Draft; // there is one while the content is under way
    frame['properties'] = properties;
    content.size = size;
    content.left = size;
    return size === 0 ? this.complete(content, ZERO_BYTES) : null;
  }

  private body(channel: number, from: number, to: number): AmqpFrame | null {
    const { bytes } = this.queue;
    const content = this.contentOf(channel);
    if (content === undefined) return this.fail(unexpected(NOT_A_METHOD));
    const length = to - from;
    if (content.left < length) return this.fail(interrupted(content));
    if (length === content.size) return this.complete(content, this.bodies.copy(bytes, from, to));
    const kept = content.size <= BODY_MAX;
    if (kept) content.add(bytes.subarray(from, to));
    content.left -= length;
    if (content.left > 0) return null;
    // Beyond all limits only its size is told: memory that nobody touches is not taken.
    return this.complete(content, kept ? content.bytes : new Uint8Array(Math.min(content.size, 2 ** 32)));
  }

  private complete(content: Content, body: Uint8Array): AmqpFrame {
    const frame = content.frame as Draft;
    frame['body'] = body;
    this.finish(content);
    // A method with content, and now with all of it.
    return frame as unknown as AmqpFrame;
  }

  private finish(content: Content): void {
    if (content === this.current) {
      content.channel = -1;
      content.frame = null;
      content.left = -1;
      content.bytes = ZERO_BYTES;
    } else this.others.delete(content.channel);
  }
}
