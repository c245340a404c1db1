import type { ApiSource } from '../schema.ts';
import { api } from '../schema.ts';

/** Groups of Kafka Streams (KIP-1071). Notation: schema.ts. KAFKA: clients/src/main/resources/common/message */
export const STREAMS: readonly ApiSource[] = [
  api(88, 'StreamsGroupHeartbeat', '0', '0+', {
    request: `
      groupId string
      memberId string
      memberEpoch int32
      endpointInformationEpoch int32
      instanceId string ? =null
      rackId string ? =null
      rebalanceTimeoutMs int32 =-1
      topology {} ? =null
        epoch int32
        subtopologies []
          subtopologyId string
          sourceTopics []string
          sourceTopicRegex []string
          stateChangelogTopics []
            name string
            partitions int32
            replicationFactor int16
            topicConfigs []
              key string
              value string
          repartitionSinkTopics []string
          repartitionSourceTopics []
            name string
            partitions int32
            replicationFactor int16
            topicConfigs []
              key string
              value string
          copartitionGroups []
            sourceTopics []int16
            sourceTopicRegex []int16
            repartitionSourceTopics []int16
      activeTasks [] ? =null
        subtopologyId string
        partitions []int32
      standbyTasks [] ? =null
        subtopologyId string
        partitions []int32
      warmupTasks [] ? =null
        subtopologyId string
        partitions []int32
      processId string ? =null
      userEndpoint {} ? =null
        host string
        port uint16
      clientTags [] ? =null
        key string
        value string
      taskOffsets [] ? =null
        subtopologyId string
        partition int32
        offset int64
      taskEndOffsets [] ? =null
        subtopologyId string
        partition int32
        offset int64
      shutdownApplication bool
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      errorMessage string ? =null
      memberId string
      memberEpoch int32
      heartbeatIntervalMs int32
      acceptableRecoveryLag int32
      taskOffsetIntervalMs int32
      status [] ? =null
        statusCode int8
        statusDetail string
      activeTasks [] ? =null
        subtopologyId string
        partitions []int32
      standbyTasks [] ? =null
        subtopologyId string
        partitions []int32
      warmupTasks [] ? =null
        subtopologyId string
        partitions []int32
      endpointInformationEpoch int32
      partitionsByUserEndpoint [] ? =null
        userEndpoint {}
          host string
          port uint16
        activePartitions []
          topic string
          partitions []int32
        standbyPartitions []
          topic string
          partitions []int32
    `,
  }),
  api(89, 'StreamsGroupDescribe', '0', '0+', {
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
        topology {} ? =null
          epoch int32
          subtopologies [] ? =null
            subtopologyId string
            sourceTopics []string
            repartitionSinkTopics []string
            stateChangelogTopics []
              name string
              partitions int32
              replicationFactor int16
              topicConfigs []
                key string
                value string
            repartitionSourceTopics []
              name string
              partitions int32
              replicationFactor int16
              topicConfigs []
                key string
                value string
        members []
          memberId string
          memberEpoch int32
          instanceId string ? =null
          rackId string ? =null
          clientId string
          clientHost string
          topologyEpoch int32
          processId string
          userEndpoint {} ? =null
            host string
            port uint16
          clientTags []
            key string
            value string
          taskOffsets []
            subtopologyId string
            partition int32
            offset int64
          taskEndOffsets []
            subtopologyId string
            partition int32
            offset int64
          assignment {}
            activeTasks []
              subtopologyId string
              partitions []int32
            standbyTasks []
              subtopologyId string
              partitions []int32
            warmupTasks []
              subtopologyId string
              partitions []int32
          targetAssignment {}
            activeTasks []
              subtopologyId string
              partitions []int32
            standbyTasks []
              subtopologyId string
              partitions []int32
            warmupTasks []
              subtopologyId string
              partitions []int32
          isClassic bool
        authorizedOperations int32 =-2147483648
    `,
  }),
];
