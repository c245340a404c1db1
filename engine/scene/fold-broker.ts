import type { MessageRuns } from '../broker/facts.ts';
import { COPY_FLAG, FATE, isLive, MESSAGE_FLAG } from './fates.ts';
import { addConsumer } from './fold-channels.ts';
import {
  addCopy,
  addMessage,
  brokerOf,
  channelKey,
  copyRow,
  fileIndex,
  flagCopy,
  groupOf,
  liveCopy,
  liveMessage,
  loseCopy,
  messageRow,
  moveCopy,
  moveMessage,
  numberMessage,
  openChannel,
  ownConsumer,
  ownQueue,
  queueIndex,
  setLevel,
} from './ledger.ts';
import { markMilestone } from './milestones.ts';
import { addRow, cell, pushItem, setCell } from './pages.ts';
import {
  type BrokerScene,
  COPY,
  type ConsumerScene,
  DEFAULT_ROUTES_MAX,
  type FactOf,
  MESSAGE,
  type Scene,
  STORE,
} from './scene.ts';
import { endBoot } from './stops.ts';

/* Facts of a broker, one function each: how they change its books. */

/* --- a message's way in --- */

export function published(scene: Scene, fact: FactOf<'broker.published'>): void {
  const broker = brokerOf(scene, fact.node);
  const { body } = fact;
  const taken =
    body.parent === null ? broker.channels.get(channelKey(body.conn, body.channel))?.inbound.shift() : undefined;
  const row = taken ?? addMessage(broker, FATE.flight);
  const { messages } = broker;
  numberMessage(broker, body.message, row);
  setCell(messages, row, MESSAGE.published, fact.seq);
  setCell(messages, row, MESSAGE.size, body.size);
  setCell(
    messages,
    row,
    MESSAGE.flags,
    (body.persistent ? MESSAGE_FLAG.persistent : 0) |
      (body.mandatory ? MESSAGE_FLAG.mandatory : 0) |
      (body.confirmTag === null ? 0 : MESSAGE_FLAG.confirmWanted) |
      (body.parent === null ? 0 : MESSAGE_FLAG.internal),
  );
  liveMessage(broker, row, fact.seq);
  if (taken !== undefined) return;
  setCell(messages, row, MESSAGE.conn, body.conn);
  setCell(messages, row, MESSAGE.channel, body.channel);
  setCell(messages, row, MESSAGE.group, groupOf(broker, body.key));
  if (body.parent !== null) setCell(messages, row, MESSAGE.parent, messageRow(broker, body.parent) + 1);
}

export function routed(scene: Scene, fact: FactOf<'broker.routed'>): void {
  const broker = brokerOf(scene, fact.node);
  const row = messageRow(broker, fact.body.message);
  if (row >= 0) liveMessage(broker, row, fact.seq);
  if (fact.body.exchange === '') noteDefaultRoutes(broker, fact.body.vhost, fact.body.queues);
}

/** The default exchange has no bindings to draw; what it led to is its picture. */
function noteDefaultRoutes(broker: BrokerScene, vhost: string, queues: readonly string[]): void {
  for (const queue of queues) {
    const { defaultRoutes } = broker;
    if (defaultRoutes.some((route) => route[1] === queue && route[0] === vhost)) continue;
    if (defaultRoutes.length < DEFAULT_ROUTES_MAX) broker.defaultRoutes = [...defaultRoutes, [vhost, queue]];
  }
}

export function unroutable(scene: Scene, fact: FactOf<'broker.unroutable'>): void {
  endMessage(scene, fact, FATE.unroutable);
}

export function returned(scene: Scene, fact: FactOf<'broker.returned'>): void {
  endMessage(scene, fact, FATE.returned);
  markMilestone(scene, fact, 'returned');
}

function endMessage(scene: Scene, fact: FactOf<'broker.unroutable' | 'broker.returned'>, fate: number): void {
  const broker = brokerOf(scene, fact.node);
  const row = messageRow(broker, fact.body.message);
  if (row < 0) return;
  if (cell(broker.messages, row, MESSAGE.copyCount) === 0) moveMessage(broker, row, fate);
  liveMessage(broker, row, fact.seq);
}

