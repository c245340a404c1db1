import type { FetchRequest, FetchResponse } from '../wire/kafka/messages.ts';
import { ERR } from './errors.ts';
import { type FetchPlace, type FetchSession, placesOf } from './fetch-session.ts';
import { topicOfId } from './image.ts';
import {
  bytesBetween,
  endOfEpoch,
  latestEpoch,
  NO_SLICE,
  type PartitionLog,
  readLog,
  type Slice,
} from './partition-log.ts';
import { abortedWithin, firstUnstable } from './producer-state.ts';
import { number } from './properties.ts';
import { METADATA_DIR, METADATA_TOPIC, voterFetched } from './quorum.ts';
import { followerFetched } from './replica.ts';
import { reply } from './reply.ts';
import {
  type Asked,
  type LogOut,
  type LogState,
  type Partition,
  type Sparse,
  tpKey,
  type WaitingFetch,
} from './state.ts';

/*
 * Fetch: consumers and followers read the same way. Consumers see what is committed, those that ask for read_committed
 * only what lies below the first open transaction; followers see all. A fetch with too little to read waits for more,
 * up to its own time. KAFKA: KafkaApis.handleFetchRequest, ReplicaManager.fetchMessages, DelayedFetch
 */

type Part = Sparse<FetchResponse['responses'][number]['partitions'][number]> & {
  partitionIndex: number;
  errorCode: number;
};

interface Reading {
  readonly parts: Map<string, { readonly place: FetchPlace; readonly part: Part; readonly slice: Slice }>;
  bytes: number;
  /** An error, or news that cannot wait. */
  urgent: boolean;
}

const replicaOf = (body: FetchRequest): number =>
  body.replicaState !== undefined && body.replicaState.replicaId >= 0
    ? body.replicaState.replicaId
    : (body.replicaId ?? -1);

export function fetch(s: LogState, asked: Asked<FetchRequest>, out: LogOut): void {
  const { body } = asked;
  const named = placesOf(body, (topic, id) => (asked.version >= 13 ? (topicOfId(s.image, id)?.name ?? '') : topic));
  const session = openSession(s, body, named, out);
  if (typeof session === 'number') {
    return reply(s, asked.to, { errorCode: session, sessionId: body.sessionId, responses: [] }, out);
  }
  const places = session === null ? named : session.places;
  const replica = replicaOf(body);
  const reading = read(s, body, places, replica, out);
  // A follower's word is taken before it waits.
  if (replica >= 0) hearFollower(s, places, replica, reading, out);
  if (reading.urgent || reading.bytes >= body.minBytes || body.maxWaitMs <= 0 || places.size === 0) {
    return answer(s, asked, session, reading, replica, out);
  }
  park(s, asked, session, places, out);
}

// --- sessions ---------------------------------------------------------------------------------------------------

/** Null for a fetch without a session; a number is an error. */
function openSession(
  s: LogState,
  body: FetchRequest,
  named: Map<string, FetchPlace>,
  out: LogOut,
): FetchSession | number | null {
  const { sessionId, sessionEpoch } = body;
  if (sessionEpoch === -1) {
    s.sessions.delete(sessionId);
    return null;
  }
  if (sessionEpoch === 0) {
    s.sessions.delete(sessionId);
    return newSession(s, named, out);
  }
  const session = s.sessions.get(sessionId);
  if (session === undefined) return ERR.FETCH_SESSION_ID_NOT_FOUND;
  if (session.epoch !== sessionEpoch) return ERR.INVALID_FETCH_SESSION_EPOCH;
  session.epoch = sessionEpoch === 2_147_483_647 ? 1 : sessionEpoch + 1;
  session.usedAt = out.now;
  for (const [key, place] of named) session.places.set(key, place);
  for (const { topic, topicId, partitions } of body.forgottenTopicsData) {
    const name = topicOfId(s.image, topicId)?.name ?? topic;
    for (const partition of partitions) {
      session.places.delete(tpKey(name, partition));
      session.said.delete(tpKey(name, partition));
    }
  }
  return session;
}

function newSession(s: LogState, places: Map<string, FetchPlace>, out: LogOut): FetchSession | null {
  const slots = number(s, 'max.incremental.fetch.session.cache.slots');
  if (s.sessions.size >= slots) {
    // One that was not used for two minutes makes room. KAFKA: min.incremental.fetch.session.eviction.ms
    const old = [...s.sessions.values()].find(({ usedAt }) => out.now - usedAt > 120_000_000);
    if (old === undefined) return null;
    s.sessions.delete(old.id);
  }
  let id = 0;
  while (id === 0 || s.sessions.has(id)) id = out.random(0x7fffffff);
  const session: FetchSession = { id, epoch: 1, places, said: new Map(), usedAt: out.now };
  s.sessions.set(id, session);
  return session;
}

