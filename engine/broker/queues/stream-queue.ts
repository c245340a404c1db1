import type { Micros, Seq } from '../../sim/machine.ts';
import type { BasicProperties, FieldTable } from '../../wire/amqp-methods.ts';
import { channelAt } from '../access.ts';
import { consumerCount, consumerOf } from '../consumers.ts';
import { dropReady } from '../drop.ts';
import { fieldOf, integerOf, withField } from '../fields.ts';
import { CRASHED, refuse } from '../refusal.ts';
import type { BrokerOut, BrokerState, Channel, Consumer, Message, Queue, StreamEntry, Vhost } from '../state.ts';
import type { ConfirmRef } from '../storage/queue-index.ts';
import { type Tape, tapeFind, tapeFirst, tapeItems, tapeLast, tapePush, tapeRank, tapeWindow } from '../tape.ts';
import { ageOf } from './arguments.ts';
import { pushReady } from './classic.ts';
import type { Accepted, QueueKind } from './kind.ts';
import { isFull, removeSegments, retain, streamEntry, streamOf } from './stream-log.ts';

/*
 * The stream: a log that everybody reads for himself, from where he likes, and that keeps what was read until whole
 * segments of it are too old or too many. Deliveries are read by the chunk, acknowledgements are credit.
 * RABBITMQ: rabbit_stream_queue
 */

/** RABBITMQ: rabbit_stream_queue MAX_STREAM_MAX_SEGMENT_SIZE */
const SEGMENT_BYTES_LIMIT = 3_000_000_000;

/** The log of a stream. Every entry of this kind of queue is one. */
function logOf(queue: Queue): Tape<StreamEntry> {
  return queue.ready[0] as Tape<StreamEntry>;
}

function arrive(
  b: BrokerState,
  vhost: Vhost,
  queue: Queue,
  message: Message,
  confirm: ConfirmRef | null,
  out: BrokerOut,
  cause: Seq,
): Accepted {
  const stream = streamOf(queue);
  // RABBITMQ: osiris_log evaluate_tracking_snapshot: what it knows of its writers comes first in a new segment
  if (stream.fresh.length === 0 && isFull(queue)) queue.nextOrder++;
  const order = queue.nextOrder++;
  const kept: Message = { ...message, carbonKeys: [], properties: storable(message.properties) };
  const entry = streamEntry(order, stream.fresh[0]?.order ?? order, kept, Math.floor(out.now / 1000));
  if (stream.fresh.length === 0) b.due.chunks.push({ vhost: vhost.name, queue: queue.name });
  stream.fresh.push(entry);
  if (confirm !== null) stream.confirms.push(confirm);
  pushReady(queue, entry);
  if (out.observed) {
    const place = { message: message.id, vhost: vhost.name, queue: queue.name };
    out.note({ kind: 'broker.enqueued', ...place, position: queue.readyCount - 1, priority: 0 }, cause);
  }
  return confirm === null ? 'now' : 'later';
}

/** It is kept as an AMQP 1.0 message, which has no room for some. RABBITMQ: rabbit_msg_record from_amqp091 */
function storable(properties: BasicProperties): BasicProperties {
  const { clusterId: _, headers, ...rest } = properties;
  const kept = headers?.filter(({ type }) => type !== 'table' && type !== 'array');
  return kept === undefined || kept.length === 0 ? rest : { ...rest, headers: kept };
}

/** Where a consumer begins. RABBITMQ: rabbit_stream_queue parse_offset_arg, osiris_log init_offset_reader */
function startOf(queue: Queue, args: FieldTable, now: Micros): number {
  const field = fieldOf(args, 'x-stream-offset');
  const log = logOf(queue);
  const offset = integerOf(field);
  if (offset !== undefined) return Math.max(offset, tapeFirst(log)?.order ?? 0);
  if (field?.type === 'timestamp') return firstSince(queue, Number(field.value) * 1000);
  if (field?.type !== 'longstr' || field.value === 'next') return queue.nextOrder;
  if (field.value === 'first') return tapeFirst(log)?.order ?? queue.nextOrder;
  if (field.value === 'last') return tapeLast(log)?.chunk ?? queue.nextOrder;
  return firstSince(queue, Math.floor(now / 1000) - (ageOf(field.value) ?? 0));
}

/** The first chunk that was written then or later. */
function firstSince(queue: Queue, millis: number): number {
  for (const entry of tapeItems(logOf(queue))) if (entry.writtenAt >= millis) return entry.chunk;
  return queue.nextOrder;
}

function run(b: BrokerState, vhost: Vhost, queue: Queue, out: BrokerOut, cause?: Seq): void {
  // RABBITMQ: a channel's readers are served in the order of a map's keys, and told the other way round
  const order = (a: Consumer, z: Consumer): number =>
    a.conn - z.conn || a.channel - z.channel || (a.tag < z.tag ? 1 : a.tag > z.tag ? -1 : 0);
  for (const consumer of [...queue.active].sort(order)) read(b, vhost, queue, consumer, out, cause);
}

/** The first message at that offset or behind it: some offsets are not messages. */
function entryFrom(log: Tape<StreamEntry>, offset: number): StreamEntry | undefined {
  return tapeFind(log, offset) ?? tapeWindow(log, tapeRank(log, offset), 1)[0];
}

