import { COPY_FLAG, FATE, isLive, isReady } from './fates.ts';
import { loseCopy, loseMessage, ownConsumer, ownQueue, ownTopology } from './ledger.ts';
import { markMilestone } from './milestones.ts';
import { cell, clearList, setCell } from './pages.ts';
import { type BrokerScene, type ClientScene, COPY, type FactOf, type HeldCopy, type Scene, STORE } from './scene.ts';

/*
 * What a stop takes from a broker or a consumer, and what a boot gives back. Only what a fact proves: memory is gone
 * with `node.stopped`, unsynced bytes with `disk.erased`, and what `broker.started` does not count was not recovered.
 */

export function stopBroker(scene: Scene, broker: BrokerScene, fact: FactOf<'node.stopped'>): void {
  broker.up = false;
  broker.stop = { how: fact.body.how, at: fact.at, seq: fact.seq, erased: [] };
  const before = broker.counts[FATE.lost] as number;
  for (const channel of broker.channels.values()) {
    for (const row of channel.inbound) loseMessage(broker, row, fact.seq);
    channel.inbound.length = 0;
  }
  loseWhere(broker, fact.seq, (row) => cell(broker.copies, row, COPY.level) === 0);
  markLost(scene, broker, fact, before);
}

/** Bytes that were written and not synced are gone. A record of which any byte is gone cannot be read again. */
export function eraseBroker(scene: Scene, broker: BrokerScene, fact: FactOf<'disk.erased'>): void {
  const { stop } = broker;
  if (stop !== null) broker.stop = { ...stop, erased: [...stop.erased, fact.seq] };
  const file = broker.files.indexOf(fact.body.file);
  const before = broker.counts[FATE.lost] as number;
  if (file >= 0) loseWhere(broker, fact.seq, (row) => isErased(broker, row, file, fact.body.from));
  markLost(scene, broker, fact, before);
}

function isErased(broker: BrokerScene, row: number, file: number, from: number): boolean {
  const store = cell(broker.copies, row, COPY.store);
  if (store === 0 || cell(broker.copies, row, COPY.level) === 2) return false;
  // A fact may name one range for several copies; only a range that is gone as a whole proves the loss of each.
  return cell(broker.stores, store - 1, STORE.file) === file && cell(broker.stores, store - 1, STORE.from) >= from;
}

/** Loses every live copy that qualifies, touching each list once. */
function loseWhere(broker: BrokerScene, seq: number, isLost: (row: number) => boolean): void {
  const { copies } = broker;
  for (let row = copies.rows - 1; row >= 0; row--) {
    if (isLive(cell(copies, row, COPY.fate)) && isLost(row)) loseCopy(broker, row, seq);
  }
}

/** A process begins: it knows nothing yet. Its lists are filled again by what it recovers. */
export function beginBoot(broker: BrokerScene): void {
  broker.boot++;
  broker.channels.clear();
  broker.alarms = [];
  const topology = ownTopology(broker);
  topology.exchanges.clear();
  topology.bindings.length = 0;
  for (const index of broker.queues.keys()) {
    const queue = ownQueue(broker, index);
    queue.gone = true;
    queue.unackedCount = 0;
    clearList(queue.ready);
    queue.levels.fill(0);
  }
  for (const index of broker.consumers.keys()) {
    const consumer = ownConsumer(broker, index);
    consumer.gone = true;
    clearList(consumer.held);
  }
  unlist(broker);
}

/** What stood in a list waits outside of all of them until the boot says whether it is back. */
function unlist(broker: BrokerScene): void {
  const { copies, counts } = broker;
  for (let row = 0; row < copies.rows; row++) {
    const fate = cell(copies, row, COPY.fate);
    if (!isLive(fate)) continue;
    (counts[fate] as number)--;
    (counts[FATE.flight] as number)++;
    setCell(copies, row, COPY.fate, FATE.flight);
    setCell(copies, row, COPY.holder, 0);
    setCell(copies, row, COPY.boot, 0);
  }
}

/** The boot is over. What it did not find is lost. */
export function endBoot(scene: Scene, broker: BrokerScene, fact: FactOf<'broker.started'>): void {
  broker.up = true;
  const { copies } = broker;
  const before = broker.counts[FATE.lost] as number;
  for (let row = 0; row < copies.rows; row++) {
    const waits = cell(copies, row, COPY.fate) === FATE.flight;
    const noAck = (cell(copies, row, COPY.flags) & COPY_FLAG.noAck) !== 0;
    if (waits && !noAck) loseCopy(broker, row, fact.seq);
  }
  markLost(scene, broker, fact, before);
}

function markLost(
  scene: Scene,
  broker: BrokerScene,
  fact: FactOf<'broker.started' | 'disk.erased' | 'node.stopped'>,
  before: number,
): void {
  const lost = (broker.counts[FATE.lost] as number) - before;
  if (lost > 0) markMilestone(scene, fact, 'lost', lost);
}

/** A consumer is gone: what it had got under automatic acknowledgement and not worked on, nobody will. */
export function stopClient(scene: Scene, client: ClientScene, fact: FactOf<'node.stopped'>): void {
  let lost = 0;
  for (const held of [...client.arrivals.values(), ...client.tray.values()]) lost += loseHeld(scene, held, fact.seq);
  client.arrivals.clear();
  client.tray.clear();
  client.work = null;
  if (lost > 0) markMilestone(scene, fact, 'lost', lost);
}

function loseHeld(scene: Scene, held: HeldCopy, seq: number): number {
  const broker = scene.brokers.get(held.broker);
  if (broker === undefined) return 0;
  const flags = cell(broker.copies, held.copy, COPY.flags);
  const fate = cell(broker.copies, held.copy, COPY.fate);
  if ((flags & COPY_FLAG.noAck) === 0 || isReady(fate) || fate === FATE.lost) return 0;
  if ((flags & COPY_FLAG.processed) !== 0) return 0;
  loseCopy(broker, held.copy, seq);
  return 1;
}
