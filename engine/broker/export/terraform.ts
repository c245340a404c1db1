import {
  hasAny,
  type JsonObject,
  operatorPolicies,
  type PolicyDefinition,
  type Topology,
  topologyOf,
} from './topology.ts';

/*
 * A topology as Terraform, in the resources of the provider cyrilgdn/rabbitmq. Passwords cannot be had from their
 * hashes: each is a variable. The default vhost is always there and is named, not made.
 */

/** A string of HCL: what would begin a template is escaped. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(/[$%]\{/g, (begin) => begin.charAt(0) + begin);
}

/** Names for Terraform, each once. */
class Labels {
  readonly #given = new Map<string, string>();
  readonly #taken = new Set<string>();

  of(parts: readonly string[]): string {
    const key = parts.join('\n');
    const known = this.#given.get(key);
    if (known !== undefined) return known;
    const plain = parts
      .filter((part) => part !== '/' && part !== '{}')
      .join('_')
      .replaceAll(/[^A-Za-z0-9_-]+/g, '_');
    const base = /^[A-Za-z_]/.test(plain) ? plain : `_${plain}`;
    let label = base;
    for (let n = 2; this.#taken.has(label); n++) label = `${base}_${n}`;
    this.#taken.add(label);
    this.#given.set(key, label);
    return label;
  }
}

type Body = readonly (readonly [name: string, value: string] | readonly [block: string, inside: Body])[];

function bodyText(body: Body, indent: string): string {
  const pairs = body.filter((item): item is readonly [string, string] => typeof item[1] === 'string');
  const width = Math.max(0, ...pairs.map(([name]) => name.length));
  return body
    .map(([name, value]) =>
      typeof value === 'string'
        ? `${indent}${name.padEnd(width)} = ${value}\n`
        : `${indent}${name} {\n${bodyText(value, `${indent}  `)}${indent}}\n`,
    )
    .join('');
}

class Writer {
  readonly parts: string[] = [];
  readonly #labels = new Map<string, Labels>();

  label(type: string, ...parts: readonly string[]): string {
    const labels = this.#labels.get(type) ?? new Labels();
    this.#labels.set(type, labels);
    return labels.of(parts);
  }

  resource(type: string, parts: readonly string[], body: Body): void {
    const label = this.label(type, ...parts);
    this.parts.push(`resource "${type}" "${label}" {\n${bodyText(body, '  ')}}\n`);
  }

  vhost(name: string): string {
    return name === '/' ? quoted('/') : `rabbitmq_vhost.${this.label('rabbitmq_vhost', name)}.name`;
  }

  user(name: string): string {
    return `rabbitmq_user.${this.label('rabbitmq_user', name)}.name`;
  }

