/*
 * The types of Kafka's messages. Written by write-messages.ts from the schemas: change those.
 */

export const ApiKey = {
  Produce: 0,
  Fetch: 1,
  ListOffsets: 2,
  Metadata: 3,
  OffsetCommit: 8,
  OffsetFetch: 9,
  FindCoordinator: 10,
  JoinGroup: 11,
  Heartbeat: 12,
  LeaveGroup: 13,
  SyncGroup: 14,
  DescribeGroups: 15,
  ListGroups: 16,
  SaslHandshake: 17,
  ApiVersions: 18,
  CreateTopics: 19,
  DeleteTopics: 20,
  DeleteRecords: 21,
  InitProducerId: 22,
  OffsetForLeaderEpoch: 23,
  AddPartitionsToTxn: 24,
  AddOffsetsToTxn: 25,
  EndTxn: 26,
  WriteTxnMarkers: 27,
  TxnOffsetCommit: 28,
  DescribeAcls: 29,
  CreateAcls: 30,
  DeleteAcls: 31,
  DescribeConfigs: 32,
  AlterConfigs: 33,
  AlterReplicaLogDirs: 34,
  DescribeLogDirs: 35,
  SaslAuthenticate: 36,
  CreatePartitions: 37,
  CreateDelegationToken: 38,
  RenewDelegationToken: 39,
  ExpireDelegationToken: 40,
  DescribeDelegationToken: 41,
  DeleteGroups: 42,
  ElectLeaders: 43,
  IncrementalAlterConfigs: 44,
  AlterPartitionReassignments: 45,
  ListPartitionReassignments: 46,
  OffsetDelete: 47,
  DescribeClientQuotas: 48,
  AlterClientQuotas: 49,
  DescribeUserScramCredentials: 50,
  AlterUserScramCredentials: 51,
  Vote: 52,
  BeginQuorumEpoch: 53,
  EndQuorumEpoch: 54,
  DescribeQuorum: 55,
  AlterPartition: 56,
  UpdateFeatures: 57,
  Envelope: 58,
  FetchSnapshot: 59,
  DescribeCluster: 60,
  DescribeProducers: 61,
  BrokerRegistration: 62,
  BrokerHeartbeat: 63,
  UnregisterBroker: 64,
  DescribeTransactions: 65,
  ListTransactions: 66,
  AllocateProducerIds: 67,
  ConsumerGroupHeartbeat: 68,
  ConsumerGroupDescribe: 69,
  ControllerRegistration: 70,
  GetTelemetrySubscriptions: 71,
  PushTelemetry: 72,
  AssignReplicasToDirs: 73,
  ListConfigResources: 74,
  DescribeTopicPartitions: 75,
  ShareGroupHeartbeat: 76,
  ShareGroupDescribe: 77,
  ShareFetch: 78,
  ShareAcknowledge: 79,
  AddRaftVoter: 80,
  RemoveRaftVoter: 81,
  UpdateRaftVoter: 82,
  InitializeShareGroupState: 83,
  ReadShareGroupState: 84,
  WriteShareGroupState: 85,
  DeleteShareGroupState: 86,
  ReadShareGroupStateSummary: 87,
  StreamsGroupHeartbeat: 88,
  StreamsGroupDescribe: 89,
  DescribeShareGroupOffsets: 90,
  AlterShareGroupOffsets: 91,
  DeleteShareGroupOffsets: 92,
} as const;

export interface ProduceRequestTopicDataPartitionData {
  index: number;
  records: Uint8Array | null;
}

export interface ProduceRequestTopicData {
  name: string;
  topicId: string;
  partitionData: ProduceRequestTopicDataPartitionData[];
}

export interface ProduceRequest {
  transactionalId: string | null;
  acks: number;
  timeoutMs: number;
  topicData: ProduceRequestTopicData[];
}

export interface ProduceResponseResponsesPartitionResponsesRecordErrors {
  batchIndex: number;
  batchIndexErrorMessage: string | null;
}

export interface ProduceResponseResponsesPartitionResponsesCurrentLeader {
  leaderId: number;
  leaderEpoch: number;
}

export interface ProduceResponseResponsesPartitionResponses {
  index: number;
  errorCode: number;
  baseOffset: number;
  logAppendTimeMs: number;
  logStartOffset: number;
  recordErrors: ProduceResponseResponsesPartitionResponsesRecordErrors[];
  errorMessage: string | null;
  currentLeader: ProduceResponseResponsesPartitionResponsesCurrentLeader;
}

export interface ProduceResponseResponses {
  name: string;
  topicId: string;
  partitionResponses: ProduceResponseResponsesPartitionResponses[];
}

export interface ProduceResponseNodeEndpoints {
  nodeId: number;
  host: string;
  port: number;
  rack: string | null;
}

export interface ProduceResponse {
  responses: ProduceResponseResponses[];
  throttleTimeMs: number;
  nodeEndpoints: ProduceResponseNodeEndpoints[];
}

export interface FetchRequestReplicaState {
  replicaId: number;
  replicaEpoch: number;
}

export interface FetchRequestTopicsPartitions {
  partition: number;
  currentLeaderEpoch: number;
  fetchOffset: number;
  lastFetchedEpoch: number;
  logStartOffset: number;
  partitionMaxBytes: number;
  replicaDirectoryId: string;
  highWatermark: number;
}

export interface FetchRequestTopics {
  topic: string;
  topicId: string;
  partitions: FetchRequestTopicsPartitions[];
}

export interface FetchRequestForgottenTopicsData {
  topic: string;
  topicId: string;
  partitions: number[];
}

export interface FetchRequest {
  clusterId: string | null;
  replicaId: number;
  replicaState: FetchRequestReplicaState;
  maxWaitMs: number;
  minBytes: number;
  maxBytes: number;
  isolationLevel: number;
  sessionId: number;
  sessionEpoch: number;
  topics: FetchRequestTopics[];
  forgottenTopicsData: FetchRequestForgottenTopicsData[];
  rackId: string;
}

export interface FetchResponseResponsesPartitionsDivergingEpoch {
  epoch: number;
  endOffset: number;
}

export interface FetchResponseResponsesPartitionsCurrentLeader {
  leaderId: number;
  leaderEpoch: number;
}

export interface FetchResponseResponsesPartitionsSnapshotId {
  endOffset: number;
  epoch: number;
}

export interface FetchResponseResponsesPartitionsAbortedTransactions {
  producerId: number;
  firstOffset: number;
}

export interface FetchResponseResponsesPartitions {
  partitionIndex: number;
  errorCode: number;
  highWatermark: number;
  lastStableOffset: number;
  logStartOffset: number;
  divergingEpoch: FetchResponseResponsesPartitionsDivergingEpoch;
  currentLeader: FetchResponseResponsesPartitionsCurrentLeader;
  snapshotId: FetchResponseResponsesPartitionsSnapshotId;
  abortedTransactions: FetchResponseResponsesPartitionsAbortedTransactions[] | null;
  preferredReadReplica: number;
  records: Uint8Array | null;
}

export interface FetchResponseResponses {
  topic: string;
  topicId: string;
  partitions: FetchResponseResponsesPartitions[];
}

export interface FetchResponseNodeEndpoints {
  nodeId: number;
  host: string;
  port: number;
  rack: string | null;
}

export interface FetchResponse {
  throttleTimeMs: number;
  errorCode: number;
  sessionId: number;
  responses: FetchResponseResponses[];
  nodeEndpoints: FetchResponseNodeEndpoints[];
}

export interface ListOffsetsRequestTopicsPartitions {
  partitionIndex: number;
  currentLeaderEpoch: number;
  timestamp: number;
}

export interface ListOffsetsRequestTopics {
  name: string;
  partitions: ListOffsetsRequestTopicsPartitions[];
}

export interface ListOffsetsRequest {
  replicaId: number;
  isolationLevel: number;
  topics: ListOffsetsRequestTopics[];
  timeoutMs: number;
}

export interface ListOffsetsResponseTopicsPartitions {
  partitionIndex: number;
  errorCode: number;
  timestamp: number;
  offset: number;
  leaderEpoch: number;
}

export interface ListOffsetsResponseTopics {
  name: string;
  partitions: ListOffsetsResponseTopicsPartitions[];
}

export interface ListOffsetsResponse {
  throttleTimeMs: number;
  topics: ListOffsetsResponseTopics[];
}

export interface MetadataRequestTopics {
  topicId: string;
  name: string | null;
}

export interface MetadataRequest {
  topics: MetadataRequestTopics[] | null;
  allowAutoTopicCreation: boolean;
  includeClusterAuthorizedOperations: boolean;
  includeTopicAuthorizedOperations: boolean;
}

export interface MetadataResponseBrokers {
  nodeId: number;
  host: string;
  port: number;
  rack: string | null;
}

export interface MetadataResponseTopicsPartitions {
  errorCode: number;
  partitionIndex: number;
  leaderId: number;
  leaderEpoch: number;
  replicaNodes: number[];
  isrNodes: number[];
  offlineReplicas: number[];
}

export interface MetadataResponseTopics {
  errorCode: number;
  name: string | null;
  topicId: string;
  isInternal: boolean;
  partitions: MetadataResponseTopicsPartitions[];
  topicAuthorizedOperations: number;
}

export interface MetadataResponse {
  throttleTimeMs: number;
  brokers: MetadataResponseBrokers[];
  clusterId: string | null;
  controllerId: number;
  topics: MetadataResponseTopics[];
  clusterAuthorizedOperations: number;
  errorCode: number;
}

export interface OffsetCommitRequestTopicsPartitions {
  partitionIndex: number;
  committedOffset: number;
  committedLeaderEpoch: number;
  committedMetadata: string | null;
}

export interface OffsetCommitRequestTopics {
  name: string;
  topicId: string;
  partitions: OffsetCommitRequestTopicsPartitions[];
}

export interface OffsetCommitRequest {
  groupId: string;
  generationIdOrMemberEpoch: number;
  memberId: string;
  groupInstanceId: string | null;
  retentionTimeMs: number;
  topics: OffsetCommitRequestTopics[];
}

export interface OffsetCommitResponseTopicsPartitions {
  partitionIndex: number;
  errorCode: number;
}

export interface OffsetCommitResponseTopics {
  name: string;
  topicId: string;
  partitions: OffsetCommitResponseTopicsPartitions[];
}

export interface OffsetCommitResponse {
  throttleTimeMs: number;
  topics: OffsetCommitResponseTopics[];
}

export interface OffsetFetchRequestTopics {
  name: string;
  partitionIndexes: number[];
}

export interface OffsetFetchRequestGroupsTopics {
  name: string;
  topicId: string;
  partitionIndexes: number[];
}

export interface OffsetFetchRequestGroups {
  groupId: string;
  memberId: string | null;
  memberEpoch: number;
  topics: OffsetFetchRequestGroupsTopics[] | null;
}

export interface OffsetFetchRequest {
  groupId: string;
  topics: OffsetFetchRequestTopics[] | null;
  groups: OffsetFetchRequestGroups[];
  requireStable: boolean;
}

export interface OffsetFetchResponseTopicsPartitions {
  partitionIndex: number;
  committedOffset: number;
  committedLeaderEpoch: number;
  metadata: string | null;
  errorCode: number;
}

export interface OffsetFetchResponseTopics {
  name: string;
  partitions: OffsetFetchResponseTopicsPartitions[];
}

export interface OffsetFetchResponseGroupsTopicsPartitions {
  partitionIndex: number;
  committedOffset: number;
  committedLeaderEpoch: number;
  metadata: string | null;
  errorCode: number;
}

export interface OffsetFetchResponseGroupsTopics {
  name: string;
  topicId: string;
  partitions: OffsetFetchResponseGroupsTopicsPartitions[];
}

export interface OffsetFetchResponseGroups {
  groupId: string;
  topics: OffsetFetchResponseGroupsTopics[];
  errorCode: number;
}

export interface OffsetFetchResponse {
  throttleTimeMs: number;
  topics: OffsetFetchResponseTopics[];
  errorCode: number;
  groups: OffsetFetchResponseGroups[];
}

export interface FindCoordinatorRequest {
  key: string;
  keyType: number;
  coordinatorKeys: string[];
}

export interface FindCoordinatorResponseCoordinators {
  key: string;
  nodeId: number;
  host: string;
  port: number;
  errorCode: number;
  errorMessage: string | null;
}

export interface FindCoordinatorResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  nodeId: number;
  host: string;
  port: number;
  coordinators: FindCoordinatorResponseCoordinators[];
}

export interface JoinGroupRequestProtocols {
  name: string;
  metadata: Uint8Array;
}

