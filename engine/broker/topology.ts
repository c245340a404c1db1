import { assert, present } from '../base/assert.ts';
import type { ConnId, Seq } from '../sim/machine.ts';
import type { FieldTable } from '../wire/amqp-methods.ts';
import { touchExchange, touchIncoming } from './access.ts';
import type { Binding, ExchangeKind } from './exchanges/kind.ts';
import { EXCHANGE_KINDS } from './exchanges/registry.ts';
import { tableKey } from './fields.ts';
import { alternateOf, applyPolicies, exchangePolicy } from './policy.ts';
import { typeOf } from './queues/arguments.ts';
import type { BrokerOut, BrokerState, Exchange, Queue, QuorumPart, StreamPart, Vhost } from './state.ts';
import { writeMetadata } from './storage/metadata.ts';
import { indexFile, queueIndex } from './storage/queue-index.ts';
import { emptyTape } from './tape.ts';

/* Exchanges, queues and bindings coming and going. Whether they may is asked before, by those who call. */

export function kindOf(type: string): ExchangeKind {
  return present(EXCHANGE_KINDS.get(type), `an exchange of the unknown type ${type}`);
}

export function newVhost(name: string): Vhost {
  return {
    name,
    exchanges: new Map(),
    queues: new Map(),
    incoming: new Map(),
    policies: new Map(),
    operatorPolicies: new Map(),
    limits: {},
  };
}

/** RABBITMQ: rabbit_exchange default_declare; the nameless one is bound to every queue without a binding of its own. */
const BUILT_IN: readonly (readonly [name: string, type: string, internal: boolean])[] = [
  ['', 'direct', false],
  ['amq.direct', 'direct', false],
  ['amq.fanout', 'fanout', false],
  ['amq.headers', 'headers', false],
  ['amq.match', 'headers', false],
  ['amq.rabbitmq.trace', 'topic', true],
  ['amq.topic', 'topic', false],
];

/** Adds a vhost with the exchanges every one has. */
export function addVhost(b: BrokerState, name: string, out: BrokerOut): Vhost {
  const vhost = newVhost(name);
  b.vhosts.set(name, vhost);
  for (const [exchange, type, internal] of BUILT_IN) {
    addExchange(vhost, { name: exchange, type, durable: true, autoDelete: false, internal, arguments: [] }, false, out);
  }
  return vhost;
}

export interface ExchangeSpec {
  readonly name: string;
  readonly type: string;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly internal: boolean;
  readonly arguments: FieldTable;
}

export function addExchange(vhost: Vhost, spec: ExchangeSpec, recovered: boolean, out: BrokerOut): Exchange {
  const exchange: Exchange = {
    ...spec,
    vhost: vhost.name,
    policy: null,
    alternate: null,
    bindings: new Map(),
    routes: kindOf(spec.type).routes(spec.arguments),
  };
  exchange.policy = exchangePolicy(vhost, spec.name);
  exchange.alternate = alternateOf(vhost, exchange);
  vhost.exchanges.set(spec.name, exchange);
  if (out.observed) {
    const { name, type, durable, autoDelete, internal } = spec;
    out.note({
      kind: 'broker.exchangeDeclared',
      vhost: vhost.name,
      exchange: name,
      type,
      durable,
      autoDelete,
      internal,
      arguments: spec.arguments,
      recovered,
    });
  }
  return exchange;
}

export function declareExchange(b: BrokerState, vhost: Vhost, spec: ExchangeSpec, out: BrokerOut): Exchange {
  const exchange = addExchange(vhost, spec, false, out);
  if (spec.durable) {
    const { name, type, autoDelete, internal } = spec;
    writeMetadata(
      b,
      { op: 'exchange', vhost: vhost.name, name, type, autoDelete, internal, arguments: spec.arguments },
      out,
    );
  }
  return exchange;
}

export interface QueueSpec {
  readonly name: string;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly owner: ConnId | null;
  readonly arguments: FieldTable;
}

