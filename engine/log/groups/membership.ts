import type {
  HeartbeatRequest,
  JoinGroupRequest,
  LeaveGroupRequest,
  SyncGroupRequest,
} from '../../wire/kafka/messages.ts';
import { delay } from '../delayed.ts';
import { ERR, errorName } from '../errors.ts';
import type { LeaveReason } from '../facts.ts';
import { number } from '../properties.ts';
import { nowMs } from '../quorum.ts';
import { reply } from '../reply.ts';
import { type Asked, type LogOut, type LogState, type ReplyTo, tpKey } from '../state.ts';
import { OFFSETS_TOPIC } from '../topic-names.ts';
import { uuidHex } from '../uuid-hex.ts';
import { coordinated, isValidGroupId, placeOfGroup } from './coordinator.ts';
import type { Group, Member } from './state.ts';
import { appendRecords, groupRecord, newGroup, subscriptionOf } from './store.ts';

/*
 * The classic group protocol. Members join; when all that are known have joined, or the time for it is over, a new
 * generation begins, and its leader, a client, divides the partitions; the coordinator hands out what it says. It knows
 * a member is there by its heartbeats. Whoever speaks of an old generation is refused: that is the fence between two
 * owners of a partition.
 * KAFKA: GroupMetadataManager.classicGroupJoin, classicGroupSync, classicGroupHeartbeat, classicGroupLeave
 */

const NO_BYTES = new Uint8Array(0);

// --- join -------------------------------------------------------------------------------------------------------

function joinError(s: LogState, to: ReplyTo, errorCode: number, memberId: string, out: LogOut): void {
  reply(
    s,
    to,
    {
      throttleTimeMs: 0,
      errorCode,
      generationId: -1,
      protocolType: null,
      protocolName: to.kind === 'conn' && to.apiVersion >= 7 ? null : '',
      leader: '',
      memberId,
      members: [],
    },
    out,
  );
}

export function joinGroup(s: LogState, asked: Asked<JoinGroupRequest>, host: string, out: LogOut): void {
  const { body, to } = asked;
  const { groupId, memberId, sessionTimeoutMs } = body;
  if (!isValidGroupId(groupId)) return joinError(s, to, ERR.INVALID_GROUP_ID, memberId, out);
  if (
    sessionTimeoutMs < number(s, 'group.min.session.timeout.ms') ||
    sessionTimeoutMs > number(s, 'group.max.session.timeout.ms')
  ) {
    return joinError(s, to, ERR.INVALID_SESSION_TIMEOUT, memberId, out);
  }
  const p = coordinated(s, groupId);
  if (typeof p === 'number') return joinError(s, to, p, memberId, out);
  let group = s.groups.get(groupId);
  if (group === undefined) {
    if (memberId !== '') return joinError(s, to, ERR.UNKNOWN_MEMBER_ID, memberId, out);
    group = newGroup(groupId, placeOfGroup(s, groupId));
    group.emptySince = nowMs(s, out);
    s.groups.set(groupId, group);
  }
  if (!acceptsProtocols(group, body, memberId)) return joinError(s, to, ERR.INCONSISTENT_GROUP_PROTOCOL, memberId, out);
  if (memberId === '' && group.members.size + group.pending.size >= number(s, 'group.max.size')) {
    return joinError(s, to, ERR.GROUP_MAX_SIZE_REACHED, memberId, out);
  }
  if (memberId === '') joinUnknown(s, group, asked, host, out);
  else joinKnown(s, group, asked, host, out);
}

/** KAFKA: ClassicGroup.supportsProtocols */
function acceptsProtocols(group: Group, { protocolType, protocols }: JoinGroupRequest, memberId: string): boolean {
  if (protocolType === '' || protocols.length === 0) return false;
  if (group.members.size === 0) return true;
  if (group.protocolType !== protocolType) return false;
  const others = [...group.members.values()].filter(({ id }) => id !== memberId);
  return (
    others.length === 0 ||
    protocols.some(({ name }) => others.every((other) => other.protocols.some((one) => one.name === name)))
  );
}

