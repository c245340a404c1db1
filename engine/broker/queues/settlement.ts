import type { Seq } from '../../sim/machine.ts';
import { consumerOf, unblock } from '../consumers.ts';
import type { RequeueReason } from '../facts.ts';
import type { end, run } from '../queue-process.ts';
import type { BrokerOut, BrokerState, Channel, Queue, Unacked, Vhost } from '../state.ts';
import { finishEntry } from './classic.ts';
import type { How } from './kind.ts';

/* What an acknowledgement and its opposites do in a queue that hands each copy to one consumer. */

/** Takes copies back that were not wanted. */
export type SendBack = (
  b: BrokerState,
  vhost: Vhost,
  queue: Queue,
  unacked: readonly Unacked[],
  why: RequeueReason,
  out: BrokerOut,
  cause?: Seq,
) => void;

/** Settles deliveries of one queue. `ending` is how a copy ends there, `back` (when it is to go back) how it goes back. */
export function settleIn(
  b: BrokerState,
  vhost: Vhost,
  queue: Queue,
  channel: Channel,
  group: readonly Unacked[],
  how: How,
  back: SendBack | null,
  rules: { readonly ending: typeof end; readonly serve: typeof run },
  out: BrokerOut,
  cause?: Seq,
): void {
  const freed = giveCredit(queue, channel, group) && unblock(queue, channel);
  if (how === 'ack') {
    for (const unacked of group) acknowledge(b, queue, channel, unacked, out, cause);
    if (freed) rules.serve(b, vhost, queue, out, cause);
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
          requeue: back !== null,
        },
        cause,
      );
    }
    if (back === null) {
      queue.unackedCount--;
      queue.unackedBytes -= unacked.entry.message.body.length;
      rules.ending(b, vhost, queue, unacked.entry, 'rejected', out, why);
    }
  }
  if (back !== null) back(b, vhost, queue, group, how === 'nack' ? 'nack' : 'reject', out, why);
  else if (freed) rules.serve(b, vhost, queue, out, cause);
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
export function giveCredit(queue: Queue, channel: Channel, group: readonly Unacked[]): boolean {
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
