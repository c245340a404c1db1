import { utf8Bytes } from '../base/bytes.ts';
import { type AlterPartitionResponse, ApiKey, type FetchResponse } from '../wire/kafka/messages.ts';
import { batchIsWhole, readBatchHeader } from '../wire/kafka/record-batch.ts';
import { isEligible } from './elections.ts';
import { ERR } from './errors.ts';
import type { PartitionImage, TopicImage } from './image.ts';
import { ask, linkIsIdle } from './links.ts';
import {
  appendBatch,
  dropBelow,
  endOfEpoch,
  latestEpoch,
  newLog,
  restartLog,
  truncateLog,
  writeEpochs,
} from './partition-log.ts';
import { configOfTopic, number } from './properties.ts';
import { nowMs } from './quorum.ts';
import { removeSegment, segmentFile } from './segment.ts';
import { type LogOut, type LogState, type Partition, tpKey } from './state.ts';

/*
 * Replication. One replica of a partition leads; the others fetch from it like consumers, and the offset a follower
 * asks for tells the leader how far it is. Those that keep up are *in sync*; what all of them have lies below the
 * *high watermark*, is committed, and is all that consumers see. A follower that does not keep up for
 * replica.lag.time.max.ms is taken out of the in-sync replicas rather than waited for.
 * KAFKA: ReplicaManager, Partition, Replica, AbstractFetcherThread
 */

// --- roles ------------------------------------------------------------------------------------------------------

/** The metadata says this of a partition: lead it, follow, or have nothing to do with it. */
export function applyPartition(s: LogState, topic: TopicImage, index: number, is: PartitionImage, out: LogOut): void {
  const key = tpKey(topic.name, index);
  const mine = is.replicas.includes(s.config.nodeId);
  let p = s.partitions.get(key);
  if (!mine) {
    if (p !== undefined) removePartition(s, key, p, out);
    return;
  }
  p ??= openPartition(s, topic, index, out);
  const newEpoch = is.leaderEpoch !== p.leaderEpoch || p.role === 'idle';
  p.leader = is.leader;
  p.leaderEpoch = is.leaderEpoch;
  p.replicas = is.replicas;
  if (is.partitionEpoch >= p.partitionEpoch) {
    p.isr = is.isr;
    p.partitionEpoch = is.partitionEpoch;
    p.pendingIsr = null;
  }
  if (is.leader === s.config.nodeId) {
    if (newEpoch) lead(s, p, out);
    else keepFollowers(s, p, out);
    advanceHighWatermark(s, p, out);
  } else if (newEpoch) follow(s, key, p, out);
}

function openPartition(s: LogState, topic: TopicImage, index: number, out: LogOut): Partition {
  const key = tpKey(topic.name, index);
  const found = s.strays.get(key);
  s.strays.delete(key);
  const log = found ?? newLog(topic.name, index, configOfTopic(s, topic.name), 0, nowMs(s, out));
  log.config = configOfTopic(s, topic.name);
  if (found === undefined) {
    out.append(segmentFile(log.dir, 0, 'log'), new Uint8Array(0));
    out.replace(`${log.dir}/partition.metadata`, utf8Bytes(`version: 0\ntopic_id: ${topic.id}`));
  }
  const p: Partition = {
    topic: topic.name,
    index,
    topicId: topic.id,
    log,
    role: 'idle',
    leader: -1,
    leaderEpoch: -1,
    partitionEpoch: -1,
    replicas: [],
    isr: [],
    pendingIsr: null,
    highWatermark: Math.min(Math.max(s.checkpointed.get(key) ?? 0, log.startOffset), log.endOffset),
    epochStartOffset: 0,
    followers: new Map(),
    waiters: [],
    fetches: new Set(),
    fetchAfter: 0,
  };
  s.partitions.set(key, p);
  return p;
}

/** The partition is not this broker's any more: its files go. */
export function removePartition(s: LogState, key: string, p: Partition, out: LogOut): void {
  p.role = 'idle';
  p.leader = -1;
  s.due.moved.add(key);
  s.due.grown.add(key);
  s.due.gone.push(p);
  for (const segment of p.log.segments) removeSegment(p.log.dir, segment, out);
  out.remove(`${p.log.dir}/leader-epoch-checkpoint`);
  out.remove(`${p.log.dir}/partition.metadata`);
  s.partitions.delete(key);
}

