import { dataLead, decodeData, encodeData } from '../../wire/kafka/data.ts';
import {
  BATCH_HEAD,
  batchOf,
  CONTROL,
  type RecordDraft,
  readBatchHeader,
  readRecords,
  TRANSACTIONAL,
} from '../../wire/kafka/record-batch.ts';
import { appendBatch, batchesFrom, headOf, markerOf } from '../partition-log.ts';
import { noteAppended } from '../produce.ts';
import { nowMs } from '../quorum.ts';
import { advanceHighWatermark } from '../replica.ts';
import { type LogOut, type LogState, type Partition, tpKey } from '../state.ts';
import type { CommittedOffset, Group, Member } from './state.ts';

/*
 * What a coordinator remembers lies in __consumer_offsets, as records of Kafka's own format in a compacted topic: the
 * last record of a key is what counts, and whoever leads the partition reads it all before it coordinates.
 * KAFKA: GroupCoordinatorRecordHelpers, GroupMetadataManager.replay
 */

export function newGroup(id: string, partition: number): Group {
  return {
    id,
    partition,
    state: 'Empty',
    protocolType: null,
    protocol: null,
    generation: 0,
    leader: null,
    members: new Map(),
    statics: new Map(),
    pending: new Set(),
    delayLeft: 0,
    newMembers: false,
    offsets: new Map(),
    pendingTxn: new Map(),
    emptySince: 0,
  };
}

/** Java's hash of a text, without its sign, by how many partitions there are. KAFKA: Utils.abs(groupId.hashCode()) % n */
export function partitionFor(id: string, count: number): number {
  let hash = 0;
  for (let i = 0; i < id.length; i++) hash = (Math.imul(hash, 31) + id.charCodeAt(i)) | 0;
  return (hash === -2_147_483_648 ? 0 : Math.abs(hash)) % count;
}

export function offsetRecord(
  group: string,
  topic: string,
  partition: number,
  committed: CommittedOffset | null,
): RecordDraft {
  const key = encodeData('OffsetCommitKey', 0, { group, topic, partition });
  if (committed === null) return { key, value: null };
  const { offset, leaderEpoch, metadata, committedAt } = committed;
  const value = encodeData('OffsetCommitValue', 3, { offset, leaderEpoch, metadata, commitTimestamp: committedAt });
  return { key, value };
}

/** `now` in milliseconds. */
export function groupRecord(group: Group, now: number): RecordDraft {
  const key = encodeData('GroupMetadataKey', 0, { group: group.id });
  const members = [...group.members.values()].map((member) => ({
    memberId: member.id,
    groupInstanceId: member.instanceId,
    clientId: member.client,
    clientHost: member.host,
    rebalanceTimeout: member.rebalanceTimeoutMs,
    sessionTimeout: member.sessionTimeoutMs,
    subscription: subscriptionOf(group, member),
    assignment: member.assignment,
  }));
  const value = encodeData('GroupMetadataValue', 3, {
    protocolType: group.protocolType ?? '',
    generation: group.generation,
    protocol: group.protocol,
    leader: group.leader,
    currentStateTimestamp: now,
    members,
  });
  return { key, value };
}

export function subscriptionOf(group: Group, member: Member): Uint8Array {
  return member.protocols.find(({ name }) => name === group.protocol)?.metadata ?? new Uint8Array(0);
}

/** Appends records to a partition that this broker leads. Returns the offset behind them. */
export function appendRecords(
  s: LogState,
  p: Partition,
  drafts: readonly RecordDraft[],
  more: { readonly producerId?: number; readonly producerEpoch?: number; readonly attributes?: number },
  out: LogOut,
): number {
  const now = nowMs(s, out);
  const bytes = batchOf(drafts, now, more);
  const head = readBatchHeader(bytes);
  if (head === null) return p.log.endOffset;
  const batch = appendBatch(p.log, bytes, head, p.log.endOffset, p.leaderEpoch, now, out);
  s.due.grown.add(tpKey(p.topic, p.index));
  if (out.observed) noteAppended(p, bytes, head, { first: batch.baseOffset, last: batch.lastOffset }, '', out);
  advanceHighWatermark(s, p, out);
  return p.log.endOffset;
}

