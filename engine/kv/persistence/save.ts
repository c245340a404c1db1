import { bytesOf } from '../../base/bytes.ts';
import type { Micros, Seq } from '../../sim/machine.ts';
import { lruClock } from '../access.ts';
import { encodeManifest } from '../aof/manifest.ts';
import { encodeAof, encodeAofInSlices } from '../aof/rewrite.ts';
import type { RdbSource } from '../codec.ts';
import { dictDifference } from '../dict.ts';
import { snapshotOf } from '../fork.ts';
import { usedMemory } from '../memory/accounting.ts';
import { encodeRdb, encodeRdbInSlices } from '../rdb/encode.ts';
import { historyFields } from '../replication/history.ts';
import type { Child, KvState, SnapshotDb } from '../state.ts';
import type { Turn } from '../turn.ts';
import { isBlockedBySync } from './append.ts';
import { aofName, aofPath, manifestPath, rdbFile, withNewBase, withNewIncr } from './files.ts';

/*
 * Snapshots: SAVE, BGSAVE and its save points, BGREWRITEAOF. A background save works on a fork of the keyspace, which
 * shares everything with the live one until the live one writes. REDIS: rdb.c, aof.c
 */

const SECOND = 1_000_000;
/** After a failure BGSAVE is not tried again at once. REDIS: CONFIG_BGSAVE_RETRY_DELAY */
const RETRY_SECONDS = 5;
/** A child writes some ten keys in the time in which the server looks at one. */
const CHILD_FACTOR = 10;

function unixSeconds(turn: Turn): number {
  return Math.floor(turn.nowMs / 1000);
}

function keysIn(dbs: readonly SnapshotDb[]): number {
  return dbs.reduce((sum, db) => sum + db.keys.count, 0);
}

/**
 * What the RDB codec needs to know besides the keys. `history`: the moment of the history it is of, null for the base
 * of an AOF. REDIS: rdb.c rdbSaveInfoAuxFields
 */
export function rdbSource(
  state: KvState,
  dbs: readonly SnapshotDb[],
  nowMs: number,
  history: Child['history'] | null,
  functions = librariesOf(state),
): RdbSource {
  const lfu = state.settings.countsFrequency;
  const lru = state.settings.maxmemoryPolicy.endsWith('-lru');
  return {
    dbs,
    aux: [
      ['redis-ver', '7.0.15'],
      ['redis-bits', '64'],
      ['ctime', String(Math.floor(nowMs / 1000))],
      ['used-mem', String(usedMemory(state))],
      ...(history ?? []),
      ['aof-base', history === null ? '1' : '0'],
    ],
    functions,
    compression: state.config.get('rdbcompression') === 'yes',
    checksum: state.config.get('rdbchecksum') === 'yes',
    access: lfu ? { kind: 'lfu' } : lru ? { kind: 'lru', clock: lruClock(nowMs) } : null,
  };
}

function librariesOf(state: KvState): readonly string[] {
  return [...state.scripting.libraries.values()].map(({ code }) => code);
}

/** How long a child takes, or SAVE blocks: proportional to the keys. */
export function savingMicros(state: KvState, keys: number): Micros {
  const { commandMicros, elementNanos } = state.settings;
  return commandMicros * 1000 + Math.floor((keys * elementNanos * CHILD_FACTOR) / 1000) + delayed(state, keys);
}

/** `rdb-key-save-delay`: microseconds a key; negative, keys a microsecond. REDIS: server.c debugDelay */
function delayed({ config }: KvState, keys: number): Micros {
  const delay = Number(config.get('rdb-key-save-delay') ?? '0');
  return delay >= 0 ? keys * delay : Math.floor(keys / -delay);
}

function noteStart(turn: Turn, what: 'rdb' | 'aofRewrite', background: boolean, why: string, keys: number): Seq {
  if (!turn.out.observed) return 0;
  const { dirty } = turn.state;
  const cause = turn.fact || undefined;
  return turn.note({ kind: 'kv.saveStarted', what, background, why, keys, dirty, upToSeq: turn.fact }, cause);
}

