import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMPRESSIONS, compress, decompress } from './compression/compression.ts';
import { xxh32 } from './compression/xxh32.ts';
import { crc32c } from './crc32c.ts';
import { Unreadable } from './reader.ts';
import { stampBatch } from './record-batch.ts';
import { batchesIn, decodeBatch, encodeBatch } from './records.ts';
import { utf8Of } from './utf8.ts';

const bytes = fc.uint8Array({ maxLength: 60 });
const record = fc.record({
  timestamp: fc.integer({ min: 0, max: 4e12 }),
  key: fc.option(bytes),
  value: fc.option(bytes),
  headers: fc.array(fc.record({ key: fc.string({ unit: 'grapheme', maxLength: 8 }), value: fc.option(bytes) }), {
    maxLength: 3,
  }),
});
/** Bytes with repetitions near and far, which every packing finds. */
const repetitive = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 300 })), { maxLength: 30 })
  .map((parts) =>
    Uint8Array.from(parts.flatMap(([part, times]) => Array.from({ length: times }, () => [...part]).flat())),
  );

describe('checksums', () => {
  it('CRC-32C is that of RFC 3720', () => {
    expect(crc32c(utf8Of('123456789'))).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43);
  });

  it('xxHash is that of its specification', () => {
    expect(xxh32(new Uint8Array(0))).toBe(0x02cc5d05);
    expect(xxh32(utf8Of('abc'))).toBe(0x32d153ff);
    expect(xxh32(utf8Of('Nobody inspects the spammish repetition'))).toBe(0xe2293b2f);
  });
});

describe('compressions', () => {
  it.each([0, 1, 2, 3, 4])('what number %i packs it unpacks', (id) => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), repetitive), (plain) => {
        expect(Buffer.from(decompress(id, compress(id, plain))).equals(Buffer.from(plain))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('of large blocks too, and repetition gets smaller where it is packed', () => {
    const plain = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) % 251);
    for (const [id, name] of COMPRESSIONS.entries()) {
      const packed = compress(id, plain);
      expect(Buffer.from(decompress(id, packed)).equals(Buffer.from(plain)), name).toBe(true);
      if (id >= 1 && id <= 3) expect(packed.length, name).toBeLessThan(plain.length / 10);
    }
  });

  it('gzip is the gzip of everybody', () => {
    const plain = utf8Of('over and over and over and over');
    expect(gunzipSync(compress(1, plain)).equals(Buffer.from(plain))).toBe(true);
    expect(decompress(1, gzipSync(plain))).toEqual(plain);
  });

  it('bytes that are not packed are Unreadable, and nothing else', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), repetitive, fc.nat(), fc.nat(255), (id, plain, place, flip) => {
        const packed = id <= 4 ? compress(id, plain).slice() : plain;
        if (packed.length > 0) packed[place % packed.length]! ^= flip; // inside
        try {
          decompress(id, packed, 1 << 20);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Unreadable);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('a few bytes that stand for very many are refused', () => {
    const bomb = gzipSync(new Uint8Array(64 << 20));
    expect(() => decompress(1, new Uint8Array(bomb), 1 << 20)).toThrow('unpacked to more than');
  });
});

describe('record batches', () => {
  it('records are what they were, in every compression', () => {
    fc.assert(
      fc.property(
        fc.array(record, { maxLength: 20 }),
        fc.integer({ min: 0, max: 4 }),
        fc.nat(2 ** 40),
        (records, compression, baseOffset) => {
          const batch = encodeBatch(
            { baseOffset, compression, producerId: 7, producerEpoch: 2, baseSequence: 5 },
            records,
          );
          const decoded = decodeBatch(batch);
          if (!decoded.ok) throw new Error(decoded.reason);
          expect(decoded.records.map(({ offset: _, ...rest }) => rest)).toEqual(records);
          expect(decoded.records.map(({ offset }) => offset)).toEqual(records.map((_, i) => baseOffset + i));
          expect(decoded.head).toMatchObject({
            baseOffset,
            producerId: 7,
            producerEpoch: 2,
            baseSequence: 5,
            recordsCount: records.length,
            size: batch.length,
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('what the broker says itself keeps the checksum whole', () => {
    const batch = encodeBatch({ isAppendTime: true, maxTimestamp: 2000 }, [{ timestamp: 1000, value: utf8Of('a') }]);
    stampBatch(batch, 0, 2 ** 45 + 1, 9);
    const decoded = decodeBatch(batch);
    expect(decoded).toMatchObject({ ok: true, head: { partitionLeaderEpoch: 9 } });
    expect(decoded).toMatchObject({ records: [{ offset: 2 ** 45 + 1, timestamp: 2000 }] });
  });

  it('a batch cut short or changed anywhere is an error value', () => {
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 4 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (records, place, flip) => {
          const batch = encodeBatch({}, records);
          const at = 21 + (place % (batch.length - 21));
          batch[at]! ^= flip; // inside
          expect(decodeBatch(batch)).toMatchObject({ ok: false, reason: 'Record is corrupt' });
          expect(decodeBatch(batch.subarray(0, at)).ok).toBe(false);
          decodeBatch(batch, 0, true);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('batches that lie behind one another are found, and what is cut off is not', () => {
    const one = encodeBatch({}, [{ value: utf8Of('one') }]);
    const two = encodeBatch({ baseOffset: 1 }, [{ value: utf8Of('two') }]);
    const both = new Uint8Array([...one, ...two, ...one.subarray(0, 70)]);
    expect([...batchesIn(both)]).toMatchObject([
      { at: 0, head: { size: one.length } },
      { at: one.length, head: { size: two.length } },
    ]);
  });
});