export function addQueue(
  vhost: Vhost,
  spec: QueueSpec,
  id: number,
  indexLength: number,
  recovered: boolean,
  out: BrokerOut,
): Queue {
  const type = typeOf(spec.arguments);
  // Of a quorum queue what came back is served first.
  const maxPriority = type === 'quorum' ? 1 : maxPriorityOf(spec.arguments);
  const queue: Queue = {
    ...spec,
    id,
    vhost: vhost.name,
    type,
    maxPriority,
    singleActive: spec.arguments.some((field) => field.key === 'x-single-active-consumer' && field.value === true),
    rules: {
      messageTtl: null,
      expires: null,
      maxLength: null,
      maxLengthBytes: null,
      overflow: 'drop-head',
      deadLetterExchange: null,
      deadLetterRoutingKey: null,
      lazy: false,
      atLeastOnce: false,
      deliveryLimit: null,
      maxAge: null,
      segmentBytesMax: 0,
    },
    paged: false,
    formerOverflow: 'drop-head',
    policy: null,
    operatorPolicy: null,
    nextOrder: type === 'stream' ? 0 : 1,
    ready: Array.from({ length: maxPriority + 1 }, () => emptyTape()),
    readyCount: 0,
    readyBytes: 0,
    unackedCount: 0,
    unackedBytes: 0,
    active: [],
    blocked: [],
    chosen: null,
    hadConsumers: false,
    usedAt: out.now,
    index: spec.durable && type !== 'stream' ? queueIndex(id, indexLength) : null,
    quorum: type === 'quorum' ? newQuorum() : null,
    stream: type === 'stream' ? newStream() : null,
  };
  vhost.queues.set(spec.name, queue);
  if (out.observed) {
    out.note({
      kind: 'broker.queueDeclared',
      vhost: vhost.name,
      queue: spec.name,
      type,
      durable: spec.durable,
      exclusive: spec.owner !== null,
      autoDelete: spec.autoDelete,
      arguments: spec.arguments,
      recovered,
    });
  }
  applyPolicies(vhost, queue, out);
  queue.paged = queue.rules.lazy;
  queue.formerOverflow = queue.rules.overflow;
  return queue;
}

function newQuorum(): QuorumPart {
  return {
    committed: 0,
    senders: emptyTape(),
    refusing: false,
    letters: emptyTape(),
    awaited: new Map(),
    retrying: false,
  };
}

function newStream(): StreamPart {
  return { segments: [], committed: 0, fresh: [], confirms: [], flights: [] };
}

function maxPriorityOf(args: FieldTable): number {
  const field = args.find((other) => other.key === 'x-max-priority');
  return field === undefined ? 0 : Number(field.value);
}

export function declareQueue(b: BrokerState, vhost: Vhost, spec: QueueSpec, out: BrokerOut): Queue {
  const queue = addQueue(vhost, spec, ++b.lastQueue, 0, false, out);
  if (spec.durable) {
    const { name, autoDelete, owner } = spec;
    if (queue.index !== null) b.indexes.set(indexFile(queue.id), { vhost: vhost.name, queue: name });
    writeMetadata(
      b,
      {
        op: 'queue',
        vhost: vhost.name,
        name,
        id: queue.id,
        autoDelete,
        exclusive: owner !== null,
        arguments: spec.arguments,
      },
      out,
    );
  }
  return queue;
}

/** What tells one binding of an exchange from another. */
export function bindingKey(binding: Binding): string {
  return `${binding.source}\n${binding.to} ${binding.destination}\n${binding.key}\n${tableKey(binding.arguments)}`;
}

export function destinationKey(to: 'queue' | 'exchange', name: string): string {
  return `${to} ${name}`;
}

/** A binding lasts as long as both its ends do. */
function isDurable(vhost: Vhost, binding: Binding): boolean {
  const end = binding.to === 'queue' ? vhost.queues.get(binding.destination) : vhost.exchanges.get(binding.destination);
  return vhost.exchanges.get(binding.source)?.durable === true && end?.durable === true;
}

/** Adds a binding between two that exist. False when there is already one like it. */
export function addBinding(vhost: Vhost, binding: Binding, recovered: boolean, out: BrokerOut): boolean {
  const key = bindingKey(binding);
  if (vhost.exchanges.get(binding.source)?.bindings.has(key) === true) return false;
  const exchange = present(touchExchange(vhost, binding.source), 'a binding from an exchange that is not there');
  const frozen = Object.freeze(binding);
  exchange.bindings.set(key, frozen);
  kindOf(exchange.type).add(exchange.routes, frozen);
  touchIncoming(vhost, destinationKey(binding.to, binding.destination)).set(key, frozen);
  if (out.observed)
    out.note({ kind: 'broker.bound', vhost: vhost.name, exchange: binding.source, recovered, ...refOf(binding) });
  return true;
}

