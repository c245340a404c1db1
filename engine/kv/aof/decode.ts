import type { ByteText } from '../../wire/byte-text.ts';
import { plainText } from '../../wire/byte-text.ts';
import type { AofSink, LoadFailure, LoadResult } from '../codec.ts';
import { PieceBuffer } from '../piece-buffer.ts';
import { RdbReader } from '../rdb/decode.ts';

/*
 * Reads append-only files: commands, remarks, and an RDB file before them where there is one. At once or piece by
 * piece. A file that simply ends too early, as after a power cut, is told apart from one that cannot be an AOF:
 * `aof-load-truncated` accepts the former, cut to its last whole command. REDIS: aof.c loadSingleAppendOnlyFile
 */

/** Bytes of a line, with its newline. REDIS: server.h AOF_ANNOTATION_LINE_MAX_LEN, less the NUL that fgets adds */
const LINE_MAX = 1023;
/** What V8 and its like take for one string. */
const STRING_MAX = 0x1fffffe8;
const STAR = 42;
const DOLLAR = 36;
const HASH = 35;
const LF = 10;
const SIGNATURE = [82, 69, 68, 73, 83]; // REDIS

export interface AofOptions {
  /** The file's name, for what is said about it. */
  readonly file?: string;
  readonly text?: ByteText;
  readonly databases?: number;
}

/** What the bytes of a command turned out to be. */
type Read = 'whole' | 'short' | 'format' | 'refused';

export class AofReader {
  failure: LoadFailure | null = null;
  /** Commands given to the sink. */
  commands = 0;

  private readonly sink: AofSink;
  private readonly file: string;
  private readonly text: ByteText;
  private readonly pieces = new PieceBuffer();
  private readonly options: AofOptions;
  private preamble: RdbReader | null = null;
  private preambleBytes = 0;
  private phase: 'start' | 'preamble' | 'commands' | 'failed' = 'start';
  /** Where in the buffer reading is, and how many bytes must be there for another try. */
  private at = 0;
  private worthwhile = 1;
  /** Length of the file up to the last MULTI, and whether its EXEC is still missing. */
  private beforeMulti = 0;
  private inMulti = false;

  constructor(sink: AofSink, options: AofOptions = {}) {
    this.sink = sink;
    this.options = options;
    this.file = options.file ?? 'appendonly.aof';
    this.text = options.text ?? plainText;
  }

  /** Bytes of whole commands from the start. */
  get upTo(): number {
    if (this.preamble !== null && this.phase !== 'commands' && !this.preamble.done) return this.preamble.upTo;
    return this.preambleBytes + this.pieces.discarded + this.pieces.from;
  }

  /** Takes the next bytes and gives the sink all that is whole now. The array must not change while they are read. */
  feed(chunk: Uint8Array): void {
    if (this.phase === 'failed') return;
    if (this.phase === 'preamble') this.feedPreamble(chunk);
    else {
      this.pieces.append(chunk);
      this.run(false);
    }
  }

  /** No more bytes come. */
  end(): LoadResult {
    this.run(true);
    if (this.phase === 'preamble') this.endPreamble();
    if (this.phase === 'failed' || this.upToIsAll()) return this.result();
    this.fail('truncated', unexpectedEnd(this.file));
    return this.result();
  }

  private upToIsAll(): boolean {
    return this.pieces.from === this.pieces.end && !this.inMulti;
  }

  private result(): LoadResult {
    // Half a transaction at the end is no transaction. REDIS: "Revert incomplete MULTI/EXEC transaction"
    // SIMPLIFIED: where the file ends inside a command of it, Redis 7.0 cuts behind the command before and so leaves
    // the MULTI open: what it appends later is queued at the next start and lost. Here the MULTI goes too.
    return {
      upTo: this.inMulti && this.failure?.kind === 'truncated' ? this.beforeMulti : this.upTo,
      failure: this.failure,
    };
  }

  private run(isLast: boolean): void {
    const { pieces } = this;
    if (this.phase === 'start') this.start(isLast);
    while (this.phase === 'commands' && pieces.from < pieces.end) {
      if (!isLast && pieces.end - pieces.from < this.worthwhile) return;
      this.at = pieces.from;
      const read = this.command();
      if (read === 'short') return;
      if (read === 'format') this.fail('corrupt', badFormat(this.file));
      if (read === 'whole') {
        pieces.from = this.at;
        this.worthwhile = 1;
      }
    }
  }

  private start(isLast: boolean): void {
    const { bytes, from, end } = this.pieces;
    const held = Math.min(end - from, SIGNATURE.length);
    const isRdb = SIGNATURE.slice(0, held).every((code, i) => bytes[from + i] === code);
    if (isRdb && held < SIGNATURE.length && !isLast) return;
    if (!isRdb || held < SIGNATURE.length) {
      this.phase = 'commands';
      return;
    }
    this.phase = 'preamble';
    this.preamble = new RdbReader(this.sink, this.options);
    const bytesSoFar = bytes.subarray(from, end);
    this.pieces.from = end;
    this.feedPreamble(bytesSoFar);
  }

