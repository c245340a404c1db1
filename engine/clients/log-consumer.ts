import { byteStringOf } from '../base/bytes.ts';
import type { Machine, Stimulus } from '../sim/machine.ts';
import { decodeData, encodeData } from '../wire/kafka/data.ts';
import {
  ApiKey,
  type FetchResponse,
  type FindCoordinatorResponse,
  type JoinGroupResponse,
  type ListOffsetsResponse,
  type OffsetCommitResponse,
  type OffsetFetchResponse,
  type SyncGroupResponse,
} from '../wire/kafka/messages.ts';
import { BATCH_HEAD, CONTROL, readBatchHeader, readRecords } from '../wire/kafka/record-batch.ts';
import { type ConfigOf, micros, oneOf, orNull, readFields, text, whole } from './config.ts';
import type { LogClientFact } from './log-facts.ts';
import {
  type Answer,
  askMetadata,
  LOG_SESSION_FIELDS,
  type LogClientOut,
  type LogSession,
  leaderHost,
  logSessionOn,
  metadataHeard,
  newLogSession,
  request,
} from './log-session.ts';
import { createSeen, meet, type Seen } from './seen.ts';

/*
 * A program in a consumer group, as Kafka's own consumer: it finds the coordinator, joins, gets its partitions (the first
 * of the group divides them by range), reads from where the group had got to, processes one record after the other, and
 * commits in between. What it has processed and not committed when it dies is processed again by whoever comes next.
 */

const FIELDS = {
  ...LOG_SESSION_FIELDS,
  group: text('app'),
  /** `group.instance.id`; null for a dynamic member. */
  instanceId: orNull(text('')),
  sessionTimeout: micros(45_000_000, 1),
  heartbeatEvery: micros(3_000_000, 1),
  rebalanceTimeout: micros(300_000_000, 1),
  /** How long a record takes it. */
  work: micros(10_000),
  /** `auto.commit.interval.ms`, in microseconds; 0 commits after every record. */
  commitEvery: micros(5_000_000),
  /** Where it begins when the group has committed nothing. */
  offsetReset: oneOf<'earliest' | 'latest'>('latest', 'earliest'),
  isolation: oneOf<'read_uncommitted' | 'read_committed'>('read_uncommitted', 'read_committed'),
  /** Bytes of a fetch. */
  fetchMax: whole(1_048_576, 1),
};

export type LogConsumerConfig = ConfigOf<typeof FIELDS>;

interface Polled {
  readonly partition: number;
  readonly offset: number;
  readonly id: string;
}

export interface LogConsumerState {
  config: LogConsumerConfig;
  readonly session: LogSession;
  phase: 'starting' | 'joining' | 'syncing' | 'consuming';
  coordinator: string | null;
  memberId: string;
  generation: number;
  /** Where the next fetch of each partition begins; -1 until it is known. */
  positions: Map<number, number>;
  /** Behind the last record processed. */
  done: Map<number, number>;
  committed: Map<number, number>;
  readonly buffer: Polled[];
  readonly fetching: Set<number>;
  working: boolean;
  processed: number;
  readonly seen: Seen;
}

const MEMBER_ID_REQUIRED = 79;
const UNKNOWN_MEMBER = 25;
const REBALANCING = 27;
const OUT_OF_RANGE = 1;

export const logConsumer: Machine<
  LogConsumerState,
  LogConsumerConfig,
  LogClientFact,
  { readonly kind: 'status' },
  object
> = {
  listens: null,
  readConfig: (raw) => readFields('log-consumer', FIELDS, raw),
  boot(config, _disk, out) {
    const state: LogConsumerState = {
      config,
      session: newLogSession(),
      phase: 'starting',
      coordinator: null,
      memberId: '',
      generation: -1,
      positions: new Map(),
      done: new Map(),
      committed: new Map(),
      buffer: [],
      fetching: new Set(),
      working: false,
      processed: 0,
      seen: createSeen(),
    };
    askMetadata(state.session, config, out);
    return state;
  },
  on(state, stimulus, out) {
    for (const answer of logSessionOn(state.session, state.config, stimulus, out)) onAnswer(state, answer, out);
    if (stimulus.kind === 'timer') onTimer(state, stimulus, out);
    else if (stimulus.kind === 'configure') state.config = stimulus.config as LogConsumerConfig; // checked by readConfig
  },
  inspect: ({ phase, memberId, generation, positions, committed, processed, buffer }) => ({
    phase,
    memberId,
    generation,
    positions: [...positions],
    committed: [...committed],
    processed,
    buffered: buffer.length,
  }),
};

