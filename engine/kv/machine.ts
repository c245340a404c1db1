import { assert } from '../base/assert.ts';
import type { ConnId, DiskView, Machine, Micros, Out, Stimulus } from '../sim/machine.ts';
import type { PrimaryFrame, Reply } from '../wire/reply.ts';
import { isForReplica } from '../wire/reply.ts';
import { splitArguments } from '../wire/resp-inline.ts';
import { aclFile, loadAclFile, loadConfiguredUsers } from './acl/file.ts';
import { timeOutBlocked } from './blocked.ts';
import { clientOn, connectClient, freeClient, promptClient } from './clients.ts';
import { COMMANDS } from './commands/groups.ts';
import { COMMANDS_MAX, withRenames } from './commands/table.ts';
import { reconfigure } from './config/change.ts';
import type { KvConfig } from './config/config.ts';
import { readKvConfig } from './config/config.ts';
import { armExpireTimer, expireTimer } from './expire.ts';
import { shortReply } from './fact-text.ts';
import type { KvFact } from './facts.ts';
import { forkState } from './fork.ts';
import { frameBytes } from './frame-size.ts';
import { initialState, newClient } from './initial.ts';
import { inspect } from './inspect/inspect.ts';
import { checkReplicas, checkUnread, clientsTimer, endOverflowed, evictClients } from './limits.ts';
import { logUnseen } from './log.ts';
import { evictTimer } from './memory/evict.ts';
import type { MigrationSocket } from './migrate.ts';
import {
  closeIdleSockets,
  migrationClosed,
  migrationFrame,
  migrationOpened,
  migrationSocketOn,
  migrationTimedOut,
} from './migrate.ts';
import { appendSynced, flushAppendOnly, isBlockedBySync } from './persistence/append.ts';
import { loadFromDisk } from './persistence/load.ts';
import {
  armSaveTimer,
  childTimer,
  fileReplaced,
  type MadeSnapshot,
  saveTimer,
  scheduleGrownRewrite,
  startScheduledRewrite,
} from './persistence/save.ts';
import { finishShutdown, shutdownBySignal, shutdownTimer } from './persistence/shutdown.ts';
import { processCommand, processInbox, resumeUnblocked } from './process.ts';
import { replicationCron } from './replication/cron.ts';
import { sendSnapshot } from './replication/primary.ts';
import { linkClosed, linkFrame, linkOn, linkOpened, snapshotStored } from './replication/replica.ts';
import { connectAtStart, startReplica } from './replication/start.ts';
import { flushReplicas } from './replication/stream.ts';
import { serveWaiting } from './replication/wait.ts';
import type { Client, HeldReply, KvState } from './state.ts';
import { armTrackingTimer, broadcastChanges, limitKeys } from './tracking/tracking.ts';
import { Turn } from './turn.ts';
import type { KvQuery, KvView } from './views.ts';

/*
 * A Redis server as a machine. One stimulus is one iteration of the event loop: read, execute, serve those who were
 * blocked, write the AOF, and only then answer (REDIS: server.c beforeSleep). While the one thread waits for the disk
 * (a sync under `appendfsync always`, SAVE, a new manifest) whatever comes is put aside and handled as one iteration
 * when the wait is over: that is how writes of many clients share one sync.
 */

/** True while the one thread waits for the disk. */
function waits(state: KvState): boolean {
  return state.awaited.length > 0 || isBlockedBySync(state);
}

function boot(config: KvConfig, disk: DiskView, out: Out<KvFact>): KvState {
  const state = initialState(config, COMMANDS_MAX, out);
  const turn = new Turn(state, out, withRenames(COMMANDS, state.renames), newClient(1, -1, '', state.startedAt, true));
  if (out.observed) noteStarted(turn);
  startReplica(turn);
  if (!loadUsers(turn, config, disk) || loadFromDisk(turn, disk) !== null) {
    state.stopped = true;
    out.exit();
    return state;
  }
  connectAtStart(turn);
  flushAppendOnly(turn);
  armExpireTimer(turn);
  return state;
}

/** The users of the configuration, then those of the ACL file. False where they are no users. */
function loadUsers(turn: Turn, { users }: KvConfig, disk: DiskView): boolean {
  const file = aclFile(turn);
  let why = file !== null && users.length > 0 ? TWO_SOURCES : loadConfiguredUsers(turn, users);
  if (why === null && file !== null) why = loadAclFile(turn, file, disk.read(file));
  if (why === null) return true;
  if (turn.out.observed) turn.note({ kind: 'kv.loadFailed', file: file ?? 'redis.conf', why });
  if (why === TWO_SOURCES) logUnseen(turn, 'warning', why);
  else logUnseen(turn, 'warning', file === null ? why : `Aborting Redis startup because of ACL errors: ${why}`);
  if (file === null) logUnseen(turn, 'warning', 'Critical error while loading ACLs. Exiting.');
  return false;
}

