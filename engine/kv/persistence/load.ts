import { byteStringOf, bytesOf } from '../../base/bytes.ts';
import type { DiskView } from '../../sim/machine.ts';
import { AofReader } from '../aof/decode.ts';
import { decodeManifest, encodeManifest } from '../aof/manifest.ts';
import type { LoadResult } from '../codec.ts';
import { newClient } from '../initial.ts';
import { log, logUnseen } from '../log.ts';
import type { RdbOptions } from '../rdb/decode.ts';
import { decodeRdb, RdbReader } from '../rdb/decode.ts';
import { createBacklog } from '../replication/backlog.ts';
import { feedCommand } from '../replication/stream.ts';
import type { AofManifest } from '../state.ts';
import type { Turn } from '../turn.ts';
import { aofName, aofPath, manifestPath, rdbFile, withNewBase } from './files.ts';
import { Loading } from './loading.ts';
import { type FileRead, takeReadAhead } from './read-ahead-cache.ts';
import { encodeBase, openIncrementalFile } from './save.ts';

/*
 * Starting from what is on the disk: the append-only files when `appendonly` says so, and then nothing else; else the
 * snapshot. REDIS: server.c loadDataFromDisk, aof.c loadAppendOnlyFiles, aofOpenIfNeededOnServerStart
 */

interface Loaded {
  readonly file: string;
  readonly size: number;
  readonly upTo: number;
}

/** Why the server cannot start, in Redis's words. */
export interface LoadRefusal {
  readonly file: string;
  readonly why: string;
}

/** How far a file has been read. */
export interface LoadProgress {
  readonly file: string;
  /** Bytes of it that are whole and valid so far. */
  readonly upTo: number;
  readonly size: number;
  /** All of it has been read, and this came of it. */
  readonly read: FileRead | null;
}

/** Loading in slices: it tells how far it is, and is gone on with. */
export type Load<Answer> = Generator<LoadProgress, Answer, undefined>;

/** Bytes between two looks at how far it is. REDIS: loading-process-events-interval-bytes */
const SLICE = 2 * 1024 * 1024;

/** Reads the data set into an empty state and opens the files it goes on with. Returns why not, or null. */
export function loadFromDisk(turn: Turn, disk: DiskView): LoadRefusal | null {
  return atOnce(loadInSlices(turn, disk));
}

function atOnce<Answer>(load: Load<Answer>): Answer {
  for (;;) {
    const { done, value } = load.next();
    if (done === true) return value;
  }
}

/** `loadFromDisk` for somebody who has other things to do in between. */
export function* loadInSlices(turn: Turn, disk: DiskView): Load<LoadRefusal | null> {
  turn.loading = true;
  const observed = turn.out.observed;
  const refusal = yield* turn.state.settings.appendonly ? loadAppendOnly(turn, disk) : loadSnapshot(turn, disk);
  turn.loading = false;
  turn.state.dirty = 0;
  turn.state.stats.keyspaceHits = 0;
  turn.state.stats.keyspaceMisses = 0;
  if (refusal !== null && observed) turn.note({ kind: 'kv.loadFailed', ...refusal });
  if (refusal !== null) logRefusal(turn, refusal);
  return refusal;
}

function logRefusal(turn: Turn, { file, why }: LoadRefusal): void {
  logUnseen(turn, 'warning', `${file}: ${why}`);
  // REDIS: rdb.c rdbLoadRioWithLoadingCtx says it twice
  if (why.startsWith('Wrong RDB checksum')) logUnseen(turn, 'warning', 'Internal error in RDB reading: RDB CRC error');
}

function noteLoaded(
  turn: Turn,
  from: 'rdb' | 'aof' | 'nothing',
  files: readonly Loaded[],
  sinks: readonly Loading[],
): void {
  if (!turn.out.observed) return;
  const sum = (count: (sink: Loading) => number): number => sinks.reduce((total, sink) => total + count(sink), 0);
  turn.note({
    kind: 'kv.loaded',
    from,
    files,
    keys: turn.state.dbs.reduce((total, db) => total + db.keys.count, 0),
    expired: sum((sink) => sink.expired),
    commands: sum((sink) => sink.commands),
  });
}

function rdbOptions({ state }: Turn): RdbOptions {
  return { checksum: state.config.get('rdbchecksum') === 'yes' && !state.debug.skipsChecksums };
}

/** Gives a reader the bytes of a file, slice by slice. */
function* readInSlices(reader: RdbReader | AofReader, file: string, bytes: Uint8Array): Load<LoadResult> {
  for (let at = 0; at < bytes.length && reader.failure === null; at += SLICE) {
    reader.feed(at === 0 && bytes.length <= SLICE ? bytes : bytes.subarray(at, at + SLICE));
    if (bytes.length > SLICE) yield { file, upTo: reader.upTo, size: bytes.length, read: null };
  }
  return reader.end();
}

