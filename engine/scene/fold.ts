import type { Fold } from '../sim/simulation.ts';
import type { WorldSpec } from '../sim/spec.ts';
import * as broker from './fold-broker.ts';
import * as channels from './fold-channels.ts';
import * as client from './fold-client.ts';
import * as kv from './fold-kv.ts';
import * as kvClients from './fold-kv-clients.ts';
import * as replication from './fold-kv-replication.ts';
import * as net from './fold-net.ts';
import * as topology from './fold-topology.ts';
import { addHairline, createTime, forkTime } from './milestones.ts';
import { forkTable } from './pages.ts';
import {
  type AnyFact,
  type BrokerScene,
  type ChannelScene,
  type Fact,
  type FactOf,
  type NodeScene,
  type Scene,
  STEP_FACTS_MAX,
} from './scene.ts';
import { SEEN } from './worth.ts';

/*
 * Facts in, scene out. One table by kind; a fact that is not in it changes no picture. The fold holds on to the facts
 * of the latest step and to few others, so that most facts cost a look-up and a store.
 */

type Apply<K extends AnyFact['kind']> = (scene: Scene, fact: FactOf<K>) => void;
type Table = { readonly [K in AnyFact['kind']]?: Apply<K> };

const TABLE: Table = {
  'input.given': net.given,
  'input.refused': net.refused,
  'node.started': net.nodeStarted,
  'node.stopped': net.nodeStopped,
  'link.parted': net.linkParted,
  'link.healed': net.linkHealed,
  'net.connecting': net.connecting,
  'net.opened': net.opened,
  'net.closed': net.closed,
  'net.sent': net.sent,
  'net.rescheduled': net.rescheduled,
  'net.arrived': net.arrived,
  'net.dropped': net.droppedFrame,
  'disk.appended': net.diskAppended,
  'disk.syncing': net.diskSyncing,
  'disk.synced': net.diskSynced,
  'disk.replaced': net.diskReplaced,
  'disk.removed': net.diskRemoved,
  'disk.erased': net.diskErased,

  'kv.started': kv.started,
  'kv.configured': kv.configured,
  'kv.loaded': kv.loaded,
  'kv.loadFailed': kvClients.loadFailed,
  'kv.connected': kvClients.connected,
  'kv.disconnected': kvClients.disconnected,
  'kv.executed': kv.executed,
  'kv.propagated': kv.propagated,
  'kv.replied': kv.replied,
  'kv.expired': kvClients.expired,
  'kv.evicted': kv.evicted,
  'kv.blocked': kvClients.blocked,
  'kv.unblocked': kvClients.unblocked,
  'kv.queued': kvClients.queued,
  'kv.execStarted': kvClients.execEnded,
  'kv.execAborted': kvClients.execEnded,
  'kv.saveStarted': kv.saveStarted,
  'kv.saveFinished': kv.saveFinished,
  'kv.saveFailed': kv.saveFailed,
  'kv.replicaOf': replication.replicaOf,
  'kv.streamed': replication.streamed,
  'kv.applied': replication.applied,
  'kv.resyncStarted': replication.resyncStarted,
  'kv.replicaGone': replication.replicaGone,
  'kv.replicaAcked': replication.replicaAcked,
  'kv.linkUp': replication.linkUp,
  'kv.linkDown': replication.linkDown,
  'kv.resynced': replication.resynced,

  'broker.started': broker.started,
  'broker.recovered': broker.recovered,
  'broker.connectionOpened': channels.connectionOpened,
  'broker.connectionClosed': channels.connectionClosed,
  'broker.channelOpened': channels.channelOpened,
  'broker.channelClosed': channels.channelClosed,
  'broker.txRolledBack': channels.txRolledBack,
  'broker.exchangeDeclared': topology.exchangeDeclared,
  'broker.exchangeDeleted': topology.exchangeDeleted,
  'broker.queueDeclared': topology.queueDeclared,
  'broker.queueDeleted': topology.queueDeleted,
  'broker.bound': topology.bound,
  'broker.unbound': topology.unbound,
  'broker.consumerAdded': channels.consumerAdded,
  'broker.consumerActivated': channels.consumerActivated,
  'broker.consumerCancelled': channels.consumerCancelled,
  'broker.published': broker.published,
  'broker.routed': broker.routed,
  'broker.unroutable': broker.unroutable,
  'broker.returned': broker.returned,
  'broker.enqueued': broker.enqueued,
  'broker.delivered': broker.delivered,
  'broker.read': broker.read,
  'broker.credited': broker.credited,
  'broker.replied': broker.replied,
  'broker.autoAcked': broker.autoAcked,
  'broker.acked': broker.acked,
  'broker.rejected': broker.rejected,
  'broker.requeued': broker.requeued,
  'broker.deadLettered': broker.deadLettered,
  'broker.expired': broker.expired,
  'broker.dropped': broker.dropped,
  'broker.lost': broker.lost,
  'broker.confirmed': broker.confirmed,
  'broker.nacked': broker.nacked,
  'broker.stored': broker.stored,
  'broker.synced': broker.synced,
  'broker.compacted': broker.compacted,
  'broker.alarmRaised': topology.alarmRaised,
  'broker.alarmCleared': topology.alarmCleared,

  'client.published': client.published,
  'client.confirmed': client.confirmed,
  'client.received': client.received,
  'client.processing': client.processing,
  'client.processed': client.processed,
  'client.skipped': client.skipped,
  'client.abandoned': client.abandoned,
  'client.acked': client.acked,
  'client.replied': client.replied,
  'client.requested': client.requested,
  'client.answered': client.answered,
  'client.failed': client.failed,
  'client.disconnected': client.said,
  'client.printed': client.said,
  'program.printed': client.said,
};

