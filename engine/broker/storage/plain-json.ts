import { byteStringOf } from '../../base/bytes.ts';

/* Plain data of byte strings as JSON, one byte a char; integers beyond the safe ones keep their digits. */

export function toJsonText(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? { $integer: item.toString() } : item));
}

/** Throws SyntaxError for what is not JSON. */
export function fromJsonText(text: string): unknown {
  return JSON.parse(text, (_, item: unknown) =>
    typeof item === 'object' && item !== null && '$integer' in item && typeof item.$integer === 'string'
      ? BigInt(item.$integer)
      : item,
  );
}

export function fromJsonBytes(bytes: Uint8Array, from: number, to: number): unknown {
  return fromJsonText(byteStringOf(bytes, from, to));
}