function onTimer(state: LogConsumerState, { name }: Stimulus & { readonly kind: 'timer' }, out: LogClientOut): void {
  if (name === 'again') askMetadata(state.session, state.config, out);
  else if (name === 'heartbeat') heartbeat(state, out);
  else if (name === 'commit') {
    commit(state, out);
    out.setTimer('commit', Math.max(1, state.config.commitEvery));
  } else if (name === 'work') worked(state, out);
  else if (name === 'poll') poll(state, out);
}

const LATER = 100_000;

function onAnswer(state: LogConsumerState, { what, body }: Answer, out: LogClientOut): void {
  const [kind = '', of = ''] = what.split(' ');
  // Each is the answer to the request of its name.
  switch (kind) {
    case 'metadata':
      if (!metadataHeard(state.session, body)) return out.setTimer('again', state.config.retryAfter);
      return state.coordinator === null ? findCoordinator(state, out) : poll(state, out);
    case 'coordinator':
      return coordinatorHeard(state, body as FindCoordinatorResponse | null, out);
    case 'join':
      return joined(state, body as JoinGroupResponse | null, out);
    case 'sync':
      return synced(state, body as SyncGroupResponse | null, out);
    case 'heartbeat':
      return beaten(state, (body as { errorCode: number } | null)?.errorCode ?? null, out);
    case 'offsets':
      return offsetsHeard(state, body as OffsetFetchResponse | null, out);
    case 'reset':
      return resetHeard(state, Number(of), body as ListOffsetsResponse | null, out);
    case 'fetch':
      return fetched(state, Number(of), body as FetchResponse | null, out);
    case 'commit':
      return commitHeard(state, of, body as OffsetCommitResponse | null, out);
    default:
  }
}

// --- the group --------------------------------------------------------------------------------------------------

function findCoordinator(state: LogConsumerState, out: LogClientOut): void {
  const host = [...state.session.hosts.values()][0] ?? '';
  const body = { key: state.config.group, keyType: 0, coordinatorKeys: [state.config.group] };
  request(state.session, host, 'metadata', 'coordinator', ApiKey.FindCoordinator, 4, body, out);
}

function coordinatorHeard(state: LogConsumerState, body: FindCoordinatorResponse | null, out: LogClientOut): void {
  const found = body?.coordinators[0];
  if (found === undefined || found.errorCode !== 0) return out.setTimer('again', LATER);
  state.coordinator = found.host;
  join(state, out);
}

function ask(
  state: LogConsumerState,
  what: string,
  apiKey: number,
  version: number,
  body: object,
  out: LogClientOut,
): void {
  if (state.coordinator !== null) request(state.session, state.coordinator, 'group', what, apiKey, version, body, out);
}

function join(state: LogConsumerState, out: LogClientOut): void {
  const { config } = state;
  state.phase = 'joining';
  out.clearTimer('heartbeat');
  const metadata = encodeData('ConsumerProtocolSubscription', 0, { topics: [config.topic], userData: null });
  const body = {
    groupId: config.group,
    sessionTimeoutMs: Math.round(config.sessionTimeout / 1000),
    rebalanceTimeoutMs: Math.round(config.rebalanceTimeout / 1000),
    memberId: state.memberId,
    groupInstanceId: config.instanceId,
    protocolType: 'consumer',
    protocols: [{ name: 'range', metadata }],
    reason: null,
  };
  ask(state, 'join', ApiKey.JoinGroup, 7, body, out);
}

