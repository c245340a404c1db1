import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { API_SOURCES, apiOf } from './apis.ts';
import { decodeRequest, decodeResponse, encodeRequest, encodeResponse } from './frames.ts';
import { FrameSplitter, framed } from './framing.ts';
import type { Field } from './schema.ts';
import { fieldsOf, isIn } from './schema.ts';

/** Any message with those fields as a version carries it: what it does not carry has its default. */
function bodyOf(fields: readonly Field[], version: number): fc.Arbitrary<Record<string, unknown>> {
  const shape: Record<string, fc.Arbitrary<unknown>> = {};
  for (const field of fields) if (isIn(version, field.versions)) shape[field.name] = valueOf(field, version);
  return fc.record(shape);
}

function valueOf(field: Field, version: number): fc.Arbitrary<unknown> {
  const one = elementOf(field, version);
  const value = field.isArray ? fc.array(one, { maxLength: 3 }) : one;
  return isIn(version, field.nullable) ? fc.option(value) : value;
}

function elementOf({ type, fields }: Field, version: number): fc.Arbitrary<unknown> {
  switch (type) {
    case 'struct':
      return bodyOf(fields, version);
    case 'string':
      return fc.string({ unit: 'grapheme', maxLength: 10 });
    case 'uuid':
      return fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('base64url'));
    case 'bytes':
    case 'records':
      return fc.uint8Array({ maxLength: 20 });
    case 'bool':
      return fc.boolean();
    case 'int8':
      return fc.integer({ min: -128, max: 127 });
    case 'int16':
      return fc.integer({ min: -32768, max: 32767 });
    case 'uint16':
      return fc.nat(65535);
    case 'uint32':
      return fc.nat(2 ** 32 - 1);
    case 'int64':
      return fc.maxSafeInteger();
    case 'float64':
      return fc.double({ noNaN: true });
    default:
      return fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  }
}

const versions = API_SOURCES.flatMap(({ key, versions: { first, last } }) =>
  Array.from({ length: last - first + 1 }, (_, i) => [key, first + i] as const),
);

describe('messages', () => {
  it('each of every version says what it was told, as request and as response', () => {
    for (const [apiKey, apiVersion] of versions) {
      const source = API_SOURCES.find(({ key }) => key === apiKey)!; // of the same list
      const header = { apiKey, apiVersion, correlationId: 17, clientId: 'me' };
      fc.assert(
        fc.property(
          bodyOf(fieldsOf(source.request), apiVersion),
          bodyOf(fieldsOf(source.response), apiVersion),
          (request, response) => {
            const asked = decodeRequest(encodeRequest(header, request));
            expect(asked, source.name).toMatchObject({ kind: 'request', header, body: request });
            const answered = decodeResponse(apiKey, apiVersion, encodeResponse(apiKey, apiVersion, 17, response));
            expect(answered, source.name).toMatchObject({
              kind: 'response',
              apiKey,
              apiVersion,
              correlationId: 17,
              body: response,
            });
          },
        ),
        { numRuns: 4 },
      );
    }
  });

  it('fields a version does not carry have their defaults', () => {
    const header = { apiKey: 0, apiVersion: 3, correlationId: 0, clientId: null };
    const bytes = encodeRequest(header, { acks: -1, timeoutMs: 5, topicData: [{ name: 'a', partitionData: [] }] });
    expect(decodeRequest(bytes)).toMatchObject({
      body: { transactionalId: null, topicData: [{ name: 'a', topicId: 'AAAAAAAAAAAAAAAAAAAAAA' }] },
    });
  });

  it('bytes that are no request are an error value that says why', () => {
    const header = { apiKey: 3, apiVersion: 12, correlationId: 1, clientId: 'c' };
    const bytes = encodeRequest(header, { topics: [{ name: 'a' }] });
    for (let to = 0; to < bytes.length; to++) expect(decodeRequest(bytes.subarray(0, to)).kind).toBe('malformed');
    expect(decodeRequest(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 255, 255))).toEqual({
      kind: 'malformed',
      reason: 'Unknown API key 256',
    });
  });

  it('an ApiVersions from the future is a request, so that it can be answered', () => {
    const bytes = Uint8Array.of(0, 18, 0, 99, 0, 0, 0, 7, 255, 255, 1, 2, 3);
    expect(decodeRequest(bytes)).toMatchObject({ kind: 'request', header: { apiVersion: 99, correlationId: 7 } });
  });

  it('no bytes throw', () => {
    fc.assert(
      fc.property(fc.constantFrom(...versions), fc.uint8Array({ maxLength: 120 }), ([key, version], rest) => {
        decodeRequest(Uint8Array.of(0, key, 0, version, 0, 0, 0, 1, 255, 255, ...rest));
        decodeResponse(key, version, rest);
      }),
      { numRuns: 3000 },
    );
  });

  it('a key that Kafka does not have is nobody', () => {
    expect(apiOf(4)).toBeNull();
    expect(apiOf(-1)).toBeNull();
  });
});

describe('frames in a stream', () => {
  it('come out as they went in, cut anywhere', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 50 })),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
        (frames, cuts) => {
          const stream = Buffer.concat(frames.map((frame) => framed(frame)));
          const splitter = new FrameSplitter();
          const seen: Uint8Array[] = [];
          for (let at = 0, i = 0; at < stream.length; i++) {
            const cut = cuts[i % cuts.length]!; // inside
            splitter.feed(new Uint8Array(stream.subarray(at, at + cut)));
            at += cut;
            for (let frame = splitter.next(); frame !== null; frame = splitter.next()) seen.push(frame);
          }
          expect(seen.map((one) => [...one])).toEqual(frames.map((one) => [...one]));
          expect(splitter.waiting).toBe(0);
        },
      ),
    );
  });

  it('a length that is none ends the stream', () => {
    const splitter = new FrameSplitter(1000);
    splitter.feed(Uint8Array.of(0, 0, 4, 0));
    expect(splitter.next()).toBeNull();
    expect(splitter.error).toBe('Invalid receive (size = 1024 larger than 1000)');
  });
});