// --- reading ----------------------------------------------------------------------------------------------------

function read(
  s: LogState,
  body: FetchRequest,
  places: ReadonlyMap<string, FetchPlace>,
  replica: number,
  out: LogOut,
): Reading {
  const reading: Reading = { parts: new Map(), bytes: 0, urgent: false };
  const most = Math.min(body.maxBytes, number(s, 'fetch.max.bytes'));
  let left = replica >= 0 ? body.maxBytes : most;
  for (const [key, place] of places) {
    const found = readPlace(s, body, key, place, replica, left, reading.bytes === 0, out);
    if (found.part.errorCode !== 0 || found.part.divergingEpoch !== undefined) reading.urgent = true;
    reading.bytes += found.slice.bytes.length;
    left = Math.max(0, left - found.slice.bytes.length);
    reading.parts.set(key, { place, ...found });
  }
  return reading;
}

function failed(place: FetchPlace, errorCode: number): { part: Part; slice: Slice } {
  const part = {
    partitionIndex: place.partition,
    errorCode,
    highWatermark: -1,
    lastStableOffset: -1,
    logStartOffset: -1,
    // Who is told that there is no such partition gets the default of the field, everyone else nothing.
    ...(errorCode === ERR.UNKNOWN_TOPIC_OR_PARTITION ? {} : { abortedTransactions: null }),
    records: NO_SLICE.bytes,
  };
  return { part, slice: NO_SLICE };
}

function readPlace(
  s: LogState,
  body: FetchRequest,
  key: string,
  place: FetchPlace,
  replica: number,
  left: number,
  isFirst: boolean,
  out: LogOut,
): { part: Part; slice: Slice } {
  if (place.topic === METADATA_TOPIC) return readMetadata(s, place, replica, out);
  if (place.topic === '') return failed(place, ERR.UNKNOWN_TOPIC_ID);
  const p = s.partitions.get(key);
  const wrong = wrongPlace(s, p, place);
  if (wrong !== null || p === undefined) return wrong ?? failed(place, ERR.UNKNOWN_TOPIC_OR_PARTITION);
  const { log } = p;
  const diverging = divergence(log, place);
  const lastStable = lastStableOffset(p);
  const part: Part = {
    partitionIndex: place.partition,
    errorCode: 0,
    highWatermark: p.highWatermark,
    lastStableOffset: lastStable,
    logStartOffset: log.startOffset,
    abortedTransactions: null,
    records: NO_SLICE.bytes,
  };
  if (diverging !== null) return { part: { ...part, divergingEpoch: diverging }, slice: NO_SLICE };
  if (place.offset < log.startOffset || place.offset > log.endOffset) {
    // SIMPLIFIED: a follower is told where the log starts, where Kafka's asks again with ListOffsets.
    const told = failed(place, ERR.OFFSET_OUT_OF_RANGE);
    if (replica >= 0) told.part.logStartOffset = log.startOffset;
    return told;
  }
  const limit = replica >= 0 ? log.endOffset : body.isolationLevel === 1 ? lastStable : p.highWatermark;
  const slice =
    left > 0 || isFirst ? readLog(log, place.offset, limit, Math.min(left, place.maxBytes), isFirst) : NO_SLICE;
  part.records = slice.bytes;
  if (body.isolationLevel === 1 && replica < 0) {
    part.abortedTransactions = abortedWithin(
      log.producers,
      place.offset,
      slice.last < 0 ? place.offset : slice.last + 1,
    ).map(({ producerId, firstOffset }) => ({ producerId, firstOffset }));
  }
  return { part, slice };
}

function wrongPlace(s: LogState, p: Partition | undefined, place: FetchPlace): { part: Part; slice: Slice } | null {
  if (p === undefined || p.role !== 'leader') {
    const is = s.image.topics.get(place.topic)?.partitions[place.partition];
    if (is === undefined) return failed(place, ERR.UNKNOWN_TOPIC_OR_PARTITION);
    const found = failed(place, ERR.NOT_LEADER_OR_FOLLOWER);
    found.part.currentLeader = { leaderId: is.leader, leaderEpoch: is.leaderEpoch };
    return found;
  }
  const code = epochError(p, place.leaderEpoch);
  if (code === 0) return null;
  const found = failed(place, code);
  found.part.currentLeader = { leaderId: p.leader, leaderEpoch: p.leaderEpoch };
  return found;
}

