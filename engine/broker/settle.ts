import type { Seq } from '../sim/machine.ts';
import { touchQueue } from './access.ts';
import { unblock } from './consumers.ts';
import type { RequeueReason } from './facts.ts';
import type { How } from './queues/kind.ts';
import { queueKind } from './queues/registry.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { BrokerOut, BrokerState, Channel, Queue, Unacked, Vhost } from './state.ts';
import { emptyTape, tapeFind, tapeFirst, tapeItems, tapePush, tapeRemove, tapeShift } from './tape.ts';

/*
 * Deliveries on their way back: acknowledged, refused, or returned because their channel went.
 * RABBITMQ: rabbit_channel collect_acks, ack, reject; rabbit_queue_consumers subtract_acks
 */

/** Takes the deliveries that a tag names off the channel. With `multiple` all up to it, 0 being all there are. */
export function collect(channel: Channel, tag: number, multiple: boolean): readonly Unacked[] | Refusal {
  const { unacked } = channel;
  if (!multiple) {
    const one = tapeRemove(unacked, tag);
    return one === undefined ? unknownTag(tag) : [one];
  }
  if (tag === 0) return collectUpTo(channel, Number.POSITIVE_INFINITY);
  if (tapeFind(unacked, tag) === undefined) return unknownTag(tag);
  return collectUpTo(channel, tag);
}

function collectUpTo(channel: Channel, tag: number): Unacked[] {
  const all: Unacked[] = [];
  for (
    let first = tapeFirst(channel.unacked);
    first !== undefined && first.order <= tag;
    first = tapeFirst(channel.unacked)
  ) {
    all.push(first);
    tapeShift(channel.unacked);
  }
  return all;
}

function unknownTag(tag: number): Refusal {
  return refuse('PRECONDITION_FAILED', `unknown delivery tag ${tag}`);
}

/** Settles deliveries that were taken off the channel, consumer by consumer. */
export function settle(
  b: BrokerState,
  vhost: Vhost,
  channel: Channel,
  all: readonly Unacked[],
  how: How,
  back: boolean,
  out: BrokerOut,
  cause?: Seq,
): void {
  b.unacked -= all.length;
  releaseVolume(channel, all);
  const only = all.length === 1 ? all[0] : undefined;
  if (only !== undefined) {
    const queue = touchQueue(vhost, only.queue);
    if (queue?.id === only.queueId) queueKind(queue).settle(b, vhost, queue, channel, all, how, back, out, cause);
  } else
    for (const group of byConsumer(all)) {
      const [first] = group;
      const queue = first === undefined ? undefined : touchQueue(vhost, first.queue);
      if (queue !== undefined && queue.id === first?.queueId)
        queueKind(queue).settle(b, vhost, queue, channel, group, how, back, out, cause);
    }
  resume(b, vhost, channel, out);
}

/**
 * Deliveries by queue and consumer, in the order of their names; those that were got stand alone, before all others.
 * Each group is an order of its own to the queue, which serves whoever may be served before it hears of the next.
 * RABBITMQ: rabbit_channel foreach_per_queue
 */
function byConsumer(all: readonly Unacked[]): Iterable<readonly Unacked[]> {
  const groups = new Map<string, Unacked[]>();
  for (const unacked of all) {
    const { queue, queueId, consumer, order } = unacked;
    const name = consumer === null ? `0 ${String(order).padStart(20, '0')}` : `1 ${consumer}`;
    const key = `${queue}\0${queueId}\0${name}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [unacked]);
    else group.push(unacked);
  }
  if (groups.size < 2) return groups.values();
  return [...groups].sort(([a], [z]) => (a < z ? -1 : 1)).map(([, group]) => group);
}

/** Deliveries by their queue; those of a queue that has gone since ended with it. */
function byQueue(vhost: Vhost, all: readonly Unacked[]): Map<Queue, Unacked[]> {
  const groups = new Map<Queue, Unacked[]>();
  for (const unacked of all) {
    const queue = touchQueue(vhost, unacked.queue);
    if (queue === undefined || queue.id !== unacked.queueId) continue;
    const group = groups.get(queue);
    if (group === undefined) groups.set(queue, [unacked]);
    else group.push(unacked);
  }
  return groups;
}

/**
 * Makes room in the channel's own prefetch. Before the queues act: RabbitMQ's channel tells the limiter right after the
 * queue, and a queue that then asks finds the room. Those that had stopped for it go on only afterwards, by `resume`.
 */
function releaseVolume(channel: Channel, all: readonly Unacked[]): void {
  for (const { consumer } of all) if (consumer !== null && channel.volume > 0) channel.volume--;
}

/** Lets the queues go on that stopped for the channel's prefetch, if it has room. RABBITMQ: rabbit_limiter notify_queues */
export function resume(b: BrokerState, vhost: Vhost, channel: Channel, out: BrokerOut): void {
  if (channel.suspended.length === 0 || (channel.limit > 0 && channel.volume >= channel.limit)) return;
  const stopped = channel.suspended;
  // Who goes first is left to chance, so that no queue starves.
  const first = stopped.length > 1 ? out.random(stopped.length) : 0;
  const names = [...stopped.slice(first), ...stopped.slice(0, first)];
  channel.suspended = [];
  for (const name of names) {
    const queue = touchQueue(vhost, name);
    if (queue !== undefined && unblock(queue, channel)) queueKind(queue).run(b, vhost, queue, out);
  }
}

/** Everything unacked on the channel goes back to where it came from; or only what is of some queues. */
export function requeueAll(
  b: BrokerState,
  vhost: Vhost,
  channel: Channel,
  why: RequeueReason,
  out: BrokerOut,
  cause?: Seq,
  queues: ReadonlySet<string> | null = null,
): void {
  const held = [...tapeItems(channel.unacked)];
  const all = queues === null ? held : held.filter(({ queue }) => queues.has(queue));
  if (all.length === 0) return;
  b.unacked -= all.length;
  channel.unacked = emptyTape();
  if (all.length < held.length)
    for (const unacked of held) if (queues?.has(unacked.queue) === false) tapePush(channel.unacked, unacked);
  if (why === 'recover') releaseVolume(channel, all);
  const groups = why === 'recover' ? byConsumer(all) : byQueue(vhost, all).values();
  for (const group of groups) {
    const [first] = group;
    const queue = first === undefined ? undefined : touchQueue(vhost, first.queue);
    if (queue !== undefined && queue.id === first?.queueId)
      queueKind(queue).giveBack(b, vhost, queue, channel, group, why, out, cause);
  }
  if (why === 'recover') resume(b, vhost, channel, out);
}
