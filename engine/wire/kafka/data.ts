import { assert } from '../../base/assert.ts';
import { MessageCodec } from './codec.ts';
import type { DataBodies } from './messages.ts';
import { KafkaReader, Unreadable } from './reader.ts';
import type { VersionRange } from './schema.ts';
import { isIn, rangeOf } from './schema.ts';
import { KafkaWriter } from './writer.ts';

/*
 * Messages that travel inside others or lie in logs: what members of a group say to one another, control records, and
 * the records of __consumer_offsets and __transaction_state. Two bytes stand in front of each: its version, or, in a
 * key of those logs, which key it is.
 */

export interface DataSource {
  readonly name: keyof DataBodies;
  readonly versions: VersionRange;
  readonly flexible: VersionRange;
  /** What stands in front of a key, or null where it is the version. */
  readonly type: number | null;
  readonly text: string;
}

function data(
  name: keyof DataBodies,
  versions: string,
  flexible: string,
  text: string,
  type: number | null = null,
): DataSource {
  return { name, versions: rangeOf(versions), flexible: rangeOf(flexible), type, text };
}

/** Notation: schema.ts. KAFKA: the message folders of clients, group-coordinator and transaction-coordinator */
export const DATA_SOURCES: readonly DataSource[] = [
  data(
    'ConsumerProtocolSubscription',
    '0-3',
    'none',
    `
    topics []string
    userData bytes ? =null
    ownedPartitions [] 1+
      topic string 1+
      partitions []int32 1+
    generationId int32 2+ =-1
    rackId string 3+ ? =null
  `,
  ),
  data(
    'ConsumerProtocolAssignment',
    '0-3',
    'none',
    `
    assignedPartitions []
      topic string
      partitions []int32
    userData bytes ? =null
  `,
  ),
  data(
    'EndTxnMarker',
    '0',
    'none',
    `
    coordinatorEpoch int32
  `,
  ),
  data(
    'OffsetCommitKey',
    '0',
    'none',
    `
    group string
    topic string
    partition int32
  `,
    1,
  ),
  data(
    'OffsetCommitValue',
    '0-4',
    '4+',
    `
    offset int64
    leaderEpoch int32 3+ =-1
    metadata string
    commitTimestamp int64
    expireTimestamp int64 1 =-1
    topicId uuid 4+ tag0
  `,
  ),
  data(
    'GroupMetadataKey',
    '0',
    'none',
    `
    group string
  `,
    2,
  ),
  data(
    'GroupMetadataValue',
    '0-4',
    '4+',
    `
    protocolType string
    generation int32
    protocol string ?
    leader string ?
    currentStateTimestamp int64 2+ =-1
    members []
      memberId string
      groupInstanceId string 3+ ? =null
      clientId string
      clientHost string
      rebalanceTimeout int32 1+ =-1
      sessionTimeout int32
      subscription bytes
      assignment bytes
  `,
  ),
  data(
    'ConsumerGroupMetadataKey',
    '0',
    'none',
    `
    groupId string
  `,
    3,
  ),
  data(
    'ConsumerGroupMetadataValue',
    '0',
    '0+',
    `
    epoch int32
    metadataHash int64 tag0
  `,
  ),
  data(
    'ConsumerGroupMemberMetadataKey',
    '0',
    'none',
    `
    groupId string
    memberId string
  `,
    5,
  ),
  data(
    'ConsumerGroupMemberMetadataValue',
    '0',
    '0+',
    `
    instanceId string ?
    rackId string ?
    clientId string
    clientHost string
    subscribedTopicNames []string
    subscribedTopicRegex string ?
    rebalanceTimeoutMs int32 =-1
    serverAssignor string ?
    classicMemberMetadata {} ? tag0 =null
      sessionTimeoutMs int32
      supportedProtocols []
        name string
        metadata bytes
  `,
  ),
  data(
    'ConsumerGroupTargetAssignmentMetadataKey',
    '0',
    'none',
    `
    groupId string
  `,
    6,
  ),
  data(
    'ConsumerGroupTargetAssignmentMetadataValue',
    '0',
    '0+',
    `
    assignmentEpoch int32
  `,
  ),
  data(
    'ConsumerGroupTargetAssignmentMemberKey',
    '0',
    'none',
    `
    groupId string
    memberId string
  `,
    7,
  ),
  data(
    'ConsumerGroupTargetAssignmentMemberValue',
    '0',
    '0+',
    `
    topicPartitions []
      topicId uuid
      partitions []int32
  `,
  ),
  data(
    'ConsumerGroupCurrentMemberAssignmentKey',
    '0',
    'none',
    `
    groupId string
    memberId string
  `,
    8,
  ),
  data(
    'ConsumerGroupCurrentMemberAssignmentValue',
    '0',
    '0+',
    `
    memberEpoch int32
    previousMemberEpoch int32
    state int8
    assignedPartitions []
      topicId uuid
      partitions []int32
    partitionsPendingRevocation []
      topicId uuid
      partitions []int32
  `,
  ),
  data(
    'TransactionLogKey',
    '0',
    'none',
    `
    transactionalId string
  `,
    0,
  ),
  data(
    'TransactionLogValue',
    '0-1',
    '1+',
    `
    producerId int64
    previousProducerId int64 1+ tag0 =-1
    nextProducerId int64 1+ tag1 =-1
    producerEpoch int16
    nextProducerEpoch int16 1+ tag3 =-1
    transactionTimeoutMs int32
    transactionStatus int8
    transactionPartitions [] ?
      topic string
      partitionIds []int32
    transactionLastUpdateTimestampMs int64
    transactionStartTimestampMs int64
    clientTransactionVersion int16 1+ tag2
  `,
  ),
];

