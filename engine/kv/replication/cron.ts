import { freeClient } from '../clients.ts';
import type { Turn } from '../turn.ts';
import { checkFailover } from './failover.ts';
import { removeMadeFile } from './files.ts';
import { endHistory } from './history.ts';
import { connectPrimary, sendAck } from './link.ts';
import { seconds } from './peers.ts';
import { startDueSnapshot } from './primary.ts';
import { timeOutLink } from './replica.ts';
import { feedCommand, writesHistory } from './stream.ts';
import { armCron } from './timer.ts';

/*
 * Once a second: who is silent for too long, who must be asked, pinged, connected to. REDIS: replication.c
 * replicationCron
 */

export function replicationCron(turn: Turn): void {
  const { replication } = turn.state;
  replication.cronIsSet = false;
  checkFailover(turn);
  const link = replication.primary;
  if (link !== null) {
    timeOutLink(turn, link);
    if (link.phase === 'connect') connectPrimary(turn, link);
    sendAck(turn);
  }
  pingReplicas(turn);
  keepWaitingAwake(turn);
  dropSilent(turn);
  endIdleHistory(turn);
  startDueSnapshot(turn);
  removeMadeFile(turn);
  replication.cronLoops++;
  armCron(turn);
}

/** So that a replica knows of a primary that has nothing to write. */
function pingReplicas(turn: Turn): void {
  const { replication, config } = turn.state;
  if (replication.replicas.length === 0 || replication.failover !== null || !writesHistory(turn)) return;
  const period = Number(config.get('repl-ping-replica-period'));
  if (replication.cronLoops % period === 0) feedCommand(turn, replication.selectedDb, ['PING'], 0);
}

/** While its snapshot is made, a replica hears a newline a second. */
function keepWaitingAwake(turn: Turn): void {
  const { replication, clients, child } = turn.state;
  for (const id of replication.replicas) {
    const client = clients.get(id);
    const phase = client?.replica?.phase;
    const waits = phase === 'waitStart' || (phase === 'waitEnd' && child?.toReplicas !== true);
    if (client !== undefined && waits) turn.out.send(client.conn, { kind: 'newline' });
  }
}

function dropSilent(turn: Turn): void {
  const { replication, clients, config } = turn.state;
  const limit = Number(config.get('repl-timeout'));
  for (const id of [...replication.replicas]) {
    const client = clients.get(id);
    if (client?.replica?.phase !== 'online' || client.replica.isOld) continue;
    if (seconds(turn.nowMs) - seconds(client.replica.ackedAt) <= limit) continue;
    turn.out.close(client.conn);
    freeClient(turn, client, 'Disconnecting timedout replica (streaming sync)');
  }
}

function endIdleHistory(turn: Turn): void {
  const { replication, config } = turn.state;
  const ttl = Number(config.get('repl-backlog-ttl'));
  if (replication.replicas.length > 0 || ttl === 0 || replication.backlog === null || replication.primary !== null) {
    return;
  }
  if (seconds(turn.nowMs) - seconds(replication.noReplicasSince) > ttl) endHistory(turn);
}
