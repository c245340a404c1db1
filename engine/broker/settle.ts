import type { Seq } from '../sim/machine.ts';
import { touchQueue } from './access.ts';
import { consumerOf, unblock } from './consumers.ts';
import type { RequeueReason } from './facts.ts';
import { end, requeue, run } from './queue-process.ts';
import { finishEntry } from './queues/classic.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { BrokerOut, BrokerState, Channel, Queue, Unacked, Vhost } from './state.ts';
import { emptyTape, tapeFind, tapeFirst, tapeItems, tapeRemove, tapeShift } from './tape.ts';

/*
 * Deliveries on their way back: acknowledged, refused, or returned because their channel went.
 * RABBITMQ: rabbit_channel collect_acks, ack, reject; rabbit_queue_consumers subtract_acks
 */

export type How = 'ack' | 'nack' | 'reject';

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

/** Settles deliveries that were taken off the channel, queue by queue in the order of their first. */
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
    if (queue?.id === only.queueId) settleIn(b, vhost, queue, channel, all, how, back, out, cause);
  } else
    for (const [queue, group] of byQueue(vhost, all)) settleIn(b, vhost, queue, channel, group, how, back, out, cause);
  resume(b, vhost, channel, out);
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

function settleIn(
  b: BrokerState,
  vhost: Vhost,
  queue: Queue,
  channel: Channel,
  group: readonly Unacked[],
  how: How,
  back: boolean,
  out: BrokerOut,
  cause?: Seq,
): void {
  const freed = giveCredit(queue, channel, group) && unblock(queue, channel);
  if (how === 'ack') {
    for (const unacked of group) acknowledge(b, queue, channel, unacked, out, cause);
    if (freed) run(b, vhost, queue, out, cause);
    return;
  }
  let why = cause;
  for (const unacked of group) {
    if (out.observed) {
      const { conn, number } = channel;
      const { entry, order } = unacked;
      why = out.note(
        {
          kind: 'broker.rejected',
          message: entry.message.id,
          vhost: vhost.name,
          queue: queue.name,
          conn,
          channel: number,
          tag: order,
          requeue: back,
        },
        cause,
      );
    }
    if (!back) {
      queue.unackedCount--;
      queue.unackedBytes -= unacked.entry.message.body.length;
      end(b, vhost, queue, unacked.entry, 'rejected', out, why);
    }
  }
  if (back) requeue(b, vhost, queue, group, how === 'nack' ? 'nack' : 'reject', out, why);
  else if (freed) run(b, vhost, queue, out, cause);
}

function acknowledge(
  b: BrokerState,
  queue: Queue,
  channel: Channel,
  unacked: Unacked,
  out: BrokerOut,
  cause?: Seq,
): void {
  const { entry } = unacked;
  queue.unackedCount--;
  queue.unackedBytes -= entry.message.body.length;
  finishEntry(b, queue, entry);
  if (!out.observed) return;
  const { conn, number } = channel;
  const message = entry.message.id;
  out.note(
    { kind: 'broker.acked', message, vhost: queue.vhost, queue: queue.name, conn, channel: number, tag: unacked.order },
    cause,
  );
}

/**
 * True when a consumer that had no credit left has some again. RabbitMQ goes by the tag alone: a consumer that comes
 * back under the tag of an earlier one gets the credit of that one's deliveries on top of its own prefetch.
 * RABBITMQ: rabbit_limiter ack_from_queue
 */
function giveCredit(queue: Queue, channel: Channel, group: readonly Unacked[]): boolean {
  let freed = false;
  for (const { consumer } of group) {
    if (consumer === null) continue;
    const found = consumerOf(queue, channel, consumer);
    if (found === undefined) continue;
    if (found.credit === 0) freed = true;
    found.credit++;
  }
  return freed;
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
    if (queue !== undefined && unblock(queue, channel)) run(b, vhost, queue, out);
  }
}

/** Everything unacked on the channel goes back to where it came from. */
export function requeueAll(
  b: BrokerState,
  vhost: Vhost,
  channel: Channel,
  why: RequeueReason,
  out: BrokerOut,
  cause?: Seq,
): void {
  const all = [...tapeItems(channel.unacked)];
  if (all.length === 0) return;
  b.unacked -= all.length;
  channel.unacked = emptyTape();
  if (why === 'recover') releaseVolume(channel, all);
  for (const [queue, group] of byQueue(vhost, all)) {
    if (why === 'recover' && giveCredit(queue, channel, group)) unblock(queue, channel);
    requeue(b, vhost, queue, group, why, out, cause);
  }
  if (why === 'recover') resume(b, vhost, channel, out);
}
