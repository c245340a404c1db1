import { touchExchange, touchQueue } from './access.ts';
import { fieldOf, integerOf, stringField } from './fields.ts';
import { ageOf } from './queues/arguments.ts';
import { traitsOf } from './queues/traits.ts';
import type { BrokerOut, BrokerState, Exchange, Policy, Queue, QueueRules, Vhost } from './state.ts';
import { writeMetadata } from './storage/metadata.ts';

/*
 * Policies set on queues and exchanges by the pattern of their names. The one of the highest priority applies, alone.
 * An operator policy applies beside it and can only tighten limits. A queue's own arguments and policy values of the
 * same meaning: the smaller number wins, an argument's text wins. RABBITMQ: rabbit_policy, rabbit_queue_type_util args_policy_lookup
 */

const NO_KEYS: ReadonlySet<string> = new Set();

/** A policy with a setting that this kind of queue does not know is not for it. RABBITMQ: rabbit_amqqueue is_policy_applicable */
function matching(
  policies: ReadonlyMap<string, Policy>,
  name: string,
  kind: 'queues' | 'exchanges',
  foreign: ReadonlySet<string> = NO_KEYS,
): Policy | null {
  let best: Policy | null = null;
  for (const policy of policies.values()) {
    if (policy.applyTo !== 'all' && policy.applyTo !== kind) continue;
    if (foreign.size > 0 && Object.keys(policy.definition).some((key) => foreign.has(key))) continue;
    if (best !== null && best.priority >= policy.priority) continue;
    if (new RegExp(policy.pattern).test(name)) best = policy;
  }
  return best;
}

export function exchangePolicy(vhost: Vhost, name: string): string | null {
  return matching(vhost.policies, name, 'exchanges')?.name ?? null;
}

/** Where an exchange sends what it cannot route: its argument, else its policy. RABBITMQ: rabbit_policy get_arg */
export function alternateOf(vhost: Vhost, exchange: Exchange): string | null {
  const argument = stringField(exchange.arguments, 'alternate-exchange');
  if (argument !== undefined) return argument;
  const value =
    exchange.policy === null ? undefined : vhost.policies.get(exchange.policy)?.definition['alternate-exchange'];
  return typeof value === 'string' ? value : null;
}

/** Works out what rules a queue now, from its arguments and the policies that match it. */
export function applyPolicies(vhost: Vhost, queue: Queue, out: BrokerOut): void {
  const { foreignPolicies } = traitsOf(queue.type);
  const policy = matching(vhost.policies, queue.name, 'queues', foreignPolicies);
  const operator = matching(vhost.operatorPolicies, queue.name, 'queues', foreignPolicies);
  const before = queue.policy !== null || queue.operatorPolicy !== null;
  queue.policy = policy?.name ?? null;
  queue.operatorPolicy = operator?.name ?? null;
  queue.rules = rulesOf(queue, policy, operator);
  if (out.observed && (before || policy !== null || operator !== null)) {
    out.note({
      kind: 'broker.policyApplied',
      vhost: vhost.name,
      queue: queue.name,
      policy: queue.policy,
      operatorPolicy: queue.operatorPolicy,
    });
  }
}

/** RABBITMQ: osiris_log DEFAULT_MAX_SEGMENT_SIZE_B */
const SEGMENT_BYTES_MAX = 500_000_000;

/**
 * RABBITMQ: rabbit_classic_queue, rabbit_quorum_queue and rabbit_stream_queue each look their settings up: streams take
 * a policy's value before an argument's.
 */
function rulesOf(queue: Queue, policy: Policy | null, operator: Policy | null): QueueRules {
  const values = (name: string): unknown[] => [policy?.definition[name], operator?.definition[name]];
  const first = (name: string): number | undefined =>
    [...values(name), integerOf(fieldOf(queue.arguments, `x-${name}`))].find((value) => typeof value === 'number');
  const least = (name: string): number | null => {
    const numbers = [integerOf(fieldOf(queue.arguments, `x-${name}`)), ...values(name)].filter(
      (value) => typeof value === 'number',
    );
    return numbers.length === 0 ? null : Math.min(...numbers);
  };
  const text = (name: string): string | null => {
    const own = stringField(queue.arguments, `x-${name}`);
    const candidates = queue.type === 'stream' ? [...values(name), own] : [own, ...values(name)];
    const found = candidates.find((value) => typeof value === 'string');
    return typeof found === 'string' ? found : null;
  };
  const overflow = text('overflow');
  const age = text('max-age');
  return {
    messageTtl: least('message-ttl'),
    expires: least('expires'),
    maxLength: least('max-length'),
    maxLengthBytes: queue.type === 'stream' ? (first('max-length-bytes') ?? null) : least('max-length-bytes'),
    overflow: overflow === 'reject-publish' || overflow === 'reject-publish-dlx' ? overflow : 'drop-head',
    deadLetterExchange: text('dead-letter-exchange'),
    deadLetterRoutingKey: text('dead-letter-routing-key'),
    lazy: text('queue-mode') === 'lazy',
    // RABBITMQ: rabbit_quorum_queue dlh: with drop-head letters would pile up without a bound
    atLeastOnce: text('dead-letter-strategy') === 'at-least-once' && overflow === 'reject-publish',
    deliveryLimit: least('delivery-limit'),
    maxAge: age === null ? null : ageOf(age),
    segmentBytesMax: first('stream-max-segment-size-bytes') ?? SEGMENT_BYTES_MAX,
  };
}

