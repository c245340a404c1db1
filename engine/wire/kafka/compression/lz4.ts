import { KafkaReader, Unreadable } from '../reader.ts';
import { KafkaWriter } from '../writer.ts';
import { Growing } from './growing.ts';
import { Matches } from './matches.ts';
import { xxh32 } from './xxh32.ts';

/*
 * LZ4 in its frame format: header with a checksum, blocks of up to 64 kB, an end mark.
 * KAFKA: Lz4BlockOutputStream, Lz4BlockInputStream; and the LZ4 frame format description
 */

const MAGIC = 0x184d2204;
const STORED = 0x80000000;
const BLOCK = 64 * 1024;
/** The last five bytes of a block are literals, and the last match begins twelve before its end. */
const LITERALS_LAST = 5;
const MATCH_LAST = 12;

interface Frame {
  readonly hasBlockSums: boolean;
  readonly hasSum: boolean;
}

export function unlz4(packed: Uint8Array, max: number): Uint8Array {
  const from = new KafkaReader(packed);
  const out = new Growing(max, packed.length * 3);
  const frame = readFrame(from);
  for (let size = little(from); size !== 0; size = little(from)) {
    const length = size % STORED;
    const begins = from.take(length);
    if (frame.hasBlockSums && little(from) !== xxh32(packed, begins, begins + length))
      throw new Unreadable('a block and its checksum differ');
    if (size >= STORED) out.add(packed.subarray(begins, begins + length));
    else unpackBlock(packed, begins, begins + length, out);
  }
  if (frame.hasSum && little(from) !== xxh32(out.whole)) throw new Unreadable('the content and its checksum differ');
  return out.whole;
}

function little(from: KafkaReader): number {
  return (from.u8() | (from.u8() << 8) | (from.u8() << 16) | (from.u8() << 24)) >>> 0;
}

function readFrame(from: KafkaReader): Frame {
  if (little(from) !== MAGIC) throw new Unreadable('no LZ4 frame');
  const begins = from.at;
  const flags = from.u8();
  if (flags >> 6 !== 1) throw new Unreadable('an LZ4 frame of another version');
  from.u8();
  if (flags & 8) from.take(8);
  if (flags & 1) from.take(4);
  const sum = (xxh32(from.bytes, begins, from.at) >>> 8) & 255;
  // Kafka's first clients took the sum over the magic number too.
  const formerSum = (xxh32(from.bytes, begins - 4, from.at) >>> 8) & 255;
  const given = from.u8();
  if (given !== sum && given !== formerSum) throw new Unreadable('the header and its checksum differ');
  return { hasBlockSums: (flags & 16) !== 0, hasSum: (flags & 4) !== 0 };
}

function unpackBlock(packed: Uint8Array, begins: number, end: number, out: Growing): void {
  const from = new KafkaReader(packed, begins, end);
  while (from.left > 0) {
    const token = from.u8();
    out.add(from.view(longer(token >> 4, from)));
    if (from.left === 0) return; // the last sequence is literals alone
    const distance = from.u8() | (from.u8() << 8);
    out.repeat(distance, longer(token & 15, from) + 4);
  }
}

/** A length of 15 goes on in the bytes that follow. */
function longer(length: number, from: KafkaReader): number {
  if (length < 15) return length;
  let sum = length;
  for (let byte = 255; byte === 255; sum += byte) byte = from.u8();
  return sum;
}

export function lz4(bytes: Uint8Array): Uint8Array {
  const to = new KafkaWriter(bytes.length + 64);
  const putLittle = (value: number): void => {
    for (let shift = 0; shift < 32; shift += 8) to.i8(value >>> shift);
  };
  putLittle(MAGIC);
  const header = Uint8Array.of(0x60, 0x40); // version 1, independent blocks; 64 kB
  to.raw(header);
  to.i8(xxh32(header) >>> 8);
  for (let from = 0; from < bytes.length; from += BLOCK) {
    const block = bytes.subarray(from, Math.min(bytes.length, from + BLOCK));
    const packed = packBlock(block);
    const isSmaller = packed.length < block.length;
    putLittle(isSmaller ? packed.length : block.length + STORED);
    to.raw(isSmaller ? packed : block);
  }
  putLittle(0);
  return to.taken();
}

function packBlock(bytes: Uint8Array): Uint8Array {
  const to = new KafkaWriter(bytes.length + 16);
  const matches = new Matches(bytes);
  let literalFrom = 0;
  for (let at = 0; at + MATCH_LAST < bytes.length; ) {
    const seen = matches.find(at, 0, 65535);
    if (seen < 0) {
      at++;
      continue;
    }
    const length = matches.length(seen, at, bytes.length - LITERALS_LAST);
    sequence(bytes.subarray(literalFrom, at), length - 4, to);
    to.i8(at - seen);
    to.i8((at - seen) >> 8);
    more(length - 4, to);
    at += length;
    literalFrom = at;
  }
  sequence(bytes.subarray(literalFrom), 0, to);
  return to.taken();
}

function sequence(literals: Uint8Array, length: number, to: KafkaWriter): void {
  to.i8((Math.min(15, literals.length) << 4) | Math.min(15, length));
  more(literals.length, to);
  to.raw(literals);
}

/** What of a length is beyond the 15 that stand in the token. */
function more(length: number, to: KafkaWriter): void {
  if (length < 15) return;
  let rest = length - 15;
  for (; rest >= 255; rest -= 255) to.i8(255);
  to.i8(rest);
}
