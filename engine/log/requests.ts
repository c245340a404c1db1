import type { ConnId } from '../sim/machine.ts';
import type { KafkaRequest } from '../wire/kafka/frames.ts';
import { ApiKey, type RequestBodies } from '../wire/kafka/messages.ts';
import { API_VERSIONS } from './api-versions.ts';
import {
  alterClientQuotas,
  alterConfigs,
  describeClientQuotas,
  describeConfigs,
  incrementalAlterConfigs,
} from './configs.ts';
import { allocateProducerIds, alterPartitions, heartbeat, registerBroker } from './controller.ts';
import { describeLogDirs } from './describe-log-dirs.ts';
import { fetch } from './fetch.ts';
import { findCoordinator } from './find-coordinator.ts';
import { heartbeatGroup, joinGroup, leaveGroup, syncGroup } from './groups/membership.ts';
import {
  deleteGroups,
  describeGroups,
  listGroups,
  offsetCommit,
  offsetDelete,
  offsetFetch,
  txnOffsetCommit,
} from './groups/offsets.ts';
import { ask, type Task } from './links.ts';
import { deleteRecords, listOffsets, offsetForLeaderEpoch } from './list-offsets.ts';
import { apiVersions, describeCluster, describeQuorum, describeTopicPartitions, metadata } from './metadata.ts';
import { produce } from './produce.ts';
import { number, property } from './properties.ts';
import { answerBeginEpoch, answerVote } from './quorum.ts';
import type { Asked, Connection, LogOut, LogState, ReplyTo } from './state.ts';
import {
  alterReassignments,
  createPartitions,
  createTopics,
  deleteTopics,
  electLeaders,
  listReassignments,
} from './topic-admin.ts';
import { OFFSETS_TOPIC } from './topic-names.ts';
import {
  addOffsetsToTxn,
  addPartitionsToTxn,
  describeTransactions,
  endTxn,
  initProducerId,
  listTransactions,
} from './transactions/coordinator.ts';
import { describeProducers, writeTxnMarkers } from './transactions/markers.ts';

/*
 * A request, and who answers it. Each connection's requests are answered one after the other; what only the controller
 * can answer is asked of it. KAFKA: KafkaApis.handle, ForwardingManager
 * SIMPLIFIED: a request goes to the controller as it is, where Kafka wraps it in an Envelope.
 */

/** Controllers' own business: answered before this broker is one of the cluster. */
const QUORUM: ReadonlySet<number> = new Set([
  ApiKey.Vote,
  ApiKey.BeginQuorumEpoch,
  ApiKey.Fetch,
  ApiKey.BrokerRegistration,
  ApiKey.BrokerHeartbeat,
  ApiKey.AlterPartition,
  ApiKey.AllocateProducerIds,
]);

/** What only the active controller can do. */
const FORWARDED: ReadonlySet<number> = new Set([
  ApiKey.CreateTopics,
  ApiKey.DeleteTopics,
  ApiKey.CreatePartitions,
  ApiKey.ElectLeaders,
  ApiKey.IncrementalAlterConfigs,
  ApiKey.AlterConfigs,
  ApiKey.AlterClientQuotas,
  ApiKey.AlterPartitionReassignments,
  ApiKey.ListPartitionReassignments,
  ApiKey.DescribeQuorum,
]);

const FORWARD_FOR = 30_000_000;

/** A frame has come: it is answered, or waits for those before it. */
export function receive(s: LogState, connection: Connection, request: KafkaRequest, out: LogOut): void {
  if (connection.busy || !mayServe(s, request)) {
    connection.waiting.push(request);
    return;
  }
  serve(s, connection, request, out);
}

/** Until a broker has joined its cluster it answers its own kind alone. */
function mayServe(s: LogState, request: KafkaRequest): boolean {
  return s.phase !== 'starting' || QUORUM.has(request.header.apiKey);
}

/** The requests of a connection that have waited, as far as they can be answered now. */
export function serveNext(s: LogState, id: ConnId, out: LogOut): void {
  const connection = s.connections.get(id);
  if (connection === undefined) return;
  while (!connection.busy && connection.waiting.length > 0 && s.connections.has(id)) {
    const next = connection.waiting[0] as KafkaRequest; // only requests are put there
    if (!mayServe(s, next)) return;
    connection.waiting.shift();
    serve(s, connection, next, out);
  }
}

