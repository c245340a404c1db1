import { COPY_FLAG, createCounts, FATE, isLive, isReady, isUnacked, MESSAGE_FLAG } from './fates.ts';
import {
  addLife,
  addRow,
  cell,
  createList,
  createLives,
  createTable,
  forkList,
  insertItem,
  removeItem,
  setCell,
} from './pages.ts';
import {
  type BrokerScene,
  type ChannelScene,
  COPY,
  COPY_WIDTH,
  type ConsumerScene,
  GHOSTS_MAX,
  MESSAGE,
  MESSAGE_WIDTH,
  type QueueScene,
  type Scene,
  STORE_WIDTH,
  type TopologyScene,
} from './scene.ts';

/*
 * The books of one broker: messages, their copies, and the moves between fates. Every move goes through `moveCopy`
 * or `moveMessage`, which keep the counts; so the sum cannot be wrong, only a fate can.
 */

export function createBroker(node: string): BrokerScene {
  const owner = {};
  return {
    node,
    owner,
    messages: createTable(MESSAGE_WIDTH),
    copies: createTable(COPY_WIDTH),
    lives: createLives(),
    stores: createTable(STORE_WIDTH),
    numbered: createTable(1),
    jumps: [],
    counts: createCounts(),
    confirmedCount: 0,
    topology: { owner, exchanges: new Map(), bindings: [], queueAt: new Map() },
    queues: [],
    recentQueue: 0,
    consumers: [],
    channels: new Map(),
    sessions: new Map(),
    publishers: new Map(),
    defaultRoutes: [],
    groups: [],
    files: [],
    boot: 0,
    up: false,
    handed: [],
    handedStep: 0,
    givenBack: [],
    givenBackStep: 0,
    stop: null,
    alarms: [],
  };
}

/** The books of a broker, which begin with the first fact about it. */
export function brokerOf(scene: Scene, node: string): BrokerScene {
  let broker = scene.brokers.get(node);
  if (broker === undefined) {
    broker = createBroker(node);
    broker.up = true;
    scene.brokers.set(node, broker);
  }
  return broker;
}

/* --- parts that are shared until they are written to --- */

export function ownTopology(broker: BrokerScene): TopologyScene {
  const { topology } = broker;
  if (topology.owner === broker.owner) return topology;
  broker.topology = {
    owner: broker.owner,
    exchanges: new Map(topology.exchanges),
    bindings: topology.bindings.slice(),
    queueAt: new Map(topology.queueAt),
  };
  return broker.topology;
}

export function ownQueue(broker: BrokerScene, index: number): QueueScene {
  const queue = broker.queues[index] as QueueScene;
  if (queue.owner === broker.owner) return queue;
  const copy: QueueScene = {
    ...queue,
    owner: broker.owner,
    ready: forkList(queue.ready),
    ghosts: queue.ghosts.slice(),
    levels: [...queue.levels],
  };
  broker.queues[index] = copy;
  return copy;
}

export function ownConsumer(broker: BrokerScene, index: number): ConsumerScene {
  const consumer = broker.consumers[index] as ConsumerScene;
  if (consumer.owner === broker.owner) return consumer;
  const copy: ConsumerScene = {
    ...consumer,
    owner: broker.owner,
    held: forkList(consumer.held),
    ghosts: consumer.ghosts.slice(),
  };
  broker.consumers[index] = copy;
  return copy;
}

/* --- names --- */

const place = (vhost: string, name: string): string => `${vhost}\n${name}`;

/** The index of a queue, which gets its scene when it is first heard of. */
export function queueIndex(broker: BrokerScene, vhost: string, name: string): number {
  const recent = broker.queues[broker.recentQueue];
  if (recent !== undefined && recent.name === name && recent.vhost === vhost) return broker.recentQueue;
  const known = broker.topology.queueAt.get(place(vhost, name));
  if (known !== undefined) {
    broker.recentQueue = known;
    return known;
  }
  const index = broker.queues.length;
  ownTopology(broker).queueAt.set(place(vhost, name), index);
  broker.queues.push({
    owner: broker.owner,
    vhost,
    name,
    type: 'classic',
    durable: false,
    exclusive: false,
    autoDelete: false,
    declared: 0,
    gone: false,
    ready: createList(),
    unackedCount: 0,
    ackedCount: 0,
    ghosts: [],
    ghostCount: 0,
    levels: [0, 0, 0],
  });
  return index;
}

/** The colour of a routing key: the first five have their own. */
export function groupOf(broker: BrokerScene, key: string): number {
  const index = broker.groups.indexOf(key);
  if (index >= 0) return index + 1;
  if (broker.groups.length >= 5) return 6;
  broker.groups = [...broker.groups, key];
  return broker.groups.length;
}