export interface JoinGroupRequest {
  groupId: string;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  memberId: string;
  groupInstanceId: string | null;
  protocolType: string;
  protocols: JoinGroupRequestProtocols[];
  reason: string | null;
}

export interface JoinGroupResponseMembers {
  memberId: string;
  groupInstanceId: string | null;
  metadata: Uint8Array;
}

export interface JoinGroupResponse {
  throttleTimeMs: number;
  errorCode: number;
  generationId: number;
  protocolType: string | null;
  protocolName: string | null;
  leader: string;
  skipAssignment: boolean;
  memberId: string;
  members: JoinGroupResponseMembers[];
}

export interface HeartbeatRequest {
  groupId: string;
  generationId: number;
  memberId: string;
  groupInstanceId: string | null;
}

export interface HeartbeatResponse {
  throttleTimeMs: number;
  errorCode: number;
}

export interface LeaveGroupRequestMembers {
  memberId: string;
  groupInstanceId: string | null;
  reason: string | null;
}

export interface LeaveGroupRequest {
  groupId: string;
  memberId: string;
  members: LeaveGroupRequestMembers[];
}

export interface LeaveGroupResponseMembers {
  memberId: string;
  groupInstanceId: string | null;
  errorCode: number;
}

export interface LeaveGroupResponse {
  throttleTimeMs: number;
  errorCode: number;
  members: LeaveGroupResponseMembers[];
}

export interface SyncGroupRequestAssignments {
  memberId: string;
  assignment: Uint8Array;
}

export interface SyncGroupRequest {
  groupId: string;
  generationId: number;
  memberId: string;
  groupInstanceId: string | null;
  protocolType: string | null;
  protocolName: string | null;
  assignments: SyncGroupRequestAssignments[];
}

export interface SyncGroupResponse {
  throttleTimeMs: number;
  errorCode: number;
  protocolType: string | null;
  protocolName: string | null;
  assignment: Uint8Array;
}

export interface DescribeGroupsRequest {
  groups: string[];
  includeAuthorizedOperations: boolean;
}

export interface DescribeGroupsResponseGroupsMembers {
  memberId: string;
  groupInstanceId: string | null;
  clientId: string;
  clientHost: string;
  memberMetadata: Uint8Array;
  memberAssignment: Uint8Array;
}

export interface DescribeGroupsResponseGroups {
  errorCode: number;
  errorMessage: string | null;
  groupId: string;
  groupState: string;
  protocolType: string;
  protocolData: string;
  members: DescribeGroupsResponseGroupsMembers[];
  authorizedOperations: number;
}

export interface DescribeGroupsResponse {
  throttleTimeMs: number;
  groups: DescribeGroupsResponseGroups[];
}

export interface ListGroupsRequest {
  statesFilter: string[];
  typesFilter: string[];
}

export interface ListGroupsResponseGroups {
  groupId: string;
  protocolType: string;
  groupState: string;
  groupType: string;
}

export interface ListGroupsResponse {
  throttleTimeMs: number;
  errorCode: number;
  groups: ListGroupsResponseGroups[];
}

export interface SaslHandshakeRequest {
  mechanism: string;
}

export interface SaslHandshakeResponse {
  errorCode: number;
  mechanisms: string[];
}

export interface ApiVersionsRequest {
  clientSoftwareName: string;
  clientSoftwareVersion: string;
}

export interface ApiVersionsResponseApiKeys {
  apiKey: number;
  minVersion: number;
  maxVersion: number;
}

export interface ApiVersionsResponseSupportedFeatures {
  name: string;
  minVersion: number;
  maxVersion: number;
}

export interface ApiVersionsResponseFinalizedFeatures {
  name: string;
  maxVersionLevel: number;
  minVersionLevel: number;
}

export interface ApiVersionsResponse {
  errorCode: number;
  apiKeys: ApiVersionsResponseApiKeys[];
  throttleTimeMs: number;
  supportedFeatures: ApiVersionsResponseSupportedFeatures[];
  finalizedFeaturesEpoch: number;
  finalizedFeatures: ApiVersionsResponseFinalizedFeatures[];
  zkMigrationReady: boolean;
}

export interface CreateTopicsRequestTopicsAssignments {
  partitionIndex: number;
  brokerIds: number[];
}

export interface CreateTopicsRequestTopicsConfigs {
  name: string;
  value: string | null;
}

export interface CreateTopicsRequestTopics {
  name: string;
  numPartitions: number;
  replicationFactor: number;
  assignments: CreateTopicsRequestTopicsAssignments[];
  configs: CreateTopicsRequestTopicsConfigs[];
}

export interface CreateTopicsRequest {
  topics: CreateTopicsRequestTopics[];
  timeoutMs: number;
  validateOnly: boolean;
}

export interface CreateTopicsResponseTopicsConfigs {
  name: string;
  value: string | null;
  readOnly: boolean;
  configSource: number;
  isSensitive: boolean;
}

export interface CreateTopicsResponseTopics {
  name: string;
  topicId: string;
  errorCode: number;
  errorMessage: string | null;
  topicConfigErrorCode: number;
  numPartitions: number;
  replicationFactor: number;
  configs: CreateTopicsResponseTopicsConfigs[] | null;
}

export interface CreateTopicsResponse {
  throttleTimeMs: number;
  topics: CreateTopicsResponseTopics[];
}

export interface DeleteTopicsRequestTopics {
  name: string | null;
  topicId: string;
}

export interface DeleteTopicsRequest {
  topics: DeleteTopicsRequestTopics[];
  topicNames: string[];
  timeoutMs: number;
}

export interface DeleteTopicsResponseResponses {
  name: string | null;
  topicId: string;
  errorCode: number;
  errorMessage: string | null;
}

export interface DeleteTopicsResponse {
  throttleTimeMs: number;
  responses: DeleteTopicsResponseResponses[];
}

export interface DeleteRecordsRequestTopicsPartitions {
  partitionIndex: number;
  offset: number;
}

export interface DeleteRecordsRequestTopics {
  name: string;
  partitions: DeleteRecordsRequestTopicsPartitions[];
}

export interface DeleteRecordsRequest {
  topics: DeleteRecordsRequestTopics[];
  timeoutMs: number;
}

export interface DeleteRecordsResponseTopicsPartitions {
  partitionIndex: number;
  lowWatermark: number;
  errorCode: number;
}

export interface DeleteRecordsResponseTopics {
  name: string;
  partitions: DeleteRecordsResponseTopicsPartitions[];
}

export interface DeleteRecordsResponse {
  throttleTimeMs: number;
  topics: DeleteRecordsResponseTopics[];
}

export interface InitProducerIdRequest {
  transactionalId: string | null;
  transactionTimeoutMs: number;
  producerId: number;
  producerEpoch: number;
  enable2Pc: boolean;
  keepPreparedTxn: boolean;
}

export interface InitProducerIdResponse {
  throttleTimeMs: number;
  errorCode: number;
  producerId: number;
  producerEpoch: number;
  ongoingTxnProducerId: number;
  ongoingTxnProducerEpoch: number;
}

export interface OffsetForLeaderEpochRequestTopicsPartitions {
  partition: number;
  currentLeaderEpoch: number;
  leaderEpoch: number;
}

export interface OffsetForLeaderEpochRequestTopics {
  topic: string;
  partitions: OffsetForLeaderEpochRequestTopicsPartitions[];
}

export interface OffsetForLeaderEpochRequest {
  replicaId: number;
  topics: OffsetForLeaderEpochRequestTopics[];
}

export interface OffsetForLeaderEpochResponseTopicsPartitions {
  errorCode: number;
  partition: number;
  leaderEpoch: number;
  endOffset: number;
}

export interface OffsetForLeaderEpochResponseTopics {
  topic: string;
  partitions: OffsetForLeaderEpochResponseTopicsPartitions[];
}

export interface OffsetForLeaderEpochResponse {
  throttleTimeMs: number;
  topics: OffsetForLeaderEpochResponseTopics[];
}

export interface AddPartitionsToTxnRequestTransactionsTopics {
  name: string;
  partitions: number[];
}

export interface AddPartitionsToTxnRequestTransactions {
  transactionalId: string;
  producerId: number;
  producerEpoch: number;
  verifyOnly: boolean;
  topics: AddPartitionsToTxnRequestTransactionsTopics[];
}

export interface AddPartitionsToTxnRequestV3AndBelowTopics {
  name: string;
  partitions: number[];
}

export interface AddPartitionsToTxnRequest {
  transactions: AddPartitionsToTxnRequestTransactions[];
  v3AndBelowTransactionalId: string;
  v3AndBelowProducerId: number;
  v3AndBelowProducerEpoch: number;
  v3AndBelowTopics: AddPartitionsToTxnRequestV3AndBelowTopics[];
}

export interface AddPartitionsToTxnResponseResultsByTransactionTopicResultsResultsByPartition {
  partitionIndex: number;
  partitionErrorCode: number;
}

export interface AddPartitionsToTxnResponseResultsByTransactionTopicResults {
  name: string;
  resultsByPartition: AddPartitionsToTxnResponseResultsByTransactionTopicResultsResultsByPartition[];
}

export interface AddPartitionsToTxnResponseResultsByTransaction {
  transactionalId: string;
  topicResults: AddPartitionsToTxnResponseResultsByTransactionTopicResults[];
}

export interface AddPartitionsToTxnResponseResultsByTopicV3AndBelowResultsByPartition {
  partitionIndex: number;
  partitionErrorCode: number;
}

export interface AddPartitionsToTxnResponseResultsByTopicV3AndBelow {
  name: string;
  resultsByPartition: AddPartitionsToTxnResponseResultsByTopicV3AndBelowResultsByPartition[];
}

export interface AddPartitionsToTxnResponse {
  throttleTimeMs: number;
  errorCode: number;
  resultsByTransaction: AddPartitionsToTxnResponseResultsByTransaction[];
  resultsByTopicV3AndBelow: AddPartitionsToTxnResponseResultsByTopicV3AndBelow[];
}

export interface AddOffsetsToTxnRequest {
  transactionalId: string;
  producerId: number;
  producerEpoch: number;
  groupId: string;
}

export interface AddOffsetsToTxnResponse {
  throttleTimeMs: number;
  errorCode: number;
}

export interface EndTxnRequest {
  transactionalId: string;
  producerId: number;
  producerEpoch: number;
  committed: boolean;
}

export interface EndTxnResponse {
  throttleTimeMs: number;
  errorCode: number;
  producerId: number;
  producerEpoch: number;
}

export interface WriteTxnMarkersRequestMarkersTopics {
  name: string;
  partitionIndexes: number[];
}

export interface WriteTxnMarkersRequestMarkers {
  producerId: number;
  producerEpoch: number;
  transactionResult: boolean;
  topics: WriteTxnMarkersRequestMarkersTopics[];
  coordinatorEpoch: number;
}

export interface WriteTxnMarkersRequest {
  markers: WriteTxnMarkersRequestMarkers[];
}

export interface WriteTxnMarkersResponseMarkersTopicsPartitions {
  partitionIndex: number;
  errorCode: number;
}

export interface WriteTxnMarkersResponseMarkersTopics {
  name: string;
  partitions: WriteTxnMarkersResponseMarkersTopicsPartitions[];
}

export interface WriteTxnMarkersResponseMarkers {
  producerId: number;
  topics: WriteTxnMarkersResponseMarkersTopics[];
}

export interface WriteTxnMarkersResponse {
  markers: WriteTxnMarkersResponseMarkers[];
}

export interface TxnOffsetCommitRequestTopicsPartitions {
  partitionIndex: number;
  committedOffset: number;
  committedLeaderEpoch: number;
  committedMetadata: string | null;
}

export interface TxnOffsetCommitRequestTopics {
  name: string;
  partitions: TxnOffsetCommitRequestTopicsPartitions[];
}

export interface TxnOffsetCommitRequest {
  transactionalId: string;
  groupId: string;
  producerId: number;
  producerEpoch: number;
  generationId: number;
  memberId: string;
  groupInstanceId: string | null;
  topics: TxnOffsetCommitRequestTopics[];
}

export interface TxnOffsetCommitResponseTopicsPartitions {
  partitionIndex: number;
  errorCode: number;
}

export interface TxnOffsetCommitResponseTopics {
  name: string;
  partitions: TxnOffsetCommitResponseTopicsPartitions[];
}

export interface TxnOffsetCommitResponse {
  throttleTimeMs: number;
  topics: TxnOffsetCommitResponseTopics[];
}

export interface DescribeAclsRequest {
  resourceTypeFilter: number;
  resourceNameFilter: string | null;
  patternTypeFilter: number;
  principalFilter: string | null;
  hostFilter: string | null;
  operation: number;
  permissionType: number;
}

