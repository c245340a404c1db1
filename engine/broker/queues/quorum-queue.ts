import type { Seq } from '../../sim/machine.ts';
import type { BasicProperties, FieldTable } from '../../wire/amqp-methods.ts';
import { consumerCount, nextConsumer, unblock } from '../consumers.ts';
import { dropAll, unackedOf } from '../drop.ts';
import type { DeathReason, RequeueReason } from '../facts.ts';
import { withField } from '../fields.ts';
import { dropHead, end, expireHead, expiryOf, handOut, noteDropped } from '../queue-process.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type {
  BrokerOut,
  BrokerState,
  Entry,
  LoggedEntry,
  Message,
  Queue,
  QuorumPart,
  Unacked,
  Vhost,
} from '../state.ts';
import { type ConfirmRef, indexMark } from '../storage/queue-index.ts';
import { tapeItems, tapeRemove } from '../tape.ts';
import { entryTook, firstReady, pushReady, readyPosition, shiftReady, wakeIndex } from './classic.ts';
import type { Accepted, QueueKind } from './kind.ts';
import { keepLetter } from './quorum-letters.ts';
import { giveCredit, settleIn } from './settlement.ts';

/*
 * The quorum queue, on one node: a log in which every message stands before anybody is given it, whatever its delivery
 * mode. A copy that came back is counted, and with a delivery limit it is served before the fresh ones; without one it
 * goes to the end of the log anew. RABBITMQ: rabbit_quorum_queue, rabbit_fifo (version 2)
 *
 * SIMPLIFIED: acknowledgements and deliveries act at once and are in the log a moment later; RabbitMQ applies them when
 * they are. SIMPLIFIED: each queue has a log of its own; RabbitMQ's write one together, and move to segments from there.
 */

const [FRESH, BACK] = [0, 1];

/** What a consumer without a prefetch may hold. RABBITMQ: rabbit_quorum_queue consume */
const UNLIMITED_CREDIT = 2000;

/** Refused publishers are let in again at this share of the limits. RABBITMQ: rabbit_fifo LOW_LIMIT */
const LOW_LIMIT = 0.8;

/** Of a queue of this kind. */
export function quorumOf(queue: Queue): QuorumPart {
  return queue.quorum as QuorumPart;
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
  if (isRefusing(queue)) {
    if (out.observed) noteDropped(vhost, queue, message, 'reject-publish', out, cause);
    return 'refused';
  }
  const order = queue.nextOrder++;
  // RABBITMQ: rabbit_fifo update_expiry_header: a time to live of nothing is one millisecond
  const expiresAt = Math.max(expiryOf(queue, message, out), out.now + 1000);
  const entry: LoggedEntry = {
    order,
    message,
    priority: FRESH,
    redelivered: false,
    expiresAt,
    stored: true,
    logged: order,
    returns: 0,
  };
  entryTook(b, queue, entry, confirm, out, cause);
  if (queue.index !== null) queue.index.urgent = true;
  pushReady(queue, entry);
  if (out.observed) {
    const position = readyPosition(queue, entry);
    out.note(
      { kind: 'broker.enqueued', message: message.id, vhost: vhost.name, queue: queue.name, position, priority: 0 },
      cause,
    );
  }
  return confirm === null ? 'now' : 'later';
}

/** Over a limit by one message already: then all are refused, until there is room well below it. */
function isRefusing(queue: Queue): boolean {
  const { overflow, maxLength, maxLengthBytes } = queue.rules;
  if (overflow !== 'reject-publish' || (maxLength === null && maxLengthBytes === null)) return false;
  const quorum = quorumOf(queue);
  const [count, bytes] = [maxLength ?? Number.POSITIVE_INFINITY, maxLengthBytes ?? Number.POSITIVE_INFINITY];
  const ready = queue.readyCount + quorum.letters.length;
  if (ready > count || queue.readyBytes > bytes) quorum.refusing = true;
  else if (ready <= Math.trunc(count * LOW_LIMIT) && queue.readyBytes <= bytes * LOW_LIMIT) quorum.refusing = false;
  return quorum.refusing;
}

/** The next copy that may be handed out: what is not in the log for good must wait. */
function nextReady(queue: Queue): LoggedEntry | undefined {
  // Every entry of this kind of queue is one.
  const head = firstReady(queue) as LoggedEntry | undefined;
  if (head === undefined || (head.returns === 0 && head.logged > quorumOf(queue).committed)) return undefined;
  return head;
}

