import { concatBytes, utf8Bytes } from '../base/bytes.ts';

/*
 * A zip file of texts, as they are: nothing in it is compressed, for it is a few kilobytes.
 * ZIP: APPNOTE.TXT 4.3.7 (local file header), 4.3.12 (central directory), 4.3.16 (its end)
 */

export interface ZippedFile {
  readonly path: string;
  readonly text: string;
}

/** Bit 11: names are UTF-8. */
const UTF8_NAMES = 0x0800;
/** 1980-01-01, the first day that zip knows: the same files make the same bytes. */
const FIRST_DAY = 0x0021;

/** The bytes of the file. */
export function zipOf(files: readonly ZippedFile[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { path, text } of files) {
    const name = utf8Bytes(path);
    const bytes = utf8Bytes(text);
    const shared = [
      ...[u16(20), u16(UTF8_NAMES), u16(0), u16(0), u16(FIRST_DAY)],
      ...[u32(crc32(bytes)), u32(bytes.length), u32(bytes.length), u16(name.length), u16(0)],
    ];
    const local = concatBytes([u32(0x04034b50), ...shared, name, bytes]);
    parts.push(local);
    directory.push(
      concatBytes([u32(0x02014b50), u16(20), ...shared, u16(0), u16(0), u16(0), u32(0), u32(offset), name]),
    );
    offset += local.length;
  }
  const central = concatBytes(directory);
  const count = u16(files.length);
  const end = [u32(0x06054b50), u16(0), u16(0), count, count, u32(central.length), u32(offset), u16(0)];
  return concatBytes([...parts, central, ...end]);
}

const u16 = (value: number): Uint8Array => Uint8Array.of(value & 0xff, value >>> 8);
const u32 = (value: number): Uint8Array =>
  Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);

/** The check sum that zip and Ethernet use. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}