function* loadSnapshot(turn: Turn, disk: DiskView): Load<LoadRefusal | null> {
  const file = rdbFile(turn.state);
  const bytes = disk.read(file);
  if (bytes === null) {
    noteLoaded(turn, 'nothing', [], []);
    return null;
  }
  const [{ sink, result }] = takeReadAhead(turn, [bytes]) ?? [yield* readSnapshot(turn, file, bytes)];
  if (result.failure !== null) return { file, why: result.failure.text };
  if (sink.historyId.length === 40 && sink.historyOffset >= 0) resumeHistory(turn, sink);
  turn.state.loaded = { keys: sink.keys, expired: sink.expired };
  noteLoaded(turn, 'rdb', [{ file, size: bytes.length, upTo: result.upTo }], [sink]);
  return null;
}

function* readSnapshot(turn: Turn, file: string, bytes: Uint8Array): Load<FileRead> {
  const sink = new Loading(turn, turn.state.replication.primary === null);
  const result = yield* readInSlices(new RdbReader(sink, rdbOptions(turn)), file, bytes);
  return yield* asRead({ bytes, sink, result }, file);
}

function* asRead(read: FileRead, file: string): Load<FileRead> {
  yield { file, upTo: read.result.upTo, size: read.bytes.length, read };
  return read;
}

/**
 * Goes on with the history that the file is a moment of: a replica asks its primary for what is missing, a primary lets
 * its replicas ask. REDIS: server.c loadDataFromDisk
 */
function resumeHistory(turn: Turn, { historyId, historyOffset, streamDb, dropped }: Loading): void {
  const { replication } = turn.state;
  const link = replication.primary;
  replication.offset = historyOffset;
  if (link !== null) {
    replication.id = historyId;
    link.cached = { id: historyId, offset: historyOffset, db: streamDb };
    return;
  }
  replication.id2 = historyId;
  replication.id2From = historyOffset + 1;
  replication.noReplicasSince = turn.nowMs;
  createBacklog(replication);
  const word = turn.state.config.get('lazyfree-lazy-expire') === 'yes' ? 'UNLINK' : 'DEL';
  for (const { db, key } of dropped) feedCommand(turn, db, [word, key], 0);
}

function* loadAppendOnly(turn: Turn, disk: DiskView): Load<LoadRefusal | null> {
  const { state } = turn;
  const { aof, config } = state;
  const text = disk.read(manifestPath(config));
  if (text !== null) {
    const manifest = decodeManifest(byteStringOf(text));
    if ('why' in manifest) return { file: manifestPath(config), why: manifest.why };
    aof.manifest = manifest;
  }
  const old = oldFile(turn, disk);
  if (old !== null) adoptOldFile(turn, old);
  else if (aof.manifest.base === null && aof.manifest.incr.length === 0) {
    noteLoaded(turn, 'nothing', [], []);
    startFiles(turn);
    return null;
  }
  return yield* replayFiles(turn, disk, old);
}

/**
 * The single file of Redis before 7.0, where it is what there is: the manifest names nothing yet, or that file and
 * the move was interrupted. REDIS: aof.c loadAppendOnlyFiles
 */
function oldFile(turn: Turn, disk: DiskView): Uint8Array | null {
  const { config, aof } = turn.state;
  const { base, incr } = aof.manifest;
  const name = aofName(config);
  const interrupted = base?.name === name && disk.read(aofPath(config, name)) === null;
  return incr.length === 0 && (base === null || interrupted) ? disk.read(name) : null;
}

/** A server that has no AOF yet writes an empty base and opens its first file. REDIS: aofOpenIfNeededOnServerStart */
function startFiles(turn: Turn): void {
  const { state } = turn;
  const { aof, config } = state;
  aof.manifest = withNewBase(config, aof.manifest);
  const base = encodeBase(state, [], turn.nowMs);
  const file = aofPath(config, aof.manifest.base?.name ?? '');
  turn.out.replace(file, base);
  state.awaited.push(file);
  aof.status = 'on';
  openIncrementalFile(turn);
  aof.currentSize = base.length;
  aof.rewriteBaseSize = base.length;
}

/**
 * The single file of Redis before 7.0 becomes the base of a multi-part one; it goes when it stands in its new place
 * (`fileReplaced`). REDIS: aof.c aofUpgradePrepare
 */
function adoptOldFile(turn: Turn, bytes: Uint8Array): void {
  const { aof, config } = turn.state;
  const name = aofName(config);
  aof.manifest = { ...aof.manifest, baseSeq: 1, base: { name, seq: 1, kind: 'base' } };
  const file = aofPath(config, name);
  turn.out.replace(manifestPath(config), bytesOf(encodeManifest(aof.manifest)));
  turn.out.replace(file, bytes);
  turn.state.awaited.push(manifestPath(config), file);
  logUnseen(
    turn,
    'notice',
    `Successfully migrated an old-style AOF file (${name}) into the AOF directory (${config.get('appenddirname') ?? ''}).`,
  );
}

