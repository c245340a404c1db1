import type { KvReplicationScene } from './scene.ts';

/* What is known of a server's part in replication, before anything is. */

export function createReplication(): KvReplicationScene {
  return {
    historyIds: [],
    chain: [],
    primary: null,
    link: 'down',
    roleSeq: 0,
    replicas: new Map(),
    unappliedRow: 0,
    replicated: 0,
    lostReplicated: 0,
  };
}

export function forkReplication(replication: KvReplicationScene): KvReplicationScene {
  return {
    ...replication,
    historyIds: replication.historyIds.slice(),
    replicas: new Map(replication.replicas),
  };
}
