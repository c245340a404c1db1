import type { ByteText } from '../../wire/byte-text.ts';
import { plainText } from '../../wire/byte-text.ts';
import type { LoadFailure, LoadResult, LoadSink, Making } from '../codec.ts';
import { PieceBuffer } from '../piece-buffer.ts';
import type { Value } from '../value.ts';
import { Crc64, hex64 } from './crc64.ts';
import { RdbCursor } from './cursor.ts';
import { CorruptRdb, ShortRead } from './failure.ts';
import { LRU_CLOCK_MAX, MODULE_OPCODE_UINT, OPCODE, RDB_VERSION } from './opcodes.ts';
import { moduleName, readValue } from './read-value.ts';
import { rdbReport, UNEXPECTED_END } from './report.ts';

/*
 * Reads RDB files, at once or piece by piece as they come from a disk or a network: whatever is whole goes to the
 * sink, what is not waits for more bytes. REDIS: rdb.c rdbLoadRioWithLoadingCtx
 */

const NO_BYTES = new Uint8Array(0);
const HEADER_BYTES = 9;

export interface RdbOptions {
  /** `databases` of the server that loads. */
  readonly databases?: number;
  /** `rdbchecksum`. */
  readonly checksum?: boolean;
  readonly text?: ByteText;
}

type Phase = 'header' | 'body' | 'checksum' | 'done' | 'failed';

export class RdbReader {
  failure: LoadFailure | null = null;
  /** Keys given to the sink, and those without elements that were left out. */
  keys = 0;
  emptyKeys = 0;
  /** Of the format, once it is known. */
  version = 0;

  private readonly sink: LoadSink;
  private readonly databases: number;
  private readonly checksum: boolean;
  private readonly cursor: RdbCursor;
  private readonly crc = new Crc64();
  private readonly pieces = new PieceBuffer();
  /** How far into the buffer the checksum got. */
  private summed = 0;
  /** So many bytes of the record under way before another try makes sense. */
  private worthwhile = 1;
  private phase: Phase = 'header';
  private expireAt = -1;
  private idle = -1;
  private frequency = -1;

  constructor(sink: LoadSink, options: RdbOptions = {}) {
    this.sink = sink;
    this.databases = options.databases ?? 16;
    this.checksum = options.checksum ?? true;
    this.cursor = new RdbCursor(NO_BYTES, options.text ?? plainText);
  }

  /** True when the file was read to its end. */
  get done(): boolean {
    return this.phase === 'done';
  }

  /** Bytes of whole, valid content from the start. */
  get upTo(): number {
    return this.pieces.discarded + this.pieces.from;
  }

  /** Takes the next bytes and gives the sink all that is whole now. The array must not change while they are read. */
  feed(chunk: Uint8Array): void {
    if (this.phase === 'done' || this.phase === 'failed') return;
    const { pieces, cursor } = this;
    if (pieces.append(chunk)) this.summed = pieces.from;
    cursor.bytes = pieces.bytes;
    cursor.at = pieces.from;
    cursor.end = pieces.end;
    this.run(false);
  }

  /** No more bytes come. */
  end(): LoadResult {
    this.run(true);
    return { upTo: this.upTo, failure: this.failure };
  }

  /** The bytes behind the file's end, once it is done. */
  rest(): Uint8Array {
    return this.pieces.bytes.subarray(this.pieces.from, this.pieces.end);
  }

  private run(isLast: boolean): void {
    const { cursor } = this;
    try {
      while (this.phase === 'header' || this.phase === 'body' || this.phase === 'checksum') {
        if (!isLast && cursor.end - this.pieces.from < this.worthwhile) break;
        this.step();
        this.pieces.from = cursor.at;
        this.worthwhile = 1;
      }
    } catch (thrown) {
      cursor.at = this.pieces.from;
      if (thrown instanceof ShortRead && !isLast) {
        // Reading a long value again for every piece would take time with its square.
        const tried = cursor.end - this.pieces.from;
        this.worthwhile = Math.max(
          thrown.needed - this.pieces.from,
          tried > 1 << 16 ? tried + (tried >> 1) : tried + 1,
        );
      } else if (thrown instanceof ShortRead) this.fail('truncated', rdbReport(cursor.whenShort, this.upTo));
      else if (thrown instanceof CorruptRdb) {
        this.fail(thrown.kind, thrown.whole ? thrown.message : rdbReport(thrown.message, this.upTo));
      } else throw thrown;
    } finally {
      this.sum();
    }
  }

