import type { ConnId, Micros, NodeId, Out, Stimulus } from '../sim/machine.ts';
import { type AmqpFrame, type MethodFrame, methodFrame, PROTOCOL_HEADER } from '../wire/amqp-methods.ts';
import { flag, micros, text, whole } from './config.ts';
import type { ClientFact } from './facts.ts';

/*
 * What every AMQP client library does before its program can work: the handshake, one channel, heartbeats, and trying
 * again with a growing pause. A session is plain data inside a client's state; `sessionOn` takes each stimulus first
 * and says in a word what is left for the client to do.
 */

export const SESSION_FIELDS = {
  /** The broker's node. */
  server: text('rabbit'),
  user: text('guest'),
  password: text('guest'),
  vhost: text('/'),
  /** Seconds; the lower of this and what the broker proposes is kept, 0 is none. */
  heartbeat: whole(60, 0, 65_535),
  /** Tries again by itself. */
  reconnect: flag(true),
  /** The first pause; it doubles with each try in vain. */
  reconnectAfter: micros(500_000, 1),
  reconnectAfterMax: micros(5_000_000, 1),
  /** How long it waits for a connection to be ready. */
  connectTimeout: micros(10_000_000, 1),
};

export interface SessionConfig {
  readonly server: NodeId;
  readonly user: string;
  readonly password: string;
  readonly vhost: string;
  readonly heartbeat: number;
  readonly reconnect: boolean;
  readonly reconnectAfter: Micros;
  readonly reconnectAfterMax: Micros;
  readonly connectTimeout: Micros;
}

export interface Session {
  phase: 'down' | 'connecting' | 'ready';
  conn: ConnId;
  /** Tries in vain since it was last ready. */
  attempts: number;
  /** Seconds agreed on. */
  heartbeat: number;
  heardAt: Micros;
  /** Why it is down, or why the broker closed the channel, as the product says it. */
  why: string;
}

/** The one channel a client works on. */
export const CHANNEL = 1;

/**
 * - `ready`: the channel is open.
 * - `down`: the connection is gone; it tries again by itself if configured to.
 * - `channelClosed`: by the broker, for `session.why`. The connection stays; `reopenChannel` goes on.
 * - `frame`: a method on the channel, for the client.
 * - `handled`: nothing is left to do. - `other`: not about the session.
 */
export type SessionEvent = 'ready' | 'down' | 'channelClosed' | 'frame' | 'handled' | 'other';

export function beginSession(config: SessionConfig, out: Out<ClientFact>): Session {
  const session: Session = { phase: 'down', conn: 0, attempts: 0, heartbeat: 0, heardAt: 0, why: '' };
  connect(session, config, out);
  return session;
}

/** Tries to connect now, if it is down. */
export function connect(session: Session, config: SessionConfig, out: Out<ClientFact>): void {
  if (session.phase !== 'down') return;
  session.phase = 'connecting';
  session.conn = out.connect(config.server);
  out.clearTimer('amqp.retry');
  out.setTimer('amqp.connect', config.connectTimeout);
}

/** Sends on the session's channel. */
export function sendOn(session: Session, frame: MethodFrame, out: Out<ClientFact>, cause?: number): void {
  if (cause === undefined || cause === 0) out.send(session.conn, frame);
  else out.send(session.conn, frame, cause);
}

export function reopenChannel(session: Session, out: Out<ClientFact>): void {
  session.phase = 'connecting';
  out.send(session.conn, methodFrame(CHANNEL, 'channel.open', {}));
}

/** Gives the connection up, in the words of `why`. */
export function abandon(session: Session, config: SessionConfig, why: string, out: Out<ClientFact>): void {
  out.close(session.conn);
  goDown(session, config, why, out);
}

export function sessionOn(
  session: Session,
  config: SessionConfig,
  stimulus: Stimulus,
  out: Out<ClientFact>,
): SessionEvent {
  switch (stimulus.kind) {
    case 'frame': {
      if (stimulus.conn !== session.conn || session.phase === 'down') return 'handled';
      session.heardAt = out.now;
      // The kernel connects only ends that speak one protocol.
      const frame = stimulus.frame as AmqpFrame;
      return frame.channel === CHANNEL
        ? onChannelFrame(session, frame, out)
        : onConnectionFrame(session, config, frame, out);
    }
    case 'opened':
      if (stimulus.conn === session.conn) out.send(session.conn, PROTOCOL_HEADER);
      return 'handled';
    case 'closed':
      if (stimulus.conn !== session.conn || session.phase === 'down') return 'handled';
      goDown(session, config, CLOSED[stimulus.reason], out);
      return 'down';
    case 'timer':
      return onTimer(session, config, stimulus.name, out);
    default:
      return 'other';
  }
}

