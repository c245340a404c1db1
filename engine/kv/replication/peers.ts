import type { Client, KvState } from '../state.ts';

/*
 * Looking at replicas.
 */

/** REDIS: client.flags & CLIENT_SLAVE */
export function isReplica(client: Client): boolean {
  return client.replica !== null && client.replica.phase !== 'none';
}

/** Where a replica listens, as far as it is known: `host:port`. REDIS: replication.c replicationGetSlaveName */
export function addressOf(client: Client): string {
  return `${hostOf(client)}:${client.replica?.port ?? 0}`;
}

/** The host it announced, else the one it came from. */
export function hostOf(client: Client): string {
  const { replica: peer, addr } = client;
  if (peer !== null && peer.address !== '') return peer.address;
  return addr.slice(0, addr.lastIndexOf(':'));
}

/** How many replicas have acknowledged the history up to there. REDIS: replicationCountAcksByOffset */
export function replicasAt({ replication, clients }: KvState, offset: number): number {
  let count = 0;
  for (const id of replication.replicas) {
    const peer = clients.get(id)?.replica;
    if (peer?.phase === 'online' && peer.acked >= offset) count++;
  }
  return count;
}

/** Replicas that have said something lately enough for min-replicas-max-lag. REDIS: refreshGoodSlavesCount */
export function goodReplicas({ replication, clients, config }: KvState, nowMs: number): number {
  const lagMax = Number(config.get('min-replicas-max-lag'));
  let good = 0;
  for (const id of replication.replicas) {
    const peer = clients.get(id)?.replica;
    if (peer?.phase === 'online' && seconds(nowMs) - seconds(peer.ackedAt) <= lagMax) good++;
  }
  return good;
}

/** Whole seconds of a Unix clock in milliseconds. */
export function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

/** True where writes are refused for want of replicas. REDIS: replication.c checkGoodReplicasStatus */
export function lacksReplicas(state: KvState, nowMs: number): boolean {
  const { replication, settings } = state;
  return replication.primary === null && settings.replicasMin > 0 && goodReplicas(state, nowMs) < settings.replicasMin;
}

/** True where only what the primary sends may write. */
export function isReadOnlyReplica({ replication, config }: KvState): boolean {
  return replication.primary !== null && config.get('replica-read-only') === 'yes';
}

/** True on a replica that has lost its primary and may not answer from what it has. */
export function isStale({ replication, config }: KvState): boolean {
  const { primary } = replication;
  return primary !== null && primary.phase !== 'connected' && config.get('replica-serve-stale-data') === 'no';
}
