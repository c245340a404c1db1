import type {
  ApiVersionsRequest,
  DescribeClusterRequest,
  DescribeQuorumRequest,
  DescribeTopicPartitionsRequest,
  MetadataRequest,
} from '../wire/kafka/messages.ts';
import { API_VERSIONS } from './api-versions.ts';
import { ERR } from './errors.ts';
import { type PartitionImage, type TopicImage, topicOfId } from './image.ts';
import { isOn } from './properties.ts';
import { METADATA_TOPIC } from './quorum.ts';
import { reply } from './reply.ts';
import type { Asked, LogOut, LogState } from './state.ts';
import { isInternal, topicNameError } from './topic-names.ts';

/* What clients learn of the cluster: who is there, what leads what. KAFKA: KafkaApis.handleTopicMetadataRequest, KRaftMetadataCache */

const ZERO = 'AAAAAAAAAAAAAAAAAAAAAA';
/** No authorizer: clients are told nothing of rights. */
const NO_RIGHTS = -2_147_483_648;

export function apiVersions(s: LogState, asked: Asked<ApiVersionsRequest>, out: LogOut): void {
  const { body, version } = asked;
  const apiKeys = [...API_VERSIONS].map(([apiKey, [minVersion, maxVersion]]) => ({ apiKey, minVersion, maxVersion }));
  if (version > 4) {
    return reply(
      s,
      asked.to,
      { errorCode: ERR.UNSUPPORTED_VERSION, apiKeys: apiKeys.filter(({ apiKey }) => apiKey === 18) },
      out,
    );
  }
  const isNamed = (text: string): boolean => /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/.test(text);
  if (version >= 3 && !(isNamed(body.clientSoftwareName) && isNamed(body.clientSoftwareVersion))) {
    return reply(s, asked.to, { errorCode: ERR.INVALID_REQUEST, apiKeys: [] }, out);
  }
  reply(
    s,
    asked.to,
    {
      errorCode: 0,
      apiKeys,
      throttleTimeMs: 0,
      supportedFeatures: [
        { name: 'group.version', minVersion: 0, maxVersion: 1 },
        { name: 'metadata.version', minVersion: 7, maxVersion: 27 },
        { name: 'transaction.version', minVersion: 0, maxVersion: 2 },
      ],
      finalizedFeaturesEpoch: s.image.upTo,
      finalizedFeatures: [
        { name: 'metadata.version', maxVersionLevel: 27, minVersionLevel: 27 },
        { name: 'transaction.version', maxVersionLevel: 1, minVersionLevel: 1 },
      ],
    },
    out,
  );
}

function brokersAlive(s: LogState): { nodeId: number; host: string; port: number; rack: null }[] {
  return [...s.image.brokers.values()]
    .filter(({ fenced }) => !fenced)
    .map(({ id, host, port }) => ({ nodeId: id, host, port, rack: null }))
    .sort((a, b) => a.nodeId - b.nodeId);
}

/** Topics that are not there and that the request may create; the caller asks the controller for them. */
export function metadata(s: LogState, asked: Asked<MetadataRequest>, out: LogOut): string[] {
  const { topics, allowAutoTopicCreation } = asked.body;
  const missing: string[] = [];
  const all = topics === null || (asked.version === 0 && topics.length === 0);
  const described = all
    ? [...s.image.topics.values()].map((topic) => describe(s, topic, asked.version))
    : topics.map(({ name, topicId }) => {
        const byId = topicId !== undefined && topicId !== ZERO;
        const topic = byId ? topicOfId(s.image, topicId) : s.image.topics.get(name ?? '');
        if (topic !== undefined) return describe(s, topic, asked.version);
        const base = {
          name: byId ? null : name,
          topicId: byId ? topicId : ZERO,
          isInternal: false,
          partitions: [],
          topicAuthorizedOperations: NO_RIGHTS,
        };
        if (byId) return { ...base, errorCode: ERR.UNKNOWN_TOPIC_ID };
        if (topicNameError(name ?? '') !== null) return { ...base, errorCode: ERR.INVALID_TOPIC_EXCEPTION };
        const creates = (asked.version < 4 || allowAutoTopicCreation) && isOn(s, 'auto.create.topics.enable');
        if (creates) missing.push(name ?? '');
        return { ...base, errorCode: ERR.UNKNOWN_TOPIC_OR_PARTITION, isInternal: isInternal(name ?? '') };
      });
  const body = {
    throttleTimeMs: 0,
    brokers: brokersAlive(s),
    clusterId: s.config.clusterId,
    controllerId: controllerOf(s),
    topics: described,
    clusterAuthorizedOperations: NO_RIGHTS,
    errorCode: 0,
  };
  reply(s, asked.to, body, out);
  return missing;
}