export interface DescribeAclsResponseResourcesAcls {
  principal: string;
  host: string;
  operation: number;
  permissionType: number;
}

export interface DescribeAclsResponseResources {
  resourceType: number;
  resourceName: string;
  patternType: number;
  acls: DescribeAclsResponseResourcesAcls[];
}

export interface DescribeAclsResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  resources: DescribeAclsResponseResources[];
}

export interface CreateAclsRequestCreations {
  resourceType: number;
  resourceName: string;
  resourcePatternType: number;
  principal: string;
  host: string;
  operation: number;
  permissionType: number;
}

export interface CreateAclsRequest {
  creations: CreateAclsRequestCreations[];
}

export interface CreateAclsResponseResults {
  errorCode: number;
  errorMessage: string | null;
}

export interface CreateAclsResponse {
  throttleTimeMs: number;
  results: CreateAclsResponseResults[];
}

export interface DeleteAclsRequestFilters {
  resourceTypeFilter: number;
  resourceNameFilter: string | null;
  patternTypeFilter: number;
  principalFilter: string | null;
  hostFilter: string | null;
  operation: number;
  permissionType: number;
}

export interface DeleteAclsRequest {
  filters: DeleteAclsRequestFilters[];
}

export interface DeleteAclsResponseFilterResultsMatchingAcls {
  errorCode: number;
  errorMessage: string | null;
  resourceType: number;
  resourceName: string;
  patternType: number;
  principal: string;
  host: string;
  operation: number;
  permissionType: number;
}

export interface DeleteAclsResponseFilterResults {
  errorCode: number;
  errorMessage: string | null;
  matchingAcls: DeleteAclsResponseFilterResultsMatchingAcls[];
}

export interface DeleteAclsResponse {
  throttleTimeMs: number;
  filterResults: DeleteAclsResponseFilterResults[];
}

export interface DescribeConfigsRequestResources {
  resourceType: number;
  resourceName: string;
  configurationKeys: string[] | null;
}

export interface DescribeConfigsRequest {
  resources: DescribeConfigsRequestResources[];
  includeSynonyms: boolean;
  includeDocumentation: boolean;
}

export interface DescribeConfigsResponseResultsConfigsSynonyms {
  name: string;
  value: string | null;
  source: number;
}

export interface DescribeConfigsResponseResultsConfigs {
  name: string;
  value: string | null;
  readOnly: boolean;
  configSource: number;
  isSensitive: boolean;
  synonyms: DescribeConfigsResponseResultsConfigsSynonyms[];
  configType: number;
  documentation: string | null;
}

export interface DescribeConfigsResponseResults {
  errorCode: number;
  errorMessage: string | null;
  resourceType: number;
  resourceName: string;
  configs: DescribeConfigsResponseResultsConfigs[];
}

export interface DescribeConfigsResponse {
  throttleTimeMs: number;
  results: DescribeConfigsResponseResults[];
}

export interface AlterConfigsRequestResourcesConfigs {
  name: string;
  value: string | null;
}

export interface AlterConfigsRequestResources {
  resourceType: number;
  resourceName: string;
  configs: AlterConfigsRequestResourcesConfigs[];
}

export interface AlterConfigsRequest {
  resources: AlterConfigsRequestResources[];
  validateOnly: boolean;
}

export interface AlterConfigsResponseResponses {
  errorCode: number;
  errorMessage: string | null;
  resourceType: number;
  resourceName: string;
}

export interface AlterConfigsResponse {
  throttleTimeMs: number;
  responses: AlterConfigsResponseResponses[];
}

export interface AlterReplicaLogDirsRequestDirsTopics {
  name: string;
  partitions: number[];
}

export interface AlterReplicaLogDirsRequestDirs {
  path: string;
  topics: AlterReplicaLogDirsRequestDirsTopics[];
}

export interface AlterReplicaLogDirsRequest {
  dirs: AlterReplicaLogDirsRequestDirs[];
}

export interface AlterReplicaLogDirsResponseResultsPartitions {
  partitionIndex: number;
  errorCode: number;
}

export interface AlterReplicaLogDirsResponseResults {
  topicName: string;
  partitions: AlterReplicaLogDirsResponseResultsPartitions[];
}

export interface AlterReplicaLogDirsResponse {
  throttleTimeMs: number;
  results: AlterReplicaLogDirsResponseResults[];
}

export interface DescribeLogDirsRequestTopics {
  topic: string;
  partitions: number[];
}

export interface DescribeLogDirsRequest {
  topics: DescribeLogDirsRequestTopics[] | null;
}

export interface DescribeLogDirsResponseResultsTopicsPartitions {
  partitionIndex: number;
  partitionSize: number;
  offsetLag: number;
  isFutureKey: boolean;
}

export interface DescribeLogDirsResponseResultsTopics {
  name: string;
  partitions: DescribeLogDirsResponseResultsTopicsPartitions[];
}

export interface DescribeLogDirsResponseResults {
  errorCode: number;
  logDir: string;
  topics: DescribeLogDirsResponseResultsTopics[];
  totalBytes: number;
  usableBytes: number;
}

export interface DescribeLogDirsResponse {
  throttleTimeMs: number;
  errorCode: number;
  results: DescribeLogDirsResponseResults[];
}

export interface SaslAuthenticateRequest {
  authBytes: Uint8Array;
}

export interface SaslAuthenticateResponse {
  errorCode: number;
  errorMessage: string | null;
  authBytes: Uint8Array;
  sessionLifetimeMs: number;
}

export interface CreatePartitionsRequestTopicsAssignments {
  brokerIds: number[];
}

export interface CreatePartitionsRequestTopics {
  name: string;
  count: number;
  assignments: CreatePartitionsRequestTopicsAssignments[] | null;
}

export interface CreatePartitionsRequest {
  topics: CreatePartitionsRequestTopics[];
  timeoutMs: number;
  validateOnly: boolean;
}

export interface CreatePartitionsResponseResults {
  name: string;
  errorCode: number;
  errorMessage: string | null;
}

export interface CreatePartitionsResponse {
  throttleTimeMs: number;
  results: CreatePartitionsResponseResults[];
}

export interface CreateDelegationTokenRequestRenewers {
  principalType: string;
  principalName: string;
}

export interface CreateDelegationTokenRequest {
  ownerPrincipalType: string | null;
  ownerPrincipalName: string | null;
  renewers: CreateDelegationTokenRequestRenewers[];
  maxLifetimeMs: number;
}

export interface CreateDelegationTokenResponse {
  errorCode: number;
  principalType: string;
  principalName: string;
  tokenRequesterPrincipalType: string;
  tokenRequesterPrincipalName: string;
  issueTimestampMs: number;
  expiryTimestampMs: number;
  maxTimestampMs: number;
  tokenId: string;
  hmac: Uint8Array;
  throttleTimeMs: number;
}

export interface RenewDelegationTokenRequest {
  hmac: Uint8Array;
  renewPeriodMs: number;
}

export interface RenewDelegationTokenResponse {
  errorCode: number;
  expiryTimestampMs: number;
  throttleTimeMs: number;
}

export interface ExpireDelegationTokenRequest {
  hmac: Uint8Array;
  expiryTimePeriodMs: number;
}

export interface ExpireDelegationTokenResponse {
  errorCode: number;
  expiryTimestampMs: number;
  throttleTimeMs: number;
}

export interface DescribeDelegationTokenRequestOwners {
  principalType: string;
  principalName: string;
}

export interface DescribeDelegationTokenRequest {
  owners: DescribeDelegationTokenRequestOwners[] | null;
}

export interface DescribeDelegationTokenResponseTokensRenewers {
  principalType: string;
  principalName: string;
}

export interface DescribeDelegationTokenResponseTokens {
  principalType: string;
  principalName: string;
  tokenRequesterPrincipalType: string;
  tokenRequesterPrincipalName: string;
  issueTimestamp: number;
  expiryTimestamp: number;
  maxTimestamp: number;
  tokenId: string;
  hmac: Uint8Array;
  renewers: DescribeDelegationTokenResponseTokensRenewers[];
}

export interface DescribeDelegationTokenResponse {
  errorCode: number;
  tokens: DescribeDelegationTokenResponseTokens[];
  throttleTimeMs: number;
}

export interface DeleteGroupsRequest {
  groupsNames: string[];
}

export interface DeleteGroupsResponseResults {
  groupId: string;
  errorCode: number;
}

export interface DeleteGroupsResponse {
  throttleTimeMs: number;
  results: DeleteGroupsResponseResults[];
}

export interface ElectLeadersRequestTopicPartitions {
  topic: string;
  partitions: number[];
}

export interface ElectLeadersRequest {
  electionType: number;
  topicPartitions: ElectLeadersRequestTopicPartitions[] | null;
  timeoutMs: number;
}

export interface ElectLeadersResponseReplicaElectionResultsPartitionResult {
  partitionId: number;
  errorCode: number;
  errorMessage: string | null;
}

export interface ElectLeadersResponseReplicaElectionResults {
  topic: string;
  partitionResult: ElectLeadersResponseReplicaElectionResultsPartitionResult[];
}

export interface ElectLeadersResponse {
  throttleTimeMs: number;
  errorCode: number;
  replicaElectionResults: ElectLeadersResponseReplicaElectionResults[];
}

export interface IncrementalAlterConfigsRequestResourcesConfigs {
  name: string;
  configOperation: number;
  value: string | null;
}

export interface IncrementalAlterConfigsRequestResources {
  resourceType: number;
  resourceName: string;
  configs: IncrementalAlterConfigsRequestResourcesConfigs[];
}

export interface IncrementalAlterConfigsRequest {
  resources: IncrementalAlterConfigsRequestResources[];
  validateOnly: boolean;
}

export interface IncrementalAlterConfigsResponseResponses {
  errorCode: number;
  errorMessage: string | null;
  resourceType: number;
  resourceName: string;
}

export interface IncrementalAlterConfigsResponse {
  throttleTimeMs: number;
  responses: IncrementalAlterConfigsResponseResponses[];
}

export interface AlterPartitionReassignmentsRequestTopicsPartitions {
  partitionIndex: number;
  replicas: number[] | null;
}

export interface AlterPartitionReassignmentsRequestTopics {
  name: string;
  partitions: AlterPartitionReassignmentsRequestTopicsPartitions[];
}

export interface AlterPartitionReassignmentsRequest {
  timeoutMs: number;
  allowReplicationFactorChange: boolean;
  topics: AlterPartitionReassignmentsRequestTopics[];
}

export interface AlterPartitionReassignmentsResponseResponsesPartitions {
  partitionIndex: number;
  errorCode: number;
  errorMessage: string | null;
}

export interface AlterPartitionReassignmentsResponseResponses {
  name: string;
  partitions: AlterPartitionReassignmentsResponseResponsesPartitions[];
}

export interface AlterPartitionReassignmentsResponse {
  throttleTimeMs: number;
  allowReplicationFactorChange: boolean;
  errorCode: number;
  errorMessage: string | null;
  responses: AlterPartitionReassignmentsResponseResponses[];
}

export interface ListPartitionReassignmentsRequestTopics {
  name: string;
  partitionIndexes: number[];
}

export interface ListPartitionReassignmentsRequest {
  timeoutMs: number;
  topics: ListPartitionReassignmentsRequestTopics[] | null;
}

export interface ListPartitionReassignmentsResponseTopicsPartitions {
  partitionIndex: number;
  replicas: number[];
  addingReplicas: number[];
  removingReplicas: number[];
}

export interface ListPartitionReassignmentsResponseTopics {
  name: string;
  partitions: ListPartitionReassignmentsResponseTopicsPartitions[];
}

export interface ListPartitionReassignmentsResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  topics: ListPartitionReassignmentsResponseTopics[];
}

export interface OffsetDeleteRequestTopicsPartitions {
  partitionIndex: number;
}

export interface OffsetDeleteRequestTopics {
  name: string;
  partitions: OffsetDeleteRequestTopicsPartitions[];
}

export interface OffsetDeleteRequest {
  groupId: string;
  topics: OffsetDeleteRequestTopics[];
}

export interface OffsetDeleteResponseTopicsPartitions {
  partitionIndex: number;
  errorCode: number;
}

export interface OffsetDeleteResponseTopics {
  name: string;
  partitions: OffsetDeleteResponseTopicsPartitions[];
}

export interface OffsetDeleteResponse {
  errorCode: number;
  throttleTimeMs: number;
  topics: OffsetDeleteResponseTopics[];
}

