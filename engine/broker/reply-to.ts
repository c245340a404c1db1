import type { Seq } from '../sim/machine.ts';
import type { MethodFrame } from '../wire/amqp-methods.ts';
import { channelAt } from './access.ts';
import type { Scope } from './declare.ts';
import { madeUpName } from './names.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { BrokerOut, BrokerState, Channel, Message } from './state.ts';

/*
 * Direct reply-to: a reply goes straight to the channel that asked, past every queue. Its address is the routing key.
 * RABBITMQ: rabbit_channel basic.consume of amq.rabbitmq.reply-to, rabbit_direct_reply_to
 */

export const REPLY_QUEUE = 'amq.rabbitmq.reply-to';
const ADDRESS = `${REPLY_QUEUE}.`;

export function isReplyQueue(queue: string): boolean {
  return queue.startsWith(REPLY_QUEUE);
}

/** The channel becomes one that can be replied to. Returns its consumer's tag. */
export function consumeReplies(s: Scope, m: MethodFrame<'basic.consume'>): { readonly tag: string } | Refusal {
  const { b, channel } = s;
  if (channel.consumers.has(m.consumerTag))
    return refuse('NOT_ALLOWED', `attempt to reuse consumer tag '${m.consumerTag}'`);
  if (!m.noAck) return refuse('PRECONDITION_FAILED', 'reply consumer cannot acknowledge');
  if (channel.replies !== null) return refuse('PRECONDITION_FAILED', 'reply consumer already set');
  const tag = m.consumerTag === '' ? madeUpName('amq.ctag', s.out) : m.consumerTag;
  const address = ADDRESS + suffix(s);
  channel.replies = { tag, address };
  b.replies.set(address, { conn: channel.conn, channel: channel.number });
  return { tag };
}

/** Nobody can be reached by it any more. */
export function endReplies(b: BrokerState, channel: Channel): void {
  if (channel.replies === null) return;
  b.replies.delete(channel.replies.address);
  channel.replies = null;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** SIMPLIFIED: RabbitMQ's first part names the channel's process; ours is as random as the second. */
function suffix(s: Scope): string {
  const word = (length: number): string => Array.from({ length }, () => BASE64[s.out.random(BASE64.length)]).join('');
  return `g1h${word(39)}==.${word(22)}==`;
}

/** Whether somebody can be replied to there: to be declared is to be asked about. */
export function replyQueueExists(b: BrokerState, name: string): boolean {
  return name === REPLY_QUEUE || b.replies.has(name);
}

/** What a request asks its reply to, in the place of the name that stands for it. */
export function replyAddress(channel: Channel): string | Refusal {
  if (channel.replies === null) return refuse('PRECONDITION_FAILED', 'fast reply consumer does not exist');
  return channel.replies.address;
}

/** A message whose key is an address, published to the default exchange, is handed over at once, if anybody is there. */
export function deliverReply(b: BrokerState, message: Message, out: BrokerOut, cause: Seq): boolean {
  if (!message.key.startsWith(ADDRESS)) return false;
  const place = b.replies.get(message.key);
  const channel = place === undefined ? undefined : channelAt(b, place.conn, place.channel);
  if (channel === undefined || channel.replies === null || channel.stage !== 'open') return false;
  const { tag: consumer } = channel.replies;
  const { conn, number } = channel;
  let replied: Seq | undefined;
  if (out.observed)
    replied = out.note({ kind: 'broker.replied', message: message.id, conn, channel: number, consumer }, cause);
  out.send(
    conn,
    {
      channel: number,
      method: 'basic.deliver',
      consumerTag: consumer,
      // RABBITMQ: rabbit_channel deliver_reply shows the next tag and does not use it up
      deliveryTag: channel.nextTag,
      redelivered: false,
      exchange: message.exchange,
      routingKey: message.key,
      properties: message.properties,
      body: message.body,
    },
    replied,
  );
  return true;
}
