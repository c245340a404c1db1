import { adoptGroup, unloadGroup } from './groups/membership.ts';
import { loadGroups } from './groups/store.ts';
import { applyRecord, type MetadataRecord } from './image.ts';
import { configOfTopic } from './properties.ts';
import { metadataRecords } from './quorum.ts';
import { applyPartition, removePartition } from './replica.ts';
import { reply } from './reply.ts';
import { type LogOut, type LogState, type Partition, tpKey } from './state.ts';
import { OFFSETS_TOPIC, TXN_TOPIC } from './topic-names.ts';
import { sendMarkers } from './transactions/markers.ts';
import { loadTxns } from './transactions/store.ts';

/*
 * What the quorum has committed becomes true on this broker: the image moves on, replicas change their roles,
 * coordinators take over and let go. KAFKA: BrokerMetadataPublisher, ReplicaManager.applyDelta
 */

interface Delta {
  /** Partitions that have changed, as `topic` and index. */
  readonly partitions: Map<string, readonly [topic: string, index: number]>;
  readonly deleted: Set<string>;
  configs: boolean;
}

/** Applies everything below the quorum's high watermark. */
export function applyCommitted(s: LogState, out: LogOut): void {
  const from = s.image.upTo;
  const to = s.quorum.highWatermark;
  if (to <= from) return;
  const delta: Delta = { partitions: new Map(), deleted: new Set(), configs: false };
  for (const record of metadataRecords(s, from, to)) {
    noteRecord(s, record, out);
    collect(s, record, delta);
    applyRecord(s.image, record);
  }
  s.image.upTo = to;
  if (delta.configs) for (const p of s.partitions.values()) p.log.config = configOfTopic(s, p.topic);
  for (const name of delta.deleted) deleteTopic(s, name, out);
  for (const [key, [name, index]] of delta.partitions) {
    const topic = s.image.topics.get(name);
    const is = topic?.partitions[index];
    if (topic === undefined || is === undefined) continue;
    applyPartition(s, topic, index, is, out);
    tendCoordinator(s, key, s.partitions.get(key), out);
  }
  let count = 0;
  while (count < s.deferred.length && (s.deferred[count] as { offset: number }).offset <= to) count++;
  for (const { to: whom, body } of s.deferred.splice(0, count)) reply(s, whom, body, out);
}

function collect(s: LogState, record: MetadataRecord, delta: Delta): void {
  if (record.type === 'PartitionRecord' || record.type === 'PartitionChangeRecord') {
    const name = s.image.names.get(record.topicId);
    if (name !== undefined) delta.partitions.set(tpKey(name, record.partitionId), [name, record.partitionId]);
  } else if (record.type === 'RemoveTopicRecord') {
    const name = s.image.names.get(record.topicId);
    if (name !== undefined) delta.deleted.add(name);
  } else if (record.type === 'ConfigRecord') delta.configs = true;
}

function deleteTopic(s: LogState, name: string, out: LogOut): void {
  for (const [key, p] of [...s.partitions]) {
    if (p.topic !== name) continue;
    removePartition(s, key, p, out);
    tendCoordinator(s, key, undefined, out);
  }
  // Offsets of a topic that is gone are of no use to a topic that may come under its name.
  for (const group of s.groups.values()) {
    for (const place of [...group.offsets.keys()])
      if (place.slice(0, place.lastIndexOf('-')) === name) group.offsets.delete(place);
  }
}

function noteRecord(s: LogState, record: MetadataRecord, out: LogOut): void {
  if (!out.observed) return;
  switch (record.type) {
    case 'RegisterBrokerRecord':
      out.note({ kind: 'log.brokerRegistered', nodeId: record.id, brokerEpoch: record.epoch });
      return;
    case 'BrokerRegistrationChangeRecord':
      if (record.fenced) out.note({ kind: 'log.brokerFenced', nodeId: record.brokerId, why: 'its session is over' });
      else if (record.stopping) out.note({ kind: 'log.brokerFenced', nodeId: record.brokerId, why: 'it is stopping' });
      else out.note({ kind: 'log.brokerUnfenced', nodeId: record.brokerId });
      return;
    case 'TopicRecord':
      out.note({ kind: 'log.topicCreated', topic: record.name, topicId: record.topicId });
      return;
    case 'RemoveTopicRecord':
      out.note({ kind: 'log.topicDeleted', topic: s.image.names.get(record.topicId) ?? '' });
      return;
    case 'ConfigRecord':
      out.note({ kind: 'log.configChanged', resource: record.resource, name: record.name, value: record.value });
      return;
    case 'PartitionRecord':
    case 'PartitionChangeRecord': {
      const { leader, leaderEpoch, replicas, isr, clean } = record.is;
      const topic = s.image.names.get(record.topicId) ?? '';
      out.note({
        kind: 'log.partitionChanged',
        topic,
        partition: record.partitionId,
        leader,
        leaderEpoch,
        replicas,
        isr,
        clean,
      });
      return;
    }
    default:
  }
}

/** Whoever leads a partition of an internal topic coordinates what is in it: read first, let go of last. */
function tendCoordinator(s: LogState, key: string, p: Partition | undefined, out: LogOut): void {
  const epoch = p !== undefined && p.role === 'leader' ? p.leaderEpoch : null;
  if ((s.coordinating.get(key) ?? null) === epoch) return;
  const was = s.coordinating.delete(key);
  const at = key.lastIndexOf('-');
  const topic = key.slice(0, at);
  const index = Number(key.slice(at + 1));
  if (topic !== OFFSETS_TOPIC && topic !== TXN_TOPIC) return;
  if (was) letGo(s, topic, index, out);
  if (p === undefined || epoch === null) return;
  s.coordinating.set(key, epoch);
  if (topic === OFFSETS_TOPIC) {
    loadGroups(s, p);
    for (const group of s.groups.values()) if (group.partition === index) adoptGroup(group, out);
    return;
  }
  for (const txn of loadTxns(s, p)) {
    if (txn.state === 'Ongoing') out.setTimer(`txn ${txn.id}`, txn.timeoutMs * 1000);
    if (txn.state !== 'PrepareCommit' && txn.state !== 'PrepareAbort') continue;
    txn.markersLeft = new Set(txn.partitions);
    sendMarkers(s, txn, out);
  }
}

function letGo(s: LogState, topic: string, index: number, out: LogOut): void {
  if (topic === OFFSETS_TOPIC) {
    for (const group of [...s.groups.values()]) if (group.partition === index) unloadGroup(s, group, out);
    return;
  }
  for (const txn of [...s.txns.values()]) {
    if (txn.partition !== index) continue;
    out.clearTimer(`txn ${txn.id}`);
    s.txns.delete(txn.id);
  }
}
