import type {
  DeleteGroupsRequest,
  DescribeGroupsRequest,
  ListGroupsRequest,
  OffsetCommitRequest,
  OffsetDeleteRequest,
  OffsetFetchRequest,
  TxnOffsetCommitRequest,
} from '../../wire/kafka/messages.ts';
import { TRANSACTIONAL } from '../../wire/kafka/record-batch.ts';
import { delay } from '../delayed.ts';
import { ERR } from '../errors.ts';
import { number } from '../properties.ts';
import { nowMs } from '../quorum.ts';
import { reply } from '../reply.ts';
import { type Asked, type LogOut, type LogState, tpKey } from '../state.ts';
import { OFFSETS_TOPIC } from '../topic-names.ts';
import { coordinated, isValidGroupId, placeOfGroup } from './coordinator.ts';
import { hearMember, memberError, noteFenced } from './membership.ts';
import type { Commit, Group } from './state.ts';
import { appendRecords, groupRecord, keepPending, newGroup, offsetRecord, subscriptionOf } from './store.ts';

/* Offsets of groups, and what administrators ask about groups. KAFKA: OffsetMetadataManager, GroupCoordinatorService */

const COMMIT_TIMEOUT_MS = 5000;

interface Named {
  readonly name: string;
  readonly partitions: readonly {
    readonly partitionIndex: number;
    readonly committedOffset: number;
    readonly committedLeaderEpoch: number;
    readonly committedMetadata: string | null;
  }[];
}

/** Everything of a request with one code, or each with its own. */
function commitBody(topics: readonly Named[], codeOf: (topic: string, partition: number) => number): object {
  return {
    throttleTimeMs: 0,
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode: codeOf(name, partitionIndex) })),
    })),
  };
}

export function offsetCommit(s: LogState, asked: Asked<OffsetCommitRequest>, out: LogOut): void {
  const { body } = asked;
  const problem = commitError(
    s,
    body.groupId,
    body.generationIdOrMemberEpoch,
    body.memberId,
    body.groupInstanceId ?? null,
    false,
    out,
  );
  if (problem !== 0) {
    noteFenced(body.groupId, body.memberId, problem, out);
    return reply(
      s,
      asked.to,
      commitBody(body.topics, () => problem),
      out,
    );
  }
  commit(s, asked, body.groupId, body.memberId, body.topics, null, out);
}

export function txnOffsetCommit(s: LogState, asked: Asked<TxnOffsetCommitRequest>, out: LogOut): void {
  const { body } = asked;
  const problem = commitError(
    s,
    body.groupId,
    body.generationId ?? -1,
    body.memberId ?? '',
    body.groupInstanceId ?? null,
    true,
    out,
  );
  if (problem !== 0)
    return reply(
      s,
      asked.to,
      commitBody(body.topics, () => problem),
      out,
    );
  const producer = { id: body.producerId, epoch: body.producerEpoch };
  commit(s, asked, body.groupId, body.memberId ?? '', body.topics, producer, out);
}

/** KAFKA: ClassicGroup.validateOffsetCommit */
function commitError(
  s: LogState,
  groupId: string,
  generation: number,
  memberId: string,
  instance: string | null,
  isTxn: boolean,
  out: LogOut,
): number {
  if (!isValidGroupId(groupId)) return ERR.INVALID_GROUP_ID;
  const p = coordinated(s, groupId);
  if (typeof p === 'number') return p;
  const group = s.groups.get(groupId);
  if (group === undefined) return generation < 0 ? 0 : ERR.ILLEGAL_GENERATION;
  if (generation < 0 && memberId === '' && instance === null) {
    return isTxn || group.state === 'Empty' ? 0 : ERR.UNKNOWN_MEMBER_ID;
  }
  const problem = memberError(group, memberId, instance);
  if (problem !== 0) return problem;
  if (generation !== group.generation) return ERR.ILLEGAL_GENERATION;
  if (group.state === 'CompletingRebalance') return ERR.REBALANCE_IN_PROGRESS;
  const member = group.members.get(memberId);
  if (member !== undefined && !isTxn) hearMember(group, member, out);
  return 0;
}

