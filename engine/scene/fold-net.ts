import { COPY_FLAG, FATE, MESSAGE_FLAG } from './fates.ts';
import { clientOf } from './fold-client.ts';
import {
  beginLoad,
  erase,
  fileAppended,
  fileRemoved,
  fileReplaced,
  fileSynced,
  fileSyncing,
  stopServer,
  unanswered,
} from './fold-kv.ts';
import { fieldOf, methodOf } from './frames.ts';
import {
  addMessage,
  channelKey,
  groupOf,
  liveMessage,
  loseCopy,
  loseMessage,
  moveCopy,
  moveMessage,
  releaseHeld,
} from './ledger.ts';
import { markMilestone } from './milestones.ts';
import { cell, setCell } from './pages.ts';
import {
  type BrokerScene,
  COPY,
  type FactOf,
  type FlightScene,
  MESSAGE,
  type NodeScene,
  PUBLISHED_TO_MAX,
  type Scene,
} from './scene.ts';
import { beginBoot, eraseBroker, stopBroker, stopClient } from './stops.ts';

/* Facts of the kernel: nodes, connections, frames on their way, the disk. */

export function nodeOf(scene: Scene, id: string): NodeScene {
  let node = scene.nodes.get(id);
  if (node === undefined) {
    node = { id, machine: '', status: 'never', sinceAt: 0, sinceSeq: 0, incarnation: 0, busyUntil: 0 };
    scene.nodes.set(id, node);
  }
  return node;
}

export function nodeStarted(scene: Scene, fact: FactOf<'node.started'>): void {
  const node = nodeOf(scene, fact.node);
  node.status = 'up';
  node.sinceAt = fact.at;
  node.sinceSeq = fact.seq;
  node.incarnation = fact.body.incarnation;
  node.busyUntil = fact.at;
  if (fact.body.incarnation > 1) markMilestone(scene, fact, 'start');
  const broker = scene.brokers.get(fact.node);
  if (broker !== undefined) beginBoot(broker);
  const server = scene.servers.get(fact.node);
  if (server !== undefined) beginLoad(server);
}

export function nodeStopped(scene: Scene, fact: FactOf<'node.stopped'>): void {
  const node = nodeOf(scene, fact.node);
  node.status = fact.body.how;
  node.sinceAt = fact.at;
  node.sinceSeq = fact.seq;
  node.busyUntil = 0;
  markMilestone(scene, fact, fact.body.how);
  for (const conn of scene.conns.values()) {
    if (conn.from !== fact.node && conn.to !== fact.node) continue;
    if (conn.phase === 'closing') scene.conns.delete(conn.id);
    else scene.conns.set(conn.id, { ...conn, phase: 'closing' });
  }
  const broker = scene.brokers.get(fact.node);
  if (broker !== undefined) stopBroker(scene, broker, fact);
  const server = scene.servers.get(fact.node);
  if (server !== undefined) stopServer(scene, server, fact);
  const client = scene.clients.get(fact.node);
  if (client !== undefined) stopClient(scene, client, fact);
}

const linkName = (a: string, b: string): string => (a < b ? `${a}|${b}` : `${b}|${a}`);

export function linkParted(scene: Scene, fact: FactOf<'link.parted'>): void {
  scene.parted.set(linkName(...fact.body.between), fact.body.between);
  markMilestone(scene, fact, 'partition');
}

export function linkHealed(scene: Scene, fact: FactOf<'link.healed'>): void {
  scene.parted.delete(linkName(...fact.body.between));
  markMilestone(scene, fact, 'heal');
}

/* --- what somebody outside did --- */

export function given(scene: Scene, { body: { input } }: FactOf<'input.given'>): void {
  if (input.kind === 'holdFrame') scene.heldByHand.add(input.sent);
  else if (input.kind === 'releaseFrame') scene.heldByHand.delete(input.sent);
}

export function refused(scene: Scene, fact: FactOf<'input.refused'>): void {
  const { input } = fact.body;
  if (input.kind === 'holdFrame') scene.heldByHand.delete(input.sent);
  markMilestone(scene, fact, 'refused');
}

/* --- connections --- */

export function connecting(scene: Scene, fact: FactOf<'net.connecting'>): void {
  const { conn, to } = fact.body;
  scene.conns.set(conn, { id: conn, from: fact.node, to, phase: 'opening', reason: null, acceptedSeq: 0 });
}

