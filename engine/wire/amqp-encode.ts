import {
  BODY_FRAME,
  FRAME_EMPTY,
  FRAME_END,
  FRAME_HEAD,
  FRAME_MIN,
  HEADER_FRAME,
  HEARTBEAT_FRAME,
  METHOD_FRAME,
} from './amqp-framing.ts';
import { planOfName, writeArguments } from './amqp-method-codec.ts';
import type { AmqpFrame, BasicProperties, Content, MethodFrame } from './amqp-methods.ts';
import { PropertiesWriter } from './amqp-properties.ts';
import { AmqpWriter, writeU32 } from './amqp-writer.ts';

/*
 * Frames to bytes, one behind the other in one buffer. A method with content becomes its method frame, a content
 * header and as many body frames as the agreed size asks for. RABBITMQ: rabbit_binary_generator
 */

const DELIVER = (60 << 16) | 60;
const ACK = (60 << 16) | 80;
const ACK_BYTES = 13;
const HEADER = [0x41, 0x4d, 0x51, 0x50] as const;
const UPPER = 2 ** 32;

export class AmqpEncoder {
  /** The most a frame may have, head and end included; 0 is no limit. */
  frameMax = FRAME_MIN;
  readonly writer: AmqpWriter;
  private readonly properties = new PropertiesWriter();

  constructor(writer: AmqpWriter = new AmqpWriter()) {
    this.writer = writer;
  }

  /** Appends a frame. `malformed` stands for bytes that were read and has none of its own. */
  frame(frame: AmqpFrame): void {
    switch (frame.method) {
      case 'basic.deliver':
        this.deliver(frame);
        return;
      case 'basic.ack':
        this.ack(frame);
        return;
      case 'heartbeat':
        this.begin(HEARTBEAT_FRAME, 0, 0);
        this.writer.u8(FRAME_END);
        return;
      case 'protocol.header':
        for (const octet of [...HEADER, frame.id, frame.major, frame.minor, frame.revision]) this.writer.u8(octet);
        return;
      case 'malformed':
        return;
      default:
        this.method(frame);
    }
  }

  /** Writes a frame's head, with the length of the payload where it is known. */
  private begin(type: number, channel: number, size: number): void {
    const { writer } = this;
    writer.reserve(FRAME_HEAD);
    const { bytes, at } = writer;
    bytes[at] = type;
    bytes[at + 1] = channel >>> 8;
    bytes[at + 2] = channel;
    writeU32(bytes, at + 3, size);
    writer.at = at + FRAME_HEAD;
  }

  /** Ends the frame whose head is at `from`. */
  private end(from: number): void {
    const { writer } = this;
    writer.closeLength(from + 3);
    writer.u8(FRAME_END);
  }

  private method(frame: MethodFrame): void {
    const plan = planOfName(frame.method);
    if (plan === undefined) return;
    const { writer } = this;
    const from = writer.at;
    this.begin(METHOD_FRAME, frame.channel, 0);
    writer.u32((plan.classId << 16) | plan.methodId);
    // By names of the table its type is derived from.
    writeArguments(writer, plan, frame as unknown as Readonly<Record<string, unknown>>);
    this.end(from);
    if ('body' in frame) this.content(frame.channel, plan.classId, frame);
  }

  private deliver(frame: MethodFrame<'basic.deliver'>): void {
    const { writer } = this;
    const from = writer.at;
    this.begin(METHOD_FRAME, frame.channel, 0);
    writer.u32(DELIVER);
    writer.shortstr(frame.consumerTag);
    writer.u64(frame.deliveryTag);
    writer.u8(frame.redelivered ? 1 : 0);
    writer.shortstr(frame.exchange);
    writer.shortstr(frame.routingKey);
    this.end(from);
    this.content(frame.channel, DELIVER >>> 16, frame);
  }

  private ack(frame: MethodFrame<'basic.ack'>): void {
    const { writer } = this;
    this.begin(METHOD_FRAME, frame.channel, ACK_BYTES);
    writer.u32(ACK);
    writer.u64(frame.deliveryTag);
    writer.u8(frame.multiple ? 1 : 0);
    writer.u8(FRAME_END);
  }

  private content(channel: number, classId: number, content: Content): void {
    const { body } = content;
    this.header(channel, classId, content.properties, body.length);
    const most = this.frameMax === 0 ? body.length : this.frameMax - FRAME_EMPTY;
    if (body.length <= most) this.body(channel, body);
    else for (let at = 0; at < body.length; at += most) this.body(channel, body.subarray(at, at + most));
  }

  private header(channel: number, classId: number, properties: BasicProperties, size: number): void {
    const { writer } = this;
    const from = writer.at;
    this.begin(HEADER_FRAME, channel, 0);
    writer.u32(classId << 16);
    writer.u32(Math.floor(size / UPPER));
    writer.u32(size);
    this.properties.write(writer, properties);
    this.end(from);
  }

  private body(channel: number, part: Uint8Array): void {
    if (part.length === 0) return;
    const { writer } = this;
    writer.reserve(part.length + FRAME_EMPTY);
    this.begin(BODY_FRAME, channel, part.length);
    writer.raw(part);
    writer.u8(FRAME_END);
  }
}
