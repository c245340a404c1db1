import type {
  AddOffsetsToTxnRequest,
  AddPartitionsToTxnRequest,
  DescribeTransactionsRequest,
  EndTxnRequest,
  InitProducerIdRequest,
  ListTransactionsRequest,
} from '../../wire/kafka/messages.ts';
import { delay } from '../delayed.ts';
import { ERR } from '../errors.ts';
import { placeOfGroup } from '../groups/coordinator.ts';
import { splitPlace } from '../groups/offsets.ts';
import { appendRecords } from '../groups/store.ts';
import { number } from '../properties.ts';
import { nowMs } from '../quorum.ts';
import { reply } from '../reply.ts';
import { type Asked, type LogOut, type LogState, type ReplyTo, tpKey } from '../state.ts';
import { OFFSETS_TOPIC, TXN_TOPIC } from '../topic-names.ts';
import type { Txn, TxnStateName, TxnThen } from './state.ts';
import { placeOfTxn, txnCoordinated, txnRecord } from './store.ts';

/*
 * The transaction coordinator. A transactional id has one producer at a time: whoever initialises it anew raises the
 * epoch, and the one before is fenced. A transaction is decided by one record, PrepareCommit or PrepareAbort; from then
 * on it will happen, whoever coordinates: markers go to all partitions, and a last record says that they are there.
 * KAFKA: TransactionCoordinator, TransactionStateManager
 * SIMPLIFIED: transaction.version is 1: producers register partitions themselves and keep their epoch between
 * transactions (no KIP-890 part 2); transactional ids do not expire.
 */

const STORE_TIMEOUT_MS = 30_000;
const EPOCH_MAX = 32_766;

// --- producer ids -----------------------------------------------------------------------------------------------

/** True where this broker has an id to give; otherwise the request waits for a block of them. */
function hasId(s: LogState, asked: Asked<unknown>): boolean {
  if (s.producerIds.from < s.producerIds.to) return true;
  s.waitingForIds.push(asked);
  return false;
}

export function initProducerId(s: LogState, asked: Asked<InitProducerIdRequest>, out: LogOut): void {
  const { body, to } = asked;
  const id = body.transactionalId;
  const refuse = (errorCode: number): void =>
    reply(s, to, { throttleTimeMs: 0, errorCode, producerId: -1, producerEpoch: -1 }, out);
  if (id === null) {
    if (!hasId(s, asked)) return;
    const producerId = s.producerIds.from++;
    if (out.observed) out.note({ kind: 'log.producerInitialised', transactionalId: null, producerId, epoch: 0 });
    return reply(s, to, { throttleTimeMs: 0, errorCode: 0, producerId, producerEpoch: 0 }, out);
  }
  if (id === '') return refuse(ERR.INVALID_REQUEST);
  const p = txnCoordinated(s, id);
  if (typeof p === 'number') return refuse(p);
  if (body.transactionTimeoutMs <= 0 || body.transactionTimeoutMs > number(s, 'transaction.max.timeout.ms')) {
    return refuse(ERR.INVALID_TRANSACTION_TIMEOUT);
  }
  const txn = s.txns.get(id);
  const needsId = txn === undefined || txn.epoch >= EPOCH_MAX;
  if (needsId && !hasId(s, asked)) return;
  const becomes = txn === undefined ? freshTxn(s, id, body.transactionTimeoutMs, out) : initialised(s, txn, body, out);
  if (typeof becomes === 'number') return refuse(becomes);
  const { producerId, epoch } = becomes;
  if (out.observed) out.note({ kind: 'log.producerInitialised', transactionalId: id, producerId, epoch });
  const done = { throttleTimeMs: 0, errorCode: 0, producerId, producerEpoch: epoch };
  store(s, becomes, { kind: 'answer', id, to, body: done, becomes }, out);
}

