import type {
  AllocateProducerIdsRequest,
  AlterPartitionRequest,
  BrokerHeartbeatRequest,
  BrokerRegistrationRequest,
} from '../wire/kafka/messages.ts';
import { changeRecord, elect, isEligible, rebalanced, withBroker, withoutBroker } from './elections.ts';
import { ERR } from './errors.ts';
import { applyRecord, copyImage, type MetadataRecord, type PartitionImage, topicOfId } from './image.ts';
import { isOn, number } from './properties.ts';
import { metadataRecords, proposeMetadata } from './quorum.ts';
import { hangUp, reply } from './reply.ts';
import type { Asked, LogOut, LogState } from './state.ts';

/*
 * The active controller: the leader of the quorum. It knows who is alive by their heartbeats, decides who leads what, and
 * carries out what administrators ask. Every decision is a record in the metadata log; answers leave once it is
 * committed. KAFKA: QuorumController, ClusterControlManager, BrokerHeartbeatManager
 */

export function beginController(s: LogState, out: LogOut): void {
  const image = copyImage(s.image);
  for (const record of metadataRecords(s, s.image.upTo, s.metadataLog.endOffset)) applyRecord(image, record);
  s.controller = { image, heard: new Map() };
  // A new controller has heard of nobody yet, and gives everybody the whole time.
  for (const { id, fenced } of image.brokers.values()) if (!fenced) awaitBroker(s, id, out);
  if (isOn(s, 'auto.leader.rebalance.enable')) {
    out.setTimer('balance', number(s, 'leader.imbalance.check.interval.seconds') * 1_000_000);
  }
}

/** It leads no more: what it had promised to answer is not its to answer. */
export function endController(s: LogState, out: LogOut): void {
  for (const id of s.controller?.image.brokers.keys() ?? []) out.clearTimer(`session ${id}`);
  out.clearTimer('balance');
  s.controller = null;
  for (const { to } of s.deferred.splice(0)) hangUp(s, to, out);
}

/** Writes records; the answer leaves when they are committed. */
export function decide(
  s: LogState,
  asked: Asked<unknown>,
  records: readonly MetadataRecord[],
  body: object,
  out: LogOut,
): void {
  if (records.length === 0) return reply(s, asked.to, body, out);
  const offset = proposeMetadata(s, records, out);
  s.deferred.push({ offset, to: asked.to, body });
}

/** Writes records that nobody waits for. */
function write(s: LogState, records: readonly MetadataRecord[], out: LogOut): void {
  if (records.length > 0) proposeMetadata(s, records, out);
}

// --- brokers ----------------------------------------------------------------------------------------------------

function hear(s: LogState, id: number, out: LogOut): void {
  s.controller?.heard.set(id, out.now);
  awaitBroker(s, id, out);
}

function awaitBroker(s: LogState, id: number, out: LogOut): void {
  out.setTimer(`session ${id}`, number(s, 'broker.session.timeout.ms') * 1000);
}

/** KAFKA: ClusterControlManager.registerBroker */
export function registerBroker(s: LogState, asked: Asked<BrokerRegistrationRequest>, out: LogOut): void {
  const { controller } = s;
  if (controller === null) return reply(s, asked.to, { errorCode: ERR.NOT_CONTROLLER, brokerEpoch: -1 }, out);
  const { brokerId, incarnationId, listeners } = asked.body;
  const known = controller.image.brokers.get(brokerId);
  if (known !== undefined && known.incarnation !== incarnationId && controller.heard.has(brokerId)) {
    return reply(s, asked.to, { errorCode: ERR.DUPLICATE_BROKER_REGISTRATION, brokerEpoch: -1 }, out);
  }
  const epoch = known !== undefined && known.incarnation === incarnationId ? known.epoch : s.metadataLog.endOffset;
  const listener = listeners[0];
  const records: MetadataRecord[] =
    known === undefined || known.fenced ? [] : withoutBroker(s, controller.image, brokerId);
  records.push({
    type: 'RegisterBrokerRecord',
    id: brokerId,
    host: listener?.host ?? '',
    port: listener?.port ?? 0,
    epoch,
    incarnation: incarnationId,
    fenced: true,
    stopping: false,
  });
  hear(s, brokerId, out);
  decide(s, asked, records, { errorCode: 0, brokerEpoch: epoch }, out);
}