function commit(
  s: LogState,
  asked: Asked<unknown>,
  groupId: string,
  member: string,
  topics: readonly Named[],
  producer: { readonly id: number; readonly epoch: number } | null,
  out: LogOut,
): void {
  const p = coordinated(s, groupId);
  if (typeof p === 'number') return;
  const most = number(s, 'offset.metadata.max.bytes');
  const codes = new Map<string, number>();
  const commits: Commit[] = [];
  for (const { name, partitions } of topics) {
    for (const one of partitions) {
      const metadata = one.committedMetadata ?? '';
      const known = s.image.topics.get(name)?.partitions[one.partitionIndex] !== undefined;
      const code = !known ? ERR.UNKNOWN_TOPIC_OR_PARTITION : metadata.length > most ? ERR.OFFSET_METADATA_TOO_LARGE : 0;
      codes.set(tpKey(name, one.partitionIndex), code);
      if (code !== 0) continue;
      const committed = Object.freeze({
        offset: one.committedOffset,
        leaderEpoch: one.committedLeaderEpoch,
        metadata,
        committedAt: nowMs(s, out),
      });
      commits.push({ topic: name, partition: one.partitionIndex, committed, producerId: producer?.id ?? -1 });
    }
  }
  const body = commitBody(topics, (topic, partition) => codes.get(tpKey(topic, partition)) ?? 0);
  if (commits.length === 0) return reply(s, asked.to, body, out);
  const drafts = commits.map(({ topic, partition, committed }) => offsetRecord(groupId, topic, partition, committed));
  const more =
    producer === null ? {} : { producerId: producer.id, producerEpoch: producer.epoch, attributes: TRANSACTIONAL };
  const upTo = appendRecords(s, p, drafts, more, out);
  const then = { kind: 'commit', group: groupId, to: asked.to, body, commits, member } as const;
  delay(
    s,
    new Map([[tpKey(OFFSETS_TOPIC, p.index), upTo]]),
    COMMIT_TIMEOUT_MS,
    { kind: 'group', after: then, failed: 0 },
    out,
  );
}

/** The records of a commit are replicated, or could not be. KAFKA: CommitFailed codes of convertToCommitError */
export function commitStored(
  s: LogState,
  then: {
    readonly group: string;
    readonly to: Asked<unknown>['to'];
    readonly body: object;
    readonly commits: readonly Commit[];
    readonly member: string;
  },
  failed: number,
  out: LogOut,
): void {
  if (failed !== 0) {
    const code = failed === ERR.NOT_LEADER_OR_FOLLOWER ? ERR.NOT_COORDINATOR : ERR.COORDINATOR_NOT_AVAILABLE;
    // Each part of the answer has a code, and all of them failed together.
    const { topics } = then.body as { topics: { partitions: { errorCode: number }[] }[] };
    for (const { partitions } of topics) for (const part of partitions) part.errorCode = code;
    return reply(s, then.to, then.body, out);
  }
  let group = s.groups.get(then.group);
  if (group === undefined) {
    group = newGroup(then.group, placeOfGroup(s, then.group));
    group.emptySince = nowMs(s, out);
    s.groups.set(then.group, group);
  }
  for (const { topic, partition, committed, producerId } of then.commits) {
    if (producerId >= 0) keepPending(group, producerId, tpKey(topic, partition), committed);
    else group.offsets.set(tpKey(topic, partition), committed);
    if (out.observed && producerId < 0) {
      out.note({
        kind: 'log.offsetCommitted',
        group: then.group,
        topic,
        partition,
        offset: committed.offset,
        member: then.member,
      });
    }
  }
  reply(s, then.to, then.body, out);
}

// --- fetching ---------------------------------------------------------------------------------------------------

type Wanted = readonly { readonly name: string; readonly partitionIndexes: readonly number[] }[] | null;

export function offsetFetch(s: LogState, asked: Asked<OffsetFetchRequest>, out: LogOut): void {
  const { body, version, to } = asked;
  if (version >= 8) {
    const groups = body.groups.map((one) => {
      const found = offsetsOf(s, one.groupId, one.topics, body.requireStable);
      return { groupId: one.groupId, ...found };
    });
    return reply(s, to, { throttleTimeMs: 0, groups }, out);
  }
  const found = offsetsOf(s, body.groupId, body.topics, body.requireStable);
  // Before version 2 an error of the whole stood with each partition.
  const topics = version < 2 && found.errorCode !== 0 ? failedParts(body.topics, found.errorCode) : found.topics;
  reply(s, to, { throttleTimeMs: 0, topics, errorCode: found.errorCode }, out);
}