/** What a client knows of the leader may be older or newer than what is known here. */
export function epochError(p: Partition, epoch: number): number {
  if (epoch < 0 || epoch === p.leaderEpoch) return ERR.NONE;
  return epoch < p.leaderEpoch ? ERR.FENCED_LEADER_EPOCH : ERR.UNKNOWN_LEADER_EPOCH;
}

/** Where the reader's log and this one part, if they do. KAFKA: Partition.readRecords with lastFetchedEpoch */
function divergence(log: PartitionLog, place: FetchPlace): { epoch: number; endOffset: number } | null {
  if (place.lastEpoch < 0) return null;
  const end = endOfEpoch(log, place.lastEpoch);
  if (end.endOffset < 0) return { epoch: latestEpoch(log), endOffset: log.endOffset };
  return end.epoch < place.lastEpoch || end.endOffset < place.offset ? end : null;
}

/** Below it no transaction is open. KAFKA: UnifiedLog.lastStableOffset */
export function lastStableOffset(p: Partition): number {
  const { producers } = p.log;
  if (producers.entries.size === 0) return p.highWatermark;
  const unstable = firstUnstable(producers, p.highWatermark);
  return unstable === null ? p.highWatermark : Math.min(unstable, p.highWatermark);
}

/** The quorum's own log: followers see all of it, and are told what is committed. */
function readMetadata(s: LogState, place: FetchPlace, replica: number, out: LogOut): { part: Part; slice: Slice } {
  const { quorum, metadataLog: log } = s;
  const currentLeader = { leaderId: quorum.leader, leaderEpoch: quorum.epoch };
  if (quorum.role !== 'leader' || (place.leaderEpoch >= 0 && place.leaderEpoch !== quorum.epoch)) {
    const code =
      place.leaderEpoch > quorum.epoch
        ? ERR.UNKNOWN_LEADER_EPOCH
        : place.leaderEpoch < quorum.epoch
          ? ERR.FENCED_LEADER_EPOCH
          : ERR.NOT_LEADER_OR_FOLLOWER;
    const found = failed(place, code);
    found.part.currentLeader = currentLeader;
    return found;
  }
  const diverging = divergence(log, place);
  const part: Part = {
    partitionIndex: 0,
    errorCode: 0,
    highWatermark: quorum.highWatermark,
    lastStableOffset: quorum.highWatermark,
    logStartOffset: 0,
    currentLeader,
    records: NO_SLICE.bytes,
  };
  if (diverging !== null) return { part: { ...part, divergingEpoch: diverging }, slice: NO_SLICE };
  if (replica >= 0) voterFetched(s, replica, place.offset, out.now);
  part.highWatermark = quorum.highWatermark;
  const limit = replica >= 0 ? log.endOffset : quorum.highWatermark;
  const slice = readLog(log, place.offset, limit, place.maxBytes, true);
  part.records = slice.bytes;
  return { part, slice };
}

function hearFollower(
  s: LogState,
  places: ReadonlyMap<string, FetchPlace>,
  replica: number,
  reading: Reading,
  out: LogOut,
): void {
  for (const [key, place] of places) {
    const p = s.partitions.get(key);
    const part = reading.parts.get(key)?.part;
    if (p === undefined || part === undefined || part.errorCode !== 0 || part.divergingEpoch !== undefined) continue;
    followerFetched(s, p, replica, place.offset, place.logStartOffset, out);
    part.highWatermark = p.highWatermark;
  }
}

// --- answering --------------------------------------------------------------------------------------------------

function answer(
  s: LogState,
  asked: Asked<FetchRequest>,
  session: FetchSession | null,
  reading: Reading,
  replica: number,
  out: LogOut,
): void {
  const topics = new Map<string, { topic: string; topicId: string; partitions: Part[] }>();
  const incremental = session !== null && asked.body.sessionEpoch > 0;
  for (const [key, { place, part, slice }] of reading.parts) {
    if (session !== null && !isNews(session, key, part, slice, incremental)) continue;
    const name = place.topic === '' ? place.topicId : place.topic;
    let topic = topics.get(name);
    if (topic === undefined) {
      const topicId = asked.version >= 13 ? place.topicId : (s.image.topics.get(place.topic)?.id ?? place.topicId);
      topic = { topic: place.topic, topicId, partitions: [] };
      topics.set(name, topic);
    }
    topic.partitions.push(part);
    if (out.observed && slice.last >= 0 && place.topic !== METADATA_TOPIC) {
      const run = { topic: place.topic, partition: place.partition, first: slice.first, last: slice.last };
      out.note({ kind: 'log.fetched', ...run, client: asked.client, replica });
    }
  }
  reply(
    s,
    asked.to,
    { throttleTimeMs: 0, errorCode: 0, sessionId: session?.id ?? 0, responses: [...topics.values()] },
    out,
  );
}

