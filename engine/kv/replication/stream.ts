import type { Seq } from '../../sim/machine.ts';
import type { Client } from '../state.ts';
import type { Propagated, Turn } from '../turn.ts';
import { appendEntry, BACKLOG_MIN_BYTES, commandBytes, entriesFrom, trimBacklog } from './backlog.ts';
import type { StreamEntry } from './state.ts';
import { TO_REPLICAS } from './targets.ts';

/*
 * The stream of commands that replicas execute. What is propagated goes into the history at once; it leaves at the end
 * of the iteration, behind the AOF, as replies do. REDIS: replication.c replicationFeedSlaves
 */

const MULTI: readonly string[] = ['MULTI'];
const EXEC: readonly string[] = ['EXEC'];

/** Whether anything is written into a history here: only the top of a chain does, once somebody has asked for it. */
export function writesHistory(turn: Turn): boolean {
  const { replication } = turn.state;
  return replication.backlog !== null && replication.primary === null;
}

/** Hands what the outermost command collected to the stream, as one transaction when it is more than one write. */
export function feedReplicas(turn: Turn, writes: readonly Propagated[], together: boolean): void {
  if (!writesHistory(turn)) return;
  const wanted = writes.filter((write) => (write.to & TO_REPLICAS) !== 0);
  if (wanted.length === 0) return;
  const last = wanted.at(-1)?.fact ?? 0;
  const asOne = together && wanted.length > 1;
  if (asOne) feedCommand(turn, wanted[0]?.db ?? -1, MULTI, last);
  for (const write of wanted) feedCommand(turn, write.db, write.argv, write.fact);
  if (asOne) feedCommand(turn, wanted.at(-1)?.db ?? -1, EXEC, last);
}

/** Puts one command into the stream, with a SELECT where it needs one. `db` -1 needs none. */
export function feedCommand(turn: Turn, db: number, argv: readonly string[], write: Seq): void {
  const { replication } = turn.state;
  if (db >= 0 && db !== replication.selectedDb) {
    appendCommand(turn, ['SELECT', String(db)], write);
    replication.selectedDb = db;
  }
  appendCommand(turn, argv, write);
}

function appendCommand(turn: Turn, argv: readonly string[], write: Seq): void {
  const { replication } = turn.state;
  const size = commandBytes(argv);
  const from = replication.offset + 1;
  const fact =
    turn.out.observed && write !== 0
      ? turn.note({ kind: 'kv.streamed', write, history: replication.id, from, to: from + size - 1 }, write)
      : 0;
  copyCommand(turn, argv, size, fact);
}

/** Puts a command into the history as it is: on a replica, what the primary sent. `fact` causes its way to replicas. */
export function copyCommand(turn: Turn, argv: readonly string[], size: number, fact: Seq): void {
  const { replication } = turn.state;
  const { backlog } = replication;
  const blocks = backlog?.blocks.length ?? 0;
  const backlogSize = keptBytes(turn);
  appendEntry(replication, argv, size, fact, backlogSize);
  if (backlog !== null && backlog.blocks.length > blocks) trimBacklog(backlog, backlogSize, keptFrom(turn));
}

/** repl-backlog-size, as far as it is kept to. REDIS: replication.c resizeReplicationBacklog */
function keptBytes(turn: Turn): number {
  return Math.max(BACKLOG_MIN_BYTES, Number(turn.state.config.get('repl-backlog-size')));
}

/** The first byte that a replica still has to be sent. */
function keptFrom(turn: Turn): number {
  const { replication, clients } = turn.state;
  let first = Infinity;
  for (const id of replication.replicas) {
    const peer = clients.get(id)?.replica;
    if (peer !== null && peer !== undefined && peer.phase !== 'waitStart') first = Math.min(first, peer.next);
  }
  return first;
}

/** Sends every replica that is online what it has not been sent yet. */
export function flushReplicas(turn: Turn): void {
  const { replication, clients } = turn.state;
  let sent = false;
  for (const id of replication.replicas) {
    const client = clients.get(id);
    if (client !== undefined) sent = flushReplica(turn, client) || sent;
  }
  const { backlog } = replication;
  if (sent && backlog !== null && backlog.blocks.length > 1) trimBacklog(backlog, keptBytes(turn), keptFrom(turn));
}

/** False where there was nothing to send. */
function flushReplica(turn: Turn, client: Client): boolean {
  const { replication } = turn.state;
  const { replica: peer } = client;
  if (peer === null || peer.phase !== 'online' || peer.startsOnAck || peer.next > replication.offset) return false;
  const { backlog } = replication;
  if (backlog === null) return false;
  for (const entry of entriesFrom(backlog, peer.next)) sendEntry(turn, client, entry, peer.next);
  peer.next = replication.offset + 1;
  return true;
}

function sendEntry(turn: Turn, client: Client, entry: StreamEntry, next: number): void {
  const { out } = turn;
  const cause = entry.fact === 0 ? undefined : entry.fact;
  if (entry.from >= next) out.send(client.conn, entry.argv, cause);
  else out.send(client.conn, { kind: 'tail', argv: entry.argv, from: next - entry.from }, cause);
}
