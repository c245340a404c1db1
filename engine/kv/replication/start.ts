import type { Turn } from '../turn.ts';
import { connectPrimary, nameOf } from './link.ts';
import { newPrimaryLink } from './state.ts';
import { armCron } from './timer.ts';

/*
 * A server that is configured as a replica is one from its first moment on, before its files are read.
 */

/** `replicaof host port` of the configuration. */
export function startReplica(turn: Turn): void {
  const { config, replication } = turn.state;
  const [host, port] = (config.get('replicaof') ?? '').split(' ').filter((word) => word !== '');
  if (host === undefined || port === undefined || host.toLowerCase() === 'no') return;
  const link = newPrimaryLink(host, Number(port));
  replication.primary = link;
  if (!turn.out.observed) return;
  const { id, offset } = replication;
  turn.note({ kind: 'kv.replicaOf', primary: nameOf(link), history: id, offset, formerHistory: null });
}

/** The files were read: now the primary is asked for the rest. */
export function connectAtStart(turn: Turn): void {
  const { primary } = turn.state.replication;
  if (primary === null) armCron(turn);
  else connectPrimary(turn, primary);
}
