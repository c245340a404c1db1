import type { Reply } from '../../wire/reply.ts';
import { error, OK, simple } from '../../wire/reply.ts';
import type { ServerRuns } from '../command.ts';
import { parseInteger } from '../numbers.ts';
import type { Turn } from '../turn.ts';
import { failover } from './failover.ts';
import { isReplica } from './peers.ts';
import { synchronize } from './primary.ts';
import { replconf } from './replconf.ts';
import { role, setPrimary, unsetPrimary } from './role.ts';
import { wait } from './wait.ts';

/*
 * The commands of replication. REDIS: replication.c
 */

/** REPLICAOF, SLAVEOF. REDIS: replication.c replicaofCommand */
function replicaof(turn: Turn, argv: readonly string[]): Reply {
  const { replication } = turn.state;
  const [, host = '', portText = ''] = argv;
  if (replication.failover !== null) return error('ERR REPLICAOF not allowed while failing over.');
  if (host.toLowerCase() === 'no' && portText.toLowerCase() === 'one') {
    unsetPrimary(turn, 'REPLICAOF NO ONE');
    return OK;
  }
  if (isReplica(turn.client)) return error('ERR Command is not valid when client is a replica.');
  const port = parseInteger(portText);
  if (typeof port !== 'number' || port < 0 || port > 65535) return error('ERR Invalid master port');
  const { primary } = replication;
  if (primary !== null && primary.host.toLowerCase() === host.toLowerCase() && primary.port === port) {
    return simple('OK Already connected to specified master');
  }
  setPrimary(turn, host, port);
  return OK;
}

export const replicationCommands: ServerRuns = {
  psync: synchronize,
  sync: synchronize,
  replconf,
  replicaof,
  slaveof: replicaof,
  role: (turn) => role(turn),
  wait,
  failover,
};