export interface DescribeClientQuotasRequestComponents {
  entityType: string;
  matchType: number;
  match: string | null;
}

export interface DescribeClientQuotasRequest {
  components: DescribeClientQuotasRequestComponents[];
  strict: boolean;
}

export interface DescribeClientQuotasResponseEntriesEntity {
  entityType: string;
  entityName: string | null;
}

export interface DescribeClientQuotasResponseEntriesValues {
  key: string;
  value: number;
}

export interface DescribeClientQuotasResponseEntries {
  entity: DescribeClientQuotasResponseEntriesEntity[];
  values: DescribeClientQuotasResponseEntriesValues[];
}

export interface DescribeClientQuotasResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  entries: DescribeClientQuotasResponseEntries[] | null;
}

export interface AlterClientQuotasRequestEntriesEntity {
  entityType: string;
  entityName: string | null;
}

export interface AlterClientQuotasRequestEntriesOps {
  key: string;
  value: number;
  remove: boolean;
}

export interface AlterClientQuotasRequestEntries {
  entity: AlterClientQuotasRequestEntriesEntity[];
  ops: AlterClientQuotasRequestEntriesOps[];
}

export interface AlterClientQuotasRequest {
  entries: AlterClientQuotasRequestEntries[];
  validateOnly: boolean;
}

export interface AlterClientQuotasResponseEntriesEntity {
  entityType: string;
  entityName: string | null;
}

export interface AlterClientQuotasResponseEntries {
  errorCode: number;
  errorMessage: string | null;
  entity: AlterClientQuotasResponseEntriesEntity[];
}

export interface AlterClientQuotasResponse {
  throttleTimeMs: number;
  entries: AlterClientQuotasResponseEntries[];
}

export interface DescribeUserScramCredentialsRequestUsers {
  name: string;
}

export interface DescribeUserScramCredentialsRequest {
  users: DescribeUserScramCredentialsRequestUsers[] | null;
}

export interface DescribeUserScramCredentialsResponseResultsCredentialInfos {
  mechanism: number;
  iterations: number;
}

export interface DescribeUserScramCredentialsResponseResults {
  user: string;
  errorCode: number;
  errorMessage: string | null;
  credentialInfos: DescribeUserScramCredentialsResponseResultsCredentialInfos[];
}

export interface DescribeUserScramCredentialsResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  results: DescribeUserScramCredentialsResponseResults[];
}

export interface AlterUserScramCredentialsRequestDeletions {
  name: string;
  mechanism: number;
}

export interface AlterUserScramCredentialsRequestUpsertions {
  name: string;
  mechanism: number;
  iterations: number;
  salt: Uint8Array;
  saltedPassword: Uint8Array;
}

export interface AlterUserScramCredentialsRequest {
  deletions: AlterUserScramCredentialsRequestDeletions[];
  upsertions: AlterUserScramCredentialsRequestUpsertions[];
}

export interface AlterUserScramCredentialsResponseResults {
  user: string;
  errorCode: number;
  errorMessage: string | null;
}

export interface AlterUserScramCredentialsResponse {
  throttleTimeMs: number;
  results: AlterUserScramCredentialsResponseResults[];
}

export interface VoteRequestTopicsPartitions {
  partitionIndex: number;
  replicaEpoch: number;
  replicaId: number;
  replicaDirectoryId: string;
  voterDirectoryId: string;
  lastOffsetEpoch: number;
  lastOffset: number;
  preVote: boolean;
}

export interface VoteRequestTopics {
  topicName: string;
  partitions: VoteRequestTopicsPartitions[];
}

export interface VoteRequest {
  clusterId: string | null;
  voterId: number;
  topics: VoteRequestTopics[];
}

export interface VoteResponseTopicsPartitions {
  partitionIndex: number;
  errorCode: number;
  leaderId: number;
  leaderEpoch: number;
  voteGranted: boolean;
}

export interface VoteResponseTopics {
  topicName: string;
  partitions: VoteResponseTopicsPartitions[];
}

export interface VoteResponseNodeEndpoints {
  nodeId: number;
  host: string;
  port: number;
}

export interface VoteResponse {
  errorCode: number;
  topics: VoteResponseTopics[];
  nodeEndpoints: VoteResponseNodeEndpoints[];
}

export interface BeginQuorumEpochRequestTopicsPartitions {
  partitionIndex: number;
  voterDirectoryId: string;
  leaderId: number;
  leaderEpoch: number;
}

export interface BeginQuorumEpochRequestTopics {
  topicName: string;
  partitions: BeginQuorumEpochRequestTopicsPartitions[];
}

export interface BeginQuorumEpochRequestLeaderEndpoints {
  name: string;
  host: string;
  port: number;
}

export interface BeginQuorumEpochRequest {
  clusterId: string | null;
  voterId: number;
  topics: BeginQuorumEpochRequestTopics[];
  leaderEndpoints: BeginQuorumEpochRequestLeaderEndpoints[];
}

export interface BeginQuorumEpochResponseTopicsPartitions {
  partitionIndex: number;
  errorCode: number;
  leaderId: number;
  leaderEpoch: number;
}

export interface BeginQuorumEpochResponseTopics {
  topicName: string;
  partitions: BeginQuorumEpochResponseTopicsPartitions[];
}

export interface BeginQuorumEpochResponseNodeEndpoints {
  nodeId: number;
  host: string;
  port: number;
}

export interface BeginQuorumEpochResponse {
  errorCode: number;
  topics: BeginQuorumEpochResponseTopics[];
  nodeEndpoints: BeginQuorumEpochResponseNodeEndpoints[];
}

export interface EndQuorumEpochRequestTopicsPartitionsPreferredCandidates {
  candidateId: number;
  candidateDirectoryId: string;
}

export interface EndQuorumEpochRequestTopicsPartitions {
  partitionIndex: number;
  leaderId: number;
  leaderEpoch: number;
  preferredSuccessors: number[];
  preferredCandidates: EndQuorumEpochRequestTopicsPartitionsPreferredCandidates[];
}

export interface EndQuorumEpochRequestTopics {
  topicName: string;
  partitions: EndQuorumEpochRequestTopicsPartitions[];
}

export interface EndQuorumEpochRequestLeaderEndpoints {
  name: string;
  host: string;
  port: number;
}

export interface EndQuorumEpochRequest {
  clusterId: string | null;
  topics: EndQuorumEpochRequestTopics[];
  leaderEndpoints: EndQuorumEpochRequestLeaderEndpoints[];
}

export interface EndQuorumEpochResponseTopicsPartitions {
  partitionIndex: number;
  errorCode: number;
  leaderId: number;
  leaderEpoch: number;
}

export interface EndQuorumEpochResponseTopics {
  topicName: string;
  partitions: EndQuorumEpochResponseTopicsPartitions[];
}

export interface EndQuorumEpochResponseNodeEndpoints {
  nodeId: number;
  host: string;
  port: number;
}

export interface EndQuorumEpochResponse {
  errorCode: number;
  topics: EndQuorumEpochResponseTopics[];
  nodeEndpoints: EndQuorumEpochResponseNodeEndpoints[];
}

export interface DescribeQuorumRequestTopicsPartitions {
  partitionIndex: number;
}

export interface DescribeQuorumRequestTopics {
  topicName: string;
  partitions: DescribeQuorumRequestTopicsPartitions[];
}

export interface DescribeQuorumRequest {
  topics: DescribeQuorumRequestTopics[];
}

export interface DescribeQuorumResponseTopicsPartitionsCurrentVoters {
  replicaId: number;
  replicaDirectoryId: string;
  logEndOffset: number;
  lastFetchTimestamp: number;
  lastCaughtUpTimestamp: number;
}

export interface DescribeQuorumResponseTopicsPartitionsObservers {
  replicaId: number;
  replicaDirectoryId: string;
  logEndOffset: number;
  lastFetchTimestamp: number;
  lastCaughtUpTimestamp: number;
}

export interface DescribeQuorumResponseTopicsPartitions {
  partitionIndex: number;
  errorCode: number;
  errorMessage: string | null;
  leaderId: number;
  leaderEpoch: number;
  highWatermark: number;
  currentVoters: DescribeQuorumResponseTopicsPartitionsCurrentVoters[];
  observers: DescribeQuorumResponseTopicsPartitionsObservers[];
}

export interface DescribeQuorumResponseTopics {
  topicName: string;
  partitions: DescribeQuorumResponseTopicsPartitions[];
}

export interface DescribeQuorumResponseNodesListeners {
  name: string;
  host: string;
  port: number;
}

export interface DescribeQuorumResponseNodes {
  nodeId: number;
  listeners: DescribeQuorumResponseNodesListeners[];
}

export interface DescribeQuorumResponse {
  errorCode: number;
  errorMessage: string | null;
  topics: DescribeQuorumResponseTopics[];
  nodes: DescribeQuorumResponseNodes[];
}

export interface AlterPartitionRequestTopicsPartitionsNewIsrWithEpochs {
  brokerId: number;
  brokerEpoch: number;
}

export interface AlterPartitionRequestTopicsPartitions {
  partitionIndex: number;
  leaderEpoch: number;
  newIsr: number[];
  newIsrWithEpochs: AlterPartitionRequestTopicsPartitionsNewIsrWithEpochs[];
  leaderRecoveryState: number;
  partitionEpoch: number;
}

export interface AlterPartitionRequestTopics {
  topicId: string;
  partitions: AlterPartitionRequestTopicsPartitions[];
}

export interface AlterPartitionRequest {
  brokerId: number;
  brokerEpoch: number;
  topics: AlterPartitionRequestTopics[];
}

export interface AlterPartitionResponseTopicsPartitions {
  partitionIndex: number;
  errorCode: number;
  leaderId: number;
  leaderEpoch: number;
  isr: number[];
  leaderRecoveryState: number;
  partitionEpoch: number;
}

export interface AlterPartitionResponseTopics {
  topicId: string;
  partitions: AlterPartitionResponseTopicsPartitions[];
}

export interface AlterPartitionResponse {
  throttleTimeMs: number;
  errorCode: number;
  topics: AlterPartitionResponseTopics[];
}

export interface UpdateFeaturesRequestFeatureUpdates {
  feature: string;
  maxVersionLevel: number;
  allowDowngrade: boolean;
  upgradeType: number;
}

export interface UpdateFeaturesRequest {
  timeoutMs: number;
  featureUpdates: UpdateFeaturesRequestFeatureUpdates[];
  validateOnly: boolean;
}

export interface UpdateFeaturesResponseResults {
  feature: string;
  errorCode: number;
  errorMessage: string | null;
}

export interface UpdateFeaturesResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  results: UpdateFeaturesResponseResults[];
}

export interface EnvelopeRequest {
  requestData: Uint8Array;
  requestPrincipal: Uint8Array | null;
  clientHostAddress: Uint8Array;
}

export interface EnvelopeResponse {
  responseData: Uint8Array | null;
  errorCode: number;
}

export interface FetchSnapshotRequestTopicsPartitionsSnapshotId {
  endOffset: number;
  epoch: number;
}

export interface FetchSnapshotRequestTopicsPartitions {
  partition: number;
  currentLeaderEpoch: number;
  snapshotId: FetchSnapshotRequestTopicsPartitionsSnapshotId;
  position: number;
  replicaDirectoryId: string;
}

export interface FetchSnapshotRequestTopics {
  name: string;
  partitions: FetchSnapshotRequestTopicsPartitions[];
}

export interface FetchSnapshotRequest {
  clusterId: string | null;
  replicaId: number;
  maxBytes: number;
  topics: FetchSnapshotRequestTopics[];
}

export interface FetchSnapshotResponseTopicsPartitionsSnapshotId {
  endOffset: number;
  epoch: number;
}

export interface FetchSnapshotResponseTopicsPartitionsCurrentLeader {
  leaderId: number;
  leaderEpoch: number;
}

export interface FetchSnapshotResponseTopicsPartitions {
  index: number;
  errorCode: number;
  snapshotId: FetchSnapshotResponseTopicsPartitionsSnapshotId;
  currentLeader: FetchSnapshotResponseTopicsPartitionsCurrentLeader;
  size: number;
  position: number;
  unalignedRecords: Uint8Array;
}

export interface FetchSnapshotResponseTopics {
  name: string;
  partitions: FetchSnapshotResponseTopicsPartitions[];
}

export interface FetchSnapshotResponseNodeEndpoints {
  nodeId: number;
  host: string;
  port: number;
}

export interface FetchSnapshotResponse {
  throttleTimeMs: number;
  errorCode: number;
  topics: FetchSnapshotResponseTopics[];
  nodeEndpoints: FetchSnapshotResponseNodeEndpoints[];
}

