import { concatBytes, utf8Bytes } from '../base/bytes.ts';
import type { DiskView, Micros } from '../sim/machine.ts';
import {
  ApiKey,
  type BeginQuorumEpochRequest,
  type FetchResponse,
  type VoteRequest,
  type VoteResponse,
} from '../wire/kafka/messages.ts';
import {
  BATCH_HEAD,
  batchIsWhole,
  batchOf,
  CONTROL,
  readBatchHeader,
  readRecords,
  writeInt32,
} from '../wire/kafka/record-batch.ts';
import { ERR } from './errors.ts';
import { applyRecord, decodeMetadata, encodeMetadata, type MetadataRecord } from './image.ts';
import { ask } from './links.ts';
import {
  activeSegment,
  appendBatch,
  batchesFrom,
  endOfEpoch,
  headOf,
  latestEpoch,
  truncateLog,
} from './partition-log.ts';
import { number } from './properties.ts';
import type { QuorumState } from './quorum-state.ts';
import { reply } from './reply.ts';
import { segmentFile } from './segment.ts';
import type { Asked, LogOut, LogState } from './state.ts';

/*
 * The controller quorum: Kafka's Raft. The voters elect a leader, the active controller, by epochs; it appends to the
 * log of the cluster's metadata, the others fetch from it, and what lies on the disks of a majority is committed.
 * Followers pull where Raft's leader pushes; a fetch tells the leader how far its sender is, so it is the
 * acknowledgement too. Unlike the logs of topics, this one is synced.
 * KAFKA: org.apache.kafka.raft.KafkaRaftClient
 * SIMPLIFIED: every broker is a controller and a voter (combined mode), the voters never change, a vote is on the disk
 * when the answer leaves, and requests of the quorum come to the same listener as all others.
 */

export const METADATA_TOPIC = '__cluster_metadata';
export const METADATA_DIR = `${METADATA_TOPIC}-0`;
const STATE_FILE = `${METADATA_DIR}/quorum-state`;

export function readQuorumState(disk: DiskView): QuorumState {
  const state: QuorumState = {
    role: 'unattached',
    epoch: 0,
    leader: -1,
    votedFor: -1,
    votes: [],
    highWatermark: 0,
    voters: new Map(),
    epochStart: 0,
    heardAt: 0,
  };
  const bytes = disk.read(STATE_FILE);
  if (bytes === null) return state;
  const { leaderEpoch, votedId } = JSON.parse(String.fromCharCode(...bytes)) as Record<string, number>;
  return { ...state, epoch: leaderEpoch ?? 0, votedFor: votedId ?? -1 };
}

/** KAFKA: QuorumStateData.json, in its file */
function writeQuorumState(s: LogState, out: LogOut): void {
  const { epoch, leader, votedFor } = s.quorum;
  const state = {
    leaderId: leader,
    leaderEpoch: epoch,
    votedId: votedFor,
    currentVoters: voterIds(s).map((voterId) => ({ voterId })),
    data_version: 0,
  };
  out.replace(STATE_FILE, utf8Bytes(JSON.stringify(state)));
}

function voterIds(s: LogState): number[] {
  return s.config.brokers.map(({ id }) => id);
}

function majority(s: LogState): number {
  return Math.floor(s.config.brokers.length / 2) + 1;
}

function electionAfter(s: LogState, out: LogOut): Micros {
  const timeout = number(s, 'controller.quorum.election.timeout.ms') * 1000;
  return timeout + out.random(timeout);
}

function fetchTimeout(s: LogState): Micros {
  return number(s, 'controller.quorum.fetch.timeout.ms') * 1000;
}

/** A quorum of one leads at once; others wait to hear of a leader first. */
export function beginQuorum(s: LogState, out: LogOut): void {
  if (s.config.brokers.length === 1) becomeCandidate(s, out);
  else out.setTimer('election', electionAfter(s, out));
}

// --- elections --------------------------------------------------------------------------------------------------

/** Nobody was heard of for too long. */
export function electionTimer(s: LogState, out: LogOut): void {
  const { role } = s.quorum;
  if (role === 'leader') return checkQuorum(s, out);
  becomeProspective(s, out);
}