  /** What a binding leads from or to: a resource where it is one of ours, its name where the broker made it. */
  end(all: Topology, type: 'queue' | 'exchange', vhost: string, name: string): string {
    const ours = type === 'queue' ? all.queues : all.exchanges;
    if (!ours.some((one) => one.vhost === vhost && one.name === name)) return quoted(name);
    return `rabbitmq_${type}.${this.label(`rabbitmq_${type}`, vhost, name)}.name`;
  }
}

/** JSON keeps the types of arguments, which a map of strings would not. */
function json(args: JsonObject): Body {
  return hasAny(args) ? [['arguments_json', quoted(JSON.stringify(args))]] : [];
}

function policyBody(w: Writer, policy: PolicyDefinition): Body {
  const values = Object.entries(policy.definition).map(([key, value]) => `${quoted(key)} = ${literal(value)}`);
  return [
    ['name', quoted(policy.name)],
    ['vhost', w.vhost(policy.vhost)],
    [
      'policy',
      [
        ['pattern', quoted(policy.pattern)],
        ['priority', String(policy.priority)],
        ['apply_to', quoted(policy['apply-to'])],
        ['definition', `{ ${values.join(', ')} }`],
      ],
    ],
  ];
}

function literal(value: JsonObject[string]): string {
  return typeof value === 'string'
    ? quoted(value)
    : typeof value === 'object'
      ? quoted(JSON.stringify(value))
      : String(value);
}

const HEAD = `terraform {
  required_providers {
    rabbitmq = {
      source = "cyrilgdn/rabbitmq"
    }
  }
}

provider "rabbitmq" {}
`;

/** `definitions` as the broker exports them. */
export function terraformOf(definitions: string): string {
  const all = topologyOf(definitions);
  const w = new Writer();
  for (const { name } of all.vhosts) if (name !== '/') w.resource('rabbitmq_vhost', [name], [['name', quoted(name)]]);
  writeUsers(w, all);
  for (const policy of all.policies) w.resource('rabbitmq_policy', [policy.vhost, policy.name], policyBody(w, policy));
  for (const policy of operatorPolicies(all))
    w.resource('rabbitmq_operator_policy', [policy.vhost, policy.name], policyBody(w, policy));
  writeTopology(w, all);
  return [HEAD, ...w.parts].join('\n');
}

function writeUsers(w: Writer, all: Topology): void {
  for (const { name, tags } of all.users) {
    const variable = `password_${w.label('rabbitmq_user', name)}`;
    w.parts.push(`variable "${variable}" {\n  type      = string\n  sensitive = true\n}\n`);
    const list = tags.map(quoted).join(', ');
    w.resource(
      'rabbitmq_user',
      [name],
      [
        ['name', quoted(name)],
        ['password', `var.${variable}`],
        ['tags', `[${list}]`],
      ],
    );
  }
  for (const { user, vhost, configure, write, read } of all.permissions) {
    const inside: Body = [
      ['configure', quoted(configure)],
      ['write', quoted(write)],
      ['read', quoted(read)],
    ];
    w.resource(
      'rabbitmq_permissions',
      [user, vhost],
      [
        ['user', w.user(user)],
        ['vhost', w.vhost(vhost)],
        ['permissions', inside],
      ],
    );
  }
  for (const { user, vhost, exchange, write, read } of all.topic_permissions) {
    const inside: Body = [
      ['exchange', w.end(all, 'exchange', vhost, exchange)],
      ['write', quoted(write)],
      ['read', quoted(read)],
    ];
    w.resource(
      'rabbitmq_topic_permissions',
      [user, vhost, exchange],
      [
        ['user', w.user(user)],
        ['vhost', w.vhost(vhost)],
        ['permissions', inside],
      ],
    );
  }
}

function writeTopology(w: Writer, all: Topology): void {
  for (const { name, vhost, type, durable, auto_delete, internal, arguments: args } of all.exchanges) {
    // The provider knows no internal exchanges: said aloud, so that nobody finds out by a publish.
    if (internal) w.parts.push(`# The exchange ${JSON.stringify(name)} is internal, which the provider cannot say.\n`);
    const map = Object.entries(args).map(([key, value]) => `${quoted(key)} = ${literal(value)}`);
    const settings: Body = [
      ['type', quoted(type)],
      ['durable', String(durable)],
      ['auto_delete', String(auto_delete)],
      ...(map.length === 0 ? [] : ([['arguments', `{ ${map.join(', ')} }`]] as const)),
    ];
    w.resource(
      'rabbitmq_exchange',
      [vhost, name],
      [
        ['name', quoted(name)],
        ['vhost', w.vhost(vhost)],
        ['settings', settings],
      ],
    );
  }
  for (const { name, vhost, durable, auto_delete, arguments: args } of all.queues) {
    const settings: Body = [['durable', String(durable)], ['auto_delete', String(auto_delete)], ...json(args)];
    w.resource(
      'rabbitmq_queue',
      [vhost, name],
      [
        ['name', quoted(name)],
        ['vhost', w.vhost(vhost)],
        ['settings', settings],
      ],
    );
  }
  for (const {
    source,
    vhost,
    destination,
    destination_type: type,
    routing_key: key,
    arguments: args,
  } of all.bindings) {
    w.resource(
      'rabbitmq_binding',
      [vhost, source, type, destination, key, JSON.stringify(args)],
      [
        ['source', w.end(all, 'exchange', vhost, source)],
        ['vhost', w.vhost(vhost)],
        ['destination', w.end(all, type, vhost, destination)],
        ['destination_type', quoted(type)],
        ['routing_key', quoted(key)],
        ...json(args),
      ],
    );
  }
}
