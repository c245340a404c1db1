import type { Seq } from '../sim/machine.ts';
import { channelAt, touchQueue } from './access.ts';
import { consumerCount, leaveQueue } from './consumers.ts';
import { queueGone } from './credit-flow.ts';
import { dropReady } from './drop.ts';
import type { DropReason } from './facts.ts';
import { queueTimer } from './queue-process.ts';
import { queueKind } from './queues/registry.ts';
import type { BrokerOut, BrokerState, Channel, Consumer, Queue, Vhost } from './state.ts';
import { removeQueue } from './topology.ts';

/* How queues and their consumers end. */

/** Why a consumer went that its client cancelled. */
export const CANCELLED = 'the client cancelled it';

/** Drops all ready messages. Returns how many. */
export function purgeQueue(b: BrokerState, vhost: Vhost, queue: Queue, out: BrokerOut): number {
  const messages = queue.readyCount;
  const cause = out.observed
    ? out.note({ kind: 'broker.queuePurged', vhost: vhost.name, queue: queue.name, messages })
    : undefined;
  dropReady(b, vhost, queue, 'purged', out, cause);
  return messages;
}

/** Ends a queue with its messages, unacked ones too; its consumers are told. Returns how many were ready. */
export function deleteQueue(
  b: BrokerState,
  vhost: Vhost,
  queue: Queue,
  why: string,
  out: BrokerOut,
  ready = queue.readyCount,
): number {
  const reason: DropReason = why === 'expired' ? 'queue expired' : 'queue deleted';
  // RABBITMQ: rabbit_channel queue_consumers is a gb_set: by tag
  const consumers = [...queue.active, ...queue.blocked].sort((a, z) => (a.tag < z.tag ? -1 : a.tag > z.tag ? 1 : 0));
  for (const consumer of consumers) notifyCancelled(b, queue, consumer, why, out);
  queue.active = [];
  queue.blocked = [];
  removeQueue(b, vhost, queue, why, out);
  queueKind(queue).dissolve(b, vhost, queue, reason, out);
  out.clearTimer(queueTimer('ttl', queue));
  out.clearTimer(queueTimer('expires', queue));
  out.clearTimer(queueTimer('sync', queue));
  if (queue.quorum !== null) out.clearTimer(queueTimer('letters', queue));
  settleLeftConfirms(b, queue);
  queueGone(b, queue, out);
  return ready;
}

/** Publishes that waited for this queue's disk wait no longer. RABBITMQ: rabbit_channel handle_delivering_queue_down */
function settleLeftConfirms(b: BrokerState, queue: Queue): void {
  const { index, stream } = queue;
  if (stream !== null) b.due.settled.push(...stream.confirms, ...stream.flights.flatMap((flight) => flight.confirms));
  if (index === null) return;
  const open = [...index.newConfirms, ...index.flights.flatMap((flight) => flight.confirms)];
  for (const { confirm } of index.newPublishes.values()) if (confirm !== null) open.push(confirm);
  for (const confirm of open) b.due.settled.push(confirm);
}

/** RABBITMQ: rabbit_channel cancel_consumer; told only to clients that said they understand. */
function notifyCancelled(b: BrokerState, queue: Queue, consumer: Consumer, why: string, out: BrokerOut): void {
  const channel = channelAt(b, consumer.conn, consumer.channel);
  channel?.consumers.delete(consumer.tag);
  const cause = noteCancelled(queue, consumer, why, out);
  if (channel !== undefined) {
    const { conn, tag } = consumer;
    b.due.cancels.push({ conn, channel: consumer.channel, tag, cause });
  }
}

/** Tells the consumers of the queues that went in this step. A channel that holds an answer back holds this back too. */
export function sendCancels(b: BrokerState, out: BrokerOut): void {
  for (const { conn, channel: number, tag, cause } of b.due.cancels.splice(0)) {
    const channel = channelAt(b, conn, number);
    if (channel?.stage !== 'open' || b.connections.get(conn)?.wantsCancel !== true) continue;
    const frame = { channel: number, method: 'basic.cancel', consumerTag: tag, nowait: true } as const;
    if (channel.parkedUntil === null) out.send(conn, frame, cause);
    else channel.parkedReplies = [...channel.parkedReplies, frame];
  }
}

function noteCancelled(queue: Queue, consumer: Consumer, why: string, out: BrokerOut, cause?: Seq): Seq | undefined {
  if (!out.observed) return undefined;
  const { conn, channel, tag } = consumer;
  return out.note(
    { kind: 'broker.consumerCancelled', vhost: queue.vhost, queue: queue.name, conn, channel, consumer: tag, why },
    cause,
  );
}

