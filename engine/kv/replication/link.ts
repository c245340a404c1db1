import type { Client } from '../state.ts';
import type { Turn } from '../turn.ts';
import type { PrimaryLink } from './state.ts';
import { armCron } from './timer.ts';

/*
 * A replica's connection to its primary: made, lost, made again. REDIS: replication.c connectWithMaster,
 * replicationCacheMaster, replicationHandleMasterDisconnection
 */

export function nameOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host}:${port}`;
}

/** Asks for a connection. What comes of it comes as `opened` or `closed`. */
export function connectPrimary(turn: Turn, link: PrimaryLink): void {
  link.phase = 'connecting';
  link.conn = turn.out.connect(link.host, link.port);
  link.lastIoAt = turn.nowMs;
  link.expects = [];
  link.snapshot = null;
  link.early = [];
  armCron(turn);
}

/** Gives up on the attempt under way. False where there is none. REDIS: replication.c cancelReplicationHandshake */
export function cancelHandshake(turn: Turn, link: PrimaryLink, why: string): boolean {
  if (link.phase === 'connect' || link.phase === 'connected') return false;
  noteDown(turn, link, why);
  turn.out.close(link.conn);
  link.conn = -1;
  link.phase = 'connect';
  link.expects = [];
  link.snapshot = null;
  link.early = [];
  return true;
}

/** The client of the primary is gone: what it had executed is kept in mind, and the link is made anew at once. */
export function primaryGone(turn: Turn, client: Client, why: string): void {
  const { replication } = turn.state;
  const link = replication.primary;
  if (link === null || link.client !== client.id) return;
  noteDown(turn, link, why);
  link.cached = { id: replication.id, offset: replication.offset, db: client.db };
  link.client = 0;
  link.conn = -1;
  link.queued = [];
  link.phase = 'connect';
  link.downSince = turn.nowMs;
  connectPrimary(turn, link);
}

function noteDown(turn: Turn, link: PrimaryLink, why: string): void {
  if (!turn.out.observed) return;
  const { id, offset } = turn.state.replication;
  turn.note({ kind: 'kv.linkDown', primary: nameOf(link), phase: link.phase, why, history: id, offset });
}

/** Tells the primary how far its history was executed here. REDIS: replication.c replicationSendAck */
export function sendAck(turn: Turn): void {
  const { replication } = turn.state;
  const link = replication.primary;
  if (link === null || link.client === 0 || !link.countsOffsets) return;
  turn.out.send(link.conn, ['REPLCONF', 'ACK', String(replication.offset)]);
}