interface Data {
  readonly source: DataSource;
  readonly codec: MessageCodec;
}

const known = new Map<string, Data>();

function dataOf(name: keyof DataBodies): Data {
  const made = known.get(name);
  if (made !== undefined) return made;
  const source = DATA_SOURCES.find((one) => one.name === name);
  assert(source !== undefined, `there is no data ${name}`);
  const data = { source, codec: new MessageCodec(source.text) };
  known.set(name, data);
  return data;
}

/** The bytes of a message with its two bytes in front. Fields that are not given have their defaults. */
export function encodeData<K extends keyof DataBodies>(
  name: K,
  version: number,
  body: Partial<DataBodies[K]>,
): Uint8Array {
  const { source, codec } = dataOf(name);
  assert(isIn(version, source.versions), `there is no ${name} version ${version}`);
  const to = new KafkaWriter(128);
  to.i16(source.type ?? version);
  codec.write(body, to, version, isIn(version, source.flexible));
  return to.taken();
}

/**
 * Reads a message with its two bytes in front, or null where the bytes are none. A version from the future is read as
 * the last one known, as members of a group do. KAFKA: ConsumerProtocol.deserializeSubscription
 */
export function decodeData<K extends keyof DataBodies>(name: K, bytes: Uint8Array): DataBodies[K] | null {
  const { source, codec } = dataOf(name);
  try {
    const from = new KafkaReader(bytes);
    const lead = from.i16();
    if (source.type === null ? lead < source.versions.first : lead !== source.type) return null;
    const version = source.type === null ? Math.min(lead, source.versions.last) : 0;
    return codec.read(from, version, isIn(version, source.flexible)) as unknown as DataBodies[K]; // by its schema
  } catch (thrown) {
    if (!(thrown instanceof Unreadable)) throw thrown;
    return null;
  }
}

/** Which key of __consumer_offsets or __transaction_state the bytes are, or version of any other data; -1 for none. */
export function dataLead(bytes: Uint8Array): number {
  return bytes.length < 2 ? -1 : new KafkaReader(bytes).i16();
}
