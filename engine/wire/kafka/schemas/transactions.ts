import type { ApiSource } from '../schema.ts';
import { api } from '../schema.ts';

/** Idempotent and transactional producers. Notation: schema.ts. KAFKA: clients/src/main/resources/common/message */
export const TRANSACTIONS: readonly ApiSource[] = [
  api(22, 'InitProducerId', '0-6', '2+', {
    request: `
      transactionalId string ?
      transactionTimeoutMs int32
      producerId int64 3+ =-1
      producerEpoch int16 3+ =-1
      enable2Pc bool 6+
      keepPreparedTxn bool 6+
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      producerId int64 =-1
      producerEpoch int16
      ongoingTxnProducerId int64 6+ =-1
      ongoingTxnProducerEpoch int16 6+ =-1
    `,
  }),
  api(24, 'AddPartitionsToTxn', '0-5', '3+', {
    request: `
      transactions [] 4+
        transactionalId string 4+
        producerId int64 4+
        producerEpoch int16 4+
        verifyOnly bool 4+
        topics [] 4+
          name string
          partitions []int32
      v3AndBelowTransactionalId string 0-3
      v3AndBelowProducerId int64 0-3
      v3AndBelowProducerEpoch int16 0-3
      v3AndBelowTopics [] 0-3
        name string
        partitions []int32
    `,
    response: `
      throttleTimeMs int32
      errorCode int16 4+
      resultsByTransaction [] 4+
        transactionalId string 4+
        topicResults [] 4+
          name string
          resultsByPartition []
            partitionIndex int32
            partitionErrorCode int16
      resultsByTopicV3AndBelow [] 0-3
        name string
        resultsByPartition []
          partitionIndex int32
          partitionErrorCode int16
    `,
  }),
  api(25, 'AddOffsetsToTxn', '0-4', '3+', {
    request: `
      transactionalId string
      producerId int64
      producerEpoch int16
      groupId string
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
    `,
  }),
  api(26, 'EndTxn', '0-5', '3+', {
    request: `
      transactionalId string
      producerId int64
      producerEpoch int16
      committed bool
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      producerId int64 5+ =-1
      producerEpoch int16 5+ =-1
    `,
  }),
  api(27, 'WriteTxnMarkers', '1', '1+', {
    request: `
      markers []
        producerId int64
        producerEpoch int16
        transactionResult bool
        topics []
          name string
          partitionIndexes []int32
        coordinatorEpoch int32
    `,
    response: `
      markers []
        producerId int64
        topics []
          name string
          partitions []
            partitionIndex int32
            errorCode int16
    `,
  }),
  api(28, 'TxnOffsetCommit', '0-5', '3+', {
    request: `
      transactionalId string
      groupId string
      producerId int64
      producerEpoch int16
      generationId int32 3+ =-1
      memberId string 3+
      groupInstanceId string 3+ ? =null
      topics []
        name string
        partitions []
          partitionIndex int32
          committedOffset int64
          committedLeaderEpoch int32 2+ =-1
          committedMetadata string ?
    `,
    response: `
      throttleTimeMs int32
      topics []
        name string
        partitions []
          partitionIndex int32
          errorCode int16
    `,
  }),
  api(61, 'DescribeProducers', '0', '0+', {
    request: `
      topics []
        name string
        partitionIndexes []int32
    `,
    response: `
      throttleTimeMs int32
      topics []
        name string
        partitions []
          partitionIndex int32
          errorCode int16
          errorMessage string ? =null
          activeProducers []
            producerId int64
            producerEpoch int32
            lastSequence int32 =-1
            lastTimestamp int64 =-1
            coordinatorEpoch int32
            currentTxnStartOffset int64 =-1
    `,
  }),
  api(65, 'DescribeTransactions', '0', '0+', {
    request: `
      transactionalIds []string
    `,
    response: `
      throttleTimeMs int32
      transactionStates []
        errorCode int16
        transactionalId string
        transactionState string
        transactionTimeoutMs int32
        transactionStartTimeMs int64
        producerId int64
        producerEpoch int16
        topics []
          topic string
          partitions []int32
    `,
  }),
  api(66, 'ListTransactions', '0-2', '0+', {
    request: `
      stateFilters []string
      producerIdFilters []int64
      durationFilter int64 1+ =-1
      transactionalIdPattern string 2+ ? =null
    `,
    response: `
      throttleTimeMs int32
      errorCode int16
      unknownStateFilters []string
      transactionStates []
        transactionalId string
        producerId int64
        transactionState string
    `,
  }),
];
