import type { ConnId } from '../sim/machine.ts';
import { type AmqpFrame, METHODS, REPLY } from '../wire/amqp-methods.ts';
import { touchChannel, touchConnection, touchQueue } from './access.ts';
import { endChannel } from './channel.ts';
import { deleteQueue, removeConsumer } from './queue-life.ts';
import { CRASHED, type Refusal } from './refusal.ts';
import type { BrokerOut, BrokerState, Connection, Vhost } from './state.ts';

/* How connections and channels end: by the broker's word, by the client's, or without one. RABBITMQ: rabbit_reader */

/** RABBITMQ: the reply text is a shortstr; rabbit_misc amqp_exception_explanation cuts it and shows that it did. */
function shortText(text: string): string {
  return text.length > 255 ? `${text.slice(0, 252)}...` : text;
}

function idsOf(frame: AmqpFrame): { classId: number; methodId: number } {
  return frame.method in METHODS ? METHODS[frame.method as keyof typeof METHODS] : { classId: 0, methodId: 0 };
}

export function closeChannel(
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
    { code, text: refusal.text, byBroker: true, lingers: true },
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
    { code, text: refusal.text, byBroker: true, lingers: true },
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
  const { classId, methodId } = refusal === CRASHED ? { classId: 0, methodId: 0 } : idsOf(frame);
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
  if (!wasOpen) out.clearTimer(`handshake ${id}`);
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
