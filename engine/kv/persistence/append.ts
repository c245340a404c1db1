import { bytesOf } from '../../base/bytes.ts';
import type { Seq } from '../../sim/machine.ts';
import { encodeCommand } from '../aof/entry.ts';
import { feedReplicas } from '../replication/stream.ts';
import { TO_AOF } from '../replication/targets.ts';
import type { AofState, KvState } from '../state.ts';
import type { Propagated, Turn } from '../turn.ts';

/*
 * The append-only file while the server runs: writes are put into a buffer as they happen, the buffer goes to the
 * file once per iteration of the event loop, before any reply leaves, and when the file reaches the disk is what
 * appendfsync decides. REDIS: aof.c
 */

const MULTI = ['MULTI'];
const EXEC = ['EXEC'];
/** REDIS: CMD_TOUCHES_ARBITRARY_KEYS */
const TOUCHES_ANY_KEY: ReadonlySet<string> = new Set(['scan', 'randomkey']);
const SECOND = 1_000_000;
/** How long a flush waits for a sync that is still under way. */
const POSTPONE_MAX_SECONDS = 2;

/** True when somebody gets what is propagated; else nothing need be put together for it. */
export function isPropagating({ aof, replication }: KvState): boolean {
  return aof.status !== 'off' || replication.backlog !== null;
}

/**
 * Hands what the outermost command collected to the replicas and to the AOF buffer, as one transaction when it is more
 * than one write. Not `asOne`: each by itself, as keys that expire. REDIS: server.c propagatePendingCommands
 */
export function feedPropagated(turn: Turn, asOne = true): void {
  // These only find expired keys on their way, each a deletion of its own.
  const together = asOne && !TOUCHES_ANY_KEY.has(turn.client.lastCommand);
  const all = turn.pending;
  turn.pending = [];
  const { aof, child, replication } = turn.state;
  if (replication.backlog !== null) feedReplicas(turn, all, together);
  if (aof.status === 'off' || (aof.status === 'waitRewrite' && child?.kind !== 'aofRewrite')) return;
  const writes = all.every(isForAof) ? all : all.filter(isForAof);
  if (writes.length === 0) return;
  if (writes.length === 1 || !together) {
    for (const write of writes) feed(turn, write);
    return;
  }
  const last = writes.at(-1)?.fact ?? 0;
  // A SELECT stands in front of the transaction.
  feed(turn, { db: writes[0]?.db ?? -1, argv: MULTI, fact: last, to: TO_AOF });
  for (const write of writes) feed(turn, write);
  feed(turn, { db: -1, argv: EXEC, fact: last, to: TO_AOF });
}

function isForAof(write: Propagated): boolean {
  return (write.to & TO_AOF) !== 0;
}

/** REDIS: aof.c feedAppendOnlyFile */
function feed(turn: Turn, write: Propagated): void {
  const { aof, config, settings } = turn.state;
  let text = '';
  if (config.get('aof-timestamp-enabled') === 'yes') {
    const seconds = Math.floor(turn.nowMs / 1000);
    if (seconds > aof.lastTimestamp) {
      text = `#TS:${seconds}\r\n`;
      aof.lastTimestamp = seconds;
    }
  }
  if (write.db >= 0 && write.db !== aof.selectedDb) {
    text += encodeCommand(['SELECT', String(write.db)]);
    aof.selectedDb = write.db;
  }
  text += encodeCommand(write.argv);
  const from = aof.length + aof.bufferBytes;
  aof.buffer.push(text);
  aof.bufferBytes += text.length;
  if (turn.out.observed && write.fact !== 0) {
    const fact = {
      kind: 'kv.propagated',
      write: write.fact,
      file: aof.file,
      from,
      to: from + text.length,
      policy: settings.appendfsync,
    } as const;
    aof.bufferCause = turn.note(fact, write.fact);
  }
}

/**
 * Writes the buffer to the file and syncs as the policy says. `force` does not wait for a sync that is under way.
 * REDIS: aof.c flushAppendOnlyFile
 */