export function enqueued(scene: Scene, fact: FactOf<'broker.enqueued'>): void {
  const broker = brokerOf(scene, fact.node);
  const { body } = fact;
  const message = messageRow(broker, body.message);
  if (message < 0) return;
  const queue = queueIndex(broker, body.vhost, body.queue);
  const known = copyRow(broker, message, queue);
  const row = known >= 0 ? known : addCopy(broker, message, queue);
  moveCopy(broker, row, FATE.ready, body.position);
  liveCopy(broker, row, fact.seq);
}

/* --- a copy's way out --- */

/** The row of the copy that a fact is about; -1 when nobody saw the message published. */
function rowOf(broker: BrokerScene, body: { vhost: string; queue: string; message: number }): number {
  const message = messageRow(broker, body.message);
  return message < 0 ? -1 : copyRow(broker, message, queueIndex(broker, body.vhost, body.queue));
}

export function delivered(scene: Scene, fact: FactOf<'broker.delivered'>): void {
  const broker = brokerOf(scene, fact.node);
  const { body } = fact;
  const row = rowOf(broker, body);
  if (row < 0) return;
  const { copies } = broker;
  const holder = holderOf(scene, broker, fact);
  const consumer = ownConsumer(broker, holder);
  consumer.deliveredCount++;
  if (body.noAck) {
    moveCopy(broker, row, FATE.flight);
    flagCopy(broker, row, COPY_FLAG.noAck);
  } else {
    moveCopy(broker, row, body.redelivered ? FATE.unackedAgain : FATE.unacked);
    const flags = cell(copies, row, COPY.flags) & ~(COPY_FLAG.noAck | COPY_FLAG.received | COPY_FLAG.processed);
    setCell(copies, row, COPY.flags, flags);
  }
  if (body.redelivered) {
    flagCopy(broker, row, COPY_FLAG.redelivered);
    markMilestone(scene, fact, 'redelivered');
  }
  pushItem(consumer.held, row);
  setCell(copies, row, COPY.holder, holder + 1);
  setCell(copies, row, COPY.tag, body.tag);
  setCell(copies, row, COPY.deliveries, cell(copies, row, COPY.deliveries) + 1);
  liveCopy(broker, row, fact.seq);
  if (broker.handedStep !== fact.step) {
    broker.handed = [];
    broker.handedStep = fact.step;
  }
  broker.handed.push(body.conn, body.channel, body.tag, row);
}

/** Who a delivery goes to; what basic.get took has a holder of its own for each channel and queue. */
function holderOf(scene: Scene, broker: BrokerScene, fact: FactOf<'broker.delivered'>): number {
  const { body } = fact;
  const queue = queueIndex(broker, body.vhost, body.queue);
  for (const index of openChannel(broker, body.conn, body.channel).consumers) {
    const consumer = broker.consumers[index] as ConsumerScene;
    if (consumer.tag !== body.consumer) continue;
    if (body.consumer !== null || (consumer.noAck === body.noAck && consumer.queue === queue)) return index;
  }
  return addConsumer(scene, broker, fact, {
    conn: body.conn,
    channel: body.channel,
    consumer: body.consumer,
    queue,
    noAck: body.noAck,
    prefetch: 0,
    active: true,
  });
}

/** A stream is read and keeps what was read: the copy stays where it is, whoever has had it. */
export function read(scene: Scene, fact: FactOf<'broker.read'>): void {
  const broker = brokerOf(scene, fact.node);
  const { body } = fact;
  const row = rowOf(broker, body);
  for (const index of openChannel(broker, body.conn, body.channel).consumers)
    if (broker.consumers[index]?.tag === body.consumer) ownConsumer(broker, index).deliveredCount++;
  if (row < 0) return;
  setCell(broker.copies, row, COPY.deliveries, cell(broker.copies, row, COPY.deliveries) + 1);
  liveCopy(broker, row, fact.seq);
  if (broker.handedStep !== fact.step) {
    broker.handed = [];
    broker.handedStep = fact.step;
  }
  broker.handed.push(body.conn, body.channel, body.tag, row);
}

