import { utf8Bytes, utf8Encode } from '../base/bytes.ts';
import { type Machine, type Micros, type Out, SpecError, type Stimulus } from '../sim/machine.ts';
import { type AmqpFrame, type BasicProperties, methodFrame } from '../wire/amqp-methods.ts';
import { fieldTable } from './amqp-line.ts';
import { abandon, beginSession, CHANNEL, SESSION_FIELDS, type Session, sendOn, sessionOn } from './amqp-session.ts';
import {
  type ConfigOf,
  type Field,
  flag,
  list,
  micros,
  number,
  oneOf,
  orNull,
  readFields,
  text,
  whole,
} from './config.ts';
import type { ClientFact } from './facts.ts';
import { draw } from './random.ts';
import { answersDeclaration, declare, topologyField } from './topology.ts';

/*
 * A program that publishes numbered messages at a rate or at given times. What it does about loss is its
 * configuration: nothing, or publisher confirms with a window and a retry, whose duplicates carry the same message-id.
 * While it has no connection, or the broker has blocked it, it publishes nothing and makes up for nothing.
 */

const headersField: Field<Readonly<Record<string, unknown>>> = {
  default: {},
  read(value, name) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new SpecError(`${name} must be an object`);
    return value as Readonly<Record<string, unknown>>;
  },
};

const FIELDS = {
  ...SESSION_FIELDS,
  /** Begins every message-id. */
  name: text('publisher'),
  /** Messages a second; 0 for none. */
  rate: number(1, 0, 1_000_000),
  /** At an even pace, or as independent customers come. */
  pace: oneOf<'even' | 'random'>('even', 'random'),
  /** Instead of a rate: when, in microseconds after its boot. */
  times: orNull(list(micros(0), [])),
  /** How many in all; null for no end. */
  count: orNull(whole(0, 0)),
  exchange: text(''),
  /** Routing keys, in turn or at random. */
  keys: list(text(''), ['orders'], 1000),
  keyOrder: oneOf<'turn' | 'random'>('turn', 'random'),
  persistent: flag(false),
  /** Priorities, in turn; none: messages carry none. */
  priorities: list(whole(0, 0, 255), [], 1000),
  /** Tables of headers, in turn; none: messages carry none. */
  headers: list(headersField, [], 1000),
  /** Of the persistent ones, the share that is published as transient all the same. */
  transientShare: number(0, 0, 1),
  mandatory: flag(false),
  /** The body; `{n}` stands for the message's number. */
  payload: text('message {n}'),
  /** Publisher confirms. */
  confirm: flag(false),
  /** Unconfirmed messages at most; 0 for no bound. */
  window: whole(0, 0),
  /** How long it waits for a confirm; 0 for ever. */
  confirmTimeout: micros(5_000_000),
  /** Publishes again what was nacked, not confirmed in time, or unconfirmed when the connection went. */
  retry: flag(true),
  /** Lines it begins with, such as `declare queue name=orders`. */
  topology: topologyField,
};

export type PublisherConfig = ConfigOf<typeof FIELDS>;

/** What stays the same when a message is published again. */
interface Message {
  readonly n: number;
  readonly key: string;
  readonly persistent: boolean;
}

/** A message that the broker has not confirmed. */
interface Outstanding extends Message {
  readonly attempt: number;
  readonly sentAt: Micros;
}

export interface PublisherState {
  config: PublisherConfig;
  readonly bootedAt: Micros;
  session: Session;
  /** Answers it waits for before it can work; null until the channel is open. */
  setup: number | null;
  blocked: boolean;
  /** Messages published so far, retries not counted. */
  published: number;
  confirmed: number;
  /** The number the next publish on this channel gets from the broker, from 1. */
  nextTag: number;
  /** By delivery tag, oldest first. */
  readonly outstanding: Map<number, Outstanding>;
  /** Numbers to publish again as soon as it can. */
  readonly again: Outstanding[];
  ticking: boolean;
  finished: boolean;
}

export type PublisherQuery = { readonly kind: 'status' };

export interface PublisherView {
  readonly phase: Session['phase'];
  readonly blocked: boolean;
  readonly published: number;
  readonly confirmed: number;
  readonly unconfirmed: number;
  readonly finished: boolean;
}

export const publisher: Machine<PublisherState, PublisherConfig, ClientFact, PublisherQuery, PublisherView> = {
  listens: null,
  readConfig: (raw) => readFields('publisher', FIELDS, raw),
  boot(config, _disk, out) {
    return {
      config,
      bootedAt: out.now,
      session: beginSession(config, out),
      setup: null,
      blocked: false,
      published: 0,
      confirmed: 0,
      nextTag: 1,
      outstanding: new Map(),
      again: [],
      ticking: false,
      finished: false,
    };
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
    blocked: state.blocked,
    published: state.published,
    confirmed: state.confirmed,
    unconfirmed: state.outstanding.size,
    finished: state.finished,
  }),
  fork: (state) => ({
    ...state,
    session: { ...state.session },
    outstanding: new Map(state.outstanding),
    again: state.again.slice(),
  }),
};