function joinUnknown(s: LogState, group: Group, asked: Asked<JoinGroupRequest>, host: string, out: LogOut): void {
  const { body, version, client, to } = asked;
  const instance = body.groupInstanceId ?? null;
  if (instance === null) {
    const id = `${client}-${uuidHex(out)}`;
    // KIP-394: first be told who you are; who never comes back has not disturbed anybody.
    if (version >= 4) {
      group.pending.add(id);
      out.setTimer(`member ${group.id} ${id}`, body.sessionTimeoutMs * 1000);
      return joinError(s, to, ERR.MEMBER_ID_REQUIRED, id, out);
    }
    return addMember(s, group, asked, host, id, out);
  }
  const known = group.statics.get(instance);
  const id = `${instance}-${uuidHex(out)}`;
  if (known === undefined) return addMember(s, group, asked, host, id, out);
  replaceStatic(s, group, known, id, asked, out);
}

/**
 * A static member is back under a new id: it takes the old one's place, and with an unchanged subscription a stable
 * group need not rebalance. KAFKA: GroupMetadataManager.updateStaticMemberThenRebalanceOrCompleteJoin
 */
function replaceStatic(
  s: LogState,
  group: Group,
  oldId: string,
  id: string,
  asked: Asked<JoinGroupRequest>,
  out: LogOut,
): void {
  const old = group.members.get(oldId);
  const { body, client, to } = asked;
  if (old === undefined) return joinError(s, to, ERR.UNKNOWN_MEMBER_ID, '', out);
  if (old.joining !== null) joinError(s, old.joining, ERR.FENCED_INSTANCE_ID, oldId, out);
  if (old.syncing !== null) reply(s, old.syncing, { errorCode: ERR.FENCED_INSTANCE_ID, assignment: NO_BYTES }, out);
  if (out.observed) out.note({ kind: 'log.memberLeft', group: group.id, member: oldId, why: 'replaced' });
  out.clearTimer(`member ${group.id} ${oldId}`);
  const before = subscriptionOf(group, old);
  const member: Member = {
    ...old,
    id,
    client,
    joining: null,
    syncing: null,
    rebalanceTimeoutMs: body.rebalanceTimeoutMs,
    sessionTimeoutMs: body.sessionTimeoutMs,
  };
  // In the old one's place, so that the order of members stays.
  const members = [...group.members].map(([key, one]) =>
    key === oldId ? ([id, member] as const) : ([key, one] as const),
  );
  group.members.clear();
  for (const [key, one] of members) group.members.set(key, one);
  if (member.instanceId !== null) group.statics.set(member.instanceId, id);
  if (group.leader === oldId) group.leader = id;
  member.protocols = protocolsOf(body);
  if (out.observed) out.note({ kind: 'log.memberJoined', group: group.id, member: id, client });
  const same = sameBytes(subscriptionOf(group, member), before);
  if (group.state !== 'Stable' || !same) {
    member.joining = to;
    hearMember(group, member, out);
    return rebalance(s, group, 'a static member joined again with another subscription', out);
  }
  hearMember(group, member, out);
  const p = coordinated(s, group.id);
  if (typeof p !== 'number') appendRecords(s, p, [groupRecord(group, nowMs(s, out))], {}, out);
  reply(s, to, joinedBody(group, member, asked.version, true), out);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function protocolsOf(body: JoinGroupRequest): { name: string; metadata: Uint8Array }[] {
  return body.protocols.map(({ name, metadata }) => ({ name, metadata: metadata.slice() }));
}

function joinKnown(s: LogState, group: Group, asked: Asked<JoinGroupRequest>, host: string, out: LogOut): void {
  const { body, to, version } = asked;
  const id = body.memberId;
  if (group.pending.has(id)) return addMember(s, group, asked, host, id, out);
  const problem = memberError(group, id, body.groupInstanceId ?? null);
  if (problem !== 0) {
    noteFenced(group.id, id, problem, out);
    return joinError(s, to, problem, id, out);
  }
  const member = group.members.get(id) as Member; // memberError found it
  const protocols = protocolsOf(body);
  const same = sameProtocols(member.protocols, protocols);
  const isLeader = group.leader === id;
  const settled = group.state === 'CompletingRebalance' ? same : group.state === 'Stable' && same && !isLeader;
  if (settled) return reply(s, to, joinedBody(group, member, version, false), out);
  member.protocols = protocols;
  member.rebalanceTimeoutMs = body.rebalanceTimeoutMs;
  member.sessionTimeoutMs = body.sessionTimeoutMs;
  member.joining = to;
  hearMember(group, member, out);
  rebalance(s, group, isLeader ? 'the leader joined again' : 'a member changed its subscription', out);
}

function sameProtocols(a: Member['protocols'], b: Member['protocols']): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => one.name === b[i]?.name && sameBytes(one.metadata, b[i]?.metadata ?? NO_BYTES))
  );
}

