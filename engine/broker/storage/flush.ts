import { touchQueue } from '../access.ts';
import { runParts, settleConfirm } from '../confirm.ts';
import { logReached, storeReached } from '../credit-flow.ts';
import { DEATHS } from '../facts.ts';
import { queueTimer } from '../queue-process.ts';
import { placeInLog } from '../queues/classic.ts';
import type { BrokerOut, BrokerState, Entry, KeptLetter, LoggedEntry, Queue, Vhost } from '../state.ts';
import { tapeItems } from '../tape.ts';
import type { Writer } from './bytes.ts';
import { putBody, STORE_FILE } from './message-store.ts';
import { type Flight, flushIndex, hasNews, landedFlights, putMark, putPublish, SYNC_AFTER } from './queue-index.ts';
import { recordBatch, recordsReplaced, recordsSynced, replaceRecords, worthCompacting } from './record-file.ts';

/* When what queues know goes to the disk, and what follows once it is there. */

/** The end of a step for a queue with news: written at once when somebody waits for it, else after some idle time. */
export function tendIndex(b: BrokerState, queue: Queue, out: BrokerOut): void {
  const { index } = queue;
  if (index === null) return;
  index.awake = false;
  index.busyAt = out.now;
  if (index.urgent || index.newConfirms.length > 0) flush(b, queue, out);
  else if (hasNews(index) && !index.timer) {
    index.timer = true;
    out.setTimer(queueTimer('sync', queue), SYNC_AFTER);
  }
}

/** RABBITMQ: rabbit_amqqueue_process SYNC_INTERVAL counts from the last work, so the timer may find itself too early. */
export function syncTimerFired(b: BrokerState, queue: Queue, out: BrokerOut): void {
  const { index } = queue;
  if (index === null) return;
  index.timer = false;
  if (!hasNews(index)) return;
  const idleAt = index.busyAt + SYNC_AFTER;
  if (idleAt <= out.now) flush(b, queue, out);
  else {
    index.timer = true;
    out.setTimer(queueTimer('sync', queue), idleAt - out.now);
  }
}

function flush(b: BrokerState, queue: Queue, out: BrokerOut, atOnce = false): void {
  const { index } = queue;
  if (index === null) return;
  const flushed = flushIndex(index, b.store.file.last, out, atOnce);
  if (flushed === null) return;
  const { flight, from } = flushed;
  if (out.observed && flight.messages.length > 0) {
    for (const messages of runParts(flight.messages)) {
      out.note({
        kind: 'broker.stored',
        vhost: queue.vhost,
        queue: queue.name,
        file: index.file.name,
        from,
        to: flight.upTo,
        messages,
      });
    }
  }
  land(b, queue, out);
}

/** Confirms what is on the disk by now, and writes what has come in the meantime. */
function land(b: BrokerState, queue: Queue, out: BrokerOut): void {
  const { index } = queue;
  if (index === null) return;
  for (const flight of landedFlights(index, b.store.file.synced)) landFlight(b, queue, flight, index.file.name, out);
  if (index.file.state !== 'idle') return;
  if (index.urgent || index.newConfirms.length > 0) flush(b, queue, out);
  else compactIndex(b, queue, out);
}

function landFlight(b: BrokerState, queue: Queue, flight: Flight, file: string, out: BrokerOut): void {
  if (out.observed && flight.messages.length > 0) {
    for (const messages of runParts(flight.messages)) {
      out.note({ kind: 'broker.synced', vhost: queue.vhost, queue: queue.name, file, upTo: flight.upTo, messages });
    }
  }
  for (const confirm of flight.confirms) settleConfirm(b, confirm, true);
  if (queue.quorum === null) return;
  queue.quorum.committed = Math.max(queue.quorum.committed, flight.lastOrder);
  logReached(b, queue, queue.quorum.committed, out);
  b.due.landed.push({ vhost: queue.vhost, queue: queue.name });
}

/** The queue whose index that file is. */
function indexOwner(b: BrokerState, file: string): Queue | null {
  const place = b.indexes.get(file);
  const vhost = place === undefined ? undefined : b.vhosts.get(place.vhost);
  const queue = vhost === undefined || place === undefined ? undefined : touchQueue(vhost, place.queue);
  return queue?.index?.file.name === file ? queue : null;
}

/** A sync of an index or of the message store has come back. */
export function fileSynced(b: BrokerState, file: string, upTo: number, out: BrokerOut): void {
  if (file === STORE_FILE) {
    recordsSynced(b.store.file, upTo, out);
    storeReached(b, out);
    landAll(b, out);
    compactStore(b, out);
    return;
  }
  const queue = indexOwner(b, file);
  if (queue?.index == null) return;
  recordsSynced(queue.index.file, upTo, out);
  land(b, queue, out);
}

