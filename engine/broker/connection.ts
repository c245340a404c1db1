import type { ConnId, NodeId } from '../sim/machine.ts';
import {
  type AmqpFrame,
  type Field,
  type FieldTable,
  METHODS,
  type MethodFrame,
  PROTOCOL_HEADER,
  REPLY,
} from '../wire/amqp-methods.ts';
import { touchChannel, touchConnection, touchQueue } from './access.ts';
import { channelFrame, endChannel, openChannel } from './channel.ts';
import { fieldOf, stringField } from './fields.ts';
import { passwordFits } from './password.ts';
import { deleteQueue, removeConsumer } from './queue-life.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { BrokerOut, BrokerState, Connection, Vhost } from './state.ts';

/* A connection from its first word to its last. RABBITMQ: rabbit_reader */

export const VERSION = '3.10.8';

/** A client is at the door. */
export function acceptConnection(b: BrokerState, id: ConnId, peer: NodeId, out: BrokerOut): void {
  b.connections.set(id, {
    id,
    peer,
    openedAt: out.now,
    stage: 'header',
    user: '',
    vhost: '',
    name: peer,
    clientProperties: [],
    wantsCancel: false,
    wantsBlocked: false,
    wantsAuthClose: false,
    channelMax: b.config.channelMax,
    frameMax: b.config.frameMax,
    heartbeat: 0,
    heardAt: out.now,
    sentAt: out.now,
    publishes: false,
    blocked: false,
    held: [],
    channels: new Map(),
  });
}

/** A frame came in. */
export function connectionFrame(b: BrokerState, id: ConnId, frame: AmqpFrame, out: BrokerOut): void {
  const connection = touchConnection(b, id);
  if (connection === undefined) return;
  connection.heardAt = out.now;
  if (connection.blocked) {
    connection.held.push(frame);
    return;
  }
  if (frame.method === 'heartbeat') return;
  if (frame.method === 'malformed') {
    protocolFault(b, connection, frame, out);
    return;
  }
  if (connection.stage !== 'open') handshake(b, connection, frame, out);
  else if (frame.channel === 0) connectionMethod(b, connection, frame, out);
  else frameOnChannel(b, connection, frame.channel, frame, out);
}

function protocolFault(
  b: BrokerState,
  connection: Connection,
  frame: AmqpFrame & { method: 'malformed' },
  out: BrokerOut,
): void {
  if (connection.stage === 'closing') return;
  if (connection.stage === 'header') {
    refuseHeader(b, connection, out);
    return;
  }
  const { replyCode, replyText, classId, methodId } = frame;
  closeFor(b, connection, { replyCode, replyText, classId, methodId }, out);
}

function refuseHeader(b: BrokerState, connection: Connection, out: BrokerOut): void {
  out.send(connection.id, PROTOCOL_HEADER);
  dropConnection(b, connection.id, null, 'bad header', true, out);
  out.close(connection.id);
}

function handshake(b: BrokerState, connection: Connection, frame: AmqpFrame, out: BrokerOut): void {
  const { stage } = connection;
  if (stage === 'closing') {
    if (frame.method === 'connection.close') out.send(connection.id, { channel: 0, method: 'connection.close-ok' });
    else if (frame.method === 'connection.close-ok') finishClosing(b, connection, out);
  } else if (stage === 'header' && frame.method === 'protocol.header') onHeader(b, connection, frame, out);
  else if (stage === 'starting' && frame.method === 'connection.start-ok') onStartOk(b, connection, frame, out);
  else if (stage === 'tuning' && frame.method === 'connection.tune-ok') onTuneOk(b, connection, frame, out);
  else if (stage === 'opening' && frame.method === 'connection.open') onOpen(b, connection, frame, out);
  else if (stage === 'header') refuseHeader(b, connection, out);
  else
    hardClose(b, connection, refuse('COMMAND_INVALID', 'unexpected method in connection state ' + stage), frame, out);
}

