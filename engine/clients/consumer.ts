import { byteStringOf, bytesOf, utf8Decode, utf8Encode } from '../base/bytes.ts';
import type { Machine, Micros, Out, Seq, Stimulus } from '../sim/machine.ts';
import { type AmqpFrame, type MethodFrame, methodFrame } from '../wire/amqp-methods.ts';
import { abandon, beginSession, CHANNEL, SESSION_FIELDS, type Session, sendOn, sessionOn } from './amqp-session.ts';
import { type ConfigOf, flag, list, micros, number, oneOf, orNull, readFields, table, text, whole } from './config.ts';
import type { ClientFact } from './facts.ts';
import { draw, durationField } from './random.ts';
import { createSeen, forkSeen, hasMet, meet, type Seen } from './seen.ts';
import { answersDeclaration, declare, topologyField } from './topology.ts';

/*
 * A worker: it subscribes to queues and works on one message at a time, first come first served. When it acknowledges
 * is its configuration: before the work, after it, every so many at once, or never (the broker's automatic ack).
 *
 * An idempotent worker writes down what it has done and syncs that before it acknowledges, so that it recognises a
 * message that comes again, also after it was killed.
 */

const FIELDS = {
  ...SESSION_FIELDS,
  queues: list(text(''), ['orders'], 100),
  /** Deliveries it may hold unacknowledged, for each queue; 0 for no bound. */
  prefetch: whole(0, 0, 65_535),
  /** `automatic` is the broker's: what was sent counts as done. */
  ack: oneOf<'manual' | 'automatic'>('manual', 'automatic'),
  ackWhen: oneOf<'after' | 'before'>('after', 'before'),
  /** One ack (multiple) for so many. */
  ackEvery: whole(1, 1, 65_535),
  /** Then at the latest, when there are fewer. */
  ackWithin: micros(1_000_000, 1),
  /** How long one message takes. */
  takes: durationField({ kind: 'constant', value: 100_000 }),
  /** By routing key: so many times as long. */
  factors: table(number(1, 0, 10_000), {}),
  /** Rejects each so many-th message it worked on; null for none. */
  rejectEvery: orNull(whole(1, 1)),
  /** Rejects messages with these routing keys. */
  rejectKeys: list(text(''), [], 1000),
  requeue: flag(true),
  idempotent: flag(false),
  exclusive: flag(false),
  /** Lines it begins with, such as `declare queue name=orders`. */
  topology: topologyField,
};

export type ConsumerConfig = ConfigOf<typeof FIELDS>;

/** What it was given and has not finished. */
interface Delivery {
  readonly id: string;
  readonly key: string;
  /** 0 when it can no longer be acknowledged: its connection is gone. */
  readonly tag: number;
  readonly redelivered: boolean;
  /** The fact that it was received. */
  readonly received: Seq;
}

export interface ConsumerState {
  config: ConsumerConfig;
  session: Session;
  setup: number | null;
  waiting: Delivery[];
  /** The place in `waiting` of the next one. */
  next: number;
  current: Delivery | null;
  /** The fact that it is being worked on. */
  processing: Seq;
  processed: number;
  /** Acks kept back for a batch: how many, and the highest tag. */
  unsent: number;
  unsentTag: number;
  seen: Seen;
  /** Of an idempotent worker: what waits for its note to be on the disk, and how long that file is. */
  unsynced: { readonly delivery: Delivery; readonly upTo: number }[];
  written: number;
}

export interface ConsumerView {
  readonly phase: Session['phase'];
  /** Received and not begun. */
  readonly waiting: number;
  readonly current: string | null;
  readonly processed: number;
}

const DONE = 'done';

export const consumer: Machine<ConsumerState, ConsumerConfig, ClientFact, { readonly kind: 'status' }, ConsumerView> = {
  listens: null,
  readConfig: (raw) => readFields('consumer', FIELDS, raw),
  boot(config, disk, out) {
    const done = config.idempotent ? disk.read(DONE) : null;
    const state: ConsumerState = {
      config,
      session: beginSession(config, out),
      setup: null,
      waiting: [],
      next: 0,
      current: null,
      processing: 0,
      processed: 0,
      unsent: 0,
      unsentTag: 0,
      seen: createSeen(),
      unsynced: [],
      written: done?.length ?? 0,
    };
    if (done !== null) for (const id of byteStringOf(done).split('\n')) meet(state.seen, id);
    return state;
  },
  on(state, stimulus, out) {
    switch (sessionOn(state.session, state.config, stimulus, out)) {
      case 'ready':
        return begin(state, out);
      case 'down':
        return stop(state, out);
      case 'channelClosed':
        abandon(state.session, state.config, state.session.why, out);
        return stop(state, out);
      case 'frame':
        if (stimulus.kind === 'frame') onFrame(state, stimulus.frame as AmqpFrame, out);
        return;
      case 'other':
        return onOther(state, stimulus, out);
      case 'handled':
    }
  },
  inspect: (state) => ({
    phase: state.session.phase,
    waiting: state.waiting.length - state.next,
    current: state.current?.id ?? null,
    processed: state.processed,
  }),
  fork: (state) => ({
    ...state,
    session: { ...state.session },
    waiting: state.waiting.slice(),
    seen: forkSeen(state.seen),
    unsynced: state.unsynced.slice(),
  }),
};

