import type { Seq } from '../../sim/machine.ts';
import type { BrokerOut, BrokerState, Entry, LoggedEntry, Queue } from '../state.ts';
import { releaseBody, storeBody } from '../storage/message-store.ts';
import { type ConfirmRef, indexEnd, indexPublish, inStore } from '../storage/queue-index.ts';
import { type Tape, tapeFirst, tapeInsert, tapePush, tapeRank, tapeShift } from '../tape.ts';

/*
 * The classic queue's own store: ready copies in the order of their arrival, one tape for each priority; a copy that
 * was taken out keeps its order and returns to its place. RABBITMQ: rabbit_variable_queue, rabbit_priority_queue
 */

/** What RabbitMQ counts for a message besides its body is unknown to us; this is what one costs here. */
const COPY_OVERHEAD = 300;

/** The queue takes charge of a new copy: memory, index and store. */
export function entryTook(
  b: BrokerState,
  queue: Queue,
  entry: Entry,
  confirm: ConfirmRef | null,
  out: BrokerOut,
  cause?: Seq,
): void {
  b.memoryUsed += weightOf(queue, entry);
  if (!entry.stored || queue.index === null) return;
  if (inStore(entry.message)) storeBody(b.store, entry.message, out, cause);
  indexPublish(queue.index, entry, confirm);
  wakeIndex(b, queue);
}

/** The copy is over, whatever its fate: nothing of it may come back at the next boot. */
export function finishEntry(b: BrokerState, queue: Queue, entry: Entry): void {
  // A stream is read from its files.
  if (queue.stream !== null) return;
  b.memoryUsed -= weightOf(queue, entry);
  if (!entry.stored || queue.index === null) return;
  if (inStore(entry.message)) releaseBody(b.store, entry.message.id);
  indexEnd(queue.index, placeInLog(entry), entry.message);
  // A quorum queue's log knows of it at once.
  if (queue.quorum !== null) queue.index.urgent = true;
  wakeIndex(b, queue);
}

/** Where its log knows a copy: for a quorum queue that is not always its place in the queue. */
export function placeInLog(entry: Entry): number {
  return 'logged' in entry ? (entry as LoggedEntry).logged : entry.order;
}

/** Sees to it that the end of the step looks after this index. */
export function wakeIndex(b: BrokerState, queue: Queue): void {
  const { index } = queue;
  if (index === null || index.awake) return;
  index.awake = true;
  b.due.syncs.push({ vhost: queue.vhost, queue: queue.name });
}

export function pushReady(queue: Queue, entry: Entry): void {
  tapePush(queue.ready[entry.priority] as Tape<Entry>, entry);
  queue.readyCount++;
  queue.readyBytes += entry.message.body.length;
}

/** Back to the place it had. */
export function putBack(queue: Queue, entry: Entry): void {
  tapeInsert(queue.ready[entry.priority] as Tape<Entry>, entry);
  queue.readyCount++;
  queue.readyBytes += entry.message.body.length;
}

/** The next to be delivered: of the highest priority the oldest. */
export function firstReady(queue: Queue): Entry | undefined {
  for (let priority = queue.maxPriority; priority >= 0; priority--) {
    const entry = tapeFirst(queue.ready[priority] as Tape<Entry>);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

export function shiftReady(queue: Queue): Entry | undefined {
  for (let priority = queue.maxPriority; priority >= 0; priority--) {
    const entry = tapeShift(queue.ready[priority] as Tape<Entry>);
    if (entry === undefined) continue;
    queue.readyCount--;
    queue.readyBytes -= entry.message.body.length;
    return entry;
  }
  return undefined;
}

/** How many ready messages would be delivered before it. */
export function readyPosition(queue: Queue, entry: Entry): number {
  let ahead = tapeRank(queue.ready[entry.priority] as Tape<Entry>, entry.order);
  for (let priority = queue.maxPriority; priority > entry.priority; priority--)
    ahead += (queue.ready[priority] as Tape<Entry>).length;
  return ahead;
}

/** A copy that boot found on the disk counts like any other. */
export function chargeRecovered(b: BrokerState, queue: Queue, entry: Entry): void {
  b.memoryUsed += weightOf(queue, entry);
}

/** A lazy queue leaves the bodies to the disk. RABBITMQ: rabbit_variable_queue, lazy mode */
function weightOf(queue: Queue, entry: Entry): number {
  return queue.paged ? COPY_OVERHEAD : COPY_OVERHEAD + entry.message.body.length;
}

/** The queue became lazy, or is no longer. */
export function pageBodies(b: BrokerState, queue: Queue): void {
  if (queue.paged === queue.rules.lazy) return;
  queue.paged = queue.rules.lazy;
  const bytes = queue.readyBytes + queue.unackedBytes;
  b.memoryUsed += queue.paged ? -bytes : bytes;
}