function addMember(
  s: LogState,
  group: Group,
  asked: Asked<JoinGroupRequest>,
  host: string,
  id: string,
  out: LogOut,
): void {
  const { body, client, to } = asked;
  group.pending.delete(id);
  const instanceId = body.groupInstanceId ?? null;
  const member: Member = {
    id,
    instanceId,
    client,
    host,
    rebalanceTimeoutMs: body.rebalanceTimeoutMs >= 0 ? body.rebalanceTimeoutMs : body.sessionTimeoutMs,
    sessionTimeoutMs: body.sessionTimeoutMs,
    protocols: protocolsOf(body),
    assignment: NO_BYTES,
    joining: to,
    syncing: null,
    isNew: true,
  };
  if (group.members.size === 0) group.protocolType = body.protocolType;
  group.leader ??= id;
  group.members.set(id, member);
  if (instanceId !== null) group.statics.set(instanceId, id);
  group.newMembers = true;
  if (out.observed) out.note({ kind: 'log.memberJoined', group: group.id, member: id, client });
  hearMember(group, member, out);
  rebalance(s, group, 'a member joined', out);
}

/** 0 where the id is a member's and its instance id is its own. KAFKA: ClassicGroup.validateMember */
export function memberError(group: Group, id: string, instanceId: string | null): number {
  if (instanceId !== null) {
    const owner = group.statics.get(instanceId);
    if (owner === undefined) return ERR.UNKNOWN_MEMBER_ID;
    if (owner !== id) return ERR.FENCED_INSTANCE_ID;
  }
  return group.members.has(id) ? 0 : ERR.UNKNOWN_MEMBER_ID;
}

export function noteFenced(group: string, member: string, code: number, out: LogOut): void {
  if (out.observed) out.note({ kind: 'log.memberFenced', group, member, error: errorName(code) });
}

/** It is there: the session begins anew. Whoever waits to join or sync is there while it waits. */
export function hearMember(group: Group, member: Member, out: LogOut): void {
  out.setTimer(`member ${group.id} ${member.id}`, member.sessionTimeoutMs * 1000);
}

// --- rebalance --------------------------------------------------------------------------------------------------

