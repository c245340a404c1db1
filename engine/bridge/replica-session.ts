import type { Frame } from '../sim/machine.ts';
import { ByteWriter } from '../wire/byte-writer.ts';
import { RequestParser, writeCommand } from '../wire/resp-request.ts';
import { nativeText } from './native-text.ts';
import type { Link, Session } from './protocol.ts';

/*
 * A replica's side of a replication link: commands go out; lines come back, then perhaps a snapshot, then the stream
 * of commands. REDIS: replication.c syncWithMaster, readSyncBulkPayload
 */

const LF = 10;
const CR = 13;
const MARK_BYTES = 40;
const LINE_MAX = 64 * 1024;
const WRITER_BYTES = 4 * 1024;

export class ReplicaSession implements Session {
  readonly stalled = false;
  private readonly writer = new ByteWriter(WRITER_BYTES, nativeText);
  private readonly parser = new RequestParser(nativeText);
  private mode: 'lines' | 'header' | 'snapshot' | 'stream' = 'lines';
  /** Bytes of a line or of the snapshot that have come so far. */
  private pieces: Uint8Array[] = [];
  private held = 0;
  /** Of the snapshot, or -1 where a mark ends it. */
  private length = 0;
  private mark: Buffer | null = null;

  receive(chunk: Uint8Array, link: Link): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.mode === 'stream') return this.stream(rest, link);
      rest = this.mode === 'snapshot' ? this.snapshot(rest, link) : this.line(rest, link);
    }
  }

  resume(): void {}

  /** Reads up to the end of a line; returns what is behind it. */
  private line(bytes: Uint8Array, link: Link): Uint8Array {
    const at = bytes.indexOf(LF);
    this.keep(at < 0 ? bytes : bytes.subarray(0, at));
    if (at < 0) {
      if (this.held > LINE_MAX) link.refuse(new Uint8Array(0));
      return bytes.subarray(bytes.length);
    }
    const whole = this.joined();
    const end = whole.length > 0 && whole[whole.length - 1] === CR ? whole.length - 1 : whole.length;
    this.heard(nativeText.read(whole, 0, end), link);
    return bytes.subarray(at + 1);
  }

  private keep(bytes: Uint8Array): void {
    this.pieces.push(bytes);
    this.held += bytes.length;
  }

  private joined(): Uint8Array {
    const whole = this.pieces.length === 1 ? (this.pieces[0] as Uint8Array) : Buffer.concat(this.pieces); // of one
    this.pieces = [];
    this.held = 0;
    return whole;
  }

  private heard(text: string, link: Link): void {
    // The primary is there, and still at work.
    if (text === '') return link.frame({ kind: 'newline' });
    if (this.mode === 'header' && text.startsWith('$')) return this.begin(text.slice(1));
    if (text.startsWith('+FULLRESYNC')) this.mode = 'header';
    else if (text.startsWith('+CONTINUE')) this.mode = 'stream';
    link.frame({ kind: text.startsWith('-') ? 'error' : 'simple', text: text.slice(1) });
  }

  private begin(text: string): void {
    const marked = text.startsWith('EOF:') && text.length >= 4 + MARK_BYTES;
    this.mark = marked ? Buffer.from(text.slice(4, 4 + MARK_BYTES), 'latin1') : null;
    this.length = marked ? -1 : Number(text);
    this.mode = 'snapshot';
  }

  /** Takes what belongs to the snapshot; returns what is behind it. */
  private snapshot(bytes: Uint8Array, link: Link): Uint8Array {
    if (this.mark !== null) return this.marked(bytes, link, this.mark);
    const missing = this.length - this.held;
    this.keep(bytes.subarray(0, missing));
    if (bytes.length < missing) {
      link.frame({ kind: 'newline' });
      return bytes.subarray(bytes.length);
    }
    this.deliver(this.joined(), link);
    return bytes.subarray(missing);
  }

  /** Nothing is sent behind the mark before the snapshot was acknowledged, so it is at the very end. */
  private marked(bytes: Uint8Array, link: Link, mark: Buffer): Uint8Array {
    this.keep(bytes);
    if (!this.endsWith(mark)) {
      link.frame({ kind: 'newline' });
      return bytes.subarray(bytes.length);
    }
    const whole = this.joined();
    this.deliver(whole.subarray(0, whole.length - MARK_BYTES), link);
    return bytes.subarray(bytes.length);
  }

  private endsWith(mark: Buffer): boolean {
    if (this.held < MARK_BYTES) return false;
    let last = this.pieces.at(-1) as Uint8Array; // something was kept
    if (last.length < MARK_BYTES) {
      last = this.joined();
      this.keep(last);
    }
    return mark.equals(last.subarray(last.length - MARK_BYTES));
  }

  private deliver(bytes: Uint8Array, link: Link): void {
    this.mode = 'stream';
    // The memory of a chunk is the system's; this is kept.
    link.frame({ kind: 'snapshot', bytes: new Uint8Array(bytes), mark: this.mark === null ? null : '' });
  }

  private stream(bytes: Uint8Array, link: Link): void {
    const { parser } = this;
    parser.feed(bytes);
    for (let argv = parser.next(); argv !== null; argv = parser.next()) link.frame(argv);
    if (parser.error !== null) link.refuse(new Uint8Array(0));
  }

  send(frame: Frame): void {
    const argv = frame as readonly string[]; // to its primary a replica only says commands
    writeCommand(this.writer, argv);
    if (argv[0] === 'SYNC') this.mode = 'header';
  }

  get pending(): number {
    return this.writer.at;
  }

  take(): Uint8Array {
    const taken = Buffer.from(this.writer.bytes.subarray(0, this.writer.at));
    this.writer.at = 0;
    return taken;
  }
}
