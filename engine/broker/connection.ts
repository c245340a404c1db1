import type { ConnId, NodeId } from '../sim/machine.ts';
import { type AmqpFrame, REPLY } from '../wire/amqp-methods.ts';
import { touchChannel, touchConnection } from './access.ts';
import { blockPublisher, mustBlock } from './alarms.ts';
import { channelFrame, endChannel, leaveChannel, openChannel } from './channel.ts';
import { endFlow } from './credit-flow.ts';
import { closeChannel, closeFor, dropConnection, finishClosing, hardClose } from './farewell.ts';
import { onHeader, onOpen, onStartOk, onTuneOk, refuseHeader, turnAway } from './handshake.ts';
import { refuse } from './refusal.ts';
import type { BrokerOut, BrokerState, Connection, Vhost } from './state.ts';
import { limitReached } from './users.ts';

/* A connection from its first word to its last. RABBITMQ: rabbit_reader */

/** RABBITMQ: handshake_timeout */
const HANDSHAKE_FOR = 10_000_000;

/** Who is not in by then is let go without a word. RABBITMQ: rabbit_reader handshake_timeout */
export function handshakeFired(b: BrokerState, id: ConnId, out: BrokerOut): void {
  const connection = touchConnection(b, id);
  if (connection === undefined || connection.stage === 'open' || connection.stage === 'closing') return;
  dropConnection(b, id, null, 'handshake_timeout', true, out);
  out.close(id);
}

/** A client is at the door. */
export function acceptConnection(b: BrokerState, id: ConnId, peer: NodeId, out: BrokerOut): void {
  if (b.stopped) {
    out.close(id);
    return;
  }
  out.setTimer(`handshake ${id}`, HANDSHAKE_FOR);
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
    blocked: false,
    flowing: false,
    flowedAt: Number.NEGATIVE_INFINITY,
    held: [],
    channels: new Map(),
  });
}

/** A frame came in. */
export function connectionFrame(b: BrokerState, id: ConnId, frame: AmqpFrame, out: BrokerOut): void {
  const connection = touchConnection(b, id);
  if (connection === undefined) return;
  connection.heardAt = out.now;
  if (frame.method === 'heartbeat') return;
  if (connection.blocked || connection.flowing) {
    connection.held.push(frame);
    return;
  }
  if (frame.method === 'basic.publish' && mustBlock(b, connection)) {
    blockPublisher(b, connection, out);
    // It was read as far as its properties: of a message without a body that is all.
    if (frame.body.length > 0) {
      connection.held.push(frame);
      return;
    }
  }
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
  else turnAway(b, connection, 'unexpected method in connection state ' + stage, out);
}

function connectionMethod(b: BrokerState, connection: Connection, frame: AmqpFrame, out: BrokerOut): void {
  if (frame.method === 'connection.close') {
    dropConnection(b, connection.id, frame.replyCode, frame.replyText, false, out);
    out.send(connection.id, { channel: 0, method: 'connection.close-ok' });
    out.close(connection.id);
  } else if (frame.method === 'connection.update-secret') {
    out.send(connection.id, { channel: 0, method: 'connection.update-secret-ok' });
  } else {
    hardClose(b, connection, refuse('CHANNEL_ERROR', 'unexpected method in connection state running'), frame, out);
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
  if (channel.stage === 'closing' && frame.method !== 'channel.open') {
    // RABBITMQ: rabbit_channel handle_method: only the answer to its own close ends a channel that is closing
    if (frame.method === 'channel.close') out.send(connection.id, { channel: number, method: 'channel.close-ok' });
    if (frame.method === 'channel.close-ok') leaveChannel(b, vhost, connection, number, out);
    return;
  }
  if (channel.parkedUntil === null && frame.method === 'channel.close') {
    const { replyCode: code, replyText: text } = frame;
    endChannel(b, vhost, connection, number, { code, text, byBroker: false }, 'channel closed', out);
    connection.channels.delete(number);
    endFlow(b, connection.id, out);
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
  if (frame.method !== 'channel.open') {
    hardClose(b, connection, refuse('CHANNEL_ERROR', "expected 'channel.open'"), frame, out);
    return;
  }
  // RABBITMQ: rabbit_reader create_channel counts channels, whatever their numbers, and names no method
  const { channels, channelMax } = connection;
  if (channels.size >= channelMax) {
    const { text } = refuse(
      'NOT_ALLOWED',
      `number of channels opened (${channels.size}) has reached the negotiated channel_max (${channelMax})`,
    );
    closeFor(b, connection, { replyCode: REPLY.NOT_ALLOWED.code, replyText: text, classId: 0, methodId: 0 }, out);
    return;
  }
  // RABBITMQ: rabbit_reader is_over_node_channel_limit, rabbit_auth_backend_internal is_over_channel_limit
  const own = b.users.get(connection.user)?.limits['max-channels'];
  if (limitReached(own, channelsOf(b, connection.user))) {
    const { text } = refuse(
      'NOT_ALLOWED',
      `number of channels opened for user '${connection.user}' has reached the maximum allowed user limit of (${own})`,
    );
    closeFor(b, connection, { replyCode: REPLY.NOT_ALLOWED.code, replyText: text, classId: 0, methodId: 0 }, out);
    return;
  }
  openChannel(connection, number, out);
  out.send(connection.id, { channel: number, method: 'channel.open-ok', reserved: '' });
}

function channelsOf(b: BrokerState, user: string): number {
  let channels = 0;
  for (const connection of b.connections.values()) if (connection.user === user) channels += connection.channels.size;
  return channels;
}
