import { error } from '../../wire/reply.ts';
import { unblock } from '../blocked.ts';
import { log, logUnseen } from '../log.ts';
import { addressOf } from '../replication/peers.ts';
import type { Client } from '../state.ts';
import type { Turn } from '../turn.ts';
import { askSync, flushAppendOnly } from './append.ts';
import { saveNow } from './save.ts';

/*
 * SHUTDOWN: replicas get the time to catch up, nothing is left in memory that was promised to the disk, then the process
 * ends. REDIS: server.c prepareForShutdown, finishShutdown
 */

/** What SHUTDOWN was told, or `shutdown-on-sigterm`. `save` null: when there are save points. */
export interface ShutdownWish {
  readonly save: boolean | null;
  /** Replicas that lag are not waited for. */
  readonly now: boolean;
  /** What cannot be saved is no reason to stay. */
  readonly force: boolean;
}

/** A shutdown that was asked for and is not under way to the disk yet. */
export interface Shutdown {
  readonly wish: ShutdownWish;
  /** Unix ms until which replicas are waited for; 0 while it has not begun: the cron is paused. */
  untilAt: number;
}

const FAILED = error('ERR Errors trying to SHUTDOWN. Check logs.');
const POLL_MICROS = 100_000;

export function wishOf(words: readonly string[]): ShutdownWish {
  const save = words.includes('nosave') ? false : words.includes('save') ? true : null;
  return { save, now: words.includes('now'), force: words.includes('force') };
}

/** True while replicas are waited for: nothing may be written. */
export function isShuttingDown({ state }: Turn): boolean {
  return state.shutdown !== null && state.shutdown.untilAt > 0;
}

/** The client of SHUTDOWN waits: for the end, or for the reason there is none. */
export function shutdownByClient(turn: Turn, wish: ShutdownWish): undefined {
  turn.client.blocked = {
    type: null,
    keys: [],
    untilAt: 0,
    argv: ['shutdown'],
    onTimeout: null,
    unblockOnMissingKey: false,
    since: turn.now,
    replicas: 0,
    offset: 0,
  };
  prepare(turn, wish);
  return undefined;
}

/** Ends as `shutdown-on-sigterm` or `shutdown-on-sigint` says. REDIS: server.c sigShutdownHandler, serverCron */
export function shutdownBySignal(turn: Turn, signal: 'SIGTERM' | 'SIGINT'): void {
  const { state } = turn;
  if (state.shutdown !== null || state.stopping) {
    if (signal === 'SIGINT') insist(turn);
    return;
  }
  const wish = wishOf((state.config.get(`shutdown-on-${signal.toLowerCase()}`) ?? '').split(' '));
  if (state.debug.cronPaused) state.shutdown = { wish, untilAt: 0 };
  else prepare(turn, wish);
}

/** Ctrl+C for the second time. */
function insist(turn: Turn): void {
  logUnseen(turn, 'warning', 'You insist... exiting now.');
  turn.state.stopped = true;
  turn.out.exit(turn.fact || undefined, 'kill');
}

function prepare(turn: Turn, wish: ShutdownWish): void {
  const { state } = turn;
  if (isShuttingDown(turn) || state.stopping) return;
  logUnseen(turn, 'warning', 'User requested shutdown...');
  const timeout = Number(state.config.get('shutdown-timeout'));
  if (wish.now || timeout === 0 || lagging(turn).length === 0) {
    finishReplicas(turn, wish);
    return;
  }
  state.shutdown = { wish, untilAt: turn.nowMs + timeout * 1000 };
  state.replication.asksAcks = true;
  log(turn, 'notice', 'Waiting for replicas before shutting down.');
  turn.out.setTimer('shutdown', POLL_MICROS);
}

function lagging({ state }: Turn): Client[] {
  const { replication, clients } = state;
  const peers = replication.replicas.flatMap((id) => clients.get(id) ?? []);
  return peers.filter(({ replica }) => replica !== null && replica.acked !== replication.offset);
}

