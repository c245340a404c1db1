import type { Seq } from '../sim/machine.ts';
import type { DropReason } from './facts.ts';
import { noteDropped } from './queue-process.ts';
import { finishEntry, shiftReady } from './queues/classic.ts';
import type { BrokerOut, BrokerState, Entry, Queue, Unacked, Vhost } from './state.ts';
import { tapeItems } from './tape.ts';

/* Copies that go because somebody wanted them gone, with their queue or without. */

/** Drops all ready messages. Returns how many. */
export function dropReady(
  b: BrokerState,
  vhost: Vhost,
  queue: Queue,
  why: DropReason,
  out: BrokerOut,
  cause?: Seq,
): number {
  const messages = queue.readyCount;
  for (let entry = shiftReady(queue); entry !== undefined; entry = shiftReady(queue))
    dropEntry(b, vhost, queue, entry, why, out, cause);
  return messages;
}

/** Drops ready and unacked alike. Deliveries stay with the channels that have them, and settling them means nothing more. */
export function dropAll(b: BrokerState, vhost: Vhost, queue: Queue, why: DropReason, out: BrokerOut): void {
  dropReady(b, vhost, queue, why, out);
  if (queue.unackedCount === 0) return;
  for (const { entry } of unackedOf(b, queue)) dropEntry(b, vhost, queue, entry, why, out);
}

/** Its deliveries that wait for an answer, on all channels. */
export function unackedOf(b: BrokerState, queue: Queue): Unacked[] {
  const found: Unacked[] = [];
  for (const connection of b.connections.values()) {
    for (const channel of connection.channels.values()) {
      for (const unacked of tapeItems(channel.unacked)) if (unacked.queueId === queue.id) found.push(unacked);
    }
  }
  return found;
}

function dropEntry(
  b: BrokerState,
  vhost: Vhost,
  queue: Queue,
  entry: Entry,
  why: DropReason,
  out: BrokerOut,
  cause?: Seq,
): void {
  finishEntry(b, queue, entry);
  if (out.observed) noteDropped(vhost, queue, entry.message, why, out, cause);
}