function run(b: BrokerState, vhost: Vhost, queue: Queue, out: BrokerOut, cause?: Seq): void {
  expireHead(b, vhost, queue, out, finish);
  for (let entry = nextReady(queue); entry !== undefined; entry = nextReady(queue)) {
    const next = nextConsumer(b, queue);
    if (next === null) break;
    shiftReady(queue);
    if (!next.consumer.noAck) noteDelivery(b, queue, entry);
    const properties = entry.returns === 0 ? entry.message.properties : counted(entry);
    handOut(b, vhost, queue, entry, properties, next.consumer, next.channel, out, cause);
    if (next.consumer.noAck) queue.usedAt = out.now;
    expireHead(b, vhost, queue, out, finish);
  }
  dropHead(b, vhost, queue, out, cause);
  isRefusing(queue);
}

function noteDelivery(b: BrokerState, queue: Queue, entry: LoggedEntry): void {
  if (queue.index === null) return;
  indexMark(queue.index, { what: 'delivered', order: entry.logged, other: 0 });
  wakeIndex(b, queue);
}

/** RABBITMQ: rabbit_fifo_client add_delivery_count_header */
function counted(entry: LoggedEntry): BasicProperties {
  const { properties } = entry.message;
  const headers: FieldTable = withField(properties.headers ?? [], {
    key: 'x-delivery-count',
    type: 'long',
    value: entry.returns,
  });
  return { ...properties, headers };
}

/** A copy ends without being consumed. */
function finish(
  b: BrokerState,
  vhost: Vhost,
  queue: Queue,
  entry: Entry,
  reason: DeathReason,
  out: BrokerOut,
  cause?: Seq,
): void {
  const { atLeastOnce, deadLetterExchange } = queue.rules;
  // Every entry of this kind of queue is one.
  if (atLeastOnce && deadLetterExchange !== null) keepLetter(b, vhost, queue, entry as LoggedEntry, reason, out, cause);
  else end(b, vhost, queue, entry, reason, out, cause);
}

/** Boot: what was in consumers' hands came back by that, once too often perhaps. RABBITMQ: rabbit_fifo handle_down */
export function dropOverdelivered(b: BrokerState, vhost: Vhost, queue: Queue, out: BrokerOut): void {
  const { deliveryLimit } = queue.rules;
  const [, back] = queue.ready;
  if (deliveryLimit === null || back === undefined) return;
  // Every entry of this kind of queue is one.
  for (const entry of [...tapeItems(back)] as LoggedEntry[]) {
    if (entry.returns <= deliveryLimit) continue;
    tapeRemove(back, entry.order);
    queue.readyCount--;
    queue.readyBytes -= entry.message.body.length;
    finish(b, vhost, queue, entry, 'delivery_limit', out);
  }
}

/** Copies come back: counted, at the front where there is a limit to it. RABBITMQ: rabbit_fifo return, requeue */
function sendBack(toEnd: boolean) {
  return (
    b: BrokerState,
    vhost: Vhost,
    queue: Queue,
    group: readonly Unacked[],
    why: RequeueReason,
    out: BrokerOut,
    cause?: Seq,
  ): void => {
    for (const { entry } of group) {
      queue.unackedCount--;
      queue.unackedBytes -= entry.message.body.length;
      // Every entry of this kind of queue is one.
      putBack(b, vhost, queue, entry as LoggedEntry, toEnd, why, out, cause);
    }
    run(b, vhost, queue, out, cause);
  };
}

function putBack(
  b: BrokerState,
  vhost: Vhost,
  queue: Queue,
  entry: LoggedEntry,
  toEnd: boolean,
  why: RequeueReason,
  out: BrokerOut,
  cause?: Seq,
): void {
  const { deliveryLimit } = queue.rules;
  const returns = entry.returns + 1;
  if (deliveryLimit !== null && returns > deliveryLimit) {
    finish(b, vhost, queue, { ...entry, returns } as LoggedEntry, 'delivery_limit', out, cause);
    return;
  }
  const order = queue.nextOrder++;
  const logged = toEnd ? order : entry.logged;
  if (toEnd && queue.index !== null) indexMark(queue.index, { what: 'requeued', order: entry.logged, other: logged });
  wakeIndex(b, queue);
  const back: LoggedEntry = { ...entry, order, logged, returns, redelivered: true, priority: toEnd ? FRESH : BACK };
  pushReady(queue, back);
  if (!out.observed) return;
  const position = readyPosition(queue, back);
  const place = { message: entry.message.id, vhost: vhost.name, queue: queue.name };
  out.note({ kind: 'broker.requeued', ...place, position, why }, cause);
}