/** Reads a partition of __consumer_offsets into groups. */
export function loadGroups(s: LogState, p: Partition): void {
  const offset = { producerId: -1 };
  for (const batch of batchesFrom(p.log, p.log.startOffset)) {
    const head = headOf(batch);
    if ((head.attributes & CONTROL) !== 0) {
      const marker = markerOf(batch.bytes, head);
      if (marker !== null) endTxnOffsets(s, p.index, head.producerId, marker.committed);
      continue;
    }
    offset.producerId = (head.attributes & TRANSACTIONAL) === 0 ? -1 : head.producerId;
    for (const { key, value } of readRecords(batch.bytes, BATCH_HEAD, head.size, head.recordsCount) ?? []) {
      if (key !== null) replay(s, p.index, key, value, offset.producerId);
    }
  }
}

function groupFor(s: LogState, id: string, partition: number): Group {
  let group = s.groups.get(id);
  if (group === undefined) {
    group = newGroup(id, partition);
    s.groups.set(id, group);
  }
  return group;
}

function replay(s: LogState, partition: number, key: Uint8Array, value: Uint8Array | null, producerId: number): void {
  const lead = dataLead(key);
  if (lead === 0 || lead === 1) {
    const of = decodeData('OffsetCommitKey', key);
    if (of !== null) replayOffset(s, partition, of, value, producerId);
  } else if (lead === 2) {
    const of = decodeData('GroupMetadataKey', key);
    if (of !== null) replayGroup(s, partition, of.group, value);
  }
}

function replayOffset(
  s: LogState,
  partition: number,
  of: { readonly group: string; readonly topic: string; readonly partition: number },
  value: Uint8Array | null,
  producerId: number,
): void {
  const place = tpKey(of.topic, of.partition);
  const group = groupFor(s, of.group, partition);
  const said = value === null ? null : decodeData('OffsetCommitValue', value);
  if (said === null) {
    group.offsets.delete(place);
    return;
  }
  const { offset, leaderEpoch, metadata, commitTimestamp } = said;
  const committed = Object.freeze({ offset, leaderEpoch, metadata, committedAt: commitTimestamp });
  if (producerId < 0) group.offsets.set(place, committed);
  else keepPending(group, producerId, place, committed);
}

export function keepPending(group: Group, producerId: number, place: string, committed: CommittedOffset): void {
  const kept = group.pendingTxn.get(producerId) ?? new Map<string, CommittedOffset>();
  kept.set(place, committed);
  group.pendingTxn.set(producerId, kept);
}

function replayGroup(s: LogState, partition: number, id: string, value: Uint8Array | null): void {
  const said = value === null ? null : decodeData('GroupMetadataValue', value);
  if (said === null) {
    const known = s.groups.get(id);
    if (known !== undefined && known.offsets.size === 0) s.groups.delete(id);
    return;
  }
  const group = groupFor(s, id, partition);
  group.protocolType = said.protocolType === '' ? null : said.protocolType;
  group.protocol = said.protocol;
  group.generation = said.generation;
  group.leader = said.leader;
  group.emptySince = said.currentStateTimestamp;
  group.members.clear();
  group.statics.clear();
  for (const one of said.members) {
    const protocols = said.protocol === null ? [] : [{ name: said.protocol, metadata: one.subscription }];
    group.members.set(one.memberId, {
      id: one.memberId,
      instanceId: one.groupInstanceId,
      client: one.clientId,
      host: one.clientHost,
      rebalanceTimeoutMs: one.rebalanceTimeout,
      sessionTimeoutMs: one.sessionTimeout,
      protocols,
      assignment: one.assignment,
      joining: null,
      syncing: null,
      isNew: false,
    });
    if (one.groupInstanceId !== null) group.statics.set(one.groupInstanceId, one.memberId);
  }
  group.state = group.members.size === 0 ? 'Empty' : 'Stable';
}

/** A transaction has ended: the offsets it had with it count now, or never did. */
export function endTxnOffsets(s: LogState, partition: number, producerId: number, committed: boolean): void {
  for (const group of s.groups.values()) {
    if (group.partition !== partition) continue;
    const kept = group.pendingTxn.get(producerId);
    if (kept === undefined) continue;
    group.pendingTxn.delete(producerId);
    if (committed) for (const [place, offset] of kept) group.offsets.set(place, offset);
  }
}