/** Whether the data set could be read again from the snapshot given. REDIS: debug.c DEBUG RELOAD */
export function loadBytes(turn: Turn, bytes: Uint8Array, merges: boolean): boolean {
  turn.loading = true;
  const { failure } = decodeRdb(bytes, new Loading(turn, true, merges), rdbOptions(turn));
  turn.loading = false;
  if (failure !== null) log(turn, 'warning', failure.text);
  return failure === null;
}

/** Reads the append-only files again, into what there is. REDIS: debug.c DEBUG LOADAOF */
export function loadAppendOnlyAgain(turn: Turn): LoadRefusal | null {
  const { config } = turn.state;
  const text = turn.out.read(manifestPath(config));
  if (text === null) return null;
  const manifest = decodeManifest(byteStringOf(text));
  if ('why' in manifest) return { file: manifestPath(config), why: manifest.why };
  const { client } = turn;
  turn.loading = true;
  turn.use(newClient(1, -1, '', turn.nowMs, true));
  const { refusal } = atOnce(readParts(turn, manifest, (file) => turn.out.read(file)));
  turn.use(client);
  turn.loading = false;
  return refusal;
}

function* replayFiles(turn: Turn, disk: DiskView, adopted: Uint8Array | null): Load<LoadRefusal | null> {
  const { state } = turn;
  const { aof, config } = state;
  turn.client = newClient(1, -1, '', turn.nowMs, true);
  const base = aof.manifest.base === null ? null : aofPath(config, aof.manifest.base.name);
  const read = yield* readParts(turn, aof.manifest, (file) =>
    adopted !== null && file === base ? adopted : disk.read(file),
  );
  if (read.refusal !== null) return read.refusal;
  const { files, sinks } = read;
  for (const { upTo } of files) aof.currentSize += upTo;
  if (base !== null) aof.rewriteBaseSize = files[0]?.upTo ?? 0;
  noteLoaded(turn, 'aof', files, sinks);
  aof.status = 'on';
  continueFiles(turn, files.at(-1)?.upTo ?? 0);
  return null;
}

/** REDIS: aof.c getAppendOnlyFileSize */
function noSuchFile(name: string): string {
  return `Unable to obtain the AOF file ${name} length. stat: No such file or directory`;
}

interface ReadParts {
  readonly files: readonly Loaded[];
  readonly sinks: readonly Loading[];
  readonly refusal: LoadRefusal | null;
}

/** Reads the base and the increments, one after the other. */
function* readParts(turn: Turn, manifest: AofManifest, read: (file: string) => Uint8Array | null): Load<ReadParts> {
  const parts = [...(manifest.base === null ? [] : [manifest.base]), ...manifest.incr];
  const files: Loaded[] = [];
  const sinks: Loading[] = [];
  const contents = parts.map((part) => read(aofPath(turn.state.config, part.name)));
  const ahead = takeReadAhead(turn, contents);
  for (const [at, part] of parts.entries()) {
    const file = aofPath(turn.state.config, part.name);
    const bytes = contents[at] ?? null;
    if (bytes === null) return { files, sinks, refusal: { file, why: noSuchFile(part.name) } };
    const { sink, result } = ahead?.[at] ?? (yield* readPart(turn, file, bytes));
    sinks.push(sink);
    const refusal = judge(turn, file, bytes.length, result, at === parts.length - 1);
    if (refusal !== null) return { files, sinks, refusal };
    files.push({ file, size: bytes.length, upTo: result.upTo });
  }
  return { files, sinks, refusal: null };
}

function* readPart(turn: Turn, file: string, bytes: Uint8Array): Load<FileRead> {
  const sink = new Loading(turn, false);
  const result = yield* readInSlices(new AofReader(sink), file, bytes);
  return yield* asRead({ bytes, sink, result }, file);
}

/** Only the last file may end too early, and only when aof-load-truncated allows it: it is then cut there. */
function judge(turn: Turn, file: string, size: number, result: LoadResult, last: boolean): LoadRefusal | null {
  const { failure } = result;
  if (failure === null) return null;
  const allowed = turn.state.config.get('aof-load-truncated') === 'yes';
  if (failure.kind === 'truncated' && last && allowed) {
    if (result.upTo < size) turn.out.truncate(file, result.upTo);
    log(turn, 'warning', `AOF ${file} loaded anyway because aof-load-truncated is enabled`);
    return null;
  }
  return { file, why: failure.text };
}

/** Goes on in the last incremental file, or opens the first. */
function continueFiles(turn: Turn, length: number): void {
  const { aof, config } = turn.state;
  const last = aof.manifest.incr.at(-1);
  if (last === undefined) {
    openIncrementalFile(turn);
    return;
  }
  aof.file = aofPath(config, last.name);
  aof.length = length;
  // What a process that was killed left in the page cache is there, and not synced.
  aof.syncedLength = 0;
  aof.syncingTo = -1;
}