/** REDIS: acl.c ACLLoadUsersAtStartup */
const TWO_SOURCES =
  'Configuring Redis with users defined in redis.conf and at the same setting an ACL file path is invalid. This setup is very likely to lead to configuration errors and security holes, please define either an ACL file or declare users directly in your redis.conf, but not both.';

function noteStarted(turn: Turn): void {
  const { settings, config } = turn.state;
  turn.fact = turn.note({
    kind: 'kv.started',
    appendonly: settings.appendonly,
    appendfsync: settings.appendfsync,
    save: config.get('save') ?? '',
    maxmemory: settings.maxmemory,
    maxmemoryPolicy: settings.maxmemoryPolicy,
    databases: settings.databases,
  });
}

function on(state: KvState, stimulus: Stimulus, out: Out<KvFact>): void {
  if (state.stopped) return;
  const waiting = waits(state);
  if (waiting && stimulus.kind !== 'synced' && stimulus.kind !== 'replaced') {
    state.deferred.push(stimulus);
    return;
  }
  const turn = turnFor(state, out);
  handle(turn, stimulus);
  if (waiting && !waits(state)) {
    release(turn);
    while (state.deferred.length > 0 && !waits(state)) handle(turn, state.deferred.shift() as Stimulus); // not empty
  }
  finish(turn);
}

/** A machine runs to completion and never inside another, so one object serves every stimulus of every server. */
let spare: Turn | null = null;

function turnFor(state: KvState, out: Out<KvFact>): Turn {
  const table = withRenames(COMMANDS, state.renames);
  if (spare === null) spare = new Turn(state, out, table, nobody);
  else spare.begin(state, out, table, nobody);
  return spare;
}

/** Stands for "no client" in a turn in which none has spoken yet. Never written. */
const nobody = Object.freeze(newClient(0, -1, '', 0, true));

function handle(turn: Turn, stimulus: Stimulus): void {
  const { state } = turn;
  switch (stimulus.kind) {
    case 'frame': {
      const client = clientOn(state, stimulus.conn);
      // The codec of the connection hands over argv.
      if (client !== null && !client.primary) processCommand(turn, client, stimulus.frame as readonly string[]);
      else primaryFrame(turn, stimulus.conn, client, stimulus.frame as PrimaryFrame);
      return;
    }
    case 'opened': {
      const link = stimulus.accepted ? null : linkOn(turn, stimulus.conn);
      if (link !== null) linkOpened(turn, link);
      else if (stimulus.accepted) connectClient(turn, stimulus.conn, stimulus.peer);
      else migrationOn(turn, stimulus.conn, migrationOpened);
      return;
    }
    case 'closed': {
      const client = clientOn(state, stimulus.conn);
      const link = client === null ? linkOn(turn, stimulus.conn) : null;
      if (client !== null) freeClient(turn, client, stimulus.reason);
      else if (link !== null) linkClosed(turn, link, stimulus.reason);
      else migrationOn(turn, stimulus.conn, migrationClosed);
      return;
    }
    case 'timer':
      timer(turn, stimulus.name);
      return;
    case 'synced':
      appendSynced(turn, stimulus.file, stimulus.upTo);
      return;
    case 'replaced':
      madeSnapshot(turn, fileReplaced(turn, stimulus.file));
      snapshotStored(turn, stimulus.file);
      return;
    case 'command':
      typed(turn, stimulus.line);
      return;
    case 'configure':
      reconfigure(turn, readKvConfig(stimulus.config));
  }
}

function timer(turn: Turn, name: string): void {
  switch (name) {
    case 'aof':
      return; // every iteration ends by writing what is due
    case 'blocked':
      timeOutBlocked(turn);
      return;
    case 'child':
      madeSnapshot(turn, childTimer(turn));
      return;
    case 'clients':
    case 'idle':
      clientsTimer(turn);
      return;
    case 'evict':
      evictTimer(turn);
      return;
    case 'expire':
      expireTimer(turn);
      return;
    case 'migrate':
      migrationTimedOut(turn);
      return;
    case 'migrateSockets':
      closeIdleSockets(turn);
      return;
    case 'pause':
      for (const client of turn.state.clients.values()) processInbox(turn, client);
      return;
    case 'replication':
      replicationCron(turn);
      checkReplicas(turn);
      return;
    case 'save':
      saveTimer(turn);
      return;
    case 'shutdown':
      shutdownTimer(turn);
      return;
    case 'tracking':
      if (turn.state.tracking !== null) limitKeys(turn, turn.state.tracking);
      return;
    default:
      assert(false, `a timer of that name was set: ${name}`);
  }
}

