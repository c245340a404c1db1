import { channelAt } from './access.ts';
import type { BrokerState, Channel, Consumer, Queue } from './state.ts';

/*
 * Who is served next. A queue keeps the consumers that may be served in a line: higher priorities first, and within
 * one priority the one that was served longest ago. Whoever is served goes to the back of its priority; whoever is at
 * its limit leaves the line, and joins at the back when it may be served again.
 * RABBITMQ: rabbit_queue_consumers deliver, block_consumer, unblock
 * SIMPLIFIED: without RabbitMQ's limit of 200 deliveries that a channel has not sent on yet
 */

/** Puts a consumer behind all others of its priority. */
export function joinLine(line: Consumer[], consumer: Consumer): void {
  let at = line.length;
  while (at > 0 && (line[at - 1] as Consumer).priority < consumer.priority) at--;
  if (at === line.length) line.push(consumer);
  else line.splice(at, 0, consumer);
}

export function consumerCount(queue: Queue): number {
  return queue.active.length + queue.blocked.length;
}

/** The consumer of that tag on that channel, if it consumes from this queue. */
export function consumerOf(queue: Queue, channel: Channel, tag: string): Consumer | undefined {
  const is = (consumer: Consumer): boolean =>
    consumer.tag === tag && consumer.channel === channel.number && consumer.conn === channel.conn;
  return queue.active.find(is) ?? queue.blocked.find(is);
}

/** Takes a consumer out. */
export function leaveQueue(queue: Queue, id: number): Consumer | undefined {
  const line = queue.active.some((consumer) => consumer.id === id) ? queue.active : queue.blocked;
  const at = line.findIndex((consumer) => consumer.id === id);
  return at < 0 ? undefined : line.splice(at, 1)[0];
}

/** The consumer that gets the next message, now at the back of the line; those found at their limit have left it. */
export function nextConsumer(b: BrokerState, queue: Queue): { consumer: Consumer; channel: Channel } | null {
  if (queue.singleActive) return singleActive(b, queue);
  for (;;) {
    const consumer = queue.active[0];
    if (consumer === undefined) return null;
    const channel = channelAt(b, consumer.conn, consumer.channel);
    if (channel === undefined || !maySend(queue, consumer, channel)) {
      queue.active.shift();
      queue.blocked.push(consumer);
      continue;
    }
    if (queue.active.length > 1) {
      queue.active.shift();
      joinLine(queue.active, consumer);
    }
    return { consumer, channel };
  }
}

function singleActive(b: BrokerState, queue: Queue): { consumer: Consumer; channel: Channel } | null {
  const at = queue.active.findIndex((consumer) => consumer.id === queue.chosen);
  const consumer = queue.active[at];
  if (consumer === undefined) return null;
  const channel = channelAt(b, consumer.conn, consumer.channel);
  if (channel !== undefined && maySend(queue, consumer, channel)) return { consumer, channel };
  queue.active.splice(at, 1);
  queue.blocked.push(consumer);
  return null;
}

/** The consumer's own prefetch first, then its channel's. RABBITMQ: rabbit_limiter can_send */
function maySend(queue: Queue, consumer: Consumer, channel: Channel): boolean {
  if (consumer.credit <= 0) return false;
  if (channel.limit === 0 || channel.volume < channel.limit) return true;
  if (!channel.suspended.includes(queue.name)) channel.suspended.push(queue.name);
  return false;
}

/**
 * Lets the consumers of one channel that are no longer at their prefetch back into the line, in the order in which
 * they left it. True when there was one.
 */
export function unblock(queue: Queue, channel: Channel): boolean {
  const { blocked } = queue;
  let kept = 0;
  for (const consumer of blocked) {
    const free = consumer.conn === channel.conn && consumer.channel === channel.number && consumer.credit > 0;
    if (free) joinLine(queue.active, consumer);
    else blocked[kept++] = consumer;
  }
  const any = kept < blocked.length;
  blocked.length = kept;
  return any;
}