export function flushAppendOnly(turn: Turn, force = false): void {
  const { aof, settings } = turn.state;
  const seconds = Math.floor(turn.nowMs / 1000);
  if (aof.buffer.length > 0) {
    if (settings.appendfsync === 'everysec' && aof.syncingTo >= 0 && !force && postpones(turn, aof, seconds)) return;
    aof.flushPostponedAt = 0;
    writeBuffer(turn, aof);
  }
  if (aof.length === aof.syncedLength || aof.file === '') return;
  if (settings.appendfsync === 'always') {
    if (aof.syncingTo < aof.length) askSync(turn, 'appendfsync always');
    aof.lastFsyncAt = seconds;
    return;
  }
  if (settings.appendfsync === 'everysec' && !skipsSync(turn)) {
    if (seconds > aof.lastFsyncAt && aof.syncingTo < 0) {
      askSync(turn, 'appendfsync everysec');
      aof.lastFsyncAt = seconds;
    }
  }
  armSyncTimer(turn);
}

/** While a child saves, syncs may be left out. REDIS: no-appendfsync-on-rewrite */
function skipsSync(turn: Turn): boolean {
  return turn.state.child !== null && turn.state.config.get('no-appendfsync-on-rewrite') === 'yes';
}

/** A write behind a slow sync would block: it waits up to two seconds, then it is written all the same. */
function postpones(turn: Turn, aof: AofState, seconds: number): boolean {
  if (aof.flushPostponedAt === 0) {
    aof.flushPostponedAt = seconds;
    turn.out.setTimer('aof', SECOND / 10);
    return true;
  }
  if (seconds - aof.flushPostponedAt < POSTPONE_MAX_SECONDS) {
    turn.out.setTimer('aof', SECOND / 10);
    return true;
  }
  aof.delayedFsyncs++;
  if (turn.out.observed) {
    turn.note({ kind: 'kv.fsyncDelayed', file: aof.file, waited: (seconds - aof.flushPostponedAt) * 1000 });
  }
  return false;
}

function writeBuffer(turn: Turn, aof: AofState): void {
  const { aofFlushSleepMicros } = turn.state.debug;
  if (aofFlushSleepMicros > 0) turn.out.busy(aofFlushSleepMicros);
  const text = aof.buffer.length === 1 ? (aof.buffer[0] as string) : aof.buffer.join('');
  turn.out.append(aof.file, bytesOf(text), aof.bufferCause === 0 ? undefined : aof.bufferCause);
  aof.length += text.length;
  aof.currentSize += text.length;
  aof.buffer = [];
  aof.bufferBytes = 0;
  aof.bufferCause = 0;
}

/** Asks the disk for all that was appended. Facts say who wanted it. */
export function askSync(turn: Turn, why: string): Seq {
  const { aof } = turn.state;
  const cause = turn.out.observed
    ? turn.note({ kind: 'kv.fsyncAsked', file: aof.file, upTo: aof.length, why }, turn.fact || undefined)
    : 0;
  turn.out.sync(aof.file, cause === 0 ? undefined : cause);
  aof.syncingTo = aof.length;
  return cause;
}

/** With everysec a sync must come without another write. With `no` it is the system's own business. */
function armSyncTimer(turn: Turn): void {
  const { aof, settings } = turn.state;
  const waits = aof.syncingTo < aof.length && aof.length > aof.syncedLength;
  if (aof.buffer.length > 0) return; // a postponed flush has set it
  if (waits && settings.appendfsync === 'everysec') {
    const dueMs = (aof.lastFsyncAt + 1) * 1000;
    turn.out.setTimer('aof', Math.max(SECOND / 100, (dueMs - settings.epochMs) * 1000 - turn.now));
  } else {
    turn.out.clearTimer('aof');
  }
}

/** The disk has the first `upTo` bytes of the file. */
export function appendSynced(turn: Turn, file: string, upTo: number): void {
  const { aof } = turn.state;
  if (file !== aof.file) return;
  aof.syncedLength = Math.max(aof.syncedLength, upTo);
  if (upTo >= aof.syncingTo) aof.syncingTo = -1;
  if (turn.out.observed) turn.note({ kind: 'kv.fsyncDone', file, upTo });
  armSyncTimer(turn);
}

/** True while the one thread waits inside fsync: nothing is read, nothing is answered. */
export function isBlockedBySync(state: Turn['state']): boolean {
  return state.settings.appendfsync === 'always' && state.aof.syncingTo >= 0 && state.aof.status !== 'off';
}
