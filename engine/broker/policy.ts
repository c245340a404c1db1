import { fieldOf, integerOf, stringField } from './fields.ts';
import type { BrokerOut, Exchange, Policy, Queue, QueueRules, Vhost } from './state.ts';

/*
 * Policies set on queues and exchanges by the pattern of their names. The one of the highest priority applies, alone.
 * An operator policy applies beside it and can only tighten limits. A queue's own arguments and policy values of the
 * same meaning: the smaller number wins, an argument's text wins. RABBITMQ: rabbit_policy, rabbit_queue_type_util args_policy_lookup
 */

function matching(policies: ReadonlyMap<string, Policy>, name: string, kind: 'queues' | 'exchanges'): Policy | null {
  let best: Policy | null = null;
  for (const policy of policies.values()) {
    if (policy.applyTo !== 'all' && policy.applyTo !== kind) continue;
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
  const policy = matching(vhost.policies, queue.name, 'queues');
  const operator = matching(vhost.operatorPolicies, queue.name, 'queues');
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

function rulesOf(queue: Queue, policy: Policy | null, operator: Policy | null): QueueRules {
  const values = (name: string): unknown[] => [policy?.definition[name], operator?.definition[name]];
  const least = (name: string): number | null => {
    const numbers = [integerOf(fieldOf(queue.arguments, `x-${name}`)), ...values(name)].filter(
      (value) => typeof value === 'number',
    );
    return numbers.length === 0 ? null : Math.min(...numbers);
  };
  const text = (name: string): string | null => {
    const candidates = [stringField(queue.arguments, `x-${name}`), ...values(name)];
    const found = candidates.find((value) => typeof value === 'string');
    return typeof found === 'string' ? found : null;
  };
  const overflow = text('overflow');
  return {
    messageTtl: least('message-ttl'),
    expires: least('expires'),
    maxLength: least('max-length'),
    maxLengthBytes: least('max-length-bytes'),
    overflow: overflow === 'reject-publish' || overflow === 'reject-publish-dlx' ? overflow : 'drop-head',
    deadLetterExchange: text('dead-letter-exchange'),
    deadLetterRoutingKey: text('dead-letter-routing-key'),
  };
}
