import type { MethodFrame } from '../wire/amqp-methods.ts';
import { consumerCount, joinLine } from './consumers.ts';
import { queueNamed, type Scope } from './declare.ts';
import { fieldOf, integerOf } from './fields.ts';
import { madeUpName } from './names.ts';
import { CANCELLED, removeConsumer } from './queue-life.ts';
import { forget, holdUnacked } from './queue-process.ts';
import { consumerFault } from './queues/arguments.ts';
import { queueKind } from './queues/registry.ts';
import { traitsOf } from './queues/traits.ts';
import { named, type Refusal, refuse } from './refusal.ts';
import { resume } from './settle.ts';
import type { Consumer, Queue } from './state.ts';

/* Consumers, single gets and prefetch. RABBITMQ: rabbit_channel basic.consume, basic.get, basic.qos */

/** Adds a consumer and serves it. Returns its tag; the answer must be sent before the first delivery. */
export function consume(
  s: Scope,
  m: MethodFrame<'basic.consume'>,
): { readonly tag: string; readonly queue: Queue } | Refusal {
  const { consumers } = s.channel;
  if (m.consumerTag !== '' && consumers.has(m.consumerTag)) {
    return refuse('NOT_ALLOWED', `attempt to reuse consumer tag '${m.consumerTag}'`);
  }
  const queue = queueNamed(s, m.queue, 'read');
  if ('reply' in queue) return queue;
  const what = named('queue', queue.name, s.vhost.name);
  const refused =
    consumerFault(traitsOf(queue.type), m.arguments, what) ??
    queueKind(queue).consumeFault(s, m, what) ??
    exclusivity(s, queue, m.exclusive);
  if (refused !== null) return refused;
  const tag = m.consumerTag === '' ? madeUpName('amq.ctag', s.out) : m.consumerTag;
  addConsumer(s, queue, tag, m);
  return { tag, queue };
}

function exclusivity(s: Scope, queue: Queue, exclusive: boolean): Refusal | null {
  if (!queueKind(queue).exclusiveConsumers) return null;
  if (queue.singleActive && exclusive) {
    return refuse('ACCESS_REFUSED', `${named('queue', queue.name, s.vhost.name)} in exclusive use`);
  }
  const taken = !queue.singleActive && queue.chosen !== null;
  if (!taken && !(exclusive && consumerCount(queue) > 0)) return null;
  return refuse('ACCESS_REFUSED', `${named('queue', queue.name, s.vhost.name)} in exclusive use`);
}

function addConsumer(s: Scope, queue: Queue, tag: string, m: MethodFrame<'basic.consume'>): void {
  const prefetch = m.noAck ? 0 : s.channel.prefetch;
  const consumer: Consumer = {
    id: ++s.b.lastConsumer,
    tag,
    conn: s.connection.id,
    channel: s.channel.number,
    noAck: m.noAck,
    exclusive: m.exclusive,
    priority: integerOf(fieldOf(m.arguments, 'x-priority')) ?? 0,
    prefetch,
    arguments: m.arguments,
    credit: prefetch === 0 ? Number.POSITIVE_INFINITY : prefetch,
    next: 0,
  };
  const kind = queueKind(queue);
  kind.admit(queue, consumer, s.out.now);
  joinLine(queue.active, consumer);
  queue.hadConsumers = true;
  const alone = m.exclusive && kind.exclusiveConsumers;
  if (queue.chosen === null && (queue.singleActive || alone)) queue.chosen = consumer.id;
  s.channel.consumers.set(tag, { queue: queue.name, id: consumer.id });
  if (!s.out.observed) return;
  const { noAck, exclusive, priority, conn, channel } = consumer;
  const active = !queue.singleActive || queue.chosen === consumer.id;
  s.out.note({
    kind: 'broker.consumerAdded',
    vhost: s.vhost.name,
    queue: queue.name,
    conn,
    channel,
    consumer: tag,
    noAck,
    exclusive,
    priority,
    prefetch,
    active,
  });
}

/** Serves a queue that a consumer was just added to. */
export function startServing(s: Scope, queue: Queue): void {
  queueKind(queue).run(s.b, s.vhost, queue, s.out);
}

export function cancel(s: Scope, tag: string): void {
  removeConsumer(s.b, s.vhost, s.channel, tag, CANCELLED, s.out);
}

/** One message on demand. */
export function get(s: Scope, m: MethodFrame<'basic.get'>): Refusal | null {
  const queue = queueNamed(s, m.queue, 'read');
  if ('reply' in queue) return queue;
  const kind = queueKind(queue);
  const fault = kind.getFault(queue, named('queue', queue.name, s.vhost.name));
  if (fault !== null) return fault;
  queue.usedAt = s.out.now;
  const taken = kind.take(s.b, s.vhost, queue, m.noAck, s.out);
  const { channel, connection, out } = s;
  if (taken === null) {
    out.send(connection.id, { channel: channel.number, method: 'basic.get-empty', reserved: '' });
    return null;
  }
  const { entry, properties } = taken;
  const tag = channel.nextTag++;
  const { message, redelivered } = entry;
  let delivered: number | undefined;
  if (out.observed) {
    delivered = out.note({
      kind: 'broker.delivered',
      message: message.id,
      vhost: s.vhost.name,
      queue: queue.name,
      conn: connection.id,
      channel: channel.number,
      consumer: null,
      tag,
      redelivered,
      noAck: m.noAck,
    });
  }
  if (m.noAck) forget(s.b, s.vhost, queue, entry, out, delivered);
  else holdUnacked(s.b, channel, queue, entry, tag, null, out);
  out.send(
    connection.id,
    {
      channel: channel.number,
      method: 'basic.get-ok',
      deliveryTag: tag,
      redelivered,
      exchange: message.exchange,
      routingKey: message.key,
      messageCount: queue.readyCount,
      properties,
      body: message.body,
    },
    delivered,
  );
  return null;
}

/** Without `global` for the consumers to come, each; with it for all of the channel together, at once. */
export function qos(s: Scope, m: MethodFrame<'basic.qos'>): Refusal | null {
  const { channel, out } = s;
  if (m.prefetchSize !== 0) return refuse('NOT_IMPLEMENTED', `prefetch_size!=0 (${m.prefetchSize})`);
  if (m.global) {
    if (channel.limit === 0) channel.volume = channel.unacked.length;
    channel.limit = m.prefetchCount;
  } else {
    channel.prefetch = m.prefetchCount;
    // RABBITMQ: rabbit_channel basic.qos: without `global` it also takes away the channel's own limit
    channel.limit = 0;
  }
  if (out.observed) {
    out.note({
      kind: 'broker.qosSet',
      conn: channel.conn,
      channel: channel.number,
      prefetch: m.prefetchCount,
      global: m.global,
    });
  }
  out.send(channel.conn, { channel: channel.number, method: 'basic.qos-ok' });
  resume(s.b, s.vhost, channel, out);
  return null;
}
