import { byteStringOf } from '../base/bytes.ts';
import type { ConnId, Micros } from '../sim/machine.ts';
import { consumerCount } from './consumers.ts';
import { channelCondition, conditionOf } from './credit-flow.ts';
import { exportDefinitions } from './definitions.ts';
import type { Binding } from './exchanges/kind.ts';
import { EXPORT_FORMATS } from './export/formats.ts';
import { placeInLog } from './queues/classic.ts';
import { explainMisses, matches } from './route.ts';
import type {
  BrokerState,
  Channel,
  Connection,
  Consumer,
  Entry,
  Exchange,
  Message,
  Queue,
  Unacked,
  Vhost,
} from './state.ts';
import { tapeWindow } from './tape.ts';
import { refOf } from './topology.ts';
import {
  BODY_MAX,
  type BrokerQuery,
  type BrokerView,
  type ChannelRow,
  type ConnectionRow,
  type ConsumerRow,
  type ExchangeRow,
  type MessageRow,
  type OverviewView,
  PAGE_MAX,
  type Page,
  type QueueRow,
  type StoreFileRow,
  type UnackedRow,
} from './views.ts';

/* Answers to what views.ts lets one ask; read-only. */

const TAIL = 10;

export function inspectBroker(b: BrokerState, query: BrokerQuery, now: Micros): BrokerView {
  switch (query.kind) {
    case 'overview':
      return overview(b);
    case 'exchanges':
      return page('exchanges', query, allExchanges(b, query.vhost), exchangeRow);
    case 'bindings':
      return page('bindings', query, allBindings(b, query.vhost, query.exchange), ([vhost, binding]) => ({
        vhost,
        exchange: binding.source,
        ...refOf(binding),
      }));
    case 'queues':
      return page('queues', query, allQueues(b, query.vhost), queueRow);
    case 'queue':
      return oneQueue(b, query);
    case 'connections':
      return page('connections', query, [...b.connections.values()], (c) => connectionRow(b, c, now));
    case 'channels':
      return page('channels', query, allChannels(b, query.conn), (c) => channelRow(c, now));
    case 'consumers':
      return page('consumers', query, allConsumers(b, query.vhost, query.queue), ([queue, consumer]) =>
        consumerRow(b, queue, consumer),
      );
    case 'policies':
      return page('policies', query, allPolicies(b, query.vhost), (row) => row);
    case 'store':
      return page('store', {}, storeFiles(b), (row) => row);
    case 'definitions':
      return { kind: 'definitions', json: JSON.stringify(exportDefinitions(b)) };
    case 'export': {
      const text = EXPORT_FORMATS[query.format](JSON.stringify(exportDefinitions(b)));
      return { kind: 'export', format: query.format, text };
    }
    case 'routing':
      return routing(b, query);
  }
}

function page<K extends string, S, T>(
  kind: K,
  query: Page,
  all: readonly S[],
  row: (item: S) => T,
): { kind: K; total: number; rows: T[] } {
  const from = Math.max(0, query.from ?? 0);
  const count = Math.min(PAGE_MAX, query.count ?? PAGE_MAX);
  return { kind, total: all.length, rows: all.slice(from, from + count).map(row) };
}

function vhostsOf(b: BrokerState, name: string | undefined): Vhost[] {
  if (name === undefined) return [...b.vhosts.values()];
  const vhost = b.vhosts.get(name);
  return vhost === undefined ? [] : [vhost];
}

const allExchanges = (b: BrokerState, vhost?: string): Exchange[] =>
  vhostsOf(b, vhost).flatMap((v) => [...v.exchanges.values()]);
export const allQueues = (b: BrokerState, vhost?: string): Queue[] =>
  vhostsOf(b, vhost).flatMap((v) => [...v.queues.values()]);

function allBindings(b: BrokerState, vhost: string | undefined, exchange: string | undefined): [string, Binding][] {
  const rows: [string, Binding][] = [];
  for (const x of allExchanges(b, vhost)) {
    if (exchange !== undefined && x.name !== exchange) continue;
    for (const binding of x.bindings.values()) rows.push([x.vhost, binding]);
  }
  return rows;
}

function allChannels(b: BrokerState, conn: ConnId | undefined): Channel[] {
  const from: Connection[] =
    conn === undefined ? [...b.connections.values()] : [b.connections.get(conn)].filter((c) => c !== undefined);
  return from.flatMap((connection) => [...connection.channels.values()]);
}

function allConsumers(b: BrokerState, vhost: string | undefined, name: string | undefined): [Queue, Consumer][] {
  const rows: [Queue, Consumer][] = [];
  for (const queue of allQueues(b, vhost)) {
    if (name !== undefined && queue.name !== name) continue;
    for (const consumer of [...queue.active, ...queue.blocked].sort((a, z) => a.id - z.id))
      rows.push([queue, consumer]);
  }
  return rows;
}

