import { bytesOf } from '../../base/bytes.ts';
import { phash2, type Term, termOfValue } from '../../wire/erlang-hash.ts';
import { uniformFrom } from '../../wire/erlang-random.ts';
import { erlangPrinted } from '../../wire/erlang-text.ts';
import { fieldOf, stringField } from '../fields.ts';
import { type Binding, type ExchangeKind, type Routable, removeFrom } from './kind.ts';

/*
 * Spreads messages over its destinations in proportion to their weights (the binding key, a number), equal input always
 * to the same one. The buckets are picked by a jump consistent hash: when one is added, only its share moves.
 * RABBITMQ: rabbit_exchange_type_consistent_hash
 */

interface HashRoutes {
  /** What is hashed in the place of the key: a header's value or a property; at most one of them. */
  readonly header: string | null;
  readonly property: string | null;
  /** Bucket number to binding: a binding of weight w has w neighbouring buckets. */
  buckets: Binding[];
  /** Bindings to destinations that had buckets already: they have none of their own. */
  readonly idle: Binding[];
}

const PROPERTIES = ['correlation_id', 'message_id', 'timestamp'];

/** Buckets one binding may have; RabbitMQ has no bound and takes memory instead. */
const WEIGHT_MAX = 100_000;

const UNDEFINED: Term = { atom: 'undefined' };

/** Lamping and Veach: a fast, minimal memory, consistent hash algorithm. RABBITMQ: jump_consistent_hash */
function jump(key: number, buckets: number): number {
  if (buckets === 1) return 0;
  const random = uniformFrom(key);
  let chosen = -1;
  for (let next = 0; next < buckets; next = Math.trunc((chosen + 1) / random.next().value)) chosen = next;
  return chosen;
}

function chosenBy(routes: HashRoutes, message: Routable): Binding | undefined {
  const { buckets } = routes;
  return buckets.length === 0 ? undefined : buckets[jump(seedOf(routes, message), buckets.length)];
}

/** RABBITMQ: value_to_hash */
function seedOf({ header, property }: HashRoutes, message: Routable): number {
  if (header !== null) {
    const field = fieldOf(message.headers, header);
    return phash2(field === undefined ? UNDEFINED : { tuple: [{ atom: field.type }, termOfValue(field)] });
  }
  const { timestamp, messageId, correlationId } = message.properties;
  if (property === 'timestamp') return phash2(timestamp === undefined ? UNDEFINED : String(timestamp));
  if (property !== null) return phash2((property === 'message_id' ? messageId : correlationId) ?? UNDEFINED);
  return phash2(message.key);
}

const sameEnd = (a: Binding, z: Binding): boolean => a.destination === z.destination && a.to === z.to;

export const consistentHash: ExchangeKind<HashRoutes> = {
  type: 'x-consistent-hash',
  firstKeyOnly: true,
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
      return `The binding key must be an integer: ${erlangPrinted(bytesOf(key))}`;
    return Number(key) < 1 ? 'The binding key must be greater than 0' : null;
  },
  routes: (args) => ({
    header: stringField(args, 'hash-header') ?? null,
    property: stringField(args, 'hash-property') ?? null,
    buckets: [],
    idle: [],
  }),
  add(routes, binding) {
    if (routes.buckets.some((other) => sameEnd(other, binding))) routes.idle.push(binding);
    else for (let i = Number(binding.key); i > 0; i--) routes.buckets.push(binding);
  },
  // RABBITMQ: remove_binding takes all buckets of the destination, whichever of its bindings goes
  remove(routes, binding) {
    removeFrom(routes.idle, binding);
    routes.buckets = routes.buckets.filter((other) => !sameEnd(other, binding));
  },
  match(routes, message, found) {
    const chosen = chosenBy(routes, message);
    if (chosen !== undefined) found.push(chosen);
  },
  why(routes, binding, message) {
    if (routes.idle.includes(binding)) return 'its destination has the buckets of another binding';
    return chosenBy(routes, message) === binding ? null : 'the hash fell to another bucket';
  },
};
