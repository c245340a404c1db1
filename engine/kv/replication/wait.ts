import type { Reply } from '../../wire/reply.ts';
import { error } from '../../wire/reply.ts';
import { unblock } from '../blocked.ts';
import { NOT_AN_INTEGER } from '../errors.ts';
import { parseInteger } from '../numbers.ts';
import type { Turn } from '../turn.ts';
import { replicasAt } from './peers.ts';
import { feedCommand } from './stream.ts';

/*
 * WAIT: the answer comes when so many replicas have what this client has written. It says how many there were; it does
 * not undo anything when they were too few. REDIS: replication.c waitCommand
 */

const ON_A_REPLICA = error(
  'ERR WAIT cannot be used with replica instances. Please also note that since Redis 4.0 if a replica is configured to be writable (which is not the default) writes to replicas are just local and are not propagated.',
);

export function wait(turn: Turn, argv: readonly string[]): Reply | undefined {
  const { client, state } = turn;
  const { replication } = state;
  if (replication.primary !== null) return ON_A_REPLICA;
  const replicas = parseInteger(argv[1] ?? '');
  if (replicas === null) return NOT_AN_INTEGER;
  const timeout = parseInteger(argv[2] ?? '');
  if (timeout === null) return error('ERR timeout is not an integer or out of range');
  if (timeout < 0) return error('ERR timeout is negative');
  const have = replicasAt(state, client.writtenTo);
  if (have >= replicas || turn.denyBlocking) return have;
  client.blocked = {
    type: null,
    keys: [],
    untilAt: timeout === 0 ? 0 : turn.nowMs + Number(timeout),
    argv,
    onTimeout: 0,
    unblockOnMissingKey: false,
    since: turn.now,
    replicas: Number(replicas),
    offset: client.writtenTo,
  };
  replication.waiting.unshift(client.id);
  replication.asksAcks = true;
  return undefined;
}

/** The end of an iteration: those whose replicas are there are answered, and for the others all replicas are asked. */
export function serveWaiting(turn: Turn): void {
  const { replication, clients } = turn.state;
  for (const id of [...replication.waiting]) {
    const client = clients.get(id);
    const blocked = client?.blocked ?? null;
    if (client === undefined || blocked === null) continue;
    const have = replicasAt(turn.state, blocked.offset);
    if (have < blocked.replicas) continue;
    unblock(turn, client, 'served', null);
    turn.reply(client, have, turn.fact);
  }
  if (!replication.asksAcks) return;
  replication.asksAcks = false;
  if (replication.backlog !== null && replication.primary === null) {
    feedCommand(turn, replication.selectedDb, ['REPLCONF', 'GETACK', '*'], 0);
  }
}