  /** Brings the checksum up to the last whole record. */
  private sum(): void {
    if (!this.checksum || this.phase === 'done') return;
    this.crc.update(this.cursor.bytes, this.summed, this.pieces.from);
    this.summed = this.pieces.from;
  }

  private fail(kind: LoadFailure['kind'], text: string): void {
    this.phase = 'failed';
    this.failure = { kind, text };
  }

  private step(): void {
    this.cursor.whenShort = UNEXPECTED_END;
    if (this.phase === 'header') this.readHeader();
    else if (this.phase === 'body') this.readRecord();
    else this.readChecksum();
  }

  private readHeader(): void {
    const { cursor } = this;
    if (cursor.end - cursor.at < HEADER_BYTES) throw new ShortRead(cursor.at + HEADER_BYTES);
    const head = cursor.text.read(cursor.bytes, cursor.at, cursor.at + HEADER_BYTES);
    if (!head.startsWith('REDIS')) throw new CorruptRdb('Wrong signature trying to load DB from file', 'corrupt', true);
    const digits = /^\s*[+-]?\d+/.exec(head.slice(5));
    const version = digits === null ? 0 : Number(digits[0]);
    if (version < 1 || version > RDB_VERSION)
      throw new CorruptRdb(`Can't handle RDB format version ${version}`, 'corrupt', true);
    cursor.at += HEADER_BYTES;
    this.version = version;
    this.phase = 'body';
  }

  private readRecord(): void {
    const { cursor } = this;
    const type = cursor.u8();
    switch (type) {
      case OPCODE.expireTimeMs:
        this.expireAt = cursor.milliseconds();
        break;
      case OPCODE.expireTime:
        this.expireAt = (cursor.u32() | 0) * 1000;
        break;
      case OPCODE.freq:
        this.frequency = cursor.u8();
        break;
      case OPCODE.idle:
        this.idle = cursor.count();
        break;
      case OPCODE.eof:
        this.phase = this.version >= 5 ? 'checksum' : 'done';
        break;
      default:
        if (type < OPCODE.function2) this.readEntry(type);
        else this.readSection(type);
    }
  }

  private readSection(type: number): void {
    const { cursor, sink } = this;
    switch (type) {
      case OPCODE.selectDb: {
        const index = cursor.count();
        if (index >= this.databases) {
          throw new CorruptRdb(
            `FATAL: Data file was created with a Redis server configured to handle more than ${this.databases} databases. Exiting`,
            'refused',
            true,
          );
        }
        sink.selectDb(index);
        break;
      }
      case OPCODE.resizeDb:
        sink.resize(cursor.count(), cursor.count());
        break;
      case OPCODE.aux: {
        const name = cursor.string();
        sink.aux(name, cursor.string());
        break;
      }
      case OPCODE.moduleAux:
        this.refuseModule();
        break;
      default:
        this.readFunction(type);
    }
  }

  private refuseModule(): never {
    const { cursor } = this;
    const id = cursor.length();
    const when = cursor.count();
    cursor.length();
    if (when !== MODULE_OPCODE_UINT) throw new CorruptRdb('bad when_opcode');
    throw new CorruptRdb(
      `The RDB file contains AUX module data I can't load: no matching module '${moduleName(id)}'`,
      'refused',
      true,
    );
  }

  /** A function library. Release candidates of 7.0 kept name, engine and description beside the code. */
  private readFunction(type: number): void {
    const { cursor } = this;
    let source: string;
    if (type === OPCODE.functionPreGa) {
      const name = cursor.string();
      const engine = cursor.string();
      if (cursor.count() !== 0) cursor.string();
      source = `#!${engine} name=${name}\n${cursor.string()}`;
    } else source = cursor.string();
    const error = this.sink.functionLibrary(source);
    if (error !== null) throw new CorruptRdb(`Failed loading library, ${error}`, 'refused', true);
  }