/** In KRaft clients are shown any broker that is alive; here it is the one that really is. */
export function controllerOf(s: LogState): number {
  return s.quorum.leader;
}

function describe(s: LogState, topic: TopicImage, version: number) {
  return {
    errorCode: 0,
    name: topic.name,
    topicId: topic.id,
    isInternal: isInternal(topic.name),
    partitions: topic.partitions.map((is, partitionIndex) => describePartition(s, is, partitionIndex, version)),
    topicAuthorizedOperations: NO_RIGHTS,
  };
}

function describePartition(s: LogState, is: PartitionImage, partitionIndex: number, version: number) {
  const isDown = (id: number): boolean => s.image.brokers.get(id)?.fenced ?? true;
  const led = is.leader >= 0 && !isDown(is.leader);
  return {
    errorCode: led ? 0 : ERR.LEADER_NOT_AVAILABLE,
    partitionIndex,
    leaderId: led ? is.leader : -1,
    leaderEpoch: is.leaderEpoch,
    replicaNodes: version === 0 ? is.replicas.filter((id) => !isDown(id)) : is.replicas,
    isrNodes: is.isr,
    offlineReplicas: is.replicas.filter(isDown),
  };
}

export function describeCluster(s: LogState, asked: Asked<DescribeClusterRequest>, out: LogOut): void {
  const brokers = brokersAlive(s).map(({ nodeId, host, port, rack }) => ({
    brokerId: nodeId,
    host,
    port,
    rack,
    isFenced: false,
  }));
  const body = {
    throttleTimeMs: 0,
    errorCode: 0,
    errorMessage: null,
    endpointType: 1,
    clusterId: s.config.clusterId,
    controllerId: controllerOf(s),
    brokers,
    clusterAuthorizedOperations: NO_RIGHTS,
  };
  reply(s, asked.to, body, out);
}

/** KAFKA: DescribeTopicPartitionsRequestHandler; SIMPLIFIED: all at once, whatever limit the request names. */
export function describeTopicPartitions(s: LogState, asked: Asked<DescribeTopicPartitionsRequest>, out: LogOut): void {
  const names = asked.body.topics.length === 0 ? [...s.image.topics.keys()] : asked.body.topics.map(({ name }) => name);
  const topics = [...names].sort().map((name) => {
    const topic = s.image.topics.get(name);
    if (topic === undefined) {
      const errorCode = topicNameError(name) === null ? ERR.UNKNOWN_TOPIC_OR_PARTITION : ERR.INVALID_TOPIC_EXCEPTION;
      return {
        errorCode,
        name,
        topicId: ZERO,
        isInternal: isInternal(name),
        partitions: [],
        topicAuthorizedOperations: NO_RIGHTS,
      };
    }
    const described = describe(s, topic, 1);
    return {
      ...described,
      partitions: described.partitions.map((one) => ({ ...one, eligibleLeaderReplicas: [], lastKnownElr: [] })),
    };
  });
  reply(s, asked.to, { throttleTimeMs: 0, topics, nextCursor: null }, out);
}

/** How far each voter is, as the leader of the quorum knows. KAFKA: KafkaRaftClient.handleDescribeQuorumRequest */
export function describeQuorum(s: LogState, asked: Asked<DescribeQuorumRequest>, out: LogOut): void {
  const { quorum, metadataLog, config } = s;
  const topics = [
    {
      topicName: METADATA_TOPIC,
      partitions: [
        {
          partitionIndex: 0,
          errorCode: quorum.role === 'leader' ? 0 : ERR.NOT_LEADER_OR_FOLLOWER,
          leaderId: quorum.leader,
          leaderEpoch: quorum.epoch,
          highWatermark: quorum.highWatermark,
          currentVoters: config.brokers.map(({ id }) => {
            const voter = quorum.voters.get(id);
            const own = id === config.nodeId;
            return {
              replicaId: id,
              logEndOffset: own ? metadataLog.endOffset : (voter?.endOffset ?? -1),
              lastFetchTimestamp: own ? -1 : config.epochMs + Math.floor((voter?.heardAt ?? 0) / 1000),
              lastCaughtUpTimestamp: -1,
            };
          }),
          observers: [],
        },
      ],
    },
  ];
  const nodes = config.brokers.map(({ id, host, port }) => ({
    nodeId: id,
    listeners: [{ name: 'PLAINTEXT', host, port }],
  }));
  reply(s, asked.to, { errorCode: 0, topics, nodes }, out);
}
