import type { FieldTable, FieldValue, MethodFrame } from '../wire/amqp-methods.ts';
import { touchQueue } from './access.ts';
import { consumerCount } from './consumers.ts';
import type { Binding } from './exchanges/kind.ts';
import { EXCHANGE_KINDS } from './exchanges/registry.ts';
import { erlangOf, fieldOf, integerOf } from './fields.ts';
import { madeUpName } from './names.ts';
import { mayUse, mayUseTopic } from './permissions.ts';
import { deleteQueue, purgeQueue, scheduleExpiry } from './queue-life.ts';
import { argumentFault, typeFault, typeOf } from './queues/arguments.ts';
import { queueKind } from './queues/registry.ts';
import { traitsOf } from './queues/traits.ts';
import { named, notFound, type Refusal, refuse } from './refusal.ts';
import { isReplyQueue, replyQueueExists } from './reply-to.ts';
import type { BrokerOut, BrokerState, Channel, Connection, Exchange, Queue, Vhost } from './state.ts';
import { bind, bindingKey, declareExchange, declareQueue, deleteExchange, unbind } from './topology.ts';
import { limitReached } from './users.ts';

/* Exchange and queue methods: who may, whether it fits what is there, and what is answered. */

export interface Scope {
  readonly b: BrokerState;
  readonly connection: Connection;
  readonly vhost: Vhost;
  readonly channel: Channel;
  readonly out: BrokerOut;
}

/** RABBITMQ: rabbit_misc val */
function shown(value: FieldValue | string | boolean | undefined): string {
  if (value === undefined) return 'none';
  if (typeof value !== 'object') return `'${value}'`;
  return `the value '${bare(value)}' of type '${value.type}'`;
}

function bare(value: FieldValue): string {
  return value.type === 'longstr' || value.type === 'binary' ? value.value : erlangOf(value);
}

function inequivalent(
  what: string,
  arg: string,
  received: FieldValue | string | boolean | undefined,
  current: FieldValue | string | boolean | undefined,
): Refusal {
  return refuse(
    'PRECONDITION_FAILED',
    `inequivalent arg '${arg}' for ${what}: received ${shown(received)} but current is ${shown(current)}`,
  );
}

/**
 * Arguments are compared by their values, whatever their types; a type is told only where one of them is missing.
 * RABBITMQ: rabbit_misc assert_args_equivalence1
 */
function sameArgument(a: FieldValue | undefined, z: FieldValue | undefined): boolean {
  if (a === undefined || z === undefined) return a === z;
  const left = integerOf(a);
  return left === undefined ? erlangOf(a) === erlangOf(z) : left === integerOf(z);
}

function differingArgument(
  what: string,
  received: FieldTable,
  current: FieldTable,
  keys: readonly string[],
): Refusal | null {
  for (const key of keys) {
    const [mine, theirs] = [fieldOf(received, key), fieldOf(current, key)];
    if (sameArgument(mine, theirs) || (key === 'x-queue-type' && isClassic(mine) && isClassic(theirs))) continue;
    return mine === undefined || theirs === undefined
      ? inequivalent(what, key, mine, theirs)
      : inequivalent(what, key, bare(mine), bare(theirs));
  }
  return null;
}

/** A queue that says nothing of its type is a classic one. RABBITMQ: rabbit_misc assert_field_equivalence */
function isClassic(type: FieldValue | undefined): boolean {
  return type === undefined || type.value === 'classic';
}

export function exchangeDeclare(s: Scope, m: MethodFrame<'exchange.declare'>): Refusal | null {
  const name = m.exchange.replaceAll(/[\r\n]/g, '');
  const current = s.vhost.exchanges.get(name);
  if (m.passive) return current === undefined ? notFound('exchange', name, s.vhost.name) : null;
  const kind = EXCHANGE_KINDS.get(m.type);
  if (kind === undefined) return refuse('COMMAND_INVALID', `unknown exchange type '${m.type}'`);
  const denied = defaultExchange(name) ?? mayUse(s, 'exchange', name, 'configure');
  if (denied !== null) return denied;
  if (current !== undefined) return exchangeMismatch(s.vhost, current, m);
  if (name.startsWith('amq.'))
    return refuse('ACCESS_REFUSED', `exchange name '${name}' contains reserved prefix 'amq.*'`);
  const alternate = exchangeArgument(s, 'exchange', name, m.arguments, 'alternate-exchange');
  if (alternate !== null) return alternate;
  const fault = kind.checkArguments(m.arguments);
  if (fault !== null) return refuse('PRECONDITION_FAILED', fault);
  const { type, durable, autoDelete, internal } = m;
  declareExchange(s.b, s.vhost, { name, type, durable, autoDelete, internal, arguments: m.arguments }, s.out);
  return null;
}

