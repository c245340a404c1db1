import type { Seq } from '../sim/machine.ts';
import type { BasicProperties } from '../wire/amqp-methods.ts';
import { touchQueue } from './access.ts';
import { nextConsumer } from './consumers.ts';
import { deadLetter } from './dead-letter.ts';
import type { DeathReason, DropReason, RequeueReason } from './facts.ts';
import { entryTook, finishEntry, firstReady, pushReady, putBack, readyPosition, shiftReady } from './queues/classic.ts';
import type { Accepted } from './queues/kind.ts';
import type { BrokerOut, BrokerState, Channel, Consumer, Entry, Message, Queue, Unacked, Vhost } from './state.ts';
import type { ConfirmRef } from './storage/queue-index.ts';
import { tapePush } from './tape.ts';

/*
 * What a queue does with a message that comes, one that goes and one that comes back.
 * RABBITMQ: rabbit_amqqueue_process
 */

/**
 * A message arrives. 'later' when `confirm` will be settled once the copy is on the disk.
 * RABBITMQ: rabbit_amqqueue_process maybe_deliver_or_enqueue
 */
export function arrive(
  b: BrokerState,
  vhost: Vhost,
  queue: Queue,
  message: Message,
  confirm: ConfirmRef | null,
  out: BrokerOut,
  cause: Seq,
): Accepted {
  const { rules } = queue;
  if (rules.overflow !== 'drop-head' && wouldOverflow(queue, message)) {
    refuseCopy(b, vhost, queue, message, out, cause);
    return 'refused';
  }
  const expiresAt = expiryOf(queue, message, out);
  const priority = Math.min(message.properties.priority ?? 0, queue.maxPriority);
  const stored = queue.index !== null && message.persistent;
  const entry: Entry = { order: queue.nextOrder++, message, priority, redelivered: false, expiresAt, stored };
  entryTook(b, queue, entry, confirm, out, cause);
  pushReady(queue, entry);
  let enqueued = cause;
  if (out.observed) {
    const position = readyPosition(queue, entry);
    enqueued = out.note(
      { kind: 'broker.enqueued', message: message.id, vhost: vhost.name, queue: queue.name, position, priority },
      cause,
    );
  }
  if (queue.active.length > 0) serve(b, vhost, queue, out, enqueued);
  if (queue.readyCount > 0) {
    const limited = rules.maxLength !== null || rules.maxLengthBytes !== null;
    const dropped = limited && dropHead(b, vhost, queue, out, enqueued);
    // RABBITMQ: rabbit_amqqueue_process deliver_or_enqueue: only where another message may have come to the head
    const alone = queue.readyCount === 1;
    if (dropped ? !alone || expiresAt !== Number.POSITIVE_INFINITY : alone) expireHead(b, vhost, queue, out);
  }
  return stored && confirm !== null ? 'later' : 'now';
}

/** RABBITMQ: rabbit_amqqueue_process will_overflow; only ready messages count. */
function wouldOverflow(queue: Queue, message: Message): boolean {
  const { maxLength, maxLengthBytes } = queue.rules;
  if (maxLength !== null && queue.readyCount + 1 > maxLength) return true;
  return maxLengthBytes !== null && queue.readyBytes + message.body.length > maxLengthBytes;
}

function refuseCopy(b: BrokerState, vhost: Vhost, queue: Queue, message: Message, out: BrokerOut, cause: Seq): void {
  if (queue.rules.overflow === 'reject-publish-dlx' && queue.rules.deadLetterExchange !== null) {
    deadLetter(b, vhost, queue, message, 'maxlen', out, cause);
    return;
  }
  if (out.observed) noteDropped(vhost, queue, message, 'reject-publish', out, cause);
}

/** The earlier of the queue's and the message's own time to live. RABBITMQ: rabbit_amqqueue_process calculate_msg_expiry */
export function expiryOf(queue: Queue, message: Message, out: BrokerOut): number {
  const { messageTtl } = queue.rules;
  const own = message.properties.expiration;
  if (messageTtl === null && own === undefined) return Number.POSITIVE_INFINITY;
  const ttl = Math.min(
    messageTtl ?? Number.POSITIVE_INFINITY,
    own === undefined ? Number.POSITIVE_INFINITY : Number(own),
  );
  return out.now + ttl * 1000;
}

