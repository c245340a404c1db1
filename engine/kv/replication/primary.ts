import type { Reply } from '../../wire/reply.ts';
import { error, simple } from '../../wire/reply.ts';
import { NOT_AN_INTEGER } from '../errors.ts';
import { parseInteger } from '../numbers.ts';
import type { MadeSnapshot } from '../persistence/save.ts';
import { startBackgroundSave } from '../persistence/save.ts';
import type { Client } from '../state.ts';
import type { Turn } from '../turn.ts';
import { backlogHas } from './backlog.ts';
import { keepHistory } from './history.ts';
import { addressOf, isReplica } from './peers.ts';
import { unsetPrimary } from './role.ts';
import type { ReplicaPeer } from './state.ts';
import { newReplicaPeer } from './state.ts';
import { armCron } from './timer.ts';

/*
 * What a primary does for its replicas: goes on where one stopped, if the backlog still has all since, or gives it a
 * snapshot and what came after. REDIS: replication.c syncCommand, masterTryPartialResynchronization
 */

/** PSYNC and SYNC. */
export function synchronize(turn: Turn, argv: readonly string[]): Reply | undefined {
  const { client } = turn;
  const isOld = (argv[0] ?? '').toLowerCase() === 'sync';
  if (isReplica(client)) return undefined;
  const refusal = refusalOf(turn, isOld ? [] : argv);
  if (refusal !== null) return refusal;
  const peer = client.replica ?? newReplicaPeer();
  client.replica = peer;
  if ((peer.withoutData || peer.withoutFunctions) && !peer.capaEof) {
    return error('ERR Filtered replica requires EOF capability');
  }
  const { stats } = turn.state;
  if (!isOld) {
    const offset = parseInteger(argv[2] ?? '');
    if (offset === null) return NOT_AN_INTEGER;
    const why = whyNotPartial(turn, argv[1] ?? '', Number(offset));
    if (why === null) {
      stats.partialSyncs++;
      return goOn(turn, client, peer, Number(offset));
    }
    if (argv[1]?.[0] !== '?') stats.failedPartialSyncs++;
    beginFull(turn, client, peer, why);
    return undefined;
  }
  peer.isOld = true;
  beginFull(turn, client, peer, 'SYNC');
  return undefined;
}

function refusalOf(turn: Turn, argv: readonly string[]): Reply | null {
  const { replication } = turn.state;
  if ((argv[3] ?? '').toLowerCase() === 'failover') {
    if (replication.primary === null) return error("ERR PSYNC FAILOVER can't be sent to a master.");
    if ((argv[1] ?? '').toLowerCase() !== replication.id) {
      return error('ERR PSYNC FAILOVER replid must match my replid.');
    }
    unsetPrimary(turn, 'PSYNC FAILOVER');
  }
  if (replication.failover !== null) return error("NOMASTERLINK Can't SYNC while failing over");
  if (replication.primary !== null && replication.primary.phase !== 'connected') {
    return error("NOMASTERLINK Can't SYNC while not connected with my master");
  }
  return null;
}

/** Why the history cannot simply be continued for a replica, in Redis's words; null when it can. */
function whyNotPartial(turn: Turn, asked: string, offset: number): string | null {
  const { id, id2, id2From, backlog } = turn.state.replication;
  const wanted = asked.toLowerCase();
  if (wanted !== id && (wanted !== id2 || offset > id2From)) {
    if (asked.startsWith('?')) return 'the replica asked for everything';
    if (wanted !== id && wanted !== id2) return `Replication ID mismatch (Replica asked for '${asked}')`;
    return `Requested offset for second ID was ${offset}, but I can reply up to ${id2From}`;
  }
  if (backlog === null || !backlogHas(backlog, offset)) return `lack of backlog (Replica request was: ${offset})`;
  return null;
}

function goOn(turn: Turn, client: Client, peer: ReplicaPeer, offset: number): Reply {
  const { replication } = turn.state;
  peer.phase = 'online';
  peer.startsOnAck = false;
  peer.next = offset;
  peer.ackedAt = turn.nowMs;
  replication.replicas.push(client.id);
  armCron(turn);
  if (turn.out.observed) {
    turn.note({
      kind: 'kv.resyncStarted',
      replica: addressOf(client),
      client: client.id,
      how: 'partial',
      why: `from offset ${offset}`,
      history: replication.id,
      offset,
      bytes: replication.offset + 1 - offset,
    });
  }
  return simple(peer.capaPsync2 ? `CONTINUE ${replication.id}` : 'CONTINUE');
}

function beginFull(turn: Turn, client: Client, peer: ReplicaPeer, why: string): void {
  const { replication, stats, config, child } = turn.state;
  stats.fullSyncs++;
  peer.phase = 'waitStart';
  peer.waitingSince = turn.nowMs;
  replication.replicas.push(client.id);
  if (replication.replicas.length === 1 && replication.backlog === null) keepHistory(turn);
  armCron(turn);
  if (turn.out.observed) {
    turn.note({
      kind: 'kv.resyncStarted',
      replica: addressOf(client),
      client: client.id,
      how: 'full',
      why,
      history: replication.id,
      offset: replication.offset,
      bytes: 0,
    });
  }
  if (child?.kind === 'rdb' && !child.toReplicas) return attach(turn, client, peer);
  const delayed =
    config.get('repl-diskless-sync') === 'yes' && peer.capaEof && config.get('repl-diskless-sync-delay') !== '0';
  if (child === null && !delayed) startSnapshot(turn, [client]);
}

