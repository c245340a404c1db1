import { touchConnection } from './access.ts';
import { tendReading } from './credit-flow.ts';
import type { BrokerOut, BrokerState, Connection } from './state.ts';

/*
 * Too little memory or disk: a connection is no longer read, until it is over, from the first message on that it
 * publishes then. Those that only consume go on, for they are what helps. RABBITMQ: rabbit_alarm, rabbit_reader maybe_block, publish_received
 * SIMPLIFIED: memory is the messages' bodies and a constant for each, and is looked at after every step.
 */

/** The end of a step: raises and clears alarms. Returns the connections that may be read again. */
export function tendAlarms(b: BrokerState, out: BrokerOut): Connection[] {
  const { memoryHighWatermark, diskMax } = b.config;
  if (memoryHighWatermark === null && diskMax === null && !b.alarms.memory && !b.alarms.disk) return [];
  const before = b.alarms.memory || b.alarms.disk;
  look(b, 'memory', b.memoryUsed, memoryHighWatermark, out);
  look(b, 'disk', diskMax === null ? 0 : diskUsed(b), diskMax, out);
  const alarmed = b.alarms.memory || b.alarms.disk;
  return before && !alarmed ? unblockAll(b, out) : [];
}

function look(b: BrokerState, alarm: 'memory' | 'disk', used: number, most: number | null, out: BrokerOut): void {
  const limit = most ?? Number.POSITIVE_INFINITY;
  // A limit of nothing is how an operator raises an alarm by hand: no broker lives on nothing.
  const raised = used > limit || limit === 0;
  if (raised === b.alarms[alarm]) return;
  b.alarms[alarm] = raised;
  if (!out.observed) return;
  if (raised) out.note({ kind: 'broker.alarmRaised', alarm, used, limit });
  else out.note({ kind: 'broker.alarmCleared', alarm, used, limit: most ?? 0 });
}

/** Bytes of all files, as the broker knows them. */
function diskUsed(b: BrokerState): number {
  let used = b.metadata.length + b.store.file.length;
  for (const vhost of b.vhosts.values()) {
    for (const queue of vhost.queues.values()) used += queue.index?.file.length ?? 0;
  }
  return used;
}

/** RABBITMQ: rabbit_reader format_blocked_by */
function reasonOf(b: BrokerState): string {
  if (b.alarms.memory && b.alarms.disk) return 'low on memory & disk';
  return b.alarms.memory ? 'low on memory' : 'low on disk';
}

/** Whether the next thing this connection publishes is not read. */
export function mustBlock(b: BrokerState, connection: Connection): boolean {
  return (b.alarms.memory || b.alarms.disk) && !connection.blocked && connection.stage === 'open';
}

/** Stops reading a connection that has begun to publish. RABBITMQ: rabbit_reader post_process_frame content_header */
export function blockPublisher(b: BrokerState, connection: Connection, out: BrokerOut): void {
  const { id } = connection;
  connection.blocked = true;
  tendReading(connection, out);
  const reason = reasonOf(b);
  const cause = out.observed ? out.note({ kind: 'broker.connectionBlocked', conn: id, reason }) : undefined;
  if (connection.wantsBlocked) out.send(id, { channel: 0, method: 'connection.blocked', reason }, cause);
}

function unblockAll(b: BrokerState, out: BrokerOut): Connection[] {
  const released: Connection[] = [];
  for (const id of b.connections.keys()) {
    if (b.connections.get(id)?.blocked !== true) continue;
    const connection = touchConnection(b, id) as Connection;
    connection.blocked = false;
    tendReading(connection, out);
    const cause = out.observed ? out.note({ kind: 'broker.connectionUnblocked', conn: id }) : undefined;
    if (connection.wantsBlocked) out.send(id, { channel: 0, method: 'connection.unblocked' }, cause);
    released.push(connection);
  }
  return released;
}