function freshTxn(s: LogState, id: string, timeoutMs: number, out: LogOut): Txn {
  const txn: Txn = {
    id,
    partition: placeOfTxn(s, id),
    producerId: s.producerIds.from++,
    epoch: 0,
    lastEpoch: -1,
    state: 'Empty',
    pending: null,
    timeoutMs,
    partitions: new Set(),
    startedAt: -1,
    updatedAt: nowMs(s, out),
    markersLeft: new Set(),
    deadline: 0,
  };
  s.txns.set(id, txn);
  return txn;
}

/** KAFKA: TransactionCoordinator.prepareInitProducerIdTransit */
function initialised(s: LogState, txn: Txn, body: InitProducerIdRequest, out: LogOut): Txn | number {
  if (txn.pending !== null) return ERR.CONCURRENT_TRANSACTIONS;
  const given = body.producerId ?? -1;
  const isRetry = given === txn.producerId && body.producerEpoch === txn.lastEpoch;
  if (given >= 0 && (given !== txn.producerId || (body.producerEpoch !== txn.epoch && !isRetry)))
    return ERR.PRODUCER_FENCED;
  if (txn.state === 'PrepareCommit' || txn.state === 'PrepareAbort') return ERR.CONCURRENT_TRANSACTIONS;
  if (txn.state === 'Ongoing') {
    // What its predecessor has left open is undone first; the producer asks again.
    endTxnOf(s, txn, false, txn.epoch + 1, null, {}, out);
    return ERR.CONCURRENT_TRANSACTIONS;
  }
  const isSpent = txn.epoch >= EPOCH_MAX;
  return {
    ...txn,
    state: 'Empty',
    partitions: new Set(),
    producerId: isSpent ? s.producerIds.from++ : txn.producerId,
    lastEpoch: txn.epoch,
    epoch: isSpent ? 0 : txn.epoch + 1,
    timeoutMs: body.transactionTimeoutMs,
    startedAt: -1,
    updatedAt: nowMs(s, out),
  };
}

// --- storing ----------------------------------------------------------------------------------------------------

/** Writes what a transaction becomes; it does once the record is replicated. */
function store(s: LogState, becomes: Txn, then: TxnThen, out: LogOut): void {
  const p = txnCoordinated(s, becomes.id);
  const now = s.txns.get(becomes.id);
  if (typeof p === 'number' || now === undefined) return;
  now.pending = becomes.state;
  const upTo = appendRecords(s, p, [txnRecord(becomes)], {}, out);
  delay(
    s,
    new Map([[tpKey(TXN_TOPIC, p.index), upTo]]),
    STORE_TIMEOUT_MS,
    { kind: 'txn', after: then, failed: 0 },
    out,
  );
}

/** The record is replicated, or could not be. Returns the transaction whose markers are to be sent. */
export function txnStored(s: LogState, then: TxnThen, failed: number, out: LogOut): Txn | null {
  const now = s.txns.get(then.id);
  if (now === undefined || failed !== 0) {
    if (now !== undefined) now.pending = null;
    const to = then.kind === 'completed' ? null : then.to;
    if (to !== null)
      reply(
        s,
        to,
        failedBody(
          to,
          failed === ERR.NOT_LEADER_OR_FOLLOWER ? ERR.NOT_COORDINATOR : ERR.COORDINATOR_NOT_AVAILABLE,
          then,
        ),
        out,
      );
    return null;
  }
  const txn = { ...then.becomes, pending: null };
  s.txns.set(txn.id, txn);
  noteState(txn, out);
  if (txn.state === 'Ongoing') {
    if (now.state !== 'Ongoing') out.setTimer(`txn ${txn.id}`, txn.timeoutMs * 1000);
  } else out.clearTimer(`txn ${txn.id}`);
  if (then.kind !== 'completed' && then.to !== null) reply(s, then.to, then.body, out);
  return then.kind === 'prepared' ? txn : null;
}