function rebalance(s: LogState, group: Group, why: string, out: LogOut): void {
  if (group.state === 'PreparingRebalance') return maybeBegin(s, group, out);
  // Those that wait for the old assignment must join again.
  for (const member of group.members.values()) {
    if (group.state === 'CompletingRebalance') member.assignment = NO_BYTES;
    if (member.syncing === null) continue;
    reply(s, member.syncing, { errorCode: ERR.REBALANCE_IN_PROGRESS, assignment: NO_BYTES }, out);
    member.syncing = null;
    hearMember(group, member, out);
  }
  out.clearTimer(`sync ${group.id}`);
  const wasEmpty = group.state === 'Empty';
  group.state = 'PreparingRebalance';
  if (out.observed) out.note({ kind: 'log.groupRebalancing', group: group.id, generation: group.generation, why });
  const delayFor = number(s, 'group.initial.rebalance.delay.ms') * 1000;
  const longest = rebalanceTimeout(group) * 1000;
  if (wasEmpty && delayFor > 0) {
    // The first members of a group seldom come alone.
    group.newMembers = false;
    group.delayLeft = Math.max(0, longest - delayFor);
    out.setTimer(`rebalance ${group.id}`, Math.min(delayFor, longest));
    return;
  }
  group.delayLeft = -1;
  out.setTimer(`rebalance ${group.id}`, longest);
  maybeBegin(s, group, out);
}

function rebalanceTimeout(group: Group): number {
  let longest = 0;
  for (const { rebalanceTimeoutMs } of group.members.values()) longest = Math.max(longest, rebalanceTimeoutMs);
  return longest;
}

/** When everybody known has joined there is nothing to wait for; the first rebalance of a group waits its time all the same. */
function maybeBegin(s: LogState, group: Group, out: LogOut): void {
  if (group.delayLeft >= 0) return;
  for (const member of group.members.values()) if (member.joining === null) return;
  if (group.pending.size > 0) return;
  beginGeneration(s, group, out);
}

export function rebalanceTimer(s: LogState, groupId: string, out: LogOut): void {
  const group = s.groups.get(groupId);
  if (group === undefined || group.state !== 'PreparingRebalance') return;
  if (group.newMembers && group.delayLeft > 0) {
    const delayFor = Math.min(group.delayLeft, number(s, 'group.initial.rebalance.delay.ms') * 1000);
    group.newMembers = false;
    group.delayLeft -= delayFor;
    return out.setTimer(`rebalance ${group.id}`, delayFor);
  }
  group.delayLeft = -1;
  beginGeneration(s, group, out);
}

/** Whoever has not joined in time is out; the others are the next generation. KAFKA: completeClassicGroupJoin */
function beginGeneration(s: LogState, group: Group, out: LogOut): void {
  out.clearTimer(`rebalance ${group.id}`);
  for (const member of [...group.members.values()]) {
    if (member.joining === null && member.instanceId === null) dropMember(group, member, 'rebalance timeout', out);
  }
  if (group.leader === null || group.members.get(group.leader)?.joining === null) {
    const heir = [...group.members.values()].find(({ joining }) => joining !== null);
    group.leader = heir?.id ?? group.leader;
  }
  group.generation++;
  group.delayLeft = -1;
  if (group.members.size === 0) return becomeEmpty(s, group, out);
  group.protocol = chooseProtocol(group);
  group.state = 'CompletingRebalance';
  if (out.observed) {
    const { id, generation, leader, protocol } = group;
    const members = [...group.members.keys()];
    out.note({
      kind: 'log.generationBegan',
      group: id,
      generation,
      leader: leader ?? '',
      protocol: protocol ?? '',
      members,
    });
  }
  for (const member of group.members.values()) {
    if (member.joining === null) continue;
    const version = member.joining.kind === 'conn' ? member.joining.apiVersion : 9;
    reply(s, member.joining, joinedBody(group, member, version, false), out);
    member.joining = null;
    member.isNew = false;
    hearMember(group, member, out);
  }
  out.setTimer(`sync ${group.id}`, rebalanceTimeout(group) * 1000);
}

/** Each member votes for the first of its own that all have. KAFKA: ClassicGroup.selectProtocol */
function chooseProtocol(group: Group): string {
  const all = [...group.members.values()];
  const votes = new Map<string, number>();
  for (const { protocols } of all) {
    const choice = protocols.find(({ name }) => all.every((other) => other.protocols.some((one) => one.name === name)));
    if (choice !== undefined) votes.set(choice.name, (votes.get(choice.name) ?? 0) + 1);
  }
  let best = '';
  for (const [name, count] of votes) if (best === '' || count > (votes.get(best) ?? 0)) best = name;
  return best;
}

