import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteStringOf, bytesOf } from '../base/bytes.ts';
import type { Reply } from './reply.ts';
import { bool, double, error, map, NIL_ARRAY, OK, push, set, simple, toResp2, verbatim } from './reply.ts';
import { ReplyDecoder } from './resp-decode.ts';
import { encodeReply, ReplyEncoder } from './resp-encode.ts';

const textOf = (reply: Reply, resp: 2 | 3 = 2) => byteStringOf(encodeReply(reply, resp));
const byteString = fc.uint8Array({ maxLength: 30 }).map((bytes) => byteStringOf(bytes));
const word = fc.stringMatching(/^[A-Za-z0-9 ]{0,20}$/);

const { reply } = fc.letrec<{ reply: Reply }>((tie) => ({
  reply: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    byteString,
    fc.maxSafeInteger().map((n) => (n === 0 ? 0 : n)),
    fc.bigInt({ min: 2n ** 60n, max: 2n ** 63n - 1n }),
    fc.constantFrom<Reply>(null, OK, NIL_ARRAY, bool(true), bool(false), {
      kind: 'bigNumber',
      digits: '-12345678901234567890',
    }),
    word.map((text) => simple(text)),
    word.map((text) => error(`ERR ${text}`)),
    fc.double({ noNaN: true }).map((n) => double(n)),
    byteString.map((text) => verbatim(text)),
    fc.array(tie('reply'), { maxLength: 5 }),
    fc.array(tie('reply'), { maxLength: 5 }).map((items) => set(items)),
    fc.array(tie('reply'), { maxLength: 5 }).map((items) => push(items)),
    fc.array(fc.tuple(byteString, tie('reply')), { maxLength: 4 }).map((pairs) => map(pairs.flat())),
  ),
}));

function decode(bytes: Uint8Array, step: number): { replies: Reply[]; error: string | null } {
  const decoder = new ReplyDecoder();
  const replies: Reply[] = [];
  for (let at = 0; at < bytes.length; at += step) {
    decoder.feed(bytes.subarray(at, at + step));
    for (let next = decoder.next(); next !== undefined; next = decoder.next()) replies.push(next);
  }
  return { replies, error: decoder.error };
}

/** What RESP3 cannot tell apart: one null, for a missing array too. */
function asResp3(item: Reply): Reply {
  if (typeof item !== 'object' || item === null) return item;
  if (Array.isArray(item)) return item.map(asResp3);
  if (!('kind' in item)) return item;
  if (item.kind === 'nilArray') return null;
  if (item.kind === 'set' || item.kind === 'push') return { ...item, items: item.items.map(asResp3) };
  return item.kind === 'map' ? { ...item, flat: item.flat.map(asResp3) } : item;
}

describe('replies', () => {
  test.each<[Reply, string, string]>([
    ['hello', '$5\r\nhello\r\n', '$5\r\nhello\r\n'],
    ['', '$0\r\n\r\n', '$0\r\n\r\n'],
    [-42, ':-42\r\n', ':-42\r\n'],
    [9223372036854775807n, ':9223372036854775807\r\n', ':9223372036854775807\r\n'],
    [null, '$-1\r\n', '_\r\n'],
    [NIL_ARRAY, '*-1\r\n', '_\r\n'],
    [OK, '+OK\r\n', '+OK\r\n'],
    [error('ERR no\r\nsuch'), '-ERR no  such\r\n', '-ERR no  such\r\n'],
    [['a', ['b', 1]], '*2\r\n$1\r\na\r\n*2\r\n$1\r\nb\r\n:1\r\n', '*2\r\n$1\r\na\r\n*2\r\n$1\r\nb\r\n:1\r\n'],
    [map(['k', 1]), '*2\r\n$1\r\nk\r\n:1\r\n', '%1\r\n$1\r\nk\r\n:1\r\n'],
    [set(['k']), '*1\r\n$1\r\nk\r\n', '~1\r\n$1\r\nk\r\n'],
    [push(['k']), '*1\r\n$1\r\nk\r\n', '>1\r\n$1\r\nk\r\n'],
    [double(0.1), '$19\r\n0.10000000000000001\r\n', ',0.10000000000000001\r\n'],
    [double(-Infinity), '$4\r\n-inf\r\n', ',-inf\r\n'],
    [bool(true), ':1\r\n', '#t\r\n'],
    [verbatim('hi'), '$2\r\nhi\r\n', '=6\r\ntxt:hi\r\n'],
    [{ kind: 'bigNumber', digits: '123' }, '$3\r\n123\r\n', '(123\r\n'],
    [{ kind: 'attribute', flat: ['k', 1], of: 'v' }, '$1\r\nv\r\n', '|1\r\n$1\r\nk\r\n:1\r\n$1\r\nv\r\n'],
  ])('reply %# has the bytes Redis sends', (item, two, three) => {
    expect(textOf(item)).toBe(two);
    expect(textOf(item, 3)).toBe(three);
  });

  test('a protocol switch has no bytes and holds for what follows', () => {
    const encoder = new ReplyEncoder();
    encoder.frame(map([]));
    encoder.frame({ kind: 'protocol', resp: 3 });
    encoder.frame(map([]));
    expect(byteStringOf(encoder.writer.take())).toBe('*0\r\n%0\r\n');
  });

  test('any replies in pieces of any size come out as they went in', () => {
    fc.assert(
      fc.property(fc.array(reply, { maxLength: 4 }), fc.integer({ min: 1, max: 90 }), (replies, step) => {
        const encoder = new ReplyEncoder();
        encoder.resp = 3;
        for (const item of replies) encoder.reply(item);
        const read = decode(encoder.writer.take(), step);
        expect(read).toEqual({ replies: replies.map(asResp3), error: null });
      }),
    );
  });

  test('RESP2 has the bytes of the reply brought down to RESP2', () => {
    fc.assert(
      fc.property(reply, (item) => {
        expect(textOf(item)).toBe(textOf(toResp2(item)));
      }),
    );
  });

  test('hostile bytes give an error or wait, and never throw', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom('*1\r\n', '%2\r\n', '$3\r\n', '|1\r\n', '*1000000\r\n', ':1\r\n', '_\r\n', '\r\n').map(bytesOf),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const decoder = new ReplyDecoder();
        for (const bytes of pieces) {
          decoder.feed(bytes);
          while (decoder.next() !== undefined);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('nesting is bounded', () => {
    const decoder = new ReplyDecoder();
    decoder.feed(bytesOf('*1\r\n'.repeat(5000)));
    expect(decoder.next()).toBeUndefined();
    expect(decoder.error).toBe('replies nested too deeply');
  });
});