/** KAFKA: ReplicationControlManager.processBrokerHeartbeat */
export function heartbeat(s: LogState, asked: Asked<BrokerHeartbeatRequest>, out: LogOut): void {
  const { controller } = s;
  if (controller === null) return reply(s, asked.to, { errorCode: ERR.NOT_CONTROLLER }, out);
  const { brokerId, brokerEpoch, currentMetadataOffset, wantFence, wantShutDown } = asked.body;
  const broker = controller.image.brokers.get(brokerId);
  if (broker === undefined) return reply(s, asked.to, { errorCode: ERR.BROKER_ID_NOT_REGISTERED }, out);
  if (broker.epoch !== brokerEpoch) return reply(s, asked.to, { errorCode: ERR.STALE_BROKER_EPOCH }, out);
  hear(s, brokerId, out);
  const isCaughtUp = currentMetadataOffset >= broker.epoch;
  if (wantShutDown) return shutDown(s, asked, out);
  if (!broker.fenced || wantFence || !isCaughtUp) {
    return reply(s, asked.to, { errorCode: 0, isCaughtUp, isFenced: broker.fenced, shouldShutDown: false }, out);
  }
  const change = { type: 'BrokerRegistrationChangeRecord', brokerId, fenced: false, stopping: false } as const;
  const next = copyImage(controller.image);
  applyRecord(next, change);
  const body = { errorCode: 0, isCaughtUp: true, isFenced: false, shouldShutDown: false };
  decide(s, asked, [change, ...withBroker(s, next)], body, out);
}

/** A broker wants to stop: its partitions are led by others first. */
function shutDown(s: LogState, asked: Asked<BrokerHeartbeatRequest>, out: LogOut): void {
  const { brokerId } = asked.body;
  const image = s.controller?.image;
  const broker = image?.brokers.get(brokerId);
  if (image === undefined || broker === undefined) return;
  if (!broker.stopping) {
    write(s, [{ type: 'BrokerRegistrationChangeRecord', brokerId, fenced: broker.fenced, stopping: true }], out);
    write(s, withoutBroker(s, image, brokerId), out);
  }
  const body = { errorCode: 0, isCaughtUp: true, isFenced: broker.fenced, shouldShutDown: true };
  s.deferred.push({ offset: s.metadataLog.endOffset, to: asked.to, body });
}

/** A broker was not heard of for too long. */
export function sessionTimer(s: LogState, id: number, out: LogOut): void {
  const { controller } = s;
  const broker = controller?.image.brokers.get(id);
  if (controller === null || broker === undefined) return;
  controller.heard.delete(id);
  if (broker.fenced) return;
  write(s, [{ type: 'BrokerRegistrationChangeRecord', brokerId: id, fenced: true, stopping: broker.stopping }], out);
  write(s, withoutBroker(s, controller.image, id), out);
}

export function balanceTimer(s: LogState, out: LogOut): void {
  if (s.controller === null) return;
  write(s, rebalanced(s.controller.image), out);
  out.setTimer('balance', number(s, 'leader.imbalance.check.interval.seconds') * 1_000_000);
}

/** A block of a thousand. KAFKA: ProducerIdControlManager.generateNextProducerId */
export function allocateProducerIds(s: LogState, asked: Asked<AllocateProducerIdsRequest>, out: LogOut): void {
  const { controller } = s;
  if (controller === null) return reply(s, asked.to, { errorCode: ERR.NOT_CONTROLLER }, out);
  const start = controller.image.nextProducerId;
  const length = 1000;
  const record = { type: 'ProducerIdsRecord', brokerId: asked.body.brokerId, nextProducerId: start + length } as const;
  decide(s, asked, [record], { errorCode: 0, producerIdStart: start, producerIdLen: length }, out);
}

// --- ISR --------------------------------------------------------------------------------------------------------

