import { utf8Decode, utf8Encode } from '../base/bytes.ts';
import type { Field, FieldTable, FieldValue } from '../wire/amqp-methods.ts';
import { EXCHANGE_KINDS } from './exchanges/registry.ts';
import { VERSION } from './handshake.ts';
import { fromBase64 } from './password.ts';
import { changePolicy, policyFault } from './policy.ts';
import { typeFault } from './queues/arguments.ts';
import { named } from './refusal.ts';
import type { BrokerOut, BrokerState, Limits, Policy, Vhost } from './state.ts';
import { writeMetadata } from './storage/metadata.ts';
import { addVhost, bind, declareExchange, declareQueue } from './topology.ts';
import { keepTopic, keepUser } from './users.ts';

/*
 * RabbitMQ's definitions.json: users, vhosts, permissions, policies, exchanges, queues and bindings, out and in.
 * What is there already stays as it is. RABBITMQ: rabbit_definitions
 */

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = Readonly<Record<string, Json>>;

const text = (bytes: string): string => utf8Decode(bytes) ?? bytes;

/** Everything, as the management plugin of RabbitMQ 3.10 exports it. */
export function exportDefinitions(b: BrokerState): JsonObject {
  const vhosts = [...b.vhosts.values()];
  return {
    rabbit_version: VERSION,
    rabbitmq_version: VERSION,
    product_name: 'RabbitMQ',
    product_version: VERSION,
    users: [...b.users.values()].map((user) => ({
      name: text(user.name),
      password_hash: user.passwordHash,
      hashing_algorithm: 'rabbit_password_hashing_sha256',
      tags: user.tags.map(text),
      limits: user.limits,
    })),
    vhosts: vhosts.map((vhost) => ({ name: text(vhost.name) })),
    permissions: [...b.users.values()].flatMap((user) =>
      [...user.permissions].map(([vhost, permission]) => ({
        user: text(user.name),
        vhost: text(vhost),
        ...permission,
      })),
    ),
    topic_permissions: [...b.users.values()].flatMap((user) =>
      user.topics.map(({ vhost, exchange, write, read }) => ({
        user: text(user.name),
        vhost: text(vhost),
        exchange: text(exchange),
        write: text(write),
        read: text(read),
      })),
    ),
    parameters: vhosts.flatMap(parametersJson),
    global_parameters: [{ name: 'cluster_name', value: b.config.nodeName }],
    policies: vhosts.flatMap((vhost) =>
      [...vhost.policies.values()].map((policy) => ({ vhost: text(vhost.name), ...policyJson(policy) })),
    ),
    queues: vhosts.flatMap(queuesJson),
    exchanges: vhosts.flatMap(exchangesJson),
    bindings: vhosts.flatMap(bindingsJson),
  };
}

/** Operator policies and limits are parameters of their vhost. */
function parametersJson(vhost: Vhost): JsonObject[] {
  const policies = [...vhost.operatorPolicies.values()].map((policy): JsonObject => {
    const { name, ...value } = policyJson(policy);
    return { value, vhost: text(vhost.name), component: 'operator_policy', name: name ?? '' };
  });
  if (Object.keys(vhost.limits).length === 0) return policies;
  const limits = { value: vhost.limits, vhost: text(vhost.name), component: 'vhost-limits', name: 'limits' };
  return [...policies, limits];
}

function policyJson(policy: Policy): JsonObject {
  const { name, pattern, applyTo, definition, priority } = policy;
  return { name: text(name), pattern: text(pattern), 'apply-to': applyTo, definition, priority };
}

function queuesJson(vhost: Vhost): JsonObject[] {
  return [...vhost.queues.values()]
    .filter((queue) => queue.owner === null)
    .map((queue) => ({
      name: text(queue.name),
      vhost: text(vhost.name),
      durable: queue.durable,
      auto_delete: queue.autoDelete,
      arguments: tableJson(queue.arguments),
    }));
}

function exchangesJson(vhost: Vhost): JsonObject[] {
  return [...vhost.exchanges.values()]
    .filter((exchange) => exchange.name !== '' && !exchange.name.startsWith('amq.'))
    .map((exchange) => ({
      name: text(exchange.name),
      vhost: text(vhost.name),
      type: exchange.type,
      durable: exchange.durable,
      auto_delete: exchange.autoDelete,
      internal: exchange.internal,
      arguments: tableJson(exchange.arguments),
    }));
}

function bindingsJson(vhost: Vhost): JsonObject[] {
  return [...vhost.exchanges.values()].flatMap((exchange) =>
    [...exchange.bindings.values()]
      .filter((binding) => binding.to === 'exchange' || vhost.queues.get(binding.destination)?.owner === null)
      .map((binding) => ({
        source: text(binding.source),
        vhost: text(vhost.name),
        destination: text(binding.destination),
        destination_type: binding.to,
        routing_key: text(binding.key),
        arguments: tableJson(binding.arguments),
      })),
  );
}

function tableJson(table: FieldTable): JsonObject {
  return Object.fromEntries(table.map((field) => [text(field.key), valueJson(field)]));
}

