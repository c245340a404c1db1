import type { KvState } from '../state.ts';
import type { Turn } from '../turn.ts';
import { BACKLOG_MIN_BYTES } from './backlog.ts';
import { goodReplicas, hostOf, seconds } from './peers.ts';
import type { PrimaryLink, ReplicaPeer } from './state.ts';

/*
 * The section "Replication" of INFO. REDIS: server.c genRedisInfoString
 */

type Field = readonly [string, string | number];

/** repl-backlog-size, as far as it is kept to. */
export function backlogSize({ config }: KvState): number {
  return Math.max(BACKLOG_MIN_BYTES, Number(config.get('repl-backlog-size')));
}

/** What the backlog takes of memory. */
export function backlogBytes({ replication }: KvState): number {
  let bytes = 0;
  for (const block of replication.backlog?.blocks ?? []) bytes += block.capacity;
  return bytes;
}

export function replicationFields(turn: Turn): readonly Field[] {
  const { state } = turn;
  const { replication, settings } = state;
  const { primary, backlog, failover } = replication;
  const good: readonly Field[] =
    settings.replicasMin > 0 ? [['min_slaves_good_slaves', goodReplicas(state, turn.nowMs)]] : [];
  return [
    ['role', primary === null ? 'master' : 'slave'],
    ...(primary === null ? [] : primaryFields(turn, primary)),
    ['connected_slaves', replication.replicas.length],
    ...good,
    ...replicaLines(turn),
    ['master_failover_state', failover === null ? 'no-failover' : FAILOVER[failover.phase]],
    ['master_replid', replication.id],
    ['master_replid2', replication.id2],
    ['master_repl_offset', replication.offset],
    ['second_repl_offset', replication.id2From],
    ['repl_backlog_active', backlog === null ? 0 : 1],
    ['repl_backlog_size', backlogSize(state)],
    ['repl_backlog_first_byte_offset', backlog?.from ?? 0],
    ['repl_backlog_histlen', backlog?.length ?? 0],
  ];
}

const FAILOVER = { waitForSync: 'waiting-for-sync', inProgress: 'failover-in-progress' } as const;

function primaryFields(turn: Turn, link: PrimaryLink): readonly Field[] {
  const { replication, clients, config } = turn.state;
  const client = clients.get(link.client);
  const offset = client === undefined ? (link.cached?.offset ?? 1) : replication.offset;
  const up = link.phase === 'connected';
  const fields: Field[] = [
    ['master_host', link.host],
    ['master_port', link.port],
    ['master_link_status', up ? 'up' : 'down'],
    ['master_last_io_seconds_ago', client === undefined ? -1 : seconds(turn.nowMs) - seconds(client.lastAt)],
    ['master_sync_in_progress', link.phase === 'transfer' ? 1 : 0],
    ['slave_read_repl_offset', offset],
    ['slave_repl_offset', offset],
  ];
  if (link.phase === 'transfer') fields.push(...transferFields(turn, link));
  if (!up) {
    const since = link.downSince === 0 ? -1 : seconds(turn.nowMs) - seconds(link.downSince);
    fields.push(['master_link_down_since_seconds', since]);
  }
  fields.push(['slave_priority', config.get('replica-priority') ?? '100']);
  fields.push(['slave_read_only', config.get('replica-read-only') === 'yes' ? 1 : 0]);
  fields.push(['replica_announced', config.get('replica-announced') === 'yes' ? 1 : 0]);
  return fields;
}

function transferFields(turn: Turn, link: PrimaryLink): readonly Field[] {
  const total = link.snapshot?.length ?? 0;
  return [
    ['master_sync_total_bytes', total],
    ['master_sync_read_bytes', total],
    ['master_sync_left_bytes', 0],
    ['master_sync_perc', total === 0 ? '0.00' : '100.00'],
    ['master_sync_last_io_seconds_ago', seconds(turn.nowMs) - seconds(link.lastIoAt)],
  ];
}

/** REDIS: server.c replstateToString */
export const STATES: Readonly<Record<ReplicaPeer['phase'], string>> = {
  none: '',
  waitStart: 'wait_bgsave',
  waitEnd: 'wait_bgsave',
  online: 'online',
};

function replicaLines(turn: Turn): readonly Field[] {
  const { replication, clients } = turn.state;
  return replication.replicas.flatMap((id, index): Field[] => {
    const client = clients.get(id);
    const peer = client?.replica ?? null;
    if (client === undefined || peer === null) return [];
    const lag = peer.phase === 'online' ? seconds(turn.nowMs) - seconds(peer.ackedAt) : 0;
    const text = `ip=${hostOf(client)},port=${peer.port},state=${STATES[peer.phase]},offset=${peer.acked},lag=${lag}`;
    return [[`slave${index}`, text]];
  });
}
