import type { Frame, FrameBounds } from '../sim/machine.ts';
import { ByteWriter } from '../wire/byte-writer.ts';
import type { PrimaryFrame } from '../wire/reply.ts';
import { OK } from '../wire/reply.ts';
import { encodeReply, ReplyEncoder } from '../wire/resp-encode.ts';
import { RequestParser } from '../wire/resp-request.ts';
import { nativeText } from './native-text.ts';
import type { Link, Protocol, Session } from './protocol.ts';

/*
 * RESP on a socket: commands in, replies out, many of either in one piece. REDIS: networking.c
 */

/** So much answered and not written, and further commands wait: a short one can ask for much. */
const ANSWERED_MAX = 16 * 1024 * 1024;
/** Replies are collected in memory of this size; a larger one that was needed once is given back. */
const WRITER_BYTES = 16 * 1024;
/** Fewer bytes are copied out; more are handed over with their memory. */
const COPIED_MAX = 4 * 1024;

class RespSession implements Session {
  stalled = false;
  /** REDIS: client-query-buffer-limit, its default */
  private unparsedMax = 1024 * 1024 * 1024;
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
    else if (parser.pending > this.unparsedMax) link.refuse(new Uint8Array(0));
  }

  send(frame: Frame): void {
    const reply = frame as PrimaryFrame; // a machine that listens to RESP sends nothing else
    if (typeof reply !== 'object' || reply === null || reply === OK) this.encoder.reply(reply);
    else this.encoder.frame(reply);
  }

  get unparsed(): number {
    return this.parser.pending;
  }

  bound({ textMax, unparsedMax, stranger }: FrameBounds): void {
    this.parser.bulkMax = textMax;
    this.parser.unauthenticated = stranger;
    this.unparsedMax = unparsedMax;
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