/** KAFKA: Partition.makeLeader */
function lead(s: LogState, p: Partition, out: LogOut): void {
  p.role = 'leader';
  p.pendingIsr = null;
  p.epochStartOffset = p.log.endOffset;
  if (p.leaderEpoch > latestEpoch(p.log)) {
    p.log.epochs.push(Object.freeze({ epoch: p.leaderEpoch, startOffset: p.log.endOffset }));
    writeEpochs(p.log, out);
  }
  p.followers = new Map();
  keepFollowers(s, p, out);
  s.due.moved.add(tpKey(p.topic, p.index));
  s.due.grown.add(tpKey(p.topic, p.index));
  if (out.observed) {
    out.note({
      kind: 'log.becameLeader',
      topic: p.topic,
      partition: p.index,
      epoch: p.leaderEpoch,
      startOffset: p.log.endOffset,
    });
  }
}

/** One entry for each other replica; those in sync get the whole time to show that they still are. */
function keepFollowers(s: LogState, p: Partition, out: LogOut): void {
  for (const id of p.replicas) {
    if (id === s.config.nodeId || p.followers.has(id)) continue;
    const caughtUpAt = p.isr.includes(id) ? out.now : 0;
    p.followers.set(id, { endOffset: -1, caughtUpAt, fetchedAt: 0, endWhenFetched: -1, startOffset: -1 });
  }
  for (const id of p.followers.keys()) if (!p.replicas.includes(id)) p.followers.delete(id);
}

/** KAFKA: Partition.makeFollower */
function follow(s: LogState, key: string, p: Partition, out: LogOut): void {
  p.role = p.leader >= 0 ? 'follower' : 'idle';
  p.pendingIsr = null;
  p.followers = new Map();
  p.fetchAfter = 0;
  s.due.moved.add(key);
  s.due.grown.add(key);
  if (p.role === 'follower') s.due.fetchers.add(p.leader);
  if (out.observed && p.leader >= 0) {
    out.note({
      kind: 'log.becameFollower',
      topic: p.topic,
      partition: p.index,
      epoch: p.leaderEpoch,
      leader: p.leader,
    });
  }
}

// --- the leader's side ------------------------------------------------------------------------------------------

/** As many replicas must have a record as there are, at most. KAFKA: Partition.effectiveMinIsr */
export function minInsync(p: Partition): number {
  return Math.min(p.log.config.minInsync, p.replicas.length);
}

/** In sync, or asked to be: whom the high watermark waits for. KAFKA: PartitionState.maximalIsr */
function isWaitedFor(p: Partition, id: number): boolean {
  return p.isr.includes(id) || (p.pendingIsr?.includes(id) ?? false);
}

/** Committed is what all that are in sync have. KAFKA: Partition.maybeIncrementLeaderHW */
export function advanceHighWatermark(s: LogState, p: Partition, out: LogOut): void {
  if (p.role !== 'leader' || p.isr.length < minInsync(p)) return;
  let upTo = p.log.endOffset;
  const lagMax = number(s, 'replica.lag.time.max.ms') * 1000;
  for (const [id, follower] of p.followers) {
    if (follower.endOffset >= upTo) continue;
    // One that has kept up but for a moment is waited for too: it is about to be in sync.
    const isClose = out.now - follower.caughtUpAt <= lagMax && follower.endOffset >= 0 && isEligible(s.image, id);
    if (isWaitedFor(p, id) || isClose) upTo = Math.max(0, follower.endOffset);
  }
  if (upTo > p.highWatermark) setHighWatermark(s, p, upTo, out);
}

function setHighWatermark(s: LogState, p: Partition, upTo: number, out: LogOut): void {
  const from = p.highWatermark;
  p.highWatermark = upTo;
  s.highWatermarksDirty = true;
  const key = tpKey(p.topic, p.index);
  if (p.waiters.length > 0) s.due.moved.add(key);
  if (p.fetches.size > 0) s.due.grown.add(key);
  if (out.observed) out.note({ kind: 'log.highWatermark', topic: p.topic, partition: p.index, from, to: upTo });
}

/** A follower has asked for records from `offset` on. KAFKA: Replica.updateFetchState, Partition.maybeExpandIsr */
export function followerFetched(
  s: LogState,
  p: Partition,
  id: number,
  offset: number,
  startOffset: number,
  out: LogOut,
): void {
  const follower = p.followers.get(id);
  if (follower === undefined) return;
  const end = p.log.endOffset;
  if (offset >= end) follower.caughtUpAt = out.now;
  else if (offset >= follower.endWhenFetched && follower.endWhenFetched >= 0) {
    follower.caughtUpAt = Math.max(follower.caughtUpAt, follower.fetchedAt);
  }
  follower.endOffset = offset;
  follower.startOffset = startOffset;
  follower.fetchedAt = out.now;
  follower.endWhenFetched = end;
  const isBack = offset >= p.highWatermark && offset >= p.epochStartOffset && offset <= end;
  if (isBack && !isWaitedFor(p, id) && p.pendingIsr === null && isEligible(s.image, id)) {
    proposeIsr(s, p, [...p.isr, id]);
    if (out.observed) out.note({ kind: 'log.isrExpanding', topic: p.topic, partition: p.index, in: id, isr: p.isr });
  }
  advanceHighWatermark(s, p, out);
}