/**
 * A consumer leaves; its unacked deliveries stay with its channel. The last one takes an auto-delete queue with it.
 * Its successor is served at once only when the whole channel went, after a mere cancel with the next work that comes.
 * RABBITMQ: rabbit_amqqueue_process basic_cancel does not run the queue, handle_ch_down does
 */
export function removeConsumer(
  b: BrokerState,
  vhost: Vhost,
  channel: Channel,
  tag: string,
  why: string,
  out: BrokerOut,
  cause?: Seq,
): void {
  const known = channel.consumers.get(tag);
  channel.consumers.delete(tag);
  const queue = known === undefined ? undefined : touchQueue(vhost, known.queue);
  const consumer = queue === undefined || known === undefined ? undefined : leaveQueue(queue, known.id);
  if (queue === undefined || consumer === undefined) return;
  noteCancelled(queue, consumer, why, out, cause);
  queue.usedAt = out.now;
  const wasChosen = queue.chosen === consumer.id;
  if (wasChosen) chooseConsumer(queue, out);
  if (consumerCount(queue) > 0) {
    const atOnce = why !== CANCELLED || queueKind(queue).servesAfterCancel;
    if (wasChosen && atOnce) b.due.unused.push({ vhost: vhost.name, queue: queue.name });
    return;
  }
  if (queue.autoDelete && queue.hadConsumers) b.due.unused.push({ vhost: vhost.name, queue: queue.name });
  else scheduleExpiry(queue, out);
}

/** Makes the next in line the single active consumer. RABBITMQ: rabbit_amqqueue_process maybe_consumer_updated */
export function chooseConsumer(queue: Queue, out: BrokerOut): void {
  const next = queue.singleActive ? (queue.active[0] ?? queue.blocked[0]) : undefined;
  queue.chosen = next?.id ?? null;
  if (next === undefined || !out.observed) return;
  const { conn, channel, tag } = next;
  out.note({ kind: 'broker.consumerActivated', vhost: queue.vhost, queue: queue.name, conn, channel, consumer: tag });
}

/** Deletes the auto-delete queues that lost their last consumer in this step, and serves those that changed hands. */
export function endUnused(b: BrokerState, out: BrokerOut): void {
  const due = b.due.unused;
  b.due.unused = [];
  for (const { vhost: place, queue: name } of due) {
    const vhost = b.vhosts.get(place);
    const queue = vhost === undefined ? undefined : touchQueue(vhost, name);
    if (vhost === undefined || queue === undefined) continue;
    if (consumerCount(queue) > 0) queueKind(queue).run(b, vhost, queue, out);
    else if (queue.autoDelete) deleteQueue(b, vhost, queue, 'its last consumer went', out);
  }
}

/** Lets the queues act of which something has reached the disk. */
export function actOnLanded(b: BrokerState, out: BrokerOut): void {
  for (const { vhost: place, queue: name } of b.due.landed.splice(0)) {
    const vhost = b.vhosts.get(place);
    const queue = vhost === undefined ? undefined : touchQueue(vhost, name);
    if (vhost !== undefined && queue !== undefined) queueKind(queue).landed(b, vhost, queue, out);
  }
}

/** New rules meet the messages that are there. */
export function enforceRules(b: BrokerState, vhost: Vhost, out: BrokerOut): void {
  for (const name of [...vhost.queues.keys()]) {
    const queue = touchQueue(vhost, name);
    if (queue === undefined) continue;
    queueKind(queue).enforce(b, vhost, queue, out);
    if (consumerCount(queue) === 0) scheduleExpiry(queue, out);
  }
}

/** x-expires: starts to count when nobody uses the queue. */
export function scheduleExpiry(queue: Queue, out: BrokerOut): void {
  const { expires } = queue.rules;
  if (expires !== null) out.setTimer(queueTimer('expires', queue), expires * 1000);
}

/** RABBITMQ: rabbit_quorum_queue TICK_TIMEOUT: a quorum queue looks whether it has expired every five seconds. */
const TICK = 5_000_000;

function expiryOfQueue(b: BrokerState, queue: Queue, expires: number): number {
  const dueAt = queue.usedAt + expires * 1000;
  if (queue.quorum === null) return dueAt;
  return b.startedAt + Math.ceil((dueAt - b.startedAt) / TICK) * TICK;
}

/** RABBITMQ: rabbit_amqqueue_process ensure_expiry_timer: a get or a declare since then has started it anew. */
export function expiryTimerFired(b: BrokerState, vhost: Vhost, queue: Queue, out: BrokerOut): void {
  const { expires } = queue.rules;
  if (expires === null || consumerCount(queue) > 0) return;
  const dueAt = expiryOfQueue(b, queue, expires);
  if (dueAt > out.now) out.setTimer(queueTimer('expires', queue), dueAt - out.now);
  else deleteQueue(b, vhost, queue, 'expired', out);
}
