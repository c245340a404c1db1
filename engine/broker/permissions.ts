import { type Refusal, refuse } from './refusal.ts';
import type { BrokerState, Connection, Vhost } from './state.ts';

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

/** RABBITMQ: an empty pattern is the same as ^$. */
function matchesPermission(pattern: string, name: string): boolean {
  return new RegExp(pattern === '' ? '^$' : pattern).test(name);
}
