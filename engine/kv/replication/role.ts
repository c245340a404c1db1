import type { Reply } from '../../wire/reply.ts';
import { error } from '../../wire/reply.ts';
import { unblock } from '../blocked.ts';
import { freeClient } from '../clients.ts';
import { startAppendOnly } from '../persistence/append-only.ts';
import type { Turn } from '../turn.ts';
import { forkHistory } from './history.ts';
import { cancelHandshake, connectPrimary, nameOf } from './link.ts';
import { hostOf } from './peers.ts';
import { newPrimaryLink } from './state.ts';

/*
 * Whose replica a server is, and how that changes. REDIS: replication.c replicationSetMaster, replicationUnsetMaster
 */

const FORCED = error('UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)');

/** Becomes a replica of that address, whatever it was before. */
export function setPrimary(turn: Turn, host: string, port: number): void {
  const { replication } = turn.state;
  const before = replication.primary;
  dropLink(turn, 'REPLICAOF');
  disconnectBlocked(turn);
  const link = newPrimaryLink(host, port);
  // Whoever was promoted in its place knows this history, and may be able to go on with it.
  link.cached = before === null ? { id: replication.id, offset: replication.offset, db: 0 } : before.cached;
  replication.primary = link;
  setConfigText(turn, `${host} ${port}`);
  if (turn.out.observed) {
    turn.note(
      {
        kind: 'kv.replicaOf',
        primary: nameOf(link),
        history: replication.id,
        offset: replication.offset,
        formerHistory: null,
      },
      turn.fact || undefined,
    );
  }
  connectPrimary(turn, link);
}

/** Becomes a primary: from here on the history is its own. */
export function unsetPrimary(turn: Turn, why: string): void {
  const { replication, settings, aof } = turn.state;
  if (replication.primary === null) return;
  dropLink(turn, why);
  replication.primary = null;
  setConfigText(turn, '');
  forkHistory(turn);
  if (turn.out.observed) {
    turn.note(
      {
        kind: 'kv.replicaOf',
        primary: null,
        history: replication.id,
        offset: replication.offset,
        formerHistory: replication.id2,
      },
      turn.fact || undefined,
    );
  }
  disconnectReplicas(turn, 'the history has a new name');
  replication.selectedDb = -1;
  replication.noReplicasSince = turn.nowMs;
  if (settings.appendonly && aof.status === 'off') startAppendOnly(turn);
  // Keys that have expired are now removed here.
  turn.state.expireTimerAt = -1;
}

/** Ends the link, if there is one, without making it anew. What was executed so far is remembered in `cached`. */
function dropLink(turn: Turn, why: string): void {
  const { replication, clients } = turn.state;
  const link = replication.primary;
  if (link === null) return;
  cancelHandshake(turn, link, why);
  const client = clients.get(link.client);
  if (client === undefined) return;
  link.cached = { id: replication.id, offset: replication.offset, db: client.db };
  if (turn.out.observed) {
    const { id, offset } = replication;
    turn.note({ kind: 'kv.linkDown', primary: nameOf(link), phase: link.phase, why, history: id, offset });
  }
  link.client = 0; // so that nobody connects again
  turn.out.close(client.conn, turn.fact || undefined);
  freeClient(turn, client, why);
}

/** REDIS: replication.c disconnectSlaves */
export function disconnectReplicas(turn: Turn, why: string): void {
  const { replication, clients } = turn.state;
  for (const id of [...replication.replicas]) {
    const client = clients.get(id);
    if (client === undefined) continue;
    turn.out.close(client.conn, turn.fact || undefined);
    freeClient(turn, client, why);
  }
}

/** Who waits for a key here would wait for ever. REDIS: blocked.c disconnectAllBlockedClients */
function disconnectBlocked(turn: Turn): void {
  for (const client of [...turn.state.clients.values()]) {
    if (client.blocked === null || turn.state.scripting.running?.client === client.id) continue;
    unblock(turn, client, 'error', null);
    turn.reply(client, FORCED, turn.fact, true);
  }
}

function setConfigText(turn: Turn, value: string): void {
  turn.state.config = new Map(turn.state.config).set('replicaof', value);
}

const PHASES = {
  connect: 'connect',
  connecting: 'connecting',
  handshake: 'handshake',
  transfer: 'sync',
  connected: 'connected',
} as const;

/** ROLE. REDIS: replication.c roleCommand */
export function role(turn: Turn): Reply {
  const { replication, clients } = turn.state;
  const { primary } = replication;
  if (primary !== null) {
    const offset = primary.client === 0 ? -1 : replication.offset;
    return ['slave', primary.host, primary.port, PHASES[primary.phase], offset];
  }
  const replicas: Reply[] = [];
  for (const id of replication.replicas) {
    const client = clients.get(id);
    if (client?.replica?.phase !== 'online') continue;
    replicas.push([hostOf(client), String(client.replica.port), String(client.replica.acked)]);
  }
  return ['master', replication.offset, replicas];
}
