import { channelAt, touchConnection } from './access.ts';
import type { BrokerOut, BrokerState, Channel, Connection, Flow, Message, Queue } from './state.ts';
import { inStore } from './storage/queue-index.ts';
import { tapeFirst, tapePush, tapeShift } from './tape.ts';

/*
 * Credit flow: a publisher is not read while its messages come faster than a queue can take charge of them. The reader
 * of a connection has credit for so many publishes on each of its channels; a channel grants more as it gets on, but
 * not while one of its queues is slow. RABBITMQ: credit_flow, rabbit_reader control_throttle
 *
 * SIMPLIFIED: a queue is slow when too much of it waits for the disk. In RabbitMQ it can also be slow for want of
 * processor time; here reader, channel and queue are one thread, and between them nothing waits.
 */

/** RABBITMQ: credit_flow DEFAULT_INITIAL_CREDIT, DEFAULT_MORE_CREDIT_AFTER */
const [CREDIT, GRANT] = [200, 100];
/** Publishes of one channel that a queue may have open. RABBITMQ: quorum_commands_soft_limit, stream_messages_soft_limit */
const [QUORUM_OPEN_MAX, STREAM_OPEN_MAX] = [32, 256];
/** Bodies that may wait for the message store while it syncs. RABBITMQ: msg_store_credit_disc_bound */
const STORE_WAITING_MAX = 4000;
/** A connection is said to be in flow for so long after. RABBITMQ: rabbit_reader i(state) */
const FLOW_SHOWN_FOR = 5_000_000;
/** The same of a channel. RABBITMQ: credit_flow STATE_CHANGE_INTERVAL */
const CHANNEL_FLOW_SHOWN_FOR = 1_000_000;

export function fullCredit(): Flow {
  return {
    credit: CREDIT,
    untilGrant: GRANT,
    withheld: 0,
    open: new Map(),
    slow: [],
    slowAt: Number.NEGATIVE_INFINITY,
  };
}

/** A publish went from the reader to the channel, and the channel has seen to it. */
export function spendCredit(connection: Connection, channel: Channel, out: BrokerOut): void {
  const { flow } = channel;
  flow.credit--;
  if (--flow.untilGrant === 0) {
    flow.untilGrant = GRANT;
    if (flow.slow.length === 0) flow.credit += GRANT;
    else flow.withheld += GRANT;
  }
  if (flow.credit > 0 || connection.flowing) return;
  connection.flowing = true;
  connection.flowedAt = out.now;
  tendReading(connection, out);
  if (out.observed) out.note({ kind: 'broker.flowBegan', conn: connection.id, channel: channel.number });
}

/** A queue has a publish of this channel that it has not taken charge of. `confirming`: it will be told about it. */
export function countOpen(
  b: BrokerState,
  channel: Channel,
  queue: Queue,
  message: Message,
  confirming: boolean,
  out: BrokerOut,
): void {
  const { conn, number } = channel;
  if (queue.quorum !== null) {
    tapePush(queue.quorum.senders, { order: queue.nextOrder - 1, conn, channel: number });
    addOpen(channel, queue, QUORUM_OPEN_MAX, out);
  } else if (queue.stream !== null) {
    // RABBITMQ: rabbit_stream_queue deliver remembers only what is to be confirmed, so nothing else makes it slow
    if (confirming) addOpen(channel, queue, STREAM_OPEN_MAX, out);
  } else if (queue.index !== null && message.persistent && inStore(message) && b.store.file.state !== 'idle') {
    b.store.waiting++;
    if (b.store.waiting < STORE_WAITING_MAX || channel.flow.slow.includes(queue.id)) return;
    b.store.crowd.push({ conn, channel: number, queueId: queue.id });
    becomeSlow(channel, queue, out);
  }
}

function addOpen(channel: Channel, queue: Queue, openMax: number, out: BrokerOut): void {
  const { open, slow } = channel.flow;
  const before = open.get(queue.id) ?? 0;
  open.set(queue.id, before + 1);
  // A quorum queue is slow from the message after its limit on, a stream from the limit on.
  const reached = queue.quorum === null ? before + 1 >= openMax : before >= openMax;
  if (reached && !slow.includes(queue.id)) becomeSlow(channel, queue, out);
}

function becomeSlow(channel: Channel, queue: Queue, out: BrokerOut): void {
  channel.flow.slow.push(queue.id);
  channel.flow.slowAt = out.now;
  if (!out.observed) return;
  const { conn, number } = channel;
  out.note({ kind: 'broker.queueSlow', conn, channel: number, vhost: queue.vhost, queue: queue.name });
}