/** SAVE, or the save of SHUTDOWN: writes the file while everybody waits. Returns its bytes. */
export function saveNow(turn: Turn, why: string): Uint8Array {
  const { state } = turn;
  const keys = keysIn(state.dbs);
  const fact = noteStart(turn, 'rdb', false, why, keys);
  const file = rdbFile(state);
  const bytes = encodeRdb(rdbSource(state, state.dbs, turn.nowMs, historyFields(state)));
  turn.out.busy(savingMicros(state, keys));
  turn.out.replace(file, bytes, fact || undefined);
  state.awaited.push(file);
  state.savingNow = { fact, dirty: state.dirty, size: bytes.length };
  return bytes;
}

/** What a snapshot has in it, and whether it is sent to replicas instead of written to a file. */
type SnapshotParts = Pick<Child, 'toReplicas' | 'data' | 'functions'>;

const WHOLE: SnapshotParts = { toReplicas: false, data: true, functions: true };

/** BGSAVE. False when a child is at work already. REDIS: rdb.c rdbSaveBackground */
export function startBackgroundSave(turn: Turn, why: string, parts: SnapshotParts = WHOLE): boolean {
  if (turn.state.child !== null) return false;
  turn.state.lastSaveTryAt = unixSeconds(turn);
  startChild(turn, 'rdb', why, rdbFile(turn.state), parts);
  return true;
}

function startChild(turn: Turn, kind: Child['kind'], why: string, file: string, parts = WHOLE): void {
  const { state } = turn;
  const snapshot = snapshotOf(state);
  turn.owner = state.owner;
  const keys = keysIn(snapshot);
  // What goes to replicas alone is on no disk here.
  const fact = parts.toReplicas ? 0 : noteStart(turn, kind, true, why, keys);
  state.child = {
    kind,
    startedAt: turn.nowMs,
    snapshot,
    dirtyAtStart: state.dirty,
    keys,
    fact,
    phase: 'work',
    file,
    size: 0,
    history: historyFields(state),
    libraries: librariesOf(state),
    bytes: null,
    ...parts,
  };
  state.stats.forks++;
  turn.out.setTimer('child', savingMicros(state, keys), fact || undefined);
}

/**
 * Starts the rewrite of the AOF that was asked for, once nothing of this iteration is left unwritten: writes go to a
 * new incremental file from now on, and a child writes a new base of all before it.
 * REDIS: aof.c rewriteAppendOnlyFileBackground
 */
export function startScheduledRewrite(turn: Turn): void {
  const { state } = turn;
  const { aof, config } = state;
  if (!aof.rewriteScheduled || state.child !== null || aof.buffer.length > 0) return;
  if (isBlockedBySync(state)) return;
  aof.rewriteScheduled = false;
  if (aof.status !== 'off') openIncrementalFile(turn);
  startChild(turn, 'aofRewrite', 'BGREWRITEAOF', aofPath(config, withNewBase(config, aof.manifest).base?.name ?? ''));
}

/** Writes go to a new file, which the manifest names before the first of them. REDIS: aof.c openNewIncrAofForAppend */
export function openIncrementalFile(turn: Turn): void {
  const { aof, config } = turn.state;
  // The old file reaches the disk, whatever the policy says, before it is closed. REDIS: bio.c bioCreateCloseAofJob
  if (aof.file !== '' && aof.length > aof.syncedLength) turn.out.sync(aof.file);
  aof.manifest = withNewIncr(config, aof.manifest);
  const name = aof.manifest.incr.at(-1)?.name ?? '';
  aof.file = aofPath(config, name);
  aof.length = 0;
  aof.syncedLength = 0;
  aof.syncingTo = -1;
  aof.selectedDb = -1;
  turn.out.append(aof.file, new Uint8Array(0));
  writeManifest(turn);
  if (turn.out.observed)
    turn.note({ kind: 'kv.aofOpened', file: aof.file, seq: aof.manifest.incrSeq }, turn.fact || undefined);
}

/** The server goes on when the manifest is on the disk: it must never name less than there is. */
function writeManifest(turn: Turn): void {
  const { aof, config } = turn.state;
  const file = manifestPath(config);
  turn.out.replace(file, bytesOf(encodeManifest(aof.manifest)), turn.fact || undefined);
  turn.state.awaited.push(file);
}

