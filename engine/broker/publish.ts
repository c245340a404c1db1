import type { Seq } from '../sim/machine.ts';
import type { BasicProperties } from '../wire/amqp-methods.ts';
import { touchQueue } from './access.ts';
import { queueConfirm } from './confirm.ts';
import { countOpen } from './credit-flow.ts';
import { fieldOf } from './fields.ts';
import { queueKind } from './queues/registry.ts';
import { named, notFound, type Refusal, refuse } from './refusal.ts';
import { deliverReply } from './reply-to.ts';
import { carbonKeysOf, destinations, route } from './route.ts';
import type { BrokerOut, BrokerState, Channel, Connection, Message, Publish, Queue, Vhost } from './state.ts';

/* A message on its way in. RABBITMQ: rabbit_channel handle_method basic.publish, deliver_to_queues */

const NO_KEYS: readonly string[] = [];

/** Checks a publish as RabbitMQ does before it is routed, or put into a transaction. */
export function checkPublish(
  b: BrokerState,
  connection: Connection,
  vhost: Vhost,
  publish: Publish & { immediate: boolean },
): Refusal | null {
  const exchange = vhost.exchanges.get(publish.exchange);
  if (publish.body.length > b.config.maxMessageSize) {
    return refuse(
      'PRECONDITION_FAILED',
      `message size ${publish.body.length} is larger than configured max size ${b.config.maxMessageSize}`,
    );
  }
  if (publish.immediate) return refuse('NOT_IMPLEMENTED', 'immediate=true');
  if (exchange === undefined) return notFound('exchange', publish.exchange, vhost.name);
  if (exchange.internal) {
    return refuse('ACCESS_REFUSED', `cannot publish to internal ${named('exchange', publish.exchange, vhost.name)}`);
  }
  const { properties } = publish;
  if (properties.userId !== undefined && properties.userId !== connection.user)
    return checkUserId(b, connection, properties.userId);
  return properties.expiration !== undefined || properties.headers !== undefined ? checkProperties(properties) : null;
}

function checkUserId(b: BrokerState, connection: Connection, userId: string): Refusal | null {
  if (b.users.get(connection.user)?.tags.includes('impersonator') === true) return null;
  return refuse(
    'PRECONDITION_FAILED',
    `user_id property set to '${userId}' but authenticated user was '${connection.user}'`,
  );
}

function checkProperties(properties: BasicProperties): Refusal | null {
  const { expiration, headers } = properties;
  if (expiration !== undefined) {
    const why = expirationFault(expiration);
    if (why !== null) return refuse('PRECONDITION_FAILED', `invalid expiration '${expiration}': ${why}`);
  }
  for (const name of ['CC', 'BCC'] as const) {
    const field = headers === undefined ? undefined : fieldOf(headers, name);
    if (field !== undefined && field.type !== 'array') {
      return refuse('PRECONDITION_FAILED', `invalid message: {unacceptable_type_in_header,"${name}",${field.type}}`);
    }
  }
  return null;
}

/** RABBITMQ: rabbit_basic parse_expiration, by string:to_integer */
function expirationFault(expiration: string): string | null {
  const digits = /^[+-]?[0-9]+/.exec(expiration)?.[0];
  if (digits === undefined) return 'no_integer';
  const rest = expiration.slice(digits.length);
  if (rest !== '') return `{leftover_string,${JSON.stringify(rest)}}`;
  const value = Number(digits);
  return value < 0 ? `{value_negative,${value}}` : null;
}