  private readEntry(type: number): void {
    const { cursor, sink } = this;
    const key = cursor.string();
    const value = readValue(cursor, type, sink);
    if (value === null) this.emptyKeys++;
    else {
      this.setAccess(value);
      if (!sink.entry(key, value, this.expireAt)) {
        throw new CorruptRdb('Duplicated key found in RDB file', 'corrupt', true);
      }
      this.keys++;
    }
    this.expireAt = -1;
    this.idle = -1;
    this.frequency = -1;
  }

  /** REDIS: object.c objectSetLRUOrLFU */
  private setAccess(value: Value): void {
    const { sink } = this;
    if (sink.lfu) {
      if (this.frequency >= 0) value.lru = (sink.lru & ~255) | this.frequency;
    } else if (this.idle >= 0) {
      const at = sink.lruClock - this.idle;
      value.lru = at < 0 ? (sink.lruClock + (LRU_CLOCK_MAX >> 1)) % LRU_CLOCK_MAX : at;
    }
  }

  private readChecksum(): void {
    this.sum();
    const { cursor, crc } = this;
    const low = cursor.u32();
    const high = cursor.u32();
    const unchecked = low === 0 && high === 0;
    if (this.checksum && !unchecked && (low !== crc.low || high !== crc.high)) {
      throw new CorruptRdb(
        `Wrong RDB checksum expected: (${crc.toString()}) but got (${hex64(low, high)}). Aborting now.`,
        'corrupt',
        true,
      );
    }
    this.phase = 'done';
  }
}

/** Reads a whole file that is in memory. */
export function decodeRdb(bytes: Uint8Array, sink: LoadSink, options: RdbOptions = {}): LoadResult {
  const reader = new RdbReader(sink, options);
  reader.feed(bytes);
  return reader.end();
}

/** Bytes behind a dumped value: version and checksum. */
export const FOOTER_BYTES = 10;

/** Whether a payload can be a value dumped by this version or an older one. REDIS: cluster.c verifyDumpPayload */
export function verifyDump(payload: Uint8Array, checksum = true): boolean {
  if (payload.length < FOOTER_BYTES) return false;
  const at = payload.length - FOOTER_BYTES;
  const footer = new DataView(payload.buffer, payload.byteOffset + at, FOOTER_BYTES);
  if (footer.getUint16(0, true) > RDB_VERSION) return false;
  if (!checksum) return true;
  const crc = new Crc64().update(payload, 0, at + 2);
  return crc.low === footer.getUint32(2, true) && crc.high === footer.getUint32(6, true);
}

/** What is wrong with a payload of RESTORE, in Redis's words. */
export const DUMP_PAYLOAD_WRONG = 'ERR DUMP payload version or checksum are wrong';
export const DUMP_FORMAT_WRONG = 'ERR Bad data format';

export interface DumpOptions {
  readonly text?: ByteText;
  /** False: it is not looked at. */
  readonly checksum?: boolean;
  /** Told what is wrong with the value, in the words of the log. */
  readonly refused?: (report: string) => void;
}

/** The value in a payload of DUMP, or the error RESTORE answers with. REDIS: cluster.c restoreCommand */
export function restoreDump(payload: Uint8Array, making: Making, options: DumpOptions = {}): Value | string {
  const { text = plainText, checksum = true, refused } = options;
  if (!verifyDump(payload, checksum)) return DUMP_PAYLOAD_WRONG;
  // REDIS: the footer is part of what is read, so a length may reach into it.
  const cursor = new RdbCursor(payload, text);
  try {
    return readValue(cursor, cursor.u8(), making) ?? DUMP_FORMAT_WRONG;
  } catch (thrown) {
    if (!(thrown instanceof ShortRead || thrown instanceof CorruptRdb)) throw thrown;
    refused?.(rdbReport(thrown instanceof ShortRead ? cursor.whenShort : thrown.message, 0));
    return DUMP_FORMAT_WRONG;
  }
}