export interface DescribeClusterRequest {
  includeClusterAuthorizedOperations: boolean;
  endpointType: number;
  includeFencedBrokers: boolean;
}

export interface DescribeClusterResponseBrokers {
  brokerId: number;
  host: string;
  port: number;
  rack: string | null;
  isFenced: boolean;
}

export interface DescribeClusterResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  endpointType: number;
  clusterId: string;
  controllerId: number;
  brokers: DescribeClusterResponseBrokers[];
  clusterAuthorizedOperations: number;
}

export interface DescribeProducersRequestTopics {
  name: string;
  partitionIndexes: number[];
}

export interface DescribeProducersRequest {
  topics: DescribeProducersRequestTopics[];
}

export interface DescribeProducersResponseTopicsPartitionsActiveProducers {
  producerId: number;
  producerEpoch: number;
  lastSequence: number;
  lastTimestamp: number;
  coordinatorEpoch: number;
  currentTxnStartOffset: number;
}

export interface DescribeProducersResponseTopicsPartitions {
  partitionIndex: number;
  errorCode: number;
  errorMessage: string | null;
  activeProducers: DescribeProducersResponseTopicsPartitionsActiveProducers[];
}

export interface DescribeProducersResponseTopics {
  name: string;
  partitions: DescribeProducersResponseTopicsPartitions[];
}

export interface DescribeProducersResponse {
  throttleTimeMs: number;
  topics: DescribeProducersResponseTopics[];
}

export interface BrokerRegistrationRequestListeners {
  name: string;
  host: string;
  port: number;
  securityProtocol: number;
}

export interface BrokerRegistrationRequestFeatures {
  name: string;
  minSupportedVersion: number;
  maxSupportedVersion: number;
}

export interface BrokerRegistrationRequest {
  brokerId: number;
  clusterId: string;
  incarnationId: string;
  listeners: BrokerRegistrationRequestListeners[];
  features: BrokerRegistrationRequestFeatures[];
  rack: string | null;
  isMigratingZkBroker: boolean;
  logDirs: string[];
  previousBrokerEpoch: number;
}

export interface BrokerRegistrationResponse {
  throttleTimeMs: number;
  errorCode: number;
  brokerEpoch: number;
}

export interface BrokerHeartbeatRequest {
  brokerId: number;
  brokerEpoch: number;
  currentMetadataOffset: number;
  wantFence: boolean;
  wantShutDown: boolean;
  offlineLogDirs: string[];
}

export interface BrokerHeartbeatResponse {
  throttleTimeMs: number;
  errorCode: number;
  isCaughtUp: boolean;
  isFenced: boolean;
  shouldShutDown: boolean;
}

export interface UnregisterBrokerRequest {
  brokerId: number;
}

export interface UnregisterBrokerResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
}

export interface DescribeTransactionsRequest {
  transactionalIds: string[];
}

export interface DescribeTransactionsResponseTransactionStatesTopics {
  topic: string;
  partitions: number[];
}

export interface DescribeTransactionsResponseTransactionStates {
  errorCode: number;
  transactionalId: string;
  transactionState: string;
  transactionTimeoutMs: number;
  transactionStartTimeMs: number;
  producerId: number;
  producerEpoch: number;
  topics: DescribeTransactionsResponseTransactionStatesTopics[];
}

export interface DescribeTransactionsResponse {
  throttleTimeMs: number;
  transactionStates: DescribeTransactionsResponseTransactionStates[];
}

export interface ListTransactionsRequest {
  stateFilters: string[];
  producerIdFilters: number[];
  durationFilter: number;
  transactionalIdPattern: string | null;
}

export interface ListTransactionsResponseTransactionStates {
  transactionalId: string;
  producerId: number;
  transactionState: string;
}

export interface ListTransactionsResponse {
  throttleTimeMs: number;
  errorCode: number;
  unknownStateFilters: string[];
  transactionStates: ListTransactionsResponseTransactionStates[];
}

export interface AllocateProducerIdsRequest {
  brokerId: number;
  brokerEpoch: number;
}

export interface AllocateProducerIdsResponse {
  throttleTimeMs: number;
  errorCode: number;
  producerIdStart: number;
  producerIdLen: number;
}

export interface ConsumerGroupHeartbeatRequestTopicPartitions {
  topicId: string;
  partitions: number[];
}

export interface ConsumerGroupHeartbeatRequest {
  groupId: string;
  memberId: string;
  memberEpoch: number;
  instanceId: string | null;
  rackId: string | null;
  rebalanceTimeoutMs: number;
  subscribedTopicNames: string[] | null;
  subscribedTopicRegex: string | null;
  serverAssignor: string | null;
  topicPartitions: ConsumerGroupHeartbeatRequestTopicPartitions[] | null;
}

export interface ConsumerGroupHeartbeatResponseAssignmentTopicPartitions {
  topicId: string;
  partitions: number[];
}

export interface ConsumerGroupHeartbeatResponseAssignment {
  topicPartitions: ConsumerGroupHeartbeatResponseAssignmentTopicPartitions[];
}

export interface ConsumerGroupHeartbeatResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  memberId: string | null;
  memberEpoch: number;
  heartbeatIntervalMs: number;
  assignment: ConsumerGroupHeartbeatResponseAssignment | null;
}

export interface ConsumerGroupDescribeRequest {
  groupIds: string[];
  includeAuthorizedOperations: boolean;
}

export interface ConsumerGroupDescribeResponseGroupsMembersAssignmentTopicPartitions {
  topicId: string;
  topicName: string;
  partitions: number[];
}

export interface ConsumerGroupDescribeResponseGroupsMembersAssignment {
  topicPartitions: ConsumerGroupDescribeResponseGroupsMembersAssignmentTopicPartitions[];
}

export interface ConsumerGroupDescribeResponseGroupsMembersTargetAssignmentTopicPartitions {
  topicId: string;
  topicName: string;
  partitions: number[];
}

export interface ConsumerGroupDescribeResponseGroupsMembersTargetAssignment {
  topicPartitions: ConsumerGroupDescribeResponseGroupsMembersTargetAssignmentTopicPartitions[];
}

export interface ConsumerGroupDescribeResponseGroupsMembers {
  memberId: string;
  instanceId: string | null;
  rackId: string | null;
  memberEpoch: number;
  clientId: string;
  clientHost: string;
  subscribedTopicNames: string[];
  subscribedTopicRegex: string | null;
  assignment: ConsumerGroupDescribeResponseGroupsMembersAssignment;
  targetAssignment: ConsumerGroupDescribeResponseGroupsMembersTargetAssignment;
  memberType: number;
}

export interface ConsumerGroupDescribeResponseGroups {
  errorCode: number;
  errorMessage: string | null;
  groupId: string;
  groupState: string;
  groupEpoch: number;
  assignmentEpoch: number;
  assignorName: string;
  members: ConsumerGroupDescribeResponseGroupsMembers[];
  authorizedOperations: number;
}

export interface ConsumerGroupDescribeResponse {
  throttleTimeMs: number;
  groups: ConsumerGroupDescribeResponseGroups[];
}

export interface ControllerRegistrationRequestListeners {
  name: string;
  host: string;
  port: number;
  securityProtocol: number;
}

export interface ControllerRegistrationRequestFeatures {
  name: string;
  minSupportedVersion: number;
  maxSupportedVersion: number;
}

export interface ControllerRegistrationRequest {
  controllerId: number;
  incarnationId: string;
  zkMigrationReady: boolean;
  listeners: ControllerRegistrationRequestListeners[];
  features: ControllerRegistrationRequestFeatures[];
}

export interface ControllerRegistrationResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
}

export interface GetTelemetrySubscriptionsRequest {
  clientInstanceId: string;
}

export interface GetTelemetrySubscriptionsResponse {
  throttleTimeMs: number;
  errorCode: number;
  clientInstanceId: string;
  subscriptionId: number;
  acceptedCompressionTypes: number[];
  pushIntervalMs: number;
  telemetryMaxBytes: number;
  deltaTemporality: boolean;
  requestedMetrics: string[];
}

export interface PushTelemetryRequest {
  clientInstanceId: string;
  subscriptionId: number;
  terminating: boolean;
  compressionType: number;
  metrics: Uint8Array;
}

export interface PushTelemetryResponse {
  throttleTimeMs: number;
  errorCode: number;
}

export interface AssignReplicasToDirsRequestDirectoriesTopicsPartitions {
  partitionIndex: number;
}

export interface AssignReplicasToDirsRequestDirectoriesTopics {
  topicId: string;
  partitions: AssignReplicasToDirsRequestDirectoriesTopicsPartitions[];
}

export interface AssignReplicasToDirsRequestDirectories {
  id: string;
  topics: AssignReplicasToDirsRequestDirectoriesTopics[];
}

export interface AssignReplicasToDirsRequest {
  brokerId: number;
  brokerEpoch: number;
  directories: AssignReplicasToDirsRequestDirectories[];
}

export interface AssignReplicasToDirsResponseDirectoriesTopicsPartitions {
  partitionIndex: number;
  errorCode: number;
}

export interface AssignReplicasToDirsResponseDirectoriesTopics {
  topicId: string;
  partitions: AssignReplicasToDirsResponseDirectoriesTopicsPartitions[];
}

export interface AssignReplicasToDirsResponseDirectories {
  id: string;
  topics: AssignReplicasToDirsResponseDirectoriesTopics[];
}

export interface AssignReplicasToDirsResponse {
  throttleTimeMs: number;
  errorCode: number;
  directories: AssignReplicasToDirsResponseDirectories[];
}

export interface ListConfigResourcesRequest {
  resourceTypes: number[];
}

export interface ListConfigResourcesResponseConfigResources {
  resourceName: string;
  resourceType: number;
}

export interface ListConfigResourcesResponse {
  throttleTimeMs: number;
  errorCode: number;
  configResources: ListConfigResourcesResponseConfigResources[];
}

export interface DescribeTopicPartitionsRequestTopics {
  name: string;
}

export interface DescribeTopicPartitionsRequestCursor {
  topicName: string;
  partitionIndex: number;
}

export interface DescribeTopicPartitionsRequest {
  topics: DescribeTopicPartitionsRequestTopics[];
  responsePartitionLimit: number;
  cursor: DescribeTopicPartitionsRequestCursor | null;
}

export interface DescribeTopicPartitionsResponseTopicsPartitions {
  errorCode: number;
  partitionIndex: number;
  leaderId: number;
  leaderEpoch: number;
  replicaNodes: number[];
  isrNodes: number[];
  eligibleLeaderReplicas: number[] | null;
  lastKnownElr: number[] | null;
  offlineReplicas: number[];
}

export interface DescribeTopicPartitionsResponseTopics {
  errorCode: number;
  name: string | null;
  topicId: string;
  isInternal: boolean;
  partitions: DescribeTopicPartitionsResponseTopicsPartitions[];
  topicAuthorizedOperations: number;
}

export interface DescribeTopicPartitionsResponseNextCursor {
  topicName: string;
  partitionIndex: number;
}

export interface DescribeTopicPartitionsResponse {
  throttleTimeMs: number;
  topics: DescribeTopicPartitionsResponseTopics[];
  nextCursor: DescribeTopicPartitionsResponseNextCursor | null;
}

export interface ShareGroupHeartbeatRequest {
  groupId: string;
  memberId: string;
  memberEpoch: number;
  rackId: string | null;
  subscribedTopicNames: string[] | null;
}

export interface ShareGroupHeartbeatResponseAssignmentTopicPartitions {
  topicId: string;
  partitions: number[];
}

export interface ShareGroupHeartbeatResponseAssignment {
  topicPartitions: ShareGroupHeartbeatResponseAssignmentTopicPartitions[];
}

export interface ShareGroupHeartbeatResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  memberId: string | null;
  memberEpoch: number;
  heartbeatIntervalMs: number;
  assignment: ShareGroupHeartbeatResponseAssignment | null;
}

export interface ShareGroupDescribeRequest {
  groupIds: string[];
  includeAuthorizedOperations: boolean;
}

export interface ShareGroupDescribeResponseGroupsMembersAssignmentTopicPartitions {
  topicId: string;
  topicName: string;
  partitions: number[];
}

export interface ShareGroupDescribeResponseGroupsMembersAssignment {
  topicPartitions: ShareGroupDescribeResponseGroupsMembersAssignmentTopicPartitions[];
}

export interface ShareGroupDescribeResponseGroupsMembers {
  memberId: string;
  rackId: string | null;
  memberEpoch: number;
  clientId: string;
  clientHost: string;
  subscribedTopicNames: string[];
  assignment: ShareGroupDescribeResponseGroupsMembersAssignment;
}

