import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteStringOf, bytesOf } from '../../base/bytes.ts';
import { plainText } from '../../wire/byte-text.ts';
import { ByteWriter } from '../../wire/byte-writer.ts';
import { Crc64 } from './crc64.ts';
import { RdbCursor } from './cursor.ts';
import { readIntset, writeIntset } from './intset.ts';
import { ListpackWriter, readListpack } from './listpack.ts';
import { lzfCompress, lzfDecompress } from './lzf.ts';
import { RdbWriter } from './rdb-writer.ts';
import { readZiplist, readZipmap } from './ziplist.ts';

const packOf = (items: readonly string[]): Uint8Array => {
  const out = new ByteWriter(16);
  const pack = new ListpackWriter(out);
  pack.begin();
  for (const item of items) pack.entry(item);
  pack.finish();
  return out.take();
};

const repetitive = fc
  .array(fc.tuple(fc.integer({ min: 97, max: 102 }), fc.integer({ min: 1, max: 40 })), { maxLength: 60 })
  .map((runs) => Uint8Array.from(runs.flatMap(([byte, count]) => Array.from({ length: count }, () => byte))));

describe('checksum', () => {
  test('of 123456789 is the one the Jones polynomial gives', () => {
    expect(new Crc64().update(bytesOf('123456789')).toString()).toBe('e9c6d914c4b8d9ca');
  });

  test('does not depend on the pieces', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, cut) => {
        const pieces = new Crc64().update(bytes, 0, Math.min(cut, bytes.length));
        pieces.update(bytes, Math.min(cut, bytes.length));
        expect(pieces.toString()).toBe(new Crc64().update(bytes).toString());
      }),
    );
  });
});

describe('LZF', () => {
  test('what was compressed comes back', () => {
    fc.assert(
      fc.property(fc.oneof(repetitive, fc.uint8Array({ maxLength: 500 })), (bytes) => {
        const output = new Uint8Array(bytes.length + 64);
        const size = lzfCompress(bytes, bytes.length, output, bytes.length);
        if (size > 0) expect(lzfDecompress(output, 0, size, bytes.length)).toEqual(bytes);
      }),
    );
  });

  test('gives up where there is no room', () => {
    const noise = Uint8Array.from({ length: 64 }, (_, i) => (i * 89) & 255);
    expect(lzfCompress(noise, 64, new Uint8Array(64), 60)).toBe(0);
  });

  test('hostile input gives null or exactly the announced length, and takes no memory for what cannot be', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(300), (bytes, length) => {
        const output = lzfDecompress(bytes, 0, bytes.length, length);
        if (output !== null) expect(output.length).toBe(length);
      }),
      { numRuns: 500 },
    );
    expect(lzfDecompress(new Uint8Array(3), 0, 3, 400_000_000)).toBeNull();
  });
});

describe('lengths and strings', () => {
  test.each([0, 1, 63, 64, 16383, 16384, 0xffffffff, 0x100000000, Number.MAX_SAFE_INTEGER, 2n ** 53n, 2n ** 64n - 1n])(
    'a length of %s comes back',
    (length) => {
      const rdb = new RdbWriter(true);
      rdb.length(length);
      expect(new RdbCursor(rdb.out.view(), plainText).length()).toBe(length);
    },
  );

  test('strings come back, compressed or not', () => {
    const anyString = fc.oneof(
      fc.uint8Array({ maxLength: 80 }).map((bytes) => byteStringOf(bytes)),
      repetitive.map((bytes) => byteStringOf(bytes)),
      fc.integer().map(String),
      fc.constantFrom('', '-', '-0', '007', '2147483648', '-2147483649', '99999999999'),
    );
    fc.assert(
      fc.property(anyString, fc.boolean(), (text, compression) => {
        const rdb = new RdbWriter(compression);
        rdb.string(text);
        const cursor = new RdbCursor(rdb.out.view(), plainText);
        expect(cursor.string()).toBe(text);
        expect(cursor.at).toBe(rdb.out.at);
      }),
    );
  });
});

const entry = fc.oneof(
  fc.uint8Array({ maxLength: 70 }).map((bytes) => byteStringOf(bytes)),
  fc.maxSafeInteger().map(String),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  fc.constantFrom('', '-', '-0', '00', '9223372036854775808', 'x'.repeat(4095), 'x'.repeat(4096), 'y'.repeat(20000)),
);

describe('packed forms', () => {
  test('a listpack comes back as it went in', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), (items) => {
        expect(readListpack(packOf(items), plainText)).toEqual(items);
      }),
    );
  });

  test('one changed byte of a listpack is refused or gives other entries, never an exception', () => {
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 6 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (items, at, flip) => {
          const bytes = packOf(items);
          bytes[at % bytes.length]! ^= flip; // inside
          const read = readListpack(bytes, plainText);
          expect(read === null || Array.isArray(read)).toBe(true);
        },
      ),
    );
  });

  test.each([
    { items: [-32768, 0, 32767], width: 2 as const },
    { items: [-32769, 5], width: 4 as const },
    { items: [-9223372036854775808n, -1, 9007199254740993n], width: 8 as const },
  ])('an intset of $width bytes a member comes back', (set) => {
    const out = new ByteWriter(8);
    writeIntset(out, set);
    expect(readIntset(out.take())).toEqual(set);
  });

  test('an intset that is empty, out of order or of another length is refused', () => {
    const out = new ByteWriter(8);
    writeIntset(out, { items: [2, 1], width: 2 });
    const disordered = out.take();
    expect(readIntset(disordered)).toBeNull();
    expect(readIntset(disordered.subarray(0, 11))).toBeNull();
    expect(readIntset(Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0))).toBeNull();
  });

  // Bytes of Redis 2.8's own test suite style: [header][prev, encoding, data]...
  test('a ziplist of every encoding is read, and refused where a length does not fit', () => {
    const bytes = Uint8Array.of(
      36,
      0,
      0,
      0,
      30,
      0,
      0,
      0,
      6,
      0,
      0,
      0x02,
      104,
      105,
      4,
      0xf1,
      2,
      0xc0,
      0x2c,
      0x01,
      4,
      0xd0,
      0,
      0,
      1,
      0,
      6,
      0xf0,
      0,
      0,
      0x80,
      5,
      0xfe,
      0xff,
      0xff,
    );
    bytes[0] = bytes.length;
    bytes[4] = bytes.length - 4;
    expect(readZiplist(bytes, plainText)).toEqual(['hi', '0', '300', '65536', '-8388608', '-1']);
    for (let at = 0; at < bytes.length; at++) {
      const broken = bytes.slice();
      broken[at]! ^= 0x41; // inside
      const read = readZiplist(broken, plainText);
      expect(read === null || read.length === 6).toBe(true);
    }
  });

  test('a zipmap is read with its unused bytes', () => {
    const bytes = Uint8Array.of(2, 1, 97, 1, 0, 120, 2, 98, 99, 1, 2, 121, 0, 0, 0xff);
    expect(readZipmap(bytes, plainText)).toEqual(['a', 'x', 'bc', 'y']);
    expect(readZipmap(bytes.subarray(0, 8), plainText)).toBeNull();
  });
});