/** The coordinator is elsewhere, or cannot be reached: it is looked for again. */
function lost(state: LogConsumerState, out: LogClientOut): void {
  state.coordinator = null;
  out.setTimer('again', LATER);
}

function joined(state: LogConsumerState, body: JoinGroupResponse | null, out: LogClientOut): void {
  if (body === null) return lost(state, out);
  if (body.errorCode === MEMBER_ID_REQUIRED || body.errorCode === UNKNOWN_MEMBER) {
    state.memberId = body.errorCode === UNKNOWN_MEMBER ? '' : body.memberId;
    return join(state, out);
  }
  if (body.errorCode !== 0) return lost(state, out);
  state.memberId = body.memberId;
  state.generation = body.generationId;
  state.phase = 'syncing';
  const { group, instanceId } = state.config;
  const assignments = body.leader === body.memberId ? divide(state, body) : [];
  const more = { protocolType: 'consumer', protocolName: body.protocolName, groupInstanceId: instanceId, assignments };
  ask(
    state,
    'sync',
    ApiKey.SyncGroup,
    5,
    { groupId: group, generationId: body.generationId, memberId: body.memberId, ...more },
    out,
  );
}

/** KAFKA: RangeAssignor: members by their ids, the first of them one partition more where it does not come out even */
function divide(
  state: LogConsumerState,
  { members }: JoinGroupResponse,
): { memberId: string; assignment: Uint8Array }[] {
  const sorted = [...members].sort((a, b) =>
    (a.groupInstanceId ?? a.memberId) < (b.groupInstanceId ?? b.memberId) ? -1 : 1,
  );
  const count = state.session.leaders.length;
  const each = Math.floor(count / sorted.length);
  const more = count % sorted.length;
  return sorted.map(({ memberId }, i) => {
    const from = i * each + Math.min(i, more);
    const partitions = Array.from({ length: each + (i < more ? 1 : 0) }, (_, k) => from + k);
    const assignedPartitions = partitions.length === 0 ? [] : [{ topic: state.config.topic, partitions }];
    return {
      memberId,
      assignment: encodeData('ConsumerProtocolAssignment', 0, { assignedPartitions, userData: null }),
    };
  });
}

function synced(state: LogConsumerState, body: SyncGroupResponse | null, out: LogClientOut): void {
  if (body === null) return lost(state, out);
  if (body.errorCode !== 0) return again(state, body.errorCode, out);
  const assignment = body.assignment.length === 0 ? null : decodeData('ConsumerProtocolAssignment', body.assignment);
  const partitions = assignment?.assignedPartitions.flatMap((one) => one.partitions) ?? [];
  state.phase = 'consuming';
  state.positions = new Map(partitions.map((partition) => [partition, -1]));
  state.done = new Map();
  state.committed = new Map();
  state.buffer.length = 0;
  const { group, heartbeatEvery, commitEvery, topic } = state.config;
  out.note({ kind: 'client.assigned', group, generation: state.generation, partitions });
  out.setTimer('heartbeat', heartbeatEvery);
  if (commitEvery > 0) out.setTimer('commit', commitEvery);
  if (partitions.length === 0) return;
  const topics = [{ name: topic, partitionIndexes: partitions }];
  ask(state, 'offsets', ApiKey.OffsetFetch, 7, { groupId: group, topics, groups: [], requireStable: true }, out);
}

/** Out of the generation: what was being done here is somebody's again. */
function again(state: LogConsumerState, code: number, out: LogClientOut): void {
  if (state.phase === 'consuming') {
    out.note({
      kind: 'client.revoked',
      group: state.config.group,
      why: code === REBALANCING ? 'the group rebalances' : `error ${code}`,
    });
    if (code === REBALANCING) commit(state, out);
  }
  state.buffer.length = 0;
  state.positions.clear();
  if (code === UNKNOWN_MEMBER) state.memberId = '';
  if (code === 15 || code === 16) return lost(state, out);
  join(state, out);
}