export function opened(scene: Scene, fact: FactOf<'net.opened'>): void {
  const { conn, peer, accepted } = fact.body;
  const known = scene.conns.get(conn);
  scene.conns.set(conn, {
    id: conn,
    from: accepted ? peer : fact.node,
    to: accepted ? fact.node : peer,
    phase: 'open',
    reason: null,
    acceptedSeq: accepted ? fact.seq : (known?.acceptedSeq ?? 0),
  });
}

export function closed(scene: Scene, fact: FactOf<'net.closed'>): void {
  const conn = scene.conns.get(fact.body.conn);
  if (conn === undefined) return;
  if (conn.phase === 'closing' || fact.body.reason === 'refused') scene.conns.delete(conn.id);
  else scene.conns.set(conn.id, { ...conn, phase: 'closing', reason: fact.body.reason });
}

/* --- frames --- */

export function sent(scene: Scene, fact: FactOf<'net.sent'>): void {
  const { body } = fact;
  let message = 0;
  let copy = 0;
  const method = methodOf(body.frame);
  if (method === 'basic.publish') {
    const broker = scene.brokers.get(body.to);
    if (broker !== undefined) message = beginPublish(scene, broker, fact) + 1;
  } else if (method === 'basic.deliver' || method === 'basic.get-ok') {
    const broker = scene.brokers.get(fact.node);
    if (broker !== undefined) copy = takeHanded(broker, fact) + 1;
  }
  scene.flights.set(fact.seq, { sent: fact, arrivesAt: body.arrivesAt, message, copy });
  if (body.leavesAt <= fact.at) return;
  const node = scene.nodes.get(fact.node);
  if (node !== undefined && body.leavesAt > node.busyUntil) node.busyUntil = body.leavesAt;
}

/** A message begins with the frame that carries it. */
function beginPublish(scene: Scene, broker: BrokerScene, fact: FactOf<'net.sent'>): number {
  const { messages } = broker;
  const row = addMessage(broker, FATE.flight);
  const { frame } = fact.body;
  const group = groupOf(broker, String(fieldOf(frame, 'routingKey')));
  setCell(messages, row, MESSAGE.sent, fact.seq);
  setCell(messages, row, MESSAGE.conn, fact.body.conn);
  setCell(messages, row, MESSAGE.channel, Number(fieldOf(frame, 'channel')));
  setCell(messages, row, MESSAGE.group, group);
  setCell(messages, row, MESSAGE.flags, fieldOf(frame, 'mandatory') === true ? MESSAGE_FLAG.mandatory : 0);
  setCell(messages, row, MESSAGE.publisher, publisherIndex(scene, fact.node) + 1);
  liveMessage(broker, row, fact.seq);
  countPublish(broker, fact, String(fieldOf(frame, 'exchange')), group);
  return row;
}

function countPublish(broker: BrokerScene, fact: FactOf<'net.sent'>, exchange: string, group: number): void {
  const vhost = broker.sessions.get(fact.body.conn)?.vhost ?? '/';
  const known = broker.publishers.get(fact.node);
  if (known === undefined) {
    broker.publishers.set(fact.node, { sent: 1, exchanges: [[vhost, exchange]], groups: [group] });
    return;
  }
  const { exchanges, groups } = known;
  const isKnown = exchanges.some((to) => to[1] === exchange && to[0] === vhost) || exchanges.length >= PUBLISHED_TO_MAX;
  broker.publishers.set(fact.node, {
    sent: known.sent + 1,
    exchanges: isKnown ? exchanges : [...exchanges, [vhost, exchange]],
    groups: groups.includes(group) ? groups : [...groups, group],
  });
}

function publisherIndex(scene: Scene, node: string): number {
  return scene.spec.nodes.findIndex((spec) => spec.id === node);
}

/** The copy whose delivery this frame is: deliveries go out in the order in which they were decided. */
function takeHanded(broker: BrokerScene, fact: FactOf<'net.sent'>): number {
  const { handed } = broker;
  if (broker.handedStep !== fact.step) return -1;
  const channel = fieldOf(fact.body.frame, 'channel');
  const tag = fieldOf(fact.body.frame, 'deliveryTag');
  for (let i = 0; i < handed.length; i += 4) {
    if (handed[i] !== fact.body.conn || handed[i + 1] !== channel || handed[i + 2] !== tag) continue;
    const row = handed[i + 3] as number;
    handed.splice(i, 4);
    return row;
  }
  return -1;
}

export function rescheduled(scene: Scene, fact: FactOf<'net.rescheduled'>): void {
  const flight = scene.flights.get(fact.body.sent);
  if (flight !== undefined) scene.flights.set(fact.body.sent, { ...flight, arrivesAt: fact.body.arrivesAt });
}