/** The index of the file in `broker.files`. */
export function fileIndex(broker: BrokerScene, file: string): number {
  const index = broker.files.indexOf(file);
  if (index >= 0) return index;
  broker.files = [...broker.files, file];
  return broker.files.length - 1;
}

/* --- messages --- */

export function addMessage(broker: BrokerScene, fate: number): number {
  const row = addRow(broker.messages);
  setCell(broker.messages, row, MESSAGE.fate, fate);
  (broker.counts[fate] as number)++;
  return row;
}

export function moveMessage(broker: BrokerScene, row: number, fate: number): void {
  const before = cell(broker.messages, row, MESSAGE.fate);
  if (before === fate) return;
  setCell(broker.messages, row, MESSAGE.fate, fate);
  if (before !== FATE.none) (broker.counts[before] as number)--;
  if (fate !== FATE.none) (broker.counts[fate] as number)++;
}

export function liveMessage(broker: BrokerScene, row: number, seq: number): void {
  const { messages } = broker;
  setCell(messages, row, MESSAGE.life, addLife(broker.lives, cell(messages, row, MESSAGE.life), seq));
}

/** Remembers under which number the broker knows a message. Its numbers mostly grow by one. */
export function numberMessage(broker: BrokerScene, number: number, row: number): void {
  const index = addRow(broker.numbered);
  setCell(broker.numbered, index, 0, row);
  const last = broker.jumps.at(-1);
  if (last !== undefined && number - last.number === index - last.index) return;
  broker.jumps.push({ number, index });
}

/** The row of the message that the broker calls `number`; -1 when nobody saw it published. */
export function messageRow(broker: BrokerScene, number: number): number {
  const { jumps } = broker;
  let low = 0;
  let high = jumps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((jumps[middle] as { number: number }).number <= number) low = middle + 1;
    else high = middle;
  }
  const jump = jumps[low - 1];
  if (jump === undefined) return -1;
  const index = jump.index + (number - jump.number);
  const end = jumps[low]?.index ?? broker.numbered.rows;
  return index < end ? cell(broker.numbered, index, 0) : -1;
}

/** The row of the message that a frame published; -1 for none. Rows are in the order of sending, but for those with no frame. */
export function messageSent({ messages }: BrokerScene, seq: number): number {
  let low = 0;
  let high = messages.rows;
  while (low < high) {
    const middle = (low + high) >> 1;
    let at = middle;
    while (at < high && cell(messages, at, MESSAGE.sent) === 0) at++;
    if (at < high && cell(messages, at, MESSAGE.sent) < seq) low = at + 1;
    else high = middle;
  }
  for (let row = low; row < messages.rows; row++) {
    const sent = cell(messages, row, MESSAGE.sent);
    if (sent !== 0) return sent === seq ? row : -1;
  }
  return -1;
}

/* --- copies --- */

export function copyRow(broker: BrokerScene, message: number, queue: number): number {
  const { copies } = broker;
  for (
    let next = cell(broker.messages, message, MESSAGE.copies);
    next !== 0;
    next = cell(copies, next - 1, COPY.next)
  ) {
    if (cell(copies, next - 1, COPY.queue) === queue) return next - 1;
  }
  return -1;
}

/** The copies of a message, the latest first. */
export function copyRowsOf(broker: BrokerScene, message: number): number[] {
  const rows: number[] = [];
  for (
    let next = cell(broker.messages, message, MESSAGE.copies);
    next !== 0;
    next = cell(broker.copies, next - 1, COPY.next)
  )
    rows.push(next - 1);
  return rows;
}

/** A copy that has no place yet: `moveCopy` gives it one. The message is now counted by its copies. */
export function addCopy(broker: BrokerScene, message: number, queue: number): number {
  const { messages, copies } = broker;
  const row = addRow(copies);
  setCell(copies, row, COPY.message, message);
  setCell(copies, row, COPY.queue, queue);
  setCell(copies, row, COPY.next, cell(messages, message, MESSAGE.copies));
  setCell(messages, message, MESSAGE.copies, row + 1);
  setCell(messages, message, MESSAGE.copyCount, cell(messages, message, MESSAGE.copyCount) + 1);
  moveMessage(broker, message, FATE.none);
  return row;
}

export function liveCopy(broker: BrokerScene, row: number, seq: number): void {
  const { copies } = broker;
  setCell(copies, row, COPY.life, addLife(broker.lives, cell(copies, row, COPY.life), seq));
}

