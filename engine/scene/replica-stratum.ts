import { FATE } from './fates.ts';
import { has, hostOf } from './fold-kv-replication.ts';
import { cell } from './pages.ts';
import { type KvScene, type Scene, WRITE } from './scene.ts';
import { text } from './text.ts';
import type { StratumView, WriteView } from './views.ts';

/*
 * The last rung of the ladder: what replicas have acknowledged. A write that stands there stands on another rung too,
 * unless it was lost here; then the replica's is the only one there is.
 */

/** How far back writes are looked for that a replica has. */
const LOOK_BACK_MAX = 2000;

/** One rung for all replicas; none while nobody has asked to be one. */
export function replicaStrata(
  scene: Scene,
  server: KvScene,
  max: number,
  token: (row: number) => WriteView,
): StratumView[] {
  const { replication, writes } = server;
  const replicas = [...replication.replicas].map(([address, { row, client }]) => ({
    host: hostOf(address),
    row,
    up: client !== 0 && scene.nodes.get(server.node)?.status === 'up',
  }));
  const [first, ...others] = replicas;
  if (first === undefined) return [];
  const newest = Math.max(...replicas.map(({ row }) => row));
  const found: WriteView[] = [];
  for (let row = newest - 1; row >= 0 && row > newest - LOOK_BACK_MAX && found.length < max; row--) {
    if (cell(writes, row, WRITE.replicas) === 0) continue;
    const isLost = cell(writes, row, WRITE.fate) === FATE.lost;
    if (isLost && !replicas.some(({ host, row: upTo }) => row < upTo && holds(scene, host, server, row))) continue;
    found.push({ ...token(row), state: isLost ? 'ready' : 'confirmed', ...(isLost && { only: true }) });
  }
  return [
    {
      id: 'replica',
      name: others.length === 0 ? first.host : text.kv.replicas(replicas.length),
      icon: 'copy',
      note:
        others.length === 0 && !first.up ? text.kv.linkDown : text.kv.replicated(replication.replicated, writes.rows),
      writes: found.reverse(),
      writeCount: replication.replicated,
      summary:
        others.length === 0
          ? undefined
          : replicas.map(({ host, row, up }) => text.kv.replicaHas(host, row, up)).join('; '),
    },
  ];
}

/** Whether a server still has a write of another. */
function holds(scene: Scene, host: string, server: KvScene, row: number): boolean {
  const chain = scene.servers.get(host)?.replication.chain;
  const id = server.replication.historyIds[cell(server.writes, row, WRITE.history) - 1];
  return chain !== undefined && id !== undefined && has(chain, id, cell(server.writes, row, WRITE.streamTo));
}