export function arrived(scene: Scene, fact: FactOf<'net.arrived'>): void {
  const flight = scene.flights.get(fact.body.sent);
  if (flight === undefined) return;
  forget(scene, fact.body.sent);
  if (flight.message !== 0) arrivePublish(scene, fact, flight.message - 1);
  else if (flight.copy !== 0) arriveDelivery(scene, fact, flight.copy - 1);
}

/** A frame is no longer on its way. */
function forget(scene: Scene, sent: number): void {
  scene.flights.delete(sent);
  scene.heldByHand.delete(sent);
}

function arrivePublish(scene: Scene, fact: FactOf<'net.arrived'>, row: number): void {
  const broker = scene.brokers.get(fact.node);
  if (broker === undefined || cell(broker.messages, row, MESSAGE.fate) !== FATE.flight) return;
  const channel = broker.channels.get(channelKey(fact.body.conn, cell(broker.messages, row, MESSAGE.channel)));
  liveMessage(broker, row, fact.seq);
  if (channel !== undefined) channel.inbound.push(row);
  else moveMessage(broker, row, FATE.dropped); // the broker does not listen on a channel it has closed
}

const ARRIVALS_MAX = 4096;

function arriveDelivery(scene: Scene, fact: FactOf<'net.arrived'>, row: number): void {
  const broker = scene.brokers.get(fact.body.from);
  if (broker === undefined) return;
  const { arrivals } = clientOf(scene, fact.node);
  arrivals.set(fact.seq, { broker: broker.node, copy: row });
  if (arrivals.size > ARRIVALS_MAX) arrivals.delete(arrivals.keys().next().value as number);
  if (!fliesUnacknowledged(broker, row)) return;
  releaseHeld(broker, row);
  moveCopy(broker, row, FATE.acked);
}

function fliesUnacknowledged(broker: BrokerScene, row: number): boolean {
  const noAck = (cell(broker.copies, row, COPY.flags) & COPY_FLAG.noAck) !== 0;
  return noAck && cell(broker.copies, row, COPY.fate) === FATE.flight;
}

export function droppedFrame(scene: Scene, fact: FactOf<'net.dropped'>): void {
  const flight = scene.flights.get(fact.body.sent);
  if (flight === undefined) return;
  forget(scene, fact.body.sent);
  const server = scene.servers.get(fact.node);
  if (server !== undefined && flight.sent.cause !== null) unanswered(server, flight.sent.cause);
  if (loseFlight(scene, flight, fact)) markMilestone(scene, fact, 'lost');
}

/** A publish nobody will read is lost; so is a delivery that the broker has already forgotten. */
function loseFlight(scene: Scene, flight: FlightScene, fact: FactOf<'net.dropped'>): boolean {
  if (flight.message !== 0) {
    const broker = scene.brokers.get(fact.body.to);
    if (broker === undefined || cell(broker.messages, flight.message - 1, MESSAGE.fate) !== FATE.flight) return false;
    loseMessage(broker, flight.message - 1, fact.seq);
    return true;
  }
  const broker = scene.brokers.get(fact.node);
  if (flight.copy === 0 || broker === undefined || !fliesUnacknowledged(broker, flight.copy - 1)) return false;
  loseCopy(broker, flight.copy - 1, fact.seq);
  return true;
}

/* --- the disk --- */

export function diskAppended(scene: Scene, fact: FactOf<'disk.appended'>): void {
  const server = scene.servers.get(fact.node);
  if (server !== undefined) fileAppended(server, fact);
}

export function diskSyncing(scene: Scene, fact: FactOf<'disk.syncing'>): void {
  const server = scene.servers.get(fact.node);
  if (server !== undefined) fileSyncing(server, fact);
}

export function diskSynced(scene: Scene, fact: FactOf<'disk.synced'>): void {
  const server = scene.servers.get(fact.node);
  if (server !== undefined) fileSynced(server, fact);
}

export function diskReplaced(scene: Scene, fact: FactOf<'disk.replaced'>): void {
  const server = scene.servers.get(fact.node);
  if (server !== undefined) fileReplaced(server, fact);
}

export function diskRemoved(scene: Scene, fact: FactOf<'disk.removed'>): void {
  const server = scene.servers.get(fact.node);
  if (server !== undefined) fileRemoved(server, fact.body.file);
}

export function diskErased(scene: Scene, fact: FactOf<'disk.erased'>): void {
  const broker = scene.brokers.get(fact.node);
  if (broker !== undefined) eraseBroker(scene, broker, fact);
  const server = scene.servers.get(fact.node);
  if (server !== undefined) erase(scene, server, fact);
}
