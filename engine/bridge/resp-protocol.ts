import type { Frame } from '../sim/machine.ts';
import { ByteWriter } from '../wire/byte-writer.ts';
import type { PrimaryFrame, Reply } from '../wire/reply.ts';
import { OK } from '../wire/reply.ts';
import { encodeReply, ReplyEncoder } from '../wire/resp-encode.ts';
import { RequestParser } from '../wire/resp-request.ts';
import { nativeText } from './native-text.ts';
import type { Link, OutputLimits, Protocol, Session } from './protocol.ts';

/*
 * RESP on a socket: commands in, replies out, many of either in one piece. REDIS: networking.c
 */

const MEGABYTE = 1024 * 1024;
/** REDIS: config.c client-output-buffer-limit, its defaults for normal, replica and pubsub clients */
const NORMAL: OutputLimits = { hard: 0, soft: 0, softSeconds: 0 };
const REPLICA: OutputLimits = { hard: 256 * MEGABYTE, soft: 64 * MEGABYTE, softSeconds: 60 };
const PUBSUB: OutputLimits = { hard: 32 * MEGABYTE, soft: 8 * MEGABYTE, softSeconds: 60 };
/** So much answered and not written, and further commands wait: a short one can ask for much. */
const ANSWERED_MAX = 16 * MEGABYTE;
/** A query buffer beyond this closes the connection. REDIS: client-query-buffer-limit */
const QUERY_MAX = 1024 * MEGABYTE;
/** Replies are collected in memory of this size; a larger one that was needed once is given back. */
const WRITER_BYTES = 16 * 1024;
/** Fewer bytes are copied out; more are handed over with their memory. */
const COPIED_MAX = 4 * 1024;

const SUBSCRIBING = new Set(['subscribe', 'psubscribe', 'ssubscribe']);

class RespSession implements Session {
  limits: OutputLimits = NORMAL;
  stalled = false;
  private readonly parser = new RequestParser(nativeText);
  private readonly encoder = new ReplyEncoder(new ByteWriter(WRITER_BYTES, nativeText));

  receive(chunk: Uint8Array, link: Link): void {
    this.parser.feed(chunk);
    this.resume(link);
  }

  resume(link: Link): void {
    const { parser } = this;
    this.stalled = false;
    for (let argv = parser.next(); argv !== null; argv = parser.next()) {
      link.frame(argv);
      if (this.pending > ANSWERED_MAX) {
        this.stalled = true;
        return;
      }
    }
    if (parser.error !== null) link.refuse(encodeReply({ kind: 'error', text: `ERR ${parser.error}` }));
    else if (parser.pending > QUERY_MAX) link.refuse(new Uint8Array(0));
  }

  send(frame: Frame): void {
    const reply = frame as PrimaryFrame; // a machine that listens to RESP sends nothing else
    if (typeof reply !== 'object' || reply === null || reply === OK) {
      this.encoder.reply(reply);
      return;
    }
    if ('kind' in reply) {
      if (reply.kind === 'push') this.notice(reply.items);
      else if (reply.kind === 'snapshot') this.limits = REPLICA;
    }
    this.encoder.frame(reply);
  }

  /** Subscribers are held to the limits of pub/sub clients. */
  private notice([kind, , count]: readonly Reply[]): void {
    if (typeof kind !== 'string') return;
    if (SUBSCRIBING.has(kind)) this.limits = PUBSUB;
    else if (count === 0 && SUBSCRIBING.has(kind.replace('unsub', 'sub'))) this.limits = NORMAL;
  }

  get pending(): number {
    return this.encoder.writer.at;
  }

  take(): Uint8Array {
    const { writer } = this.encoder;
    const size = writer.at;
    if (size > COPIED_MAX) {
      const taken = writer.view();
      writer.bytes = new Uint8Array(WRITER_BYTES);
      writer.at = 0;
      return Buffer.from(taken.buffer, taken.byteOffset, size);
    }
    // A slice of Node's pool costs a fraction of memory of its own.
    const taken = Buffer.allocUnsafe(size);
    taken.set(writer.bytes.subarray(0, size));
    writer.at = 0;
    return taken;
  }
}

export const respProtocol: Protocol = {
  name: 'resp',
  open: () => new RespSession(),
};