/** Hands out ready messages for as long as somebody may be served. RABBITMQ: rabbit_amqqueue_process run_message_queue */
export function serve(b: BrokerState, vhost: Vhost, queue: Queue, out: BrokerOut, cause?: Seq): void {
  while (queue.readyCount > 0) {
    const next = nextConsumer(b, queue);
    if (next === null) return;
    const entry = shiftReady(queue) as Entry;
    handOut(b, vhost, queue, entry, entry.message.properties, next.consumer, next.channel, out, cause);
    const head = firstReady(queue);
    if (head !== undefined && head.expiresAt <= out.now) expireHead(b, vhost, queue, out);
  }
}

/** Drops what has expired at the head, then serves. */
export function run(b: BrokerState, vhost: Vhost, queue: Queue, out: BrokerOut, cause?: Seq): void {
  if (queue.readyCount === 0) return;
  expireHead(b, vhost, queue, out);
  serve(b, vhost, queue, out, cause);
  if (queue.readyCount > 0) expireHead(b, vhost, queue, out);
}

/** Sends a copy that was taken from the queue to a consumer. */
export function handOut(
  b: BrokerState,
  vhost: Vhost,
  queue: Queue,
  entry: Entry,
  properties: BasicProperties,
  consumer: Consumer,
  channel: Channel,
  out: BrokerOut,
  cause?: Seq,
): void {
  const { message } = entry;
  const tag = channel.nextTag++;
  let delivered: Seq | undefined;
  if (out.observed) {
    delivered = out.note(
      {
        kind: 'broker.delivered',
        message: message.id,
        vhost: vhost.name,
        queue: queue.name,
        conn: channel.conn,
        channel: channel.number,
        consumer: consumer.tag,
        tag,
        redelivered: entry.redelivered,
        noAck: consumer.noAck,
      },
      cause,
    );
  }
  if (consumer.noAck) forget(b, vhost, queue, entry, out, delivered);
  else {
    holdUnacked(b, channel, queue, entry, tag, consumer.tag, out);
    consumer.credit--;
    channel.volume++;
  }
  out.send(
    channel.conn,
    {
      channel: channel.number,
      method: 'basic.deliver',
      consumerTag: consumer.tag,
      deliveryTag: tag,
      redelivered: entry.redelivered,
      exchange: message.exchange,
      routingKey: message.key,
      properties,
      body: message.body,
    },
    delivered,
  );
}

/** The channel keeps the copy until it is acknowledged. */
export function holdUnacked(
  b: BrokerState,
  channel: Channel,
  queue: Queue,
  entry: Entry,
  tag: number,
  consumer: string | null,
  out: BrokerOut,
): void {
  tapePush(channel.unacked, { order: tag, queue: queue.name, queueId: queue.id, entry, consumer, at: out.now });
  b.unacked++;
  queue.unackedCount++;
  queue.unackedBytes += entry.message.body.length;
}

/** Delivered without waiting for an acknowledgement: gone from here on. */
export function forget(b: BrokerState, vhost: Vhost, queue: Queue, entry: Entry, out: BrokerOut, cause?: Seq): void {
  finishEntry(b, queue, entry);
  if (out.observed)
    out.note({ kind: 'broker.autoAcked', message: entry.message.id, vhost: vhost.name, queue: queue.name }, cause);
}

