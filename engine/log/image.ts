import { byteStringOf, utf8Bytes, utf8Decode } from '../base/bytes.ts';
import { ZERO_UUID } from '../wire/kafka/uuid.ts';

/*
 * What the brokers of a cluster agree on: who is there, which topics, who leads what, what is configured. It is the
 * fold of the records in `__cluster_metadata`: a broker that has applied the same records has the same picture.
 * KAFKA: org.apache.kafka.image.MetadataImage, and the records of the metadata module
 * SIMPLIFIED: the records of __cluster_metadata have Kafka's names and fields, written as JSON where Kafka has a binary
 * schema for each; there are no snapshots of that log, which is kept whole.
 */

export interface BrokerImage {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly epoch: number;
  readonly incarnation: string;
  readonly fenced: boolean;
  readonly stopping: boolean;
}

export interface PartitionImage {
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  /** -1 for none. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  /** False while its leader was elected from outside the ISR. KAFKA: LeaderRecoveryState.RECOVERING */
  readonly clean: boolean;
  readonly adding: readonly number[];
  readonly removing: readonly number[];
}

export interface TopicImage {
  readonly name: string;
  readonly id: string;
  readonly partitions: PartitionImage[];
}

export interface ClusterImage {
  readonly brokers: Map<number, BrokerImage>;
  readonly topics: Map<string, TopicImage>;
  /** Names by id. */
  readonly names: Map<string, string>;
  /** By `topic <name>`, `broker <id>` and `broker ` for all: names and texts. */
  readonly configs: Map<string, Map<string, string>>;
  /** By `user=..,client-id=..`: limits by quota name. */
  readonly quotas: Map<string, Map<string, number>>;
  nextProducerId: number;
  /** Everything below is applied. */
  upTo: number;
}

export type MetadataRecord =
  | ({ readonly type: 'RegisterBrokerRecord' } & BrokerImage)
  | {
      readonly type: 'BrokerRegistrationChangeRecord';
      readonly brokerId: number;
      readonly fenced: boolean;
      readonly stopping: boolean;
    }
  | { readonly type: 'TopicRecord'; readonly name: string; readonly topicId: string }
  | { readonly type: 'RemoveTopicRecord'; readonly topicId: string }
  /** A new partition, or all of one that has changed. */
  | {
      readonly type: 'PartitionRecord' | 'PartitionChangeRecord';
      readonly topicId: string;
      readonly partitionId: number;
      readonly is: PartitionImage;
    }
  | { readonly type: 'ConfigRecord'; readonly resource: string; readonly name: string; readonly value: string | null }
  | { readonly type: 'ClientQuotaRecord'; readonly entity: string; readonly key: string; readonly value: number | null }
  | { readonly type: 'ProducerIdsRecord'; readonly brokerId: number; readonly nextProducerId: number };

export function emptyImage(): ClusterImage {
  return {
    brokers: new Map(),
    topics: new Map(),
    names: new Map(),
    configs: new Map(),
    quotas: new Map(),
    nextProducerId: 0,
    upTo: 0,
  };
}

export function encodeMetadata(record: MetadataRecord): Uint8Array {
  return utf8Bytes(JSON.stringify(record));
}

export function decodeMetadata(bytes: Uint8Array): MetadataRecord {
  const raw = byteStringOf(bytes);
  // Only this file writes such records, and their checksums were right.
  return JSON.parse(utf8Decode(raw) ?? raw) as MetadataRecord;
}

/** Folds one record in. */
export function applyRecord(image: ClusterImage, record: MetadataRecord): void {
  switch (record.type) {
    case 'RegisterBrokerRecord': {
      const { type: _, ...broker } = record;
      image.brokers.set(record.id, Object.freeze(broker));
      return;
    }
    case 'BrokerRegistrationChangeRecord': {
      const broker = image.brokers.get(record.brokerId);
      if (broker === undefined) return;
      const { fenced, stopping } = record;
      image.brokers.set(record.brokerId, Object.freeze({ ...broker, fenced, stopping }));
      return;
    }
    case 'TopicRecord':
      image.topics.set(record.name, { name: record.name, id: record.topicId, partitions: [] });
      image.names.set(record.topicId, record.name);
      return;
    case 'RemoveTopicRecord':
      removeTopic(image, record.topicId);
      return;
    case 'PartitionRecord':
    case 'PartitionChangeRecord': {
      const topic = image.topics.get(image.names.get(record.topicId) ?? '');
      if (topic !== undefined) topic.partitions[record.partitionId] = Object.freeze(record.is);
      return;
    }
    case 'ConfigRecord':
      setIn(image.configs, record.resource, record.name, record.value);
      return;
    case 'ClientQuotaRecord':
      setIn(image.quotas, record.entity, record.key, record.value);
      return;
    case 'ProducerIdsRecord':
      image.nextProducerId = record.nextProducerId;
  }
}

function removeTopic(image: ClusterImage, topicId: string): void {
  const name = image.names.get(topicId);
  if (name === undefined) return;
  image.names.delete(topicId);
  image.topics.delete(name);
  image.configs.delete(`topic ${name}`);
}

function setIn<V>(maps: Map<string, Map<string, V>>, of: string, name: string, value: V | null): void {
  const map = maps.get(of) ?? new Map<string, V>();
  if (value === null) map.delete(name);
  else map.set(name, value);
  if (map.size === 0) maps.delete(of);
  else maps.set(of, map);
}

/** The image with what is in another's place: for the controller, who is ahead of what is committed. */
export function copyImage(image: ClusterImage): ClusterImage {
  return {
    ...image,
    brokers: new Map(image.brokers),
    topics: new Map(
      [...image.topics].map(([name, topic]) => [name, { ...topic, partitions: topic.partitions.slice() }]),
    ),
    names: new Map(image.names),
    configs: new Map([...image.configs].map(([of, map]) => [of, new Map(map)])),
    quotas: new Map([...image.quotas].map(([of, map]) => [of, new Map(map)])),
  };
}

export function topicOfId(image: ClusterImage, id: string): TopicImage | undefined {
  return id === ZERO_UUID ? undefined : image.topics.get(image.names.get(id) ?? '');
}