export interface ShareGroupDescribeResponseGroups {
  errorCode: number;
  errorMessage: string | null;
  groupId: string;
  groupState: string;
  groupEpoch: number;
  assignmentEpoch: number;
  assignorName: string;
  members: ShareGroupDescribeResponseGroupsMembers[];
  authorizedOperations: number;
}

export interface ShareGroupDescribeResponse {
  throttleTimeMs: number;
  groups: ShareGroupDescribeResponseGroups[];
}

export interface ShareFetchRequestTopicsPartitionsAcknowledgementBatches {
  firstOffset: number;
  lastOffset: number;
  acknowledgeTypes: number[];
}

export interface ShareFetchRequestTopicsPartitions {
  partitionIndex: number;
  partitionMaxBytes: number;
  acknowledgementBatches: ShareFetchRequestTopicsPartitionsAcknowledgementBatches[];
}

export interface ShareFetchRequestTopics {
  topicId: string;
  partitions: ShareFetchRequestTopicsPartitions[];
}

export interface ShareFetchRequestForgottenTopicsData {
  topicId: string;
  partitions: number[];
}

export interface ShareFetchRequest {
  groupId: string | null;
  memberId: string | null;
  shareSessionEpoch: number;
  maxWaitMs: number;
  minBytes: number;
  maxBytes: number;
  maxRecords: number;
  batchSize: number;
  topics: ShareFetchRequestTopics[];
  forgottenTopicsData: ShareFetchRequestForgottenTopicsData[];
}

export interface ShareFetchResponseResponsesPartitionsCurrentLeader {
  leaderId: number;
  leaderEpoch: number;
}

export interface ShareFetchResponseResponsesPartitionsAcquiredRecords {
  firstOffset: number;
  lastOffset: number;
  deliveryCount: number;
}

export interface ShareFetchResponseResponsesPartitions {
  partitionIndex: number;
  errorCode: number;
  errorMessage: string | null;
  acknowledgeErrorCode: number;
  acknowledgeErrorMessage: string | null;
  currentLeader: ShareFetchResponseResponsesPartitionsCurrentLeader;
  records: Uint8Array | null;
  acquiredRecords: ShareFetchResponseResponsesPartitionsAcquiredRecords[];
}

export interface ShareFetchResponseResponses {
  topicId: string;
  partitions: ShareFetchResponseResponsesPartitions[];
}

export interface ShareFetchResponseNodeEndpoints {
  nodeId: number;
  host: string;
  port: number;
  rack: string | null;
}

export interface ShareFetchResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  acquisitionLockTimeoutMs: number;
  responses: ShareFetchResponseResponses[];
  nodeEndpoints: ShareFetchResponseNodeEndpoints[];
}

export interface ShareAcknowledgeRequestTopicsPartitionsAcknowledgementBatches {
  firstOffset: number;
  lastOffset: number;
  acknowledgeTypes: number[];
}

export interface ShareAcknowledgeRequestTopicsPartitions {
  partitionIndex: number;
  acknowledgementBatches: ShareAcknowledgeRequestTopicsPartitionsAcknowledgementBatches[];
}

export interface ShareAcknowledgeRequestTopics {
  topicId: string;
  partitions: ShareAcknowledgeRequestTopicsPartitions[];
}

export interface ShareAcknowledgeRequest {
  groupId: string | null;
  memberId: string | null;
  shareSessionEpoch: number;
  topics: ShareAcknowledgeRequestTopics[];
}

export interface ShareAcknowledgeResponseResponsesPartitionsCurrentLeader {
  leaderId: number;
  leaderEpoch: number;
}

export interface ShareAcknowledgeResponseResponsesPartitions {
  partitionIndex: number;
  errorCode: number;
  errorMessage: string | null;
  currentLeader: ShareAcknowledgeResponseResponsesPartitionsCurrentLeader;
}

export interface ShareAcknowledgeResponseResponses {
  topicId: string;
  partitions: ShareAcknowledgeResponseResponsesPartitions[];
}

export interface ShareAcknowledgeResponseNodeEndpoints {
  nodeId: number;
  host: string;
  port: number;
  rack: string | null;
}

export interface ShareAcknowledgeResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  responses: ShareAcknowledgeResponseResponses[];
  nodeEndpoints: ShareAcknowledgeResponseNodeEndpoints[];
}

export interface AddRaftVoterRequestListeners {
  name: string;
  host: string;
  port: number;
}

export interface AddRaftVoterRequest {
  clusterId: string | null;
  timeoutMs: number;
  voterId: number;
  voterDirectoryId: string;
  listeners: AddRaftVoterRequestListeners[];
}

export interface AddRaftVoterResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
}

export interface RemoveRaftVoterRequest {
  clusterId: string | null;
  voterId: number;
  voterDirectoryId: string;
}

export interface RemoveRaftVoterResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
}

export interface UpdateRaftVoterRequestListeners {
  name: string;
  host: string;
  port: number;
}

export interface UpdateRaftVoterRequestKRaftVersionFeature {
  minSupportedVersion: number;
  maxSupportedVersion: number;
}

export interface UpdateRaftVoterRequest {
  clusterId: string | null;
  currentLeaderEpoch: number;
  voterId: number;
  voterDirectoryId: string;
  listeners: UpdateRaftVoterRequestListeners[];
  kRaftVersionFeature: UpdateRaftVoterRequestKRaftVersionFeature;
}

export interface UpdateRaftVoterResponseCurrentLeader {
  leaderId: number;
  leaderEpoch: number;
  host: string;
  port: number;
}

export interface UpdateRaftVoterResponse {
  throttleTimeMs: number;
  errorCode: number;
  currentLeader: UpdateRaftVoterResponseCurrentLeader;
}

export interface InitializeShareGroupStateRequestTopicsPartitions {
  partition: number;
  stateEpoch: number;
  startOffset: number;
}

export interface InitializeShareGroupStateRequestTopics {
  topicId: string;
  partitions: InitializeShareGroupStateRequestTopicsPartitions[];
}

export interface InitializeShareGroupStateRequest {
  groupId: string;
  topics: InitializeShareGroupStateRequestTopics[];
}

export interface InitializeShareGroupStateResponseResultsPartitions {
  partition: number;
  errorCode: number;
  errorMessage: string | null;
}

export interface InitializeShareGroupStateResponseResults {
  topicId: string;
  partitions: InitializeShareGroupStateResponseResultsPartitions[];
}

export interface InitializeShareGroupStateResponse {
  results: InitializeShareGroupStateResponseResults[];
}

export interface ReadShareGroupStateRequestTopicsPartitions {
  partition: number;
  leaderEpoch: number;
}

export interface ReadShareGroupStateRequestTopics {
  topicId: string;
  partitions: ReadShareGroupStateRequestTopicsPartitions[];
}

export interface ReadShareGroupStateRequest {
  groupId: string;
  topics: ReadShareGroupStateRequestTopics[];
}

export interface ReadShareGroupStateResponseResultsPartitionsStateBatches {
  firstOffset: number;
  lastOffset: number;
  deliveryState: number;
  deliveryCount: number;
}

export interface ReadShareGroupStateResponseResultsPartitions {
  partition: number;
  errorCode: number;
  errorMessage: string | null;
  stateEpoch: number;
  startOffset: number;
  stateBatches: ReadShareGroupStateResponseResultsPartitionsStateBatches[];
}

export interface ReadShareGroupStateResponseResults {
  topicId: string;
  partitions: ReadShareGroupStateResponseResultsPartitions[];
}

export interface ReadShareGroupStateResponse {
  results: ReadShareGroupStateResponseResults[];
}

export interface WriteShareGroupStateRequestTopicsPartitionsStateBatches {
  firstOffset: number;
  lastOffset: number;
  deliveryState: number;
  deliveryCount: number;
}

export interface WriteShareGroupStateRequestTopicsPartitions {
  partition: number;
  stateEpoch: number;
  leaderEpoch: number;
  startOffset: number;
  stateBatches: WriteShareGroupStateRequestTopicsPartitionsStateBatches[];
}

export interface WriteShareGroupStateRequestTopics {
  topicId: string;
  partitions: WriteShareGroupStateRequestTopicsPartitions[];
}

export interface WriteShareGroupStateRequest {
  groupId: string;
  topics: WriteShareGroupStateRequestTopics[];
}

export interface WriteShareGroupStateResponseResultsPartitions {
  partition: number;
  errorCode: number;
  errorMessage: string | null;
}

export interface WriteShareGroupStateResponseResults {
  topicId: string;
  partitions: WriteShareGroupStateResponseResultsPartitions[];
}

export interface WriteShareGroupStateResponse {
  results: WriteShareGroupStateResponseResults[];
}

export interface DeleteShareGroupStateRequestTopicsPartitions {
  partition: number;
}

export interface DeleteShareGroupStateRequestTopics {
  topicId: string;
  partitions: DeleteShareGroupStateRequestTopicsPartitions[];
}

export interface DeleteShareGroupStateRequest {
  groupId: string;
  topics: DeleteShareGroupStateRequestTopics[];
}

export interface DeleteShareGroupStateResponseResultsPartitions {
  partition: number;
  errorCode: number;
  errorMessage: string | null;
}

export interface DeleteShareGroupStateResponseResults {
  topicId: string;
  partitions: DeleteShareGroupStateResponseResultsPartitions[];
}

export interface DeleteShareGroupStateResponse {
  results: DeleteShareGroupStateResponseResults[];
}

export interface ReadShareGroupStateSummaryRequestTopicsPartitions {
  partition: number;
  leaderEpoch: number;
}

export interface ReadShareGroupStateSummaryRequestTopics {
  topicId: string;
  partitions: ReadShareGroupStateSummaryRequestTopicsPartitions[];
}

export interface ReadShareGroupStateSummaryRequest {
  groupId: string;
  topics: ReadShareGroupStateSummaryRequestTopics[];
}

export interface ReadShareGroupStateSummaryResponseResultsPartitions {
  partition: number;
  errorCode: number;
  errorMessage: string | null;
  stateEpoch: number;
  leaderEpoch: number;
  startOffset: number;
}

export interface ReadShareGroupStateSummaryResponseResults {
  topicId: string;
  partitions: ReadShareGroupStateSummaryResponseResultsPartitions[];
}

export interface ReadShareGroupStateSummaryResponse {
  results: ReadShareGroupStateSummaryResponseResults[];
}

export interface StreamsGroupHeartbeatRequestTopologySubtopologiesStateChangelogTopicsTopicConfigs {
  key: string;
  value: string;
}

export interface StreamsGroupHeartbeatRequestTopologySubtopologiesStateChangelogTopics {
  name: string;
  partitions: number;
  replicationFactor: number;
  topicConfigs: StreamsGroupHeartbeatRequestTopologySubtopologiesStateChangelogTopicsTopicConfigs[];
}

export interface StreamsGroupHeartbeatRequestTopologySubtopologiesRepartitionSourceTopicsTopicConfigs {
  key: string;
  value: string;
}

export interface StreamsGroupHeartbeatRequestTopologySubtopologiesRepartitionSourceTopics {
  name: string;
  partitions: number;
  replicationFactor: number;
  topicConfigs: StreamsGroupHeartbeatRequestTopologySubtopologiesRepartitionSourceTopicsTopicConfigs[];
}

export interface StreamsGroupHeartbeatRequestTopologySubtopologiesCopartitionGroups {
  sourceTopics: number[];
  sourceTopicRegex: number[];
  repartitionSourceTopics: number[];
}

export interface StreamsGroupHeartbeatRequestTopologySubtopologies {
  subtopologyId: string;
  sourceTopics: string[];
  sourceTopicRegex: string[];
  stateChangelogTopics: StreamsGroupHeartbeatRequestTopologySubtopologiesStateChangelogTopics[];
  repartitionSinkTopics: string[];
  repartitionSourceTopics: StreamsGroupHeartbeatRequestTopologySubtopologiesRepartitionSourceTopics[];
  copartitionGroups: StreamsGroupHeartbeatRequestTopologySubtopologiesCopartitionGroups[];
}

export interface StreamsGroupHeartbeatRequestTopology {
  epoch: number;
  subtopologies: StreamsGroupHeartbeatRequestTopologySubtopologies[];
}

export interface StreamsGroupHeartbeatRequestActiveTasks {
  subtopologyId: string;
  partitions: number[];
}

export interface StreamsGroupHeartbeatRequestStandbyTasks {
  subtopologyId: string;
  partitions: number[];
}

export interface StreamsGroupHeartbeatRequestWarmupTasks {
  subtopologyId: string;
  partitions: number[];
}

