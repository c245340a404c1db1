import { describe, expect, test } from 'vitest';
import { byteStringOf, bytesOf } from '../../base/bytes.ts';
import { ApiKey } from '../../wire/kafka/messages.ts';
import { ERR } from '../errors.ts';
import { Cluster } from '../rig.ts';
import { partitionFor } from './store.ts';

function coordinator(c: Cluster, key = 'g', keyType = 0): string {
  for (let tries = 0; tries < 50; tries++) {
    const [found] =
      c.ask('k1', ApiKey.FindCoordinator, 4, { keyType, coordinatorKeys: [key], key: '' }).coordinators ?? [];
    if (found?.errorCode === 0) return found.host ?? '';
    c.pass(100_000);
  }
  throw new Error('no coordinator was found');
}

function sendJoin(
  c: Cluster,
  at: string,
  memberId: string,
  lane: string,
  instance: string | null = null,
  sub = 'sub',
): number {
  const protocols = [{ name: 'range', metadata: bytesOf(sub) }];
  const body = {
    groupId: 'g',
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 20_000,
    memberId,
    groupInstanceId: instance,
    protocolType: 'consumer',
    protocols,
    reason: null,
  };
  return c.send(at, ApiKey.JoinGroup, 9, body, lane, lane);
}

/** Asks for an id, then joins with it; the answer comes when the generation begins. */
function joinNew(c: Cluster, at: string, lane: string): { id: string; join: number } {
  const told = c.awaitReply(ApiKey.JoinGroup, sendJoin(c, at, '', lane));
  expect(told.errorCode).toBe(ERR.MEMBER_ID_REQUIRED);
  const id = told.memberId ?? '';
  return { id, join: sendJoin(c, at, id, lane) };
}

function sync(
  c: Cluster,
  at: string,
  id: string,
  generationId: number,
  lane: string,
  assignments: [string, string][] = [],
): number {
  const list = assignments.map(([memberId, text]) => ({ memberId, assignment: bytesOf(text) }));
  const body = {
    groupId: 'g',
    generationId,
    memberId: id,
    groupInstanceId: null,
    protocolType: 'consumer',
    protocolName: 'range',
    assignments: list,
  };
  return c.send(at, ApiKey.SyncGroup, 5, body, lane, lane);
}

function beat(
  c: Cluster,
  at: string,
  id: string,
  generationId: number,
  lane: string,
  groupInstanceId: string | null = null,
): number {
  return (
    c.ask(at, ApiKey.Heartbeat, 4, { groupId: 'g', generationId, memberId: id, groupInstanceId }, lane).errorCode ?? -1
  );
}

function commit(c: Cluster, at: string, id: string, generation: number, offset: number, lane = 'a'): number {
  const partitions = [{ partitionIndex: 0, committedOffset: offset, committedLeaderEpoch: -1, committedMetadata: 'm' }];
  const body = {
    groupId: 'g',
    generationIdOrMemberEpoch: generation,
    memberId: id,
    groupInstanceId: null,
    topics: [{ name: 'orders', partitions }],
  };
  return c.ask(at, ApiKey.OffsetCommit, 8, body, lane).topics?.[0]?.partitions?.[0]?.errorCode ?? -1;
}

function committed(c: Cluster, at: string): number | undefined {
  const body = {
    groups: [{ groupId: 'g', memberId: null, memberEpoch: -1, topics: [{ name: 'orders', partitionIndexes: [0] }] }],
    requireStable: false,
  };
  return c.ask(at, ApiKey.OffsetFetch, 8, body).groups?.[0]?.topics?.[0]?.partitions?.[0]?.committedOffset;
}

/** A group of one that is stable. */
function alone(c: Cluster): { at: string; id: string } {
  c.createTopic('orders', 2);
  const at = coordinator(c);
  const { id, join } = joinNew(c, at, 'a');
  const joined = c.awaitReply(ApiKey.JoinGroup, join);
  expect(joined).toMatchObject({ errorCode: 0, generationId: 1, leader: id, protocolName: 'range' });
  const synced = c.awaitReply(ApiKey.SyncGroup, sync(c, at, id, 1, 'a', [[id, 'all']]));
  expect(byteStringOf(synced.assignment ?? new Uint8Array())).toBe('all');
  return { at, id };
}

