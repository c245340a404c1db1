import { utf8Decode, utf8Encode } from '../base/bytes.ts';
import type {
  BrokerQuery,
  BrokerView,
  ChannelRow,
  ConnectionRow,
  ConsumerRow,
  ExchangeRow,
  OverviewView,
  QueueRow,
} from '../broker/views.ts';
import type { FieldTable, FieldValue } from '../wire/amqp-methods.ts';
import { phash32, termOfTable } from '../wire/erlang-hash.ts';
import { settingsOf } from './amqp-admin-settings.ts';

/* What stands behind each path of the management API, in the words of its JSON. */

/** Reads the broker. */
export type Ask = (query: BrokerQuery) => BrokerView;

/** There is no such path, or nothing of that name. */
export const NOT_FOUND = Symbol('not found');

const PAGE = 500;
const VERSION = '3.10.8';

type PagedKind = Extract<BrokerView, { rows: readonly unknown[] }>['kind'];
type RowOf<K extends PagedKind> = Extract<BrokerView, { kind: K; rows: readonly unknown[] }>['rows'][number];

/** All rows of a kind, which come in pages. */
function all<K extends PagedKind>(ask: Ask, kind: K): RowOf<K>[] {
  const rows: RowOf<K>[] = [];
  for (;;) {
    const page = ask({ kind, from: rows.length, count: PAGE });
    if (page.kind !== kind || !('rows' in page)) return rows;
    // Of the kind that was asked for.
    rows.push(...(page.rows as readonly RowOf<K>[]));
    if (page.rows.length === 0 || rows.length >= page.total) return rows;
  }
}

const text = (bytes: string): string => utf8Decode(bytes) ?? bytes;

function json(value: FieldValue): unknown {
  switch (value.type) {
    case 'longstr':
    case 'binary':
      return text(value.value);
    case 'table':
      return tableJson(value.value);
    case 'array':
      return value.value.map(json);
    case 'decimal':
      return value.value.unscaled / 10 ** value.value.scale;
    default:
      return typeof value.value === 'bigint' ? Number(value.value) : value.value;
  }
}

function tableJson(table: FieldTable): Record<string, unknown> {
  return Object.fromEntries(table.map((field) => [text(field.key), json(field)]));
}

const exchange = (row: ExchangeRow): object => ({
  name: text(row.name),
  vhost: text(row.vhost),
  type: text(row.type),
  durable: row.durable,
  auto_delete: row.autoDelete,
  internal: row.internal,
  arguments: tableJson(row.arguments),
  ...(row.policy === null ? {} : { policy: text(row.policy) }),
  user_who_performed_action: /^(amq\.|$)/.test(row.name) ? 'rmq-internal' : 'guest',
});

const queue = (row: QueueRow, node: string): object => ({
  name: text(row.name),
  vhost: text(row.vhost),
  type: row.type,
  node,
  state: 'running',
  durable: row.durable,
  auto_delete: row.autoDelete,
  exclusive: row.exclusive,
  arguments: tableJson(row.arguments),
  policy: row.policy === null ? null : text(row.policy),
  operator_policy: row.operatorPolicy === null ? null : text(row.operatorPolicy),
  consumers: row.consumers,
  single_active_consumer_tag: row.singleActiveConsumer === null ? null : text(row.singleActiveConsumer),
  messages: row.ready + row.unacked,
  messages_ready: row.ready,
  messages_unacknowledged: row.unacked,
  message_bytes: row.readyBytes + row.unackedBytes,
  message_bytes_ready: row.readyBytes,
  message_bytes_unacknowledged: row.unackedBytes,
  ...placeOf(row, node),
});

/** What the kinds that live on several nodes say of where they are: here there is one. */
function placeOf(row: QueueRow, node: string): object {
  if (row.type === 'classic') return {};
  const alone = { leader: node, members: [node], online: [node] };
  if (row.type === 'stream')
    return { ...alone, ...(row.segments === null ? {} : { segments: row.segments }), committed_offset: row.committed };
  return { ...alone, messages_dlx: row.keptLetters, open_files: { [node]: 0 } };
}

interface BindingJson {
  readonly source: string;
  readonly vhost: string;
  readonly destination: string;
  readonly destination_type: string;
  readonly routing_key: string;
  readonly arguments: Record<string, unknown>;
  readonly properties_key: string;
}

function binding(row: RowOf<'bindings'>): BindingJson {
  const [source, key] = [text(row.exchange), text(row.key)];
  return {
    source,
    vhost: text(row.vhost),
    destination: text(row.destination),
    destination_type: row.to,
    routing_key: key,
    arguments: tableJson(row.arguments),
    properties_key: propertiesKey(key, row.arguments),
  };
}

