import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf, concatBytes } from '../../base/bytes.ts';
import { crc32c } from './crc32c.ts';
import { BATCH_HEAD, batchIsWhole, batchOf, readBatchHeader, readRecords, stampBatch } from './record-batch.ts';

describe('CRC-32C', () => {
  test('is that of RFC 3720', () => {
    expect(crc32c(bytesOf('123456789'))).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
  });
});

const bytes = fc.option(fc.uint8Array({ maxLength: 40 }), { nil: null });

describe('a record batch', () => {
  test('reads back as it was written, after others', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            key: bytes,
            value: bytes,
            headers: fc.array(fc.record({ key: fc.string(), value: bytes }), { maxLength: 3 }),
            timestamp: fc.integer({ min: 0, max: 2 ** 50 }),
          }),
          { minLength: 1, maxLength: 20 },
        ),
        fc.integer({ min: 0, max: 2 ** 52 }),
        (drafts, producerId) => {
          const batch = batchOf(drafts, 1, { producerId, producerEpoch: 3, baseSequence: 7 });
          const all = concatBytes([new Uint8Array(5), batch]);
          stampBatch(all, 5, 2 ** 40 + 1, 9);
          const head = readBatchHeader(all, 5)!;
          expect(head).toMatchObject({
            baseOffset: 2 ** 40 + 1,
            partitionLeaderEpoch: 9,
            producerId,
            producerEpoch: 3,
          });
          expect(batchIsWhole(all, 5, head.size)).toBe(true);
          const read = readRecords(all, 5 + BATCH_HEAD, 5 + head.size, head.recordsCount);
          expect(
            read?.map(({ key, value, headers, timestampDelta }) => ({
              key,
              value,
              headers,
              timestamp: head.baseTimestamp + timestampDelta,
            })),
          ).toEqual(drafts);
        },
      ),
    );
  });

  test('with any bit of its body flipped is not whole', () => {
    const batch = batchOf([{ key: bytesOf('k'), value: bytesOf('value') }], 5);
    for (let at = 17; at < batch.length; at++) {
      const torn = batch.slice();
      torn[at] = (torn[at] as number) ^ 4;
      expect(batchIsWhole(torn, 0, torn.length)).toBe(false);
    }
  });
});
