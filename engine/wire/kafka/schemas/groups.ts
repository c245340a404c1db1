import type { ApiSource } from '../schema.ts';
import { api } from '../schema.ts';

/** Consumer groups: the classic protocol, KIP-848's, and committed offsets. Notation: schema.ts. KAFKA: clients/src/main/resources/common/message */
export const GROUPS: readonly ApiSource[] = [
  api(8, 'OffsetCommit', '2-10', '8+', {
    request: `
      groupId string
      generationIdOrMemberEpoch int32 1+ =-1
      memberId string 1+
      groupInstanceId string 7+ ? =null
      retentionTimeMs int64 2-4 =-1
      topics []
        name string 0-9
        topicId uuid 10+
        partitions []
          partitionIndex int32
          committedOffset int64
          committedLeaderEpoch int32 6+ =-1
          committedMetadata string ?
    `,
    response: `
      throttleTimeMs int32 3+
      topics []
        name string 0-9
        topicId uuid 10+
        partitions []
          partitionIndex int32
          errorCode int16
    `,
  }),
  api(9, 'OffsetFetch', '1-10', '6+', {
    request: `
      groupId string 0-7
      topics [] 0-7 ?2-7
        name string 0-7
        partitionIndexes []int32 0-7
      groups [] 8+
        groupId string 8+
        memberId string 9+ ? =null
        memberEpoch int32 9+ =-1
        topics [] 8+ ?
          name string 8-9
          topicId uuid 10+
          partitionIndexes []int32 8+
      requireStable bool 7+
    `,
    response: `
      throttleTimeMs int32 3+
      topics [] 0-7
        name string 0-7
        partitions [] 0-7
          partitionIndex int32 0-7
          committedOffset int64 0-7
          committedLeaderEpoch int32 5-7 =-1
          metadata string 0-7 ?
          errorCode int16 0-7
      errorCode int16 2-7
      groups [] 8+
        groupId string 8+
        topics [] 8+
          name string 8-9
          topicId uuid 10+
          partitions [] 8+
            partitionIndex int32 8+
            committedOffset int64 8+
            committedLeaderEpoch int32 8+ =-1
            metadata string 8+ ?
            errorCode int16 8+
        errorCode int16 8+
    `,
  }),
  api(10, 'FindCoordinator', '0-6', '3+', {
    request: `
      key string 0-3
      keyType int8 1+
      coordinatorKeys []string 4+
    `,
    response: `
      throttleTimeMs int32 1+
      errorCode int16 0-3
      errorMessage string 1-3 ?
      nodeId int32 0-3
      host string 0-3
      port int32 0-3
      coordinators [] 4+
        key string 4+
        nodeId int32 4+
        host string 4+
        port int32 4+
        errorCode int16 4+
        errorMessage string 4+ ?
    `,
  }),
  api(11, 'JoinGroup', '0-9', '6+', {
    request: `
      groupId string
      sessionTimeoutMs int32
      rebalanceTimeoutMs int32 1+ =-1
      memberId string
      groupInstanceId string 5+ ? =null
      protocolType string
      protocols []
        name string
        metadata bytes
      reason string 8+ ? =null
    `,
    response: `
      throttleTimeMs int32 2+
      errorCode int16
      generationId int32 =-1
      protocolType string 7+ ? =null
      protocolName string ?7+
      leader string
      skipAssignment bool 9+
      memberId string
      members []
        memberId string
        groupInstanceId string 5+ ? =null
        metadata bytes
    `,
  }),
  api(12, 'Heartbeat', '0-4', '4+', {
    request: `
      groupId string
      generationId int32
      memberId string
      groupInstanceId string 3+ ? =null
    `,
    response: `
      throttleTimeMs int32 1+
      errorCode int16
    `,
  }),
  api(13, 'LeaveGroup', '0-5', '4+', {
    request: `
      groupId string
      memberId string 0-2
      members [] 3+
        memberId string 3+
        groupInstanceId string 3+ ? =null
        reason string 5+ ? =null
    `,
    response: `
      throttleTimeMs int32 1+
      errorCode int16
      members [] 3+
        memberId string 3+
        groupInstanceId string 3+ ?
        errorCode int16 3+
    `,
  }),
  api(14, 'SyncGroup', '0-5', '4+', {
    request: `
      groupId string
      generationId int32
      memberId string
      groupInstanceId string 3+ ? =null
      protocolType string 5+ ? =null
      protocolName string 5+ ? =null
      assignments []
        memberId string
        assignment bytes
    `,
    response: `
      throttleTimeMs int32 1+
      errorCode int16
      protocolType string 5+ ? =null
      protocolName string 5+ ? =null
      assignment bytes
    `,
  }),
  api(15, 'DescribeGroups', '0-6', '5+', {
    request: `
      groups []string
      includeAuthorizedOperations bool 3+
    `,
    response: `
      throttleTimeMs int32 1+
      groups []
        errorCode int16
        errorMessage string 6+ ? =null
        groupId string
        groupState string
        protocolType string
        protocolData string
        members []
          memberId string
          groupInstanceId string 4+ ? =null
          clientId string
          clientHost string
          memberMetadata bytes
          memberAssignment bytes
        authorizedOperations int32 3+ =-2147483648
    `,
  }),
  api(16, 'ListGroups', '0-5', '3+', {
    request: `
      statesFilter []string 4+
      typesFilter []string 5+
    `,
    response: `
      throttleTimeMs int32 1+
      errorCode int16
      groups []
        groupId string
        protocolType string
        groupState string 4+
        groupType string 5+
    `,
  }),
  api(42, 'DeleteGroups', '0-2', '2+', {
    request: `
      groupsNames []string
    `,
    response: `
      throttleTimeMs int32
      results []
        groupId string
        errorCode int16
    `,
  }),
  api(47, 'OffsetDelete', '0', 'none', {
    request: `
      groupId string
      topics []
        name string
        partitions []
          partitionIndex int32
    `,
    response: `
      errorCode int16
      throttleTimeMs int32
      topics []
        name string
        partitions []
          partitionIndex int32
          errorCode int16
    `,
  }),
  api(68, 'ConsumerGroupHeartbeat', '0-1', '0+', {
    request: `
      groupId string
      memberId string
      memberEpoch int32
      instanceId string ? =null
      rackId string ? =null
      rebalanceTimeoutMs int32 =-1
      subscribedTopicNames []string ? =null
      subscribedTopicRegex string 1+ ? =null
      serverAssignor string ? =null
      topicPartitions [] ? =null
        topicId uuid
        partitions []int32
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
  api(69, 'ConsumerGroupDescribe', '0-1', '0+', {
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
          instanceId string ? =null
          rackId string ? =null
          memberEpoch int32
          clientId string
          clientHost string
          subscribedTopicNames []string
          subscribedTopicRegex string ? =null
          assignment {}
            topicPartitions []
              topicId uuid
              topicName string
              partitions []int32
          targetAssignment {}
            topicPartitions []
              topicId uuid
              topicName string
              partitions []int32
          memberType int8 1+ =-1
        authorizedOperations int32 =-2147483648
    `,
  }),
];
