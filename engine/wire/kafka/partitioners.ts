import { legacyMurmur2, murmur2 } from './murmur2.ts';

/*
 * Where each client puts a record. With a key they agree with themselves for ever; which hash they take is a matter of
 * the client, and two clients that differ split what should be one order. Without a key they spread.
 */

/** Which hash of a key, and what is done without one. */
export type Partitioner =
  /** Kafka's own, and kafkajs's default. KAFKA: BuiltInPartitioner.partitionForKey */
  | 'murmur2'
  /** kafkajs's LegacyPartitioner. */
  | 'kafkajs-legacy'
  /** librdkafka's default: an empty key is no key. rdkafka_msg.c rd_kafka_msg_partitioner_consistent_random */
  | 'consistent_random'
  /** librdkafka: an empty key, and none, have a hash like any other. */
  | 'consistent'
  /** librdkafka, as Java does. */
  | 'murmur2_random'
  /** librdkafka; sarama's hash. */
  | 'fnv1a_random';

/** The partition of a key among `count`, or null where the partitioner goes by other things than this key. */
export function partitionOfKey(partitioner: Partitioner, key: Uint8Array | null, count: number): number | null {
  switch (partitioner) {
    case 'murmur2':
    case 'murmur2_random':
      return key === null ? null : (murmur2(key) & 0x7fffffff) % count;
    case 'kafkajs-legacy':
      return key === null ? null : (legacyMurmur2(key) & 0x7fffffff) % count;
    case 'consistent_random':
      return key === null || key.length === 0 ? null : crc32(key) % count;
    case 'consistent':
      return crc32(key ?? NO_BYTES) % count;
    case 'fnv1a_random':
      return key === null ? null : fnv1a(key) % count;
  }
}

const NO_BYTES = new Uint8Array(0);

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, n) => {
  let sum = n;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  return sum;
});

/** The checksum of zip and Ethernet, unsigned. */
export function crc32(bytes: Uint8Array): number {
  let sum = -1;
  for (const byte of bytes) sum = (sum >>> 8) ^ CRC_TABLE[(sum ^ byte) & 255]!; // inside
  return ~sum >>> 0;
}

/** As sarama takes it: a negative hash loses its sign. rdfnv1a.c rd_fnv1a */
function fnv1a(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return Math.abs(hash | 0);
}

/**
 * Kafka's producer without a key stays on one partition until it has put `stickyMax` bytes there (`batch.size`), then
 * draws another. KAFKA: BuiltInPartitioner.StickyPartitionInfo, without its look at the lengths of queues
 */
export interface Sticky {
  partition: number;
  /** Bytes since it was drawn. */
  produced: number;
}

/** `random(bound)` is an integer from 0, below it. */
export function newSticky(partitions: readonly number[], random: (bound: number) => number): Sticky {
  return { partition: drawn(partitions, random), produced: 0 };
}

function drawn(partitions: readonly number[], random: (bound: number) => number): number {
  return partitions[random(partitions.length)] ?? 0;
}

/** Says where so many bytes go; the partition changes behind them once it is full. `partitions` are those with a leader. */
export function stickyPartition(
  sticky: Sticky,
  bytes: number,
  stickyMax: number,
  partitions: readonly number[],
  random: (bound: number) => number,
): number {
  const { partition } = sticky;
  sticky.produced += bytes;
  if (sticky.produced >= stickyMax) {
    sticky.partition = drawn(partitions, random);
    sticky.produced = 0;
  }
  return partition;
}
