import { crc32c } from '../wire/kafka/crc32c.ts';
import type { ProduceRequest, ProduceResponse } from '../wire/kafka/messages.ts';
import {
  type BatchHeader,
  batchIsWhole,
  COMPRESSION_MASK,
  CONTROL,
  LOG_APPEND_TIME,
  readBatchHeader,
  TRANSACTIONAL,
  writeInt16,
  writeInt32,
  writeInt64,
} from '../wire/kafka/record-batch.ts';
import { unpackRecords } from '../wire/kafka/records.ts';
import { delay } from './delayed.ts';
import { ERR, errorName } from './errors.ts';
import { topicOfId } from './image.ts';
import { appendBatch } from './partition-log.ts';
import { duplicateOf, sequenceError } from './producer-state.ts';
import { nowMs } from './quorum.ts';
import { advanceHighWatermark, minInsync } from './replica.ts';
import { hangUp, reply, replyNothing } from './reply.ts';
import { type Asked, type LogOut, type LogState, type Partition, type Sparse, tpKey } from './state.ts';
import { isInternal } from './topic-names.ts';

/*
 * Produce: what a producer sends is checked, given its offsets and written to the leader's log. With acks=0 nobody is
 * told, with acks=1 the answer leaves at once, with acks=all once every in-sync replica has it.
 * KAFKA: KafkaApis.handleProduceRequest, ReplicaManager.appendRecords, LogValidator
 * SIMPLIFIED: batches are kept as they were compressed, whatever compression.type says; the records within are
 * looked at where keys are needed; whether a transaction has its partition registered is not verified at its coordinator.
 */

type Part = ProduceResponse['responses'][number]['partitionResponses'][number];
type SparsePart = Sparse<Part> & { index: number; errorCode: number };

interface Appended {
  readonly part: SparsePart;
  readonly first: number;
  readonly last: number;
  readonly cause: number;
}

export function produce(s: LogState, asked: Asked<ProduceRequest>, out: LogOut): void {
  const { acks, timeoutMs, topicData } = asked.body;
  const waits = new Map<string, number>();
  const parts = new Map<string, Appended>();
  let failed = false;
  const responses = topicData.map(({ name, topicId, partitionData }) => {
    const byId = asked.version >= 13;
    const topic = byId ? topicOfId(s.image, topicId)?.name : name;
    const partitionResponses = partitionData.map(({ index, records }) => {
      const part: SparsePart = { index, errorCode: 0, baseOffset: -1, logAppendTimeMs: -1, logStartOffset: -1 };
      if (acks < -1 || acks > 1) part.errorCode = ERR.INVALID_REQUIRED_ACKS;
      else if (topic === undefined) part.errorCode = ERR.UNKNOWN_TOPIC_ID;
      else produceTo(s, asked, topic, part, records ?? new Uint8Array(0), waits, parts, out);
      if (part.errorCode !== 0) {
        failed = true;
        if (out.observed) noteRefused(topic ?? topicId, part, asked.client, out);
      }
      return part;
    });
    return { name: topic ?? name, topicId, partitionResponses };
  });
  const body = { responses, throttleTimeMs: 0 };
  if (acks === 0) {
    // The only way to tell such a producer of an error.
    if (failed) hangUp(s, asked.to, out);
    else replyNothing(s, asked.to);
  } else if (acks !== -1 || isCommitted(s, waits)) {
    if (acks === -1 && out.observed) noteCommitted(s, parts, out);
    reply(s, asked.to, body, out);
  } else {
    for (const { part } of parts.values()) part.errorCode = ERR.REQUEST_TIMED_OUT;
    delay(s, waits, timeoutMs, { kind: 'produce', to: asked.to, acks, body, parts }, out);
  }
}

/** With a leader that is alone in sync, what is appended is committed. */
function isCommitted(s: LogState, waits: ReadonlyMap<string, number>): boolean {
  for (const [key, upTo] of waits) if ((s.partitions.get(key)?.highWatermark ?? 0) < upTo) return false;
  return true;
}

function noteCommitted(s: LogState, parts: ReadonlyMap<string, Appended>, out: LogOut): void {
  for (const [key, { first, last, cause }] of parts) {
    const p = s.partitions.get(key);
    if (p !== undefined)
      out.note({ kind: 'log.acknowledged', topic: p.topic, partition: p.index, first, last, acks: -1 }, cause);
  }
}

function noteRefused(topic: string, part: SparsePart, client: string, out: LogOut): void {
  out.note({ kind: 'log.produceRefused', topic, partition: part.index, error: errorName(part.errorCode), client });
}

