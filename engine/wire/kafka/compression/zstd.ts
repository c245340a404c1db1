import { Decompress } from 'fzstd';
import { KafkaReader, Unreadable } from '../reader.ts';
import { KafkaWriter } from '../writer.ts';
import { Growing } from './growing.ts';

/*
 * Zstandard: read in full by fzstd. Written by no library that is pure and small, so what we write is a frame whose
 * blocks are stored as they are, or one byte repeated: every reader takes it.
 */

const MAGIC = 0x28b52ffd;
const BLOCK_MAX = 128 * 1024;
/** As Kafka's own reader bounds the memory that a frame can ask for. */
const WINDOW_MAX = 128 * 1024 * 1024;

export function unzstd(packed: Uint8Array, max: number): Uint8Array {
  checkWindow(packed);
  const out = new Growing(max, packed.length * 3);
  let isWhole = false;
  const stream = new Decompress((piece, isLast) => {
    out.add(piece);
    isWhole ||= isLast === true;
  });
  try {
    stream.push(packed, true);
  } catch (thrown) {
    throw thrown instanceof Unreadable ? thrown : new Unreadable('no zstd frame');
  }
  if (!isWhole) throw new Unreadable('a zstd frame that is not whole');
  return out.whole;
}

/** Refuses a frame that would have more memory reserved than it can fill. */
function checkWindow(packed: Uint8Array): void {
  const from = new KafkaReader(packed);
  if (from.i32() !== MAGIC) throw new Unreadable('no zstd frame');
  const descriptor = from.u8();
  const isSingle = (descriptor & 32) !== 0;
  let window = 0;
  if (!isSingle) {
    const byte = from.u8();
    const base = 2 ** (10 + (byte >> 3));
    window = base + (base / 8) * (byte & 7);
  }
  from.take([0, 1, 2, 4][descriptor & 3]!); // two bits
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6]!; // two bits
  let size = sizeBytes === 2 ? 256 : 0;
  for (let i = 0; i < sizeBytes; i++) size += from.u8() * 2 ** (8 * i);
  if (isSingle) window = size;
  if (window > WINDOW_MAX) throw new Unreadable('a zstd frame asks for too much memory');
}

/** SIMPLIFIED: stores instead of packing; the frame is valid and no smaller than what it holds. */
export function zstd(bytes: Uint8Array): Uint8Array {
  const to = new KafkaWriter(bytes.length + 64);
  const little = (value: number, count: number): void => {
    for (let i = 0; i < count; i++) to.i8(value >>> (8 * i));
  };
  to.i32(MAGIC);
  to.i8(0xa0); // a single segment, its size in four bytes
  little(bytes.length, 4);
  let from = 0;
  do {
    const block = bytes.subarray(from, Math.min(bytes.length, from + BLOCK_MAX));
    from += block.length;
    const isLast = from >= bytes.length ? 1 : 0;
    const isRun = block.length > 1 && block.every((byte) => byte === block[0]);
    little((block.length << 3) | (isRun ? 2 : 0) | isLast, 3);
    to.raw(isRun ? block.subarray(0, 1) : block);
  } while (from < bytes.length);
  return to.taken();
}