function joinedBody(group: Group, member: Member, version: number, skipAssignment: boolean): object {
  const isLeader = group.leader === member.id;
  const tellsMembers = isLeader && (!skipAssignment || version >= 9);
  return {
    throttleTimeMs: 0,
    errorCode: 0,
    generationId: group.generation,
    protocolType: group.protocolType,
    protocolName: group.protocol,
    leader: group.leader,
    skipAssignment: skipAssignment && isLeader && version >= 9,
    memberId: member.id,
    members: tellsMembers
      ? [...group.members.values()].map((one) => ({
          memberId: one.id,
          groupInstanceId: one.instanceId,
          metadata: subscriptionOf(group, one),
        }))
      : [],
  };
}

function becomeEmpty(s: LogState, group: Group, out: LogOut): void {
  group.state = 'Empty';
  group.protocol = null;
  group.leader = null;
  group.emptySince = nowMs(s, out);
  const p = coordinated(s, group.id);
  if (typeof p !== 'number') appendRecords(s, p, [groupRecord(group, nowMs(s, out))], {}, out);
}

// --- sync -------------------------------------------------------------------------------------------------------

export function syncGroup(s: LogState, asked: Asked<SyncGroupRequest>, out: LogOut): void {
  const { body, to } = asked;
  const refuse = (errorCode: number): void => {
    noteFenced(body.groupId, body.memberId, errorCode, out);
    reply(s, to, { throttleTimeMs: 0, errorCode, protocolType: null, protocolName: null, assignment: NO_BYTES }, out);
  };
  if (!isValidGroupId(body.groupId)) return refuse(ERR.INVALID_GROUP_ID);
  const p = coordinated(s, body.groupId);
  if (typeof p === 'number') return refuse(p);
  const group = s.groups.get(body.groupId);
  const problem = group === undefined ? ERR.UNKNOWN_MEMBER_ID : syncError(group, body);
  if (group === undefined || problem !== 0) return refuse(problem);
  const member = group.members.get(body.memberId) as Member; // syncError found it
  if (group.state === 'PreparingRebalance') return refuse(ERR.REBALANCE_IN_PROGRESS);
  if (group.state === 'Stable') {
    hearMember(group, member, out);
    return reply(s, to, syncedBody(group, member), out);
  }
  member.syncing = to;
  hearMember(group, member, out);
  if (group.leader !== member.id) return;
  for (const one of group.members.values()) {
    one.assignment = body.assignments.find(({ memberId }) => memberId === one.id)?.assignment.slice() ?? NO_BYTES;
  }
  const upTo = appendRecords(s, p, [groupRecord(group, nowMs(s, out))], {}, out);
  const then = { kind: 'assigned', group: group.id, generation: group.generation } as const;
  delay(s, new Map([[tpKey(OFFSETS_TOPIC, p.index), upTo]]), 5000, { kind: 'group', after: then, failed: 0 }, out);
}

function syncError(group: Group, body: SyncGroupRequest): number {
  const problem = memberError(group, body.memberId, body.groupInstanceId ?? null);
  if (problem !== 0) return problem;
  if (group.state === 'Empty' || group.state === 'Dead') return ERR.UNKNOWN_MEMBER_ID;
  if (body.generationId !== group.generation) return ERR.ILLEGAL_GENERATION;
  const wrong =
    (body.protocolType !== null && body.protocolType !== undefined && body.protocolType !== group.protocolType) ||
    (body.protocolName !== null && body.protocolName !== undefined && body.protocolName !== group.protocol);
  return wrong ? ERR.INCONSISTENT_GROUP_PROTOCOL : 0;
}

