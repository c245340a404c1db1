import type { Seq } from '../sim/machine.ts';
import type { AmqpFrame, MethodFrame } from '../wire/amqp-methods.ts';
import { channelAt, touchChannel } from './access.ts';
import { cancel, consume, get, qos, startServing } from './consume.ts';
import { endFlow, fullCredit, spendCredit } from './credit-flow.ts';
import {
  bindingMethod,
  exchangeDeclare,
  exchangeDelete,
  queueDeclare,
  queueDelete,
  queuePurge,
  type Scope,
} from './declare.ts';
import { mayUse, mayUseTopic } from './permissions.ts';
import { checkPublish, publish, routedNow } from './publish.ts';
import { removeConsumer } from './queue-life.ts';
import type { How } from './queues/kind.ts';
import { queueKind } from './queues/registry.ts';
import { named, type Refusal, refuse } from './refusal.ts';
import { consumeReplies, endReplies, REPLY_QUEUE, replyAddress } from './reply-to.ts';
import { collect, requeueAll, settle } from './settle.ts';
import type { BrokerOut, BrokerState, Channel, Connection, Unacked, Vhost } from './state.ts';
import { syncRecords } from './storage/record-file.ts';
import { emptyTape, tapeItems } from './tape.ts';
import { txCommit, txRollback, txSelect } from './tx.ts';

/*
 * A channel: one method after the other, each with its answer. A durable declaration holds the channel until the
 * metadata log is on the disk; what comes meanwhile waits in its inbox. RABBITMQ: rabbit_channel handle_method
 */

export function openChannel(connection: Connection, number: number, out: BrokerOut): void {
  connection.channels.set(number, {
    number,
    conn: connection.id,
    openedAt: out.now,
    stage: 'open',
    prefetch: 0,
    limit: 0,
    volume: 0,
    suspended: [],
    nextTag: 1,
    unacked: emptyTape(),
    consumers: new Map(),
    replies: null,
    confirming: false,
    nextPublish: 1,
    unconfirmed: new Map(),
    confirmed: [],
    refused: [],
    tx: null,
    flow: fullCredit(),
    lastQueue: '',
    parkedUntil: null,
    parkedReplies: [],
    inbox: [],
  });
  if (out.observed) out.note({ kind: 'broker.channelOpened', conn: connection.id, channel: number });
}

/** What a method comes to: an answer, nothing, or a refusal that ends the channel or the connection. */
type Outcome = AmqpFrame | Refusal | null;

/** Handles a frame of an open channel. Returns a refusal for the connection to act on. */
export function channelFrame(
  b: BrokerState,
  connection: Connection,
  vhost: Vhost,
  channel: Channel,
  frame: AmqpFrame,
  out: BrokerOut,
): Refusal | null {
  if (channel.parkedUntil !== null) {
    channel.inbox.push(frame);
    return null;
  }
  if (channel.tx?.committing === true)
    return refuse('CHANNEL_ERROR', "unexpected command while processing 'tx.commit'");
  const scope: Scope = { b, connection, vhost, channel, out };
  const known = b.metadata.last;
  const outcome = handle(scope, frame);
  if (outcome !== null && 'reply' in outcome) return outcome;
  if (b.metadata.last > known && connection.channels.has(channel.number)) {
    channel.parkedUntil = b.metadata.last;
    channel.parkedReplies = outcome === null ? [] : [outcome];
    b.parked.push({ conn: connection.id, channel: channel.number });
    syncRecords(b.metadata, out);
  } else if (outcome !== null) out.send(connection.id, outcome);
  return null;
}

