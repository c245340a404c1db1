import type { ApiSource } from '../schema.ts';
import { api } from '../schema.ts';

/** Producing and fetching. Notation: schema.ts. KAFKA: clients/src/main/resources/common/message */
export const RECORDS: readonly ApiSource[] = [
  api(0, 'Produce', '3-13', '9+', {
    request: `
      transactionalId string 3+ ? =null
      acks int16
      timeoutMs int32
      topicData []
        name string 0-12
        topicId uuid 13+
        partitionData []
          index int32
          records records ?
    `,
    response: `
      responses []
        name string 0-12
        topicId uuid 13+
        partitionResponses []
          index int32
          errorCode int16
          baseOffset int64
          logAppendTimeMs int64 2+ =-1
          logStartOffset int64 5+ =-1
          recordErrors [] 8+
            batchIndex int32 8+
            batchIndexErrorMessage string 8+ ? =null
          errorMessage string 8+ ? =null
          currentLeader {} 10+ tag0
            leaderId int32 10+ =-1
            leaderEpoch int32 10+ =-1
      throttleTimeMs int32 1+
      nodeEndpoints [] 10+ tag0
        nodeId int32 10+
        host string 10+
        port int32 10+
        rack string 10+ ? =null
    `,
  }),
  api(1, 'Fetch', '4-18', '12+', {
    request: `
      clusterId string 12+ ? tag0 =null
      replicaId int32 0-14 =-1
      replicaState {} 15+ tag1
        replicaId int32 15+ =-1
        replicaEpoch int64 15+ =-1
      maxWaitMs int32
      minBytes int32
      maxBytes int32 3+ =0x7fffffff
      isolationLevel int8 4+
      sessionId int32 7+
      sessionEpoch int32 7+ =-1
      topics []
        topic string 0-12
        topicId uuid 13+
        partitions []
          partition int32
          currentLeaderEpoch int32 9+ =-1
          fetchOffset int64
          lastFetchedEpoch int32 12+ =-1
          logStartOffset int64 5+ =-1
          partitionMaxBytes int32
          replicaDirectoryId uuid 17+ tag0
          highWatermark int64 18+ tag1 =9223372036854775807
      forgottenTopicsData [] 7+
        topic string 7-12
        topicId uuid 13+
        partitions []int32 7+
      rackId string 11+
    `,
    response: `
      throttleTimeMs int32 1+
      errorCode int16 7+
      sessionId int32 7+
      responses []
        topic string 0-12
        topicId uuid 13+
        partitions []
          partitionIndex int32
          errorCode int16
          highWatermark int64
          lastStableOffset int64 4+ =-1
          logStartOffset int64 5+ =-1
          divergingEpoch {} 12+ tag0
            epoch int32 12+ =-1
            endOffset int64 12+ =-1
          currentLeader {} 12+ tag1
            leaderId int32 12+ =-1
            leaderEpoch int32 12+ =-1
          snapshotId {} 12+ tag2
            endOffset int64 =-1
            epoch int32 =-1
          abortedTransactions [] 4+ ?
            producerId int64 4+
            firstOffset int64 4+
          preferredReadReplica int32 11+ =-1
          records records ?
      nodeEndpoints [] 16+ tag0
        nodeId int32 16+
        host string 16+
        port int32 16+
        rack string 16+ ? =null
    `,
  }),
  api(2, 'ListOffsets', '1-10', '6+', {
    request: `
      replicaId int32
      isolationLevel int8 2+
      topics []
        name string
        partitions []
          partitionIndex int32
          currentLeaderEpoch int32 4+ =-1
          timestamp int64
      timeoutMs int32 10+
    `,
    response: `
      throttleTimeMs int32 2+
      topics []
        name string
        partitions []
          partitionIndex int32
          errorCode int16
          timestamp int64 1+ =-1
          offset int64 1+ =-1
          leaderEpoch int32 4+ =-1
    `,
  }),
  api(21, 'DeleteRecords', '0-2', '2+', {
    request: `
      topics []
        name string
        partitions []
          partitionIndex int32
          offset int64
      timeoutMs int32
    `,
    response: `
      throttleTimeMs int32
      topics []
        name string
        partitions []
          partitionIndex int32
          lowWatermark int64
          errorCode int16
    `,
  }),
  api(23, 'OffsetForLeaderEpoch', '2-4', '4+', {
    request: `
      replicaId int32 3+ =-2
      topics []
        topic string
        partitions []
          partition int32
          currentLeaderEpoch int32 2+ =-1
          leaderEpoch int32
    `,
    response: `
      throttleTimeMs int32 2+
      topics []
        topic string
        partitions []
          errorCode int16
          partition int32
          leaderEpoch int32 1+ =-1
          endOffset int64 =-1
    `,
  }),
];
