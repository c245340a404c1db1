import { utf8Bytes } from '../base/bytes.ts';
import type { Machine, Micros, Stimulus } from '../sim/machine.ts';
import { ApiKey, type InitProducerIdResponse, type ProduceResponse } from '../wire/kafka/messages.ts';
import { murmur2 } from '../wire/kafka/murmur2.ts';
import { batchOf } from '../wire/kafka/record-batch.ts';
import { type ConfigOf, flag, list, micros, number, oneOf, orNull, readFields, text, whole } from './config.ts';
import type { LogClientFact } from './log-facts.ts';
import {
  type Answer,
  askMetadata,
  forget,
  LOG_SESSION_FIELDS,
  type LogClientOut,
  type LogSession,
  leaderHost,
  logSessionOn,
  metadataHeard,
  newLogSession,
  request,
} from './log-session.ts';

/*
 * A program that produces numbered records at a rate, as Kafka's own producer does: batches for each partition's leader,
 * one in flight at a time; what may help is tried again until delivery.timeout.ms is over. Without idempotence a batch
 * whose answer was lost is there twice; with it the broker knows it.
 */

const FIELDS = {
  ...LOG_SESSION_FIELDS,
  /** Begins every record's id. */
  name: text('producer'),
  /** Records a second. */
  rate: number(1, 0, 1_000_000),
  /** How many in all; null for no end. */
  count: orNull(whole(0, 0)),
  acks: oneOf<'all' | '1' | '0'>('all', '1', '0'),
  idempotent: flag(true),
  /** Keys, in turn; none: records without a key, spread over the partitions. */
  keys: list(text(''), [], 1000),
  /** What stands behind the id in the value; `{n}` is the number. */
  payload: text('record {n}'),
  batchMax: whole(100, 1, 10_000),
  retry: flag(true),
  deliveryTimeout: micros(120_000_000, 1),
};

export type LogProducerConfig = ConfigOf<typeof FIELDS>;

interface Draft {
  readonly n: number;
  readonly key: string | null;
  readonly since: Micros;
}

interface Sending {
  readonly records: readonly Draft[];
  readonly baseSequence: number;
  attempt: number;
}

export interface LogProducerState {
  config: LogProducerConfig;
  readonly bootedAt: Micros;
  readonly session: LogSession;
  ready: boolean;
  producerId: number;
  producerEpoch: number;
  produced: number;
  acknowledged: number;
  readonly waiting: Map<number, Draft[]>;
  /** By partition: what is on its way, or is to be sent again as it was. */
  readonly sending: Map<number, Sending>;
  readonly inFlight: Set<number>;
  readonly sequences: Map<number, number>;
  finished: boolean;
}

/** Errors that pass, or that other metadata heals. */
const RETRIABLE: ReadonlySet<number> = new Set([2, 3, 5, 6, 7, 8, 13, 14, 15, 16, 19, 20, 56, 100]);
const DUPLICATE = 46;

export const logProducer: Machine<
  LogProducerState,
  LogProducerConfig,
  LogClientFact,
  { readonly kind: 'status' },
  object
> = {
  listens: null,
  readConfig: (raw) => readFields('log-producer', FIELDS, raw),
  boot(config, _disk, out) {
    const state: LogProducerState = {
      config,
      bootedAt: out.now,
      session: newLogSession(),
      ready: false,
      producerId: -1,
      producerEpoch: -1,
      produced: 0,
      acknowledged: 0,
      waiting: new Map(),
      sending: new Map(),
      inFlight: new Set(),
      sequences: new Map(),
      finished: false,
    };
    askMetadata(state.session, config, out);
    return state;
  },
  on(state, stimulus, out) {
    react(state, stimulus, out);
  },
  inspect({ ready, produced, acknowledged, waiting, sending, finished }) {
    let open = 0;
    for (const list of waiting.values()) open += list.length;
    for (const { records } of sending.values()) open += records.length;
    return { ready, produced, acknowledged, open, finished };
  },
};

