import { byteStringOf, utf8Decode } from '../base/bytes.ts';
import type { Machine, Micros, Out, Stimulus } from '../sim/machine.ts';
import { type AmqpFrame, type MethodFrame, methodFrame } from '../wire/amqp-methods.ts';
import { amqpCompletions, type Completion } from './amqp-completions.ts';
import { type AckMode, type AmqpAction, readAmqpLine } from './amqp-line.ts';
import {
  beginSession,
  CHANNEL,
  connect,
  reopenChannel,
  SESSION_FIELDS,
  type Session,
  sendOn,
  sessionOn,
} from './amqp-session.ts';
import { type ConfigOf, list, readFields, text } from './config.ts';
import type { ClientFact } from './facts.ts';
import { textTable } from './text-table.ts';

/*
 * A person at a terminal with one AMQP connection and one channel, in confirm mode. Lines are rabbitmqadmin's where it
 * has the command (amqp-commands.ts), answers too; what the broker refuses is shown in its own words. One line at a
 * time: what is typed before the answer waits.
 *
 * Unlike rabbitmqadmin it speaks AMQP and not HTTP, so it can hold deliveries: `get ackmode=manual` and `consume` leave
 * them unacked until `ack`, `nack` or `reject`, or until its connection goes.
 */

const FIELDS = {
  ...SESSION_FIELDS,
  /** Queues that `list queues` asks for, besides those named at the prompt. */
  queues: list(text(''), [], 1000),
};

export type BrokerPromptConfig = ConfigOf<typeof FIELDS>;

interface Typed {
  readonly n: number;
  readonly line: string;
  readonly at: Micros;
}

/** The line that is being answered, and how far it has come. */
interface Current extends Typed {
  readonly action: AmqpAction;
  /** What it has gathered: rows of a table, tags to give back. */
  readonly rows: string[][];
  readonly tags: number[];
  returned: boolean;
  left: number;
}

export interface BrokerPromptState {
  config: BrokerPromptConfig;
  session: Session;
  /** The channel is open and in confirm mode. */
  ready: boolean;
  /** It was, since the connection opened. */
  wasReady: boolean;
  /** Messages published. */
  published: number;
  typed: number;
  readonly queue: Typed[];
  current: Current | null;
  /** Queues it has named. */
  readonly known: string[];
}

export type BrokerPromptQuery =
  | { readonly kind: 'status' }
  /** How a line that was begun could go on. */
  | { readonly kind: 'completions'; readonly text: string };

export type BrokerPromptView =
  | { readonly kind: 'status'; readonly phase: Session['phase']; readonly prompt: string; readonly waiting: number }
  | { readonly kind: 'completions'; readonly completions: readonly Completion[] };

export const brokerPrompt: Machine<
  BrokerPromptState,
  BrokerPromptConfig,
  ClientFact,
  BrokerPromptQuery,
  BrokerPromptView
> = {
  listens: null,
  readConfig: (raw) => readFields('broker-prompt', FIELDS, raw),
  boot(config, _disk, out) {
    return {
      config,
      session: beginSession(config, out),
      ready: false,
      wasReady: false,
      published: 0,
      typed: 0,
      queue: [],
      current: null,
      known: [...config.queues],
    };
  },
  on(state, stimulus, out) {
    switch (sessionOn(state.session, state.config, stimulus, out)) {
      case 'ready':
        sendOn(state.session, methodFrame(CHANNEL, 'confirm.select', {}), out);
        return;
      case 'down':
        return lost(state, out);
      case 'channelClosed':
        return refused(state, out);
      case 'frame':
        if (stimulus.kind === 'frame') onFrame(state, stimulus.frame as AmqpFrame, out);
        return;
      case 'other':
        return onOther(state, stimulus, out);
      case 'handled':
    }
  },
  inspect: (state, query) => {
    if (query.kind === 'completions')
      return { kind: 'completions', completions: amqpCompletions(query.text, state.known) };
    return statusOf(state);
  },
};

function statusOf(state: BrokerPromptState): BrokerPromptView {
  return {
    kind: 'status',
    phase: state.session.phase,
    prompt: state.ready ? `${state.config.server}>` : 'not connected>',
    waiting: state.queue.length + (state.current === null ? 0 : 1),
  };
}

function onOther(state: BrokerPromptState, stimulus: Stimulus, out: Out<ClientFact>): void {
  if (stimulus.kind === 'configure') state.config = stimulus.config as BrokerPromptConfig;
  if (stimulus.kind !== 'command') return;
  const typed = { n: ++state.typed, line: stimulus.line, at: out.now };
  out.note({ kind: 'client.typed', n: typed.n, line: typed.line });
  state.queue.push(typed);
  readOn(state, out);
}

