import { channelAt } from './access.ts';
import { type MessageRuns, RUNS_MAX } from './facts.ts';
import type { BrokerOut, BrokerState, Channel } from './state.ts';
import type { ConfirmRef } from './storage/queue-index.ts';

/*
 * Publisher confirms. Each publish is confirmed when every queue it went to has taken charge of it: at once, or for a
 * persistent message in a durable queue when it is on the disk. What is confirmed within a step is sent at its end,
 * joined where RabbitMQ joins it. RABBITMQ: rabbit_channel coalesce_and_send
 */

/** A queue has taken charge of one copy, or refused it. */
export function settleConfirm(b: BrokerState, ref: ConfirmRef, accepted: boolean): void {
  if (ref.conn === 0) {
    // No publisher: a queue that keeps a dead letter until it is safe.
    b.due.answers.push({ ref, accepted });
    return;
  }
  const channel = channelAt(b, ref.conn, ref.channel);
  const waiting = channel?.unconfirmed.get(ref.tag);
  if (channel === undefined || waiting === undefined) return;
  const rejected = waiting.rejected || !accepted;
  if (waiting.waiting > 1) {
    channel.unconfirmed.set(ref.tag, { message: waiting.message, waiting: waiting.waiting - 1, rejected });
    return;
  }
  channel.unconfirmed.delete(ref.tag);
  queueConfirm(b, channel, ref.tag, waiting.message, rejected);
}

/** To be sent when the step ends. */
export function queueConfirm(b: BrokerState, channel: Channel, tag: number, message: number, rejected: boolean): void {
  if (channel.confirmed.length === 0 && channel.refused.length === 0) {
    b.due.confirms.push({ conn: channel.conn, channel: channel.number });
  }
  if (rejected) channel.refused.push({ tag, message });
  else channel.confirmed.push({ tag, message });
}

export interface Answered {
  readonly tag: number;
  readonly message: number;
}

/** Sends what the step has settled on this channel. */
export function sendConfirms(channel: Channel, out: BrokerOut): void {
  const byTag = (a: Answered, z: Answered): number => a.tag - z.tag;
  const confirmed = channel.confirmed.sort(byTag);
  const refused = channel.refused.sort(byTag);
  channel.confirmed = [];
  channel.refused = [];
  if (!channel.confirming || channel.stage === 'closing') return;
  sendJoined(channel, refused, confirmed[0]?.tag, 'basic.nack', out);
  sendJoined(channel, confirmed, refused[0]?.tag, 'basic.ack', out);
}

/** One `multiple` answer for all below the first tag that is still open or answered the other way; the rest singly. */
function sendJoined(
  channel: Channel,
  answers: readonly Answered[],
  other: number | undefined,
  method: 'basic.ack' | 'basic.nack',
  out: BrokerOut,
): void {
  const last = answers.at(-1);
  if (last === undefined) return;
  let cutoff = Math.min(smallestOpen(channel) ?? last.tag + 1, other ?? Number.POSITIVE_INFINITY);
  // RABBITMQ: rabbit_channel send_confirms has a case for a single one, send_nacks has not
  if (answers.length === 1 && method === 'basic.ack') cutoff = 0;
  const joined = answers.filter((answer) => answer.tag < cutoff);
  if (joined.length > 0) sendAnswer(channel, joined, true, method, out);
  for (const answer of answers) if (answer.tag >= cutoff) sendAnswer(channel, [answer], false, method, out);
}

function smallestOpen(channel: Channel): number | undefined {
  for (const tag of channel.unconfirmed.keys()) return tag;
  return undefined;
}

function sendAnswer(
  channel: Channel,
  answers: readonly Answered[],
  multiple: boolean,
  method: 'basic.ack' | 'basic.nack',
  out: BrokerOut,
): void {
  const { conn, number } = channel;
  const first = answers[0]?.tag ?? 0;
  const last = answers.at(-1)?.tag ?? 0;
  let cause: number | undefined;
  if (out.observed) {
    const messages = runsOf(answers.map((answer) => answer.message).sort((a, z) => a - z));
    cause =
      method === 'basic.ack'
        ? out.note({ kind: 'broker.confirmed', conn, channel: number, first, last, messages })
        : out.note({ kind: 'broker.nacked', conn, channel: number, first, last, messages, why: 'a queue refused it' });
  }
  if (method === 'basic.ack') out.send(conn, { channel: number, method, deliveryTag: last, multiple }, cause);
  else out.send(conn, { channel: number, method, deliveryTag: last, multiple, requeue: true }, cause);
}

/** Ascending numbers as inclusive runs. */
export function runsOf(numbers: readonly number[]): MessageRuns {
  const runs: [number, number][] = [];
  for (const value of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] + 1 === value) run[1] = value;
    else runs.push([value, value]);
  }
  return runs;
}

/** Numbers as runs, in parts that fit a fact. */
export function runParts(numbers: readonly number[]): MessageRuns[] {
  const runs = runsOf(numbers.toSorted((a, z) => a - z));
  const parts: MessageRuns[] = [];
  for (let at = 0; at < runs.length; at += RUNS_MAX) parts.push(runs.slice(at, at + RUNS_MAX));
  return parts;
}