function heartbeat(state: LogConsumerState, out: LogClientOut): void {
  if (state.phase !== 'consuming') return;
  const { group, instanceId } = state.config;
  const body = {
    groupId: group,
    generationId: state.generation,
    memberId: state.memberId,
    groupInstanceId: instanceId,
  };
  ask(state, 'heartbeat', ApiKey.Heartbeat, 4, body, out);
  out.setTimer('heartbeat', state.config.heartbeatEvery);
}

function beaten(state: LogConsumerState, code: number | null, out: LogClientOut): void {
  if (code === null) return lost(state, out);
  if (code !== 0 && state.phase === 'consuming') again(state, code, out);
}

// --- reading ----------------------------------------------------------------------------------------------------

function offsetsHeard(state: LogConsumerState, body: OffsetFetchResponse | null, out: LogClientOut): void {
  if (body === null) return lost(state, out);
  const parts = body.topics[0]?.partitions ?? [];
  if (body.errorCode !== 0 || parts.some(({ errorCode }) => errorCode !== 0)) return join(state, out);
  for (const { partitionIndex, committedOffset } of parts) {
    if (!state.positions.has(partitionIndex)) continue;
    if (committedOffset >= 0) {
      state.positions.set(partitionIndex, committedOffset);
      state.committed.set(partitionIndex, committedOffset);
    } else reset(state, partitionIndex, out);
  }
  poll(state, out);
}

function reset(state: LogConsumerState, partition: number, out: LogClientOut): void {
  const host = leaderHost(state.session, partition);
  if (host === null) return out.setTimer('again', LATER);
  const timestamp = state.config.offsetReset === 'earliest' ? -2 : -1;
  const topics = [
    { name: state.config.topic, partitions: [{ partitionIndex: partition, currentLeaderEpoch: -1, timestamp }] },
  ];
  request(
    state.session,
    host,
    'metadata',
    `reset ${partition}`,
    ApiKey.ListOffsets,
    6,
    { replicaId: -1, isolationLevel: 0, topics },
    out,
  );
}

function resetHeard(
  state: LogConsumerState,
  partition: number,
  body: ListOffsetsResponse | null,
  out: LogClientOut,
): void {
  const part = body?.topics[0]?.partitions[0];
  if (part === undefined || part.errorCode !== 0) return out.setTimer('again', LATER);
  if (state.positions.has(partition)) state.positions.set(partition, part.offset);
  poll(state, out);
}

/** Fetches of each partition that is owned, as long as what is read is worked off. */
function poll(state: LogConsumerState, out: LogClientOut): void {
  if (state.phase !== 'consuming' || state.buffer.length > 0) return;
  for (const [partition, position] of state.positions) {
    if (state.fetching.has(partition) || position < 0) continue;
    const host = leaderHost(state.session, partition);
    if (host === null) {
      out.setTimer('again', LATER);
      continue;
    }
    state.fetching.add(partition);
    const { topic, fetchMax, isolation } = state.config;
    const place = {
      partition,
      currentLeaderEpoch: -1,
      fetchOffset: position,
      lastFetchedEpoch: -1,
      logStartOffset: -1,
      partitionMaxBytes: fetchMax,
    };
    const body = {
      replicaId: -1,
      maxWaitMs: 500,
      minBytes: 1,
      maxBytes: fetchMax,
      isolationLevel: isolation === 'read_committed' ? 1 : 0,
      sessionId: 0,
      sessionEpoch: -1,
      topics: [{ topic, partitions: [place] }],
      forgottenTopicsData: [],
      rackId: '',
    };
    request(state.session, host, `fetch ${partition}`, `fetch ${partition}`, ApiKey.Fetch, 12, body, out);
  }
}

function fetched(state: LogConsumerState, partition: number, body: FetchResponse | null, out: LogClientOut): void {
  state.fetching.delete(partition);
  const part = body?.responses[0]?.partitions[0];
  const position = state.positions.get(partition);
  if (position === undefined) return;
  if (part === undefined || (part.errorCode !== 0 && part.errorCode !== OUT_OF_RANGE))
    return out.setTimer('again', LATER);
  if (part.errorCode === OUT_OF_RANGE) return reset(state, partition, out);
  const next = take(state, partition, position, part, out);
  state.positions.set(partition, next);
  work(state, out);
  poll(state, out);
}

