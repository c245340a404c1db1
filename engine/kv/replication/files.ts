import { rdbFile } from '../persistence/files.ts';
import type { Turn } from '../turn.ts';

/*
 * Where nothing is kept on disk, a file that was only made for replication is not kept either, if rdb-del-sync-files
 * says so. REDIS: replication.c removeRDBUsedToSyncReplicas
 */

function isUnwanted(turn: Turn): boolean {
  const { config, settings } = turn.state;
  return config.get('rdb-del-sync-files') === 'yes' && !settings.appendonly && settings.savePoints.length === 0;
}

/** The snapshot a replica was loaded from. */
export function removeSyncFile(turn: Turn): void {
  if (isUnwanted(turn)) turn.out.remove(rdbFile(turn.state));
}

/** The snapshot a primary has made, once no replica waits for it. */
export function removeMadeFile(turn: Turn): void {
  const { replication, clients } = turn.state;
  if (!replication.madeFile) return;
  if (!isUnwanted(turn)) {
    if (turn.state.config.get('rdb-del-sync-files') !== 'yes') replication.madeFile = false;
    return;
  }
  if (replication.replicas.some((id) => clients.get(id)?.replica?.phase === 'waitEnd')) return;
  replication.madeFile = false;
  turn.out.remove(rdbFile(turn.state));
}