/** What a primary sends: to be executed, or, before there is a client for that, a part of the handshake. */
function primaryFrame(turn: Turn, conn: ConnId, client: Client | null, frame: PrimaryFrame): void {
  if (client !== null) {
    // A newline only says that it is there.
    if (Array.isArray(frame)) processCommand(turn, client, frame as readonly string[]);
    else client.lastAt = turn.nowMs;
    return;
  }
  const link = linkOn(turn, conn);
  if (link !== null) linkFrame(turn, link, frame);
  else migrationOn(turn, conn, (_turn, socket) => migrationFrame(turn, socket, frame));
}

/** A connection of MIGRATE's. */
function migrationOn(turn: Turn, conn: ConnId, then: (turn: Turn, socket: MigrationSocket) => void): void {
  const socket = migrationSocketOn(turn, conn);
  if (socket !== null) then(turn, socket);
}

function madeSnapshot(turn: Turn, made: MadeSnapshot | null): void {
  if (made !== null) sendSnapshot(turn, made);
}

/** A line somebody typed at the node itself, or a signal to the process. Its answer is in the facts. */
function typed(turn: Turn, line: string): void {
  if (line === 'SIGTERM' || line === 'SIGINT') {
    shutdownBySignal(turn, line);
    return;
  }
  const argv = splitArguments(line);
  if (argv !== null && argv.length > 0) processCommand(turn, promptClient(turn), argv);
}

/** What happens at the end of every iteration. REDIS: server.c beforeSleep */
function finish(turn: Turn): void {
  const { state } = turn;
  if (state.replication.waiting.length > 0) serveWaiting(turn);
  if (state.unblocked.length > 0) resumeUnblocked(turn);
  if (state.tracking !== null) {
    broadcastChanges(turn, state.tracking);
    armTrackingTimer(turn, state.tracking);
  }
  if (state.aof.status !== 'off') {
    scheduleGrownRewrite(turn);
    flushAppendOnly(turn);
  }
  if (state.aof.rewriteScheduled) startScheduledRewrite(turn);
  if (state.dirty > 0 || state.saveScheduled) armSaveTimer(turn);
  if (state.expireWakeAt !== Infinity) armExpireTimer(turn);
  if (waits(state)) hold(turn);
  else release(turn);
  if (turn.overflowed !== 0) endOverflowed(turn);
  if (turn.written.size > 0) checkUnread(turn);
  if (state.settings.maxmemoryClients !== 0) evictClients(turn);
  if (state.stopping && !waits(state)) finishShutdown(turn);
}

/** The answers of this iteration wait for the disk. */
function hold(turn: Turn): void {
  const { state, outbox } = turn;
  if (turn.out.observed) {
    for (const { client, write, cause } of outbox)
      turn.note({ kind: 'kv.replyHeld', client, write }, cause || undefined);
  }
  for (const reply of outbox) state.held.push(reply);
  turn.outbox = [];
}

/** Sends what was held and what this iteration answers. */
function release(turn: Turn): void {
  const { state, outbox } = turn;
  if (state.held.length > 0) {
    for (const reply of state.held) send(turn, reply);
    state.held = [];
  }
  for (const reply of outbox) send(turn, reply);
  turn.outbox = [];
  if (state.replication.replicas.length > 0) flushReplicas(turn);
}

function send(turn: Turn, { client, conn, frame, cause, write, last }: HeldReply): void {
  const { out } = turn;
  if (out.observed && !isForReplica(frame)) {
    // A protocol switch is for the codec; it answers nothing.
    const text = shortReply(frame as Reply);
    const replied = turn.note({ kind: 'kv.replied', client, write, reply: text }, cause || undefined);
    out.send(conn, frame, replied);
  } else {
    out.send(conn, frame, cause || undefined);
  }
  if (!last) return;
  out.close(conn, cause || undefined);
  const gone = clientOn(turn.state, conn);
  if (gone !== null) freeClient(turn, gone, 'closed by the server');
}

/** Redis 7.0 as a machine of the kernel. Frames in are argv, frames out are ServerFrame. */
export const kvMachine: Machine<KvState, KvConfig, KvFact, KvQuery, KvView> = {
  listens: 'resp',
  readConfig: readKvConfig,
  boot,
  on,
  inspect: (state: KvState, query: KvQuery, now: Micros): KvView => inspect(state, query, now),
  fork: forkState,
  frameSize: frameBytes,
};