/** Answers the channels whose declarations are on the disk now. `refused` ends one that goes on to do wrong. */
export function unpark(
  b: BrokerState,
  out: BrokerOut,
  frameOn: (connection: Connection, channel: number, frame: AmqpFrame) => void,
): void {
  const waiting = b.parked;
  b.parked = [];
  for (const place of waiting) {
    const channel = channelAt(b, place.conn, place.channel);
    if (channel === undefined || channel.parkedUntil === null) continue;
    if (channel.parkedUntil > b.metadata.synced) {
      b.parked.push(place);
      continue;
    }
    for (const reply of channel.parkedReplies) out.send(place.conn, reply);
    channel.parkedUntil = null;
    channel.parkedReplies = [];
    const inbox = channel.inbox;
    channel.inbox = [];
    const connection = b.connections.get(place.conn) as Connection;
    for (const frame of inbox) frameOn(connection, place.channel, frame);
  }
}

interface ChannelEnd {
  readonly code: number | null;
  readonly text: string;
  readonly byBroker: boolean;
  /** It stays until the client has answered. */
  readonly lingers?: boolean;
}

/**
 * Ends a channel: its consumers leave, its unacked deliveries go back. A channel that the broker closes lingers until
 * the client has answered, and with it what it holds of the queues it does not consume from: of those it got, or whose
 * consumer it has cancelled. RABBITMQ: rabbit_channel notify_queues tells the queues of its consumers alone, all others
 * hear of its process's end
 */
export function endChannel(
  b: BrokerState,
  vhost: Vhost,
  connection: Connection,
  number: number,
  { lingers = false, ...end }: ChannelEnd,
  why: 'channel closed' | 'connection closed' | 'consumer timeout',
  out: BrokerOut,
): Seq | undefined {
  const channel = touchChannel(connection, number);
  if (channel === undefined) return undefined;
  const cause = out.observed
    ? out.note({ kind: 'broker.channelClosed', conn: connection.id, channel: number, ...end })
    : undefined;
  const consumed = new Set<string>();
  for (const [tag, { queue: name }] of [...channel.consumers]) {
    const queue = vhost.queues.get(name);
    if (lingers && queue !== undefined && queueKind(queue).servesClosing) continue;
    consumed.add(name);
    removeConsumer(b, vhost, channel, tag, why, out, cause);
  }
  // What a transaction was about to settle was never settled: it comes back with the rest.
  if (channel.tx !== null) txRollback(channel);
  requeueAll(b, vhost, channel, why, out, cause, lingers ? consumed : null);
  endReplies(b, channel);
  channel.unconfirmed.clear();
  channel.confirmed = [];
  channel.refused = [];
  channel.inbox = [];
  channel.parkedUntil = null;
  return cause;
}

/** What a closed channel still held goes back. */
export function leaveChannel(
  b: BrokerState,
  vhost: Vhost,
  connection: Connection,
  number: number,
  out: BrokerOut,
): void {
  const channel = touchChannel(connection, number);
  if (channel !== undefined) {
    for (const tag of [...channel.consumers.keys()]) removeConsumer(b, vhost, channel, tag, 'channel closed', out);
    requeueAll(b, vhost, channel, 'channel closed', out);
  }
  connection.channels.delete(number);
  endFlow(b, connection.id, out);
}

function answer<M extends MethodFrame>(frame: M): M {
  return frame;
}