function onOther(state: ConsumerState, stimulus: Stimulus, out: Out<ClientFact>): void {
  if (stimulus.kind === 'timer' && stimulus.name === 'work') finish(state, out);
  else if (stimulus.kind === 'timer' && stimulus.name === 'ack') flushAcks(state, out);
  else if (stimulus.kind === 'synced') {
    while (state.unsynced[0] !== undefined && state.unsynced[0].upTo <= stimulus.upTo)
      acknowledge(state, (state.unsynced.shift() as ConsumerState['unsynced'][number]).delivery, 0, out);
  } else if (stimulus.kind === 'configure') reconfigure(state, stimulus.config as ConsumerConfig, out);
}

/** A new prefetch counts for subscriptions made after it, so the worker subscribes anew. */
function reconfigure(state: ConsumerState, config: ConsumerConfig, out: Out<ClientFact>): void {
  const before = state.config;
  state.config = config;
  const same =
    before.prefetch === config.prefetch &&
    before.ack === config.ack &&
    before.exclusive === config.exclusive &&
    before.server === config.server &&
    before.queues.join('\n') === config.queues.join('\n');
  if (same || state.setup !== 0) return;
  for (const queue of before.queues) sendOn(state.session, cancelFrame(queue), out);
  subscribe(state, out);
}

// --- subscribing ------------------------------------------------------------------------------------------------

function begin(state: ConsumerState, out: Out<ClientFact>): void {
  state.setup = declare(state.session, state.config.topology, out);
  if (state.setup === 0) subscribe(state, out);
}

function subscribe(state: ConsumerState, out: Out<ClientFact>): void {
  const { prefetch, queues, ack, exclusive } = state.config;
  sendOn(state.session, methodFrame(CHANNEL, 'basic.qos', { prefetchCount: prefetch }), out);
  state.setup = -1 - queues.length;
  for (const queue of queues) {
    const fields = { queue: utf8Encode(queue), consumerTag: utf8Encode(queue), noAck: ack === 'automatic', exclusive };
    sendOn(state.session, methodFrame(CHANNEL, 'basic.consume', fields), out);
  }
}

function cancelFrame(queue: string): MethodFrame<'basic.cancel'> {
  return methodFrame(CHANNEL, 'basic.cancel', { consumerTag: utf8Encode(queue) });
}

/** Answers to what it began with: above 0 declarations are awaited, below 0 subscriptions. */
function countSetup(state: ConsumerState, method: string, out: Out<ClientFact>): void {
  if (state.setup === null || state.setup === 0) return;
  if (state.setup > 0 && answersDeclaration(method)) {
    state.setup--;
    if (state.setup === 0) subscribe(state, out);
  } else if (state.setup < 0 && (method === 'basic.qos-ok' || method === 'basic.consume-ok')) {
    state.setup++;
    if (state.setup === 0) out.note({ kind: 'client.connected', server: state.config.server });
  }
}

/** The connection is gone. Work in hand goes on, but nothing that came over it can be acknowledged any more. */
function stop(state: ConsumerState, out: Out<ClientFact>): void {
  state.setup = null;
  state.unsent = 0;
  out.clearTimer('ack');
  state.unsynced = [];
  if (state.config.ack === 'automatic') return;
  for (const delivery of state.waiting.slice(state.next))
    out.note({ kind: 'client.abandoned', id: delivery.id, why: 'the connection was lost' }, delivery.received);
  state.waiting = [];
  state.next = 0;
  if (state.current !== null) state.current = { ...state.current, tag: 0 };
}

// --- working ----------------------------------------------------------------------------------------------------

function onFrame(state: ConsumerState, frame: AmqpFrame, out: Out<ClientFact>): void {
  if (frame.method === 'basic.deliver') return receive(state, frame, out);
  if (frame.method === 'basic.cancel') {
    out.note({ kind: 'client.cancelled', queue: shown(frame.consumerTag) });
    return;
  }
  countSetup(state, frame.method, out);
}

function shown(text: string): string {
  return utf8Decode(text) ?? text;
}

function receive(state: ConsumerState, frame: MethodFrame<'basic.deliver'>, out: Out<ClientFact>): void {
  const id = shown(frame.properties.messageId ?? '');
  const key = shown(frame.routingKey);
  const tag = Number(frame.deliveryTag);
  const { redelivered } = frame;
  const received = out.observed
    ? out.note({ kind: 'client.received', id, queue: shown(frame.consumerTag), key, tag, redelivered })
    : 0;
  state.waiting.push(Object.freeze({ id, key, tag, redelivered, received }));
  if (state.config.ackWhen === 'before') sendAck(state, tag, received, out);
  if (state.current === null) takeNext(state, out);
}

