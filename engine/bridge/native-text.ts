import type { ByteText } from '../wire/byte-text.ts';
import { readText, writeText } from '../wire/byte-text.ts';

/** From here on Node's own way is faster than the language's. */
const NATIVE_MIN = 48;

let lastBytes: Uint8Array | null = null;
let lastBuffer: Buffer = Buffer.alloc(0);

/** The same memory as a Buffer. Codecs ask for the same array again and again. */
function bufferOf(bytes: Uint8Array): Buffer {
  if (bytes !== lastBytes) {
    lastBytes = bytes;
    lastBuffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  return lastBuffer;
}

/** Byte strings by way of Node's latin1 codec. */
export const nativeText: ByteText = {
  read: (bytes, from, to) =>
    to - from < NATIVE_MIN ? readText(bytes, from, to) : bufferOf(bytes).toString('latin1', from, to),
  write: (text, bytes, at) => {
    if (text.length < NATIVE_MIN) writeText(text, bytes, at);
    else bufferOf(bytes).write(text, at, 'latin1');
  },
};
