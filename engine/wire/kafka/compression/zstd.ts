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
/** The reader moves its whole window once a block: so many bytes moved are work, more are an attack. */
const MOVED_MAX = 4 * 1024 * 1024 * 1024;
const WINDOW_MIN_LOG = 10;
/** Where a frame that is not a single segment says how large its window is. */
const WINDOW_AT = 5;

export function unzstd(packed: Uint8Array, max: number): Uint8Array {
  const frame = boundedFrame(packed);
  const out = new Growing(max, packed.length * 3);
  let isWhole = false;
  const stream = new Decompress((piece, isLast) => {
    out.add(piece);
    isWhole ||= isLast === true;
  });
  try {
    stream.push(frame, true);
  } catch (thrown) {
    throw thrown instanceof Unreadable ? thrown : new Unreadable('no zstd frame');
  }
  if (!isWhole) throw new Unreadable('a zstd frame that is not whole');
  return out.whole;
}

/**
 * The first frame of what is there, with a window no larger than what it can unpack to: what a frame says of itself
 * costs its writer nothing, and its reader memory and time. Throws Unreadable where that would be too much.
 */
function boundedFrame(packed: Uint8Array): Uint8Array {
  const from = new KafkaReader(packed);
  if (from.i32() !== MAGIC) throw new Unreadable('no zstd frame');
  const descriptor = from.u8();
  const isSingle = (descriptor & 32) !== 0;
  const windowByte = isSingle ? 0 : from.u8();
  from.take([0, 1, 2, 4][descriptor & 3]!); // two bits
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6]!; // two bits
  let size = sizeBytes === 2 ? 256 : 0;
  for (let i = 0; i < sizeBytes; i++) size += from.u8() * 2 ** (8 * i);
  const { count, most } = walkBlocks(from);
  if ((descriptor & 4) !== 0) from.take(4);
  const frame = packed.subarray(0, from.at);
  const said = isSingle ? size : windowOf(windowByte);
  if (said > WINDOW_MAX) throw new Unreadable('a zstd frame asks for too much memory');
  if (isSingle) return frame;
  let log = WINDOW_MIN_LOG;
  while (2 ** log < most) log++;
  const isTooLarge = 2 ** log < said;
  if (count * Math.min(said, 2 ** log) > MOVED_MAX) throw new Unreadable('a zstd frame asks for too much work');
  if (!isTooLarge) return frame;
  const smaller = frame.slice();
  smaller[WINDOW_AT] = (log - WINDOW_MIN_LOG) << 3;
  return smaller;
}

function windowOf(byte: number): number {
  const base = 2 ** (WINDOW_MIN_LOG + (byte >> 3));
  return base + (base / 8) * (byte & 7);
}

/** Moves over the blocks of a frame: how many they are, and what they unpack to at most. */
function walkBlocks(from: KafkaReader): { readonly count: number; readonly most: number } {
  let most = 0;
  for (let count = 1; ; count++) {
    const head = from.u8() | (from.u8() << 8) | (from.u8() << 16);
    const kind = (head >> 1) & 3;
    const size = head >>> 3;
    from.take(kind === 1 ? 1 : size);
    most += kind === 2 ? BLOCK_MAX : size;
    if (head & 1) return { count, most };
  }
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