export interface StreamsGroupHeartbeatRequestUserEndpoint {
  host: string;
  port: number;
}

export interface StreamsGroupHeartbeatRequestClientTags {
  key: string;
  value: string;
}

export interface StreamsGroupHeartbeatRequestTaskOffsets {
  subtopologyId: string;
  partition: number;
  offset: number;
}

export interface StreamsGroupHeartbeatRequestTaskEndOffsets {
  subtopologyId: string;
  partition: number;
  offset: number;
}

export interface StreamsGroupHeartbeatRequest {
  groupId: string;
  memberId: string;
  memberEpoch: number;
  endpointInformationEpoch: number;
  instanceId: string | null;
  rackId: string | null;
  rebalanceTimeoutMs: number;
  topology: StreamsGroupHeartbeatRequestTopology | null;
  activeTasks: StreamsGroupHeartbeatRequestActiveTasks[] | null;
  standbyTasks: StreamsGroupHeartbeatRequestStandbyTasks[] | null;
  warmupTasks: StreamsGroupHeartbeatRequestWarmupTasks[] | null;
  processId: string | null;
  userEndpoint: StreamsGroupHeartbeatRequestUserEndpoint | null;
  clientTags: StreamsGroupHeartbeatRequestClientTags[] | null;
  taskOffsets: StreamsGroupHeartbeatRequestTaskOffsets[] | null;
  taskEndOffsets: StreamsGroupHeartbeatRequestTaskEndOffsets[] | null;
  shutdownApplication: boolean;
}

export interface StreamsGroupHeartbeatResponseStatus {
  statusCode: number;
  statusDetail: string;
}

export interface StreamsGroupHeartbeatResponseActiveTasks {
  subtopologyId: string;
  partitions: number[];
}

export interface StreamsGroupHeartbeatResponseStandbyTasks {
  subtopologyId: string;
  partitions: number[];
}

export interface StreamsGroupHeartbeatResponseWarmupTasks {
  subtopologyId: string;
  partitions: number[];
}

export interface StreamsGroupHeartbeatResponsePartitionsByUserEndpointUserEndpoint {
  host: string;
  port: number;
}

export interface StreamsGroupHeartbeatResponsePartitionsByUserEndpointActivePartitions {
  topic: string;
  partitions: number[];
}

export interface StreamsGroupHeartbeatResponsePartitionsByUserEndpointStandbyPartitions {
  topic: string;
  partitions: number[];
}

export interface StreamsGroupHeartbeatResponsePartitionsByUserEndpoint {
  userEndpoint: StreamsGroupHeartbeatResponsePartitionsByUserEndpointUserEndpoint;
  activePartitions: StreamsGroupHeartbeatResponsePartitionsByUserEndpointActivePartitions[];
  standbyPartitions: StreamsGroupHeartbeatResponsePartitionsByUserEndpointStandbyPartitions[];
}

export interface StreamsGroupHeartbeatResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  memberId: string;
  memberEpoch: number;
  heartbeatIntervalMs: number;
  acceptableRecoveryLag: number;
  taskOffsetIntervalMs: number;
  status: StreamsGroupHeartbeatResponseStatus[] | null;
  activeTasks: StreamsGroupHeartbeatResponseActiveTasks[] | null;
  standbyTasks: StreamsGroupHeartbeatResponseStandbyTasks[] | null;
  warmupTasks: StreamsGroupHeartbeatResponseWarmupTasks[] | null;
  endpointInformationEpoch: number;
  partitionsByUserEndpoint: StreamsGroupHeartbeatResponsePartitionsByUserEndpoint[] | null;
}

export interface StreamsGroupDescribeRequest {
  groupIds: string[];
  includeAuthorizedOperations: boolean;
}

export interface StreamsGroupDescribeResponseGroupsTopologySubtopologiesStateChangelogTopicsTopicConfigs {
  key: string;
  value: string;
}

export interface StreamsGroupDescribeResponseGroupsTopologySubtopologiesStateChangelogTopics {
  name: string;
  partitions: number;
  replicationFactor: number;
  topicConfigs: StreamsGroupDescribeResponseGroupsTopologySubtopologiesStateChangelogTopicsTopicConfigs[];
}

export interface StreamsGroupDescribeResponseGroupsTopologySubtopologiesRepartitionSourceTopicsTopicConfigs {
  key: string;
  value: string;
}

export interface StreamsGroupDescribeResponseGroupsTopologySubtopologiesRepartitionSourceTopics {
  name: string;
  partitions: number;
  replicationFactor: number;
  topicConfigs: StreamsGroupDescribeResponseGroupsTopologySubtopologiesRepartitionSourceTopicsTopicConfigs[];
}

export interface StreamsGroupDescribeResponseGroupsTopologySubtopologies {
  subtopologyId: string;
  sourceTopics: string[];
  repartitionSinkTopics: string[];
  stateChangelogTopics: StreamsGroupDescribeResponseGroupsTopologySubtopologiesStateChangelogTopics[];
  repartitionSourceTopics: StreamsGroupDescribeResponseGroupsTopologySubtopologiesRepartitionSourceTopics[];
}

export interface StreamsGroupDescribeResponseGroupsTopology {
  epoch: number;
  subtopologies: StreamsGroupDescribeResponseGroupsTopologySubtopologies[] | null;
}

export interface StreamsGroupDescribeResponseGroupsMembersUserEndpoint {
  host: string;
  port: number;
}

export interface StreamsGroupDescribeResponseGroupsMembersClientTags {
  key: string;
  value: string;
}

export interface StreamsGroupDescribeResponseGroupsMembersTaskOffsets {
  subtopologyId: string;
  partition: number;
  offset: number;
}

export interface StreamsGroupDescribeResponseGroupsMembersTaskEndOffsets {
  subtopologyId: string;
  partition: number;
  offset: number;
}

export interface StreamsGroupDescribeResponseGroupsMembersAssignmentActiveTasks {
  subtopologyId: string;
  partitions: number[];
}

export interface StreamsGroupDescribeResponseGroupsMembersAssignmentStandbyTasks {
  subtopologyId: string;
  partitions: number[];
}

export interface StreamsGroupDescribeResponseGroupsMembersAssignmentWarmupTasks {
  subtopologyId: string;
  partitions: number[];
}

export interface StreamsGroupDescribeResponseGroupsMembersAssignment {
  activeTasks: StreamsGroupDescribeResponseGroupsMembersAssignmentActiveTasks[];
  standbyTasks: StreamsGroupDescribeResponseGroupsMembersAssignmentStandbyTasks[];
  warmupTasks: StreamsGroupDescribeResponseGroupsMembersAssignmentWarmupTasks[];
}

export interface StreamsGroupDescribeResponseGroupsMembersTargetAssignmentActiveTasks {
  subtopologyId: string;
  partitions: number[];
}

export interface StreamsGroupDescribeResponseGroupsMembersTargetAssignmentStandbyTasks {
  subtopologyId: string;
  partitions: number[];
}

export interface StreamsGroupDescribeResponseGroupsMembersTargetAssignmentWarmupTasks {
  subtopologyId: string;
  partitions: number[];
}

export interface StreamsGroupDescribeResponseGroupsMembersTargetAssignment {
  activeTasks: StreamsGroupDescribeResponseGroupsMembersTargetAssignmentActiveTasks[];
  standbyTasks: StreamsGroupDescribeResponseGroupsMembersTargetAssignmentStandbyTasks[];
  warmupTasks: StreamsGroupDescribeResponseGroupsMembersTargetAssignmentWarmupTasks[];
}

export interface StreamsGroupDescribeResponseGroupsMembers {
  memberId: string;
  memberEpoch: number;
  instanceId: string | null;
  rackId: string | null;
  clientId: string;
  clientHost: string;
  topologyEpoch: number;
  processId: string;
  userEndpoint: StreamsGroupDescribeResponseGroupsMembersUserEndpoint | null;
  clientTags: StreamsGroupDescribeResponseGroupsMembersClientTags[];
  taskOffsets: StreamsGroupDescribeResponseGroupsMembersTaskOffsets[];
  taskEndOffsets: StreamsGroupDescribeResponseGroupsMembersTaskEndOffsets[];
  assignment: StreamsGroupDescribeResponseGroupsMembersAssignment;
  targetAssignment: StreamsGroupDescribeResponseGroupsMembersTargetAssignment;
  isClassic: boolean;
}

export interface StreamsGroupDescribeResponseGroups {
  errorCode: number;
  errorMessage: string | null;
  groupId: string;
  groupState: string;
  groupEpoch: number;
  assignmentEpoch: number;
  topology: StreamsGroupDescribeResponseGroupsTopology | null;
  members: StreamsGroupDescribeResponseGroupsMembers[];
  authorizedOperations: number;
}

export interface StreamsGroupDescribeResponse {
  throttleTimeMs: number;
  groups: StreamsGroupDescribeResponseGroups[];
}

export interface DescribeShareGroupOffsetsRequestGroupsTopics {
  topicName: string;
  partitions: number[];
}

export interface DescribeShareGroupOffsetsRequestGroups {
  groupId: string;
  topics: DescribeShareGroupOffsetsRequestGroupsTopics[] | null;
}

export interface DescribeShareGroupOffsetsRequest {
  groups: DescribeShareGroupOffsetsRequestGroups[];
}

export interface DescribeShareGroupOffsetsResponseGroupsTopicsPartitions {
  partitionIndex: number;
  startOffset: number;
  leaderEpoch: number;
  errorCode: number;
  errorMessage: string | null;
}

export interface DescribeShareGroupOffsetsResponseGroupsTopics {
  topicName: string;
  topicId: string;
  partitions: DescribeShareGroupOffsetsResponseGroupsTopicsPartitions[];
}

export interface DescribeShareGroupOffsetsResponseGroups {
  groupId: string;
  topics: DescribeShareGroupOffsetsResponseGroupsTopics[];
  errorCode: number;
  errorMessage: string | null;
}

export interface DescribeShareGroupOffsetsResponse {
  throttleTimeMs: number;
  groups: DescribeShareGroupOffsetsResponseGroups[];
}

export interface AlterShareGroupOffsetsRequestTopicsPartitions {
  partitionIndex: number;
  startOffset: number;
}

export interface AlterShareGroupOffsetsRequestTopics {
  topicName: string;
  partitions: AlterShareGroupOffsetsRequestTopicsPartitions[];
}

export interface AlterShareGroupOffsetsRequest {
  groupId: string;
  topics: AlterShareGroupOffsetsRequestTopics[];
}

export interface AlterShareGroupOffsetsResponseResponsesPartitions {
  partitionIndex: number;
  errorCode: number;
  errorMessage: string | null;
}

export interface AlterShareGroupOffsetsResponseResponses {
  topicName: string;
  topicId: string;
  partitions: AlterShareGroupOffsetsResponseResponsesPartitions[];
}

export interface AlterShareGroupOffsetsResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  responses: AlterShareGroupOffsetsResponseResponses[];
}

export interface DeleteShareGroupOffsetsRequestTopics {
  topicName: string;
}

export interface DeleteShareGroupOffsetsRequest {
  groupId: string;
  topics: DeleteShareGroupOffsetsRequestTopics[];
}

export interface DeleteShareGroupOffsetsResponseResponses {
  topicName: string;
  topicId: string;
  errorCode: number;
  errorMessage: string | null;
}

export interface DeleteShareGroupOffsetsResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  responses: DeleteShareGroupOffsetsResponseResponses[];
}

export interface ConsumerProtocolSubscriptionOwnedPartitions {
  topic: string;
  partitions: number[];
}

export interface ConsumerProtocolSubscription {
  topics: string[];
  userData: Uint8Array | null;
  ownedPartitions: ConsumerProtocolSubscriptionOwnedPartitions[];
  generationId: number;
  rackId: string | null;
}

export interface ConsumerProtocolAssignmentAssignedPartitions {
  topic: string;
  partitions: number[];
}

export interface ConsumerProtocolAssignment {
  assignedPartitions: ConsumerProtocolAssignmentAssignedPartitions[];
  userData: Uint8Array | null;
}

export interface EndTxnMarker {
  coordinatorEpoch: number;
}

export interface OffsetCommitKey {
  group: string;
  topic: string;
  partition: number;
}

export interface OffsetCommitValue {
  offset: number;
  leaderEpoch: number;
  metadata: string;
  commitTimestamp: number;
  expireTimestamp: number;
  topicId: string;
}

export interface GroupMetadataKey {
  group: string;
}