function allPolicies(b: BrokerState, name: string | undefined) {
  return vhostsOf(b, name).flatMap((vhost) => [
    ...[...vhost.policies.values()].map((policy) => ({ vhost: vhost.name, operator: false, ...policy })),
    ...[...vhost.operatorPolicies.values()].map((policy) => ({ vhost: vhost.name, operator: true, ...policy })),
  ]);
}

function overview(b: BrokerState): OverviewView {
  let [exchanges, queues, consumers, ready, unacked, channels] = [0, 0, 0, 0, 0, 0];
  for (const vhost of b.vhosts.values()) {
    exchanges += vhost.exchanges.size;
    queues += vhost.queues.size;
    for (const queue of vhost.queues.values()) {
      ready += queue.readyCount;
      unacked += queue.unackedCount;
      consumers += consumerCount(queue);
    }
  }
  for (const connection of b.connections.values()) channels += connection.channels.size;
  return {
    kind: 'overview',
    node: b.config.nodeName,
    startedAt: b.startedAt,
    connections: b.connections.size,
    channels,
    exchanges,
    queues,
    consumers,
    ready,
    unacked,
    memoryUsed: b.memoryUsed,
    alarms: { ...b.alarms },
  };
}

function exchangeRow(x: Exchange): ExchangeRow {
  const { vhost, name, type, durable, autoDelete, internal, alternate, policy } = x;
  return {
    vhost,
    name,
    type,
    durable,
    autoDelete,
    internal,
    arguments: x.arguments,
    bindings: x.bindings.size,
    alternate,
    policy,
  };
}

function queueRow(q: Queue): QueueRow {
  const { vhost, name, type, durable, autoDelete, policy, operatorPolicy } = q;
  const chosen = q.singleActive ? [...q.active, ...q.blocked].find((consumer) => consumer.id === q.chosen) : undefined;
  return {
    vhost,
    name,
    type,
    durable,
    exclusive: q.owner !== null,
    autoDelete,
    arguments: q.arguments,
    policy,
    operatorPolicy,
    ready: q.readyCount,
    unacked: q.unackedCount,
    readyBytes: q.readyBytes,
    unackedBytes: q.unackedBytes,
    consumers: consumerCount(q),
    singleActiveConsumer: chosen?.tag ?? null,
    segments: q.stream?.segments.length ?? null,
    committed: q.stream === null ? (q.quorum?.committed ?? -1) : q.stream.committed - 1,
    keptLetters: q.quorum?.letters.length ?? 0,
    unsynced:
      q.index === null
        ? unsyncedOf(q)
        : q.index.newPublishes.size + q.index.flights.reduce((sum, flight) => sum + flight.messages.length, 0),
  };
}

/** Messages of a stream that are written and not yet synced. */
function unsyncedOf({ stream }: Queue): number {
  return stream === null
    ? 0
    : stream.flights.reduce((sum, flight) => sum + flight.messages.length, stream.fresh.length);
}

function storedOf(queue: Queue, entry: Entry): MessageRow['stored'] {
  if (queue.stream !== null) return entry.order < queue.stream.committed ? 'synced' : 'written';
  if (!entry.stored || queue.index === null) return null;
  if (queue.index.newPublishes.has(placeInLog(entry))) return 'memory';
  return queue.index.flights.some((flight) => flight.messages.includes(entry.message.id)) ? 'written' : 'synced';
}

function messageRow(queue: Queue, entry: Entry): MessageRow {
  const { message } = entry;
  return {
    message: message.id,
    exchange: message.exchange,
    key: message.key,
    persistent: message.persistent,
    redelivered: entry.redelivered,
    priority: entry.priority,
    size: message.body.length,
    properties: message.properties,
    body: byteStringOf(message.body, 0, Math.min(BODY_MAX, message.body.length)),
    expiresAt: Number.isFinite(entry.expiresAt) ? entry.expiresAt : null,
    stored: storedOf(queue, entry),
  };
}

function oneQueue(b: BrokerState, query: BrokerQuery & { kind: 'queue' }): BrokerView {
  const queue = b.vhosts.get(query.vhost ?? b.config.defaultVhost)?.queues.get(query.queue);
  if (queue === undefined) return { kind: 'none' };
  const from = Math.max(0, query.from ?? 0);
  const count = Math.min(PAGE_MAX, query.count ?? PAGE_MAX);
  const tailFrom = Math.max(from + count, queue.readyCount - TAIL);
  return {
    kind: 'queue',
    queue: queueRow(queue),
    from,
    head: readyWindow(queue, from, count).map((entry) => messageRow(queue, entry)),
    tail: readyWindow(queue, tailFrom, TAIL).map((entry) => messageRow(queue, entry)),
    unacked: unackedRows(b, queue, count),
  };
}