function onOther(state: PublisherState, stimulus: Stimulus, out: Out<ClientFact>): void {
  if (stimulus.kind === 'timer' && stimulus.name === 'tick') {
    state.ticking = false;
    if (canPublish(state)) publishNext(state, out);
    scheduleTick(state, out);
  } else if (stimulus.kind === 'timer' && stimulus.name === 'confirm') checkTimeouts(state, out);
  else if (stimulus.kind === 'configure') reconfigure(state, stimulus.config as PublisherConfig, out);
}

function reconfigure(state: PublisherState, config: PublisherConfig, out: Out<ClientFact>): void {
  const confirmsBegin = config.confirm && !state.config.confirm;
  state.config = config;
  state.ticking = false;
  out.clearTimer('tick');
  if (confirmsBegin && state.setup === 0) {
    state.setup = 1;
    sendOn(state.session, methodFrame(CHANNEL, 'confirm.select', {}), out);
  } else scheduleTick(state, out);
}

// --- beginning and ending ---------------------------------------------------------------------------------------

function begin(state: PublisherState, out: Out<ClientFact>): void {
  state.setup = declare(state.session, state.config.topology, out);
  state.nextTag = 1;
  if (state.config.confirm) {
    sendOn(state.session, methodFrame(CHANNEL, 'confirm.select', {}), out);
    state.setup++;
  }
  if (state.setup === 0) ready(state, out);
}

function ready(state: PublisherState, out: Out<ClientFact>): void {
  out.note({ kind: 'client.connected', server: state.config.server });
  publishAgain(state, out);
  scheduleTick(state, out);
}

/** The connection is gone: what was not confirmed may have arrived or not. */
function stop(state: PublisherState, out: Out<ClientFact>): void {
  state.setup = null;
  state.blocked = false;
  state.ticking = false;
  out.clearTimer('tick');
  out.clearTimer('confirm');
  for (const message of state.outstanding.values()) giveUpOrRetry(state, message, 'the connection was lost', out);
  state.outstanding.clear();
}

function giveUpOrRetry(state: PublisherState, message: Outstanding, why: string, out: Out<ClientFact>): void {
  if (state.config.retry) state.again.push(message);
  else out.note({ kind: 'client.unconfirmed', n: message.n, id: idOf(state, message.n), why });
}

// --- publishing -------------------------------------------------------------------------------------------------

function canPublish(state: PublisherState): boolean {
  const { config } = state;
  const open = state.setup === 0 && !state.blocked && state.session.phase === 'ready';
  return open && (!config.confirm || config.window === 0 || state.outstanding.size < config.window);
}

/** Sets the time of the next message, if there is one and it can go. */
function scheduleTick(state: PublisherState, out: Out<ClientFact>): void {
  const { config } = state;
  if (state.ticking || !canPublish(state)) return;
  if (config.count !== null && state.published >= config.count) return finishIfDone(state, out);
  const after = tickAfter(state, out);
  if (after === null) return;
  state.ticking = true;
  out.setTimer('tick', after);
}

function tickAfter(state: PublisherState, out: Out<ClientFact>): Micros | null {
  const { times, rate, pace } = state.config;
  if (times !== null) {
    const at = times[state.published];
    return at === undefined ? null : Math.max(0, state.bootedAt + at - out.now);
  }
  if (rate === 0) return null;
  const mean = Math.max(1, Math.round(1_000_000 / rate));
  return pace === 'even' ? mean : draw({ kind: 'exponential', mean }, out);
}

function idOf(state: PublisherState, n: number): string {
  const { name } = state.config;
  return state.bootedAt === 0 ? `${name}-${n}` : `${name}.${state.bootedAt}-${n}`;
}

function publishNext(state: PublisherState, out: Out<ClientFact>): void {
  const { config } = state;
  const n = ++state.published;
  const key = keyOf(config, n, out);
  const { persistent, transientShare } = config;
  const transient = transientShare > 0 && out.random(1_000_000) < transientShare * 1_000_000;
  publish(state, { n, key, persistent: persistent && !transient }, 1, out);
}