function produceTo(
  s: LogState,
  asked: Asked<ProduceRequest>,
  topic: string,
  part: SparsePart,
  records: Uint8Array,
  waits: Map<string, number>,
  parts: Map<string, Appended>,
  out: LogOut,
): void {
  const key = tpKey(topic, part.index);
  const p = s.partitions.get(key);
  if (isInternal(topic) && asked.client !== '__admin_client') {
    return refuse(part, ERR.INVALID_TOPIC_EXCEPTION);
  }
  if (p === undefined || p.role !== 'leader') return notHere(s, topic, part);
  const { acks } = asked.body;
  if (acks === -1 && p.isr.length < minInsync(p)) return refuse(part, ERR.NOT_ENOUGH_REPLICAS);
  const head = readBatchHeader(records);
  const problem = checkBatch(p, records, head, nowMs(s, out));
  if (problem !== null || head === null) {
    refuse(part, problem?.code ?? ERR.CORRUPT_MESSAGE, problem?.message);
    if (problem !== null && problem.records.length > 0) part.recordErrors = problem.records;
    return;
  }
  const run = appendProduced(s, p, asked, records, head, part, out);
  if (run === null) return;
  if (acks === -1) {
    waits.set(key, run.last + 1);
    parts.set(key, run);
  }
  advanceHighWatermark(s, p, out);
}

function refuse(part: SparsePart, code: number, message: string | null = null): void {
  part.errorCode = code;
  part.errorMessage = message;
}

function notHere(s: LogState, topic: string, part: SparsePart): void {
  const is = s.image.topics.get(topic)?.partitions[part.index];
  if (is === undefined) return refuse(part, ERR.UNKNOWN_TOPIC_OR_PARTITION);
  refuse(part, ERR.NOT_LEADER_OR_FOLLOWER);
  part.currentLeader = { leaderId: is.leader, leaderEpoch: is.leaderEpoch };
}

interface Problem {
  readonly code: number;
  readonly message: string | null;
  readonly records: { readonly batchIndex: number; readonly batchIndexErrorMessage: string }[];
}

const problem = (code: number, message: string | null = null, records: Problem['records'] = []): Problem => ({
  code,
  message,
  records,
});

/** KAFKA: ProduceRequest.validateRecords, UnifiedLog.analyzeAndValidateRecords, LogValidator */
function checkBatch(p: Partition, bytes: Uint8Array, head: BatchHeader | null, now: number): Problem | null {
  if (bytes.length === 0) {
    return problem(
      ERR.INVALID_RECORD,
      'Produce requests with version 3 and above must have exactly one record batch per partition',
    );
  }
  if (bytes.length > 16 && bytes[16] !== 2) {
    return problem(
      ERR.INVALID_RECORD,
      'Produce requests with version 3 and above are only allowed to contain record batches with magic version 2',
    );
  }
  if (head === null || !batchIsWhole(bytes, 0, head.size)) return problem(ERR.CORRUPT_MESSAGE);
  if (head.size !== bytes.length) {
    return problem(
      ERR.INVALID_RECORD,
      'Produce requests with version 3 and above are only allowed to contain exactly one record batch per partition',
    );
  }
  const { config } = p.log;
  if (head.size > config.maxMessageBytes) return problem(ERR.MESSAGE_TOO_LARGE);
  if ((head.attributes & CONTROL) !== 0)
    return problem(ERR.INVALID_RECORD, 'Clients are not allowed to write control records.');
  if (head.recordsCount !== head.lastOffsetDelta + 1 || head.recordsCount <= 0) {
    return problem(
      ERR.INVALID_RECORD,
      `Inconsistent batch offset range: [${head.baseOffset},${head.baseOffset + head.lastOffsetDelta}], record count: ${head.recordsCount}`,
    );
  }
  if ((head.attributes & TRANSACTIONAL) !== 0 && head.producerId < 0) return problem(ERR.INVALID_RECORD);
  return checkRecords(p, bytes, head, now);
}

