import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf } from '../base/bytes.ts';
import { fromBase64, hashPassword, passwordFits } from './password.ts';

test('a password is hashed as RabbitMQ hashes it', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 4, maxLength: 4 }),
      fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 200 }),
      (salt, chars) => {
        const password = String.fromCharCode(...chars);
        const digest = createHash('sha256').update(salt).update(bytesOf(password)).digest();
        const expected = Buffer.concat([salt, digest]).toString('base64');
        expect(hashPassword(salt, password)).toBe(expected);
        expect(passwordFits(expected, password)).toBe(true);
        expect(passwordFits(expected, `${password}x`)).toBe(false);
        expect(fromBase64(expected)).toEqual(new Uint8Array(Buffer.from(expected, 'base64')));
      },
    ),
  );
});

test('what is not a hash fits no password', () => {
  for (const hash of ['', 'x', '!!!!', 'AAAA']) expect(passwordFits(hash, '')).toBe(false);
});