function onHeader(
  b: BrokerState,
  connection: Connection,
  frame: AmqpFrame & { method: 'protocol.header' },
  out: BrokerOut,
): void {
  const { id, major, minor, revision } = frame;
  // RABBITMQ: rabbit_reader handle_input(handshake): 0-9-1 in its own words, and in the two ways older clients spell 0-9
  const known =
    (id === 0 && major === 0 && minor === 9 && revision === 1) ||
    (id === 1 && major === 1 && (minor === 0 || minor === 9 || minor === 8));
  if (!known) {
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

function onStartOk(
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
    const text = `unsupported authentication mechanism '${frame.mechanism}'`;
    hardClose(b, connection, refuse('COMMAND_INVALID', text), frame, out);
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
function onTuneOk(
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

function onOpen(b: BrokerState, connection: Connection, frame: MethodFrame<'connection.open'>, out: BrokerOut): void {
  const vhost = b.vhosts.get(frame.virtualHost);
  if (vhost === undefined) {
    hardClose(b, connection, refuse('NOT_ALLOWED', `vhost ${frame.virtualHost} not found`), frame, out);
    return;
  }
  if (b.users.get(connection.user)?.permissions.has(vhost.name) !== true) {
    const text = `access to vhost '${vhost.name}' refused for user '${connection.user}'`;
    hardClose(b, connection, refuse('NOT_ALLOWED', text), frame, out);
    return;
  }
  connection.vhost = vhost.name;
  connection.stage = 'open';
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
  if (out.now - connection.heardAt > 2 * interval) {
    // RABBITMQ: rabbit_reader handle_exception heartbeat_timeout: no farewell to a peer that does not hear it
    dropConnection(b, id, null, 'missed heartbeats from client, timeout: ' + connection.heartbeat + 's', true, out);
    out.close(id);
    return;
  }
  out.send(id, { channel: 0, method: 'heartbeat' });
  armHeartbeat(connection, out);
}

function connectionMethod(b: BrokerState, connection: Connection, frame: AmqpFrame, out: BrokerOut): void {
  if (frame.method === 'connection.close') {
    dropConnection(b, connection.id, frame.replyCode, frame.replyText, false, out);
    out.send(connection.id, { channel: 0, method: 'connection.close-ok' });
    out.close(connection.id);
  } else if (frame.method === 'connection.update-secret') {
    out.send(connection.id, { channel: 0, method: 'connection.update-secret-ok' });
  } else {
    const text = frame.method in METHODS ? 'unexpected method on channel 0' : 'unexpected frame on channel 0';
    hardClose(b, connection, refuse('COMMAND_INVALID', text), frame, out);
  }
}

/** A frame of a channel other than 0. */
export function frameOnChannel(
  b: BrokerState,
  connection: Connection,
  number: number,
  frame: AmqpFrame,
  out: BrokerOut,
): void {
  if (connection.stage !== 'open') return;
  const vhost = b.vhosts.get(connection.vhost) as Vhost;
  const channel = touchChannel(connection, number);
  if (channel === undefined) {
    openOrRefuse(b, connection, number, frame, out);
    return;
  }
  if (channel.stage === 'closing') {
    if (frame.method === 'channel.close') out.send(connection.id, { channel: number, method: 'channel.close-ok' });
    if (frame.method === 'channel.close-ok' || frame.method === 'channel.close') connection.channels.delete(number);
    return;
  }
  if (channel.parkedUntil === null && frame.method === 'channel.close') {
    const { replyCode: code, replyText: text } = frame;
    endChannel(b, vhost, connection, number, { code, text, byBroker: false }, 'channel closed', out);
    connection.channels.delete(number);
    out.send(connection.id, { channel: number, method: 'channel.close-ok' });
    return;
  }
  const refused =
    frame.method === 'channel.open'
      ? refuse('CHANNEL_ERROR', "second 'channel.open' seen")
      : channelFrame(b, connection, vhost, channel, frame, out);
  if (refused === null) return;
  if (refused.hard) hardClose(b, connection, refused, frame, out);
  else closeChannel(b, connection, vhost, number, refused, frame, out);
}

function openOrRefuse(b: BrokerState, connection: Connection, number: number, frame: AmqpFrame, out: BrokerOut): void {
  if (frame.method === 'channel.close-ok') return;
  if (frame.method !== 'channel.open') {
    hardClose(b, connection, refuse('CHANNEL_ERROR', "expected 'channel.open'"), frame, out);
    return;
  }
  if (number > connection.channelMax) {
    const text = `number of channels opened (${connection.channels.size}) has reached the negotiated channel_max (${connection.channelMax})`;
    hardClose(b, connection, refuse('NOT_ALLOWED', text), frame, out);
    return;
  }
  openChannel(connection, number, out);
  out.send(connection.id, { channel: number, method: 'channel.open-ok', reserved: '' });
}

/** RABBITMQ: the reply text is a shortstr; rabbit_misc amqp_exception_explanation cuts it and shows that it did. */
function shortText(text: string): string {
  return text.length > 255 ? `${text.slice(0, 252)}...` : text;
}

function idsOf(frame: AmqpFrame): { classId: number; methodId: number } {
  return frame.method in METHODS ? METHODS[frame.method as keyof typeof METHODS] : { classId: 0, methodId: 0 };
}

function closeChannel(
  b: BrokerState,
  connection: Connection,
  vhost: Vhost,
  number: number,
  refusal: Refusal,
  frame: AmqpFrame,
  out: BrokerOut,
): void {
  const { code } = REPLY[refusal.reply];
  const cause = endChannel(
    b,
    vhost,
    connection,
    number,
    { code, text: refusal.text, byBroker: true },
    'channel closed',
    out,
  );
  const channel = touchChannel(connection, number);
  if (channel !== undefined) channel.stage = 'closing';
  const { classId, methodId } = idsOf(frame);
  out.send(
    connection.id,
    {
      channel: number,
      method: 'channel.close',
      replyCode: code,
      replyText: shortText(refusal.text),
      classId,
      methodId,
    },
    cause,
  );
}

/** Closes one channel for what the broker itself found, such as a consumer that never answers. */
export function closeChannelFor(
  b: BrokerState,
  connection: Connection,
  number: number,
  refusal: Refusal,
  out: BrokerOut,
): void {
  const vhost = b.vhosts.get(connection.vhost) as Vhost;
  const { code } = REPLY[refusal.reply];
  const cause = endChannel(
    b,
    vhost,
    connection,
    number,
    { code, text: refusal.text, byBroker: true },
    'consumer timeout',
    out,
  );
  const channel = touchChannel(connection, number);
  if (channel !== undefined) channel.stage = 'closing';
  out.send(
    connection.id,
    {
      channel: number,
      method: 'channel.close',
      replyCode: code,
      replyText: shortText(refusal.text),
      classId: 0,
      methodId: 0,
    },
    cause,
  );
}

/** The broker ends the connection for what the client did. */
export function hardClose(
  b: BrokerState,
  connection: Connection,
  refusal: Refusal,
  frame: AmqpFrame,
  out: BrokerOut,
): void {
  const { classId, methodId } = idsOf(frame);
  closeFor(
    b,
    connection,
    { replyCode: REPLY[refusal.reply].code, replyText: shortText(refusal.text), classId, methodId },
    out,
  );
}

interface Farewell {
  readonly replyCode: number;
  readonly replyText: string;
  readonly classId: number;
  readonly methodId: number;
}

/** RABBITMQ: rabbit_reader CLOSING_TIMEOUT */
const CLOSING_FOR = 30_000_000;

export function closeFor(b: BrokerState, connection: Connection, farewell: Farewell, out: BrokerOut): void {
  endConnection(b, connection, farewell.replyCode, farewell.replyText, true, out);
  connection.stage = 'closing';
  out.send(connection.id, { channel: 0, method: 'connection.close', ...farewell });
  out.setTimer(`closing ${connection.id}`, CLOSING_FOR);
}

export function finishClosing(b: BrokerState, connection: Connection, out: BrokerOut): void {
  b.connections.delete(connection.id);
  out.clearTimer(`closing ${connection.id}`);
  out.close(connection.id);
}

/** The connection is over, in order or not. */
export function dropConnection(
  b: BrokerState,
  id: ConnId,
  code: number | null,
  text: string,
  byBroker: boolean,
  out: BrokerOut,
): void {
  const connection = touchConnection(b, id);
  if (connection === undefined) return;
  if (connection.stage !== 'closing') endConnection(b, connection, code, text, byBroker, out);
  else out.clearTimer(`closing ${id}`);
  b.connections.delete(id);
}

/** Consumers of all channels leave before any delivery goes back, so that none goes to a channel that is going too. */
function endConnection(
  b: BrokerState,
  connection: Connection,
  code: number | null,
  text: string,
  byBroker: boolean,
  out: BrokerOut,
): void {
  const wasOpen = connection.stage === 'open';
  const { id } = connection;
  if (connection.heartbeat > 0) out.clearTimer(`heartbeat ${id}`);
  connection.heartbeat = 0;
  connection.held = [];
  const cause =
    out.observed && wasOpen ? out.note({ kind: 'broker.connectionClosed', conn: id, code, text, byBroker }) : undefined;
  const vhost = b.vhosts.get(connection.vhost);
  if (!wasOpen || vhost === undefined) return;
  for (const number of connection.channels.keys()) {
    const channel = touchChannel(connection, number);
    if (channel === undefined) continue;
    for (const tag of [...channel.consumers.keys()])
      removeConsumer(b, vhost, channel, tag, 'connection closed', out, cause);
  }
  for (const number of [...connection.channels.keys()]) {
    endChannel(b, vhost, connection, number, { code, text, byBroker }, 'connection closed', out);
  }
  connection.channels.clear();
  for (const [name, queue] of [...vhost.queues]) {
    if (queue.owner !== id) continue;
    const owned = touchQueue(vhost, name);
    if (owned !== undefined) deleteQueue(b, vhost, owned, 'its exclusive owner went', out);
  }
}