/** What a policy may set, and what values are fit for it. RABBITMQ: rabbit_policies validate_policy0 */
const SETTINGS: Readonly<Record<string, (value: unknown) => boolean>> = {
  'message-ttl': isCount,
  expires: (value) => isCount(value) && value !== 0,
  'max-length': isCount,
  'max-length-bytes': isCount,
  overflow: (value) => value === 'drop-head' || value === 'reject-publish' || value === 'reject-publish-dlx',
  'dead-letter-exchange': (value) => typeof value === 'string',
  'dead-letter-routing-key': (value) => typeof value === 'string',
  'alternate-exchange': (value) => typeof value === 'string',
  'queue-mode': (value) => value === 'default' || value === 'lazy',
  'queue-version': (value) => value === 1 || value === 2,
  'delivery-limit': isCount,
  'dead-letter-strategy': (value) => value === 'at-most-once' || value === 'at-least-once',
  'max-age': (value) => typeof value === 'string' && ageOf(value) !== null,
  'stream-max-segment-size-bytes': (value) => isCount(value) && Number(value) <= 3_000_000_000,
  'max-in-memory-length': isCount,
  'max-in-memory-bytes': isCount,
  'queue-leader-locator': (value) => value === 'client-local' || value === 'balanced',
};

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Why there can be no such policy, in RabbitMQ's words; null when there can. */
export function policyFault(pattern: string, definition: Readonly<Record<string, unknown>>): string | null {
  try {
    new RegExp(pattern);
  } catch {
    return `Validation failed\n\npattern should be regular expression, actually was ${JSON.stringify(pattern)}\n`;
  }
  const entries = Object.entries(definition);
  if (entries.length === 0) return 'Validation failed\n\nno policy provided\n';
  for (const [key, value] of entries) {
    if (!Object.hasOwn(SETTINGS, key))
      return `Validation failed\n\n[<<${JSON.stringify(key)}>>] are not recognised policy settings\n`;
    if (SETTINGS[key]?.(value) !== true)
      return `Validation failed\n\n${JSON.stringify(value)} is not a valid ${key.replaceAll('-', ' ')}\n`;
  }
  return null;
}

/** Lets every queue and exchange of a vhost find the policies that apply to it now. */
export function reapplyPolicies(vhost: Vhost, out: BrokerOut): void {
  for (const name of vhost.queues.keys()) {
    const queue = touchQueue(vhost, name);
    if (queue !== undefined) applyPolicies(vhost, queue, out);
  }
  for (const name of vhost.exchanges.keys()) {
    const exchange = touchExchange(vhost, name);
    if (exchange === undefined) continue;
    exchange.policy = exchangePolicy(vhost, name);
    exchange.alternate = alternateOf(vhost, exchange);
  }
}

/** Sets a policy, or with null takes it away. What it changes for messages that are there is `enforceRules`' to do. */
export function changePolicy(
  b: BrokerState,
  vhost: Vhost,
  name: string,
  policy: Policy | null,
  operator: boolean,
  out: BrokerOut,
): void {
  const policies = operator ? vhost.operatorPolicies : vhost.policies;
  if (policy === null) policies.delete(name);
  else policies.set(name, policy);
  const place = { vhost: vhost.name, operator };
  writeMetadata(
    b,
    policy === null ? { op: 'policy.delete', ...place, name } : { op: 'policy', ...place, ...policy },
    out,
  );
  if (out.observed) out.note({ kind: 'broker.policyChanged', ...place, policy: name, set: policy !== null });
  reapplyPolicies(vhost, out);
}