/** A snapshot is under way for another replica: this one can have it too, with the same offset. */
function attach(turn: Turn, client: Client, peer: ReplicaPeer): void {
  const other = peersIn(turn, 'waitEnd').find(([, one]) => !one.rdbOnly || peer.rdbOnly)?.[1];
  if (other === undefined || (other.capaEof && !peer.capaEof) || !sameFilter(other, peer)) return;
  announceSnapshot(turn, client, peer, other.snapshotAt);
}

function sameFilter(a: ReplicaPeer, b: ReplicaPeer): boolean {
  return a.withoutData === b.withoutData && a.withoutFunctions === b.withoutFunctions;
}

/** Replicas in that phase, in the order they came. */
function peersIn(turn: Turn, phase: ReplicaPeer['phase']): [Client, ReplicaPeer][] {
  const { replication, clients } = turn.state;
  const found: [Client, ReplicaPeer][] = [];
  for (const id of replication.replicas) {
    const client = clients.get(id);
    if (client !== undefined && client.replica !== null && client.replica.phase === phase) {
      found.push([client, client.replica]);
    }
  }
  return found;
}

/** Tells a replica of which moment its snapshot will be. REDIS: replication.c replicationSetupSlaveForFullResync */
function announceSnapshot(turn: Turn, client: Client, peer: ReplicaPeer, offset: number): void {
  const { replication } = turn.state;
  peer.phase = 'waitEnd';
  peer.snapshotAt = offset;
  peer.next = offset + 1;
  // The stream has to say anew which database it means.
  replication.selectedDb = -1;
  if (!peer.isOld) turn.reply(client, simple(`FULLRESYNC ${replication.id} ${offset}`), turn.fact);
}

/** Forks, for all of these; whoever asked for another filter waits. REDIS: replication.c startBgsaveForReplication */
function startSnapshot(turn: Turn, waiting: readonly Client[]): void {
  const { replication, config } = turn.state;
  const chosen = waiting.flatMap((client): [Client, ReplicaPeer][] =>
    client.replica === null ? [] : [[client, client.replica]],
  );
  const first = chosen[0]?.[1];
  if (first === undefined) return;
  const same = chosen.filter(([, peer]) => sameFilter(peer, first));
  const filtered = first.withoutData || first.withoutFunctions;
  const toReplicas = (config.get('repl-diskless-sync') === 'yes' || filtered) && same.every(([, peer]) => peer.capaEof);
  if (!toReplicas && config.get('rdb-del-sync-files') === 'yes') replication.madeFile = true;
  startBackgroundSave(turn, 'SYNC', { toReplicas, data: !first.withoutData, functions: !first.withoutFunctions });
  for (const [client, peer] of same) announceSnapshot(turn, client, peer, replication.offset);
}

/** Starts what is due: some wait a few seconds so that others can share the snapshot. REDIS: shouldStartChildReplication */
export function startDueSnapshot(turn: Turn): void {
  const { child, config } = turn.state;
  if (child !== null) return;
  const waiting = peersIn(turn, 'waitStart');
  if (waiting.length === 0) return;
  const longest = Math.max(...waiting.map(([, peer]) => turn.nowMs - peer.waitingSince));
  const enough = Number(config.get('repl-diskless-sync-max-replicas'));
  const due =
    config.get('repl-diskless-sync') === 'no' ||
    (enough > 0 && waiting.length >= enough) ||
    longest >= Number(config.get('repl-diskless-sync-delay')) * 1000;
  if (due)
    startSnapshot(
      turn,
      waiting.map(([client]) => client),
    );
}

/** The snapshot is made: those who wait for it get it. REDIS: replication.c updateSlavesWaitingBgsave */
export function sendSnapshot(turn: Turn, { bytes, toReplicas }: MadeSnapshot): void {
  const mark = toReplicas ? markOf(turn) : null;
  for (const [client, peer] of peersIn(turn, 'waitEnd')) {
    const ended = turn.out.observed
      ? turn.note({
          kind: 'kv.resyncEnded',
          replica: addressOf(client),
          client: client.id,
          history: turn.state.replication.id,
          offset: peer.snapshotAt,
          bytes: bytes.length,
        })
      : 0;
    // Who wanted the snapshot alone is let go behind it.
    turn.send(client, { kind: 'snapshot', bytes, mark }, ended, peer.rdbOnly);
    if (peer.rdbOnly) continue;
    peer.phase = 'online';
    peer.ackedAt = turn.nowMs;
    peer.startsOnAck = toReplicas;
  }
  startDueSnapshot(turn);
}

/** 40 characters that will not be in the snapshot. */
function markOf(turn: Turn): string {
  let mark = '';
  for (let i = 0; i < 40; i++) mark += '0123456789abcdef'[turn.random(16)];
  return mark;
}