/** A quorum queue has all up to `committed` in its log. RABBITMQ: rabbit_fifo_client handle_ra_event applied */
export function logReached(b: BrokerState, queue: Queue, committed: number, out: BrokerOut): void {
  if (queue.quorum === null) return;
  const { senders } = queue.quorum;
  for (let head = tapeFirst(senders); head !== undefined && head.order <= committed; head = tapeFirst(senders)) {
    tapeShift(senders);
    closeOpen(b, head.conn, head.channel, queue.id, QUORUM_OPEN_MAX, out);
  }
}

/** A stream has one more of this channel's messages on the disk. RABBITMQ: rabbit_stream_queue handle_event osiris_written */
export function streamTook(
  b: BrokerState,
  sender: { readonly conn: number; readonly channel: number },
  queue: Queue,
  out: BrokerOut,
): void {
  closeOpen(b, sender.conn, sender.channel, queue.id, STREAM_OPEN_MAX, out);
}

function closeOpen(
  b: BrokerState,
  conn: number,
  number: number,
  queueId: number,
  openMax: number,
  out: BrokerOut,
): void {
  const channel = channelAt(b, conn, number);
  const before = channel?.flow.open.get(queueId);
  if (channel === undefined || before === undefined) return;
  if (before > 1) channel.flow.open.set(queueId, before - 1);
  else channel.flow.open.delete(queueId);
  if (before - 1 < openMax) noLongerSlow(b, channel, queueId, out);
}

/** The message store writes again what came while it synced. */
export function storeReached(b: BrokerState, out: BrokerOut): void {
  const { crowd } = b.store;
  b.store.waiting = 0;
  b.store.crowd = [];
  for (const place of crowd) {
    const channel = channelAt(b, place.conn, place.channel);
    if (channel !== undefined) noLongerSlow(b, channel, place.queueId, out);
  }
}

/** A queue is gone: nobody waits for it. RABBITMQ: credit_flow peer_down */
export function queueGone(b: BrokerState, queue: Queue, out: BrokerOut): void {
  for (const connection of b.connections.values()) {
    for (const { number, flow } of connection.channels.values()) {
      if (!flow.open.has(queue.id) && !flow.slow.includes(queue.id)) continue;
      const channel = channelAt(b, connection.id, number) as Channel;
      channel.flow.open.delete(queue.id);
      noLongerSlow(b, channel, queue.id, out);
    }
  }
}

function noLongerSlow(b: BrokerState, channel: Channel, queueId: number, out: BrokerOut): void {
  const { flow } = channel;
  const at = flow.slow.indexOf(queueId);
  if (at < 0) return;
  flow.slow.splice(at, 1);
  if (flow.slow.length > 0) return;
  flow.credit += flow.withheld;
  flow.withheld = 0;
  flow.slowAt = out.now;
  endFlow(b, channel.conn, out);
}

/** Reads a connection again once every channel of it has credit. Also after one of them has ended. */
export function endFlow(b: BrokerState, conn: number, out: BrokerOut): void {
  const connection = touchConnection(b, conn);
  if (connection === undefined || !connection.flowing) return;
  for (const { flow } of connection.channels.values()) if (flow.credit <= 0) return;
  connection.flowing = false;
  connection.flowedAt = out.now;
  tendReading(connection, out);
  b.due.resumed.push(conn);
  if (out.observed) out.note({ kind: 'broker.flowEnded', conn });
}

/** Reads a connection, or lets what it sends wait where it is. */
export function tendReading(connection: Connection, out: BrokerOut): void {
  out.listen?.(connection.id, !connection.blocked && !connection.flowing);
}

export type ConnectionCondition = 'running' | 'flow' | 'blocking' | 'blocked';

/** What RabbitMQ calls the state of an open connection. RABBITMQ: rabbit_reader i(state) */
export function conditionOf(b: BrokerState, connection: Connection, now: number): ConnectionCondition {
  if (connection.blocked) return 'blocked';
  if (b.alarms.memory || b.alarms.disk) return 'blocking';
  return connection.flowing || now - connection.flowedAt < FLOW_SHOWN_FOR ? 'flow' : 'running';
}

/** The same of a channel. RABBITMQ: credit_flow state */
export function channelCondition({ flow }: Channel, now: number): 'running' | 'flow' {
  return flow.slow.length > 0 || now - flow.slowAt < CHANNEL_FLOW_SHOWN_FOR ? 'flow' : 'running';
}