function serve(s: LogState, connection: Connection, { header, body }: KafkaRequest, out: LogOut): void {
  const { apiKey, apiVersion, correlationId } = header;
  const client = header.clientId ?? '';
  connection.client ??= client;
  const known = API_VERSIONS.get(apiKey);
  const isServed = known === undefined ? QUORUM.has(apiKey) : apiVersion >= known[0] && apiVersion <= known[1];
  if (!isServed && apiKey !== ApiKey.ApiVersions) {
    // KAFKA: an UnsupportedVersionException or InvalidRequestException closes the connection.
    s.connections.delete(connection.id);
    return out.close(connection.id);
  }
  connection.busy = true;
  out.busy(s.config.requestFor);
  const to: ReplyTo = { kind: 'conn', conn: connection.id, apiKey, apiVersion, correlationId, client };
  answer(s, { body, apiKey, version: apiVersion, client, to }, hostOf(connection.peer), out);
}

/** As Java writes an address, without its port. */
function hostOf(peer: string): string {
  return `/${peer.replace(/:\d+$/, '')}`;
}

/** Answers a request of anybody; `host` is where it came from. */
export function answer(s: LogState, asked: Asked<object>, host: string, out: LogOut): void {
  if (FORWARDED.has(asked.apiKey) && s.controller === null) return toController(s, asked, out);
  dispatch(s, asked, host, out);
}

/** Asks the controller in the name of somebody. */
function toController(s: LogState, asked: Asked<object>, out: LogOut): void {
  const { apiKey, version, body, to } = asked;
  forward(s, { kind: 'forward', to, apiKey, apiVersion: version, body, deadline: out.now + FORWARD_FOR }, out);
}

export function forward(s: LogState, task: Task & { readonly kind: 'forward' }, out: LogOut): void {
  const { leader } = s.quorum;
  if (leader < 0 || leader === s.config.nodeId) {
    s.unsent.push(task);
    return out.setTimer('unsent', 100_000);
  }
  ask(s, 'controller', leader, task.apiKey, task.apiVersion, task.body, task, out);
}

/** This broker asks the controller for something of its own: itself, if it is the one. */
export function askController(
  s: LogState,
  apiKey: number,
  apiVersion: number,
  body: object,
  task: Task,
  out: LogOut,
): void {
  const to: ReplyTo = { kind: 'self', apiKey, apiVersion, task };
  if (s.controller !== null) return dispatch(s, { body, apiKey, version: apiVersion, client: '', to }, '', out);
  const { leader } = s.quorum;
  if (leader < 0 || leader === s.config.nodeId) {
    s.due.ended.push({ task, response: null });
    return;
  }
  ask(
    s,
    task.kind === 'heartbeat' || task.kind === 'register' ? 'heartbeat' : 'controller',
    leader,
    apiKey,
    apiVersion,
    body,
    task,
    out,
  );
}

/** Makes topics that are missing: those a client has asked for, and the internal ones. KAFKA: AutoTopicCreationManager */
export function createMissing(s: LogState, names: readonly string[], out: LogOut): void {
  if (names.length === 0) return;
  const topics = names.map((name) => ({ name, assignments: [], ...shapeOf(s, name) }));
  const body = { topics, timeoutMs: 30_000, validateOnly: false };
  askController(s, ApiKey.CreateTopics, 7, body, { kind: 'autoCreate' }, out);
}

function shapeOf(
  s: LogState,
  name: string,
): { numPartitions: number; replicationFactor: number; configs: { name: string; value: string }[] } {
  if (name !== '__consumer_offsets' && name !== '__transaction_state')
    return { numPartitions: -1, replicationFactor: -1, configs: [] };
  const of = name === OFFSETS_TOPIC ? 'offsets.topic' : 'transaction.state.log';
  const configs = [
    { name: 'cleanup.policy', value: 'compact' },
    { name: 'compression.type', value: name === OFFSETS_TOPIC ? 'producer' : 'uncompressed' },
    { name: 'segment.bytes', value: property(s, `${of}.segment.bytes`) },
  ];
  if (name !== OFFSETS_TOPIC) {
    configs.push(
      { name: 'unclean.leader.election.enable', value: 'false' },
      { name: 'min.insync.replicas', value: property(s, `${of}.min.isr`) },
    );
  }
  return {
    numPartitions: number(s, `${of}.num.partitions`),
    replicationFactor: number(s, `${of}.replication.factor`),
    configs,
  };
}