export function flagCopy(broker: BrokerScene, row: number, flag: number): void {
  const flags = cell(broker.copies, row, COPY.flags);
  if ((flags & flag) !== flag) setCell(broker.copies, row, COPY.flags, flags | flag);
}

/**
 * Gives a copy another fate, taking it out of the lists it was in. Into `ready` it goes at `position`; the holder of
 * what becomes unacked is the caller's to set before.
 */
export function moveCopy(broker: BrokerScene, row: number, fate: number, position = Number.POSITIVE_INFINITY): void {
  const { copies, counts } = broker;
  const before = cell(copies, row, COPY.fate);
  const queue = ownQueue(broker, cell(copies, row, COPY.queue));
  const level = cell(copies, row, COPY.level) as 0 | 1 | 2;
  if (isReady(before)) {
    removeItem(queue.ready, row);
    queue.levels[level]--;
  } else if (isUnacked(before)) {
    queue.unackedCount--;
    queue.levels[level]--;
    if (!isUnacked(fate)) releaseHeld(broker, row);
  }
  if (before !== FATE.none) (counts[before] as number)--;
  (counts[fate] as number)++;
  setCell(copies, row, COPY.fate, fate);
  if (isReady(fate)) {
    insertItem(queue.ready, position, row);
    queue.levels[level]++;
  } else if (isUnacked(fate)) {
    queue.unackedCount++;
    queue.levels[level]++;
  }
}

/** Takes a copy out of its holder's hands. */
export function releaseHeld(broker: BrokerScene, row: number): ConsumerScene | null {
  const holder = cell(broker.copies, row, COPY.holder);
  if (holder === 0) return null;
  const consumer = ownConsumer(broker, holder - 1);
  removeItem(consumer.held, row);
  return consumer;
}

export function setLevel(broker: BrokerScene, row: number, level: 0 | 1 | 2): void {
  const { copies } = broker;
  const before = cell(copies, row, COPY.level) as 0 | 1 | 2;
  if (before === level) return;
  setCell(copies, row, COPY.level, level);
  if (!isLive(cell(copies, row, COPY.fate))) return;
  const queue = ownQueue(broker, cell(copies, row, COPY.queue));
  queue.levels[before]--;
  queue.levels[level]++;
}

/** A copy is lost; the fact `seq` proves it. A ghost stands where it was. */
export function loseCopy(broker: BrokerScene, row: number, seq: number): void {
  const { copies } = broker;
  const before = cell(copies, row, COPY.fate);
  if (before === FATE.lost) return;
  moveCopy(broker, row, FATE.lost);
  liveCopy(broker, row, seq);
  const noAck = (cell(copies, row, COPY.flags) & COPY_FLAG.noAck) !== 0;
  const holder = cell(copies, row, COPY.holder);
  if (noAck && holder !== 0 && !isReady(before)) {
    const consumer = ownConsumer(broker, holder - 1);
    removeItem(consumer.held, row);
    pushGhost(consumer.ghosts, row);
    return;
  }
  const queue = ownQueue(broker, cell(copies, row, COPY.queue));
  queue.ghostCount++;
  pushGhost(queue.ghosts, row);
}

/**
 * A copy that its broker had lost was in the hands of a consumer, which has now done the work: it is done, though no
 * broker knows. The ghost goes.
 */
export function redeemCopy(broker: BrokerScene, row: number): void {
  const queue = ownQueue(broker, cell(broker.copies, row, COPY.queue));
  queue.ghostCount--;
  queue.ghosts = queue.ghosts.filter((ghost) => ghost !== row);
  moveCopy(broker, row, FATE.acked);
}

export function loseMessage(broker: BrokerScene, row: number, seq: number): void {
  if (cell(broker.messages, row, MESSAGE.fate) === FATE.lost) return;
  moveMessage(broker, row, FATE.lost);
  liveMessage(broker, row, seq);
}

function pushGhost(ghosts: number[], row: number): void {
  ghosts.push(row);
  if (ghosts.length > GHOSTS_MAX) ghosts.shift();
}

export function isPersistent(broker: BrokerScene, message: number): boolean {
  return (cell(broker.messages, message, MESSAGE.flags) & MESSAGE_FLAG.persistent) !== 0;
}

/* --- channels --- */

/** Channel numbers have 16 bits. */
export const channelKey = (conn: number, channel: number): number => conn * 65_536 + channel;

export function openChannel(broker: BrokerScene, conn: number, channel: number): ChannelScene {
  const key = channelKey(conn, channel);
  let scene = broker.channels.get(key);
  if (scene === undefined) {
    scene = { conn, channel, inbound: [], consumers: [] };
    broker.channels.set(key, scene);
  }
  return scene;
}