/** Reads whole chunks for as long as there is credit for one message more. */
function read(b: BrokerState, vhost: Vhost, queue: Queue, consumer: Consumer, out: BrokerOut, cause?: Seq): void {
  const channel = channelAt(b, consumer.conn, consumer.channel);
  const { committed } = streamOf(queue);
  const log = logOf(queue);
  if (channel === undefined) return;
  consumer.next = Math.max(consumer.next, tapeFirst(log)?.order ?? 0);
  while (consumer.credit > 0 && consumer.next < committed) {
    let entry = entryFrom(log, consumer.next);
    if (entry === undefined) return;
    const { chunk } = entry;
    for (; entry?.chunk === chunk; entry = entryFrom(log, consumer.next))
      handOut(b, vhost, queue, entry, consumer, channel, out, cause);
  }
}

function handOut(
  b: BrokerState,
  vhost: Vhost,
  queue: Queue,
  entry: StreamEntry,
  consumer: Consumer,
  channel: Channel,
  out: BrokerOut,
  cause?: Seq,
): void {
  const { message, order: offset } = entry;
  const tag = channel.nextTag++;
  consumer.next = offset + 1;
  consumer.credit--;
  tapePush(channel.unacked, {
    order: tag,
    queue: queue.name,
    queueId: queue.id,
    entry,
    consumer: consumer.tag,
    at: out.now,
  });
  b.unacked++;
  let shown: Seq | undefined;
  if (out.observed) {
    const place = { message: message.id, vhost: vhost.name, queue: queue.name };
    const { conn, number } = channel;
    shown = out.note(
      { kind: 'broker.read', ...place, conn, channel: number, consumer: consumer.tag, tag, offset },
      cause,
    );
  }
  const headers = withField(message.properties.headers ?? [], { key: 'x-stream-offset', type: 'long', value: offset });
  out.send(
    channel.conn,
    {
      channel: channel.number,
      method: 'basic.deliver',
      consumerTag: consumer.tag,
      deliveryTag: tag,
      redelivered: false,
      exchange: message.exchange,
      routingKey: message.key,
      properties: { ...message.properties, headers },
      body: message.body,
    },
    shown,
  );
}

export const streamQueue: QueueKind = {
  exclusiveConsumers: false,
  servesAfterCancel: false,
  servesClosing: false,
  declareFault({ durable, exclusive, autoDelete, arguments: args }, what) {
    const property = autoDelete ? 'auto-delete' : exclusive ? 'exclusive-owner' : durable ? null : 'non-durable';
    if (property !== null) return refuse('PRECONDITION_FAILED', `invalid property '${property}' for ${what}`);
    const size = integerOf(fieldOf(args, 'x-stream-max-segment-size-bytes')) ?? 0;
    if (size <= SEGMENT_BYTES_LIMIT) return null;
    return refuse('PRECONDITION_FAILED', 'Exceeded max value for x-stream-max-segment-size-bytes');
  },
  /** RABBITMQ: rabbit_stream_queue delete heeds neither if-unused nor if-empty. */
  deleteFault: () => null,
  consumeFault({ channel }, { noAck }, what) {
    if (channel.prefetch === 0)
      return refuse('PRECONDITION_FAILED', `consumer prefetch count is not set for '${what}'`);
    if (noAck) return refuse('NOT_IMPLEMENTED', `automatic acknowledgement not supported by stream queues ${what}`);
    return channel.limit === 0 ? null : refuse('NOT_IMPLEMENTED', `${what} does not support global qos`);
  },
  getFault: (_, what) => refuse('NOT_IMPLEMENTED', `basic.get not supported by stream queues ${what}`),
  returnFault: (what) =>
    refuse('NOT_IMPLEMENTED', `basic.nack and basic.reject not supported by stream queues ${what}`),
  /** RABBITMQ: rabbit_channel basic.recover does not expect to be refused by a queue. */
  recoverFault: () => CRASHED,
  purgeFault: (what) => refuse('NOT_IMPLEMENTED', `queue.purge not supported by stream queues ${what}`),
  arrive,
  admit(queue, consumer, now) {
    consumer.next = startOf(queue, consumer.arguments, now);
  },
  run,
  take: () => null,
  settle(b, vhost, queue, channel, group, _how, _back, out, cause) {
    const credits = new Map<string, number>();
    for (const { consumer } of group) if (consumer !== null) credits.set(consumer, (credits.get(consumer) ?? 0) + 1);
    for (const [tag, count] of credits) {
      const consumer = consumerOf(queue, channel, tag);
      let credited = cause;
      if (out.observed) {
        const place = { vhost: vhost.name, queue: queue.name, conn: channel.conn, channel: channel.number };
        credited = out.note({ kind: 'broker.credited', ...place, consumer: tag, count }, cause);
      }
      if (consumer === undefined) continue;
      consumer.credit += count;
      read(b, vhost, queue, consumer, out, credited);
    }
  },
  giveBack: () => {},
  expire: () => {},
  enforce: retain,
  landed: run,
  dissolve(b, vhost, queue, why, out) {
    dropReady(b, vhost, queue, why, out);
    removeSegments(b, queue, out);
  },
  consumerCount: (_, queue) => consumerCount(queue),
};
