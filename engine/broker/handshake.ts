import type { ConnId } from '../sim/machine.ts';
import {
  type AmqpFrame,
  type Field,
  type FieldTable,
  type MethodFrame,
  PROTOCOL_HEADER,
} from '../wire/amqp-methods.ts';
import { touchConnection } from './access.ts';
import { closeFor, dropConnection, hardClose } from './farewell.ts';
import { fieldOf, stringField } from './fields.ts';
import { passwordFits } from './password.ts';
import { refuse } from './refusal.ts';
import type { BrokerOut, BrokerState, Connection } from './state.ts';
import { limitReached, openConnections } from './users.ts';

/* The first words on a connection: version, who is there, limits, vhost; and its heartbeat. RABBITMQ: rabbit_reader */

export const VERSION = '3.10.8';

export function refuseHeader(b: BrokerState, connection: Connection, out: BrokerOut): void {
  out.send(connection.id, PROTOCOL_HEADER);
  dropConnection(b, connection.id, null, 'bad header', true, out);
  out.close(connection.id);
}

/** RABBITMQ: rabbit_reader handshake: 0-9-1 in its own words, 0-9 in the two ways older clients spell it, 0-8 */
const VERSIONS: ReadonlySet<string> = new Set(['0.0.9.1', '1.1.0.9', '1.1.9.1', '1.1.8.0']);

/** Ends a connection of somebody who is not in yet, without a word. RABBITMQ: rabbit_reader handle_exception */
export function turnAway(b: BrokerState, connection: Connection, text: string, out: BrokerOut): void {
  dropConnection(b, connection.id, null, text, true, out);
  out.close(connection.id);
}

export function onHeader(
  b: BrokerState,
  connection: Connection,
  frame: AmqpFrame & { method: 'protocol.header' },
  out: BrokerOut,
): void {
  const { id, major, minor, revision } = frame;
  if (!VERSIONS.has([id, major, minor, revision].join('.'))) {
    refuseHeader(b, connection, out);
    return;
  }
  connection.stage = 'starting';
  out.send(connection.id, {
    channel: 0,
    method: 'connection.start',
    versionMajor: 0,
    versionMinor: 9,
    serverProperties: serverProperties(b),
    mechanisms: 'PLAIN AMQPLAIN',
    locales: 'en_US',
  });
}

const CAPABILITIES = [
  'publisher_confirms',
  'exchange_exchange_bindings',
  'basic.nack',
  'consumer_cancel_notify',
  'connection.blocked',
  'consumer_priorities',
  'authentication_failure_close',
  'per_consumer_qos',
  'direct_reply_to',
];

/** RABBITMQ: rabbit_reader server_properties */
function serverProperties(b: BrokerState): FieldTable {
  const text = (key: string, value: string): Field => ({ key, type: 'longstr', value });
  return [
    {
      key: 'capabilities',
      type: 'table',
      value: CAPABILITIES.map((key): Field => ({ key, type: 'bool', value: true })),
    },
    text('cluster_name', b.config.nodeName),
    text('copyright', 'Copyright (c) 2007-2022 VMware, Inc. or its affiliates.'),
    text('information', 'Licensed under the MPL 2.0. Website: https://rabbitmq.com'),
    text('platform', 'Erlang/OTP 25.2.3'),
    text('product', 'RabbitMQ'),
    text('version', VERSION),
  ];
}

export function onStartOk(
  b: BrokerState,
  connection: Connection,
  frame: MethodFrame<'connection.start-ok'>,
  out: BrokerOut,
): void {
  connection.clientProperties = frame.clientProperties;
  const capabilities = fieldOf(frame.clientProperties, 'capabilities');
  const has = (name: string): boolean =>
    capabilities?.type === 'table' && fieldOf(capabilities.value, name)?.value === true;
  connection.wantsCancel = has('consumer_cancel_notify');
  connection.wantsBlocked = has('connection.blocked');
  connection.wantsAuthClose = has('authentication_failure_close');
  connection.name = stringField(frame.clientProperties, 'connection_name') ?? connection.peer;
  if (frame.mechanism !== 'PLAIN' && frame.mechanism !== 'AMQPLAIN') {
    turnAway(b, connection, `unsupported authentication mechanism '${frame.mechanism}'`, out);
    return;
  }
  const credentials =
    frame.mechanism === 'PLAIN' ? plainCredentials(frame.response) : amqplainCredentials(frame.response);
  const user = credentials === null ? undefined : b.users.get(credentials.user);
  if (user === undefined || credentials === null || !passwordFits(user.passwordHash, credentials.password)) {
    refuseLogin(b, connection, frame, out);
    return;
  }
  connection.user = user.name;
  connection.stage = 'tuning';
  const { channelMax, frameMax, heartbeat } = b.config;
  out.send(connection.id, { channel: 0, method: 'connection.tune', channelMax, frameMax, heartbeat });
}

interface Credentials {
  readonly user: string;
  readonly password: string;
}

function plainCredentials(response: string): Credentials | null {
  const parts = response.split('\0');
  return parts.length === 3 ? { user: parts[1] as string, password: parts[2] as string } : null;
}