/** RABBITMQ: rabbit_mgmt_format pack_binding_props, args_hash; a binding's arguments are kept in order */
function propertiesKey(key: string, table: FieldTable): string {
  if (table.length === 0) return key === '' ? '~' : quoted(key);
  const inOrder = [...table].sort((a, z) => (a.key < z.key ? -1 : 1));
  const hash = Buffer.alloc(4);
  hash.writeUInt32BE(phash32(termOfTable(inOrder)));
  return `${quoted(key)}~${hash.toString('base64url')}`;
}

/** RABBITMQ: rabbit_mgmt_format quote_binding, rabbit_http_util quote_plus */
function quoted(key: string): string {
  return encodeURIComponent(key)
    .replaceAll('%20', '+')
    .replaceAll(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Every queue is bound to the default exchange by its name. */
function bindings(ask: Ask): BindingJson[] {
  const implied = all(ask, 'queues').map((row): BindingJson => {
    const name = text(row.name);
    return {
      source: '',
      vhost: text(row.vhost),
      destination: name,
      destination_type: 'queue',
      routing_key: name,
      arguments: {},
      properties_key: quoted(name),
    };
  });
  return [...implied, ...all(ask, 'bindings').map(binding)];
}

function peerOf(row: ConnectionRow): { name: string; peer_host: string; peer_port: number } {
  const colon = row.peer.lastIndexOf(':');
  return { name: row.peer, peer_host: row.peer.slice(0, colon), peer_port: Number(row.peer.slice(colon + 1)) };
}

const connection = (row: ConnectionRow, node: string): object => ({
  ...peerOf(row),
  node,
  user: text(row.user),
  vhost: text(row.vhost),
  state: row.state,
  channels: row.channels,
  timeout: row.heartbeat,
  protocol: 'AMQP 0-9-1',
  type: 'network',
  ssl: false,
  ...(row.name === row.peer ? {} : { user_provided_name: text(row.name) }),
});

const channel = (row: ChannelRow, from: ConnectionRow | undefined, node: string): object => ({
  name: `${from?.peer ?? ''} (${row.number})`,
  number: row.number,
  node,
  user: text(from?.user ?? ''),
  vhost: text(from?.vhost ?? ''),
  state: row.state,
  prefetch_count: row.prefetch,
  global_prefetch_count: row.globalPrefetch,
  messages_unacknowledged: row.unacked,
  messages_unconfirmed: row.unconfirmed,
  consumer_count: row.consumers,
  confirm: row.confirming,
  transactional: row.transactional,
  connection_details: from === undefined ? {} : peerOf(from),
});

const consumer = (row: ConsumerRow): object => ({
  consumer_tag: text(row.tag),
  queue: { name: text(row.queue), vhost: text(row.vhost) },
  ack_required: !row.noAck,
  exclusive: row.exclusive,
  prefetch_count: row.prefetch,
  active: row.turn !== null,
});

function overview(view: OverviewView): object {
  return {
    management_version: VERSION,
    rabbitmq_version: VERSION,
    product_name: 'RabbitMQ',
    product_version: VERSION,
    cluster_name: view.node,
    node: view.node,
    object_totals: {
      channels: view.channels,
      connections: view.connections,
      consumers: view.consumers,
      exchanges: view.exchanges,
      queues: view.queues,
    },
    queue_totals: {
      messages: view.ready + view.unacked,
      messages_ready: view.ready,
      messages_unacknowledged: view.unacked,
    },
  };
}

function nodeOf(ask: Ask): string {
  const view = ask({ kind: 'overview' });
  return view.kind === 'overview' ? view.node : '';
}

function definitions(ask: Ask): unknown {
  const view = ask({ kind: 'definitions' });
  return view.kind === 'definitions' ? (JSON.parse(view.json) as unknown) : NOT_FOUND;
}

/** Those of a virtual host, where one is named, and the one of a name, where one is given. */
function pick<T extends { readonly vhost: string; readonly name: string }>(
  rows: readonly T[],
  [vhost, name]: readonly string[],
  show: (row: T) => unknown,
): unknown {
  const there = vhost === undefined ? rows : rows.filter((row) => row.vhost === utf8Encode(vhost));
  if (name === undefined) return there.map(show);
  const one = there.find((row) => row.name === utf8Encode(name));
  return one === undefined ? NOT_FOUND : show(one);
}

type Asker = { readonly name: string; readonly tags: readonly string[] };

/** What is to be said to a path, as words behind /api. */
export function answerOf(path: readonly string[], user: Asker, ask: Ask): unknown {
  const [what, ...rest] = path;
  const node = nodeOf(ask);
  switch (what) {
    case 'overview': {
      const view = ask({ kind: 'overview' });
      return rest.length === 0 && view.kind === 'overview' ? overview(view) : NOT_FOUND;
    }
    case 'whoami':
      return { name: user.name, tags: user.tags };
    case 'definitions':
      return rest.length === 0 ? definitions(ask) : NOT_FOUND;
    case 'exchanges':
      // The default exchange is spelled by its list name, as nothing cannot stand in a path.
      if (rest.length === 4 && rest[2] === 'bindings') return bindingsOf(ask, rest, rest[3] === 'source');
      return rest.length > 2 ? NOT_FOUND : pick(all(ask, 'exchanges'), named(rest), exchange);
    case 'queues':
      if (rest.length === 3 && rest[2] === 'bindings') return bindingsOf(ask, rest, false);
      return rest.length > 2 ? NOT_FOUND : pick(all(ask, 'queues'), rest, (row) => queue(row, node));
    case 'bindings':
      return bindingsAt(ask, rest);
    case 'vhosts':
      return vhosts(ask, rest);
    case 'vhost-limits':
      return rest.length > 1 ? NOT_FOUND : vhostLimits(ask, rest);
    default:
      return settingsOf(path, ask) ?? traffic(path, ask, node);
  }
}

type Row = Readonly<Record<string, unknown>>;

function section(ask: Ask, name: string): Row[] {
  const all = definitions(ask);
  const rows: unknown = typeof all === 'object' && all !== null ? (all as Row)[name] : undefined;
  // The format of definitions.json, which the broker itself has written.
  return Array.isArray(rows) ? (rows as Row[]) : [];
}

function vhostLimits(ask: Ask, [vhost]: readonly string[]): unknown {
  const limits = section(ask, 'parameters').filter(({ component }) => component === 'vhost-limits');
  return limits
    .filter((row) => vhost === undefined || row['vhost'] === vhost)
    .map(({ vhost: place, value }) => ({ vhost: place, value }));
}

const named = ([vhost, name]: readonly string[]): string[] =>
  [vhost, name === 'amq.default' ? '' : name].filter((word) => word !== undefined);

/** The connections and what is on them. */
function traffic([what, name, ...rest]: readonly string[], ask: Ask, node: string): unknown {
  if (rest.length > 0) return NOT_FOUND;
  const connections = all(ask, 'connections');
  const one = (rows: readonly object[]): unknown =>
    name === undefined ? rows : (rows.find((row) => 'name' in row && row.name === name) ?? NOT_FOUND);
  if (what === 'connections') return one(connections.map((row) => connection(row, node)));
  const from = new Map(connections.map((row) => [row.conn, row]));
  if (what === 'channels') return one(all(ask, 'channels').map((row) => channel(row, from.get(row.conn), node)));
  return what === 'consumers' && name === undefined ? all(ask, 'consumers').map(consumer) : NOT_FOUND;
}

/** All, those of a vhost, or those of one pair: `vhost/e/source/q/destination`, and one of them by its key. */
function bindingsAt(ask: Ask, [vhost, e, source, to, destination, key, ...more]: readonly string[]): unknown {
  const there = bindings(ask).filter((row) => vhost === undefined || row.vhost === vhost);
  if (e === undefined) return there;
  if (e !== 'e' || (to !== 'q' && to !== 'e') || destination === undefined || more.length > 0) return NOT_FOUND;
  const pair = there.filter(
    (row) =>
      row.source === (source === 'amq.default' ? '' : source) &&
      row.destination === destination &&
      row.destination_type === (to === 'q' ? 'queue' : 'exchange'),
  );
  return key === undefined ? pair : (pair.find((row) => row.properties_key === encodedAgain(key)) ?? NOT_FOUND);
}

/** The words of a path are decoded; the key of a binding stands encoded in its row. */
const encodedAgain = (key: string): string =>
  key === '~' ? key : key.split('~').length === 2 ? key.split('~').map(quoted).join('~') : quoted(key);

function bindingsOf(ask: Ask, [vhost, name]: readonly string[], source: boolean): BindingJson[] {
  return bindings(ask).filter(
    (row) =>
      row.vhost === vhost && (source ? row.source === (name === 'amq.default' ? '' : name) : row.destination === name),
  );
}

function vhosts(ask: Ask, [name, ...rest]: readonly string[]): unknown {
  const names = [...new Set(all(ask, 'exchanges').map((row) => text(row.vhost)))];
  if (rest.length === 1 && rest[0] === 'permissions' && name !== undefined)
    return settingsOf(['permissions', name], ask);
  const queues = all(ask, 'queues');
  const shown = (one: string): object => {
    const own = queues.filter((row) => text(row.vhost) === one);
    const [ready, unacked] = [
      own.reduce((sum, row) => sum + row.ready, 0),
      own.reduce((sum, row) => sum + row.unacked, 0),
    ];
    return {
      name: one,
      description: one === '/' ? 'Default virtual host' : '',
      tags: [],
      default_queue_type: 'undefined',
      metadata: { description: one === '/' ? 'Default virtual host' : '', tags: [] },
      tracing: false,
      cluster_state: { [nodeOf(ask)]: 'running' },
      messages: ready + unacked,
      messages_ready: ready,
      messages_unacknowledged: unacked,
    };
  };
  if (name === undefined) return names.map(shown);
  return names.includes(name) && rest.length === 0 ? shown(name) : NOT_FOUND;
}