/** Asks whether the others would vote for it, and disturbs nobody if not (KIP-996). */
function becomeProspective(s: LogState, out: LogOut): void {
  const { quorum } = s;
  quorum.role = 'prospective';
  quorum.leader = -1;
  quorum.votes = [s.config.nodeId];
  if (out.observed) out.note({ kind: 'log.electionBegan', epoch: quorum.epoch, preVote: true });
  out.setTimer('election', electionAfter(s, out));
  askForVotes(s, true, out);
}

function becomeCandidate(s: LogState, out: LogOut): void {
  const { quorum } = s;
  quorum.role = 'candidate';
  quorum.epoch++;
  quorum.leader = -1;
  quorum.votedFor = s.config.nodeId;
  quorum.votes = [s.config.nodeId];
  writeQuorumState(s, out);
  if (out.observed) out.note({ kind: 'log.electionBegan', epoch: quorum.epoch, preVote: false });
  if (quorum.votes.length >= majority(s)) return becomeQuorumLeader(s, out);
  out.setTimer('election', electionAfter(s, out));
  askForVotes(s, false, out);
}

function askForVotes(s: LogState, preVote: boolean, out: LogOut): void {
  const { quorum, config, metadataLog } = s;
  for (const voter of voterIds(s)) {
    if (voter === config.nodeId) continue;
    const partition = {
      partitionIndex: 0,
      replicaEpoch: quorum.epoch,
      replicaId: config.nodeId,
      lastOffsetEpoch: latestEpoch(metadataLog),
      lastOffset: metadataLog.endOffset,
      preVote,
    };
    const body = {
      clusterId: config.clusterId,
      voterId: voter,
      topics: [{ topicName: METADATA_TOPIC, partitions: [partition] }],
    };
    ask(s, 'raft', voter, ApiKey.Vote, 2, body, { kind: 'vote', epoch: quorum.epoch, preVote, voter }, out);
  }
}

/** KAFKA: KafkaRaftClient.handleVoteRequest */
export function answerVote(s: LogState, asked: Asked<VoteRequest>, out: LogOut): void {
  const { quorum, metadataLog } = s;
  const of = asked.body.topics[0]?.partitions[0];
  if (of === undefined) return reply(s, asked.to, { errorCode: ERR.INVALID_REQUEST }, out);
  if (of.replicaEpoch > quorum.epoch) becomeUnattached(s, of.replicaEpoch, out);
  const epoch = latestEpoch(metadataLog);
  const isUpToDate =
    of.lastOffsetEpoch > epoch || (of.lastOffsetEpoch === epoch && of.lastOffset >= metadataLog.endOffset);
  const knowsLeader =
    quorum.role === 'leader' || (quorum.role === 'follower' && out.now - quorum.heardAt < fetchTimeout(s));
  const isFree = of.preVote
    ? !knowsLeader
    : quorum.leader === -1 && (quorum.votedFor === -1 || quorum.votedFor === of.replicaId);
  const granted = of.replicaEpoch === quorum.epoch && isUpToDate && isFree;
  if (granted && !of.preVote) {
    quorum.votedFor = of.replicaId;
    writeQuorumState(s, out);
    out.setTimer('election', electionAfter(s, out));
  }
  if (out.observed) out.note({ kind: 'log.voted', epoch: of.replicaEpoch, candidate: of.replicaId, granted });
  const partition = {
    partitionIndex: 0,
    errorCode: 0,
    leaderId: quorum.leader,
    leaderEpoch: quorum.epoch,
    voteGranted: granted,
  };
  reply(s, asked.to, { errorCode: 0, topics: [{ topicName: METADATA_TOPIC, partitions: [partition] }] }, out);
}

/** A voter has answered. */
export function voteHeard(
  s: LogState,
  voter: number,
  epoch: number,
  preVote: boolean,
  body: VoteResponse,
  out: LogOut,
): void {
  const { quorum } = s;
  const said = body.topics?.[0]?.partitions?.[0];
  if (said === undefined) return;
  if (said.leaderEpoch > quorum.epoch) return becomeUnattached(s, said.leaderEpoch, out);
  const waits = quorum.epoch === epoch && quorum.role === (preVote ? 'prospective' : 'candidate');
  if (!waits || !said.voteGranted || quorum.votes.includes(voter)) return;
  quorum.votes.push(voter);
  if (quorum.votes.length < majority(s)) return;
  if (preVote) becomeCandidate(s, out);
  else becomeQuorumLeader(s, out);
}

