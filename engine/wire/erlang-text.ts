/*
 * Binaries as Erlang prints them into RabbitMQ's error texts.
 */

const ESCAPES: Readonly<Record<number, string>> = {
  0x08: '\\b',
  0x09: '\\t',
  0x0a: '\\n',
  0x0b: '\\v',
  0x0c: '\\f',
  0x0d: '\\r',
  0x1b: '\\e',
  0x22: '\\"',
  0x5c: '\\\\',
};

/** By `~w`: `<<1,2,3>>`. */
export function erlangWritten(bytes: Uint8Array): string {
  return `<<${bytes.join(',')}>>`;
}

/** By `~p`: `<<"text">>` where all of it can be printed in latin-1. The result is a byte string. */
export function erlangPrinted(bytes: Uint8Array): string {
  if (bytes.length === 0 || !bytes.every(isPrintable)) return erlangWritten(bytes);
  let text = '';
  for (const byte of bytes) text += ESCAPES[byte] ?? String.fromCharCode(byte);
  return `<<"${text}">>`;
}

function isPrintable(byte: number): boolean {
  return (byte >= 32 && byte < 127) || byte >= 160 || ESCAPES[byte] !== undefined;
}