const NOT_COMMITTED = { committedOffset: -1, committedLeaderEpoch: -1, metadata: '' };

function failedParts(wanted: Wanted, errorCode: number): object[] {
  return (wanted ?? []).map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((partitionIndex) => ({ partitionIndex, ...NOT_COMMITTED, errorCode })),
  }));
}

function offsetsOf(
  s: LogState,
  groupId: string,
  wanted: Wanted,
  stable: boolean,
): { errorCode: number; topics: object[] } {
  const p = coordinated(s, groupId);
  if (typeof p === 'number') return { errorCode: p, topics: [] };
  const group = s.groups.get(groupId);
  const names = wanted ?? allTopics(group);
  const topics = names.map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((partitionIndex) => {
      const place = tpKey(name, partitionIndex);
      const unstable = stable && group !== undefined && [...group.pendingTxn.values()].some((kept) => kept.has(place));
      if (unstable) return { partitionIndex, ...NOT_COMMITTED, errorCode: ERR.UNSTABLE_OFFSET_COMMIT };
      const known = group?.offsets.get(place);
      if (known === undefined) return { partitionIndex, ...NOT_COMMITTED, errorCode: 0 };
      return {
        partitionIndex,
        committedOffset: known.offset,
        committedLeaderEpoch: known.leaderEpoch,
        metadata: known.metadata,
        errorCode: 0,
      };
    }),
  }));
  return { errorCode: 0, topics };
}

function allTopics(group: Group | undefined): { name: string; partitionIndexes: number[] }[] {
  const topics = new Map<string, number[]>();
  for (const place of group?.offsets.keys() ?? []) {
    const { topic, partition } = splitPlace(place);
    const list = topics.get(topic) ?? [];
    list.push(partition);
    topics.set(topic, list);
  }
  return [...topics].map(([name, partitionIndexes]) => ({ name, partitionIndexes }));
}

export function splitPlace(place: string): { readonly topic: string; readonly partition: number } {
  const at = place.lastIndexOf('-');
  return { topic: place.slice(0, at), partition: Number(place.slice(at + 1)) };
}

// --- administration ---------------------------------------------------------------------------------------------

const NO_BYTES = new Uint8Array(0);

export function describeGroups(s: LogState, asked: Asked<DescribeGroupsRequest>, out: LogOut): void {
  const groups = asked.body.groups.map((groupId) => {
    const base = {
      errorCode: 0,
      errorMessage: null,
      groupId,
      groupState: '',
      protocolType: '',
      protocolData: '',
      members: [],
      authorizedOperations: -2_147_483_648,
    };
    const p = coordinated(s, groupId);
    if (typeof p === 'number') return { ...base, errorCode: p };
    const group = s.groups.get(groupId);
    if (group === undefined) {
      const missing = { ...base, groupState: 'Dead' };
      return asked.version >= 6
        ? { ...missing, errorCode: ERR.GROUP_ID_NOT_FOUND, errorMessage: `Group ${groupId} not found.` }
        : missing;
    }
    const stable = group.state === 'Stable';
    return {
      ...base,
      groupState: group.state,
      protocolType: group.protocolType ?? '',
      protocolData: stable ? (group.protocol ?? '') : '',
      members: [...group.members.values()].map((member) => ({
        memberId: member.id,
        groupInstanceId: member.instanceId,
        clientId: member.client,
        clientHost: member.host,
        memberMetadata: stable ? subscriptionOf(group, member) : NO_BYTES,
        memberAssignment: stable ? member.assignment : NO_BYTES,
      })),
    };
  });
  reply(s, asked.to, { throttleTimeMs: 0, groups }, out);
}

export function listGroups(s: LogState, asked: Asked<ListGroupsRequest>, out: LogOut): void {
  const states = (asked.body.statesFilter ?? []).map((state) => state.toLowerCase());
  const types = (asked.body.typesFilter ?? []).map((type) => type.toLowerCase());
  const groups = [...s.groups.values()]
    .filter(({ state }) => states.length === 0 || states.includes(state.toLowerCase()))
    .filter(() => types.length === 0 || types.includes('classic'))
    .map(({ id, protocolType, state }) => ({
      groupId: id,
      protocolType: protocolType ?? '',
      groupState: state,
      groupType: 'classic',
    }));
  reply(s, asked.to, { throttleTimeMs: 0, errorCode: 0, groups }, out);
}