/** Another epoch has begun, and its leader is not known yet. */
function becomeUnattached(s: LogState, epoch: number, out: LogOut): void {
  const { quorum } = s;
  if (quorum.role === 'leader') resign(s, 'another epoch has begun', out);
  quorum.role = 'unattached';
  quorum.epoch = epoch;
  quorum.leader = -1;
  quorum.votedFor = -1;
  writeQuorumState(s, out);
  out.setTimer('election', electionAfter(s, out));
}

function becomeQuorumLeader(s: LogState, out: LogOut): void {
  const { quorum, config } = s;
  quorum.role = 'leader';
  quorum.leader = config.nodeId;
  quorum.epochStart = s.metadataLog.endOffset;
  quorum.voters.clear();
  for (const id of voterIds(s)) quorum.voters.set(id, { endOffset: -1, heardAt: out.now });
  out.note({ kind: 'log.controllerElected', nodeId: config.nodeId, epoch: quorum.epoch });
  appendLeaderChange(s, out);
  for (const voter of voterIds(s)) if (voter !== config.nodeId) sendBeginEpoch(s, voter, out);
  if (config.brokers.length > 1) out.setTimer('election', Math.ceil(fetchTimeout(s) * 1.5));
}

function sendBeginEpoch(s: LogState, voter: number, out: LogOut): void {
  const partition = { partitionIndex: 0, leaderId: s.config.nodeId, leaderEpoch: s.quorum.epoch };
  const body = {
    clusterId: s.config.clusterId,
    voterId: voter,
    topics: [{ topicName: METADATA_TOPIC, partitions: [partition] }],
    leaderEndpoints: [],
  };
  ask(s, 'raft', voter, ApiKey.BeginQuorumEpoch, 1, body, { kind: 'beginEpoch' }, out);
}

/** The record that begins an epoch. KAFKA: LeaderChangeMessage.json */
function appendLeaderChange(s: LogState, out: LogOut): void {
  const ids = voterIds(s);
  const head = new Uint8Array(7);
  writeInt32(head, 2, s.config.nodeId);
  head[6] = ids.length + 1;
  const voter = (id: number): Uint8Array => {
    const bytes = new Uint8Array(5);
    writeInt32(bytes, 0, id);
    return bytes;
  };
  const granted = s.quorum.votes;
  const value = concatBytes([
    head,
    ...ids.map(voter),
    Uint8Array.of(granted.length + 1),
    ...granted.map(voter),
    Uint8Array.of(0),
  ]);
  appendToMetadata(s, [{ key: Uint8Array.of(0, 0, 0, 2), value }], CONTROL, out);
}

/** A leader that a majority has not fetched from for too long leads nobody. KAFKA: LeaderState.timeUntilCheckQuorumExpires */
function checkQuorum(s: LogState, out: LogOut): void {
  const within = Math.ceil(fetchTimeout(s) * 1.5);
  let heard = 1;
  for (const [id, voter] of s.quorum.voters) if (id !== s.config.nodeId && out.now - voter.heardAt < within) heard++;
  out.setTimer('election', Math.ceil(within / 3));
  if (heard >= majority(s)) {
    for (const [id, voter] of s.quorum.voters) {
      if (id !== s.config.nodeId && out.now - voter.heardAt > within) {
        voter.heardAt = out.now;
        sendBeginEpoch(s, id, out);
      }
    }
    return;
  }
  resign(s, 'no majority has fetched from it', out);
  s.quorum.role = 'unattached';
  s.quorum.leader = -1;
  out.setTimer('election', electionAfter(s, out));
}

function resign(s: LogState, why: string, out: LogOut): void {
  out.note({ kind: 'log.controllerResigned', epoch: s.quorum.epoch, why });
}

// --- following --------------------------------------------------------------------------------------------------

