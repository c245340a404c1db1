import type { Reply } from '../../wire/reply.ts';
import { error, OK } from '../../wire/reply.ts';
import { NOT_AN_INTEGER, SYNTAX_ERROR } from '../errors.ts';
import { log } from '../log.ts';
import { parseInteger } from '../numbers.ts';
import type { Client } from '../state.ts';
import type { Turn } from '../turn.ts';
import { hostOf } from './peers.ts';
import { setPrimary, unsetPrimary } from './role.ts';
import { hurryCron } from './timer.ts';

/*
 * FAILOVER: writes stop, a replica catches up, and the two change places; nothing that was acknowledged is lost.
 * REDIS: replication.c failoverCommand, updateFailoverStatus
 */

interface Wish {
  host: string | null;
  port: number;
  timeoutMs: number;
  force: boolean;
}

function readWish(argv: readonly string[]): Wish | Reply {
  const wish: Wish = { host: null, port: 0, timeoutMs: 0, force: false };
  for (let i = 1; i < argv.length; i++) {
    const word = (argv[i] ?? '').toLowerCase();
    const left = argv.length - 1 - i;
    if (word === 'timeout' && left >= 1 && wish.timeoutMs === 0) {
      const ms = parseInteger(argv[++i] ?? '');
      if (ms === null) return NOT_AN_INTEGER;
      if (ms <= 0) return error('ERR FAILOVER timeout must be greater than 0');
      wish.timeoutMs = Number(ms);
    } else if (word === 'to' && left >= 2 && wish.host === null) {
      const port = parseInteger(argv[i + 2] ?? '');
      if (port === null) return NOT_AN_INTEGER;
      wish.host = argv[i + 1] ?? '';
      wish.port = Number(port);
      i += 2;
    } else if (word === 'force' && !wish.force) wish.force = true;
    else return SYNTAX_ERROR;
  }
  return wish;
}

export function failover(turn: Turn, argv: readonly string[]): Reply {
  const { replication } = turn.state;
  if (argv.length === 2 && (argv[1] ?? '').toLowerCase() === 'abort') {
    if (replication.failover === null) return error('ERR No failover in progress.');
    abortFailover(turn, 'Failover manually aborted');
    return OK;
  }
  const wish = readWish(argv);
  if (typeof wish !== 'object' || wish === null || !('timeoutMs' in wish)) return wish;
  if (replication.failover !== null) return error('ERR FAILOVER already in progress.');
  if (replication.primary !== null) return error('ERR FAILOVER is not valid when server is a replica.');
  if (replication.replicas.length === 0) return error('ERR FAILOVER requires connected replicas.');
  if (wish.force && (wish.timeoutMs === 0 || wish.host === null)) {
    return error('ERR FAILOVER with force option requires both a timeout and target HOST and IP.');
  }
  if (wish.host !== null) {
    const target = replicaAt(turn, wish.host, wish.port);
    if (target === null) return error('ERR FAILOVER target HOST and PORT is not a replica.');
    if (target.replica?.phase !== 'online') return error('ERR FAILOVER target replica is not online.');
  }
  begin(turn, wish);
  return OK;
}

function begin(turn: Turn, wish: Wish): void {
  const { state } = turn;
  const { host, port, force, timeoutMs } = wish;
  const untilAt = timeoutMs === 0 ? 0 : turn.nowMs + timeoutMs;
  state.replication.failover = { phase: 'waitForSync', host, port, force, untilAt };
  state.pausedForFailover = true;
  noteFailover(turn, 'began', host === null ? 'any replica' : `${host}:${port}`);
  hurryCron(turn);
}

function noteFailover(turn: Turn, what: 'began' | 'handedOver' | 'done' | 'aborted', text: string): void {
  if (turn.out.observed) turn.note({ kind: 'kv.failover', what, text }, turn.fact || undefined);
}

function replicaAt(turn: Turn, host: string, port: number): Client | null {
  const { replication, clients } = turn.state;
  for (const id of replication.replicas) {
    const client = clients.get(id);
    if (client === undefined) continue;
    if (hostOf(client).toLowerCase() === host.toLowerCase() && client.replica?.port === port) return client;
  }
  return null;
}

/** Looks whether a replica has caught up, or the time is over. */
export function checkFailover(turn: Turn): void {
  const { replication, clients } = turn.state;
  const under = replication.failover;
  if (under === null || under.phase !== 'waitForSync') return;
  if (under.untilAt > 0 && under.untilAt <= turn.nowMs) {
    if (under.force && under.host !== null) {
      log(turn, 'notice', `FAILOVER to ${under.host}:${under.port} time out exceeded, failing over.`);
      return handOver(turn, under.host, under.port);
    }
    return abortFailover(turn, 'Replica never caught up before timeout');
  }
  const candidates =
    under.host === null
      ? replication.replicas.flatMap((id) => clients.get(id) ?? [])
      : [replicaAt(turn, under.host, under.port)];
  const ready = candidates.find((client) => client?.replica?.acked === replication.offset);
  if (ready === undefined || ready === null || ready.replica === null) return;
  log(turn, 'notice', `Failover target ${hostOf(ready)}:${ready.replica.port} is synced, failing over.`);
  handOver(turn, hostOf(ready), ready.replica.port);
}

function handOver(turn: Turn, host: string, port: number): void {
  const under = turn.state.replication.failover;
  if (under === null) return;
  under.phase = 'inProgress';
  under.host = host;
  under.port = port;
  noteFailover(turn, 'handedOver', `${host}:${port}`);
  setPrimary(turn, host, port);
}

/** Gives up: it is the primary as before. */
export function abortFailover(turn: Turn, why: string): void {
  const under = turn.state.replication.failover;
  if (under === null) return;
  log(turn, 'notice', `Aborting failover: ${why}`);
  if (under.phase === 'inProgress') unsetPrimary(turn, why);
  endFailover(turn);
  noteFailover(turn, 'aborted', why);
}

/** The other has taken over. */
export function failoverDone(turn: Turn): void {
  const under = turn.state.replication.failover;
  if (under === null) return;
  endFailover(turn);
  noteFailover(turn, 'done', `${under.host ?? ''}:${under.port}`);
}

/** Writes go on. */
function endFailover(turn: Turn): void {
  const { state } = turn;
  state.replication.failover = null;
  state.pausedForFailover = false;
  for (const client of state.clients.values()) if (client.inbox.length > 0) state.unblocked.push(client.id);
}