const RULES = { ending: finish, serve: run };

/** With a limit to the deliveries what comes back keeps its place in the log. */
const wayBack = (queue: Queue) => sendBack(queue.rules.deliveryLimit === null);

const SINGLE = (what: string): Refusal =>
  refuse(
    'RESOURCE_LOCKED',
    `cannot obtain access to locked ${what}. basic.get operations are not supported by quorum queues with single active consumer`,
  );

export const quorumQueue: QueueKind = {
  exclusiveConsumers: false,
  servesAfterCancel: true,
  /** RABBITMQ: rabbit_quorum_queue close does nothing, rabbit_fifo handle_down does */
  servesClosing: true,
  declareFault({ durable, exclusive, autoDelete }, what) {
    const property = autoDelete ? 'auto-delete' : exclusive ? 'exclusive-owner' : durable ? null : 'non-durable';
    return property === null ? null : refuse('PRECONDITION_FAILED', `invalid property '${property}' for ${what}`);
  },
  deleteFault(_, { ifUnused, ifEmpty }, what) {
    const flag = ifUnused ? 'if-unused' : ifEmpty ? 'if-empty' : null;
    if (flag === null) return null;
    return refuse(
      'NOT_IMPLEMENTED',
      `cannot delete ${what}. queue.delete operations with ${flag} flag set are not supported by quorum queues`,
    );
  },
  consumeFault: (s, _, what) =>
    s.channel.limit === 0 ? null : refuse('NOT_IMPLEMENTED', `${what} does not support global qos`),
  getFault: (queue, what) => (queue.singleActive ? SINGLE(what) : null),
  returnFault: () => null,
  recoverFault: () => null,
  purgeFault: () => null,
  arrive,
  admit(_, consumer) {
    if (consumer.credit === Number.POSITIVE_INFINITY) consumer.credit = UNLIMITED_CREDIT;
  },
  run,
  take(b, vhost, queue, noAck, out) {
    expireHead(b, vhost, queue, out, finish);
    const entry = nextReady(queue);
    if (entry === undefined) return null;
    shiftReady(queue);
    // RABBITMQ: rabbit_fifo apply checkout dequeue: settled at once, which looks after the queue once more
    if (noAck) expireHead(b, vhost, queue, out, finish);
    else noteDelivery(b, queue, entry);
    return { entry, properties: counted(entry) };
  },
  settle(b, vhost, queue, channel, group, how, back, out, cause) {
    settleIn(b, vhost, queue, channel, group, how, back ? wayBack(queue) : null, RULES, out, cause);
  },
  giveBack(b, vhost, queue, channel, group, why, out, cause) {
    if (why !== 'recover') {
      sendBack(false)(b, vhost, queue, group, why, out, cause);
      return;
    }
    if (giveCredit(queue, channel, group)) unblock(queue, channel);
    wayBack(queue)(b, vhost, queue, group, why, out, cause);
  },
  expire: (b, vhost, queue, out) => expireHead(b, vhost, queue, out, finish),
  enforce: (b, vhost, queue, out) => run(b, vhost, queue, out),
  landed: (b, vhost, queue, out) => run(b, vhost, queue, out),
  dissolve: dropAll,
  /** RABBITMQ: rabbit_fifo query_stat counts a get and a cancelled consumer for as long as they hold something. */
  consumerCount(b, queue) {
    const lingering = new Set<string>();
    for (const { order, consumer } of queue.unackedCount === 0 ? [] : unackedOf(b, queue)) {
      const known = [...queue.active, ...queue.blocked].some(({ tag }) => tag === consumer);
      if (!known) lingering.add(consumer ?? `get ${order}`);
    }
    // Those who wait for their turn are not among the consumers.
    const own = queue.singleActive ? Number(queue.chosen !== null) : consumerCount(queue);
    return own + lingering.size;
  },
};
