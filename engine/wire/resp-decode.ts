import type { ByteText } from './byte-text.ts';
import { plainText } from './byte-text.ts';
import type { Reply } from './reply.ts';

/*
 * Replies as a client reads them: RESP2 and RESP3 in pieces cut anywhere. The decoder stops between two elements and
 * goes on there when more bytes have come, so a huge reply in small pieces costs what it costs in one.
 * REDIS: deps/hiredis/read.c, the RESP3 specification
 */

const NESTING_MAX = 64;
const LINE_MAX = 64 * 1024;
const NO_BYTES = new Uint8Array(0);

/** An aggregate whose elements have not all come. */
interface Open {
  readonly lead: number;
  readonly items: Reply[];
  missing: number;
}

export class ReplyDecoder {
  /** Why the bytes are no RESP, after which no reply comes any more. */
  error: string | null = null;
  /** Longest bulk taken. */
  bulkMax = 512 * 1024 * 1024;
  /** Most elements of one aggregate taken. */
  itemsMax = 1 << 27;

  private readonly text: ByteText;
  private bytes: Uint8Array = NO_BYTES;
  private at = 0;
  private end = 0;
  private readonly open: Open[] = [];

  constructor(text: ByteText = plainText) {
    this.text = text;
  }

  /** Takes the next bytes, copying them. */
  feed(chunk: Uint8Array): void {
    if (this.end + chunk.length > this.bytes.length) this.makeRoom(chunk.length);
    this.bytes.set(chunk, this.end);
    this.end += chunk.length;
  }

  private makeRoom(more: number): void {
    const left = this.end - this.at;
    const needed = left + more;
    if (needed > this.bytes.length >> 1) {
      const bigger = new Uint8Array(Math.max(1024, needed * 2));
      bigger.set(this.bytes.subarray(this.at, this.end));
      this.bytes = bigger;
    } else this.bytes.copyWithin(0, this.at, this.end);
    this.at = 0;
    this.end = left;
  }

  /** The next reply, or undefined when its bytes have not all come. A null reply is null. */
  next(): Reply | undefined {
    if (this.error !== null) return undefined;
    try {
      return this.read();
    } catch (thrown) {
      if (!(thrown instanceof ProtocolError)) throw thrown;
      this.error = thrown.message;
      return undefined;
    }
  }

  private read(): Reply | undefined {
    for (;;) {
      let reply = this.element();
      if (reply === undefined) return undefined;
      // A finished element may finish what holds it, and so on outwards.
      for (;;) {
        if (reply === OPENED) break;
        const holder = this.open[this.open.length - 1];
        if (holder === undefined) return reply;
        holder.items.push(reply);
        holder.missing--;
        if (holder.missing > 0) break;
        this.open.pop();
        reply = closed(holder);
      }
    }
  }

  /** The next scalar, OPENED where an aggregate with elements begins, undefined where bytes are missing. */
  private element(): Reply | typeof OPENED | undefined {
    const { bytes, at, end } = this;
    if (at >= end) return undefined;
    const cr = bytes.indexOf(13, at);
    if (cr < 0 || cr + 1 >= end) {
      if (end - at > LINE_MAX) throw new ProtocolError('line too long');
      return undefined;
    }
    if (bytes[cr + 1] !== 10) throw new ProtocolError('Protocol error, expected LF after CR');
    const line = this.text.read(bytes, at + 1, cr);
    const lead = bytes[at] as number;
    if (lead === 36 || lead === 33 || lead === 61) return this.bulk(lead, line, cr + 2);
    this.at = cr + 2;
    if (lead === 42 || lead === 37 || lead === 126 || lead === 62 || lead === 124) return this.begin(lead, line);
    return scalar(lead, line);
  }

  private bulk(lead: number, line: string, from: number): Reply | undefined {
    const length = Number(integerOf(line));
    if (length === -1 && lead === 36) {
      this.at = from;
      return null;
    }
    if (length < 0 || length > this.bulkMax) throw new ProtocolError('Bulk string length out of range');
    if (this.end - from < length + 2) return undefined;
    this.at = from + length + 2;
    const text = this.text.read(this.bytes, from, from + length);
    if (lead === 36) return text;
    if (lead === 33) return { kind: 'error', text };
    if (text[3] !== ':')
      throw new ProtocolError('Verbatim string 4 bytes of content type are missing or incorrectly encoded.');
    return { kind: 'verbatim', format: text.slice(0, 3), text: text.slice(4) };
  }

  private begin(lead: number, line: string): Reply | typeof OPENED {
    const count = Number(integerOf(line));
    if (count === -1 && lead === 42) return { kind: 'nilArray' };
    if (count < 0 || count > this.itemsMax) throw new ProtocolError('Multi-bulk length out of range');
    if (this.open.length === NESTING_MAX) throw new ProtocolError('replies nested too deeply');
    const missing = lead === 37 ? count * 2 : lead === 124 ? count * 2 + 1 : count;
    const opened: Open = { lead, items: [], missing };
    if (missing === 0) return closed(opened);
    this.open.push(opened);
    return OPENED;
  }
}

/** Not a reply: an aggregate has begun. */
const OPENED = Symbol('opened');

class ProtocolError extends Error {}

function closed({ lead, items }: Open): Reply {
  switch (lead) {
    case 37:
      return { kind: 'map', flat: items };
    case 126:
      return { kind: 'set', items };
    case 62:
      return { kind: 'push', items };
    case 124: {
      const of = items.pop() as Reply; // the one element more that an attribute waits for
      return { kind: 'attribute', flat: items, of };
    }
    default:
      return items;
  }
}

function scalar(lead: number, line: string): Reply {
  switch (lead) {
    case 43:
      return { kind: 'simple', text: line };
    case 45:
      return { kind: 'error', text: line };
    case 58:
      return integerOf(line);
    case 95:
      return null;
    case 44:
      return { kind: 'double', value: doubleOf(line) };
    case 40:
      return { kind: 'bigNumber', digits: line };
    case 35:
      if (line !== 't' && line !== 'f') throw new ProtocolError('Bad bool value');
      return { kind: 'bool', value: line === 't' };
    default:
      throw new ProtocolError(`Protocol error, got ${JSON.stringify(String.fromCharCode(lead))} as reply type byte`);
  }
}

function integerOf(text: string): number | bigint {
  if (!/^[+-]?\d{1,19}$/.test(text)) throw new ProtocolError('Bad integer value');
  const near = Number(text);
  if (Number.isSafeInteger(near)) return near === 0 ? 0 : near;
  const exact = BigInt(text);
  if (BigInt.asIntN(64, exact) !== exact) throw new ProtocolError('Bad integer value');
  return exact;
}

function doubleOf(text: string): number {
  if (text === 'inf') return Infinity;
  if (text === '-inf') return -Infinity;
  if (text === 'nan' || text === '-nan') return Number.NaN;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) throw new ProtocolError('Bad double value');
  return Number(text);
}