function syncedBody(group: Group, member: Member): object {
  return {
    throttleTimeMs: 0,
    errorCode: 0,
    protocolType: group.protocolType,
    protocolName: group.protocol,
    assignment: member.assignment,
  };
}

/** The assignment is replicated, or could not be. */
export function assignmentStored(s: LogState, groupId: string, generation: number, failed: number, out: LogOut): void {
  const group = s.groups.get(groupId);
  if (group === undefined || group.generation !== generation || group.state !== 'CompletingRebalance') return;
  if (failed !== 0) {
    for (const member of group.members.values()) member.assignment = NO_BYTES;
    return rebalance(s, group, 'the assignment could not be stored', out);
  }
  group.state = 'Stable';
  if (out.observed) out.note({ kind: 'log.groupStable', group: groupId, generation });
  for (const member of group.members.values()) {
    if (member.syncing === null) continue;
    reply(s, member.syncing, syncedBody(group, member), out);
    member.syncing = null;
    hearMember(group, member, out);
  }
}

/** Members that have not asked for their assignment in time are out. KAFKA: expirePendingSync */
export function syncTimer(s: LogState, groupId: string, out: LogOut): void {
  const group = s.groups.get(groupId);
  if (group === undefined || group.state !== 'CompletingRebalance') return;
  for (const member of [...group.members.values()]) {
    if (member.syncing === null) dropMember(group, member, 'rebalance timeout', out);
  }
  rebalance(s, group, 'members did not ask for their assignment', out);
}

// --- heartbeat, leave -------------------------------------------------------------------------------------------

export function heartbeatGroup(s: LogState, asked: Asked<HeartbeatRequest>, out: LogOut): void {
  const { groupId, generationId, memberId, groupInstanceId } = asked.body;
  const errorCode = heartbeatError(s, groupId, generationId, memberId, groupInstanceId ?? null, out);
  if (errorCode !== 0 && errorCode !== ERR.REBALANCE_IN_PROGRESS) noteFenced(groupId, memberId, errorCode, out);
  reply(s, asked.to, { throttleTimeMs: 0, errorCode }, out);
}

function heartbeatError(
  s: LogState,
  groupId: string,
  generation: number,
  memberId: string,
  instance: string | null,
  out: LogOut,
): number {
  if (!isValidGroupId(groupId)) return ERR.INVALID_GROUP_ID;
  const p = coordinated(s, groupId);
  if (typeof p === 'number') return p;
  const group = s.groups.get(groupId);
  if (group === undefined) return ERR.UNKNOWN_MEMBER_ID;
  const problem = memberError(group, memberId, instance);
  if (problem !== 0) return problem;
  if (group.state === 'Empty' || group.state === 'Dead') return ERR.UNKNOWN_MEMBER_ID;
  if (generation !== group.generation) return ERR.ILLEGAL_GENERATION;
  hearMember(group, group.members.get(memberId) as Member, out); // memberError found it
  return group.state === 'PreparingRebalance' ? ERR.REBALANCE_IN_PROGRESS : 0;
}

/** A session is over, or an id that was handed out was never used. */
export function memberTimer(s: LogState, groupId: string, memberId: string, out: LogOut): void {
  const group = s.groups.get(groupId);
  if (group === undefined) return;
  if (group.pending.delete(memberId)) {
    if (group.state === 'PreparingRebalance') maybeBegin(s, group, out);
    return;
  }
  const member = group.members.get(memberId);
  if (member === undefined) return;
  // While it waits for an answer it is the coordinator that is silent.
  if (member.joining !== null || member.syncing !== null) return hearMember(group, member, out);
  removeMember(s, group, member, 'session timeout', out);
}

function removeMember(s: LogState, group: Group, member: Member, why: LeaveReason, out: LogOut): void {
  dropMember(group, member, why, out);
  if (group.state === 'Stable' || group.state === 'CompletingRebalance')
    return rebalance(s, group, `a member is gone: ${why}`, out);
  if (group.state === 'PreparingRebalance') maybeBegin(s, group, out);
}

