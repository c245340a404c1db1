import type { Seq } from '../sim/machine.ts';
import type { FieldTable } from '../wire/amqp-methods.ts';
import type { Binding, Routable } from './exchanges/kind.ts';
import { type BindingRef, MISSED_MAX } from './facts.ts';
import { fieldOf } from './fields.ts';
import type { BrokerOut, Exchange, Message, Vhost } from './state.ts';
import { kindOf, refOf } from './topology.ts';

/*
 * From an exchange to the queues, through exchanges bound to exchanges. Every exchange is visited once and every queue
 * gets one copy, by however many bindings it is reached. RABBITMQ: rabbit_exchange route1
 * SIMPLIFIED: queues get it one after the other by name, the last first; RabbitMQ's are processes, and who is first is chance.
 */

const NO_HEADERS: FieldTable = [];

type Via = 'publish' | 'binding' | 'alternate exchange' | 'dead letter';

/** The names of the queues the message goes to, the last one first: the order in which RabbitMQ delivers to them. */
export function route(vhost: Vhost, name: string, message: Message, via: Via, out: BrokerOut, cause: Seq): string[] {
  if (name === '') return routeByName(vhost, message, via, out, cause);
  const start = vhost.exchanges.get(name);
  if (start === undefined) return [];
  if (!out.observed) {
    // By far the most common way, and the one that must be fast: one binding, to a queue.
    const found = matches(start, message);
    const only = found.length === 1 ? found[0] : undefined;
    if (only?.to === 'queue') return [only.destination];
  }
  return walk(vhost, start, message, via, (visit, found) => {
    if (out.observed) noteRouted(vhost, visit.exchange, visit.via, message, found, out, cause);
  });
}

/** Where it would go, and nobody learns of it. */
export function destinations(vhost: Vhost, name: string, message: Message): string[] {
  if (name === '') return namedQueues(vhost, message);
  const start = vhost.exchanges.get(name);
  return start === undefined ? [] : walk(vhost, start, message, 'publish', () => {});
}

interface Visit {
  readonly exchange: Exchange;
  readonly via: Via;
}

function walk(
  vhost: Vhost,
  start: Exchange,
  message: Message,
  via: Via,
  visited: (visit: Visit, found: readonly Binding[]) => void,
): string[] {
  const queues = new Set<string>();
  const seen = new Set([start.name]);
  const visits: Visit[] = [{ exchange: start, via }];
  for (let visit = visits.pop(); visit !== undefined; visit = visits.pop()) {
    const found = matches(visit.exchange, message);
    for (const binding of found) if (binding.to === 'queue') queues.add(binding.destination);
    for (const binding of found)
      if (binding.to === 'exchange') visitNext(vhost, binding.destination, 'binding', seen, visits);
    // Without any match of its own, whatever comes of the alternate. RABBITMQ: rabbit_exchange process_alternate
    if (found.length === 0 && visit.exchange.alternate !== null) {
      visitNext(vhost, visit.exchange.alternate, 'alternate exchange', seen, visits);
    }
    visited(visit, found);
  }
  return queues.size > 1 ? [...queues].sort().reverse() : [...queues];
}

function visitNext(vhost: Vhost, name: string, via: Via, seen: Set<string>, visits: Visit[]): void {
  const exchange = vhost.exchanges.get(name);
  if (exchange === undefined || seen.has(name)) return;
  seen.add(name);
  if (name !== '') visits.push({ exchange, via });
}

/** The bindings of one exchange that the message matches, by any of its keys. */
export function matches(exchange: Exchange, message: Message): Binding[] {
  const found: Binding[] = [];
  const kind = kindOf(exchange.type);
  const routable = routableOf(message);
  kind.match(exchange.routes, routable, found);
  if (kind.firstKeyOnly !== true)
    for (const key of message.carbonKeys) kind.match(exchange.routes, { ...routable, key }, found);
  return found;
}

function routableOf({ key, properties }: Message): Routable {
  return { key, headers: properties.headers ?? NO_HEADERS, properties };
}

/** The nameless exchange: the key is the queue's name. */
function namedQueues(vhost: Vhost, message: Message): string[] {
  const names =
    message.carbonKeys.length === 0
      ? [message.key]
      : [...new Set([message.key, ...message.carbonKeys])].sort().reverse();
  return names.filter((name) => vhost.queues.has(name));
}

function routeByName(vhost: Vhost, message: Message, via: Via, out: BrokerOut, cause: Seq): string[] {
  const queues = namedQueues(vhost, message);
  if (out.observed) {
    const matched = queues.map(
      (queue) => ({ destination: queue, to: 'queue', key: queue, arguments: NO_HEADERS }) as const,
    );
    const { id } = message;
    out.note(
      {
        kind: 'broker.routed',
        message: id,
        vhost: vhost.name,
        exchange: '',
        via,
        matched,
        missed: [],
        missedCount: 0,
        queues,
        exchanges: [],
      },
      cause,
    );
  }
  return queues;
}

function noteRouted(
  vhost: Vhost,
  exchange: Exchange,
  via: Via,
  message: Message,
  found: readonly Binding[],
  out: BrokerOut,
  cause: Seq,
): void {
  const matched = new Set(found);
  const { missed, missedCount } = explainMisses(exchange, message, matched);
  const to = (kind: 'queue' | 'exchange'): string[] => [
    ...new Set([...matched].filter((binding) => binding.to === kind).map((binding) => binding.destination)),
  ];
  out.note(
    {
      kind: 'broker.routed',
      message: message.id,
      vhost: vhost.name,
      exchange: exchange.name,
      via,
      matched: [...matched].map(refOf),
      missed,
      missedCount,
      queues: to('queue'),
      exchanges: to('exchange'),
    },
    cause,
  );
}

/** The first bindings that do not match, each with the reason, and how many there are. */
export function explainMisses(
  exchange: Exchange,
  message: Message,
  matched: ReadonlySet<Binding>,
): { missed: (BindingRef & { why: string })[]; missedCount: number } {
  const missed: (BindingRef & { why: string })[] = [];
  const routable = routableOf(message);
  for (const binding of exchange.bindings.values()) {
    if (missed.length >= MISSED_MAX) break;
    if (matched.has(binding)) continue;
    missed.push({
      ...refOf(binding),
      why: kindOf(exchange.type).why(exchange.routes, binding, routable) ?? 'not matched',
    });
  }
  return { missed, missedCount: exchange.bindings.size - matched.size };
}

/** Routing keys in the CC or BCC header. RABBITMQ: rabbit_basic header_routes */
export function carbonKeysOf(headers: FieldTable, name: 'CC' | 'BCC'): string[] | null {
  const field = fieldOf(headers, name);
  if (field === undefined) return [];
  if (field.type !== 'array') return null;
  return field.value.flatMap((item) => (item.type === 'longstr' ? [item.value] : []));
}