function handle(s: Scope, frame: AmqpFrame): Outcome {
  switch (frame.method) {
    case 'basic.publish':
      return onPublish(s, frame);
    case 'basic.ack':
      return onSettle(s, Number(frame.deliveryTag), frame.multiple, 'ack', false);
    case 'basic.nack':
      return onSettle(s, Number(frame.deliveryTag), frame.multiple, 'nack', frame.requeue);
    case 'basic.reject':
      return onSettle(s, Number(frame.deliveryTag), false, 'reject', frame.requeue);
    case 'basic.get':
      return get(s, frame);
    case 'basic.consume':
      return onConsume(s, frame);
    case 'basic.cancel':
      if (s.channel.replies?.tag === frame.consumerTag) endReplies(s.b, s.channel);
      else cancel(s, frame.consumerTag);
      return frame.nowait
        ? null
        : answer({ channel: frame.channel, method: 'basic.cancel-ok', consumerTag: frame.consumerTag });
    case 'basic.qos':
      return qos(s, frame);
    case 'basic.recover':
      return onRecover(s, frame.requeue, answer({ channel: frame.channel, method: 'basic.recover-ok' }));
    case 'basic.recover-async':
      return onRecover(s, frame.requeue, null);
    case 'confirm.select':
      return onConfirmSelect(s, frame);
    case 'tx.select':
      return txSelect(s) ?? answer({ channel: frame.channel, method: 'tx.select-ok' });
    case 'tx.commit':
      return txCommit(s);
    case 'tx.rollback':
      return onRollback(s);
    case 'channel.flow':
      if (!frame.active) return refuse('NOT_IMPLEMENTED', 'active=false');
      return answer({ channel: frame.channel, method: 'channel.flow-ok', active: true });
    case 'access.request':
      return answer({ channel: frame.channel, method: 'access.request-ok', ticket: 1 });
    case 'basic.cancel-ok':
    case 'channel.flow-ok':
      return null;
    default:
      return handleTopology(s, frame);
  }
}

function handleTopology(s: Scope, frame: AmqpFrame): Outcome {
  const { channel } = frame;
  switch (frame.method) {
    case 'exchange.declare':
      return exchangeDeclare(s, frame) ?? (frame.nowait ? null : answer({ channel, method: 'exchange.declare-ok' }));
    case 'exchange.delete':
      return exchangeDelete(s, frame) ?? (frame.nowait ? null : answer({ channel, method: 'exchange.delete-ok' }));
    case 'exchange.bind':
      return (
        bindingMethod(s, 'exchange', frame, true) ??
        (frame.nowait ? null : answer({ channel, method: 'exchange.bind-ok' }))
      );
    case 'exchange.unbind':
      return (
        bindingMethod(s, 'exchange', frame, false) ??
        (frame.nowait ? null : answer({ channel, method: 'exchange.unbind-ok' }))
      );
    case 'queue.bind':
      return (
        bindingMethod(s, 'queue', { ...frame, source: frame.exchange, destination: frame.queue }, true) ??
        (frame.nowait ? null : answer({ channel, method: 'queue.bind-ok' }))
      );
    case 'queue.unbind':
      return (
        bindingMethod(s, 'queue', { ...frame, source: frame.exchange, destination: frame.queue }, false) ??
        answer({ channel, method: 'queue.unbind-ok' })
      );
    case 'queue.declare': {
      const declared = queueDeclare(s, frame);
      if ('reply' in declared) return declared;
      const { queue, messages, consumers } = declared;
      return frame.nowait
        ? null
        : answer({ channel, method: 'queue.declare-ok', queue, messageCount: messages, consumerCount: consumers });
    }
    case 'queue.purge': {
      const messageCount = queuePurge(s, frame);
      if (typeof messageCount !== 'number') return messageCount;
      return frame.nowait ? null : answer({ channel, method: 'queue.purge-ok', messageCount });
    }
    case 'queue.delete': {
      const messageCount = queueDelete(s, frame);
      if (typeof messageCount !== 'number') return messageCount;
      return frame.nowait ? null : answer({ channel, method: 'queue.delete-ok', messageCount });
    }
    default:
      // A method that only servers send, or that has no business on a channel.
      return refuse('COMMAND_INVALID', 'unimplemented method');
  }
}

function onPublish(s: Scope, frame: MethodFrame<'basic.publish'>): Refusal | null {
  const { b, connection, vhost, channel, out } = s;
  const refused = mayUse(s, 'exchange', frame.exchange, 'write') ?? checkPublish(b, connection, vhost, frame);
  if (refused !== null) return refused;
  const topic = b.saysTopics ? topicFault(s, frame) : null;
  if (topic !== null) return topic;
  let wanted = frame;
  if (frame.properties.replyTo === REPLY_QUEUE) {
    const address = replyAddress(channel);
    if (typeof address !== 'string') return address;
    wanted = { ...frame, properties: { ...frame.properties, replyTo: address } };
  }
  if (channel.tx === null) publish(b, connection, vhost, channel, wanted, out);
  else channel.tx.publishes.push({ ...wanted, routed: routedNow(b, vhost, wanted) });
  spendCredit(connection, channel, out);
  return null;
}