/** The response is the inside of a field table: LOGIN and PASSWORD, both long strings. */
function amqplainCredentials(response: string): Credentials | null {
  const found = new Map<string, string>();
  for (let at = 0; at < response.length; ) {
    const keyEnd = at + 1 + response.charCodeAt(at);
    const key = response.slice(at + 1, keyEnd);
    if (response[keyEnd] !== 'S') return null;
    let size = 0;
    for (let i = 1; i <= 4; i++) size = size * 256 + response.charCodeAt(keyEnd + i);
    if (!(keyEnd + 5 + size <= response.length)) return null;
    found.set(key, response.slice(keyEnd + 5, keyEnd + 5 + size));
    at = keyEnd + 5 + size;
  }
  const [user, password] = [found.get('LOGIN'), found.get('PASSWORD')];
  return user === undefined || password === undefined ? null : { user, password };
}

/** RABBITMQ: rabbit_reader auth_fail */
function refuseLogin(
  b: BrokerState,
  connection: Connection,
  frame: MethodFrame<'connection.start-ok'>,
  out: BrokerOut,
): void {
  const text = `Login was refused using authentication mechanism ${frame.mechanism}. For details see the broker logfile.`;
  if (connection.wantsAuthClose) {
    const refusal = refuse('ACCESS_REFUSED', text);
    closeFor(b, connection, { replyCode: 403, replyText: refusal.text, classId: 0, methodId: 0 }, out);
    return;
  }
  dropConnection(b, connection.id, 403, text, true, out);
  out.close(connection.id);
}

/** RABBITMQ: rabbit_reader validate_negotiated_integer_value: a client may lower a limit, not raise it. */
export function onTuneOk(
  b: BrokerState,
  connection: Connection,
  frame: MethodFrame<'connection.tune-ok'>,
  out: BrokerOut,
): void {
  const { channelMax, frameMax } = b.config;
  const fault =
    negotiationFault('channel_max', channelMax, frame.channelMax) ?? frameMaxFault(frameMax, frame.frameMax);
  if (fault !== null) {
    hardClose(b, connection, refuse('NOT_ALLOWED', fault), frame, out);
    return;
  }
  connection.channelMax = frame.channelMax === 0 ? 65_535 : frame.channelMax;
  connection.frameMax = frame.frameMax;
  connection.heartbeat = frame.heartbeat;
  connection.stage = 'opening';
  if (frame.heartbeat > 0) armHeartbeat(connection, out);
}

function negotiationFault(field: string, server: number, client: number): string | null {
  if (server !== 0 && client === 0)
    return `negotiated ${field} = 0 (no limit), higher than the maximum allowed value (${server})`;
  if (server !== 0 && client > server)
    return `negotiated ${field} = ${client} is higher than the maximum allowed value (${server})`;
  return null;
}

const FRAME_MIN = 4096;

function frameMaxFault(server: number, client: number): string | null {
  if (client !== 0 && client < FRAME_MIN)
    return `negotiated frame_max = ${client} is lower than the minimum allowed value (${FRAME_MIN})`;
  return negotiationFault('frame_max', server, client);
}

export function onOpen(
  b: BrokerState,
  connection: Connection,
  frame: MethodFrame<'connection.open'>,
  out: BrokerOut,
): void {
  const vhost = b.vhosts.get(frame.virtualHost);
  if (vhost === undefined) {
    hardClose(b, connection, refuse('NOT_ALLOWED', `vhost ${frame.virtualHost} not found`), frame, out);
    return;
  }
  const most = vhost.limits['max-connections'];
  if (limitReached(most, openConnections(b, { vhost: vhost.name }))) {
    const text = `access to vhost '${vhost.name}' refused for user '${connection.user}': connection limit (${most}) is reached`;
    hardClose(b, connection, refuse('NOT_ALLOWED', text), frame, out);
    return;
  }
  const own = b.users.get(connection.user)?.limits['max-connections'];
  if (limitReached(own, openConnections(b, { user: connection.user }))) {
    const text = `connection refused for user '${connection.user}': user connection limit (${own}) is reached`;
    hardClose(b, connection, refuse('NOT_ALLOWED', text), frame, out);
    return;
  }
  if (b.users.get(connection.user)?.permissions.has(vhost.name) !== true) {
    const text = `access to vhost '${vhost.name}' refused for user '${connection.user}'`;
    hardClose(b, connection, refuse('NOT_ALLOWED', text), frame, out);
    return;
  }
  connection.vhost = vhost.name;
  connection.stage = 'open';
  out.clearTimer(`handshake ${connection.id}`);
  out.send(connection.id, { channel: 0, method: 'connection.open-ok', reserved: '' });
  if (out.observed) {
    const { id, peer, user, name } = connection;
    out.note({ kind: 'broker.connectionOpened', conn: id, peer, vhost: vhost.name, user, name });
  }
}

/** Beats half way, so that the peer never waits for longer than it said; gives up after two intervals of silence. */
function armHeartbeat(connection: Connection, out: BrokerOut): void {
  out.setTimer(`heartbeat ${connection.id}`, connection.heartbeat * 500_000);
}

export function heartbeatFired(b: BrokerState, id: ConnId, out: BrokerOut): void {
  const connection = touchConnection(b, id);
  if (connection === undefined || connection.heartbeat === 0) return;
  const interval = connection.heartbeat * 1_000_000;
  // RABBITMQ: rabbit_heartbeat pause_monitor: who is not read is not missed
  if (connection.blocked || connection.flowing) connection.heardAt = out.now;
  if (out.now - connection.heardAt > 2 * interval) {
    // RABBITMQ: rabbit_reader handle_exception heartbeat_timeout: no farewell to a peer that does not hear it
    dropConnection(b, id, null, 'missed heartbeats from client, timeout: ' + connection.heartbeat + 's', true, out);
    out.close(id);
    return;
  }
  out.send(id, { channel: 0, method: 'heartbeat' });
  armHeartbeat(connection, out);
}
