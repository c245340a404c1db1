import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeRequest, decodeResponse, encodeRequest, encodeResponse } from '../../wire/kafka/frames.ts';
import { ApiKey, type FetchResponse, type ProduceRequest } from '../../wire/kafka/messages.ts';
import { COMPRESSION_MASK } from '../../wire/kafka/record-batch.ts';
import { batchesIn, decodeBatch } from '../../wire/kafka/records.ts';

/*
 * What kafkajs, librdkafka and Kafka's own tools said to a real Kafka 4.1 and what it answered, as recorded: read and
 * written again it is the same, byte for byte.
 */

const lines = readFileSync(new URL('recorded/kafka/wire.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n');
const exchanges = lines.map((line) => {
  const [request, response] = JSON.parse(line) as [string, string | null];
  return { request: bytesOf(request), response: response === null ? null : bytesOf(response) };
});

function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'));
}

function asked(bytes: Uint8Array): Extract<ReturnType<typeof decodeRequest>, { kind: 'request' }> {
  const request = decodeRequest(bytes);
  if (request.kind === 'malformed') throw new Error(request.reason);
  return request;
}

/** The header of librdkafka and Java may carry what we do not: only the body and what identifies it are compared. */
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('recorded from real clients and a real broker', () => {
  it('there are samples of every client', () => {
    expect(exchanges.length).toBeGreaterThan(100);
    const keys = new Set(exchanges.map(({ request }) => asked(request).header.apiKey));
    expect(keys.size).toBeGreaterThan(30);
  });

  it('requests are the same bytes when they are written again', () => {
    for (const { request } of exchanges) {
      const { header, body } = asked(request);
      expect(hexOf(encodeRequest(header, body)), `${header.apiKey} ${header.apiVersion}`).toBe(hexOf(request));
    }
  });

  it('responses are the same bytes when they are written again', () => {
    for (const { request, response } of exchanges) {
      if (response === null) continue;
      const { apiKey, apiVersion } = asked(request).header;
      const answer = decodeResponse(apiKey, apiVersion, response);
      if (answer.kind === 'malformed') throw new Error(`${apiKey} ${apiVersion}: ${answer.reason}`);
      const again = encodeResponse(apiKey, apiVersion, answer.correlationId, answer.body);
      expect(hexOf(again), `${apiKey} ${apiVersion}`).toBe(hexOf(response));
    }
  });

  it('batches of every compression are read, from clients and from the broker', () => {
    const seen = new Set<string>();
    for (const { side, bytes } of recordedBatches()) {
      for (const { at, head } of batchesIn(bytes)) {
        const batch = decodeBatch(bytes, at);
        if (!batch.ok) throw new Error(batch.reason);
        expect(batch.records).toHaveLength(head.recordsCount);
        seen.add(`${side} ${head.attributes & COMPRESSION_MASK}`);
      }
    }
    for (const id of [0, 1, 2, 3, 4]) expect(seen).toContain(`produced ${id}`);
    expect(seen).toContain('fetched 0');
  });
});

function* recordedBatches(): Generator<{ side: 'produced' | 'fetched'; bytes: Uint8Array }> {
  for (const { request, response } of exchanges) {
    const { header, body } = asked(request);
    if (header.apiKey === ApiKey.Produce) {
      for (const topic of (body as ProduceRequest).topicData)
        for (const { records } of topic.partitionData) if (records !== null) yield { side: 'produced', bytes: records };
    }
    if (header.apiKey !== ApiKey.Fetch || response === null) continue;
    const answer = decodeResponse(header.apiKey, header.apiVersion, response);
    if (answer.kind === 'malformed') throw new Error(answer.reason);
    for (const topic of (answer.body as FetchResponse).responses)
      for (const { records } of topic.partitions) if (records !== null) yield { side: 'fetched', bytes: records };
  }
}