/** The base of an AOF: a snapshot, or the commands that make the data set. REDIS: aof.c rewriteAppendOnlyFile */
export function encodeBase(
  state: KvState,
  dbs: readonly SnapshotDb[],
  nowMs: number,
  functions = librariesOf(state),
): Uint8Array {
  if (state.config.get('aof-use-rdb-preamble') === 'yes')
    return encodeRdb(rdbSource(state, dbs, nowMs, null, functions));
  const stamped = state.config.get('aof-timestamp-enabled') === 'yes';
  return encodeAof({ dbs, functions }, stamped ? Math.floor(nowMs / 1000) : null);
}

/**
 * The whole data set as it is now, as a file that redis-server starts from: `dump.rdb`, or an append-only file of
 * commands alone. In slices; what is written to the state meanwhile is not in it.
 */
export function encodeDataSet(
  state: KvState,
  format: 'rdb' | 'aof',
  nowMs: number,
): Generator<undefined, Uint8Array, undefined> {
  const dbs = snapshotOf(state);
  return format === 'rdb'
    ? encodeRdbInSlices(rdbSource(state, dbs, nowMs, []))
    : encodeAofInSlices({ dbs, functions: librariesOf(state) }, null);
}

/** The child is done with its work: its file is written, synced and renamed. */
export function childTimer(turn: Turn): MadeSnapshot | null {
  const { state } = turn;
  const { child } = state;
  if (child === null || child.phase !== 'work') return null;
  const bytes =
    child.kind === 'rdb' ? childRdb(state, child) : encodeBase(state, child.snapshot, child.startedAt, child.libraries);
  if (child.toReplicas) {
    state.child = null;
    return { bytes, toReplicas: true };
  }
  child.phase = 'replace';
  child.size = bytes.length;
  child.bytes = child.kind === 'rdb' && state.replication.replicas.length > 0 ? bytes : null;
  turn.out.replace(child.file, bytes, child.fact || undefined);
  return null;
}

function childRdb(state: KvState, { snapshot, startedAt, history, data, functions, libraries }: Child): Uint8Array {
  return encodeRdb(rdbSource(state, data ? snapshot : [], startedAt, history, functions ? libraries : []));
}

/** A snapshot that is ready for the replicas that wait for one. */
export interface MadeSnapshot {
  readonly bytes: Uint8Array;
  readonly toReplicas: boolean;
}

/** A file is on the disk under its name. The snapshot in it, where replicas may wait for that. */
export function fileReplaced(turn: Turn, file: string): MadeSnapshot | null {
  const { state } = turn;
  const at = state.awaited.indexOf(file);
  if (at >= 0) state.awaited.splice(at, 1);
  const old = aofName(state.config);
  if (at >= 0 && file === aofPath(state.config, old)) turn.out.remove(old);
  if (state.savingNow !== null && file === rdbFile(state) && at >= 0) finishSaveNow(turn, file);
  else if (state.child?.phase === 'replace' && state.child.file === file) {
    const { bytes } = state.child;
    childFileDone(turn, state.child);
    return bytes === null ? null : { bytes, toReplicas: false };
  } else if (state.child?.phase === 'manifest' && file === manifestPath(state.config)) finishRewrite(turn, state.child);
  return null;
}

function finishSaveNow(turn: Turn, file: string): void {
  const { state } = turn;
  const saving = state.savingNow;
  if (saving === null) return;
  state.savingNow = null;
  noteSaved(turn, saving.dirty);
  if (turn.out.observed) {
    turn.note({ kind: 'kv.saveFinished', what: 'rdb', file, size: saving.size, began: saving.fact });
  }
}

function noteSaved(turn: Turn, dirty: number): void {
  const { state } = turn;
  state.dirty -= dirty;
  state.lastSaveAt = unixSeconds(turn);
  state.lastSaveOk = true;
  state.saves++;
}