function defaultExchange(name: string): Refusal | null {
  return name === '' ? refuse('ACCESS_REFUSED', 'operation not permitted on the default exchange') : null;
}

/** An argument that names an exchange: of the right type, and one the user may use so. RABBITMQ: rabbit_misc r_arg */
function exchangeArgument(
  s: Scope,
  what: 'queue' | 'exchange',
  name: string,
  args: FieldTable,
  key: string,
): Refusal | null {
  const field = fieldOf(args, key);
  if (field === undefined) return null;
  if (field.type !== 'longstr') {
    return refuse(
      'PRECONDITION_FAILED',
      `invalid type '${field.type}' for arg '${key}' in ${named(what, name, s.vhost.name)}`,
    );
  }
  return mayUse(s, what, name, 'read') ?? mayUse(s, 'exchange', field.value, 'write');
}

/** A type of exchange is an atom there, which `~p` puts into quotes where it must. */
function atomText(name: string): string {
  return /^[a-z][\w@]*$/.test(name) ? name : `'${name}'`;
}

/** RABBITMQ: rabbit_exchange assert_equivalence */
function exchangeMismatch(vhost: Vhost, current: Exchange, m: MethodFrame<'exchange.declare'>): Refusal | null {
  const what = named('exchange', current.name, vhost.name);
  if (current.type !== m.type) return inequivalent(what, 'type', atomText(m.type), atomText(current.type));
  if (current.durable !== m.durable) return inequivalent(what, 'durable', m.durable, current.durable);
  if (current.autoDelete !== m.autoDelete) return inequivalent(what, 'auto_delete', m.autoDelete, current.autoDelete);
  if (current.internal !== m.internal) return inequivalent(what, 'internal', m.internal, current.internal);
  return differingArgument(what, m.arguments, current.arguments, ['alternate-exchange']);
}

export function exchangeDelete(s: Scope, m: MethodFrame<'exchange.delete'>): Refusal | null {
  const denied = defaultExchange(m.exchange);
  if (denied !== null) return denied;
  if (m.exchange.startsWith('amq.'))
    return refuse('ACCESS_REFUSED', `deletion of system ${named('exchange', m.exchange, s.vhost.name)} not allowed`);
  const refused = mayUse(s, 'exchange', m.exchange, 'configure');
  if (refused !== null) return refused;
  const exchange = s.vhost.exchanges.get(m.exchange);
  if (exchange === undefined) return null;
  if (m.ifUnused && exchange.bindings.size > 0) {
    return refuse('PRECONDITION_FAILED', `${named('exchange', m.exchange, s.vhost.name)} in use`);
  }
  deleteExchange(s.b, s.vhost, m.exchange, 'a client deleted it', s.out);
  return null;
}

/**
 * The queue a method names, where the user may use it so; an empty name means the last one declared on the channel.
 * What is allowed is looked at before what is there. RABBITMQ: rabbit_channel expand_queue_name_shortcut
 */
export function queueNamed(s: Scope, name: string, how: 'read' | null): Queue | Refusal {
  if (name === '' && s.channel.lastQueue === '') return refuse('NOT_FOUND', 'no previously declared queue');
  const meant = name === '' ? s.channel.lastQueue : name;
  const refused = how === null ? null : mayUse(s, 'queue', meant, how);
  if (refused !== null) return refused;
  const queue = touchQueue(s.vhost, meant);
  return queue === undefined ? notFound('queue', meant, s.vhost.name) : (mayAccess(s, queue) ?? queue);
}

/** RABBITMQ: rabbit_amqqueue check_exclusive_access */
export function mayAccess(s: Scope, queue: Queue): Refusal | null {
  return queue.owner === null || queue.owner === s.connection.id ? null : locked(s.vhost, queue);
}