export function bind(b: BrokerState, vhost: Vhost, binding: Binding, out: BrokerOut): void {
  if (addBinding(vhost, binding, false, out) && isDurable(vhost, binding)) {
    writeMetadata(b, { op: 'bind', vhost: vhost.name, ...binding }, out);
  }
}

export function refOf(binding: Binding) {
  return { destination: binding.destination, to: binding.to, key: binding.key, arguments: binding.arguments } as const;
}

/** Removes a binding if there is one like it; an auto-delete exchange goes with its last. */
export function unbind(b: BrokerState, vhost: Vhost, binding: Binding, why: string, out: BrokerOut, cause?: Seq): void {
  const lasting = isDurable(vhost, binding);
  if (!dropBinding(vhost, binding, why, out, cause)) return;
  if (lasting) writeMetadata(b, { op: 'unbind', vhost: vhost.name, ...binding }, out, cause);
  autoDeleteExchange(b, vhost, binding.source, out, cause);
}

function dropBinding(vhost: Vhost, binding: Binding, why: string, out: BrokerOut, cause?: Seq): boolean {
  const key = bindingKey(binding);
  const exchange = touchExchange(vhost, binding.source);
  const known = exchange?.bindings.get(key);
  if (exchange === undefined || known === undefined) return false;
  exchange.bindings.delete(key);
  kindOf(exchange.type).remove(exchange.routes, known);
  const destination = destinationKey(binding.to, binding.destination);
  const incoming = touchIncoming(vhost, destination);
  incoming.delete(key);
  if (incoming.size === 0) vhost.incoming.delete(destination);
  if (out.observed)
    out.note({ kind: 'broker.unbound', vhost: vhost.name, exchange: binding.source, why, ...refOf(binding) }, cause);
  return true;
}

function autoDeleteExchange(b: BrokerState, vhost: Vhost, name: string, out: BrokerOut, cause?: Seq): void {
  const exchange = vhost.exchanges.get(name);
  if (exchange?.autoDelete === true && exchange.bindings.size === 0)
    deleteExchange(b, vhost, name, 'its last binding went', out, cause);
}

/** Takes an exchange and every binding from and to it. */
export function deleteExchange(
  b: BrokerState,
  vhost: Vhost,
  name: string,
  why: string,
  out: BrokerOut,
  cause?: Seq,
): void {
  const exchange = touchExchange(vhost, name);
  assert(exchange !== undefined, 'deleting an exchange that is not there');
  for (const binding of [...exchange.bindings.values()])
    dropBinding(vhost, binding, `${named(name)} was deleted`, out, cause);
  const sources = dropIncoming(vhost, destinationKey('exchange', name), `${named(name)} was deleted`, out, cause);
  vhost.exchanges.delete(name);
  if (out.observed) out.note({ kind: 'broker.exchangeDeleted', vhost: vhost.name, exchange: name, why }, cause);
  if (exchange.durable) writeMetadata(b, { op: 'exchange.delete', vhost: vhost.name, name }, out, cause);
  for (const source of sources) autoDeleteExchange(b, vhost, source, out, cause);
}

function named(exchange: string): string {
  return `exchange '${exchange}'`;
}

/** The exchanges that lost a binding. */
function dropIncoming(vhost: Vhost, destination: string, why: string, out: BrokerOut, cause?: Seq): Set<string> {
  const sources = new Set<string>();
  for (const binding of [...(vhost.incoming.get(destination)?.values() ?? [])]) {
    dropBinding(vhost, binding, why, out, cause);
    sources.add(binding.source);
  }
  return sources;
}

/** Takes a queue out, with the bindings to it and its file. What becomes of its messages was settled before. */
export function removeQueue(b: BrokerState, vhost: Vhost, queue: Queue, why: string, out: BrokerOut): void {
  const messages = queue.readyCount + queue.unackedCount;
  const cause = out.observed
    ? out.note({ kind: 'broker.queueDeleted', vhost: vhost.name, queue: queue.name, why, messages })
    : undefined;
  const sources = dropIncoming(
    vhost,
    destinationKey('queue', queue.name),
    `queue '${queue.name}' was deleted`,
    out,
    cause,
  );
  vhost.queues.delete(queue.name);
  if (queue.index !== null) {
    b.indexes.delete(indexFile(queue.id));
    if (queue.index.file.length > 0) out.remove(indexFile(queue.id), cause);
  }
  if (queue.durable) writeMetadata(b, { op: 'queue.delete', vhost: vhost.name, name: queue.name }, out, cause);
  for (const source of sources) autoDeleteExchange(b, vhost, source, out, cause);
}