/** Routes a checked message, hands it to its queues, returns it where it must, and arranges for its confirm. */
export function publish(
  b: BrokerState,
  connection: Connection,
  vhost: Vhost,
  channel: Channel,
  p: Publish,
  out: BrokerOut,
  cause?: Seq,
): void {
  const message = messageOf(b, p);
  const tag = channel.confirming || channel.tx !== null ? channel.nextPublish++ : 0;
  let published: Seq = cause ?? 0;
  if (out.observed) {
    published = out.note(
      {
        kind: 'broker.published',
        conn: connection.id,
        channel: channel.number,
        message: message.id,
        vhost: vhost.name,
        exchange: p.exchange,
        key: p.routingKey,
        persistent: message.persistent,
        size: p.body.length,
        mandatory: p.mandatory,
        confirmTag: channel.confirming ? tag : null,
        parent: null,
      },
      cause,
    );
  }
  const now =
    p.routed === undefined || out.observed ? route(vhost, p.exchange, message, 'publish', out, published) : [];
  const queues = p.routed === undefined ? now : p.routed.filter((name) => vhost.queues.has(name));
  const replied = queues.length === 0 && p.exchange === '' && deliverReply(b, message, out, published);
  if (queues.length === 0 && (!replied || p.mandatory))
    unroutable(connection, vhost, channel, p, message, out, published);
  let waiting = 0;
  let rejected = false;
  const ref = tag === 0 ? null : { conn: connection.id, channel: channel.number, tag };
  for (const name of queues) {
    const queue = touchQueue(vhost, name) as Queue;
    const accepted = queueKind(queue).arrive(b, vhost, queue, message, ref, out, published);
    if (accepted !== 'refused') countOpen(b, channel, queue, message, ref !== null, out);
    if (accepted === 'later') waiting++;
    else if (accepted === 'refused') rejected = true;
  }
  if (tag === 0) return;
  if (waiting > 0) channel.unconfirmed.set(tag, { message: message.id, waiting, rejected });
  else queueConfirm(b, channel, tag, message.id, rejected);
}

/** Where a publish that waits for its commit goes: bindings that come later are too late. RABBITMQ: rabbit_channel basic.publish */
export function routedNow(b: BrokerState, vhost: Vhost, p: Publish): readonly string[] {
  const message = messageOf(b, p);
  // It gets its number when it is committed.
  b.lastMessage--;
  return destinations(vhost, p.exchange, message);
}

function messageOf(b: BrokerState, p: Publish): Message {
  let { properties } = p;
  let carbonKeys = NO_KEYS;
  if (properties.headers !== undefined) {
    const copies = carbonKeysOf(properties.headers, 'CC') ?? [];
    const blind = carbonKeysOf(properties.headers, 'BCC') ?? [];
    if (copies.length + blind.length > 0) carbonKeys = [...copies, ...blind];
    // RABBITMQ: rabbit_basic strip_header: nobody learns of the blind ones
    if (blind.length > 0)
      properties = { ...properties, headers: properties.headers.filter((field) => field.key !== 'BCC') };
  }
  return {
    id: ++b.lastMessage,
    exchange: p.exchange,
    key: p.routingKey,
    carbonKeys,
    properties,
    body: p.body,
    persistent: properties.deliveryMode === 2,
  };
}

function unroutable(
  connection: Connection,
  vhost: Vhost,
  channel: Channel,
  p: Publish,
  message: Message,
  out: BrokerOut,
  cause: Seq,
): void {
  let why: Seq = cause;
  if (out.observed) {
    why = out.note(
      { kind: 'broker.unroutable', message: message.id, vhost: vhost.name, exchange: p.exchange, key: p.routingKey },
      cause,
    );
  }
  if (!p.mandatory) return;
  if (out.observed) {
    const { id } = connection;
    why = out.note(
      { kind: 'broker.returned', message: message.id, conn: id, channel: channel.number, code: 312, text: 'NO_ROUTE' },
      why,
    );
  }
  out.send(
    connection.id,
    {
      channel: channel.number,
      method: 'basic.return',
      replyCode: 312,
      replyText: 'NO_ROUTE',
      exchange: p.exchange,
      routingKey: p.routingKey,
      properties: message.properties,
      body: p.body,
    },
    why,
  );
}