export interface GroupMetadataValueMembers {
  memberId: string;
  groupInstanceId: string | null;
  clientId: string;
  clientHost: string;
  rebalanceTimeout: number;
  sessionTimeout: number;
  subscription: Uint8Array;
  assignment: Uint8Array;
}

export interface GroupMetadataValue {
  protocolType: string;
  generation: number;
  protocol: string | null;
  leader: string | null;
  currentStateTimestamp: number;
  members: GroupMetadataValueMembers[];
}

export interface ConsumerGroupMetadataKey {
  groupId: string;
}

export interface ConsumerGroupMetadataValue {
  epoch: number;
  metadataHash: number;
}

export interface ConsumerGroupMemberMetadataKey {
  groupId: string;
  memberId: string;
}

export interface ConsumerGroupMemberMetadataValueClassicMemberMetadataSupportedProtocols {
  name: string;
  metadata: Uint8Array;
}

export interface ConsumerGroupMemberMetadataValueClassicMemberMetadata {
  sessionTimeoutMs: number;
  supportedProtocols: ConsumerGroupMemberMetadataValueClassicMemberMetadataSupportedProtocols[];
}

export interface ConsumerGroupMemberMetadataValue {
  instanceId: string | null;
  rackId: string | null;
  clientId: string;
  clientHost: string;
  subscribedTopicNames: string[];
  subscribedTopicRegex: string | null;
  rebalanceTimeoutMs: number;
  serverAssignor: string | null;
  classicMemberMetadata: ConsumerGroupMemberMetadataValueClassicMemberMetadata | null;
}

export interface ConsumerGroupTargetAssignmentMetadataKey {
  groupId: string;
}

export interface ConsumerGroupTargetAssignmentMetadataValue {
  assignmentEpoch: number;
}

export interface ConsumerGroupTargetAssignmentMemberKey {
  groupId: string;
  memberId: string;
}

export interface ConsumerGroupTargetAssignmentMemberValueTopicPartitions {
  topicId: string;
  partitions: number[];
}

export interface ConsumerGroupTargetAssignmentMemberValue {
  topicPartitions: ConsumerGroupTargetAssignmentMemberValueTopicPartitions[];
}

export interface ConsumerGroupCurrentMemberAssignmentKey {
  groupId: string;
  memberId: string;
}

export interface ConsumerGroupCurrentMemberAssignmentValueAssignedPartitions {
  topicId: string;
  partitions: number[];
}

export interface ConsumerGroupCurrentMemberAssignmentValuePartitionsPendingRevocation {
  topicId: string;
  partitions: number[];
}

export interface ConsumerGroupCurrentMemberAssignmentValue {
  memberEpoch: number;
  previousMemberEpoch: number;
  state: number;
  assignedPartitions: ConsumerGroupCurrentMemberAssignmentValueAssignedPartitions[];
  partitionsPendingRevocation: ConsumerGroupCurrentMemberAssignmentValuePartitionsPendingRevocation[];
}

export interface TransactionLogKey {
  transactionalId: string;
}

export interface TransactionLogValueTransactionPartitions {
  topic: string;
  partitionIds: number[];
}

export interface TransactionLogValue {
  producerId: number;
  previousProducerId: number;
  nextProducerId: number;
  producerEpoch: number;
  nextProducerEpoch: number;
  transactionTimeoutMs: number;
  transactionStatus: number;
  transactionPartitions: TransactionLogValueTransactionPartitions[] | null;
  transactionLastUpdateTimestampMs: number;
  transactionStartTimestampMs: number;
  clientTransactionVersion: number;
}

/** By key. */
export interface RequestBodies {
  0: ProduceRequest;
  1: FetchRequest;
  2: ListOffsetsRequest;
  3: MetadataRequest;
  8: OffsetCommitRequest;
  9: OffsetFetchRequest;
  10: FindCoordinatorRequest;
  11: JoinGroupRequest;
  12: HeartbeatRequest;
  13: LeaveGroupRequest;
  14: SyncGroupRequest;
  15: DescribeGroupsRequest;
  16: ListGroupsRequest;
  17: SaslHandshakeRequest;
  18: ApiVersionsRequest;
  19: CreateTopicsRequest;
  20: DeleteTopicsRequest;
  21: DeleteRecordsRequest;
  22: InitProducerIdRequest;
  23: OffsetForLeaderEpochRequest;
  24: AddPartitionsToTxnRequest;
  25: AddOffsetsToTxnRequest;
  26: EndTxnRequest;
  27: WriteTxnMarkersRequest;
  28: TxnOffsetCommitRequest;
  29: DescribeAclsRequest;
  30: CreateAclsRequest;
  31: DeleteAclsRequest;
  32: DescribeConfigsRequest;
  33: AlterConfigsRequest;
  34: AlterReplicaLogDirsRequest;
  35: DescribeLogDirsRequest;
  36: SaslAuthenticateRequest;
  37: CreatePartitionsRequest;
  38: CreateDelegationTokenRequest;
  39: RenewDelegationTokenRequest;
  40: ExpireDelegationTokenRequest;
  41: DescribeDelegationTokenRequest;
  42: DeleteGroupsRequest;
  43: ElectLeadersRequest;
  44: IncrementalAlterConfigsRequest;
  45: AlterPartitionReassignmentsRequest;
  46: ListPartitionReassignmentsRequest;
  47: OffsetDeleteRequest;
  48: DescribeClientQuotasRequest;
  49: AlterClientQuotasRequest;
  50: DescribeUserScramCredentialsRequest;
  51: AlterUserScramCredentialsRequest;
  52: VoteRequest;
  53: BeginQuorumEpochRequest;
  54: EndQuorumEpochRequest;
  55: DescribeQuorumRequest;
  56: AlterPartitionRequest;
  57: UpdateFeaturesRequest;
  58: EnvelopeRequest;
  59: FetchSnapshotRequest;
  60: DescribeClusterRequest;
  61: DescribeProducersRequest;
  62: BrokerRegistrationRequest;
  63: BrokerHeartbeatRequest;
  64: UnregisterBrokerRequest;
  65: DescribeTransactionsRequest;
  66: ListTransactionsRequest;
  67: AllocateProducerIdsRequest;
  68: ConsumerGroupHeartbeatRequest;
  69: ConsumerGroupDescribeRequest;
  70: ControllerRegistrationRequest;
  71: GetTelemetrySubscriptionsRequest;
  72: PushTelemetryRequest;
  73: AssignReplicasToDirsRequest;
  74: ListConfigResourcesRequest;
  75: DescribeTopicPartitionsRequest;
  76: ShareGroupHeartbeatRequest;
  77: ShareGroupDescribeRequest;
  78: ShareFetchRequest;
  79: ShareAcknowledgeRequest;
  80: AddRaftVoterRequest;
  81: RemoveRaftVoterRequest;
  82: UpdateRaftVoterRequest;
  83: InitializeShareGroupStateRequest;
  84: ReadShareGroupStateRequest;
  85: WriteShareGroupStateRequest;
  86: DeleteShareGroupStateRequest;
  87: ReadShareGroupStateSummaryRequest;
  88: StreamsGroupHeartbeatRequest;
  89: StreamsGroupDescribeRequest;
  90: DescribeShareGroupOffsetsRequest;
  91: AlterShareGroupOffsetsRequest;
  92: DeleteShareGroupOffsetsRequest;
}

/** By key. */
export interface ResponseBodies {
  0: ProduceResponse;
  1: FetchResponse;
  2: ListOffsetsResponse;
  3: MetadataResponse;
  8: OffsetCommitResponse;
  9: OffsetFetchResponse;
  10: FindCoordinatorResponse;
  11: JoinGroupResponse;
  12: HeartbeatResponse;
  13: LeaveGroupResponse;
  14: SyncGroupResponse;
  15: DescribeGroupsResponse;
  16: ListGroupsResponse;
  17: SaslHandshakeResponse;
  18: ApiVersionsResponse;
  19: CreateTopicsResponse;
  20: DeleteTopicsResponse;
  21: DeleteRecordsResponse;
  22: InitProducerIdResponse;
  23: OffsetForLeaderEpochResponse;
  24: AddPartitionsToTxnResponse;
  25: AddOffsetsToTxnResponse;
  26: EndTxnResponse;
  27: WriteTxnMarkersResponse;
  28: TxnOffsetCommitResponse;
  29: DescribeAclsResponse;
  30: CreateAclsResponse;
  31: DeleteAclsResponse;
  32: DescribeConfigsResponse;
  33: AlterConfigsResponse;
  34: AlterReplicaLogDirsResponse;
  35: DescribeLogDirsResponse;
  36: SaslAuthenticateResponse;
  37: CreatePartitionsResponse;
  38: CreateDelegationTokenResponse;
  39: RenewDelegationTokenResponse;
  40: ExpireDelegationTokenResponse;
  41: DescribeDelegationTokenResponse;
  42: DeleteGroupsResponse;
  43: ElectLeadersResponse;
  44: IncrementalAlterConfigsResponse;
  45: AlterPartitionReassignmentsResponse;
  46: ListPartitionReassignmentsResponse;
  47: OffsetDeleteResponse;
  48: DescribeClientQuotasResponse;
  49: AlterClientQuotasResponse;
  50: DescribeUserScramCredentialsResponse;
  51: AlterUserScramCredentialsResponse;
  52: VoteResponse;
  53: BeginQuorumEpochResponse;
  54: EndQuorumEpochResponse;
  55: DescribeQuorumResponse;
  56: AlterPartitionResponse;
  57: UpdateFeaturesResponse;
  58: EnvelopeResponse;
  59: FetchSnapshotResponse;
  60: DescribeClusterResponse;
  61: DescribeProducersResponse;
  62: BrokerRegistrationResponse;
  63: BrokerHeartbeatResponse;
  64: UnregisterBrokerResponse;
  65: DescribeTransactionsResponse;
  66: ListTransactionsResponse;
  67: AllocateProducerIdsResponse;
  68: ConsumerGroupHeartbeatResponse;
  69: ConsumerGroupDescribeResponse;
  70: ControllerRegistrationResponse;
  71: GetTelemetrySubscriptionsResponse;
  72: PushTelemetryResponse;
  73: AssignReplicasToDirsResponse;
  74: ListConfigResourcesResponse;
  75: DescribeTopicPartitionsResponse;
  76: ShareGroupHeartbeatResponse;
  77: ShareGroupDescribeResponse;
  78: ShareFetchResponse;
  79: ShareAcknowledgeResponse;
  80: AddRaftVoterResponse;
  81: RemoveRaftVoterResponse;
  82: UpdateRaftVoterResponse;
  83: InitializeShareGroupStateResponse;
  84: ReadShareGroupStateResponse;
  85: WriteShareGroupStateResponse;
  86: DeleteShareGroupStateResponse;
  87: ReadShareGroupStateSummaryResponse;
  88: StreamsGroupHeartbeatResponse;
  89: StreamsGroupDescribeResponse;
  90: DescribeShareGroupOffsetsResponse;
  91: AlterShareGroupOffsetsResponse;
  92: DeleteShareGroupOffsetsResponse;
}

/** By name. */
export interface DataBodies {
  ConsumerProtocolSubscription: ConsumerProtocolSubscription;
  ConsumerProtocolAssignment: ConsumerProtocolAssignment;
  EndTxnMarker: EndTxnMarker;
  OffsetCommitKey: OffsetCommitKey;
  OffsetCommitValue: OffsetCommitValue;
  GroupMetadataKey: GroupMetadataKey;
  GroupMetadataValue: GroupMetadataValue;
  ConsumerGroupMetadataKey: ConsumerGroupMetadataKey;
  ConsumerGroupMetadataValue: ConsumerGroupMetadataValue;
  ConsumerGroupMemberMetadataKey: ConsumerGroupMemberMetadataKey;
  ConsumerGroupMemberMetadataValue: ConsumerGroupMemberMetadataValue;
  ConsumerGroupTargetAssignmentMetadataKey: ConsumerGroupTargetAssignmentMetadataKey;
  ConsumerGroupTargetAssignmentMetadataValue: ConsumerGroupTargetAssignmentMetadataValue;
  ConsumerGroupTargetAssignmentMemberKey: ConsumerGroupTargetAssignmentMemberKey;
  ConsumerGroupTargetAssignmentMemberValue: ConsumerGroupTargetAssignmentMemberValue;
  ConsumerGroupCurrentMemberAssignmentKey: ConsumerGroupCurrentMemberAssignmentKey;
  ConsumerGroupCurrentMemberAssignmentValue: ConsumerGroupCurrentMemberAssignmentValue;
  TransactionLogKey: TransactionLogKey;
  TransactionLogValue: TransactionLogValue;
}