type Handlers = {
  readonly [K in keyof RequestBodies]?: (
    s: LogState,
    asked: Asked<RequestBodies[K]>,
    out: LogOut,
    host: string,
  ) => void;
};

const HANDLERS: Handlers = {
  [ApiKey.Produce]: produce,
  [ApiKey.Fetch]: fetch,
  [ApiKey.ListOffsets]: listOffsets,
  [ApiKey.Metadata]: (s, asked, out) => createMissing(s, metadata(s, asked, out), out),
  [ApiKey.OffsetCommit]: offsetCommit,
  [ApiKey.OffsetFetch]: offsetFetch,
  [ApiKey.FindCoordinator]: (s, asked, out) => {
    const missing = findCoordinator(s, asked, out);
    if (missing !== null) createMissing(s, [missing], out);
  },
  [ApiKey.JoinGroup]: (s, asked, out, host) => joinGroup(s, asked, host, out),
  [ApiKey.Heartbeat]: heartbeatGroup,
  [ApiKey.LeaveGroup]: leaveGroup,
  [ApiKey.SyncGroup]: syncGroup,
  [ApiKey.DescribeGroups]: describeGroups,
  [ApiKey.ListGroups]: listGroups,
  [ApiKey.ApiVersions]: apiVersions,
  [ApiKey.CreateTopics]: createTopics,
  [ApiKey.DeleteTopics]: deleteTopics,
  [ApiKey.DeleteRecords]: deleteRecords,
  [ApiKey.InitProducerId]: initProducerId,
  [ApiKey.OffsetForLeaderEpoch]: offsetForLeaderEpoch,
  [ApiKey.AddPartitionsToTxn]: addPartitionsToTxn,
  [ApiKey.AddOffsetsToTxn]: addOffsetsToTxn,
  [ApiKey.EndTxn]: endTxn,
  [ApiKey.WriteTxnMarkers]: writeTxnMarkers,
  [ApiKey.TxnOffsetCommit]: txnOffsetCommit,
  [ApiKey.DescribeConfigs]: describeConfigs,
  [ApiKey.AlterConfigs]: alterConfigs,
  [ApiKey.DescribeLogDirs]: describeLogDirs,
  [ApiKey.CreatePartitions]: createPartitions,
  [ApiKey.DeleteGroups]: deleteGroups,
  [ApiKey.ElectLeaders]: electLeaders,
  [ApiKey.IncrementalAlterConfigs]: incrementalAlterConfigs,
  [ApiKey.AlterPartitionReassignments]: alterReassignments,
  [ApiKey.ListPartitionReassignments]: listReassignments,
  [ApiKey.OffsetDelete]: offsetDelete,
  [ApiKey.DescribeClientQuotas]: describeClientQuotas,
  [ApiKey.AlterClientQuotas]: alterClientQuotas,
  [ApiKey.Vote]: answerVote,
  [ApiKey.BeginQuorumEpoch]: answerBeginEpoch,
  [ApiKey.DescribeQuorum]: describeQuorum,
  [ApiKey.AlterPartition]: alterPartitions,
  [ApiKey.DescribeCluster]: describeCluster,
  [ApiKey.DescribeProducers]: describeProducers,
  [ApiKey.BrokerRegistration]: registerBroker,
  [ApiKey.BrokerHeartbeat]: heartbeat,
  [ApiKey.DescribeTransactions]: describeTransactions,
  [ApiKey.ListTransactions]: listTransactions,
  [ApiKey.AllocateProducerIds]: allocateProducerIds,
  [ApiKey.DescribeTopicPartitions]: describeTopicPartitions,
};

function dispatch(s: LogState, asked: Asked<object>, host: string, out: LogOut): void {
  // A body is that of its key: the codec, or this broker itself, made it so.
  const handler = HANDLERS[asked.apiKey as keyof RequestBodies] as
    | ((s: LogState, asked: Asked<object>, out: LogOut, host: string) => void)
    | undefined;
  handler?.(s, asked, out, host);
}
