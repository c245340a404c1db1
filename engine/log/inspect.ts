import { decodeData } from '../wire/kafka/data.ts';
import { CONTROL, TRANSACTIONAL } from '../wire/kafka/record-batch.ts';
import { unpackRecords } from '../wire/kafka/records.ts';
import { lastStableOffset } from './fetch.ts';
import { splitPlace } from './groups/offsets.ts';
import type { Group } from './groups/state.ts';
import { activeSegment, batchesFrom, headOf, logSize, markerOf, type PartitionLog } from './partition-log.ts';
import { type LogState, type Partition, tpKey } from './state.ts';
import type { BrokerView, GroupView, LogQuery, LogView, PartitionView, RecordView, TopicsView } from './views.ts';

/* The one window into a broker's state. Answers are bounded: what is left out is counted or asked for by place. */

const LISTED_MAX = 500;
const RECORDS_MAX = 200;

export function inspectLog(s: LogState, query: LogQuery): LogView {
  switch (query.kind) {
    case 'broker':
      return brokerView(s);
    case 'topics':
      return topicsView(s);
    case 'partition': {
      const p = s.partitions.get(tpKey(query.topic, query.partition));
      if (p === undefined) return null;
      const count = Math.min(query.count ?? 50, RECORDS_MAX);
      return partitionView(p, query.from ?? Math.max(p.log.startOffset, p.log.endOffset - count), count);
    }
    case 'groups':
      return {
        kind: 'groups',
        groups: [...s.groups.values()]
          .slice(0, LISTED_MAX)
          .map(({ id, state, generation, members }) => ({ id, state, generation, members: members.size })),
      };
    case 'group': {
      const group = s.groups.get(query.group);
      return group === undefined ? null : groupView(s, group);
    }
    case 'transactions':
      return {
        kind: 'transactions',
        transactions: [...s.txns.values()].slice(0, LISTED_MAX).map(({ id, producerId, epoch, state, partitions }) => ({
          id,
          producerId,
          epoch,
          state,
          partitions: [...partitions].slice(0, LISTED_MAX),
        })),
      };
  }
}

function brokerView(s: LogState): BrokerView {
  const { quorum } = s;
  return {
    kind: 'broker',
    nodeId: s.config.nodeId,
    phase: s.phase,
    controller: quorum.leader,
    quorum: {
      role: quorum.role,
      epoch: quorum.epoch,
      highWatermark: quorum.highWatermark,
      endOffset: s.metadataLog.endOffset,
    },
    brokers: [...s.image.brokers.values()].map(({ id, host, fenced }) => ({ id, host, fenced })),
    connections: s.connections.size,
    partitions: s.partitions.size,
    leaders: [...s.partitions.values()].filter(({ role }) => role === 'leader').length,
  };
}

function topicsView(s: LogState): TopicsView {
  const all = [...s.image.topics.values()];
  const topics = all.slice(0, LISTED_MAX).map(({ name, id, partitions }) => ({
    name,
    id,
    partitions: partitions.slice(0, LISTED_MAX).map(({ leader, leaderEpoch, replicas, isr }, index) => {
      const p = s.partitions.get(tpKey(name, index));
      return {
        leader,
        leaderEpoch,
        replicas,
        isr,
        startOffset: p?.log.startOffset ?? null,
        endOffset: p?.log.endOffset ?? null,
        highWatermark: p?.highWatermark ?? null,
      };
    }),
  }));
  return { kind: 'topics', topics, more: Math.max(0, all.length - LISTED_MAX) };
}

function partitionView(p: Partition, from: number, count: number): PartitionView {
  const { log } = p;
  const active = activeSegment(log);
  return {
    kind: 'partition',
    topic: p.topic,
    partition: p.index,
    role: p.role,
    leader: p.leader,
    leaderEpoch: p.leaderEpoch,
    replicas: p.replicas,
    isr: p.isr,
    startOffset: log.startOffset,
    endOffset: log.endOffset,
    highWatermark: p.highWatermark,
    lastStableOffset: lastStableOffset(p),
    recoveryPoint: log.recoveryPoint,
    size: logSize(log),
    epochs: log.epochs.slice(-LISTED_MAX),
    segments: log.segments.slice(-LISTED_MAX).map((segment) => ({
      baseOffset: segment.baseOffset,
      size: segment.size,
      batches: segment.batches.length,
      indexEntries: segment.index.length,
      closed: segment !== active,
    })),
    followers: [...p.followers].map(([id, { endOffset }]) => ({
      id,
      endOffset,
      lag: log.endOffset - Math.max(0, endOffset),
      inSync: p.isr.includes(id),
    })),
    producers: [...log.producers.entries].slice(0, LISTED_MAX).map(([id, { epoch, batches, txnStart }]) => ({
      id,
      epoch,
      lastSequence: batches.at(-1)?.lastSequence ?? -1,
      txnStart,
    })),
    records: recordsFrom(log, from, count),
  };
}

/** Of a batch that cannot be unpacked, the places of its records. */
function recordsFrom(log: PartitionLog, from: number, count: number): RecordView[] {
  const records: RecordView[] = [];
  for (const batch of batchesFrom(log, from)) {
    const head = headOf(batch);
    const marker = (head.attributes & CONTROL) === 0 ? null : markerOf(batch.bytes, head);
    const read = unpackRecords(head, batch.bytes);
    const places =
      typeof read !== 'string'
        ? read
        : Array.from({ length: head.lastOffsetDelta + 1 }, (_, offsetDelta) => ({
            offsetDelta,
            timestampDelta: 0,
            key: null,
            value: null,
          }));
    for (const { offsetDelta, timestampDelta, key, value } of places) {
      const offset = batch.baseOffset + offsetDelta;
      if (offset < from) continue;
      if (records.length >= count) return records;
      records.push({
        offset,
        epoch: batch.epoch,
        timestamp: head.baseTimestamp + timestampDelta,
        key,
        value,
        producerId: head.producerId,
        transactional: (head.attributes & TRANSACTIONAL) !== 0,
        control: marker === null ? null : marker.committed ? 'commit' : 'abort',
      });
    }
  }
  return records;
}

function groupView(s: LogState, group: Group): GroupView {
  return {
    kind: 'group',
    id: group.id,
    state: group.state,
    generation: group.generation,
    protocol: group.protocol,
    leader: group.leader,
    members: [...group.members.values()].slice(0, LISTED_MAX).map(({ id, instanceId, client, assignment }) => ({
      id,
      instanceId,
      client,
      assigned:
        group.protocolType === 'consumer'
          ? (decodeData('ConsumerProtocolAssignment', assignment)?.assignedPartitions ?? [])
          : [],
    })),
    offsets: [...group.offsets].slice(0, LISTED_MAX).map(([place, { offset }]) => {
      const p = s.partitions.get(place);
      return { ...splitPlace(place), offset, lag: p === undefined ? null : p.highWatermark - offset };
    }),
  };
}