describe('a consumer group', () => {
  test('falls to the partition that Java would choose', () => {
    // As OpenJDK 17 says: Math.abs(text.hashCode()) % 50.
    const known = {
      g: 3,
      'my-group': 12,
      'orders-app': 5,
      'payments.consumer': 39,
      zażółć: 39,
      'a-rather-long-group-name-0123456789': 3,
    };
    for (const [id, partition] of Object.entries(known)) expect(partitionFor(id, 50)).toBe(partition);
  });

  test('gives a second member its part, by a rebalance that the first hears of in its heartbeat', () => {
    const c = new Cluster();
    const { at, id } = alone(c);
    expect(beat(c, at, id, 1, 'a')).toBe(0);
    const second = joinNew(c, at, 'b');
    expect(beat(c, at, id, 1, 'a')).toBe(ERR.REBALANCE_IN_PROGRESS);
    const again = sendJoin(c, at, id, 'a');
    const first = c.awaitReply(ApiKey.JoinGroup, again);
    expect(first).toMatchObject({ errorCode: 0, generationId: 2, leader: id });
    expect(first.members?.map(({ memberId }) => memberId)).toEqual([id, second.id]);
    expect(c.awaitReply(ApiKey.JoinGroup, second.join)).toMatchObject({ errorCode: 0, generationId: 2, members: [] });
    const theirs = sync(c, at, second.id, 2, 'b');
    sync(c, at, id, 2, 'a', [
      [id, 'one'],
      [second.id, 'two'],
    ]);
    expect(byteStringOf(c.awaitReply(ApiKey.SyncGroup, theirs).assignment ?? new Uint8Array())).toBe('two');
    expect(beat(c, at, id, 1, 'a')).toBe(ERR.ILLEGAL_GENERATION);
    expect(commit(c, at, id, 1, 5)).toBe(ERR.ILLEGAL_GENERATION);
    expect(commit(c, at, id, 2, 5)).toBe(0);
  });

  test('goes on without a member that is not heard of', () => {
    const c = new Cluster();
    const { at, id } = alone(c);
    c.pass(11_000_000);
    expect(c.facts('log.memberLeft').map(({ body }) => [body.member, body.why])).toEqual([[id, 'session timeout']]);
    expect(beat(c, at, id, 1, 'a')).toBe(ERR.UNKNOWN_MEMBER_ID);
  });

  test('remembers what it has committed through a stop of its coordinator', () => {
    const c = new Cluster();
    const { at, id } = alone(c);
    expect(commit(c, at, id, 1, 7)).toBe(0);
    c.give({ kind: 'kill', node: 'k1' });
    c.give({ kind: 'start', node: 'k1' });
    c.until(() => c.knows('k1') === 1, 60_000_000, 'it is back');
    expect(committed(c, at)).toBe(7);
    // And who its members are.
    expect(beat(c, at, id, 1, 'z')).toBe(0);
  });

  test('lets a static member come back without a rebalance, and fences the one before', () => {
    const c = new Cluster();
    c.createTopic('orders', 2);
    const at = coordinator(c);
    const first = c.awaitReply(ApiKey.JoinGroup, sendJoin(c, at, '', 'a', 'i1'));
    expect(first).toMatchObject({ errorCode: 0, generationId: 1 });
    c.awaitReply(ApiKey.SyncGroup, sync(c, at, first.memberId ?? '', 1, 'a', [[first.memberId ?? '', 'all']]));
    const back = c.awaitReply(ApiKey.JoinGroup, sendJoin(c, at, '', 'b', 'i1'));
    expect(back).toMatchObject({ errorCode: 0, generationId: 1, skipAssignment: true });
    expect(back.memberId).not.toBe(first.memberId);
    expect(beat(c, at, first.memberId ?? '', 1, 'a', 'i1')).toBe(ERR.FENCED_INSTANCE_ID);
  });

  test('can be described, listed, and deleted once it is empty', () => {
    const c = new Cluster();
    const { at, id } = alone(c);
    const [described] = c.ask(at, ApiKey.DescribeGroups, 5, { groups: ['g'] }).groups ?? [];
    expect(described).toMatchObject({ groupState: 'Stable', protocolType: 'consumer', protocolData: 'range' });
    expect(c.ask(at, ApiKey.DeleteGroups, 2, { groupsNames: ['g'] }).results).toMatchObject([
      { errorCode: ERR.NON_EMPTY_GROUP },
    ]);
    c.ask(at, ApiKey.LeaveGroup, 5, {
      groupId: 'g',
      memberId: '',
      members: [{ memberId: id, groupInstanceId: null, reason: null }],
    });
    expect(c.ask(at, ApiKey.ListGroups, 4, { statesFilter: [], typesFilter: [] }).groups).toMatchObject([
      { groupId: 'g', groupState: 'Empty' },
    ]);
    expect(c.ask(at, ApiKey.DeleteGroups, 2, { groupsNames: ['g'] }).results).toMatchObject([{ errorCode: 0 }]);
    expect(c.ask(at, ApiKey.ListGroups, 4, { statesFilter: [], typesFilter: [] }).groups).toEqual([]);
  });
});