type Part = FetchResponse['responses'][number]['partitions'][number];

/** Puts the records of an answer into the buffer; returns where the next fetch begins. */
function take(state: LogConsumerState, partition: number, from: number, part: Part, out: LogClientOut): number {
  const bytes = part.records ?? new Uint8Array(0);
  const aborted = [...(part.abortedTransactions ?? [])].sort((a, b) => a.firstOffset - b.firstOffset);
  const open = new Set<number>();
  let next = from;
  let at = 0;
  for (let head = readBatchHeader(bytes, at); head !== null; head = readBatchHeader(bytes, at)) {
    const last = head.baseOffset + head.lastOffsetDelta;
    while (aborted[0] !== undefined && aborted[0].firstOffset <= last)
      open.add((aborted.shift() as { producerId: number }).producerId);
    const isControl = (head.attributes & CONTROL) !== 0;
    if (isControl) open.delete(head.producerId);
    else if (!((head.attributes & 16) !== 0 && open.has(head.producerId))) {
      for (const { offsetDelta, value } of readRecords(bytes, at + BATCH_HEAD, at + head.size, head.recordsCount) ??
        []) {
        const offset = head.baseOffset + offsetDelta;
        const id = value === null ? '' : (byteStringOf(value).split(' ', 1)[0] ?? '');
        if (offset >= from) state.buffer.push({ partition, offset, id });
      }
    }
    next = last + 1;
    at += head.size;
  }
  if (out.observed && next > from)
    out.note({ kind: 'client.polled', topic: state.config.topic, partition, first: from, last: next - 1 });
  return next;
}

function work(state: LogConsumerState, out: LogClientOut): void {
  if (state.working || state.buffer.length === 0) return;
  state.working = true;
  out.setTimer('work', state.config.work);
}

/** One record is processed. */
function worked(state: LogConsumerState, out: LogClientOut): void {
  state.working = false;
  const record = state.buffer.shift();
  if (record !== undefined) {
    const { partition, offset, id } = record;
    state.processed++;
    state.done.set(partition, offset + 1);
    const duplicate = meet(state.seen, id);
    if (out.observed) out.note({ kind: 'client.processed', id, partition, offset, duplicate });
    if (state.config.commitEvery === 0) commit(state, out);
  }
  work(state, out);
  if (state.buffer.length === 0) poll(state, out);
}

function commit(state: LogConsumerState, out: LogClientOut): void {
  const due = [...state.done].filter(([partition, offset]) => state.committed.get(partition) !== offset);
  if (due.length === 0 || state.generation < 0) return;
  const partitions = due.map(([partitionIndex, committedOffset]) => ({
    partitionIndex,
    committedOffset,
    committedLeaderEpoch: -1,
    committedMetadata: '',
  }));
  const { group, instanceId, topic } = state.config;
  const body = {
    groupId: group,
    generationIdOrMemberEpoch: state.generation,
    memberId: state.memberId,
    groupInstanceId: instanceId,
    topics: [{ name: topic, partitions }],
  };
  const what = due.map(([partition, offset]) => `${partition}:${offset}`).join(',');
  ask(state, `commit ${what}`, ApiKey.OffsetCommit, 8, body, out);
}

function commitHeard(
  state: LogConsumerState,
  what: string,
  body: OffsetCommitResponse | null,
  out: LogClientOut,
): void {
  if (body === null) return lost(state, out);
  const { group } = state.config;
  const error = body.topics[0]?.partitions.find(({ errorCode }) => errorCode !== 0)?.errorCode ?? 0;
  if (error !== 0) {
    out.note({ kind: 'client.commitRefused', group, error });
    return;
  }
  for (const pair of what.split(',')) {
    const [partition = 0, offset = 0] = pair.split(':').map(Number);
    state.committed.set(partition, offset);
    out.note({ kind: 'client.committed', group, partition, offset });
  }
}
