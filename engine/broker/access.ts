import { clone } from '../base/clone.ts';
import type { ConnId } from '../sim/machine.ts';
import type { Binding } from './exchanges/kind.ts';
import type { BrokerState, Channel, Connection, Exchange, Queue, QuorumPart, StreamPart, Vhost } from './state.ts';
import { forkStore } from './storage/message-store.ts';
import { forkIndex } from './storage/queue-index.ts';
import { forkRecordFile } from './storage/record-file.ts';
import { forkTape } from './tape.ts';

/*
 * Copy on write. A fork of the broker freezes its parts and shares them; whoever wants to write to one gets it through
 * `touch...`, which puts a copy in its place first. A frozen Map still takes writes, so for Maps frozen is a mark that
 * these functions honour. Nothing may keep a part from one step to the next.
 */

export function touchQueue(vhost: Vhost, name: string): Queue | undefined {
  const queue = vhost.queues.get(name);
  if (queue === undefined || !Object.isFrozen(queue)) return queue;
  const twin: Queue = {
    ...queue,
    ready: queue.ready.map(forkTape),
    active: queue.active.map((consumer) => ({ ...consumer })),
    blocked: queue.blocked.map((consumer) => ({ ...consumer })),
    index: queue.index === null ? null : forkIndex(queue.index),
    quorum: queue.quorum === null ? null : forkQuorum(queue.quorum),
    stream: queue.stream === null ? null : forkStream(queue.stream),
  };
  vhost.queues.set(name, twin);
  return twin;
}

function forkQuorum(quorum: QuorumPart): QuorumPart {
  return {
    ...quorum,
    letters: forkTape(quorum.letters),
    senders: forkTape(quorum.senders),
    awaited: new Map(quorum.awaited),
  };
}

function forkStream(stream: StreamPart): StreamPart {
  return {
    ...stream,
    segments: stream.segments.map((segment) => ({ ...segment, file: forkRecordFile(segment.file) })),
    fresh: stream.fresh.slice(),
    confirms: stream.confirms.slice(),
    flights: stream.flights.slice(),
  };
}

export function touchExchange(vhost: Vhost, name: string): Exchange | undefined {
  const exchange = vhost.exchanges.get(name);
  if (exchange === undefined || !Object.isFrozen(exchange)) return exchange;
  const twin: Exchange = { ...exchange, bindings: new Map(exchange.bindings), routes: clone(exchange.routes) };
  vhost.exchanges.set(name, twin);
  return twin;
}

export function touchConnection(b: BrokerState, id: ConnId): Connection | undefined {
  const connection = b.connections.get(id);
  if (connection === undefined || !Object.isFrozen(connection)) return connection;
  const twin: Connection = { ...connection, held: connection.held.slice(), channels: new Map(connection.channels) };
  b.connections.set(id, twin);
  return twin;
}

export function touchChannel(connection: Connection, number: number): Channel | undefined {
  const channel = connection.channels.get(number);
  if (channel === undefined || !Object.isFrozen(channel)) return channel;
  const twin = thawChannel(channel);
  connection.channels.set(number, twin);
  return twin;
}

/** The channel of a connection, to write to. */
export function channelAt(b: BrokerState, conn: ConnId, number: number): Channel | undefined {
  const connection = touchConnection(b, conn);
  return connection === undefined ? undefined : touchChannel(connection, number);
}

/** The bindings that lead to a queue or exchange, to write to. */
export function touchIncoming(vhost: Vhost, destination: string): Map<string, Binding> {
  const known = vhost.incoming.get(destination);
  if (known !== undefined && !Object.isFrozen(known)) return known;
  const twin = new Map(known);
  vhost.incoming.set(destination, twin);
  return twin;
}

function thawChannel(channel: Channel): Channel {
  const { flow, tx } = channel;
  return {
    ...channel,
    suspended: channel.suspended.slice(),
    unacked: forkTape(channel.unacked),
    consumers: new Map(channel.consumers),
    unconfirmed: new Map(channel.unconfirmed),
    confirmed: channel.confirmed.slice(),
    refused: channel.refused.slice(),
    flow: { ...flow, open: new Map(flow.open), slow: flow.slow.slice() },
    tx:
      tx === null
        ? null
        : { publishes: tx.publishes.slice(), settlements: tx.settlements.slice(), committing: tx.committing },
    inbox: channel.inbox.slice(),
  };
}

/** A copy such that writing to either cannot be seen by the other; it costs a few pointers for each part. */
export function forkBroker(b: BrokerState): BrokerState {
  const vhosts = new Map<string, Vhost>();
  for (const [name, vhost] of b.vhosts) vhosts.set(name, forkVhost(vhost));
  for (const connection of b.connections.values()) {
    for (const channel of connection.channels.values()) Object.freeze(channel);
    Object.freeze(connection);
  }
  return {
    ...b,
    vhosts,
    users: clone(b.users),
    connections: new Map(b.connections),
    metadata: forkRecordFile(b.metadata),
    store: forkStore(b.store),
    replies: new Map(b.replies),
    indexes: new Map(b.indexes),
    alarms: { ...b.alarms },
    parked: b.parked.slice(),
    due: clone(b.due),
  };
}

function forkVhost(vhost: Vhost): Vhost {
  for (const queue of vhost.queues.values()) Object.freeze(queue);
  for (const exchange of vhost.exchanges.values()) Object.freeze(exchange);
  for (const incoming of vhost.incoming.values()) Object.freeze(incoming);
  return {
    name: vhost.name,
    exchanges: new Map(vhost.exchanges),
    queues: new Map(vhost.queues),
    incoming: new Map(vhost.incoming),
    policies: new Map(vhost.policies),
    operatorPolicies: new Map(vhost.operatorPolicies),
    limits: vhost.limits,
  };
}