/** KAFKA: ReplicationControlManager.alterPartition */
export function alterPartitions(s: LogState, asked: Asked<AlterPartitionRequest>, out: LogOut): void {
  const { controller } = s;
  if (controller === null) return reply(s, asked.to, { errorCode: ERR.NOT_CONTROLLER, topics: [] }, out);
  const { brokerId, brokerEpoch } = asked.body;
  if (controller.image.brokers.get(brokerId)?.epoch !== brokerEpoch) {
    return reply(s, asked.to, { errorCode: ERR.STALE_BROKER_EPOCH, topics: [] }, out);
  }
  const records: MetadataRecord[] = [];
  const topics = asked.body.topics.map(({ topicId, partitions }) => ({
    topicId,
    partitions: partitions.map((wanted) => {
      const partition = topicOfId(controller.image, topicId)?.partitions[wanted.partitionIndex];
      const isr = wanted.newIsr.length > 0 ? wanted.newIsr : wanted.newIsrWithEpochs.map((one) => one.brokerId);
      const errorCode = alterError(s, partition, brokerId, wanted, isr);
      const partitionIndex = wanted.partitionIndex;
      if (errorCode !== 0 || partition === undefined) return { partitionIndex, errorCode };
      const is = finishReassignment({ ...partition, isr, clean: true, partitionEpoch: partition.partitionEpoch + 1 });
      const topic = topicOfId(controller.image, topicId);
      if (topic !== undefined) records.push(changeRecord(topic, partitionIndex, is));
      const { leader, leaderEpoch, partitionEpoch } = is;
      return {
        partitionIndex,
        errorCode,
        leaderId: leader,
        leaderEpoch,
        isr: is.isr,
        leaderRecoveryState: 0,
        partitionEpoch,
      };
    }),
  }));
  decide(s, asked, records, { errorCode: 0, topics }, out);
}

function alterError(
  s: LogState,
  partition: PartitionImage | undefined,
  brokerId: number,
  wanted: { readonly leaderEpoch: number; readonly partitionEpoch: number },
  isr: readonly number[],
): number {
  const image = s.controller?.image;
  if (partition === undefined || image === undefined) return ERR.UNKNOWN_TOPIC_ID;
  if (wanted.leaderEpoch > partition.leaderEpoch || wanted.partitionEpoch > partition.partitionEpoch)
    return ERR.NOT_CONTROLLER;
  if (wanted.leaderEpoch < partition.leaderEpoch) return ERR.FENCED_LEADER_EPOCH;
  if (brokerId !== partition.leader) return ERR.INVALID_REQUEST;
  if (wanted.partitionEpoch < partition.partitionEpoch) return ERR.INVALID_UPDATE_VERSION;
  if (isr.length === 0 || !isr.includes(brokerId) || isr.some((id) => !partition.replicas.includes(id)))
    return ERR.INVALID_REQUEST;
  return isr.every((id) => isEligible(image, id)) ? ERR.NONE : ERR.INELIGIBLE_REPLICA;
}

/** All that were to be added are in sync: the others go. KAFKA: PartitionReassignmentReplicas.maybeCompleteReassignment */
function finishReassignment(is: PartitionImage): PartitionImage {
  if (is.adding.length + is.removing.length === 0) return is;
  const replicas = is.replicas.filter((id) => !is.removing.includes(id));
  if (!is.adding.every((id) => is.isr.includes(id))) return is;
  const isr = is.isr.filter((id) => replicas.includes(id));
  if (isr.length === 0) return is;
  const leader = isr.includes(is.leader) ? is.leader : (replicas.find((id) => isr.includes(id)) ?? -1);
  const leaderEpoch = leader === is.leader ? is.leaderEpoch : is.leaderEpoch + 1;
  return { ...is, replicas, isr, leader, leaderEpoch, adding: [], removing: [] };
}

/** A leader by the administrator's word. KAFKA: ReplicationControlManager.electLeaders */
export function electOne(s: LogState, partition: PartitionImage, unclean: boolean): PartitionImage | number {
  const image = s.controller?.image;
  if (image === undefined) return ERR.NOT_CONTROLLER;
  if (unclean ? partition.leader >= 0 : partition.leader === partition.replicas[0]) return ERR.ELECTION_NOT_NEEDED;
  const is = elect(image, partition, { without: -1, preferred: true, unclean });
  if (is.leader === partition.leader || (!unclean && is.leader !== partition.replicas[0])) {
    return unclean ? ERR.ELIGIBLE_LEADERS_NOT_AVAILABLE : ERR.PREFERRED_LEADER_NOT_AVAILABLE;
  }
  return is;
}
