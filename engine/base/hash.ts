/*
 * A 53-bit digest of plain data (see clone.ts), part by part: what remains of a stretch of history when its facts are
 * dropped, so that replaying it can still be compared. Not cryptographic.
 */

const text = new DataView(new ArrayBuffer(8));

/** The digest so far, as two words; plain data. */
export type Digest = [number, number];

export const DIGEST_START: Readonly<Digest> = [0x811c9dc5, 0x9e3779b9];

function mix(digest: Digest, word: number): void {
  digest[0] = Math.imul(digest[0] ^ word, 0x01000193);
  digest[1] = Math.imul(((digest[1] << 13) | (digest[1] >>> 19)) ^ word, 0x85ebca6b);
}

/** Takes `value` into the digest. */
export function digestInto(digest: Digest, value: unknown): void {
  switch (typeof value) {
    case 'number':
      if ((value | 0) === value) return mix(digest, value);
      text.setFloat64(0, value);
      mix(digest, text.getInt32(0));
      return mix(digest, text.getInt32(4));
    case 'string':
      mix(digest, value.length + 0x5000);
      for (let i = 0; i < value.length; i++) mix(digest, value.charCodeAt(i));
      return;
    case 'boolean':
      return mix(digest, value ? 0x71 : 0x72);
    case 'undefined':
      return mix(digest, 0x73);
    case 'bigint':
      return digestInto(digest, value.toString());
    default:
      return digestParts(digest, value as object | null);
  }
}

function digestParts(digest: Digest, value: object | null): void {
  if (value === null) return mix(digest, 0x74);
  if (ArrayBuffer.isView(value) || Array.isArray(value)) {
    const list = value as ArrayLike<unknown>;
    mix(digest, list.length + 0xa000);
    for (let i = 0; i < list.length; i++) digestInto(digest, list[i]);
  } else if (value instanceof Map || value instanceof Set) {
    mix(digest, value.size + 0xb000);
    for (const item of value) digestInto(digest, item);
  } else {
    for (const key of Object.keys(value)) {
      digestInto(digest, key);
      digestInto(digest, (value as Record<string, unknown>)[key]);
    }
  }
}

/** The digest as one text. */
export function digestText(digest: Readonly<Digest>): string {
  return (digest[0] >>> 0).toString(16).padStart(8, '0') + (digest[1] >>> 0).toString(16).padStart(8, '0');
}
