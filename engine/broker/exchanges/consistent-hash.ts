import { utf8Bytes } from '../../base/bytes.ts';
import { fieldOf, stringField } from '../fields.ts';
import type { Binding, ExchangeKind, Routable } from './kind.ts';

/*
 * Spreads messages over its bindings in proportion to their weights (the binding key, a number), equal input always to
 * the same one. The buckets are picked by a jump consistent hash: when one is added, only its share moves.
 * RABBITMQ: rabbit_exchange_type_consistent_hash
 * SIMPLIFIED: the hash of the input is FNV-1a and the jump's random numbers are its own, where RabbitMQ takes
 * erlang:phash2 and exs1024s: the shares are the same, which value goes where is not.
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

function fnv1a(text: string): number {
  let h = 0x811c9dc5;
  for (const byte of utf8Bytes(text)) h = Math.imul(h ^ byte, 0x01000193) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Lamping and Veach: a fast, minimal memory, consistent hash algorithm. */
function jump(seed: number, buckets: number): number {
  let state = seed;
  let chosen = -1;
  let next = 0;
  while (next < buckets) {
    chosen = next;
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const scrambled = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0;
    next = Math.floor((chosen + 1) * (0x100000000 / (scrambled + 1)));
  }
  return chosen;
}

function chosenBy(routes: HashRoutes, message: Routable): Binding | undefined {
  if (routes.buckets.length === 0) return undefined;
  return routes.buckets[jump(fnv1a(inputOf(routes, message)), routes.buckets.length)];
}

function inputOf(routes: HashRoutes, message: Routable): string {
  if (routes.header !== null) {
    const field = fieldOf(message.headers, routes.header);
    return field === undefined
      ? ''
      : JSON.stringify(field.value, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  }
  if (routes.property === 'message_id') return message.messageId ?? '';
  return message.key;
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
    if (/^[1-9][0-9]*$/.test(key) && Number(key) <= WEIGHT_MAX) return null;
    return `The binding key must be an integer: ${key}`;
  },
  routes: (args) => ({
    header: stringField(args, 'hash-header') ?? null,
    property: stringField(args, 'hash-property') ?? null,
    buckets: [],
  }),
  add(routes, binding) {
    for (let i = Number(binding.key); i > 0; i--) routes.buckets.push(binding);
  },
  remove(routes, binding) {
    routes.buckets = routes.buckets.filter((other) => other !== binding);
  },
  match(routes, message, found) {
    const chosen = chosenBy(routes, message);
    if (chosen !== undefined) found.push(chosen);
  },
  why(routes, binding, message) {
    return chosenBy(routes, message) === binding ? null : 'the hash fell to another bucket';
  },
};
