import { serverOf } from './fold-kv.ts';
import { markMilestone } from './milestones.ts';
import type { FactOf, Scene } from './scene.ts';

/* Facts of a KV server's clients: who is connected, who waits, who queues a transaction; and what else it says. */

export function connected(scene: Scene, fact: FactOf<'kv.connected'>): void {
  const server = serverOf(scene, fact.node);
  let conn = 0;
  let node = '';
  for (const known of scene.conns.values()) {
    if (known.to !== fact.node || known.acceptedSeq !== fact.cause) continue;
    conn = known.id;
    node = known.from;
  }
  server.clients.set(fact.body.client, { id: fact.body.client, node, conn, blockedOn: [], queued: 0 });
}

export function disconnected(scene: Scene, fact: FactOf<'kv.disconnected'>): void {
  serverOf(scene, fact.node).clients.delete(fact.body.client);
}

type AboutClient = 'kv.blocked' | 'kv.unblocked' | 'kv.queued' | 'kv.execStarted' | 'kv.execAborted';

function changeClient(
  scene: Scene,
  fact: FactOf<AboutClient>,
  change: { readonly blockedOn?: readonly string[]; readonly queued?: number },
): void {
  const { clients } = serverOf(scene, fact.node);
  const client = clients.get(fact.body.client);
  if (client !== undefined) clients.set(client.id, { ...client, ...change });
}

export function blocked(scene: Scene, fact: FactOf<'kv.blocked'>): void {
  changeClient(scene, fact, { blockedOn: fact.body.keys });
}

export function unblocked(scene: Scene, fact: FactOf<'kv.unblocked'>): void {
  changeClient(scene, fact, { blockedOn: [] });
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