function proposeIsr(s: LogState, p: Partition, isr: readonly number[]): void {
  p.pendingIsr = isr;
  s.isrToSend.add(tpKey(p.topic, p.index));
}

/** Who has not kept up is asked out. KAFKA: Partition.maybeShrinkIsr, every half of replica.lag.time.max.ms */
export function lagTimer(s: LogState, out: LogOut): void {
  const lagMax = number(s, 'replica.lag.time.max.ms') * 1000;
  for (const p of s.partitions.values()) {
    if (p.role !== 'leader' || p.pendingIsr !== null || p.isr.length < 2) continue;
    const behind = p.isr.filter((id) => {
      const follower = p.followers.get(id);
      if (follower === undefined) return false;
      return follower.endOffset !== p.log.endOffset && out.now - follower.caughtUpAt > lagMax;
    });
    if (behind.length === 0) continue;
    proposeIsr(
      s,
      p,
      p.isr.filter((id) => !behind.includes(id)),
    );
    if (out.observed)
      out.note({ kind: 'log.isrShrinking', topic: p.topic, partition: p.index, out: behind, isr: p.isr });
  }
  setLagTimer(s, out);
}

export function setLagTimer(s: LogState, out: LogOut): void {
  if (s.config.brokers.length > 1) out.setTimer('lag', number(s, 'replica.lag.time.max.ms') * 500);
}

/** What the leaders here want changed, as one request. KAFKA: AlterPartitionManager */
export function isrRequest(s: LogState): { readonly body: object; readonly keys: string[] } | null {
  const keys = [...s.isrToSend];
  s.isrToSend.clear();
  const topics = new Map<string, object[]>();
  const sent: string[] = [];
  for (const key of keys) {
    const p = s.partitions.get(key);
    if (p === undefined || p.role !== 'leader' || p.pendingIsr === null) continue;
    sent.push(key);
    const list = topics.get(p.topicId) ?? [];
    list.push({
      partitionIndex: p.index,
      leaderEpoch: p.leaderEpoch,
      newIsr: p.pendingIsr,
      newIsrWithEpochs: [],
      leaderRecoveryState: 0,
      partitionEpoch: p.partitionEpoch,
    });
    topics.set(p.topicId, list);
  }
  if (sent.length === 0) return null;
  const body = {
    brokerId: s.config.nodeId,
    brokerEpoch: s.brokerEpoch,
    topics: [...topics].map(([topicId, partitions]) => ({ topicId, partitions })),
  };
  return { body, keys: sent };
}

/** The controller has answered, or has not (null). */
export function isrAnswered(
  s: LogState,
  keys: readonly string[],
  body: AlterPartitionResponse | null,
  out: LogOut,
): void {
  const failed = body === null || body.errorCode !== 0;
  for (const key of keys) {
    const p = s.partitions.get(key);
    if (p === undefined || p.pendingIsr === null) continue;
    const part = body?.topics
      ?.find(({ topicId }) => topicId === p.topicId)
      ?.partitions.find(({ partitionIndex }) => partitionIndex === p.index);
    // Without an answer the change may have happened: it is asked for again.
    if (failed || part?.errorCode === ERR.NOT_CONTROLLER) s.isrToSend.add(key);
    else if (part === undefined || part.errorCode !== 0) p.pendingIsr = null;
    else if (part.leaderEpoch === p.leaderEpoch && part.partitionEpoch > p.partitionEpoch) {
      p.isr = part.isr;
      p.partitionEpoch = part.partitionEpoch;
      p.pendingIsr = null;
    }
    advanceHighWatermark(s, p, out);
  }
}

// --- the follower's side ----------------------------------------------------------------------------------------

