import type { BasicProperties } from '../../wire/amqp-methods.ts';
import { erlangOf, fieldOf, stringField } from '../fields.ts';
import { atomPhash, binaryPhash, fieldPhash, jumpBucket } from './erlang-hash.ts';
import type { Binding, ExchangeKind, Routable } from './kind.ts';

/*
 * Spreads messages over its destinations in proportion to their weights (the binding key, a number), equal input always
 * to the same one, and the same as in RabbitMQ. The buckets are picked by a jump consistent hash: when one is added,
 * only its share moves. RABBITMQ: rabbit_exchange_type_consistent_hash
 * SIMPLIFIED: header values other than texts, flags and integers below 2^27 are hashed by their text
 */

interface HashRoutes {
  /** What is hashed besides the key: a header's value or a property; at most one of them. */
  header: string | null;
  property: string | null;
  /** Bucket number to binding: a binding of weight w has w neighbouring buckets. */
  buckets: Binding[];
}

const PROPERTIES = ['correlation_id', 'message_id', 'timestamp'];

/** Buckets one binding may have; RabbitMQ has no bound and takes memory instead. */
const WEIGHT_MAX = 100_000;

function chosenBy(routes: HashRoutes, message: Routable): Binding | undefined {
  if (routes.buckets.length === 0) return undefined;
  return routes.buckets[jumpBucket(hashOf(routes, message), routes.buckets.length)];
}

const UNDEFINED = atomPhash('undefined');

function hashOf({ header, property }: HashRoutes, { key, headers, properties }: Routable): number {
  if (header !== null) {
    const field = fieldOf(headers, header);
    return field === undefined ? UNDEFINED : (fieldPhash(field.type, field.value) ?? binaryPhash(erlangOf(field)));
  }
  const text = property === null ? key : propertyText(property, properties);
  return text === undefined ? UNDEFINED : binaryPhash(text);
}

function isTo(one: Binding, other: Binding): boolean {
  return one.to === other.to && one.destination === other.destination;
}

function propertyText(property: string, { messageId, correlationId, timestamp }: BasicProperties): string | undefined {
  if (property === 'timestamp') return timestamp === undefined ? undefined : String(timestamp);
  return property === 'message_id' ? messageId : correlationId;
}

export const consistentHash: ExchangeKind<HashRoutes> = {
  type: 'x-consistent-hash',
  checkArguments(args) {
    const property = stringField(args, 'hash-property');
    if (fieldOf(args, 'hash-header') !== undefined && property !== undefined)
      return 'hash-header and hash-property are mutually exclusive';
    if (property !== undefined && !PROPERTIES.includes(property)) {
      return `Unsupported property: ${property}`;
    }
    return null;
  },
  checkBinding(key) {
    if (!/^[+-]?[0-9]+$/.test(key) || Number(key) > WEIGHT_MAX)
      return `The binding key must be an integer: <<${key === '' ? '' : JSON.stringify(key)}>>`;
    return Number(key) < 1 ? 'The binding key must be greater than 0' : null;
  },
  routes: (args) => ({
    header: stringField(args, 'hash-header') ?? null,
    property: stringField(args, 'hash-property') ?? null,
    buckets: [],
  }),
  add(routes, binding) {
    // RABBITMQ: add_binding: a second binding to one destination changes nothing, whatever its weight
    if (routes.buckets.some((other) => isTo(other, binding))) return;
    for (let i = Number(binding.key); i > 0; i--) routes.buckets.push(binding);
  },
  remove(routes, binding) {
    routes.buckets = routes.buckets.filter((other) => !isTo(other, binding));
  },
  match(routes, message, found) {
    const chosen = chosenBy(routes, message);
    if (chosen !== undefined) found.push(chosen);
  },
  why(routes, binding, message) {
    return chosenBy(routes, message) === binding ? null : 'the hash fell to another bucket';
  },
};