function locked(vhost: Vhost, queue: Queue): Refusal {
  return refuse(
    'RESOURCE_LOCKED',
    `cannot obtain exclusive access to locked ${named('queue', queue.name, vhost.name)}. It could be originally declared on another connection or the exclusive property value does not match that of the original declaration.`,
  );
}

export interface Declared {
  readonly queue: string;
  readonly messages: number;
  readonly consumers: number;
}

export function queueDeclare(s: Scope, m: MethodFrame<'queue.declare'>): Declared | Refusal {
  if (isReplyQueue(m.queue)) {
    // RABBITMQ: rabbit_channel: to declare it is to ask whether there is somebody
    return replyQueueExists(s.b, m.queue)
      ? { queue: m.queue, messages: 0, consumers: 1 }
      : notFound('queue', m.queue, s.vhost.name);
  }
  if (m.passive) return passiveDeclare(s, m.queue);
  const asked = traitsOf(typeOf(m.arguments));
  if (m.queue === '' && !asked.serverNamed)
    return refuse('PRECONDITION_FAILED', `Cannot declare a server-named queue for type ${asked.module}`);
  const name = m.queue === '' ? serverName(s) : m.queue.replaceAll(/[\r\n]/g, '');
  if (name.startsWith('amq.') && m.queue !== '' && !s.vhost.queues.has(name)) {
    return refuse('ACCESS_REFUSED', `queue name '${name}' contains reserved prefix 'amq.*'`);
  }
  const denied = mayUse(s, 'queue', name, 'configure');
  if (denied !== null) return denied;
  const current = touchQueue(s.vhost, name);
  if (current !== undefined) {
    const mismatch = queueMismatch(s, current, m);
    if (mismatch !== null) return mismatch;
    current.usedAt = s.out.now;
    return declared(s, current);
  }
  const limit = s.vhost.limits['max-queues'];
  if (limitReached(limit, s.vhost.queues.size)) {
    const text = `cannot declare queue '${name}': queue limit in vhost '${s.vhost.name}' (${limit}) is reached`;
    return refuse('PRECONDITION_FAILED', text);
  }
  const fault =
    exchangeArgument(s, 'queue', name, m.arguments, 'x-dead-letter-exchange') ?? declarationFault(s, name, m);
  if (fault !== null) return fault;
  const owner = m.exclusive ? s.connection.id : null;
  const { durable, autoDelete } = m;
  const queue = declareQueue(s.b, s.vhost, { name, durable, autoDelete, owner, arguments: m.arguments }, s.out);
  scheduleExpiry(queue, s.out);
  return declared(s, queue);
}

/** RABBITMQ: rabbit_amqqueue declare: arguments of its kind first, then what its kind can be. */
function declarationFault(s: Scope, name: string, m: MethodFrame<'queue.declare'>): Refusal | null {
  const what = named('queue', name, s.vhost.name);
  const wrong = typeFault(m.arguments, what);
  if (wrong !== null) return wrong;
  const type = typeOf(m.arguments);
  return argumentFault(traitsOf(type), m.arguments, what) ?? queueKind({ type }).declareFault(m, what);
}

function declared(s: Scope, queue: Queue): Declared {
  s.channel.lastQueue = queue.name;
  const consumers = queueKind(queue).consumerCount(s.b, queue);
  return { queue: queue.name, messages: queue.readyCount, consumers };
}

function passiveDeclare(s: Scope, name: string): Declared | Refusal {
  const queue = queueNamed(s, name, null);
  if ('reply' in queue) return queue;
  queue.usedAt = s.out.now;
  return declared(s, queue);
}

function serverName(s: Scope): string {
  const name = madeUpName('amq.gen', s.out);
  return s.vhost.queues.has(name) ? serverName(s) : name;
}

/** RABBITMQ: rabbit_amqqueue assert_equivalence; the arguments that must not differ are those of declare_args. */
function queueMismatch(s: Scope, current: Queue, m: MethodFrame<'queue.declare'>): Refusal | null {
  const what = named('queue', current.name, s.vhost.name);
  if (current.owner === null ? m.exclusive : current.owner !== s.connection.id || !m.exclusive)
    return locked(s.vhost, current);
  if (current.durable !== m.durable) return inequivalent(what, 'durable', m.durable, current.durable);
  if (current.autoDelete !== m.autoDelete) return inequivalent(what, 'auto_delete', m.autoDelete, current.autoDelete);
  return differingArgument(what, m.arguments, current.arguments, [...traitsOf(current.type).arguments]);
}