const CLOSED = {
  fin: 'Server closed the connection',
  reset: 'Connection reset by peer',
  refused: 'Connection refused',
  timeout: 'Connection timed out',
} as const;

function onTimer(session: Session, config: SessionConfig, name: string, out: Out<ClientFact>): SessionEvent {
  if (name === 'amqp.retry') {
    connect(session, config, out);
    return 'handled';
  }
  if (name === 'amqp.connect') {
    if (session.phase !== 'connecting') return 'handled';
    abandon(session, config, 'Connection timed out', out);
    return 'down';
  }
  if (name !== 'amqp.heartbeat') return 'other';
  if (session.phase === 'down') return 'handled';
  // A peer that said nothing for two intervals is taken for dead. RABBITMQ: heartbeats guide, "missed heartbeats"
  if (out.now - session.heardAt > session.heartbeat * 2_000_000) {
    abandon(session, config, 'Heartbeat timeout', out);
    return 'down';
  }
  out.send(session.conn, { channel: 0, method: 'heartbeat' });
  out.setTimer('amqp.heartbeat', session.heartbeat * 500_000);
  return 'handled';
}

function onConnectionFrame(
  session: Session,
  config: SessionConfig,
  frame: AmqpFrame,
  out: Out<ClientFact>,
): SessionEvent {
  switch (frame.method) {
    case 'connection.start': {
      const response = `\0${config.user}\0${config.password}`;
      out.send(
        session.conn,
        methodFrame(0, 'connection.start-ok', {
          mechanism: 'PLAIN',
          response,
          locale: 'en_US',
          clientProperties: CLIENT_PROPERTIES,
        }),
      );
      return 'handled';
    }
    case 'connection.tune': {
      const { channelMax, frameMax, heartbeat } = frame;
      if (config.heartbeat === 0) session.heartbeat = 0;
      else session.heartbeat = heartbeat === 0 ? config.heartbeat : Math.min(heartbeat, config.heartbeat);
      out.send(
        session.conn,
        methodFrame(0, 'connection.tune-ok', { channelMax, frameMax, heartbeat: session.heartbeat }),
      );
      out.send(session.conn, methodFrame(0, 'connection.open', { virtualHost: config.vhost }));
      if (session.heartbeat > 0) out.setTimer('amqp.heartbeat', session.heartbeat * 500_000);
      return 'handled';
    }
    case 'connection.open-ok':
      out.send(session.conn, methodFrame(CHANNEL, 'channel.open', {}));
      return 'handled';
    case 'connection.close':
      out.send(session.conn, methodFrame(0, 'connection.close-ok', {}));
      out.close(session.conn);
      goDown(session, config, frame.replyText, out);
      return 'down';
    case 'connection.blocked':
    case 'connection.unblocked':
      return 'frame';
    default:
      return 'handled';
  }
}

/** What a client tells of itself; without these the broker would not send consumer cancels and blocks. */
const CLIENT_PROPERTIES = [
  { key: 'product', type: 'longstr', value: 'inflight' },
  {
    key: 'capabilities',
    type: 'table',
    value: [
      { key: 'publisher_confirms', type: 'bool', value: true },
      { key: 'basic.nack', type: 'bool', value: true },
      { key: 'consumer_cancel_notify', type: 'bool', value: true },
      { key: 'connection.blocked', type: 'bool', value: true },
      { key: 'authentication_failure_close', type: 'bool', value: true },
    ],
  },
] as const;

function onChannelFrame(session: Session, frame: AmqpFrame, out: Out<ClientFact>): SessionEvent {
  if (frame.method === 'channel.open-ok') {
    session.phase = 'ready';
    session.attempts = 0;
    session.why = '';
    out.clearTimer('amqp.connect');
    return 'ready';
  }
  if (frame.method === 'channel.close') {
    out.send(session.conn, methodFrame(CHANNEL, 'channel.close-ok', {}));
    session.why = frame.replyText;
    return 'channelClosed';
  }
  return 'frame';
}

function goDown(session: Session, config: SessionConfig, why: string, out: Out<ClientFact>): void {
  session.phase = 'down';
  session.why = why;
  out.clearTimer('amqp.connect');
  out.clearTimer('amqp.heartbeat');
  const down = out.note({ kind: 'client.disconnected', server: config.server, text: why });
  if (!config.reconnect) return;
  const after = Math.min(config.reconnectAfter * 2 ** Math.min(session.attempts, 20), config.reconnectAfterMax);
  session.attempts++;
  if (out.observed) out.note({ kind: 'client.retrying', after, attempt: session.attempts }, down);
  out.setTimer('amqp.retry', after, down);
}