function shown(text: string): string {
  return utf8Decode(text) ?? text;
}

// --- lines ------------------------------------------------------------------------------------------------------

function readOn(state: BrokerPromptState, out: Out<ClientFact>): void {
  while (state.current === null && state.queue.length > 0) {
    const typed = state.queue[0] as Typed;
    const action = readAmqpLine(typed.line);
    if (action.kind === 'wrong' || action.kind === 'help') {
      state.queue.shift();
      reply(typed, action.text, action.kind === 'wrong' && action.text !== '', out);
      continue;
    }
    if (!state.ready) {
      // A line typed without a connection tries for one at once, and is answered when that has come to something.
      connect(state.session, state.config, out);
      return;
    }
    state.queue.shift();
    state.current = { ...typed, action, rows: [], tags: [], returned: false, left: 0 };
    perform(state, state.current, out);
  }
}

function reply(typed: Typed, said: string, failed: boolean, out: Out<ClientFact>): void {
  out.note({ kind: 'client.replied', n: typed.n, line: typed.line, text: said, failed, took: out.now - typed.at });
}

/** Answers the line under way and reads on. */
function answer(state: BrokerPromptState, said: string, failed: boolean, out: Out<ClientFact>): void {
  const { current } = state;
  if (current === null) {
    out.note({ kind: 'client.printed', text: said });
    return;
  }
  state.current = null;
  reply(current, said, failed, out);
  readOn(state, out);
}

function perform(state: BrokerPromptState, current: Current, out: Out<ClientFact>): void {
  const { action } = current;
  switch (action.kind) {
    case 'call':
      return sendOn(state.session, action.frame, out);
    case 'tell':
      sendOn(state.session, action.frame, out);
      return answer(state, action.says, false, out);
    case 'publish':
      return publish(state, action.frame, out);
    case 'get':
      current.left = action.count;
      return getNext(state, current, action, out);
    case 'list':
      current.left = state.known.length;
      if (current.left === 0) return answer(state, 'No items', false, out);
      return askQueue(state, current, out);
    default:
  }
}

function publish(state: BrokerPromptState, frame: MethodFrame<'basic.publish'>, out: Out<ClientFact>): void {
  const n = ++state.published;
  const fact = {
    kind: 'client.published',
    n,
    id: shown(frame.properties.messageId ?? ''),
    exchange: shown(frame.exchange),
    key: shown(frame.routingKey),
    persistent: frame.properties.deliveryMode === 2,
    mandatory: frame.mandatory,
    attempt: 1,
    tag: 0,
  } as const;
  sendOn(state.session, frame, out, out.note(fact));
}

function know(state: BrokerPromptState, queue: string): void {
  if (queue !== '' && !state.known.includes(queue)) state.known.push(queue);
}

/** AMQP has no list of queues: each one is asked for by a passive declaration. */
function askQueue(state: BrokerPromptState, current: Current, out: Out<ClientFact>): void {
  const queue = state.known[state.known.length - current.left] as string;
  sendOn(state.session, methodFrame(CHANNEL, 'queue.declare', { queue, passive: true }), out);
}

type GetAction = Extract<AmqpAction, { kind: 'get' }>;

function getNext(state: BrokerPromptState, current: Current, action: GetAction, out: Out<ClientFact>): void {
  if (current.left === 0) return finishGet(state, current, action.ackmode, out);
  const noAck = action.ackmode === 'ack_requeue_false';
  sendOn(state.session, methodFrame(CHANNEL, 'basic.get', { queue: action.queue, noAck }), out);
}

// --- what the broker says ---------------------------------------------------------------------------------------

function onFrame(state: BrokerPromptState, frame: AmqpFrame, out: Out<ClientFact>): void {
  const { current } = state;
  switch (frame.method) {
    case 'confirm.select-ok':
      state.ready = true;
      if (!state.wasReady) out.note({ kind: 'client.connected', server: state.config.server });
      state.wasReady = true;
      return readOn(state, out);
    case 'basic.deliver':
      out.note({ kind: 'client.printed', text: deliveryText(frame) });
      return;
    case 'basic.return':
      if (current !== null) current.returned = true;
      return;
    case 'basic.ack':
      return answer(
        state,
        current?.returned === true ? 'Message published but NOT routed' : 'Message published',
        false,
        out,
      );
    case 'basic.nack':
      return answer(state, 'Message NOT accepted (basic.nack)', true, out);
    case 'basic.cancel':
      out.note({ kind: 'client.printed', text: `consumer ${shown(frame.consumerTag)} was cancelled by the broker` });
      return;
    case 'connection.blocked':
    case 'connection.unblocked':
      out.note({ kind: 'client.printed', text: frame.method });
      return;
    default:
      if (current !== null) onAnswer(state, current, frame, out);
  }
}