/** KAFKA: KafkaRaftClient.handleBeginQuorumEpochRequest */
export function answerBeginEpoch(s: LogState, asked: Asked<BeginQuorumEpochRequest>, out: LogOut): void {
  const of = asked.body.topics[0]?.partitions[0];
  if (of !== undefined && of.leaderEpoch >= s.quorum.epoch) follow(s, of.leaderId, of.leaderEpoch, out);
  const partition = {
    partitionIndex: 0,
    errorCode: of !== undefined && of.leaderEpoch < s.quorum.epoch ? ERR.FENCED_LEADER_EPOCH : 0,
    leaderId: s.quorum.leader,
    leaderEpoch: s.quorum.epoch,
  };
  reply(s, asked.to, { errorCode: 0, topics: [{ topicName: METADATA_TOPIC, partitions: [partition] }] }, out);
}

function follow(s: LogState, leader: number, epoch: number, out: LogOut): void {
  const { quorum } = s;
  if (quorum.role === 'follower' && quorum.leader === leader && quorum.epoch === epoch) return;
  if (quorum.role === 'leader') {
    if (epoch === quorum.epoch) return;
    resign(s, 'another leader was elected', out);
  }
  if (epoch > quorum.epoch) quorum.votedFor = -1;
  quorum.role = 'follower';
  quorum.epoch = epoch;
  quorum.leader = leader;
  quorum.heardAt = out.now;
  writeQuorumState(s, out);
  if (out.observed) out.note({ kind: 'log.controllerFollowed', nodeId: leader, epoch });
  out.setTimer('election', fetchTimeout(s) + out.random(fetchTimeout(s)));
  fetchMetadata(s, out);
}

/** Asks the leader for what comes next. What is in the request's offset is on this disk. */
export function fetchMetadata(s: LogState, out: LogOut): void {
  const { quorum, metadataLog, config } = s;
  if (quorum.role !== 'follower') return;
  const partition = {
    partition: 0,
    currentLeaderEpoch: quorum.epoch,
    fetchOffset: metadataLog.endOffset,
    lastFetchedEpoch: latestEpoch(metadataLog),
    logStartOffset: 0,
    partitionMaxBytes: 8_388_608,
  };
  const body = {
    clusterId: config.clusterId,
    replicaId: config.nodeId,
    maxWaitMs: 500,
    minBytes: 1,
    maxBytes: 8_388_608,
    isolationLevel: 0,
    sessionId: 0,
    sessionEpoch: -1,
    topics: [{ topic: METADATA_TOPIC, partitions: [partition] }],
    forgottenTopicsData: [],
    rackId: '',
  };
  ask(
    s,
    'metadata',
    quorum.leader,
    ApiKey.Fetch,
    12,
    body,
    { kind: 'metadataFetch', epoch: quorum.epoch, leader: quorum.leader },
    out,
  );
}

/** The leader has answered, or has not (null). */
export function metadataFetched(s: LogState, epoch: number, body: FetchResponse | null, out: LogOut): void {
  const { quorum } = s;
  if (quorum.role !== 'follower' || quorum.epoch !== epoch) return;
  const part = body?.responses?.[0]?.partitions?.[0];
  if (part === undefined) return out.setTimer('metadata', 100_000);
  const current = part.currentLeader;
  if (current !== undefined && current.leaderEpoch > quorum.epoch) {
    if (current.leaderId >= 0) follow(s, current.leaderId, current.leaderEpoch, out);
    else becomeUnattached(s, current.leaderEpoch, out);
    return;
  }
  if (part.errorCode !== 0) return out.setTimer('metadata', 100_000);
  quorum.heardAt = out.now;
  out.setTimer('election', fetchTimeout(s) + out.random(fetchTimeout(s)));
  const diverging = part.divergingEpoch;
  if (diverging !== undefined && diverging.epoch >= 0) {
    const own = endOfEpoch(s.metadataLog, diverging.epoch);
    truncateLog(s.metadataLog, Math.min(own.endOffset, diverging.endOffset), 'diverged', nowMs(s, out), out);
    s.metadataSynced = Math.min(s.metadataSynced, s.metadataLog.endOffset);
    return fetchMetadata(s, out);
  }
  const grew = appendFetched(s, part.records ?? new Uint8Array(0), out);
  quorum.highWatermark = Math.max(quorum.highWatermark, Math.min(part.highWatermark, s.metadataLog.endOffset));
  // What it has not synced it does not acknowledge: then the next fetch leaves when the disk has answered.
  if (!grew) fetchMetadata(s, out);
}