/** Whether a session's client is told of a partition. What had data comes last the next time. */
function isNews(session: FetchSession, key: string, part: Part, slice: Slice, incremental: boolean): boolean {
  const now = [part.highWatermark ?? -1, part.logStartOffset ?? -1, part.lastStableOffset ?? -1] as const;
  const said = session.said.get(key);
  session.said.set(key, now);
  const place = session.places.get(key);
  if (slice.last >= 0 && place !== undefined) {
    session.places.delete(key);
    session.places.set(key, place);
  }
  if (!incremental || part.errorCode !== 0 || slice.last >= 0 || part.divergingEpoch !== undefined) return true;
  return said === undefined || said.some((value, i) => value !== now[i]);
}

// --- waiting ----------------------------------------------------------------------------------------------------

function park(
  s: LogState,
  asked: Asked<FetchRequest>,
  session: FetchSession | null,
  places: ReadonlyMap<string, FetchPlace>,
  out: LogOut,
): void {
  const id = s.nextDelayed++;
  const keys = [...places.keys()];
  s.fetches.set(id, { id, asked, session: session?.id ?? 0, places: keys });
  for (const key of keys) {
    if (key === METADATA_DIR) s.metadataFetches.add(id);
    else s.partitions.get(key)?.fetches.add(id);
  }
  out.setTimer(`fetch ${id}`, asked.body.maxWaitMs * 1000);
}

/** A partition has grown, or is led by another: the fetches that waited for it may have enough. */
export function wakeFetches(s: LogState, key: string, out: LogOut): void {
  const ids = key === METADATA_DIR ? s.metadataFetches : s.partitions.get(key)?.fetches;
  if (ids === undefined) return;
  for (const id of [...ids]) {
    const waiting = s.fetches.get(id);
    if (waiting === undefined) ids.delete(id);
    else if (isEnough(s, waiting)) finish(s, waiting, out);
  }
}

function isEnough(s: LogState, waiting: WaitingFetch): boolean {
  // Only fetches are parked.
  const body = waiting.asked.body as FetchRequest;
  const replica = replicaOf(body);
  let bytes = 0;
  for (const [key, place] of placesOfWaiting(s, waiting)) {
    if (key === METADATA_DIR) return true;
    const p = s.partitions.get(key);
    if (p === undefined || p.role !== 'leader') return true;
    const limit = replica >= 0 ? p.log.endOffset : body.isolationLevel === 1 ? lastStableOffset(p) : p.highWatermark;
    if (place.offset < p.log.startOffset || epochError(p, place.leaderEpoch) !== 0) return true;
    bytes += bytesBetween(p.log, place.offset, limit, Math.min(place.maxBytes, body.minBytes - bytes));
    if (bytes >= body.minBytes) return true;
  }
  return false;
}

function placesOfWaiting(s: LogState, { asked, session }: WaitingFetch): ReadonlyMap<string, FetchPlace> {
  const kept = session === 0 ? undefined : s.sessions.get(session);
  if (kept !== undefined) return kept.places;
  const body = asked.body as FetchRequest;
  return placesOf(body, (topic, id) => (asked.version >= 13 ? (topicOfId(s.image, id)?.name ?? '') : topic));
}

function finish(s: LogState, waiting: WaitingFetch, out: LogOut): void {
  unpark(s, waiting);
  out.clearTimer(`fetch ${waiting.id}`);
  const asked = waiting.asked as Asked<FetchRequest>;
  const replica = replicaOf(asked.body);
  const reading = read(s, asked.body, placesOfWaiting(s, waiting), replica, out);
  answer(s, asked, s.sessions.get(waiting.session) ?? null, reading, replica, out);
}

function unpark(s: LogState, waiting: WaitingFetch): void {
  s.fetches.delete(waiting.id);
  s.metadataFetches.delete(waiting.id);
  for (const key of waiting.places) s.partitions.get(key)?.fetches.delete(waiting.id);
}

/** It has waited long enough: it gets what there is. */
export function fetchTimer(s: LogState, id: number, out: LogOut): void {
  const waiting = s.fetches.get(id);
  if (waiting !== undefined) finish(s, waiting, out);
}

/** Nobody is there to read the answer. */
export function forgetFetches(s: LogState, conn: number, out: LogOut): void {
  for (const waiting of s.fetches.values()) {
    const { to } = waiting.asked;
    if (to.kind !== 'conn' || to.conn !== conn) continue;
    unpark(s, waiting);
    out.clearTimer(`fetch ${waiting.id}`);
  }
}