interface Entry {
  readonly apply: ((scene: Scene, fact: Fact) => void) | null;
  readonly isSeen: boolean;
}

const ENTRIES = new Map<string, Entry>();
for (const kind of [...SEEN]) ENTRIES.set(kind, { apply: null, isSeen: true });
for (const [kind, apply] of Object.entries(TABLE)) {
  // Looked up by the kind of the very fact that is then passed, which is what the type of Table says of each entry.
  ENTRIES.set(kind, { apply: apply as Entry['apply'], isSeen: SEEN.has(kind) });
}

export const SCENE: Fold<Scene> = {
  start: createScene,
  apply(scene, fact) {
    if (fact.step !== scene.step || scene.seq === 0) {
      scene.step = fact.step;
      scene.stepFacts = [];
    }
    scene.at = fact.at;
    scene.seq = fact.seq;
    if (scene.stepFacts.length < STEP_FACTS_MAX) scene.stepFacts.push(fact);
    const entry = ENTRIES.get(fact.body.kind);
    if (entry === undefined) return;
    if (entry.isSeen) addHairline(scene.time, fact.at);
    entry.apply?.(scene, fact);
  },
  fork: forkScene,
};

export function createScene(spec: WorldSpec): Scene {
  const nodes = new Map<string, NodeScene>();
  for (const { id, machine } of spec.nodes)
    nodes.set(id, { id, machine, status: 'never', sinceAt: 0, sinceSeq: 0, incarnation: 0, busyUntil: 0 });
  return {
    spec,
    at: 0,
    step: 0,
    seq: 0,
    stepFacts: [],
    nodes,
    parted: new Map(),
    conns: new Map(),
    flights: new Map(),
    heldByHand: new Set(),
    servers: new Map(),
    brokers: new Map(),
    clients: new Map(),
    time: createTime(),
  };
}

export function forkScene(scene: Scene): Scene {
  const nodes = new Map<string, NodeScene>();
  for (const [id, node] of scene.nodes) nodes.set(id, { ...node });
  return {
    ...scene,
    stepFacts: scene.stepFacts.slice(),
    nodes,
    parted: new Map(scene.parted),
    conns: new Map(scene.conns),
    flights: new Map(scene.flights),
    heldByHand: new Set(scene.heldByHand),
    servers: mapValues(scene.servers, kv.forkServer),
    brokers: mapValues(scene.brokers, forkBroker),
    clients: mapValues(scene.clients, client.forkClient),
    time: forkTime(scene.time),
  };
}

function mapValues<T>(from: ReadonlyMap<string, T>, fork: (value: T) => T): Map<string, T> {
  const to = new Map<string, T>();
  for (const [key, value] of from) to.set(key, fork(value));
  return to;
}

function forkBroker(from: BrokerScene): BrokerScene {
  from.owner = {}; // neither side owns the shared parts any more
  const open = new Map<number, ChannelScene>();
  for (const [key, channel] of from.channels)
    open.set(key, { ...channel, inbound: channel.inbound.slice(), consumers: channel.consumers.slice() });
  return {
    ...from,
    owner: {},
    messages: forkTable(from.messages),
    copies: forkTable(from.copies),
    lives: forkTable(from.lives),
    stores: forkTable(from.stores),
    numbered: forkTable(from.numbered),
    jumps: from.jumps.slice(),
    counts: from.counts.slice(),
    queues: from.queues.slice(),
    consumers: from.consumers.slice(),
    channels: open,
    sessions: new Map(from.sessions),
    publishers: new Map(from.publishers),
    handed: from.handed.slice(),
    givenBack: from.givenBack.slice(),
  };
}
