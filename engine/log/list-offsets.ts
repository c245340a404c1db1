import type { DeleteRecordsRequest, ListOffsetsRequest, OffsetForLeaderEpochRequest } from '../wire/kafka/messages.ts';
import { unpackRecords } from '../wire/kafka/records.ts';
import { ERR } from './errors.ts';
import { epochError, lastStableOffset } from './fetch.ts';
import { batchesFrom, dropBelow, endOfEpoch, headOf, type PartitionLog } from './partition-log.ts';
import { reply } from './reply.ts';
import { type Asked, type LogOut, type LogState, type Partition, tpKey } from './state.ts';

/* Where in a partition a time, an epoch, or an end is. KAFKA: KafkaApis.handleListOffsetRequest, UnifiedLog.fetchOffsetByTimestamp */

const LATEST = -1;
const EARLIEST = -2;
const MAX_TIMESTAMP = -3;
const EARLIEST_LOCAL = -4;

interface Found {
  readonly timestamp: number;
  readonly offset: number;
}

/** The leader here, or the code of why not. */
export function leaderHere(s: LogState, topic: string, partition: number): Partition | number {
  const p = s.partitions.get(tpKey(topic, partition));
  if (p !== undefined && p.role === 'leader') return p;
  return s.image.topics.get(topic)?.partitions[partition] === undefined
    ? ERR.UNKNOWN_TOPIC_OR_PARTITION
    : ERR.NOT_LEADER_OR_FOLLOWER;
}

export function listOffsets(s: LogState, asked: Asked<ListOffsetsRequest>, out: LogOut): void {
  const { replicaId, isolationLevel } = asked.body;
  const topics = asked.body.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex, currentLeaderEpoch, timestamp }) => {
      const none = { partitionIndex, errorCode: 0, timestamp: -1, offset: -1, leaderEpoch: -1 };
      const p = leaderHere(s, name, partitionIndex);
      if (typeof p === 'number') return { ...none, errorCode: p };
      const errorCode = epochError(p, currentLeaderEpoch);
      if (errorCode !== 0) return { ...none, errorCode };
      const limit = replicaId >= 0 ? p.log.endOffset : isolationLevel === 1 ? lastStableOffset(p) : p.highWatermark;
      const found = find(p, timestamp, limit);
      return found === null ? none : { ...none, ...found, leaderEpoch: epochAt(p.log, found.offset, p.leaderEpoch) };
    }),
  }));
  reply(s, asked.to, { throttleTimeMs: 0, topics }, out);
}

function find(p: Partition, timestamp: number, limit: number): Found | null {
  switch (timestamp) {
    case LATEST:
      return { timestamp: -1, offset: limit };
    case EARLIEST:
    case EARLIEST_LOCAL:
      return { timestamp: -1, offset: p.log.startOffset };
    case MAX_TIMESTAMP:
      return newest(p.log, limit);
    default:
      return timestamp < 0 ? null : firstSince(p.log, timestamp, limit);
  }
}

function newest(log: PartitionLog, limit: number): Found | null {
  let max = -1;
  for (const batch of batchesFrom(log, log.startOffset)) max = Math.max(max, batch.maxTimestamp);
  return max < 0 ? null : firstSince(log, max, limit);
}

/** The first record that is not older. */
function firstSince(log: PartitionLog, timestamp: number, limit: number): Found | null {
  for (const batch of batchesFrom(log, log.startOffset)) {
    if (batch.maxTimestamp < timestamp) continue;
    const head = headOf(batch);
    const records = unpackRecords(head, batch.bytes);
    if (typeof records === 'string')
      return batch.baseOffset < limit ? { timestamp: head.baseTimestamp, offset: batch.baseOffset } : null;
    for (const record of records) {
      const at = (head.attributes & 8) === 0 ? head.baseTimestamp + record.timestampDelta : head.maxTimestamp;
      const offset = batch.baseOffset + record.offsetDelta;
      if (at >= timestamp && offset >= log.startOffset) return offset < limit ? { timestamp: at, offset } : null;
    }
  }
  return null;
}

function epochAt(log: PartitionLog, offset: number, current: number): number {
  if (offset >= log.endOffset) return current;
  return log.epochs.findLast(({ startOffset }) => startOffset <= offset)?.epoch ?? current;
}

/** KAFKA: Partition.lastOffsetForLeaderEpoch */
export function offsetForLeaderEpoch(s: LogState, asked: Asked<OffsetForLeaderEpochRequest>, out: LogOut): void {
  const topics = asked.body.topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map(({ partition, currentLeaderEpoch, leaderEpoch }) => {
      const p = leaderHere(s, topic, partition);
      const errorCode = typeof p === 'number' ? p : epochError(p, currentLeaderEpoch);
      if (typeof p === 'number' || errorCode !== 0) return { partition, errorCode, leaderEpoch: -1, endOffset: -1 };
      const end = endOfEpoch(p.log, leaderEpoch);
      return { partition, errorCode: 0, leaderEpoch: end.epoch, endOffset: end.endOffset };
    }),
  }));
  reply(s, asked.to, { throttleTimeMs: 0, topics }, out);
}

/** KAFKA: ReplicaManager.deleteRecords. SIMPLIFIED: it does not wait for the followers to have moved their start too. */
export function deleteRecords(s: LogState, asked: Asked<DeleteRecordsRequest>, out: LogOut): void {
  const topics = asked.body.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex, offset }) => {
      const p = leaderHere(s, name, partitionIndex);
      if (typeof p === 'number') return { partitionIndex, lowWatermark: -1, errorCode: p };
      if (!p.log.config.delete) return { partitionIndex, lowWatermark: -1, errorCode: ERR.POLICY_VIOLATION };
      const upTo = offset === -1 ? p.highWatermark : offset;
      if (upTo < 0 || upTo > p.highWatermark)
        return { partitionIndex, lowWatermark: -1, errorCode: ERR.OFFSET_OUT_OF_RANGE };
      const first = p.log.startOffset;
      dropBelow(p.log, upTo, out);
      if (out.observed && upTo > first) {
        out.note({
          kind: 'log.expired',
          topic: name,
          partition: partitionIndex,
          first,
          last: upTo - 1,
          reason: 'deleted records',
        });
      }
      return { partitionIndex, lowWatermark: p.log.startOffset, errorCode: 0 };
    }),
  }));
  reply(s, asked.to, { throttleTimeMs: 0, topics }, out);
}
