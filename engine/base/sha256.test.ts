import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hexOf } from './bytes.ts';
import { sha256 } from './sha256.ts';

const reference = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test('the hash of any bytes is the one every other SHA-256 gives', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(hexOf(sha256(bytes))).toBe(reference(bytes));
    }),
  );
});

test.each([0, 55, 56, 63, 64, 65, 119, 120, 128])('%i bytes are padded as the standard says', (length) => {
  const bytes = new Uint8Array(length).fill(0xa5);
  expect(hexOf(sha256(bytes))).toBe(reference(bytes));
});