export function fileReplaced(b: BrokerState, file: string, out: BrokerOut): void {
  if (file === STORE_FILE) {
    recordsReplaced(b.store.file, out);
    storeReached(b, out);
    landAll(b, out);
    return;
  }
  const queue = indexOwner(b, file);
  if (queue?.index == null) return;
  recordsReplaced(queue.index.file, out);
  land(b, queue, out);
  const { index } = queue;
  if (hasNews(index) && !index.timer && index.file.state === 'idle') flush(b, queue, out);
}

/** The store was the last that some queues waited for. */
function landAll(b: BrokerState, out: BrokerOut): void {
  for (const vhost of b.vhosts.values()) {
    for (const name of vhost.queues.keys()) {
      if ((vhost.queues.get(name)?.index?.flights.length ?? 0) === 0) continue;
      const queue = touchQueue(vhost, name);
      if (queue !== undefined) land(b, queue, out);
    }
  }
}

/** Writes an index anew with its live copies alone, once most of it is about copies that have ended. */
function compactIndex(b: BrokerState, queue: Queue, out: BrokerOut): void {
  const { index } = queue;
  if (index === null || index.flights.length > 0 || !worthCompacting(index.file)) return;
  const before = index.file.length;
  const batch = recordBatch();
  for (const entry of liveEntries(b, queue)) {
    const order = placeInLog(entry);
    if (!entry.stored || index.newPublishes.has(order)) continue;
    putPublish(batch, entry, order);
    if ('logged' in entry) putHistory(batch, entry as LoggedEntry);
  }
  // Ends not yet written are about copies that are no longer live: the new file does not know them.
  index.newEnds = [];
  index.newMarks = [];
  replaceRecords(index.file, batch, out);
  if (out.observed) out.note({ kind: 'broker.compacted', file: index.file.name, before, after: batch.length });
}

/** What the log says of a copy of a quorum queue, in as few records as it takes. */
function putHistory(w: Writer, entry: LoggedEntry): void {
  const { logged: order, returns, priority } = entry;
  for (let i = 0; i < returns; i++) putMark(w, { what: 'delivered', order, other: 0 });
  if (returns > 0 && priority === 0) putMark(w, { what: 'requeued', order, other: order });
  if ('reason' in entry) putMark(w, { what: 'dead', order, other: DEATHS.indexOf((entry as KeptLetter).reason) });
}

function liveEntries(b: BrokerState, queue: Queue): Entry[] {
  const live: Entry[] = [];
  for (const tape of queue.ready) for (const entry of tapeItems(tape)) live.push(entry);
  for (const connection of b.connections.values()) {
    for (const channel of connection.channels.values()) {
      for (const unacked of tapeItems(channel.unacked))
        if (unacked.queueId === queue.id) live.push(heldEntry(unacked.entry));
    }
  }
  for (const letter of queue.quorum === null ? [] : tapeItems(queue.quorum.letters)) live.push(letter);
  return live.sort((a, z) => placeInLog(a) - placeInLog(z));
}

/** A delivery that waits for its answer is one more, should the broker end now. */
function heldEntry(entry: Entry): Entry {
  if (!('logged' in entry)) return entry;
  const logged = entry as LoggedEntry;
  const held: LoggedEntry = { ...logged, returns: logged.returns + 1, priority: 1 };
  return held;
}

function compactStore(b: BrokerState, out: BrokerOut): void {
  const { file, bodies } = b.store;
  if (!worthCompacting(file)) return;
  const before = file.length;
  const batch = recordBatch();
  for (const [message, { body }] of bodies) putBody(batch, message, body);
  replaceRecords(file, batch, out);
  if (out.observed) out.note({ kind: 'broker.compacted', file: file.name, before, after: batch.length });
}

/** Writes all that has waited for an idle moment: the broker is about to end. */
export function flushAll(b: BrokerState, out: BrokerOut): void {
  for (const vhost of b.vhosts.values()) {
    for (const name of vhost.queues.keys()) {
      const queue = touchQueue(vhost, name);
      if (queue?.index != null) flush(b, queue, out, true);
    }
  }
}

/** Every index that had work in this step. */
export function tendIndexes(b: BrokerState, out: BrokerOut): void {
  const due = b.due.syncs;
  b.due.syncs = [];
  for (const { vhost, queue } of due) {
    const place: Vhost | undefined = b.vhosts.get(vhost);
    const found = place === undefined ? undefined : touchQueue(place, queue);
    if (found !== undefined) tendIndex(b, found, out);
  }
}