/** Asks a leader for more of all that is followed from it, unless it is being asked. */
export function fetchFrom(s: LogState, leader: number, out: LogOut): void {
  if (leader === s.config.nodeId || !linkIsIdle(s, 'fetch', leader)) return;
  const topics = new Map<string, object[]>();
  let wait = -1;
  for (const p of s.partitions.values()) {
    if (p.role !== 'follower' || p.leader !== leader) continue;
    if (p.fetchAfter > out.now) {
      wait = wait < 0 ? p.fetchAfter : Math.min(wait, p.fetchAfter);
      continue;
    }
    const list = topics.get(p.topic) ?? [];
    list.push({
      partition: p.index,
      currentLeaderEpoch: p.leaderEpoch,
      fetchOffset: p.log.endOffset,
      lastFetchedEpoch: latestEpoch(p.log),
      logStartOffset: p.log.startOffset,
      partitionMaxBytes: number(s, 'replica.fetch.max.bytes'),
    });
    topics.set(p.topic, list);
  }
  if (wait >= 0) out.setTimer(`fetcher ${leader}`, wait - out.now);
  if (topics.size === 0) return;
  const body = {
    clusterId: null,
    replicaId: s.config.nodeId,
    maxWaitMs: number(s, 'replica.fetch.wait.max.ms'),
    minBytes: number(s, 'replica.fetch.min.bytes'),
    maxBytes: number(s, 'replica.fetch.response.max.bytes'),
    isolationLevel: 0,
    sessionId: 0,
    sessionEpoch: -1,
    topics: [...topics].map(([topic, partitions]) => ({ topic, partitions })),
    forgottenTopicsData: [],
    rackId: '',
  };
  ask(s, 'fetch', leader, ApiKey.Fetch, 12, body, { kind: 'fetch', leader }, out);
}

/** A leader has answered, or has not (null). */
export function replicaFetched(s: LogState, leader: number, body: FetchResponse | null, out: LogOut): void {
  const backoff = number(s, 'replica.fetch.backoff.ms') * 1000;
  if (body === null || (body.errorCode ?? 0) !== 0) {
    for (const p of s.partitions.values())
      if (p.leader === leader && p.role === 'follower') p.fetchAfter = out.now + backoff;
  } else {
    for (const { topic, partitions } of body.responses) {
      for (const part of partitions) {
        const p = s.partitions.get(tpKey(topic, part.partitionIndex));
        if (p === undefined || p.role !== 'follower' || p.leader !== leader) continue;
        takeFetched(s, p, part, backoff, out);
      }
    }
  }
  s.due.fetchers.add(leader);
}

type FetchedPart = FetchResponse['responses'][number]['partitions'][number];

function takeFetched(s: LogState, p: Partition, part: FetchedPart, backoff: number, out: LogOut): void {
  const now = nowMs(s, out);
  if (part.errorCode === ERR.OFFSET_OUT_OF_RANGE && part.logStartOffset > p.log.endOffset) {
    restartLog(p.log, part.logStartOffset, now, out);
    p.highWatermark = part.logStartOffset;
    return;
  }
  if (part.errorCode !== 0) {
    p.fetchAfter = out.now + backoff;
    return;
  }
  const diverging = part.divergingEpoch;
  if (diverging !== undefined && diverging.epoch >= 0) {
    const own = endOfEpoch(p.log, diverging.epoch);
    const to = own.endOffset < 0 ? p.log.startOffset : Math.min(own.endOffset, diverging.endOffset);
    truncateLog(p.log, to, 'diverged', now, out);
    p.highWatermark = Math.min(p.highWatermark, p.log.endOffset);
    return;
  }
  appendFetched(s, p, part.records ?? new Uint8Array(0), now, out);
  dropBelow(p.log, Math.min(part.logStartOffset, p.log.endOffset), out);
  const upTo = Math.min(part.highWatermark, p.log.endOffset);
  if (upTo > p.highWatermark) setHighWatermark(s, p, upTo, out);
}

function appendFetched(s: LogState, p: Partition, records: Uint8Array, now: number, out: LogOut): void {
  let at = 0;
  const { topic, index: partition } = p;
  for (let head = readBatchHeader(records, at); head !== null; head = readBatchHeader(records, at)) {
    if (head.baseOffset < p.log.endOffset || !batchIsWhole(records, at, head.size)) break;
    const bytes = records.slice(at, at + head.size);
    const batch = appendBatch(p.log, bytes, head, head.baseOffset, head.partitionLeaderEpoch, now, out);
    at += head.size;
    if (out.observed) {
      out.note({
        kind: 'log.appended',
        as: 'follower',
        topic,
        partition,
        first: batch.baseOffset,
        last: batch.lastOffset,
        epoch: batch.epoch,
        bytes: bytes.length,
        producerId: head.producerId,
        transactional: (head.attributes & 16) !== 0,
        control: (head.attributes & 32) !== 0,
        client: '',
      });
    }
  }
}
