import type { ApiSource } from '../schema.ts';
import { api } from '../schema.ts';

/** The cluster: who is there, what it can do. Notation: schema.ts. KAFKA: clients/src/main/resources/common/message */
export const CLUSTER: readonly ApiSource[] = [
  api(3, 'Metadata', '0-13', '9+', {
    request: `
      topics [] ?1+
        topicId uuid 10+
        name string ?10+
      allowAutoTopicCreation bool 4+ =true
      includeClusterAuthorizedOperations bool 8-10
      includeTopicAuthorizedOperations bool 8+
    `,
    response: `
      throttleTimeMs int32 3+
      brokers []
        nodeId int32
        host string
        port int32
        rack string 1+ ? =null
      clusterId string 2+ ? =null
      controllerId int32 1+ =-1
      topics []
        errorCode int16
        name string ?12+
        topicId uuid 10+
        isInternal bool 1+
        partitions []
          errorCode int16
          partitionIndex int32
          leaderId int32
          leaderEpoch int32 7+ =-1
          replicaNodes []int32
          isrNodes []int32
          offlineReplicas []int32 5+
        topicAuthorizedOperations int32 8+ =-2147483648
      clusterAuthorizedOperations int32 8-10 =-2147483648
      errorCode int16 13+
    `,
  }),
  api(18, 'ApiVersions', '0-4', '3+', {
    request: `
      clientSoftwareName string 3+
      clientSoftwareVersion string 3+
    `,
    response: `
      errorCode int16
      apiKeys []
        apiKey int16
        minVersion int16
        maxVersion int16
      throttleTimeMs int32 1+
      supportedFeatures [] 3+ tag0
        name string 3+
        minVersion int16 3+
        maxVersion int16 3+
      finalizedFeaturesEpoch int64 3+ tag1 =-1
      finalizedFeatures [] 3+ tag2
        name string 3+
        maxVersionLevel int16 3+
        minVersionLevel int16 3+
      zkMigrationReady bool 3+ tag3
    `,
  }),
  api(60, 'DescribeCluster', '0-2', '0+', {
    request: `
      includeClusterAuthorizedOperations bool
      endpointType int8 1+ =1
      includeFencedBrokers bool 2+
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      errorMessage string ? =null
      endpointType int8 1+ =1
      clusterId string
      controllerId int32 =-1
      brokers []
        brokerId int32
        host string
        port int32
        rack string ? =null
        isFenced bool 2+
      clusterAuthorizedOperations int32 =-2147483648
    `,
  }),
  api(75, 'DescribeTopicPartitions', '0', '0+', {
    request: `
      topics []
        name string
      responsePartitionLimit int32 =2000
      cursor {} ? =null
        topicName string
        partitionIndex int32
    `,
    response: `
      throttleTimeMs int32
      topics []
        errorCode int16
        name string ?
        topicId uuid
        isInternal bool
        partitions []
          errorCode int16
          partitionIndex int32
          leaderId int32
          leaderEpoch int32 =-1
          replicaNodes []int32
          isrNodes []int32
          eligibleLeaderReplicas []int32 ? =null
          lastKnownElr []int32 ? =null
          offlineReplicas []int32
        topicAuthorizedOperations int32 =-2147483648
      nextCursor {} ? =null
        topicName string
        partitionIndex int32
    `,
  }),
  api(55, 'DescribeQuorum', '0-2', '0+', {
    request: `
      topics []
        topicName string
        partitions []
          partitionIndex int32
    `,
    response: `
      errorCode int16
      errorMessage string 2+ ?
      topics []
        topicName string
        partitions []
          partitionIndex int32
          errorCode int16
          errorMessage string 2+ ?
          leaderId int32
          leaderEpoch int32
          highWatermark int64
          currentVoters []
            replicaId int32
            replicaDirectoryId uuid 2+
            logEndOffset int64
            lastFetchTimestamp int64 1+ =-1
            lastCaughtUpTimestamp int64 1+ =-1
          observers []
            replicaId int32
            replicaDirectoryId uuid 2+
            logEndOffset int64
            lastFetchTimestamp int64 1+ =-1
            lastCaughtUpTimestamp int64 1+ =-1
      nodes [] 2+
        nodeId int32 2+
        listeners [] 2+
          name string 2+
          host string 2+
          port uint16 2+
    `,
  }),
  api(57, 'UpdateFeatures', '0-2', '0+', {
    request: `
      timeoutMs int32 =60000
      featureUpdates []
        feature string
        maxVersionLevel int16
        allowDowngrade bool 0
        upgradeType int8 1+ =1
      validateOnly bool 1+
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      errorMessage string ?
      results [] 0-1
        feature string
        errorCode int16
        errorMessage string ?
    `,
  }),
  api(64, 'UnregisterBroker', '0', '0+', {
    request: `
      brokerId int32
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      errorMessage string ?
    `,
  }),
];
