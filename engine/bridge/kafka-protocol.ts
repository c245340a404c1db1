import type { Frame } from '../sim/machine.ts';
import type { KafkaFrame } from '../wire/kafka/frames.ts';
import { decodeRequest, decodeResponse, writeRequest, writeResponse } from '../wire/kafka/frames.ts';
import { FrameSplitter, writeFrame } from '../wire/kafka/framing.ts';
import { KafkaWriter } from '../wire/kafka/writer.ts';
import type { Link, Protocol, Session } from './protocol.ts';

const WRITER_BYTES = 16 * 1024;
/** A buffer that has grown for one large answer is not kept. */
const WRITER_MAX = 1024 * 1024;
/** Requests wait while so much is to be written. */
const ANSWERED_MAX = 16 * 1024 * 1024;
const NO_BYTES = new Uint8Array(0);
/** KAFKA: socket.request.max.bytes is for strangers; what a broker has asked another for may be as large as it asked. */
const ANSWER_MAX = 0x7fffffff;

/**
 * One connection in Kafka's protocol, from either end: whoever was connected to hears requests, whoever connected (a
 * broker that follows another) hears the responses to what it has asked, and knows them by their correlation id.
 */
export class KafkaSession implements Session {
  stalled = false;
  private readonly splitter: FrameSplitter;
  private readonly writer = new KafkaWriter(WRITER_BYTES);
  /** What was asked and is not answered; null on the side that answers. */
  private readonly asked: Map<number, readonly [key: number, version: number]> | null;

  constructor(side: 'server' | 'client') {
    this.asked = side === 'client' ? new Map() : null;
    this.splitter = side === 'client' ? new FrameSplitter(ANSWER_MAX) : new FrameSplitter();
  }

  receive(chunk: Uint8Array, link: Link): void {
    this.splitter.feed(chunk);
    this.resume(link);
  }

  /** What is no frame ends the connection without a word, as Kafka's does. KAFKA: SocketServer.Processor */
  resume(link: Link): void {
    const { splitter } = this;
    this.stalled = false;
    for (let bytes = splitter.next(); bytes !== null; bytes = splitter.next()) {
      const frame = this.decoded(bytes);
      if (frame.kind === 'malformed') {
        link.refuse(NO_BYTES);
        return;
      }
      link.frame(frame);
      if (this.pending > ANSWERED_MAX) {
        this.stalled = true;
        return;
      }
    }
    if (splitter.error !== null) link.refuse(NO_BYTES);
  }

  private decoded(bytes: Uint8Array): KafkaFrame {
    if (this.asked === null) return decodeRequest(bytes);
    const id = bytes.length < 4 ? -1 : new DataView(bytes.buffer, bytes.byteOffset).getInt32(0);
    const asked = this.asked.get(id);
    if (asked === undefined) return { kind: 'malformed', reason: `nobody asked for answer ${id}` };
    this.asked.delete(id);
    return decodeResponse(asked[0], asked[1], bytes);
  }

  send(frame: Frame): void {
    const sent = frame as KafkaFrame; // a machine that listens to Kafka's protocol sends nothing else
    if (sent.kind === 'malformed') return;
    if (sent.kind === 'request') {
      const { apiKey, apiVersion, correlationId } = sent.header;
      this.asked?.set(correlationId, [apiKey, apiVersion]);
      writeFrame(this.writer, (to) => writeRequest(sent.header, sent.body, to));
    } else writeFrame(this.writer, (to) => writeResponse(sent, to));
  }

  get pending(): number {
    return this.writer.at;
  }

  get unparsed(): number {
    return this.splitter.waiting;
  }

  take(): Uint8Array {
    const { writer } = this;
    const size = writer.at;
    writer.at = 0;
    if (size <= WRITER_BYTES) {
      const taken = Buffer.allocUnsafe(size);
      taken.set(writer.bytes.subarray(0, size));
      return taken;
    }
    const taken = writer.bytes;
    writer.bytes = new Uint8Array(Math.min(WRITER_MAX, 2 * size));
    return Buffer.from(taken.buffer, taken.byteOffset, size);
  }
}

export const kafkaProtocol: Protocol = {
  name: 'kafka',
  open: () => new KafkaSession('server'),
};
