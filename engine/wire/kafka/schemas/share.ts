import type { ApiSource } from '../schema.ts';
import { api } from '../schema.ts';

/** Share groups (KIP-932). Notation: schema.ts. KAFKA: clients/src/main/resources/common/message */
export const SHARE: readonly ApiSource[] = [
  api(76, 'ShareGroupHeartbeat', '1', '0+', {
    request: `
      groupId string
      memberId string
      memberEpoch int32
      rackId string ? =null
      subscribedTopicNames []string ? =null
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      errorMessage string ? =null
      memberId string ? =null
      memberEpoch int32
      heartbeatIntervalMs int32
      assignment {} ? =null
        topicPartitions []
          topicId uuid
          partitions []int32
    `,
  }),
  api(77, 'ShareGroupDescribe', '1', '0+', {
    request: `
      groupIds []string
      includeAuthorizedOperations bool
    `,
    response: `
      throttleTimeMs int32
      groups []
        errorCode int16
        errorMessage string ? =null
        groupId string
        groupState string
        groupEpoch int32
        assignmentEpoch int32
        assignorName string
        members []
          memberId string
          rackId string ? =null
          memberEpoch int32
          clientId string
          clientHost string
          subscribedTopicNames []string
          assignment {}
            topicPartitions []
              topicId uuid
              topicName string
              partitions []int32
        authorizedOperations int32 =-2147483648
    `,
  }),
  api(78, 'ShareFetch', '1', '0+', {
    request: `
      groupId string ? =null
      memberId string ?
      shareSessionEpoch int32
      maxWaitMs int32
      minBytes int32
      maxBytes int32 =0x7fffffff
      maxRecords int32 1+
      batchSize int32 1+
      topics []
        topicId uuid
        partitions []
          partitionIndex int32
          partitionMaxBytes int32 0
          acknowledgementBatches []
            firstOffset int64
            lastOffset int64
            acknowledgeTypes []int8
      forgottenTopicsData []
        topicId uuid
        partitions []int32
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      errorMessage string ? =null
      acquisitionLockTimeoutMs int32 1+
      responses []
        topicId uuid
        partitions []
          partitionIndex int32
          errorCode int16
          errorMessage string ? =null
          acknowledgeErrorCode int16
          acknowledgeErrorMessage string ? =null
          currentLeader {}
            leaderId int32
            leaderEpoch int32
          records records ?0
          acquiredRecords []
            firstOffset int64
            lastOffset int64
            deliveryCount int16
      nodeEndpoints []
        nodeId int32
        host string
        port int32
        rack string ? =null
    `,
  }),
  api(79, 'ShareAcknowledge', '1', '0+', {
    request: `
      groupId string ? =null
      memberId string ?
      shareSessionEpoch int32
      topics []
        topicId uuid
        partitions []
          partitionIndex int32
          acknowledgementBatches []
            firstOffset int64
            lastOffset int64
            acknowledgeTypes []int8
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      errorMessage string ? =null
      responses []
        topicId uuid
        partitions []
          partitionIndex int32
          errorCode int16
          errorMessage string ? =null
          currentLeader {}
            leaderId int32
            leaderEpoch int32
      nodeEndpoints []
        nodeId int32
        host string
        port int32
        rack string ? =null
    `,
  }),
  api(83, 'InitializeShareGroupState', '0', '0+', {
    request: `
      groupId string
      topics []
        topicId uuid
        partitions []
          partition int32
          stateEpoch int32
          startOffset int64
    `,
    response: `
      results []
        topicId uuid
        partitions []
          partition int32
          errorCode int16
          errorMessage string ? =null
    `,
  }),
  api(84, 'ReadShareGroupState', '0', '0+', {
    request: `
      groupId string
      topics []
        topicId uuid
        partitions []
          partition int32
          leaderEpoch int32
    `,
    response: `
      results []
        topicId uuid
        partitions []
          partition int32
          errorCode int16
          errorMessage string ? =null
          stateEpoch int32
          startOffset int64
          stateBatches []
            firstOffset int64
            lastOffset int64
            deliveryState int8
            deliveryCount int16
    `,
  }),
  api(85, 'WriteShareGroupState', '0', '0+', {
    request: `
      groupId string
      topics []
        topicId uuid
        partitions []
          partition int32
          stateEpoch int32
          leaderEpoch int32
          startOffset int64
          stateBatches []
            firstOffset int64
            lastOffset int64
            deliveryState int8
            deliveryCount int16
    `,
    response: `
      results []
        topicId uuid
        partitions []
          partition int32
          errorCode int16
          errorMessage string ? =null
    `,
  }),
  api(86, 'DeleteShareGroupState', '0', '0+', {
    request: `
      groupId string
      topics []
        topicId uuid
        partitions []
          partition int32
    `,
    response: `
      results []
        topicId uuid
        partitions []
          partition int32
          errorCode int16
          errorMessage string ? =null
    `,
  }),
  api(87, 'ReadShareGroupStateSummary', '0', '0+', {
    request: `
      groupId string
      topics []
        topicId uuid
        partitions []
          partition int32
          leaderEpoch int32
    `,
    response: `
      results []
        topicId uuid
        partitions []
          partition int32
          errorCode int16
          errorMessage string ? =null
          stateEpoch int32
          leaderEpoch int32
          startOffset int64
    `,
  }),
  api(90, 'DescribeShareGroupOffsets', '0', '0+', {
    request: `
      groups []
        groupId string
        topics [] ?
          topicName string
          partitions []int32
    `,
    response: `
      throttleTimeMs int32
      groups []
        groupId string
        topics []
          topicName string
          topicId uuid
          partitions []
            partitionIndex int32
            startOffset int64
            leaderEpoch int32
            errorCode int16
            errorMessage string ? =null
        errorCode int16
        errorMessage string ? =null
    `,
  }),
  api(91, 'AlterShareGroupOffsets', '0', '0+', {
    request: `
      groupId string
      topics []
        topicName string
        partitions []
          partitionIndex int32
          startOffset int64
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      errorMessage string ? =null
      responses []
        topicName string
        topicId uuid
        partitions []
          partitionIndex int32
          errorCode int16
          errorMessage string ? =null
    `,
  }),
  api(92, 'DeleteShareGroupOffsets', '0', '0+', {
    request: `
      groupId string
      topics []
        topicName string
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      errorMessage string ? =null
      responses []
        topicName string
        topicId uuid
        errorCode int16
        errorMessage string ? =null
    `,
  }),
];
