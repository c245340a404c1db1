import type { SnapshotDb } from './state.ts';
import type { EncodingLimits, Owner, Value } from './value.ts';

/*
 * Between the engine and the codecs of its files (rdb/, aof/): what is encoded, and where decoded things go. Both are
 * pure: bytes and values in, values and bytes out.
 *
 *   rdb/encode.ts   encodeRdb(source: RdbSource): Uint8Array
 *                   encodeDump(value: Value): Uint8Array                       DUMP: type, value, version, CRC-64
 *   rdb/decode.ts   decodeRdb(bytes, sink: LoadSink): LoadResult
 *                   restoreDump(payload: Uint8Array, making: Making): Value | string   a string: what RESTORE answers
 *   aof/entry.ts    encodeCommand(argv): string                                RESP array of bulk strings, as a byte string
 *   aof/manifest.ts encodeManifest(manifest: AofManifest): string
 *                   decodeManifest(text: string): AofManifest | ManifestError  in Redis's words
 *   aof/decode.ts   decodeAof(bytes, sink: AofSink): LoadResult                commands, with a preamble in RDB format where there is one
 */

/** What new values are made with. */
export interface Making {
  readonly owner: Owner;
  readonly hashSeed: number;
  readonly limits: EncodingLimits;
  /** The LRU or LFU field for a value whose file says nothing. */
  readonly lru: number;
  /** True under an LFU policy: files then carry and give frequencies instead of idle times. */
  readonly lfu: boolean;
  /** The clock against which idle times are counted: as in ValueBase.lru. */
  readonly lruClock: number;
  /** Fields that come twice are looked for where they would only be found later. REDIS: sanitize-dump-payload */
  readonly deep?: boolean;
}

export interface RdbSource {
  /** Only databases with keys; `expires` in Unix ms. */
  readonly dbs: readonly SnapshotDb[];
  /** redis-ver, redis-bits, ctime, used-mem, aof-base ... in order. */
  readonly aux: readonly (readonly [string, string])[];
  /** Source of each function library. */
  readonly functions: readonly string[];
  readonly compression: boolean;
  readonly checksum: boolean;
  /** Writes idle time or frequency per key, as Redis does under an LRU or LFU policy. */
  readonly access: { readonly kind: 'lru'; readonly clock: number } | { readonly kind: 'lfu' } | null;
}

export interface LoadSink extends Making {
  aux(name: string, value: string): void;
  selectDb(index: number): void;
  /** Expected sizes, to be ready for them. */
  resize(keys: number, expires: number): void;
  /** `expireAt` in Unix ms or -1. False stops the load (a duplicate key). */
  entry(key: string, value: Value, expireAt: number): boolean;
  /** A function library; an error text stops the load. */
  functionLibrary(source: string): string | null;
}

export interface AofSink extends LoadSink {
  /** A command of the file; `from` and `to` are its bytes. An error text stops the load. */
  command(argv: readonly string[], from: number, to: number): string | null;
}

/** How far a file could be read. */
export interface LoadResult {
  /** Bytes of whole, valid content from the start. For an AOF, whole commands (and whole MULTI blocks). */
  readonly upTo: number;
  /** null when all of it was good. */
  readonly failure: LoadFailure | null;
}

export interface LoadFailure {
  /** `truncated`: the file ends too early (aof-load-truncated may accept it). `corrupt`: it cannot be this format. */
  readonly kind: 'truncated' | 'corrupt' | 'refused';
  /** What redis-server writes into its log. */
  readonly text: string;
}
