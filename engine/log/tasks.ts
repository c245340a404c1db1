import {
  type AllocateProducerIdsResponse,
  type AlterPartitionResponse,
  ApiKey,
  type BrokerHeartbeatResponse,
  type BrokerRegistrationResponse,
  type FetchResponse,
  type VoteResponse,
  type WriteTxnMarkersResponse,
} from '../wire/kafka/messages.ts';
import { type Task, type TaskEnd } from './links.ts';
import { number } from './properties.ts';
import { metadataFetched, voteHeard } from './quorum.ts';
import { isrAnswered, isrRequest, replicaFetched } from './replica.ts';
import { hangUp, reply } from './reply.ts';
import { answer, askController, forward } from './requests.ts';
import { leave } from './shutdown.ts';
import type { Asked, LogOut, LogState } from './state.ts';
import { markersDone } from './transactions/coordinator.ts';
import { sendMarkers, written } from './transactions/markers.ts';

/* What a broker does of its own accord: joins the cluster, is heard of, asks for what only the controller can give. */

/** A request of this broker was answered, or has failed. */
export function endTask(s: LogState, { task, response }: TaskEnd, out: LogOut): void {
  // The answer is that of what was asked.
  const body: unknown = response?.body ?? null;
  switch (task.kind) {
    case 'vote':
      if (body !== null) voteHeard(s, task.voter, task.epoch, task.preVote, body as VoteResponse, out);
      return;
    case 'beginEpoch':
      return;
    case 'metadataFetch':
      return metadataFetched(s, task.epoch, body as FetchResponse | null, out);
    case 'fetch':
      return replicaFetched(s, task.leader, body as FetchResponse | null, out);
    case 'register':
      return registered(s, body as BrokerRegistrationResponse | null, out);
    case 'heartbeat':
      return heard(s, body as BrokerHeartbeatResponse | null, out);
    case 'alterPartition':
      s.alterInFlight = false;
      return isrAnswered(s, task.keys, body as AlterPartitionResponse | null, out);
    case 'producerIds':
      return idsGiven(s, body as AllocateProducerIdsResponse | null, out);
    case 'autoCreate':
      return;
    case 'forward':
      return forwarded(s, task, body as object | null, out);
    case 'markers':
      return markersAnswered(s, task, body as WriteTxnMarkersResponse | null, out);
  }
}

// --- joining ----------------------------------------------------------------------------------------------------

/** Registers, and is heard of from then on. KAFKA: BrokerLifecycleManager */
export function tendLife(s: LogState, out: LogOut): void {
  if (s.heartbeatInFlight) return;
  s.heartbeatInFlight = true;
  const { nodeId, clusterId, brokers } = s.config;
  if (s.brokerEpoch < 0) {
    const self = brokers.find(({ id }) => id === nodeId);
    const body = {
      brokerId: nodeId,
      clusterId,
      incarnationId: s.incarnation,
      listeners: [{ name: 'PLAINTEXT', host: self?.host ?? '', port: self?.port ?? 0, securityProtocol: 0 }],
      features: [],
      rack: null,
      isMigratingZkBroker: false,
      logDirs: [],
      previousBrokerEpoch: s.previousEpoch,
    };
    return askController(s, ApiKey.BrokerRegistration, 4, body, { kind: 'register' }, out);
  }
  const body = {
    brokerId: nodeId,
    brokerEpoch: s.brokerEpoch,
    currentMetadataOffset: s.image.upTo,
    wantFence: false,
    wantShutDown: s.phase === 'stopping',
    offlineLogDirs: [],
  };
  askController(s, ApiKey.BrokerHeartbeat, 1, body, { kind: 'heartbeat' }, out);
}

const RETRY = 100_000;

function registered(s: LogState, body: BrokerRegistrationResponse | null, out: LogOut): void {
  s.heartbeatInFlight = false;
  if (body !== null && body.errorCode === 0) {
    s.brokerEpoch = body.brokerEpoch;
    return tendLife(s, out);
  }
  out.setTimer('life', RETRY);
}

const STALE_EPOCH = 77;
const NOT_REGISTERED = 102;