function react(state: LogProducerState, stimulus: Stimulus, out: LogClientOut): void {
  const answers = logSessionOn(state.session, state.config, stimulus, out);
  for (const answer of answers) onAnswer(state, answer, out);
  if (stimulus.kind === 'timer' && stimulus.name === 'tick') tick(state, out);
  else if (stimulus.kind === 'timer' && stimulus.name === 'again') askMetadata(state.session, state.config, out);
  else if (stimulus.kind === 'configure') {
    state.config = stimulus.config as LogProducerConfig; // checked by readConfig
    schedule(state, out);
  }
}

function onAnswer(state: LogProducerState, { what, body }: Answer, out: LogClientOut): void {
  const { session, config } = state;
  if (what === 'metadata') {
    if (!metadataHeard(session, body)) return out.setTimer('again', config.retryAfter);
    if (!config.idempotent || state.producerId >= 0) return begin(state, out);
    const init = { transactionalId: null, transactionTimeoutMs: 60_000, producerId: -1, producerEpoch: -1 };
    const host = [...session.hosts.values()][0] ?? '';
    return request(session, host, 'produce', 'init', ApiKey.InitProducerId, 4, init, out);
  }
  if (what === 'init') {
    const said = body as InitProducerIdResponse | null; // the answer to it
    if (said === null || said.errorCode !== 0) return out.setTimer('again', config.retryAfter);
    state.producerId = said.producerId;
    state.producerEpoch = said.producerEpoch;
    return begin(state, out);
  }
  produceAnswered(state, Number(what), body as ProduceResponse | null, out);
}

function begin(state: LogProducerState, out: LogClientOut): void {
  if (!state.ready) {
    state.ready = true;
    schedule(state, out);
  }
  for (const partition of new Set([...state.sending.keys(), ...state.waiting.keys()])) sendNext(state, partition, out);
}

function schedule(state: LogProducerState, out: LogClientOut): void {
  const { rate, count } = state.config;
  if (!state.ready || rate === 0 || (count !== null && state.produced >= count)) return;
  out.setTimer('tick', Math.max(1, Math.round(1_000_000 / rate)));
}

/** One more record. KAFKA: BuiltInPartitioner: by the key's hash, or where nobody cares anywhere */
function tick(state: LogProducerState, out: LogClientOut): void {
  const { config, session } = state;
  const n = ++state.produced;
  const key = config.keys.length === 0 ? null : (config.keys[(n - 1) % config.keys.length] ?? null);
  const count = session.leaders.length;
  const partition = key === null ? n % count : (murmur2(utf8Bytes(key)) & 0x7fffffff) % count;
  const list = state.waiting.get(partition) ?? [];
  list.push({ n, key, since: out.now });
  state.waiting.set(partition, list);
  sendNext(state, partition, out);
  schedule(state, out);
}

function idOf(state: LogProducerState, n: number): string {
  const { name } = state.config;
  return state.bootedAt === 0 ? `${name}-${n}` : `${name}.${state.bootedAt}-${n}`;
}

