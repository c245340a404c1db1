import type { ByteText } from './byte-text.ts';
import { plainText } from './byte-text.ts';
import type { ByteWriter } from './byte-writer.ts';
import { splitArguments } from './resp-inline.ts';

/*
 * What clients send: commands as arrays of bulk strings (`*2\r\n$3\r\nGET\r\n$1\r\nk\r\n`) or inline, as a line of
 * words. The parser takes bytes in pieces cut anywhere and keeps no more than the command under way. It checks what
 * Redis checks, in its order and words, and what Redis does not look at (the two bytes after a bulk) it does not
 * look at either. REDIS: networking.c processInlineBuffer, processMultibulkBuffer
 */

const CR = 13;
const LF = 10;
const STAR = 42;
const DOLLAR = 36;

/** Longest line: an inline command, a count. REDIS: server.h PROTO_INLINE_MAX_SIZE */
const LINE_MAX = 64 * 1024;
const INT_MAX = 2147483647;

/** What a client that has not authenticated may send. REDIS: networking.c authRequired */
const UNAUTHENTICATED_COUNT_MAX = 10;
const UNAUTHENTICATED_BULK_MAX = 16384;

const NO_BYTES = new Uint8Array(0);
/** A command of more words starts small: a client may announce two thousand million. */
const ROOM_MAX = 8;

/** Room for so many words of a command, without growing for the usual ones. */
function roomFor(words: number): string[] {
  const none = ''; // a variable: a literal of constants would be shared until its first write, and then copied
  switch (words) {
    case 1:
      return [none];
    case 2:
      return [none, none];
    case 3:
      return [none, none, none];
    case 4:
      return [none, none, none, none];
    default:
      return words <= ROOM_MAX ? [none, none, none, none, none, none, none, none].slice(0, words) : [];
  }
}
/** The number of a line that does not spell one. */
const NOT_A_NUMBER = Number.NaN;

export class RequestParser {
  /** `proto-max-bulk-len`. */
  bulkMax = 512 * 1024 * 1024;
  /** While true, requests are held to the size a login needs. */
  unauthenticated = false;
  /** After a violation of the protocol: the sentence to answer with before closing, without its `-ERR`. */
  error: string | null = null;

  private readonly text: ByteText;
  private bytes: Uint8Array = NO_BYTES;
  private at = 0;
  private end = 0;
  /** True when `bytes` is this parser's own: it may grow in place. */
  private owned = false;
  /** Arguments still missing of the command under way. */
  private missing = 0;
  /** Arguments of it that have come. */
  private come = 0;
  /** Length of the bulk under way, or -1 where its length was not read yet. */
  private bulk = -1;
  private argv: string[] = [];
  /** The last command's first word: most often it comes again, and then there is nothing to make. */
  private name = '';

  constructor(text: ByteText = plainText) {
    this.text = text;
  }

  /** Bytes received and not yet part of a command. REDIS: CLIENT LIST qbuf */
  get pending(): number {
    return this.end - this.at;
  }

  /** True between the first byte of a command and its last. */
  get midway(): boolean {
    return this.missing > 0 || this.end > this.at;
  }

  /** Takes the next bytes. `chunk` belongs to the parser until `next` has answered null. */
  feed(chunk: Uint8Array): void {
    if (this.at === this.end) {
      this.bytes = chunk;
      this.at = 0;
      this.end = chunk.length;
      this.owned = false;
    } else {
      this.grow(chunk.length);
      this.bytes.set(chunk, this.end);
      this.end += chunk.length;
    }
  }

  /** The next command, or null when its bytes have not all come (or never will: see `error`). */
  next(): string[] | null {
    while (this.error === null) {
      if (this.missing === 0) {
        if (this.at === this.end) break;
        if (this.bytes[this.at] !== STAR) {
          const words = this.inline();
          if (words === null) break;
          if (words.length > 0) return words;
          continue;
        }
        if (!this.count()) break;
        if (this.missing === 0) continue;
      }
      if (!this.bulks()) break;
      return this.argv;
    }
    this.keep();
    return null;
  }