function publish(state: PublisherState, message: Message, attempt: number, out: Out<ClientFact>): void {
  const { config } = state;
  const { exchange, mandatory } = config;
  const { n, key, persistent } = message;
  const id = idOf(state, n);
  const tag = config.confirm ? state.nextTag++ : 0;
  if (config.confirm) {
    state.outstanding.set(tag, Object.freeze({ n, key, persistent, attempt, sentAt: out.now }));
    if (config.confirmTimeout > 0 && state.outstanding.size === 1) out.setTimer('confirm', config.confirmTimeout);
  }
  const cause = out.observed
    ? out.note({ kind: 'client.published', n, id, exchange, key, persistent, mandatory, attempt, tag })
    : 0;
  const frame = methodFrame(CHANNEL, 'basic.publish', {
    exchange: utf8Encode(exchange),
    routingKey: utf8Encode(key),
    mandatory,
    properties: propertiesOf(config, message, id),
    body: utf8Bytes(config.payload.replaceAll('{n}', String(n))),
  });
  sendOn(state.session, frame, out, cause);
}

function propertiesOf(config: PublisherConfig, { n, persistent }: Message, id: string): BasicProperties {
  const priority = inTurn(config.priorities, n);
  const headers = inTurn(config.headers, n);
  return {
    messageId: utf8Encode(id),
    ...(persistent && { deliveryMode: 2 }),
    ...(priority !== undefined && { priority }),
    ...(headers !== undefined && { headers: fieldTable(headers) }),
  };
}

const inTurn = <T>(items: readonly T[], n: number): T | undefined => items[(n - 1) % Math.max(1, items.length)];

function keyOf(config: PublisherConfig, n: number, out: Out<ClientFact>): string {
  const { keys, keyOrder } = config;
  if (keys.length === 0) return '';
  if (keyOrder === 'turn') return keys[(n - 1) % keys.length] as string;
  return keys[out.random(keys.length)] as string;
}

function publishAgain(state: PublisherState, out: Out<ClientFact>): void {
  while (state.again.length > 0 && canPublish(state)) {
    const message = state.again.shift() as Outstanding;
    publish(state, message, message.attempt + 1, out);
  }
}

// --- what the broker says ---------------------------------------------------------------------------------------

function onFrame(state: PublisherState, frame: AmqpFrame, out: Out<ClientFact>): void {
  switch (frame.method) {
    case 'basic.ack':
      return settle(state, Number(frame.deliveryTag), frame.multiple, true, out);
    case 'basic.nack':
      return settle(state, Number(frame.deliveryTag), frame.multiple, false, out);
    case 'basic.return':
      out.note({
        kind: 'client.returned',
        id: frame.properties.messageId ?? '',
        code: frame.replyCode,
        text: frame.replyText,
      });
      return;
    case 'connection.blocked':
      state.blocked = true;
      out.note({ kind: 'client.blocked', reason: frame.reason });
      return;
    case 'connection.unblocked':
      state.blocked = false;
      out.note({ kind: 'client.unblocked' });
      return goOn(state, out);
    default:
      if (state.setup === null || state.setup === 0) return;
      if (frame.method !== 'confirm.select-ok' && !answersDeclaration(frame.method)) return;
      state.setup--;
      if (state.setup === 0) ready(state, out);
  }
}

function goOn(state: PublisherState, out: Out<ClientFact>): void {
  publishAgain(state, out);
  scheduleTick(state, out);
  finishIfDone(state, out);
}

/** A confirm or a nack for one tag, or for all up to it. */
function settle(state: PublisherState, tag: number, multiple: boolean, ok: boolean, out: Out<ClientFact>): void {
  if (multiple) {
    for (const [known, message] of state.outstanding) {
      if (known > tag && tag !== 0) break;
      settleOne(state, known, message, ok, out);
    }
  } else {
    const message = state.outstanding.get(tag);
    if (message !== undefined) settleOne(state, tag, message, ok, out);
  }
  if (state.outstanding.size === 0) out.clearTimer('confirm');
  goOn(state, out);
}

function settleOne(state: PublisherState, tag: number, message: Outstanding, ok: boolean, out: Out<ClientFact>): void {
  state.outstanding.delete(tag);
  const { n, attempt } = message;
  if (ok) state.confirmed++;
  if (out.observed) out.note({ kind: ok ? 'client.confirmed' : 'client.nacked', n, id: idOf(state, n), attempt });
  if (!ok && state.config.retry) state.again.push(message);
}

/** The confirms that did not come in time. */
function checkTimeouts(state: PublisherState, out: Out<ClientFact>): void {
  const { confirmTimeout } = state.config;
  for (const [tag, message] of state.outstanding) {
    const left = message.sentAt + confirmTimeout - out.now;
    if (left > 0) {
      out.setTimer('confirm', left);
      break;
    }
    state.outstanding.delete(tag);
    giveUpOrRetry(state, message, 'no confirm came in time', out);
  }
  goOn(state, out);
}

function finishIfDone(state: PublisherState, out: Out<ClientFact>): void {
  const { config } = state;
  const open = state.outstanding.size > 0 || state.again.length > 0;
  if (state.finished || config.count === null || state.published < config.count || open) return;
  state.finished = true;
  out.note({ kind: 'client.finished', count: state.published });
}