function valueJson(field: FieldValue): Json {
  if (field.type === 'table') return tableJson(field.value);
  if (field.type === 'array') return field.value.map(valueJson);
  // RABBITMQ: rabbit_misc amqp_value leaves Erlang's own atom, which becomes a text
  if (field.type === 'void') return 'undefined';
  if (field.type === 'decimal') return field.value.unscaled / 10 ** field.value.scale;
  if (typeof field.value === 'bigint') return Number(field.value);
  return typeof field.value === 'string' ? text(field.value) : field.value;
}

/** RABBITMQ: rabbit_misc to_amqp_table: integers become 64-bit ones. */
function fieldOfJson(value: Json): FieldValue {
  if (value === null) return { type: 'void', value };
  if (typeof value === 'string') return { type: 'longstr', value: utf8Encode(value) };
  if (typeof value === 'boolean') return { type: 'bool', value };
  if (typeof value === 'number') return Number.isInteger(value) ? { type: 'long', value } : { type: 'double', value };
  if (isList(value)) return { type: 'array', value: value.map(fieldOfJson) };
  return { type: 'table', value: tableOfJson(value) };
}

function tableOfJson(json: JsonObject): FieldTable {
  return Object.entries(json).map(([key, value]): Field => ({ key: utf8Encode(key), ...fieldOfJson(value) }));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A row of the file that cannot be used. */
class Unusable extends Error {}

class Row {
  readonly #json: JsonObject;
  readonly #what: string;

  constructor(json: JsonObject, what: string) {
    this.#json = json;
    this.#what = what;
  }

  text(key: string): string {
    const value = this.#json[key];
    if (typeof value !== 'string') throw this.bad(key, 'a text');
    return utf8Encode(value);
  }

  flag(key: string): boolean {
    const value = this.#json[key] ?? false;
    if (typeof value !== 'boolean') throw this.bad(key, 'true or false');
    return value;
  }

  integer(key: string): number {
    const value = this.#json[key] ?? 0;
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw this.bad(key, 'a whole number');
    return value;
  }

  object(key: string): JsonObject {
    const value = this.#json[key] ?? {};
    if (!isObject(value)) throw this.bad(key, 'an object');
    return value;
  }

  raw(key: string): Json {
    return this.#json[key] ?? null;
  }

  bad(key: string, wanted: string): Unusable {
    return new Unusable(`${this.#what}: '${key}' must be ${wanted}`);
  }
}

function rowsOf(file: JsonObject, section: string): Row[] {
  const rows = file[section] ?? [];
  if (!isList(rows)) throw new Unusable(`'${section}' must be a list`);
  return rows.map((row, i) => {
    if (!isObject(row)) throw new Unusable(`${section}[${i}] must be an object`);
    return new Row(row, `${section}[${i}]`);
  });
}

/** Takes a definitions file in. Returns what is wrong with it, or null; what came before the fault is there then. */
export function importDefinitions(b: BrokerState, json: string, out: BrokerOut): string | null {
  try {
    const file = JSON.parse(json) as Json;
    if (!isObject(file)) return 'a definitions file must be a JSON object';
    importAccess(b, file, out);
    importPolicies(b, file, out);
    for (const row of rowsOf(file, 'exchanges')) importExchange(b, row, out);
    for (const row of rowsOf(file, 'queues')) importQueue(b, row, out);
    for (const row of rowsOf(file, 'bindings')) importBinding(b, row, out);
    return null;
  } catch (error) {
    if (error instanceof Unusable || error instanceof SyntaxError) return error.message;
    throw error;
  }
}

function importAccess(b: BrokerState, file: JsonObject, out: BrokerOut): void {
  for (const row of rowsOf(file, 'vhosts')) {
    const name = row.text('name');
    if (b.vhosts.has(name)) continue;
    addVhost(b, name, out);
    writeMetadata(b, { op: 'vhost', name }, out);
  }
  for (const row of rowsOf(file, 'users')) importUser(b, row, out);
  for (const row of rowsOf(file, 'permissions')) {
    const [user, vhost] = [row.text('user'), row.text('vhost')];
    const permission = { configure: row.text('configure'), write: row.text('write'), read: row.text('read') };
    const known = b.users.get(user);
    if (known === undefined || !b.vhosts.has(vhost))
      throw new Unusable(`a permission for '${user}' in '${vhost}': no such user or vhost`);
    known.permissions.set(vhost, permission);
    writeMetadata(b, { op: 'permission', user, vhost, ...permission }, out);
  }
  for (const row of rowsOf(file, 'topic_permissions')) {
    const [user, vhost, exchange] = [row.text('user'), row.text('vhost'), row.text('exchange')];
    if (!b.users.has(user) || !b.vhosts.has(vhost))
      throw new Unusable(`a topic permission for '${user}' in '${vhost}': no such user or vhost`);
    const topic = { vhost, exchange, write: row.text('write'), read: row.text('read') };
    keepTopic(b, user, topic);
    writeMetadata(b, { op: 'topic', user, ...topic }, out);
  }
}

function limitsOf(row: Row, key: string): Limits {
  const limits = Object.entries(row.object(key));
  const numbers = limits.filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  if (numbers.length < limits.length) throw row.bad(key, 'whole numbers');
  return Object.fromEntries(numbers);
}

function importUser(b: BrokerState, row: Row, out: BrokerOut): void {
  const name = row.text('name');
  const passwordHash = row.text('password_hash');
  if (fromBase64(passwordHash) === null) throw row.bad('password_hash', 'base64');
  const given = row.raw('tags');
  // Until 3.9 the tags were one text with commas.
  const list = isList(given) ? given : typeof given === 'string' && given !== '' ? given.split(',') : [];
  const tags = list.filter((tag) => typeof tag === 'string').map(utf8Encode);
  const limits = limitsOf(row, 'limits');
  keepUser(b, name, { passwordHash, tags, limits });
  writeMetadata(b, { op: 'user', name, passwordHash, tags }, out);
  if (Object.keys(limits).length > 0) writeMetadata(b, { op: 'user.limits', name, limits }, out);
}

function vhostOf(b: BrokerState, row: Row): Vhost {
  const vhost = b.vhosts.get(row.text('vhost'));
  if (vhost === undefined) throw row.bad('vhost', 'one that exists');
  return vhost;
}

function importPolicies(b: BrokerState, file: JsonObject, out: BrokerOut): void {
  for (const row of rowsOf(file, 'policies')) importPolicy(b, vhostOf(b, row), row, row.text('name'), false, out);
  for (const row of rowsOf(file, 'parameters')) {
    const component = row.text('component');
    if (component === 'vhost-limits') importLimits(b, vhostOf(b, row), limitsOf(row, 'value'), out);
    if (component !== 'operator_policy') continue;
    importPolicy(b, vhostOf(b, row), new Row(row.object('value'), 'parameters'), row.text('name'), true, out);
  }
}

function importLimits(b: BrokerState, vhost: Vhost, limits: Limits, out: BrokerOut): void {
  vhost.limits = limits;
  writeMetadata(b, { op: 'vhost.limits', name: vhost.name, limits }, out);
}

function importPolicy(b: BrokerState, vhost: Vhost, row: Row, name: string, operator: boolean, out: BrokerOut): void {
  const applyTo = row.text('apply-to');
  if (applyTo !== 'all' && applyTo !== 'queues' && applyTo !== 'exchanges')
    throw row.bad('apply-to', 'all, queues or exchanges');
  const definition = row.object('definition');
  const pattern = row.text('pattern');
  const fault = policyFault(pattern, definition);
  if (fault !== null) throw new Unusable(fault);
  const values = Object.fromEntries(
    Object.entries(definition).filter(
      (entry): entry is [string, string | number | boolean] => typeof entry[1] !== 'object',
    ),
  );
  const policy: Policy = { name, pattern, applyTo, priority: row.integer('priority'), definition: values };
  changePolicy(b, vhost, name, policy, operator, out);
}

function importExchange(b: BrokerState, row: Row, out: BrokerOut): void {
  const vhost = vhostOf(b, row);
  const name = row.text('name');
  const type = row.text('type');
  if (vhost.exchanges.has(name)) return;
  if (!EXCHANGE_KINDS.has(type)) throw row.bad('type', `a known exchange type, not '${type}'`);
  const [durable, autoDelete, internal] = [row.flag('durable'), row.flag('auto_delete'), row.flag('internal')];
  declareExchange(
    b,
    vhost,
    { name, type, durable, autoDelete, internal, arguments: tableOfJson(row.object('arguments')) },
    out,
  );
}

function importQueue(b: BrokerState, row: Row, out: BrokerOut): void {
  const vhost = vhostOf(b, row);
  const name = row.text('name');
  if (vhost.queues.has(name)) return;
  const args = tableOfJson(row.object('arguments'));
  const wrong = typeFault(args, named('queue', name, vhost.name));
  if (wrong !== null) throw new Unusable(wrong.text);
  declareQueue(
    b,
    vhost,
    { name, durable: row.flag('durable'), autoDelete: row.flag('auto_delete'), owner: null, arguments: args },
    out,
  );
}

function importBinding(b: BrokerState, row: Row, out: BrokerOut): void {
  const vhost = vhostOf(b, row);
  const [source, destination, to] = [row.text('source'), row.text('destination'), row.text('destination_type')];
  if (to !== 'queue' && to !== 'exchange') throw row.bad('destination_type', 'queue or exchange');
  if (!vhost.exchanges.has(source)) throw row.bad('source', 'an exchange that exists');
  if (!(to === 'queue' ? vhost.queues : vhost.exchanges).has(destination))
    throw row.bad('destination', `a ${to} that exists`);
  if (source === '') return;
  bind(
    b,
    vhost,
    { source, to, destination, key: row.text('routing_key'), arguments: tableOfJson(row.object('arguments')) },
    out,
  );
}