/** Sends what waits for a partition, unless something is on its way there. */
function sendNext(state: LogProducerState, partition: number, out: LogClientOut): void {
  const { config, session } = state;
  if (state.inFlight.has(partition)) return;
  const host = leaderHost(session, partition);
  if (host === null) return out.setTimer('again', config.retryAfter);
  let batch = state.sending.get(partition);
  if (batch === undefined) {
    const records = state.waiting.get(partition)?.splice(0, config.batchMax) ?? [];
    if (records.length === 0) return;
    const baseSequence = state.sequences.get(partition) ?? 0;
    batch = { records, baseSequence, attempt: 0 };
    state.sequences.set(partition, baseSequence + records.length);
    state.sending.set(partition, batch);
  }
  batch.attempt++;
  state.inFlight.add(partition);
  noteProduced(state, partition, batch, out);
  const producer = config.idempotent
    ? { producerId: state.producerId, producerEpoch: state.producerEpoch, baseSequence: batch.baseSequence }
    : {};
  const drafts = batch.records.map(({ n, key }) => ({
    key: key === null ? null : utf8Bytes(key),
    value: utf8Bytes(`${idOf(state, n)} ${config.payload.replaceAll('{n}', String(n))}`),
  }));
  const acks = config.acks === 'all' ? -1 : Number(config.acks);
  const records = batchOf(drafts, timeOf(out.now), producer);
  const topicData = [{ name: config.topic, topicId: '', partitionData: [{ index: partition, records }] }];
  request(
    session,
    host,
    `produce ${partition}`,
    String(partition),
    ApiKey.Produce,
    9,
    { transactionalId: null, acks, timeoutMs: 30_000, topicData },
    out,
  );
  if (acks === 0) {
    forget(session, host, `produce ${partition}`, out);
    settle(state, partition, -1, out);
  }
}

/** The world begins with the year 2026, as the brokers' clocks do. */
function timeOf(now: Micros): number {
  return 1_767_225_600_000 + Math.floor(now / 1000);
}

function noteProduced(state: LogProducerState, partition: number, batch: Sending, out: LogClientOut): void {
  if (!out.observed) return;
  for (const { n, key } of batch.records) {
    out.note({
      kind: 'client.produced',
      n,
      id: idOf(state, n),
      topic: state.config.topic,
      partition,
      key,
      attempt: batch.attempt,
    });
  }
}

function produceAnswered(
  state: LogProducerState,
  partition: number,
  body: ProduceResponse | null,
  out: LogClientOut,
): void {
  const part = body?.responses[0]?.partitionResponses[0];
  state.inFlight.delete(partition);
  const batch = state.sending.get(partition);
  if (batch === undefined) return;
  const code = part?.errorCode ?? -1;
  if (part !== undefined && (code === 0 || code === DUPLICATE)) return settle(state, partition, part.baseOffset, out);
  const isLate = out.now - (batch.records[0]?.since ?? 0) > state.config.deliveryTimeout;
  const helps = part === undefined || RETRIABLE.has(code);
  if (!state.config.retry || !helps || isLate)
    return giveUp(state, partition, batch, part === undefined ? 'no answer came' : `error ${code}`, out);
  // Who leads may have changed: that is asked before it is tried again.
  out.setTimer('again', state.config.retryAfter);
}

function settle(state: LogProducerState, partition: number, baseOffset: number, out: LogClientOut): void {
  const batch = state.sending.get(partition);
  state.sending.delete(partition);
  state.inFlight.delete(partition);
  if (batch === undefined) return;
  state.acknowledged += batch.records.length;
  if (out.observed && baseOffset >= 0) {
    batch.records.forEach(({ n }, i) =>
      out.note({ kind: 'client.acknowledged', n, id: idOf(state, n), partition, offset: baseOffset + i }),
    );
  }
  finishIfDone(state, out);
  sendNext(state, partition, out);
}

function giveUp(state: LogProducerState, partition: number, batch: Sending, why: string, out: LogClientOut): void {
  state.sending.delete(partition);
  for (const { n } of batch.records) out.note({ kind: 'client.unacknowledged', n, id: idOf(state, n), why });
  // A sequence with a gap is refused for ever: an idempotent producer begins again under another id.
  if (state.config.idempotent) {
    state.producerId = -1;
    state.sequences.clear();
  }
  out.setTimer('again', state.config.retryAfter);
  finishIfDone(state, out);
}

function finishIfDone(state: LogProducerState, out: LogClientOut): void {
  const { count } = state.config;
  if (state.finished || count === null || state.produced < count || state.sending.size > 0) return;
  for (const list of state.waiting.values()) if (list.length > 0) return;
  state.finished = true;
  out.note({ kind: 'client.finished', count: state.produced });
}