/** The answer with an error in the places where its request has them. */
function failedBody(to: ReplyTo, errorCode: number, then: TxnThen): object {
  const apiKey = to.kind === 'conn' ? to.apiKey : -1;
  if (apiKey === 24 && then.kind === 'answer') {
    const body = then.body as { resultsByTopicV3AndBelow?: { resultsByPartition: { partitionErrorCode: number }[] }[] };
    for (const { resultsByPartition } of body.resultsByTopicV3AndBelow ?? []) {
      for (const one of resultsByPartition) one.partitionErrorCode = errorCode;
    }
    return body;
  }
  return { throttleTimeMs: 0, errorCode, producerId: -1, producerEpoch: -1 };
}

function noteState(txn: Txn, out: LogOut): void {
  if (!out.observed) return;
  const { id, producerId, epoch, state, partitions } = txn;
  out.note({
    kind: 'log.transactionState',
    transactionalId: id,
    producerId,
    epoch,
    state,
    partitions: partitions.size,
  });
}

// --- adding -----------------------------------------------------------------------------------------------------

/** The transaction of a producer that may go on with it, or the code of why it may not. */
function ownTxn(s: LogState, id: string, producerId: number, epoch: number): Txn | number {
  if (id === '') return ERR.INVALID_REQUEST;
  const p = txnCoordinated(s, id);
  if (typeof p === 'number') return p;
  const txn = s.txns.get(id);
  if (txn === undefined || txn.producerId !== producerId) return ERR.INVALID_PRODUCER_ID_MAPPING;
  if (txn.epoch !== epoch) return ERR.PRODUCER_FENCED;
  return txn;
}

/** KAFKA: TransactionCoordinator.handleAddPartitionsToTransaction. Null where all is known already. */
function added(s: LogState, txn: Txn, places: readonly string[], out: LogOut): Txn | number | null {
  if (txn.pending !== null || txn.state === 'PrepareCommit' || txn.state === 'PrepareAbort')
    return ERR.CONCURRENT_TRANSACTIONS;
  if (txn.state === 'Ongoing' && places.every((place) => txn.partitions.has(place))) return null;
  const isOpen = txn.state === 'Ongoing';
  const now = nowMs(s, out);
  const partitions = new Set([...(isOpen ? txn.partitions : []), ...places]);
  return { ...txn, state: 'Ongoing', partitions, startedAt: isOpen ? txn.startedAt : now, updatedAt: now };
}

export function addPartitionsToTxn(s: LogState, asked: Asked<AddPartitionsToTxnRequest>, out: LogOut): void {
  const { body, version, to } = asked;
  if (version >= 4) return verifyPartitions(s, asked, out);
  const topics = body.v3AndBelowTopics;
  const id = body.v3AndBelowTransactionalId;
  const unknown = new Set<string>();
  for (const { name, partitions } of topics) {
    for (const i of partitions) if (s.image.topics.get(name)?.partitions[i] === undefined) unknown.add(tpKey(name, i));
  }
  const answer = (codeOf: (place: string) => number): object => ({
    throttleTimeMs: 0,
    resultsByTopicV3AndBelow: topics.map(({ name, partitions }) => ({
      name,
      resultsByPartition: partitions.map((partitionIndex) => ({
        partitionIndex,
        partitionErrorCode: codeOf(tpKey(name, partitionIndex)),
      })),
    })),
  });
  if (unknown.size > 0) {
    return reply(
      s,
      to,
      answer((place) => (unknown.has(place) ? ERR.UNKNOWN_TOPIC_OR_PARTITION : ERR.OPERATION_NOT_ATTEMPTED)),
      out,
    );
  }
  const txn = ownTxn(s, id, body.v3AndBelowProducerId, body.v3AndBelowProducerEpoch);
  if (typeof txn === 'number')
    return reply(
      s,
      to,
      answer(() => oldFence(txn, version, 2)),
      out,
    );
  const places = topics.flatMap(({ name, partitions }) => partitions.map((i) => tpKey(name, i)));
  const becomes = added(s, txn, places, out);
  if (becomes === null)
    return reply(
      s,
      to,
      answer(() => 0),
      out,
    );
  if (typeof becomes === 'number')
    return reply(
      s,
      to,
      answer(() => becomes),
      out,
    );
  store(s, becomes, { kind: 'answer', id, to, body: answer(() => 0), becomes }, out);
}

