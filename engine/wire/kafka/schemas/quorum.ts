import type { ApiSource } from '../schema.ts';
import { api } from '../schema.ts';

/** What brokers and controllers say to one another. Notation: schema.ts. KAFKA: clients/src/main/resources/common/message */
export const QUORUM: readonly ApiSource[] = [
  api(52, 'Vote', '0-2', '0+', {
    request: `
      clusterId string ? =null
      voterId int32 1+ =-1
      topics []
        topicName string
        partitions []
          partitionIndex int32
          replicaEpoch int32
          replicaId int32
          replicaDirectoryId uuid 1+
          voterDirectoryId uuid 1+
          lastOffsetEpoch int32
          lastOffset int64
          preVote bool 2+
    `,
    response: `
      errorCode int16
      topics []
        topicName string
        partitions []
          partitionIndex int32
          errorCode int16
          leaderId int32
          leaderEpoch int32
          voteGranted bool
      nodeEndpoints [] 1+ tag0
        nodeId int32 1+
        host string 1+
        port uint16 1+
    `,
  }),
  api(53, 'BeginQuorumEpoch', '0-1', '1+', {
    request: `
      clusterId string ? =null
      voterId int32 1+ =-1
      topics []
        topicName string
        partitions []
          partitionIndex int32
          voterDirectoryId uuid 1+
          leaderId int32
          leaderEpoch int32
      leaderEndpoints [] 1+
        name string 1+
        host string 1+
        port uint16 1+
    `,
    response: `
      errorCode int16
      topics []
        topicName string
        partitions []
          partitionIndex int32
          errorCode int16
          leaderId int32
          leaderEpoch int32
      nodeEndpoints [] 1+ tag0
        nodeId int32 1+
        host string 1+
        port uint16 1+
    `,
  }),
  api(54, 'EndQuorumEpoch', '0-1', '1+', {
    request: `
      clusterId string ? =null
      topics []
        topicName string
        partitions []
          partitionIndex int32
          leaderId int32
          leaderEpoch int32
          preferredSuccessors []int32 0
          preferredCandidates [] 1+
            candidateId int32 1+
            candidateDirectoryId uuid 1+
      leaderEndpoints [] 1+
        name string 1+
        host string 1+
        port uint16 1+
    `,
    response: `
      errorCode int16
      topics []
        topicName string
        partitions []
          partitionIndex int32
          errorCode int16
          leaderId int32
          leaderEpoch int32
      nodeEndpoints [] 1+ tag0
        nodeId int32 1+
        host string 1+
        port uint16 1+
    `,
  }),
  api(56, 'AlterPartition', '2-3', '0+', {
    request: `
      brokerId int32
      brokerEpoch int64 =-1
      topics []
        topicId uuid 2+
        partitions []
          partitionIndex int32
          leaderEpoch int32
          newIsr []int32 0-2
          newIsrWithEpochs [] 3+
            brokerId int32 3+
            brokerEpoch int64 3+ =-1
          leaderRecoveryState int8 1+
          partitionEpoch int32
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      topics []
        topicId uuid 2+
        partitions []
          partitionIndex int32
          errorCode int16
          leaderId int32
          leaderEpoch int32
          isr []int32
          leaderRecoveryState int8 1+
          partitionEpoch int32
    `,
  }),
  api(58, 'Envelope', '0', '0+', {
    request: `
      requestData bytes
      requestPrincipal bytes ?
      clientHostAddress bytes
    `,
    response: `
      responseData bytes ? =null
      errorCode int16
    `,
  }),
  api(59, 'FetchSnapshot', '0-1', '0+', {
    request: `
      clusterId string ? tag0 =null
      replicaId int32 =-1
      maxBytes int32 =0x7fffffff
      topics []
        name string
        partitions []
          partition int32
          currentLeaderEpoch int32
          snapshotId {}
            endOffset int64
            epoch int32
          position int64
          replicaDirectoryId uuid 1+ tag0
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      topics []
        name string
        partitions []
          index int32
          errorCode int16
          snapshotId {}
            endOffset int64
            epoch int32
          currentLeader {} tag0
            leaderId int32
            leaderEpoch int32
          size int64
          position int64
          unalignedRecords records
      nodeEndpoints [] 1+ tag0
        nodeId int32 1+
        host string 1+
        port uint16 1+
    `,
  }),
  api(62, 'BrokerRegistration', '0-4', '0+', {
    request: `
      brokerId int32
      clusterId string
      incarnationId uuid
      listeners []
        name string
        host string
        port uint16
        securityProtocol int16
      features []
        name string
        minSupportedVersion int16
        maxSupportedVersion int16
      rack string ?
      isMigratingZkBroker bool 1+
      logDirs []uuid 2+
      previousBrokerEpoch int64 3+ =-1
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      brokerEpoch int64 =-1
    `,
  }),
  api(63, 'BrokerHeartbeat', '0-1', '0+', {
    request: `
      brokerId int32
      brokerEpoch int64 =-1
      currentMetadataOffset int64
      wantFence bool
      wantShutDown bool
      offlineLogDirs []uuid 1+ tag0
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      isCaughtUp bool
      isFenced bool =true
      shouldShutDown bool
    `,
  }),
  api(67, 'AllocateProducerIds', '0', '0+', {
    request: `
      brokerId int32
      brokerEpoch int64 =-1
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      producerIdStart int64
      producerIdLen int32
    `,
  }),
  api(70, 'ControllerRegistration', '0', '0+', {
    request: `
      controllerId int32
      incarnationId uuid
      zkMigrationReady bool
      listeners []
        name string
        host string
        port uint16
        securityProtocol int16
      features []
        name string
        minSupportedVersion int16
        maxSupportedVersion int16
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      errorMessage string ?
    `,
  }),
  api(73, 'AssignReplicasToDirs', '0', '0+', {
    request: `
      brokerId int32
      brokerEpoch int64 =-1
      directories []
        id uuid
        topics []
          topicId uuid
          partitions []
            partitionIndex int32
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      directories []
        id uuid
        topics []
          topicId uuid
          partitions []
            partitionIndex int32
            errorCode int16
    `,
  }),
  api(80, 'AddRaftVoter', '0', '0+', {
    request: `
      clusterId string ?
      timeoutMs int32
      voterId int32
      voterDirectoryId uuid
      listeners []
        name string
        host string
        port uint16
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      errorMessage string ?
    `,
  }),
  api(81, 'RemoveRaftVoter', '0', '0+', {
    request: `
      clusterId string ?
      voterId int32
      voterDirectoryId uuid
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      errorMessage string ?
    `,
  }),
  api(82, 'UpdateRaftVoter', '0', '0+', {
    request: `
      clusterId string ?
      currentLeaderEpoch int32
      voterId int32
      voterDirectoryId uuid
      listeners []
        name string
        host string
        port uint16
      kRaftVersionFeature {}
        minSupportedVersion int16
        maxSupportedVersion int16
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      currentLeader {} tag0
        leaderId int32 =-1
        leaderEpoch int32 =-1
        host string
        port int32
    `,
  }),
];
