import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pcg } from '../../testing/oracles/pseudo-random.ts';
import { decodeRequest, decodeResponse } from './frames.ts';
import { FrameSplitter, framed } from './framing.ts';
import { ApiKey, type ProduceRequest } from './messages.ts';
import { decodeBatch, encodeBatch } from './records.ts';

/*
 * Bytes of strangers: what real clients have said with bytes changed, cut, repeated and mixed, and batches the same
 * way. Each is read to the end or is an error value; nothing throws, hangs or asks for memory it has no bytes for.
 */

const ROUNDS = 100_000;
/** No answer may take longer, on however slow a machine: a hang, not a measure. */
const SLOW_MS = 10_000;

const lines = readFileSync(new URL('../../testing/oracles/recorded/kafka/wire.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as [string, string | null]);
const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

type Draw = (bound: number) => number;
const INTERESTING = [0, 1, 127, 128, 255];

/** A copy with some bytes changed, a piece cut out or repeated, or the end of another. */
function mangled(bytes: Uint8Array, other: Uint8Array, draw: Draw, keep: number): Uint8Array {
  const copy = bytes.slice();
  for (let changes = 1 + draw(4); changes > 0 && copy.length > keep; changes--) {
    const at = keep + draw(copy.length - keep);
    copy[at] = draw(2) === 0 ? draw(256) : INTERESTING[draw(INTERESTING.length)]!; // inside
  }
  const at = keep + draw(Math.max(1, copy.length - keep));
  switch (draw(5)) {
    case 0:
      return copy.subarray(0, at);
    case 1:
      return Uint8Array.from([...copy.subarray(0, at), ...other.subarray(draw(other.length + 1))]);
    case 2:
      return Uint8Array.from([...copy.subarray(0, at), ...copy.subarray(Math.min(at, draw(copy.length + 1)))]);
    default:
      return copy;
  }
}

function timed(what: () => void): void {
  const began = performance.now();
  what();
  expect(performance.now() - began).toBeLessThan(SLOW_MS);
}

describe('100,000 fuzzed', () => {
  it('requests and responses are read or refused', () => {
    const draw = pcg(20261123);
    const requests = lines.map(([request]) => bytesOf(request));
    let refused = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = mangled(
        requests[draw(requests.length)]!,
        requests[draw(requests.length)]!,
        draw,
        draw(3) === 0 ? 0 : 8,
      );
      timed(() => {
        const request = decodeRequest(bytes);
        if (request.kind === 'malformed') refused++;
      });
    }
    expect(refused).toBeGreaterThan(ROUNDS / 100);
    expect(refused).toBeLessThan(ROUNDS);
    for (let round = 0; round < ROUNDS / 4; round++) {
      const [request, response] = lines[draw(lines.length)]!;
      if (response === null) continue;
      const [key, version] = [Number.parseInt(request.slice(0, 4), 16), Number.parseInt(request.slice(4, 8), 16)];
      timed(() => void decodeResponse(key, version, mangled(bytesOf(response), bytesOf(request), draw, 0)));
    }
  });

  it('streams are cut into frames or refused', () => {
    const draw = pcg(7);
    for (let round = 0; round < ROUNDS / 10; round++) {
      const stream = mangled(
        framed(bytesOf(lines[draw(lines.length)]![0])),
        framed(bytesOf(lines[draw(lines.length)]![0])),
        draw,
        0,
      );
      const splitter = new FrameSplitter();
      for (let at = 0; at < stream.length; ) {
        const cut = 1 + draw(40);
        splitter.feed(stream.slice(at, at + cut));
        at += cut;
        while (splitter.next() !== null);
      }
      expect(splitter.waiting).toBeLessThanOrEqual(stream.length);
    }
  });

  it('batches are read or refused, with a checksum that says nothing', () => {
    const draw = pcg(99);
    const batches = [0, 1, 2, 3, 4].map((compression) =>
      encodeBatch(
        { compression, producerId: 3, producerEpoch: 0, baseSequence: 0 },
        Array.from({ length: 8 }, (_, i) => ({
          timestamp: 1e12 + i,
          key: Uint8Array.of(i),
          value: new Uint8Array(40).fill(i),
          headers: [{ key: 'h', value: null }],
        })),
      ),
    );
    for (const request of lines) {
      const decoded = decodeRequest(bytesOf(request[0]));
      if (decoded.kind !== 'request' || decoded.header.apiKey !== ApiKey.Produce) continue;
      for (const { partitionData } of (decoded.body as ProduceRequest).topicData)
        for (const { records } of partitionData) if (records !== null) batches.push(records);
    }
    let read = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = mangled(
        batches[draw(batches.length)]!,
        batches[draw(batches.length)]!,
        draw,
        draw(4) === 0 ? 0 : 21,
      );
      timed(() => {
        if (decodeBatch(bytes, 0, true).ok) read++;
        decodeBatch(bytes);
      });
    }
    expect(read).toBeGreaterThan(0);
  });
});
