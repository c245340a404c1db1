import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { choiceHash, PARTITION_COUNT } from '../../testing/oracles/kafka-partition-keys.ts';
import { murmur2 } from './murmur2.ts';
import type { Partitioner } from './partitioners.ts';
import { newSticky, partitionOfKey, stickyPartition } from './partitioners.ts';
import { utf8Of } from './utf8.ts';

const recorded = JSON.parse(
  readFileSync(new URL('../../testing/oracles/recorded/kafka/partitions.json', import.meta.url), 'utf8'),
) as Record<string, string>;

describe('partitioners', () => {
  it.each<[string, Partitioner]>([
    ['java', 'murmur2'],
    ['kafkajs', 'murmur2'],
    ['kafkajs-legacy', 'kafkajs-legacy'],
    ['consistent_random', 'consistent_random'],
    ['consistent', 'consistent'],
    ['murmur2_random', 'murmur2_random'],
    ['fnv1a_random', 'fnv1a_random'],
  ])('100,000 keys go where the real producer has put them: %s', (client, partitioner) => {
    const chosen = choiceHash((key) => partitionOfKey(partitioner, utf8Of(key), PARTITION_COUNT) ?? -1);
    expect(chosen).toBe(recorded[client]);
  });

  it('murmur2 is what Kafka tests it to be', () => {
    expect(murmur2(utf8Of('21'))).toBe(-973932308);
    expect(murmur2(utf8Of('foobar'))).toBe(-790332482);
    expect(murmur2(utf8Of('a-little-bit-long-string'))).toBe(-985981536);
    expect(murmur2(utf8Of('lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8'))).toBe(-58897971);
    expect(murmur2(utf8Of('abc'))).toBe(479470107);
  });

  it('without a key a producer stays until the partition is full', () => {
    let drawn = 0;
    const random = (bound: number): number => drawn++ % bound;
    const sticky = newSticky([0, 1, 2], random);
    const went = Array.from({ length: 6 }, () => stickyPartition(sticky, 500, 1000, [0, 1, 2], random));
    expect(went).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it('librdkafka takes an empty key for none', () => {
    expect(partitionOfKey('consistent_random', new Uint8Array(0), 5)).toBeNull();
    expect(partitionOfKey('consistent', new Uint8Array(0), 5)).toBe(0);
  });
});
