import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteStringOf, bytesOf } from '../base/bytes.ts';
import { encoded, frames } from '../testing/fuzz/amqp-frames.ts';
import { methodFrame, PROTOCOL_HEADER } from './amqp-methods.ts';
import { ByteWriter } from './byte-writer.ts';
import { DISSECTORS } from './dissect.ts';
import { double, map, push, type Reply, set } from './reply.ts';
import { ReplyEncoder } from './resp-encode.ts';
import { writeCommand } from './resp-request.ts';
import type { Dissection, FieldSpan } from './span.ts';

const resp = DISSECTORS['resp']!;
const amqp = DISSECTORS['amqp']!;

function leaves(fields: readonly FieldSpan[]): FieldSpan[] {
  return fields.flatMap((field) => (field.parts.length === 0 ? [field] : leaves(field.parts)));
}

/** Every byte belongs to exactly one leaf, and every group to exactly its parts. */
function tiles({ bytes, fields }: Dissection): void {
  let at = 0;
  for (const { from, to } of leaves(fields)) {
    expect(from).toBe(at);
    expect(to).toBeGreaterThan(from);
    at = to;
  }
  expect(at).toBe(bytes.length);
  const nests = (field: FieldSpan): void => {
    if (field.parts.length === 0) return;
    expect([field.from, field.to]).toEqual([field.parts[0]?.from, field.parts.at(-1)?.to]);
    field.parts.forEach(nests);
  };
  fields.forEach(nests);
}

const find = (fields: readonly FieldSpan[], name: string): string | undefined =>
  leaves(fields).find((field) => field.name === name)?.value;

const text = fc.uint8Array({ maxLength: 20 }).map((bytes) => byteStringOf(bytes));
const { reply } = fc.letrec<{ reply: Reply }>((tie) => ({
  reply: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    text,
    fc.maxSafeInteger(),
    fc.constantFrom<Reply>(null, { kind: 'nilArray' }, { kind: 'bool', value: true }, { kind: 'simple', text: 'OK' }),
    fc.constant<Reply>({ kind: 'error', text: 'ERR no' }),
    fc.double({ noNaN: true }).map((value) => double(value)),
    fc.array(tie('reply'), { maxLength: 4 }),
    fc.array(tie('reply'), { maxLength: 4 }).map((items) => set(items)),
    fc.array(tie('reply'), { maxLength: 4 }).map((items) => push(items)),
    fc.array(fc.tuple(text, tie('reply')), { maxLength: 3 }).map((pairs) => map(pairs.flat())),
    fc.tuple(text, tie('reply')).map(([key, of]): Reply => ({ kind: 'attribute', flat: [key, 1], of })),
  ),
}));

describe('a dissected frame', () => {
  test('of AMQP has the bytes of the codec, and its fields leave none out', () => {
    fc.assert(
      fc.property(frames, fc.constantFrom(0, 64, 4096), (frame, frameMax) => {
        const tuned = methodFrame(0, 'connection.tune-ok', { frameMax });
        const dissection = amqp.dissect(frame, 'client', tuned);
        expect(dissection.bytes).toEqual(encoded([frame], frameMax));
        tiles(dissection);
      }),
      { numRuns: 300 },
    );
  });

  test('of RESP has the bytes of the codec in either protocol, and its fields leave none out', () => {
    fc.assert(
      fc.property(reply, fc.constantFrom(2 as const, 3 as const), (answer, version) => {
        const dissection = resp.dissect(answer, 'server', { kind: 'protocol', resp: version });
        const encoder = new ReplyEncoder();
        encoder.resp = version;
        encoder.reply(answer);
        expect(dissection.bytes).toEqual(encoder.writer.bytes.slice(0, encoder.writer.at));
        tiles(dissection);
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (argv) => {
        const dissection = resp.dissect(argv, 'client', null);
        const writer = new ByteWriter(64);
        writeCommand(writer, argv);
        expect(dissection.bytes).toEqual(writer.bytes.slice(0, writer.at));
        tiles(dissection);
      }),
    );
  });

  test('says what a reader of the specification would', () => {
    const deliver = methodFrame(1, 'basic.deliver', {
      consumerTag: 'c1',
      deliveryTag: 7,
      redelivered: true,
      routingKey: 'orders',
      properties: {
        deliveryMode: 2,
        headers: [{ key: 'x', type: 'table', value: [{ key: 'y', type: 'bool', value: true }] }],
      },
      body: bytesOf('hello'),
    });
    const { fields } = amqp.dissect(deliver, 'server', null);
    expect(fields.map(({ name, value }) => `${name}: ${value}`)).toEqual([
      'method frame: basic.deliver',
      'content header frame: body of 5 bytes',
      'content body frame: 5 bytes',
    ]);
    expect(find(fields, 'delivery-tag')).toBe('7');
    expect(find(fields, 'redelivered')).toBe('true');
    expect(find(fields, 'routing-key')).toBe('"orders"');
    expect(find(fields, 'property flags')).toBe('headers, delivery-mode');
    expect(find(fields, 'y')).toBe('true (bool)');
    expect(find(fields, 'payload')).toBe('hello');
    expect(find(amqp.dissect(PROTOCOL_HEADER, 'client', null).fields, 'revision')).toBe('1');

    const set = resp.dissect(['SET', 'a', '\xff\x00'], 'client', null);
    expect(set.fields[0]?.value).toBe('array of 3');
    expect(set.fields[0]?.parts.map(({ name, value }) => `${name}: ${value}`)).toEqual([
      'count: array of 3',
      'argument 1: SET',
      'argument 2: a',
      'argument 3: \\xff\\x00',
    ]);
    expect(resp.dissect({ kind: 'error', text: 'ERR no' }, 'server', null).fields[0]?.value).toBe('ERR no (error)');
    expect(resp.dissect(null, 'server', null).fields[0]?.value).toBe('nil (bulk string)');
  });

  test('of a very long answer keeps to what can be read', () => {
    const long = resp.dissect(
      Array.from({ length: 100_000 }, (_, i) => i),
      'server',
      null,
    );
    tiles(long);
    expect(leaves(long.fields).length).toBeLessThan(3000);
    expect(find(long.fields, 'and more')).toBe('98000 of them');
  });

  test('that decides is known', () => {
    expect(resp.decides({ kind: 'protocol', resp: 3 })).toBe(true);
    expect(resp.decides(['HELLO', '3'])).toBe(false);
    expect(amqp.decides(methodFrame(0, 'connection.tune-ok', {}))).toBe(true);
  });
});