/** Copies come back to their places. RABBITMQ: rabbit_amqqueue_process requeue_and_run */
export function requeue(
  b: BrokerState,
  vhost: Vhost,
  queue: Queue,
  unacked: readonly Unacked[],
  why: RequeueReason,
  out: BrokerOut,
  cause?: Seq,
): void {
  for (const { entry } of unacked) {
    queue.unackedCount--;
    queue.unackedBytes -= entry.message.body.length;
    const back: Entry = entry.redelivered ? entry : { ...entry, redelivered: true };
    putBack(queue, back);
    if (out.observed) {
      const position = readyPosition(queue, back);
      out.note(
        { kind: 'broker.requeued', message: entry.message.id, vhost: vhost.name, queue: queue.name, position, why },
        cause,
      );
    }
  }
  dropHead(b, vhost, queue, out, cause);
  run(b, vhost, queue, out, cause);
}

/**
 * Makes room at the head: with priorities, too, at the end from which messages are taken, so that the highest go first.
 * True when a message had to go. RABBITMQ: rabbit_amqqueue_process maybe_drop_head
 */
export function dropHead(b: BrokerState, vhost: Vhost, queue: Queue, out: BrokerOut, cause?: Seq): boolean {
  const { maxLength, maxLengthBytes, overflow } = queue.rules;
  if (overflow !== 'drop-head' || (maxLength === null && maxLengthBytes === null)) return false;
  let dropped = false;
  while (
    queue.readyCount > (maxLength ?? Number.POSITIVE_INFINITY) ||
    queue.readyBytes > (maxLengthBytes ?? Number.POSITIVE_INFINITY)
  ) {
    const entry = shiftReady(queue);
    if (entry === undefined) break;
    dropped = true;
    end(b, vhost, queue, entry, 'maxlen', out, cause);
  }
  return dropped;
}

/** A copy ends without being consumed: into the dead-letter exchange where there is one. */
export function end(
  b: BrokerState,
  vhost: Vhost,
  queue: Queue,
  entry: Entry,
  reason: DeathReason,
  out: BrokerOut,
  cause?: Seq,
): void {
  finishEntry(b, queue, entry);
  if (queue.rules.deadLetterExchange !== null) {
    deadLetter(b, vhost, queue, entry.message, reason, out, cause);
    return;
  }
  if (!out.observed) return;
  if (reason === 'expired') {
    out.note(
      {
        kind: 'broker.expired',
        message: entry.message.id,
        vhost: vhost.name,
        queue: queue.name,
        after: out.now - entry.expiresAt,
      },
      cause,
    );
  } else noteDropped(vhost, queue, entry.message, reason === 'delivery_limit' ? 'delivery limit' : reason, out, cause);
}

export function noteDropped(
  vhost: Vhost,
  queue: Queue,
  message: Message,
  why: DropReason,
  out: BrokerOut,
  cause?: Seq,
): void {
  out.note({ kind: 'broker.dropped', message: message.id, vhost: vhost.name, queue: queue.name, why }, cause);
}

/** Only the head can expire; a message behind one that lives waits. RABBITMQ: rabbit_amqqueue_process drop_expired_msgs */
export function expireHead(b: BrokerState, vhost: Vhost, queue: Queue, out: BrokerOut, ending = end): void {
  for (let entry = firstReady(queue); entry !== undefined && entry.expiresAt <= out.now; entry = firstReady(queue)) {
    shiftReady(queue);
    ending(b, vhost, queue, entry, 'expired', out);
  }
  const head = firstReady(queue);
  if (head !== undefined && head.expiresAt !== Number.POSITIVE_INFINITY)
    out.setTimer(queueTimer('ttl', queue), head.expiresAt - out.now);
}

export function queueTimer(what: 'ttl' | 'sync' | 'expires' | 'letters', queue: Queue): string {
  return `${what} ${queue.vhost.length} ${queue.vhost} ${queue.name}`;
}

/** The queue a timer is about, if it is still there. */
export function queueOfTimer(b: BrokerState, name: string): { what: string; vhost: Vhost; queue: Queue } | null {
  const [what = '', size = ''] = name.split(' ', 2);
  const at = what.length + size.length + 2;
  const vhost = b.vhosts.get(name.slice(at, at + Number(size)));
  const queue = vhost === undefined ? undefined : touchQueue(vhost, name.slice(at + Number(size) + 1));
  return vhost === undefined || queue === undefined ? null : { what, vhost, queue };
}
