import type { CloseReason, ConnId } from '../../sim/machine.ts';
import type { PrimaryFrame, Reply } from '../../wire/reply.ts';
import { freeClient } from '../clients.ts';
import { emptyDatabases } from '../flush.ts';
import { newClient } from '../initial.ts';
import { startAppendOnly, stopAppendOnly } from '../persistence/append-only.ts';
import { rdbFile } from '../persistence/files.ts';
import { Loading } from '../persistence/loading.ts';
import { processCommand } from '../process.ts';
import { decodeRdb } from '../rdb/decode.ts';
import type { Turn } from '../turn.ts';
import { createBacklog } from './backlog.ts';
import { abortFailover, failoverDone } from './failover.ts';
import { removeSyncFile } from './files.ts';
import { forgetFormerHistory } from './history.ts';
import { cancelHandshake, connectPrimary, nameOf, sendAck } from './link.ts';
import { disconnectReplicas } from './role.ts';
import type { PrimaryLink } from './state.ts';
import { answerText } from './state.ts';

/*
 * What a replica does on its connection to the primary, up to the moment from which it only executes what comes.
 * REDIS: replication.c syncWithMaster, slaveTryPartialResynchronization, readSyncBulkPayload
 */

/** The link whose connection this is, or null. */
export function linkOn(turn: Turn, conn: ConnId): PrimaryLink | null {
  const { primary } = turn.state.replication;
  return primary !== null && primary.conn === conn ? primary : null;
}

/** The primary has accepted. */
export function linkOpened(turn: Turn, link: PrimaryLink): void {
  link.phase = 'handshake';
  link.expects = ['ping'];
  link.lastIoAt = turn.nowMs;
  turn.out.send(link.conn, ['PING']);
}

/** The connection ended before the history could be continued; the cron tries again. */
export function linkClosed(turn: Turn, link: PrimaryLink, reason: CloseReason): void {
  const asked = link.expects[0] === 'psync';
  const transferred = link.phase === 'transfer';
  cancelHandshake(turn, link, reason);
  if (asked) abortFailover(turn, 'Failover target rejected psync request');
  // The real server tries again at once when a transfer breaks. REDIS: cancelReplicationHandshake(1)
  if (transferred) connectPrimary(turn, link);
}

/** A frame on the link, before the primary has a client here. */
export function linkFrame(turn: Turn, link: PrimaryLink, frame: PrimaryFrame): void {
  link.lastIoAt = turn.nowMs;
  if (isObject(frame) && frame.kind === 'newline') return;
  if (isObject(frame) && frame.kind === 'snapshot') {
    if (link.phase === 'transfer' && link.snapshot === null) received(turn, link, frame.bytes, frame.mark !== null);
    return;
  }
  if (link.snapshot !== null) {
    // The stream follows the snapshot at once, and waits until that is loaded.
    if (Array.isArray(frame)) link.early.push(frame as readonly string[]);
    return;
  }
  const step = link.expects.shift();
  const text = answerText(frame as Reply); // a machine that listens to RESP answers with nothing else
  if (step === undefined) {
    // An error in place of the snapshot. REDIS: readSyncBulkPayload
    if (text.startsWith('-')) retry(turn, link, text);
    return;
  }
  answered(turn, link, step, text);
}

function isObject(frame: PrimaryFrame): frame is Extract<PrimaryFrame, { readonly kind: string }> {
  return typeof frame === 'object' && frame !== null && 'kind' in frame;
}

function answered(turn: Turn, link: PrimaryLink, step: PrimaryLink['expects'][number], text: string): void {
  if (step === 'ping') {
    // Without a password the primary does not even answer this, but it is there.
    const alive =
      text.startsWith('+') ||
      text.startsWith('-NOAUTH') ||
      text.startsWith('-NOPERM') ||
      text.startsWith('-ERR operation not permitted');
    if (alive) introduce(turn, link);
    else retry(turn, link, `Error reply to PING from master: '${text}'`);
    return;
  }
  if (step === 'auth' && text.startsWith('-')) return retry(turn, link, `Unable to AUTH to MASTER: ${text}`);
  if (step === 'psync') return decided(turn, link, text);
  // Whether it knew the REPLCONF words does not matter.
  if (link.expects.length === 0) askHistory(turn, link);
}

