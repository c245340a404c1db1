import type { Client } from '../state.ts';
import type { Turn } from '../turn.ts';
import { addressOf } from './peers.ts';
import { armCron } from './timer.ts';

/** A replica went. A snapshot that was made for it alone is not made any further. REDIS: networking.c freeClient */
export function replicaGone(turn: Turn, client: Client, why: string): void {
  const { replication, child, settings, clients } = turn.state;
  const { replica: peer } = client;
  if (peer === null || peer.phase === 'none') return;
  const waited = peer.phase === 'waitEnd';
  replication.replicas = replication.replicas.filter((id) => id !== client.id);
  if (turn.out.observed) {
    turn.note({ kind: 'kv.replicaGone', replica: addressOf(client), client: client.id, why, acked: peer.acked });
  }
  peer.phase = 'none';
  if (replication.replicas.length === 0) {
    replication.noReplicasSince = turn.nowMs;
    armCron(turn);
  }
  if (!waited || child?.kind !== 'rdb' || child.phase !== 'work') return;
  const wanted = replication.replicas.some((id) => clients.get(id)?.replica?.phase === 'waitEnd');
  if (!wanted && (child.toReplicas || settings.savePoints.length === 0)) {
    turn.state.child = null;
    turn.out.clearTimer('child');
  }
}