function childFileDone(turn: Turn, child: Child): void {
  const { state } = turn;
  if (child.kind === 'aofRewrite') {
    // The manifest names the new base; only then may the old files go.
    state.aof.manifest = withNewBase(state.config, state.aof.manifest);
    child.phase = 'manifest';
    writeManifest(turn);
    return;
  }
  state.child = null;
  noteSaved(turn, child.dirtyAtStart);
  state.lastSaveSeconds = Math.floor((turn.nowMs - child.startedAt) / 1000);
  noteFinished(turn, child);
}

function finishRewrite(turn: Turn, child: Child): void {
  const { state } = turn;
  const { aof, config } = state;
  state.child = null;
  for (const old of aof.manifest.history) turn.out.remove(aofPath(config, old.name));
  aof.manifest = { ...aof.manifest, history: [] };
  writeManifest(turn);
  aof.currentSize = child.size + aof.length;
  aof.rewriteBaseSize = aof.currentSize;
  aof.lastRewriteOk = true;
  aof.lastRewriteSeconds = Math.floor((turn.nowMs - child.startedAt) / 1000);
  aof.rewrites++;
  if (aof.status === 'waitRewrite') aof.status = 'on';
  noteFinished(turn, child);
}

function noteFinished(turn: Turn, child: Child): void {
  if (!turn.out.observed) return;
  const copied = copiedSince(turn.state, child);
  turn.note({
    kind: 'kv.saveFinished',
    what: child.kind,
    file: child.file,
    size: child.size,
    began: child.fact,
    copied,
  });
}

/** Buckets the parent wrote while the child worked: each had to be copied. */
function copiedSince(state: KvState, child: Child): number {
  let copied = 0;
  for (const before of child.snapshot) {
    const now = state.dbs[before.index];
    if (now !== undefined) copied += dictDifference(before.keys, now.keys);
  }
  return copied;
}

/** Starts what is due by the clock: scheduled children, save points, the growth of the AOF. REDIS: server.c serverCron */
export function saveTimer(turn: Turn): void {
  const { state } = turn;
  state.saveTimerAt = -1;
  if (state.child !== null) return;
  if (state.saveScheduled) {
    state.saveScheduled = false;
    startBackgroundSave(turn, 'BGSAVE SCHEDULE');
    return;
  }
  const seconds = unixSeconds(turn);
  if (!state.lastSaveOk && seconds - state.lastSaveTryAt <= RETRY_SECONDS) return;
  for (const point of state.settings.savePoints) {
    if (state.dirty >= point.changes && seconds - state.lastSaveAt > point.seconds) {
      startBackgroundSave(turn, `save ${point.seconds} ${point.changes}`);
      return;
    }
  }
}

/** Sets the timer to the first instant at which a save point will be due as things stand. */
export function armSaveTimer(turn: Turn): void {
  const { state } = turn;
  if (state.child !== null || (state.dirty === 0 && !state.saveScheduled)) return;
  let dueSeconds = state.saveScheduled ? unixSeconds(turn) : Infinity;
  for (const point of state.settings.savePoints) {
    if (state.dirty >= point.changes) dueSeconds = Math.min(dueSeconds, state.lastSaveAt + point.seconds + 1);
  }
  if (!state.lastSaveOk) dueSeconds = Math.max(dueSeconds, state.lastSaveTryAt + RETRY_SECONDS + 1);
  if (dueSeconds === Infinity) return;
  const due = Math.max(turn.now + SECOND / 10, (dueSeconds * 1000 - state.settings.epochMs) * 1000);
  if (due === state.saveTimerAt || (state.saveTimerAt > turn.now && state.saveTimerAt <= due)) return;
  state.saveTimerAt = due;
  turn.out.setTimer('save', due - turn.now);
}

/** An AOF that has grown by so many per cent is rewritten. REDIS: server.c serverCron */
export function scheduleGrownRewrite(turn: Turn): void {
  const { aof, child, config } = turn.state;
  const percent = Number(config.get('auto-aof-rewrite-percentage'));
  if (aof.status !== 'on' || child !== null || percent === 0) return;
  if (aof.currentSize <= Number(config.get('auto-aof-rewrite-min-size'))) return;
  const base = aof.rewriteBaseSize === 0 ? 1 : aof.rewriteBaseSize;
  if (Math.floor((aof.currentSize * 100) / base) - 100 >= percent) aof.rewriteScheduled = true;
}
