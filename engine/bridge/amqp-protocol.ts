import type { Frame } from '../sim/machine.ts';
import { AmqpDecoder } from '../wire/amqp-decode.ts';
import { AmqpEncoder } from '../wire/amqp-encode.ts';
import type { AmqpFrame, MethodFrame } from '../wire/amqp-methods.ts';
import { AmqpWriter } from '../wire/amqp-writer.ts';
import { ConfirmRuns } from './confirm-runs.ts';
import { nativeText } from './native-text.ts';
import type { Link, Protocol, Session } from './protocol.ts';

/* AMQP 0-9-1 on a socket. RABBITMQ: rabbit_reader, rabbit_writer */

/** RabbitMQ never cuts off a consumer that reads slowly. */
/** Frames are collected in memory of at least this size. */
const WRITER_BYTES = 16 * 1024;
const WRITER_MAX = 256 * 1024;
/** Fewer bytes are copied out; more are handed over with their memory. */
const COPIED_MAX = 4 * 1024;

const HEARTBEAT: AmqpFrame = { channel: 0, method: 'heartbeat' };
const NO_BYTES = new Uint8Array(0);

/** So much answered and not written, and further frames wait: a short basic.get can ask for much. */
const ANSWERED_MAX = 16 * 1024 * 1024;

class AmqpSession implements Session {
  stalled = false;
  private readonly decoder = new AmqpDecoder({ text: nativeText });
  private readonly encoder = new AmqpEncoder(new AmqpWriter(WRITER_BYTES, nativeText));
  private readonly confirms = new ConfirmRuns((ack) => this.encoder.frame(ack));
  /** What the client said first; from then on it is not trusted until it is let in. */
  private stage: 'header' | 'handshake' | 'open' = 'header';
  /** Both sides have agreed to send heartbeats. */
  private beats = false;
  /** Something was received in this turn. */
  private heard = false;

  receive(chunk: Uint8Array, link: Link): void {
    this.decoder.feed(chunk);
    this.heard = true;
    const heard = this.hand(link);
    // Half a frame is a sign of life too: a large content must not end by a missed heartbeat.
    if (heard === 0 && this.stage === 'open' && !this.decoder.failed) link.frame(HEARTBEAT);
  }

  resume(link: Link): void {
    this.hand(link);
  }

  /** Hands over the frames that are there. Returns how many. */
  private hand(link: Link): number {
    const { decoder } = this;
    let heard = 0;
    this.stalled = false;
    for (let frame = decoder.next(); frame !== null; frame = decoder.next()) {
      heard++;
      if (frame.method === 'malformed') this.malformed(frame, link);
      else {
        if (frame.method === 'protocol.header') this.stage = 'handshake';
        else if (frame.method === 'connection.tune-ok') this.agree(frame);
        link.frame(frame);
      }
      if (this.pending > ANSWERED_MAX) {
        this.stalled = true;
        break;
      }
    }
    return heard;
  }

  private agree({ frameMax, heartbeat }: MethodFrame<'connection.tune-ok'>): void {
    this.decoder.frameMax = frameMax;
    this.encoder.frameMax = frameMax;
    this.beats = heartbeat > 0;
  }

  /**
   * Acks and publishes have no answer, so the system acknowledges their bytes only after some 40 ms; a client with
   * Nagle's algorithm on (amqplib, unless told otherwise) says nothing more until then. A heartbeat, which may come at
   * any time where they were agreed on, takes the acknowledgement along.
   */
  settle(): void {
    this.confirms.flush();
    if (this.heard && this.beats && this.stage === 'open' && this.pending === 0) this.encoder.frame(HEARTBEAT);
    this.heard = false;
  }

  /**
   * The broker says why and the connection ends, at once: what follows cannot be read, the answer to the farewell
   * neither. Whoever is not in yet hears nothing. RABBITMQ: rabbit_reader handle_exception
   */
  private malformed(frame: AmqpFrame, link: Link): void {
    if (this.stage !== 'handshake') link.frame(frame);
    link.refuse(NO_BYTES);
  }

  send(frame: Frame): void {
    const sent = frame as AmqpFrame; // a machine that listens to AMQP sends nothing else
    if (sent.method === 'basic.ack') this.confirms.ack(sent);
    else {
      // Deliveries and returns may overtake a confirm, nothing else may.
      if (sent.method !== 'basic.deliver' && sent.method !== 'basic.return') this.notice(sent);
      this.encoder.frame(sent);
    }
  }

  private notice(frame: AmqpFrame): void {
    this.confirms.flush();
    if (frame.method === 'basic.nack') this.confirms.nack(frame);
    else if (frame.method === 'channel.open-ok') this.confirms.forget(frame.channel);
    else if (frame.method === 'connection.open-ok') this.stage = 'open';
  }

  get pending(): number {
    return this.encoder.writer.at;
  }

  take(): Uint8Array {
    const { writer } = this.encoder;
    const size = writer.at;
    writer.at = 0;
    if (size <= COPIED_MAX) {
      // A slice of Node's pool costs a fraction of memory of its own.
      const taken = Buffer.allocUnsafe(size);
      taken.set(writer.bytes.subarray(0, size));
      return taken;
    }
    const taken = writer.bytes;
    // A turn like the last one fits without growing.
    writer.bytes = new Uint8Array(Math.min(WRITER_MAX, Math.max(WRITER_BYTES, 2 * size)));
    return Buffer.from(taken.buffer, taken.byteOffset, size);
  }
}

export const amqpProtocol: Protocol = {
  name: 'amqp',
  open: () => new AmqpSession(),
};
