import type { ByteWriter } from '../../wire/byte-writer.ts';
import type { Intset } from '../value.ts';

/*
 * The bytes of an intset: <bytes a member u32> <members u32> { <member> }, ascending, little endian.
 * REDIS: intset.c intsetBlobLen, intsetValidateIntegrity
 */

const HEADER = 8;

/** Writes the packed members. */
export function writeIntset(out: ByteWriter, { items, width }: Intset): void {
  out.reserve(HEADER + width * items.length);
  out.u32(width);
  out.u32(items.length);
  for (const item of items) {
    if (width === 8) out.u64(item);
    else if (width === 4) out.u32(Number(item));
    else out.u16(Number(item));
  }
}

/** The intset in these bytes, or null where they are not a sound one. */
export function readIntset(bytes: Uint8Array): Intset | null {
  if (bytes.length < HEADER) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = view.getUint32(0, true);
  const count = view.getUint32(4, true);
  if (width !== 2 && width !== 4 && width !== 8) return null;
  if (count === 0 || bytes.length !== HEADER + width * count) return null;
  const items: (number | bigint)[] = [];
  for (let i = 0; i < count; i++) {
    const item = memberAt(view, HEADER + i * width, width);
    if (i > 0 && !(items[i - 1]! < item)) return null; // i - 1 was just pushed
    items.push(item);
  }
  return { items, width };
}

function memberAt(view: DataView, at: number, width: 2 | 4 | 8): number | bigint {
  if (width === 2) return view.getInt16(at, true);
  if (width === 4) return view.getInt32(at, true);
  const exact = view.getBigInt64(at, true);
  const near = Number(exact);
  return Number.isSafeInteger(near) ? near : exact;
}