function appendFetched(s: LogState, records: Uint8Array, out: LogOut): boolean {
  let at = 0;
  for (let head = readBatchHeader(records, at); head !== null; head = readBatchHeader(records, at)) {
    if (head.baseOffset !== s.metadataLog.endOffset || !batchIsWhole(records, at, head.size)) break;
    const bytes = records.slice(at, at + head.size);
    appendBatch(s.metadataLog, bytes, head, head.baseOffset, head.partitionLeaderEpoch, nowMs(s, out), out);
    at += head.size;
  }
  if (at > 0) syncMetadata(s, out);
  return at > 0;
}

export function nowMs(s: LogState, out: { readonly now: Micros }): number {
  return s.config.epochMs + Math.floor(out.now / 1000);
}

// --- the log ----------------------------------------------------------------------------------------------------

/** Appends as the leader; the records count at once for the controller, and for all once they are committed. */
export function proposeMetadata(s: LogState, records: readonly MetadataRecord[], out: LogOut): number {
  const { controller } = s;
  if (controller !== null) for (const record of records) applyRecord(controller.image, record);
  return appendToMetadata(
    s,
    records.map((record) => ({ key: null, value: encodeMetadata(record) })),
    0,
    out,
  );
}

function appendToMetadata(
  s: LogState,
  drafts: readonly { key: Uint8Array | null; value: Uint8Array }[],
  attributes: number,
  out: LogOut,
): number {
  const log = s.metadataLog;
  const now = nowMs(s, out);
  const bytes = batchOf(drafts, now, { attributes });
  const head = readBatchHeader(bytes);
  if (head !== null) appendBatch(log, bytes, head, log.endOffset, s.quorum.epoch, now, out);
  syncMetadata(s, out);
  s.due.grown.add(METADATA_DIR);
  return log.endOffset;
}

function syncMetadata(s: LogState, out: LogOut): void {
  out.sync(segmentFile(METADATA_DIR, activeSegment(s.metadataLog).baseOffset, 'log'));
}

/** So much of the metadata log is on the disk. */
export function metadataSynced(s: LogState, out: LogOut): void {
  const { quorum } = s;
  const upTo = s.metadataLog.recoveryPoint;
  const grew = upTo > s.metadataSynced;
  s.metadataSynced = upTo;
  if (quorum.role === 'leader') advanceQuorum(s);
  else if (grew && upTo === s.metadataLog.endOffset) fetchMetadata(s, out);
}

/** A voter has fetched from `offset` on: it has all below. */
export function voterFetched(s: LogState, voter: number, offset: number, now: Micros): void {
  const known = s.quorum.voters.get(voter);
  if (known === undefined) return;
  known.endOffset = offset;
  known.heardAt = now;
  advanceQuorum(s);
}

/** Committed is what a majority has, if this epoch is in it. KAFKA: LeaderState.maybeUpdateHighWatermark */
function advanceQuorum(s: LogState): void {
  const { quorum } = s;
  const ends = [...quorum.voters].map(([id, { endOffset }]) => (id === s.config.nodeId ? s.metadataSynced : endOffset));
  ends.sort((a, b) => b - a);
  const upTo = ends[majority(s) - 1] ?? 0;
  if (upTo <= quorum.highWatermark || upTo <= quorum.epochStart) return;
  quorum.highWatermark = upTo;
  s.due.grown.add(METADATA_DIR);
}

/** The records between two offsets, in order, control records left out. */
export function* metadataRecords(s: LogState, from: number, to: number): Generator<MetadataRecord> {
  for (const batch of batchesFrom(s.metadataLog, from)) {
    if (batch.lastOffset >= to) return;
    const head = headOf(batch);
    if ((head.attributes & CONTROL) !== 0) continue;
    for (const { value } of readRecords(batch.bytes, BATCH_HEAD, head.size, head.recordsCount) ?? []) {
      if (value !== null) yield decodeMetadata(value);
    }
  }
}
