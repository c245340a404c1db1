import { type Refusal, refuse } from './refusal.ts';
import type { BrokerState, Connection, Exchange, Vhost } from './state.ts';

/* What users may do, by the three patterns of their permission in a vhost. RABBITMQ: rabbit_access_control */

export interface Asking {
  readonly b: BrokerState;
  readonly connection: Connection;
  readonly vhost: Vhost;
}

/** Null when the user may. RABBITMQ: the default exchange is checked as `amq.default`. */
export function mayUse(
  s: Asking,
  kind: 'queue' | 'exchange',
  name: string,
  how: 'configure' | 'write' | 'read',
): Refusal | null {
  const permission = s.b.users.get(s.connection.user)?.permissions.get(s.vhost.name);
  const pattern = permission?.[how];
  if (pattern === '.*') return null;
  const checked = name === '' && kind === 'exchange' ? 'amq.default' : name;
  if (pattern !== undefined && matchesPermission(pattern, checked)) return null;
  return refuse(
    'ACCESS_REFUSED',
    `access to ${kind} '${checked}' in vhost '${s.vhost.name}' refused for user '${s.connection.user}'`,
  );
}

/**
 * Null when the user may use that routing key with that exchange: only topic exchanges ask, and only where something was
 * said about them. RABBITMQ: rabbit_channel check_topic_authorisation, rabbit_auth_backend_internal check_topic_access
 */
export function mayUseTopic(s: Asking, exchange: Exchange, key: string, how: 'write' | 'read'): Refusal | null {
  const user = s.b.users.get(s.connection.user);
  if (exchange.type !== 'topic' || user === undefined || user.topics.length === 0) return null;
  const said = user.topics.find((topic) => topic.vhost === s.vhost.name && topic.exchange === exchange.name);
  if (said === undefined) return null;
  const pattern = said[how].replaceAll('{username}', user.name).replaceAll('{vhost}', s.vhost.name);
  if (matchesPermission(pattern, key)) return null;
  const place = `exchange '${exchange.name}' in vhost '${s.vhost.name}'`;
  return refuse('ACCESS_REFUSED', `access to topic '${key}' in ${place} refused for user '${user.name}'`);
}

/** RABBITMQ: an empty pattern is the same as ^$. */
function matchesPermission(pattern: string, name: string): boolean {
  return new RegExp(pattern === '' ? '^$' : pattern).test(name);
}
