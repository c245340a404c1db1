import { Gunzip, gzipSync } from 'fflate';
import { Unreadable } from '../reader.ts';
import { Growing } from './growing.ts';

/** A piece unpacks to a thousand times its size at most, and only then can we look at how much that was. */
const PIECE = 4096;

export function ungzip(packed: Uint8Array, max: number): Uint8Array {
  const out = new Growing(max, packed.length * 3);
  let isWhole = false;
  const stream = new Gunzip((piece, isLast) => {
    out.add(piece);
    isWhole ||= isLast;
  });
  try {
    for (let from = 0; from < packed.length; from += PIECE) {
      const to = Math.min(packed.length, from + PIECE);
      stream.push(packed.subarray(from, to), to === packed.length);
    }
  } catch (thrown) {
    throw thrown instanceof Unreadable ? thrown : new Unreadable('no gzip');
  }
  if (!isWhole) throw new Unreadable('a gzip that is not whole');
  return out.whole;
}

/** The header's time is zero, as Java writes it: the same records give the same bytes. */
export function gzip(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes, { mtime: 0 });
}