export function credited(scene: Scene, fact: FactOf<'broker.credited'>): void {
  const broker = brokerOf(scene, fact.node);
  const { body } = fact;
  for (const index of openChannel(broker, body.conn, body.channel).consumers)
    if (broker.consumers[index]?.tag === body.consumer) ownConsumer(broker, index).ackedCount += body.count;
}

/** A direct reply has no queue to be in: it is done with when it is handed over. */
export function replied(scene: Scene, fact: FactOf<'broker.replied'>): void {
  const broker = brokerOf(scene, fact.node);
  const row = messageRow(broker, fact.body.message);
  if (row < 0) return;
  moveMessage(broker, row, FATE.acked);
  liveMessage(broker, row, fact.seq);
}

export function autoAcked(scene: Scene, fact: FactOf<'broker.autoAcked'>): void {
  const broker = brokerOf(scene, fact.node);
  const row = rowOf(broker, fact.body);
  if (row < 0) return;
  ownQueue(broker, cell(broker.copies, row, COPY.queue)).ackedCount++;
}

export function acked(scene: Scene, fact: FactOf<'broker.acked'>): void {
  const broker = brokerOf(scene, fact.node);
  const row = rowOf(broker, fact.body);
  if (row < 0) return;
  const holder = cell(broker.copies, row, COPY.holder);
  moveCopy(broker, row, FATE.acked);
  liveCopy(broker, row, fact.seq);
  ownQueue(broker, cell(broker.copies, row, COPY.queue)).ackedCount++;
  if (holder !== 0) ownConsumer(broker, holder - 1).ackedCount++;
}

export function rejected(scene: Scene, fact: FactOf<'broker.rejected'>): void {
  const broker = brokerOf(scene, fact.node);
  const row = rowOf(broker, fact.body);
  if (row >= 0) liveCopy(broker, row, fact.seq);
}

export function requeued(scene: Scene, fact: FactOf<'broker.requeued'>): void {
  const broker = brokerOf(scene, fact.node);
  const row = rowOf(broker, fact.body);
  if (row < 0) return;
  if (broker.givenBackStep !== fact.step) {
    broker.givenBack = [];
    broker.givenBackStep = fact.step;
  }
  broker.givenBack.push(row, cell(broker.copies, row, COPY.holder));
  moveCopy(broker, row, FATE.readyAgain, fact.body.position);
  flagCopy(broker, row, COPY_FLAG.redelivered);
  liveCopy(broker, row, fact.seq);
}

type Ending = 'broker.expired' | 'broker.dropped' | 'broker.deadLettered' | 'broker.lost';

function end(scene: Scene, fact: FactOf<Ending>, fate: number): void {
  const broker = brokerOf(scene, fact.node);
  const message = messageRow(broker, fact.body.message);
  if (message < 0) return;
  const queue = queueIndex(broker, fact.body.vhost, fact.body.queue);
  const known = copyRow(broker, message, queue);
  const row = known >= 0 ? known : addCopy(broker, message, queue);
  moveCopy(broker, row, fate);
  liveCopy(broker, row, fact.seq);
}

export function expired(scene: Scene, fact: FactOf<'broker.expired'>): void {
  end(scene, fact, FATE.expired);
  markMilestone(scene, fact, 'expired');
}

export function dropped(scene: Scene, fact: FactOf<'broker.dropped'>): void {
  end(scene, fact, FATE.dropped);
  markMilestone(scene, fact, 'dropped');
}

export function deadLettered(scene: Scene, fact: FactOf<'broker.deadLettered'>): void {
  end(scene, fact, FATE.dead);
  markMilestone(scene, fact, 'dead');
}

export function lost(scene: Scene, fact: FactOf<'broker.lost'>): void {
  const broker = brokerOf(scene, fact.node);
  const row = rowOf(broker, fact.body);
  if (row < 0) return;
  loseCopy(broker, row, fact.seq);
  markMilestone(scene, fact, 'lost');
}

/* --- confirms and the disk --- */

