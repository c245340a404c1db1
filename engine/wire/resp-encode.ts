import { ByteWriter } from './byte-writer.ts';
import type { ErrorReply, PrimaryFrame, ReplicaFrame, Reply, RichReply } from './reply.ts';
import { formatDouble, isForReplica, OK } from './reply.ts';
import { writeBulk, writeCommand } from './resp-request.ts';

/*
 * Replies as bytes, in the protocol the connection speaks. Many replies go into one buffer that is written to the
 * socket at once: that is what makes pipelining fast. REDIS: networking.c addReply and its family
 */

const CR = 13;
const LF = 10;
/** Redis refuses to build deeper answers; commands make three or four levels. Deeper is a bug of ours. */
const NESTING_MAX = 128;

function line(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length + 2);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  bytes[text.length] = CR;
  bytes[text.length + 1] = LF;
  return bytes;
}

const NULL_BULK = line('$-1');
const NULL_ARRAY = line('*-1');
const NULL_RESP3 = line('_');
const OK_LINE = line('+OK');

/** Writes into `writer`, for a client that speaks RESP `resp`. */
export class ReplyEncoder {
  resp: 2 | 3 = 2;
  readonly writer: ByteWriter;

  constructor(writer = new ByteWriter(16384)) {
    this.writer = writer;
  }

  /** Adds what one frame is in bytes. A protocol switch has none. */
  frame(frame: PrimaryFrame): void {
    if (typeof frame === 'object' && frame !== null && 'kind' in frame) this.object(frame);
    else this.reply(frame);
  }

  private object(frame: Extract<PrimaryFrame, { readonly kind: string }>): void {
    if (frame.kind === 'protocol') this.resp = frame.resp;
    else if (isForReplica(frame)) this.forReplica(frame);
    else this.reply(frame);
  }

  /** REDIS: replication.c sendBulkToSlave, rdb.c rdbSaveToSlavesSockets */
  private forReplica(frame: ReplicaFrame): void {
    const { writer } = this;
    if (frame.kind === 'newline') writer.u8(LF);
    else if (frame.kind === 'tail') {
      const whole = new ByteWriter(256, writer.text);
      writeCommand(whole, frame.argv);
      writer.raw(whole.take().subarray(frame.from));
    } else if (frame.mark === null) {
      this.head(36, frame.bytes.length);
      writer.raw(frame.bytes);
    } else {
      writer.latin1(`$EOF:${frame.mark}\r\n`);
      writer.raw(frame.bytes);
      writer.latin1(frame.mark);
    }
  }

  /** Adds a reply. */
  reply(reply: Reply, depth = 0): void {
    if (reply === OK) this.writer.raw(OK_LINE);
    else if (typeof reply === 'string') writeBulk(this.writer, reply);
    else if (typeof reply === 'number' || typeof reply === 'bigint') this.head(58, reply);
    else if (reply === null) this.writer.raw(this.resp === 3 ? NULL_RESP3 : NULL_BULK);
    else if (isItems(reply)) this.items(42, reply, depth);
    else this.rich(reply, depth);
  }

  /** `<lead><number>\r\n` */
  private head(lead: number, value: number | bigint): void {
    const { writer } = this;
    writer.reserve(24);
    writer.bytes[writer.at++] = lead;
    writer.decimal(value);
    writer.u8(CR);
    writer.u8(LF);
  }

  private items(lead: number, items: readonly Reply[], depth: number): void {
    this.nest(lead, items.length, items, depth);
  }

  private nest(lead: number, count: number, items: readonly Reply[], depth: number): void {
    if (depth > NESTING_MAX) throw new RangeError('a reply nested deeper than any command makes');
    this.head(lead, count);
    for (let i = 0; i < items.length; i++) this.reply(items[i] as Reply, depth + 1);
  }

  private rich(reply: RichReply, depth: number): void {
    const three = this.resp === 3;
    switch (reply.kind) {
      case 'simple':
        this.textLine(43, reply.text);
        break;
      case 'error':
        this.textLine(45, errorLine(reply));
        break;
      case 'nilArray':
        this.writer.raw(three ? NULL_RESP3 : NULL_ARRAY);
        break;
      case 'map':
        this.nest(three ? 37 : 42, three ? reply.flat.length >> 1 : reply.flat.length, reply.flat, depth);
        break;
      case 'set':
        this.items(three ? 126 : 42, reply.items, depth);
        break;
      case 'push':
        this.items(three ? 62 : 42, reply.items, depth);
        break;
      case 'attribute':
        if (three) this.nest(124, reply.flat.length >> 1, reply.flat, depth);
        this.reply(reply.of, depth + 1);
        break;
      default:
        this.scalar(reply, three);
    }
  }

  private scalar(
    reply: Extract<RichReply, { kind: 'double' | 'bigNumber' | 'bool' | 'verbatim' }>,
    three: boolean,
  ): void {
    switch (reply.kind) {
      case 'double':
        if (three) this.textLine(44, reply.text ?? formatDouble(reply.value));
        else writeBulk(this.writer, reply.text ?? formatDouble(reply.value));
        break;
      case 'bigNumber':
        if (three) this.textLine(40, reply.digits);
        else writeBulk(this.writer, reply.digits);
        break;
      case 'bool':
        if (three) this.textLine(35, reply.value ? 't' : 'f');
        else this.head(58, reply.value ? 1 : 0);
        break;
      case 'verbatim':
        if (three) this.verbatim(reply.format, reply.text);
        else writeBulk(this.writer, reply.text);
    }
  }

  private verbatim(format: string, text: string): void {
    this.head(61, text.length + 4);
    this.writer.latin1(`${format}:`);
    this.writer.latin1(text);
    this.writer.u8(CR);
    this.writer.u8(LF);
  }

  private textLine(lead: number, text: string): void {
    this.writer.u8(lead);
    this.writer.latin1(text);
    this.writer.u8(CR);
    this.writer.u8(LF);
  }
}

function isItems(reply: Reply): reply is readonly Reply[] {
  return Array.isArray(reply);
}

/** A line break inside an error would end it early. REDIS: networking.c afterErrorReply, addReplyErrorFormatInternal */
function errorLine(reply: ErrorReply): string {
  return /[\r\n]/.test(reply.text) ? reply.text.replace(/[\r\n]+$/, '').replace(/[\r\n]/g, ' ') : reply.text;
}

/** The bytes of one reply. */
export function encodeReply(reply: Reply, resp: 2 | 3 = 2): Uint8Array {
  const encoder = new ReplyEncoder(new ByteWriter(256));
  encoder.resp = resp;
  encoder.reply(reply);
  return encoder.writer.take();
}
