import { KafkaReader, Unreadable } from '../reader.ts';
import { KafkaWriter } from '../writer.ts';
import { Growing } from './growing.ts';
import { Matches } from './matches.ts';

/*
 * Snappy, raw and as Java frames it: a magic number, two versions, then pieces with their length, each raw. Java writes
 * the framed form, librdkafka the raw one, and every client reads both.
 * KAFKA: org.xerial.snappy SnappyOutputStream
 */

const XERIAL = Uint8Array.of(0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0);
const XERIAL_HEADER = 16;
const PIECE = 32 * 1024;
const COPY_MAX = 64;

export function unsnappy(packed: Uint8Array, max: number): Uint8Array {
  const out = new Growing(max, packed.length * 3);
  if (!isXerial(packed)) {
    unpackRaw(packed, 0, packed.length, out);
    return out.whole;
  }
  const from = new KafkaReader(packed, XERIAL_HEADER);
  while (from.left > 0) {
    const length = from.i32();
    if (length < 0) throw new Unreadable('a piece of negative length');
    const begins = from.take(length);
    unpackRaw(packed, begins, begins + length, out);
  }
  return out.whole;
}

function isXerial(packed: Uint8Array): boolean {
  return packed.length >= XERIAL_HEADER && XERIAL.every((byte, i) => packed[i] === byte);
}

function unpackRaw(packed: Uint8Array, begins: number, end: number, out: Growing): void {
  const from = new KafkaReader(packed, begins, end);
  const base = out.at;
  const size = from.uvarint();
  out.reserve(size);
  while (from.left > 0) {
    const tag = from.u8();
    const kind = tag & 3;
    if (kind === 0) {
      const length = literalLength(tag >> 2, from);
      out.add(from.view(length));
    } else if (kind === 1) out.repeat(((tag >> 5) << 8) | from.u8(), ((tag >> 2) & 7) + 4, base);
    else {
      const low = from.u8() | (from.u8() << 8);
      const distance = kind === 2 ? low : low + (from.u8() | (from.u8() << 8)) * 65536;
      out.repeat(distance, (tag >> 2) + 1, base);
    }
    if (out.at - base > size) throw new Unreadable('more bytes than a piece has');
  }
  if (out.at - base !== size) throw new Unreadable('fewer bytes than a piece has');
}

function literalLength(code: number, from: KafkaReader): number {
  if (code < 60) return code + 1;
  let length = 0;
  for (let i = 0; i < code - 59; i++) length += from.u8() * 2 ** (8 * i);
  return length + 1;
}

/** In Java's frame. */
export function snappy(bytes: Uint8Array): Uint8Array {
  const to = new KafkaWriter(bytes.length + 64);
  to.raw(XERIAL);
  to.i32(1);
  to.i32(1);
  for (let from = 0; from < bytes.length; from += PIECE) {
    const lengthAt = to.at;
    to.i32(0);
    packRaw(bytes.subarray(from, Math.min(bytes.length, from + PIECE)), to);
    to.putI32(lengthAt, to.at - lengthAt - 4);
  }
  return to.taken();
}

/** At most 64 kB, so that every copy has a distance of two bytes. */
function packRaw(bytes: Uint8Array, to: KafkaWriter): void {
  to.uvarint(bytes.length);
  const matches = new Matches(bytes);
  let literalFrom = 0;
  for (let at = 0; at + 4 <= bytes.length; ) {
    const seen = matches.find(at, 0, 65535);
    if (seen < 0) {
      at++;
      continue;
    }
    literal(bytes, literalFrom, at, to);
    const length = matches.length(seen, at, bytes.length);
    for (let left = length; left > 0; left -= COPY_MAX) {
      const count = Math.min(left, COPY_MAX);
      to.i8(((count - 1) << 2) | 2);
      to.i8(at - seen);
      to.i8((at - seen) >> 8);
    }
    at += length;
    literalFrom = at;
  }
  literal(bytes, literalFrom, bytes.length, to);
}

function literal(bytes: Uint8Array, from: number, end: number, to: KafkaWriter): void {
  const length = end - from;
  if (length === 0) return;
  if (length <= 60) to.i8((length - 1) << 2);
  else {
    to.i8(61 << 2);
    to.i8(length - 1);
    to.i8((length - 1) >> 8);
  }
  to.raw(bytes.subarray(from, end));
}