function eachRow(broker: BrokerScene, runs: MessageRuns, visit: (message: number) => void): void {
  for (const [first, last] of runs) {
    for (let number = first; number <= last; number++) {
      const row = messageRow(broker, number);
      if (row >= 0) visit(row);
    }
  }
}

export function confirmed(scene: Scene, fact: FactOf<'broker.confirmed'>): void {
  const broker = brokerOf(scene, fact.node);
  eachRow(broker, fact.body.messages, (row) => {
    if (cell(broker.messages, row, MESSAGE.confirmed) !== 0) return;
    setCell(broker.messages, row, MESSAGE.confirmed, fact.seq);
    broker.confirmedCount++;
    liveMessage(broker, row, fact.seq);
  });
}

export function nacked(scene: Scene, fact: FactOf<'broker.nacked'>): void {
  const broker = brokerOf(scene, fact.node);
  eachRow(broker, fact.body.messages, (row) => {
    setCell(broker.messages, row, MESSAGE.flags, cell(broker.messages, row, MESSAGE.flags) | MESSAGE_FLAG.nacked);
    liveMessage(broker, row, fact.seq);
  });
}

export function stored(scene: Scene, fact: FactOf<'broker.stored'>): void {
  const broker = brokerOf(scene, fact.node);
  const { body } = fact;
  const store = addRow(broker.stores);
  setCell(broker.stores, store, STORE.file, fileIndex(broker, body.file));
  setCell(broker.stores, store, STORE.from, body.from);
  setCell(broker.stores, store, STORE.to, body.to);
  const queue = queueIndex(broker, body.vhost, body.queue);
  eachRow(broker, body.messages, (message) => {
    const row = copyRow(broker, message, queue);
    if (row < 0) return;
    setCell(broker.copies, row, COPY.store, store + 1);
    setLevel(broker, row, 1);
    liveCopy(broker, row, fact.seq);
  });
}

export function synced(scene: Scene, fact: FactOf<'broker.synced'>): void {
  const broker = brokerOf(scene, fact.node);
  const queue = queueIndex(broker, fact.body.vhost, fact.body.queue);
  eachRow(broker, fact.body.messages, (message) => {
    const row = copyRow(broker, message, queue);
    if (row < 0) return;
    setLevel(broker, row, 2);
    liveCopy(broker, row, fact.seq);
  });
}

/** The file was written anew and synced: what stood in it is on the disk, at places that nobody needs to know. */
export function compacted(scene: Scene, fact: FactOf<'broker.compacted'>): void {
  const broker = brokerOf(scene, fact.node);
  const file = fileIndex(broker, fact.body.file);
  for (let row = 0; row < broker.copies.rows; row++) {
    const store = cell(broker.copies, row, COPY.store);
    if (store === 0 || cell(broker.stores, store - 1, STORE.file) !== file) continue;
    setCell(broker.copies, row, COPY.store, 0);
    if (isLive(cell(broker.copies, row, COPY.fate))) setLevel(broker, row, 2);
  }
}

/* --- boot --- */

export function recovered(scene: Scene, fact: FactOf<'broker.recovered'>): void {
  const broker = brokerOf(scene, fact.node);
  const queue = queueIndex(broker, fact.body.vhost, fact.body.queue);
  eachRow(broker, fact.body.messages, (message) => {
    const known = copyRow(broker, message, queue);
    const row = known >= 0 ? known : addCopy(broker, message, queue);
    moveCopy(broker, row, fact.body.redelivered ? FATE.readyAgain : FATE.ready);
    setCell(broker.copies, row, COPY.flags, fact.body.redelivered ? COPY_FLAG.redelivered : 0);
    setLevel(broker, row, cell(broker.copies, row, COPY.level) === 1 ? 1 : 2);
    setCell(broker.copies, row, COPY.holder, 0);
    setCell(broker.copies, row, COPY.boot, broker.boot);
    liveCopy(broker, row, fact.seq);
  });
}

export function started(scene: Scene, fact: FactOf<'broker.started'>): void {
  endBoot(scene, brokerOf(scene, fact.node), fact);
}
