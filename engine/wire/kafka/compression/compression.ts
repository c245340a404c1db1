import { Unreadable } from '../reader.ts';
import { gzip, ungzip } from './gzip.ts';
import { lz4, unlz4 } from './lz4.ts';
import { snappy, unsnappy } from './snappy.ts';
import { unzstd, zstd } from './zstd.ts';

/** By the number that stands for it in a batch's attributes. KAFKA: CompressionType */
export const COMPRESSIONS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
export type Compression = (typeof COMPRESSIONS)[number];

/** The most that one batch unpacks to. SIMPLIFIED: Kafka unpacks as far as its memory reaches. */
const UNPACKED_MAX = 256 * 1024 * 1024;

interface Packer {
  pack(bytes: Uint8Array): Uint8Array;
  /** Throws Unreadable. */
  unpack(packed: Uint8Array, max: number): Uint8Array;
}

const PACKERS: readonly (Packer | null)[] = [
  null,
  { pack: gzip, unpack: ungzip },
  { pack: snappy, unpack: unsnappy },
  { pack: lz4, unpack: unlz4 },
  { pack: zstd, unpack: unzstd },
];

/** Packs bytes the way of that number. */
export function compress(id: number, bytes: Uint8Array): Uint8Array {
  return PACKERS[id]?.pack(bytes) ?? bytes;
}

/** Unpacks bytes; throws Unreadable where they are not packed that way, or there is no such way. */
export function decompress(id: number, packed: Uint8Array, max = UNPACKED_MAX): Uint8Array {
  const packer = PACKERS[id];
  if (packer === undefined) throw new Unreadable(`Unknown compression type id: ${id}`);
  return packer === null ? packed : packer.unpack(packed, max);
}