function takeNext(state: ConsumerState, out: Out<ClientFact>): void {
  for (;;) {
    const delivery = state.waiting[state.next];
    if (delivery === undefined) return;
    state.next++;
    if (state.next > 64 && state.next * 2 > state.waiting.length) {
      state.waiting = state.waiting.slice(state.next);
      state.next = 0;
    }
    if (state.config.idempotent && hasMet(state.seen, delivery.id)) {
      const skipped = out.note({ kind: 'client.skipped', id: delivery.id }, delivery.received);
      // In order: an ack of several must not take along one whose note is not on the disk yet.
      if (state.unsynced.length > 0) state.unsynced.push({ delivery, upTo: state.written });
      else acknowledge(state, delivery, skipped, out);
      continue;
    }
    return work(state, delivery, out);
  }
}

function work(state: ConsumerState, delivery: Delivery, out: Out<ClientFact>): void {
  const { takes: distribution, factors } = state.config;
  const factor = Object.hasOwn(factors, delivery.key) ? (factors[delivery.key] as number) : 1;
  const takes: Micros = Math.round(draw(distribution, out) * factor);
  state.current = delivery;
  state.processing = out.observed
    ? out.note({ kind: 'client.processing', id: delivery.id, takes }, delivery.received)
    : 0;
  if (out.observed) out.setTimer('work', takes, state.processing);
  else out.setTimer('work', takes);
}

function finish(state: ConsumerState, out: Out<ClientFact>): void {
  const delivery = state.current;
  if (delivery === null) return;
  state.current = null;
  state.processed++;
  const { id, key, redelivered } = delivery;
  const duplicate = meet(state.seen, id);
  const processed = out.observed
    ? out.note({ kind: 'client.processed', id, key, redelivered, duplicate }, state.processing)
    : 0;
  if (isRejected(state, delivery)) reject(state, delivery, processed, out);
  else if (state.config.idempotent && id !== '') writeDown(state, delivery, processed, out);
  else acknowledge(state, delivery, processed, out);
  takeNext(state, out);
}

function isRejected(state: ConsumerState, delivery: Delivery): boolean {
  const { rejectEvery, rejectKeys } = state.config;
  if (rejectEvery !== null && state.processed % rejectEvery === 0) return true;
  return rejectKeys.length > 0 && rejectKeys.includes(delivery.key);
}

/** Notes on its own disk that it has done this one; the ack follows when that is synced. */
function writeDown(state: ConsumerState, delivery: Delivery, cause: Seq, out: Out<ClientFact>): void {
  const bytes = bytesOf(`${utf8Encode(delivery.id)}\n`);
  state.written += bytes.length;
  if (delivery.tag !== 0) state.unsynced.push({ delivery, upTo: state.written });
  out.append(DONE, bytes, cause);
  out.sync(DONE, cause);
}

// --- answering --------------------------------------------------------------------------------------------------

function acknowledge(state: ConsumerState, delivery: Delivery, cause: Seq, out: Out<ClientFact>): void {
  if (state.config.ackWhen === 'after' && delivery.tag !== 0) sendAck(state, delivery.tag, cause, out);
}

function sendAck(state: ConsumerState, tag: number, cause: Seq, out: Out<ClientFact>): void {
  const { ack, ackEvery, ackWithin } = state.config;
  if (ack === 'automatic' || state.session.phase !== 'ready') return;
  state.unsent++;
  state.unsentTag = tag;
  if (state.unsent >= ackEvery) flushAcks(state, out, cause);
  else if (state.unsent === 1) out.setTimer('ack', ackWithin);
}

function flushAcks(state: ConsumerState, out: Out<ClientFact>, cause: Seq = 0): void {
  const { unsent: count, unsentTag: tag } = state;
  if (count === 0) return;
  state.unsent = 0;
  if (state.config.ackEvery > 1) out.clearTimer('ack');
  const multiple = count > 1;
  const fact = { kind: 'client.acked', tag, multiple, count } as const;
  const acked = !out.observed ? 0 : cause === 0 ? out.note(fact) : out.note(fact, cause);
  sendOn(state.session, methodFrame(CHANNEL, 'basic.ack', { deliveryTag: tag, multiple }), out, acked);
}

/** A nack of several would take the ones kept back for a batch along, so those are acknowledged first. */
function reject(state: ConsumerState, delivery: Delivery, cause: Seq, out: Out<ClientFact>): void {
  const { ack, ackWhen, requeue } = state.config;
  if (ack === 'automatic' || ackWhen === 'before' || delivery.tag === 0 || state.session.phase !== 'ready') return;
  flushAcks(state, out);
  const { id, tag } = delivery;
  const rejected = out.observed ? out.note({ kind: 'client.rejected', id, tag, requeue }, cause) : 0;
  sendOn(state.session, methodFrame(CHANNEL, 'basic.reject', { deliveryTag: tag, requeue }), out, rejected);
}