/** Ready copies in the order of delivery. */
function readyWindow(queue: Queue, from: number, count: number): Entry[] {
  const entries: Entry[] = [];
  let skip = from;
  for (const tape of queue.ready.toReversed()) {
    if (skip < tape.length && entries.length < count) entries.push(...tapeWindow(tape, skip, count - entries.length));
    skip = Math.max(0, skip - tape.length);
  }
  return entries;
}

function unackedRows(b: BrokerState, queue: Queue, count: number): UnackedRow[] {
  const rows: UnackedRow[] = [];
  if (queue.unackedCount === 0) return rows;
  const row = (channel: Channel, unacked: Unacked): UnackedRow => ({
    ...messageRow(queue, unacked.entry),
    conn: channel.conn,
    channel: channel.number,
    tag: unacked.order,
    consumer: unacked.consumer,
    at: unacked.at,
  });
  for (const channel of allChannels(b, undefined)) {
    // A window wide enough to find this queue's among the others', and bounded all the same.
    for (const unacked of tapeWindow(channel.unacked, 0, 10 * PAGE_MAX)) {
      if (unacked.queueId === queue.id && rows.length < count) rows.push(row(channel, unacked));
    }
  }
  return rows;
}

function connectionRow(b: BrokerState, c: Connection, now: number): ConnectionRow {
  const { id, peer, name, user, vhost, stage, heartbeat, blocked } = c;
  const state = stage === 'open' ? conditionOf(b, c, now) : stage;
  return { conn: id, peer, name, user, vhost, stage, state, channels: c.channels.size, heartbeat, blocked };
}

function channelRow(c: Channel, now: number): ChannelRow {
  return {
    conn: c.conn,
    number: c.number,
    state: channelCondition(c, now),
    prefetch: c.prefetch,
    globalPrefetch: c.limit,
    unacked: c.unacked.length,
    unconfirmed: c.unconfirmed.size,
    confirming: c.confirming,
    transactional: c.tx !== null,
    consumers: c.consumers.size,
  };
}

function consumerRow(b: BrokerState, queue: Queue, consumer: Consumer): ConsumerRow {
  const { tag, conn, channel, noAck, exclusive, priority, prefetch } = consumer;
  const at = queue.singleActive && queue.chosen !== consumer.id ? -1 : queue.active.indexOf(consumer);
  const held = b.connections.get(conn)?.channels.get(channel)?.unacked;
  const unacked =
    held === undefined
      ? 0
      : tapeWindow(held, 0, 10 * PAGE_MAX).filter((item) => item.consumer === tag && item.queueId === queue.id).length;
  return {
    vhost: queue.vhost,
    queue: queue.name,
    tag,
    conn,
    channel,
    noAck,
    exclusive,
    priority,
    prefetch,
    unacked,
    turn: at < 0 ? null : at,
  };
}

function storeFiles(b: BrokerState): StoreFileRow[] {
  const row = (file: typeof b.metadata, queue: string | null, unwritten: number): StoreFileRow => ({
    file: file.name,
    queue,
    length: file.length,
    garbage: file.garbage,
    state: file.state,
    unwritten,
  });
  const indexes = allQueues(b).flatMap((queue) =>
    queue.index === null
      ? []
      : [row(queue.index.file, queue.name, queue.index.newPublishes.size + queue.index.newEnds.length)],
  );
  return [row(b.metadata, null, 0), row(b.store.file, null, 0), ...indexes];
}

function routing(b: BrokerState, query: BrokerQuery & { kind: 'routing' }): BrokerView {
  const vhost = b.vhosts.get(query.vhost ?? b.config.defaultVhost);
  const exchange = vhost?.exchanges.get(query.exchange);
  if (vhost === undefined || exchange === undefined) return { kind: 'none' };
  if (query.exchange === '') {
    const matched = vhost.queues.has(query.key)
      ? [{ destination: query.key, to: 'queue', key: query.key, arguments: [] } as const]
      : [];
    return { kind: 'routing', matched, missed: [], missedCount: 0, alternate: null };
  }
  const message: Message = {
    id: 0,
    exchange: query.exchange,
    key: query.key,
    carbonKeys: [],
    properties: query.headers === undefined ? {} : { headers: query.headers },
    body: new Uint8Array(0),
    persistent: false,
  };
  const matched = new Set(matches(exchange, message));
  return {
    kind: 'routing',
    matched: [...matched].map(refOf),
    ...explainMisses(exchange, message, matched),
    alternate: exchange.alternate,
  };
}