  /** All bytes from here on that are not part of a command, for a connection that turns to another protocol. */
  rest(): Uint8Array {
    const rest = this.bytes.slice(this.at, this.end);
    this.at = this.end;
    return rest;
  }

  /** The next chunk may overwrite the last one, so what is left of it moves into memory of our own. */
  private keep(): void {
    if (this.error !== null || this.at === this.end) {
      this.bytes = NO_BYTES;
      this.at = 0;
      this.end = 0;
      this.owned = false;
    } else if (!this.owned) this.grow(0);
  }

  /** Moves what is left to the front of an own array with room for `more` bytes. */
  private grow(more: number): void {
    const left = this.end - this.at;
    const needed = left + more;
    if (this.owned && needed <= this.bytes.length) {
      if (this.end + more > this.bytes.length) {
        this.bytes.copyWithin(0, this.at, this.end);
        this.at = 0;
        this.end = left;
      }
      return;
    }
    const bigger = new Uint8Array(Math.max(512, needed <= 65536 ? needed * 2 : needed + (needed >> 1)));
    bigger.set(this.bytes.subarray(this.at, this.end));
    this.bytes = bigger;
    this.at = 0;
    this.end = left;
    this.owned = true;
  }

  private fail(error: string): null {
    this.error = `Protocol error: ${error}`;
    return null;
  }

  /** Where `code` is next, or -1. A NUL hides all behind it, as it does from C's strchr. */
  private find(code: number): number {
    const { bytes, end } = this;
    for (let at = this.at; at < end; at++) {
      const byte = bytes[at];
      if (byte === code) return at;
      if (byte === 0) return -1;
    }
    return -1;
  }

  private inline(): string[] | null {
    const newline = this.find(LF);
    if (newline < 0) return this.pending > LINE_MAX ? this.fail('too big inline request') : null;
    const lineEnd = newline > this.at && this.bytes[newline - 1] === CR ? newline - 1 : newline;
    if (this.isOneWord(lineEnd)) {
      const word = this.firstWord(this.at, lineEnd - this.at);
      this.at = newline + 1;
      return [word];
    }
    const words = splitArguments(this.text.read(this.bytes, this.at, lineEnd));
    if (words === null) return this.fail('unbalanced quotes in request');
    this.at = newline + 1;
    return words;
  }

  /** A line without a space or a quote, such as PING: there is nothing to take apart. */
  private isOneWord(lineEnd: number): boolean {
    for (let at = this.at; at < lineEnd; at++) {
      const byte = this.bytes[at] as number;
      if (byte <= 32 || byte === 34 || byte === 39) return false; // space and below, " and '
    }
    return lineEnd > this.at;
  }

  /** Reads `*<count>\r\n`. False when it is not all there or wrong. */
  private count(): boolean {
    const { bytes, at } = this;
    // The usual command has one to nine words.
    if (at + 4 < this.end && bytes[at + 2] === CR) {
      const digit = (bytes[at + 1] as number) - 48;
      if (digit >= 1 && digit <= 9) {
        this.begin(digit);
        this.at = at + 4;
        return true;
      }
    }
    const cr = this.lineEnd('too big mbulk count string');
    if (cr < 0) return false;
    const count = this.number(this.at + 1, cr);
    if (!(count <= INT_MAX)) return this.fail('invalid multibulk length') !== null;
    if (count > UNAUTHENTICATED_COUNT_MAX && this.unauthenticated) {
      return this.fail('unauthenticated multibulk length') !== null;
    }
    this.at = cr + 2;
    this.begin(count > 0 ? count : 0);
    return true;
  }

  /** A command of so many words begins. */
  private begin(words: number): void {
    this.missing = words;
    this.come = 0;
    this.argv = roomFor(words);
  }

  /** Where the line under way has its CR, or -1 while it or the byte behind it has not come. */
  private lineEnd(tooBig: string): number {
    const cr = this.find(CR);
    if (cr < 0) {
      if (this.pending > LINE_MAX) this.fail(tooBig);
      return -1;
    }
    return cr + 1 < this.end ? cr : -1;
  }