function checkRecords(p: Partition, bytes: Uint8Array, head: BatchHeader, now: number): Problem | null {
  const { compact, logAppendTime, timestampAfterMaxMs, timestampBeforeMaxMs } = p.log.config;
  const late = !logAppendTime && head.maxTimestamp - now > timestampAfterMaxMs;
  const early = !logAppendTime && head.baseTimestamp >= 0 && now - head.baseTimestamp > timestampBeforeMaxMs;
  if (late || early) {
    const which = late ? head.maxTimestamp : head.baseTimestamp;
    const message = `Timestamp ${which} of message with offset 0 is out of range. The timestamp should be within [${now - timestampBeforeMaxMs}, ${now + timestampAfterMaxMs}]`;
    return problem(ERR.INVALID_TIMESTAMP, message, [{ batchIndex: 0, batchIndexErrorMessage: message }]);
  }
  if (!compact && (head.attributes & COMPRESSION_MASK) === 0) return null;
  // What is packed is looked into, as Kafka's LogValidator does: nobody could read it later.
  const records = unpackRecords(head, bytes);
  if (typeof records === 'string') return problem(ERR.INVALID_RECORD, records);
  if (!compact) return null;
  const bad = records.flatMap(({ key }, batchIndex) => {
    const batchIndexErrorMessage = `Compacted topic cannot accept message without key in topic partition ${p.topic}-${p.index}`;
    return key === null ? [{ batchIndex, batchIndexErrorMessage }] : [];
  });
  if (bad.length === 0) return null;
  return problem(ERR.INVALID_RECORD, rejection(bad), bad);
}

/** KAFKA: LogValidator.processRecordErrors */
function rejection(bad: readonly { batchIndex: number; batchIndexErrorMessage: string }[]): string {
  const shown = bad
    .slice(0, 3)
    .map((one) => `RecordError(batchIndex=${one.batchIndex}, message='${one.batchIndexErrorMessage}')`);
  return `One or more records have been rejected due to ${bad.length} record errors in total, and only showing the first three errors at most: [${shown.join(', ')}]`;
}

/** Null where nothing is to be waited for: refused. A batch that is here already is answered with where it is. */
function appendProduced(
  s: LogState,
  p: Partition,
  asked: Asked<ProduceRequest>,
  records: Uint8Array,
  head: BatchHeader,
  part: SparsePart,
  out: LogOut,
): Appended | null {
  const { topic, index: partition, log } = p;
  part.logStartOffset = log.startOffset;
  if (head.producerId >= 0) {
    const known = duplicateOf(log.producers, head);
    if (known !== null) {
      part.baseOffset = known.firstOffset;
      const run = { first: known.firstOffset, last: known.lastOffset };
      if (out.observed) {
        out.note({
          kind: 'log.duplicateDropped',
          topic,
          partition,
          ...run,
          producerId: head.producerId,
          sequence: head.baseSequence,
        });
      }
      return { part, ...run, cause: 0 };
    }
    const code = sequenceError(log.producers, head);
    if (code !== 0) {
      noteFenced(p, head, code, out);
      refuse(part, code);
      return null;
    }
  }
  const now = nowMs(s, out);
  const bytes = records.slice();
  const stamped = log.config.logAppendTime ? stampTime(bytes, head, now) : head;
  const batch = appendBatch(log, bytes, stamped, log.endOffset, p.leaderEpoch, now, out);
  if (p.fetches.size > 0) s.due.grown.add(tpKey(topic, partition));
  part.baseOffset = batch.baseOffset;
  if (log.config.logAppendTime) part.logAppendTimeMs = now;
  const run = { first: batch.baseOffset, last: batch.lastOffset };
  const cause = out.observed ? noteAppended(p, batch.bytes, head, run, asked.client, out) : 0;
  if (asked.body.acks === 1 && out.observed)
    out.note({ kind: 'log.acknowledged', topic, partition, ...run, acks: 1 }, cause);
  return { part, ...run, cause };
}

function noteFenced(p: Partition, head: BatchHeader, code: number, out: LogOut): void {
  if (code !== ERR.INVALID_PRODUCER_EPOCH) return;
  const current = p.log.producers.entries.get(head.producerId)?.epoch ?? -1;
  out.note({ kind: 'log.producerFenced', producerId: head.producerId, epoch: head.producerEpoch, current });
}

export function noteAppended(
  p: Partition,
  bytes: Uint8Array,
  head: BatchHeader,
  run: { readonly first: number; readonly last: number },
  client: string,
  out: LogOut,
): number {
  return out.note({
    kind: 'log.appended',
    as: 'leader',
    topic: p.topic,
    partition: p.index,
    ...run,
    epoch: p.leaderEpoch,
    bytes: bytes.length,
    producerId: head.producerId,
    transactional: (head.attributes & TRANSACTIONAL) !== 0,
    control: (head.attributes & CONTROL) !== 0,
    client,
  });
}

/** The broker's time in the place of the producer's. KAFKA: LogValidator with TimestampType.LOG_APPEND_TIME */
function stampTime(bytes: Uint8Array, head: BatchHeader, now: number): BatchHeader {
  writeInt16(bytes, 21, head.attributes | LOG_APPEND_TIME);
  writeInt64(bytes, 35, now);
  writeInt32(bytes, 17, crc32c(bytes, 21, head.size));
  return { ...head, attributes: head.attributes | LOG_APPEND_TIME, maxTimestamp: now };
}