  private feedPreamble(chunk: Uint8Array): void {
    const preamble = this.preamble;
    if (preamble === null) return;
    preamble.feed(chunk);
    if (preamble.failure !== null) this.endPreamble();
    if (!preamble.done) return;
    this.phase = 'commands';
    this.preambleBytes = preamble.upTo - this.pieces.discarded - this.pieces.from;
    const rest = preamble.rest();
    if (rest.length > 0) {
      this.pieces.append(rest);
      this.run(false);
    }
  }

  /** A base that is broken is never accepted, cut short or not. */
  private endPreamble(): void {
    const failure = this.preamble?.end().failure ?? null;
    if (failure !== null) this.fail('corrupt', failure.text);
  }

  private fail(kind: LoadFailure['kind'], text: string): void {
    this.phase = 'failed';
    this.failure = { kind, text };
  }

  /** The bytes end: another try makes sense with so many behind the last whole command. */
  private short(needed: number): Read {
    const tried = this.pieces.end - this.pieces.from;
    this.worthwhile = Math.max(needed - this.pieces.from, tried + 1);
    return 'short';
  }

  /** Moves past the line at `at` and returns where it ends, or -1 when it has not all come. */
  private line(): number {
    const { bytes, end } = this.pieces;
    const limit = Math.min(end, this.at + LINE_MAX);
    for (let i = this.at; i < limit; i++) {
      if (bytes[i] !== LF) continue;
      this.at = i + 1;
      return i;
    }
    if (limit < this.at + LINE_MAX) return -1;
    this.at = limit;
    return limit;
  }

  /** Reads a command or a remark. REDIS: the loop of loadSingleAppendOnlyFile */
  private command(): Read {
    const { bytes, end } = this.pieces;
    const from = this.at;
    const lead = bytes[from]!; // there is one
    if (lead !== HASH && lead !== STAR) return 'format';
    const lineEnd = this.line();
    if (lineEnd < 0) return this.short(end + 1);
    if (lead === HASH) return 'whole';
    const argc = this.number(from + 1, lineEnd);
    if (argc < 1) return 'format';
    const argv: string[] = [];
    for (let i = 0; i < argc; i++) {
      const read = this.argument(argv);
      if (read !== 'whole') return read;
    }
    return this.give(argv, from);
  }

  private argument(argv: string[]): Read {
    const { bytes, end } = this.pieces;
    const { at } = this;
    if (at >= end) return this.short(at + 1);
    if (bytes[at] !== DOLLAR) return 'format';
    const lineEnd = this.line();
    if (lineEnd < 0) return this.short(end + 1);
    const length = this.number(at + 1, lineEnd);
    if (length < 0 || length > STRING_MAX) return 'format';
    const from = this.at;
    if (end - from < length + 2) return this.short(from + length + 2);
    argv.push(this.text.read(bytes, from, from + length));
    this.at = from + length + 2;
    return 'whole';
  }

  /** The number that begins in `bytes[from, to)`, 0 where there is none. REDIS: atoi, strtol */
  private number(from: number, to: number): number {
    const { bytes } = this.pieces;
    let value = 0;
    let at = from;
    while (at < to && (bytes[at] === 32 || (bytes[at]! >= 9 && bytes[at]! <= 13))) at++; // at < to
    const negative = bytes[at] === 45;
    if (negative || bytes[at] === 43) at++;
    for (; at < to; at++) {
      const digit = bytes[at]! - 48; // at < to
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    return negative ? -value : value;
  }

  private give(argv: readonly string[], from: number): Read {
    const base = this.preambleBytes + this.pieces.discarded;
    const name = argv[0]!.length < 6 ? argv[0]!.toLowerCase() : ''; // argc is at least 1
    if (name === 'multi' && !this.inMulti) {
      this.beforeMulti = base + from;
      this.inMulti = true;
    }
    const error = this.sink.command(argv, base + from, base + this.at);
    if (error !== null) {
      this.fail('refused', `${error} ${this.file}`);
      return 'refused';
    }
    if (name === 'exec') this.inMulti = false;
    this.commands++;
    return 'whole';
  }
}

function badFormat(file: string): string {
  return (
    `Bad file format reading the append only file ${file}: ` +
    'make a backup of your AOF file, then use ./redis-check-aof --fix <filename.manifest>'
  );
}

function unexpectedEnd(file: string): string {
  return (
    `Unexpected end of file reading the append only file ${file}. You can: ` +
    '1) Make a backup of your AOF file, then use ./redis-check-aof --fix <filename.manifest>. ' +
    "2) Alternatively you can set the 'aof-load-truncated' configuration option to yes and restart the server."
  );
}

/** Reads a whole file that is in memory. */
export function decodeAof(bytes: Uint8Array, sink: AofSink, options: AofOptions = {}): LoadResult {
  const reader = new AofReader(sink, options);
  reader.feed(bytes);
  return reader.end();
}