  /** Reads the bulks that are still missing. False when they are not all there or wrong. */
  private bulks(): boolean {
    const { argv } = this;
    while (this.missing > 0) {
      if (this.bulk < 0 && !this.bulkLength()) return false;
      const { at, bulk } = this;
      if (this.end - at < bulk + 2) return false;
      if (this.come === 0) argv[0] = this.firstWord(at, bulk);
      else argv[this.come] = this.text.read(this.bytes, at, at + bulk);
      this.come++;
      this.at = at + bulk + 2;
      this.bulk = -1;
      this.missing--;
    }
    return true;
  }

  private firstWord(at: number, length: number): string {
    const { bytes, name } = this;
    let same = 0;
    if (name.length === length) while (same < length && bytes[at + same] === name.charCodeAt(same)) same++;
    if (same !== length || length === 0) this.name = this.text.read(bytes, at, at + length);
    return this.name;
  }

  private bulkLength(): boolean {
    const { bytes, at, end } = this;
    // The usual bulk is short: `$`, one or two digits, CR LF, all there.
    if (at + 4 < end && bytes[at] === DOLLAR) {
      const first = (bytes[at + 1] as number) - 48;
      if (first >= 0 && first <= 9 && bytes[at + 2] === CR) {
        this.bulk = first;
        this.at = at + 4;
        return true;
      }
      const second = (bytes[at + 2] as number) - 48;
      if (first >= 1 && first <= 9 && second >= 0 && second <= 9 && bytes[at + 3] === CR) {
        this.bulk = first * 10 + second;
        this.at = at + 5;
        return true;
      }
    }
    return this.anyBulkLength();
  }

  private anyBulkLength(): boolean {
    const cr = this.lineEnd('too big bulk count string');
    if (cr < 0) return false;
    const lead = this.bytes[this.at] as number;
    if (lead !== DOLLAR) {
      return this.fail(`expected '$', got '${String.fromCharCode(lead)}'`) !== null;
    }
    const length = this.number(this.at + 1, cr);
    if (!(length >= 0 && length <= this.bulkMax)) return this.fail('invalid bulk length') !== null;
    if (length > UNAUTHENTICATED_BULK_MAX && this.unauthenticated) {
      return this.fail('unauthenticated bulk length') !== null;
    }
    this.bulk = length;
    this.at = cr + 2;
    return true;
  }

  /** The canonical integer in `bytes[from, to)`, or NaN. REDIS: util.c string2ll */
  private number(from: number, to: number): number {
    const { bytes } = this;
    const length = to - from;
    if (length === 0 || length > 20) return NOT_A_NUMBER;
    let at = from;
    const negative = bytes[at] === 45;
    if (negative) at++;
    if (bytes[at] === 48) return length === 1 ? 0 : NOT_A_NUMBER;
    let value = 0;
    if (at === to) return NOT_A_NUMBER;
    for (; at < to; at++) {
      const digit = (bytes[at] as number) - 48;
      if (digit < 0 || digit > 9) return NOT_A_NUMBER;
      value = value * 10 + digit;
    }
    // Close to 2^63 a double cannot tell in from out; neither is ever a length.
    if (value >= 2 ** 63) return NOT_A_NUMBER;
    return negative ? -value : value;
  }
}

/** Writes a command as clients send it and as the append only file and the replication stream hold it. */
export function writeCommand(writer: ByteWriter, argv: readonly string[]): void {
  writer.u8(STAR);
  writer.decimal(argv.length);
  writer.u8(CR);
  writer.u8(LF);
  for (const argument of argv) writeBulk(writer, argument);
}

/** `$<length>\r\n<bytes>\r\n` */
export function writeBulk(writer: ByteWriter, text: string): void {
  const { length } = text;
  writer.reserve(length + 32);
  const { bytes } = writer;
  bytes[writer.at++] = DOLLAR;
  if (length < 10) bytes[writer.at++] = 48 + length;
  else writer.decimal(length);
  bytes[writer.at++] = CR;
  bytes[writer.at++] = LF;
  writer.latin1(text);
  bytes[writer.at++] = CR;
  bytes[writer.at++] = LF;
}