function onAnswer(state: BrokerPromptState, current: Current, frame: AmqpFrame, out: Out<ClientFact>): void {
  const { action } = current;
  if (action.kind === 'call' && frame.method === action.expects) {
    if (action.queue !== null) know(state, shown(action.queue));
    return answer(state, callText(action.says, frame), false, out);
  }
  if (action.kind === 'list' && frame.method === 'queue.declare-ok') {
    current.rows.push([shown(frame.queue), String(frame.messageCount), String(frame.consumerCount)]);
    current.left--;
    if (current.left > 0) return askQueue(state, current, out);
    return answer(state, textTable(['name', 'messages', 'consumers'], current.rows), false, out);
  }
  if (action.kind !== 'get') return;
  if (frame.method === 'basic.get-empty') return finishGet(state, current, action.ackmode, out);
  if (frame.method !== 'basic.get-ok') return;
  know(state, shown(action.queue));
  current.rows.push(getRow(frame, action.ackmode));
  current.tags.push(Number(frame.deliveryTag));
  current.left--;
  getNext(state, current, action, out);
}

/** What only the broker knew stands behind the words. */
function callText(says: string, frame: AmqpFrame): string {
  if (frame.method === 'basic.consume-ok') return `${says} as ${shown(frame.consumerTag)}`;
  return says;
}

const COLUMNS = [
  'routing_key',
  'exchange',
  'message_count',
  'payload',
  'payload_bytes',
  'payload_encoding',
  'redelivered',
];

function getRow(frame: MethodFrame<'basic.get-ok'>, ackmode: AckMode): string[] {
  const payload = utf8Decode(byteStringOf(frame.body));
  const row = [
    shown(frame.routingKey),
    shown(frame.exchange),
    String(frame.messageCount),
    payload ?? `(${frame.body.length} bytes)`,
    String(frame.body.length),
    payload === null ? 'base64' : 'string',
    frame.redelivered ? 'True' : 'False',
  ];
  return ackmode === 'manual' ? [String(frame.deliveryTag), ...row] : row;
}

/** Gives back what was only looked at, and shows it. RABBITMQ: rabbit_mgmt_wm_queue_get */
function finishGet(state: BrokerPromptState, current: Current, ackmode: AckMode, out: Out<ClientFact>): void {
  for (const deliveryTag of current.tags) {
    if (ackmode === 'ack_requeue_true')
      sendOn(state.session, methodFrame(CHANNEL, 'basic.nack', { deliveryTag, requeue: true }), out);
    else if (ackmode === 'reject_requeue_true' || ackmode === 'reject_requeue_false') {
      const requeue = ackmode === 'reject_requeue_true';
      sendOn(state.session, methodFrame(CHANNEL, 'basic.reject', { deliveryTag, requeue }), out);
    }
  }
  const columns = ackmode === 'manual' ? ['tag', ...COLUMNS] : COLUMNS;
  answer(state, current.rows.length === 0 ? 'No items' : textTable(columns, current.rows), false, out);
}

function deliveryText(frame: MethodFrame<'basic.deliver'>): string {
  const payload = utf8Decode(byteStringOf(frame.body)) ?? `(${frame.body.length} bytes)`;
  const again = frame.redelivered ? ' redelivered' : '';
  return `${shown(frame.consumerTag)}: tag=${frame.deliveryTag} routing_key=${shown(frame.routingKey)} payload=${payload}${again}`;
}

/** The broker refused what was asked and closed the channel for it; deliveries held on it went back to their queues. */
function refused(state: BrokerPromptState, out: Out<ClientFact>): void {
  state.ready = false;
  const { current, known } = state;
  if (current?.action.kind === 'list') known.splice(known.length - current.left, 1); // that queue is gone
  answer(state, `*** ${shown(state.session.why)}`, true, out);
  reopenChannel(state.session, out);
}

function lost(state: BrokerPromptState, out: Out<ClientFact>): void {
  const { wasReady } = state;
  state.ready = false;
  state.wasReady = false;
  const { why } = state.session;
  if (state.current !== null) return answer(state, `*** Connection lost: ${shown(why)}`, true, out);
  if (wasReady) return readOn(state, out);
  const typed = state.queue.shift();
  if (typed !== undefined) reply(typed, `*** Could not connect: ${shown(why)}`, true, out);
  readOn(state, out);
}