function heard(s: LogState, body: BrokerHeartbeatResponse | null, out: LogOut): void {
  s.heartbeatInFlight = false;
  const code = body?.errorCode ?? -1;
  if (code === STALE_EPOCH || code === NOT_REGISTERED) s.brokerEpoch = -1;
  if (body === null || code !== 0) return out.setTimer('life', RETRY);
  if (body.shouldShutDown && s.phase === 'stopping') return leave(s, out);
  // One that is not let in yet asks again soon.
  out.setTimer('life', body.isFenced ? RETRY : number(s, 'broker.heartbeat.interval.ms') * 1000);
}

/** Once the cluster's own record says that this broker is one of it, clients are served. */
export function tendPhase(s: LogState): void {
  const self = s.image.brokers.get(s.config.nodeId);
  if (s.phase !== 'starting' || self === undefined || self.fenced || self.epoch !== s.brokerEpoch) return;
  s.phase = 'running';
  for (const connection of s.connections.values()) if (connection.waiting.length > 0) s.due.serve.push(connection.id);
}

// --- asking the controller --------------------------------------------------------------------------------------

/** Sends what the leaders here want changed, one request at a time. */
export function tendIsr(s: LogState, out: LogOut): void {
  if (s.alterInFlight || s.isrToSend.size === 0 || s.brokerEpoch < 0 || s.quorum.leader < 0) return;
  const request = isrRequest(s);
  if (request === null) return;
  s.alterInFlight = true;
  askController(s, ApiKey.AlterPartition, 2, request.body, { kind: 'alterPartition', keys: request.keys }, out);
}

/** Asks for a block of producer ids when somebody waits for one. */
export function tendIds(s: LogState, out: LogOut): void {
  if (s.waitingForIds.length === 0 || s.idsInFlight || s.quorum.leader < 0) return;
  s.idsInFlight = true;
  const body = { brokerId: s.config.nodeId, brokerEpoch: s.brokerEpoch };
  askController(s, ApiKey.AllocateProducerIds, 0, body, { kind: 'producerIds' }, out);
}

function idsGiven(s: LogState, body: AllocateProducerIdsResponse | null, out: LogOut): void {
  s.idsInFlight = false;
  if (body === null || body.errorCode !== 0) return out.setTimer('ids', RETRY);
  s.producerIds = { from: body.producerIdStart, to: body.producerIdStart + body.producerIdLen };
  for (const asked of s.waitingForIds.splice(0)) answer(s, asked as Asked<object>, '', out);
}

function forwarded(s: LogState, task: Task & { readonly kind: 'forward' }, body: object | null, out: LogOut): void {
  const isLost = body === null || ('errorCode' in body && body.errorCode === 41);
  if (!isLost) return reply(s, task.to, body, out);
  // There may be another controller by now; whoever has waited too long is let go.
  if (out.now >= task.deadline) return hangUp(s, task.to, out);
  s.unsent.push(task);
  out.setTimer('unsent', RETRY);
}

/** Another try for what no controller has answered. */
export function sendUnsent(s: LogState, out: LogOut): void {
  for (const task of s.unsent.splice(0)) {
    if (s.controller !== null) {
      const { to, apiKey, apiVersion, body } = task;
      answer(s, { body, apiKey, version: apiVersion, client: '', to }, '', out);
    } else if (out.now >= task.deadline) hangUp(s, task.to, out);
    else forward(s, task, out);
  }
}

function markersAnswered(
  s: LogState,
  task: Task & { readonly kind: 'markers' },
  body: WriteTxnMarkersResponse | null,
  out: LogOut,
): void {
  for (const target of task.txns) {
    if (body !== null) markersDone(s, target.transactionalId, written(target, body), out);
    const txn = s.txns.get(target.transactionalId);
    const left = txn !== undefined && txn.epoch === target.epoch && target.keys.some((key) => txn.markersLeft.has(key));
    if (left) out.setTimer(`markers ${target.transactionalId}`, RETRY);
  }
}

/** Markers that could not be written are sent again. */
export function markersTimer(s: LogState, id: string, out: LogOut): void {
  const txn = s.txns.get(id);
  if (txn !== undefined && (txn.state === 'PrepareCommit' || txn.state === 'PrepareAbort')) sendMarkers(s, txn, out);
}
