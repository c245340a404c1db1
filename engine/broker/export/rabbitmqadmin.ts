import { hasAny, type JsonObject, operatorPolicies, topologyOf } from './topology.ts';

/*
 * A topology as the commands of RabbitMQ's own rabbitmqadmin, for a POSIX shell. What that tool has no command for is
 * set by rabbitmqctl. RABBITMQ: rabbitmq_management bin/rabbitmqadmin
 */

/** A word for the shell, in quotes where it needs them. */
function word(text: string): string {
  return /^[\w.:/=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

type Value = string | number | boolean | JsonObject;

function line(vhost: string | null, what: string, fields: Readonly<Record<string, Value | undefined>>): string {
  const words = Object.entries(fields).flatMap(([key, value]) =>
    value === undefined ? [] : [word(`${key}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)],
  );
  return ['rabbitmqadmin', ...(vhost === null ? [] : [word(`--vhost=${vhost}`)]), 'declare', what, ...words].join(' ');
}

const argumentsOf = (args: JsonObject): { readonly arguments?: JsonObject } =>
  hasAny(args) ? { arguments: args } : {};

/** `definitions` as the broker exports them; one command a line. */
export function rabbitmqadminOf(definitions: string): string {
  const all = topologyOf(definitions);
  const lines = [
    ...all.vhosts.map(({ name }) => line(null, 'vhost', { name })),
    ...all.users.map(({ name, password_hash, tags }) =>
      line(null, 'user', { name, password_hash, tags: tags.join(',') }),
    ),
    ...all.permissions.map((permission) => line(null, 'permission', permission)),
    ...all.topic_permissions.map(({ user, vhost, exchange, write, read }) =>
      ['rabbitmqctl', 'set_topic_permissions', '-p', vhost, user, exchange, write, read].map(word).join(' '),
    ),
    ...all.parameters
      .filter(({ component }) => component === 'vhost-limits')
      .flatMap(({ vhost, value }) =>
        Object.entries(value).map(([name, limit]) => line(null, 'vhost_limit', { vhost, name, value: Number(limit) })),
      ),
    ...all.policies.map(({ vhost, ...policy }) => line(vhost, 'policy', policy)),
    ...operatorPolicies(all).map(({ vhost, ...policy }) => line(vhost, 'operator_policy', policy)),
    ...all.exchanges.map(({ vhost, arguments: args, ...exchange }) =>
      line(vhost, 'exchange', { ...exchange, ...argumentsOf(args) }),
    ),
    ...all.queues.map(({ vhost, arguments: args, ...queue }) =>
      line(vhost, 'queue', { ...queue, ...argumentsOf(args) }),
    ),
    ...all.bindings.map(({ vhost, arguments: args, ...binding }) =>
      line(vhost, 'binding', { ...binding, ...argumentsOf(args) }),
    ),
  ];
  return `${lines.join('\n')}\n`;
}