function topicFault(s: Scope, { exchange: name, routingKey }: MethodFrame<'basic.publish'>): Refusal | null {
  const exchange = s.vhost.exchanges.get(name);
  return exchange === undefined ? null : mayUseTopic(s, exchange, routingKey, 'write');
}

function onSettle(s: Scope, tag: number, multiple: boolean, how: How, requeue: boolean): Refusal | null {
  const { b, vhost, channel, out } = s;
  const collected = collect(channel, tag, multiple);
  if ('reply' in collected) return collected;
  const fault = how === 'ack' ? null : returnFault(vhost, collected);
  if (fault !== null) return fault;
  if (channel.tx === null) settle(b, vhost, channel, collected, how, requeue, out);
  else for (const unacked of collected) channel.tx.settlements.push({ unacked, how, requeue });
  return null;
}

function onConsume(s: Scope, frame: MethodFrame<'basic.consume'>): Outcome {
  if (frame.queue === REPLY_QUEUE) {
    const replies = consumeReplies(s, frame);
    if ('reply' in replies) return replies;
    return frame.nowait
      ? null
      : answer({ channel: frame.channel, method: 'basic.consume-ok', consumerTag: replies.tag });
  }
  const added = consume(s, frame);
  if ('reply' in added) return added;
  if (!frame.nowait)
    s.out.send(s.connection.id, answer({ channel: frame.channel, method: 'basic.consume-ok', consumerTag: added.tag }));
  startServing(s, added.queue);
  return null;
}

/** Some queues take nothing back. */
function returnFault(vhost: Vhost, collected: readonly Unacked[]): Refusal | null {
  for (const { queue: name } of collected) {
    const queue = vhost.queues.get(name);
    const fault = queue === undefined ? null : queueKind(queue).returnFault(named('queue', name, vhost.name));
    if (fault !== null) return fault;
  }
  return null;
}

function recoverFault({ vhost, channel }: Scope): Refusal | null {
  for (const { queue: name } of tapeItems(channel.unacked)) {
    const queue = vhost.queues.get(name);
    const fault = queue === undefined ? null : queueKind(queue).recoverFault();
    if (fault !== null) return fault;
  }
  return null;
}

/** The answer goes before what is delivered again. */
function onRecover(s: Scope, requeue: boolean, reply: AmqpFrame | null): Refusal | null {
  if (!requeue) return refuse('NOT_IMPLEMENTED', 'requeue=false');
  const fault = recoverFault(s);
  if (fault !== null) return fault;
  if (reply !== null) s.out.send(s.connection.id, reply);
  requeueAll(s.b, s.vhost, s.channel, 'recover', s.out);
  return null;
}

function onConfirmSelect(s: Scope, frame: MethodFrame<'confirm.select'>): Outcome {
  const { channel, out } = s;
  if (channel.tx !== null) return refuse('PRECONDITION_FAILED', 'cannot switch from tx to confirm mode');
  if (!channel.confirming && out.observed)
    out.note({ kind: 'broker.confirmSelected', conn: channel.conn, channel: channel.number });
  channel.confirming = true;
  return frame.nowait ? null : answer({ channel: frame.channel, method: 'confirm.select-ok' });
}

function onRollback(s: Scope): Outcome {
  const { channel, out } = s;
  if (channel.tx === null) return refuse('PRECONDITION_FAILED', 'channel is not transactional');
  const { publishes, settlements } = channel.tx;
  if (out.observed) {
    const { conn, number } = channel;
    out.note({
      kind: 'broker.txRolledBack',
      conn,
      channel: number,
      publishes: publishes.length,
      acks: settlements.length,
    });
  }
  txRollback(channel);
  return answer({ channel: channel.number, method: 'tx.rollback-ok' });
}
