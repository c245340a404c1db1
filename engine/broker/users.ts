import type { BrokerState, Permission, TopicPermission, User } from './state.ts';

/* Users, what they may do and how much of it. RABBITMQ: rabbit_auth_backend_internal */

const NOBODY: Omit<User, 'name' | 'permissions'> = { passwordHash: '', tags: [], topics: [], limits: {} };

/** Sets what is given of a user, and keeps the rest of one that is there. */
export function keepUser(b: BrokerState, name: string, given: Partial<Omit<User, 'name' | 'permissions'>>): void {
  const known = b.users.get(name);
  const permissions = known?.permissions ?? new Map<string, Permission>();
  b.users.set(name, { ...NOBODY, ...known, ...given, name, permissions });
  if (given.topics !== undefined) b.saysTopics = [...b.users.values()].some(({ topics }) => topics.length > 0);
}

export function keepTopic(b: BrokerState, user: string, topic: TopicPermission): void {
  const known = b.users.get(user);
  if (known === undefined) return;
  const others = known.topics.filter(({ vhost, exchange }) => vhost !== topic.vhost || exchange !== topic.exchange);
  keepUser(b, user, { topics: [...others, topic] });
}

/** Of one exchange, or with null of all in the vhost. */
export function dropTopics(b: BrokerState, user: string, vhost: string, exchange: string | null): void {
  const known = b.users.get(user);
  if (known === undefined) return;
  const topics = known.topics.filter((t) => t.vhost !== vhost || (exchange !== null && t.exchange !== exchange));
  keepUser(b, user, { topics });
}

/** Connections of a user, and of all users of a vhost, that are open. */
export function openConnections(b: BrokerState, is: { readonly user?: string; readonly vhost?: string }): number {
  let open = 0;
  for (const { stage, user, vhost } of b.connections.values())
    if (stage === 'open' && (is.user ?? user) === user && (is.vhost ?? vhost) === vhost) open++;
  return open;
}

/** RABBITMQ: rabbit_auth_backend_internal is_over_connection_limit: a negative limit is none */
export function limitReached(limit: number | undefined, count: number): boolean {
  return limit !== undefined && limit >= 0 && count >= limit;
}