/** Binds or unbinds; `to` says whether the destination is a queue or an exchange. */
export function bindingMethod(
  s: Scope,
  to: 'queue' | 'exchange',
  m: {
    readonly source: string;
    readonly destination: string;
    readonly routingKey: string;
    readonly arguments: FieldTable;
  },
  add: boolean,
): Refusal | null {
  const destination = to === 'queue' && m.destination === '' ? s.channel.lastQueue : m.destination;
  if (destination === '' && to === 'queue') return refuse('NOT_FOUND', 'no previously declared queue');
  const refused =
    mayUse(s, to, destination, 'write') ??
    (to === 'exchange' ? defaultExchange(destination) : null) ??
    defaultExchange(m.source) ??
    mayUse(s, 'exchange', m.source, 'read');
  if (refused !== null) return refused;
  const queue = to === 'queue' ? s.vhost.queues.get(destination) : undefined;
  const exchange = s.vhost.exchanges.get(m.source);
  // RABBITMQ: rabbit_binding remove: what is not bound, for whatever reason, is not bound now either
  if (!add && (exchange === undefined || !(to === 'queue' ? s.vhost.queues : s.vhost.exchanges).has(destination)))
    return null;
  if (exchange === undefined) return notFound('exchange', m.source, s.vhost.name);
  if (to === 'queue' ? queue === undefined : !s.vhost.exchanges.has(destination))
    return notFound(to, destination, s.vhost.name);
  // RABBITMQ: rabbit_channel binding_action
  const topic = mayUseTopic(s, exchange, m.routingKey, 'read');
  if (topic !== null) return topic;
  // RABBITMQ: rabbit_channel binding_action: an empty key with an empty queue name means that queue's name
  const key = to === 'queue' && m.destination === '' && m.routingKey === '' ? destination : m.routingKey;
  const binding: Binding = { source: m.source, to, destination, key, arguments: m.arguments };
  const fault = add ? (EXCHANGE_KINDS.get(exchange.type)?.checkBinding(key, m.arguments) ?? null) : null;
  if (fault !== null) return refuse('PRECONDITION_FAILED', fault);
  // RABBITMQ: rabbit_binding remove: what is not bound is nobody's
  if (!add && !exchange.bindings.has(bindingKey(binding))) return null;
  const locked = queue === undefined ? null : mayAccess(s, queue);
  if (locked !== null) return locked;
  if (!add) {
    unbind(s.b, s.vhost, binding, 'a client removed it', s.out);
    return null;
  }
  bind(s.b, s.vhost, binding, s.out);
  return null;
}

export function queuePurge(s: Scope, m: MethodFrame<'queue.purge'>): number | Refusal {
  const queue = queueNamed(s, m.queue, 'read');
  if ('reply' in queue) return queue;
  return (
    queueKind(queue).purgeFault(named('queue', queue.name, s.vhost.name)) ?? purgeQueue(s.b, s.vhost, queue, s.out)
  );
}

export function queueDelete(s: Scope, m: MethodFrame<'queue.delete'>): number | Refusal {
  if (m.queue === '' && s.channel.lastQueue === '') return refuse('NOT_FOUND', 'no previously declared queue');
  const name = m.queue === '' ? s.channel.lastQueue : m.queue;
  const denied = mayUse(s, 'queue', name, 'configure');
  if (denied !== null) return denied;
  const queue = touchQueue(s.vhost, name);
  if (queue === undefined) return 0;
  const refused = mayAccess(s, queue);
  if (refused !== null) return refused;
  const what = named('queue', name, s.vhost.name);
  const fault = queueKind(queue).deleteFault(queue, m, what);
  if (fault !== null) return fault;
  if (queue.type === 'stream') return deleteQueue(s.b, s.vhost, queue, 'a client deleted it', s.out, 0);
  if (m.ifUnused && consumerCount(queue) > 0) return refuse('PRECONDITION_FAILED', `${what} in use`);
  if (m.ifEmpty && queue.readyCount > 0) return refuse('PRECONDITION_FAILED', `${what} not empty`);
  return deleteQueue(s.b, s.vhost, queue, 'a client deleted it', s.out);
}