/** Older clients know one word for it. */
function oldFence(code: number, version: number, since: number): number {
  return code === ERR.PRODUCER_FENCED && version < since ? ERR.INVALID_PRODUCER_EPOCH : code;
}

/** Version 4 is a broker's: is it so? KAFKA: TransactionCoordinator.handleVerifyPartitionsInTransaction */
function verifyPartitions(s: LogState, asked: Asked<AddPartitionsToTxnRequest>, out: LogOut): void {
  const resultsByTransaction = asked.body.transactions.map(({ transactionalId, producerId, producerEpoch, topics }) => {
    const txn = ownTxn(s, transactionalId, producerId, producerEpoch);
    return {
      transactionalId,
      topicResults: topics.map(({ name, partitions }) => ({
        name,
        resultsByPartition: partitions.map((partitionIndex) => {
          const has = typeof txn !== 'number' && txn.partitions.has(tpKey(name, partitionIndex));
          return {
            partitionIndex,
            partitionErrorCode: typeof txn === 'number' ? txn : has ? 0 : ERR.INVALID_TXN_STATE,
          };
        }),
      })),
    };
  });
  reply(s, asked.to, { throttleTimeMs: 0, errorCode: 0, resultsByTransaction }, out);
}

export function addOffsetsToTxn(s: LogState, asked: Asked<AddOffsetsToTxnRequest>, out: LogOut): void {
  const { body, version, to } = asked;
  const id = body.transactionalId;
  const txn = ownTxn(s, id, body.producerId, body.producerEpoch);
  const refuse = (code: number): void =>
    reply(s, to, { throttleTimeMs: 0, errorCode: oldFence(code, version, 2) }, out);
  if (typeof txn === 'number') return refuse(txn);
  const becomes = added(s, txn, [tpKey(OFFSETS_TOPIC, placeOfGroup(s, body.groupId))], out);
  const done = { throttleTimeMs: 0, errorCode: 0 };
  if (becomes === null) return reply(s, to, done, out);
  if (typeof becomes === 'number') return refuse(becomes);
  store(s, becomes, { kind: 'answer', id, to, body: done, becomes }, out);
}

// --- ending -----------------------------------------------------------------------------------------------------

/** KAFKA: TransactionCoordinator.endTransaction */
export function endTxn(s: LogState, asked: Asked<EndTxnRequest>, out: LogOut): void {
  const { body, version, to } = asked;
  const txn = ownTxn(s, body.transactionalId, body.producerId, body.producerEpoch);
  const answer = (errorCode: number): void =>
    reply(
      s,
      to,
      { throttleTimeMs: 0, errorCode: oldFence(errorCode, version, 2), producerId: -1, producerEpoch: -1 },
      out,
    );
  if (typeof txn === 'number') return answer(txn);
  if (txn.pending !== null) return answer(ERR.CONCURRENT_TRANSACTIONS);
  const wanted = body.committed ? 'Commit' : 'Abort';
  switch (txn.state) {
    case 'Ongoing':
      return endTxnOf(
        s,
        txn,
        body.committed,
        txn.epoch,
        to,
        { throttleTimeMs: 0, errorCode: 0, producerId: -1, producerEpoch: -1 },
        out,
      );
    case 'CompleteCommit':
    case 'CompleteAbort':
      return answer(txn.state === `Complete${wanted}` ? 0 : ERR.INVALID_TXN_STATE);
    case 'PrepareCommit':
    case 'PrepareAbort':
      return answer(txn.state === `Prepare${wanted}` ? ERR.CONCURRENT_TRANSACTIONS : ERR.INVALID_TXN_STATE);
    default:
      return answer(ERR.INVALID_TXN_STATE);
  }
}

