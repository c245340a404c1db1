import { serverOf } from './fold-kv.ts';
import { markMilestone } from './milestones.ts';
import type { ConnScene, FactOf, KvClientScene, KvScene, Scene } from './scene.ts';

/* Facts of a KV server's clients: who is connected, who waits, who queues a transaction; and what else it says. */

export function connected(scene: Scene, fact: FactOf<'kv.connected'>): void {
  const server = serverOf(scene, fact.node);
  const found = connectionOf(scene, server, fact);
  server.clients.set(fact.body.client, {
    id: fact.body.client,
    node: found?.from ?? '',
    conn: found?.id ?? 0,
    blockedOn: [],
    blockedAt: null,
    queued: 0,
  });
}

/** The connection that a new client came by; while the server was busy booting they waited, and are served in order. */
function connectionOf(scene: Scene, server: KvScene, fact: FactOf<'kv.connected'>): ConnScene | null {
  const taken = new Set([...server.clients.values()].map((client) => client.conn));
  let oldest: ConnScene | null = null;
  for (const conn of scene.conns.values()) {
    if (conn.to !== fact.node || conn.acceptedSeq === 0) continue;
    if (conn.acceptedSeq === fact.cause) return conn;
    if (taken.has(conn.id) || (oldest !== null && oldest.acceptedSeq < conn.acceptedSeq)) continue;
    oldest = conn;
  }
  return oldest;
}

export function disconnected(scene: Scene, fact: FactOf<'kv.disconnected'>): void {
  serverOf(scene, fact.node).clients.delete(fact.body.client);
}

type AboutClient = 'kv.blocked' | 'kv.unblocked' | 'kv.queued' | 'kv.execStarted' | 'kv.execAborted';

function changeClient(
  scene: Scene,
  fact: FactOf<AboutClient>,
  change: Partial<Pick<KvClientScene, 'blockedOn' | 'blockedAt' | 'queued'>>,
): void {
  const { clients } = serverOf(scene, fact.node);
  const client = clients.get(fact.body.client);
  if (client !== undefined) clients.set(client.id, { ...client, ...change });
}

export function blocked(scene: Scene, fact: FactOf<'kv.blocked'>): void {
  changeClient(scene, fact, { blockedOn: fact.body.keys, blockedAt: fact.at });
}

export function unblocked(scene: Scene, fact: FactOf<'kv.unblocked'>): void {
  changeClient(scene, fact, { blockedOn: [], blockedAt: null });
}

export function queued(scene: Scene, fact: FactOf<'kv.queued'>): void {
  changeClient(scene, fact, { queued: fact.body.queued });
}

export function execEnded(scene: Scene, fact: FactOf<'kv.execStarted' | 'kv.execAborted'>): void {
  changeClient(scene, fact, { queued: 0 });
}

export function expired(scene: Scene, fact: FactOf<'kv.expired'>): void {
  markMilestone(scene, fact, 'expired');
}

export function loadFailed(scene: Scene, fact: FactOf<'kv.loadFailed'>): void {
  markMilestone(scene, fact, 'refused');
}