function dropMember(group: Group, member: Member, why: LeaveReason, out: LogOut): void {
  group.members.delete(member.id);
  if (member.instanceId !== null && group.statics.get(member.instanceId) === member.id)
    group.statics.delete(member.instanceId);
  if (group.leader === member.id) group.leader = [...group.members.keys()][0] ?? null;
  out.clearTimer(`member ${group.id} ${member.id}`);
  if (out.observed) out.note({ kind: 'log.memberLeft', group: group.id, member: member.id, why });
}

export function leaveGroup(s: LogState, asked: Asked<LeaveGroupRequest>, out: LogOut): void {
  const { body, version, to } = asked;
  const wanted = version >= 3 ? body.members : [{ memberId: body.memberId, groupInstanceId: null }];
  const p = isValidGroupId(body.groupId) ? coordinated(s, body.groupId) : ERR.INVALID_GROUP_ID;
  if (typeof p === 'number') return reply(s, to, { throttleTimeMs: 0, errorCode: p, members: [] }, out);
  const group = s.groups.get(body.groupId);
  if (group === undefined && version < 3)
    return reply(s, to, { throttleTimeMs: 0, errorCode: ERR.UNKNOWN_MEMBER_ID, members: [] }, out);
  const members = wanted.map(({ memberId, groupInstanceId }) => ({
    memberId,
    groupInstanceId: groupInstanceId ?? null,
    errorCode: group === undefined ? ERR.UNKNOWN_MEMBER_ID : leaveOne(s, group, memberId, groupInstanceId ?? null, out),
  }));
  const errorCode = version >= 3 ? 0 : (members[0]?.errorCode ?? 0);
  reply(s, to, { throttleTimeMs: 0, errorCode, members: version >= 3 ? members : [] }, out);
}

function leaveOne(s: LogState, group: Group, memberId: string, instance: string | null, out: LogOut): number {
  if (group.pending.delete(memberId)) {
    out.clearTimer(`member ${group.id} ${memberId}`);
    if (group.state === 'PreparingRebalance') maybeBegin(s, group, out);
    return 0;
  }
  // By its instance id alone an administrator lets a static member go.
  const id = memberId === '' && instance !== null ? (group.statics.get(instance) ?? '') : memberId;
  const problem = memberError(group, id, instance);
  if (problem !== 0) return problem;
  const member = group.members.get(id) as Member; // memberError found it
  if (member.joining !== null) joinError(s, member.joining, ERR.UNKNOWN_MEMBER_ID, id, out);
  if (member.syncing !== null)
    reply(s, member.syncing, { errorCode: ERR.UNKNOWN_MEMBER_ID, assignment: NO_BYTES }, out);
  member.joining = null;
  member.syncing = null;
  removeMember(s, group, member, 'left', out);
  return 0;
}

/** A group of this broker's partition that it does not coordinate any more: those who wait are told. */
export function unloadGroup(s: LogState, group: Group, out: LogOut): void {
  for (const member of group.members.values()) {
    if (member.joining !== null) joinError(s, member.joining, ERR.NOT_COORDINATOR, member.id, out);
    if (member.syncing !== null)
      reply(s, member.syncing, { errorCode: ERR.NOT_COORDINATOR, assignment: NO_BYTES }, out);
    out.clearTimer(`member ${group.id} ${member.id}`);
  }
  for (const id of group.pending) out.clearTimer(`member ${group.id} ${id}`);
  out.clearTimer(`rebalance ${group.id}`);
  out.clearTimer(`sync ${group.id}`);
  s.groups.delete(group.id);
}

/** A group that was read from the log: its members have a whole session to be heard of. */
export function adoptGroup(group: Group, out: LogOut): void {
  for (const member of group.members.values()) hearMember(group, member, out);
}