/** Decides; the partitions are told once the decision is safe. */
function endTxnOf(
  s: LogState,
  txn: Txn,
  committed: boolean,
  epoch: number,
  to: ReplyTo | null,
  body: object,
  out: LogOut,
): void {
  const state: TxnStateName = committed ? 'PrepareCommit' : 'PrepareAbort';
  const becomes: Txn = { ...txn, state, epoch, updatedAt: nowMs(s, out), markersLeft: new Set(txn.partitions) };
  store(s, becomes, { kind: 'prepared', id: txn.id, to, body, becomes }, out);
}

/** It has taken too long: its producer is fenced and it is aborted. KAFKA: abortTimedOutTransactions */
export function txnTimer(s: LogState, id: string, out: LogOut): void {
  const txn = s.txns.get(id);
  if (txn === undefined || txn.state !== 'Ongoing') return;
  if (txn.pending !== null || typeof txnCoordinated(s, id) === 'number') return out.setTimer(`txn ${id}`, 1_000_000);
  endTxnOf(s, txn, false, txn.epoch + 1, null, {}, out);
}

/** Markers are written on these partitions; with the last of them the transaction is complete. */
export function markersDone(s: LogState, id: string, keys: readonly string[], out: LogOut): void {
  const txn = s.txns.get(id);
  if (txn === undefined || (txn.state !== 'PrepareCommit' && txn.state !== 'PrepareAbort')) return;
  for (const key of keys) txn.markersLeft.delete(key);
  if (txn.markersLeft.size > 0 || txn.pending !== null) return;
  const state: TxnStateName = txn.state === 'PrepareCommit' ? 'CompleteCommit' : 'CompleteAbort';
  const becomes: Txn = { ...txn, state, partitions: new Set(), updatedAt: nowMs(s, out) };
  store(s, becomes, { kind: 'completed', id, becomes }, out);
}

// --- asked by administrators ------------------------------------------------------------------------------------

export function describeTransactions(s: LogState, asked: Asked<DescribeTransactionsRequest>, out: LogOut): void {
  const transactionStates = asked.body.transactionalIds.map((transactionalId) => {
    const p = txnCoordinated(s, transactionalId);
    const txn = s.txns.get(transactionalId);
    if (typeof p === 'number' || txn === undefined)
      return { transactionalId, errorCode: typeof p === 'number' ? p : ERR.TRANSACTIONAL_ID_NOT_FOUND };
    const topics = new Map<string, number[]>();
    for (const place of txn.partitions) {
      const { topic, partition } = splitPlace(place);
      topics.set(topic, [...(topics.get(topic) ?? []), partition]);
    }
    return {
      errorCode: 0,
      transactionalId,
      transactionState: txn.state,
      transactionTimeoutMs: txn.timeoutMs,
      transactionStartTimeMs: txn.startedAt,
      producerId: txn.producerId,
      producerEpoch: txn.epoch,
      topics: [...topics].map(([topic, partitions]) => ({ topic, partitions })),
    };
  });
  reply(s, asked.to, { throttleTimeMs: 0, transactionStates }, out);
}

export function listTransactions(s: LogState, asked: Asked<ListTransactionsRequest>, out: LogOut): void {
  const { stateFilters, producerIdFilters, durationFilter } = asked.body;
  const now = nowMs(s, out);
  const transactionStates = [...s.txns.values()]
    .filter(({ state }) => stateFilters.length === 0 || stateFilters.includes(state))
    .filter(({ producerId }) => producerIdFilters.length === 0 || producerIdFilters.includes(producerId))
    .filter(({ startedAt }) => durationFilter < 0 || (startedAt >= 0 && now - startedAt > durationFilter))
    .map(({ id, producerId, state }) => ({ transactionalId: id, producerId, transactionState: state }));
  const unknownStateFilters = stateFilters.filter(
    (name) =>
      ![
        'Empty',
        'Ongoing',
        'PrepareCommit',
        'PrepareAbort',
        'CompleteCommit',
        'CompleteAbort',
        'Dead',
        'PrepareEpochFence',
      ].includes(name),
  );
  reply(s, asked.to, { throttleTimeMs: 0, errorCode: 0, unknownStateFilters, transactionStates }, out);
}
