import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf, concatBytes } from '../base/bytes.ts';
import { broken, decoded, encoded, fieldTables, frames, survives } from '../testing/fuzz/amqp-frames.ts';
import { MALFORMED } from '../testing/oracles/amqp-malformed.ts';
import { AmqpDecoder } from './amqp-decode.ts';
import { AmqpEncoder } from './amqp-encode.ts';
import { type AmqpFrame, methodFrame, PROTOCOL_HEADER } from './amqp-methods.ts';

const cuts = fc.array(fc.nat(), { maxLength: 6 });

describe('frames and their bytes', () => {
  test('every frame reads as it was written, cut anywhere, whatever becomes of the memory it came in', () => {
    fc.assert(
      fc.property(fc.array(frames, { maxLength: 6 }), cuts, (all, places) => {
        expect(decoded(encoded(all), places)).toEqual(all);
      }),
      { numRuns: 400 },
    );
  });

  test('bodies are split into frames of the size agreed on, and joined again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.integer({ min: 32, max: 500 }), cuts, (body, most, places) => {
        const frame = methodFrame(3, 'basic.publish', { routingKey: 'k', body });
        const bytes = encoded([frame], most);
        expect(sizesOf(bytes).every((size) => size <= most)).toBe(true);
        expect(decoded(bytes, places, most)).toEqual([frame]);
      }),
    );
  });

  test('every type of field comes back as what it was', () => {
    fc.assert(
      fc.property(fieldTables, (table) => {
        const frame = methodFrame(1, 'queue.declare', { queue: 'q', arguments: table });
        expect(decoded(encoded([frame]), [])).toEqual([frame]);
      }),
      { numRuns: 300 },
    );
  });

  test('contents of several channels may interleave', () => {
    const publish = (channel: number): Uint8Array =>
      encoded([methodFrame(channel, 'basic.publish', { routingKey: `k${channel}`, body: bytesOf(`body ${channel}`) })]);
    const [one, two] = [piecesOf(publish(1)), piecesOf(publish(2))];
    const mixed = concatBytes(
      [one, two].flatMap((pieces, i) => (i === 0 ? [pieces[0]!, two[0]!, two[1]!] : [one[1]!, one[2]!, two[2]!])),
    );
    expect(decoded(mixed, []).map((frame) => frame.channel)).toEqual([1, 2]);
  });

  test('properties that change from message to message do not stick', () => {
    const said = ['a', 'a', 'b', 'a'].map((messageId, i) =>
      methodFrame(1, 'basic.publish', { properties: { messageId, ...(i === 3 ? { priority: 1 } : {}) } }),
    );
    expect(decoded(encoded(said), [])).toEqual(said);
  });

  test("the other letter of a 64-bit integer, L, is RabbitMQ's l", () => {
    const bytes = encoded([methodFrame(1, 'queue.declare', { arguments: [{ key: 'k', type: 'long', value: -5 }] })]);
    bytes[bytes.lastIndexOf(0x6c)] = 0x4c;
    const [frame] = decoded(bytes, []);
    expect(frame).toMatchObject({ arguments: [{ key: 'k', type: 'long', value: -5 }] });
  });

  test('text beyond what a short string holds is cut, not run over', () => {
    const bytes = encoded([methodFrame(1, 'basic.cancel', { consumerTag: 'x'.repeat(300) })]);
    expect(decoded(bytes, [])).toEqual([methodFrame(1, 'basic.cancel', { consumerTag: 'x'.repeat(255) })]);
  });
});

describe('what is no AMQP', () => {
  test('broken frames end in an error or wait for more, and never throw', () => {
    fc.assert(fc.property(broken, cuts, survives), { numRuns: 2000 });
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), cuts, survives), { numRuns: 500 });
  });

  test('no more than a frame is kept of a connection, and nothing after an error', () => {
    const decoder = new AmqpDecoder({ from: 'server' });
    const frame = encoded([methodFrame(1, 'basic.publish', { body: new Uint8Array(4000) })]);
    for (let i = 0; i < 200; i++) {
      decoder.feed(frame.subarray(0, frame.length - 1 - (i % 7)));
      while (decoder.next() !== null);
      expect(decoder.pending).toBeLessThanOrEqual(4096 + 8);
      decoder.feed(frame.subarray(frame.length - 1 - (i % 7)));
      while (decoder.next() !== null);
      expect(decoder.pending).toBe(0);
    }
    decoder.feed(Uint8Array.of(9, 9, 9, 0xff, 0xff, 0xff, 0xff));
    expect(decoder.next()).toMatchObject({ method: 'malformed', replyCode: 501 });
    decoder.feed(new Uint8Array(100_000));
    expect([decoder.next(), decoder.pending]).toEqual([null, 0]);
  });

  test('a size that was announced takes no memory', () => {
    const decoder = new AmqpDecoder({ from: 'server' });
    const announced = encoded([methodFrame(1, 'basic.publish', { body: bytesOf('abc') })]);
    // The size in the content header: eight bytes behind class and weight.
    const [method = new Uint8Array(0), header = new Uint8Array(0)] = piecesOf(announced);
    header.set([0, 0, 0, 1, 0, 0, 0, 0], 7 + 4);
    decoder.feed(concatBytes([method, header]));
    expect([decoder.next(), decoder.failed, decoder.pending]).toEqual([null, false, 0]);
  });

  test('tables within tables have a bottom', () => {
    const depth = 500;
    let inner = '';
    for (let i = 0; i < depth; i++) {
      const size = inner.length;
      inner = `\x01kF${String.fromCharCode(size >>> 24, (size >>> 16) & 255, (size >>> 8) & 255, size & 255)}${inner}`;
    }
    const shallow = encoded([methodFrame(1, 'queue.declare', {})]);
    const fields = bytesOf(inner);
    const bytes = concatBytes([
      shallow.subarray(0, shallow.length - 5),
      new Uint8Array(4),
      fields,
      Uint8Array.of(0xce),
    ]);
    const view = new DataView(bytes.buffer);
    view.setUint32(3, bytes.length - 8);
    view.setUint32(shallow.length - 5, fields.length);
    expect(decoded(bytes, [])).toMatchObject([{ method: 'malformed', replyCode: 502 }]);
  });

  test.each(MALFORMED.filter(({ stage }) => stage === 'open'))(
    '$name: the same in one piece and byte by byte',
    ({ bytes }) => {
      const whole = decoded(bytes, [], 131_072);
      expect(decoded(bytes, [...bytes.keys()], 131_072)).toEqual(whole);
    },
  );
});

test('a client is greeted, and what is no greeting is an error', () => {
  const encoder = new AmqpEncoder();
  encoder.frame(PROTOCOL_HEADER);
  const greeting = encoder.writer.take();
  const heard = (bytes: Uint8Array): AmqpFrame | null => {
    const decoder = new AmqpDecoder();
    decoder.feed(bytes);
    return decoder.next();
  };
  expect([...greeting]).toEqual([0x41, 0x4d, 0x51, 0x50, 0, 0, 9, 1]);
  expect(heard(greeting)).toEqual(PROTOCOL_HEADER);
  expect(heard(greeting.subarray(0, 7))).toBeNull();
  expect(heard(bytesOf('GET / HTTP/1.1'))).toMatchObject({ method: 'malformed' });
});

/** The frames in these bytes. */
function piecesOf(bytes: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at + 3) + 8;
    pieces.push(bytes.slice(at, at + size));
    at += size;
  }
  return pieces;
}

const sizesOf = (bytes: Uint8Array): number[] => piecesOf(bytes).map((piece) => piece.length);