/** Looks whether the replicas are there, or the time is over; begins what a paused cron has left. */
export function shutdownTimer(turn: Turn): void {
  const { shutdown, debug } = turn.state;
  if (shutdown === null || debug.cronPaused) return;
  if (shutdown.untilAt === 0) {
    turn.state.shutdown = null;
    prepare(turn, shutdown.wish);
  } else if (turn.nowMs >= shutdown.untilAt || lagging(turn).length === 0) finishReplicas(turn, shutdown.wish);
  else turn.out.setTimer('shutdown', POLL_MICROS);
}

/** SHUTDOWN ABORT. False where there is nothing to abort. REDIS: server.c abortShutdown */
export function abortShutdown(turn: Turn): boolean {
  if (turn.state.shutdown === null) return false;
  cancel(turn);
  log(turn, 'notice', 'Shutdown manually aborted.');
  return true;
}

function cancel(turn: Turn): void {
  const { state } = turn;
  state.shutdown = null;
  turn.out.clearTimer('shutdown');
  for (const client of state.clients.values()) {
    if (client.blocked?.argv[0] === 'shutdown') {
      unblock(turn, client, 'error', null);
      turn.reply(client, FAILED, turn.fact);
    }
    // Writes go on.
    if (client.inbox.length > 0) state.unblocked.push(client.id);
  }
}

function finishReplicas(turn: Turn, wish: ShutdownWish): void {
  const { state } = turn;
  const { replication } = state;
  const behind = lagging(turn);
  for (const client of behind) {
    const acked = client.replica?.acked ?? 0;
    const seconds = Math.floor((turn.nowMs - (client.replica?.ackedAt ?? 0)) / 1000);
    log(
      turn,
      'warning',
      `Lagging replica ${addressOf(client)} reported offset ${replication.offset - acked} behind master, lag=${seconds}, state=${client.replica?.phase === 'online' ? 'online' : 'wait_bgsave'}.`,
    );
  }
  const count = replication.replicas.length;
  if (count > 0) log(turn, 'notice', `${count - behind.length} of ${count} replicas are in sync when shutting down.`);
  beginShutdown(turn, wish);
}

/** Writes what is to be written; the process ends when the disk has it. */
function beginShutdown(turn: Turn, { save, force }: ShutdownWish): void {
  const { state } = turn;
  if (state.child?.kind === 'rdb') logUnseen(turn, 'warning', 'There is a child saving an .rdb. Killing it!');
  if (state.child?.kind === 'aofRewrite') {
    if (state.aof.status === 'waitRewrite') {
      log(turn, 'warning', `Writing initial AOF${force ? '. Exit anyway.' : ", can't exit."}`);
      if (!force) {
        log(turn, 'warning', 'Errors trying to shut down the server. Check the logs for more information.');
        cancel(turn);
        return;
      }
    }
    logUnseen(turn, 'warning', 'There is a child rewriting the AOF. Killing it!');
  }
  state.shutdown = null;
  state.stopping = true;
  state.child = null;
  turn.out.clearTimer('child');
  if (state.aof.status !== 'off') {
    logUnseen(turn, 'notice', 'Calling fsync() on the AOF file.');
    flushAppendOnly(turn, true);
    if (state.aof.length > state.aof.syncedLength) askSync(turn, 'SHUTDOWN');
  }
  if (save ?? state.settings.savePoints.length > 0) {
    logUnseen(turn, 'notice', 'Saving the final RDB snapshot before exiting.');
    saveNow(turn, 'SHUTDOWN');
  }
}

/** All is on the disk. */
export function finishShutdown(turn: Turn): void {
  const { state } = turn;
  if (state.aof.status !== 'off' && state.aof.syncingTo >= 0) return;
  state.stopped = true;
  logUnseen(turn, 'warning', 'Redis is now ready to exit, bye bye...');
  const fact = turn.out.observed ? turn.note({ kind: 'kv.stopped', why: 'SHUTDOWN' }) : 0;
  turn.out.exit(fact || undefined);
}
