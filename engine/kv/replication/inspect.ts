import type { Micros } from '../../sim/machine.ts';
import type { KvState } from '../state.ts';
import { hostOf } from './peers.ts';
import type { PrimaryLink, ReplicaPeer } from './state.ts';

/*
 * A server's part in replication, as the stage shows it. Bounded by the number of its replicas.
 */

export interface ReplicationView {
  readonly role: 'primary' | 'replica';
  /** The history under way, and its last byte here. */
  readonly history: string;
  readonly offset: number;
  /** The history before, shared for bytes below `sharedBelow`; null for none. */
  readonly former: { readonly history: string; readonly sharedBelow: number } | null;
  /** The bytes of the history that are kept, [from, to], and how many are to be kept; null while nobody has asked. */
  readonly backlog: {
    readonly from: number;
    readonly to: number;
    readonly size: number;
    readonly commands: number;
  } | null;
  /** Of a replica: its link. */
  readonly primary: {
    readonly host: string;
    readonly port: number;
    readonly phase: PrimaryLink['phase'];
    /** Unix ms of the last word of the primary, and since when the link is down; null for never. */
    readonly heardAt: number | null;
    readonly downSince: number | null;
    /** Bytes of a snapshot that is being stored. */
    readonly snapshotBytes: number;
  } | null;
  /** In the order they came. At most REPLICAS_MAX. */
  readonly replicas: readonly ReplicaView[];
  /** Clients that WAIT. */
  readonly waiting: number;
  readonly failover: 'waitForSync' | 'inProgress' | null;
  /** Writes are refused for want of replicas: as many as `min-replicas-to-write` are asked for. */
  readonly replicasMin: number;
}

export interface ReplicaView {
  readonly client: number;
  readonly host: string;
  readonly port: number;
  readonly phase: ReplicaPeer['phase'];
  /** It has executed the history up to here, as far as it has said; it was sent what lies before `sentTo`. */
  readonly acked: number;
  readonly sentTo: number;
  /** Bytes of the history that it has not acknowledged. */
  readonly behind: number;
  /** Unix ms of its last word; null for never. */
  readonly ackedAt: number | null;
  /** Seconds since, as INFO says. */
  readonly lag: number;
}

export const REPLICAS_MAX = 100;

export function replicationView(state: KvState, now: Micros): ReplicationView {
  const { replication, settings } = state;
  const { primary, backlog } = replication;
  const nowMs = settings.epochMs + Math.floor(now / 1000);
  return {
    role: primary === null ? 'primary' : 'replica',
    history: replication.id,
    offset: replication.offset,
    former: replication.id2From < 0 ? null : { history: replication.id2, sharedBelow: replication.id2From },
    backlog:
      backlog === null
        ? null
        : {
            from: backlog.from,
            to: backlog.from + backlog.length - 1,
            size: Number(state.config.get('repl-backlog-size')),
            commands: backlog.blocks.reduce((sum, block) => sum + block.entries.length, 0),
          },
    primary: primary === null ? null : linkView(state, primary),
    replicas: replication.replicas.slice(0, REPLICAS_MAX).flatMap((id) => replicaView(state, id, nowMs)),
    waiting: replication.waiting.length,
    failover: replication.failover?.phase ?? null,
    replicasMin: settings.replicasMin,
  };
}

function linkView(state: KvState, link: PrimaryLink): ReplicationView['primary'] {
  const client = state.clients.get(link.client);
  const heardAt = client?.lastAt ?? link.lastIoAt;
  return {
    host: link.host,
    port: link.port,
    phase: link.phase,
    heardAt: heardAt === 0 ? null : heardAt,
    downSince: link.downSince === 0 ? null : link.downSince,
    snapshotBytes: link.snapshot?.length ?? 0,
  };
}

function replicaView(state: KvState, id: number, nowMs: number): ReplicaView[] {
  const client = state.clients.get(id);
  const peer = client?.replica ?? null;
  if (client === undefined || peer === null) return [];
  return [
    {
      client: id,
      host: hostOf(client),
      port: peer.port,
      phase: peer.phase,
      acked: peer.acked,
      sentTo: peer.next,
      behind: Math.max(0, state.replication.offset - peer.acked),
      ackedAt: peer.ackedAt === 0 ? null : peer.ackedAt,
      lag: peer.ackedAt === 0 ? 0 : Math.floor((nowMs - peer.ackedAt) / 1000),
    },
  ];
}