/** Says who it is. */
function introduce(turn: Turn, link: PrimaryLink): void {
  const { config } = turn.state;
  const text = (name: string): string => config.get(name) ?? '';
  const say = (step: PrimaryLink['expects'][number], words: readonly string[]): void => {
    link.expects.push(step);
    turn.out.send(link.conn, words);
  };
  if (text('masterauth') !== '') {
    const user = text('masteruser');
    say('auth', ['AUTH', ...(user === '' ? [] : [user]), text('masterauth')]);
  }
  const announced = text('replica-announce-port');
  say('port', ['REPLCONF', 'listening-port', announced === '0' ? text('port') : announced]);
  if (text('replica-announce-ip') !== '') say('ip', ['REPLCONF', 'ip-address', text('replica-announce-ip')]);
  say('capa', ['REPLCONF', 'capa', 'eof', 'capa', 'psync2']);
}

/** Asks to go on behind what it has, or for everything. */
function askHistory(turn: Turn, link: PrimaryLink): void {
  const { cached } = link;
  const words = cached === null ? ['?', '-1'] : [cached.id, String(cached.offset + 1)];
  const last = turn.state.replication.failover?.phase === 'inProgress' ? ['FAILOVER'] : [];
  link.expects = ['psync'];
  turn.out.send(link.conn, ['PSYNC', ...words, ...last]);
}

function decided(turn: Turn, link: PrimaryLink, text: string): void {
  if (text.startsWith('+FULLRESYNC')) {
    const [, id = '', offset = ''] = text.split(' ');
    failoverDone(turn);
    link.fullId = id.length === 40 ? id : '0'.repeat(40);
    link.fullOffset = Number(offset) || 0;
    link.countsOffsets = id.length === 40;
    link.phase = 'transfer';
    return;
  }
  if (text.startsWith('+CONTINUE')) {
    failoverDone(turn);
    link.countsOffsets = true;
    return goOn(turn, link, text.split(' ')[1] ?? '');
  }
  if (turn.state.replication.failover !== null) {
    abortFailover(turn, 'Failover target rejected psync request');
    return;
  }
  if (text.startsWith('-NOMASTERLINK') || text.startsWith('-LOADING')) return retry(turn, link, text);
  // A server that knows no PSYNC.
  link.fullId = '0'.repeat(40);
  link.fullOffset = 0;
  link.countsOffsets = false;
  link.phase = 'transfer';
  turn.out.send(link.conn, ['SYNC']);
}

/** The attempt failed; the cron makes another one. */
function retry(turn: Turn, link: PrimaryLink, why: string): void {
  cancelHandshake(turn, link, why);
}

/** The primary has all since: the history goes on, under another name where a promotion lies in between. */
function goOn(turn: Turn, link: PrimaryLink, id: string): void {
  const { replication } = turn.state;
  const { cached } = link;
  if (cached === null) return retry(turn, link, 'nothing to continue');
  if (id.length === 40 && id !== cached.id) {
    replication.id2 = cached.id;
    replication.id2From = replication.offset + 1;
    replication.id = id;
    disconnectReplicas(turn, 'the history has a new name');
  }
  connected(turn, link, Math.max(0, cached.db), 'partial', 0);
  if (replication.backlog === null) createBacklog(replication);
}

/** From here on what comes is executed. */
function connected(turn: Turn, link: PrimaryLink, db: number, how: 'partial' | 'full', bytes: number): void {
  const { state } = turn;
  const client = newClient(state.nextClientId++, link.conn, nameOf(link), turn.nowMs, true);
  client.primary = true;
  client.replies = 'off';
  client.db = db;
  state.clients.set(client.id, client);
  state.clientOf.set(client.conn, client);
  link.client = client.id;
  link.cached = null;
  link.phase = 'connected';
  link.downSince = 0;
  link.snapshot = null;
  link.queued = [];
  if (!turn.out.observed) return;
  const { id, offset } = state.replication;
  turn.note({ kind: 'kv.linkUp', primary: nameOf(link), client: client.id, how, history: id, offset, bytes });
}