export function deleteGroups(s: LogState, asked: Asked<DeleteGroupsRequest>, out: LogOut): void {
  const results = asked.body.groupsNames.map((groupId) => {
    const p = isValidGroupId(groupId) ? coordinated(s, groupId) : ERR.INVALID_GROUP_ID;
    if (typeof p === 'number') return { groupId, errorCode: p };
    const group = s.groups.get(groupId);
    if (group === undefined) return { groupId, errorCode: ERR.GROUP_ID_NOT_FOUND };
    if (group.state !== 'Empty') return { groupId, errorCode: ERR.NON_EMPTY_GROUP };
    const tombstones = [...group.offsets.keys()].map((place) => {
      const { topic, partition } = splitPlace(place);
      return offsetRecord(groupId, topic, partition, null);
    });
    appendRecords(s, p, [...tombstones, { ...groupRecord(group, nowMs(s, out)), value: null }], {}, out);
    s.groups.delete(groupId);
    return { groupId, errorCode: 0 };
  });
  reply(s, asked.to, { throttleTimeMs: 0, results }, out);
}

export function offsetDelete(s: LogState, asked: Asked<OffsetDeleteRequest>, out: LogOut): void {
  const { groupId } = asked.body;
  const p = isValidGroupId(groupId) ? coordinated(s, groupId) : ERR.INVALID_GROUP_ID;
  const group = s.groups.get(groupId);
  if (typeof p === 'number' || group === undefined) {
    const errorCode = typeof p === 'number' ? p : ERR.GROUP_ID_NOT_FOUND;
    return reply(s, asked.to, { errorCode, throttleTimeMs: 0, topics: [] }, out);
  }
  if (group.state !== 'Empty' && group.protocolType !== 'consumer') {
    return reply(s, asked.to, { errorCode: ERR.NON_EMPTY_GROUP, throttleTimeMs: 0, topics: [] }, out);
  }
  const topics = asked.body.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex }) => {
      const place = tpKey(name, partitionIndex);
      if (s.image.topics.get(name)?.partitions[partitionIndex] === undefined)
        return { partitionIndex, errorCode: ERR.UNKNOWN_TOPIC_OR_PARTITION };
      if (group.state !== 'Empty' && isSubscribed(group, name))
        return { partitionIndex, errorCode: ERR.GROUP_SUBSCRIBED_TO_TOPIC };
      if (group.offsets.delete(place))
        appendRecords(s, p, [offsetRecord(groupId, name, partitionIndex, null)], {}, out);
      return { partitionIndex, errorCode: 0 };
    }),
  }));
  reply(s, asked.to, { errorCode: 0, throttleTimeMs: 0, topics }, out);
}

/** A subscription's text has the topic's name in it; a name that is part of another one's counts too. */
function isSubscribed(group: Group, topic: string): boolean {
  return [...group.members.values()].some((member) => {
    const text = String.fromCharCode(...subscriptionOf(group, member));
    return text.includes(topic);
  });
}

/** Offsets of groups that nobody is in are forgotten after a time. KAFKA: offsets.retention.minutes */
export function expireOffsets(s: LogState, out: LogOut): void {
  const keptFor = number(s, 'offsets.retention.minutes') * 60_000;
  const now = nowMs(s, out);
  for (const group of [...s.groups.values()]) {
    if (group.state !== 'Empty') continue;
    const p = coordinated(s, group.id);
    if (typeof p === 'number') continue;
    for (const [place, { committedAt }] of [...group.offsets]) {
      const since = group.protocolType === null ? committedAt : Math.max(committedAt, group.emptySince);
      if (now - since < keptFor) continue;
      const { topic, partition } = splitPlace(place);
      appendRecords(s, p, [offsetRecord(group.id, topic, partition, null)], {}, out);
      group.offsets.delete(place);
      if (out.observed) out.note({ kind: 'log.offsetExpired', group: group.id, topic, partition });
    }
    if (group.offsets.size === 0 && group.pendingTxn.size === 0 && now - group.emptySince >= keptFor) {
      appendRecords(s, p, [{ ...groupRecord(group, now), value: null }], {}, out);
      s.groups.delete(group.id);
    }
  }
  out.setTimer('offsets', number(s, 'offsets.retention.check.interval.ms') * 1000);
}
