import type { ApiSource } from '../schema.ts';
import { api } from '../schema.ts';

/** Topics, partitions and their replicas. Notation: schema.ts. KAFKA: clients/src/main/resources/common/message */
export const TOPICS: readonly ApiSource[] = [
  api(19, 'CreateTopics', '2-7', '5+', {
    request: `
      topics []
        name string
        numPartitions int32
        replicationFactor int16
        assignments []
          partitionIndex int32
          brokerIds []int32
        configs []
          name string
          value string ?
      timeoutMs int32 =60000
      validateOnly bool 1+
    `,
    response: `
      throttleTimeMs int32 2+
      topics []
        name string
        topicId uuid 7+
        errorCode int16
        errorMessage string 1+ ?0+
        topicConfigErrorCode int16 5+ tag0
        numPartitions int32 5+ =-1
        replicationFactor int16 5+ =-1
        configs [] 5+ ?
          name string 5+
          value string 5+ ?
          readOnly bool 5+
          configSource int8 5+ =-1
          isSensitive bool 5+
    `,
  }),
  api(20, 'DeleteTopics', '1-6', '4+', {
    request: `
      topics [] 6+
        name string 6+ ? =null
        topicId uuid 6+
      topicNames []string 0-5
      timeoutMs int32
    `,
    response: `
      throttleTimeMs int32 1+
      responses []
        name string ?6+
        topicId uuid 6+
        errorCode int16
        errorMessage string 5+ ? =null
    `,
  }),
  api(37, 'CreatePartitions', '0-3', '2+', {
    request: `
      topics []
        name string
        count int32
        assignments [] ?
          brokerIds []int32
      timeoutMs int32
      validateOnly bool
    `,
    response: `
      throttleTimeMs int32
      results []
        name string
        errorCode int16
        errorMessage string ? =null
    `,
  }),
  api(43, 'ElectLeaders', '0-2', '2+', {
    request: `
      electionType int8 1+
      topicPartitions [] ?
        topic string
        partitions []int32
      timeoutMs int32 =60000
    `,
    response: `
      throttleTimeMs int32
      errorCode int16 1+
      replicaElectionResults []
        topic string
        partitionResult []
          partitionId int32
          errorCode int16
          errorMessage string ?
    `,
  }),
  api(45, 'AlterPartitionReassignments', '0-1', '0+', {
    request: `
      timeoutMs int32 =60000
      allowReplicationFactorChange bool 1+ =true
      topics []
        name string
        partitions []
          partitionIndex int32
          replicas []int32 ? =null
    `,
    response: `
      throttleTimeMs int32
      allowReplicationFactorChange bool 1+ =true
      errorCode int16
      errorMessage string ?
      responses []
        name string
        partitions []
          partitionIndex int32
          errorCode int16
          errorMessage string ?
    `,
  }),
  api(46, 'ListPartitionReassignments', '0', '0+', {
    request: `
      timeoutMs int32 =60000
      topics [] ? =null
        name string
        partitionIndexes []int32
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      errorMessage string ?
      topics []
        name string
        partitions []
          partitionIndex int32
          replicas []int32
          addingReplicas []int32
          removingReplicas []int32
    `,
  }),
  api(34, 'AlterReplicaLogDirs', '1-2', '2+', {
    request: `
      dirs []
        path string
        topics []
          name string
          partitions []int32
    `,
    response: `
      throttleTimeMs int32
      results []
        topicName string
        partitions []
          partitionIndex int32
          errorCode int16
    `,
  }),
  api(35, 'DescribeLogDirs', '1-4', '2+', {
    request: `
      topics [] ?
        topic string
        partitions []int32
    `,
    response: `
      throttleTimeMs int32
      errorCode int16 3+
      results []
        errorCode int16
        logDir string
        topics []
          name string
          partitions []
            partitionIndex int32
            partitionSize int64
            offsetLag int64
            isFutureKey bool
        totalBytes int64 4+ =-1
        usableBytes int64 4+ =-1
    `,
  }),
];