/** The snapshot is there: it becomes the file of this server first, unless it may be loaded as it comes. */
function received(turn: Turn, link: PrimaryLink, bytes: Uint8Array, marked: boolean): void {
  const { config, dbs } = turn.state;
  link.marked = marked;
  const load = config.get('repl-diskless-load');
  const empty = dbs.every((db) => db.keys.count === 0);
  if (load === 'swapdb' || (load === 'on-empty-db' && empty)) return takeOver(turn, link, bytes, true);
  link.snapshot = bytes;
  turn.out.replace(rdbFile(turn.state), bytes);
}

/** A file is on the disk. If it is the snapshot, it is loaded now. */
export function snapshotStored(turn: Turn, file: string): void {
  const link = turn.state.replication.primary;
  if (link === null || link.snapshot === null || file !== rdbFile(turn.state)) return;
  takeOver(turn, link, link.snapshot, false);
}

/** Forgets all it had and becomes a copy. REDIS: replication.c replicationAttachToNewMaster */
function takeOver(turn: Turn, link: PrimaryLink, bytes: Uint8Array, diskless: boolean): void {
  const { state } = turn;
  const { replication, aof, child } = state;
  if (aof.status !== 'off') stopAppendOnly(turn);
  if (child?.kind === 'rdb') {
    state.child = null;
    turn.out.clearTimer('child');
  }
  link.cached = null;
  disconnectReplicas(turn, 'the data set is replaced');
  replication.backlog = null;
  const lost = emptyDatabases(turn, state.dbs);
  state.scripting.libraries = new Map();
  const loaded = loadSnapshot(turn, bytes);
  if (loaded.failure !== null) {
    emptyDatabases(turn, state.dbs);
    retry(turn, link, `Failed trying to load the MASTER synchronization DB: ${loaded.failure}`);
    connectPrimary(turn, link);
    return;
  }
  replication.id = link.fullId;
  replication.offset = link.fullOffset;
  forgetFormerHistory(turn);
  createBacklog(replication);
  if (diskless) state.dirty++;
  else removeSyncFile(turn);
  noteResynced(turn, link, { keysBefore: lost, keys: loaded.keys, bytes: bytes.length, diskless });
  connected(turn, link, loaded.db, 'full', bytes.length);
  if (link.marked) sendAck(turn);
  if (state.settings.appendonly) startAppendOnly(turn);
  const client = state.clients.get(link.client);
  const { early } = link;
  link.early = [];
  if (client !== undefined) for (const argv of early) processCommand(turn, client, argv);
}

function noteResynced(
  turn: Turn,
  link: PrimaryLink,
  what: { readonly keysBefore: number; readonly keys: number; readonly bytes: number; readonly diskless: boolean },
): void {
  if (!turn.out.observed) return;
  const { id, offset } = turn.state.replication;
  const { diskless, ...sizes } = what;
  const file = diskless ? null : rdbFile(turn.state);
  turn.note({ kind: 'kv.resynced', primary: nameOf(link), history: id, offset, ...sizes, file });
}

/** Reads the snapshot. What has expired in it is kept: to remove it is for the primary to say. */
function loadSnapshot(
  turn: Turn,
  bytes: Uint8Array,
): { readonly failure: string | null; readonly keys: number; readonly db: number } {
  const { state } = turn;
  turn.loading = true;
  const sink = new Loading(turn, false);
  const result = decodeRdb(bytes, sink, { databases: state.settings.databases });
  turn.loading = false;
  state.accounting = null;
  const { commandMicros, elementNanos } = state.settings;
  turn.out.busy(commandMicros + Math.floor((sink.keys * elementNanos) / 1000));
  return { failure: result.failure?.text ?? null, keys: sink.keys, db: sink.streamDb };
}

/** The primary has said nothing for too long. */
export function timeOutLink(turn: Turn, link: PrimaryLink): void {
  const { clients, config } = turn.state;
  const limit = (Number(config.get('repl-timeout')) + 1) * 1000;
  if (link.phase === 'connected') {
    const client = clients.get(link.client);
    if (client === undefined || turn.nowMs - client.lastAt < limit) return;
    turn.out.close(client.conn);
    freeClient(turn, client, 'MASTER timeout: no data nor PING received...');
  } else if (link.phase !== 'connect' && turn.nowMs - link.lastIoAt >= limit) {
    const why =
      link.phase === 'transfer' ? 'Timeout receiving bulk data from MASTER...' : 'Timeout connecting to the MASTER...';
    cancelHandshake(turn, link, why);
    connectPrimary(turn, link);
  }
}
