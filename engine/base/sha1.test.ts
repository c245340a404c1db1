import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hexOf } from './bytes.ts';
import { sha1 } from './sha1.ts';

test('the hash of any bytes is the one every other SHA-1 gives', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(hexOf(sha1(bytes))).toBe(createHash('sha1').update(bytes).digest('hex'));
    }),
  );
});

test.each([0, 55, 56, 63, 64, 65, 119, 120, 128])('%i bytes are padded as the standard says', (length) => {
  const bytes = new Uint8Array(length).fill(0xa5);
  expect(hexOf(sha1(bytes))).toBe(createHash('sha1').update(bytes).digest('hex'));
});
