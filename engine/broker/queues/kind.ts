import type { Micros, Seq } from '../../sim/machine.ts';
import type { BasicProperties, FieldTable, MethodFrame } from '../../wire/amqp-methods.ts';
import type { Scope } from '../declare.ts';
import type { DropReason, RequeueReason } from '../facts.ts';
import type { Refusal } from '../refusal.ts';
import type { BrokerOut, BrokerState, Channel, Consumer, Entry, Message, Queue, Unacked, Vhost } from '../state.ts';
import type { ConfirmRef } from '../storage/queue-index.ts';

/* What a kind of queue is to the rest of the broker. RABBITMQ: rabbit_queue_type */

/** What became of a copy that came: taken at once, told about later through its ConfirmRef, or refused. */
export type Accepted = 'now' | 'later' | 'refused';

export type How = 'ack' | 'nack' | 'reject';

export interface Declaration {
  readonly durable: boolean;
  readonly exclusive: boolean;
  readonly autoDelete: boolean;
  readonly arguments: FieldTable;
}

/** A message that basic.get takes: the copy, and the properties it is shown with. */
export interface Taken {
  readonly entry: Entry;
  readonly properties: BasicProperties;
}

export interface QueueKind {
  /** Whether its consumers may ask to be alone. */
  readonly exclusiveConsumers: boolean;
  /** Whether a consumer's successor is served at once, too, when the consumer was merely cancelled. */
  readonly servesAfterCancel: boolean;
  /** Whether a channel that is closing consumes until it is gone: the queue hears of its end alone. */
  readonly servesClosing: boolean;

  /** Why there can be no such queue; `what` names it. */
  declareFault(declaration: Declaration, what: string): Refusal | null;
  deleteFault(queue: Queue, m: MethodFrame<'queue.delete'>, what: string): Refusal | null;
  consumeFault(s: Scope, m: MethodFrame<'basic.consume'>, what: string): Refusal | null;
  getFault(queue: Queue, what: string): Refusal | null;
  /** Why deliveries of it cannot be sent back. */
  returnFault(what: string): Refusal | null;
  /** Why a channel that holds some of it cannot recover. */
  recoverFault(): Refusal | null;

  /** A message arrives. 'later' when `confirm` will be settled once the queue has taken charge of it for good. */
  arrive(
    b: BrokerState,
    vhost: Vhost,
    queue: Queue,
    message: Message,
    confirm: ConfirmRef | null,
    out: BrokerOut,
    cause: Seq,
  ): Accepted;
  /** Makes a consumer ready that was just put into its line: its credit and where it begins. */
  admit(queue: Queue, consumer: Consumer, now: Micros): void;
  /** Hands out what may be handed out. */
  run(b: BrokerState, vhost: Vhost, queue: Queue, out: BrokerOut, cause?: Seq): void;
  /** One message on demand. */
  take(b: BrokerState, vhost: Vhost, queue: Queue, noAck: boolean, out: BrokerOut): Taken | null;
  /** Deliveries that were taken off the channel are acknowledged, refused or sent back. */
  settle(
    b: BrokerState,
    vhost: Vhost,
    queue: Queue,
    channel: Channel,
    group: readonly Unacked[],
    how: How,
    back: boolean,
    out: BrokerOut,
    cause?: Seq,
  ): void;
  /** Deliveries come back because their channel went, or asked for it. */
  giveBack(
    b: BrokerState,
    vhost: Vhost,
    queue: Queue,
    channel: Channel,
    group: readonly Unacked[],
    why: RequeueReason,
    out: BrokerOut,
    cause?: Seq,
  ): void;
  /** Ready messages end whose time has come. */
  expire(b: BrokerState, vhost: Vhost, queue: Queue, out: BrokerOut): void;
  /** Its rules have changed. */
  enforce(b: BrokerState, vhost: Vhost, queue: Queue, out: BrokerOut): void;
  /** Something of it has reached the disk. */
  landed(b: BrokerState, vhost: Vhost, queue: Queue, out: BrokerOut): void;
  purgeFault(what: string): Refusal | null;
  /** Its messages go with it, those in consumers' hands too. */
  dissolve(b: BrokerState, vhost: Vhost, queue: Queue, why: DropReason, out: BrokerOut): void;
  /** Consumers as queue.declare counts them. */
  consumerCount(b: BrokerState, queue: Queue): number;
}
